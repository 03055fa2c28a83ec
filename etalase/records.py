"""Check: sources → records, or every problem of every field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import yaml

from etalase.checks import CHECKS, PARTIAL
from etalase.model import (
    Group,
    Language,
    Outlet,
    Page,
    Product,
    Program,
    Record,
    Records,
    Site,
    Text,
    Unfinished,
    Url,
    Vocabulary,
)
from etalase.problems import Location, Problem
from etalase.reader import TERM_LISTS, WRONG, Reader, Rules, is_empty, value_named
from etalase.sources import Source, Sources, first_language
from etalase.values import SCALARS, SHORTHANDS

R = TypeVar("R")
_RULES: Final = Rules(SCALARS, SHORTHANDS, CHECKS, PARTIAL)
RECORD_TYPES: Final[Mapping[str, type[Record]]] = {
    "groups": Group,
    "products": Product,
    "outlets": Outlet,
    "programs": Program,
    "pages": Page,
}


def check_records(sources: Sources) -> tuple[Records, list[Problem]]:
    """All records, and every problem on the way.

    A record with a mistake is left out, so later stages only see whole ones; its slug stays in `known`, so that those
    who refer to it are not blamed. Settings that cannot be read are stood in for, to let the checks go on.
    """
    check = _Check(sources, first_language(sources.site), _known_slugs(sources))
    site, vocabulary = check.read(Site, sources.site), check.read(Vocabulary, sources.vocabulary)
    whole: dict[str, tuple[Any, ...]] = {}
    for folder, record_type in RECORD_TYPES.items():
        found = [check.read(record_type, source) for source in sources.records.get(folder, ())]
        whole[folder] = tuple(record for record in found if record is not None)
    records = Records(
        site=site or _STAND_IN,
        vocabulary=vocabulary or Vocabulary(),
        known=check.known,
        unfinished=tuple(check.unfinished),
        **whole,
    )
    return records, check.problems


_STAND_IN: Final = Site(
    location=Location(""),
    name="",
    url=Url("https://etalase.example/"),
    title=Text(),
    description=Text(),
    owner=Text(),
    min_photo_px=1,  # no photo is blamed for a limit that could not be read
)


def _known_slugs(sources: Sources) -> Mapping[str, frozenset[str]]:
    """Every slug that a reference may name, also those of records with mistakes.

    A list of the vocabulary that cannot be read is left out: nobody is to blame for naming something in it.
    """
    known = dict(sources.slugs)
    if sources.vocabulary:
        for name in TERM_LISTS:
            if (terms := _keys_of(value_named(sources.vocabulary.node, name))) is not None:
                known[name] = terms
    return MappingProxyType(known)


def _keys_of(terms: yaml.Node | None) -> frozenset[str] | None:
    if terms is None or is_empty(terms):
        return frozenset()
    return frozenset(str(term.value) for term, _ in terms.value) if isinstance(terms, yaml.MappingNode) else None


@dataclass(slots=True)
class _Check:
    """One run over all sources, and what it has found so far."""

    sources: Sources
    language: Language
    known: Mapping[str, frozenset[str]]
    problems: list[Problem] = field(default_factory=list)
    unfinished: list[Unfinished] = field(default_factory=list)

    def read(self, type_: type[R], source: Source | None) -> R | None:
        """The record; None when it is missing or has a mistake, of which what is left is kept."""
        if source is None:
            return None
        reader = Reader(source, self.language, self.sources.files, self.known, _RULES)
        value = reader.mapping(source.node, type_, "", slug=source.slug)
        bodies = reader.bodies(value.body if isinstance(value, Record) else Text())
        self.problems += reader.problems
        if value is WRONG or reader.problems:
            self.unfinished.append(Unfinished(bodies, tuple(reader.photos), _says_draft(source)))
            return None
        return cast(R, replace(value, bodies=bodies) if isinstance(value, Record) else value)


def _says_draft(source: Source) -> bool:
    draft = value_named(source.node, "draft")
    return isinstance(draft, yaml.ScalarNode) and draft.value == "true"
