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
from etalase.problems import Format, Problem
from etalase.wording import WORDINGS, say, tame

SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def report(problems: Sequence[Problem], format_: Format, language: Language) -> str:
    """The problems, in their order, as one text with a final line end."""
    return _REPORTS[format_](problems, language)


def _text(problems: Sequence[Problem], language: Language) -> str:
    lines = []
    for problem in problems:
        said = say(problem, language)
        lines.append(f"{tame(str(problem.location))}: {said.message}\n  {_HINT[language]}: {said.hint}\n")
    return "".join(lines)


def _github(problems: Sequence[Problem], language: Language) -> str:
    """Workflow commands: one annotation a problem.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    lines = []
    for problem in problems:
        said, place = say(problem, language), problem.location
        properties = {"file": tame(place.path), "line": place.line, "col": place.column, "title": said.message}
        shown = ",".join(f"{name}={_escape(str(value), property_=True)}" for name, value in properties.items())
        lines.append(f"::error {shown}::{_escape(said.hint, property_=False)}\n")
    return "".join(lines)


def _escape(text: str, *, property_: bool) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.replace(":", "%3A").replace(",", "%2C") if property_ else escaped


def _json(problems: Sequence[Problem], language: Language) -> str:
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
    return json.dumps({"problems": listed}, ensure_ascii=False, indent=1) + "\n"


def _sarif(problems: Sequence[Problem], language: Language) -> str:
    """SARIF 2.1.0, for code scanning. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""
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
_REPORTS: Final[Mapping[Format, Callable[[Sequence[Problem], Language], str]]] = {
    "text": _text,
    "github": _github,
    "json": _json,
    "sarif": _sarif,
}
