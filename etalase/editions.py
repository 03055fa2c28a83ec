"""One language's edition of the site: what every page is planned with, the frame round it, and what pages depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from etalase import structured
from etalase.addresses import Section
from etalase.catalog import TERM_LISTS, Catalog
from etalase.contexts import TEMPLATES, AnyPage, Facet, Frame, Maker
from etalase.entries import Entry
from etalase.maps import SmallMap
from etalase.markup import excerpt
from etalase.messages import Messages
from etalase.model import Group, Home, Outlet, Photo, Product, Program, Text
from etalase.outputs import PROGRAM, digest, text_digest
from etalase.pictures import CARD_RECIPE, RECIPE, Derivative, Font, plan_card
from etalase.problems import Location
from etalase.theme import MARK, Theme, font_of
from etalase.views import Labelled, Viewer

LONGEST_DESCRIPTION: Final = 160  # characters search engines show
_IN_MENU: Final[tuple[Section, ...]] = ("products", "groups", "places", "outlets", "programs")
Pictured = Entry[Group] | Entry[Product] | Entry[Outlet] | Entry[Program]
Fact = tuple[str, str, tuple[Labelled, ...]]  # label, and a value or links


class Spot(NamedTuple):
    """Where a page stands in every language: its section, what follows, and the number of a later page of a listing."""

    section: Section | None
    parts: tuple[str, ...] = ()
    number: int = 1


class PlannedPage(NamedTuple):
    """A page before anything of it is made.

    `key` is a digest of all that its values can depend on, and one of its template: while it is the same the page is. `plan`
    gives the values. A page for search engines has a `spot`; `photo` is what it is shared with (path below
    `content/`, or ""). `text` gives the same as Markdown, for a page of a record that has it.
    """

    address: str
    template: str
    key: str
    plan: Callable[[], AnyPage]
    spot: Spot | None = None
    photo: str = ""
    text: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Edition:
    """The site in the language of `view`."""

    view: Viewer
    theme: Theme

    @property
    def catalog(self) -> Catalog:
        return self.view.catalog

    def page(
        self,
        kind: type,
        spot: Spot,
        depends: Iterable[str],
        plan: Callable[[], AnyPage],
        *,
        shown: Pictured | None = None,
        text: Callable[[], bytes] | None = None,
    ) -> PlannedPage:
        """A page for people and search engines. `shown` is the record whose first photo it is shared with."""
        address = self.catalog.addresses.of(self.view.language, spot.section, *spot.parts, number=spot.number)
        template = TEMPLATES[kind]
        photo = shown.brief.photos[0][0] if shown and shown.brief.photos else ""
        told = "\n".join((self.ground, *depends))
        key = f"{text_digest(told)} {self.theme.digests[template]}"
        return PlannedPage(address, template, key, plan, spot, photo, text)

    # what pages depend on

    @cached_property
    def ground(self) -> str:
        """What every page of the edition shows: the site's settings and words, the frame's links, the day's rules."""
        site, catalog = self.catalog.site, self.catalog
        framed = replace(site, home=Home(), title=Text(), coverage=(), min_photo_px=0, location=Location(""))
        assets = [asset.path for asset in self.theme.assets.values()]
        facts = (framed, catalog.addresses, self.has_samples, self.view.today >= site.halal_required, assets, RECIPE)
        pages = (page.brief.digest for page in catalog.pages)
        return digest(
            PROGRAM,
            self.view.language,
            *(self.theme.word_digests[each] for each in catalog.addresses.languages),
            repr(facts),
            *pages,
        )

    @cached_property
    def has_samples(self) -> bool:
        return any(product.brief.sample for product in self.catalog.products)

    @cached_property
    def facets(self) -> str:
        """What listings offer to narrow them by: every term and kabupaten with its count."""
        terms = [
            (name, term.slug, len(self.catalog.products_with[name, term.slug]), self._words[name, term.slug])
            for name in TERM_LISTS
            for term in self.catalog.used_terms(name)
        ]
        return digest(repr((terms, [(area.place.code, len(area.products)) for area in self.catalog.areas])))

    @cached_property
    def order(self) -> str:
        """A stamp of which products there are, in their order."""
        return digest("\n".join(product.slug for product in self.catalog.products))[:8]

    @cached_property
    def rooms(self) -> str:
        """What hangs where: each product in its order with its first picture, its terms, its group and the group's place."""
        catalog, group_of = self.catalog, self.catalog.group_of
        hung = [f"{slug} {hung} {group_of[slug].slug}" for slug, hung in self._hung.items()]
        makers = [f"{group.slug} {group.brief.place}" for group in catalog.groups]
        return digest(self.facets, "\n".join(hung), "\n".join(makers))

    @cached_property
    def _words(self) -> dict[tuple[str, str], str]:
        """A digest of each term with what pages show of it."""
        terms = self.catalog.terms
        return {
            (name, slug): digest(repr((name, slug, term.label, term.plural, term.food)))
            for name in TERM_LISTS
            for slug, term in terms[name].items()
        }

    @cached_property
    def _terms(self) -> dict[str, str]:
        """The terms of each product, by its slug."""
        words = self._words
        return {slug: " ".join([words[term] for term in terms]) for slug, terms in self.catalog.terms_of.items()}

    @cached_property
    def _faces(self) -> dict[str, str]:
        """What the card of each product depends on, by its slug: itself, its group, its first photo and its terms."""
        hung, group_of = self._hung, self.catalog.group_of
        return {
            each.slug: text_digest(f"{each.slug} {each.brief.face} {group_of[each.slug].brief.face} {hung[each.slug]}")
            for each in self.catalog.products
        }

    @cached_property
    def _hung(self) -> dict[str, str]:
        """The first picture and the terms of each product, by its slug."""
        terms, measured = self._terms, self.view.album.measured
        shown = ((each.slug, each.brief.picture, each.brief.photos) for each in self.catalog.products)
        return {
            slug: f"{picture} {measured[photos[0][0]].digest} {terms[slug]}" if photos else terms[slug]
            for slug, picture, photos in shown
        }

    @cached_property
    def _group_faces(self) -> dict[str, str]:
        return {}

    @cached_property
    def facets_of(self) -> dict[tuple[str, ...], tuple[Facet, ...]]:
        """The facets of each listing made so far, the same on all its pages."""
        return {}

    @cached_property
    def small_maps(self) -> dict[str, SmallMap]:
        """Those drawn so far, by kabupaten."""
        return {}

    @cached_property
    def makers(self) -> dict[str, Maker]:
        """Groups as pages of their products show them, by their slugs, as far as any has been made."""
        return {}

    def face(self, product: Entry[Product]) -> str:
        """What a card of it depends on."""
        return self._faces[product.slug]

    def faces(self, products: Iterable[Entry[Product]]) -> list[str]:
        """What cards of these depend on."""
        faces = self._faces
        return [faces[product.slug] for product in products]

    @cached_property
    def share_cards(self) -> dict[str, Derivative]:
        """What the page of each product is shared with, by its slug. The name of a card covers all that is on it."""
        measured, group_of = self.view.album.measured, self.catalog.group_of
        makers = {group.slug: group.name(self.view.language) for group in self.catalog.groups}
        cards = {}
        for each in self.catalog.products:
            shown = f"{self._on_cards}\n{each.brief.face}\n{makers[group_of[each.slug].slug]}"
            for file, x, y, *_ in each.brief.photos[:1]:
                shown += f"\n{measured[file].digest} {x} {y}"
            cards[each.slug] = plan_card(text_digest(shown))
        return cards

    @cached_property
    def _on_cards(self) -> str:
        """What is on all of them: the site's name and mark, letters, and the words that any may need."""
        words = [self.t(key) for key in ("price_ask", "stock_out", "card_sample")]
        mark = self.theme.assets[MARK].digest
        return digest(CARD_RECIPE, self.catalog.site.name, mark, self.font.digest, self.t("price_from", price=""), *words)

    @cached_property
    def font(self) -> Font:
        return font_of(self.theme)

    def terms(self, products: Iterable[Entry[Product]]) -> list[str]:
        """The terms of these, and what pages show of them."""
        terms = self._terms
        return [terms[product.slug] for product in products]

    def group_face(self, group: Entry[Group]) -> str:
        """What a group's card depends on: itself, its picture, the number of its products."""
        if not (face := self._group_faces.get(group.slug)):
            shown = self.catalog.pictured(group)
            count = len(self.catalog.products_of[group.slug])
            face = self._group_faces[group.slug] = f"{group.slug} {group.brief.face} {count} {self.picture(shown)}"
        return face

    def picture(self, shown: Pictured | None) -> str:
        """What the first photo of a record depends on: its bytes, and what is said of it."""
        return f"{shown.brief.picture} {self.photos(shown, 1)}" if shown else ""

    def photos(self, entry: Pictured, count: int | None = None) -> str:
        """The bytes of its photos, by their digests."""
        path, measured = (entry.brief.path, count), self.view.album.measured
        if (told := self._photos.get(path)) is None:
            told = self._photos[path] = " ".join([measured[photo[0]].digest for photo in entry.brief.photos[:count]])
        return told

    @cached_property
    def _photos(self) -> dict[tuple[str, int | None], str]:
        return {}

    def expired(self, *entries: Entry[Product] | Entry[Group]) -> str:
        """How many of their permits have run out."""
        today = self._today
        return str(sum([day < today for entry in entries for day in entry.brief.expiries]))

    @cached_property
    def _today(self) -> str:
        return self.view.today.isoformat()

    @cached_property
    def t(self) -> Messages:
        return self.view.phrases.messages

    @cached_property
    def _home(self) -> Labelled:
        return Labelled(self.catalog.site.name, self.view.href())

    def crumb(self, section: Section) -> Labelled:
        if not (crumb := self._crumbs.get(section)):
            crumb = self._crumbs[section] = Labelled(self.t(section), self.view.href(section))
        return crumb

    @cached_property
    def _crumbs(self) -> dict[Section, Labelled]:
        return {}

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
        card: tuple[str, int, int, str] | None = None,
        header_search: bool = True,
        indexed: bool = True,
    ) -> Frame:
        """`crumbs` are the steps between the home page and this one, which is added last without a link.

        It is shared with its `card` (address, width, height and what it shows), or else with the first of its photos.
        """
        view, catalog = self.view, self.catalog
        site, addresses = catalog.site, catalog.addresses
        steps = (self._home, *crumbs)
        canonical = view.absolute(section, *parts, number=number)
        trail = [
            *((step.label, addresses.absolute(step.href.removeprefix(addresses.base))) for step in steps),
            (title, canonical),
        ]
        return Frame(
            title=title,
            description=excerpt(description, LONGEST_DESCRIPTION),
            canonical=canonical,
            alternates=self.alternates(Spot(section, parts, number)),
            languages=self._other_languages(section, parts, number),
            image=card or view.shared_picture(photos) or (self.logo, 512, 512, site.name),
            kind=kind,
            structured=self._graph(canonical, title, trail if section else [], nodes) if indexed else Markup(),
            crumbs=(*steps, Labelled(title)) if section else (),
            menu=self._menu(*_place_in_menu(section, parts, number)),
            header_search=header_search,
            indexed=indexed,
            offline=site.offline and section != "search",  # which asks for it when nobody types
            **self._everywhere,
        )

    def _graph(
        self, canonical: str, title: str, trail: Iterable[tuple[str, str]], nodes: Iterable[structured.Node | None]
    ) -> Markup:
        stated = [node for node in (*nodes, structured.breadcrumbs(canonical, trail)) if node]
        return structured.graph([*structured.page(self.catalog, canonical, title, self.view.language, stated), *stated])

    @cached_property
    def _everywhere(self) -> dict[str, Any]:
        """What the frame of every page has alike."""
        view, site = self.view, self.catalog.site
        return {
            "language": view.language,
            "site": site.name,
            "minor": self._minor,
            "footer": self._footer,
            "owner": view.phrases.text(site.owner),
            "colophon": view.phrases.text(site.colophon),
            "has_samples": self.has_samples,
            "home": view.href(),
            "search": view.href("search"),
            "list": view.href("list"),
            "assets": self._assets,
            "feed": view.href("products") + "feed.xml",
        }

    def alternates(self, spot: Spot) -> tuple[tuple[str, str], ...]:
        """hreflang and absolute address of a page in every language; `x-default` is the site's first."""
        addresses = self.catalog.addresses
        if len(addresses.languages) == 1:
            return ()
        same = [
            (language, addresses.absolute(addresses.of(language, spot.section, *spot.parts, number=spot.number)))
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

    def _menu(self, here: Section | None, state: str) -> tuple[tuple[Labelled, str], ...]:
        """The main menu; the state is what `aria-current` says of `here`: `page`, or `true` for a page inside the section."""
        if not (menu := self._menus.get((here, state))):
            menu = self._menus[here, state] = tuple((self.crumb(name), state if name == here else "") for name in _IN_MENU)
        return menu

    @cached_property
    def _menus(self) -> dict[tuple[Section | None, str], tuple[tuple[Labelled, str], ...]]:
        return {}

    @cached_property
    def _footer(self) -> tuple[tuple[Labelled, ...], ...]:
        pages = tuple(
            Labelled(self.view.phrases.text(page.record.title), self.view.href("pages", page.slug))
            for page in self.catalog.pages
            if page.record.menu
        )
        return (*(self.crumb(name) for name in _IN_MENU), *self._minor, self.crumb("data")), pages

    @cached_property
    def _minor(self) -> tuple[Labelled, ...]:
        """What stands behind the menu on a phone, and in the footer: for few, or seldom needed."""
        return (self.crumb("buyers"),)

    @cached_property
    def _assets(self) -> dict[str, str]:
        base = self.catalog.addresses.base
        return {name: base + asset.path for name, asset in self.theme.assets.items()}

    def shared_picture(self, photo: str) -> str:
        """The absolute address of what a page is shared with: its photo, or the site's mark."""
        return self.catalog.addresses.absolute(self.view.album.shared(photo).path) if photo else self.logo

    @property
    def logo(self) -> str:
        return self.catalog.addresses.absolute(self.theme.assets[MARK].path)

    def checked(self, day: date | None) -> str:
        return self.t("checked", day=self.view.phrases.day(day)) if day else ""


def _place_in_menu(section: Section | None, parts: tuple[str, ...], number: int) -> tuple[Section | None, str]:
    here: Section | None = "products" if section in TERM_LISTS else section
    return here, "page" if section in _IN_MENU and not parts and number == 1 else "true"


def stated(*facts: Fact) -> tuple[Fact, ...]:
    """The facts that say something."""
    return tuple(fact for fact in facts if fact[1] or fact[2])


def first_pictured(products: Iterable[Entry[Product]]) -> Entry[Product] | None:
    return next((product for product in products if product.brief.photos), None)


def first_photos(entry: Entry[Group] | Entry[Product] | None) -> tuple[Photo, ...]:
    return entry.record.photos[:1] if entry else ()
