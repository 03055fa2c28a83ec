"""What Git remembers of products, in repositories made here; and the feed that tells it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from etalase.history import changes_in
from etalase.pipeline import build_site
from etalase.stamps import history_stamp
from tests.sites import GOLDEN, copy_content, files_of, job_in

ATOM = "{http://www.w3.org/2005/Atom}"


class Repository:
    """A project that is committed a day after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.day = folder, 1
        self.products = folder / "content" / "products"
        copy_content(folder)
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments: str) -> None:
        when = f"2026-10-{self.day:02}T08:00:00+07:00"
        own = {
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_DATE": when,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        by = ["-c", "user.name=Dinas", "-c", "user.email=dinas@uji.example"]
        subprocess.run(["git", *by, *arguments], cwd=self.folder, env=os.environ | own, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "content")
        self.git("commit", "-qm", "content")
        self.day += 1

    def change(self, file: str, old: str, new: str) -> None:
        path = self.products / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "project")


def told(folder: Path) -> list[tuple[str, int | None, int | None, bool]]:
    return [(change.slug, change.before, change.after, change.gone) for change in changes_in(folder)]


def test_prices_that_changed_and_what_is_gone_newest_first(repository: Repository) -> None:
    assert told(repository.folder) == []
    repository.change("gula-cetak.yaml", "32000", "33000")
    repository.change("keranjang/index.md", "Keranjang Rotan", "Keranjang")  # no other price
    repository.commit()
    repository.change("gula-cetak.yaml", "33000", "35000")
    repository.commit()
    (repository.products / "gula-cetak.yaml").unlink()
    repository.commit()
    assert told(repository.folder) == [
        ("gula-cetak", 35000, None, True),
        ("gula-cetak", 33000, 35000, False),
        ("gula-cetak", 32000, 33000, False),
    ]
    assert [change.when for change in changes_in(repository.folder)] == [f"2026-10-0{day}T08:00:00+07:00" for day in (4, 3, 2)]


def test_a_file_that_moves_into_a_folder_is_the_same_product(repository: Repository) -> None:
    old = repository.products / "gula-cetak.yaml"
    new = repository.products / "gula-cetak" / "index.yaml"
    new.parent.mkdir()
    shutil.move(old, new)
    repository.commit()
    assert told(repository.folder) == []


def test_a_draft_was_never_there(repository: Repository) -> None:
    (repository.products / "baru.yaml").write_text("name: Baru\nprice: 1000\ndraft: true\n", "utf-8")
    repository.commit()
    repository.change("baru.yaml", "1000", "2000")
    repository.commit()
    (repository.products / "baru.yaml").unlink()
    repository.commit()
    assert told(repository.folder) == []


def test_a_shallow_clone_knows_less_and_says_nothing_false(repository: Repository, tmp_path: Path) -> None:
    for old, new in (("32000", "33000"), ("33000", "35000")):
        repository.change("gula-cetak.yaml", old, new)
        repository.commit()
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "2", repository.folder.as_uri(), shallow], check=True, capture_output=True)
    assert told(shallow) == [("gula-cetak", 33000, 35000, False)]


def test_a_folder_without_history_has_none(tmp_path: Path) -> None:
    copy_content(tmp_path)
    assert (changes_in(tmp_path), any(history_stamp(tmp_path))) == ((), False)
    assert not any(history_stamp(GOLDEN))  # it lies in a work tree, but that is not its own


def entries(folder: Path) -> dict[str, str]:
    feed = ElementTree.parse(folder / "public" / "produk" / "feed.xml").getroot()
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert len({*ids}) == len(ids)
    assert moments[0] == feed.findtext(f"{ATOM}updated")
    return {entry.findtext(f"{ATOM}title") or "": entry.findtext(f"{ATOM}summary") or "" for entry in feed.iter(f"{ATOM}entry")}


def test_the_feed_tells_what_was_committed(repository: Repository) -> None:
    folder = repository.folder
    job = job_in(folder, content=folder / "content", search=False)
    build_site(job)
    assert "Harga baru: Gula Aren Cetak" not in entries(folder)
    repository.change("gula-cetak.yaml", "32000", "33000")
    build_site(job)
    assert "Harga baru: Gula Aren Cetak" not in entries(folder)  # not yet committed
    repository.commit()
    build_site(job)
    assert entries(folder)["Harga baru: Gula Aren Cetak"] == "Rp33.000, sebelumnya Rp32.000."
    build_site(job_in(folder, content=folder / "content", search=False, out="cold", cache="other"))
    assert files_of(folder / "public") == files_of(folder / "cold")


def test_the_feed_tells_what_is_gone_but_not_what_has_another_name(repository: Repository) -> None:
    folder = repository.folder
    for path in (folder / "content").rglob("*.*"):
        if path.suffix in (".md", ".yaml"):
            path.write_text(path.read_text("utf-8").replace("gula-cetak", "gula-batok"), "utf-8")
    (repository.products / "gula-cetak.yaml").rename(repository.products / "gula-batok.yaml")
    repository.commit()
    job = job_in(folder, content=folder / "content", search=False)
    build_site(job)
    assert "Tidak ada lagi: Gula Aren Cetak" in entries(folder)
    with (repository.products / "gula-batok.yaml").open("a", encoding="utf-8") as file:
        file.write("\naliases: [gula-cetak]\n")
    build_site(job)
    assert "Tidak ada lagi: Gula Aren Cetak" not in entries(folder)
