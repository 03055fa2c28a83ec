"""What is to be printed: everything, or what belongs to a kabupaten, a group, a category, an outlet or a list.

Edition and what was asked for in → products by group, in the order of a walk through the places. A name that nothing has is
answered with those that are near.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeVar

from etalase.catalog import Area
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.model import Group, Outlet, Photo, Product

Named = TypeVar("Named", Group, Outlet)
Kind = Literal["all", "kabupaten", "group", "category", "outlet", "list"]


class NothingToPrint(Exception):
    """Nothing was found to print; carries the kind of thing asked for, its name as typed, and a name that is near, or ""."""

    def __init__(self, kind: Kind, name: str, near: str = "") -> None:
        self.kind, self.name, self.near = kind, name, near
        super().__init__(kind, name, near)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `name` is a slug, or of a kabupaten its name or code; of a list it is the text of its file."""

    kind: Kind = "all"
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is printed: its title, "" for everything; a name for its file; a photo that stands for it; products by group."""

    title: str
    slug: str
    photo: Photo | None
    products: tuple[tuple[Entry[Group], tuple[Entry[Product], ...]], ...]

    @property
    def flat(self) -> tuple[Entry[Product], ...]:
        return tuple(product for _, products in self.products for product in products)


def select(edition: Edition, wanted: Wanted) -> Selection:
    """What was asked for. Raises NothingToPrint."""
    catalog, view = edition.catalog, edition.view
    match wanted.kind:
        case "all":
            opening = catalog.site.home.opening
            story = next((group for group in catalog.groups if opening and group.slug == opening.group.slug), None)
            return _selected(edition, wanted, "", "", catalog.products, story)
        case "kabupaten":
            area = _area(edition, wanted.name)
            return _selected(edition, wanted, view.place_title(area.place), area.place.slug, area.products)
        case "group":
            group = _named(catalog.groups, wanted)
            return _selected(edition, wanted, group.name(view.language), group.slug, catalog.products_of[group.slug], group)
        case "category":
            known = [term.slug for term in catalog.used_terms("categories")]
            slug = _nearest(known, wanted)
            term = catalog.terms["categories"][slug]
            title = view.phrases.text(term.plural) or view.term_label(term)
            return _selected(edition, wanted, title, slug, catalog.products_with["categories", slug])
        case "outlet":
            outlet = _named(catalog.outlets, wanted)
            stocked, groups = set(outlet.refs("products")), set(outlet.refs("groups"))
            there = [each for each in catalog.products if each.slug in stocked or catalog.group_of[each.slug].slug in groups]
            return _selected(edition, wanted, outlet.name(view.language), outlet.slug, there, outlet)
        case "list":
            return _selected(edition, wanted, "", "", _listed(edition, wanted.name))


def _selected(
    edition: Edition,
    wanted: Wanted,
    title: str,
    slug: str,
    products: Iterable[Entry[Product]],
    shown: Entry[Group] | Entry[Outlet] | None = None,
) -> Selection:
    """The products by group; groups as the places come in code order, within a place by name."""
    catalog = edition.catalog
    of_group: dict[str, list[Entry[Product]]] = {}
    for product in products:
        of_group.setdefault(catalog.group_of[product.slug].slug, []).append(product)
    if not of_group:
        raise NothingToPrint(wanted.kind, "" if wanted.kind == "list" else wanted.name)
    groups = sorted(catalog.groups, key=lambda group: group.brief.place[:5])
    chosen = tuple((group, tuple(of_group[group.slug])) for group in groups if group.slug in of_group)
    return Selection(title=title, slug=slug, photo=_photo_of(edition, chosen, shown), products=chosen)


def _photo_of(
    edition: Edition,
    chosen: Sequence[tuple[Entry[Group], tuple[Entry[Product], ...]]],
    shown: Entry[Group] | Entry[Outlet] | None,
) -> Photo | None:
    """That of what was asked for, or of a group, or else of a product of it."""
    own = [shown] if shown else []
    pictured = [entry for entry in (*own, *(group for group, _ in chosen)) if entry.brief.photos]
    if pictured:
        return pictured[0].record.photos[0]
    product = next((each for _, products in chosen for each in products if each.brief.photos), None)
    return product.record.photos[0] if product else None


def _named(entries: Sequence[Entry[Named]], wanted: Wanted) -> Entry[Named]:
    by_slug = {entry.slug: entry for entry in entries}
    return by_slug[_nearest(by_slug, wanted)]


def _nearest(known: Iterable[str], wanted: Wanted) -> str:
    """The name, if it is known."""
    names = [*known]
    if wanted.name in names:
        return wanted.name
    raise NothingToPrint(wanted.kind, wanted.name, _near(wanted.name, names))


def _near(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, [*known], n=1)), "")


def _area(edition: Edition, name: str) -> Area:
    """A kabupaten by its code, with dots or without, or its name."""
    named: dict[str, Area] = {}
    for area in edition.catalog.areas:
        place = area.place
        for each in (place.name, f"{place.kind} {place.name}", place.code, place.code.replace(".", "")):
            named.setdefault(each.casefold(), area)
    if found := named.get(" ".join(name.split()).casefold()):
        return found
    near = named.get(_near(name.casefold(), named))
    raise NothingToPrint("kabupaten", name, near.place.name if near else "")


_ADDRESS = re.compile(r"/([a-z0-9]+(?:-[a-z0-9]+)*)/?$")


def _listed(edition: Edition, text: str) -> list[Entry[Product]]:
    """The products that a list names, each once: a slug or an address a line, or the order list's CSV, whose addresses count."""
    by_slug = {product.slug: product for product in edition.catalog.products}
    by_code = {code: by_slug[slug] for slug, code in edition.catalog.codes.items()}
    found: dict[str, Entry[Product]] = {}
    for cells in _rows(text):
        names = [each[1] for cell in cells if (each := _ADDRESS.search(cell)) and "://" in cell] or cells[:1]
        known = next((entry for name in names if (entry := by_slug.get(name) or by_code.get(name))), None)
        if known is None:
            raise NothingToPrint("list", names[0], _near(names[0], by_slug))
        found[known.slug] = known
    return [*found.values()]


def _rows(text: str) -> list[list[str]]:
    """The cells of a list's lines that say something. A table has a heading."""
    plain = text.removeprefix("\ufeff")
    first = plain.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(plain), delimiter=separator)]
    said = [row for row in rows if any(row) and not row[0].startswith("#")]
    return said[1:] if first.count(separator) else said
