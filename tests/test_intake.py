"""Take in: what is read again and what is known, and that what is known is still true."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from etalase.briefs import Brief
from etalase.intake import Intake
from etalase.ledger import Ledger
from etalase.outputs import PROGRAM, digest
from etalase.stamps import TICK_NS
from tests.sites import catalog_in, taken_in, write_files

BASE = Path(__file__).parent / "broken" / "_base" / "content"
TAS = "products/tas.yaml"
FIELDS = "name: Tas Rotan\ngroup: ukir\ncategory: anyaman\n"
UKIR = "name: Ukir\nplace: Jember\n"


class Desk:
    """A content folder with a group and a product more than the base, and what is known of it."""

    def __init__(self, folder: Path) -> None:
        self.content, self.cache = Path(shutil.copytree(BASE, folder / "content")), folder / "cache"
        self.write({TAS: FIELDS, "groups/ukir.yaml": UKIR})

    def write(self, files: dict[str, str]) -> None:
        write_files(self.content, files)

    def take_in(self, url: str = "") -> Intake:
        return taken_in(self.content, self.cache, url)

    def settle(self) -> None:
        """Take in twice, between them more than a tick of the clock, so that stamps are trusted."""
        self.take_in()
        time.sleep(2 * TICK_NS / 1e9)
        self.take_in()

    def titles(self, url: str = "") -> dict[str, str]:
        return {brief.path: brief.names[0] for briefs in self.take_in(url).briefs.values() for brief in briefs}

    def problems(self) -> list[tuple[str, str]]:
        return sorted({(str(problem.location), problem.kind) for problem in self.take_in().problems})

    def mark_what_is_known(self) -> None:
        """Give every record in the ledger a title that no file has, to tell whether it was read again."""
        ledger = Ledger(self.cache)
        rows = ledger.rows(self.ground()).values()
        assert rows
        ledger.enter([(row._replace(brief=row.brief._replace(names=("known", ""))), b"") for row in rows], ())

    def ground(self) -> str:
        (ground,) = Ledger(self.cache)._db.execute("select digest from ground").fetchone()
        return str(ground)

    def brief(self, path: str) -> Brief:
        return next(brief for briefs in self.take_in().briefs.values() for brief in briefs if brief.path == f"content/{path}")

    def known(self) -> set[str]:
        """The records that were not read again."""
        return {path.removeprefix("content/") for path, title in self.titles().items() if title == "known"}


ALL = {TAS, "groups/ukir.yaml", "groups/perajin-rotan.yaml", "products/keranjang/index.yaml"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_is_known_by_its_stamp_is_not_read_again(desk: Desk) -> None:
    desk.settle()
    desk.mark_what_is_known()
    assert desk.known() == ALL


def test_what_was_just_written_is_known_by_its_contents(desk: Desk) -> None:
    desk.take_in()
    desk.mark_what_is_known()
    assert desk.known() == ALL


def test_an_edit_is_seen(desk: Desk) -> None:
    desk.settle()
    desk.mark_what_is_known()
    desk.write({TAS: FIELDS.replace("Tas Rotan", "Tas Bambu")})
    assert desk.known() == ALL - {TAS}
    assert desk.titles()[f"content/{TAS}"] == "Tas Bambu"


def test_an_edit_of_the_same_size_and_time_is_seen(desk: Desk) -> None:
    desk.settle()
    file = desk.content / TAS
    before = file.stat()
    file.write_text(FIELDS.replace("Rotan", "Bambu"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns, file.stat().st_ino) == (
        before.st_size,
        before.st_mtime_ns,
        before.st_ino,
    )
    assert desk.titles()[f"content/{TAS}"] == "Tas Bambu"


def test_an_edit_at_the_moment_of_a_build_is_seen(desk: Desk) -> None:
    for name in ("Rotan", "Bambu", "Pandan") * 5:
        desk.write({TAS: FIELDS.replace("Rotan", name)})
        assert desk.titles()[f"content/{TAS}"] == f"Tas {name}"


@pytest.mark.parametrize(
    "touch",
    [
        lambda file: file.touch(),
        lambda file: shutil.copy(shutil.move(file, file.with_suffix(".bak")), file),
        lambda file: os.utime(file, (0, 0)),
    ],
    ids=["touched", "copied", "as old as a checkout"],
)
def test_the_same_bytes_are_not_entered_again(desk: Desk, touch: Callable[[Path], object]) -> None:
    desk.settle()
    desk.mark_what_is_known()
    touch(desk.content / TAS)
    (desk.content / "products/tas.bak").unlink(missing_ok=True)
    assert desk.known() == ALL


def test_a_translation_is_a_part_of_its_record(desk: Desk) -> None:
    desk.settle()
    desk.mark_what_is_known()
    desk.write({"products/tas.en.md": "A bag.\n"})
    assert desk.known() == ALL - {TAS}
    desk.settle()
    desk.mark_what_is_known()
    desk.write({"products/tas.en.md": "A fine bag.\n"})
    assert desk.known() == ALL - {TAS}
    (desk.content / "products/tas.en.md").unlink()
    desk.mark_what_is_known()
    assert desk.known() == ALL - {TAS}


@pytest.mark.parametrize(
    ("setting", "is_read"),
    [("min_photo_px: 1\n", False), ("pieces_per_page: 9\n", False), ("languages", True), ("url", True), ("asked url", True)],
)
def test_settings_that_entries_depend_on(desk: Desk, setting: str, is_read: bool) -> None:
    desk.settle()
    desk.mark_what_is_known()
    site = (desk.content / "site.yaml").read_text()
    edits = {"languages": ("[id, en]", "[en, id]"), "url": ("https://", "https://www.")}
    old, new = edits.get(setting, ("", "" if setting == "asked url" else setting))
    assert old in site
    desk.write({"site.yaml": new + site if not old else site.replace(old, new)})
    titles = desk.titles("https://lain.example/" if setting == "asked url" else "")
    assert ("known" not in titles.values()) == is_read


def test_another_program_reads_everything_again(desk: Desk) -> None:
    desk.settle()
    assert desk.ground() != digest(PROGRAM)
    desk.mark_what_is_known()
    assert Ledger(desk.cache).rows(digest("another program")) == {}
    assert desk.known() == set()


def test_names_that_come_back_do_not_bring_back_what_was_read_without_them(desk: Desk) -> None:
    """A record that was right while there was another group is looked at again, though all names are those of before."""
    desk.settle()
    desk.write(
        {"groups/anyam.yaml": UKIR, TAS: FIELDS.replace("group: ukir", "group: anyam"), "products/rusak.yaml": "nama: Tas"}
    )
    assert "unknown-field" in {kind for _, kind in desk.problems()}
    time.sleep(2 * TICK_NS / 1e9)
    desk.problems()
    for gone in ("groups/anyam.yaml", "products/rusak.yaml"):
        (desk.content / gone).unlink()
    assert desk.problems() == [(f"content/{TAS}:2:8", "unknown-reference")]


def test_a_removed_record_is_forgotten(desk: Desk) -> None:
    desk.settle()
    (desk.content / TAS).unlink()
    assert f"content/{TAS}" not in desk.titles()
    assert f"content/{TAS}" not in Ledger(desk.cache).rows(desk.ground())
    desk.write({TAS: FIELDS})
    assert desk.titles()[f"content/{TAS}"] == "Tas Rotan"


def test_a_record_may_change_its_shape(desk: Desk) -> None:
    desk.settle()
    (desk.content / TAS).unlink()
    desk.write({"products/tas/index.md": f"---\n{FIELDS}---\nAnyaman.\n"})
    assert [path for path in desk.titles() if "tas" in path] == ["content/products/tas/index.md"]
    assert desk.problems() == []


def test_who_names_a_group_that_is_gone_is_told(desk: Desk) -> None:
    desk.settle()
    (desk.content / "groups/ukir.yaml").unlink()
    for _ in range(2):
        assert desk.problems() == [(f"content/{TAS}:2:8", "unknown-reference")]
    desk.write({"groups/ukir.yaml": UKIR})
    assert desk.problems() == []


def test_who_names_a_word_that_is_gone_is_told(desk: Desk) -> None:
    desk.settle()
    words = (desk.content / "vocabulary.yaml").read_text()
    desk.write({"vocabulary.yaml": words.replace("anyaman", "ukiran")})
    assert (f"content/{TAS}:3:11", "unknown-reference") in desk.problems()


def test_who_links_to_a_record_that_is_gone_is_told(desk: Desk) -> None:
    desk.write({"pages/a.md": "---\ntitle: A\n---\nDari [Tas](products/tas).\n"})
    desk.settle()
    (desk.content / TAS).unlink()
    assert desk.problems() == [("content/pages/a.md:4:12", "broken-link")]


def test_who_links_to_a_record_that_became_a_draft_is_told(desk: Desk) -> None:
    desk.write({"pages/a.md": "---\ntitle: A\n---\nDari [Tas](products/tas).\n"})
    desk.settle()
    desk.write({TAS: f"{FIELDS}draft: true\n"})
    for _ in range(2):
        assert desk.problems() == [("content/pages/a.md:4:12", "draft-reference")]
    desk.write({"pages/a.md": "---\ntitle: A\ndraft: true\n---\nDari [Tas](products/tas).\n"})
    assert desk.problems() == []
    desk.write({TAS: FIELDS})
    assert desk.problems() == []


def test_other_mistakes_of_a_record_do_not_hide_that_it_leads_to_a_draft(desk: Desk) -> None:
    text = "[Ukir](groups/ukir) [x](groups/nada)\n"
    desk.write({"groups/ukir.yaml": f"{UKIR}draft: true\n"})
    desk.write({"products/a.md": f"---\n{FIELDS}---\n{text}", "products/b.md": f"---\n{FIELDS}price: x\n---\n{text}"})
    for _ in range(2):
        _, problems = catalog_in(desk.content, desk.cache)
        assert {(str(problem.location), problem.kind) for problem in problems} == {
            ("content/products/a.md:3:8", "draft-reference"),
            ("content/products/a.md:6:8", "draft-reference"),
            ("content/products/a.md:6:25", "broken-link"),
            ("content/products/b.md:5:8", "not-a-number"),
            ("content/products/b.md:7:8", "draft-reference"),
            ("content/products/b.md:7:25", "broken-link"),
            (f"content/{TAS}:2:8", "draft-reference"),
        }


def test_who_names_a_group_that_became_a_draft_is_told(desk: Desk) -> None:
    desk.settle()
    desk.write({"groups/ukir.yaml": f"{UKIR}draft: true\n"})
    _, problems = catalog_in(desk.content, desk.cache)
    assert [(str(problem.location), problem.kind) for problem in problems] == [(f"content/{TAS}:2:8", "draft-reference")]


def test_a_photo_that_is_gone_is_told(desk: Desk) -> None:
    desk.settle()
    photo = desk.content / "products/keranjang/keranjang.jpg"
    photo.rename(desk.content / "products/keranjang/lain.jpg")
    assert [kind for _, kind in desk.problems()] == ["photo-missing"]
    (desk.content / "products/keranjang/lain.jpg").rename(photo)
    assert desk.problems() == []


def test_a_photo_at_an_earlier_place_is_taken(desk: Desk) -> None:
    photo = (desk.content / "products/keranjang/keranjang.jpg").read_bytes()
    write_files(desk.content, {"map/tas.jpg": photo, TAS: f"{FIELDS}photos: [{{file: map/tas.jpg, alt: Tas}}]\n"})
    desk.settle()
    assert [named[0] for named in desk.brief(TAS).photos] == ["map/tas.jpg"]
    write_files(desk.content, {"products/map/tas.jpg": photo})
    assert [named[0] for named in desk.brief(TAS).photos] == ["products/map/tas.jpg"]
    (desk.content / "products/map/tas.jpg").unlink()
    assert [named[0] for named in desk.brief(TAS).photos] == ["map/tas.jpg"]


def test_a_record_with_a_mistake_is_told_every_time_and_known_again_without_it(desk: Desk) -> None:
    desk.settle()
    desk.mark_what_is_known()
    desk.write({TAS: f"{FIELDS}price: x\n"})
    for _ in range(2):
        assert desk.problems() == [(f"content/{TAS}:4:8", "not-a-number")]
        assert desk.known() == ALL - {TAS}
    desk.write({TAS: FIELDS})
    assert desk.problems() == []
    assert desk.known() == ALL


def test_photos_of_a_record_with_a_mistake_are_looked_at_too(desk: Desk) -> None:
    desk.write({"products/keranjang/index.yaml": (desk.content / "products/keranjang/index.yaml").read_text() + "harga: 1\n"})
    (photo,) = desk.take_in().photos
    assert photo[0] == "products/keranjang/keranjang.jpg"
    assert photo[1].path == "content/products/keranjang/index.yaml"


def test_a_directory_of_many_records_is_the_same_from_workers(desk: Desk) -> None:
    """More records than one process takes: read by workers, all at once or some known; and a mistake among them."""
    many = {f"products/tas-{n}.yaml": FIELDS.replace("Tas Rotan", f"Tas {n}") for n in range(400)}
    desk.write(many)
    titles = desk.titles()
    assert {titles[f"content/{path}"] for path in many} == {f"Tas {n}" for n in range(400)}
    assert desk.titles() == titles
    slugs = [brief.slug for brief in desk.take_in().briefs["products"]]
    assert slugs == sorted(slugs)
    desk.write({path: f"{text}keywords: baru\n" for path, text in many.items()} | {"products/tas-7.yaml": "name: 7\n"})
    assert {place.partition(":")[0] for place, _ in desk.problems()} == {"content/products/tas-7.yaml"}
    catalog, _ = catalog_in(desk.content, desk.cache)
    assert {product.record.keywords.id for product in catalog.products if product.slug in {"tas-1", "tas-399"}} == {"baru"}
