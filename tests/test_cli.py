"""The command: what it says, in which language, and with which code it ends."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etalase import cli, pipeline
from etalase.jobs import Job, NotOurFolder, Summary
from etalase.problems import ContentError, Location, problem
from etalase.stamps import TICK_NS
from tests.sites import damage_table

BASE = Path(__file__).parent / "broken" / "_base"
PROBLEMS = ContentError([problem(Location("content/a.yaml", 2, 3), "yaml-tab")])


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No locale, and a folder without a project."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory and its cache after a check, so that the others need not open its photo and parse the theme."""
    root = Path(shutil.copytree(BASE, tmp_path_factory.mktemp("checked") / "proyek"))
    assert cli.main(["check", "--root", str(root)]) == 0
    return root


@pytest.fixture
def root(checked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(checked, tmp_path / "proyek"))


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "check_site", fail)
    monkeypatch.setattr(pipeline, "build_site", fail)


def test_check_says_how_many_products_are_ready_for_each_channel(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--root", str(root), "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split(":")[0] for line in lines] == [
        f"Ready for {channel}" for channel in ("Meta", "Google", "Marketplaces", "E-Katalog")
    ]
    assert lines[2].endswith("0 of 1 products; most often missing: a description (1)"), lines
    assert cli.main(["check", "--root", str(root), "--format", "json"]) == 0
    assert [each["channel"] for each in json.loads(capsys.readouterr().out)["advice"]] == [
        "meta",
        "google",
        "marketplace",
        "ekatalog",
    ]


@pytest.mark.parametrize("arguments", [["check", "--root"], ["--root"]], ids=["after", "before"])
def test_root_may_stand_before_and_after_the_verb(arguments: list[str], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verb = [] if arguments[0] == "check" else ["check"]
    assert cli.main([*arguments, str(root), *verb]) == 0
    assert capsys.readouterr().out.startswith("Tidak ada kesalahan: 2 catatan, ")


def test_options_before_the_verb_are_kept(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "content/site.yaml").write_text("name: x\n")
    assert cli.main(["--format", "json", "--lang", "en", "--root", str(root), "check"]) == 1
    assert {each["kind"] for each in json.loads(capsys.readouterr().out)["problems"]} == {"missing-field"}


@pytest.mark.parametrize("verb", [[], ["check"], ["build"]])
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PROBLEMS, 1),
        (NotOurFolder(Path("public")), 2),
        (OSError(28, "No space left on device", "public"), 2),
        (sqlite3.OperationalError("database is locked"), 2),
        (RuntimeError("ours"), 3),
        (KeyboardInterrupt(), 130),
    ],
    ids=["content", "stranger", "disk", "ledger", "fault", "interrupted"],
)
def test_exit_codes(
    verb: list[str], error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, error)
    assert cli.main([*verb, "--lang", "en"]) == code
    out, err = capsys.readouterr()
    assert bool(out) == (code == 1)
    assert ("Traceback" in err) == (code == 3)
    assert err.isascii()


@pytest.mark.parametrize(
    "arguments", [["--bogus"], ["bogus"], ["check", "--lang", "fr"], ["reference"], ["check", "--format", "xml"], ["--root"]]
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_a_reference_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert cli.main(["reference", str(tmp_path / "file")]) == 2
    assert "file" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("id", "periksa saja"), ("en", "only check")])
@pytest.mark.parametrize("verb", [[], ["check"]])
def test_help_in_both_languages(verb: list[str], language: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*verb, "--help", "--lang", language]) == 0
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "environment", "site", "language"),
    [
        ([], {}, "[id, en]", "id"),
        ([], {}, "[en, id]", "en"),
        ([], {"LANG": "id_ID.UTF-8"}, "[en, id]", "id"),
        ([], {"LANG": "en_US.UTF-8"}, "[id, en]", "en"),
        ([], {"LANG": "C.UTF-8"}, "[id, en]", "id"),
        ([], {"LC_ALL": "id_ID", "LANG": "en_US"}, "[en]", "id"),
        (["--lang", "id"], {"LANG": "en_US"}, "[en]", "id"),
        (["--lang=en"], {"LANG": "id_ID"}, "[id]", "en"),
    ],
)
def test_the_language_of_messages(
    arguments: list[str],
    environment: dict[str, str],
    site: str,
    language: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    file = root / "content/site.yaml"
    file.write_text(file.read_text().replace("[id, en]", site))
    assert cli.main(["check", "--root", str(root), *arguments]) == 0
    assert capsys.readouterr().out.startswith("Tidak ada" if language == "id" else "No mistakes")


def test_text_reports_count_the_mistakes_on_the_other_stream(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, PROBLEMS)
    assert cli.main(["check", "--lang", "id"]) == 1
    out, err = capsys.readouterr()
    assert out == "content/a.yaml:2:3: ada tanda tab di awal baris\n  saran: Ganti tab dengan spasi.\n"
    assert err == "1 kesalahan. Situs yang lama tidak berubah.\n"


@pytest.mark.parametrize("format_", ["json", "sarif"])
def test_other_reports_are_alone(format_: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fail_with(monkeypatch, PROBLEMS)
    assert cli.main(["check", "--format", format_]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)
    assert err == ""


def test_a_build_is_summed_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    jobs: list[Job] = []

    def build(job: Job, *others: object) -> Summary:
        jobs.append(job)
        return Summary(
            language="id",
            records={"groups": 1, "products": 2, "outlets": 3, "programs": 4, "pages": 5},
            pages=60,
            pages_rendered=7,
            pictures_made=8,
            pictures_reused=9,
            photos_opened=11,
            search="reused",
            files=120,
            files_written=13,
            stages=(("render", 1.25, 2.5),),
        )

    monkeypatch.setattr(pipeline, "build_site", build)
    places = ["--root", str(tmp_path), "--out", str(tmp_path / "hasil")]
    assert cli.main([*places, "--base-url", "https://a.id/b", "--no-search", "--profile", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    for part in (
        "1 groups, 2 products",
        "60: 7 rendered, 53 reused",
        "8 made, 9 reused, 11 photos opened",
        "index reused",
        "120 files, 13 written",
        "render        1.25    2.50\n",
    ):
        assert part in out
    assert jobs == [
        Job(
            content=tmp_path / "content",
            theme=tmp_path / "theme",
            out=tmp_path / "hasil",
            cache=tmp_path / ".cache" / "etalase",
            url="https://a.id/b/",
            search=False,
        )
    ]


def test_a_build_with_nothing_to_do_says_so_at_once(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ["--root", str(root), "--no-search"]
    time.sleep(2 * TICK_NS / 1e9)
    assert cli.main(build) == 0
    first = capsys.readouterr().out
    with monkeypatch.context() as patch:
        fail_with(patch, RuntimeError("it was built again"))
        assert cli.main(build) == 0
        again = capsys.readouterr().out
        assert ", 0 ditulis" in again
        assert [line.partition(":")[0] for line in again.splitlines()][:2] == [
            line.partition(":")[0] for line in first.splitlines()
        ][:2]
        assert cli.main([*build, "--base-url", "https://a.id/"]) == 3
    page = root / "public" / "index.html"
    whole = page.read_text()
    page.write_text("by hand")
    assert cli.main(build) == 0
    assert page.read_text() == whole
    (root / "content/groups/baru.yaml").write_text("name: Baru\nplace: Jember\n")
    assert cli.main(build) == 0
    assert (root / "public/kelompok/baru/index.html").is_file()
    (root / "content/groups/baru.yaml").write_text("name: Baru\n")
    for _ in range(2):
        assert cli.main(build) == 1


def test_damage_in_what_the_last_build_noted_is_no_matter(root: Path) -> None:
    build = ["build", "--no-search", "--root", str(root)]
    assert cli.main(build) == 0
    damage_table(root / ".cache/etalase/ledger.db", "notes")
    assert cli.main(build) == 0
    assert cli.main(["check", "--root", str(root)]) == 0


def test_no_folder_content_is_a_mistake_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--root", str(tmp_path / "nowhere"), "--lang", "en"]) == 1
    assert capsys.readouterr().out.startswith("content:1:1: there is no folder 'content'")


def run_module(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etalase", *arguments],
        cwd=Path(__file__).parent.parent,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_terminal_without_unicode_gets_question_marks(root: Path) -> None:
    (root / "content/groups/é.yaml").write_text("name: É")
    done = run_module("check", "--root", root, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stdout.startswith("content/groups/?.yaml:1:1:")


def test_the_module_can_be_run(root: Path) -> None:
    done = run_module("check", "--root", root, "--lang", "id")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Tidak ada kesalahan")


def test_the_module_tells_all_before_it_leaves() -> None:
    done = run_module("--help", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--cluster" in done.stdout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_progress_appears_after_a_second(stream: type[io.StringIO], monkeypatch: pytest.MonkeyPatch) -> None:
    shown, clock = stream(), iter([50.0, 50.5, 51.5, 51.51, 62.0, 63.0])
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(cli.time, "monotonic", lambda: next(clock))
    bar = cli._Bar("id")
    for done in (0, 10, 20, 21, 50, 100):
        bar.show("pictures", done, 100)
    told = shown.getvalue()
    assert ("\r" in told) == (stream is Terminal)
    assert "10/100" not in told
    assert "21/100" not in told
    assert "20/100" in told
    assert "100/100" in told
