"""The Atom feed of new products, one a language. RFC 4287."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from markupsafe import escape

from etalase.editions import Edition
from etalase.entries import Entry
from etalase.model import Product
from etalase.outputs import OutputFile, digest
from etalase.views import Viewer

MOST_ENTRIES: Final = 50


def plan_feed(edition: Edition) -> OutputFile:
    """The newest products that say since when they are in the catalogue; dates are theirs, never the clock's."""
    catalog = edition.catalog
    products = [product for product in catalog.products[:MOST_ENTRIES] if product.brief.since]
    path = catalog.addresses.of(edition.view.language, "products") + "feed.xml"
    return OutputFile(path, digest(edition.ground, *map(edition.face, products)), partial(_feed, edition.view, products))


def _feed(view: Viewer, products: Sequence[Entry[Product]]) -> bytes:
    catalog, t = view.catalog, view.phrases.messages
    updated = max((product.brief.since for product in products), default="2000-01-01")
    home, listing = view.absolute(), view.absolute("products")
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{view.language}">\n'
        f"<title>{escape(t('feed_title', site=catalog.site.name))}</title>\n"
        f"<id>{escape(listing)}</id>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(listing)}feed.xml"/>\n'
        f'<link rel="alternate" type="text/html" hreflang="{view.language}" href="{escape(listing)}"/>\n'
        f"<updated>{_moment(updated)}</updated>\n"
        f"<author><name>{escape(view.phrases.text(catalog.site.owner))}</name><uri>{escape(home)}</uri></author>\n"
        f"{''.join(_entry(view, product) for product in products)}"
        "</feed>\n"
    )
    return text.encode()


def _entry(view: Viewer, entry: Entry[Product]) -> str:
    phrases, address, product = view.phrases, view.absolute("products", entry.slug), entry.record
    group = view.catalog.group_of[entry.slug].record
    price = phrases.price(product)
    unit = f" {phrases.messages('per', unit=price.per)}" if price.per else ""
    summary = f"{phrases.text(product.summary)} {phrases.text(group.name)}. {price.amount}{unit}.".strip()
    return (
        f"<entry><title>{escape(phrases.text(product.name))}</title>"
        f'<id>{escape(address)}</id><link rel="alternate" type="text/html" href="{escape(address)}"/>'
        f"<updated>{_moment(entry.brief.since)}</updated>"
        f"<summary>{escape(summary)}</summary></entry>\n"
    )


def _moment(day: str) -> str:
    """RFC 3339; a day has no hour, so midnight in Jakarta, where Indonesia's clocks begin."""
    return f"{day}T00:00:00+07:00"
