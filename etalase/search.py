"""Index: what a buyer would type for each product and group → a Pagefind bundle, in every language of the site.

1. Plan: a lean document for each, with the words it is found by, best ones first.
2. Write the documents as HTML, since that is what Pagefind reads, and run it over those of each language.
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
import subprocess
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pagefind_bin

from etalase.catalog import TERM_LISTS
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.exports.results import file_of, record_ids
from etalase.markup import OPENING_WORDS, opening
from etalase.model import Group, Product, Term, Text
from etalase.outputs import PROGRAM, digest
from etalase.places import lineage
from etalase.views import Viewer
from etalase.words import fold, roots

BUNDLES_KEPT: Final = 2
KEPT: Final = (
    "pagefind-entry.json",
    "pagefind.js",
    "wasm.unknown.pagefind",
    "*.pf_meta",
    "index/*.pf_index",
)

# Pagefind's own stemmer makes `granjang` of keranjang, which nobody finds before its last letter is typed. Documents
# without a language are not stemmed: a word is found by its beginning. Roots are in the documents, and `finder.js` takes
# affixes off what is typed. What is only near stands behind a letter that nobody types, and is asked for last.
NEAR_MARK: Final = "ː"
WORDS_FILE: Final = "words.txt"
MOST_WORDS: Final = 12_000  # in that file: 40 kB packed, and a phone looks through them in 50 ms
MOST_SHOWN: Final = 500  # of them, whose first results are named there: 5 kB packed
FIRST_SHOWN: Final = {"products": 5, "groups": 1}  # of each; `search.js` shows as many, when products answer best
_WORD = re.compile(r"[^\W_]{2,}")
_FIELD: Final = re.compile(r' (\w+)="([^"]+)"')  # of a document
_FIELDS: Final = ("head", "title", "other", "kata", "labels", "where", "kin", "near")  # the best first
_PAGE: Final = re.compile(rb"\x82.(unknown_[0-9a-f]+)", re.DOTALL)  # a pair in CBOR, whose first is a short text
_CBOR_TEXT: Final = 0x60  # and its length

# One arena: with one a thread, each keeps its own holes, and Pagefind needs 650 MB in place of 460. It packs each fragment with
# buffers of some 100 KB, which a thread keeps for the next: given back each time, they took a third of all its CPU time.
_ALLOCATOR: Final = {"_RJEM_MALLOC_CONF": "narenas:1,tcache_max:1048576"}


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What to index: `documents` gives the language, section and slug of each, and its HTML; `ids` has what results know each
    by, whatever the language. `key` is a digest of all that they are made from.
    """

    key: str
    documents: Callable[[], Iterator[tuple[str, str]]]
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
            bundle = _make_bundle(plan, Path(work))
            if not folder.is_dir():  # another build may have been quicker
                bundle.rename(folder)
    now = time.time_ns()  # finer than the file system's own clock, whose steps two builds may share
    os.utime(folder, ns=(now, now))
    _forget_oldest(home)
    return SearchBundle(folder, reused, plan.key)


# what is searched for


def _documents(editions: Sequence[Edition]) -> Iterator[tuple[str, str]]:
    """Group by group, since a group is found by its products too, and a record at hand need not be decoded again."""
    catalog, views = editions[0].catalog, [edition.view for edition in editions]
    for group in catalog.groups:
        for view in views:
            yield from (product_document(view, product) for product in catalog.products_of[group.slug])
            yield group_document(view, group)


def product_document(view: Viewer, product: Entry[Product]) -> tuple[str, str]:
    """Name and HTML of what a product is found by, in the viewer's language."""
    return f"{view.language}/products/{product.slug}", _html("", _fields(view, _product(view, product)))


def group_document(view: Viewer, group: Entry[Group]) -> tuple[str, str]:
    """Name and HTML of what a group is found by, in the viewer's language. The names of its fields tell it from a product."""
    return f"{view.language}/groups/{group.slug}", _html("group_", _fields(view, _group(view, group)))


def _html(kind: str, fields: Mapping[str, set[str]]) -> str:
    """One element whose attributes are fields. Their words are letters and digits, so there is nothing to escape."""
    names = ",".join(f"{kind}{name}[{name}]" for name, words in fields.items() if words)
    words = "".join(f' {name}="{" ".join(sorted(words))}"' for name, words in fields.items() if words)
    text = "x"  # Pagefind leaves out a page without any
    return f'<!doctype html><html><body data-pagefind-body><p data-pagefind-meta="{names}"{words}>{text}</p></body></html>\n'


def _fields(view: Viewer, subject: _Subject) -> dict[str, set[str]]:
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
    return best


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


def _make_bundle(plan: SearchPlan, work: Path) -> Path:
    """A folder below `work`. Of a language without a document Pagefind makes none, nor do we."""
    made, site = work / "made", work / "site"
    made.mkdir()
    written: dict[str, dict[str, str]] = {}  # records by their id, and those by language
    known: dict[str, Known] = {}
    for name, html in plan.documents():
        language, _, record = name.partition("/")
        if language not in written:
            (site / language).mkdir(parents=True)
            written[language], known[language] = {}, Known()
        id_ = plan.ids[record]
        written[language][id_] = record
        known[language].count(record.partition("/")[0], int(id_, 16), html)
        (site / language / f"{id_}.html").write_bytes(html.encode())
    for language, records in sorted(written.items()):
        output, bundle = work / "output" / language, made / language
        _run_pagefind(site / language, output)
        _keep_used(output, bundle)
        digests = dict(_digests_in(output))
        if missing := [f"{language}/{record}" for id_, record in records.items() if id_ not in digests]:
            raise RuntimeError(f"pagefind indexed {len(digests)} of {len(records)} documents; {missing[0]} is missing")
        _name_pages(bundle, {digests[id_]: id_ for id_ in records})
        (bundle / WORDS_FILE).write_text(known[language].stated())
    return made


@dataclass(frozen=True, slots=True)
class Known:
    """The words that find something, with the number of documents each is a word of, or is only near to; and by kind and word
    the best fields it stands in with the numbers of the records, so that the greatest pairs are found first.
    """

    own: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    found: Mapping[str, defaultdict[str, list[tuple[int, int]]]] = field(
        default_factory=lambda: {kind: defaultdict(list) for kind in FIRST_SHOWN}
    )

    def count(self, kind: str, number: int, html: str) -> None:
        for name, text in _FIELD.findall(html):
            words = text.replace(NEAR_MARK, "").split(" ")
            (self.near if name == "near" else self.own).update(words)
            rank = -_FIELDS.index(name)
            for word in words:
                self.found[kind][word].append((rank, number))

    def stated(self) -> str:
        """The commonest words with the files that have their first results, and the rest; marked those only near to something."""
        marked = ((word if self.own[word] else f"{NEAR_MARK}{word}", word) for word in self._commonest_first())
        return " ".join(name + self._shown_in(word) if rank < MOST_SHOWN else name for rank, (name, word) in enumerate(marked))

    def _commonest_first(self) -> list[str]:
        """What is typed wrong is taken for the first of them that is as near as another."""
        words = {word for word in (*self.own, *self.near) if word.isalpha()}
        return sorted(words, key=lambda word: (-self.own[word], -self.near[word], word))[:MOST_WORDS]

    def _shown_in(self, word: str) -> str:
        found = (number for kind, most in FIRST_SHOWN.items() for _, number in heapq.nlargest(most, self.found[kind][word]))
        return "".join(f",{file}" for file in dict.fromkeys(file_of(number) for number in found))


def _run_pagefind(site: Path, output: Path) -> None:
    """Run it where no configuration of the directory's owner can reach it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")} | _ALLOCATOR
    command = [pagefind_bin.get_executable(), "--site", site.absolute(), "--output-path", output.absolute(), "--quiet"]
    done = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        last = "\n".join(f"{done.stdout}\n{done.stderr}".strip().splitlines()[-5:])
        raise RuntimeError(f"pagefind stopped with code {done.returncode}:\n{last}")


def _keep_used(output: Path, bundle: Path) -> None:
    """Move what our search page loads. Not the fragments: they are what Pagefind would show of a result, a file for each."""
    bundle.mkdir()
    for file in (file for pattern in KEPT for file in sorted(output.glob(pattern))):
        if file.suffix.startswith(".pf_") or file.suffix == ".pagefind":
            _unpack(file)
        kept = bundle / file.relative_to(output)
        kept.parent.mkdir(exist_ok=True)
        file.rename(kept)


def _digests_in(output: Path) -> Iterator[tuple[str, str]]:
    """The id of each document with the digest that Pagefind knows it by."""
    for file in (output / "fragment").glob("*.pf_fragment"):
        fragment = json.loads(_unpack(file).removeprefix(b"pagefind_dcd"))
        yield fragment["url"].strip("/").removesuffix(".html"), file.stem


def _name_pages(bundle: Path, ids: Mapping[str, str]) -> None:
    """Put our ids in the place of the digests in Pagefind's list of pages, which it loads before it finds anything.

    The list is the first thing in its CBOR. Digests cannot be packed: with those of 10,000 pages it has twice the bytes.
    """
    (meta,) = bundle.glob("*.pf_meta")
    named: set[str] = set()

    def name(page: re.Match[bytes]) -> bytes:
        id_ = ids[page[1].decode()]
        named.add(id_)
        return b"\x82" + bytes([_CBOR_TEXT + len(id_)]) + id_.encode()

    data = _PAGE.sub(name, _unpack(meta), count=len(ids))
    if len(named) < len(ids):
        raise RuntimeError(f"pagefind lists {len(named)} of {len(ids)} documents")
    entry, old = bundle / "pagefind-entry.json", meta.name.split(".")[1]
    new = digest(data)[:16]
    entry.write_text(entry.read_text().replace(old, new))
    meta.rename(bundle / meta.name.replace(old, new)).write_bytes(gzip.compress(data, mtime=0))


def _unpack(file: Path) -> bytes:
    """What is in a packed file. Raises RuntimeError unless it is whole: 1.5.2 has been seen to cut files short."""
    try:
        return zlib.decompress(file.read_bytes(), wbits=zlib.MAX_WBITS | 16)  # all in C, with gzip's header and its sum
    except (OSError, zlib.error) as error:
        raise RuntimeError(f"pagefind left {file.name} incomplete: {error}") from error


def _forget_oldest(home: Path) -> None:
    """Keep the bundles used last, so that going back to the previous words costs nothing."""
    bundles = [folder for folder in home.iterdir() if folder.is_dir() and not folder.name.startswith("new-")]
    for folder in sorted(bundles, key=lambda folder: folder.stat().st_mtime_ns, reverse=True)[BUNDLES_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
