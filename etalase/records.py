"""Check: a source → a record, or every problem of every field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar, cast

import yaml

from etalase.checks import CHECKS, FINDERS
from etalase.languages import Language
from etalase.model import Bodies, Group, Outlet, Page, Photo, Product, Program, Record, Site, Text, Url, Vocabulary
from etalase.problems import Location, Problem
from etalase.reader import TERM_LISTS, WRONG, Reader, Rules, is_empty, value_named
from etalase.sources import Listing, Source, first_language, read_setting
from etalase.values import SCALARS, SHORTHANDS

R = TypeVar("R")
_RULES: Final = Rules(SCALARS, SHORTHANDS, FINDERS, CHECKS)
RECORD_TYPES: Final[Mapping[str, type[Record]]] = {
    "groups": Group,
    "products": Product,
    "outlets": Outlet,
    "programs": Program,
    "pages": Page,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What every record is checked with: the site's own settings and words, and what a reference may name.

    `known` holds every slug by folder and list of the vocabulary, also those of records with mistakes.
    """

    site: Site
    vocabulary: Vocabulary
    language: Language
    known: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Checked(Generic[R]):
    """A record, or None for one with a mistake, and its problems.

    Bodies and photos can be looked at further in both cases. `missed` are paths below `content/` that would have been
    taken for its photos, were there files.
    """

    record: R | None
    problems: tuple[Problem, ...]
    bodies: Bodies
    is_draft: bool = False
    photos: tuple[Photo, ...] = ()
    missed: tuple[str, ...] = ()


def check_settings(listing: Listing) -> tuple[Settings, list[Problem]]:
    """The settings of a directory. Those that cannot be read are stood in for, to let the checks go on."""
    site, of_site = read_setting(listing, "site.yaml")
    vocabulary, of_vocabulary = read_setting(listing, "vocabulary.yaml")
    settings = Settings(_STAND_IN, Vocabulary(), first_language(site), _known_slugs(listing, vocabulary))
    checked_site = check_record(Site, site, listing.files, settings) if site else _NOTHING
    checked_words = check_record(Vocabulary, vocabulary, listing.files, settings) if vocabulary else _NOTHING
    problems = [*of_site, *of_vocabulary, *checked_site.problems, *checked_words.problems]
    whole = replace(settings, site=checked_site.record or _STAND_IN, vocabulary=checked_words.record or Vocabulary())
    return whole, problems


def check_record(type_: type[R], source: Source, files: Collection[str], settings: Settings) -> Checked[R]:
    """The record in a source. `files` are all below `content/`, for the photos it names."""
    reader = Reader(source, settings.language, files, settings.known, _RULES)
    given = {"slug": source.slug} if issubclass(type_, Record) else {}
    value = reader.mapping(source.node, type_, "", **given)
    bodies = reader.bodies(value.body if isinstance(value, Record) else Text())
    record = None if value is WRONG or reader.problems else cast(R, value)
    found = tuple(reader.problems), bodies, _says_draft(source), tuple(reader.photos), tuple(reader.missed)
    return Checked(record, *found)


_NOTHING: Final[Checked[Any]] = Checked(None, (), Bodies())
_STAND_IN: Final = Site(
    location=Location(""),
    name="",
    url=Url("https://etalase.example/"),
    title=Text(),
    description=Text(),
    owner=Text(),
    min_photo_px=1,  # no photo is blamed for a limit that could not be read
)


def _known_slugs(listing: Listing, vocabulary: Source | None) -> Mapping[str, frozenset[str]]:
    """A list of the vocabulary that cannot be read is left out: nobody is to blame for naming something in it."""
    known = dict(listing.slugs)
    if vocabulary:
        for name in TERM_LISTS:
            if (terms := _keys_of(value_named(vocabulary.node, name))) is not None:
                known[name] = terms
    return known


def _keys_of(terms: yaml.Node | None) -> frozenset[str] | None:
    if terms is None or is_empty(terms):
        return frozenset()
    return frozenset(str(term.value) for term, _ in terms.value) if isinstance(terms, yaml.MappingNode) else None


def _says_draft(source: Source) -> bool:
    draft = value_named(source.node, "draft")
    return isinstance(draft, yaml.ScalarNode) and draft.value == "true"
