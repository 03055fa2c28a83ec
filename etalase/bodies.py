"""Write: the records' Markdown → safe HTML in every language, with links between records followed, or problems.

A link in Markdown names a record by its folder and slug, `groups/kups-rotan-nanga-lauk`, whatever the language; it
becomes that record's address in the language of the page.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

from markupsafe import Markup

from etalase.addresses import Section
from etalase.catalog import Catalog
from etalase.markup import BadLink, Rendered, render_markdown
from etalase.model import Bodies, Body, Language, Record, Records, Unfinished
from etalase.problems import Location, Problem, problem

FOLDERS: tuple[Section, ...] = ("groups", "products", "outlets", "programs", "pages")


@dataclass(frozen=True, slots=True)
class WrittenBodies:
    """The HTML of every body by language and the place it starts at."""

    html: Mapping[tuple[Language, Location], Markup]

    def of(self, bodies: Bodies, language: Language) -> Markup:
        """The body in a language, or in the other one; empty when the record has none."""
        body = bodies.in_language(language)
        return self.html[language, body.start] if body else Markup()


def write_bodies(records: Records, catalog: Catalog) -> tuple[WrittenBodies, list[Problem]]:
    """The HTML of all bodies, drafts included, so that a draft's broken link is known before it is published."""
    targets = _targets(records)
    drafts = frozenset(f"{folder}/{record.slug}" for folder in FOLDERS for record in getattr(records, folder) if record.draft)
    html: dict[tuple[Language, Location], Markup] = {}
    problems: list[Problem] = []
    for language in catalog.addresses.languages:
        for record in _all_records(records):
            if body := record.bodies.in_language(language):
                closed = frozenset[str]() if record.draft else drafts
                rendered = render_markdown(body.text, partial(_address_of, targets, closed, catalog, language))
                html[language, body.start] = rendered.html
                problems += _problems(rendered, body, targets, closed)
    return WrittenBodies(html), problems


def _all_records(records: Records) -> Iterator[Record | Unfinished]:
    for folder in FOLDERS:
        yield from getattr(records, folder)
    yield from records.unfinished


def _targets(records: Records) -> dict[str, tuple[Section, str]]:
    """What a link may name. A record with a mistake of its own counts, so that those who link to it are not blamed."""
    known = ((folder, slug) for folder in FOLDERS for slug in sorted(records.known.get(folder, ())))
    return {f"{folder}/{slug}": (folder, slug) for folder, slug in known}


def _address_of(
    targets: Mapping[str, tuple[Section, str]], closed: Container[str], catalog: Catalog, language: Language, target: str
) -> str | None:
    """The address of `folder/slug`, also as the file's name, with its fragment; None when there is none, or it is closed."""
    _, hash_, fragment = target.partition("#")
    named = _named(target)
    if named not in targets or named in closed:
        return None
    section, slug = targets[named]
    return f"{catalog.addresses.base}{catalog.addresses.of(language, section, slug)}{hash_}{fragment}"


def _named(target: str) -> str:
    return target.partition("#")[0].strip("/").removesuffix(".md").removesuffix(".yaml").removesuffix("/index")


def _problems(
    rendered: Rendered, body: Body, targets: Mapping[str, tuple[Section, str]], closed: Container[str]
) -> Iterator[Problem]:
    for link in rendered.broken:
        if (named := _named(link.target)) in closed:
            section, slug = targets[named]
            yield problem(_at(body, link), "draft-reference", slug=slug, folder=section, own=body.start.path)
        else:
            near = _nearest(link.target, targets)
            yield problem(_at(body, link), "broken-link", target=link.target, suggestion=near)
    for link in rendered.unsafe:
        yield problem(_at(body, link), "unsafe-link", target=link.target)
    for link in rendered.pictures:
        yield problem(_at(body, link), "picture-in-body", target=link.target)


def _nearest(target: str, targets: Iterable[str]) -> str:
    """A record of the same folder with a similar name, or the full address that was meant."""
    if target.startswith("www."):
        return f"https://{target}"
    folder = target.partition("/")[0]
    same_folder = [path for path in targets if path.startswith(f"{folder}/")]
    return next(iter(get_close_matches(target, same_folder or list(targets), n=1)), "")


def _at(body: Body, link: BadLink) -> Location:
    """The place in the file where the link's target stands."""
    first_column = body.start.column if link.line_offset == 0 else 1
    return Location(body.start.path, body.start.line + link.line_offset, first_column + link.column)
