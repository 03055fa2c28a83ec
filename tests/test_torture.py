"""Whatever stands in a record file, the check says where it is wrong or lets it pass; it never ends in a traceback."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etalase.crew import Crew
from etalase.pipeline import Job, check_site
from etalase.problems import ContentError, Location, Problem
from etalase.reports import report
from etalase.schema import RECORDS
from etalase.sources import FrontMatter, compose, split_front_matter

BASE = Path(__file__).parent / "broken" / "_base"
TORTURE = Path(__file__).parents[2] / "shared/testdata/torture"
needs_torture = pytest.mark.skipif(not TORTURE.is_dir(), reason=f"left out: the public test files are not in {TORTURE}")
RECORD = "name: Tas\ngroup: perajin-rotan\ncategory: anyaman\n"
REST = RECORD.partition("\n")[2]
FIELDS = sorted({field for record in RECORDS.values() for field in getattr(record, "__dataclass_fields__", ())})

# Text that looks a little like YAML gets further than text that does not.
yaml_like = st.lists(
    st.one_of(
        st.sampled_from(
            ["\n", "\n  ", "\n- ", ": ", ", ", "[", "]", "{", "}", '"', "'", "#", "&a ", "*a", "!", "|\n", "---\n", "\t"]
        ),
        st.sampled_from(
            [*FIELDS, "0123", "NO", "1e3", "2026-02-30", "ask", "true", "Rp5.000", "\u00a0", "\u2028", "é", "\ufeff"]
        ),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=30),
        st.dates(),
        st.sampled_from(["ask", "", "perajin-rotan"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, bytes]], tuple[Problem, ...]]:
    """Checks the base directory with some files put in; gives the problems, after they were all said."""
    cache = tmp_path_factory.mktemp("cache")

    def checked(files: dict[str, bytes]) -> tuple[Problem, ...]:
        with TemporaryDirectory() as folder:
            root = Path(shutil.copytree(BASE, folder, dirs_exist_ok=True))
            for name, data in files.items():
                (root / "content" / name).parent.mkdir(exist_ok=True)
                (root / "content" / name).write_bytes(data)
            job = Job(content=root / "content", theme=root / "theme", out=root / "public", cache=cache)
            try:
                check_site(job, Crew(), lambda stage, done, total: None)
            except ContentError as error:
                return said(error.problems, {f"content/{name}": data for name, data in files.items()})
            return ()

    return checked


def said(problems: tuple[Problem, ...], files: dict[str, bytes]) -> tuple[Problem, ...]:
    """The problems, each of which can be said and lies inside its file."""
    for language in ("id", "en"):
        assert len(report(problems, "text", language).splitlines()) == 2 * len(problems)
    for problem in problems:
        lines = files.get(problem.location.path, b"").count(b"\n") + files.get(problem.location.path, b"").count(b"\r") + 2
        assert 1 <= problem.location.line <= max(lines, 99 if problem.location.path not in files else 0)
        assert problem.location.column >= 1
    return problems


@given(text=st.text(max_size=200) | yaml_like)
@example(text="- " * 60 + "a: " + "[" * 60)
@settings(max_examples=400, deadline=None)
def test_any_text_composes_or_is_located(text: str) -> None:
    composed = compose(text, "a.yaml", 1)
    if isinstance(composed, list):
        said(tuple(composed), {"a.yaml": text.encode()})
    else:
        assert isinstance(composed, yaml.MappingNode)


@given(
    text=st.text(max_size=200)
    | yaml_like.map("---\n{}".format)
    | st.tuples(yaml_like, yaml_like).map("\n---\n".join).map("---\n{}".format)
)
@settings(max_examples=200, deadline=None)
def test_any_text_splits_or_is_located(text: str) -> None:
    split = split_front_matter(text, "a.md")
    if isinstance(split, FrontMatter):
        assert text.split("\n")[split.body.start.line - 1 :] == split.body.text.split("\n") or not split.body.text
    else:
        assert split.location == Location("a.md")


@given(data=st.binary(max_size=300) | yaml_like.map(str.encode), ending=st.sampled_from(["yaml", "md", "en.md"]))
@settings(max_examples=100, deadline=None)
def test_any_file_is_checked(check: Callable[[dict[str, bytes]], tuple[Problem, ...]], data: bytes, ending: str) -> None:
    check({f"products/tas.{ending}": data})


@given(
    record=st.dictionaries(st.sampled_from(FIELDS), values, max_size=6),
    place=st.sampled_from(
        [
            "products/tas.yaml",
            "groups/ukir.yaml",
            "outlets/o.yaml",
            "programs/p.yaml",
            "pages/p.yaml",
            "site.yaml",
            "vocabulary.yaml",
        ]
    ),
)
@settings(max_examples=150, deadline=None)
def test_any_values_are_checked(
    check: Callable[[dict[str, bytes]], tuple[Problem, ...]], record: dict[str, object], place: str
) -> None:
    check({place: yaml.safe_dump(record, allow_unicode=True).encode()})


@needs_torture
def test_the_yaml_test_suite(check: Callable[[dict[str, bytes]], tuple[Problem, ...]]) -> None:
    cases = json.loads((TORTURE / "yaml-test-suite.json").read_text("utf-8"))
    files = {f"products/t{number}.yaml": case["yaml"].encode() for number, case in enumerate(cases)}
    problems = check(files)
    blamed = {problem.location.path.removeprefix("content/") for problem in problems}
    assert blamed == files.keys()  # none of them is a product


@needs_torture
@pytest.mark.parametrize("quote", [True, False])
def test_naughty_strings(check: Callable[[dict[str, bytes]], tuple[Problem, ...]], quote: bool) -> None:
    """As names in quotation marks they are all welcome, but for control characters and emptiness; bare, many are not."""
    strings = json.loads((TORTURE / "blns.json").read_text("utf-8"))
    files = {}
    for number, naughty in enumerate(strings):
        name = json.dumps(naughty, ensure_ascii=False) if quote else naughty
        files[f"products/t{number}.md"] = f"---\nname: {name}\n{REST}---\n\n{naughty}\n".encode()
    kinds = {problem.kind for problem in check(files)}
    if quote:
        assert kinds <= {"yaml-control", "missing-field", "broken-link", "unsafe-link", "private-number"}
