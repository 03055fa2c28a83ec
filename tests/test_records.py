"""Check: what an editor may write in each kind of field, and what comes of it. What is wrong is in `broken/`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from etalase.model import (
    Bodies,
    Coordinates,
    Dimensions,
    Focus,
    Group,
    Permit,
    Photo,
    Price,
    Product,
    Record,
    Ref,
    Text,
)
from etalase.problems import Location, Problem
from etalase.records import RECORD_TYPES, Checked, Settings, check_record, check_settings
from etalase.sources import Listing, Source, compose, list_content, read_source
from tests.sites import write_files

SITE = "name: Contoh\nurl: https://contoh.example\ntitle: T\ndescription: D\nowner: O\nlanguages: [id, en]\n"
WORDS = "categories: {anyaman: {label: Anyaman}}\nmaterials: {rotan: {label: Rotan}, bambu: {label: Bambu}}\n"
TAS = "name: Tas\ngroup: perajin\ncategory: anyaman\n"
PERAJIN = "name: Perajin\nplace: '61.06.03'\n"
FILES = frozenset({"products/tas.jpg", "products/tas/depan.jpg", "logo.png", "products/cafe\u0301.jpg"})


def source(text: str, folder: str = "products", slug: str = "tas", **more: Any) -> Source:
    node = compose(text, f"content/{folder}/{slug}.yaml", 1)
    assert not isinstance(node, list), node
    facts: dict[str, Any] = {"folder": folder, "slug": slug, "first_line": 1, "body": None, "translations": MappingProxyType({})}
    return Source(path=f"content/{folder}/{slug}.yaml", node=node, **facts | more)


# A directory that has a group and some words, and whose site cannot be read.
SETTINGS = replace(
    check_settings(Listing(Path("content"), {}, {}, {}))[0],
    known={
        "groups": frozenset({"perajin"}),
        "products": frozenset({"tas"}),
        "categories": frozenset({"anyaman"}),
        "materials": frozenset({"rotan", "bambu"}),
        "techniques": frozenset(),
    },
)


def product(fields: str) -> Product:
    checked = check_record(Product, source(TAS + fields), FILES, SETTINGS)
    assert checked.problems == ()
    assert checked.record
    return checked.record


def problems_of(fields: str, start: str = TAS) -> tuple[Problem, ...]:
    return check_record(Product, source(start + fields), FILES, SETTINGS).problems


def settings_of(folder: Path, files: dict[str, str]) -> tuple[Settings, list[Problem]]:
    """The settings of a content folder, whose site and words are the usual ones where `files` has none."""
    write_files(folder / "content", {"site.yaml": SITE, "vocabulary.yaml": WORDS} | files)
    return check_settings(list_content(folder / "content")[0])


def checked_in(folder: Path, settings: Settings) -> list[Checked[Record]]:
    """What comes of every record below a folder's `content`."""
    listing, problems = list_content(folder / "content")
    assert problems == []
    checked: list[Checked[Record]] = []
    for name, mains in listing.records.items():
        for main in mains:
            found, of_form = read_source(listing.root, main)
            assert found and of_form == []
            checked.append(check_record(RECORD_TYPES[name], found, listing.files, settings))
    return checked


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ("price: 185000", "price", Price(amount=185000)),
        ("price: ask", "price", Price()),
        ("price: {amount: 5000, per: buah, starting: true}", "price", Price(amount=5000, per=Text(id="buah"), starting=True)),
        ("price:", "price", Price()),
        ("lead_days: 0", "lead_days", 0),
        ("tkdn: 37.5", "tkdn", 37.5),
        ("kbli: 16291", "kbli", "16291"),
        ("since: 2026-11-02", "since", date(2026, 11, 2)),
        ("food: true", "food", True),
        ('keywords: "0123"', "keywords", Text(id="0123")),
        ("keywords: 0123", "keywords", Text(id="0123")),
        ("summary: {en: Bag}", "summary", Text(en="Bag")),
        ("summary: {id: Tas, en: }", "summary", Text(id="Tas")),
        ("summary: {}", "summary", Text()),
        (
            "materials: [rotan, bambu]",
            "materials",
            (
                Ref("rotan", Location("content/products/tas.yaml", 4, 13)),
                Ref("bambu", Location("content/products/tas.yaml", 4, 20)),
            ),
        ),
        ("dimensions: {height: 300}", "dimensions", Dimensions(height=300)),
        ("aliases: [tas-lama]", "aliases", ("tas-lama",)),
        ("permits:", "permits", ()),
    ],
)
def test_values(fields: str, name: str, value: object) -> None:
    assert getattr(product(fields), name) == value


def test_a_photo_is_found_beside_the_record_then_from_the_top() -> None:
    photos = product(
        "photos:\n" + "".join(f"- {{file: {file}, alt: A}}\n" for file in ("tas.jpg", "tas/depan.jpg", "../logo.png", "logo.png"))
    ).photos
    assert [photo.file for photo in photos] == ["products/tas.jpg", "products/tas/depan.jpg", "logo.png", "logo.png"]
    assert photos[0].location == Location("content/products/tas.yaml", 5, 10)
    assert photos[0] == Photo(location=photos[0].location, file="products/tas.jpg", alt=Text(id="A"), focus=Focus())


def test_a_photo_is_found_however_its_accents_are_stored() -> None:
    assert product("photos: [{file: caf\u00e9.jpg, alt: A}]").photos[0].file == "products/cafe\u0301.jpg"


@pytest.mark.parametrize("file", ["/etc/passwd", "../../../etc/passwd", "..", ".", "tas", "", "C:\\tas.jpg"])
def test_a_photo_outside_content_is_not_found(file: str) -> None:
    assert [problem.kind for problem in problems_of(f"photos: [{{file: '{file}', alt: A}}]")] in (
        ["photo-missing"],
        ["missing-field"],
    )


def test_coordinates_and_place_of_a_group() -> None:
    text = "name: Ukir\nplace: Kalisat, Jember\ncoordinates: [-8.12345, 113.8]\n"
    checked = check_record(Group, source(text, "groups", "ukir"), FILES, SETTINGS)
    assert checked.problems == ()
    ukir = checked.record
    assert ukir and ukir.place
    assert (ukir.place[:5], ukir.coordinates) == ("35.09", Coordinates(-8.12345, 113.8))


@pytest.mark.parametrize(
    ("typed", "shown", "expires"),
    [
        ('{kind: nib, number: "1234 5678 90123"}', "1234567890123", None),
        ('{kind: pirt, number: "P-IRT 2011806010001-30"}', "P-IRT 2011806010001-30", date(2030, 12, 31)),
        ('{kind: pirt, number: "201180601000130", expires: 2029-01-01}', "P-IRT 2011806010001-30", date(2029, 1, 1)),
        ("{kind: kups}", "", None),
        ("{kind: halal, status: in-progress}", "", None),
    ],
)
def test_permits(typed: str, shown: str, expires: date | None) -> None:
    (permit,) = product(f"permits: [{typed}]").permits
    assert isinstance(permit, Permit)
    assert (permit.number, permit.expires) == (shown, expires)


def test_every_problem_of_a_record_is_told() -> None:
    kinds = {problem.kind for problem in problems_of("price: 0x\nstock: siap\nsince: besok\nharga: 1\nmaterials: [roti]\n")}
    assert kinds == {"not-a-number", "unknown-value", "not-a-date", "unknown-field", "unknown-reference"}


def test_a_field_written_under_another_name_is_not_called_missing_too() -> None:
    assert [problem.kind for problem in problems_of("", "nama: Tas\ngroup: perajin\ncategory: anyaman\n")] == ["unknown-field"]


def test_a_record_with_a_mistake_is_left_out_and_still_known(tmp_path: Path) -> None:
    settings, problems = settings_of(tmp_path, {"products/tas.yaml": TAS + "price: x\n", "groups/perajin.yaml": PERAJIN})
    assert problems == []
    assert "tas" in settings.known["products"]
    of_group, of_product = checked_in(tmp_path, settings)
    assert of_group.record and of_group.problems == ()
    assert of_product.record is None
    assert [problem.kind for problem in of_product.problems] == ["not-a-number"]


@pytest.mark.parametrize("words", ["categories: [a]\nmaterials: {rotan: {}}\n", "'"])
def test_a_vocabulary_that_cannot_be_read_blames_nobody(tmp_path: Path, words: str) -> None:
    files = {"vocabulary.yaml": words, "groups/perajin.yaml": PERAJIN, "products/tas.yaml": TAS + "materials: [rotan]\n"}
    settings, problems = settings_of(tmp_path, files)
    assert {problem.location.path for problem in problems} == {"content/vocabulary.yaml"}
    assert [checked.problems for checked in checked_in(tmp_path, settings)] == [(), ()]


def test_an_empty_list_of_the_vocabulary_knows_no_word(tmp_path: Path) -> None:
    files = {"groups/perajin.yaml": PERAJIN, "products/tas.yaml": TAS + "techniques: [anyam]\n"}
    _, of_product = checked_in(tmp_path, settings_of(tmp_path, files)[0])
    assert [problem.kind for problem in of_product.problems] == ["unknown-reference"]


def test_plain_text_is_in_the_sites_first_language(tmp_path: Path) -> None:
    files = {
        "site.yaml": SITE.replace("[id, en]", "[en, id]"),
        "groups/perajin.yaml": PERAJIN,
        "products/tas.yaml": TAS,
    }
    settings, problems = settings_of(tmp_path, files)
    assert (settings.language, problems) == ("en", [])
    tas = checked_in(tmp_path, settings)[1].record
    assert isinstance(tas, Product)
    assert tas.name == Text(en="Tas")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.id", "https://a.id/"),
        ("https://a.id/b", "https://a.id/b/"),
        ("http://localhost:8000//", "http://localhost:8000/"),
    ],
)
def test_the_sites_address_ends_with_a_slash(tmp_path: Path, url: str, kept: str) -> None:
    settings, problems = settings_of(tmp_path, {"site.yaml": SITE.replace("https://contoh.example", url)})
    assert (settings.site.url, problems) == (kept, [])


@pytest.mark.parametrize(
    "url",
    [
        "//a.id",
        "ftp://a.id",
        "https://",
        "https://a b",
        "https://a.id/<x>",
        "https://.id",
        "javascript:alert(1)",
        "https://me:x@a.id",
    ],
)
def test_addresses_that_are_none(url: str) -> None:
    assert [problem.kind for problem in problems_of(f"links: [{{channel: website, url: '{url}'}}]")] == ["bad-url"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Rp185.000", "185000"),
        ("Rp 1.250.000,00", "1250000"),
        ("185,000", "185000"),
        ("12 hari", "12"),
        ("185000,-", "185000"),
        ("5rb", "5000"),
        ("1,5 juta", ""),
        ("30 x 40", ""),
        ("1e3", ""),
        ("-5", ""),
        ("12.5", ""),
        ("x", ""),
    ],
)
def test_numbers_people_write(typed: str, meant: str) -> None:
    (problem,) = problems_of(f"weight: '{typed}'")
    assert (problem.kind, dict(problem.facts)["suggestion"]) == ("not-a-number", meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2/11/2026", "2026-11-02"),
        ("02.11.2026", "2026-11-02"),
        ("2 November 2026", "2026-11-02"),
        ("7 Agustus 2026", "2026-08-07"),
        ("2026/1/5", "2026-01-05"),
        ("2026-11-02 10:00", "2026-11-02"),
        ("31-02-2026", ""),
        ("13/13/2026", ""),
        ("2 xyz 2026", ""),
        ("Nov 2026", ""),
        ("0000-1-1", ""),
    ],
)
def test_dates_people_write(typed: str, meant: str) -> None:
    (problem,) = problems_of(f"since: '{typed}'")
    assert (problem.kind, dict(problem.facts)["suggestion"]) == ("not-a-date", meant)


@pytest.mark.parametrize("words", ["nama: Tas", "Harga: 1", "STOCK: ready"])
def test_field_names_in_indonesian_or_capitals_are_understood(words: str) -> None:
    facts = dict(problems_of(words)[0].facts)
    assert facts["suggestion"] in ("name", "price", "stock")
    assert facts["known"] == ""


def test_the_body_comes_from_one_place_and_the_file_beside(tmp_path: Path) -> None:
    files = {
        "pages/a.md": "---\ntitle: A\n---\nSatu.\n",
        "pages/a.en.md": "One.\n",
        "pages/b.yaml": "title: B\nbody: {id: Dua., en: Two.}\n",
        "pages/c.yaml": "title: C\nbody: Tiga.\n",
    }
    settings, problems = settings_of(tmp_path, files)
    assert problems == []
    pages = checked_in(tmp_path, settings)
    assert [texts_of(page.bodies) for page in pages] == [("Satu.\n", "One.\n"), ("Dua.", "Two."), ("Tiga.", "")]


def texts_of(bodies: Bodies) -> tuple[str, str]:
    return (bodies.id.text if bodies.id else "", bodies.en.text if bodies.en else "")
