"""The one reader of all records: it walks the field statements over YAML nodes and collects what is wrong.

`values` says how each single value is read and `checks` what a whole value must fulfil; a reader is given both as `Rules`.
A mistake in one field never hides another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

import yaml

from etalase import formats
from etalase.fields import Choice, Field, Keyed, Kind, Many, Nested, Reference, Scalar, fields_of
from etalase.languages import LANGUAGES, Language
from etalase.model import Bodies, Body, Photo, Ref, Slug, Text
from etalase.problems import Location, Problem, problem
from etalase.sources import Source, is_slug, suggest_slug

WRONG: Final = object()  # in place of a value that could not be read; the problem has been told
Read = Callable[["Reader", yaml.Node, str], Any]  # a node, and the dotted name of its field → a value or WRONG
TERM_LISTS: Final = ("categories", "materials", "techniques")


@dataclass(frozen=True, slots=True)
class Rules:
    """How single values are read, by type.

    `shorthands` read nested values that may also stand as one word; `finders` give fields of a nested value that need more
    than one node, also of a value that lacks something, so that all its mistakes are told; `checks` look at a whole value.
    """

    scalars: Mapping[Any, Read]
    shorthands: Mapping[type, Read]
    finders: Mapping[type, Callable[[Reader, yaml.MappingNode], Any]]
    checks: Mapping[type, Callable[[Reader, yaml.MappingNode, Any], Any]]
    forms: dict[type, Form] = field(default_factory=dict)

    def form(self, type_: type) -> Form:
        """How values of a class are read, worked out once."""
        if type_ not in self.forms:
            self.forms[type_] = Form(
                reads={stated.name: (self.read(stated.kind), stated.required) for stated in fields_of(type_)},
                required=tuple(stated for stated in fields_of(type_) if stated.required),
                is_located="location" in {attribute.name for attribute in fields(type_)},
                find=self.finders.get(type_),
                check=self.checks.get(type_),
            )
        return self.forms[type_]

    def read(self, kind: Kind) -> Read:
        """How a value of a kind is read."""
        match kind:
            case Scalar(type=type_):
                return self.scalars[type_]
            case Choice(words=words):
                return lambda reader, node, path: reader.choice(node, words, path)
            case Reference(folder=folder):
                return lambda reader, node, path: reader.reference(node, folder, path)
            case Nested(type=type_):
                return self.shorthands.get(type_) or (lambda reader, node, path: reader.mapping(node, type_, path))
            case Many(item=item):
                read_item = self.read(item)
                return lambda reader, node, path: reader.many(node, item, read_item, path)
            case Keyed(item=item):
                return lambda reader, node, path: reader.keyed(node, item.type, path)


class Form(NamedTuple):
    """How values of one class are read.

    `reads` has for each field its reader and whether it must stand there; a value that `is_located` knows its place.
    """

    reads: Mapping[str, tuple[Read, bool]]
    required: tuple[Field, ...]
    is_located: bool
    find: Callable[[Reader, yaml.MappingNode], Any] | None
    check: Callable[[Reader, yaml.MappingNode, Any], Any] | None


@dataclass(slots=True)
class Reader:
    """Reads the values of one source; collects what is wrong with them."""

    source: Source
    language: Language
    files: Collection[str]
    known: Mapping[str, frozenset[str]]
    rules: Rules
    problems: list[Problem] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)  # where a photo was looked for before it was found

    def wrong(self, node: yaml.Node, kind: str, /, **facts: object) -> Any:
        self.problems.append(problem(self.source.locate(node), kind, **facts))
        return WRONG

    def mapping(self, node: yaml.Node, type_: type, path: str, **given: object) -> Any:
        """A value of class `type_`, with what is `given` where the class asks for it.

        `path` is the dotted name of the field it stands in, "" for a whole record.
        """
        if not isinstance(node, yaml.MappingNode):
            return self.wrong(node, "expected-mapping", field=path, keys=", ".join(f.name for f in fields_of(type_)))
        form = self.rules.form(type_)
        values = self.stated(node, form, path)
        found = form.find(self, node) if form.find else {}
        if values is WRONG or found is WRONG:
            return WRONG
        if form.is_located:
            values["location"] = self.source.locate(node)
        value = type_(**{**values, **found, **given})
        checked = form.check(self, node, value) if form.check else value
        if type_ is Photo and checked is not WRONG:
            self.photos.append(checked)
        return checked

    def stated(self, node: yaml.MappingNode, form: Form, path: str) -> Any:
        """The fields of a mapping; WRONG if one is, or lacks."""
        values: dict[str, Any] = {}
        meant: set[str] = set()
        whole = True
        for key, child in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in form.reads:
                near = nearest(name, form.reads)
                meant.add(near)
                self.wrong(key, "unknown-field", field=name, suggestion=near, known="" if near else ", ".join(form.reads))
                continue
            read, is_required = form.reads[name]
            if is_empty(child):
                whole &= not is_required
            else:
                values[name] = value = read(self, child, dotted(path, name))
                whole &= value is not WRONG
        for statement in form.required:
            if statement.name not in values:
                whole = False
                if statement.name not in meant:  # else it is told with the name it was given
                    kind = "missing-alt" if statement.name == "alt" else "missing-field"
                    place = key_named(node, statement.name) or node
                    self.wrong(place, kind, field=dotted(path, statement.name), example=statement.about.example)
        return values if whole else WRONG

    def reference(self, node: yaml.Node, folder: str, path: str) -> Any:
        slug = self.word(node, path)
        known = self.known.get(folder)
        if slug is WRONG or known is None or slug in known:  # None: a list that cannot be read, which is told already
            return slug if slug is WRONG else Ref(slug, self.source.locate(node))
        where = f"content/vocabulary.yaml ({folder})" if folder in TERM_LISTS else f"content/{folder}/"
        near = nearest(suggest_slug(slug), sorted(known))
        return self.wrong(node, "unknown-reference", slug=slug, folder=where, suggestion=near)

    def choice(self, node: yaml.Node, words: tuple[str, ...], path: str) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return self.wrong(node, "expected-text", field=path)
        if node.value in words:
            return node.value
        near = nearest(node.value, words)
        return self.wrong(node, "unknown-value", field=path, value=node.value, suggestion=near, known=", ".join(words))

    def many(self, node: yaml.Node, item: Kind, read_item: Read, path: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            return self._no_list(node, item, path)
        values = [read_item(self, child, path) if not is_empty(child) else self._empty_item(child, path) for child in node.value]
        if isinstance(item, Choice | Reference):
            self._check_twice(node, path)
        return WRONG if any(value is WRONG for value in values) else tuple(values)

    def _no_list(self, node: yaml.Node, item: Kind, path: str) -> Any:
        if isinstance(item, Nested):
            return self.wrong(node, "expected-records", field=path, first=fields_of(item.type)[0].name)
        words = node.value.split(",") if isinstance(node, yaml.ScalarNode) else []
        suggestion = f"[{', '.join(word.strip() for word in words)}]" if words else ""
        return self.wrong(node, "expected-list", field=path, suggestion=suggestion)

    def _empty_item(self, node: yaml.Node, path: str) -> Any:
        return self.wrong(node, "empty-item", field=path)

    def _check_twice(self, node: yaml.SequenceNode, path: str) -> None:
        seen: set[str] = set()
        for child in (child for child in node.value if isinstance(child, yaml.ScalarNode)):
            word = child.value.strip()
            if word in seen:
                self.wrong(child, "listed-twice", field=path, value=word)
            seen.add(word)

    def keyed(self, node: yaml.Node, type_: type, path: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            return self.wrong(node, "expected-terms", field=path)
        terms = []
        for key, child in node.value:
            slug = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not is_slug(slug):
                self.wrong(key, "bad-slug", slug=slug, suggestion=suggest_slug(slug))
                continue
            term = self.mapping(child, type_, f"{path}.{slug}", slug=Slug(slug), location=self.source.locate(key))
            terms += [term] if term is not WRONG else []
        return tuple(terms)

    def word(self, node: yaml.Node, path: str) -> Any:
        """One line of plain text as the editor typed it: `0123` stays `0123`."""
        if not isinstance(node, yaml.ScalarNode):
            return self.wrong(node, "expected-text", field=path)
        if node.tag == "tag:yaml.org,2002:bool":
            return self.wrong(node, "text-reads-as-bool", field=path, value=node.value)
        if not node.value.isascii() and _INVISIBLE.search(node.value):
            return self.wrong(node, "yaml-control")
        return node.value.strip()

    def prose(self, node: yaml.Node, path: str) -> Any:
        """Words that are shown to everybody, so never the number of a person."""
        words = self.word(node, path)
        if words is not WRONG and names_a_person(words):
            return self.wrong(node, "private-number")
        return words

    def text(self, node: yaml.Node, path: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            word = self.prose(node, path)
            return word if word is WRONG else Text(**{self.language: word})
        words: dict[str, str] = {}
        for key, child in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in LANGUAGES:
                self.wrong(key, "unknown-language", field=path, value=name, known=", ".join(LANGUAGES))
            elif not is_empty(child):
                words[name] = self.prose(child, f"{path}.{name}")
        return WRONG if WRONG in words.values() else Text(**words)

    def bodies(self, stated: Text) -> Bodies:
        """The Markdown of the file itself or of its `body` field, and the translations beside it, each told once."""
        told: list[tuple[Language, Body]] = [*self.source.translations.items()]
        if self.source.body:
            told.append((self.language, self.source.body))
        if field_node := value_named(self.source.node, "body"):
            start = self.source.locate(field_node)
            told += [(language, Body(words, start)) for language in LANGUAGES if (words := getattr(stated, language))]
        found: dict[str, Body] = {}
        for language, body in told:
            if language in found:
                self.problems.append(problem(body.start, "body-twice", language=language, other=found[language].start))
            found[language] = body
            self._check_private(body)
        return Bodies(**found)

    def _check_private(self, body: Body) -> None:
        if not names_a_person(body.text):
            return
        for number, line in enumerate(body.text.split("\n")):
            if names_a_person(line):
                self.problems.append(problem(Location(body.start.path, body.start.line + number), "private-number"))


_INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")  # they turn or hide what follows
_LONG_NUMBER: Final = re.compile(r"[0-9](?:[ .-]?[0-9]){14}")


def names_a_person(text: str) -> bool:
    """Whether a NIK or NPWP seems to stand in it; nearly all texts have no long number, which is told ten times faster."""
    return _LONG_NUMBER.search(text) is not None and formats.looks_like_private_number(text) is not None


def dotted(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and (node.tag == "tag:yaml.org,2002:null" or not node.value.strip())


def key_named(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((key for key, _ in node.value if key.value == name), None)


def value_named(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((child for key, child in node.value if key.value == name), None)


def value_of(node: yaml.MappingNode, name: str) -> yaml.Node:
    """Where a field's value stands; where the mapping starts, if it has none."""
    return value_named(node, name) or node


_INDONESIAN: Final = {
    **{"nama": "name", "judul": "title", "jenis": "kind", "kelompok": "group", "kategori": "category", "bahan": "materials"},
    **{"teknik": "techniques", "ringkasan": "summary", "harga": "price", "stok": "stock", "berat": "weight", "warna": "colours"},
    **{
        "ukuran": "dimensions",
        "panjang": "depth",
        "lebar": "width",
        "tinggi": "height",
        "diameter": "diameter",
        "foto": "photos",
    },
    **{"kegunaan": "uses", "perawatan": "care", "izin": "permits", "nomor": "number", "tautan": "links", "kontak": "contact"},
    **{
        "telepon": "phone",
        "surel": "email",
        "alamat": "address",
        "tempat": "place",
        "lokasi": "place",
        "koordinat": "coordinates",
    },
    **{"anggota": "members", "pendamping": "facilitator", "penghargaan": "awards", "tahun": "year", "kapasitas": "capacity"},
    **{
        "satuan": "unit",
        "jumlah": "amount",
        "mulai": "start",
        "selesai": "end",
        "penyelenggara": "organisers",
        "hasil": "result",
    },
    **{"sumber": "source", "draf": "draft", "siap": "ready", "ada": "held", "pesan": "order", "pesanan": "order", "habis": "out"},
    **{
        "kosong": "out",
        "proses": "in-progress",
        "belum": "none",
        "pelatihan": "bimtek",
        "sinonim": "synonyms",
        "bahasa": "languages",
    },
}


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of the words that was meant: misspelt, in capitals, or in Indonesian; "" when none is near."""
    meant = _INDONESIAN.get(word.lower(), word.lower())
    return next(iter(get_close_matches(meant, list(words), n=1, cutoff=0.6)), "")
