"""Plan: catalog, pictures and theme → the HTML files, each with its key; rendering waits until a key is new."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from etalase.bodies import WrittenBodies
from etalase.catalog import TERM_LISTS
from etalase.contexts import TEMPLATES, RedirectPage
from etalase.outputs import OutputFile, digest
from etalase.pages.edition import Edition, PlannedPage
from etalase.pages.front import home_page, not_found_page, redirect_page, search_page, text_page
from etalase.pages.group import group_pages, groups_page
from etalase.pages.listings import product_pages, term_pages, terms_page
from etalase.pages.outlet import outlet_pages, outlets_page
from etalase.pages.place import kabupaten_pages, kecamatan_pages, places_page
from etalase.pages.product import product_page
from etalase.pages.program import program_page, programs_page
from etalase.theme import Theme
from etalase.views import Viewer


def plan_pages(viewers: tuple[Viewer, ...], bodies: WrittenBodies, theme: Theme) -> Iterator[PlannedPage]:
    """The pages of the site in the language of every viewer, the error page, and redirects from old addresses."""
    editions = tuple(Edition(viewer, bodies, theme) for viewer in viewers)
    for edition in editions:
        yield from _edition_pages(edition)
    yield not_found_page(editions)
    for old, new in viewers[0].catalog.redirects:
        yield redirect_page(editions[0], old, new)


def page_file(planned: PlannedPage, theme: Theme) -> OutputFile:
    """The page as a file. Making it may raise ContentError, when a template of the theme is at fault."""
    page = planned.page
    template = TEMPLATES[type(page)]
    language = page.language if isinstance(page, RedirectPage) else page.frame.language
    path = planned.address if planned.address.endswith(".html") else f"{planned.address}index.html"
    context = {"page": page, "t": theme.messages[language]}
    return OutputFile(path, digest(theme.digest, template, repr(page)), partial(theme.render, template, context))


def _edition_pages(edition: Edition) -> Iterator[PlannedPage]:
    catalog = edition.catalog
    yield home_page(edition)
    yield from product_pages(edition)
    for name in TERM_LISTS:
        yield terms_page(edition, name)
        for term in catalog.used_terms(name):
            yield from term_pages(edition, name, term)
    yield from (product_page(edition, product) for product in catalog.products)
    yield groups_page(edition)
    for group in catalog.groups:
        yield from group_pages(edition, group)
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
