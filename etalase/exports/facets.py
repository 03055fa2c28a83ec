"""What `facets.js` narrows listings by: an index of labels, columns of facts, and cards, all static files.

Products stand in the order of the catalog turned round, oldest first, so that a new one is added at the end; a place in
that order is what every file knows a product by. A column holds one fact of every product. It is fetched when its facet
is opened, and its name has a digest in it, so that browsers may keep it for ever. Everything is deflated here, since
hosts do not compress files of an unknown type.

index    labels, words, and the names of the columns   one a language
columns  ints: bytes in planes, the lowest of all products first
         postings: the gaps between the products that an option has, one option after another, each closed by a 0
cards    what a listing shows of a few neighbours       one file for each few, in each language
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple, get_args

from etalase.addresses import Section
from etalase.briefs import Brief
from etalase.catalog import Catalog, TermList
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.exports.cards import IN_SHARD, PHOTOS, narrowing_address
from etalase.exports.packing import classes_of, deflated, json_of, pack_amounts, pack_ints, pack_postings, price_classes, rest_of
from etalase.languages import Language
from etalase.ledger import Ledger
from etalase.maps import kabupaten_point, kecamatan_points
from etalase.model import Group, PermitKind, Product
from etalase.outputs import PLAIN, PROGRAM, OutputFile, digest
from etalase.places import lineage, place
from etalase.views import Viewer
from etalase.words import fold

COLUMNS: Final = "data/kolom/"
IN_PART: Final = 8  # classes of a file of exact prices: what two typed ends ask for is in one or two
STOCKS: Final = ("ready", "order", "out")
MARKETS: Final = ("tokopedia", "shopee", "tiktok", "lazada", "blibli", "bukalapak", "padi", "ekatalog")
DAYS: Final = (7, 14, 30, 60)
AMOUNTS: Final = (10, 50, 100, 500, 1000)
UNKNOWN: Final = 65535  # days
WORDS: Final = (
    "products", "products_n", "shown_of", "show_products", "show_more", "clear_all", "filter_remove", "filter_none", "facet_more",
    "price_low", "price_high", "price_between", "price_least", "price_most", "price_wrong", "near_asked", "near_failed",
    "stock_ready", "stock_order", "stock_order_days", "stock_out", "picture_to_come",
)  # fmt: skip
SORTS: Final = ("newest", "cheapest", "dearest", "name", "soonest", "nearest")
FOUND_SORTS: Final = ("best", *SORTS)  # of a search

# What the address of a narrowed listing says; the values are slugs, or the words in VALUES.
PARAMETERS: Final[Mapping[str, Mapping[Language, str]]] = {
    "categories": {"id": "kategori", "en": "category"},
    "stock": {"id": "stok", "en": "stock"},
    "materials": {"id": "bahan", "en": "material"},
    "techniques": {"id": "teknik", "en": "technique"},
    "price": {"id": "harga", "en": "price"},
    "kabupaten": {"id": "kabupaten", "en": "regency"},
    "kecamatan": {"id": "kecamatan", "en": "district"},
    "groups": {"id": "kelompok", "en": "group"},
    "permits": {"id": "izin", "en": "permit"},
    "channels": {"id": "kanal", "en": "channel"},
    "lead": {"id": "lama", "en": "days"},
    "capacity": {"id": "kapasitas", "en": "capacity"},
    "sort": {"id": "urut", "en": "sort"},
}
VALUES: Final[Mapping[str, Mapping[Language, str]]] = {
    "ready": {"id": "siap", "en": "ready"},
    "order": {"id": "pesan", "en": "order"},
    "out": {"id": "kosong", "en": "out"},
    "best": {"id": "cocok", "en": "best"},
    "newest": {"id": "terbaru", "en": "newest"},
    "cheapest": {"id": "termurah", "en": "cheapest"},
    "dearest": {"id": "termahal", "en": "dearest"},
    "name": {"id": "nama", "en": "name"},
    "soonest": {"id": "tercepat", "en": "soonest"},
    "nearest": {"id": "terdekat", "en": "nearest"},
}

# How a facet is answered: by one number of each product, by several, by where its group is, or by a number and a limit.
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "categories": ("one", "categories"),
    "stock": ("one", "stock"),
    "materials": ("many", "materials"),
    "techniques": ("many", "techniques"),
    "price": ("range", "price"),
    "kabupaten": ("place", "groups"),
    "kecamatan": ("place", "groups"),
    "groups": ("place", "groups"),
    "permits": ("many", "permits"),
    "channels": ("many", "channels"),
    "lead": ("most", "days"),
    "capacity": ("least", "capacity"),
}


class Column(NamedTuple):
    """One fact of every product; `pack` gives it packed but not deflated. One with words has a `language`."""

    name: str
    language: str
    path: str
    pack: Callable[[], bytes]

    @property
    def file(self) -> OutputFile:
        return OutputFile(self.path, digest(PROGRAM, self.path), lambda: deflated(self.pack()))


class Order(NamedTuple):
    """Products, oldest first, and their makers by slug, each known by its place."""

    products: Sequence[Entry[Product]]
    makers: Sequence[Entry[Group]]
    maker_of: Sequence[int]

    @property
    def briefs(self) -> list[Brief]:
        return [product.brief for product in self.products]


def index_address(language: Language) -> str:
    return f"{narrowing_address(language)}index.bin"


def started_with(section: Section, parts: Sequence[str]) -> str:
    """The facet and the value that the listing under an address has chosen already: `kecamatan kapuas-hulu.embaloh-hilir`."""
    name = ("kabupaten", "kecamatan")[len(parts) - 1] if section == "places" else section
    return f"{name} {'.'.join(parts)}" if parts and name in KINDS else ""


class _Known(NamedTuple):
    """What the last build found: the columns without prices by name, language and path; all files by path and key."""

    facts: str = ""
    columns: Sequence[tuple[str, str, str]] = ()
    everything: str = ""
    files: Sequence[tuple[str, str]] = ()


def plan_facets(editions: Sequence[Edition], ledger: Ledger) -> list[OutputFile]:
    """The columns, and the index of every edition.

    Packing takes 0.2 s at 10,000 products, so what no fact has changed for is as the ledger has it.
    """
    order, noted = _order(editions[0].catalog), ledger.noted("facets")
    known = _Known(*pickle.loads(noted)) if noted else _Known()
    facts = _facts(editions, order)
    everything = digest(
        facts,
        marshal.dumps([product.brief.offer for product in order.products], PLAIN),
        *(f"{edition.ground} {edition.facets} {edition.order}" for edition in editions),
    )
    if known.everything == everything:
        return [OutputFile(path, key, partial(_made_again, editions, path)) for path, key in known.files]
    if known.facts == facts:
        steady = [Column(*named, partial(_packed_again, editions, named)) for named in known.columns]
    else:
        steady = [*_steady(editions, order)]
    files = [*_files(editions, order, steady)]
    named = [column[:3] for column in steady]
    ledger.note("facets", pickle.dumps((facts, named, everything, [(file.path, file.key) for file in files])))
    return files


def _facts(editions: Sequence[Edition], order: Order) -> str:
    """A digest of all that is said of products and groups but prices, stock and days."""
    products = [(brief.slug, brief.refs, brief.permits, brief.channels, brief.names, brief.offer[3]) for brief in order.briefs]
    makers = [
        (brief.slug, brief.permits, brief.names, brief.offer[3], brief.place, brief.point)
        for brief in (group.brief for group in order.makers)
    ]
    view = editions[0].view
    return digest(repr((view.catalog.addresses.languages, view.today)), marshal.dumps((products, makers), PLAIN))


def _files(editions: Sequence[Edition], order: Order, steady: Sequence[Column]) -> Iterator[OutputFile]:
    columns = [*steady, *_offers(order)]
    yield from (column.file for column in columns)
    for edition in editions:
        yield _index(edition, order, columns)


def _made_again(editions: Sequence[Edition], path: str) -> bytes:
    """A file that the last build knew, but that is no longer there."""
    order = _order(editions[0].catalog)
    return next(file for file in _files(editions, order, [*_steady(editions, order)]) if file.path == path).make()


def _packed_again(editions: Sequence[Edition], named: tuple[str, str, str]) -> bytes:
    return next(column for column in _steady(editions, _order(editions[0].catalog)) if column[:3] == named).pack()


def _order(catalog: Catalog) -> Order:
    products = catalog.oldest_first
    makers = sorted((group for group in catalog.groups if catalog.products_of[group.slug]), key=lambda group: group.slug)
    number = {group.slug: place for place, group in enumerate(makers)}
    return Order(products, makers, [number[catalog.group_of[product.slug].slug] for product in products])


# columns


def _column(name: str, packed: bytes, language: str = "") -> Column:
    stem = f"{name}-{language}" if language else name
    return Column(name, language, f"{COLUMNS}{stem}-{digest(packed)[:12]}.bin", lambda: packed)


def _steady(editions: Sequence[Edition], order: Order) -> Iterator[Column]:
    """Those without prices, stock and days: first what is the same in every language."""
    catalog, today = editions[0].catalog, editions[0].view.today.isoformat()
    categories = {str(term.slug): number for number, term in enumerate(catalog.used_terms("categories"))}
    held = [_held(group, today) for group in order.makers]
    permits = [_held(product, today) | held[maker] for product, maker in zip(order.products, order.maker_of, strict=True)]
    capacity = [group.brief.offer[3] for group in order.makers]
    amounts = [brief.offer[3] or capacity[maker] for brief, maker in zip(order.briefs, order.maker_of, strict=True)]
    yield _column("categories", pack_ints([categories[next(product.refs("categories"))] for product in order.products]))
    yield _terms(catalog, order, "materials")
    yield _terms(catalog, order, "techniques")
    yield _column("groups", pack_ints(order.maker_of))
    yield _column("permits", pack_postings(permits, get_args(PermitKind)))
    yield _column("channels", pack_postings([brief.channels for brief in order.briefs], MARKETS))
    yield _column("capacity", pack_ints(amounts))
    yield _column("points", json_of([[round(degrees, 3) for degrees in _point(group)] for group in order.makers]))
    for edition in editions:
        yield from (_names(edition.view, order), _makers(edition.view, order), _places(edition.view, order))


def _offers(order: Order) -> Iterator[Column]:
    prices, stocks, days, _ = zip(*(brief.offer for brief in order.briefs), strict=True) if order.products else ((), (), (), ())
    classes = price_classes(prices)
    numbers = classes_of(prices, classes)
    yield _column("stock", pack_ints([STOCKS.index(stock) for stock in stocks]))
    yield _column("price", pack_ints(numbers))
    yield from _exact(prices, numbers, classes)
    yield _column("days", pack_ints([_waiting(stock, given) for stock, given in zip(stocks, days, strict=True)]))


def _held(entry: Entry[Product] | Entry[Group], today: str) -> set[str]:
    """The kinds of its permits that have not run out."""
    return {kind for kind, until in entry.brief.permits if not until or until >= today}


def _waiting(stock: str, days: int) -> int:
    """Days until it can be sent."""
    if stock == "ready":
        return 0
    return UNKNOWN if stock == "out" or days < 0 else min(days, UNKNOWN)


def _exact(prices: Sequence[int], numbers: Sequence[int], classes: Sequence[tuple[int, int]]) -> Iterator[Column]:
    """How far each price is above the lowest of its class: of the products in the first few classes, the next few, and so on."""
    parts: list[list[int]] = [[] for _ in range(0, len(classes), IN_PART)]
    for price, number in zip(prices, numbers, strict=True):
        if number:
            parts[(number - 1) // IN_PART].append(price - classes[number - 1][0])
    return (_column(f"price-{part}", pack_amounts(above)) for part, above in enumerate(parts))


def _point(group: Entry[Group]) -> tuple[float, ...]:
    """Latitude and longitude: its own, or those of its kecamatan, or of the middle of its kabupaten."""
    kabupaten, kecamatan = group.brief.place[:5], group.brief.place[:8]
    return group.brief.point or (kecamatan_points(kabupaten).get(kecamatan) or kabupaten_point(kabupaten) or ())[::-1]


def _terms(catalog: Catalog, order: Order, name: TermList) -> Column:
    named = [[*product.refs(name)] for product in order.products]
    return _column(name, pack_postings(named, [term.slug for term in catalog.used_terms(name)]))


def _names(view: Viewer, order: Order) -> Column:
    """The place of each product when they stand by name."""
    names = [fold(product.name(view.language)) for product in order.products]
    ranks = [0] * len(names)
    for rank, number in enumerate(sorted(range(len(names)), key=lambda number: (names[number], order.products[number].slug))):
        ranks[number] = rank
    return _column("name", pack_ints(ranks), view.language)


def _makers(view: Viewer, order: Order) -> Column:
    """JSON: the name of each group, and what its slug has besides."""
    names = [group.name(view.language) for group in order.makers]
    named = [(name, rest_of(group.slug, name)) for name, group in zip(names, order.makers, strict=True)]
    return _column("makers", json_of({"groups": named}), view.language)


def _places(view: Viewer, order: Order) -> Column:
    """JSON: kabupaten; kecamatan with the number of theirs; and `of` each group the numbers of both, -1 where there is none."""
    above = [{each.level: each.code for each in lineage(group.brief.place)} for group in order.makers]
    kabupaten, kecamatan = (sorted({codes[level] for codes in above if level in codes}) for level in (2, 3))
    numbers = {code: number for codes in (kabupaten, kecamatan) for number, code in enumerate(codes)}
    titles = [(view.place_title(place(code)), place(code).slug) for code in kabupaten]
    table = {
        "kabupaten": [(title, rest_of(slug, title)) for title, slug in titles],
        "kecamatan": [(found.name, rest_of(found.slug, found.name), numbers[found.code[:5]]) for found in map(place, kecamatan)],
        "of": {
            "kabupaten": [numbers[codes[2]] if 2 in codes else -1 for codes in above],
            "kecamatan": [numbers[codes[3]] if 3 in codes else -1 for codes in above],
        },
    }
    return _column("places", json_of(table), view.language)


# index


def _index(edition: Edition, order: Order, columns: Sequence[Column]) -> OutputFile:
    view, base = edition.view, edition.catalog.addresses.base
    index = {
        "products": len(order.products),
        "columns": {column.name: base + column.path for column in columns if column.language in ("", view.language)},
        "prices": price_classes([product.brief.offer[0] for product in order.products]),
        "facets": [*_facets(edition, order)],
        "sort": [PARAMETERS["sort"][view.language], {sort: VALUES[sort][view.language] for sort in FOUND_SORTS}],
        "links": view.href("products"),
        "photos": f"{base}{PHOTOS}",
        "shard": IN_SHARD,
        "part": IN_PART,
        "order": edition.order,
        "words": view.phrases.messages.forms(*WORDS),
    }
    packed = json_of(index)
    return OutputFile(index_address(view.language), digest(PROGRAM, packed), partial(deflated, packed))


def _facets(edition: Edition, order: Order) -> Iterator[dict[str, object]]:
    """Name, kind, column, parameter, label and options of each facet that some product has a fact for."""
    language = edition.view.language
    offers = [entry.brief.offer for entry in (*order.products, *order.makers)]
    channels = any(product.brief.channels for product in order.products)
    permits = any(entry.brief.permits for entry in (*order.products, *order.makers))
    days, prices, amounts = any(o[2] > 0 for o in offers), any(o[0] for o in offers), any(o[3] for o in offers)
    missing = {"price": not prices, "channels": not channels, "permits": not permits, "lead": not days, "capacity": not amounts}
    for name, (kind, column) in KINDS.items():
        options = [*_options(edition, name)]
        if not missing.get(name) and (options or kind in ("range", "place")):
            yield {
                "name": name,
                "kind": kind,
                "column": column,
                "parameter": PARAMETERS[name][language],
                "label": edition.t(f"facet_{name}"),
                "options": options,
            }


def _options(edition: Edition, name: str) -> Iterator[tuple[str, str]]:
    """Value in the address, and label; groups and places are in a column of their own."""
    t, language = edition.t, edition.view.language
    match name:
        case "categories" | "materials" | "techniques":
            yield from ((term.slug, edition.view.term_label(term)) for term in edition.catalog.used_terms(name))
        case "stock":
            yield from ((VALUES[stock][language], t(f"stock_{stock}")) for stock in STOCKS)
        case "permits":
            yield from ((kind, t(f"permit_{kind}")) for kind in get_args(PermitKind))
        case "channels":
            yield from ((market, t(f"channel_{market}")) for market in MARKETS)
        case "lead":
            yield from ((str(days), t("facet_days", n=days)) for days in DAYS)
        case "capacity":
            yield from ((str(n), t("facet_amount", n=edition.view.phrases.number(n))) for n in AMOUNTS)
        case _:  # a range of prices
            pass
