"""What is suggested while somebody types: the pages of terms, places and groups, one small file a language."""

from __future__ import annotations

import json
from functools import partial
from typing import Final

from etalase.catalog import TERM_LISTS
from etalase.editions import Edition
from etalase.languages import Language
from etalase.outputs import OutputFile, digest

_KINDS: Final = {"categories": "category", "materials": "material", "techniques": "technique"}  # their words in the singular


def suggestions_address(language: Language) -> str:
    """Of a language's file, below the site's address."""
    return f"data/cari/{language}/saran.json"


def plan_suggestions(edition: Edition) -> OutputFile:
    """JSON: lists of name, address and number of products, by what they are; the most used first."""
    groups = (f"{group.slug} {group.brief.face}" for group in edition.catalog.groups)
    key = digest(edition.ground, edition.facets, *groups)
    return OutputFile(suggestions_address(edition.view.language), key, partial(_write, edition))


def _write(edition: Edition) -> bytes:
    view, catalog = edition.view, edition.catalog
    suggested = {
        edition.t(word): [
            (view.term_label(term), view.href(name, term.slug), len(catalog.products_with[name, term.slug]))
            for term in catalog.used_terms(name)
        ]
        for name, word in ((name, _KINDS[name]) for name in TERM_LISTS)
    }
    suggested[edition.t("kabupaten")] = [
        (view.place_title(area.place), view.place_href(area.place.code), len(area.products)) for area in catalog.areas
    ]
    suggested[edition.t("group")] = [
        (group.name(view.language), view.href("groups", group.slug), len(catalog.products_of[group.slug]))
        for group in catalog.groups
    ]
    return (json.dumps(suggested, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
