"""Every mistake an editor can make, a folder each: what stands in it lies over `_base`, and `expected.txt` is all that is said.

A new mistake is a new folder. `delete.txt` lists paths of the base to leave out; what Git or another system would not
keep as it is (links, decomposed names, large files) is made by a function below. `pytest --rewrite` writes expected.txt.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from etalase import cli, reports
from etalase.languages import LANGUAGES, Language
from etalase.problems import Advice, Location, Problem
from etalase.reports import Format, report
from etalase.wording import WORDINGS, say

_FACT = re.compile(r"(?<!{){\w+}(?!})")
_FACT_NAME = re.compile(r"(?<!{){(\w+)}(?!})")
BROKEN = Path(__file__).parent / "broken"
BASE = BROKEN / "_base"
CASES = sorted(folder.name for folder in BROKEN.iterdir() if folder.is_dir() and folder.name != "_base")
TAS = "name: Tas\ngroup: perajin-rotan\ncategory: anyaman\n"

NOT_BROKEN_HERE = {
    "unreadable-file": "tests run as root read everything; test_sources.py covers it",
    "template-missing": "found while a page is made; test_theme.py covers it",
    "template-undefined": "found while a page is made; test_theme.py covers it",
}


class Checked(NamedTuple):
    code: int
    out: str
    problems: tuple[Problem, ...]


def make_link(root: Path) -> None:
    (root / "content/products/tas.yaml").symlink_to(root / "content/products/keranjang/index.yaml")
    (root / "content/outlets").symlink_to(root / "content/groups")


def make_unicode_forms(root: Path) -> None:
    for form in ("NFC", "NFD"):
        (root / "content/products" / f"{unicodedata.normalize(form, 'kérajinan')}.yaml").write_text(TAS, "utf-8")


def make_large_record(root: Path) -> None:
    (root / "content/products/tas.md").write_text(f"---\n{TAS}---\n" + "panjang sekali " * 70_000, "utf-8")


def make_large_photo(root: Path) -> None:
    photo = root / "content/products/tas/tas.jpg"
    shutil.copy(BASE / "content/products/keranjang/keranjang.jpg", photo)
    os.truncate(photo, 41_000_000)


MADE: dict[str, Callable[[Path], None]] = {
    "link-file": make_link,
    "slug-unicode-forms": make_unicode_forms,
    "file-too-large": make_large_record,
    "photo-too-many-bytes": make_large_photo,
}


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of a check of the base, so that its photo and the theme are read once and not in every case."""
    root = tmp_path_factory.mktemp("base")
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    assert cli.main(["check", "--root", str(root)]) == 0
    return root / ".cache"


@pytest.fixture
def lay_out(tmp_path: Path, measured: Path) -> Callable[[str], Path]:
    def project_with(mistake: str) -> Path:
        folder = BROKEN / mistake
        shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
        shutil.copytree(measured, tmp_path / ".cache")
        delete = folder / "delete.txt"
        for path in delete.read_text().splitlines() if delete.is_file() else ():
            shutil.rmtree(tmp_path / path) if (tmp_path / path).is_dir() else (tmp_path / path).unlink()
        shutil.copytree(folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt", "delete.txt"))
        MADE.get(mistake, lambda root: None)(tmp_path)
        return tmp_path

    return project_with


@pytest.fixture
def check(
    lay_out: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], Checked]:
    """Checks a project with a mistake, as the command does."""
    found: list[Problem] = []

    def keep(problems: Sequence[Problem], format_: Format, language: Language, advice: Sequence[Advice]) -> str:
        found.extend(problems)
        return report(problems, format_, language, advice)

    def run(mistake: str) -> Checked:
        monkeypatch.setattr(reports, "report", keep)
        code = cli.main(["check", "--root", str(lay_out(mistake)), "--lang", "id"])
        return Checked(code, capsys.readouterr().out, tuple(found))

    return run


@pytest.mark.parametrize("mistake", CASES)
def test_mistake(mistake: str, check: Callable[[str], Checked], rewrite: bool) -> None:
    checked = check(mistake)
    expected = BROKEN / mistake / "expected.txt"
    if rewrite:
        expected.write_text(checked.out, "utf-8")
    assert checked.out == expected.read_text("utf-8")
    assert checked.code == 1
    english = report(checked.problems, "text", "en")
    for text in (checked.out, english):
        assert all(re.fullmatch(r"\S.*:\d+:\d+: \S.*|  (saran|hint): \S.*", line) for line in text.splitlines())
        assert len(text.splitlines()) == 2 * len(checked.problems)


def test_base_has_no_mistake(check: Callable[[str], Checked]) -> None:
    checked = check("_base")
    assert checked.code == 0
    assert checked.out.startswith("Tidak ada kesalahan: 2 catatan")


def test_every_kind_has_a_folder() -> None:
    """Each sentence of the wordings stands in an expected.txt: one that does not is never tested, or never said."""
    said = "".join((BROKEN / mistake / "expected.txt").read_text("utf-8") for mistake in CASES)
    unsaid = {kind for kind, wording in WORDINGS.items() if not re.search(_pattern(wording.id), said)}
    assert unsaid == NOT_BROKEN_HERE.keys()


def _pattern(sentence: str) -> str:
    return r":\d+: " + r"[^\n]*?".join(re.escape(part.format()) for part in _FACT.split(sentence)) + r"\n"


@pytest.mark.parametrize("kind", WORDINGS)
def test_wordings_in_both_languages(kind: str) -> None:
    """Every sentence can be said, with and without suggestions, and leaves no fact unfilled and no hint empty."""
    wording = WORDINGS[kind]
    names = {name for text in (wording.id, wording.en, *wording.hint_id, *wording.hint_en) for name in _FACT_NAME.findall(text)}
    for value in ("keranjang", ""):
        problem = Problem(Location("content/products/tas.yaml"), kind, tuple((name, value) for name in sorted(names)))
        for language in LANGUAGES:
            said = say(problem, language)
            assert said.message
            assert said.hint
            assert not any(f"{{{name}}}" in said.message + said.hint for name in names - {"n"})


@pytest.mark.parametrize("kind", WORDINGS)
def test_wordings_name_the_same_facts(kind: str) -> None:
    wording = WORDINGS[kind]
    assert sorted(_FACT_NAME.findall(wording.id)) == sorted(_FACT_NAME.findall(wording.en))
    assert [sorted(set(_FACT_NAME.findall(hint))) for hint in wording.hint_id] == [
        sorted(set(_FACT_NAME.findall(hint))) for hint in wording.hint_en
    ]


def test_twenty_mistakes_are_told_at_once_and_in_order(check: Callable[[str], Checked]) -> None:
    problems = check("twenty-at-once").problems
    assert len(problems) == 20
    assert list(problems) == sorted(problems)
    assert len({problem.kind for problem in problems}) >= 15
    assert len({problem.location.path for problem in problems}) >= 5
