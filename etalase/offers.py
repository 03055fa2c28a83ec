"""Offers: what every channel says of a product, decided once, so that all of them say the same.

Catalog and words in → the offer of a product in one language: its names, price, stock and addresses, as pages show them and as
feeds write them. Pages, cards, feeds, labels and the printed catalogue read these and form none of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from etalase.entries import Entry
from etalase.markup import plain_text
from etalase.model import Group, Product
from etalase.phrases import PricePhrase
from etalase.views import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A product as it is offered, in one language.

    `url` and `short_url` are absolute; `price.amount` and `stock` are as pages have them, while `product` has the number. The
    `description` is plain text: the opening sentence and the story. `place` is the group's, kecamatan and kabupaten.
    """

    product: Product
    maker: Group
    code: str
    url: str
    short_url: str
    name: str
    group: str
    place: str
    category: str
    materials: tuple[str, ...]
    techniques: tuple[str, ...]
    summary: str
    description: str
    price: PricePhrase
    stock: str
    order: str
    sample: str


def offer_of(view: Viewer, entry: Entry[Product]) -> Offer:
    """What is offered with a product, in the viewer's language.

    `order` is the WhatsApp message a buyer sends; `sample` says that all of it, or only its pictures, show no real goods.
    """
    product, maker = entry.record, view.catalog.group_of[entry.slug].record
    text, addresses, code = view.phrases.text, view.catalog.addresses, view.catalog.codes[entry.slug]
    url, summary = view.absolute("products", entry.slug), text(product.summary)
    sample = "sample_offer" if product.sample else "sample_pictures" if any(photo.sample for photo in product.photos) else ""
    return Offer(
        product=product,
        maker=maker,
        code=code,
        url=url,
        short_url=addresses.absolute(addresses.short(code)),
        name=text(product.name),
        group=text(maker.name),
        place=view.phrases.place_names(maker.place, down_to=3),
        category=next(link.label for link in view.terms_of(entry, "categories")),
        materials=tuple(link.label for link in view.terms_of(entry, "materials")),
        techniques=tuple(link.label for link in view.terms_of(entry, "techniques")),
        summary=summary,
        description="\n\n".join(part for part in (summary, plain_text(entry.html(view.language))) if part),
        price=view.phrases.price(product),
        stock=view.phrases.stock(product),
        order=view.phrases.order_message(product, maker, addresses.given(url, "whatsapp")),
        sample=view.phrases.messages(sample) if sample else "",
    )
