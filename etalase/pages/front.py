"""The home page, search, the editors' own pages, and what is shown for an address that is gone."""

from __future__ import annotations

from typing import Final

from etalase import structured
from etalase.contexts import HomePage, NotFoundPage, NotFoundWords, RedirectPage, SearchPage, StoryView, TextPage
from etalase.exports.results import count_shards, results_address
from etalase.markup import excerpt, plain_text
from etalase.model import Page, Photo, Story
from etalase.pages.edition import LONGEST_DESCRIPTION, Edition, PlannedPage
from etalase.pages.listings import rooms_of
from etalase.views import Labelled

NEWEST_ON_HOME: Final = 4
ROOMS_ON_HOME: Final = 7
SEARCH_WORDS: Final = (
    "search_loading",
    "search_none",
    "search_partly",
    "search_found",
    "search_failed",
    "search_more",
    "products_n",
    "groups_n",
    "picture_to_come",
)


def home_page(edition: Edition) -> PlannedPage:
    view, catalog = edition.view, edition.catalog
    site, text = catalog.site, view.phrases.text
    opening = site.home.opening
    photos = _story_photos(edition, opening)
    nodes = structured.website(catalog, view.phrases, view.absolute(), view.absolute("search"), edition.logo)
    outlet = catalog.outlets[0] if catalog.outlets else None
    newest = catalog.products[:NEWEST_ON_HOME]
    return PlannedPage(
        catalog.addresses.of(view.language),
        HomePage(
            frame=edition.frame(
                None, (), text(site.title), text(site.description), photos=photos, nodes=nodes, header_search=False
            ),
            title=text(site.title),
            opening=_story(edition, opening, "read_story_of"),
            statement=text(site.home.statement) or text(site.description),
            rooms=rooms_of(
                edition,
                "materials",
                catalog.used_terms("materials")[:ROOMS_ON_HOME],
                elsewhere=frozenset(product.photos[0] for product in newest if product.photos),
            ),
            story=_story(edition, site.home.story, "see_products_of"),
            newest=tuple(view.card(product) for product in newest),
            materials=view.href("materials"),
            products=view.href("products"),
            kabupaten=view.phrases.count("kabupaten_n", len(catalog.areas)),
            places=tuple(view.coverage(area) for area in catalog.areas),
            outlet=(text(outlet.summary), view.outlet_link(outlet)) if outlet else None,
            programs=Labelled(edition.t("all_programs"), view.href("programs")) if catalog.programs else None,
        ),
    )


def _story_photos(edition: Edition, story: Story | None) -> tuple[Photo, ...]:
    group = next((group for group in edition.catalog.groups if story and group.slug == story.group.slug), None)
    photo = edition.view.group_photo(group) if group else None
    return (photo,) if photo else ()


def _story(edition: Edition, story: Story | None, link: str) -> StoryView | None:
    group = next((group for group in edition.catalog.groups if story and group.slug == story.group.slug), None)
    if not story or not group:
        return None
    text = edition.view.phrases.text
    return StoryView(
        title=text(story.title),
        text=text(story.text),
        picture=edition.view.picture(edition.view.group_photo(group)),
        link=Labelled(edition.t(link, group=text(group.name)), edition.view.href("groups", group.slug)),
    )


def text_page(edition: Edition, page: Page) -> PlannedPage:
    view, text = edition.view, edition.view.phrases.text
    body = edition.bodies.of(page.bodies, view.language)
    title = text(page.title)
    description = text(page.summary) or excerpt(plain_text(body), LONGEST_DESCRIPTION) or title
    planned = TextPage(
        frame=edition.frame("pages", (page.slug,), title, description),
        title=title,
        summary=text(page.summary),
        body=body,
        sample=page.sample,
        checked=edition.checked(page.checked),
    )
    return PlannedPage(edition.catalog.addresses.of(view.language, "pages", page.slug), planned)


def search_page(edition: Edition) -> PlannedPage:
    view, catalog = edition.view, edition.catalog
    title = edition.t("search_title")
    page = SearchPage(
        frame=edition.frame("search", (), title, edition.t("search_lead"), header_search=False),
        title=title,
        suggestions=suggestions(edition),
        everything=view.href("products"),
        bundle=f"{catalog.addresses.base}pagefind/{view.language}/",
        results=catalog.addresses.base + results_address(view.language),
        shards=count_shards(catalog),
        words=view.phrases.messages.forms(*SEARCH_WORDS),
    )
    return PlannedPage(catalog.addresses.of(view.language, "search"), page)


def suggestions(edition: Edition) -> tuple[Labelled, ...]:
    return tuple(
        Labelled(edition.view.term_label(term), edition.view.href("materials", term.slug))
        for term in edition.catalog.used_terms("materials")[:6]
    )


def not_found_page(editions: tuple[Edition, ...]) -> PlannedPage:
    """One file for all languages, since a server has only one."""
    first = editions[0]
    title = first.t("not_found_title")
    frame = first.frame(None, (), title, first.t("not_found_text"), indexed=False, header_search=False)
    return PlannedPage("404.html", NotFoundPage(frame=frame, languages=tuple(_not_found_words(edition) for edition in editions)))


def _not_found_words(edition: Edition) -> NotFoundWords:
    return NotFoundWords(
        language=edition.view.language,
        title=edition.t("not_found_title"),
        text=edition.t("not_found_text"),
        search=Labelled(edition.t("search"), edition.view.href("search")),
        search_site=edition.t("search_site", site=edition.catalog.site.name),
        search_label=edition.t("search_label"),
        search_products=edition.t("search_products"),
        suggestions=suggestions(edition),
    )


def redirect_page(edition: Edition, old: str, new: str) -> PlannedPage:
    """`old` and `new` are addresses; the page is in the site's first language."""
    addresses, t = edition.catalog.addresses, edition.t
    page = RedirectPage(
        language=edition.view.language,
        title=t("redirect_title"),
        text=t("redirect_text"),
        href=addresses.base + new,
        canonical=addresses.absolute(new),
    )
    return PlannedPage(old, page)
