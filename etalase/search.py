"""Index: what a buyer would type for each product and group → a Pagefind bundle, in every language of the site.

1. Plan: a lean document for each, with the words it is found by, best ones first.
2. Let Pagefind index those of each language.
3. Check what it made, keep what our own search page uses, and keep that until the words change.

What a result shows is no part of it: see `exports/results`.
"""

from __future__ import annotations

import gzip
import heapq
import json
import os
import re
import shutil
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from etalase.catalog import TERM_LISTS
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.exports.results import file_of, record_ids
from etalase.markup import OPENING_WORDS, opening
from etalase.model import Group, Product, Term, Text
from etalase.outputs import PROGRAM, digest
from etalase.pagefind import LANGUAGE, index_of
from etalase.places import lineage
from etalase.views import Viewer
from etalase.words import fold, roots

BUNDLES_KEPT: Final = 2
ENTRY: Final = "pagefind-entry.json"
_OF_EACH_PART = re.compile(r"pagefind-entry\.json|pagefind\.\w+\.pf_meta|index/\w+\.pf_index")
_OF_ALL = re.compile(r"pagefind\.js|wasm\.\w+\.pagefind")
PART: Final = 25_000  # records that Pagefind indexes at once: it holds them in a gigabyte of memory

# Roots are in the documents, and `finder.js` takes affixes off what is typed. What is only near stands behind a letter that
# nobody types, and is asked for last.
NEAR_MARK: Final = "ː"
WORDS_FILE: Final = "words.txt"
MOST_WORDS: Final = 12_000  # in that file: 40 kB packed, and a phone looks through them in 50 ms
MOST_SHOWN: Final = 500  # of them, whose first results are named there: 5 kB packed
FIRST_SHOWN: Final = {"products": 5, "groups": 1}  # of each; `search.js` shows as many, when products answer best
_WORD = re.compile(r"[^\W_]{2,}")
_OF_SECTION: Final = {"products": "", "groups": "group_"}  # in the index, the names of their fields tell them apart
_NUMBERS: Final = 1 << 32  # more than there are records
_LOOKED_THROUGH: Final = 64  # places of a word, for the best of them: few enough to hold, many enough to take little time
_FIELDS: Final = ("head", "title", "other", "kata", "labels", "where", "kin", "near")  # the best first
_PAGE: Final = re.compile(rb"\x82.(%b_[0-9a-f]+)" % LANGUAGE.encode(), re.DOTALL)  # a pair in CBOR, whose first is a short text
_CBOR_TEXT: Final = 0x60  # and its length

Document = Mapping[str, str]  # words, by the field they stand in


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What to index: `documents` gives each with its language, section and slug; `ids` has what results know each
    by, whatever the language. `key` is a digest of all that they are made from.
    """

    key: str
    documents: Callable[[], Iterator[tuple[str, Document]]]
    ids: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SearchBundle:
    """A finished index below `folder`, a folder a language. `key` is its plan's."""

    folder: Path
    reused: bool
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """A product or group as buyers know it. `synonyms` are those of its labels, `prose` what is told of it in each language."""

    name: Text
    keywords: str
    labels: str
    group: str
    where: str
    synonyms: str
    prose: tuple[str, ...]


def plan_search(editions: Sequence[Edition]) -> SearchPlan:
    """The documents of every product and group, in the language of each edition."""
    catalog = editions[0].catalog
    groups = (f"{group.slug} {group.brief.words}" for group in catalog.groups)
    named = ((each, catalog.group_of[each.slug].slug, catalog.terms_of[each.slug]) for each in catalog.products)
    products = (f"{each.slug} {each.brief.words} {group} {terms}" for each, group, terms in named)
    terms = [(name, term.slug, term.label, term.synonyms) for name in TERM_LISTS for term in catalog.terms[name].values()]
    key = digest(
        PROGRAM,
        repr((catalog.addresses.languages, terms, catalog.vocabulary.synonyms)),
        *(edition.theme.word_digests[edition.view.language] for edition in editions),
        "\n".join(groups),
        "\n".join(products),
    )
    return SearchPlan(key, partial(_documents, editions), record_ids(catalog))


def index_search(plan: SearchPlan, cache: Path) -> SearchBundle:
    """The bundle of a plan: the one in the cache, or a new one. The cache keeps the last few.

    Raises RuntimeError when Pagefind fails or its files are not whole.
    """
    home = cache / "search"
    folder = home / plan.key
    reused = folder.is_dir()
    if not reused:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=home, prefix="new-") as work:
            made = Path(work, "made")
            made.mkdir()
            _make_bundle(plan, made)
            if not folder.is_dir():  # another build may have been quicker
                made.rename(folder)
    now = time.time_ns()  # finer than the file system's own clock, whose steps two builds may share
    os.utime(folder, ns=(now, now))
    _forget_oldest(home)
    return SearchBundle(folder, reused, plan.key)


# what is searched for


def _documents(editions: Sequence[Edition]) -> Iterator[tuple[str, Document]]:
    """Group by group, since a group is found by its products too, and a record at hand need not be decoded again."""
    catalog, views = editions[0].catalog, [edition.view for edition in editions]
    for group in catalog.groups:
        for view in views:
            yield from (product_document(view, product) for product in catalog.products_of[group.slug])
            yield group_document(view, group)


def product_document(view: Viewer, product: Entry[Product]) -> tuple[str, Document]:
    """Name of a product's document, and what it is found by in the viewer's language."""
    return f"{view.language}/products/{product.slug}", _fields(view, _product(view, product))


def group_document(view: Viewer, group: Entry[Group]) -> tuple[str, Document]:
    """Name of a group's document, and what it is found by in the viewer's language."""
    return f"{view.language}/groups/{group.slug}", _fields(view, _group(view, group))


def _fields(view: Viewer, subject: _Subject) -> Document:
    """The words a document is found by, each only in the best field it has; `finder.js` gives the fields their weights."""
    synonyms = view.catalog.vocabulary.synonyms
    names, title = _both(subject.name), _words(subject.name.in_language(view.language))
    prose = " ".join(" ".join(told.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS]) for told in subject.prose)
    fields: Sequence[Iterable[str]] = (
        title[:1] if view.language == "id" else title[-1:],  # keranjang rotan, rattan basket: a basket above all
        title,
        _words(names),
        (*_words(subject.keywords), *roots(f"{names} {subject.keywords}", synonyms)),
        _words(subject.labels),
        (*_words(subject.group), *_words(subject.where)),
        roots(subject.labels, synonyms),
        (*_words(subject.synonyms), *roots(f"{subject.synonyms} {subject.group} {subject.where} {prose}", synonyms)),
    )
    taken: set[str] = set()
    best: dict[str, set[str]] = {}
    for name, words in zip(_FIELDS, fields, strict=True):
        best[name] = set(words) - taken
        taken |= best[name]
    best["near"] = {NEAR_MARK + word for word in best["near"]}
    return {name: " ".join(sorted(words)) for name, words in best.items() if words}


def _product(view: Viewer, entry: Entry[Product]) -> _Subject:
    product, group = entry.record, view.catalog.group_of[entry.slug].record
    terms = [view.catalog.terms[name][slug] for name, slug in view.catalog.terms_of[entry.slug]]
    return _Subject(
        name=product.name,
        keywords=_both(product.keywords),
        labels=_labels(terms),
        group=_both(group.name),
        where=_places(group),
        synonyms=_synonyms(terms),
        prose=_prose(view, entry, product.summary, product.uses, product.colours),
    )


def _group(view: Viewer, entry: Entry[Group]) -> _Subject:
    group = entry.record
    products = view.catalog.products_of[group.slug]
    named = dict.fromkeys(pair for product in products for pair in view.catalog.terms_of[product.slug])
    terms = [view.catalog.terms[name][slug] for name, slug in named]
    kind = view.phrases.messages(f"kind_{group.kind}") if group.kind else ""
    return _Subject(
        name=group.name,
        keywords="perajin",  # whatever it calls itself
        labels=f"{_labels(terms)} {_both(*(product.record.name for product in products))}",
        group="",
        where=f"{_places(group)} {group.facilitator}",
        synonyms=_synonyms(terms),
        prose=(kind, *_prose(view, entry, group.summary)),
    )


def _prose(view: Viewer, entry: Entry[Group] | Entry[Product], *texts: Text) -> tuple[str, str]:
    """Texts in the viewer's language with the opening of the body, and texts in the other language."""
    own, other = (text.id for text in texts), (text.en for text in texts)
    if view.language == "en":
        own, other = other, own
    return " ".join((*own, opening(entry.html(view.language)))), " ".join(other)


def _both(*texts: Text) -> str:
    return " ".join(f"{text.id} {text.en}" for text in texts)


def _labels(terms: Iterable[Term]) -> str:
    return _both(*(term.label for term in terms))


def _synonyms(terms: Iterable[Term]) -> str:
    return " ".join(synonym for term in terms for synonym in term.synonyms)


def _places(group: Group) -> str:
    return " ".join(above.name for above in lineage(group.place))


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text that somebody might search for, folded. Kept, since labels and places come again."""
    return tuple(word for word in _WORD.findall(fold(text)) if _says_something(word))


@lru_cache(maxsize=1 << 16)
def _says_something(word: str) -> bool:
    """Whether it is more than a function word; those have no roots. Numbers have none either, but are looked for."""
    return not word.isalpha() or bool(roots(word))


# Pagefind


def _make_bundle(plan: SearchPlan, made: Path) -> None:
    """Fill a folder with what our search page loads. Of a language without a document there is nothing."""
    documents: defaultdict[str, dict[int, tuple[str, Document]]] = defaultdict(dict)  # by language and number
    for name, document in plan.documents():
        language, _, record = name.partition("/")
        documents[language][int(plan.ids[record], 16)] = record, document
    for language, by_number in sorted(documents.items()):
        known, numbers = Known(), sorted(by_number)
        for number in numbers:
            record, document = by_number[number]
            known.count(record.partition("/")[0], number, document)
        parts = [numbers[first : first + PART] for first in range(0, len(numbers), PART)]
        for part, within in enumerate(parts):
            files = _index({number: by_number[number] for number in within}, language, made)
            folder = made / language / str(part or "")
            _write(folder, {path: data for path, data in files.items() if _OF_EACH_PART.fullmatch(path)})
        _write(made / language, {path: data for path, data in files.items() if _OF_ALL.fullmatch(path)})
        _write(made / language, {WORDS_FILE: f"{len(parts) - 1} {known.stated()}".rstrip().encode()})


def _index(documents: Mapping[int, tuple[str, Document]], language: str, folder: Path) -> dict[str, bytes]:
    """Pagefind's files for documents by their numbers, which its pages are then known by. Raises RuntimeError unless whole."""
    fields = {
        f"{number:x}": {f"{_OF_SECTION[record.partition('/')[0]]}{name}": words for name, words in document.items()}
        for number, (record, document) in documents.items()
    }
    files = index_of(fields, folder)
    digests = dict(_digests_in(files))
    if missing := [f"{language}/{record}" for number, (record, _) in documents.items() if f"{number:x}" not in digests]:
        raise RuntimeError(f"pagefind indexed {len(digests)} of {len(documents)} documents; {missing[0]} is missing")
    return _with_pages_named(files, {known_by: id_ for id_, known_by in digests.items()})


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@dataclass(frozen=True, slots=True)
class Known:
    """The words that find something, with the number of documents each is a word of, or is only near to; and by kind and word
    the records that it finds first, as `_place` has them.
    """

    own: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    found: Mapping[str, defaultdict[str, list[int]]] = field(
        default_factory=lambda: {kind: defaultdict(list) for kind in FIRST_SHOWN}
    )

    def count(self, kind: str, number: int, document: Document) -> None:
        found, most = self.found[kind], FIRST_SHOWN[kind]
        for name, text in document.items():
            words = text.replace(NEAR_MARK, "").split(" ")
            (self.near if name == "near" else self.own).update(words)
            place = _place(name, number)
            for word in words:
                best = found[word]
                best.append(place)
                if len(best) == _LOOKED_THROUGH:
                    best[:] = heapq.nlargest(most, best)

    def stated(self) -> str:
        """The commonest words with the files that have their first results, and the rest; marked those only near to something."""
        marked = ((word if self.own[word] else f"{NEAR_MARK}{word}", word) for word in self._commonest_first())
        return " ".join(name + self._shown_in(word) if rank < MOST_SHOWN else name for rank, (name, word) in enumerate(marked))

    def _commonest_first(self) -> list[str]:
        """What is typed wrong is taken for the first of them that is as near as another."""
        words = {word for word in (*self.own, *self.near) if word.isalpha()}
        return sorted(words, key=lambda word: (-self.own[word], -self.near[word], word))[:MOST_WORDS]

    def _shown_in(self, word: str) -> str:
        found = (place for kind, most in FIRST_SHOWN.items() for place in heapq.nlargest(most, self.found[kind][word]))
        return "".join(f",{file}" for file in dict.fromkeys(file_of(place % _NUMBERS) for place in found))


def _place(name: str, number: int) -> int:
    """Greater for a better field, and in that for a newer record."""
    return number - _FIELDS.index(name) * _NUMBERS


def _digests_in(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The id of each document with the digest that Pagefind knows it by."""
    for path, data in files.items():
        if path.startswith("fragment/"):
            yield json.loads(_unpacked(data).removeprefix(b"pagefind_dcd"))["url"], Path(path).stem


def _with_pages_named(files: Mapping[str, bytes], ids: Mapping[str, str]) -> dict[str, bytes]:
    """Our ids in the place of the digests in Pagefind's list of pages, which it loads before it finds anything.

    The list is the first thing in its CBOR. Digests cannot be packed: with those of 10,000 pages it has twice the bytes.
    """
    (meta,) = (path for path in files if path.endswith(".pf_meta"))
    named: set[str] = set()

    def name(page: re.Match[bytes]) -> bytes:
        id_ = ids[page[1].decode()]
        named.add(id_)
        return b"\x82" + bytes([_CBOR_TEXT + len(id_)]) + id_.encode()

    data = _PAGE.sub(name, _unpacked(files[meta]), count=len(ids))
    if len(named) < len(ids):
        raise RuntimeError(f"pagefind lists {len(named)} of {len(ids)} documents")
    old, new = meta.split(".")[1], digest(data)[:16]
    renamed = {path: data for path, data in files.items() if path != meta}
    renamed[meta.replace(old, new)] = gzip.compress(data, mtime=0)
    renamed[ENTRY] = files[ENTRY].replace(old.encode(), new.encode())
    return renamed


def _unpacked(data: bytes) -> bytes:
    return zlib.decompress(data, wbits=zlib.MAX_WBITS | 16)  # all in C, with gzip's header and its sum


def _forget_oldest(home: Path) -> None:
    """Keep the bundles used last, so that going back to the previous words costs nothing."""
    bundles = [folder for folder in home.iterdir() if folder.is_dir() and not folder.name.startswith("new-")]
    for folder in sorted(bundles, key=lambda folder: folder.stat().st_mtime_ns, reverse=True)[BUNDLES_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
