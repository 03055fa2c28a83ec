"""Share cards: an edition and a product → the picture that its page is shared with, or its story.

What stands on a card is taken from the product's offer. Photos come from the cache, in which `images` has made them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image

from etalase.editions import Edition
from etalase.entries import Entry
from etalase.images import cached_file
from etalase.model import Product
from etalase.offers import Offer, offer_of
from etalase.pictures import CARD_BYTES, CARD_QUALITY, Font
from etalase.pixels import within
from etalase.placards import CARD, PAPER, STORY, Form, Words, blank_card, draw_card
from etalase.theme import MARK, Asset

STORY_BYTES: Final = 2_000_000


def share_card(edition: Edition, product: Entry[Product], cache: Path) -> bytes:
    """The card for messengers: a JPEG of 1200 × 630, at most 300 kB."""
    words = card_words(edition, offer_of(edition.view, product))
    return within(_drawn(CARD, edition, product, words, cache), CARD_BYTES, CARD_QUALITY, progressive=False)


def story_card(edition: Edition, product: Entry[Product], cache: Path) -> bytes:
    """The same for stories, which lead nowhere, with the short address to type: a JPEG of 1080 × 1920."""
    offer = offer_of(edition.view, product)
    words = card_words(edition, offer, address=offer.short_url.partition("://")[2].rstrip("/"))
    return within(_drawn(STORY, edition, product, words, cache), STORY_BYTES, CARD_QUALITY)


def card_words(edition: Edition, offer: Offer, *, address: str = "") -> Words:
    """What stands on a card of an offer."""
    product, words = offer.product, edition.t
    is_sample = product.sample or any(photo.sample for photo in product.photos[:1])
    return Words(
        name=offer.name,
        group=offer.group,
        price=offer.price.amount,
        per=offer.price.per,
        is_asked=offer.price.asked,
        note=offer.stock if product.stock == "out" else "",
        sample=words("card_sample") if is_sample else "",
        address=address,
    )


def _drawn(form: Form, edition: Edition, product: Entry[Product], words: Words, cache: Path) -> Image.Image:
    blank = _blank(form, edition.catalog.site.name, edition.theme.assets[MARK], edition.font)
    file = _square(edition, product, cache)
    return draw_card(form, blank, words, _hung(file, form.photo[2] - form.photo[0]) if file else None, edition.font)


def _square(edition: Edition, product: Entry[Product], cache: Path) -> Path | None:
    """Its first photo: the master, or its middle where the master would have white beside it."""
    if not product.brief.photos:
        return None
    photo, album = product.record.photos[0], edition.view.album
    if album.measured[photo.file].ground:
        return cached_file(cache, album.master(photo.file, photo.focus).derivative)
    squares = album.picture(photo.file, photo.focus).square
    return cached_file(cache, max((each for each in squares if each.format == "jpeg"), key=lambda each: each.width))


@lru_cache(1)  # cards of one product follow each other, in every language
def _hung(file: Path, side: int) -> Image.Image:
    """A picture of our own making, as large as it is shown."""
    with Image.open(file) as image:
        image.draft("RGB", (side, side))
        return image.convert("RGB").resize((side, side), Image.Resampling.LANCZOS, reducing_gap=2)


@lru_cache(2)
def _blank(form: Form, site: str, mark: Asset, font: Font) -> Image.Image:
    with Image.open(mark.source) as image:
        whole = image.convert("RGBA")
    ground = Image.new("RGBA", whole.size, PAPER)
    return blank_card(form, site, Image.alpha_composite(ground, whole).convert("RGB"), font)
