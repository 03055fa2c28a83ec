"""Check: sources → records, or every problem of every field.

One reader serves all record classes: it walks the field statements of `fields`, and each kind of value has one function
below that gives the value or reports why not. A mistake in one field never hides another's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
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
    Award,
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
_TERM_LISTS: Final = ("categories", "materials", "techniques")
_WRONG: Final = object()


def check_records(sources: Sources) -> tuple[Records, list[Problem]]:
    """All records, and every problem on the way.

    A record with a mistake is left out, so later stages only see whole ones; its slug stays in `known`, so that those
    who refer to it are not blamed. Settings that cannot be read are stood in for, to let the checks go on.
    """
    problems: list[Problem] = []
    known = _known_slugs(sources)

    def read(type_: type[R], source: Source | None) -> R | None:
        if source is None:
            return None
        value, wrong = _read(type_, source, first_language(sources.site), sources.files, known)
        problems.extend(wrong)
        return value

    site, vocabulary = read(Site, sources.site), read(Vocabulary, sources.vocabulary)
    whole: dict[str, tuple[Any, ...]] = {}
    for folder, record_type in RECORD_TYPES.items():
        found = [read(record_type, source) for source in sources.records.get(folder, ())]
        whole[folder] = tuple(record for record in found if record is not None)
    return Records(site=site or _STAND_IN, vocabulary=vocabulary or Vocabulary(), known=known, **whole), problems


_STAND_IN: Final = Site(
    location=Location(""),
    name="",
    url=Url("https://etalase.example/"),
    title=Text(),
    description=Text(),
    owner=Text(),
    min_photo_px=1,  # no photo is blamed for a limit that could not be read
)


def _known_slugs(sources: Sources) -> Mapping[str, frozenset[str]]:
    """Every slug that a reference may name, also those of records with mistakes.

    A list of the vocabulary that cannot be read is left out: nobody is to blame for naming something in it.
    """
    known = dict(sources.slugs)
    if sources.vocabulary:
        for name in _TERM_LISTS:
            if (terms := _keys_of(_child(sources.vocabulary.node, name))) is not None:
                known[name] = terms
    return MappingProxyType(known)


def _keys_of(terms: yaml.Node | None) -> frozenset[str] | None:
    if terms is None or _is_empty(terms):
        return frozenset()
    return frozenset(str(term.value) for term, _ in terms.value) if isinstance(terms, yaml.MappingNode) else None


def _read(
    type_: type[R], source: Source, language: Language, files: frozenset[str], known: Mapping[str, frozenset[str]]
) -> tuple[R | None, list[Problem]]:
    """The record, or None and all that is wrong with it."""
    reader = _Reader(source, language, files, known)
    value = reader.mapping(source.node, type_, "", slug=source.slug)
    if isinstance(value, Record):
        value = replace(value, bodies=reader.bodies(value))
    return None if value is _WRONG or reader.problems else cast(R, value), reader.problems


@dataclass(slots=True)
class _Reader:
    """Reads the values of one source; collects what is wrong with them."""

    source: Source
    language: Language
    files: frozenset[str]
    known: Mapping[str, frozenset[str]]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, node: yaml.Node, kind: str, /, **facts: object) -> Any:
        self.problems.append(problem(self.source.locate(node), kind, **facts))
        return _WRONG

    def mapping(self, node: yaml.Node, type_: type, path: str, **given: object) -> Any:
        """A value of class `type_`, with what is `given` where the class asks for it.

        `path` is the dotted name of the field it stands in, "" for a whole record.
        """
        if not isinstance(node, yaml.MappingNode):
            return self.wrong(node, "expected-mapping", field=path, keys=", ".join(f.name for f in fields_of(type_)))
        values = self._stated_values(node, fields_of(type_), path)
        if values is _WRONG:
            if type_ is Photo:
                _find_photo(self, node)
            return _WRONG
        asked = {"location": self.source.locate(node), **given}
        values |= {name: asked[name] for name in asked if name in type_.__dataclass_fields__}  # type: ignore[attr-defined]
        return _CHECKS.get(type_, _no_check)(self, node, type_(**values))

    def _stated_values(self, node: yaml.MappingNode, fields: tuple[Field, ...], path: str) -> Any:
        stated = {field.name: field for field in fields}
        values: dict[str, Any] = {}
        meant: set[str] = set()
        whole = True
        for key, child in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in stated:
                near = _nearest(name, stated)
                meant.add(near)
                self.wrong(key, "unknown-field", field=name, suggestion=near, known="" if near else ", ".join(stated))
            elif _is_empty(child):
                whole &= not stated[name].required
            else:
                value = self.value(child, stated[name].kind, _dotted(path, name))
                whole &= value is not _WRONG
                values[name] = value
        for statement in fields:
            if statement.required and statement.name not in values:
                whole = False
                if statement.name not in meant:  # else it is told with the name it was given
                    kind = "missing-alt" if statement.name == "alt" else "missing-field"
                    place = _key(node, statement.name) or node
                    self.wrong(place, kind, field=_dotted(path, statement.name), example=statement.about.example)
        return values if whole else _WRONG

    def value(self, node: yaml.Node, kind: Kind, path: str) -> Any:
        match kind:
            case Scalar(type=type_):
                return _SCALARS[type_](self, node, path)
            case Choice(words=words):
                return self._choice(node, words, path)
            case Reference(folder=folder):
                return self._reference(node, folder, path)
            case Nested(type=type_):
                return _SHORTHANDS[type_](self, node, path) if type_ in _SHORTHANDS else self.mapping(node, type_, path)
            case Many(item=item):
                return self._many(node, item, path)
            case Keyed(item=item):
                return self._keyed(node, item.type, path)

    def _reference(self, node: yaml.Node, folder: str, path: str) -> Any:
        slug = self.word(node, path)
        known = self.known.get(folder)
        if slug is _WRONG or known is None or slug in known:  # None: a list that cannot be read, which is told already
            return slug if slug is _WRONG else Ref(slug, self.source.locate(node))
        where = f"content/vocabulary.yaml ({folder})" if folder in _TERM_LISTS else f"content/{folder}/"
        near = _nearest(suggest_slug(slug), sorted(known))
        return self.wrong(node, "unknown-reference", slug=slug, folder=where, suggestion=near)

    def _choice(self, node: yaml.Node, words: tuple[str, ...], path: str) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return self.wrong(node, "expected-text", field=path)
        if node.value in words:
            return node.value
        near = _nearest(node.value, words)
        return self.wrong(node, "unknown-value", field=path, value=node.value, suggestion=near, known=", ".join(words))

    def _many(self, node: yaml.Node, item: Kind, path: str) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            return self.wrong(node, "expected-list", field=path)
        values = [self._item(child, item, path) for child in node.value]
        if isinstance(item, Choice | Reference):
            self._check_twice(node, path)
        return _WRONG if any(value is _WRONG for value in values) else tuple(values)

    def _item(self, node: yaml.Node, item: Kind, path: str) -> Any:
        return self.wrong(node, "empty-item", field=path) if _is_empty(node) else self.value(node, item, path)

    def _check_twice(self, node: yaml.SequenceNode, path: str) -> None:
        seen: set[str] = set()
        for child in (child for child in node.value if isinstance(child, yaml.ScalarNode)):
            word = child.value.strip()
            if word in seen:
                self.wrong(child, "listed-twice", field=path, value=word)
            seen.add(word)

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

    def prose(self, node: yaml.Node, path: str) -> Any:
        """Words that are shown to everybody, so never the number of a person."""
        words = self.word(node, path)
        if words is not _WRONG and _names_a_person(words):
            return self.wrong(node, "private-number")
        return words

    def text(self, node: yaml.Node, path: str) -> Any:
        if not isinstance(node, yaml.MappingNode):
            word = self.prose(node, path)
            return word if word is _WRONG else Text(**{self.language: word})
        words: dict[str, str] = {}
        for key, child in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in LANGUAGES:
                self.wrong(key, "unknown-language", field=path, value=name, known=", ".join(LANGUAGES))
            elif not _is_empty(child):
                words[name] = self.prose(child, f"{path}.{name}")
        return _WRONG if _WRONG in words.values() else Text(**words)

    def bodies(self, record: Record) -> Bodies:
        """The record's Markdown: the file's own body or its `body` field, and the translations beside it, each told once."""
        told: list[tuple[Language, Body]] = [*self.source.translations.items()]
        if self.source.body:
            told.append((self.language, self.source.body))
        if field_node := _child(self.source.node, "body"):
            start = self.source.locate(field_node)
            told += [(language, Body(words, start)) for language in LANGUAGES if (words := getattr(record.body, language))]
        found: dict[str, Body] = {}
        for language, body in told:
            if language in found:
                self.problems.append(problem(body.start, "body-twice", language=language, other=found[language].start))
            found[language] = body
            self._check_private(body)
        return Bodies(**found)

    def _check_private(self, body: Body) -> None:
        if not _names_a_person(body.text):
            return
        for number, line in enumerate(body.text.split("\n")):
            if _names_a_person(line):
                self.problems.append(problem(replace(body.start, line=body.start.line + number, column=1), "private-number"))


_LONG_NUMBER: Final = re.compile(r"[0-9](?:[ .-]?[0-9]){14}")


def _names_a_person(text: str) -> bool:
    """Whether a NIK or NPWP seems to stand in it; nearly all texts have no long number, which is told ten times faster."""
    return _LONG_NUMBER.search(text) is not None and formats.looks_like_private_number(text) is not None


def _dotted(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and (node.tag == "tag:yaml.org,2002:null" or not node.value.strip())


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


def _nearest(word: str, words: Iterable[str]) -> str:
    """The one of the words that was meant: misspelt, in capitals, or in Indonesian; "" when none is near."""
    meant = _INDONESIAN.get(word.lower(), word.lower())
    return next(iter(get_close_matches(meant, list(words), n=1, cutoff=0.6)), "")


# --- single values: node → value, or a problem -----------------------------------------------------------------------


def _whole_number(reader: _Reader, node: yaml.Node, path: str) -> Any:
    """Digits only. `0123` (YAML reads octal 83), `185.000`, `Rp185.000` and `1e3` are refused, with what was meant."""
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value.strip()
    if re.fullmatch(r"0|[1-9][0-9]{0,14}", text):
        return int(text)
    if re.fullmatch(r"0[0-9]+", text):
        return reader.wrong(node, "leading-zero", field=path, value=text, suggestion=text.lstrip("0") or "0")
    return reader.wrong(node, "not-a-number", field=path, value=text, suggestion=_suggest_number(text))


def _suggest_number(text: str) -> str:
    """`Rp185.000,-`, `12 kg` and `Rp 1.250.000,00` are read as people mean them; `1,5 juta` and `30 x 40` are not guessed."""
    found = re.fullmatch(
        r"(?:rp|idr)?[. ]*(?P<digits>[0-9]{1,3}(?:[., ][0-9]{3})+|[0-9]{1,15})(?:,-|[.,]00)?"
        r"(?: ?(?!ribu|rb|juta|jt|k\b)[a-z]+\.?)?",
        text.lower(),
    )
    return re.sub(r"[^0-9]", "", found["digits"]).lstrip("0") if found else ""


_DECIMAL: Final = r"-?[0-9]{1,6}(\.[0-9]{1,12})?"


def _percent(reader: _Reader, node: yaml.Node, path: str) -> Any:
    number = _decimal(reader, node, path)
    if number is _WRONG or 0 <= number <= 100:
        return number
    return reader.wrong(node, "not-a-percent", field=path, value=node.value)


def _decimal(reader: _Reader, node: yaml.Node, path: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value.strip()
    if re.fullmatch(_DECIMAL, text):
        return float(text)
    suggestion = text.replace(",", ".").rstrip(" %")
    near = suggestion if re.fullmatch(_DECIMAL, suggestion) else ""
    return reader.wrong(node, "not-a-decimal", field=path, value=text, suggestion=near)


def _yes_or_no(reader: _Reader, node: yaml.Node, path: str) -> Any:
    """`true` or `false` alone: YAML 1.1 also reads NO, on and y, and editors' tools do not agree on them."""
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value
    if text in ("true", "false"):
        return text == "true"
    meant = {"true": ("yes", "ya", "y", "on", "benar", "1", "true"), "false": ("no", "tidak", "n", "off", "salah", "0", "false")}
    suggestion = next((word for word, spellings in meant.items() if text.lower() in spellings), "")
    return reader.wrong(node, "not-true-or-false", field=path, value=text, suggestion=suggestion)


def _day(reader: _Reader, node: yaml.Node, path: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value.strip()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return reader.wrong(node, "no-such-day", field=path, value=text)
    return reader.wrong(node, "not-a-date", field=path, value=text, suggestion=_suggest_day(text))


_MONTHS: Final = ("jan", "feb", "mar", "apr", "mei may", "jun", "jul", "agu aug", "sep", "okt oct", "nov", "des dec")


def _suggest_day(text: str) -> str:
    """`2/11/2026`, `2 November 2026` and `2-11-2026` are day first, in Indonesia as in Britain; a time of day is dropped."""
    day_first = re.match(r"(?P<day>[0-9]{1,2})[-/. ]+(?P<month>[0-9]{1,2}|[a-z]{3,9})[-/. ]+(?P<year>[0-9]{4})\b", text.lower())
    found = day_first or re.match(r"(?P<year>[0-9]{4})[-/. ](?P<month>[0-9]{1,2})[-/. ](?P<day>[0-9]{1,2})(?![0-9])", text)
    if not found:
        return ""
    month = found["month"]
    named = next((number for number, names in enumerate(_MONTHS, 1) if month[:3] in names.split()), 0)
    try:
        return date(int(found["year"]), int(month) if month.isdigit() else named, int(found["day"])).isoformat()
    except ValueError:
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
    if text is _WRONG or re.fullmatch(r"https?://[^\s/?#.:@\"<>]+(\.[^\s/?#.:@\"<>]+)*(:[0-9]+)?([/?#][^\s\"<>]*)?", text):
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
        return reader.wrong(node, "ambiguous-place", field=path, value=text, candidates="; ".join(found.candidates[:4]))
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
    if isinstance(node, yaml.ScalarNode) and node.value.strip().lower() in ("ask", "tanya", "tanyakan"):
        return reader.wrong(node, "unknown-value", field=path, value=node.value, suggestion="ask", known="")
    amount = _whole_number(reader, node, path)
    return _WRONG if amount is _WRONG else Price(amount=amount)


def _official_words(reader: _Reader, node: yaml.Node, path: str) -> Any:
    """Text in one language. A permit's number is looked at more closely later, since some look like those of persons."""
    return reader.word(node, path) if path.endswith(".number") else reader.prose(node, path)


_SCALARS: Final[Mapping[Any, Callable[[_Reader, yaml.Node, str], Any]]] = {
    str: _official_words,
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
    found = _find_photo(reader, node)
    return found if found is _WRONG else replace(photo, file=found, location=reader.source.locate(_value_of(node, "file")))


def _find_photo(reader: _Reader, node: yaml.MappingNode) -> Any:
    """The photo's path from `content/`: beside the record first, then from the top. Case must match: servers care."""
    named = _child(node, "file")
    if not isinstance(named, yaml.ScalarNode) or not named.value.strip():
        return _WRONG  # told already
    file, folder = named.value.strip(), reader.source.folder
    paths = [normpath(f"{start}/{file}".lstrip("/")) for start in (folder, "")]
    candidates = [unicodedata.normalize(form, path) for path in paths for form in ("NFC", "NFD")]  # a Mac decomposes é
    found = next((path for path in candidates if path in reader.files), None)
    if found is None:
        near = _nearest_photo(candidates, reader.files).removeprefix(f"{folder}/")
        return reader.wrong(named, "photo-missing", file=file, suggestion=near)
    return found if _is_picture(found) else reader.wrong(named, "photo-ending", file=file)


def _nearest_photo(candidates: list[str], files: Iterable[str]) -> str:
    """One that differs in letter case alone, or is spelt alike and lies in the same folder or at the top."""
    folded = {file.casefold(): file for file in files if _is_picture(file)}
    same = next((folded[path.casefold()] for path in candidates if path.casefold() in folded), "")
    return same or next(iter(get_close_matches(candidates[0], list(folded.values()), n=1, cutoff=0.8)), "")


def _is_picture(file: str) -> bool:
    return f".{file.rpartition('.')[2].lower()}" in PICTURE_ENDINGS


def _check_permit(reader: _Reader, node: yaml.MappingNode, permit: Permit) -> Any:
    if permit.issued and permit.expires and permit.expires < permit.issued:
        return reader.wrong(
            _value_of(node, "expires"), "dates-reversed", field="expires", before=permit.issued, after=permit.expires
        )
    if permit.status != "held":
        return permit
    if not permit.number:
        return permit if permit.kind == "kups" else reader.wrong(node, "permit-without-number", permit=permit.kind)
    number, defect = formats.check_permit_number(permit.kind, permit.number)
    if defect:
        return reader.wrong(_value_of(node, "number"), f"permit-{defect}", value=permit.number)
    expires = permit.expires or (formats.pirt_expiry(number) if permit.kind == "pirt" else None)
    return replace(permit, number=number, expires=expires)


def _check_program(reader: _Reader, node: yaml.MappingNode, program: Program) -> Any:
    if program.start and program.end and program.end < program.start:
        return reader.wrong(_value_of(node, "end"), "dates-reversed", field="end", before=program.start, after=program.end)
    return program


def _check_product(reader: _Reader, node: yaml.MappingNode, product: Product) -> Any:
    if product.price.amount == 0:
        return reader.wrong(_value_of(node, "price"), "price-zero")
    return product


def _check_group(reader: _Reader, node: yaml.MappingNode, group: Group) -> Any:
    return _in_range(reader, node, group, "founded", low=1500, high=2100)


def _check_award(reader: _Reader, node: yaml.MappingNode, award: Award) -> Any:
    return _in_range(reader, node, award, "year", low=1900, high=2100)


def _in_range(reader: _Reader, node: yaml.MappingNode, value: Any, name: str, *, low: int, high: int) -> Any:
    number = getattr(value, name)
    if number is None or low <= number <= high:
        return value
    return reader.wrong(_value_of(node, name), "out-of-range", field=name, low=low, high=high)


def _check_site(reader: _Reader, node: yaml.MappingNode, site: Site) -> Any:
    if not site.languages:
        return reader.wrong(_value_of(node, "languages"), "empty-list", field="languages")
    if re.search(r"[?#]", site.url):
        short = re.split(r"[?#]", site.url)[0]
        return reader.wrong(_value_of(node, "url"), "bad-url", field="url", value=site.url, suggestion=short)
    site = replace(site, url=Url(site.url.rstrip("/") + "/"))
    return _in_range(reader, node, site, "pieces_per_page", low=1, high=200)


def _key(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((key for key, _ in node.value if key.value == name), None)


def _child(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((child for key, child in node.value if key.value == name), None)


def _value_of(node: yaml.MappingNode, name: str) -> yaml.Node:
    """Where a field's value stands; where the mapping starts, if it has none."""
    return _child(node, name) or node


_CHECKS: Final[Mapping[type, Callable[[_Reader, yaml.MappingNode, Any], Any]]] = {
    Award: _check_award,
    Group: _check_group,
    Photo: _check_photo,
    Permit: _check_permit,
    Program: _check_program,
    Product: _check_product,
    Site: _check_site,
}
