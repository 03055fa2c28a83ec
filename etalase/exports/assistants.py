"""`llms.txt`, one a language: what the site is and where to begin, for programs that read on somebody's behalf.

https://llmstxt.org/. It leads to lists and open data, and names groups only as long as there are few.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from etalase.editions import Edition
from etalase.exports.opendata import PACKAGE, TABLES, files_of
from etalase.outputs import OutputFile, digest

MOST_GROUPS: Final = 100
Line = tuple[str, str, str]  # name, address below the site's own, what is there


def llms_path(edition: Edition) -> str:
    return f"{edition.catalog.addresses.of(edition.view.language)}llms.txt"


def plan_llms(edition: Edition) -> OutputFile:
    faces = map(edition.group_face, edition.catalog.groups[:MOST_GROUPS])
    return OutputFile(llms_path(edition), digest(edition.ground, edition.facets, *faces), partial(_write, edition))


def _write(edition: Edition) -> bytes:
    t, site = edition.t, edition.catalog.site
    text = edition.view.phrases.text
    sections = (
        (t("groups"), _groups(edition)),
        (t("categories"), _categories(edition)),
        (t("places"), _places(edition)),
        (t("data"), _data(edition)),
    )
    opening = f"# {site.name}\n\n> {text(site.description) or text(site.title)}\n\n{t('llms_about', owner=text(site.owner))}\n"
    listed = (f"\n## {title}\n\n{_list(edition, lines)}" for title, lines in sections if lines)
    return "".join((opening, *listed)).encode()


def _list(edition: Edition, lines: Iterable[Line]) -> str:
    absolute = edition.catalog.addresses.absolute
    return "".join(f"- [{name}]({absolute(address)}): {about}\n" for name, address, about in lines)


def _groups(edition: Edition) -> list[Line]:
    catalog, phrases = edition.catalog, edition.view.phrases
    folder = catalog.addresses.of(edition.view.language, "groups")
    named = [
        (
            group.name(phrases.language),
            f"{folder}{group.slug}/index.md",
            f"{phrases.place_names(group.record.place, down_to=3)}, {_count(edition, len(catalog.products_of[group.slug]))}",
        )
        for group in catalog.groups[:MOST_GROUPS]
    ]
    return [*named, (edition.t("groups"), folder, phrases.count("groups_n", len(catalog.groups)))]


def _categories(edition: Edition) -> list[Line]:
    catalog, view = edition.catalog, edition.view
    return [
        (
            view.term_label(term),
            catalog.addresses.of(view.language, "categories", str(term.slug)),
            _count(edition, len(catalog.products_with["categories", term.slug])),
        )
        for term in catalog.used_terms("categories")
    ]


def _places(edition: Edition) -> list[Line]:
    catalog, view = edition.catalog, edition.view
    base = catalog.addresses.base
    return [
        (view.place_title(area.place), view.place_href(area.place.code).removeprefix(base), _count(edition, len(area.products)))
        for area in catalog.areas
        if area.groups
    ]


def _data(edition: Edition) -> list[Line]:
    files = [(path.rpartition("/")[2], path, edition.t(f"data_{name}")) for name in TABLES for _, path in files_of(name)]
    return [("datapackage.json", PACKAGE, edition.t("data_package")), *files]


def _count(edition: Edition, products: int) -> str:
    return edition.view.phrases.count("products_n", products)
