"""The Atom feed of what changed among products, one a language: new ones, other prices, what is gone. RFC 4287."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from markupsafe import escape

from etalase.editions import Edition
from etalase.entries import Entry
from etalase.history import Change
from etalase.languages import LANGUAGES
from etalase.model import Product
from etalase.outputs import OutputFile, digest
from etalase.views import Viewer

MOST_ENTRIES: Final = 50


class Item(NamedTuple):
    """An entry of the feed: its moment as RFC 3339 has it, its id, title, address and text."""

    when: str
    id: str
    title: str
    address: str
    summary: str


def plan_feed(edition: Edition, history: Sequence[Change]) -> OutputFile:
    """The latest changes: products by the day since when they are in the catalogue, and what `history` knows of them."""
    catalog = edition.catalog
    products = [product for product in catalog.products[:MOST_ENTRIES] if product.brief.since]
    changes = _told(edition, history)
    path = catalog.addresses.of(edition.view.language, "products") + "feed.xml"
    key = digest(edition.ground, repr(changes), *map(edition.face, products))
    return OutputFile(path, key, partial(_feed, edition.view, products, changes))


def _told(edition: Edition, history: Sequence[Change]) -> list[Change]:
    """Prices of products that are here, and products that are not, not even under another name."""
    here = {product.slug for product in edition.catalog.products}
    once = {alias for product in edition.catalog.products for alias in product.brief.aliases}
    told = (change for change in history if (change.slug not in here | once if change.gone else change.slug in here))
    return [*told][:MOST_ENTRIES]


def _feed(view: Viewer, products: Iterable[Entry[Product]], changes: Iterable[Change]) -> bytes:
    catalog, t = view.catalog, view.phrases.messages
    items = [*(_new(view, product) for product in products), *(_changed(view, change) for change in changes)]
    items.sort(key=lambda item: datetime.fromisoformat(item.when), reverse=True)
    updated = items[0].when if items else _moment("2000-01-01")
    home, listing = view.absolute(), view.absolute("products")
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{view.language}">\n'
        f"<title>{escape(t('feed_title', site=catalog.site.name))}</title>\n"
        f"<id>{escape(listing)}</id>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(listing)}feed.xml"/>\n'
        f'<link rel="alternate" type="text/html" hreflang="{view.language}" href="{escape(listing)}"/>\n'
        f"<updated>{updated}</updated>\n"
        f"<author><name>{escape(view.phrases.text(catalog.site.owner))}</name><uri>{escape(home)}</uri></author>\n"
        f"{''.join(_entries(view, items[:MOST_ENTRIES]))}"
        "</feed>\n"
    )
    return text.encode()


def _entries(view: Viewer, items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        href = escape(view.catalog.addresses.given(item.address, "atom"))
        yield (
            f"<entry><title>{escape(item.title)}</title><id>{escape(item.id)}</id>"
            f'<link rel="alternate" type="text/html" href="{href}"/>'
            f"<updated>{item.when}</updated><summary>{escape(item.summary)}</summary></entry>\n"
        )


def _new(view: Viewer, entry: Entry[Product]) -> Item:
    phrases, address, product = view.phrases, view.absolute("products", entry.slug), entry.record
    group = view.catalog.group_of[entry.slug].record
    price = phrases.priced(phrases.price(product))
    summary = f"{phrases.text(product.summary)} {phrases.text(group.name)}. {price}.".strip()
    return Item(_moment(entry.brief.since), address, phrases.text(product.name), address, summary)


def _changed(view: Viewer, change: Change) -> Item:
    t, name = view.phrases.messages, change.names[LANGUAGES.index(view.language)]
    if change.gone:
        listing = view.absolute("products")
        return Item(
            change.when, f"{listing}#{change.slug}-{change.commit}", t("feed_gone", product=name), listing, t("feed_gone_is")
        )
    before, after = (t("price_ask") if price is None else view.phrases.rupiah(price) for price in (change.before, change.after))
    address = view.absolute("products", change.slug)
    title, summary = t("feed_price", product=name), t("feed_price_is", before=before, after=after)
    return Item(change.when, f"{address}#{change.commit}", title, address, summary)


def _moment(day: str) -> str:
    """RFC 3339; a day has no hour, so midnight in Jakarta, where Indonesia's clocks begin."""
    return f"{day}T00:00:00+07:00"
