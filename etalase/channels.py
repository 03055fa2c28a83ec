"""Channels: what each asks of a product, what a product lacks for it, and whether what we would send is right.

One table a channel says what its fields must be. `lacks` reads off it what keeps a product out, from briefs alone, so that ten
thousand products take a tenth of a second; `faults` holds a row that is ready to be sent against the same table.
"""

from __future__ import annotations

import marshal
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple, get_args

from etalase.briefs import Brief
from etalase.entries import Entry
from etalase.languages import LANGUAGES
from etalase.model import Focus, Group, Product
from etalase.outputs import PLAIN, digest
from etalase.views import SharedPicture, Viewer

SalesChannel = Literal["meta", "google", "marketplace", "ekatalog"]
CHANNELS: Final[tuple[SalesChannel, ...]] = get_args(SalesChannel)
LONGEST_DESCRIPTION: Final = 5000  # characters: Google's limit and WhatsApp's; Meta and shops take more
LONGEST_ADDRESS: Final = 2000


class Detail(NamedTuple):
    """A fact that has no field of its own."""

    name: str
    value: str


Value = str | int | float | tuple[SharedPicture, ...] | tuple[Detail, ...]
Row = Mapping[str, Value]  # a product as a channel is told of it, by the channel's names of fields; "" and () say nothing
Form = Literal["text", "plain", "id", "link", "idr", "amount", "nib", "kbli", "pictures", "details"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a channel wants in a field.

    `needs` is the fact that a record must state for it (see `entries`), "" where there is always something to say. A field that
    is not `must` may stay empty. `longest` is in characters, `smallest` the side of a picture in pixels, `widest` the longer side
    of one divided by the other, `most` the number of pictures or details.
    """

    field: str
    needs: str = ""
    form: Form = "text"
    must: bool = True
    longest: int = 0
    choices: tuple[str, ...] = ()
    smallest: int = 0
    widest: float = 0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a product does not get into a channel: a fact that is missing, too long or too small, and the limit.

    Without one that is not `must` it gets in, but with it it would do better.
    """

    fact: str
    why: Literal["missing", "long", "small"]
    limit: int
    must: bool

    @property
    def key(self) -> str:
        """Of the words that say what would be needed; they may name the limit as `n`."""
        return f"lack_{self.fact}" if self.why == "missing" else f"lack_{self.fact}_{self.why}"


class Fault(NamedTuple):
    """A rule that a row breaks: the field, and what is wrong with it."""

    field: str
    kind: str


# https://developers.facebook.com/docs/commerce-platform/catalog/fields: lengths, choices with a space, `150000 IDR`, plain text,
# pictures of 500 pixels at least, one of brand, gtin and mpn.
_META: Final = (
    Rule("id", form="id", longest=100),
    Rule("title", "name", longest=200),
    Rule("description", "description", "plain", longest=9999),
    Rule("availability", choices=("in stock", "out of stock", "available for order", "preorder", "discontinued")),
    Rule("condition", choices=("new", "refurbished", "used")),
    Rule("price", "price", "idr"),
    Rule("link", "address", "link", longest=LONGEST_ADDRESS),
    Rule("image_link", "picture", "pictures", smallest=500),
    Rule("brand", longest=100),
    Rule("additional_image_link", form="pictures", must=False, smallest=500, most=10),
    Rule("product_type", must=False, longest=750),
    Rule("material", must=False, longest=200),
)
# https://support.google.com/merchants/answer/7052112: lengths, choices with an underscore, pictures of 500 pixels from
# 31 January 2027 on; a price that is exact, and a page where the thing can be bought.
_GOOGLE: Final = (
    Rule("id", form="id", longest=50),
    Rule("title", "name", longest=150),
    Rule("description", "description", "plain", longest=LONGEST_DESCRIPTION),
    Rule("link", "shop", "link", longest=LONGEST_ADDRESS),
    Rule("image_link", "picture", "pictures", smallest=500),
    Rule("additional_image_link", form="pictures", must=False, smallest=500, most=10),
    Rule("availability", choices=("in_stock", "out_of_stock", "preorder", "backorder")),
    Rule("price", "exact_price", "idr"),
    Rule("condition", choices=("new", "refurbished", "used")),
    Rule("brand", must=False, longest=70),
    Rule("identifier_exists", choices=("yes", "no")),
    Rule("product_type", must=False, longest=750),
    Rule("material", must=False, longest=200),
    Rule("product_detail", form="details", must=False, longest=1000, most=1000),
)
# What Tokopedia with TikTok Shop and Shopee ask for alike: names below 255 letters, JPEG or PNG from 500 pixels, nearly square,
# at most nine. Their templates differ by category and change; nobody may hand them on, so there is nothing to check them by.
_MARKETPLACE: Final = (
    Rule("sku", form="id", longest=50),
    Rule("name", "name", longest=254),
    Rule("category"),
    Rule("description", "description", "plain", longest=LONGEST_DESCRIPTION),
    Rule("price", "price", "amount"),
    Rule("price_note", must=False),
    Rule("unit", must=False),
    Rule("stock"),
    Rule("minimum", form="amount"),
    Rule("weight", "weight", "amount"),
    Rule("width", form="amount", must=False),
    Rule("depth", form="amount", must=False),
    Rule("height", form="amount", must=False),
    Rule("picture_1", "picture", "pictures", smallest=500, widest=4 / 3),
    *(Rule(f"picture_{number}", form="pictures", must=False, smallest=500, widest=4 / 3) for number in range(2, 10)),
    Rule("page", form="link", longest=LONGEST_ADDRESS),
    Rule("sample", must=False),
)
# What LKPP asks of sellers in the E-Katalog (katalog.inaproc.id): NIB and NPWP, a KBLI matching the category, a unit, a price,
# pictures. TKDN decides who is preferred (Perpres 46/2025, article 66). Its form is not open, so this is no upload.
_EKATALOG: Final = (
    Rule("seller"),
    Rule("seller_kind", must=False),
    Rule("nib", "nib", "nib"),
    Rule("npwp", "npwp"),
    Rule("place_code"),
    Rule("place"),
    Rule("whatsapp", must=False),
    Rule("email", must=False),
    Rule("seller_page", form="link", longest=LONGEST_ADDRESS),
    Rule("sku", form="id", longest=50),
    Rule("name", "name", longest=255),
    Rule("brand", must=False),
    Rule("origin"),
    Rule("category"),
    Rule("kbli", "kbli", "kbli"),
    Rule("kbli_edition", must=False, choices=("2020", "2025")),
    Rule("unit", "unit"),
    Rule("price", "exact_price", "amount"),
    Rule("price_note", must=False),
    Rule("minimum", form="amount"),
    Rule("stock"),
    Rule("capacity", "capacity", must=False),
    Rule("tkdn", "tkdn", must=False),
    Rule("sni", "sni", must=False),
    Rule("permits", must=False),
    Rule("weight", "weight", "amount", must=False),
    Rule("size", "size", must=False),
    Rule("description", "description", "plain", longest=LONGEST_DESCRIPTION),
    Rule("pictures", "picture", "pictures", smallest=500, most=9),
    Rule("page", form="link", longest=LONGEST_ADDRESS),
    Rule("short_page", form="link", longest=LONGEST_ADDRESS),
    Rule("ekatalog", form="link", must=False, longest=LONGEST_ADDRESS),
    Rule("missing", must=False),
    Rule("advised", must=False),
    Rule("sample", must=False),
)
RULES: Final[Mapping[SalesChannel, tuple[Rule, ...]]] = {
    "meta": _META,
    "google": _GOOGLE,
    "marketplace": _MARKETPLACE,
    "ekatalog": _EKATALOG,
}
_ASKED_PERMITS: Final = ("nib", "sni", "tkdn")
_NEEDED: Final = {channel: tuple(rule for rule in rules if rule.needs) for channel, rules in RULES.items()}


# what a product lacks


def lacks(view: Viewer, entry: Entry[Product]) -> Mapping[SalesChannel, tuple[Lack, ...]]:
    """By channel what keeps a product out of it, and what it would do better with; nothing that is in its brief is decoded."""
    name = entry.brief.names[LANGUAGES.index(view.catalog.addresses.languages[0])]
    return _lacks(_stated(view, entry), len(name), _side_px(view, entry))


@lru_cache(4096)
def _lacks(stated: frozenset[str], name_length: int, side_px: int) -> Mapping[SalesChannel, tuple[Lack, ...]]:
    return {channel: tuple(_lacking(_NEEDED[channel], stated, name_length, side_px)) for channel in CHANNELS}


def is_ready(found: Iterable[Lack]) -> bool:
    return not any(lack.must for lack in found)


def tally(view: Viewer, products: Iterable[Entry[Product]]) -> dict[SalesChannel, tuple[int, Counter[Lack]]]:
    """By channel how many of the products get into it, and how many of the others lack what."""
    ready, lacking = Counter[SalesChannel](), {channel: Counter[Lack]() for channel in CHANNELS}
    for product in products:
        for channel, found in lacks(view, product).items():
            ready[channel] += is_ready(found)
            lacking[channel].update(lack for lack in found if lack.must)
    return {channel: (ready[channel], lacking[channel]) for channel in CHANNELS}


def asked_of(view: Viewer, group: Entry[Group], products: Iterable[Entry[Product]]) -> str:
    """A digest of all that `lacks` depends on for products of a group, the site's address aside."""
    measured, brief, today = view.album.measured, group.brief, view.today.isoformat()
    told = [
        (each.slug, each.brief.names, each.brief.states, _held(each.brief, today), each.brief.picture,
         measured[each.brief.photos[0][0]].digest if each.brief.photos else "")
        for each in products
    ]  # fmt: skip
    return digest(marshal.dumps((group.slug, brief.states, _held(brief, today), brief.offer[3] > 0, told), PLAIN))


def _stated(view: Viewer, entry: Entry[Product]) -> frozenset[str]:
    brief, group, today = entry.brief, view.catalog.group_of[entry.slug].brief, view.today.isoformat()
    always: tuple[str, ...] = ("name", "picture") if brief.photos else ("name",)
    if group.offer[3]:
        always += ("capacity",)
    if view.catalog.addresses.url.startswith("https://"):
        always += ("address",)
    return frozenset(brief.states + group.states + always + _held(group, today) + _held(brief, today))


def _held(brief: Brief, today: str) -> tuple[str, ...]:
    """The permits channels ask for that are valid on an ISO day."""
    return tuple([kind for kind, expires in brief.permits if kind in _ASKED_PERMITS and (expires or today) >= today])


def _side_px(view: Viewer, entry: Entry[Product]) -> int:
    if not entry.brief.photos:
        return 0
    file, x, y, *_ = entry.brief.photos[0]
    return view.album.master(file, Focus(x, y)).derivative.width


def _lacking(rules: Iterable[Rule], stated: frozenset[str], name_length: int, side_px: int) -> Iterator[Lack]:
    for rule in rules:
        if rule.needs not in stated:
            fact = "price" if rule.needs == "exact_price" and "price" not in stated else rule.needs
            yield Lack(fact, "missing", 0, rule.must)
        elif rule.needs == "name" and rule.longest < name_length:
            yield Lack("name", "long", rule.longest, must=True)
        elif rule.needs == "picture" and side_px < rule.smallest:
            yield Lack("picture", "small", rule.smallest, must=True)


# whether a row is right


def faults(channel: SalesChannel, row: Row) -> Iterator[Fault]:
    """Every rule of the channel that a row breaks."""
    rules = RULES[channel]
    yield from (Fault(name, "unknown") for name in sorted(row.keys() - {rule.field for rule in rules}))
    for rule in rules:
        value = row.get(rule.field, "")
        if value in ("", ()):
            if rule.must:
                yield Fault(rule.field, "missing")
        else:
            yield from (Fault(rule.field, kind) for kind in _broken(rule, value))


def faults_of(channel: SalesChannel, rows: Iterable[Row]) -> list[tuple[int, Fault]]:
    """Those of a whole file, each with its row's number from 0; what should be unique must not come again."""
    found: list[tuple[int, Fault]] = []
    seen: set[Value] = set()
    key = next(rule.field for rule in RULES[channel] if rule.form == "id")
    for number, row in enumerate(rows):
        found += [(number, fault) for fault in faults(channel, row)]
        if row.get(key, "") in seen:
            found.append((number, Fault(key, "repeated")))
        seen.add(row.get(key, ""))
    return found


def _broken(rule: Rule, value: Value) -> Iterator[str]:
    if rule.choices and value not in rule.choices:
        yield "not-a-choice"
    if isinstance(value, str) and rule.longest and len(value) > rule.longest:
        yield "too-long"
    if isinstance(value, str) and not value.isprintable() and _CONTROL.search(value):
        yield "control-character"
    match rule.form:
        case "pictures":
            yield from _broken_pictures(rule, value)
        case "details":
            yield from _broken_details(rule, value)
        case "amount":
            if not isinstance(value, int | float) or value <= 0:
                yield "not-an-amount"
        case "text":
            pass
        case "plain" | "id" | "link" | "idr" | "nib" | "kbli":
            kind, is_right = _FORMS[rule.form]
            if not is_right(str(value)):
                yield kind


def _broken_pictures(rule: Rule, value: Value) -> Iterator[str]:
    pictures = [each for each in value if isinstance(each, SharedPicture)] if isinstance(value, tuple) else []
    if not isinstance(value, tuple) or len(pictures) != len(value):
        yield "not-a-picture"
    if len(pictures) > rule.most:
        yield "too-many"
    for address, width, height in pictures:
        if not _LINK.fullmatch(address) or len(address) > LONGEST_ADDRESS:
            yield "not-a-link"
        if not address.lower().endswith((".jpg", ".jpeg", ".png")):
            yield "not-a-format"
        if min(width, height) < rule.smallest:
            yield "too-small"
        if rule.widest and max(width, height) > rule.widest * min(width, height):
            yield "not-a-shape"


def _broken_details(rule: Rule, value: Value) -> Iterator[str]:
    details = [each for each in value if isinstance(each, Detail)] if isinstance(value, tuple) else []
    if not isinstance(value, tuple) or len(details) != len(value):
        yield "not-a-detail"
    if len(details) > rule.most:
        yield "too-many"
    if any(len(name) > 140 or len(said) > rule.longest for name, said in details):
        yield "too-long"


_LINK: Final = re.compile(r"https://[!-~]+")
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_CONTROL: Final = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMS: Final[Mapping[str, tuple[str, Callable[[str], object]]]] = {
    "plain": ("markup", lambda text: "<" not in text or not _MARKUP.search(text)),
    "id": ("not-an-id", re.compile(r"[!-~]+").fullmatch),
    "link": ("not-a-link", _LINK.fullmatch),
    "idr": ("not-a-price", re.compile(r"[1-9]\d*(\.\d\d)? IDR").fullmatch),
    "nib": ("not-13-digits", re.compile(r"\d{13}").fullmatch),
    "kbli": ("not-5-digits", re.compile(r"\d{5}").fullmatch),
}
