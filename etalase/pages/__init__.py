"""Plan: catalog, pictures and theme → the pages, each with its key; planning and rendering wait until a key is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from etalase.catalog import TERM_LISTS
from etalase.contexts import RedirectPage
from etalase.editions import Edition, PlannedPage, Spot
from etalase.entries import Entry
from etalase.outputs import OutputFile
from etalase.pages.buyers import buyers_pages
from etalase.pages.data import data_page
from etalase.pages.front import home_page, not_found_page, offline_page, redirect_page, search_page, text_page
from etalase.pages.group import group_pages, groups_page
from etalase.pages.listings import product_pages, term_pages, terms_page
from etalase.pages.order_list import order_list_page
from etalase.pages.outlet import outlet_pages, outlets_page
from etalase.pages.place import kabupaten_pages, kecamatan_pages, places_page
from etalase.pages.product import pages_of_products
from etalase.pages.program import program_page, programs_page
from etalase.pages.selling import selling_pages
from etalase.theme import Theme


def plan_pages(editions: tuple[Edition, ...]) -> Iterator[PlannedPage]:
    """The pages of every edition, the error page, and redirects from old addresses."""
    for edition in editions:
        yield from _edition_pages(edition)
    yield not_found_page(editions)
    if editions[0].catalog.site.offline:
        yield offline_page(editions)
    for old, new in editions[0].catalog.redirects:
        yield redirect_page(editions[0], old, new)


def plan_pages_of(edition: Edition, entry: Entry[Any]) -> Iterator[PlannedPage]:
    """The pages of one record, which are planned in little time."""
    match entry.brief.folder:
        case "products":
            spot = Spot("products", (entry.slug,))
            yield from (page for page in pages_of_products(edition, edition.catalog.group_of[entry.slug]) if page.spot == spot)
        case "groups":
            yield from group_pages(edition, entry)
        case "outlets":
            yield from outlet_pages(edition, entry)
        case "programs":
            yield program_page(edition, entry)
        case _:
            yield text_page(edition, entry)


def page_path(planned: PlannedPage) -> str:
    """The path of the page's file below the output folder."""
    return planned.address if planned.address.endswith(".html") else f"{planned.address}index.html"


def plan_texts(pages: Iterable[PlannedPage]) -> Iterator[OutputFile]:
    """The pages of records as Markdown, beside them. What a page's values depend on covers all that its text says."""
    return (OutputFile(text_path(page_path(page)), page.key.partition(" ")[0], page.text) for page in pages if page.text)


def text_path(path: str) -> str:
    """The path of the Markdown beside a page."""
    return f"{path.removesuffix('.html')}.md"


def render_page(planned: PlannedPage, theme: Theme) -> bytes:
    """The page as UTF-8. Raises ContentError when a template of the theme is at fault."""
    page = planned.plan()
    language = page.language if isinstance(page, RedirectPage) else page.frame.language
    return theme.render(planned.template, {"page": page, "t": theme.messages[language]})


def _edition_pages(edition: Edition) -> Iterator[PlannedPage]:
    catalog = edition.catalog
    yield home_page(edition)
    yield from product_pages(edition)
    for name in TERM_LISTS:
        yield terms_page(edition, name)
        for term in catalog.used_terms(name):
            yield from term_pages(edition, name, term)
    yield groups_page(edition)
    for group in catalog.groups:
        yield from group_pages(edition, group)
        yield from pages_of_products(edition, group)
    yield places_page(edition)
    for area in catalog.areas:
        yield from kabupaten_pages(edition, area)
        for inside in area.inside:
            if inside.groups:
                yield from kecamatan_pages(edition, inside, area)
    yield outlets_page(edition)
    for outlet in catalog.outlets:
        yield from outlet_pages(edition, outlet)
    yield programs_page(edition)
    yield from (program_page(edition, program) for program in catalog.programs)
    yield from (text_page(edition, page) for page in catalog.pages)
    yield search_page(edition)
    yield order_list_page(edition)
    yield from buyers_pages(edition)
    yield from selling_pages(edition)
    yield data_page(edition)
