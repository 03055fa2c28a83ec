"""The language of mistakes.

A problem is a place, a kind and its facts; `wording` turns it into Indonesian or English when it is shown.
Stages return problems beside their values, and the pipeline raises one `ContentError` with all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Format = Literal["text", "github", "json", "sarif"]  # of a report of problems


class Location(NamedTuple):
    """A place in a file: path relative to the project root with `/`, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `kind` is a key of `wording.WORDINGS`; `facts` are the names and values its sentences use."""

    location: Location
    kind: str
    facts: tuple[tuple[str, str], ...] = ()


def problem(location: Location, kind: str, /, **facts: object) -> Problem:
    """A problem whose facts are shown as text; a fact of None or "" drops the hint sentence that needs it."""
    shown = ((name, "" if value is None else str(value)) for name, value in sorted(facts.items()))
    return Problem(location, kind, tuple(shown))


class Advice(NamedTuple):
    """What could be better, without being wrong: a title and a sentence, and the facts in it for programs."""

    title: str
    text: str
    facts: Mapping[str, str | int]


class ContentError(Exception):
    """What the editors wrote cannot be published; carries every problem found, sorted, each once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)  # what pickling makes it anew from

    def __str__(self) -> str:
        return f"{len(self.problems)} problem(s)"
