"""Read: what lies in the content folder, and where a mistake of form stands."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from etalase.problems import Location, Problem
from etalase.sources import (
    FrontMatter,
    Listing,
    Source,
    compose,
    is_slug,
    list_content,
    read_setting,
    read_source,
    site_language,
    split_front_matter,
    suggest_slug,
)
from tests.sites import write_files as write

PATH = "content/products/tas.yaml"


class Read(NamedTuple):
    """What lies in a content folder, the sources that can be read, and every problem of form."""

    listing: Listing
    records: Mapping[str, list[Source]]
    problems: list[Problem]


def read(content: Path) -> Read:
    listing, problems = list_content(content)
    for name in ("site.yaml", "vocabulary.yaml"):
        problems += read_setting(listing, name)[1]
    records: dict[str, list[Source]] = {}
    for folder, mains in listing.records.items():
        tried = [read_source(content, main) for main in mains]
        records[folder] = [source for source, _ in tried if source]
        problems += [problem for _, of_form in tried for problem in of_form]
    return Read(listing, records, problems)


def told(problems: list[Problem]) -> list[str]:
    return sorted(f"{problem.location} {problem.kind}" for problem in problems)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content", {"site.yaml": "name: x\n", "vocabulary.yaml": "categories: {}\n"})


def test_both_shapes_are_read_in_slug_order(content: Path) -> None:
    write(
        content,
        {"products/tas.yaml": "name: a", "products/bakul/index.md": "---\nname: b\n---\nCerita.\n", "products/bakul/b.jpg": b"x"},
    )
    found = read(content)
    assert found.problems == []
    assert [(source.slug, source.folder, source.path) for source in found.records["products"]] == [
        ("bakul", "products/bakul", "content/products/bakul/index.md"),
        ("tas", "products", "content/products/tas.yaml"),
    ]
    assert "products/bakul/b.jpg" in found.listing.files


def test_the_order_is_the_same_in_either_shape(content: Path) -> None:
    for one, other in (("{}.yaml", "{}/index.yaml"), ("{}/index.yaml", "{}.yaml")):
        write(content, {f"products/{one.format('tas')}": "name: a", f"products/{other.format('tas-a')}": "name: b"})
        write(content, {"products/tas-b.yaml": "name: c"})
        assert [source.slug for source in read(content).records["products"]] == ["tas", "tas-a", "tas-b"]
        shutil.rmtree(content / "products")


def test_positions_count_the_front_matter(content: Path) -> None:
    write(content, {"products/tas.md": "---\nname: Tas\nprice: 5\n---\n\nCerita.\n"})
    (source,) = read(content).records["products"]
    key, value = source.node.value[1]
    assert source.locate(key) == Location("content/products/tas.md", 3, 1)
    assert source.locate(value) == Location("content/products/tas.md", 3, 8)
    assert source.body is not None
    assert (source.body.text, source.body.start.line) == ("\nCerita.\n", 5)


def test_raw_spellings_survive(content: Path) -> None:
    write(content, {"products/tas.yaml": "a: NO\nb: 0123\nc: 2026-11-02\n"})
    (source,) = read(content).records["products"]
    assert [value.value for _, value in source.node.value] == ["NO", "0123", "2026-11-02"]


def test_windows_line_ends_and_a_byte_order_mark_are_read(content: Path) -> None:
    write(content, {"products/tas.md": "\ufeff---\r\nname: Tas\r\n---\r\nSatu\r\ndua.\r\n"})
    found = read(content)
    assert found.problems == []
    (source,) = found.records["products"]
    assert source.body is not None
    assert source.body.text == "Satu\ndua.\n"


def test_translations_stand_beside(content: Path) -> None:
    write(
        content,
        {
            "products/tas.yaml": "name: a",
            "products/tas.en.md": "A bag.\n",
            "groups/a/index.md": "---\nname: a\n---\n",
            "groups/a/index.en.md": "A.\n",
        },
    )
    found = read(content)
    assert found.problems == []
    assert found.records["products"][0].translations["en"].text == "A bag.\n"
    assert found.records["groups"][0].translations["en"].start == Location("content/groups/a/index.en.md")


def test_hidden_files_and_a_readme_are_left_alone(content: Path) -> None:
    write(content, {".DS_Store": b"\0", "products/.gitkeep": b"", "README.md": "# x\n", ".git/config": "x"})
    found = read(content)
    assert found.problems == []
    assert found.listing.files.keys() == {"README.md", "site.yaml", "vocabulary.yaml"}


def test_a_record_that_cannot_be_read_keeps_its_slug(content: Path) -> None:
    write(content, {"groups/a.yaml": "name: 'x\n", "groups/b.md": "tanpa pagar\n"})
    found = read(content)
    assert told(found.problems) == ["content/groups/a.yaml:1:7 yaml-quote", "content/groups/b.md:1:1 no-front-matter"]
    assert found.listing.slugs["groups"] == {"a", "b"}
    assert found.records["groups"] == []


def test_an_unreadable_file_is_a_problem(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: Path | str) -> bytes:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr("etalase.sources.read_bytes", refuse)
    assert told(read(content).problems) == [
        "content/site.yaml:1:1 unreadable-file",
        "content/vocabulary.yaml:1:1 unreadable-file",
    ]


def test_an_unreadable_folder_is_a_problem(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (content / "products").mkdir()
    scan = os.scandir

    def refuse(folder: Path | str) -> object:
        if Path(folder).name == "products":
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    assert told(read(content).problems) == ["content/products:1:1 unreadable-file"]


def test_a_file_name_that_is_not_text_is_a_problem_that_can_be_printed(content: Path) -> None:
    from etalase.reports import report

    name = b"tas\xff\n.yaml".decode("utf-8", "surrogateescape")
    try:
        (content / name).write_text("name: a")
    except OSError:
        pytest.skip("left out: this file system takes no such name")
    problems = read(content).problems
    assert [problem.kind for problem in problems] == ["unknown-file"]
    for format_ in ("text", "github", "json", "sarif"):
        assert "tas" in report(problems, format_, "id").encode().decode()
    assert len(report(problems, "text", "id").splitlines()) == 2


@pytest.mark.parametrize(
    ("text", "line", "column", "kind"),
    [
        ("a: 1\n\tb: 2", 2, 1, "yaml-tab"),
        ("a:\n\tb: 2", 2, 1, "yaml-tab"),
        ("a: >\n  x\n\ty\n", 3, 1, "yaml-tab"),
        ('a: 1\nb: "x\nc: 3\n', 2, 4, "yaml-quote"),
        ('a: "x\n--- y"\n', 1, 4, "yaml-quote"),
        ("a: [x, y\nb: 2\n", 1, 4, "yaml-bracket"),
        ("a: {x: 1\nb: 2\n", 1, 4, "yaml-bracket"),
        ("a: b: c", 1, 5, "yaml-colon"),
        ("a: x\nb\n", 2, 1, "yaml-no-colon"),
        ("a:\n  b: 1\n c: 2\n", 3, 2, "yaml-indent"),
        ("a:\n  - b\n - c\n", 3, 2, "yaml-indent"),
        ("- a\nb: 1\n", 2, 1, "yaml-indent"),
        ('a: "x" y', 1, 8, "yaml-after-value"),
        ("a: 'it's'", 1, 8, "yaml-after-value"),
        ("a: [1]]", 1, 7, "yaml-after-value"),
        ("a: - b", 1, 4, "yaml-list"),
        ('a: "C:\\dir"', 1, 7, "yaml-backslash"),
        ("a: @b", 1, 4, "yaml-character"),
        ("a: ]", 1, 4, "yaml-character"),
        ("a: |x\n  foo", 1, 4, "yaml-character"),
        ("a: *b* c", 1, 4, "yaml-alias"),
        ("a: & b", 1, 4, "yaml-alias"),
        ("a: &x [1]\nb: *x", 1, 4, "yaml-alias"),
        ("a: &x 1\nb: *x", 1, 4, "yaml-alias"),
        ("a: !b c", 1, 4, "yaml-tag"),
        ("a: !b!c d", 1, 4, "yaml-tag"),
        ("a: 1\n---\nb: 2", 2, 1, "yaml-documents"),
        ("a: 1\n...\nb", 3, 1, "yaml-documents"),
        ("a: x\x07", 1, 5, "yaml-control"),
        ("é: x\nb: é\x00", 2, 5, "yaml-control"),
        ("a: 1\nb: x\u2028y", 2, 5, "yaml-control"),
        ("a: 1\nb:\u00a0x", 2, 3, "yaml-control"),
        ("", 1, 1, "empty-record"),
        ("# catatan\n", 1, 1, "empty-record"),
        ("- a", 1, 1, "not-a-mapping"),
        ("kata", 1, 1, "not-a-mapping"),
        ("a: 1\nb: 2\na: 3", 3, 1, "duplicate-key"),
        ("x: {a: 1, a: 2}", 1, 11, "duplicate-key"),
    ],
)
def test_mistakes_of_form_are_located(text: str, line: int, column: int, kind: str) -> None:
    problems = compose(text, PATH, 1)
    assert isinstance(problems, list)
    assert [(problem.location, problem.kind) for problem in problems] == [(Location(PATH, line, column), kind)]


def test_the_first_line_of_the_text_moves_every_place() -> None:
    problems = compose("a: 1\n\tb: 2", PATH, 5)
    assert isinstance(problems, list)
    assert problems[0].location.line == 6


@pytest.mark.parametrize("text", ["[" * 200_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "a: " + "[" * 50 + "]" * 50])
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    problems = compose(text, PATH, 1)
    assert isinstance(problems, list)
    assert {problem.kind for problem in problems} <= {"yaml-too-deep", "yaml-colon"}


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    problems = compose("\n".join(lines), PATH, 1)
    assert isinstance(problems, list)
    assert [problem.kind for problem in problems] == ["yaml-alias"]


def test_keys_that_are_not_words_are_kept_for_the_next_stage() -> None:
    assert isinstance(compose("? [a]\n: b\n", PATH, 1), yaml.MappingNode)


@pytest.mark.parametrize(
    ("text", "header", "body", "line"),
    [
        ("---\na: 1\n---\nx\n", "a: 1\n", "x\n", 4),
        ("---  \na: 1\n--- \n\nx", "a: 1\n", "\nx", 4),
        ("---\n---\n", "", "", 3),
        ("---\na: 1\n---", "a: 1\n", "", 4),
        ("---\na: |\n  ---\n---\nx\n\n---\n", "a: |\n  ---\n", "x\n\n---\n", 5),
    ],
)
def test_front_matter(text: str, header: str, body: str, line: int) -> None:
    split = split_front_matter(text, PATH)
    assert isinstance(split, FrontMatter)
    assert (split.header, split.body.text, split.body.start.line) == (header, body, line)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("a: 1\n", "no-front-matter"), ("", "no-front-matter"), ("---\na: 1\n", "front-matter-open"), ("---", "front-matter-open")],
)
def test_front_matter_that_is_none(text: str, kind: str) -> None:
    split = split_front_matter(text, PATH)
    assert isinstance(split, Problem)
    assert split.kind == kind


def test_the_language_of_messages_is_the_sites_first(tmp_path: Path) -> None:
    for text, language in (
        ("languages: [en, id]", "en"),
        ("languages: [xx]", "id"),
        ("languages: en", "id"),
        ("'", "id"),
        ("", "id"),
    ):
        write(tmp_path, {"site.yaml": text})
        assert site_language(tmp_path) == language
    assert site_language(tmp_path / "nowhere") == "id"


@pytest.mark.parametrize(
    ("slug", "is_one"),
    [
        ("a", True),
        ("a-1", True),
        ("A", False),
        ("a--b", False),
        ("-a", False),
        ("a_b", False),
        ("é", False),
        ("", False),
        ("a\n", False),
    ],
)
def test_slugs(slug: str, is_one: bool) -> None:
    assert is_slug(slug) == is_one


@pytest.mark.parametrize(
    ("text", "slug"), [("Tas Rotan", "tas-rotan"), ("ÉTÉ", "ete"), ("--", ""), ("Ke\u0301ranjang_2", "keranjang-2")]
)
def test_suggested_slugs(text: str, slug: str) -> None:
    assert suggest_slug(text) == slug
