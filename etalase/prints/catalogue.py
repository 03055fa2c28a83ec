"""The printed catalogue's values: what `theme/print/catalogue.typ` is filled with, and the pictures it hangs.

Edition and selection in → `Catalogue`, whole and in words, so that the template only sets it. Prices, stock and addresses are
those of the offers. Its date is that of the records: the latest day on which one was checked or joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from etalase.editions import Edition, stated
from etalase.entries import Entry
from etalase.markup import excerpt, plain_text
from etalase.model import Group, Photo, Product
from etalase.offers import Offer, offer_of
from etalase.pages.group import group_lines
from etalase.pages.product import order_terms
from etalase.phrases import PricePhrase
from etalase.places import place
from etalase.prints.codes import Code, code_of
from etalase.prints.labels import joined, made_of
from etalase.prints.pictures import Hanging, Pictures
from etalase.prints.selection import Selection
from etalase.views import Badge

Paper = Literal["a4", "a5"]
PerPage = Literal[1, 4]
WIDTHS_MM: Final[dict[Paper, int]] = {"a4": 210, "a5": 148}
LONGEST_STORIES: Final[dict[Paper, int]] = {"a4": 700, "a5": 450}  # characters of the story of a product or a group
SHOWN_PHOTOS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A product. `facts` are names and values, `lines` the few of them for where there is little room.

    `state` is ready, order or out; `sample` says so where it is one.
    """

    slug: str
    name: str
    pictures: tuple[Hanging, ...]
    summary: str
    story: str
    price: PricePhrase
    state: str
    stock: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    permits: tuple[str, ...]
    sample: str
    code: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A group and its products."""

    slug: str
    name: str
    plate: Hanging | None
    statement: str
    story: str
    lines: tuple[str, ...]
    permits: tuple[str, ...]
    code: Code | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the contents or an index that leads to the page where `key` stands, with what is listed below it."""

    key: str
    name: str
    note: str = ""
    inside: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The whole. `day` is the date in words, `date` as numbers; `words` are those of theme/messages by their keys."""

    paper: Paper
    per_page: PerPage
    language: str
    site: str
    address: str
    title: str
    counts: str
    owner: str
    colophon: str
    day: str
    date: tuple[int, int, int] | None
    cover: Hanging | None
    code: Code | None
    sample: bool
    words: dict[str, str]
    chapters: tuple[Chapter, ...]
    contents: tuple[Listed, ...]
    by_group: tuple[Listed, ...]
    by_place: tuple[Listed, ...]


def plan_catalogue(edition: Edition, selection: Selection, pictures: Pictures, paper: Paper, per_page: PerPage) -> Catalogue:
    view, site = edition.view, edition.catalog.site
    text, wide = view.phrases.text, WIDTHS_MM[paper]
    chapters = tuple(
        Chapter(
            slug=group.slug,
            name=text(group.record.name),
            plate=pictures.hang(next(iter(group.record.photos), None), wide),
            statement=text(group.record.summary),
            story=excerpt(plain_text(group.html(view.language)), LONGEST_STORIES[paper]),
            lines=_group_lines(edition, group.record),
            permits=tuple(map(_sentence, view.group_permits(group.record))),
            code=code_of(view.absolute("groups", group.slug), edition.t),
            pieces=tuple(_piece(edition, entry, pictures, paper, per_page) for entry in products),
        )
        for group, products in selection.products
    )
    latest = max(_days(selection), default=None)
    products = view.phrases.count("products_n", len(selection.flat))
    groups = view.phrases.count("groups_n", len(chapters))
    by_group = tuple(
        Listed(key=f"g-{each.slug}", name=each.name, inside=tuple(Listed(key=f"p-{p.slug}", name=p.name) for p in each.pieces))
        for each in chapters
    )
    return Catalogue(
        paper=paper,
        per_page=per_page,
        language=view.language,
        site=site.name,
        address=view.absolute().partition("://")[2].rstrip("/"),
        title=selection.title or text(site.title) or site.name,
        counts=edition.t("print_counts", products=products, groups=groups),
        owner=text(site.owner),
        colophon=text(site.colophon),
        day=edition.t("print_records", day=view.phrases.day(latest)) if latest else "",
        date=(latest.year, latest.month, latest.day) if latest else None,
        cover=pictures.hang(selection.photo, wide),
        code=code_of(view.absolute(), edition.t),
        sample=any(entry.brief.sample for entry in selection.flat),
        words={key: edition.t(key) for key in _WORDS},
        chapters=chapters,
        contents=by_group if len(by_group) == 1 else _by_kabupaten(edition, selection),
        by_group=tuple(sorted(by_group, key=lambda each: each.name.casefold())) if len(by_group) > 1 else (),
        by_place=_by_place(edition, selection) if len(by_group) > 1 else (),
    )


_WORDS: Final = (
    "print_contents", "print_index", "print_by_group", "print_by_place", "print_how", "print_how_text", "print_prices",
    "print_scan", "sample_picture", "sample_listing", "sample_site",
)  # fmt: skip


def _piece(edition: Edition, entry: Entry[Product], pictures: Pictures, paper: Paper, per_page: PerPage) -> Piece:
    offer, view = offer_of(edition.view, entry), edition.view
    product = offer.product
    photos = product.photos[: SHOWN_PHOTOS if per_page == 1 else 1]
    width_mm = WIDTHS_MM[paper] * (0.83 if per_page == 1 else 0.4)
    shown = [pictures.hang(photo, width_mm) for photo in photos]
    told = product.permits or view.is_food(product)
    return Piece(
        slug=entry.slug,
        name=offer.name,
        pictures=tuple(each for each in shown if each),
        summary=offer.summary,
        story=excerpt(plain_text(entry.html(view.language)), LONGEST_STORIES[paper]) if per_page == 1 else "",
        price=offer.price,
        state=product.stock,
        stock=offer.stock,
        facts=_facts(edition, offer),
        lines=tuple(line for line in (made_of(offer), _size(edition, product)) if line),
        permits=tuple(map(_sentence, view.product_permits(product))) if told else (),
        sample=_sample(edition, product, photos),
        code=code_of(offer.short_url, edition.t),
    )


def _sample(edition: Edition, product: Product, photos: Iterable[Photo]) -> str:
    if product.sample:
        return edition.t("print_sample")
    return edition.t("sample_picture") if any(photo.sample for photo in photos) else ""


def _facts(edition: Edition, offer: Offer) -> tuple[tuple[str, str], ...]:
    """What a label in a museum says: of what and how it is made, how large; then what an order needs to know."""
    view, product, t, text = edition.view, offer.product, edition.t, edition.view.phrases.text
    facts = stated(
        (t("material"), joined(offer.materials), ()),
        (t("technique"), joined(offer.techniques), ()),
        (t("size"), _size(edition, product), ()),
        (t("weight"), view.phrases.weight(product.weight) if product.weight else "", ()),
        (t("colours"), text(product.colours), ()),
        (t("uses"), text(product.uses), ()),
        (t("care"), text(product.care), ()),
    )
    terms = [term for term in order_terms(edition, product) if term[0] != t("availability")]
    return (*((name, value) for name, value, _ in facts), *terms)


def _size(edition: Edition, product: Product) -> str:
    return edition.view.phrases.size(product.dimensions) if product.dimensions else ""


def _group_lines(edition: Edition, group: Group) -> tuple[str, ...]:
    """What it is, where it works, since when, and its number for orders."""
    t, contact = edition.t, group.contact
    return tuple(
        line
        for line in (
            t(f"kind_{group.kind}") if group.kind else "",
            *group_lines(edition, group),
            f"{t('founded')} {group.founded}" if group.founded else "",
            edition.view.phrases.count("members_n", group.members) if group.members else "",
            f"WhatsApp +{contact.whatsapp}" if contact and contact.whatsapp else "",
            t("sample_record") if group.sample else "",
        )
        if line
    )


def _sentence(badge: Badge) -> str:
    """`P-IRT 2063517021234-29. Valid until 1 May 2029.`"""
    named = " ".join(part for part in (badge.name, badge.number) if part)
    return " ".join(part for part in (f"{named}." if named else "", badge.status) if part)


def _days(selection: Selection) -> list[date]:
    """When its records were checked, or joined."""
    records = (entry.record for group, products in selection.products for entry in (group, *products))
    days = (day for record in records for day in (record.checked, getattr(record, "since", None)) if day)
    return [*days]


def _by_kabupaten(edition: Edition, selection: Selection) -> tuple[Listed, ...]:
    """Groups below their kabupaten, in the order of the chapters."""
    view = edition.view
    of_kabupaten: dict[str, list[Listed]] = {}
    for group, products in selection.products:
        note = view.phrases.count("products_n", len(products))
        line = Listed(key=f"g-{group.slug}", name=group.name(view.language), note=note)
        of_kabupaten.setdefault(group.brief.place[:5], []).append(line)
    return tuple(Listed(key="", name=view.place_title(place(code)), inside=tuple(lines)) for code, lines in of_kabupaten.items())


def _by_place(edition: Edition, selection: Selection) -> tuple[Listed, ...]:
    """Kabupaten with their kecamatan, and the groups there."""
    of_place: dict[str, dict[str, list[Listed]]] = {}
    for group, _ in selection.products:
        code = group.brief.place
        line = Listed(key=f"g-{group.slug}", name=group.name(edition.view.language))
        of_place.setdefault(code[:5], {}).setdefault(code[:8], []).append(line)
    return tuple(
        Listed(
            key="",
            name=edition.view.place_title(place(kabupaten)),
            inside=tuple(
                Listed(key="", name=place(code).name if code != kabupaten else "", inside=tuple(lines))
                for code, lines in sorted(inside.items())
            ),
        )
        for kabupaten, inside in of_place.items()
    )
