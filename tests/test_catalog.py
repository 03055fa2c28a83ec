"""Relate: what belongs together, in which order, at which address, and who refers to what does not exist."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from etalase import addresses
from etalase.addresses import short_codes
from etalase.catalog import Catalog
from etalase.problems import Problem
from tests.sites import catalog_in, write_files

BASE = Path(__file__).parent / "broken" / "_base" / "content"
TAS = "group: perajin-rotan\ncategory: anyaman\n"


def lay_out(folder: Path, files: dict[str, str]) -> Path:
    return write_files(Path(shutil.copytree(BASE, folder / "content")), files)


def catalog_of(folder: Path, files: dict[str, str], url: str = "") -> Catalog:
    catalog, problems = catalog_in(lay_out(folder, files), folder / "cache", url)
    assert problems == []
    return catalog


def problems_of(folder: Path, files: dict[str, str]) -> list[Problem]:
    return catalog_in(lay_out(folder, files), folder / "cache")[1]


def slugs(records: object) -> list[str]:
    return [record.slug for record in records]  # type: ignore[attr-defined]


def test_products_are_newest_first_then_by_slug(tmp_path: Path) -> None:
    dated = {"b": "2026-01-02", "a": "2026-01-02", "c": "2026-03-01"}
    files = {f"products/{slug}.yaml": f"name: X\n{TAS}since: {day}\n" for slug, day in dated.items()}
    assert slugs(catalog_of(tmp_path, files).products) == ["c", "a", "b", "keranjang"]


def test_groups_are_by_name_and_programs_latest_first(tmp_path: Path) -> None:
    files = {
        "groups/a.yaml": "name: Zaitun\nplace: Jember\n",
        "groups/z.yaml": "name: anyam\nplace: Jember\n",
        "programs/lama.yaml": "kind: bimtek\ntitle: A\nstart: 2017-04-25\n",
        "programs/baru.yaml": "kind: bimtek\ntitle: B\nstart: 2026-04-25\n",
        "programs/entah.yaml": "kind: bimtek\ntitle: C\n",
    }
    catalog = catalog_of(tmp_path, files)
    assert slugs(catalog.groups) == ["z", "perajin-rotan", "a"]
    assert slugs(catalog.programs) == ["baru", "lama", "entah"]


def test_drafts_are_nowhere(tmp_path: Path) -> None:
    files = {
        "groups/ukir.yaml": "name: Ukir\nplace: Jember\ndraft: true\n",
        "products/tas.yaml": "name: Tas\ngroup: ukir\ncategory: anyaman\ndraft: true\n",
        "products/topi.yaml": f"name: Topi\n{TAS}draft: true\naliases: [topi-lama]\n",
    }
    catalog = catalog_of(tmp_path, files)
    assert slugs(catalog.products) == ["keranjang"]
    assert slugs(catalog.groups) == ["perajin-rotan"]
    assert catalog.redirects == ()


def test_relations_are_followed_both_ways(tmp_path: Path) -> None:
    files = {
        "outlets/galeri.yaml": "name: Galeri\nplace: Jember\ngroups: [perajin-rotan]\n",
        "outlets/kios.yaml": "name: Kios\nplace: Jember\nproducts: [keranjang]\n",
        "outlets/toko.yaml": "name: Toko\nplace: Jember\n",
        "programs/bimtek.yaml": "kind: bimtek\ntitle: Bimtek\ngroups: [perajin-rotan]\n",
        "products/tas.yaml": f"name: Tas\n{TAS}materials: [rotan]\n",
    }
    catalog = catalog_of(tmp_path, files)
    tas = next(product for product in catalog.products if product.slug == "tas")
    keranjang = next(product for product in catalog.products if product.slug == "keranjang")
    assert catalog.group_of["tas"].slug == "perajin-rotan"
    assert slugs(catalog.products_of["perajin-rotan"]) == ["keranjang", "tas"]
    assert slugs(catalog.products_with["materials", "rotan"]) == ["tas"]
    assert slugs(catalog.outlets_of["perajin-rotan"]) == ["galeri"]
    assert slugs(catalog.programs_of["perajin-rotan"]) == ["bimtek"]
    assert slugs(catalog.where_stocked(keranjang)) == ["galeri", "kios"]
    assert slugs(catalog.where_stocked(tas)) == ["galeri"]
    assert slugs(catalog.alike(tas, 4)) == ["keranjang"]
    assert slugs(catalog.used_terms("materials")) == ["rotan"]
    assert slugs(catalog.used_terms("techniques")) == []


def test_areas_hold_every_kecamatan_of_a_kabupaten_with_a_group(tmp_path: Path) -> None:
    (kapuas_hulu,) = catalog_of(tmp_path, {}).areas
    assert (kapuas_hulu.place.code, slugs(kapuas_hulu.groups), slugs(kapuas_hulu.products)) == (
        "61.06",
        ["perajin-rotan"],
        ["keranjang"],
    )
    inside = {area.place.name: slugs(area.groups) for area in kapuas_hulu.inside}
    assert inside["Embaloh Hilir"] == ["perajin-rotan"]
    assert inside["Embaloh Hulu"] == []


def test_covered_kabupaten_are_shown_without_a_group(tmp_path: Path) -> None:
    site = (BASE / "site.yaml").read_text() + "coverage: ['35.09', '61.06', '35.09.28']\n"
    assert [area.place.code for area in catalog_of(tmp_path, {"site.yaml": site}).areas] == ["35.09", "61.06"]


def test_aliases_lead_to_the_new_address_in_every_language(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, {"products/tas.yaml": f"name: Tas\n{TAS}aliases: [tas-lama]\n"})
    assert catalog.redirects == (("produk/tas-lama/", "produk/tas/"), ("en/products/tas-lama/", "en/products/tas/"))


def test_the_base_url_can_be_replaced(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path, {}, "https://lain.example/etalase/")
    assert catalog.addresses.base == "/etalase/"
    assert catalog.addresses.absolute("produk/") == "https://lain.example/etalase/produk/"


@pytest.mark.parametrize("draft", [True, False])
def test_a_draft_may_refer_to_a_draft(tmp_path: Path, draft: bool) -> None:
    state = "draft: true\n" if draft else ""
    files = {
        "groups/ukir.yaml": "name: Ukir\nplace: Jember\ndraft: true\n",
        "products/tas.md": f"---\nname: Tas\ngroup: ukir\ncategory: anyaman\n{state}---\n[Ukir](groups/ukir)\n",
    }
    found = {(problem.kind, problem.location.line, problem.location.column) for problem in problems_of(tmp_path, files)}
    assert found == (set() if draft else {("draft-reference", 3, 8), ("draft-reference", 6, 8)})


@pytest.mark.parametrize(
    "target", ["groups/perajin-rotan", "/groups/perajin-rotan/", "groups/perajin-rotan.yaml", "products/keranjang/index.yaml#s-x"]
)
def test_links_by_file_name_are_followed_too(tmp_path: Path, target: str) -> None:
    assert problems_of(tmp_path, {"pages/a.md": f"---\ntitle: A\n---\n[x]({target})\n"}) == []


def test_every_body_is_written_in_the_language_of_its_page(tmp_path: Path) -> None:
    files = {
        "pages/a.md": "---\ntitle: A\n---\n[x](groups/perajin-rotan)\n",
        "pages/b.md": "---\ntitle: B\n---\nSatu\n",
        "pages/b.en.md": "One\n",
    }
    a, b = catalog_of(tmp_path, files).pages
    assert 'href="/kelompok/perajin-rotan/"' in a.html("id")
    assert 'href="/en/groups/perajin-rotan/"' in a.html("en")
    assert (b.html("id"), b.html("en")) == ("<p>Satu</p>", "<p>One</p>")


def test_a_short_code_stays_when_others_come() -> None:
    few, many = short_codes(["tas-rotan", "sutil-kayu"]), short_codes(f"produk-{n}" for n in range(20_000))
    assert few == {slug: short_codes([slug])[slug] for slug in few}
    assert len(set(many.values())) == 20_000 and all(re.fullmatch(r"[b-df-hjkmnp-tv-z]{6}", code) for code in many.values())


def test_of_two_slugs_with_one_code_the_later_takes_its_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_CODE_LENGTH", 1)
    codes = short_codes("abcdefghijkl")
    assert len(set(codes.values())) == 12
    assert short_codes("abcdefghijk") == {slug: code for slug, code in codes.items() if slug != "l"}
