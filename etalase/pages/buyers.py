"""For institutions: every group, and every product whose maker states what an office must know, as tables to be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from math import ceil
from typing import Final, get_args

from etalase.addresses import Section
from etalase.contexts import BuyersPage, Column, Pager, SupplyCell, SupplyRow
from etalase.editions import Edition, PlannedPage, Spot
from etalase.entries import Entry
from etalase.model import Capacity, Group, Link, Permit, PermitKind, Product
from etalase.pages.listings import pager_at
from etalase.places import lineage
from etalase.views import Labelled

ROWS_PER_PAGE: Final = 200
_SECTIONS: Final[tuple[Section, ...]] = ("buyers", "buyers_products")
EXPLAINED: Final = ("tkdn", "nib", "kbli", "ekatalog")
GROUP_COLUMNS: Final = ("group", "kabupaten", "capacity_month", "product_count", "nib", "other_permits", "ekatalog")
PRODUCT_COLUMNS: Final = (
    "product",
    "group",
    "kabupaten",
    "price",
    "capacity_month",
    "minimum_order",
    "making_time",
    "tkdn",
    "kbli",
    "nib",
    "ekatalog",
)
WITH_UNIT: Final = frozenset({"price", "capacity_month", "minimum_order", "making_time"})  # numbers that are nothing without it
NUMBERS: Final = WITH_UNIT | {"product_count", "tkdn"}
SCRIPT_WORDS: Final = (
    "buyers_shown",
    "buyers_chosen",
    "buyers_unit",
    "buyers_failed",
    "buyers_copy",
    "buyers_copied",
    "buyers_letter",
    "buyers_quote",
    "buyers_quote_item",
    "buyers_quote_group",
    "send_whatsapp",
)

Supplier = Entry[Group] | Entry[Product]


def buyers_pages(edition: Edition) -> Iterator[PlannedPage]:
    """The table of groups and the table of products, each a page of rows at a time."""
    catalog = edition.catalog
    stated = [product for group in catalog.groups for product in catalog.products_of[group.slug] if product.brief.supply]
    around = repr((len(catalog.groups), len(stated), [area.place.code for area in catalog.areas if area.groups]))
    tables: tuple[Sequence[Supplier], ...] = (catalog.groups, stated)
    for section, entries in zip(_SECTIONS, tables, strict=True):
        for number in range(1, _last(entries) + 1):
            shown = entries[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
            depends = (around, *[_supply(edition, entry) for entry in shown])
            plan = partial(_buyers_page, edition, section, (len(catalog.groups), len(stated)), shown, number)
            yield edition.page(BuyersPage, Spot(section, (), number), depends, plan)


def _last(entries: Sequence[object]) -> int:
    return max(1, ceil(len(entries) / ROWS_PER_PAGE))


def _supply(edition: Edition, entry: Supplier) -> str:
    """What a row depends on."""
    brief = entry.brief
    if brief.folder == "groups":
        return f"{entry.slug} {brief.supply} {len(edition.catalog.products_of[entry.slug])} {edition.expired(entry)}"
    group = edition.catalog.group_of[entry.slug]
    return f"{entry.slug} {brief.supply} {group.slug} {group.brief.supply} {edition.expired(entry, group)}"


def _buyers_page(
    edition: Edition,
    section: Section,
    totals: tuple[int, int],
    shown: Sequence[Supplier],
    number: int,
) -> BuyersPage:
    view, t = edition.view, edition.t
    total = totals[section == "buyers_products"]
    crumbs = (edition.crumb("buyers"),) if section == "buyers_products" else ()
    frame = edition.frame(section, (), t(section), t("buyers_lead"), number=number, crumbs=crumbs)
    pages = [view.href(section, number=n) for n in range(1, ceil(total / ROWS_PER_PAGE) + 1)]
    return BuyersPage(
        frame=frame,
        title=t("buyers"),
        lead=t("buyers_lead"),
        sample=any(entry.brief.sample for entry in shown),
        tabs=tuple(
            (Labelled(t(name), view.href(tab), n), tab == section)
            for name, tab, n in zip(("groups", "products"), _SECTIONS, totals, strict=True)
        ),
        columns=_columns(edition, GROUP_COLUMNS if section == "buyers" else PRODUCT_COLUMNS),
        rows=tuple(_row(edition, entry) for entry in shown),
        pager=_pager(edition, section, number, total),
        places=tuple(sorted(view.place_title(area.place) for area in edition.catalog.areas if area.groups)),
        permits=(*((kind, t(f"permit_{kind}")) for kind in get_args(PermitKind)), ("ekatalog", t("channel_ekatalog"))),
        terms=tuple((t(f"buyers_{term}"), t(f"buyers_{term}_is")) for term in EXPLAINED),
        selling=edition.crumb("selling"),
        pages=tuple(pages),
        words=view.phrases.messages.forms(*SCRIPT_WORDS),
    )


def _columns(edition: Edition, names: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(edition.t(f"buyers_{name}"), name in NUMBERS, name in WITH_UNIT) for name in names)


def _pager(edition: Edition, section: Section, number: int, total: int) -> Pager:
    first, last = (number - 1) * ROWS_PER_PAGE + 1, min(number * ROWS_PER_PAGE, total)
    facts = {name: edition.view.phrases.number(value) for name, value in (("first", first), ("last", last), ("all", total))}
    return pager_at(edition, Spot(section, (), number), max(1, ceil(total / ROWS_PER_PAGE)), edition.t("buyers_rows", **facts))


def _row(edition: Edition, entry: Supplier) -> SupplyRow:
    record = entry.record
    if isinstance(record, Group):
        return _group_row(edition, record)
    return _product_row(edition, record)


def _group_row(edition: Edition, group: Group) -> SupplyRow:
    view, text = edition.view, edition.view.phrases.text
    held = _held(edition, group.permits)
    others = dict.fromkeys(permit.kind for permit in held if permit.kind != "nib")
    count = len(edition.catalog.products_of[group.slug])
    return _supply_row(
        edition,
        group,
        f"groups/{group.slug}",
        view.absolute("groups", group.slug),
        held,
        group.links,
        (
            SupplyCell(text(group.name), href=view.href("groups", group.slug)),
            SupplyCell(_kabupaten(edition, group)),
            _capacity(edition, group.capacity),
            SupplyCell(view.phrases.number(count), str(count)),
            _nib(edition, held),
            SupplyCell(", ".join(edition.t(f"permit_{kind}") for kind in others)),
        ),
    )


def _product_row(edition: Edition, product: Product) -> SupplyRow:
    view, phrases = edition.view, edition.view.phrases
    group = edition.catalog.group_of[product.slug].record
    of_group, per = _held(edition, group.permits), phrases.text(product.price.per)
    days = product.lead_days
    return _supply_row(
        edition,
        group,
        f"products/{product.slug}",
        view.absolute("products", product.slug),
        (*_held(edition, product.permits), *of_group),
        product.links,
        (
            SupplyCell(phrases.text(product.name), href=view.href("products", product.slug)),
            SupplyCell(phrases.text(group.name), href=view.href("groups", group.slug)),
            SupplyCell(_kabupaten(edition, group)),
            _price(edition, product),
            _capacity(edition, product.capacity),
            SupplyCell(phrases.amount(product, product.minimum), str(product.minimum), per),
            SupplyCell(phrases.count("buyers_days", days), str(days), edition.t("buyers_day")) if days else SupplyCell(""),
            SupplyCell(f"{phrases.decimal(product.tkdn)} %", f"{product.tkdn:g}") if product.tkdn is not None else SupplyCell(""),
            SupplyCell(product.kbli or ""),
            _nib(edition, of_group),
        ),
    )


def _supply_row(
    edition: Edition,
    group: Group,
    name: str,
    address: str,
    held: Iterable[Permit],
    links: Iterable[Link],
    cells: tuple[SupplyCell, ...],
) -> SupplyRow:
    """A row of `group` or of a product of its; whether it is in the government's catalogue is the last cell."""
    catalogued = next((str(link.url) for link in links if link.channel == "ekatalog"), "")
    contact = group.contact or edition.catalog.site.contact
    kinds = dict.fromkeys((*(permit.kind for permit in held), *(("ekatalog",) if catalogued else ())))
    return SupplyRow(
        name=name,
        address=address,
        group=edition.view.phrases.text(group.name),
        whatsapp=(contact.whatsapp or "") if contact else "",
        place=_kabupaten(edition, group),
        permits=" ".join(kinds),
        cells=(*cells, SupplyCell(edition.t("channel_ekatalog") if catalogued else "", href=catalogued)),
    )


def _held(edition: Edition, permits: Iterable[Permit]) -> tuple[Permit, ...]:
    """Those that are valid today."""
    today = edition.view.today
    return tuple(permit for permit in permits if permit.status == "held" and not (permit.expires and permit.expires < today))


def _nib(edition: Edition, held: Iterable[Permit]) -> SupplyCell:
    """The number; that there is none is said, never left blank."""
    return SupplyCell(next((permit.number for permit in held if permit.kind == "nib"), "") or edition.t("buyers_no_nib"))


def _kabupaten(edition: Edition, group: Group) -> str:
    area = next((above for above in lineage(group.place) if above.level == 2), None)
    return edition.view.place_title(area) if area else ""


def _capacity(edition: Edition, capacity: Capacity | None) -> SupplyCell:
    if not capacity:
        return SupplyCell("")
    phrases = edition.view.phrases
    unit = phrases.text(capacity.unit)
    return SupplyCell(f"{phrases.number(capacity.amount)} {unit}".strip(), str(capacity.amount), unit)


def _price(edition: Edition, product: Product) -> SupplyCell:
    price = edition.view.phrases.price(product)
    if price.asked:
        return SupplyCell(edition.t("buyers_ask"))
    return SupplyCell(f"{price.amount} / {price.per}" if price.per else price.amount, str(product.price.amount), price.per)
