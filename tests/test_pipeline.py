"""The whole way, on a directory of two groups and three products."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from etalase.pipeline import build_site
from etalase.problems import ContentError
from tests.sites import GOLDEN, build_in, copy_content, files_of, job_in

SHOWN = (
    "index.html",
    "404.html",
    "cari/index.html",
    "data/index.html",
    "en/index.html",
    "en/products/keranjang/index.html",
    "kelompok/anyam-hulu/index.html",
    "kelompok/index.html",
    "offline.html",
    "pembeli/index.html",
    "produk/gula-cetak/index.html",
    "produk/halaman/2/index.html",
    "produk/index.html",
    "produk/keranjang/index.html",
    "produk/tikar/index.html",
    "program/bimtek/index.html",
    "program/index.html",
    "sentra/sentra/index.html",
    "siap-jual/index.html",
    "siap-jual/anyam-hulu/index.html",
    "tentang/index.html",
    "wilayah/index.html",
    "wilayah/kapuas-hulu/index.html",
    "wilayah/kapuas-hulu/embaloh-hilir/index.html",
)
WHOLE = (
    "data/jual/google.xml",
    "produk/bakul-lama/index.html",
    "produk/feed.xml",
    "produk/keranjang/index.md",
    "p/qqxfwf/index.html",
    "data/terbuka/groups.geojson",
    "llms.txt",
    "robots.txt",
    "_redirects",
    "site.webmanifest",
    "sitemap.xml",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_in(tmp_path_factory.mktemp("golden"))[0]


def _main(page: bytes) -> str:
    found = re.search(r"<main.*?</main>", page.decode(), re.DOTALL)
    assert found
    return re.sub(r"\n\s*\n+", "\n", found[0]) + "\n"


def _without_digests(name: str) -> str:
    return re.sub(r"(aset/[\w-]+)-[0-9a-f]{10}\.", r"\1-….", name)


def test_the_site_is_the_golden_one(site: Path, rewrite: bool) -> None:
    """`--rewrite` writes what is there now; read the diff."""
    files = files_of(site)
    shown = {f"{name.replace('/', '_')}": _main(files[name]) for name in SHOWN}
    shown |= {name.replace("/", "_"): files[name].decode() for name in WHOLE}
    listed = sorted(_without_digests(name) for name in files if not name.startswith("pagefind/"))
    shown["files.txt"] = "".join(f"{name}\n" for name in listed)
    folder = GOLDEN / "site"
    if rewrite:
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in shown.items():
            (folder / name).write_text(text, encoding="utf-8")
    expected = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
    assert shown.keys() == expected.keys()
    for name, text in shown.items():
        assert text == expected[name], name


def test_two_cold_builds_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    other, _ = build_in(tmp_path)
    assert files_of(other) == files_of(site)


def test_a_build_without_changes_makes_nothing(tmp_path: Path) -> None:
    out, first = build_in(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    _, second = build_in(tmp_path)
    assert first.pages_rendered == first.pages
    assert (second.pages_rendered, second.files_written, second.photos_opened) == (0, 0, 0)
    assert second.search == "reused"
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_an_edit_makes_only_what_it_touches_and_the_same_bytes_as_a_cold_build(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content))
    product = content / "products" / "gula-cetak.yaml"
    product.write_text(product.read_text().replace("32000", "33000"))
    warm = build_site(job_in(tmp_path, content=content))
    build_site(job_in(tmp_path, content=content, out="cold", cache="other"))
    assert 0 < warm.pages_rendered < warm.pages
    assert warm.photos_opened == 0
    assert files_of(tmp_path / "public") == files_of(tmp_path / "cold")


EDITS = {
    "products/gula-cetak.yaml": ("32000", "33000", ("produk/gula-cetak", "en/products/gula-cetak")),
    "groups/anyam-hulu/index.md": ("Anyam Hulu", "Anyam Ulu", ("kelompok/anyam-hulu", "en/groups/anyam-hulu")),
}


@pytest.mark.parametrize("record", EDITS)
def test_the_pages_of_an_edited_record_are_given_before_the_rest_is_made(tmp_path: Path, record: str) -> None:
    content, (old, new, folders) = copy_content(tmp_path), EDITS[record]
    paths = {f"{folder}/index.html" for folder in folders}
    given: list[Mapping[str, bytes]] = []
    job = job_in(tmp_path, content=content, search=False)
    build_site(job, early=given.append)
    file = content / record
    file.write_text(file.read_text().replace(old, new))

    def early(pages: Mapping[str, bytes]) -> None:
        given.append(pages)
        assert all(data != (job.out / path).read_bytes() for path, data in pages.items())

    build_site(job, early=early)
    site = files_of(job.out)
    assert [pages.keys() for pages in given] == [set(), paths]
    assert {path: site[path] for path in paths} == given[1]


def test_a_page_whose_picture_has_yet_to_be_made_is_not_given_early(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    given: list[Mapping[str, bytes]] = []
    build_site(job_in(tmp_path, content=content, search=False))
    product = content / "products/keranjang/index.md"
    product.write_text(product.read_text().replace("[0.5, 0.4]", "[0.1, 0.9]"))
    build_site(job_in(tmp_path, content=content, search=False), early=given.append)
    assert given == [{}]


def test_a_price_makes_only_the_pages_that_show_it(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content, search=False))
    before = files_of(tmp_path / "public")
    product = content / "products" / "gula-cetak.yaml"
    product.write_text(product.read_text().replace("32000", "33000"))
    warm = build_site(job_in(tmp_path, content=content, search=False))
    changed = {path for path, data in files_of(tmp_path / "public").items() if data != before.get(path)}
    assert warm.pages_rendered == len([path for path in changed if path.endswith(".html")])
    assert not changed & {"wilayah/index.html", "bahan/index.html", "kelompok/index.html"}


def test_the_map_on_the_home_page_is_of_the_only_kabupaten_there_is(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content, search=False))
    home = tmp_path / "public" / "index.html"
    assert "<title>Kapuas Hulu, 1 kelompok" in home.read_text()
    group = content / "groups" / "anyam-hulu" / "index.md"
    group.write_text(re.sub("^place: .*$", "place: Badau, Belitung", group.read_text(), flags=re.MULTILINE))
    build_site(job_in(tmp_path, content=content, search=False))
    build_site(job_in(tmp_path, content=content, search=False, out="cold", cache="other"))
    assert "<title>Badau, 1 kelompok" in home.read_text()
    assert 'href="/wilayah/belitung/#kec-19-02-' in home.read_text()
    assert files_of(tmp_path / "public") == files_of(tmp_path / "cold")


def test_a_removed_record_leaves_no_page(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content))
    (content / "products" / "gula-cetak.yaml").unlink()
    build_site(job_in(tmp_path, content=content))
    assert not (tmp_path / "public" / "produk" / "gula-cetak").exists()
    assert (tmp_path / "public" / "produk" / "tikar" / "index.html").is_file()


def test_search_may_be_left_out(tmp_path: Path) -> None:
    for search, outcome in ((True, "made"), (False, "none"), (True, "reused")):
        assert build_site(job_in(tmp_path, search=search)).search == outcome
        assert (tmp_path / "public" / "pagefind").exists() == search
        assert (tmp_path / "public" / "cari" / "index.html").is_file()


def test_while_something_is_wrong_the_old_site_stays(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content))
    before = files_of(tmp_path / "public")
    (content / "products" / "gula-cetak.yaml").write_text("name: Gula\nprice: Rp32.000\n")
    with pytest.raises(ContentError):
        build_site(job_in(tmp_path, content=content))
    assert files_of(tmp_path / "public") == before


def test_a_template_at_fault_while_rendering_leaves_the_old_site(tmp_path: Path) -> None:
    build_in(tmp_path)
    before = files_of(tmp_path / "public")
    own = tmp_path / "theme" / "templates"
    own.mkdir(parents=True)
    (own / "text.html").write_text("<p>ok</p>\n{{ page.titel }}\n")
    with pytest.raises(ContentError) as raised:
        build_in(tmp_path)
    assert [str(problem.location) for problem in raised.value.problems] == ["theme/templates/text.html:2:1"]
    assert files_of(tmp_path / "public") == before


def test_a_photo_that_breaks_while_it_is_made_is_a_problem(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    photo = content / "products" / "keranjang" / "keranjang.jpg"
    photo.write_bytes(photo.read_bytes()[:9000])
    with pytest.raises(ContentError) as raised:
        build_site(job_in(tmp_path, content=content))
    assert [(problem.kind, problem.location.path) for problem in raised.value.problems] == [
        ("photo-unreadable", "content/products/keranjang/index.md")
    ]
    assert not (tmp_path / "public").exists()


def test_drafts_are_nowhere(site: Path) -> None:
    assert not [name for name, data in files_of(site).items() if b"Belum Jadi" in data or "draf" in name]


def test_under_a_sub_path_every_link_starts_with_it(tmp_path: Path) -> None:
    out, _ = build_in(tmp_path, url="https://dinas.example/direktori/")
    for page in out.rglob("*.html"):
        links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.read_text(encoding="utf-8"))
        assert all(link.startswith("/direktori/") for link in links), page


def test_every_image_has_the_size_it_claims_and_no_metadata(site: Path) -> None:
    claimed: dict[str, tuple[int, int]] = {}
    for page in site.rglob("*.html"):
        for tag in re.findall(r"<img[^>]*>", page.read_text(encoding="utf-8")):
            values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if not values["src"].endswith(".svg"):
                claimed[values["src"]] = (int(values["width"]), int(values["height"]))
    assert claimed
    for source, size in claimed.items():
        with Image.open(io.BytesIO((site / source.lstrip("/")).read_bytes())) as image:
            assert image.size == size
            assert not dict(image.getexif())
            assert "icc_profile" not in image.info


def test_the_photo_on_its_side_stands_upright(site: Path) -> None:
    page = (site / "produk" / "tikar" / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<main.*?<img[^>]*width="(\d+)"[^>]*height="(\d+)"', page, re.DOTALL)
    assert found
    assert int(found[1]) < int(found[2])


def test_structured_data_says_what_the_page_says(site: Path) -> None:
    page = (site / "produk" / "keranjang" / "index.html").read_text(encoding="utf-8")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block
    nodes = {node["@type"]: node for node in json.loads(block[1])}
    assert nodes["Product"]["offers"]["price"] == "185000"
    assert nodes["Product"]["offers"]["availability"] == "https://schema.org/MadeToOrder"
    assert [item["name"] for item in nodes["BreadcrumbList"]["itemListElement"]] == [
        "Etalase Uji",
        "Produk",
        "Anyaman",
        "Keranjang Rotan",
    ]
    asked = (site / "produk" / "tikar" / "index.html").read_text(encoding="utf-8")
    assert '"@type":"ProductModel"' in asked
    assert "offers" not in asked


def test_expired_permits_are_said_to_be_expired(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = copy_content(tmp_path)
    group = content / "groups" / "anyam-hulu" / "index.md"
    group.write_text(group.read_text().replace("issued: 2024-01-02", "issued: 2024-01-02, expires: 2026-01-02"))
    monkeypatch.setitem(os.environ, "SOURCE_DATE_EPOCH", "1767139200")  # 2025-12-31
    build_site(job_in(tmp_path, content=content))
    page = tmp_path / "public" / "kelompok" / "anyam-hulu" / "index.html"
    assert "Berlaku sampai 2 Januari 2026" in page.read_text(encoding="utf-8")
    monkeypatch.setitem(os.environ, "SOURCE_DATE_EPOCH", "1767484800")  # 2026-01-04
    build_site(job_in(tmp_path, content=content))
    assert "Habis berlaku 2 Januari 2026" in page.read_text(encoding="utf-8")
