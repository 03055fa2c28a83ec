"""The order list, from a product's page to the message that its maker gets."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.reading import faults

KEY = "etalase:list:/"
HOSTILE = (
    '<img src=x onerror="window.hurt = 1"><script>window.hurt = 1</script>',
    '"it\'s" ’ ‘ “ ” {name} $& %20 &amp;',
    "🧺👨‍👩‍👧‍👦\ud83e",
    "\u202eterbalik\u202c \u200f",
    "x" * 500,
)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose console may complain, of a page that is gone or out of reach."""
    opened = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield opened
    opened.close()


def save(page: Page, *addresses: str) -> None:
    for address in addresses:
        page.goto(address)
        page.locator("#save button").click()
        expect(page.locator("#save [role=status]")).to_be_visible()


def text_of(send: Locator) -> tuple[str, str]:
    """The number and the text of a WhatsApp link."""
    address = urlsplit(send.get_attribute("href") or "")
    return address.path.removeprefix("/"), parse_qs(address.query)["text"][0]


def stored(page: Page) -> Any:
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))


def store(page: Page, value: object) -> None:
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, json.dumps(value)])


def line(page: Page, name: str) -> Locator:
    return page.locator(".order-lines > li").filter(has=page.get_by_role("heading", name=name, exact=True))


def test_a_buyer_saves_products_and_orders_them_from_each_maker(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/", f"{site_url}produk/tikar/", f"{site_url}produk/gula-cetak/")
    expect(page.locator(".list-count")).to_have_text("3 tersimpan")
    page.locator("#save a").click()
    expect(page.locator("#list-lead")).to_have_text(
        "3 barang dari 2 kelompok. Setiap kelompok menerima pesannya sendiri, jadi kirim satu per satu."
    )
    keranjang = line(page, "Keranjang Rotan")
    keranjang.get_by_role("button", name="Tambah jumlah Keranjang Rotan").click()
    keranjang.get_by_text("Tambah catatan").click()
    keranjang.get_by_label("Catatan Keranjang Rotan").fill("Warna tua")
    page.get_by_label("Catatan untuk kelompok Kelompok Anyam Hulu").fill("Kirim ke Pontianak")
    expect(keranjang.locator("[data-at=sum]")).to_have_text("Rp370.000")
    expect(page.locator("[data-at=uncounted]").first).to_have_text("Belum dihitung: 1 barang yang kosong atau tanpa harga.")
    page.reload()
    expect(page.get_by_role("link", name="Pesan 2 barang lewat WhatsApp")).to_be_visible()
    assert text_of(page.locator("[data-at=send]").first) == (
        "6281200000002",
        "Halo Kelompok Anyam Hulu, saya ingin memesan:\n\n"
        "2 × Keranjang Rotan (Rp185.000 per buah) = Rp370.000\nhttps://uji.example/produk/keranjang/\nCatatan: Warna tua\n\n"
        "1 × Tikar Rotan (berapa harganya? · kapan ada lagi?)\nhttps://uji.example/produk/tikar/\n\n"
        "Jumlah Rp370.000, belum termasuk ongkos kirim.\n\n"
        "Catatan: Kirim ke Pontianak\n\n"
        "Apakah bisa, dan kapan jadi? Terima kasih.",
    )
    assert text_of(page.locator("[data-at=send]").last)[1].startswith(
        "Halo Gula Kembiri, saya ingin memesan:\n\n1 × Gula Aren Cetak (Rp32.000 per 250 g)\n"
    )


def test_the_list_is_said_in_the_language_of_its_page(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/", f"{site_url}en/products/gula-cetak/")
    page.goto(f"{site_url}en/list/")
    expect(page.locator("#list-lead")).to_have_text(
        "2 items from 2 groups. Each group gets a message of its own, so send them one by one."
    )
    basket = line(page, "Rattan Basket")
    basket.get_by_label("Quantity, piece Rattan Basket").fill("1200")
    expect(basket.locator("[data-at=sum]")).to_have_text("Rp222.000.000")
    assert text_of(page.get_by_role("link", name="Order 1 item on WhatsApp").first) == (
        "6281200000002",
        "Hello Kelompok Anyam Hulu, I would like to order:\n\n"
        "1,200 × Rattan Basket (Rp185.000 per piece) = Rp222.000.000\nhttps://uji.example/en/products/keranjang/\n\n"
        "Total Rp222.000.000 before delivery.\n\n"
        "Is that possible, and when would it be ready? Thank you.",
    )


def test_the_button_takes_off_what_it_put_on(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/")
    page.get_by_role("button", name="Hapus dari daftar pesanan").click()
    expect(page.get_by_role("button", name="Simpan ke daftar pesanan")).to_be_focused()
    expect(page.locator(".list-count")).to_be_hidden()


def test_a_full_list_says_so(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/")
    kept = stored(page)["lines"][0]
    page.goto(f"{site_url}tentang/")
    store(page, {"lines": [{**kept, "piece": {**kept["piece"], "slug": f"lain-{n}"}} for n in range(100)]})
    save(page, f"{site_url}produk/tikar/")
    expect(page.locator("#save [role=status]")).to_contain_text("Tidak tersimpan")
    assert len(stored(page)["lines"]) == 100


def test_what_has_changed_since_is_said_until_the_buyer_orders(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    save(page, f"{site_url}produk/keranjang/", f"{site_url}produk/tikar/", f"{site_url}produk/gula-cetak/")
    basket, mat, sugar = stored(page)["lines"]
    basket["piece"] |= {"amount": 170000, "price": "Rp170.000", "slug": "bakul-lama"}  # its address was another one then
    mat["piece"] |= {"stock": "ready", "stock_text": "Siap kirim"}
    sugar["piece"] |= {"slug": "gula-batu", "name": "Gula Batu"}
    for each in (basket, mat, sugar):
        each.pop("known")
    store(page, {"lines": [basket, mat, sugar]})
    page.goto(f"{site_url}daftar/")
    expect(line(page, "Keranjang Rotan").locator("[data-at=news]")).to_have_text(
        "Harga berubah dari Rp170.000 menjadi Rp185.000."
    )
    expect(line(page, "Tikar Rotan").locator("[data-at=news]")).to_have_text("Sekarang kosong.")
    expect(line(page, "Gula Batu").locator("[data-at=news]")).to_have_text("Produk ini tidak ada lagi.")
    expect(page.get_by_role("status")).to_have_text("3 barang di daftar berubah.")
    expect(page.locator("[data-at=send]").last).to_be_hidden()
    assert stored(page)["lines"][0]["piece"]["slug"] == "keranjang"
    page.reload()
    expect(line(page, "Keranjang Rotan").locator("[data-at=news]")).to_be_visible()
    page.route("https://wa.me/**", lambda route: route.abort())
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    page.locator("[data-at=send]").first.click()
    expect(line(page, "Keranjang Rotan").locator("[data-at=news]")).to_be_hidden()
    expect(line(page, "Gula Batu").locator("[data-at=news]")).to_be_visible()


def test_without_a_signal_the_list_says_of_which_day_it_is(context: BrowserContext, site_url: str) -> None:
    page = context.new_page()
    save(page, f"{site_url}produk/keranjang/")
    kept = stored(page)
    kept["lines"][0]["seen"] = "2026-08-17"
    store(page, kept)
    page.route("**/produk/*/", lambda route: route.abort())
    page.goto(f"{site_url}daftar/")
    expect(page.locator("#list-hint")).to_contain_text("Tidak semua barang dapat diperiksa lagi.")
    expect(line(page, "Keranjang Rotan").locator("[data-at=day]")).to_have_text("Keterangan per 17 Agustus 2026.")
    page.unroute("**/produk/*/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#list-hint")).to_be_hidden()
    expect(line(page, "Keranjang Rotan").locator("[data-at=day]")).to_be_hidden()


def test_what_is_removed_comes_back(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/", f"{site_url}produk/tikar/", f"{site_url}produk/gula-cetak/")
    page.goto(f"{site_url}daftar/")
    page.get_by_label("Catatan untuk kelompok Gula Kembiri").fill("Dua bungkus")
    page.get_by_role("button", name="Hapus Keranjang Rotan").click()
    expect(page.get_by_role("status")).to_have_text("Keranjang Rotan dihapus dari daftar.")
    expect(page.get_by_role("button", name="Urungkan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".order-lines h3").first).to_have_text("Keranjang Rotan")
    expect(page.get_by_role("link", name="Keranjang Rotan", exact=True)).to_be_focused()
    page.get_by_role("button", name="Kosongkan daftar").click()
    expect(page.get_by_role("heading", name="Daftar masih kosong.")).to_be_visible()
    expect(page.locator(".list-count")).to_be_hidden()
    page.get_by_role("button", name="Urungkan").click()
    expect(page.locator(".order-lines > li")).to_have_count(3)
    expect(page.get_by_label("Catatan untuk kelompok Gula Kembiri")).to_have_value("Dua bungkus")
    expect(page.locator(".list-count .count")).to_have_text("3")


def test_the_message_can_be_copied(page: Page, site_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    save(page, f"{site_url}produk/keranjang/")
    page.goto(f"{site_url}daftar/")
    page.get_by_role("button", name="Salin pesan Kelompok Anyam Hulu").click()
    expect(page.get_by_role("status")).to_have_text("Pesan untuk Kelompok Anyam Hulu disalin.")
    assert page.evaluate("navigator.clipboard.readText()") == text_of(page.locator("[data-at=send]"))[1]


@pytest.mark.parametrize(
    ("path", "name", "separator"), [("daftar/", "daftar-pesanan.csv", ";"), ("en/list/", "order-list.csv", ",")]
)
def test_the_list_opens_in_a_spreadsheet_and_runs_nothing_there(
    page: Page, site_url: str, path: str, name: str, separator: str
) -> None:
    save(page, f"{site_url}produk/keranjang/", f"{site_url}produk/tikar/")
    page.goto(site_url + path)
    page.locator("summary").first.click()
    page.locator("[data-at=note]").first.fill('=HYPERLINK("https://a.example";"a")')
    page.locator("[data-at=all]").fill("-1+1\nbaris kedua")
    with page.expect_download() as downloaded:
        page.locator("#list-download").click()
    assert downloaded.value.suggested_filename == name
    data = downloaded.value.path().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    head, basket, mat = csv.reader(data.decode("utf-8-sig").splitlines(keepends=True), delimiter=separator)
    assert len(head) == len(basket) == len(mat) == 11
    assert basket[2:3] + basket[4:6] == ["1", "185000", "185000"]
    assert basket[7:9] == ['\'=HYPERLINK("https://a.example";"a")', "'-1+1\nbaris kedua"]
    assert mat[4:6] == ["", ""]
    assert mat[10] == "6281200000002"


def test_the_keyboard_is_enough(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}produk/keranjang/")
    page.locator("#save button").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Daftar pesanan")
    expect(page.locator("[data-at=send]")).to_be_visible()
    page.locator("main h2 a").first.focus()
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.at"))
    assert reached == ["name", "open", "less", "quantity", "more", "remove", "all", "send", "copy"]
    page.locator("[data-at=quantity]").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-at=sum]")).to_have_text("Rp370.000")
    page.keyboard.press("Control+A")
    page.keyboard.type("0")
    expect(page.locator("[data-at=total]")).to_have_text("Rp370.000")  # until the field is left
    page.keyboard.press("Tab")
    expect(page.locator("[data-at=quantity]")).to_have_value("1")
    expect(page.locator("[data-at=total]")).to_have_text("Rp185.000")


def test_what_is_open_and_held_stays_so_when_the_list_is_drawn_again(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/")
    kept = stored(page)
    kept["lines"][0]["piece"] |= {"amount": 170000, "price": "Rp170.000"}
    kept["lines"][0].pop("known")
    store(page, kept)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/produk/keranjang/", hold)
    with page.expect_request("**/produk/keranjang/"):
        page.goto(f"{site_url}daftar/")
    opener, note, news = (page.locator(place) for place in ("summary", "[data-at=note]", "[data-at=news]"))
    opener.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    held[0].continue_()
    expect(news).to_be_visible()  # the product's page has been read
    expect(opener).to_be_focused()
    expect(note).to_be_visible()
    again = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    note.focus()
    page.evaluate(again)
    expect(note).to_be_focused()
    field = page.locator("[data-at=all]")
    field.fill("Kirim Pontianak")
    field.evaluate("field => field.setSelectionRange(6, 6)")
    page.evaluate(again)
    page.keyboard.type("ke ")
    expect(field).to_have_value("Kirim ke Pontianak")


def test_tabs_stay_in_step(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/")
    page.goto(f"{site_url}daftar/")
    other = page.context.new_page()
    save(other, f"{site_url}produk/tikar/")
    expect(page.locator(".order-lines > li")).to_have_count(2)
    page.get_by_role("button", name="Kosongkan daftar").click()
    expect(other.get_by_role("button", name="Simpan ke daftar pesanan")).to_be_visible()
    other.close()


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "null",
        "7",
        "[]",
        '{"lines": 7}',
        '{"lines": [null, 1, {}, {"piece": {"slug": "a b"}}]}',
        '{"lines": [], "notes": 1}',
    ],
)
def test_a_broken_store_is_an_empty_list(page: Page, site_url: str, broken: str) -> None:
    page.goto(f"{site_url}tentang/")
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, broken])
    page.goto(f"{site_url}daftar/")
    expect(page.get_by_role("heading", name="Daftar masih kosong.")).to_be_visible()
    save(page, f"{site_url}produk/keranjang/")
    assert len(stored(page)["lines"]) == 1


def test_numbers_stay_within_bounds_whatever_was_kept(page: Page, site_url: str) -> None:
    save(page, f"{site_url}produk/keranjang/")
    for kept, shown in (("x", "1"), (-3, "1"), (2.7, "2"), (10**9, "99999"), (None, "1")):
        value = stored(page)
        value["lines"][0]["quantity"] = kept
        store(page, value)
        page.goto(f"{site_url}daftar/")
        expect(page.locator("[data-at=quantity]")).to_have_value(shown)


@pytest.mark.parametrize("pasted", HOSTILE, ids=["html", "quotes", "emoji", "right-to-left", "long"])
def test_pasted_text_neither_runs_nor_breaks_the_page(page: Page, site_url: str, pasted: str) -> None:
    save(page, f"{site_url}produk/keranjang/")
    page.goto(f"{site_url}daftar/")
    for name in ("note", "all"):
        page.locator(f"[data-at={name}]").evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }", pasted
        )
    page.set_viewport_size({"width": 320, "height": 640})
    page.reload()
    whole = pasted.replace("\ud83e", "")
    expect(page.locator("[data-at=all]")).to_have_value(whole)
    assert f"Catatan: {whole.strip()}\n\nApakah" in text_of(page.locator("[data-at=send]"))[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 700, "height": 990})  # A4 within its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert page.evaluate("window.hurt") is None


def test_an_empty_and_a_full_list_read_well(screen: Page, site_url: str) -> None:
    screen.goto(f"{site_url}daftar/")
    expect(screen.locator("#list-empty")).to_be_visible()
    assert not faults(screen)
    save(screen, f"{site_url}produk/keranjang/", f"{site_url}produk/tikar/", f"{site_url}produk/gula-cetak/")
    assert not faults(screen)
    screen.goto(f"{site_url}daftar/")
    screen.locator("summary").first.click()
    screen.get_by_role("button", name="Hapus Tikar Rotan").click()
    assert not faults(screen)


def test_without_a_script_it_says_how_to_order(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}produk/keranjang/")
    expect(page.locator("#save")).to_be_hidden()
    page.get_by_role("link", name="Daftar", exact=True).click()
    expect(page.get_by_text("Daftar pesanan memerlukan JavaScript.")).to_be_visible()
    expect(page.locator("#list-empty")).to_be_hidden()
    page.get_by_role("link", name="Semua produk").click()
    expect(page.locator("h1")).to_have_text("Produk")
    context.close()
