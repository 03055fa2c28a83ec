"""The Atom feed of new products, one a language. RFC 4287."""

from __future__ import annotations

from datetime import date
from typing import Final

from markupsafe import escape

from etalase.model import Product
from etalase.outputs import OutputFile, digest
from etalase.views import Viewer

MOST_ENTRIES: Final = 50


def plan_feed(view: Viewer) -> OutputFile:
    """The newest products that say since when they are in the catalogue; dates are theirs, never the clock's."""
    catalog, t = view.catalog, view.phrases.messages
    products = [product for product in catalog.products if product.since][:MOST_ENTRIES]
    updated = max((product.since for product in products if product.since), default=date(2000, 1, 1))
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
    path = catalog.addresses.of(view.language, "products") + "feed.xml"
    return OutputFile(path, digest(text), text.encode)


def _entry(view: Viewer, product: Product) -> str:
    phrases, address = view.phrases, view.absolute("products", product.slug)
    group = view.catalog.group_of[product.slug]
    price = phrases.price(product)
    unit = f" {phrases.messages('per', unit=price.per)}" if price.per else ""
    summary = f"{phrases.text(product.summary)} {phrases.text(group.name)}. {price.amount}{unit}.".strip()
    return (
        f"<entry><title>{escape(phrases.text(product.name))}</title>"
        f'<id>{escape(address)}</id><link rel="alternate" type="text/html" href="{escape(address)}"/>'
        f"<updated>{_moment(product.since or date(2000, 1, 1))}</updated>"
        f"<summary>{escape(summary)}</summary></entry>\n"
    )


def _moment(day: date) -> str:
    """RFC 3339; a day has no hour, so midnight in Jakarta, where Indonesia's clocks begin."""
    return f"{day.isoformat()}T00:00:00+07:00"
