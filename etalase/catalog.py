"""Relate: records → catalog, or every problem between records.

References are followed, drafts left out, places and vocabulary filled with what belongs to them, and everything is put
in the order in which it is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from types import MappingProxyType
from typing import Literal, TypeVar

from etalase.addresses import RESERVED, Addresses, Section
from etalase.model import Group, Outlet, Page, Product, Program, Record, Records, Ref, Site, Story, Term, Vocabulary
from etalase.places import Place, kecamatan_of, lineage, place
from etalase.problems import Problem, problem

TermList = Literal["categories", "materials", "techniques"]
TERM_LISTS: tuple[TermList, ...] = ("categories", "materials", "techniques")
R = TypeVar("R", bound=Record)
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Area:
    """A kabupaten or kecamatan with what is made there. `inside` are a kabupaten's kecamatan, the empty ones too."""

    place: Place
    groups: tuple[Group, ...]
    products: tuple[Product, ...]
    inside: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All published records, related. Products are newest first, groups and terms by name, programs latest first."""

    site: Site
    vocabulary: Vocabulary
    addresses: Addresses
    products: tuple[Product, ...]
    groups: tuple[Group, ...]
    outlets: tuple[Outlet, ...]
    programs: tuple[Program, ...]
    pages: tuple[Page, ...]
    areas: tuple[Area, ...]
    terms: Mapping[TermList, Mapping[str, Term]]
    group_of: Mapping[str, Group]
    products_of: Mapping[str, tuple[Product, ...]]
    products_with: Mapping[tuple[TermList, str], tuple[Product, ...]]
    outlets_of: Mapping[str, tuple[Outlet, ...]]
    programs_of: Mapping[str, tuple[Program, ...]]
    redirects: tuple[tuple[str, str], ...]

    def used_terms(self, name: TermList) -> tuple[Term, ...]:
        """The terms that have a product, the most used first."""
        used = [term for slug, term in self.terms[name].items() if self.products_with.get((name, slug))]
        return tuple(sorted(used, key=lambda term: (-len(self.products_with[name, term.slug]), term.slug)))

    def outlets_stocking(self, product: Product) -> tuple[Outlet, ...]:
        """Where a product can be seen: outlets that name it or its group."""
        return tuple(
            outlet
            for outlet in self.outlets
            if any(ref.slug == product.slug for ref in outlet.products)
            or any(ref.slug == product.group.slug for ref in outlet.groups)
        )

    def alike(self, product: Product, limit: int) -> tuple[Product, ...]:
        """Other products a buyer of this one may want: the same group's first, then the same category's."""
        same_group = (other for other in self.products_of[product.group.slug] if other is not product)
        same_category = (
            other for other in self.products_with["categories", product.category.slug] if other.group.slug != product.group.slug
        )
        return tuple(islice(chain(same_group, same_category), limit))


def assemble_catalog(records: Records, url: str = "") -> tuple[Catalog, list[Problem]]:
    """The catalog of everything published, and what is wrong between records. `url` replaces the site's own address.

    A product whose group or vocabulary is missing is left out, so the catalog is whole even beside problems.
    """
    site = records.site
    addresses = Addresses(url or site.url, site.languages)
    redirects, clashes = _redirects(records, addresses)
    terms = {name: {term.slug: term for term in getattr(records.vocabulary, name)} for name in TERM_LISTS}
    groups: dict[str, Group] = {group.slug: group for group in _published(records.groups)}
    products = _newest_first(
        product
        for product in _published(records.products)
        if product.group.slug in groups and all(slug in terms[name] for name, slug in terms_of(product))
    )
    outlets, programs = _published(records.outlets), _published(records.programs)
    products_of = _collect((product.group.slug, product) for product in products)
    catalog = Catalog(
        site=site,
        vocabulary=records.vocabulary,
        addresses=addresses,
        products=products,
        groups=tuple(sorted(groups.values(), key=lambda group: group.name.in_language(site.languages[0]).casefold())),
        outlets=outlets,
        programs=tuple(sorted(programs, key=lambda program: program.start or date.min, reverse=True)),
        pages=tuple(sorted(_published(records.pages), key=lambda page: page.order)),
        areas=_areas(groups.values(), products_of, site.coverage),
        terms=MappingProxyType(terms),
        group_of=MappingProxyType({product.slug: groups[product.group.slug] for product in products}),
        products_of=MappingProxyType({slug: products_of.get(slug, ()) for slug in groups}),
        products_with=MappingProxyType(_collect((key, product) for product in products for key in terms_of(product))),
        outlets_of=MappingProxyType(_collect((ref.slug, outlet) for outlet in outlets for ref in outlet.groups)),
        programs_of=MappingProxyType(_collect((ref.slug, program) for program in programs for ref in program.groups)),
        redirects=redirects,
    )
    return catalog, [*_check_references(records), *_check_pages(records.pages), *clashes]


def terms_of(product: Product) -> tuple[tuple[TermList, str], ...]:
    """The vocabulary a product is found under."""
    return (
        ("categories", product.category.slug),
        *(("materials", ref.slug) for ref in product.materials),
        *(("techniques", ref.slug) for ref in product.techniques),
    )


def _published(records: Iterable[R]) -> tuple[R, ...]:
    return tuple(record for record in records if not record.draft)


def _newest_first(products: Iterable[Product]) -> tuple[Product, ...]:
    """By the day they joined, latest first; those without a day last; within a day by slug."""
    return tuple(sorted(products, key=lambda product: product.since or date.min, reverse=True))


def _collect(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    collected: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        collected[key].append(value)
    return {key: tuple(values) for key, values in collected.items()}


def _areas(groups: Iterable[Group], products_of: Mapping[str, tuple[Product, ...]], coverage: Iterable[str]) -> tuple[Area, ...]:
    """Every kabupaten with a group or named in the site's coverage, in code order, each with all its kecamatan."""
    groups_in = _collect((above.code, group) for group in groups for above in lineage(group.place) if above.level in (2, 3))
    codes = {above.code for code in (*groups_in, *coverage) for above in lineage(code) if above.level == 2}

    def area(of: Place, inside: tuple[Area, ...] = ()) -> Area:
        members = groups_in.get(of.code, ())
        products = _newest_first(product for group in members for product in products_of.get(group.slug, ()))
        return Area(of, members, products, inside)

    return tuple(area(place(code), tuple(area(within) for within in kecamatan_of(code))) for code in sorted(codes))


_SECTIONS: tuple[Section, ...] = ("groups", "products", "outlets", "programs", "pages")


def _redirects(records: Records, addresses: Addresses) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    """Old address → new address for every alias in every language, and aliases that are still in use."""
    redirects: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for section in _SECTIONS:
        taken: dict[str, str] = {record.slug: record.slug for record in getattr(records, section)}
        for record in _published(getattr(records, section)):
            for alias in record.aliases:
                if alias in taken:
                    problems.append(problem(record.location, "alias-clash", slug=alias, other=f"{section}/{taken[alias]}"))
                    continue
                taken[alias] = record.slug
                for language in addresses.languages:
                    redirects.append((addresses.of(language, section, alias), addresses.of(language, section, record.slug)))
    return tuple(redirects), problems


def _check_pages(pages: Iterable[Page]) -> Iterator[Problem]:
    for page in pages:
        for slug in (page.slug, *page.aliases):
            if slug in RESERVED:
                yield problem(page.location, "reserved-slug", slug=slug)


def _check_references(records: Records) -> Iterator[Problem]:
    """References from a published record to a draft. That there is such a record at all, `records` has checked."""
    drafts = {folder: {record.slug for record in getattr(records, folder) if record.draft} for folder in ("groups", "products")}
    for folder, ref, is_draft in _references(records):
        if ref.slug in drafts[folder] and not is_draft:
            own = "" if ref.location.path == records.site.location.path else ref.location.path  # settings are never a draft
            yield problem(ref.location, "draft-reference", slug=ref.slug, folder=folder, own=own)


def _references(records: Records) -> Iterator[tuple[str, Ref, bool]]:
    """Every reference to a record: the folder it points into, itself, and whether the record that makes it is a draft."""
    for product in records.products:
        yield "groups", product.group, product.draft
    for outlet in records.outlets:
        yield from (("groups", ref, outlet.draft) for ref in outlet.groups)
        yield from (("products", ref, outlet.draft) for ref in outlet.products)
    for program in records.programs:
        yield from (("groups", ref, program.draft) for ref in program.groups)
    for story in (records.site.home.opening, records.site.home.story):
        if isinstance(story, Story):
            yield "groups", story.group, False
