"""What components show: frozen values made from the catalog for one language, with every address and phrase ready.

A template only walks these; there is no logic in it beyond `if` and `for`. A page's key is a digest of its values, so
they hold exactly what the page shows and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from etalase.addresses import Section
from etalase.catalog import Area, Catalog, TermList
from etalase.drawing import Drawing, draw, familiar_beside
from etalase.entries import Entry
from etalase.languages import Language
from etalase.model import (
    SHOPS,
    Award,
    Contact,
    Coordinates,
    Dimensions,
    Focus,
    Group,
    Link,
    Outlet,
    Permit,
    PermitKind,
    Photo,
    Product,
    Term,
)
from etalase.phrases import Phrases, PricePhrase, whatsapp_of
from etalase.pictures import Album, Derivative
from etalase.places import Place, lineage, place

_TOLD_WHO_SENT: Final = SHOPS | {"bukalapak", "padi", "website"}  # whose owners may see where their visitors came from


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture for `picture.html`: `srcset`s by format, one address for old browsers, the size it reserves.

    `square` is the AVIF `srcset` of its square crop, for where a phone shows it square; `large` is its widest JPEG.
    """

    alt: str
    width: int
    height: int
    tone: str
    avif: str
    jpeg: str
    src: str
    square: str
    large: str
    sample: bool


class SharedPicture(NamedTuple):
    """A picture for others to load: its absolute address, width and height in pixels."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A linked word; `href` is "" where there is nothing to open. `n` counts what is behind it."""

    label: str
    href: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class Badge:
    """A permit: whether it is held (`yes`, `half`, `no`), its name and number, how it stands, what it means.

    Where a permit is not called for there is only `status`, and neither state nor name.
    """

    state: str
    name: str
    status: str
    number: str = ""
    note: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a listing."""

    href: str
    name: str
    picture: PictureView | None
    label: tuple[str, ...]
    price: PricePhrase
    stock: str
    stock_text: str
    sample: bool


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group in a list."""

    href: str
    name: str
    picture: PictureView | None
    kind: str
    place: str
    count: str
    sample: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """A kabupaten in the list of places: one thread per kecamatan, true where a group is listed."""

    href: str
    name: str
    province: str
    materials: str
    covered: str
    threads: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Makes the views of one language from the catalog and the planned pictures."""

    catalog: Catalog
    album: Album
    phrases: Phrases
    today: date
    cards: dict[tuple[str, bool, bool], Card] = field(default_factory=dict, repr=False, compare=False)  # made so far
    term_links: dict[tuple[TermList, str], Labelled] = field(default_factory=dict, repr=False, compare=False)
    permits_from: dict[tuple[str, bool], tuple[Badge, ...]] = field(default_factory=dict, repr=False, compare=False)
    plain_pictures: dict[tuple[str, float, float, bool], dict[str, Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def language(self) -> Language:
        return self.phrases.language

    def href(self, section: Section | None = None, *parts: str, number: int = 1) -> str:
        """A link as pages write it: from the root of the host, so that it works in a sub-folder and on the 404 page."""
        addresses = self.catalog.addresses
        return addresses.base + addresses.of(self.language, section, *parts, number=number)

    def absolute(self, section: Section | None = None, *parts: str, number: int = 1) -> str:
        addresses = self.catalog.addresses
        return addresses.absolute(addresses.of(self.language, section, *parts, number=number))

    def addresses_of(self, products: Iterable[Entry[Product]]) -> list[str]:
        """The absolute address of each."""
        folder = self.absolute("products")
        return [f"{folder}{product.slug}/" for product in products]

    # pictures

    def picture(self, photo: Photo | None, *, square: bool = False) -> PictureView | None:
        if photo is None:
            return None
        plain = self._plain_picture(photo.file, photo.focus, square)
        return PictureView(alt=self.phrases.text(photo.alt), sample=photo.sample, **plain)

    def _plain_picture(self, file: str, focus: Focus, square: bool) -> dict[str, Any]:
        """The picture without words: the same for every record that names the photo."""
        key = (file, focus.x, focus.y, square)
        if not (fields := self.plain_pictures.get(key)):
            plan = self.album.picture(file, focus)
            chosen = plan.square if square else plan.full
            jpegs = [derivative for derivative in chosen if derivative.format == "jpeg"]
            plain = next((derivative for derivative in jpegs if derivative.width >= 700), jpegs[-1])
            fields = self.plain_pictures[key] = {
                "width": plain.width,
                "height": plain.height,
                "tone": plan.tone,
                "avif": self._srcset(derivative for derivative in chosen if derivative.format == "avif"),
                "jpeg": self._srcset(jpegs),
                "src": self.catalog.addresses.base + plain.path,
                "square": self._srcset(derivative for derivative in plan.square if derivative.format == "avif"),
                "large": self.catalog.addresses.base + jpegs[-1].path,
            }
        return fields

    def _srcset(self, derivatives: Iterable[Derivative]) -> str:
        base = self.catalog.addresses.base
        return ", ".join(f"{base}{derivative.path} {derivative.width}w" for derivative in derivatives)

    def shared_picture(self, photos: tuple[Photo, ...]) -> tuple[str, int, int, str] | None:
        """Address, width, height and alt text of the JPEG that messengers show."""
        if not photos:
            return None
        best = self.album.shared(photos[0].file)
        return self.catalog.addresses.absolute(best.path), best.width, best.height, self.phrases.text(photos[0].alt)

    def master(self, photo: Photo) -> SharedPicture:
        """The square picture of a product's photo that feeds and shops show: a JPEG of at most 1500 pixels and 2 MB."""
        made = self.album.master(photo.file, photo.focus).derivative
        return SharedPicture(self.catalog.addresses.absolute(made.path), made.width, made.height)

    # products

    def card(self, product: Entry[Product], *, materials: bool = False, square: bool = True) -> Card:
        """`materials` shows what it is made of in place of where, for rows that are all from one place.

        A card that is not `square` has the whole picture, to be hung large. The same card is one object on all pages.
        """
        key = (product.slug, materials, square)
        if not (card := self.cards.get(key)):
            if materials:
                plain = self.card(product, square=square)
                card = replace(plain, label=self._label(product, self.materials_of(product)))
            else:
                card = self._card(product, square=square)
            self.cards[key] = card
        return card

    def _card(self, product: Entry[Product], *, square: bool) -> Card:
        record = product.record
        return Card(
            href=self.href("products", product.slug),
            name=self.phrases.text(record.name),
            picture=self.picture(record.photos[0] if record.photos else None, square=square),
            label=self._label(product, self.kabupaten_of(self.catalog.group_of[product.slug])),
            price=self.phrases.price(record),
            stock=record.stock,
            stock_text=self.phrases.stock(record),
            sample=record.sample,
        )

    def _label(self, product: Entry[Product], second: str) -> tuple[str, ...]:
        return tuple([part for part in (self.catalog.group_of[product.slug].name(self.language), second) if part])

    def materials_of(self, product: Entry[Product]) -> str:
        labels = [link.label for link in self.terms_of(product, "materials")]
        return ", ".join(label if index == 0 else label[:1].lower() + label[1:] for index, label in enumerate(labels))

    def terms_of(self, product: Entry[Product], name: TermList) -> tuple[Labelled, ...]:
        return tuple([self._term_link(name, slug) for named, slug in self.catalog.terms_of[product.slug] if named == name])

    def _term_link(self, name: TermList, slug: str) -> Labelled:
        if not (link := self.term_links.get((name, slug))):
            label = self.term_label(self.catalog.terms[name][slug])
            link = self.term_links[name, slug] = Labelled(label, self.href(name, slug))
        return link

    def term_label(self, term: Term) -> str:
        return self.phrases.text(term.label)

    def order_link(self, product: Entry[Product]) -> str:
        group = self.catalog.group_of[product.slug].record
        address = self.catalog.addresses.given(self.absolute("products", product.slug), "whatsapp")
        message = self.phrases.order_message(product.record, group, address)
        return whatsapp_of(group.contact or self.catalog.site.contact, message)

    def drawing(self, product: Product, size: str) -> Drawing | None:
        """The thing, with its size in words, beside a familiar one; None where too little of it was measured."""
        dimensions = product.dimensions or Dimensions()
        disc = dimensions.diameter if not dimensions.height else None
        width = disc or dimensions.width or dimensions.diameter or dimensions.depth
        height = disc or dimensions.height or dimensions.depth
        if not width or not height or not (disc or dimensions.height or dimensions.width):
            return None
        name, words = self.phrases.text(product.name), self.phrases.messages
        familiar = familiar_beside(width, height)
        reference = words(f"reference_{familiar.name}")
        return draw(
            width,
            height,
            familiar,
            is_round=disc is not None,
            width_text=self.phrases.length(width),
            height_text=self.phrases.length(height),
            reference=reference,
            title=words("drawing_title", name=name, size=size, reference=reference),
            caption=words("drawing_caption" if dimensions.height else "drawing_flat"),
        )

    def links(self, links: Iterable[Link]) -> tuple[Labelled, ...]:
        sent = self.catalog.addresses.referred
        return tuple(
            Labelled(
                self.phrases.messages(f"channel_{link.channel}"), sent(link.url) if link.channel in _TOLD_WHO_SENT else link.url
            )
            for link in links
        )

    # permits

    def group_permits(self, group: Group) -> tuple[Badge, ...]:
        """Its permits; a missing NIB is said, never left blank."""
        badges = self._badges(group.permits)
        if not any(permit.kind == "nib" for permit in group.permits):
            badges.append(self._nib_missing)
        return tuple(badges)

    def product_permits(self, product: Product) -> tuple[Badge, ...]:
        """The product's permits, those of its group that it has none of its own of, and of food its halal status either way.

        Of crafts nothing is said: whether goods of animal origin need a certificate is not for us to tell. Products of a
        group that have none of their own are given the same object.
        """
        group, is_food = self.catalog.group_of[product.slug], self.is_food(product)
        if product.permits:
            return self._product_permits(product.permits, group.record, is_food=is_food)
        if not (badges := self.permits_from.get((group.slug, is_food))):
            badges = self.permits_from[group.slug, is_food] = self._product_permits((), group.record, is_food=is_food)
        return badges

    def _product_permits(self, own: tuple[Permit, ...], group: Group, *, is_food: bool) -> tuple[Badge, ...]:
        named = {permit.kind for permit in own}
        permits = (*own, *(permit for permit in group.permits if permit.kind not in named))
        kinds = {permit.kind for permit in permits}
        badges = self._badges(permits)
        if "nib" not in kinds:
            badges.append(self._nib_missing)
        if "halal" not in kinds and is_food:
            badges.append(self._halal_missing)
        return tuple(badges)

    def _badges(self, permits: Iterable[Permit]) -> list[Badge]:
        states = {"held": "yes", "in-progress": "half", "none": "no"}
        return [
            self._badge(
                "no" if permit.expires and permit.expires < self.today else states[permit.status],
                permit.kind,
                self.phrases.permit_status(permit, self.today),
                number=permit.number.removeprefix("P-IRT ").removeprefix("SNI "),
                note=self.phrases.text(permit.note),
            )
            for permit in permits
        ]

    @property
    def _nib_missing(self) -> Badge:
        return self._badge("no", "nib", self.phrases.messages("nib_missing", site=self.catalog.site.name))

    def _badge(self, state: str, kind: PermitKind, status: str, *, number: str = "", note: str = "") -> Badge:
        words = self.phrases.messages
        return Badge(state, words(f"permit_{kind}"), status, number, note, words(f"permit_{kind}_means"))

    def is_food(self, product: Product) -> bool:
        return product.food or self.catalog.terms["categories"][product.category.slug].food

    @property
    def _halal_missing(self) -> Badge:
        required = self.catalog.site.halal_required
        missing = self.phrases.messages("halal_missing")
        if self.today < required:
            return self._badge("no", "halal", missing)
        return self._badge("no", "halal", f"{missing} {self.phrases.messages('halal_required', day=self.phrases.day(required))}")

    # groups and places

    def group_card(self, group: Entry[Group]) -> GroupCard:
        record = group.record
        return GroupCard(
            href=self.href("groups", group.slug),
            name=self.phrases.text(record.name),
            picture=self.picture(self.group_photo(group)),
            kind=self.phrases.messages(f"kind_{record.kind}") if record.kind else "",
            place=self.phrases.place_names(record.place, down_to=3),
            count=self.phrases.count("products_n", len(self.catalog.products_of[group.slug])),
            sample=record.sample,
        )

    def group_photo(self, group: Entry[Group]) -> Photo | None:
        """Its own first photo, or that of its newest product that has one."""
        shown = self.catalog.pictured(group)
        return shown.record.photos[0] if shown else None

    def kabupaten_of(self, group: Entry[Group]) -> str:
        return _kabupaten_of(group.brief.place)

    def place_href(self, code: str) -> str:
        """The page of a place: of its kecamatan where one has a page, else of its kabupaten; "" above that."""
        chain = [above for above in lineage(code) if above.level in (2, 3)]
        return self.href("places", *(above.slug for above in chain)) if chain else ""

    def kabupaten_link(self, code: str) -> Labelled | None:
        found = next((above for above in lineage(code) if above.level == 2), None)
        return Labelled(found.name, self.place_href(found.code)) if found else None

    def coverage(self, area: Area) -> Coverage:
        threads = tuple(bool(inside.groups) for inside in area.inside)
        return Coverage(
            href=self.place_href(area.place.code),
            name=self.place_title(area.place),
            province=place(area.place.code[:2]).name,
            materials=self.materials_from(area.products, limit=4),
            covered=self.phrases.messages("covered_of", covered=sum(threads), all=len(threads)),
            threads=threads,
        )

    def place_title(self, of: Place) -> str:
        """The bare name; a Kota with its kind, since the Kabupaten around it often has the same name."""
        return f"{of.kind} {of.name}" if of.kind == "Kota" else of.name

    def materials_from(self, products: Iterable[Entry[Product]], limit: int) -> str:
        """The labels of what these products are made of, most used first: `Rotan, kulit`."""
        used: dict[str, int] = {}
        for product in products:
            for slug in product.refs("materials"):
                used[slug] = used.get(slug, 0) + 1
        slugs = sorted(used, key=lambda slug: (-used[slug], slug))[:limit]
        joined = ", ".join(self.term_label(self.catalog.terms["materials"][slug]).lower() for slug in slugs)
        return joined[:1].upper() + joined[1:]

    def office_link(self, place_name: str) -> str:
        return whatsapp_of(self.catalog.site.contact, self.phrases.messages("whatsapp_office", place=place_name))

    def contact_lines(self, contact: Contact | None) -> tuple[Labelled, ...]:
        """Telephone and email as links; WhatsApp has a button of its own."""
        if not contact:
            return ()
        phone = [Labelled(f"+{contact.phone}", f"tel:+{contact.phone}")] if contact.phone else []
        email = [Labelled(contact.email, f"mailto:{contact.email}")] if contact.email else []
        return (*phone, *email)

    def map_link(self, coordinates: Coordinates | None) -> str:
        """A map of the point on openstreetmap.org; https://wiki.openstreetmap.org/wiki/Browsing"""
        if not coordinates:
            return ""
        latitude, longitude = coordinates.latitude, coordinates.longitude
        return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=14/{latitude}/{longitude}"

    def ask_link(self, group: Group) -> str:
        message = self.phrases.messages("whatsapp_group", group=self.phrases.text(group.name))
        return whatsapp_of(group.contact or self.catalog.site.contact, message)

    def outlet_link(self, outlet: Entry[Outlet]) -> Labelled:
        return Labelled(self.phrases.text(outlet.record.name), self.href("outlets", outlet.slug))

    def award(self, award: Award) -> str:
        parts = (self.phrases.text(award.title), award.giver, str(award.year or ""))
        return ", ".join(part for part in parts if part)


@cache
def _kabupaten_of(code: str) -> str:
    return next((above.name for above in lineage(code) if above.level == 2), "")
