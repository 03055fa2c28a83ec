"""Problems as text: for people, for GitHub, for programs."""

from __future__ import annotations

import json

import pytest

from etalase.problems import Advice, Location, Problem, problem
from etalase.reports import report

PLAIN = problem(Location("content/products/tas.yaml", 4, 7), "unknown-field", field="harga", suggestion="price", known="")
NASTY = problem(
    Location("content/products/50%,a:b\n.yaml", 1, 1),
    "unknown-value",
    field="stock",
    value="50%,\r\nx: y",
    suggestion="",
    known="ready",
)


def test_text_is_clickable_with_a_hint_below() -> None:
    assert report([PLAIN], "text", "id") == (
        "content/products/tas.yaml:4:7: field 'harga' tidak dikenal\n  saran: Maksud Anda 'price'?\n"
    )
    assert (
        report([PLAIN], "text", "en") == "content/products/tas.yaml:4:7: unknown field 'harga'\n  hint: Did you mean 'price'?\n"
    )


def test_github_annotations() -> None:
    assert report([PLAIN], "github", "en") == (
        "::error file=content/products/tas.yaml,line=4,col=7,title=unknown field 'harga'::Did you mean 'price'?\n"
    )


def test_github_annotations_escape_what_would_end_them() -> None:
    line = report([NASTY], "github", "en")
    assert line == (
        "::error file=content/products/50%25%2Ca%3Ab\ufffd.yaml,line=1,col=1,"
        "title=unknown value '50%25%2C\ufffd\ufffdx%3A y' for 'stock'::Choose one of: ready.\n"
    )


def test_json() -> None:
    assert json.loads(report([PLAIN], "json", "id")) == {
        "problems": [
            {
                "path": "content/products/tas.yaml",
                "line": 4,
                "column": 7,
                "kind": "unknown-field",
                "message": "field 'harga' tidak dikenal",
                "hint": "Maksud Anda 'price'?",
            }
        ]
    }


def test_sarif() -> None:
    told = json.loads(report([PLAIN, NASTY], "sarif", "en"))
    assert (told["version"], told["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = told["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["name"] == "etalase"
    assert run["tool"]["driver"]["rules"] == [
        {"id": "unknown-field", "shortDescription": {"text": "unknown field '…'"}},
        {"id": "unknown-value", "shortDescription": {"text": "unknown value '…' for '…'"}},
    ]
    assert run["results"][0] == {
        "ruleId": "unknown-field",
        "level": "error",
        "message": {"text": "unknown field 'harga'. Did you mean 'price'?"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "content/products/tas.yaml"},
                    "region": {"startLine": 4, "startColumn": 7},
                }
            }
        ],
    }
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/products/50%25%2Ca%3Ab%0A.yaml"


ADVICE = Advice("Siap untuk Meta", "1 dari 3 produk, 50%", {"channel": "meta", "ready": 1, "products": 3})


def test_advice_is_told_beside_problems_and_is_none() -> None:
    assert report([], "text", "id", [ADVICE]) == "Siap untuk Meta: 1 dari 3 produk, 50%\n"
    assert report([], "github", "id", [ADVICE]) == "::notice title=Siap untuk Meta::1 dari 3 produk, 50%25\n"
    assert json.loads(report([], "json", "id", [ADVICE])) == {
        "problems": [],
        "advice": [{"channel": "meta", "ready": 1, "products": 3, "message": "Siap untuk Meta: 1 dari 3 produk, 50%"}],
    }
    assert json.loads(report([], "sarif", "id", [ADVICE]))["runs"][0]["results"] == []


@pytest.mark.parametrize("format_", ["text", "github", "json", "sarif"])
@pytest.mark.parametrize("problems", [[], [PLAIN], [NASTY, PLAIN]])
def test_every_report_ends_with_a_line_end_or_is_empty(format_: str, problems: list[Problem]) -> None:
    told = report(problems, format_, "id")  # type: ignore[arg-type]
    assert told == "" or told.endswith("\n")
    assert "\r" not in told


def test_control_characters_never_reach_the_terminal() -> None:
    evil = problem(Location("content/\x1b[2J.yaml"), "unknown-field", field="\x1b[31m\u202ex", suggestion="", known="a")
    told = report([evil], "text", "id")
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_what_was_typed_is_cut_and_our_own_lists_are_not() -> None:
    long = problem(Location("a"), "unknown-value", field="stock", value="x" * 500, suggestion="", known="y, " * 200)
    told = report([long], "text", "id")
    assert "x" * 199 + "…" in told
    assert "y, " * 200 in told
