"""The columns of open data: the field statements of `model`, laid out flat, with what a table schema says of them.

A text is a column in each language, a nested value one for each of its fields, a list one with its items as JSON.
https://specs.frictionlessdata.io/table-schema/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from etalase.fields import Choice, Field, Keyed, Kind, Many, Nested, Reference, Scalar, fields_of
from etalase.languages import Language
from etalase.model import About, Coordinates, Email, Kbli, Percent, Phone, PlaceCode, Ref, Slug, Text, Url

# What is for editors alone, or on no page; photos have a column of their own, with addresses.
_KEPT_BACK: Final = frozenset(["body", "draft", "aliases", "keywords", "consent", "holder", "photos"])

_SLUG: Final = {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
_TYPES: Final[Mapping[Any, tuple[str, str, Mapping[str, object]]]] = {  # type, format, constraints
    str: ("string", "default", {}),
    int: ("integer", "default", {"minimum": 0}),
    bool: ("boolean", "default", {}),
    date: ("date", "default", {}),
    Phone: ("string", "default", {"pattern": "^[0-9]+$"}),
    Email: ("string", "email", {}),
    Url: ("string", "uri", {}),
    PlaceCode: ("string", "default", {"pattern": r"^\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$"}),
    Percent: ("number", "default", {"minimum": 0, "maximum": 100}),
    Kbli: ("string", "default", {"pattern": "^[0-9]{5}$"}),
    Slug: ("string", "default", _SLUG),
}
_OF_POINTS: Final = (
    ("latitude", About("lintang, derajat desimal, WGS 84", "latitude, decimal degrees, WGS 84"), 90),
    ("longitude", About("bujur, derajat desimal, WGS 84", "longitude, decimal degrees, WGS 84"), 180),
)


class Column(NamedTuple):
    """A column: what a table schema says of it, and how its value is taken from a record; None where nothing is stated."""

    name: str
    type: str
    about: About
    value: Callable[[Any], object]
    format: str = "default"
    constraints: Mapping[str, object] = {}

    def meaning(self, language: Language) -> str:
        return self.about.id if language == "id" else self.about.en

    def stated(self, language: Language) -> dict[str, object]:
        """As a table schema has it: the title in one language, the description in both."""
        return {
            "name": self.name,
            "type": self.type,
            "format": self.format,
            "title": self.meaning(language),
            "description": f"{self.about.id}\n{self.about.en}",
            **({"constraints": dict(self.constraints)} if self.constraints else {}),
        }


@cache
def columns_of(record: type, languages: tuple[Language, ...]) -> tuple[Column, ...]:
    """The columns of a record's fields, in the order of their statement."""
    return tuple(column for field in fields_of(record) for column in _columns(field, languages))


def _columns(field: Field, languages: tuple[Language, ...]) -> Iterator[Column]:
    if field.name in _KEPT_BACK:
        return
    name, about, must = field.name, field.about, {"required": True} if field.required else {}

    def at(record: Any) -> Any:
        return getattr(record, name)

    match field.kind:
        case Scalar(type=type_) if type_ is Text:
            for language in languages:
                yield Column(f"{name}_{language}", "string", about, _in_language(at, language), constraints=must)
        case Scalar(type=type_) if type_ is Coordinates:
            for side, of_side, most in _OF_POINTS:
                yield Column(side, "number", of_side, _inside(at, side), constraints={"minimum": -most, "maximum": most})
        case Scalar(type=type_):
            kind, format_, constraints = _TYPES[type_]
            yield Column(name, kind, about, at, format_, {**must, **constraints})
        case Choice(words=words):
            yield Column(name, "string", about, at, constraints={**must, "enum": list(words)})
        case Reference():
            yield Column(name, "string", about, lambda record: at(record).slug, constraints={**must, **_SLUG})
        case Nested(type=type_):
            for column in columns_of(type_, languages):
                inside = {key: value for key, value in column.constraints.items() if key != "required" or field.required}
                value = _within(at, column.value)
                yield column._replace(name=f"{name}_{column.name}", value=value, constraints=inside)
        case Many(item=item):
            yield Column(name, "array", about, lambda record: [_item(each, item, languages) for each in at(record)])
        case Keyed():
            raise TypeError(f"{name} is of the vocabulary, which is no table")


def _in_language(at: Callable[[Any], Text], language: Language) -> Callable[[Any], object]:
    return lambda record: at(record).in_language(language) or None


def _inside(at: Callable[[Any], Any], name: str) -> Callable[[Any], object]:
    return lambda record: getattr(at(record), name) if at(record) else None


def _within(at: Callable[[Any], Any], value: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda record: value(inner) if (inner := at(record)) is not None else None


def _item(value: Any, kind: Kind, languages: tuple[Language, ...]) -> object:
    """An item of a list as JSON has it; of a nested value, what is stated of it."""
    if isinstance(value, Ref):
        return value.slug
    if isinstance(kind, Nested):
        stated = ((column.name, column.value(value)) for column in columns_of(kind.type, languages))
        return {
            name: found.isoformat() if isinstance(found, date) else found for name, found in stated if found not in (None, "")
        }
    return value
