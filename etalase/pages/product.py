"""The pages of products."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from etalase import structured
from etalase.contexts import Maker, ProductPage
from etalase.editions import LONGEST_DESCRIPTION, Edition, Fact, PlannedPage, Spot, stated
from etalase.entries import Entry
from etalase.markup import excerpt, plain_text
from etalase.model import Group, Product
from etalase.pages.atlas import locator, locator_key
from etalase.pages.group import group_lines
from etalase.pages.order_list import piece
from etalase.pages.texts import chat_of, permits_fact, text_of
from etalase.phrases import PricePhrase
from etalase.qr import qr_code
from etalase.views import Badge, Labelled

ALIKE_ON_PRODUCT: Final = 4
LONGEST_STORY: Final = 320  # characters of the group's own text, about four lines


def pages_of_products(edition: Edition, group: Entry[Group]) -> Iterator[PlannedPage]:
    """The page of each product of a group."""
    catalog, telling = edition.catalog, _Telling(edition)
    maker = " ".join(
        (
            group.brief.digest,
            edition.photos(group, 1),
            edition.expired(group),
            locator_key(edition, group.brief.place),
        )
    )
    for entry in catalog.products_of[group.slug]:
        depends = (
            entry.brief.digest,
            edition.photos(entry),
            edition.face(entry),
            edition.expired(entry),
            maker,
            *[outlet.brief.digest for outlet in catalog.where_stocked(entry)],
            *edition.faces(catalog.alike(entry, ALIKE_ON_PRODUCT)),
        )
        spot = Spot("products", (entry.slug,))
        plan, text = partial(_product_page, telling, entry), partial(_product_text, telling, entry)
        yield edition.page(ProductPage, spot, depends, plan, shown=entry, text=text)


class _Told(NamedTuple):
    """What a product's page and its Markdown both say of it."""

    size: str
    price: PricePhrase
    priced: str
    terms: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    permits: tuple[Badge, ...]


class _Telling:
    """Tells of products. What was told last is held, since a page and its Markdown are made one after the other."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._held: tuple[str, _Told] | None = None

    def of(self, entry: Entry[Product]) -> _Told:
        held = self._held  # once: another thread of a cluster's worker may be telling of another product
        if not held or held[0] != entry.slug:
            held = self._held = (entry.slug, self._told(entry))
        return held[1]

    def _told(self, entry: Entry[Product]) -> _Told:
        edition, product, view = self.edition, entry.record, self.edition.view
        size = view.phrases.size(product.dimensions) if product.dimensions else ""
        price = view.phrases.price(product)
        return _Told(
            size=size,
            price=price,
            priced=view.phrases.priced(price),
            terms=order_terms(edition, product),
            facts=_product_facts(edition, entry, size),
            permits=view.product_permits(product),
        )


def _product_page(telling: _Telling, entry: Entry[Product]) -> ProductPage:
    edition, told = telling.edition, telling.of(entry)
    view, catalog = edition.view, edition.catalog
    group = catalog.group_of[entry.slug]
    maker = _maker(edition, group)
    product, text = entry.record, view.phrases.text
    body = entry.html(view.language)
    url, group_url = view.absolute("products", product.slug), view.absolute("groups", group.slug)
    gallery = tuple(picture for photo in product.photos if (picture := view.picture(photo)))
    images = [image[0] for photo in product.photos if (image := view.shared_picture((photo,)))]
    summary = text(product.summary) or excerpt(plain_text(body), LONGEST_DESCRIPTION)
    name = text(product.name)
    alike = catalog.alike(entry, ALIKE_ON_PRODUCT)
    same_group = all(catalog.group_of[other.slug] is group for other in alike)
    category = view.terms_of(entry, "categories")
    order = view.order_link(entry)
    card = edition.share_cards[entry.slug]
    return ProductPage(
        frame=edition.frame(
            "products",
            (product.slug,),
            name,
            f"{summary} {maker.link.label}, {view.kabupaten_of(group)}. {told.priced}.",
            card=(catalog.addresses.absolute(card.path), card.width, card.height, f"{name}. {maker.link.label}. {told.priced}."),
            kind="product",
            crumbs=(edition.crumb("products"), *category),
            nodes=[structured.product(catalog, view.phrases, product, url, group_url, description=summary, images=images)],
        ),
        name=name,
        maker=maker,
        made_of=", ".join(part for part in (view.materials_of(entry), _techniques(edition, entry)) if part),
        size=told.size,
        summary=text(product.summary),
        gallery=gallery,
        sample_pictures=any(photo.sample for photo in product.photos),
        sample=product.sample,
        price=told.price,
        is_out=product.stock == "out",
        terms=told.terms,
        order=Labelled(_order_label(edition, product), order) if order else None,
        print_order=_print_order(edition, order, url),
        qr=qr_code(catalog.addresses.given(url, "print")),
        share_query=catalog.addresses.given("", "share"),
        shops=view.links(product.links),
        drawing=view.drawing(product, told.size),
        facts=told.facts,
        body=body,
        permits=told.permits,
        checked=edition.checked(product.checked),
        alike_title=edition.t("same_group" if same_group else "related"),
        alike=tuple(view.card(other, materials=same_group) for other in alike),
        piece=piece(edition, entry),
    )


def _product_text(telling: _Telling, entry: Entry[Product]) -> bytes:
    edition, told = telling.edition, telling.of(entry)
    view, t, text, product = edition.view, edition.t, edition.view.phrases.text, entry.record
    maker, url = edition.catalog.group_of[entry.slug].record, view.absolute("products", entry.slug)
    picture, chat = view.shared_picture(product.photos), chat_of(maker.contact or edition.catalog.site.contact)
    facts = stated(
        (t("price"), told.priced, ()),
        (t("availability"), view.phrases.stock(product), ()),
        (t("group"), "", (Labelled(text(maker.name), view.href("groups", maker.slug)),)),
        (t("places"), view.phrases.place_names(maker.place), ()),
        *((label, value, ()) for label, value in told.terms if label != t("availability")),
        *told.facts,
        permits_fact(edition, told.permits),
        (t("order"), "", (Labelled(_order_label(edition, product), chat),) if chat else ()),
        (t("shops"), "", view.links(product.links)),
        (t("picture"), "", (Labelled(text(product.photos[0].alt), picture[0]),) if picture else ()),
        (t("page"), "", (Labelled(url, url),)),
    )
    notes, html = [t("sample_record")] if product.sample else [], entry.html(view.language)
    return text_of(edition, title=text(product.name), lead=text(product.summary), facts=facts, notes=notes, html=html)


def _techniques(edition: Edition, product: Entry[Product]) -> str:
    return ", ".join(label.label.lower() for label in edition.view.terms_of(product, "techniques"))


def _order_label(edition: Edition, product: Product) -> str:
    if product.stock == "out":
        return edition.t("ask_restock")
    return edition.t("ask_whatsapp" if product.price.amount is None else "order_whatsapp")


def _maker(edition: Edition, entry: Entry[Group]) -> Maker:
    if not (maker := edition.makers.get(entry.slug)):
        view, group, text = edition.view, entry.record, edition.view.phrases.text
        name, href = text(group.name), view.href("groups", group.slug)
        maker = edition.makers[entry.slug] = Maker(
            link=Labelled(name, href),
            place=view.phrases.place_names(group.place).rpartition(", ")[0],
            kabupaten=view.kabupaten_link(group.place),
            lines=group_lines(edition, group),
            locator=locator(edition, group.place),
            statement=text(group.summary),
            story=excerpt(plain_text(entry.html(view.language)), LONGEST_STORY),
            picture=view.picture(group.photos[0] if group.photos else None),
            everything=Labelled(edition.t("all_products_of", group=name), href),
        )
    return maker


def _print_order(edition: Edition, order: str, url: str) -> str:
    """Where to order, in words for paper; the page's own address where there is no number to write to."""
    address = url.partition("://")[2]
    chat = order.partition("?")[0].removeprefix("https://")
    return edition.t("print_order", whatsapp=chat, address=address) if chat else address


def order_terms(edition: Edition, product: Product) -> tuple[tuple[str, str], ...]:
    phrases = edition.view.phrases
    making = edition.t("about_days", n=product.lead_days) if product.lead_days and product.stock != "ready" else ""
    terms = (
        ("availability", edition.t(f"stock_{product.stock}") if product.stock != "out" else ""),  # said beside the price
        ("making_time", making),
        ("minimum_order", _minimum(edition, product)),
        ("capacity", phrases.capacity(product.capacity) if product.capacity else ""),
    )
    return tuple((edition.t(key), value) for key, value in terms if value)


def _minimum(edition: Edition, product: Product) -> str:
    """`10 buah`, `2 × 250 g`; the English plural is the unit of its capacity where both are the same in Indonesian."""
    phrases, per, n = edition.view.phrases, product.price.per, product.minimum
    unit = phrases.text(per)
    if unit[:1].isdigit():
        return f"{phrases.number(n)} × {unit}"
    if unit and n > 1 and edition.view.language == "en":
        made = product.capacity.unit if product.capacity else None
        same = made and made.in_language("id") == per.in_language("id")
        return f"{phrases.number(n)} {phrases.text(made)}" if made and same else f"{phrases.number(n)} × {unit}"
    return phrases.amount(product, n) if unit or n > 1 else ""


def _product_facts(edition: Edition, entry: Entry[Product], size: str) -> tuple[Fact, ...]:
    view, text, product = edition.view, edition.view.phrases.text, entry.record
    outlets = tuple(view.outlet_link(outlet) for outlet in edition.catalog.where_stocked(entry))
    return stated(
        (edition.t("category"), "", view.terms_of(entry, "categories")),
        (edition.t("material"), "", view.terms_of(entry, "materials")),
        (edition.t("technique"), "", view.terms_of(entry, "techniques")),
        (edition.t("size"), size, ()),
        (edition.t("weight"), view.phrases.weight(product.weight) if product.weight else "", ()),
        (edition.t("colours"), text(product.colours), ()),
        (edition.t("uses"), text(product.uses), ()),
        (edition.t("care"), text(product.care), ()),
        (edition.t("tkdn"), f"{view.phrases.decimal(product.tkdn)} %" if product.tkdn is not None else "", ()),
        (edition.t("kbli", edition=product.kbli_edition), product.kbli or "", ()),
        (edition.t("sold_at"), "", outlets),
    )
