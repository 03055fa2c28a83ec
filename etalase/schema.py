"""What the code states, written down: JSON Schema for text editors, the field tables, and what templates may use.

https://json-schema.org/draft-07/schema, the draft that yaml-language-server reads. An editor's file starts with
`# yaml-language-server: $schema=…/product.json`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from markupsafe import Markup

from etalase.contexts import TEMPLATES
from etalase.fields import Choice, Field, Keyed, Kind, Many, Nested, Reference, Scalar, fields_of
from etalase.languages import LANGUAGES, Language
from etalase.model import (
    Coordinates,
    Email,
    Focus,
    Group,
    Kbli,
    Outlet,
    Page,
    Percent,
    Phone,
    PlaceCode,
    Price,
    Product,
    Program,
    Site,
    Slug,
    Text,
    Url,
    Vocabulary,
)

RECORDS: Final[Mapping[str, type]] = {
    "site": Site,
    "vocabulary": Vocabulary,
    "group": Group,
    "product": Product,
    "outlet": Outlet,
    "program": Program,
    "page": Page,
}
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "title": "Daftar field",
        "intro": "Dibuat dari pernyataan field di `etalase/model.py`; jangan disunting di sini.",
        "head": "| field | isi | wajib | arti | contoh |",
        "yes": "ya",
        "text": "teks, atau {id: …, en: …}",
        "str": "teks",
        "int": "angka bulat",
        "bool": "true atau false",
        "date": "tanggal, 2026-11-02",
        "list": "daftar: ",
        "one": "salah satu: ",
        "ref": "nama dari ",
        "nested": "isian: lihat ",
        "keyed": "kata: lihat ",
        "price": "angka, `ask`, atau isian: lihat ",
        "phone": "nomor telepon",
        "email": "alamat surel",
        "url": "alamat web, https://…",
        "placecode": "kode Kemendagri, atau nama",
        "percent": "angka 0 sampai 100",
        "kbli": "lima angka",
        "slug": "huruf kecil, angka, tanda hubung",
        "coordinates": "[lintang, bujur]",
        "focus": "[mendatar, tegak]",
    },
    "en": {
        "title": "Field reference",
        "intro": "Made from the field statements in `etalase/model.py`; do not edit it here.",
        "head": "| field | value | required | meaning | example |",
        "yes": "yes",
        "text": "text, or {id: …, en: …}",
        "str": "text",
        "int": "whole number",
        "bool": "true or false",
        "date": "date, 2026-11-02",
        "list": "list: ",
        "one": "one of: ",
        "ref": "name from ",
        "nested": "fields: see ",
        "keyed": "words: see ",
        "price": "number, `ask`, or fields: see ",
        "phone": "telephone number",
        "email": "email address",
        "url": "web address, https://…",
        "placecode": "Kemendagri code, or names",
        "percent": "number from 0 to 100",
        "kbli": "five digits",
        "slug": "small letters, digits, hyphens",
        "coordinates": "[latitude, longitude]",
        "focus": "[across, down]",
    },
}


def write_reference(folder: Path) -> None:
    """Write every file of the reference into `folder`, which is made when missing; other files there stay."""
    for path, text in reference_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def reference_files() -> dict[str, str]:
    """The reference by path: field tables in both languages, what templates may use, one JSON Schema a kind of record."""
    schemas = {f"schema/{name}.json": json.dumps(schema_of(name), ensure_ascii=False, indent=1) + "\n" for name in RECORDS}
    return {
        "field.id.md": field_reference("id"),
        "fields.en.md": field_reference("en"),
        "theme.md": theme_reference(),
        **schemas,
    }


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of one kind of record; meanings in Indonesian first, since editors read them while they type."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"{name}.json",
        "title": name,
        **_object(RECORDS[name]),
    }


def _object(type_: type) -> dict[str, Any]:
    fields = fields_of(type_)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: {**_stated(field), "description": f"{field.about.id}\n{field.about.en}"} for field in fields},
    }


def _stated(field: Field) -> dict[str, Any]:
    """The schema of a field. An optional one may stand empty, which editors' tools read as null."""
    value = _value(field.kind)
    return value if field.required else {"anyOf": [*value.get("anyOf", [value]), {"type": "null"}]}


def _value(kind: Kind) -> dict[str, Any]:
    """The schema of what may stand in a field of this kind."""
    match kind:
        case Scalar(type=type_):
            return _SCALAR_SCHEMAS[type_]
        case Choice(words=words):
            return {"enum": list(words)}
        case Reference():
            return {"type": "string", "pattern": _SLUG}
        case Nested(type=type_) if type_ is Price:
            return {"anyOf": [{"const": "ask"}, {"type": "integer", "minimum": 1}, _object(Price)]}
        case Nested(type=type_):
            return _object(type_)
        case Many(item=item):
            return {"type": "array", "items": _value(item)}
        case Keyed(item=item):
            return {"type": "object", "propertyNames": {"pattern": _SLUG}, "additionalProperties": _object(item.type)}


_SLUG: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_PLAIN: Final = {"type": ["string", "number"]}
_PAIR: Final = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_SCALAR_SCHEMAS: Final[Mapping[Any, dict[str, Any]]] = {
    str: _PLAIN,
    Text: {
        "anyOf": [
            _PLAIN,
            {"type": "object", "properties": dict.fromkeys(LANGUAGES, _PLAIN), "additionalProperties": False},
        ]
    },
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    Phone: {"type": "string"},
    Email: {"type": "string", "format": "email"},
    Url: {"type": "string", "pattern": "^https?://"},
    PlaceCode: {"type": "string"},
    Percent: {"type": "number", "minimum": 0, "maximum": 100},
    Kbli: {"type": "string", "pattern": "^[0-9]{5}$"},
    Slug: {"type": "string", "pattern": _SLUG},
    Coordinates: _PAIR,
    Focus: _PAIR,
}


def field_reference(language: Language) -> str:
    """The field tables of every record and nested value, required fields first, as one Markdown page."""
    words = _WORDS[language]
    sections = [f"# {words['title']}\n\n{words['intro']}\n"]
    for name, type_ in _tables():
        fields = sorted(fields_of(type_), key=lambda field: not field.required)
        rows = "".join(_row(field, language) for field in fields)
        sections.append(f"## {name}\n\n{words['head']}\n| --- | --- | --- | --- | --- |\n{rows}")
    return "\n".join(sections)


def _tables() -> Iterator[tuple[str, type]]:
    """Records in the order of `RECORDS`, then each nested value once, in the order it is first met."""
    nested: dict[type, None] = {}
    for type_ in RECORDS.values():
        _collect_nested(type_, nested)
    yield from RECORDS.items()
    yield from ((type_.__name__.lower(), type_) for type_ in nested)


def _collect_nested(type_: type, found: dict[type, None]) -> None:
    for field in fields_of(type_):
        kind = field.kind
        while isinstance(kind, Many | Keyed):
            kind = kind.item
        if isinstance(kind, Nested) and kind.type not in found:
            found[kind.type] = None
            _collect_nested(kind.type, found)


def _row(field: Field, language: Language) -> str:
    words = _WORDS[language]
    meaning = field.about.id if language == "id" else field.about.en
    example = f"`{field.about.example}`" if field.about.example else ""
    cells = (f"`{field.name}`", _describe(field.kind, words), words["yes"] if field.required else "", meaning, example)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def _describe(kind: Kind, words: Mapping[str, str]) -> str:
    match kind:
        case Scalar(type=type_):
            return words.get(type_.__name__.lower(), words["str"])
        case Choice(words=choices):
            return words["one"] + ", ".join(f"`{choice}`" for choice in choices)
        case Reference(folder=folder):
            return words["ref"] + f"`{folder}`"
        case Nested(type=type_):
            name = type_.__name__.lower()
            return words["price" if type_ is Price else "nested"] + f"[{name}](#{name})"
        case Many(item=item):
            return words["list"] + _describe(item, words)
        case Keyed(item=item):
            return words["keyed"] + f"[{item.type.__name__.lower()}](#{item.type.__name__.lower()})"


_THEME_INTRO: Final = """\
# Theme reference

Made from `etalase/contexts.py` and the values it uses; do not edit it here.

A directory changes its look file by file: a file in its own `theme/` takes the place of the built-in one with the same
path, such as `theme/components/card.html` or `theme/static/site.css`. `theme/messages/id.yaml` and `en.yaml` may hold only
the words that change.

A template is given two names. `page` is one of the values below. `t` gives interface words: `t("close")`,
`t("products_n", n=3)`. A component is given nothing but its arguments, which its first lines list. A name that does not
exist stops the build with the template's file and line.

Printed sheets are Typst: `theme/print/catalogue.typ`, `labels.typ`, what both share in `look.typ`, and their fonts as TTF or OTF
in `theme/print/font/`. The first lines of each say where its values are listed.

Share cards are drawn with the first of these fonts and `theme/static/mark-512.png`. A file beside the font with the suffix
`.kern` says how pairs of letters are kerned: `-60 TŢŤ acdeg` is 60 thousandths of an em less between each of the first and
each of the others.
"""


def theme_reference() -> str:
    """What each template may use, as one Markdown page: its `page`, then every value met in it."""
    met: dict[type, None] = {}
    for page in TEMPLATES:
        _collect_values(page, met)
    values = [value for value in met if value not in TEMPLATES]
    pages = "".join(f"| `{template}` | [{page.__name__}](#{page.__name__.lower()}) |\n" for page, template in TEMPLATES.items())
    sections = [_THEME_INTRO, f"| template | `page` |\n| --- | --- |\n{pages}"]
    for value in (*TEMPLATES, *values):
        rows = "".join(f"| `{name}` | {_describe_hint(hint)} |\n" for name, hint in get_type_hints(value).items())
        meaning = " ".join((value.__doc__ or "").split())
        sections.append(f"## {value.__name__}\n\n{meaning}\n\n| name | value |\n| --- | --- |\n{rows}")
    return "\n".join(sections)


def _collect_values(hint: Any, met: dict[type, None]) -> None:
    """The dataclasses that a type is made of, in the order they are first met."""
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and hint not in met:
        met[hint] = None
        for inner in get_type_hints(hint).values():
            _collect_values(inner, met)
    for inner in get_args(hint):
        _collect_values(inner, met)


def _describe_hint(hint: Any) -> str:
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin is UnionType:
            return " or ".join(_describe_hint(argument) for argument in arguments if argument is not NoneType) + ", or none"
        case origin if origin is Literal:
            return " or ".join(f"`{word}`" for word in arguments)
        case origin if origin is tuple and arguments[-1] is ...:
            return f"several: {_describe_hint(arguments[0])}"
        case origin if origin is tuple:
            return f"({', '.join(_describe_hint(argument) for argument in arguments)})"
        case None if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return f"[{hint.__name__}](#{hint.__name__.lower()})"
        case None:
            return {str: "text", int: "number", float: "number", bool: "true or false", Markup: "HTML", bytes: "bytes"}[hint]
        case _:
            return f"by name: {_describe_hint(arguments[1])}"
