"""The field statements of `model`, read once: what `records` reads by and `schema` writes down.

In: a record class. Out: its `Field`s, in the order of their statement, each with a `Kind` that says what may stand there.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from etalase.model import About, Ref, Term, To


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `type` is the class or NewType of `model` that says which."""

    type: Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The slug of a record in `folder`, or of a term in that list of the vocabulary."""

    folder: str


@dataclass(frozen=True, slots=True)
class Nested:
    """A mapping with fields of its own."""

    type: type


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    item: Kind


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping from slug to nested mappings: the lists of the vocabulary."""

    item: Nested


Kind = Scalar | Choice | Reference | Nested | Many | Keyed


@dataclass(frozen=True, slots=True)
class Field:
    """One statement: name as written in YAML, what may stand there, whether it must, and what it means."""

    name: str
    kind: Kind
    required: bool
    about: About


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """The stated fields of a record class; attributes without `About` (slug, location) are not fields."""
    hints = get_type_hints(record, include_extras=True)
    stated = ((attribute, hints[attribute.name]) for attribute in dataclasses.fields(record))
    return tuple(_field(attribute, hint) for attribute, hint in stated if get_origin(hint) is Annotated)


def _field(attribute: dataclasses.Field[Any], hint: Any) -> Field:
    type_, *notes = get_args(hint)
    about = next(note for note in notes if isinstance(note, About))
    folder = next((note.folder for note in notes if isinstance(note, To)), "")
    required = attribute.default is dataclasses.MISSING and attribute.default_factory is dataclasses.MISSING
    return Field(attribute.name, _kind(type_, folder), required, about)


def _kind(type_: Any, folder: str = "") -> Kind:
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, UnionType):
        return _kind(next(argument for argument in arguments if argument is not NoneType), folder)
    if origin is Literal:
        return Choice(arguments)
    if origin is tuple:
        return Keyed(Nested(Term)) if arguments[0] is Term else Many(_kind(arguments[0], folder))
    if type_ is Ref:
        return Reference(folder)
    if dataclasses.is_dataclass(type_) and any(get_origin(hint) is Annotated for hint in _hints(type_)):
        return Nested(type_)  # type: ignore[arg-type]  # is_dataclass also admits instances
    return Scalar(type_)


def _hints(type_: Any) -> list[Any]:
    return list(get_type_hints(type_, include_extras=True).values())
