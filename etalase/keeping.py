"""Keep: values of the domain ↔ bytes, for the ledger.

Pickle calls a method written in Python for each frozen dataclass; this sets their slots directly, and leaves out where things
stand in their files, since what is kept has no mistake to point at. That halves the time, and a cold build reads each product
a few times.
"""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any, Final

from etalase.problems import Location

_NOWHERE: Final = Location("")


def dumps(value: object) -> bytes:
    """Any value made of what pickle knows and of dataclasses with slots."""
    stream = BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


loads = pickle.loads


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if kind is Location:
            return _nowhere, ()
        if not dataclasses.is_dataclass(kind) or not hasattr(kind, "__slots__"):
            return NotImplemented
        return _again, (kind, *[getattr(value, name) for name in _names(kind)])


def _nowhere() -> Location:
    return _NOWHERE


def _again(kind: type, *values: object) -> object:
    made: object = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=False):
        put(made, value)
    return made


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _setters(kind: type) -> tuple[Callable[[object, object], None], ...]:
    """The slots themselves, which a frozen class does not guard."""
    return tuple(getattr(kind, name).__set__ for name in _names(kind))
