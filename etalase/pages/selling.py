"""Ready to sell: what keeps products out of each channel, for the office; an overview by group, and a page of each group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from math import ceil
from typing import Final

from etalase.channels import CHANNELS, Lack, SalesChannel, asked_of, is_ready, lacks
from etalase.contexts import FeedLine, ReadyCell, SellingPage
from etalase.editions import Edition, PlannedPage, Spot
from etalase.entries import Entry
from etalase.exports.rows import lacking
from etalase.exports.selling import FILES, files_for_all, selling_address
from etalase.model import Group, Product
from etalase.pages.listings import pager_at
from etalase.phrases import Phrases
from etalase.views import Labelled

ROWS_PER_PAGE: Final = 200
Ready = dict[SalesChannel, int]


def selling_pages(edition: Edition) -> Iterator[PlannedPage]:
    """The overview, then the pages of each group that has products. Search engines are told of none of them."""
    catalog = edition.catalog
    groups = [group for group in catalog.groups if catalog.products_of[group.slug]]
    asked = {group.slug: asked_of(edition.view, group, catalog.products_of[group.slug]) for group in groups}
    depends = [*(f"{group.slug} {group.brief.names} {asked[group.slug]}" for group in groups), str(len(catalog.products))]
    yield _unlisted(edition.page(SellingPage, Spot("selling"), depends, partial(_overview, edition, groups)))
    for group in groups:
        for number in range(1, _last(catalog.products_of[group.slug]) + 1):
            spot = Spot("selling", (group.slug,), number)
            depends = [f"{group.brief.names}", asked[group.slug]]
            yield _unlisted(edition.page(SellingPage, spot, depends, partial(_group_page, edition, group, number)))


def _unlisted(page: PlannedPage) -> PlannedPage:
    return page._replace(spot=None)


def _last(products: Sequence[object]) -> int:
    return max(1, ceil(len(products) / ROWS_PER_PAGE))


def _ready(edition: Edition, products: Iterable[Entry[Product]]) -> Ready:
    """How many of the products get into each channel."""
    found = [lacks(edition.view, product) for product in products]
    return {channel: sum(is_ready(each[channel]) for each in found) for channel in CHANNELS}


def _overview(edition: Edition, groups: Sequence[Entry[Group]]) -> SellingPage:
    t, catalog = edition.t, edition.catalog
    ready = {group.slug: _ready(edition, catalog.products_of[group.slug]) for group in groups}
    total = {channel: sum(counts[channel] for counts in ready.values()) for channel in CHANNELS}
    rows = tuple((_link(edition, group), _counts(edition, group, ready[group.slug])) for group in groups)
    return SellingPage(
        frame=edition.frame("selling", (), t("selling"), t("selling_lead"), crumbs=(edition.crumb("buyers"),), indexed=False),
        title=t("selling"),
        lead=t("selling_lead"),
        files=tuple(_file(edition, name, "", total, len(catalog.products)) for name in files_for_all(edition)),
        guide=t("selling_files_all"),
        first_column=t("buyers_group"),
        columns=_columns(edition),
        rows=rows,
        pager=pager_at(edition, Spot("selling"), 1, edition.view.phrases.count("groups_n", len(groups))),
    )


def _group_page(edition: Edition, group: Entry[Group], number: int) -> SellingPage:
    t, view, products = edition.t, edition.view, edition.catalog.products_of[group.slug]
    name, spot = group.name(view.language), Spot("selling", (group.slug,), number)
    crumbs = (edition.crumb("buyers"), edition.crumb("selling"))
    frame = edition.frame("selling", spot.parts, name, t("selling_lead"), number=number, crumbs=crumbs, indexed=False)
    ready = _ready(edition, products)
    shown = products[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    return SellingPage(
        frame=frame,
        title=name,
        lead=t("selling_group_lead"),
        files=tuple(_file(edition, file, group.slug, ready, len(products)) for file in FILES),
        guide=t("selling_files_group"),
        first_column=t("buyers_product"),
        columns=_columns(edition),
        rows=tuple(
            (Labelled(product.name(view.language), view.href("products", product.slug)), _cells(edition, product))
            for product in shown
        ),
        pager=pager_at(edition, spot, _last(products), view.phrases.count("products_n", len(products))),
    )


def _file(edition: Edition, name: str, group: str, ready: Ready, products: int) -> FeedLine:
    """The sheet for institutions has all products; the others have those that are ready."""
    channel = FILES[name]
    within = products if channel == "ekatalog" else ready[channel]
    return FeedLine(
        f"{edition.t(f'selling_{channel}')}, {name.rpartition('.')[2].upper()}",
        edition.t(f"selling_{channel}_is"),
        edition.catalog.addresses.absolute(selling_address(name, group)),
        edition.view.phrases.count("products_n", within),
    )


def _columns(edition: Edition) -> tuple[str, ...]:
    return tuple(edition.t(f"selling_{channel}") for channel in CHANNELS)


def _link(edition: Edition, group: Entry[Group]) -> Labelled:
    return Labelled(group.name(edition.view.language), edition.view.href("selling", group.slug))


def _counts(edition: Edition, group: Entry[Group], ready: Ready) -> tuple[ReadyCell, ...]:
    products = len(edition.catalog.products_of[group.slug])
    return tuple(
        ReadyCell(
            "yes" if count == products else "half" if count else "no",
            edition.t("selling_ready_of", ready=edition.view.phrases.number(count), all=edition.view.phrases.number(products)),
        )
        for count in ready.values()
    )


def _cells(edition: Edition, product: Entry[Product]) -> tuple[ReadyCell, ...]:
    phrases = edition.view.phrases
    return tuple(_cell(phrases, found) for found in lacks(edition.view, product).values())


@lru_cache(4096)
def _cell(phrases: Phrases, found: tuple[Lack, ...]) -> ReadyCell:
    t = phrases.messages
    missing, advised = (phrases.listed(lacking(phrases, found, must=must)) for must in (True, False))
    return ReadyCell(
        "no" if missing else "yes",
        t("selling_not_ready", what=missing) if missing else t("selling_ready"),
        t("selling_advised", what=advised) if advised else "",
    )
