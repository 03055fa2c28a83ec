"""One language's edition of the site: what every page is planned with, and the frame round it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from etalase import structured
from etalase.addresses import Section
from etalase.bodies import WrittenBodies
from etalase.catalog import TERM_LISTS, Catalog
from etalase.contexts import AnyPage, Frame, RedirectPage
from etalase.markup import excerpt
from etalase.model import Photo, Product
from etalase.theme import Theme
from etalase.views import Labelled, Viewer

LONGEST_DESCRIPTION: Final = 160  # characters search engines show
Fact = tuple[str, str, tuple[Labelled, ...]]  # label, and a value or links


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page before it is rendered: its address, and everything its template will use."""

    address: str
    page: AnyPage

    @property
    def frame(self) -> Frame | None:
        """The frame of the page; a redirect has none."""
        return None if isinstance(self.page, RedirectPage) else self.page.frame


@dataclass(frozen=True, slots=True)
class Edition:
    """The site in the language of `view`."""

    view: Viewer
    bodies: WrittenBodies
    theme: Theme

    @property
    def catalog(self) -> Catalog:
        return self.view.catalog

    def t(self, key: str, **facts: object) -> str:
        return self.view.phrases.messages(key, **facts)

    def crumb(self, section: Section) -> Labelled:
        return Labelled(self.t(section), self.view.href(section))

    def frame(
        self,
        section: Section | None,
        parts: tuple[str, ...],
        title: str,
        description: str,
        *,
        number: int = 1,
        photos: tuple[Photo, ...] = (),
        kind: str = "website",
        crumbs: tuple[Labelled, ...] = (),
        nodes: Iterable[structured.Node | None] = (),
        header_search: bool = True,
        indexed: bool = True,
    ) -> Frame:
        """`crumbs` are the steps between the home page and this one, which is added last without a link."""
        view, catalog = self.view, self.catalog
        site, addresses = catalog.site, catalog.addresses
        steps = (Labelled(site.name, view.href()), *crumbs)
        canonical = view.absolute(section, *parts, number=number)
        trail = [
            *((step.label, addresses.absolute(step.href.removeprefix(addresses.base))) for step in steps),
            (title, canonical),
        ]
        return Frame(
            language=view.language,
            site=site.name,
            title=title,
            description=excerpt(description, LONGEST_DESCRIPTION),
            canonical=canonical,
            alternates=self._alternates(section, parts, number),
            languages=self._other_languages(section, parts, number),
            image=view.shared_picture(photos) or (self.logo, 512, 512, site.name),
            kind=kind,
            structured=structured.graph([*nodes, structured.breadcrumbs(trail) if section else None]),
            crumbs=(*steps, Labelled(title)) if section else (),
            menu=self._menu(section, parts, number),
            footer=self._footer(),
            owner=view.phrases.text(site.owner),
            colophon=view.phrases.text(site.colophon),
            has_samples=any(product.sample for product in catalog.products),
            home=view.href(),
            search=view.href("search"),
            header_search=header_search,
            indexed=indexed,
            assets={name: addresses.base + asset.path for name, asset in self.theme.assets.items()},
            feed=view.href("products") + "feed.xml",
        )

    def _alternates(self, section: Section | None, parts: tuple[str, ...], number: int) -> tuple[tuple[str, str], ...]:
        """hreflang and absolute address of this page in every language; `x-default` is the site's first."""
        addresses = self.catalog.addresses
        if len(addresses.languages) == 1:
            return ()
        same = [
            (language, addresses.absolute(addresses.of(language, section, *parts, number=number)))
            for language in addresses.languages
        ]
        return (*same, ("x-default", same[0][1]))

    def _other_languages(self, section: Section | None, parts: tuple[str, ...], number: int) -> tuple[tuple[str, Labelled], ...]:
        """The language switch: code, name and link to this same page in every other language."""
        addresses = self.catalog.addresses
        return tuple(
            (
                language,
                Labelled(
                    self.theme.messages[language]("language_name"),
                    addresses.base + addresses.of(language, section, *parts, number=number),
                ),
            )
            for language in addresses.languages
            if language != self.view.language
        )

    def _menu(self, section: Section | None, parts: tuple[str, ...], number: int) -> tuple[tuple[Labelled, str], ...]:
        """The main menu; the state is what `aria-current` says: `page`, `true` for a page inside the section, or ""."""
        under: dict[Section, Section] = dict.fromkeys(TERM_LISTS, "products")
        shown: tuple[Section, ...] = ("products", "groups", "places", "outlets", "programs")
        here = under.get(section, section) if section else None
        exact = section in shown and not parts and number == 1
        return tuple(
            (Labelled(self.t(name), self.view.href(name)), ("page" if exact else "true") if name == here else "")
            for name in shown
        )

    def _footer(self) -> tuple[tuple[Labelled, ...], ...]:
        sections: tuple[Section, ...] = ("products", "groups", "places", "outlets", "programs")
        pages = tuple(
            Labelled(self.view.phrases.text(page.title), self.view.href("pages", page.slug))
            for page in self.catalog.pages
            if page.menu
        )
        return tuple(Labelled(self.t(name), self.view.href(name)) for name in sections), pages

    @property
    def logo(self) -> str:
        return self.catalog.addresses.absolute(self.theme.assets["mark-512.png"].path)

    def checked(self, day: date | None) -> str:
        return self.t("checked", day=self.view.phrases.day(day)) if day else ""


def stated(*facts: Fact) -> tuple[Fact, ...]:
    """The facts that say something."""
    return tuple(fact for fact in facts if fact[1] or fact[2])


def first_photos(products: Iterable[Product]) -> tuple[Photo, ...]:
    return next((product.photos[:1] for product in products if product.photos), ())
