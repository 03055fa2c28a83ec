"""Stage and promote: what is made, what stays, and that a build that ends early leaves nothing that the next does not mend."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

import pytest

from etalase.jobs import NotOurFolder
from etalase.ledger import FILE, Ledger
from etalase.outputs import OutputFile
from etalase.publish import Staging, alone_in, promote, staging
from etalase.stamps import stamp_of
from tests.sites import write_files


class Ended(Exception):
    """A build that is ended here."""


class Studio:
    """An output folder, its cache, and what was made."""

    def __init__(self, folder: Path) -> None:
        self.out, self.cache = folder / "public", folder / "cache"
        self.made: list[str] = []

    def file(self, path: str, text: str) -> OutputFile:
        def make() -> bytes:
            self.made.append(path)
            return text.encode()

        return OutputFile(path, text, make)

    def files(self, texts: dict[str, str]) -> list[OutputFile]:
        return [self.file(path.replace("__", "/"), text) for path, text in texts.items()]

    def stage(self, files: Iterable[OutputFile]) -> Staging:
        self.made.clear()
        ledger = Ledger(self.cache)
        with staging(self.out, ledger) as staged:
            staged.write(files)
            promote(staged, ledger)
        return staged

    def build(self, **texts: str) -> Staging:
        return self.stage(self.files(texts))

    def site(self) -> dict[str, str]:
        return {path.relative_to(self.out).as_posix(): path.read_text() for path in self.out.rglob("*") if path.is_file()}

    def folders(self) -> set[str]:
        return {path.relative_to(self.out).as_posix() for path in self.out.rglob("*") if path.is_dir()}


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def test_a_first_build_makes_everything(studio: Studio) -> None:
    studio.build(a="1", b__c="2")
    assert studio.site() == {"a": "1", "b/c": "2"}
    assert sorted(path.name for path in studio.out.parent.iterdir()) == ["cache", "public"]


def test_a_build_without_changes_makes_nothing_and_touches_nothing(studio: Studio) -> None:
    studio.build(a="1", b="2")
    before = {path: stamp_of(path.stat()) for path in (studio.out, studio.out / "a", studio.out / "b")}
    staged = studio.build(a="1", b="2")
    assert (staged.written, staged.kept.keys()) == ({}, {"a", "b"})
    assert studio.made == []
    assert {path: stamp_of(path.stat()) for path in before} == before


def test_only_what_changed_is_made(studio: Studio) -> None:
    studio.build(a="1", b="2")
    kept = (studio.out / "a").stat().st_ino
    studio.build(a="1", b="3", c="4")
    assert studio.made == ["b", "c"]
    assert studio.site() == {"a": "1", "b": "3", "c": "4"}
    assert (studio.out / "a").stat().st_ino == kept


def test_what_is_no_longer_wanted_goes(studio: Studio) -> None:
    studio.build(a="1", b="2")
    staged = studio.build(a="1")
    assert studio.site() == {"a": "1"}
    assert studio.made == []
    assert staged.kept.keys() == {"a"}


def test_a_page_that_goes_takes_its_empty_folders_along(studio: Studio) -> None:
    studio.build(a="1", produk__tas__index="2", produk__topi__lama__index="3")
    studio.build(a="1", produk__tas__index="2")
    assert studio.folders() == {"produk", "produk/tas"}
    studio.build(a="1")
    assert studio.folders() == set()


def test_a_file_may_become_a_folder_and_a_folder_a_file(studio: Studio) -> None:
    for texts in ({"a": "1"}, {"a/b": "2"}, {"a/b/c": "3", "a/b/d": "4"}, {"a": "5"}):
        studio.build(**texts)
        assert studio.site() == texts
        assert studio.made == [*texts]
        studio.build(**texts)
        assert studio.made == []


def test_the_same_bytes_under_another_key_stay_where_they_are(studio: Studio) -> None:
    studio.build(a="1")
    before = stamp_of((studio.out / "a").stat())
    staged = studio.stage([OutputFile("a", "another key", lambda: b"1")])
    assert (staged.written, stamp_of((studio.out / "a").stat())) == ({}, before)
    studio.stage([OutputFile("a", "another key", lambda: pytest.fail("made again"))])


def test_pages_come_after_what_they_refer_to(studio: Studio) -> None:
    studio.build(a="1")
    studio.build(a="1", **{"b/index.html": "2", "aset/site.css": "3", "index.html": "4", "foto/z.avif": "5"})
    changed = {path: (studio.out / path).stat().st_ctime_ns for path in studio.site()}
    assets, pages = ({path for path in changed if path.endswith(".html") == html} for html in (False, True))
    assert max(changed[path] for path in assets) <= min(changed[path] for path in pages)


@pytest.mark.parametrize("edit", [lambda path: path.write_text("by hand"), lambda path: path.unlink()])
def test_what_a_hand_changed_is_made_again(studio: Studio, edit: Callable[[Path], object]) -> None:
    studio.build(a="1", b="2")
    edit(studio.out / "a")
    studio.build(a="1", b="2")
    assert studio.made == ["a"]
    assert studio.site() == {"a": "1", "b": "2"}


def test_two_files_of_one_path_are_our_fault(studio: Studio) -> None:
    with pytest.raises(ValueError, match="two files"):
        studio.stage([studio.file("a", "1"), studio.file("a", "2")])
    assert not studio.out.exists()


def test_an_empty_folder_may_be_used(studio: Studio) -> None:
    studio.out.mkdir()
    studio.build(a="1")
    assert studio.site() == {"a": "1"}


@pytest.mark.parametrize("had_a_site", [False, True])
def test_a_strangers_folder_is_refused_and_untouched(studio: Studio, had_a_site: bool) -> None:
    if had_a_site:
        studio.build(a="1")
        (studio.out / "a").unlink()
    studio.out.mkdir(exist_ok=True)
    (studio.out / "thesis.doc").write_text("years of work")
    with pytest.raises(NotOurFolder):
        studio.build(a="1")
    assert studio.site() == {"thesis.doc": "years of work"}


def test_a_file_in_the_place_of_the_folder_is_refused(studio: Studio) -> None:
    studio.out.write_text("x")
    with pytest.raises(NotOurFolder):
        studio.build(a="1")
    assert studio.out.read_text() == "x"


def test_a_site_of_another_machine_is_taken_over(studio: Studio) -> None:
    (studio.out / "aset").mkdir(parents=True)
    (studio.out / "404.html").write_text("old")
    studio.build(a="1")
    assert studio.site() == {"a": "1"}


def test_a_build_that_ends_while_staging_leaves_the_old_site(studio: Studio) -> None:
    studio.build(a="1", b="2")

    def broken() -> Iterable[OutputFile]:
        yield studio.file("a", "new")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        studio.stage(broken())
    assert studio.site() == {"a": "1", "b": "2"}
    assert sorted(path.name for path in studio.out.parent.iterdir()) == ["cache", "public"]
    studio.build(a="3", b="2")
    assert studio.site() == {"a": "3", "b": "2"}


def test_leftovers_never_get_into_the_site(studio: Studio) -> None:
    studio.build(a="0")
    write_files(studio.out.with_name(".public.next"), {"stale": "x", "b/stale": "x"})
    studio.build(a="1", b__c="2")
    assert studio.site() == {"a": "1", "b/c": "2"}
    assert sorted(path.name for path in studio.out.parent.iterdir()) == ["cache", "public"]


def end_early(patch: pytest.MonkeyPatch, moves: int) -> None:
    """Let promotions end after some files were moved, or when all were and the ledger would learn of it."""
    replace, moved = Path.replace, count()

    def replace_some(self: Path, target: Path) -> Path:
        if next(moved) == moves:
            raise Ended
        return replace(self, target)

    def end(*_: object) -> None:
        raise Ended

    patch.setattr(Path, "replace", replace_some)
    patch.setattr(Ledger, "write_outputs", end)


@pytest.mark.parametrize("moves", [0, 1, 3, 99])
def test_a_promotion_that_ends_early_is_mended(studio: Studio, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    studio.build(a="1", b="2", c="3")
    with monkeypatch.context() as patch, pytest.raises(Ended):
        end_early(patch, moves)
        studio.build(a="4", b="5", d="6", e__f="7")
    studio.build(a="4", b="2", g="8")
    assert (studio.site(), studio.folders()) == ({"a": "4", "b": "2", "g": "8"}, set())
    studio.build(a="4", b="2", g="8")
    assert studio.made == []


def test_a_first_promotion_that_ends_early_is_mended(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(Ended):
        end_early(patch, 99)
        studio.build(a="1", b="2")
    assert studio.site() == {"a": "1", "b": "2"}
    studio.build(a="1", c="3")
    assert studio.site() == {"a": "1", "c": "3"}


def test_promotions_that_end_early_one_after_another_are_mended(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.build(a="1")
    for texts in ({"a": "1", "b": "2"}, {"a": "1", "c": "3", "d": "4"}):
        with monkeypatch.context() as patch, pytest.raises(Ended):
            end_early(patch, 1)
            studio.build(**texts)
    studio.build(a="1")
    assert studio.site() == {"a": "1"}


def test_taking_over_a_site_that_ended_early_is_mended(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(studio.out, {"404.html": "old", "aset/x": "old"})
    with monkeypatch.context() as patch, pytest.raises(Ended):
        end_early(patch, 1)
        studio.build(a="1", b="2")
    studio.build(a="1", b="2")
    assert studio.site() == {"a": "1", "b": "2"}


def test_an_output_folder_behind_a_link_stays_behind_it(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    studio.out.symlink_to(tmp_path / "elsewhere")
    for text in "123":
        studio.build(a=text)
        assert studio.site() == {"a": text}
    assert studio.out.is_symlink()


@pytest.mark.parametrize("lose", [Path.unlink, lambda ledger: ledger.write_bytes(b"no database" * 999)], ids=["gone", "damaged"])
def test_a_ledger_that_is_lost_makes_everything_again(studio: Studio, lose: Callable[[Path], object]) -> None:
    whole = {"a": "1", "b": "2", "aset/x": "3", "404.html": "4"}
    studio.build(**whole)
    lose(studio.cache / FILE)
    del whole["b"]
    staged = studio.build(**whole)
    assert sorted(studio.made) == sorted(whole)
    assert staged.written == {}  # the same bytes are there
    assert studio.site() == whole


@pytest.mark.parametrize("stranger", ["CNAME", ".git/HEAD", "foto/mine.jpg", "produk/tas/mine.pdf", ".DS_Store"])
def test_what_others_put_into_our_folder_stays(studio: Studio, stranger: str) -> None:
    studio.build(a="1", produk__tas__index="2")
    write_files(studio.out, {stranger: "mine"})
    studio.build(a="2")
    assert studio.site() == {"a": "2", stranger: "mine"}


def test_what_others_put_in_the_place_of_a_file_of_ours_gives_way(studio: Studio) -> None:
    studio.build(a="1")
    (studio.out / "b").write_text("mine")
    studio.build(a="1", b__c="2")
    assert studio.site() == {"a": "1", "b/c": "2"}


@pytest.mark.parametrize("stranger", ["CNAME", ".git/HEAD"])
def test_a_site_that_somebody_publishes_from_is_not_taken_over(studio: Studio, stranger: str) -> None:
    write_files(studio.out, {"404.html": "old", "aset/x": "old", stranger: "mine"})
    with pytest.raises(NotOurFolder) as raised:
        studio.build(a="1")
    assert str(raised.value) == str(studio.out)
    assert studio.site() == {"404.html": "old", "aset/x": "old", stranger: "mine"}


def test_a_folder_with_nothing_but_litter_of_a_file_manager_may_be_used(studio: Studio) -> None:
    write_files(studio.out, {".DS_Store": "", "Thumbs.db": ""})
    studio.build(a="2")
    assert studio.site() == {"a": "2", ".DS_Store": "", "Thumbs.db": ""}


def test_sites_of_one_cache_do_not_know_each_other(studio: Studio, tmp_path: Path) -> None:
    other = Studio(tmp_path / "other")
    other.cache = studio.cache
    studio.build(a="1")
    other.build(a="1", b="2")
    assert other.made == ["a", "b"]
    studio.build(a="1")
    assert (studio.made, studio.site(), other.site()) == ([], {"a": "1"}, {"a": "1", "b": "2"})


def test_builds_with_one_cache_wait_for_each_other(tmp_path: Path) -> None:
    done = tmp_path / "done"
    with alone_in(tmp_path / "cache"):
        if (process := os.fork()) == 0:
            with alone_in(tmp_path / "cache"):
                done.touch()
            os._exit(0)
        time.sleep(0.1)
        assert not done.exists()
    os.waitpid(process, 0)
    assert done.exists()
