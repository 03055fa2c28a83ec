"""Listings: all products, and those of a category, material or technique, a page of cards at a time.

Pages of places, groups and outlets that hold more products than fit go on as listings too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Final

from etalase import structured
from etalase.addresses import Section
from etalase.catalog import TermList
from etalase.contexts import Facet, ListingPage, Narrowing, Pager, Room, TermsPage
from etalase.editions import Edition, PlannedPage, Spot, first_photos, first_pictured
from etalase.entries import Entry
from etalase.exports.facets import FOUND_SORTS, SORTS, index_address, started_with
from etalase.model import Product, Term
from etalase.views import Card, Labelled

FACETS: tuple[TermList, ...] = ("categories", "materials", "techniques")
A_ROW: Final = 3  # products of which nobody needs to leave out any


@dataclass(frozen=True, slots=True)
class Listing:
    """Products under one address; later pages of it add `halaman/2/`."""

    section: Section
    parts: tuple[str, ...]
    title: str
    products: tuple[Entry[Product], ...]
    crumbs: tuple[Labelled, ...] = ()

    def shown(self, edition: Edition, number: int) -> tuple[Entry[Product], ...]:
        per_page = edition.catalog.site.pieces_per_page
        return self.products[(number - 1) * per_page : number * per_page]

    def cards(self, edition: Edition, number: int = 1, *, materials: bool = False) -> tuple[Card, ...]:
        return tuple(edition.view.card(product, materials=materials) for product in self.shown(edition, number))

    def last(self, edition: Edition) -> int:
        return max(1, ceil(len(self.products) / edition.catalog.site.pieces_per_page))


def product_pages(edition: Edition) -> Iterator[PlannedPage]:
    """The listing of all products, newest first."""
    return listing_pages(edition, Listing("products", (), edition.t("products"), edition.catalog.products))


def term_pages(edition: Edition, name: TermList, term: Term) -> Iterator[PlannedPage]:
    title = edition.view.phrases.text(term.plural) or edition.view.term_label(term)
    products = edition.catalog.products_with[name, term.slug]
    crumbs = (edition.crumb("products"), edition.crumb(name))
    return listing_pages(edition, Listing(name, (term.slug,), title, products, crumbs))


def listing_pages(edition: Edition, listing: Listing, *, first: int = 1) -> Iterator[PlannedPage]:
    """The pages of a listing from number `first` on; an empty one still has its page 1."""
    crumbs = " ".join(crumb.label for crumb in listing.crumbs)
    for number in range(first, listing.last(edition) + 1):
        shown = listing.shown(edition, number)
        yield edition.page(
            ListingPage,
            Spot(listing.section, listing.parts, number),
            (listing.title, crumbs, str(len(listing.products)), edition.facets, edition.order, *edition.faces(shown)),
            partial(_listing_page, edition, listing, number),
            shown=first_pictured(shown),
        )


def _listing_page(edition: Edition, listing: Listing, number: int) -> ListingPage:
    view, shown = edition.view, listing.shown(edition, number)
    return ListingPage(
        frame=edition.frame(
            listing.section,
            listing.parts,
            listing.title if number == 1 else f"{listing.title}, {edition.t('listing_page', n=number)}",
            _description(edition, listing, shown),
            number=number,
            crumbs=listing.crumbs,
            nodes=[structured.item_list(listing.title, view.addresses_of(shown))],
            photos=first_photos(first_pictured(shown)),
        ),
        title=listing.title,
        count=view.phrases.count("products_n", len(listing.products)),
        sample=any(product.brief.sample for product in shown),
        cards=listing.cards(edition, number),
        facets=_facets(edition, listing),
        narrowing=narrowing_of(edition, listing.section, listing.parts, order=edition.order),
        pager=pager_of(edition, listing, number),
        everything=view.href("products") if listing.parts else "",
    )


def narrowing_of(
    edition: Edition, section: Section, parts: tuple[str, ...] = (), *, order: str = "", search: bool = False
) -> Narrowing:
    """What narrows the listing, or the results of the search, at an address."""
    return Narrowing(
        index=edition.catalog.addresses.base + index_address(edition.view.language),
        here=edition.view.href(section, *parts),
        start="q" if search else started_with(section, parts),
        order=order,
        sorts=tuple((edition.t(f"sort_{sort}"), sort) for sort in (FOUND_SORTS if search else SORTS)),
    )


def narrowing_at_foot(edition: Edition, listing: Listing) -> Narrowing | None:
    """What narrows the products at the foot of a page; nothing does where they are few."""
    return narrowing_of(edition, listing.section, listing.parts) if len(listing.products) > A_ROW else None


def _description(edition: Edition, listing: Listing, shown: tuple[Entry[Product], ...]) -> str:
    """`Bahan: Rotan. Tas Rotan Bulat, …`: a material and a category may have the same name."""
    phrases = edition.view.phrases
    names = phrases.listed(product.name(phrases.language) for product in shown[:4])
    parts = (*(f"{crumb.label}:" for crumb in listing.crumbs[-1:]), f"{listing.title}.", f"{names}." if names else "")
    return " ".join(part for part in parts if part)


def pager_of(edition: Edition, listing: Listing, number: int = 1) -> Pager:
    """Where page `number` stands among the pages of the listing."""
    phrases, per_page = edition.view.phrases, edition.catalog.site.pieces_per_page
    total, last = len(listing.products), listing.last(edition)
    shown = {"first": (number - 1) * per_page + 1, "last": min(number * per_page, total), "all": total}
    if last == 1:
        text = edition.t("pager_all", n=total, products=phrases.count("products_n", total))
    else:
        text = edition.t("pager_shown", **{name: phrases.number(value) for name, value in shown.items()})
    return pager_at(edition, Spot(listing.section, listing.parts, number), last, text)


def pager_at(edition: Edition, spot: Spot, last: int, text: str) -> Pager:
    """The ways on from one of `last` pages; none when it is the only one."""

    def href(n: int) -> str:
        return edition.view.href(spot.section, *spot.parts, number=n)

    numbers = _near_pages(spot.number, last) if last > 1 else ()
    return Pager(
        text=text,
        previous=href(spot.number - 1) if spot.number > 1 else "",
        next=href(spot.number + 1) if spot.number < last else "",
        pages=tuple(Labelled(str(n), href(n) if n != spot.number else "", n) for n in numbers),
    )


def _near_pages(number: int, last: int) -> list[int]:
    """The first, the last, and two on either side of the current one."""
    return sorted({1, last, *(n for n in range(number - 2, number + 3) if 1 <= n <= last)})


def _facets(edition: Edition, listing: Listing) -> tuple[Facet, ...]:
    """Links that narrow: each opens a listing of its own, so all of them work without a script."""
    key = (listing.section, *listing.parts)
    if key not in edition.facets_of:
        edition.facets_of[key] = _new_facets(edition, listing)
    return edition.facets_of[key]


def _new_facets(edition: Edition, listing: Listing) -> tuple[Facet, ...]:
    facets = [
        Facet(name=name, title=edition.t(f"facet_{name}"), options=_term_options(edition, name, listing)) for name in FACETS
    ]
    facets.append(Facet(name="kabupaten", title=edition.t("kabupaten"), options=_place_options(edition, listing)))
    return tuple(facet for facet in facets if facet.options)


def _term_options(edition: Edition, name: TermList, listing: Listing) -> tuple[tuple[Labelled, bool], ...]:
    view, products_with = edition.view, edition.catalog.products_with
    return tuple(
        (
            Labelled(view.term_label(term), view.href(name, term.slug), len(products_with[name, term.slug])),
            (listing.section, *listing.parts) == (name, term.slug),
        )
        for term in edition.catalog.used_terms(name)
    )


def _place_options(edition: Edition, listing: Listing) -> tuple[tuple[Labelled, bool], ...]:
    view = edition.view
    return tuple(
        (
            Labelled(view.place_title(area.place), view.place_href(area.place.code), len(area.products)),
            (listing.section, *listing.parts) == ("places", area.place.slug),
        )
        for area in edition.catalog.areas
        if area.products
    )


def terms_page(edition: Edition, name: TermList) -> PlannedPage:
    shown = first_pictured(edition.catalog.products)
    return edition.page(TermsPage, Spot(name), [edition.rooms], partial(_terms_page, edition, name), shown=shown)


def _terms_page(edition: Edition, name: TermList) -> TermsPage:
    rooms = rooms_of(edition, name, edition.catalog.used_terms(name))
    title, lead = edition.t(name), edition.t(f"{name}_lead")
    photos = first_photos(first_pictured(edition.catalog.products))
    frame = edition.frame(name, (), title, lead, crumbs=(edition.crumb("products"),), photos=photos)
    return TermsPage(frame=frame, title=title, lead=lead, rooms=rooms)


def rooms_of(
    edition: Edition, name: TermList, terms: Sequence[Term], *, elsewhere: frozenset[str] = frozenset()
) -> tuple[Room, ...]:
    """Terms as rooms, with no picture twice while there are others, nor that of a product which is `elsewhere` on the page.

    The term with the fewest pictures chooses first.
    """
    pictured = {term.slug: _pictured_with(edition, name, term) for term in terms}
    hung: dict[str, Entry[Product]] = {}
    for slug in sorted(pictured, key=lambda slug: len(pictured[slug])):
        taken = elsewhere | {product.slug for product in hung.values()}
        free = next((product for product in pictured[slug] if product.slug not in taken), None)
        if choice := free or next(iter(pictured[slug]), None):
            hung[slug] = choice
    return tuple(_room(edition, name, term, hung.get(term.slug)) for term in terms)


def _pictured_with(edition: Edition, name: TermList, term: Term) -> list[Entry[Product]]:
    """The products of the term that have a photo, newest first; those of which it is the first term lead."""
    products = [product for product in edition.catalog.products_with[name, term.slug] if product.brief.photos]
    if name != "categories":
        products.sort(key=lambda product: next(product.refs(name)) != term.slug)
    return products


def _room(edition: Edition, name: TermList, term: Term, hung: Entry[Product] | None) -> Room:
    view, catalog = edition.view, edition.catalog
    products = catalog.products_with[name, term.slug]
    places = dict.fromkeys(view.kabupaten_of(catalog.group_of[product.slug]) for product in products)
    count = view.phrases.count("products_n", len(products))
    return Room(
        name=view.term_label(term),
        href=view.href(name, term.slug),
        picture=view.picture(hung.record.photos[0]) if hung else None,
        note=edition.t("products_from", products=count, places=view.phrases.listed(place for place in places if place)),
    )
