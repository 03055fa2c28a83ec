"""Stage and promote: what is made, what is kept, and that the old site stands until the new one is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from etalase import publish
from etalase.outputs import OutputFile
from etalase.publish import NotOurFolder, Staged, promote, stage


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

    def stage(self, **texts: str) -> Staged:
        self.made.clear()
        return stage([self.file(path.replace("__", "/"), text) for path, text in texts.items()], self.out, self.cache)

    def build(self, **texts: str) -> Staged:
        staged = self.stage(**texts)
        promote(staged, self.out)
        return staged

    def site(self) -> dict[str, str]:
        return {path.relative_to(self.out).as_posix(): path.read_text() for path in self.out.rglob("*") if path.is_file()}


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def test_a_first_build_makes_everything(studio: Studio) -> None:
    studio.build(a="1", b__c="2")
    assert studio.site() == {"a": "1", "b/c": "2"}
    assert sorted(path.name for path in studio.out.parent.iterdir()) == ["cache", "public"]


def test_a_build_without_changes_makes_nothing_and_leaves_the_folder(studio: Studio) -> None:
    studio.build(a="1", b="2")
    before = studio.out.stat().st_ino
    staged = studio.build(a="1", b="2")
    assert (staged.folder, staged.made, staged.reused) == (None, (), ("a", "b"))
    assert (studio.made, studio.out.stat().st_ino) == ([], before)


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
    assert staged.reused == ("a",)


def test_a_file_may_become_a_folder(studio: Studio) -> None:
    studio.build(a="1")
    studio.build(a__b="2")
    assert studio.site() == {"a/b": "2"}


def test_without_hard_links_files_are_copied_and_still_known(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(publish.os, "link", refuse)
    for text in "23":
        studio.build(a="1", b=text)
    assert studio.made == ["b"]
    assert studio.site() == {"a": "1", "b": "3"}


@pytest.mark.parametrize("edit", [lambda path: path.write_text("by hand"), lambda path: path.unlink()])
def test_what_a_hand_changed_is_made_again(studio: Studio, edit: Callable[[Path], object]) -> None:
    studio.build(a="1", b="2")
    edit(studio.out / "a")
    studio.build(a="1", b="2")
    assert studio.made == ["a"]
    assert studio.site() == {"a": "1", "b": "2"}


def test_two_files_of_one_path_are_our_fault(studio: Studio) -> None:
    with pytest.raises(ValueError, match="two files"):
        stage([studio.file("a", "1"), studio.file("a", "2")], studio.out, studio.cache)


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
        stage(broken(), studio.out, studio.cache)
    assert studio.site() == {"a": "1", "b": "2"}
    studio.build(a="3", b="2")
    assert studio.site() == {"a": "3", "b": "2"}
    assert not studio.out.with_name(".public.next").exists()


def test_leftovers_never_get_into_the_site(studio: Studio) -> None:
    studio.build(a="0")
    for name in (".public.next", ".public.old"):
        (studio.out.with_name(name)).mkdir(parents=True)
        (studio.out.with_name(name) / "stale").write_text("x")
    studio.build(a="1")
    assert studio.site() == {"a": "1"}
    assert sorted(path.name for path in studio.out.parent.iterdir()) == ["cache", "public"]


def test_a_run_that_ended_between_the_renames_is_mended(studio: Studio) -> None:
    studio.build(a="1", b="2")
    studio.stage(a="1", b="3")
    studio.out.rename(studio.out.with_name(".public.old"))
    studio.build(a="1", b="2")
    assert studio.made == []
    assert studio.site() == {"a": "1", "b": "2"}


def test_a_run_that_ended_before_the_manifest_was_written_is_mended(studio: Studio) -> None:
    studio.build(a="1", b="2")
    old_manifest = studio.build(a="1", b="2").manifest.read_bytes()
    manifest = studio.build(a="1", b="3").manifest
    manifest.write_bytes(old_manifest)
    studio.build(a="1", b="4")
    assert studio.made == ["b"]
    assert studio.site() == {"a": "1", "b": "4"}


def test_when_the_swap_fails_the_old_site_comes_back(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.build(a="1")
    staged = studio.stage(a="2")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".public.next":
            raise OSError("disk trouble")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="disk trouble"):
        promote(staged, studio.out)
    assert studio.site() == {"a": "1"}


@pytest.mark.parametrize("manifest", ["", "{}", "[1]", '{"version": 99, "files": {}}', '{"version": 1, "files": {"a": [1]}}'])
def test_a_manifest_that_cannot_be_understood_is_no_manifest(studio: Studio, manifest: str) -> None:
    file = studio.build(a="1", aset__x="2", **{"404.html": "3"}).manifest
    file.write_text(manifest)
    studio.build(a="1")
    assert studio.made == ["a"]
    assert studio.site() == {"a": "1"}


def test_an_output_folder_behind_a_link_stays_behind_it(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    studio.out.symlink_to(tmp_path / "elsewhere")
    for text in "123":
        studio.build(a=text)
        assert studio.site() == {"a": text}
    assert studio.out.is_symlink()


def test_a_cache_that_is_lost_makes_everything_again(studio: Studio) -> None:
    staged = studio.build(a="1", aset__x="2", **{"404.html": "3"})
    staged.manifest.unlink()
    studio.build(a="1", aset__x="2", **{"404.html": "3"})
    assert sorted(studio.made) == ["404.html", "a", "aset/x"]


@pytest.mark.parametrize("stranger", ["CNAME", ".git/HEAD", "foto/mine.jpg"])
def test_what_others_put_into_our_folder_is_never_deleted(studio: Studio, stranger: str) -> None:
    studio.build(a="1")
    foreign = studio.out / stranger
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_text("mine")
    with pytest.raises(NotOurFolder) as raised:
        studio.build(a="2")
    assert str(raised.value) == str(foreign)
    assert (foreign.read_text(), (studio.out / "a").read_text()) == ("mine", "1")


def test_litter_of_a_file_manager_is_no_stranger(studio: Studio) -> None:
    studio.build(a="1")
    (studio.out / ".DS_Store").write_text("")
    studio.build(a="2")
    assert studio.site() == {"a": "2"}
