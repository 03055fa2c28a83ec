"""Problems and summaries as text: for people, for GitHub's annotations, for programs.

Pure: problems in, text out; `cli` prints it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from etalase.languages import Language
from etalase.problems import Advice, Format, Problem
from etalase.wording import WORDINGS, say, tame

SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def report(problems: Sequence[Problem], format_: Format, language: Language, advice: Sequence[Advice] = ()) -> str:
    """The problems, in their order, and advice, as one text with a final line end."""
    return _REPORTS[format_](problems, language, advice)


def _text(problems: Sequence[Problem], language: Language, advice: Sequence[Advice]) -> str:
    lines = []
    for problem in problems:
        said = say(problem, language)
        lines.append(f"{tame(str(problem.location))}: {said.message}\n  {_HINT[language]}: {said.hint}\n")
    return "".join((*lines, *(f"{each.title}: {each.text}\n" for each in advice)))


def _github(problems: Sequence[Problem], language: Language, advice: Sequence[Advice]) -> str:
    """Workflow commands: one annotation a problem, and a notice for each advice.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    lines = []
    for problem in problems:
        said, place = say(problem, language), problem.location
        properties = {"file": tame(place.path), "line": place.line, "col": place.column, "title": said.message}
        shown = ",".join(f"{name}={_escape(str(value), property_=True)}" for name, value in properties.items())
        lines.append(f"::error {shown}::{_escape(said.hint, property_=False)}\n")
    for each in advice:
        lines.append(f"::notice title={_escape(each.title, property_=True)}::{_escape(each.text, property_=False)}\n")
    return "".join(lines)


def _escape(text: str, *, property_: bool) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C") if property_ else escaped


def _json(problems: Sequence[Problem], language: Language, advice: Sequence[Advice]) -> str:
    listed = []
    for problem in problems:
        said, place = say(problem, language), problem.location
        listed.append(
            {
                "path": tame(place.path),
                "line": place.line,
                "column": place.column,
                "kind": problem.kind,
                "message": said.message,
                "hint": said.hint,
            }
        )
    told = {"advice": [{**each.facts, "message": f"{each.title}: {each.text}"} for each in advice]} if advice else {}
    return json.dumps({"problems": listed, **told}, ensure_ascii=False, indent=1) + "\n"


def _sarif(problems: Sequence[Problem], language: Language, _: Sequence[Advice]) -> str:
    """SARIF 2.1.0, for code scanning; advice has no line to stand at. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""
    rules = sorted({problem.kind for problem in problems})
    results = []
    for problem in problems:
        said, place = say(problem, language), problem.location
        file = {"uri": quote(place.path, errors="replace")}
        region = {"startLine": place.line, "startColumn": place.column}
        results.append(
            {
                "ruleId": problem.kind,
                "level": "error",
                "message": {"text": f"{said.message}. {said.hint}"},
                "locations": [{"physicalLocation": {"artifactLocation": file, "region": region}}],
            }
        )
    described = [{"id": kind, "shortDescription": {"text": re.sub(r"{\w+}", "…", WORDINGS[kind].en)}} for kind in rules]
    driver = {"name": "etalase", "rules": described}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


_HINT: Final[Mapping[Language, str]] = {"id": "saran", "en": "hint"}
_REPORTS: Final[Mapping[Format, Callable[[Sequence[Problem], Language, Sequence[Advice]], str]]] = {
    "text": _text,
    "github": _github,
    "json": _json,
    "sarif": _sarif,
}
