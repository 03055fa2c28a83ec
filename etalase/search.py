"""Index: what a buyer would type for each product and group → a Pagefind bundle, in every language of the site.

1. Plan: a lean document for each, with the words it is found by, best ones first, and what a result shows.
2. Write the documents as HTML, since that is what Pagefind reads, and run it over them.
3. Check what it made, drop what our own search page does not use, and keep it until the words change.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pagefind_bin
from markupsafe import Markup

from etalase.editions import Edition
from etalase.entries import Entry
from etalase.languages import Language
from etalase.markup import excerpt, plain_text
from etalase.model import Group, Product, Term, Text
from etalase.outputs import digest
from etalase.places import lineage
from etalase.views import PictureView, Viewer
from etalase.words import fold, roots

RECIPE: Final = "1"  # raise it whenever the same documents would give another bundle
BUNDLES_KEPT: Final = 2
PROSE_WORDS: Final = 50  # summary, uses and colours in both languages, then the beginning of the text
SUMMARY_LENGTH: Final = 140  # characters: two lines of a result on a phone
UNUSED: Final = ("playground", "pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.js")

# Pagefind's Indonesian stemmer makes `granjang` of keranjang and `itung` of Belitung, so neither is found before its last
# letter is typed. It leaves a word alone that starts with `_`, so in fields every word stands as `_word`, and `search.js`
# asks for `_word` first. (Pagefind indexes the part behind the `_` too, stemmed, for inflected words.) What is only near
# stands in the text, where each word takes half the room.
MARK: Final = "_"
_WORD = re.compile(r"[^\W_]{2,}")

# What a result shows is a filter and not metadata, because Pagefind searches metadata: "foto" or "siap" would find
# everything. A filter's values come with each result; the list of them all is never loaded.
_STUB = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
    '<body data-pagefind-body data-pagefind-filter="shown[data-shown], kind:{kind}" data-shown="{shown}">\n'
    "{fields}<p>{near}</p></body></html>\n"
)
_FIELD = Markup('<i data-pagefind-meta="{name}[title]" title="{words}"></i>\n')


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The documents to index, path and HTML, in the order of their paths. `key` is a digest of them and of Pagefind."""

    key: str
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SearchBundle:
    """A finished index below `folder`. `key` differs for two bundles of the same plan, because Pagefind's bytes do."""

    folder: Path
    reused: bool
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """A product or group as buyers know it. `synonyms` are those of its labels, `prose` what is told of it."""

    name: Text
    keywords: str
    labels: str
    where: str
    synonyms: str
    prose: str


def plan_search(editions: Iterable[Edition]) -> SearchPlan:
    """The documents of every product and group, in the language of each viewer."""
    documents = tuple(sorted(document for edition in editions for document in _documents(edition.view)))
    key = digest(RECIPE, *(part for document in documents for part in document))
    return SearchPlan(key, documents)


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
    entry = folder / "pagefind-entry.json"
    return SearchBundle(folder, reused, digest(plan.key, entry.read_bytes() if entry.is_file() else b""))


# what is searched for and what is shown


def _documents(view: Viewer) -> Iterator[tuple[str, str]]:
    addresses = view.catalog.addresses
    for product in view.catalog.products:
        path = addresses.of(view.language, "products", product.slug)
        yield _document(view, path, "product", _product(view, product), _shown_product(view, product))
    for group in view.catalog.groups:
        path = addresses.of(view.language, "groups", group.slug)
        yield _document(view, path, "group", _group(view, group), _shown_group(view, group))


def _document(view: Viewer, path: str, kind: str, subject: _Subject, shown: Mapping[str, str]) -> tuple[str, str]:
    fields = _fields(subject, view.language, view.catalog.vocabulary.synonyms)
    near = fields.pop("near")
    metadata = [(name, " ".join(MARK + word for word in sorted(words))) for name, words in fields.items() if words]
    html = _STUB.format(
        language=view.language,
        title=shown["name"],
        kind=kind,
        shown=json.dumps({key: value for key, value in shown.items() if value}, ensure_ascii=False, sort_keys=True),
        fields=Markup().join(_FIELD.format(name=name, words=words) for name, words in metadata),
        near=" ".join(sorted(near)) or kind,  # Pagefind leaves out a page without text
    )
    return f"{path}index.html", str(html)


def _fields(subject: _Subject, language: Language, synonyms: tuple[tuple[str, ...], ...]) -> dict[str, set[str]]:
    """The words a document is found by, each only in the best field it has; `search.js` gives the fields their weights."""
    names = _both(subject.name)
    prose = " ".join(subject.prose.split()[:PROSE_WORDS])
    fields: dict[str, Iterable[str]] = {
        "title": _words(subject.name.in_language(language)),
        "other": _words(names),
        "kata": [*_words(subject.keywords), *roots(f"{names} {subject.keywords}", synonyms)],
        "labels": _words(subject.labels),
        "where": _words(subject.where),
        "kin": roots(subject.labels, synonyms),
        "near": [*_words(subject.synonyms), *roots(f"{subject.synonyms} {subject.where} {prose}", synonyms)],
    }
    taken: set[str] = set()
    best: dict[str, set[str]] = {}
    for name, words in fields.items():
        best[name] = set(words) - taken
        taken |= best[name]
    return best


def _product(view: Viewer, entry: Entry[Product]) -> _Subject:
    product, group = entry.record, view.catalog.group_of[entry.slug].record
    terms = [view.catalog.terms[name][slug] for name, slug in view.catalog.terms_of[entry.slug]]
    return _Subject(
        name=product.name,
        keywords=_both(product.keywords),
        labels=_labels(terms),
        where=f"{_both(group.name)} {_places(group)}",
        synonyms=_synonyms(terms),
        prose=f"{_both(product.summary, product.uses, product.colours)} {plain_text(entry.html(view.language))}",
    )


def _group(view: Viewer, entry: Entry[Group]) -> _Subject:
    group = entry.record
    products = view.catalog.products_of[group.slug]
    terms = [
        view.catalog.terms[name][slug]
        for name, slug in dict.fromkeys(pair for product in products for pair in view.catalog.terms_of[product.slug])
    ]
    kind = view.phrases.messages(f"kind_{group.kind}") if group.kind else ""
    return _Subject(
        name=group.name,
        keywords="perajin",  # whatever it calls itself
        labels=f"{_labels(terms)} {_both(*(product.record.name for product in products))}",
        where=f"{_places(group)} {group.facilitator}",
        synonyms=_synonyms(terms),
        prose=f"{kind} {_both(group.summary)} {plain_text(entry.html(view.language))}",
    )


def _shown_product(view: Viewer, product: Entry[Product]) -> dict[str, str]:
    card = view.card(product)
    return {
        "name": card.name,
        "label": ", ".join(card.label),
        "summary": excerpt(view.phrases.text(product.record.summary), SUMMARY_LENGTH),
        "price": card.price.amount,
        "per": card.price.per,
        "stock": card.stock,
        "stock_text": card.stock_text,
        **_shown_picture(card.picture),
    }


def _shown_group(view: Viewer, entry: Entry[Group]) -> dict[str, str]:
    group = entry.record
    return {
        "name": view.phrases.text(group.name),
        "label": view.phrases.place_names(group.place, down_to=3),
        "summary": excerpt(view.phrases.text(group.summary), SUMMARY_LENGTH),
        **_shown_picture(view.picture(view.group_photo(entry), square=True)),
    }


def _shown_picture(picture: PictureView | None) -> dict[str, str]:
    """AVIF in every size, and the smallest JPEG for browsers without it."""
    return {"avif": picture.avif, "image": picture.jpeg.partition(" ")[0], "tone": picture.tone} if picture else {}


def _both(*texts: Text) -> str:
    return " ".join(f"{text.id} {text.en}" for text in texts)


def _labels(terms: Iterable[Term]) -> str:
    return _both(*(term.label for term in terms))


def _synonyms(terms: Iterable[Term]) -> str:
    return " ".join(synonym for term in terms for synonym in term.synonyms)


def _places(group: Group) -> str:
    return " ".join(above.name for above in lineage(group.place))


def _words(text: str) -> list[str]:
    """The words of a text that somebody might search for, folded."""
    return [word for word in _WORD.findall(fold(text)) if _says_something(word)]


@lru_cache(maxsize=1 << 16)
def _says_something(word: str) -> bool:
    """Whether it is more than a function word; those have no roots. Numbers have none either, but are looked for."""
    return not word.isalpha() or bool(roots(word))


# Pagefind


def _make_bundle(plan: SearchPlan, work: Path) -> Path:
    """Every file of the bundle, below `work`. Without a document Pagefind makes none, and neither do we."""
    site, bundle = work / "site", work / "bundle"
    bundle.mkdir()
    if not plan.documents:
        return bundle
    for path, html in plan.documents:
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, encoding="utf-8", newline="\n")
    _run_pagefind(site, bundle)
    _check_bundle(bundle, len(plan.documents))
    for pattern in UNUSED:
        for unused in bundle.glob(pattern):
            shutil.rmtree(unused) if unused.is_dir() else unused.unlink()
    return bundle


def _run_pagefind(site: Path, bundle: Path) -> None:
    """Run it where no configuration of the directory's owner can reach it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    command = [pagefind_bin.get_executable(), "--site", site.absolute(), "--output-path", bundle.absolute(), "--quiet"]
    done = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        last = "\n".join(f"{done.stdout}\n{done.stderr}".strip().splitlines()[-5:])
        raise RuntimeError(f"pagefind stopped with code {done.returncode}:\n{last}")


def _check_bundle(bundle: Path, documents: int) -> None:
    """Raise RuntimeError unless every file is whole and every document counted: 1.5.2 has been seen to cut files short."""
    for file in (*bundle.rglob("*.pf_*"), *bundle.glob("wasm.*.pagefind")):
        try:
            gzip.decompress(file.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise RuntimeError(f"pagefind left {file.name} incomplete: {error}") from error
    languages = json.loads((bundle / "pagefind-entry.json").read_bytes())["languages"]
    counted = sum(language["page_count"] for language in languages.values())
    if counted != documents:
        raise RuntimeError(f"pagefind indexed {counted} of {documents} documents")


def _forget_oldest(home: Path) -> None:
    """Keep the bundles used last, so that going back to the previous words costs nothing."""
    bundles = [folder for folder in home.iterdir() if folder.is_dir() and not folder.name.startswith("new-")]
    for folder in sorted(bundles, key=lambda folder: folder.stat().st_mtime_ns, reverse=True)[BUNDLES_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
