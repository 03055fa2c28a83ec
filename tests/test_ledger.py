"""The ledger: what it keeps, and that whatever happens to its file costs time only."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from etalase import ledger as ledger_module
from etalase.briefs import Brief
from etalase.entries import Kept
from etalase.ledger import FILE, VERSION, Ledger, Output, Row
from etalase.model import Page, Text
from etalase.pipeline import build_site
from etalase.problems import Location
from etalase.stamps import Stamp
from tests.sites import copy_content, damage_table, files_of, job_in

STAMP: Stamp = (10, 20, 30, 40)


def row_of(path: str, title: str = "Tas", stamp: Stamp | None = STAMP) -> Row:
    brief = Brief(
        folder="pages",
        slug=path,
        path=path,
        line=1,
        column=1,
        digest="d",
        face="f",
        picture="p",
        words="w",
        supply="s",
        names=(title, ""),
        draft=False,
        sample=True,
        since="",
        order=3,
        place="",
        aliases=("lama",),
        refs=(("groups", "ukir", 2, 8),),
        links=("groups/ukir",),
        photos=(("a.jpg", 0.5, 0.25, 4, 5),),
        missed=("b.jpg",),
        expiries=(),
    )
    return Row((stamp, None), "contents", brief)


def kept_of(path: str, title: str) -> bytes:
    return pickle.dumps(Kept(Page(location=Location(path), slug=path, title=Text(id=title)), {}))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache whose ledger knows a record, a file of a site, and a note."""
    ledger = Ledger(tmp_path / "cache")
    assert ledger.rows("ground") == {}
    ledger.enter([(row_of("a"), kept_of("a", "Satu"))], ())
    ledger.write_outputs(Path("out"), {"index.html": Output("key", 5, 6)})
    ledger.note("theme", b"words")
    ledger.close()
    return tmp_path / "cache"


def known(ledger: Ledger) -> tuple[bool, bool, bool]:
    """Whether it knows the record, the file and the note."""
    return bool(ledger.rows("ground")), bool(ledger.outputs(Path("out"))), bool(ledger.noted("theme"))


def test_what_is_entered_is_there_afterwards(cache: Path) -> None:
    ledger = Ledger(cache)
    assert ledger.rows("ground") == {"a": row_of("a")}
    record = ledger.take("a").record
    assert isinstance(record, Page)
    assert record.title == Text(id="Satu")
    assert ledger.outputs(Path("out")) == {"index.html": Output("key", 5, 6)}
    assert ledger.noted("theme") == b"words"
    assert (ledger.outputs(Path("elsewhere")), ledger.noted("nothing")) == ({}, None)


def test_a_record_is_changed_or_kept_or_forgotten(cache: Path) -> None:
    ledger = Ledger(cache)
    ledger.rows("ground")
    assert ledger.take("a").record.slug == "a"
    ledger.enter([(row_of("a", "Dua"), kept_of("a", "Dua")), (row_of("b"), kept_of("b", "Tiga"))], ())
    assert ledger.take("a").record.title == Text(id="Dua")  # type: ignore[attr-defined]  # it is a page
    ledger.enter([(row_of("a", "Dua", None), b"")], ["b"])
    assert ledger.rows("ground") == {"a": row_of("a", "Dua", None)}
    assert ledger.take("a").record.title == Text(id="Dua")  # type: ignore[attr-defined]  # it is a page
    ledger.write_outputs(Path("out"), {"b": Output("", 1, 2)})
    assert ledger.outputs(Path("out")) == {"b": Output("", 1, 2)}


def test_on_other_ground_no_record_is_known(cache: Path) -> None:
    assert Ledger(cache).rows("another") == {}
    assert known(Ledger(cache)) == (False, True, True)  # not on the old ground again either


def _cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda file: file.write_bytes(b""),
    "something else": lambda file: file.write_text("name: Tas\n" * 9999),
    "first page": lambda file: file.write_bytes(b"\0" * 4096 + file.read_bytes()[4096:]),
    "cut short": _cut,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_ledger_is_begun_anew(cache: Path, damage: str) -> None:
    DAMAGES[damage](cache / FILE)
    ledger = Ledger(cache)
    assert known(ledger) == (False, False, False)
    ledger.enter([(row_of("a"), kept_of("a", "Satu"))], ())
    ledger.note("theme", b"words")
    assert known(Ledger(cache)) == (True, False, True)


@pytest.mark.parametrize("table", ["ground", "entries", "kept", "sites", "notes"])
def test_damage_found_in_the_middle_of_a_build_costs_time_only(tmp_path: Path, table: str) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content, search=False))
    damage_table(tmp_path / "cache" / FILE, table)
    product = content / "products" / "gula-cetak.yaml"
    product.write_text(product.read_text().replace("32000", "33000"))
    assert build_site(job_in(tmp_path, content=content, search=False)).pages_rendered
    build_site(job_in(tmp_path, content=content, search=False, out="cold", cache="other"))
    assert files_of(tmp_path / "public") == files_of(tmp_path / "cold")
    assert build_site(job_in(tmp_path, content=content, search=False)).pages_rendered == 0


def test_a_ledger_that_is_only_locked_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "PATIENCE", 0.01)
    with closing(sqlite3.connect(cache / FILE)) as other:
        other.execute("begin exclusive")
        with pytest.raises(sqlite3.OperationalError):
            Ledger(cache)
    assert known(Ledger(cache)) == (True, True, True)


@pytest.mark.parametrize("version", [0, VERSION + 1])
def test_a_ledger_with_other_tables_is_begun_anew(cache: Path, version: int) -> None:
    with sqlite3.connect(cache / FILE) as db:
        db.execute("drop table sites")
        db.execute("create table of_another_program (x)")
        db.execute(f"pragma user_version = {version}")
    db.close()
    assert known(Ledger(cache)) == (False, False, False)


def test_a_forked_process_reads_with_a_connection_of_its_own(cache: Path) -> None:
    ledger = Ledger(cache)
    ledger.rows("ground")
    if (process := os.fork()) == 0:
        title = ledger._take("a").record.title  # type: ignore[attr-defined]  # it is a page
        ledger.note("child", title.id.encode())
        ledger.close()
        os._exit(0)
    _, status = os.waitpid(process, 0)
    assert (status, ledger.noted("child")) == (0, b"Satu")
    ledger.close()
    assert ledger.noted("child") == b"Satu"


def test_an_interrupted_change_leaves_what_was_whole(cache: Path) -> None:
    ledger = Ledger(cache)
    ledger.rows("ground")
    with pytest.raises(AttributeError):
        ledger.enter([(row_of("b"), b""), (None, b"")], ["a"])  # type: ignore[list-item]  # what makes it end
    assert ledger.rows("ground").keys() == {"a"}
    with pytest.raises(TypeError):
        ledger.write_outputs(Path("out"), {"b": Output("", 1, 2), "c": None})  # type: ignore[dict-item]
    assert ledger.outputs(Path("out")).keys() == {"index.html"}
