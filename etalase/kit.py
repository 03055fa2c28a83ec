"""The kit: a product, or all of a group's → a ZIP with what its makers need to offer it elsewhere by themselves.

Square pictures in order, a share card and a story in each language, and title, description, hashtags and price as texts to copy.
Texts are those of the offer. The same records give the same bytes: nothing in the archive has a time, and it is not packed, for
pictures are already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Final

from etalase.crew import Crew
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.images import cached_file, make_derivatives
from etalase.jobs import Job
from etalase.model import Group, Photo, Product
from etalase.offers import Offer, offer_of
from etalase.pictures import Album, Picture
from etalase.pipeline import Progress, Site, check_site
from etalase.prints.codes import write_files
from etalase.problems import ContentError
from etalase.sharecards import share_card, story_card

MOST_HASHTAGS: Final = 8
NEAR: Final = 3  # names that may have been meant

Files = Iterator[tuple[str, bytes]]


class UnknownName(Exception):
    """There is no product or group of this name, or the group has no product yet; carries the names that may be meant."""

    def __init__(self, name: str, near: Sequence[str]) -> None:
        self.name = name
        self.near = near
        super().__init__(name)


def make_kit(job: Job, name: str, target: Path, progress: Progress) -> int:
    """Write the kit of the product or group of this slug; gives for how many products. Raises ContentError and UnknownName."""
    site = check_site(job, Crew(), progress)
    products, group = _asked(site, name)
    _make_pictures(site.editions[0].view.album, products, job, progress)
    write_files(sorted(_kit(site.editions, name, products, group, job.cache)), target)
    return len(products)


def _asked(site: Site, name: str) -> tuple[Sequence[Entry[Product]], Entry[Group] | None]:
    catalog = site.catalog
    groups = {group.slug: group for group in catalog.groups if catalog.products_of[group.slug]}
    products = {product.slug: product for product in catalog.products}
    if product := products.get(name):
        return [product], None
    if group := groups.get(name):
        return catalog.products_of[name], group
    raise UnknownName(name, get_close_matches(name, [*products, *groups], n=NEAR))


def _make_pictures(album: Album, products: Sequence[Entry[Product]], job: Job, progress: Progress) -> None:
    photos = [photo for product in products for photo in product.record.photos]
    plans = [(photo.file, photo.location, _planned(album, photo)) for photo in photos]
    with Crew().hired() as executor:
        made = make_derivatives(plans, job.content, job.cache, executor, progress=partial(progress, "pictures"))
    if made.problems:
        raise ContentError(made.problems)


def _planned(album: Album, photo: Photo) -> Picture:
    """What a build makes of a product's photo."""
    return replace(album.picture(photo.file, photo.focus), master=album.master(photo.file, photo.focus))


def _kit(
    editions: Sequence[Edition], name: str, products: Sequence[Entry[Product]], group: Entry[Group] | None, cache: Path
) -> Files:
    for edition in editions:
        yield f"{name}/{edition.view.language}-{edition.t('kit_read_me')}.txt", _text(edition.t("kit_how"))
    for number, product in enumerate(products, 1):
        folder = f"{name}/{number:02}-{product.slug}/" if group else f"{name}/"
        yield from ((f"{folder}{path}", data) for path, data in _of_product(editions, product, cache))


def _of_product(editions: Sequence[Edition], product: Entry[Product], cache: Path) -> Files:
    album = editions[0].view.album
    for number, photo in enumerate(product.record.photos, 1):
        master = album.master(photo.file, photo.focus).derivative
        yield f"{number:02}-{product.slug}-{number}.jpg", cached_file(cache, master).read_bytes()
    for edition in editions:
        language, words = edition.view.language, edition.t
        yield f"{language}-{words('kit_card')}.jpg", share_card(edition, product, cache)
        yield f"{language}-{words('kit_story')}.jpg", story_card(edition, product, cache)
        for key, text in kit_texts(edition, offer_of(edition.view, product)).items():
            yield f"{language}-{words(key)}.txt", _text(text)


def kit_texts(edition: Edition, offer: Offer) -> dict[str, str]:
    """What there is to copy of an offer, by the word that names its file."""
    parts = (offer.description, edition.t("kit_by", group=offer.group, place=offer.place), offer.stock, offer.sample)
    return {
        "kit_title": offer.name,
        "kit_description": "\n\n".join(part for part in parts if part),
        "kit_hashtags": " ".join(hashtags(offer)),
        "kit_price": _price(offer),
        "kit_address": edition.catalog.addresses.given(offer.url, "kit"),
    }


def hashtags(offer: Offer) -> list[str]:
    """`#Rotan #AnyamSilang #KapuasHulu`: what it is, of what, how, from where and by whom."""
    said = (offer.category, *offer.materials, *offer.techniques, *reversed(offer.place.split(", ")), offer.group)
    tags = (("".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", each))) for each in said)
    once = {tag.casefold(): f"#{tag}" for tag in tags if tag}
    return [*once.values()][:MOST_HASHTAGS]


def _price(offer: Offer) -> str:
    """As people read it, and on a line of its own the bare number that forms ask for."""
    if offer.price.asked:
        return offer.price.amount
    shown = f"{offer.price.amount} / {offer.price.per}" if offer.price.per else offer.price.amount
    return f"{shown}\n{offer.product.price.amount}"


def _text(text: str) -> bytes:
    return f"{text}\n".encode()
