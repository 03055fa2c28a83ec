"""Check: sources → records, or every problem of every field.

One reader serves all record classes: it walks the field statements of `fields`, and each kind of value has one function
below that gives the value or reports why not. A mistake in one field never hides another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from posixpath import normpath
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import yaml

from etalase import formats, places
from etalase.fields import Choice, Field, Keyed, Kind, Many, Nested, Reference, Scalar, fields_of
from etalase.model import (
    LANGUAGES,
    Bodies,
    Body,
    Coordinates,
    Email,
    Focus,
    Group,
    Kbli,
    Language,
    Outlet,
    Page,
    Percent,
    Permit,
    Phone,
    Photo,
    PlaceCode,
    Price,
    Product,
    Program,
    Record,
    Records,
    Ref,
    Site,
    Slug,
    Text,
    Url,
    Vocabulary,
)
from etalase.problems import Location, Problem, problem
from etalase.sources import PICTURE_ENDINGS, Source, Sources, first_language, is_slug, suggest_slug

R = TypeVar("R")
RECORD_TYPES: Final[Mapping[str, type[Record]]] = {
    "groups": Group,
    "products": Product,
    "outlets": Outlet,
    "programs": Program,
    "pages": Page,
}
_WRONG: Final = object()


def check_records(sources: Sources) -> tuple[Records, list[Problem]]:
    """All records, and every problem on the way.

    A record with a mistake is left out, so later stages only see whole ones; its slug stays in `known`, so that those
    who refer to it are not blamed. Settings that cannot be read are stood in for, to let the checks go on.
    """
    problems: list[Problem] = []
    language: Language = first_language(sources.site)
    site = _read(Site, sources.site, language, sources.files, problems)
    vocabulary = _read(Vocabulary, sources.vocabulary, language, sources.files, problems)
    read: dict[str, tuple[Any, ...]] = {}
    for folder, record_type in RECORD_TYPES.items():
        found = [_read(record_type, source, language, sources.files, problems) for source in sources.records.get(folder, ())]
        read[folder] = tuple(record for record in found if record is not None)
    return Records(site=site or _STAND_IN, vocabulary=vocabulary or Vocabulary(), known=_known_slugs(sources), **read), problems


_STAND_IN: Final = Site(
    location=Location(""), name="", url=Url("https://etalase.example/"), title=Text(), description=Text(), owner=Text()
)


def _known_slugs(sources: Sources) -> Mapping[str, frozenset[str]]:
    """Every slug that a reference may name, read from the sources, so also those of records with mistakes."""
    known = {folder: frozenset(source.slug for source in found) for folder, found in sources.records.items()}
    for key, terms in sources.vocabulary.node.value if sources.vocabulary else ():
        if isinstance(terms, yaml.MappingNode):
            known[str(key.value)] = frozenset(str(term.value) for term, _ in terms.value)
    return MappingProxyType(known)


def _read(type_: type[R], source: Source | None, language: Language, files: frozenset[str], problems: list[Problem]) -> R | None:
    if source is None:
        return None
    reader = _Reader(source, language, files)
    value = reader.mapping(source.node, type_, "", slug=source.slug)
    problems += reader.problems
    if value is _WRONG or reader.problems:
        return None
    return cast(R, replace(value, bodies=reader.bodies(value)) if isinstance(value, Record) else value)


@dataclass(slots=True)
class _Reader:
    """Reads the values of one source; collects what is wrong with them."""

    source: Source
    language: Language
    files: frozenset[str]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, node: yaml.Node, kind: str, /, **facts: object) -> Any:
        self.problems.append(problem(self.source.locate(node), kind, **facts))
        return _WRONG

    def mapping(self, node: yaml.Node, type_: type, path: str, **given: object) -> Any:
        """A value of class `type_`, with what is `given` where the class asks for it.

        `path` is the dotted name of the field it stands in, "" for a whole record.
        """
        if not isinstance(node, yaml.MappingNode):
            return self.wrong(node, "expected-mapping", field=path, keys=" ".join(f.name for f in fields_of(type_)))
        values = self._stated_values(node, fields_of(type_), path)
        if values is _WRONG:
            return _WRONG
        asked = {"location": self.source.locate(node), **given}
        values |= {name: asked[name] for name in asked if name in type_.__dataclass_fields__}  # type: ignore[attr-defined]
        return _CHECKS.get(type_, _no_check)(self, node, type_(**values))

    def _stated_values(self, node: yaml.MappingNode, fields: tuple[Field, ...], path: str) -> Any:
        stated = {field.name: field for field in fields}
        values: dict[str, Any] = {}
        whole = True
        for key, child in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in stated:
                self.wrong(key, "unknown-field", field=name, suggestion=_nearest(name, stated), known=" ".join(stated))
            elif _is_empty(child):
                whole &= not stated[name].required
            else:
                value = self.value(child, stated[name].kind, f"{path}.{name}" if path else name)
                whole &= value is not _WRONG
                values[name] = value
        for statement in fields:
            if statement.required and statement.name not in values:
                whole = False
                kind = "missing-alt" if statement.name == "alt" else "missing-field"
                self.wrong(
                    node, kind, field=f"{path}.{statement.name}" if path else statement.name, example=statement.about.example
                )
        return values if whole else _WRONG

    def value(self, node: yaml.Node, kind: Kind, path: str) -> Any:
        match kind:
            case Scalar(type=type_):
                return _SCALARS[type_](self, node, path)
            case Choice(words=words):
                return self._choice(node, words, path)
            case Reference():
                text = self.word(node, path)
                return text if text is _WRONG else Ref(text, self.source.locate(node))
            case Nested(type=type_):
                return _SHORTHANDS[type_](self, node, path) if type_ in _SHORTHANDS else self.mapping(node, type_, path)
            case Many(item=item):
                return self._many(node, item, path)
            case Keyed(item=item):
                return self._keyed(node, item.type, path)

    def _choice(self, node: yaml.Node, words: tuple[str, ...], path: str) -> Any:
        if isinstance(node, yaml.ScalarNode) and node.value in words:
            return node.value
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        return self.wrong(
            node, "unknown-value", field=path, value=text, suggestion=_nearest(text.lower(), words), known=" ".join(words)
        )

    def _many(self, node: yaml.Node, item: Kind, path: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            return self.wrong(node, "expected-list", field=path)
        values = [self.value(child, item, path) for child in node.value]
        return _WRONG if any(value is _WRONG for value in values) else tuple(values)

    def _keyed(self, node: yaml.Node, type_: type, path: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            return self.wrong(node, "expected-terms", field=path)
        terms = []
        for key, child in node.value:
            slug = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not is_slug(slug):
                self.wrong(key, "bad-slug", slug=slug, suggestion=suggest_slug(slug))
                continue
            term = self.mapping(child, type_, f"{path}.{slug}", slug=Slug(slug), location=self.source.locate(key))
            terms += [term] if term is not _WRONG else []
        return tuple(terms)

    def word(self, node: yaml.Node, path: str) -> Any:
        """One line of plain text as the editor typed it: `0123` stays `0123`."""
        if not isinstance(node, yaml.ScalarNode):
            return self.wrong(node, "expected-text", field=path)
        if node.tag == "tag:yaml.org,2002:bool":
            return self.wrong(node, "text-reads-as-bool", field=path, value=node.value)
        return node.value.strip()

    def text(self, node: yaml.Node, path: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            word = self.word(node, path)
            return word if word is _WRONG else Text(**{self.language: word})
        words: dict[str, str] = {}
        for key, child in node.value:
            if key.value not in LANGUAGES:
                self.wrong(key, "unknown-language", field=path, value=key.value, known=" ".join(LANGUAGES))
            elif not _is_empty(child):
                words[key.value] = self.word(child, f"{path}.{key.value}")
        return _WRONG if _WRONG in words.values() or not words else Text(**words)

    def bodies(self, record: Record) -> Bodies:
        """The record's Markdown: the file's own body or its `body` field, and the translations beside it."""
        found: dict[Language, Body] = dict(self.source.translations)
        if self.source.body:
            found.setdefault(self.language, self.source.body)
        node = next((child for key, child in self.source.node.value if key.value == "body"), None)
        for language in LANGUAGES:
            words = getattr(record.body, language)
            if words and node is not None:
                found.setdefault(language, Body(words, self.source.locate(node)))
        return Bodies(**found)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and (node.tag == "tag:yaml.org,2002:null" or not node.value.strip())


def _nearest(word: str, words: Any) -> str:
    return next(iter(get_close_matches(word, list(words), n=1, cutoff=0.6)), "")


# --- single values: node → value, or a problem -----------------------------------------------------------------------


def _whole_number(reader: _Reader, node: yaml.Node, path: str) -> Any:
    """Digits only. `0123` (YAML reads octal 83), `185.000`, `Rp185.000` and `1e3` are refused, with what was meant."""
    text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if re.fullmatch(r"0|[1-9][0-9]{0,14}", text):
        return int(text)
    if re.fullmatch(r"0[0-9]+", text):
        return reader.wrong(node, "leading-zero", field=path, value=text, suggestion=text.lstrip("0") or "0")
    digits = re.sub(r"[^0-9]", "", re.sub(r"[.,][0-9]{1,2}$|,-$", "", text))
    return reader.wrong(node, "not-a-number", field=path, value=text, suggestion=digits.lstrip("0"))


def _percent(reader: _Reader, node: yaml.Node, path: str) -> Any:
    number = _decimal(reader, node, path)
    if number is _WRONG or 0 <= number <= 100:
        return number
    return reader.wrong(node, "not-a-percent", field=path, value=node.value)


def _decimal(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{1,12})?", text):
        return float(text)
    suggestion = text.replace(",", ".").rstrip(" %")
    return reader.wrong(node, "not-a-decimal", field=path, value=text, suggestion=suggestion if suggestion != text else "")


def _yes_or_no(reader: _Reader, node: yaml.Node, path: str) -> Any:
    """`true` or `false` alone: YAML 1.1 also reads NO, on and y, and editors' tools do not agree on them."""
    text = node.value if isinstance(node, yaml.ScalarNode) else ""
    if text in ("true", "false"):
        return text == "true"
    meant = {"true": ("yes", "ya", "y", "on", "benar", "1", "true"), "false": ("no", "tidak", "n", "off", "salah", "0", "false")}
    suggestion = next((word for word, spellings in meant.items() if text.lower() in spellings), "")
    return reader.wrong(node, "not-true-or-false", field=path, value=text, suggestion=suggestion)


def _day(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return reader.wrong(node, "no-such-day", field=path, value=text)
    return reader.wrong(node, "not-a-date", field=path, value=text, suggestion=_suggest_day(text))


def _suggest_day(text: str) -> str:
    """`2/11/2026` and `2-11-2026` are day first in Indonesia and Britain."""
    if found := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", text):
        day, month, year = (int(part) for part in found.groups())
        if 1 <= month <= 12 and 1 <= day <= 31:
            return f"{year:04}-{month:02}-{day:02}"
    return ""


def _phone(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    number = None if text is _WRONG else formats.parse_phone(text)
    if text is _WRONG or number:
        return text if text is _WRONG else Phone(number or "")
    return reader.wrong(node, "bad-phone", field=path, value=text)


def _email(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is _WRONG or re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text):
        return text
    return reader.wrong(node, "bad-email", field=path, value=text)


def _url(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is _WRONG or re.fullmatch(r"https?://[^\s/?#.]+(\.[^\s/?#.]+)*(:[0-9]+)?([/?#][^\s\"<>]*)?", text):
        return text
    return reader.wrong(
        node, "bad-url", field=path, value=text, suggestion=f"https://{text}" if "." in text and "://" not in text else ""
    )


def _place(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is _WRONG:
        return _WRONG
    found = places.find_place(text)
    if isinstance(found, places.Place):
        return PlaceCode(found.code)
    if isinstance(found, places.Ambiguous):
        return reader.wrong(node, "ambiguous-place", field=path, value=text, candidates="; ".join(found.candidates))
    return reader.wrong(node, "unknown-place", field=path, value=text, suggestion="; ".join(found.suggestions))


def _kbli(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is _WRONG or formats.is_kbli(text):
        return text
    return reader.wrong(node, "bad-kbli", field=path, value=text)


def _slug(reader: _Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is _WRONG or is_slug(text):
        return text
    return reader.wrong(node, "bad-slug", slug=text, suggestion=suggest_slug(text))


def _pair(reader: _Reader, node: yaml.Node, path: str, example: str) -> Any:
    if not isinstance(node, yaml.SequenceNode) or len(node.value) != 2:
        return reader.wrong(node, "expected-pair", field=path, example=example)
    pair = [_decimal(reader, child, path) for child in node.value]
    return _WRONG if _WRONG in pair else pair


def _coordinates(reader: _Reader, node: yaml.Node, path: str) -> Any:
    pair = _pair(reader, node, path, "[0.96574, 112.61627]")
    if pair is _WRONG or (abs(pair[0]) <= 90 and abs(pair[1]) <= 180):
        return pair if pair is _WRONG else Coordinates(*pair)
    return reader.wrong(node, "bad-coordinates", field=path, swapped=f"[{pair[1]}, {pair[0]}]" if abs(pair[1]) <= 90 else "")


def _focus(reader: _Reader, node: yaml.Node, path: str) -> Any:
    pair = _pair(reader, node, path, "[0.5, 0.4]")
    if pair is _WRONG or all(0 <= part <= 1 for part in pair):
        return pair if pair is _WRONG else Focus(*pair)
    return reader.wrong(node, "bad-focus", field=path)


def _price(reader: _Reader, node: yaml.Node, path: str) -> Any:
    """`ask`, a bare number, or the mapping."""
    if isinstance(node, yaml.MappingNode):
        return reader.mapping(node, Price, path)
    if isinstance(node, yaml.ScalarNode) and node.value == "ask":
        return Price()
    amount = _whole_number(reader, node, path)
    return _WRONG if amount is _WRONG else Price(amount=amount)


_SCALARS: Final[Mapping[Any, Callable[[_Reader, yaml.Node, str], Any]]] = {
    str: _Reader.word,
    Text: _Reader.text,
    int: _whole_number,
    bool: _yes_or_no,
    date: _day,
    Phone: _phone,
    Email: _email,
    Url: _url,
    PlaceCode: _place,
    Percent: _percent,
    Kbli: _kbli,
    Slug: _slug,
    Coordinates: _coordinates,
    Focus: _focus,
}
_SHORTHANDS: Final[Mapping[type, Callable[[_Reader, yaml.Node, str], Any]]] = {Price: _price}


# --- whole values: what no single field can say ----------------------------------------------------------------------


def _no_check(_reader: _Reader, _node: yaml.MappingNode, value: Any) -> Any:
    return value


def _check_photo(reader: _Reader, node: yaml.MappingNode, photo: Photo) -> Any:
    """The photo's path from `content/`: beside the record first, then from the top. Case must match: servers care."""
    file_node = _child(node, "file")
    candidates = [normpath(f"{folder}/{photo.file}".lstrip("/")) for folder in (reader.source.folder, "")]
    found = next((file for file in candidates if file in reader.files), None)
    if found is None:
        folded = {file.casefold(): file for file in reader.files}
        near = next((folded[file.casefold()] for file in candidates if file.casefold() in folded), "")
        pictures = [file for file in reader.files if "." + file.rpartition(".")[2].lower() in PICTURE_ENDINGS]
        near = near or _nearest(candidates[0], pictures)
        return reader.wrong(file_node, "photo-missing", file=photo.file, suggestion=near.removeprefix(f"{reader.source.folder}/"))
    if f".{found.rpartition('.')[2].lower()}" not in PICTURE_ENDINGS:
        return reader.wrong(file_node, "photo-ending", file=photo.file)
    return replace(photo, file=found, location=reader.source.locate(file_node))


def _check_permit(reader: _Reader, node: yaml.MappingNode, permit: Permit) -> Any:
    if permit.issued and permit.expires and permit.expires < permit.issued:
        return reader.wrong(
            _child(node, "expires"), "dates-reversed", field="expires", before=permit.issued, after=permit.expires
        )
    if permit.status != "held":
        return permit
    if not permit.number:
        return permit if permit.kind == "kups" else reader.wrong(node, "permit-without-number", permit=permit.kind)
    number, defect = formats.check_permit_number(permit.kind, permit.number)
    if defect:
        return reader.wrong(_child(node, "number"), f"permit-{defect}", value=permit.number)
    expires = permit.expires or (formats.pirt_expiry(number) if permit.kind == "pirt" else None)
    return replace(permit, number=number, expires=expires)


def _check_program(reader: _Reader, node: yaml.MappingNode, program: Program) -> Any:
    if program.start and program.end and program.end < program.start:
        return reader.wrong(_child(node, "end"), "dates-reversed", field="end", before=program.start, after=program.end)
    return program


def _check_product(reader: _Reader, node: yaml.MappingNode, product: Product) -> Any:
    if product.price.amount == 0:
        return reader.wrong(_child(node, "price"), "price-zero")
    return product


def _check_site(reader: _Reader, node: yaml.MappingNode, site: Site) -> Any:
    if not 1 <= site.pieces_per_page <= 200:
        return reader.wrong(_child(node, "pieces_per_page"), "out-of-range", field="pieces_per_page", low=1, high=200)
    return replace(site, url=Url(site.url.rstrip("/") + "/"))


def _child(node: yaml.MappingNode, name: str) -> yaml.Node:
    return next((child for key, child in node.value if key.value == name), node)


_CHECKS: Final[Mapping[type, Callable[[_Reader, yaml.MappingNode, Any], Any]]] = {
    Photo: _check_photo,
    Permit: _check_permit,
    Program: _check_program,
    Product: _check_product,
    Site: _check_site,
}
