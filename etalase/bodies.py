"""Write: a record's Markdown → safe HTML in every language, with links between records followed, or problems.

A link in Markdown names a record by its folder and slug, `groups/kups-rotan-nanga-lauk`, whatever the language; it
becomes that record's address in the language of the page.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from markupsafe import Markup

from etalase.addresses import Addresses, Section
from etalase.languages import Language
from etalase.markup import BadLink, Rendered, render_markdown
from etalase.model import Bodies, Body
from etalase.problems import Location, Problem, problem

FOLDERS: tuple[Section, ...] = ("groups", "products", "outlets", "programs", "pages")


@dataclass(frozen=True, slots=True)
class Linking:
    """What a link may name: every record by folder, also one with mistakes, so that those who link to it are not blamed.

    `closed` are the drafts, as `folder/slug`, to which no published record may lead.
    """

    addresses: Addresses
    known: Mapping[str, Collection[str]]
    closed: Container[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Written:
    """The HTML of a record's bodies by language, and the records that it links to, as `folder/slug`."""

    html: Mapping[Language, Markup]
    links: tuple[str, ...]


def write_bodies(bodies: Bodies, linking: Linking) -> tuple[Written, list[Problem]]:
    """The HTML in every language of the site; a language without a body has the other one's."""
    html: dict[Language, Markup] = {}
    links: set[str] = set()
    problems: list[Problem] = []
    done: dict[Location, Markup] = {}
    for language in linking.addresses.languages:
        if not (body := bodies.in_language(language)):
            continue
        if body.start not in done or links:  # without links it is the same in every language
            follow = _Follower(linking, language)
            rendered = render_markdown(body.text, follow)
            done[body.start] = rendered.html
            links |= follow.links
            problems += _problems(rendered, body, linking)
        html[language] = done[body.start]
    return Written(html, tuple(sorted(links))), problems


@dataclass(slots=True)
class _Follower:
    """Finds the address of a link in one language, and remembers which records were named."""

    linking: Linking
    language: Language
    links: set[str] = field(default_factory=set)

    def __call__(self, target: str) -> str | None:
        """The address of `folder/slug`, also as the file's name, with its fragment; None when there is none, or it is closed."""
        _, hash_, fragment = target.partition("#")
        named = _named(target)
        found = _known(named, self.linking)
        if not found or named in self.linking.closed:
            return None
        self.links.add(named)
        addresses = self.linking.addresses
        return f"{addresses.base}{addresses.of(self.language, *found)}{hash_}{fragment}"


def _known(named: str, linking: Linking) -> tuple[Section, str] | None:
    name, _, slug = named.partition("/")
    section = next((folder for folder in FOLDERS if folder == name), None)
    return (section, slug) if section and slug in linking.known.get(section, ()) else None


def _named(target: str) -> str:
    return target.partition("#")[0].strip("/").removesuffix(".md").removesuffix(".yaml").removesuffix("/index")


def _problems(rendered: Rendered, body: Body, linking: Linking) -> Iterator[Problem]:
    for link in rendered.broken:
        if (named := _named(link.target)) in linking.closed:
            section, _, slug = named.partition("/")
            yield problem(_at(body, link), "draft-reference", slug=slug, folder=section, own=body.start.path)
        else:
            yield problem(_at(body, link), "broken-link", target=link.target, suggestion=_nearest(link.target, linking.known))
    for link in rendered.unsafe:
        yield problem(_at(body, link), "unsafe-link", target=link.target)
    for link in rendered.pictures:
        yield problem(_at(body, link), "picture-in-body", target=link.target)


def _nearest(target: str, known: Mapping[str, Collection[str]]) -> str:
    """A record of the same folder with a similar name, or the full address that was meant."""
    if target.startswith("www."):
        return f"https://{target}"
    targets = [f"{folder}/{slug}" for folder in FOLDERS for slug in sorted(known.get(folder, ()))]
    folder = target.partition("/")[0]
    same_folder = [path for path in targets if path.startswith(f"{folder}/")]
    return next(iter(get_close_matches(target, same_folder or targets, n=1)), "")


def _at(body: Body, link: BadLink) -> Location:
    """The place in the file where the link's target stands."""
    first_column = body.start.column if link.line_offset == 0 else 1
    return Location(body.start.path, body.start.line + link.line_offset, first_column + link.column)
