"""What each channel is told of a product: an offer → a row of the channel's fields, by the rules in `channels`.

Texts are in the site's first language: a catalogue of a channel has one main language, its buyers are here, and the page that a
row leads to must say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from etalase.channels import LONGEST_DESCRIPTION, RULES, Detail, Lack, Row, SalesChannel, Value, is_ready, lacks
from etalase.entries import Entry
from etalase.markup import excerpt
from etalase.model import SHOPS, Group, Permit, Product
from etalase.offers import Offer, offer_of
from etalase.phrases import Phrases
from etalase.views import SharedPicture, Viewer

MOST_PICTURES: Final = {"meta": 11, "google": 11, "marketplace": 9, "ekatalog": 9}  # the first one with the others
_META_STOCK: Final = {"ready": "in stock", "order": "available for order", "out": "out of stock"}
# What is made to order is `in_stock`: orders are taken. `backorder` wants a day, which nobody has promised.
_GOOGLE_STOCK: Final = {"ready": "in_stock", "order": "in_stock", "out": "out_of_stock"}
_TAGLIKE: Final = {ord("<"): "‹", ord(">"): "›"}  # channels take `<kecil>` for markup


def rows_of(view: Viewer, entry: Entry[Product]) -> dict[SalesChannel, Row]:
    """A product's row for each channel that it gets into. The sheet for institutions has every product, with what it lacks."""
    found = lacks(view, entry)
    offer, pictures = offer_of(view, entry), tuple(view.master(photo) for photo in entry.record.photos)
    rows: dict[SalesChannel, Row] = {"ekatalog": _ekatalog(view, offer, pictures[: MOST_PICTURES["ekatalog"]], found["ekatalog"])}
    if is_ready(found["meta"]):
        rows["meta"] = _meta(view, offer, pictures[: MOST_PICTURES["meta"]])
    if is_ready(found["google"]):
        rows["google"] = _google(view, offer, pictures[: MOST_PICTURES["google"]])
    if is_ready(found["marketplace"]):
        rows["marketplace"] = _marketplace(view, offer, pictures[: MOST_PICTURES["marketplace"]])
    return rows


def description_of(offer: Offer, *facts: str) -> str:
    """The opening sentence and the story, then what has no field of its own, and last that it is a sample; cut in the story."""
    end = "\n\n".join(part for part in (" ".join(facts), offer.sample) if part)
    story = excerpt(offer.description, LONGEST_DESCRIPTION - len(end) - 2)
    return "\n\n".join(part for part in (story, end) if part).translate(_TAGLIKE)


@lru_cache(4096)
def lacking(phrases: Phrases, found: tuple[Lack, ...], *, must: bool) -> tuple[str, ...]:
    """What is missing, in words: what keeps the product out, or what would help."""
    return tuple(phrases.messages(lack.key, n=phrases.number(lack.limit)) for lack in found if lack.must is must)


def _meta(view: Viewer, offer: Offer, pictures: tuple[SharedPicture, ...]) -> Row:
    t = view.phrases.messages
    facts = t("selling_facts", price=view.phrases.priced(offer.price), stock=offer.stock, group=offer.group, place=offer.place)
    return _fitted(
        "meta",
        {
            "id": offer.code,
            "title": offer.name,
            "description": description_of(offer, facts),
            "availability": _META_STOCK[offer.product.stock],
            "condition": "new",
            "price": f"{offer.product.price.amount} {view.catalog.site.currency}",
            "link": view.catalog.addresses.given(offer.url, "meta"),
            "image_link": pictures[:1],
            "brand": offer.group,
            "additional_image_link": pictures[1:],
            "product_type": offer.category,
            "material": ", ".join(offer.materials),
        },
    )


def _google(view: Viewer, offer: Offer, pictures: tuple[SharedPicture, ...]) -> Row:
    """Unit and stock are details, since a description there may name neither price nor time."""
    t = view.phrases.messages
    details = ((t("sheet_unit"), offer.price.per), (t("sheet_stock"), offer.stock), (t("sheet_seller"), offer.group))
    return _fitted(
        "google",
        {
            "id": offer.code,
            "title": offer.name,
            "description": description_of(offer),
            "link": shop_of(offer.product),
            "image_link": pictures[:1],
            "additional_image_link": pictures[1:],
            "availability": _GOOGLE_STOCK[offer.product.stock],
            "price": f"{offer.product.price.amount} {view.catalog.site.currency}",
            "condition": "new",
            "brand": offer.group,
            "identifier_exists": "no",
            "product_type": offer.category,
            "material": "/".join(offer.materials),
            "product_detail": tuple(Detail(name, value) for name, value in details if value),
        },
    )


def shop_of(product: Product) -> str:
    """The address where it is sold by a shop; "" if none does."""
    return next((link.url for link in product.links if link.channel in SHOPS and link.url.startswith("https://")), "")


def _marketplace(view: Viewer, offer: Offer, pictures: tuple[SharedPicture, ...]) -> Row:
    product, sizes = offer.product, offer.product.dimensions
    across = sizes.diameter if sizes else None
    millimetres = (sizes.width or across, sizes.depth or across, sizes.height) if sizes else (None, None, None)
    width, depth, height = (side / 10 if side else "" for side in millimetres)
    return {
        "sku": offer.code,
        "name": offer.name,
        "category": offer.category,
        "description": description_of(offer, offer.stock + "." if offer.stock else ""),
        "price": product.price.amount or "",
        "price_note": view.phrases.priced(offer.price),
        "unit": offer.price.per,
        "stock": offer.stock,
        "minimum": product.minimum,
        "weight": product.weight or "",
        "width": width,
        "depth": depth,
        "height": height,
        **{f"picture_{number}": pictures[number - 1 : number] for number in range(1, 10)},
        "page": view.catalog.addresses.given(offer.url, "marketplace"),
        "sample": _sample(view, offer),
    }


def _ekatalog(view: Viewer, offer: Offer, pictures: tuple[SharedPicture, ...], found: tuple[Lack, ...]) -> Row:
    return {**_seller(view, offer.maker), **_offered(view, offer, pictures), **_advice(view, offer, found)}


def _seller(view: Viewer, group: Group) -> Row:
    t, text, contact = view.phrases.messages, view.phrases.text, group.contact
    return {
        "seller": text(group.name),
        "seller_kind": t(f"kind_{group.kind}") if group.kind else "",
        "nib": _number(view, group.permits, "nib"),
        "npwp": t("sheet_yes") if group.npwp else "",
        "place_code": group.place,
        "place": view.phrases.place_names(group.place),
        "whatsapp": (contact.whatsapp or "") if contact else "",
        "email": (contact.email or "") if contact else "",
        "seller_page": view.absolute("groups", group.slug),
    }


def _offered(view: Viewer, offer: Offer, pictures: tuple[SharedPicture, ...]) -> Row:
    phrases, product, group = view.phrases, offer.product, offer.maker
    capacity = product.capacity or group.capacity
    permits = (*product.permits, *group.permits)
    tkdn = product.tkdn if product.tkdn is not None else _number(view, permits, "tkdn")
    return {
        "sku": offer.code,
        "name": offer.name,
        "brand": _number(view, permits, "merek"),
        "origin": phrases.messages("sheet_local"),
        "category": offer.category,
        "kbli": product.kbli or "",
        "kbli_edition": product.kbli_edition if product.kbli else "",
        "unit": offer.price.per,
        "price": product.price.amount or "",
        "price_note": view.phrases.priced(offer.price),
        "minimum": product.minimum,
        "stock": offer.stock,
        "capacity": phrases.capacity(capacity) if capacity else "",
        "tkdn": tkdn,
        "sni": _number(view, permits, "sni"),
        "permits": "; ".join(_permit(view, permit) for permit in permits if permit.kind in ("pirt", "halal", "bpom", "ig")),
        "weight": product.weight or "",
        "size": phrases.size(product.dimensions) if product.dimensions else "",
        "description": description_of(offer),
        "pictures": pictures,
        "page": view.catalog.addresses.given(offer.url, "ekatalog"),
        "short_page": offer.short_url,
        "ekatalog": next((str(link.url) for link in product.links if link.channel == "ekatalog"), ""),
    }


def _advice(view: Viewer, offer: Offer, found: tuple[Lack, ...]) -> Row:
    return {
        "missing": "; ".join(lacking(view.phrases, found, must=True)),
        "advised": "; ".join(lacking(view.phrases, found, must=False)),
        "sample": _sample(view, offer),
    }


def _sample(view: Viewer, offer: Offer) -> str:
    return view.phrases.messages("sheet_yes") if offer.product.sample else ""


def _number(view: Viewer, permits: Sequence[Permit], kind: str) -> str:
    """Of the first such permit that is held today."""
    held = (permit for permit in permits if permit.kind == kind and permit.status == "held")
    return next((permit.number for permit in held if not permit.expires or permit.expires >= view.today), "")


def _permit(view: Viewer, permit: Permit) -> str:
    """`P-IRT 2063… Berlaku sampai 1 Mei 2029.`"""
    status = view.phrases.permit_status(permit, view.today)
    return " ".join(part for part in (view.phrases.messages(f"permit_{permit.kind}"), permit.number, status) if part)


def _fitted(channel: SalesChannel, row: Mapping[str, Value]) -> Row:
    """The row with what is too long for its field cut; a name is not, since a product with a longer one does not get in."""
    longest = {rule.field: rule.longest for rule in RULES[channel] if rule.needs != "name"}
    return {
        name: excerpt(value, limit) if isinstance(value, str) and (limit := longest.get(name, 0)) else value
        for name, value in row.items()
    }
