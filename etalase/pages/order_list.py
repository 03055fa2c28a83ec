"""The order list: its page, which the browser fills, and what it keeps of a product."""

from __future__ import annotations

from functools import partial
from typing import Final

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from etalase.contexts import OrderListPage
from etalase.editions import Edition, PlannedPage, Spot
from etalase.entries import Entry
from etalase.model import Product
from etalase.pages.front import suggestions

LIST_WORDS: Final = (
    "groups_n",
    "per",
    "price_ask",
    "price_from",
    "ask_whatsapp",
    "list_items",
    "list_lead",
    "list_lead_each",
    "list_least",
    "list_send",
    "list_uncounted",
    "list_price_changed",
    "list_now_out",
    "list_back",
    "list_least_changed",
    "list_gone",
    "list_as_of",
    "list_changed",
    "list_removed",
    "list_emptied",
    "list_restored",
    "list_copied",
    "list_uncopied",
    "list_file",
    "list_columns",
    "list_message",
    "list_message_ask",
    "list_message_when",
    "list_message_price",
    "list_message_total",
    "list_message_note",
    "list_message_end",
)


def order_list_page(edition: Edition) -> PlannedPage:
    return edition.page(OrderListPage, Spot("list"), [edition.facets], partial(_order_list_page, edition))


def _order_list_page(edition: Edition) -> OrderListPage:
    title = edition.t("list_title")
    return OrderListPage(
        frame=edition.frame("list", (), title, edition.t("list_description")),
        title=title,
        suggestions=suggestions(edition),
        everything=edition.view.href("products"),
        words=edition.view.phrases.messages.forms(*LIST_WORDS),
    )


def piece(edition: Edition, entry: Entry[Product]) -> Markup:
    """All that is needed to show the product in the list and to order it: JSON that is safe inside a script element."""
    view, product = edition.view, entry.record
    text, price = view.phrases.text, view.phrases.price(product)
    group = edition.catalog.group_of[entry.slug].record
    contact = group.contact or edition.catalog.site.contact
    picture = view.picture(product.photos[0], square=True) if product.photos else None
    kept = {
        "slug": product.slug,
        "name": text(product.name),
        "href": view.href("products", product.slug),
        "address": view.absolute("products", product.slug),
        "amount": product.price.amount,
        "starting": product.price.starting,
        "price": price.amount,
        "per": price.per,
        "minimum": product.minimum,
        "stock": product.stock,
        "stock_text": view.phrases.stock(product),
        "picture": picture and {"src": picture.src, "avif": picture.avif, "tone": picture.tone, "alt": picture.alt},
        "group": {
            "slug": group.slug,
            "name": text(group.name),
            "href": view.href("groups", group.slug),
            "place": view.phrases.place_names(group.place, down_to=3),
            "whatsapp": contact.whatsapp if contact and contact.whatsapp else "",
        },
    }
    return htmlsafe_json_dumps(kept)
