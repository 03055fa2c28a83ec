"""What search results show, apart from the index: small JSON files, so that a new price or picture needs no new index.

Records are numbered: products oldest first, as in `exports/facets`, so that a new one is added at their end, then groups.
The index knows a record by its number, and a file has a few neighbours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from etalase.catalog import Catalog
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.languages import Language
from etalase.markup import excerpt
from etalase.model import Group, Product
from etalase.outputs import OutputFile, digest
from etalase.views import PictureView, Viewer

IN_FILE: Final = 4  # records; a first search asks for up to 16 files, so their size counts more than their number
SUMMARY_LENGTH: Final = 140  # characters: two lines of a result on a phone


def results_address(language: Language) -> str:
    """The folder of a language's files, below the site's address."""
    return f"data/cari/{language}/"


def record_ids(catalog: Catalog) -> dict[str, str]:
    """The number of every searched record, hexadecimal, by section and slug: `products/keranjang`."""
    products = [f"products/{product.slug}" for product in catalog.oldest_first]
    return {name: f"{number:x}" for number, name in enumerate((*products, *(f"groups/{group.slug}" for group in catalog.groups)))}


def file_of(number: int) -> str:
    """The name of the file that has a record, without its ending."""
    return f"{number // IN_FILE:x}"


def plan_results(edition: Edition) -> Iterator[OutputFile]:
    """The files of one language."""
    view, catalog = edition.view, edition.catalog
    records = [
        *((partial(_shown_product, view, product), edition.face(product)) for product in catalog.oldest_first),
        *((partial(_shown_group, view, group), edition.group_face(group)) for group in catalog.groups),
    ]
    for first in range(0, len(records), IN_FILE):
        held = records[first : first + IN_FILE]
        key = digest(edition.ground, str(first), *(face for _, face in held))
        address = f"{results_address(view.language)}{file_of(first)}.json"
        yield OutputFile(address, key, partial(_write, first, [show for show, _ in held]))


def _write(first: int, held: Sequence[Callable[[], dict[str, str]]]) -> bytes:
    """JSON: what a result shows by its number. Empty values are left out."""
    stated = {f"{number:x}": {key: value for key, value in show().items() if value} for number, show in enumerate(held, first)}
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
