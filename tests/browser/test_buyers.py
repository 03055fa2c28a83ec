"""The tables for institutions: read without a script, sorted, filtered, compared, handed out."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from etalase.pipeline import build_site
from tests.browser.conftest import serving
from tests.browser.reading import faults
from tests.sites import copy_content, job_in

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FIRST = "#supply tbody tr:first-child th"
NAMES = "#supply tbody th"
PRODUCT = """\
name: {{id: "{name}", en: "{name}"}}
group: {group}
category: anyaman
price: {{amount: {price}, per: {{id: buah, en: piece}}}}
capacity: {{amount: {capacity}, unit: {{id: buah, en: pieces}}}}
minimum: {minimum}
lead_days: 7
tkdn: 40.5
kbli: "16291"
links: [{{channel: ekatalog, url: https://katalog.inaproc.id/contoh}}]
"""
PRODUCTS = (
    ("=2+3", "anyam-hulu", 90000, 8, 1),
    ("Bakul Kecil", "anyam-hulu", 45000, 120, 10),
    ("Nampan", "gula-kembiri", 120000, 40, 2),
    ("Rak Botol", "anyam-hulu", 30000, 9, 5),
    ("Tudung Saji", "gula-kembiri", 75000, 60, 3),
)


@pytest.fixture(scope="module")
def supply_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with five products of which capacity is known."""
    folder = tmp_path_factory.mktemp("buyers")
    content = copy_content(folder)
    for number, (name, group, price, capacity, minimum) in enumerate(PRODUCTS):
        text = PRODUCT.format(name=name, group=group, price=price, capacity=capacity, minimum=minimum)
        (content / "products" / f"p{number}.yaml").write_text(text)
    job = job_in(folder, content=content, search=False)
    build_site(job)
    with serving(job.out) as url:
        yield url


@pytest.fixture
def table(page: Page, supply_url: str) -> Page:
    """The products, at a desk."""
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(f"{supply_url}pembeli/produk/")
    return page


def sort_by(table: Page, label: str) -> None:
    table.locator("#supply thead").get_by_role("button", name=label, exact=True).click()


def test_without_a_script_everything_is_there(browser: Browser, supply_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(supply_url)
    page.get_by_role("contentinfo").get_by_role("link", name="Pembeli lembaga").click()
    expect(page.locator(NAMES)).to_have_text(["Gula Kembiri", "Kelompok Anyam Hulu"])
    expect(page.locator("#supply tbody tr").nth(1)).to_contain_text("40 keranjang")
    expect(page.locator("#supply tbody tr").nth(1)).to_contain_text("1234567890123")
    expect(page.get_by_text("Belum dicatat")).to_have_count(1)
    expect(page.locator("#supply-filter")).to_be_hidden()
    page.locator(".tabs").get_by_role("link", name="Produk").click()
    expect(page.locator(NAMES)).to_have_count(5)
    expect(page.locator(".facts dt")).to_have_text(["TKDN", "NIB", "KBLI", "E-Katalog"])
    context.close()


def test_numbers_are_sorted_by_size_and_words_by_letter(table: Page) -> None:
    sort_by(table, "Kapasitas per bulan")
    expect(table.locator(NAMES)).to_have_text(["=2+3", "Rak Botol", "Nampan", "Tudung Saji", "Bakul Kecil"])
    sort_by(table, "Kapasitas per bulan")
    expect(table.locator(FIRST)).to_have_text("Bakul Kecil")
    expect(table.get_by_role("columnheader", name="Kapasitas per bulan")).to_have_attribute("aria-sort", "descending")
    sort_by(table, "Produk")
    expect(table.locator(NAMES)).to_have_text(["=2+3", "Bakul Kecil", "Nampan", "Rak Botol", "Tudung Saji"])


def test_what_is_not_stated_comes_last_either_way(page: Page, supply_url: str) -> None:
    page.goto(f"{supply_url}en/buyers/")
    for _ in range(2):
        sort_by(page, "Capacity per month")
        expect(page.locator(NAMES).last).to_have_text("Gula Kembiri")


def test_words_kabupaten_and_permits_filter(table: Page) -> None:
    table.get_by_role("searchbox", name="Kata", exact=True).fill("bákul anyam")
    expect(table.locator(NAMES)).to_have_text(["Bakul Kecil"])
    expect(table.locator("#supply-status")).to_have_text("1 dari 5 baris tampil.")
    table.get_by_role("searchbox", name="Kata", exact=True).fill("")
    table.get_by_label("Kabupaten").select_option("Belitung")
    expect(table.locator(NAMES)).to_have_text(["Nampan", "Tudung Saji"])
    table.get_by_label("Izin").select_option("nib")
    expect(table.locator(NAMES)).to_have_count(0)
    table.get_by_label("Kabupaten").select_option("")
    expect(table.locator(NAMES)).to_have_count(3)


def test_up_to_four_are_compared_and_asked_for_by_group(table: Page) -> None:
    for name in ("Nampan", "Bakul Kecil", "Rak Botol", "=2+3"):
        table.get_by_role("checkbox", name=f"Pilih {name}").check()
    expect(table.get_by_role("checkbox", name="Pilih Tudung Saji")).to_be_disabled()
    expect(table.locator("#compare-status")).to_have_text("4 dari 4 dipilih")
    table.get_by_role("button", name="Bandingkan dan minta penawaran").click()
    dialog = table.get_by_role("dialog", name="Perbandingan")
    expect(dialog.locator("thead th")).to_have_text(["Nampan", "Bakul Kecil", "Rak Botol", "=2+3"])
    capacity = dialog.get_by_role("row").filter(has=table.get_by_role("rowheader", name="Kapasitas per bulan"))
    expect(capacity.locator("td")).to_have_text(["40 buah", "120 buah", "9 buah", "8 buah"])
    letter = dialog.get_by_role("textbox", name="Permintaan penawaran untuk Kelompok Anyam Hulu")
    expected = (
        "Halo Kelompok Anyam Hulu, kami meminta penawaran harga untuk:\n"
        "1. Bakul Kecil, jumlah: …\nhttps://uji.example/produk/p1/\n"
        "2. Rak Botol, jumlah: …\nhttps://uji.example/produk/p3/\n"
        "3. =2+3, jumlah: …\nhttps://uji.example/produk/p0/\n"
        "Mohon sebutkan harga satuan, lama pembuatan, ongkos kirim, dan sampai kapan penawaran berlaku. Terima kasih."
    )
    expect(letter).to_have_value(expected)
    send = dialog.locator(".letter").filter(has_text="Kelompok Anyam Hulu").get_by_role("link", name="Kirim WhatsApp")
    assert unquote(send.get_attribute("href") or "") == f"https://wa.me/6281200000002?text={expected}"
    letter.fill("Lain")
    expect(send).to_have_attribute("href", "https://wa.me/6281200000002?text=Lain")


def test_a_letter_is_copied(browser: Browser, supply_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{supply_url}en/buyers/")
    page.get_by_role("checkbox", name="Choose Kelompok Anyam Hulu").check()
    page.get_by_role("button", name="Compare and ask for a quotation").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#letter-status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Hello Kelompok Anyam Hulu, we would like to buy in quantity.")
    assert copied.endswith("https://uji.example/en/groups/anyam-hulu/")
    context.close()


def saved(table: Page, button: str) -> bytes:
    with table.expect_download() as download:
        table.get_by_role("button", name=button).click()
    assert download.value.suggested_filename.startswith("pembeli-produk.")
    return Path(download.value.path()).read_bytes()


def test_csv_is_what_is_on_the_screen(table: Page) -> None:
    table.get_by_label("Kabupaten").select_option("Kapuas Hulu")
    sort_by(table, "Harga")
    expect(table.locator(NAMES)).to_have_text(["Rak Botol", "Bakul Kecil", "=2+3"])
    data = saved(table, "Unduh CSV")
    assert data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    assert head[:7] == [
        "Produk",
        "Kelompok",
        "Kabupaten",
        "Harga",
        "Harga: satuan",
        "Kapasitas per bulan",
        "Kapasitas per bulan: satuan",
    ]
    assert rows[0] == [
        *("Rak Botol", "Kelompok Anyam Hulu", "Kapuas Hulu", "30000", "buah", "9", "buah", "5", "buah", "7", "hari"),
        *("40.5", "16291", "1234567890123", "https://katalog.inaproc.id/contoh"),
    ]
    assert [row[0] for row in rows] == ["Rak Botol", "Bakul Kecil", "'=2+3"]


def test_xlsx_has_numbers_as_numbers_and_no_formula(table: Page) -> None:
    with zipfile.ZipFile(io.BytesIO(saved(table, "Unduh XLSX"))) as book:
        assert book.testzip() is None
        parts = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()}
    rows = [[_value(cell) for cell in row] for row in parts["worksheet.xml"].iter(f"{SHEET}row")]
    assert len(rows) == 1 + len(PRODUCTS)
    (plus,) = (row for row in rows if row[0] == "'=2+3")
    assert plus[3:8] == [90000.0, "buah", 8.0, "buah", 1.0]
    assert plus[12:14] == ["16291", "1234567890123"]
    assert not list(parts["worksheet.xml"].iter(f"{SHEET}f"))


def _value(cell: ElementTree.Element) -> str | float:
    number = cell.findtext(f"{SHEET}v")
    return float(number) if number else "".join(cell.itertext())


def test_the_keyboard_is_enough(table: Page) -> None:
    table.get_by_role("searchbox", name="Kata").focus()
    for _ in range(4):  # kabupaten, permit, the table, its first column
        table.keyboard.press("Tab")
    table.keyboard.press("Enter")
    expect(table.get_by_role("columnheader", name="Produk", exact=True)).to_have_attribute("aria-sort", "ascending")
    table.get_by_role("checkbox", name="Pilih =2+3").focus()
    table.keyboard.press("Space")
    table.get_by_role("button", name="Bandingkan").focus()
    table.keyboard.press("Enter")
    expect(table.get_by_role("dialog")).to_be_visible()
    table.keyboard.press("Escape")
    expect(table.get_by_role("dialog")).to_be_hidden()
    expect(table.get_by_role("button", name="Bandingkan")).to_be_focused()
    table.keyboard.press("Tab")
    table.keyboard.press("Enter")
    expect(table.locator("#compare-bar")).to_be_hidden()


@pytest.mark.parametrize("path", ["pembeli/", "en/buyers/products/"])
def test_tables_and_comparisons_read_well(screen: Page, supply_url: str, path: str) -> None:
    screen.goto(supply_url + path)
    screen.locator("#supply tbody input").first.check()
    screen.locator("#supply thead button").first.click()
    assert not faults(screen)
    screen.locator("#compare-open").click()
    assert not faults(screen)


@pytest.mark.parametrize("path", ["pembeli/", "pembeli/produk/"])
def test_rows_are_cards_on_the_narrowest_phone(page: Page, supply_url: str, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(supply_url + path)
    page.locator("#supply tbody input").first.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("#compare-open").click()
    assert page.evaluate("document.querySelector('dialog').scrollWidth") <= 320


def test_rows_of_later_pages_are_sorted_and_filtered_too(page: Page, tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    for number in range(405):
        text = PRODUCT.format(name=f"Bakul {number}", group="anyam-hulu", price=1000 + number, capacity=number + 1, minimum=1)
        (content / "products" / f"b{number:03}.yaml").write_text(text)
    job = job_in(tmp_path, content=content, search=False)
    build_site(job)
    with serving(job.out) as url:
        page.goto(f"{url}pembeli/produk/halaman/3/")
        expect(page.locator(NAMES)).to_have_count(5)
        sort_by(page, "Kapasitas per bulan")
        expect(page.locator("#supply-status")).to_have_text("405 dari 405 baris tampil.")
        expect(page.locator(NAMES)).to_have_count(200)
        expect(page.locator(FIRST)).to_have_text("Bakul 0")
        page.get_by_role("button", name="Tampilkan lagi").click()
        expect(page.locator(NAMES)).to_have_count(400)
        page.get_by_role("searchbox", name="Kata", exact=True).fill("Rp1.404")
        expect(page.locator(NAMES)).to_have_text(["Bakul 404"])
