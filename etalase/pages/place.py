"""The pages of places: all kabupaten, one, and a kecamatan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from etalase import structured
from etalase.catalog import Area
from etalase.contexts import CoveredPlace, PlacePage, PlacesPage
from etalase.editions import Edition, PlannedPage, Spot, first_photos, first_pictured
from etalase.pages.atlas import anchor_of, country_map, kabupaten_map, locator, locator_key, map_key
from etalase.pages.listings import Listing, listing_pages, narrowing_at_foot, pager_of
from etalase.places import place as place_of
from etalase.views import Labelled

MOST_NAMES: Final = 4  # named in a lead; beyond that they are counted


def places_page(edition: Edition) -> PlannedPage:
    shown = first_pictured(edition.catalog.products)
    depends = (edition.rooms, map_key(edition, edition.catalog.areas))
    return edition.page(PlacesPage, Spot("places"), depends, partial(_places_page, edition), shown=shown)


def _places_page(edition: Edition) -> PlacesPage:
    view = edition.view
    title, lead = edition.t("places"), edition.t("places_lead", site=edition.catalog.site.name)
    photos = first_photos(first_pictured(edition.catalog.products))
    return PlacesPage(
        frame=edition.frame("places", (), title, lead, photos=photos),
        title=title,
        lead=lead,
        map=country_map(edition),
        places=tuple(view.coverage(area) for area in edition.catalog.areas),
    )


def kabupaten_pages(edition: Edition, area: Area) -> Iterator[PlannedPage]:
    """A kabupaten with all its kecamatan, those without a group too, and the later pages of its products."""
    title = edition.view.place_title(area.place)
    listing = Listing("places", (area.place.slug,), title, area.products, (edition.crumb("places"),))
    yield _planned(edition, area, listing, partial(_kabupaten_page, edition, area, listing))
    yield from listing_pages(edition, listing, first=2)


def kecamatan_pages(edition: Edition, area: Area, kabupaten: Area) -> Iterator[PlannedPage]:
    """A kecamatan with its groups, and the later pages of its products."""
    view = edition.view
    above = view.place_title(kabupaten.place)
    crumbs = (edition.crumb("places"), Labelled(above, view.place_href(kabupaten.place.code)))
    listing = Listing("places", (kabupaten.place.slug, area.place.slug), area.place.name, area.products, crumbs)
    yield _planned(edition, area, listing, partial(_kecamatan_page, edition, area, listing, above))
    yield from listing_pages(edition, listing, first=2)


def _planned(edition: Edition, area: Area, listing: Listing, plan: Callable[[], PlacePage]) -> PlannedPage:
    shown = first_pictured(area.products)
    depends = (
        str(len(area.products)),
        map_key(edition, area.inside),
        locator_key(edition, area.place.code),
        edition.picture(shown),
        *edition.faces(listing.shown(edition, 1)),
        *edition.terms(area.products),
        *map(edition.group_face, area.groups),
    )
    return edition.page(PlacePage, Spot("places", listing.parts), depends, plan, shown=shown)


def _kabupaten_page(edition: Edition, area: Area, listing: Listing) -> PlacePage:
    view = edition.view
    province = place_of(area.place.code[:2]).name
    missing = sorted((inside.place for inside in area.inside if not inside.groups), key=lambda place: place.name)
    return replace(
        _place_page(edition, area, listing, province),
        lead=_coverage_lead(edition, area, listing.title),
        note=edition.t(
            "in_province",
            kind=edition.t("kota" if area.place.kind == "Kota" else "kabupaten"),
            province=province,
            code=area.place.code,
        ),
        coverage=view.coverage(area),
        map=kabupaten_map(edition, area),
        covered=tuple(_covered(edition, inside) for inside in area.inside if inside.groups),
        missing_title=view.phrases.count("kecamatan_missing", len(missing)) if missing else "",
        missing=tuple((place.name, anchor_of(place.code)) for place in missing),
        office=view.office_link(listing.title),
    )


def _kecamatan_page(edition: Edition, area: Area, listing: Listing, above: str) -> PlacePage:
    view = edition.view
    return replace(
        _place_page(edition, area, listing, above),
        note=edition.t("kecamatan_in", kabupaten=above, code=area.place.code),
        locator=locator(edition, area.place.code),
        groups=tuple(view.group_card(group) for group in area.groups),
    )


def _place_page(edition: Edition, area: Area, listing: Listing, above: str) -> PlacePage:
    """What both kinds of place share. `above` is the name of the place it lies in."""
    view = edition.view
    groups = [view.phrases.text(group.record.name) for group in area.groups]
    makers = view.phrases.listed(groups) if len(groups) <= MOST_NAMES else view.phrases.count("groups_n", len(groups))
    count = view.phrases.count("products_n", len(area.products))
    lead = f"{edition.t('products_from', products=count, places=makers)}." if groups else listing.title
    nodes = [
        structured.place(listing.title, area, view.absolute("places", *listing.parts), above),
        structured.item_list(listing.title, view.addresses_of(listing.shown(edition, 1))),
    ]
    frame = edition.frame(
        "places",
        listing.parts,
        listing.title,
        f"{listing.title}, {above}. {lead}",
        photos=first_photos(first_pictured(area.products)),
        crumbs=listing.crumbs,
        nodes=nodes,
    )
    return PlacePage(
        frame=frame,
        title=listing.title,
        lead=lead,
        note="",
        coverage=None,
        map=None,
        locator=None,
        covered=(),
        missing_title="",
        missing=(),
        office="",
        groups=(),
        cards_title=edition.t("products_from_place", place=listing.title),
        count=view.phrases.count("products_n", len(area.products)),
        narrowing=narrowing_at_foot(edition, listing),
        cards=listing.cards(edition, materials=True),
        pager=pager_of(edition, listing),
    )


def _coverage_lead(edition: Edition, area: Area, title: str) -> str:
    covered = [inside.place.name for inside in area.inside if inside.groups]
    if not covered:
        return edition.t("coverage_none", kabupaten=title, all=len(area.inside))
    counted = {"n": len(covered), "covered": len(covered), "all": len(area.inside), "site": edition.catalog.site.name}
    if len(covered) > MOST_NAMES:
        return edition.t("coverage_many", **counted)
    return edition.t("coverage_lead", **counted, names=edition.view.phrases.listed(covered))


def _covered(edition: Edition, area: Area) -> CoveredPlace:
    view = edition.view
    return CoveredPlace(
        name=area.place.name,
        href=view.place_href(area.place.code),
        anchor=anchor_of(area.place.code),
        line=edition.t(
            "kecamatan_line",
            groups=view.phrases.count("groups_n", len(area.groups)),
            products=view.phrases.count("products_n", len(area.products)),
        ),
        groups=tuple(Labelled(view.phrases.text(group.record.name), view.href("groups", group.slug)) for group in area.groups),
    )
