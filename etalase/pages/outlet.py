"""The pages of outlets."""

from __future__ import annotations

from collections.abc import Iterator

from etalase import structured
from etalase.contexts import OutletPage, OutletsPage
from etalase.model import Outlet
from etalase.pages.edition import Edition, PlannedPage, stated
from etalase.pages.listings import Listing, listing_pages, pager_of
from etalase.phrases import whatsapp_of
from etalase.views import Labelled


def outlets_page(edition: Edition) -> PlannedPage:
    view, catalog = edition.view, edition.catalog
    title, lead = edition.t("outlets"), edition.t("outlets_lead")
    lines = tuple(
        (
            view.outlet_link(outlet),
            view.phrases.place_names(outlet.place, down_to=3),
            view.phrases.text(outlet.summary),
            view.picture(outlet.photos[0] if outlet.photos else None),
        )
        for outlet in catalog.outlets
    )
    photos = next((outlet.photos for outlet in catalog.outlets if outlet.photos), ())
    page = OutletsPage(frame=edition.frame("outlets", (), title, lead, photos=photos), title=title, lead=lead, outlets=lines)
    return PlannedPage(catalog.addresses.of(view.language, "outlets"), page)


def outlet_pages(edition: Edition, outlet: Outlet) -> Iterator[PlannedPage]:
    """The page of an outlet, and the later pages of what is there."""
    view, catalog, text = edition.view, edition.catalog, edition.view.phrases.text
    image = view.shared_picture(outlet.photos)
    name, url = text(outlet.name), view.absolute("outlets", outlet.slug)
    nodes = [structured.outlet(view.phrases, outlet, url, image[0] if image else "")]
    stocked = {ref.slug for ref in outlet.products}
    of_groups = {ref.slug for ref in outlet.groups}
    products = tuple(product for product in catalog.products if product.slug in stocked or product.group.slug in of_groups)
    listing = Listing("outlets", (outlet.slug,), name, products, (edition.crumb("outlets"),))
    point = view.map_link(outlet.coordinates)
    page = OutletPage(
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
        body=edition.bodies.of(outlet.bodies, view.language),
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
        groups=tuple(view.group_card(group) for group in catalog.groups if group.slug in of_groups),
        cards=listing.cards(edition),
        pager=pager_of(edition, listing),
    )
    yield PlannedPage(catalog.addresses.of(view.language, "outlets", outlet.slug), page)
    yield from listing_pages(edition, listing, first=2)
