"""What each template may use: one dataclass a template, complete and frozen.

A page is its template filled with one of these, and its key is a digest of both, so a field that no template shows would
make pages again for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from etalase.drawing import Drawing
from etalase.languages import Language
from etalase.maps import Locator, MapView
from etalase.phrases import PricePhrase
from etalase.qr import QrCode
from etalase.views import Badge, Card, Coverage, GroupCard, Labelled, PictureView


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What `base.html` shows round every page. Addresses of other sites' use are absolute, links start at the root."""

    language: Language
    site: str
    title: str
    description: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, Labelled], ...]
    image: tuple[str, int, int, str]
    kind: str
    structured: Markup
    crumbs: tuple[Labelled, ...]
    menu: tuple[tuple[Labelled, str], ...]
    minor: tuple[Labelled, ...]
    footer: tuple[tuple[Labelled, ...], ...]
    owner: str
    colophon: str
    has_samples: bool
    home: str
    search: str
    list: str
    header_search: bool
    indexed: bool
    assets: Mapping[str, str]
    feed: str
    offline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A picture and a few sentences that lead to a group."""

    title: str
    text: str
    picture: PictureView | None
    link: Labelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A material on the home page or in an index: a picture, its name, what is there."""

    name: str
    href: str
    picture: PictureView | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """`home.html`: an exhibition. One story large, rooms by material, more by name, a second story, the newest, the places."""

    frame: Frame
    title: str
    opening: StoryView | None
    statement: str
    rooms: tuple[Room, ...]
    more: tuple[Labelled, ...]
    story: StoryView | None
    newest: tuple[Card, ...]
    materials: str
    products: str
    kabupaten: str
    map: MapView | None
    places: tuple[Coverage, ...]
    outlet: tuple[str, Labelled] | None
    programs: Labelled | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One group of links that narrow a listing; `current` is the page itself."""

    name: str
    title: str
    options: tuple[tuple[Labelled, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What `facets.js` starts with: the address of its index, of the listing, what is chosen there, and orders with their names.

    `start` is `materials rotan` in the listing of rattan, `q` on the search page, and "" where nothing is chosen. `order` is a
    stamp of which products there are, on pages whose own cards can be shown again, and "" on others.
    """

    index: str
    here: str
    start: str
    order: str
    sorts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a page of a listing stands; `pages` are all of them, with `n` their number and "" for the page itself."""

    text: str
    previous: str
    next: str
    pages: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """`listing.html`: products, or those of one category, material or technique, a page of cards at a time."""

    frame: Frame
    title: str
    count: str
    sample: bool
    cards: tuple[Card, ...]
    facets: tuple[Facet, ...]
    narrowing: Narrowing
    pager: Pager
    everything: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPage:
    """`terms.html`: all categories, materials or techniques that have products."""

    frame: Frame
    title: str
    lead: str
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A group on the pages of its products: one object for all of them, so that its markup is made once."""

    link: Labelled
    place: str
    kabupaten: Labelled | None
    lines: tuple[str, ...]
    locator: Locator | None
    statement: str
    story: str
    picture: PictureView | None
    everything: Labelled


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """`product.html`. `facts` are label and value, or label and links; `terms` the four that an order needs.

    `piece` is what the order list keeps of the product, as JSON for `basket.js`; `share_query` follows the address that the
    share button passes on.
    """

    frame: Frame
    name: str
    maker: Maker
    made_of: str
    size: str
    summary: str
    gallery: tuple[PictureView, ...]
    sample_pictures: bool
    sample: bool
    price: PricePhrase
    is_out: bool
    terms: tuple[tuple[str, str], ...]
    order: Labelled | None
    print_order: str
    qr: QrCode | None
    share_query: str
    shops: tuple[Labelled, ...]
    drawing: Drawing | None
    facts: tuple[tuple[str, str, tuple[Labelled, ...]], ...]
    body: Markup
    permits: tuple[Badge, ...]
    checked: str
    alike_title: str
    alike: tuple[Card, ...]
    piece: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """`group.html`: a maker, its story and all it makes. Up to three `cards` have whole pictures, to be hung large."""

    frame: Frame
    name: str
    kind: str
    lines: tuple[str, ...]
    kabupaten: Labelled | None
    province: str
    facilitator: str
    locator: Locator | None
    plate: PictureView | None
    summary: str
    body: Markup
    sample: bool
    source: str
    ask: str
    facts: tuple[tuple[str, str, tuple[Labelled, ...]], ...]
    permits: tuple[Badge, ...]
    checked: str
    count: str
    narrowing: Narrowing | None
    cards: tuple[Card, ...]
    pager: Pager
    programs: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsPage:
    """`groups.html`: every group, under its kabupaten."""

    frame: Frame
    title: str
    lead: str
    sample: bool
    kabupaten: tuple[tuple[Labelled, tuple[GroupCard, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """`places.html`: every kabupaten with its coverage."""

    frame: Frame
    title: str
    lead: str
    map: MapView | None
    places: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredPlace:
    """A kecamatan with groups, in its kabupaten's list."""

    name: str
    href: str
    anchor: str
    line: str
    groups: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """`place.html`: a kabupaten or kecamatan. Only a kabupaten has a `map`, and `covered` and `missing` kecamatan."""

    frame: Frame
    title: str
    lead: str
    note: str
    coverage: Coverage | None
    map: MapView | None
    locator: Locator | None
    covered: tuple[CoveredPlace, ...]
    missing_title: str
    missing: tuple[tuple[str, str], ...]
    office: str
    groups: tuple[GroupCard, ...]
    cards_title: str
    count: str
    narrowing: Narrowing | None
    cards: tuple[Card, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletsPage:
    """`outlets.html`: the places where things can be seen and bought."""

    frame: Frame
    title: str
    lead: str
    outlets: tuple[tuple[Labelled, str, str, PictureView | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletPage:
    """`outlet.html`: one of them, and what is there."""

    frame: Frame
    name: str
    lines: tuple[str, ...]
    kabupaten: Labelled | None
    plate: PictureView | None
    summary: str
    body: Markup
    sample: bool
    source: str
    facts: tuple[tuple[str, str, tuple[Labelled, ...]], ...]
    ask: str
    groups: tuple[GroupCard, ...]
    cards: tuple[Card, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramLine:
    """A program in the list."""

    title: str
    href: str
    kind: str
    when: str
    where: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramsPage:
    """`programs.html`: trainings, facilitation, fairs and aid, latest first."""

    frame: Frame
    title: str
    lead: str
    programs: tuple[ProgramLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPage:
    """`program.html`: one of them."""

    frame: Frame
    title: str
    kind: str
    summary: str
    facts: tuple[tuple[str, str, tuple[Labelled, ...]], ...]
    picture: PictureView | None
    body: Markup
    sample: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """`text.html`: a page of the editors."""

    frame: Frame
    title: str
    summary: str
    body: Markup
    sample: bool
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """`search.html`: the field, and what stands in for results until a script runs.

    All but the first three are for `search.js`: what narrows results, where the index is, where what results show is,
    where what is suggested while typing is, whether pages are kept for when there is no signal, and words.
    """

    frame: Frame
    title: str
    suggestions: tuple[Labelled, ...]
    everything: str
    narrowing: Narrowing
    bundle: str
    results: str
    suggested: str
    offline: bool
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderListPage:
    """`list.html`: the order list, which `list.js` draws from what the visitor has collected; `words` are for it."""

    frame: Frame
    title: str
    suggestions: tuple[Labelled, ...]
    everything: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for institutions: its name, whether numbers stand in it, and whether they have a unit."""

    label: str
    is_number: bool
    has_unit: bool


@dataclass(frozen=True, slots=True)
class SupplyCell:
    """What stands in it; of a number the bare `value` and its `unit` besides."""

    text: str
    value: str = ""
    unit: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRow:
    """A group or product in such a table. `name` is unique; `permits` are the kinds that are valid, with spaces between."""

    name: str
    address: str
    group: str
    whatsapp: str
    place: str
    permits: str
    cells: tuple[SupplyCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyersPage:
    """`buyers.html`: a table of groups or products for institutions, a page of rows at a time.

    `tabs` lead to both tables, with whether it is this one. The last two are for `buyers.js`: the table's pages, and words.
    """

    frame: Frame
    title: str
    lead: str
    sample: bool
    tabs: tuple[tuple[Labelled, bool], ...]
    columns: tuple[Column, ...]
    rows: tuple[SupplyRow, ...]
    pager: Pager
    places: tuple[str, ...]
    permits: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    selling: Labelled
    pages: tuple[str, ...]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A file for selling: which channel it is for, what it is, its address as others see it, how many products are in it."""

    label: str
    note: str
    address: str
    count: str


@dataclass(frozen=True, slots=True)
class ReadyCell:
    """Whether a product gets into a channel, or how many of a group do: `yes`, `half` or `no`, and in words; what would help."""

    state: str
    text: str
    advised: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SellingPage:
    """`selling.html`: what products lack for each channel; of all groups in figures, or of one group product by product."""

    frame: Frame
    title: str
    lead: str
    files: tuple[FeedLine, ...]
    guide: str
    first_column: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Labelled, tuple[ReadyCell, ...]], ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table of open data: its files by name, and its columns with what they mean."""

    name: str
    about: str
    files: tuple[Labelled, ...]
    rows: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage:
    """`data.html`: what open data there is. `others` are files that describe it, and the feed."""

    frame: Frame
    title: str
    lead: str
    updated: str
    licence: str
    tables: tuple[DataTable, ...]
    others: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundWords:
    """What `not-found.html` says in one language; `search` is the page it leads to, the rest are names of the field."""

    language: Language
    title: str
    text: str
    search: Labelled
    search_site: str
    search_label: str
    search_products: str
    suggestions: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage:
    """`not-found.html`: served for addresses that do not exist, in every language of the site at once."""

    frame: Frame
    languages: tuple[NotFoundWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineWords:
    """What `offline.html` says in one language."""

    language: Language
    title: str
    text: str
    again: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePage:
    """`offline.html`: in the place of a page that is not kept, when there is no signal; in every language at once."""

    frame: Frame
    languages: tuple[OfflineWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage:
    """`redirect.html`: an old address that leads to the new one."""

    language: Language
    title: str
    text: str
    href: str
    canonical: str


AnyPage = (
    HomePage | ListingPage | TermsPage | ProductPage | GroupPage | GroupsPage | PlacesPage | PlacePage | OutletsPage
    | OutletPage | ProgramsPage | ProgramPage | TextPage | SearchPage | OrderListPage | BuyersPage | SellingPage | DataPage
    | NotFoundPage | OfflinePage | RedirectPage
)  # fmt: skip
TEMPLATES: dict[type, str] = {
    HomePage: "home.html",
    ListingPage: "listing.html",
    TermsPage: "terms.html",
    ProductPage: "product.html",
    GroupPage: "group.html",
    GroupsPage: "groups.html",
    PlacesPage: "places.html",
    PlacePage: "place.html",
    OutletsPage: "outlets.html",
    OutletPage: "outlet.html",
    ProgramsPage: "programs.html",
    ProgramPage: "program.html",
    TextPage: "text.html",
    SearchPage: "search.html",
    OrderListPage: "list.html",
    BuyersPage: "buyers.html",
    SellingPage: "selling.html",
    DataPage: "data.html",
    NotFoundPage: "not-found.html",
    OfflinePage: "offline.html",
    RedirectPage: "redirect.html",
}
