"""Relate: entries → catalog, or every problem between records.

References are followed, drafts left out, places and vocabulary filled with what belongs to them, and everything is put
in the order in which it is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import attrgetter
from typing import Any, Literal, TypeVar

from etalase.addresses import RESERVED, Addresses, Section, short_codes
from etalase.boundaries import NO_BOUNDARIES, Boundaries
from etalase.entries import Entry
from etalase.model import Group, Outlet, Page, Product, Program, Site, Story, Term, Vocabulary
from etalase.places import Place, kecamatan_of, lineage, place
from etalase.problems import Location, Problem, problem
from etalase.records import Settings

TermList = Literal["categories", "materials", "techniques"]
TERM_LISTS: tuple[TermList, ...] = ("categories", "materials", "techniques")
Entries = Mapping[str, Sequence[Entry[Any]]]  # by folder, in slug order
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Area:
    """A kabupaten or kecamatan with what is made there. `inside` are a kabupaten's kecamatan, the empty ones too."""

    place: Place
    groups: tuple[Entry[Group], ...]
    products: tuple[Entry[Product], ...]
    inside: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All published records, related. Products are newest first, groups and terms by name, programs latest first."""

    site: Site
    vocabulary: Vocabulary
    addresses: Addresses
    products: tuple[Entry[Product], ...]
    groups: tuple[Entry[Group], ...]
    outlets: tuple[Entry[Outlet], ...]
    programs: tuple[Entry[Program], ...]
    pages: tuple[Entry[Page], ...]
    areas: tuple[Area, ...]
    terms: Mapping[TermList, Mapping[str, Term]]
    terms_of: Mapping[str, tuple[tuple[TermList, str], ...]]
    group_of: Mapping[str, Entry[Group]]
    products_of: Mapping[str, tuple[Entry[Product], ...]]
    products_with: Mapping[tuple[TermList, str], tuple[Entry[Product], ...]]
    outlets_of: Mapping[str, tuple[Entry[Outlet], ...]]
    outlets_stocking: Mapping[str, tuple[Entry[Outlet], ...]]
    programs_of: Mapping[str, tuple[Entry[Program], ...]]
    redirects: tuple[tuple[str, str], ...]
    codes: Mapping[str, str]  # of short addresses, by the product's slug
    boundaries: Boundaries

    @property
    def oldest_first(self) -> tuple[Entry[Product], ...]:
        """All products in the order that files number them by: a new one comes last, and no other gets a new number."""
        return self.products[::-1]

    def used_terms(self, name: TermList) -> tuple[Term, ...]:
        """The terms that have a product, the most used first."""
        used = [term for slug, term in self.terms[name].items() if self.products_with.get((name, slug))]
        return tuple(sorted(used, key=lambda term: (-len(self.products_with[name, term.slug]), term.slug)))

    def pictured(self, group: Entry[Group]) -> Entry[Group] | Entry[Product] | None:
        """Whose first photo stands for a group: its own, or that of its newest product that has one."""
        if group.brief.photos:
            return group
        return next((product for product in self.products_of[group.slug] if product.brief.photos), None)

    def where_stocked(self, product: Entry[Product]) -> tuple[Entry[Outlet], ...]:
        """Outlets that name it or its group, in their order."""
        found = (*self.outlets_stocking.get(product.slug, ()), *self.outlets_of.get(self.group_of[product.slug].slug, ()))
        named = {outlet.slug: outlet for outlet in found}
        return tuple(named[slug] for slug in sorted(named)) if named else ()

    def alike(self, product: Entry[Product], limit: int) -> tuple[Entry[Product], ...]:
        """Other products a buyer of this one may want: the same group's first, then the same category's."""
        group = self.group_of[product.slug]
        same_group = tuple([other for other in self.products_of[group.slug][: limit + 1] if other is not product][:limit])
        if len(same_group) == limit:
            return same_group
        category = next(product.refs("categories"))
        same_category = (other for other in self.products_with["categories", category] if self.group_of[other.slug] is not group)
        return tuple(islice(chain(same_group, same_category), limit))


def assemble_catalog(
    entries: Entries, settings: Settings, url: str = "", boundaries: Boundaries = NO_BOUNDARIES
) -> tuple[Catalog, list[Problem]]:
    """The catalog of everything published, and what is wrong between records. `url` replaces the site's own address.

    A product whose group or vocabulary is missing is left out, so the catalog is whole even beside problems.
    """
    site, vocabulary = settings.site, settings.vocabulary
    addresses = Addresses(url or site.url, site.languages, site.tell_ways)
    redirects, clashes = _redirects(entries, addresses)
    terms = {name: {str(term.slug): term for term in getattr(vocabulary, name)} for name in TERM_LISTS}
    published = {folder: [entry for entry in found if not entry.brief.draft] for folder, found in entries.items()}
    groups: dict[str, Entry[Group]] = {group.slug: group for group in published["groups"]}
    named = {product.slug: _terms_of(product) for product in published["products"]}
    known = {(name, slug) for name in TERM_LISTS for slug in terms[name]}
    products = _newest_first(
        product
        for product in published["products"]
        if product.brief.refs[0][1] in groups and known.issuperset(named[product.slug])
    )
    outlets, programs = tuple(published["outlets"]), tuple(published["programs"])
    group_of = {product.slug: groups[product.brief.refs[0][1]] for product in products}
    products_of = _collect([(group_of[product.slug].slug, product) for product in products])
    catalog = Catalog(
        site=site,
        vocabulary=vocabulary,
        addresses=addresses,
        products=products,
        groups=tuple(sorted(groups.values(), key=lambda group: group.name(settings.language).casefold())),
        outlets=outlets,
        programs=tuple(sorted(programs, key=lambda program: program.brief.since, reverse=True)),
        pages=tuple(sorted(published["pages"], key=lambda page: page.brief.order)),
        areas=_areas(groups.values(), products_of, site.coverage),
        terms=terms,
        terms_of=named,
        group_of=group_of,
        products_of={slug: products_of.get(slug, ()) for slug in groups},
        products_with=_collect([(key, product) for product in products for key in named[product.slug]]),
        outlets_of=_collect((slug, outlet) for outlet in outlets for slug in outlet.refs("groups")),
        outlets_stocking=_collect((slug, outlet) for outlet in outlets for slug in outlet.refs("products")),
        programs_of=_collect((slug, program) for program in programs for slug in program.refs("groups")),
        redirects=redirects,
        codes=short_codes(product.slug for product in reversed(products)),
        boundaries=boundaries,
    )
    return catalog, [*_check_references(entries, site), *_check_pages(entries["pages"]), *clashes]


def _terms_of(product: Entry[Product]) -> tuple[tuple[TermList, str], ...]:
    """The vocabulary a product is found under, its category first; what is named before that is its group."""
    return tuple([(name, slug) for name, slug, _, _ in product.brief.refs[1:]])  # type: ignore[misc]  # by the field statements


def _newest_first(products: Iterable[Entry[Product]]) -> tuple[Entry[Product], ...]:
    """By the day they joined, latest first; those without a day last; within a day by slug."""
    return tuple(sorted(products, key=attrgetter("brief.since"), reverse=True))


def _collect(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    collected: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        collected[key].append(value)
    return {key: tuple(values) for key, values in collected.items()}


def _areas(
    groups: Iterable[Entry[Group]], products_of: Mapping[str, tuple[Entry[Product], ...]], coverage: Iterable[str]
) -> tuple[Area, ...]:
    """Every kabupaten with a group or named in the site's coverage, in code order, each with all its kecamatan."""
    groups_in = _collect((above.code, group) for group in groups for above in lineage(group.brief.place) if above.level in (2, 3))
    codes = {above.code for code in (*groups_in, *coverage) for above in lineage(code) if above.level == 2}

    def area(of: Place, inside: tuple[Area, ...] = ()) -> Area:
        members = groups_in.get(of.code, ())
        products = _newest_first(chain.from_iterable(products_of.get(group.slug, ()) for group in members))
        return Area(of, members, products, inside)

    return tuple(area(place(code), tuple(area(within) for within in kecamatan_of(code))) for code in sorted(codes))


_SECTIONS: tuple[Section, ...] = ("groups", "products", "outlets", "programs", "pages")


def _redirects(entries: Entries, addresses: Addresses) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    """Old address → new address for every alias in every language, and aliases that are still in use."""
    redirects: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for section in _SECTIONS:
        with_aliases = [entry for entry in entries[section] if entry.brief.aliases and not entry.brief.draft]
        taken = {entry.slug: entry.slug for entry in entries[section]} if with_aliases else {}
        for entry in with_aliases:
            for alias in entry.brief.aliases:
                if alias in taken:
                    other = f"{section}/{taken[alias]}"
                    problems.append(problem(entry.location, "alias-clash", slug=alias, other=other))
                    continue
                taken[alias] = entry.slug
                for language in addresses.languages:
                    redirects.append((addresses.of(language, section, alias), addresses.of(language, section, entry.slug)))
    return tuple(redirects), problems


def _check_pages(pages: Iterable[Entry[Page]]) -> Iterator[Problem]:
    for page in pages:
        for slug in (page.slug, *page.brief.aliases):
            if slug in RESERVED:
                yield problem(page.location, "reserved-slug", slug=slug)


def _check_references(entries: Entries, site: Site) -> Iterator[Problem]:
    """References from a published record to a draft. That there is such a record at all, `records` has checked."""
    drafts = {folder: {entry.slug for entry in entries[folder] if entry.brief.draft} for folder in ("groups", "products")}
    for folder, found in drafts.items():
        for entry in chain.from_iterable(entries.values()) if found else ():
            for named, slug, line, column in entry.brief.refs:
                if named == folder and slug in found and not entry.brief.draft:
                    path = entry.brief.path
                    yield problem(Location(path, line, column), "draft-reference", slug=slug, folder=folder, own=path)
    for story in (site.home.opening, site.home.story):
        if isinstance(story, Story) and story.group.slug in drafts["groups"]:  # settings are never a draft
            yield problem(story.group.location, "draft-reference", slug=story.group.slug, folder="groups", own="")
