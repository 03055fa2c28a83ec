"""What search results show, apart from the index: small JSON files, so that a new price or picture needs no new index.

`search.js` knows a result by the id that Pagefind gives its document. The id's first digits say which file holds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final, Literal, NamedTuple

from etalase.catalog import Catalog
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.languages import Language
from etalase.markup import excerpt
from etalase.model import Group, Product
from etalase.outputs import OutputFile, digest
from etalase.views import PictureView, Viewer

MOST_IN_SHARD: Final = 4  # on average; a first search asks for up to 16 shards, so their size counts more than their number
DIGITS: Final = 7  # of an id: all of them, unless Pagefind has given the same seven to two documents
SUMMARY_LENGTH: Final = 140  # characters: two lines of a result on a phone


class Shard(NamedTuple):
    """The results of one file, by their ids."""

    products: dict[str, Entry[Product]]
    groups: dict[str, Entry[Group]]


def document_name(language: Language, section: Literal["products", "groups"], slug: str) -> str:
    """What a searched record is called between the index and its results: `id/products/keranjang`."""
    return f"{language}/{section}/{slug}"


def results_address(language: Language) -> str:
    """The folder of a language's shards, below the site's address."""
    return f"data/cari/{language}/"


def count_shards(catalog: Catalog) -> int:
    """The least power of two that keeps shards small."""
    shards = 1
    while shards * MOST_IN_SHARD < len(catalog.products) + len(catalog.groups):
        shards *= 2
    return shards


def plan_results(edition: Edition, ids: Mapping[str, str]) -> Iterator[OutputFile]:
    """The shards of one language; `ids` gives the id of each document by its name."""
    catalog, language = edition.catalog, edition.view.language
    shards = count_shards(catalog)
    held: list[Shard] = [Shard({}, {}) for _ in range(shards)]
    for product in catalog.products:
        id_ = ids[document_name(language, "products", product.slug)]
        held[_shard_of(id_, shards)].products[id_] = product
    for group in catalog.groups:
        id_ = ids[document_name(language, "groups", group.slug)]
        held[_shard_of(id_, shards)].groups[id_] = group
    for number, shard in enumerate(held):
        if shard.products or shard.groups:
            faces = (*map(edition.face, shard.products.values()), *map(edition.group_face, shard.groups.values()))
            key = digest(edition.ground, *shard.products, *shard.groups, *faces)
            yield OutputFile(f"{results_address(language)}{number:x}.json", key, partial(write_shard, edition.view, shard))


def _shard_of(id_: str, shards: int) -> int:
    return int(id_[:DIGITS], 16) % shards


def write_shard(view: Viewer, shard: Shard) -> bytes:
    """JSON: what a result shows by its id. Empty values are left out."""
    shown = [
        *((id_, _shown_product(view, product)) for id_, product in shard.products.items()),
        *((id_, _shown_group(view, group)) for id_, group in shard.groups.items()),
    ]
    stated = {id_: {key: value for key, value in facts.items() if value} for id_, facts in shown}
    return (json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _shown_product(view: Viewer, product: Entry[Product]) -> dict[str, str]:
    card = view.card(product)
    return {
        "href": card.href,
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
        "href": view.href("groups", group.slug),
        "name": view.phrases.text(group.name),
        "label": view.phrases.place_names(group.place, down_to=3),
        "summary": excerpt(view.phrases.text(group.summary), SUMMARY_LENGTH),
        **_shown_picture(view.picture(view.group_photo(entry), square=True)),
    }


def _shown_picture(picture: PictureView | None) -> dict[str, str]:
    """AVIF in every size, and the smallest JPEG for browsers without it."""
    return {"avif": picture.avif, "image": picture.jpeg.partition(" ")[0], "tone": picture.tone} if picture else {}
