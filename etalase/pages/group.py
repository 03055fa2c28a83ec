"""The pages of groups: all of them, and one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from etalase import structured
from etalase.contexts import GroupPage, GroupsPage
from etalase.editions import LONGEST_DESCRIPTION, Edition, Fact, PlannedPage, Spot, first_photos, stated
from etalase.entries import Entry
from etalase.markup import excerpt, plain_text
from etalase.model import Group, Product
from etalase.pages.atlas import locator, locator_key
from etalase.pages.listings import Listing, listing_pages, narrowing_at_foot, pager_of
from etalase.pages.texts import chat_of, permits_fact, text_of
from etalase.places import lineage
from etalase.places import place as place_of
from etalase.views import Labelled

MOST_NAMED: Final = 100  # products in a group's Markdown
LARGEST_HANGING: Final = 3  # so many products are hung large; more of them make a listing


def groups_page(edition: Edition) -> PlannedPage:
    shown = _first_shown(edition)
    depends = map(edition.group_face, edition.catalog.groups)
    return edition.page(GroupsPage, Spot("groups"), depends, partial(_groups_page, edition), shown=shown)


def _first_shown(edition: Edition) -> Entry[Group] | Entry[Product] | None:
    first = next(iter(edition.catalog.groups), None)
    return edition.catalog.pictured(first) if first else None


def _groups_page(edition: Edition) -> GroupsPage:
    view, catalog = edition.view, edition.catalog
    by_kabupaten = tuple(
        (
            Labelled(view.place_title(area.place), view.place_href(area.place.code)),
            tuple(view.group_card(group) for group in area.groups),
        )
        for area in catalog.areas
        if area.groups
    )
    title = edition.t("groups")
    lead = edition.t(
        "groups_lead",
        groups=view.phrases.count("groups_n", len(catalog.groups)),
        places=view.phrases.count("kabupaten_n", len(by_kabupaten)),
    )
    nodes = [structured.item_list(title, (view.absolute("groups", group.slug) for group in catalog.groups))]
    frame = edition.frame("groups", (), title, lead, nodes=nodes, photos=first_photos(_first_shown(edition)))
    sample = any(group.brief.sample for group in catalog.groups)
    return GroupsPage(frame=frame, title=title, lead=lead, sample=sample, kabupaten=by_kabupaten)


def group_pages(edition: Edition, entry: Entry[Group]) -> Iterator[PlannedPage]:
    """The page of a group, and the later pages of its products."""
    catalog = edition.catalog
    products = catalog.products_of[entry.slug]
    depends = (
        entry.brief.digest,
        edition.group_face(entry),
        edition.photos(entry),
        edition.expired(entry),
        locator_key(edition, entry.brief.place),
        *(outlet.brief.digest for outlet in catalog.outlets_of.get(entry.slug, ())),
        *(program.brief.digest for program in catalog.programs_of.get(entry.slug, ())),
        *edition.faces(products),
    )
    shown = catalog.pictured(entry)
    plan, text = partial(_planned, edition, entry), partial(_group_text, edition, entry)
    yield edition.page(GroupPage, Spot("groups", (entry.slug,)), depends, plan, shown=shown, text=text)
    if len(products) > catalog.site.pieces_per_page:
        yield from listing_pages(edition, _listing(edition, entry), first=2)


def _listing(edition: Edition, entry: Entry[Group]) -> Listing:
    """The products of a group; the record is decoded for its name, so only for pages that are made, or go on."""
    view = edition.view
    kabupaten = view.kabupaten_link(entry.brief.place)
    crumbs = (edition.crumb("groups"), *((kabupaten,) if kabupaten else ()))
    products = edition.catalog.products_of[entry.slug]
    return Listing("groups", (entry.slug,), view.phrases.text(entry.record.name), products, crumbs)


def _planned(edition: Edition, entry: Entry[Group]) -> GroupPage:
    return _group_page(edition, entry, _listing(edition, entry))


def _group_page(edition: Edition, entry: Entry[Group], listing: Listing) -> GroupPage:
    view, catalog, group = edition.view, edition.catalog, entry.record
    text, products = view.phrases.text, listing.products
    photos = first_photos(catalog.pictured(entry))
    url = view.absolute("groups", group.slug)
    image = view.shared_picture(photos)
    body = entry.html(view.language)
    summary = text(group.summary) or excerpt(plain_text(body), LONGEST_DESCRIPTION)
    nodes = [
        structured.group(view.phrases, group, url, edition.logo, image[0] if image else ""),
        structured.item_list(listing.title, view.addresses_of(listing.shown(edition, 1))),
    ]
    frame = edition.frame(
        "groups",
        (group.slug,),
        listing.title,
        summary or listing.title,
        photos=photos,
        kind="profile",
        crumbs=listing.crumbs,
        nodes=nodes,
    )
    return GroupPage(
        frame=frame,
        name=listing.title,
        kind=edition.t(f"kind_{group.kind}") if group.kind else "",
        lines=tuple(line for line in (_local_line(edition, group),) if line),
        kabupaten=view.kabupaten_link(group.place),
        province=place_of(group.place[:2]).name,
        locator=locator(edition, group.place),
        facilitator=_facilitator_line(edition, group),
        plate=view.picture(group.photos[0] if group.photos else None),
        summary=text(group.summary),
        body=body,
        sample=group.sample,
        source=edition.t("source", source=text(group.source).rstrip(".")) if group.source else "",
        ask=view.ask_link(group),
        facts=_group_facts(edition, entry),
        permits=view.group_permits(group),
        checked=edition.checked(group.checked),
        count=view.phrases.count("products_n", len(products)),
        narrowing=narrowing_at_foot(edition, listing),
        cards=tuple(
            view.card(product, materials=True, square=len(products) > LARGEST_HANGING) for product in listing.shown(edition, 1)
        ),
        pager=pager_of(edition, listing),
        programs=tuple(
            Labelled(text(program.record.title), view.href("programs", program.slug))
            for program in catalog.programs_of.get(group.slug, ())
        ),
    )


def _group_text(edition: Edition, entry: Entry[Group]) -> bytes:
    view, t, group = edition.view, edition.t, entry.record
    text, chat = view.phrases.text, chat_of(group.contact or edition.catalog.site.contact)
    products = tuple(
        Labelled(each.name(view.language), view.href("products", each.slug)) for each in edition.catalog.products_of[entry.slug]
    )
    facts = stated(
        (t("kind"), t(f"kind_{group.kind}") if group.kind else "", ()),
        (t("places"), view.phrases.place_names(group.place), ()),
        (t("facilitator", name="").rstrip(": "), group.facilitator, ()),
        *_group_facts(edition, entry),
        permits_fact(edition, view.group_permits(group)),
        (t("order"), "", (Labelled(t("ask_group"), chat),) if chat else ()),
        (t("products"), "", products[:MOST_NAMED]),
        (t("page"), "", (Labelled(view.absolute("groups", group.slug), view.absolute("groups", group.slug)),)),
    )
    notes = [t("sample_record")] if group.sample else []
    notes += [t("source", source=text(group.source).rstrip("."))] if group.source else []
    return text_of(
        edition, title=text(group.name), lead=text(group.summary), facts=facts, notes=notes, html=entry.html(view.language)
    )


def group_lines(edition: Edition, group: Group) -> tuple[str, ...]:
    """Desa and kecamatan, kabupaten and province, who works alongside it."""
    above = {place.level: place for place in lineage(group.place)}
    wide = ", ".join(above[level].name for level in (2, 1) if level in above)
    return tuple(line for line in (_local_line(edition, group), wide, _facilitator_line(edition, group)) if line)


def _local_line(edition: Edition, group: Group) -> str:
    above = {place.level: place for place in lineage(group.place)}
    return ", ".join(edition.view.phrases.place_name(above[level].code) for level in (4, 3) if level in above)


def _facilitator_line(edition: Edition, group: Group) -> str:
    return edition.t("facilitator", name=group.facilitator) if group.facilitator else ""


def _group_facts(edition: Edition, entry: Entry[Group]) -> tuple[Fact, ...]:
    view, phrases, group = edition.view, edition.view.phrases, entry.record
    products = edition.catalog.products_of[group.slug]
    outlets = tuple(view.outlet_link(outlet) for outlet in edition.catalog.outlets_of.get(group.slug, ()))
    address = phrases.text(group.address)
    point = view.map_link(group.coordinates)
    return stated(
        (edition.t("material"), view.materials_from(products, limit=6), ()),
        (edition.t("capacity"), phrases.capacity(group.capacity) if group.capacity else "", ()),
        (edition.t("founded"), str(group.founded or ""), ()),
        (edition.t("members"), phrases.count("members_n", group.members) if group.members else "", ()),
        (edition.t("grade", grade="").strip(), (group.grade or "").capitalize(), ()),
        (edition.t("address"), address, ()),
        (edition.t("map_link"), "", (Labelled("OpenStreetMap", point),) if point else ()),
        (edition.t("sold_at"), "", outlets),
        (edition.t("links"), "", view.links(group.links)),
        (edition.t("awards"), "; ".join(view.award(award) for award in group.awards), ()),
        *(
            (edition.t("phone" if line.href.startswith("tel") else "email"), "", (line,))
            for line in view.contact_lines(group.contact)
        ),
    )
