"""Read: the content folder → what lies in it, then one record's file after another → sources, and every problem of form.

1. List `content/`: which record files there are, in which of the two shapes, and which pictures.
2. Split front matter from body, and find the translated bodies beside it.
3. Compose YAML *nodes*, which keep every position, duplicate key and raw spelling (`NO`, `0123`) until it is checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import yaml

from etalase.languages import LANGUAGES, Language
from etalase.model import Body
from etalase.problems import Location, Problem, problem
from etalase.stamps import Found, Stamp, find_below
from etalase.words import fold

FOLDERS = ("groups", "products", "outlets", "programs", "pages")
SETTINGS = ("site.yaml", "vocabulary.yaml")
PICTURE_ENDINGS = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".gif"}
)
LARGEST_TEXT_BYTES = 1_000_000
DEEPEST_YAML = 40

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NESTED = re.compile("[-?:] (?: *[-?:] ){4}")  # lists and mappings that begin in one line
_PASTED = re.compile(r"^(?:<{7} |={7}$|>{7} |```)", re.MULTILINE)
_PASTED_SIGNS = ("<" * 7, "=" * 7, ">" * 7, "```")  # one of which is in all that is pasted: looked for in a tenth of the time
_MARKS = "!&*"  # of tags, anchors and aliases
_FENCE = re.compile(r"---[ \t]*$", re.MULTILINE)
_NEXT_FENCE = re.compile(r"\n---[ \t]*$", re.MULTILINE)
_UNSEEN = re.compile("[\x85\xa0\u200b-\u200f\u2028\u2029\u202f\ufeff]")
_UNSEEN_BREAK = re.compile("[\x85\u2028\u2029]")  # line ends for YAML, and for nobody's text editor


class Main(NamedTuple):
    """A record's own file, its path without the ending, its slug, and the files of its translated bodies."""

    file: str
    stem: str
    slug: str
    translations: tuple[tuple[Language, str], ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """All files that the record is made of."""
        return (self.file, *[file for _, file in self.translations])


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in the content folder `root`: all files below it with their stamps, relative to it, with `/`.

    `records` are the records of each folder in slug order; `slugs` all of theirs, also of those that cannot be read.
    """

    root: Path
    files: Mapping[str, Stamp]
    records: Mapping[str, tuple[Main, ...]]
    slugs: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """One record as it stands on disk.

    `path` is relative to the project root, `folder` is where its photos lie, relative to `content/`. `body` is in the
    site's first language; `translations` come from `<name>.en.md` beside it.
    """

    path: str
    folder: str
    slug: str
    node: yaml.MappingNode
    first_line: int
    body: Body | None
    translations: MappingProxyType[Language, Body]

    def locate(self, node: yaml.Node) -> Location:
        mark = node.start_mark
        return Location(self.path, mark.line + self.first_line, mark.column + 1)


def list_content(content: Path, found: Iterable[Found] | None = None) -> tuple[Listing, list[Problem]]:
    """What lies in `content`, and what is wrong with names and places; `found` is what is below it, if that is known.

    Paths in problems start with the folder's own name, `content/…`.
    """
    if not content.is_dir():
        nothing = Listing(content, {}, dict.fromkeys(FOLDERS, ()), dict.fromkeys(FOLDERS, frozenset()))
        return nothing, [problem(Location(content.name), "no-content", folder=content.name)]
    problems: list[Problem] = []
    files = dict(_plain_files(find_below(content) if found is None else found, content.name, problems))
    by_top: dict[str, list[str]] = {}
    for file in files:
        top, slash, _ = file.partition("/")
        by_top.setdefault(top + slash, []).append(file)
    problems += _check_places(by_top, content.name)
    problems += [problem(Location(f"{content.name}/{name}"), "no-setting", file=name) for name in SETTINGS if name not in files]
    records = {folder: tuple(_sort_files(by_top.get(f"{folder}/", ()), folder, content.name, problems)) for folder in FOLDERS}
    slugs = {folder: frozenset(main.slug for main in mains) for folder, mains in records.items()}
    return Listing(content, files, records, slugs), problems


def read_setting(listing: Listing, name: str) -> tuple[Source | None, list[Problem]]:
    """The source of `site.yaml` or `vocabulary.yaml`; None when it is missing or cannot be read."""
    return read_source(listing.root, Main(name, "", "")) if name in listing.files else (None, [])


def site_language(content: Path) -> Language:
    """The site's first language, for messages before anything is checked; Indonesian when it cannot be told."""
    if not (content / "site.yaml").is_file():
        return "id"
    return first_language(read_source(content, Main("site.yaml", "", ""))[0])


def first_language(site: Source | None) -> Language:
    """The first of the site's languages: the one of plain strings."""
    for key, value in site.node.value if site else ():
        if key.value == "languages" and isinstance(value, yaml.SequenceNode) and value.value:
            return next((language for language in LANGUAGES if language == value.value[0].value), "id")
    return "id"


def _plain_files(found: Iterable[Found], content: str, problems: list[Problem]) -> Iterator[tuple[str, Stamp]]:
    """The plain files, without hidden ones. Links are refused: they may lead out of the project."""
    for path, stamp, is_plain, why in found:
        if path.startswith(".") or "/." in path:
            continue
        if is_plain:
            yield path, stamp
        elif why:
            problems.append(problem(Location(f"{content}/{path}".rstrip("/")), "unreadable-file", reason=why))
        else:
            problems.append(problem(Location(f"{content}/{path}"), "not-a-plain-file"))


def _check_places(tops: Collection[str], content: str) -> Iterator[Problem]:
    """Files and folders at the top that are none of ours, a folder with `/`."""
    known = (*SETTINGS, *(f"{name}/" for name in FOLDERS), "map/")
    for top in sorted({*tops} - {*known}):
        if top.lower() != "readme.md":
            near = next(iter(get_close_matches(top.lower(), known, n=1, cutoff=0.7)), "")
            location = Location(f"{content}/{top}".rstrip("/"))
            yield problem(location, "unknown-file", file=top, suggestion=near, expected=", ".join(known))


def _sort_files(files: Iterable[str], folder: str, content: str, problems: list[Problem]) -> list[Main]:
    """The records of one folder, `<slug>.yaml|.md` and `<slug>/index.yaml|.md`, each with what translates it."""
    inside = sorted(files)
    mains: list[Main] = []
    translations: dict[str, dict[Language, str]] = {}
    for file in inside:
        stem, ending = _split(file)
        language = (
            next((each for each in LANGUAGES if stem.endswith(f".{each}")), None) if ending == ".md" and "." in stem else None
        )
        if language:
            translations.setdefault(stem.removesuffix(f".{language}"), {})[language] = file
        elif ending in (".yaml", ".md"):
            main = _main_of(file, stem, content)
            if isinstance(main, Problem):
                problems.append(main)
            else:
                mains.append(main)
        elif ending not in PICTURE_ENDINGS:
            problems.append(_unknown_ending(file, stem, ending, content))
    problems += _check_clashes(mains, content)
    problems += _check_translations(translations, [main.stem for main in mains], content)
    problems += _check_folders(inside, folder, {main.slug for main in mains}, content)
    mains.sort(key=lambda main: main.slug)  # not the order of paths, where `tas-a.yaml` comes before `tas.yaml`
    return [
        main._replace(translations=tuple(translations[main.stem].items())) if main.stem in translations else main
        for main in mains
    ]


def _check_translations(translations: Mapping[str, Mapping[Language, str]], stems: list[str], content: str) -> Iterator[Problem]:
    """Translated bodies without a record."""
    for stem in sorted(translations.keys() - set(stems)):
        for file in translations[stem].values():
            near = next(iter(get_close_matches(stem, stems, n=1, cutoff=0.8)), "")
            suggestion = near and f"{near}{file.removeprefix(stem)}"
            facts = {"file": file, "stem": stem, "suggestion": suggestion}
            yield problem(Location(f"{content}/{file}"), "translation-alone", **facts)


def _main_of(file: str, stem: str, content: str) -> Main | Problem:
    folder, slug, *rest = stem.split("/")
    if rest and rest != ["index"]:
        return problem(Location(f"{content}/{file}"), "record-too-deep", file=file, folder=f"{folder}/{slug}")
    if not is_slug(slug):
        return problem(Location(f"{content}/{file}"), "bad-slug", slug=slug, suggestion=suggest_slug(slug))
    return Main(file, stem, slug)


def _unknown_ending(file: str, stem: str, ending: str, content: str) -> Problem:
    """Notepad adds `.txt` to whatever it saves, so `tas.yaml.txt` is meant to be `tas.yaml`."""
    meant = {".yml": f"{stem}.yaml", ".markdown": f"{stem}.md", ".mdown": f"{stem}.md"}.get(ending, "")
    if ending == ".txt" and stem.endswith((".yaml", ".md")):
        meant = stem
    return problem(Location(f"{content}/{file}"), "unknown-ending", file=file, suggestion=meant)


def _check_clashes(mains: Iterable[Main], content: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for main in mains:
        if main.slug in first:
            other = f"{content}/{first[main.slug]}"
            yield problem(Location(f"{content}/{main.file}"), "slug-clash", slug=main.slug, other=other)
        first.setdefault(main.slug, main.file)


def _check_folders(inside: Iterable[str], folder: str, slugs: set[str], content: str) -> Iterator[Problem]:
    """A record folder with pictures but without its index file."""
    deep = [file for file in inside if file.count("/") > 1]
    with_records = {file.split("/")[1] for file in deep if _split(file)[1] in (".yaml", ".md")}
    for slug in sorted({file.split("/")[1] for file in deep} - slugs - with_records):
        yield problem(Location(f"{content}/{folder}/{slug}"), "folder-without-index", folder=f"{folder}/{slug}")


def is_slug(text: str) -> bool:
    """Small letters a to z and digits, joined by single hyphens."""
    return _SLUG.fullmatch(text) is not None


def suggest_slug(text: str) -> str:
    """The nearest slug: lower case, no accents, runs of anything else become one hyphen; "" when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def _split(file: str) -> tuple[str, str]:
    stem, dot, ending = file.rpartition(".")
    return (stem, f".{ending.lower()}") if dot and "/" not in ending else (file, "")


def read_source(content: Path, main: Main) -> tuple[Source | None, list[Problem]]:
    """The source of one record, or what is wrong with its form."""
    problems: list[Problem] = []
    return _read_source(content, main, problems), problems


def _read_source(content: Path, main: Main, problems: list[Problem]) -> Source | None:
    path, folder = f"{content.name}/{main.file}", main.file.rpartition("/")[0]
    bodies = _read_translations(content, main, problems)
    text = read_text(f"{content}/{main.file}", path, problems)
    if text is None:
        return None
    header, body, first_line = text, None, 1
    if main.file.lower().endswith(".md"):
        split = split_front_matter(text, path)
        if isinstance(split, Problem):
            problems.append(split)
            return None
        header, body, first_line = split.header, split.body, 2
    composed = compose(header, path, first_line)
    if isinstance(composed, list):
        problems += composed
        return None
    own = body if body and body.text.strip() else None
    return Source(path, folder, main.slug, composed, first_line, own, MappingProxyType(bodies))


def _read_translations(content: Path, main: Main, problems: list[Problem]) -> dict[Language, Body]:
    """The Markdown of the files beside a record: nothing but Markdown, since all fields are in the record."""
    found: dict[Language, Body] = {}
    for language, file in main.translations:
        start = Location(f"{content.name}/{file}")
        words = read_text(f"{content}/{file}", start.path, problems)
        if words and _FENCE.match(words):
            problems.append(problem(start, "translation-with-fields", file=file))
        elif words and words.strip():
            found[language] = Body(words, start)
    return found


def read_bytes(file: Path | str) -> bytes:
    """All of a file, in two thirds of the time that a `Path` and a buffer take."""
    with open(file, "rb", buffering=0) as raw:  # noqa: PTH123
        return raw.readall()


def read_text(file: Path | str, path: str, problems: list[Problem], limit: int = LARGEST_TEXT_BYTES) -> str | None:
    """The text of a small UTF-8 file with `\\n` line ends and no byte order mark, or a problem."""
    try:
        data = read_bytes(file)
        if len(data) > limit:
            problems.append(problem(Location(path), "file-too-large", size=len(data), limit=limit))
            return None
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        problems.append(problem(_place_of(before, len(before), path, 1), "not-utf8"))
    except OSError as error:
        problems.append(problem(Location(path), "unreadable-file", reason=error.strerror))
    return None


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The YAML between the fences, and the Markdown after them with its place."""

    header: str
    body: Body


def split_front_matter(text: str, path: str) -> FrontMatter | Problem:
    """Split `---`, YAML, `---`, Markdown. The header starts on line 2 of the file."""
    opening = _FENCE.match(text)
    if not opening:
        return problem(Location(path), "no-front-matter")
    closing = _NEXT_FENCE.search(text, opening.end())
    if not closing:
        return problem(Location(path), "front-matter-open")
    header = text[opening.end() + 1 : closing.start() + 1]
    body = text[closing.end() + 1 :]
    return FrontMatter(header, Body(body, Location(path, text.count("\n", 0, closing.end()) + 2)))


_STR, _NULL, _BOOL = (f"tag:yaml.org,2002:{name}" for name in ("str", "null", "bool"))
_PLAIN_TAGS: Final = dict.fromkeys(("", "~", "null", "Null", "NULL"), _NULL) | {
    spelt: _BOOL for word in ("yes", "no", "true", "false", "on", "off") for spelt in (word, word.capitalize(), word.upper())
}


class _NodeLoader(yaml.CSafeLoader):
    """Tells null and yes-or-no from text, as YAML 1.1 does, and nothing else, which is a quarter faster.

    Numbers and days are read from their spelling, by the type of the field they stand in.
    """

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        if kind is yaml.ScalarNode:
            return _PLAIN_TAGS.get(value or "", _STR) if implicit[0] else _STR
        return "tag:yaml.org,2002:map" if kind is yaml.MappingNode else "tag:yaml.org,2002:seq"

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """No tags by path."""

    def ascend_resolver(self) -> None:
        """No tags by path."""


def compose(text: str, path: str, first_line: int) -> yaml.MappingNode | list[Problem]:
    """The YAML mapping in `text` as nodes, or what is wrong with it. Line 1 of `text` is `first_line` of the file."""
    if not text.isascii() and (unseen := _UNSEEN_BREAK.search(text)):
        return [problem(_place_of(text, unseen.start(), path, first_line), "yaml-control")]
    if any(signs in text for signs in _PASTED_SIGNS) and (pasted := _PASTED.search(text)):
        kind = "fence-pasted" if pasted[0].startswith("`") else "git-conflict"
        return [problem(_place_of(text, pasted.start(), path, first_line), kind)]
    try:
        if " " * 2 * DEEPEST_YAML in text or _NESTED.search(text) or text.count("[") + text.count("{") > DEEPEST_YAML:
            _check_depth(text)
        node = _NodeLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return [_syntax_problem(error, text, path, first_line)]
    except yaml.YAMLError as error:
        offset = text.find(chr(character)) if isinstance(character := getattr(error, "character", None), int) else 0
        return [problem(_place_of(text, max(offset, 0), path, first_line), "yaml-control")]
    if node is None:
        return [problem(Location(path, first_line), "empty-record")]
    if not isinstance(node, yaml.MappingNode):
        return [problem(Location(path, node.start_mark.line + first_line, node.start_mark.column + 1), "not-a-mapping")]
    problems = _check_marks(node, path, first_line) if any(mark in text for mark in _MARKS) else []
    return problems or _check_keys(node, path, first_line) or node


def _check_depth(text: str) -> None:
    """Raise a marked error where the nesting passes DEEPEST_YAML.

    Composing recurses in C without a limit (200,000 brackets end the process), parsing events does not.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_YAML:
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=event.start_mark)  # type: ignore[arg-type]  # the C parser's marks have the same fields


_TRAPS: Final = {  # what libyaml says → the kind of the problem, and whether its context is the place to look at
    "nested too deep": ("yaml-too-deep", False),
    "tab character": ("yaml-tab", False),
    "scanning an alias": ("yaml-alias", True),
    "scanning an anchor": ("yaml-alias", True),
    "undefined alias": ("yaml-alias", False),
    "cannot start any token": ("yaml-character", False),
    "did not find expected node content": ("yaml-character", False),
    "did not find expected comment or line break": ("yaml-character", True),
    "mapping values are not allowed": ("yaml-colon", False),
    "could not find expected ':'": ("yaml-no-colon", True),
    "found unexpected end of stream": ("yaml-quote", True),
    "found unexpected document indicator": ("yaml-quote", True),
    "did not find expected ',' or": ("yaml-bracket", True),
    "block sequence entries are not allowed": ("yaml-list", False),
    "unknown escape character": ("yaml-backslash", False),
    "expected hexdecimal number": ("yaml-backslash", False),
    "expected a single document": ("yaml-documents", False),
    "expected <document start>": ("yaml-documents", False),
    "found undefined tag handle": ("yaml-tag", False),
    "a tag": ("yaml-tag", True),
}


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    """The mistake in our words, at the place where it was made: an open quotation mark is not missed at the file's end."""
    said = f"{error.context} {error.problem}"
    kind, by_context = next((found for phrase, found in _TRAPS.items() if phrase in said), ("yaml-syntax", False))
    mark = (error.context_mark if by_context else None) or error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    before, after = (lines[line][:column], lines[line][column:]) if line < len(lines) else ("", "")
    if unseen := _UNSEEN.search(before + after):
        return problem(Location(path, line + first_line, unseen.start() + 1), "yaml-control")
    if after.startswith("\t"):
        kind = "yaml-tab"
    elif "did not find expected key" in said or "expected '-' indicator" in said:
        kind = "yaml-after-value" if before.strip() else "yaml-indent"
    return problem(Location(path, line + first_line, column + 1), kind, reason=error.problem)


def _place_of(text: str, offset: int, path: str, first_line: int) -> Location:
    before = text[:offset]
    return Location(path, before.count("\n") + first_line, len(before) - before.rfind("\n"))


def _check_marks(root: yaml.MappingNode, path: str, first_line: int) -> list[Problem]:
    """Tags, and aliases: a node met twice could make a small file endless."""
    problems: list[Problem] = []
    seen: set[int] = set()
    waiting: list[yaml.Node] = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            return [problem(_locate(node, path, first_line), "yaml-alias")]
        seen.add(id(node))
        if not node.tag.startswith("tag:yaml.org,2002:"):
            problems.append(problem(_locate(node, path, first_line), "yaml-tag"))
        if isinstance(node, yaml.CollectionNode):
            waiting += _children(node)
    return problems


def _check_keys(root: yaml.MappingNode, path: str, first_line: int) -> list[Problem]:
    """Keys that stand twice in one mapping."""
    problems: list[Problem] = []
    waiting: list[yaml.CollectionNode] = [root]
    for node in waiting:
        children = node.value
        if isinstance(node, yaml.MappingNode):
            children = [child for _, child in node.value]
            if len({key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)}) < len(node.value):
                children = _children(node)
                for first, again in _same_keys(node):
                    line = _locate(first, path, first_line).line
                    problems.append(problem(_locate(again, path, first_line), "duplicate-key", field=again.value, line=line))
        waiting += [child for child in children if isinstance(child, yaml.CollectionNode)]
    return problems


def _locate(node: yaml.Node, path: str, first_line: int) -> Location:
    return Location(path, node.start_mark.line + first_line, node.start_mark.column + 1)


def _children(node: yaml.CollectionNode) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value)


def _same_keys(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Each key that stands there again, after the first of its name."""
    first: dict[str, yaml.Node] = {}
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and first.setdefault(key.value, key) is not key:
            yield first[key.value], key
