"""Labels for goods and cards for shelves: what `theme/print/labels.typ` is filled with.

Edition and selection in → a label for each product, with the same name, price and address as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from etalase.editions import Edition
from etalase.entries import Entry
from etalase.model import Permit, PermitKind, Product
from etalase.offers import Offer, offer_of
from etalase.phrases import PricePhrase
from etalase.prints.codes import Code, code_of
from etalase.prints.selection import Selection

Shape = Literal["label", "shelf", "qr"]
_ON_FOOD: Final[dict[PermitKind, str]] = {"pirt": "P-IRT", "halal": "Halal", "bpom": "BPOM", "sni": "SNI"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A product. `permits` are those that stand on goods, with their numbers; `sample` says so where it is one."""

    name: str
    price: PricePhrase
    group: str
    place: str
    made_of: str
    permits: tuple[str, ...]
    sample: str
    code: Code | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """Labels, or cards for shelves, with the directory's name."""

    shape: Shape
    language: str
    site: str
    title: str
    owner: str
    labels: tuple[Label, ...]


def plan_labels(edition: Edition, selection: Selection, shape: Shape) -> Sheets:
    view, site = edition.view, edition.catalog.site
    name = edition.t("print_shelf_cards" if shape == "shelf" else "print_labels")
    return Sheets(
        shape=shape,
        language=view.language,
        site=site.name,
        title=": ".join(part for part in (name, selection.title or site.name) if part),
        owner=view.phrases.text(site.owner),
        labels=tuple(_label(edition, entry) for entry in selection.flat),
    )


def _label(edition: Edition, entry: Entry[Product]) -> Label:
    offer = offer_of(edition.view, entry)
    return Label(
        name=offer.name,
        price=offer.price,
        group=offer.group,
        place=offer.place,
        made_of=made_of(offer),
        permits=tuple(_numbers(edition, offer.product)),
        sample=edition.t("print_sample") if offer.product.sample else "",
        code=code_of(offer.short_url, edition.t),
    )


def made_of(offer: Offer) -> str:
    """`Rotan, kulit, anyaman`: materials and techniques in a line."""
    return joined((*offer.materials, *offer.techniques))


def joined(labels: Iterable[str]) -> str:
    return ", ".join(label if number == 0 else label[:1].lower() + label[1:] for number, label in enumerate(labels))


def _numbers(edition: Edition, product: Product) -> list[str]:
    """`P-IRT 2063517021234-29`: permits that are held today, of the product, or of food else of its group."""
    group, today = edition.catalog.group_of[product.slug].record, edition.view.today
    of_group = group.permits if edition.view.is_food(product) else ()
    of_kind: dict[PermitKind, Permit] = {permit.kind: permit for permit in (*of_group, *product.permits)}
    held = [
        (label, of_kind[kind].number.removeprefix(f"{label} "))
        for kind, label in _ON_FOOD.items()
        if kind in of_kind and of_kind[kind].status == "held" and not ((end := of_kind[kind].expires) and end < today)
    ]
    return [f"{label} {number}".strip() for label, number in held]
