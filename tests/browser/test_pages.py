"""The built site as visitors meet it: with a keyboard, without a script, on a narrow phone, in both schemes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.reading import faults

KINDS = (
    "",
    "produk/",
    "produk/keranjang/",
    "produk/tikar/",
    "produk/gula-cetak/",
    "kelompok/",
    "kelompok/anyam-hulu/",
    "bahan/",
    "bahan/rotan/",
    "wilayah/",
    "wilayah/kapuas-hulu/",
    "wilayah/kapuas-hulu/embaloh-hilir/",
    "sentra/",
    "sentra/sentra/",
    "program/",
    "program/bimtek/",
    "tentang/",
    "cari/",
    "daftar/",
    "pembeli/",
    "pembeli/produk/",
    "data/",
    "siap-jual/",
    "siap-jual/anyam-hulu/",
    "offline.html",
    "404.html",
    "en/products/keranjang/",
)
ENGLISH = ("en/", "en/products/", "en/groups/anyam-hulu/", "en/search/", "en/list/", "en/buyers/", "en/places/")


@pytest.mark.parametrize("kind", [*KINDS, *ENGLISH])
def test_every_kind_of_page_reads_well(screen: Page, site_url: str, kind: str) -> None:
    screen.goto(site_url + kind)
    assert not faults(screen)


def test_the_open_menu_reads_well(screen: Page, site_url: str) -> None:
    screen.goto(site_url)
    if screen.get_by_role("button", name="Menu").is_visible():
        screen.get_by_role("button", name="Menu").click()
    expect(screen.get_by_role("navigation", name="Utama")).to_be_visible()
    assert not faults(screen)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(page: Page, site_url: str, kind: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site_url + kind)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_buyer_without_scripts_finds_a_product_and_orders(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.goto(site_url)
    page.get_by_role("link", name="Produk", exact=True).first.click()
    page.get_by_role("link", name="Keranjang Rotan").click()
    order = page.get_by_role("link", name="Pesan lewat WhatsApp").first
    address = order.get_attribute("href") or ""
    assert address.startswith("https://wa.me/6281200000002?text=Halo%20Kelompok%20Anyam%20Hulu")
    assert "Rp185.000" in address
    assert "https%3A%2F%2Fuji.example%2Fproduk%2Fkeranjang%2F" in address
    context.close()


def test_the_skip_link_is_first_and_leads_to_the_content(page: Page, site_url: str) -> None:
    page.goto(site_url + "produk/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_menu_opens_and_closes_by_keyboard(page: Page, site_url: str) -> None:
    page.goto(site_url)
    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Kelompok", exact=True).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Utama")).to_be_hidden()
    expect(menu).to_be_focused()


def test_the_language_switch_leads_to_the_same_page(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(site_url + "produk/keranjang/")
    page.get_by_role("link", name="English").first.click()
    assert page.url == f"{site_url}en/products/keranjang/"
    expect(page.get_by_role("heading", level=1)).to_have_text("Rattan Basket")
    assert page.locator("html").get_attribute("lang") == "en"


def test_listings_have_pages(page: Page, site_url: str) -> None:
    page.goto(site_url + "produk/")
    expect(page.locator(".piece")).to_have_count(2)
    page.locator("a[rel=next]").first.click()
    assert page.url == f"{site_url}produk/halaman/2/"
    expect(page.locator(".piece")).to_have_count(1)


def test_without_scripts_a_facet_leads_to_its_own_page(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.goto(site_url + "produk/")
    page.locator("summary", has_text="Bahan").click()
    page.get_by_role("link", name="Nira aren").click()
    assert page.url == f"{site_url}bahan/aren/"
    expect(page.locator(".piece")).to_have_count(1)
    context.close()


def test_an_old_address_leads_to_the_new_one(page: Page, site_url: str) -> None:
    page.goto(site_url + "produk/bakul-lama/")
    page.wait_for_url(f"{site_url}produk/keranjang/")


def test_sold_out_and_ask_change_the_button(page: Page, site_url: str) -> None:
    page.goto(site_url + "produk/tikar/")
    expect(page.get_by_role("link", name="Tanya kapan ada lagi").first).to_be_visible()
    expect(page.get_by_text("Harga: tanya kelompok").first).to_be_visible()


def test_food_says_its_halal_status_either_way_and_crafts_say_nothing_of_it(page: Page, site_url: str) -> None:
    page.goto(site_url + "produk/gula-cetak/")
    expect(page.get_by_text("Belum bersertifikat halal.")).to_be_visible()
    page.goto(site_url + "produk/keranjang/")
    expect(page.get_by_role("heading", name="Izin dan pendaftaran")).to_be_visible()
    assert "halal" not in page.locator("main").inner_text().lower()
