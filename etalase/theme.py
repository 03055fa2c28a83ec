"""The theme: templates, interface words and static files, ours and over them the directory's own, file by file.

In: one or two theme folders. Out: a `Theme`, or problems with the place Jinja or PyYAML gives.
"""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Final, NamedTuple

import jinja2
import yaml
from jinja2.meta import find_referenced_templates

from etalase.jobs import BuiltInThemeMissing, built_in_theme
from etalase.languages import LANGUAGES, Language
from etalase.ledger import Ledger
from etalase.messages import Messages
from etalase.outputs import PROGRAM, digest
from etalase.pictures import Font
from etalase.problems import ContentError, Location, Problem, problem
from etalase.sources import compose, read_text
from etalase.templates import Templates

ASSETS: Final = "aset"
_OF_PAGES: Final = ("templates", "components", "messages", "static")
_FOR_PAPER: Final = "print"
_FOLDERS: Final = (*_OF_PAGES, _FOR_PAPER)
_FONTS: Final = (".ttf", ".otf")
MARK: Final = "mark-512.png"
_LINKED: Final = re.compile(r"^(?:import|export) ", re.MULTILINE)  # stands outside of any block
_MINIFIED: Final = {".css": "text/css", ".js": "application/javascript"}  # those also get a digest in their name


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file: where it lies, its path in the output, and the digest of its bytes."""

    source: Path
    path: str
    digest: str

    def published(self) -> bytes:
        """What browsers get: scripts and style sheets without what is only for those who write them.

        What cannot be understood stays as it is: a browser may understand it.
        """
        data = self.source.read_bytes()
        if not (kind := _MINIFIED.get(self.source.suffix)):
            return data
        import minify  # only a build that writes one needs it

        try:
            return str(minify.string(kind, self._closed(data.decode()))).encode()
        except (minify.MinifyError, UnicodeDecodeError):
            return data

    def _closed(self, text: str) -> str:
        """Our scripts are modules and workers, whose names nobody else knows; in a block they are made short, too."""
        is_closed = self.source.suffix == ".js" and self.source.is_relative_to(built_in_theme()) and not _LINKED.search(text)
        return f"{{{text}}}" if is_closed else text


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything pages are made with.

    `digests` says of each template what it is made of, with all that it extends or imports; `word_digests` of each language.
    """

    environment: jinja2.Environment
    messages: Mapping[Language, Messages]
    assets: Mapping[str, Asset]
    folders: tuple[Path, ...]
    digests: Mapping[str, str]
    word_digests: Mapping[Language, str]

    def render(self, template: str, context: Mapping[str, object]) -> bytes:
        """The page as UTF-8. Raises ContentError with the template's file and line when the template is at fault."""
        try:
            return self.environment.get_template(template).render(context).encode()
        except jinja2.TemplateError as error:
            raise ContentError([_template_problem(error, self.folders, template)]) from error
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            location = _blame(error, self.folders)
            if not location:
                raise
            raise ContentError([problem(location, "template-undefined", reason=error)]) from error


def load_theme(own: Path | None, ledger: Ledger) -> tuple[Theme | None, list[Problem]]:
    """The built-in theme with the files of `own` (if there is such a folder) in place of their namesakes.

    What was checked before is not parsed again: the ledger keeps the outcome, and compiled templates lie beside it.
    Raises BuiltInThemeMissing.
    """
    if not (built_in_theme() / "templates").is_dir():
        raise BuiltInThemeMissing(built_in_theme())
    folders = tuple(folder for folder in (own, built_in_theme()) if folder and folder.is_dir())
    folders = tuple(dict.fromkeys(folder.resolve() for folder in folders))
    compiled = ledger.file.parent / "templates" / PROGRAM
    if not compiled.is_dir():
        shutil.rmtree(compiled.parent, ignore_errors=True)  # what another program has compiled
        compiled.mkdir(parents=True)
    environment = Templates(folders, compiled)
    files = _files(folders, _OF_PAGES)
    problems = [*_check_folder(own)]
    contents = {name: file.read_bytes() for name, file in files.items()}
    key = digest(PROGRAM, *(str(file) for file in files.values()), *contents.values())
    parsed = _recalled(ledger, key)
    if parsed is None:
        problems += _check_templates(environment, files, folders)
        messages = {language: _load_messages(language, folders, problems) for language in LANGUAGES}
        parsed = _Parsed(_template_digests(contents), {language: {**each.words} for language, each in messages.items()})
    if problems:
        return None, problems
    ledger.note("theme", pickle.dumps((key, parsed)))
    assets = {
        name.removeprefix("static/"): _asset(name, files[name], contents[name]) for name in files if name.startswith("static/")
    }
    words = {language: Messages(language, parsed.words[language]) for language in LANGUAGES}
    word_digests = {language: digest(repr(sorted(parsed.words[language].items()))) for language in LANGUAGES}
    return Theme(environment, words, assets, folders, parsed.digests, word_digests), []


class _Parsed(NamedTuple):
    """What reading the theme's files gave: digests by template, and words by language."""

    digests: dict[str, str]
    words: dict[Language, dict[str, str | Mapping[str, str]]]


def _recalled(ledger: Ledger, key: str) -> _Parsed | None:
    noted = ledger.noted("theme")
    known, parsed = pickle.loads(noted) if noted else ("", None)
    return parsed if known == key else None


def _template_digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """By template, a digest of its text and of all that it reaches."""
    sources = {name.removeprefix("templates/"): data for name, data in contents.items() if name.endswith(".html")}
    reached = {name: _referenced(data) & sources.keys() for name, data in sources.items()}
    for _ in sources:  # a chain of references is never longer than that
        reached = {name: found.union(*(reached[each] for each in found)) for name, found in reached.items()}
    return {
        name: digest(PROGRAM, name, *(part for each in sorted({name, *reached[name]}) for part in (each, sources[each])))
        for name in sources
    }


@lru_cache(maxsize=256)  # `serve` asks for all of them after an edit of one
def _referenced(source: bytes) -> frozenset[str]:
    """The templates that one names."""
    try:
        return frozenset(name for name in find_referenced_templates(jinja2.Environment().parse(source.decode())) if name)
    except (jinja2.TemplateError, UnicodeDecodeError):
        return frozenset()  # told already


def _check_folder(own: Path | None) -> Iterator[Problem]:
    """What lies in a directory's theme and would never be used."""
    for path in sorted(own.iterdir()) if own and own.is_dir() else ():
        if path.name not in _FOLDERS and _is_named_by_hand(path):
            near = next(iter(get_close_matches(path.name, _FOLDERS, n=1)), "")
            yield problem(
                Location(f"theme/{path.name}"), "unknown-file", file=path.name, suggestion=near, expected=", ".join(_FOLDERS)
            )


def _is_named_by_hand(path: Path) -> bool:
    return not path.name.startswith(".") and path.name.lower() != "readme.md"


def files_for_paper(theme: Theme) -> dict[str, Path]:
    """What printed sheets are made with, by its name in the theme: `print/catalogue.typ`."""
    return _files(theme.folders, (_FOR_PAPER,))


def font_of(theme: Theme) -> Font:
    """The font of what is set without a browser."""
    files = [file for name, file in files_for_paper(theme).items() if name.startswith(f"{_FOR_PAPER}/font/")]
    return Font(next(file for file in files if file.suffix in _FONTS), digest(*(file.read_bytes() for file in files)))


def _files(folders: tuple[Path, ...], kinds: tuple[str, ...]) -> dict[str, Path]:
    """Every file of the theme in folders of these kinds, by its name in it; the first folder that has it wins."""
    found: dict[str, Path] = {}
    for folder in reversed(folders):
        for kind in kinds:
            found |= {path.relative_to(folder).as_posix(): path for path in (folder / kind).rglob("*") if _is_ours(path)}
    return dict(sorted(found.items()))


def _is_ours(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".")


def _asset(name: str, file: Path, data: bytes) -> Asset:
    """Style sheets and scripts get a digest in their name, so that a browser may keep them for ever."""
    plain, key = name.removeprefix("static/"), digest(data)
    if file.suffix in _MINIFIED:
        plain = f"{plain.removesuffix(file.suffix)}-{key[:10]}{file.suffix}"
    return Asset(file, f"{ASSETS}/{plain}", key)


def _check_templates(environment: jinja2.Environment, files: Mapping[str, Path], folders: tuple[Path, ...]) -> Iterator[Problem]:
    for name in files:
        if name.startswith(("templates/", "components/")) and name.endswith(".html"):
            try:
                environment.get_template(name.removeprefix("templates/"))
            except jinja2.TemplateError as error:
                yield _template_problem(error, folders, name)
            except UnicodeDecodeError:
                yield problem(_shown(files[name], folders, 1), "not-utf8")


def _template_problem(error: jinja2.TemplateError, folders: tuple[Path, ...], template: str) -> Problem:
    if isinstance(error, jinja2.TemplateSyntaxError):
        file = Path(error.filename or template)
        return problem(_shown(file, folders, error.lineno), "template-syntax", reason=error.message)
    location = _blame(error, folders) or Location(f"theme/{template}")
    if isinstance(error, jinja2.TemplateNotFound):
        return problem(location, "template-missing", name=error.name)
    return problem(location, "template-undefined", reason=error.message)


def _blame(error: BaseException, folders: tuple[Path, ...]) -> Location | None:
    """The innermost line of a template in the error's traceback: Jinja rewrites it to the template's own lines."""
    found: Location | None = None
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.suffix == ".html":
            found = _shown(file, folders, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _shown(file: Path, folders: tuple[Path, ...], line: int) -> Location:
    folder = next((folder for folder in folders if file.is_relative_to(folder)), None)
    return Location(f"{folder.name}/{file.relative_to(folder).as_posix()}" if folder else file.name, line)


def _load_messages(language: Language, folders: tuple[Path, ...], problems: list[Problem]) -> Messages:
    """The built-in words with the directory's own over them; its file may hold only the ones it changes."""
    words: dict[str, str | Mapping[str, str]] = {}
    for folder in reversed(folders):
        file = folder / "messages" / f"{language}.yaml"
        if file.is_file():
            words |= _read_messages(file, _shown(file, folders, 1).path, words, problems)
    return Messages(language, words)


def _read_messages(
    file: Path, path: str, built_in: Mapping[str, str | Mapping[str, str]], problems: list[Problem]
) -> dict[str, str | Mapping[str, str]]:
    """The words of one file, every value as text (NO, 12, true); none of them may ask for more than the built-in ones do."""
    text = read_text(file, path, problems)
    node = compose(text, path, 1) if text and text.strip() else []
    if isinstance(node, list):
        problems += node
        return {}
    words: dict[str, str | Mapping[str, str]] = {}
    for key, value in node.value:
        name, words_here = str(key.value), _words_of(value)
        location = Location(path, key.start_mark.line + 1, key.start_mark.column + 1)
        facts = _facts_of(built_in.get(name, ""))
        if built_in and name not in built_in:
            near = next(iter(get_close_matches(name, built_in, n=1)), "")
            problems.append(problem(location, "unknown-field", field=name, suggestion=near, known=""))
        elif words_here is None:
            problems.append(problem(location, "message-forms", field=name))
        elif built_in and not _facts_of(words_here) <= facts:
            problems.append(
                problem(location, "message-facts", field=name, known=", ".join(f"{{{fact}}}" for fact in sorted(facts)))
            )
        else:
            words[name] = words_here
    return words


def _words_of(value: yaml.Node) -> str | Mapping[str, str] | None:
    if isinstance(value, yaml.ScalarNode):
        return str(value.value)
    if not isinstance(value, yaml.MappingNode) or not all(isinstance(form, yaml.ScalarNode) for _, form in value.value):
        return None
    forms = {str(key.value): str(form.value) for key, form in value.value}
    return forms if "other" in forms else None


def _facts_of(words: str | Mapping[str, str]) -> frozenset[str]:
    """The names in braces; "{" stands for what cannot be filled in."""
    if not isinstance(words, str):
        return frozenset().union(*map(_facts_of, words.values()))
    try:
        parts = [part for part in Formatter().parse(words) if part[1] is not None]
    except ValueError:
        return frozenset("{")
    return frozenset("{" if spec or conversion else str(name) for _, name, spec, conversion in parts)
