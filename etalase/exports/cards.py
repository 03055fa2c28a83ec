"""The cards of products for scripts that show listings anew: what `components/card.html` shows, a few in each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from etalase.editions import Edition
from etalase.entries import Entry
from etalase.exports.packing import deflated, json_of, rest_of
from etalase.languages import Language
from etalase.model import Focus, Product
from etalase.outputs import OutputFile, text_digest
from etalase.views import Viewer

IN_SHARD: Final = 2  # cards of a file: results lie far apart, so a larger one brings what nobody sees
PHOTOS: Final = "foto/"


def narrowing_address(language: Language) -> str:
    """The folder of a language's index and cards, below the site's address."""
    return f"data/saring/{language}/"


def plan_cards(edition: Edition) -> Iterator[OutputFile]:
    """The cards of all products, a few in each file."""
    folder, products = narrowing_address(edition.view.language), edition.catalog.oldest_first
    for first in range(0, len(products), IN_SHARD):
        shown = products[first : first + IN_SHARD]
        key = text_digest("\n".join((edition.ground, *edition.faces(shown))))
        yield OutputFile(f"{folder}{first // IN_SHARD:x}.bin", key, partial(_write_shard, edition.view, shown))


def _write_shard(view: Viewer, shown: Sequence[Entry[Product]]) -> bytes:
    return deflated(json_of([_card(view, product) for product in shown]))


def _card(view: Viewer, product: Entry[Product]) -> tuple[object, ...]:
    """Name, slug, lines of the label, price, unit, stock, days, and of its picture: name, widths, tone, alt text."""
    card, (_, _, days, _) = view.card(product), product.brief.offer
    shown: tuple[object, ...] = (
        card.name, rest_of(product.slug, card.name), "\n".join(card.label), card.price.amount, card.price.per, card.stock,
        max(days, 0),
    )  # fmt: skip
    if not card.picture:
        return shown
    file, x, y, *_ = product.brief.photos[0]
    square = view.album.picture(file, Focus(x, y)).square
    stem = square[0].path.removeprefix(PHOTOS).rpartition("-")[0]
    widths = [derivative.width for derivative in square if derivative.format == "avif"]
    return (*shown, stem, widths, card.picture.tone, card.picture.alt)
