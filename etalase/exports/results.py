"""What search results show, apart from the index: small JSON files, so that a new price or picture needs no new index.

`search.js` knows a result by the id that Pagefind gives its document. The id's first digits say which file holds it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from etalase.catalog import Catalog
from etalase.markup import excerpt
from etalase.model import Group, Language, Product
from etalase.outputs import OutputFile, digest
from etalase.views import PictureView, Viewer

MOST_IN_SHARD: Final = 16  # on average; a first search asks for up to 16 shards, so their size counts more than their number
DIGITS: Final = 7  # of an id: all of them, unless Pagefind has given the same seven to two documents
SUMMARY_LENGTH: Final = 140  # characters: two lines of a result on a phone


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


def plan_results(view: Viewer, ids: Mapping[str, str]) -> Iterator[OutputFile]:
    """The shards of one language; `ids` gives the id of each document by its name."""
    products: dict[int, dict[str, Product]] = {}
    groups: dict[int, dict[str, Group]] = {}
    shards = count_shards(view.catalog)
    for product in view.catalog.products:
        id_ = ids[document_name(view.language, "products", product.slug)]
        products.setdefault(_shard_of(id_, shards), {})[id_] = product
    for group in view.catalog.groups:
        id_ = ids[document_name(view.language, "groups", group.slug)]
        groups.setdefault(_shard_of(id_, shards), {})[id_] = group
    for shard in sorted(products.keys() | groups.keys()):
        text = write_shard(view, products.get(shard, {}), groups.get(shard, {}))
        yield OutputFile(f"{results_address(view.language)}{shard:x}.json", digest(text), text.encode)


def _shard_of(id_: str, shards: int) -> int:
    return int(id_[:DIGITS], 16) % shards


def write_shard(view: Viewer, products: Mapping[str, Product], groups: Mapping[str, Group]) -> str:
    """JSON: what a result shows by its id. Empty values are left out."""
    shown = [
        *((id_, _shown_product(view, product)) for id_, product in products.items()),
        *((id_, _shown_group(view, group)) for id_, group in groups.items()),
    ]
    stated = {id_: {key: value for key, value in facts.items() if value} for id_, facts in shown}
    return json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _shown_product(view: Viewer, product: Product) -> dict[str, str]:
    card = view.card(product)
    return {
        "href": card.href,
        "name": card.name,
        "label": ", ".join(card.label),
        "summary": excerpt(view.phrases.text(product.summary), SUMMARY_LENGTH),
        "price": card.price.amount,
        "per": card.price.per,
        "stock": card.stock,
        "stock_text": card.stock_text,
        **_shown_picture(card.picture),
    }


def _shown_group(view: Viewer, group: Group) -> dict[str, str]:
    return {
        "href": view.href("groups", group.slug),
        "name": view.phrases.text(group.name),
        "label": view.phrases.place_names(group.place, down_to=3),
        "summary": excerpt(view.phrases.text(group.summary), SUMMARY_LENGTH),
        **_shown_picture(view.picture(view.group_photo(group), square=True)),
    }


def _shown_picture(picture: PictureView | None) -> dict[str, str]:
    """AVIF in every size, and the smallest JPEG for browsers without it."""
    return {"avif": picture.avif, "image": picture.jpeg.partition(" ")[0], "tone": picture.tone} if picture else {}
