"""The pages of outlets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from etalase import structured
from etalase.contexts import OutletPage, OutletsPage
from etalase.editions import Edition, PlannedPage, Spot, stated
from etalase.entries import Entry
from etalase.model import Group, Outlet
from etalase.pages.listings import Listing, listing_pages, pager_of
from etalase.phrases import whatsapp_of
from etalase.views import Labelled, PictureView


def outlets_page(edition: Edition) -> PlannedPage:
    outlets = edition.catalog.outlets
    shown = next((outlet for outlet in outlets if outlet.brief.photos), None)
    depends = [f"{outlet.brief.digest} {edition.photos(outlet)}" for outlet in outlets]
    return edition.page(OutletsPage, Spot("outlets"), depends, partial(_outlets_page, edition), shown=shown)


def _outlets_page(edition: Edition) -> OutletsPage:
    outlets = edition.catalog.outlets
    title, lead = edition.t("outlets"), edition.t("outlets_lead")
    lines = tuple(_line(edition, outlet) for outlet in outlets)
    photos = next((outlet.record.photos for outlet in outlets if outlet.brief.photos), ())
    return OutletsPage(frame=edition.frame("outlets", (), title, lead, photos=photos), title=title, lead=lead, outlets=lines)


def _line(edition: Edition, entry: Entry[Outlet]) -> tuple[Labelled, str, str, PictureView | None]:
    view, outlet = edition.view, entry.record
    return (
        view.outlet_link(entry),
        view.phrases.place_names(outlet.place, down_to=3),
        view.phrases.text(outlet.summary),
        view.picture(outlet.photos[0] if outlet.photos else None),
    )


def outlet_pages(edition: Edition, entry: Entry[Outlet]) -> Iterator[PlannedPage]:
    """The page of an outlet, and the later pages of what is there."""
    catalog = edition.catalog
    stocked, of_groups = set(entry.refs("products")), set(entry.refs("groups"))
    products = tuple(each for each in catalog.products if each.slug in stocked or catalog.group_of[each.slug].slug in of_groups)
    groups = tuple(group for group in catalog.groups if group.slug in of_groups)
    name = edition.view.phrases.text(entry.record.name)
    listing = Listing("outlets", (entry.slug,), name, products, (edition.crumb("outlets"),))
    depends = (
        entry.brief.digest,
        edition.photos(entry),
        *map(edition.group_face, groups),
        str(len(products)),
        *edition.faces(listing.shown(edition, 1)),
    )
    plan = partial(_outlet_page, edition, entry, listing, groups)
    yield edition.page(OutletPage, Spot("outlets", (entry.slug,)), depends, plan, shown=entry)
    yield from listing_pages(edition, listing, first=2)


def _outlet_page(edition: Edition, entry: Entry[Outlet], listing: Listing, groups: tuple[Entry[Group], ...]) -> OutletPage:
    view, outlet, text = edition.view, entry.record, edition.view.phrases.text
    image = view.shared_picture(outlet.photos)
    name, url = listing.title, view.absolute("outlets", outlet.slug)
    nodes = [structured.outlet(edition.catalog, view.phrases, outlet, url, image[0] if image else "")]
    point = view.map_link(outlet.coordinates)
    return OutletPage(
        frame=edition.frame(
            "outlets",
            (outlet.slug,),
            name,
            text(outlet.summary) or name,
            photos=outlet.photos,
            crumbs=listing.crumbs,
            nodes=nodes,
        ),
        name=name,
        lines=(view.phrases.place_names(outlet.place, down_to=4),),
        kabupaten=view.kabupaten_link(outlet.place),
        plate=view.picture(outlet.photos[0] if outlet.photos else None),
        summary=text(outlet.summary),
        body=entry.html(view.language),
        sample=outlet.sample,
        source=edition.t("source", source=text(outlet.source).rstrip(".")) if outlet.source else "",
        facts=stated(
            (edition.t("address"), text(outlet.address), ()),
            (edition.t("hours"), text(outlet.hours), ()),
            (edition.t("map_link"), "", (Labelled("OpenStreetMap", point),) if point else ()),
            *(
                (edition.t("phone" if line.href.startswith("tel") else "email"), "", (line,))
                for line in view.contact_lines(outlet.contact)
            ),
        ),
        ask=whatsapp_of(outlet.contact, edition.t("whatsapp_group", group=name)),
        groups=tuple(view.group_card(group) for group in groups),
        cards=listing.cards(edition),
        pager=pager_of(edition, listing),
    )
