"""Records as Markdown, and the short links of products."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etalase.addresses import Addresses, short_codes
from etalase.markup import render_markdown
from etalase.pages.texts import escaped, markdown_of
from etalase.pipeline import build_site
from tests.sites import build_in, copy_content, files_of, job_in

STORY = """\
## Cara membuat

Rotan *dibelah*, **dikeringkan** dan `dianyam`. Lihat [kelompok](groups/x) dan [situs](https://a.id/?a=1&b=2).

- satu
- dua

1. belah
2. anyam

> Kata perajin.
>
> Dua baris.

| ukuran | harga |
| --- | --- |
| kecil | 5 |
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_in(tmp_path_factory.mktemp("texts"), url="https://dinas.example/direktori/")[0]


def test_a_story_is_written_back_as_its_editor_wrote_it() -> None:
    html = render_markdown(STORY, lambda target: f"/{target}/").html
    assert markdown_of(html, "https://s.id") == STORY.replace("](groups/x)", "](https://s.id/groups/x/)").strip()


@pytest.mark.parametrize(
    "text", ["# bukan judul", "1. bukan butir", "- bukan butir", "a * b_c_ [d](e) `f`", "> bukan kutipan", "+ a"]
)
def test_a_line_of_text_stays_a_line_of_text(text: str) -> None:
    assert render_markdown(escaped(text), lambda _: None).html == f"<p>{text.replace('>', '&gt;')}</p>"


def test_a_product_is_told_in_plain_facts(site: Path) -> None:
    text = (site / "produk" / "keranjang" / "index.md").read_text("utf-8")
    assert text.startswith("# Keranjang Rotan\n\n")
    assert "- Harga: Rp185.000 per buah\n" in text
    assert "- Halaman: <https://dinas.example/direktori/produk/keranjang/>\n" in text
    assert "- Price: Rp185.000" in (site / "en" / "products" / "keranjang" / "index.md").read_text("utf-8")
    assert "# " in (site / "kelompok" / "anyam-hulu" / "index.md").read_text("utf-8")


def test_a_page_names_its_markdown(site: Path) -> None:
    named = {
        page.relative_to(site).as_posix(): found[1]
        for page in site.rglob("index.html")
        if (found := re.search(r'<link rel="alternate" type="text/markdown" href="([^"]+)">', page.read_text("utf-8")))
    }
    assert named
    for page, address in named.items():
        assert address == f"https://dinas.example/direktori/{page.removesuffix('html')}md"
        assert (site / page).with_suffix(".md").is_file()
    assert {path.with_suffix(".html") for path in site.rglob("*.md")} == {site / page for page in named}


def test_every_product_has_a_short_link_in_any_folder(site: Path) -> None:
    links = sorted((site / "p").rglob("index.html"))
    products = {path.parent.name for path in (site / "produk").glob("*/index.md")}
    led = set()
    for link in links:
        text = link.read_text("utf-8")
        found = re.search(r'content="0; url=([^"]+)"', text)
        assert found
        assert 'name="robots" content="noindex"' in text
        target = (link.parent / found[1]).resolve()
        assert (target / "index.html").is_file()
        led.add(target.name)
        assert f'rel="canonical" href="https://dinas.example/direktori/produk/{target.name}/"' in text
        assert f"/direktori/p/{link.parent.name}/ /direktori/produk/{target.name}/ 301" in (site / "_redirects").read_text()
    assert led == products


def test_what_was_printed_under_an_earlier_name_leads_to_the_product(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content, search=False))
    printed = short_codes(["gula-cetak"])["gula-cetak"]
    assert (tmp_path / "public" / "p" / printed / "index.html").is_file()
    old = content / "products" / "gula-cetak.yaml"
    old.with_name("gula-batok.yaml").write_text(f"{old.read_text()}\naliases: [gula-cetak]\n")
    old.unlink()
    for path in content.rglob("*.*"):
        if path.suffix in (".md", ".yaml"):
            path.write_text(re.sub("gula-cetak(?!])", "gula-batok", path.read_text()))
    build_site(job_in(tmp_path, content=content, search=False))
    assert "url=../../produk/gula-batok/" in (tmp_path / "public" / "p" / printed / "index.html").read_text()


def test_links_tell_their_way_only_where_the_site_asks_for_it(tmp_path: Path, site: Path) -> None:
    content = copy_content(tmp_path)
    settings = content / "site.yaml"
    settings.write_text(f"{settings.read_text()}\ntell_ways: true\n")
    build_site(job_in(tmp_path, content=content, search=False))
    page = (tmp_path / "public" / "produk" / "keranjang" / "index.html").read_text("utf-8")
    assert "utm_source%3Dwhatsapp%26utm_medium%3Dchat" in page
    assert 'data-query="?utm_source=share&amp;utm_medium=share"' in page
    code = short_codes(["keranjang"])["keranjang"]
    short = (tmp_path / "public" / "p" / code / "index.html").read_text("utf-8")
    assert 'url=../../produk/keranjang/?utm_source=print&amp;utm_medium=qr"' in short
    for name, way in (("meta.csv", "meta"), ("penawaran.csv", "ekatalog")):
        assert f"/produk/keranjang/?utm_source={way}&utm_medium=feed" in (tmp_path / "public/data/jual" / name).read_text("utf-8")
    assert not [
        name for name, data in files_of(site).items() if b"utm_source" in data and name.endswith((".html", ".md", ".xml"))
    ]


def test_an_address_keeps_its_query_and_fragment() -> None:
    addresses = Addresses("https://dinas.example/", ("id",), tells_ways=True)
    assert (
        addresses.given("https://dinas.example/a/?b=1#c", "atom")
        == "https://dinas.example/a/?b=1&utm_source=atom&utm_medium=feed#c"
    )
    shop = addresses.referred("https://toko.example/x")
    assert shop == "https://toko.example/x?utm_source=dinas.example&utm_medium=referral&ref=dinas.example"
