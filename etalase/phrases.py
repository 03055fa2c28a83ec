"""Values in words: prices, sizes, days, counts and WhatsApp messages, in one language.

Every word comes from the theme's messages; only numbers and dates are formed here (by Babel, with CLDR's rules).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from etalase.languages import Language
from etalase.messages import Messages
from etalase.model import Capacity, Contact, Dimensions, Group, Permit, Phone, PlaceCode, Product, Text
from etalase.places import lineage, place

_LOCALES: Final = {"id": "id", "en": "en_GB"}
_QUOTED: Final = [quote(bytes([byte]), safe="") for byte in range(256)]  # `quote` itself takes three times as long


@dataclass(frozen=True, slots=True)
class PricePhrase:
    """`amount` is what is set large ("Rp185.000", or the sentence that says to ask); `per` the unit after it."""

    amount: str
    per: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases in the language of `messages`."""

    messages: Messages

    @property
    def language(self) -> Language:
        return self.messages.language

    def text(self, text: Text) -> str:
        return text.in_language(self.messages.language)

    def number(self, value: int) -> str:
        """Thousands with dots in Indonesian, commas in English."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.language == "id" else grouped

    def decimal(self, value: float) -> str:
        """At most one digit after the comma, none when it would be 0."""
        shown = f"{value:.1f}".removesuffix(".0")
        return shown.replace(".", ",") if self.language == "id" else shown

    def rupiah(self, amount: int) -> str:
        """`Rp185.000` in both languages, as price tags have it."""
        return f"Rp{amount:,}".replace(",", ".")

    def day(self, day: date) -> str:
        return _day(day, "d MMMM y", self.language)

    def days(self, start: date, end: date | None) -> str:
        """`25–28 April 2017`, `29 April – 2 Mei 2017`, or one day."""
        if not end or end == start:
            return self.day(start)
        same_month = (start.year, start.month) == (end.year, end.month)
        if same_month:
            return f"{start.day}–{self.day(end)}"
        pattern = "d MMMM" if start.year == end.year else "d MMMM y"
        return f"{_day(start, pattern, self.language)} – {self.day(end)}"

    def listed(self, parts: Iterable[str]) -> str:
        """`a, b dan c` / `a, b and c`."""
        *most, last = [*parts] or [""]
        return self.messages("list_end", most=", ".join(most), last=last) if most else last

    def price(self, product: Product) -> PricePhrase:
        if product.price.amount is None:
            return PricePhrase(self.messages("price_ask"), "", asked=True)
        amount = self.rupiah(product.price.amount)
        shown = self.messages("price_from", price=amount) if product.price.starting else amount
        return PricePhrase(shown, self.text(product.price.per), asked=False)

    def priced(self, price: PricePhrase) -> str:
        """`Rp185.000 per buah`, within a sentence."""
        return f"{price.amount} {self.messages('per', unit=price.per)}" if price.per else price.amount

    def stock(self, product: Product) -> str:
        if product.stock == "order" and product.lead_days:
            return self.messages("stock_order_days", n=product.lead_days)
        return self.messages(f"stock_{product.stock}")

    def size(self, dimensions: Dimensions) -> str:
        """`Garis tengah 32 cm, tinggi 28 cm`. What lies flat has a length, what stands has a depth."""
        depth = "depth" if dimensions.height or dimensions.diameter else "length"
        sides = {"diameter": dimensions.diameter, "width": dimensions.width, depth: dimensions.depth, "height": dimensions.height}
        parts = [self.messages(f"size_{side}", length=self.length(value)) for side, value in sides.items() if value]
        joined = ", ".join(parts)
        return joined[:1].upper() + joined[1:]

    def length(self, millimetres: int) -> str:
        return f"{self.decimal(millimetres / 10)} cm"

    def weight(self, grams: int) -> str:
        return f"{self.decimal(grams / 1000)} kg" if grams >= 1000 else f"{grams} g"

    def capacity(self, capacity: Capacity) -> str:
        return self.messages("per_month", amount=self.number(capacity.amount), unit=self.text(capacity.unit)).replace("  ", " ")

    def amount(self, product: Product, amount: int) -> str:
        """`1 buah`; the bare number where the product has no unit."""
        unit = "" if product.price.per and self.text(product.price.per)[:1].isdigit() else self.text(product.price.per)
        return f"{self.number(amount)} {unit}".strip()

    def place_names(self, code: PlaceCode, *, down_to: int = 4) -> str:
        """`Desa Nanga Lauk, Embaloh Hilir, Kapuas Hulu`: from small to kabupaten; `down_to` is the smallest level named."""
        return _place_names(self, code, down_to)

    def place_name(self, code: str) -> str:
        """The place as a page names it: a desa with its kind, others by the bare name."""
        found = place(code)
        return self.messages("village", name=found.name) if found.level == 4 else found.name

    def permit_status(self, permit: Permit, today: date) -> str:
        """How a permit stands, as one sentence; "" for one that is held and has no end."""
        if permit.status != "held":
            return self.messages(f"permit_{permit.status.replace('-', '_')}")
        if not permit.expires:
            return ""
        key = "permit_expired" if permit.expires < today else "permit_until"
        return self.messages(key, day=self.day(permit.expires))

    def order_message(self, product: Product, group: Group, address: str) -> str:
        """The ready message a buyer sends; ends with the product's address so that the group knows which."""
        key = "whatsapp_restock" if product.stock == "out" else "whatsapp_order"
        price = "" if product.price.amount is None else f" ({self.rupiah(product.price.amount)})"
        return self.messages(
            key,
            group=self.text(group.name),
            amount=self.number(product.minimum),
            product=f"{self.text(product.name)}{price}",
            address=address,
        )

    def count(self, key: str, n: int) -> str:
        """`3 produk`, `1 product`, `3 products`."""
        return self.messages(key, n=n, shown=self.number(n))


@lru_cache(4096)
def _place_names(phrases: Phrases, code: PlaceCode, down_to: int) -> str:
    named = [above for above in lineage(code) if 2 <= above.level <= down_to]
    return ", ".join(phrases.place_name(above.code) for above in reversed(named)) or place(code).name


@lru_cache(4096)
def _day(day: date, pattern: str, language: Language) -> str:
    from babel.dates import format_date  # as slow to import as all the rest of the stage

    return format_date(day, pattern, locale=_LOCALES[language])


def whatsapp(number: Phone, message: str) -> str:
    """The address that opens a chat with the message typed in. https://faq.whatsapp.com/5913398998672934"""
    return f"https://wa.me/{number}?text={''.join(map(_QUOTED.__getitem__, message.encode()))}"


def whatsapp_of(contact: Contact | None, message: str) -> str:
    """The chat address, or "" when there is no public number."""
    return whatsapp(contact.whatsapp, message) if contact and contact.whatsapp else ""
