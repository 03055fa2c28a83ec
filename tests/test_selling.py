"""Files for selling, read back by those who read them: csv, lxml, openpyxl."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from PIL import Image

from etalase.channels import RULES, Detail, Row, SalesChannel, Value, faults_of
from etalase.exports.selling import FILES, FOLDER, SHOP_COLUMNS
from etalase.exports.tables import Sheet, csv_of, joined_csv, joined_xlsx, xlsx_of
from etalase.pipeline import build_site
from etalase.views import SharedPicture
from tests.sites import copy_content, files_of, job_in, write_files

G = "{http://base.google.com/ns/1.0}"
BOWL = """
name: {id: "=Mangkuk \\"Kecil\\" & Sendok <dua>, satu", en: Small bowl}
group: anyam-hulu
category: anyaman
materials: [rotan]
summary: {id: "Garis tengah < 10 cm.", en: "Less than 10 cm across."}
price: {amount: 45000, per: {id: buah, en: piece}}
stock: ready
weight: 200
dimensions: {width: 105, depth: 80, height: 60}
links: [{channel: shopee, url: "https://shopee.co.id/mangkuk?a=1&b=2"}]
photos:
  - {file: products/tikar/tikar.jpg, alt: {id: Mangkuk, en: Bowl}}
  - {file: products/keranjang/keranjang.jpg, alt: {id: Lagi, en: More}}
since: 2026-10-05
sample: true
"""


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = copy_content(tmp_path_factory.mktemp("selling"))
    write_files(content, {"products/mangkuk.yaml": BOWL})
    group = content / "groups" / "anyam-hulu" / "index.md"
    group.write_text(group.read_text().replace("kind: kups", "kind: kups\nnpwp: true"))
    return content


@pytest.fixture(scope="module")
def site(content: Path) -> Path:
    job = job_in(content.parent, content=content, search=False)
    build_site(job)
    return job.out


def table(file: Path) -> list[dict[str, str]]:
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def workbook(data: bytes) -> list[list[tuple[Any, ...]]]:
    return [[*sheet.iter_rows(values_only=True)] for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets]


def pictures(site: Path, addresses: str) -> tuple[SharedPicture, ...]:
    """As the files that stand at these addresses are."""
    found = []
    for address in filter(None, addresses.split(",")):
        with Image.open(site / address.removeprefix("https://uji.example/")) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
            found.append(SharedPicture(address, *image.size))
    return tuple(found)


def row_of(site: Path, channel: SalesChannel, told: dict[str, str]) -> Row:
    """A row as the channel reads it, with the pictures as they are."""
    forms = {rule.field: rule.form for rule in RULES[channel]}
    return {name: pictures(site, value) if forms.get(name) == "pictures" else value for name, value in told.items()}


# Meta


@pytest.mark.parametrize("group", ["", "anyam-hulu/", "gula-kembiri/"])
def test_the_feed_for_meta_breaks_no_rule(site: Path, group: str) -> None:
    rows = table(site / FOLDER / group / "meta.csv")
    assert faults_of("meta", [row_of(site, "meta", row) for row in rows]) == []
    assert [row["link"].rsplit("/", 2)[1] for row in rows] == ([] if group == "gula-kembiri/" else ["mangkuk", "keranjang"])


def test_a_row_for_meta_says_what_the_page_says(site: Path) -> None:
    bowl, basket = table(site / FOLDER / "meta.csv")
    assert (basket["title"], basket["price"], basket["availability"]) == ("Keranjang Rotan", "185000 IDR", "available for order")
    assert basket["brand"] == "Kelompok Anyam Hulu"
    assert "Rp185.000 per buah. Dibuat sesuai pesanan, 10 hari." in basket["description"]
    page = (site / "produk" / "keranjang" / "index.html").read_text()
    assert all(said in page for said in ("Keranjang Rotan", "Rp185.000", "Dibuat sesuai pesanan, 10 hari"))
    assert bowl["title"] == '\'=Mangkuk "Kecil" & Sendok <dua>, satu'  # else a spreadsheet would compute it
    assert bowl["description"].startswith("Garis tengah ‹ 10 cm.")
    assert bowl["description"].endswith("Isi contoh: gambar, harga, dan keterangan ini tidak menunjukkan barang sebenarnya.")
    assert [len(bowl[name].split(",")) for name in ("image_link", "additional_image_link")] == [1, 1]


# Google


@pytest.mark.parametrize("group", ["", "anyam-hulu/", "gula-kembiri/"])
def test_the_feed_for_google_is_rss_and_breaks_no_rule(site: Path, group: str) -> None:
    rss = etree.fromstring((site / FOLDER / group / "google.xml").read_bytes())
    assert (rss.tag, rss.get("version"), rss.nsmap) == ("rss", "2.0", {"g": G.strip("{}")})
    (channel,) = rss
    assert [each.tag for each in channel][:4] == ["title", "link", "description", "language"]
    items = channel.findall("item")
    assert channel[4:] == items
    assert faults_of("google", [google_row(site, item) for item in items]) == []
    assert [item.findtext("link") for item in items] == (
        [] if group == "gula-kembiri/" else ["https://shopee.co.id/mangkuk?a=1&b=2", "https://www.tokopedia.com/contoh/keranjang"]
    )


def google_row(site: Path, item: Any) -> Row:
    """RSS's own names have no prefix, Google's have, and only pictures and details may come again."""
    row: dict[str, Value] = {}
    details: list[Detail] = []
    addresses: list[str] = []
    for each in item:
        name = each.tag.removeprefix(G)
        assert each.tag.startswith(G) != (name in ("title", "description", "link"))
        if name == "product_detail":
            assert [part.tag for part in each] == [f"{G}attribute_name", f"{G}attribute_value"]
            details.append(Detail(each[0].text, each[1].text))
        elif name == "additional_image_link":
            addresses.append(each.text)
        else:
            assert name not in row
            row[name] = pictures(site, each.text) if name == "image_link" else each.text
    more = pictures(site, ",".join(addresses))
    return {**row, "product_detail": tuple(details), "additional_image_link": more}


def test_an_item_for_google_has_unit_and_stock_as_details_and_neither_in_its_text(site: Path) -> None:
    items = etree.fromstring((site / FOLDER / "google.xml").read_bytes()).findall("channel/item")
    basket = google_row(site, items[1])
    assert basket["product_detail"] == (
        Detail("Satuan jual", "buah"),
        Detail("Persediaan", "Dibuat sesuai pesanan, 10 hari"),
        Detail("Pembuat", "Kelompok Anyam Hulu"),
    )
    assert (basket["price"], basket["availability"], basket["identifier_exists"]) == ("185000 IDR", "in_stock", "no")
    assert "Rp" not in str(basket["description"])


# workbooks


@pytest.mark.parametrize("group", ["", "anyam-hulu/"])
def test_the_sheet_for_marketplaces_has_what_they_ask_for(site: Path, group: str) -> None:
    products, guide = workbook((site / FOLDER / group / "marketplace.xlsx").read_bytes())
    fields = [rule.field for rule in RULES["marketplace"]]
    head, bowl, basket = products
    assert head[:6] == ("SKU", "Nama produk", "Kategori", "Keterangan", "Harga (Rp)", "Harga seperti di situs")
    rows = [dict(zip(fields, ["" if cell is None else cell for cell in row], strict=True)) for row in (bowl, basket)]
    assert faults_of("marketplace", [row_of(site, "marketplace", row) for row in rows]) == []
    assert [rows[1][name] for name in ("name", "price", "unit", "stock", "weight", "minimum")] == [
        "Keranjang Rotan", 185000, "buah", "Dibuat sesuai pesanan, 10 hari", 900, 1,
    ]  # fmt: skip
    assert [rows[n][name] for n in (0, 1) for name in ("width", "depth", "height")] == [10.5, 8, 6, 32, 32, 28]
    assert rows[0]["sample"] == "ya"
    assert guide[0] == ("Kolom di file ini", "Tokopedia dan TikTok Shop", "Shopee")
    assert [row[0] for row in guide[1 : len(fields) + 1]] == [*head]
    assert "tidak bisa diunggah langsung" in guide[-2][0]


def test_every_column_for_marketplaces_is_mapped() -> None:
    assert list(SHOP_COLUMNS) == [rule.field for rule in RULES["marketplace"]]


@pytest.mark.parametrize("group", ["", "anyam-hulu/"])
def test_the_offer_is_the_same_as_csv_and_as_a_workbook(site: Path, group: str) -> None:
    rows = table(site / FOLDER / group / "penawaran.csv")
    offer, guide = workbook((site / FOLDER / group / "penawaran.xlsx").read_bytes())
    assert [*offer[0]] == [*rows[0]]
    assert [["" if cell is None else str(cell) for cell in row] for row in offer[1:]] == [[*row.values()] for row in rows]
    assert len(rows) == (4 if not group else 3)
    assert "formulir E-Katalog" in guide[1][0]


def test_the_offer_has_the_blocks_of_seller_and_product_and_says_what_is_missing(site: Path) -> None:
    rows = {row["Nama produk"]: row for row in table(site / FOLDER / "penawaran.csv")}
    basket, sugar = rows["Keranjang Rotan"], rows["Gula Aren Cetak"]
    expected = {
        "Pembuat": "Kelompok Anyam Hulu",
        "NIB": "1234567890123",
        "Punya NPWP": "ya",
        "Kode wilayah (Kemendagri)": "61.06.03.2007",
        "KBLI": "16291",
        "Edisi KBLI": "2025",
        "Satuan jual": "buah",
        "Harga (Rp)": "185000",
        "Persediaan": "Dibuat sesuai pesanan, 10 hari",
        "Kapasitas": "40 keranjang per bulan",
        "Berat (g)": "900",
        "Ukuran": "Garis tengah 32 cm, tinggi 28 cm",
        "Masih kurang": "",
        "Lebih baik bila ada": "nilai TKDN; SNI (bila berlaku)",
    }
    assert {name: basket[name] for name in expected} == expected
    assert re.fullmatch(r"https://uji\.example/p/[b-z]{6}/", basket["Alamat pendek"])
    assert sugar["Masih kurang"] == "NIB kelompok; keterangan punya NPWP; kode KBLI; keterangan; foto"
    assert (sugar["Contoh"], basket["Contoh"]) == ("ya", "")
    assert not [column for row in rows.values() for column in row.values() if "wa.me" in column]


# all of them


def test_files_of_all_hold_those_of_groups_one_after_another(site: Path) -> None:
    groups = ("anyam-hulu", "gula-kembiri")
    for name in FILES:
        assert (site / FOLDER / name).is_file()
    everything, parts = (
        table(site / FOLDER / "penawaran.csv"),
        [table(site / FOLDER / group / "penawaran.csv") for group in groups],
    )
    assert sorted(row["SKU"] for row in everything) == sorted(row["SKU"] for part in parts for row in part)


def test_an_edit_changes_only_the_files_of_its_group_and_of_all_and_the_bytes_are_those_of_a_cold_build(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    build_site(job_in(tmp_path, content=content, search=False))
    before = files_of(tmp_path / "public")
    sugar = content / "products" / "gula-cetak.yaml"
    sugar.write_text(sugar.read_text().replace("32000", "33000"))
    build_site(job_in(tmp_path, content=content, search=False))
    after = files_of(tmp_path / "public")
    changed = {path.removeprefix(FOLDER) for path in after if path.startswith(FOLDER) and after[path] != before[path]}
    assert changed == {"penawaran.csv", "penawaran.xlsx", "gula-kembiri/penawaran.csv", "gula-kembiri/penawaran.xlsx"}
    build_site(job_in(tmp_path, content=content, search=False, out="cold", cache="other"))
    assert files_of(tmp_path / "cold") == after


def test_a_directory_without_products_has_empty_files_of_all(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    for file in [*(content / "products").rglob("*.*"), content / "outlets" / "sentra.yaml"]:
        file.unlink()
    about = content / "pages" / "tentang.md"
    about.write_text(re.sub(r"\]\(products/[^)]*\)", "](groups/anyam-hulu)", about.read_text()))
    build_site(job_in(tmp_path, content=content, search=False))
    folder = tmp_path / "public" / FOLDER
    assert table(folder / "meta.csv") == []
    assert not etree.fromstring((folder / "google.xml").read_bytes()).findall("channel/item")
    assert len(workbook((folder / "penawaran.xlsx").read_bytes())[0]) == 1


# tables

HEAD = [("satu", 10), ("dua", 20)]
ODD = [["=1+1", 5], [" @SUM(A1)", 1.5], ["-", ""], ["biasa\nbaris kedua", 'kutip "dua", koma'], ["<&>\r\n", "é 𝄞"]]


def test_what_begins_like_a_formula_is_not_one() -> None:
    rows = list(csv.reader(io.StringIO(csv_of(["satu", "dua"], ODD).decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:4]] == ["'=1+1", "' @SUM(A1)", "'-"]
    (sheet,) = workbook(xlsx_of(Sheet("Lembar & <satu>", HEAD, ODD)))
    assert [row[0] for row in sheet[1:4]] == ["'=1+1", "' @SUM(A1)", "'-"]
    assert [row[1] for row in sheet[1:]] == [5, 1.5, None, 'kutip "dua", koma', "é 𝄞"]
    assert sheet[4][0] == "biasa\nbaris kedua"


def test_tables_joined_are_as_one_written_at_once() -> None:
    names, parts = [name for name, _ in HEAD], (ODD[:2], [], ODD[2:])
    assert joined_csv(csv_of(names, rows) for rows in parts) == csv_of(names, ODD)
    sheet, other = Sheet("A", HEAD, ()), Sheet("B", [("x", 9)], [["y"]])
    files = [xlsx_of(sheet._replace(rows=rows), other) for rows in parts]
    assert joined_xlsx(sheet, files, other) == xlsx_of(sheet._replace(rows=ODD), other)


# the page for the office


def test_the_page_says_what_is_missing_in_both_languages_and_is_not_for_search_engines(site: Path) -> None:
    files = files_of(site)
    pages = ("siap-jual/index.html", "siap-jual/anyam-hulu/index.html", "en/ready-to-sell/index.html")
    overview, group, english = (files[path].decode() for path in pages)
    assert all('<meta name="robots" content="noindex">' in page for page in (overview, group, english))
    assert b"siap-jual" not in files["sitemap.xml"]
    assert "2 dari 3 siap" in overview
    assert "Kurang: keterangan dan harga." in group
    assert "2 of 3 ready" in english
    for name in FILES:
        assert f'href="https://uji.example/{FOLDER}{name}"' in overview
        assert f'href="https://uji.example/{FOLDER}anyam-hulu/{name}"' in group
    assert 'href="/siap-jual/"' in files["pembeli/index.html"].decode()
