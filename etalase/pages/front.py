"""The home page, search, the editors' own pages, and what is shown for an address that is gone."""

from __future__ import annotations

from functools import partial
from typing import Final

from etalase import structured
from etalase.contexts import (
    HomePage,
    NotFoundPage,
    NotFoundWords,
    OfflinePage,
    OfflineWords,
    RedirectPage,
    SearchPage,
    StoryView,
    TextPage,
)
from etalase.editions import LONGEST_DESCRIPTION, Edition, PlannedPage, Spot, first_photos
from etalase.entries import Entry
from etalase.exports.results import results_address
from etalase.exports.suggestions import suggestions_address
from etalase.markup import excerpt, plain_text
from etalase.model import Group, Page, Product, Story, Term
from etalase.outputs import digest
from etalase.pages.atlas import site_map, site_map_key
from etalase.pages.listings import narrowing_of, rooms_of
from etalase.views import Labelled

NEWEST_ON_HOME: Final = 4
ROOMS_ON_HOME: Final = 5
MATERIALS_ON_HOME: Final = 24  # the rooms, and what is only named below them
SEARCH_WORDS: Final = (
    "search_loading",
    "search_none",
    "search_partly",
    "search_meant",
    "search_recent",
    "search_forget",
    "search_suggestions",
    "search_suggested",
    "search_found",
    "search_failed",
    "search_more",
    "products_n",
    "groups_n",
    "picture_to_come",
)


def home_page(edition: Edition) -> PlannedPage:
    catalog = edition.catalog
    told = (_group_of(edition, story) for story in (catalog.site.home.opening, catalog.site.home.story))
    depends = (
        edition.rooms,
        site_map_key(edition),
        repr((catalog.site.home, catalog.site.title, bool(catalog.programs))),
        *[edition.group_face(group) for group in told if group],
        *edition.faces(catalog.products[:NEWEST_ON_HOME]),
        *[outlet.brief.digest for outlet in catalog.outlets[:1]],
    )
    return edition.page(HomePage, Spot(None), depends, partial(_home_page, edition), shown=_opened(edition))


def _opened(edition: Edition) -> Entry[Group] | Entry[Product] | None:
    """Whose photo the home page opens with."""
    group = _group_of(edition, edition.catalog.site.home.opening)
    return edition.catalog.pictured(group) if group else None


def _home_page(edition: Edition) -> HomePage:
    view, catalog = edition.view, edition.catalog
    site, text = catalog.site, view.phrases.text
    nodes = structured.website(catalog, view.phrases, view.absolute(), view.absolute("search"), edition.logo)
    outlet = catalog.outlets[0] if catalog.outlets else None
    newest = catalog.products[:NEWEST_ON_HOME]
    materials = catalog.used_terms("materials")[:MATERIALS_ON_HOME]
    photos = first_photos(_opened(edition))
    return HomePage(
        frame=edition.frame(None, (), text(site.title), text(site.description), photos=photos, nodes=nodes, header_search=False),
        title=text(site.title),
        opening=_story(edition, site.home.opening, "read_story_of"),
        statement=text(site.home.statement) or text(site.description),
        rooms=rooms_of(
            edition,
            "materials",
            materials[:ROOMS_ON_HOME],
            elsewhere=frozenset(product.slug for product in newest if product.brief.photos),
        ),
        more=tuple(_material(edition, term) for term in materials[ROOMS_ON_HOME:]),
        story=_story(edition, site.home.story, "see_products_of"),
        newest=tuple(view.card(product) for product in newest),
        materials=view.href("materials"),
        products=view.href("products"),
        kabupaten=view.phrases.count("kabupaten_n", len(catalog.areas)),
        map=site_map(edition),
        places=tuple(view.coverage(area) for area in catalog.areas),
        outlet=(text(outlet.record.summary), view.outlet_link(outlet)) if outlet else None,
        programs=Labelled(edition.t("all_programs"), view.href("programs")) if catalog.programs else None,
    )


def _group_of(edition: Edition, story: Story | None) -> Entry[Group] | None:
    return next((group for group in edition.catalog.groups if story and group.slug == story.group.slug), None)


def _story(edition: Edition, story: Story | None, link: str) -> StoryView | None:
    group = _group_of(edition, story)
    if not story or not group:
        return None
    text = edition.view.phrases.text
    return StoryView(
        title=text(story.title),
        text=text(story.text),
        picture=edition.view.picture(edition.view.group_photo(group)),
        link=Labelled(edition.t(link, group=text(group.record.name)), edition.view.href("groups", group.slug)),
    )


def text_page(edition: Edition, entry: Entry[Page]) -> PlannedPage:
    return edition.page(TextPage, Spot("pages", (entry.slug,)), [entry.brief.digest], partial(_text_page, edition, entry))


def _text_page(edition: Edition, entry: Entry[Page]) -> TextPage:
    page, text = entry.record, edition.view.phrases.text
    body = entry.html(edition.view.language)
    title = text(page.title)
    description = text(page.summary) or excerpt(plain_text(body), LONGEST_DESCRIPTION) or title
    return TextPage(
        frame=edition.frame("pages", (page.slug,), title, description),
        title=title,
        summary=text(page.summary),
        body=body,
        sample=page.sample,
        checked=edition.checked(page.checked),
    )


def search_page(edition: Edition) -> PlannedPage:
    return edition.page(SearchPage, Spot("search"), [edition.facets], partial(_search_page, edition))


def _search_page(edition: Edition) -> SearchPage:
    view, catalog = edition.view, edition.catalog
    title = edition.t("search_title")
    return SearchPage(
        frame=edition.frame("search", (), title, edition.t("search_lead"), header_search=False),
        title=title,
        suggestions=suggestions(edition),
        everything=view.href("products"),
        narrowing=narrowing_of(edition, "search", search=True),
        bundle=f"{catalog.addresses.base}pagefind/{view.language}/",
        results=catalog.addresses.base + results_address(view.language),
        suggested=catalog.addresses.base + suggestions_address(view.language),
        offline=catalog.site.offline,
        words=view.phrases.messages.forms(*SEARCH_WORDS),
    )


def suggestions(edition: Edition) -> tuple[Labelled, ...]:
    return tuple(_material(edition, term) for term in edition.catalog.used_terms("materials")[:6])


def _material(edition: Edition, term: Term) -> Labelled:
    return Labelled(edition.view.term_label(term), edition.view.href("materials", term.slug))


def not_found_page(editions: tuple[Edition, ...]) -> PlannedPage:
    """One file for all languages, since a server has only one."""
    key = digest(
        editions[0].theme.digests["not-found.html"], *(part for edition in editions for part in (edition.ground, edition.facets))
    )
    return PlannedPage("404.html", "not-found.html", key, partial(_not_found_page, editions))


def _not_found_page(editions: tuple[Edition, ...]) -> NotFoundPage:
    first = editions[0]
    frame = first.frame(None, (), first.t("not_found_title"), first.t("not_found_text"), indexed=False, header_search=False)
    return NotFoundPage(frame=frame, languages=tuple(_not_found_words(edition) for edition in editions))


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


def offline_page(editions: tuple[Edition, ...]) -> PlannedPage:
    """One file for all languages, kept on phones beside what was visited."""
    key = digest(editions[0].theme.digests["offline.html"], *(edition.ground for edition in editions))
    return PlannedPage("offline.html", "offline.html", key, partial(_offline_page, editions))


def _offline_page(editions: tuple[Edition, ...]) -> OfflinePage:
    first = editions[0]
    frame = first.frame(None, (), first.t("offline_title"), first.t("offline_text"), indexed=False, header_search=False)
    words = tuple(
        OfflineWords(
            language=edition.view.language,
            title=edition.t("offline_title"),
            text=edition.t("offline_text"),
            again=edition.t("offline_again"),
            kept=edition.t("offline_kept"),
        )
        for edition in editions
    )
    return OfflinePage(frame=frame, languages=words)


def redirect_page(edition: Edition, old: str, new: str) -> PlannedPage:
    """`old` and `new` are addresses; the page is in the site's first language."""
    key = digest(edition.ground, edition.theme.digests["redirect.html"], new)
    return PlannedPage(old, "redirect.html", key, partial(_redirect_page, edition, new))


def _redirect_page(edition: Edition, new: str) -> RedirectPage:
    addresses, t = edition.catalog.addresses, edition.t
    return RedirectPage(
        language=edition.view.language,
        title=t("redirect_title"),
        text=t("redirect_text"),
        href=addresses.base + new,
        canonical=addresses.absolute(new),
    )
