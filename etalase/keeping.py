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
from importlib import import_module
from io import BytesIO
from operator import attrgetter
from typing import Any, Final

from etalase.problems import Location

_NOWHERE: Final = Location("")


def dumps(value: object) -> bytes:
    """Any value made of what pickle knows and of dataclasses with slots, of which each has two fields or more."""
    stream = BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


loads = pickle.loads


class _Reducers(dict[type, Callable[[Any], Any]]):
    """How values are taken apart, worked out for each class when it is first met."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        if dataclasses.is_dataclass(kind) and hasattr(kind, "__slots__"):
            name, values_of = f"{kind.__module__}:{kind.__name__}", attrgetter(*_names(kind))
            self[kind] = lambda value: (_again, (name, values_of(value)))
        else:
            self[kind] = lambda value: value.__reduce_ex__(pickle.HIGHEST_PROTOCOL)
        return self[kind]


class _Pickler(pickle.Pickler):
    dispatch_table = _Reducers({Location: lambda _: (_nowhere, ())})


def _nowhere() -> Location:
    return _NOWHERE


def _again(name: str, values: tuple[object, ...]) -> object:
    """A class is told by its name, which is looked up once; pickle itself would for every record."""
    kind, setters = _known(name)
    made: object = object.__new__(kind)
    for put, value in zip(setters, values, strict=True):
        put(made, value)
    return made


def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@cache
def _known(name: str) -> tuple[type, tuple[Callable[[object, object], None], ...]]:
    """A class by its module and name, and its slots themselves, which a frozen class does not guard."""
    module, _, bare = name.partition(":")
    kind: type = getattr(import_module(module), bare)
    return kind, tuple(getattr(kind, each).__set__ for each in _names(kind))
