"""Narrowing listings in a browser, over the golden directory."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from etalase.exports.packing import pack_ints, pack_postings
from etalase.pipeline import build_site
from tests.browser.conftest import serving
from tests.browser.reading import faults
from tests.sites import copy_content, job_in

_TEXT = "piece => piece.textContent.replace(/\\s+/g, '')"
DESKTOP: Any = {"width": 1366, "height": 900}


def _names(page: Page) -> Locator:
    return page.locator(".results .piece h3")


def _facet(page: Page, name: str) -> Locator:
    """An open facet of the form."""
    facet = page.locator(f"form .facet[data-facet={name}]")
    if facet.get_attribute("open") is None:
        facet.locator("summary").click()
    return facet


def _start(page: Page, address: str) -> None:
    """The form in the place of the links, with nothing chosen."""
    page.set_viewport_size(DESKTOP)
    page.goto(address)
    page.locator("#saring summary").nth(1).click()
    expect(page.locator("form .facet").first).to_be_visible()


def test_options_widen_and_facets_narrow(page: Page, site_url: str) -> None:
    _start(page, f"{site_url}produk/")
    categories = _facet(page, "categories")
    categories.get_by_label("Makanan").check()
    expect(page.get_by_role("status")).to_have_text("1 dari 3 produk")
    expect(_names(page)).to_have_text(["Gula Aren Cetak"])
    categories.get_by_label("Anyaman").check()
    expect(page.get_by_role("status")).to_have_text("3 dari 3 produk")
    _facet(page, "materials").get_by_label("Rotan").check()
    expect(page.get_by_role("status")).to_have_text("2 dari 3 produk")
    expect(_names(page)).to_have_text(["Keranjang Rotan", "Tikar Rotan"])
    expect(page).to_have_url(f"{site_url}produk/?kategori=makanan,anyaman&bahan=rotan")


def test_counts_tell_what_another_choice_would_give(page: Page, site_url: str) -> None:
    _start(page, f"{site_url}produk/")
    _facet(page, "categories").get_by_label("Makanan").check()
    expect(_facet(page, "materials").locator(".option", has_text="Nira aren").locator(".n")).to_have_text("1")
    rattan = _facet(page, "materials").locator(".option", has_text="Rotan")
    expect(rattan.locator(".n")).to_have_text("0")
    expect(rattan.locator("input")).to_be_disabled()
    expect(_facet(page, "categories").locator(".option", has_text="Anyaman").locator(".n")).to_have_text("2")


def test_a_card_is_the_same_as_the_one_served(page: Page, site_url: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site_url}produk/")
    served = page.locator(".piece").first.evaluate(_TEXT)
    address = page.locator(".piece a").first.get_attribute("href")
    picture = page.locator(".piece source").first.get_attribute("srcset")
    page.get_by_role("link", name="Anyaman").click()
    expect(page).to_have_url(f"{site_url}produk/?kategori=anyaman")
    expect(page.get_by_role("status")).to_have_text("2 dari 3 produk")
    expect(page.locator(".pager")).to_have_count(0)
    assert page.locator(".piece").first.evaluate(_TEXT) == served
    assert page.locator(".piece a").first.get_attribute("href") == address
    assert page.locator(".piece source").first.get_attribute("srcset") == picture
    assert page.locator(".piece img").first.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    expect(page.get_by_label("Anyaman")).to_be_focused()


def test_back_and_reload_keep_what_is_chosen(page: Page, site_url: str) -> None:
    _start(page, f"{site_url}produk/")
    _facet(page, "categories").get_by_label("Makanan").check()
    expect(_names(page)).to_have_count(1)
    _facet(page, "categories").get_by_label("Anyaman").check()
    expect(_names(page)).to_have_count(3)
    page.reload()
    expect(page.get_by_role("status")).to_have_text("3 dari 3 produk")
    expect(page.locator(".chip")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("1 dari 3 produk")
    expect(page.get_by_label("Makanan")).to_be_checked()
    expect(page.get_by_label("Anyaman")).not_to_be_checked()
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("3 produk")
    expect(page.locator(".pager")).to_be_visible()


def test_chips_remove_and_clear(page: Page, site_url: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site_url}produk/?kategori=makanan,anyaman&stok=siap&harga=20000-50000")
    chips = page.locator(".chip")
    expect(chips).to_have_text(
        [
            "Hapus saringan Anyaman",
            "Hapus saringan Makanan",
            "Hapus saringan Siap kirim",
            "Hapus saringan Rp20.000 sampai Rp50.000",
        ]
    )
    expect(_names(page)).to_have_text(["Gula Aren Cetak"])
    chips.filter(has_text="Makanan").click()
    expect(page.locator(".empty .lead")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("0 dari 3 produk")
    page.locator(".chosen").get_by_role("link", name="Hapus semua").click()
    expect(page).to_have_url(f"{site_url}produk/")
    expect(page.get_by_role("status")).to_be_focused()


def test_a_price_is_typed_or_drawn(page: Page, site_url: str) -> None:
    _start(page, f"{site_url}produk/")
    price = _facet(page, "price")
    highest = price.get_by_role("textbox", name="Paling tinggi")
    highest.fill("Rp 50.000")
    highest.press("Enter")
    expect(page).to_have_url(f"{site_url}produk/?harga=-50000")
    expect(_names(page)).to_have_text(["Gula Aren Cetak"])
    highest.fill("murah")
    highest.press("Tab")
    expect(price.get_by_role("alert").last).to_have_text("Tulis angka saja, misalnya 150.000.")
    highest.fill("")
    highest.press("Tab")
    expect(page).to_have_url(f"{site_url}produk/")
    thumb = price.get_by_role("slider", name="Paling rendah")
    thumb.press("End")
    expect(page.get_by_role("status")).to_have_text("1 dari 3 produk")
    expect(thumb).to_have_attribute("aria-valuetext", "Rp185.000")
    expect(_names(page)).to_have_text(["Keranjang Rotan"])


@pytest.mark.parametrize(
    ("order", "value", "first"),
    [
        ("cheapest", "termurah", "Gula Aren Cetak"),
        ("dearest", "termahal", "Keranjang Rotan"),
        ("name", "nama", "Gula Aren Cetak"),
        ("soonest", "tercepat", "Gula Aren Cetak"),
    ],
)
def test_orders(page: Page, site_url: str, order: str, value: str, first: str) -> None:
    page.goto(f"{site_url}produk/")
    page.locator("#urut").select_option(order)
    expect(_names(page).first).to_have_text(first)
    expect(page).to_have_url(f"{site_url}produk/?urut={value}")
    page.reload()
    expect(page.locator("#urut")).to_have_value(order)
    expect(_names(page).first).to_have_text(first)


def test_the_nearest_group_comes_first(page: Page, site_url: str) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 0.9, "longitude": 112.6})
    page.goto(f"{site_url}produk/")
    page.locator("#urut").select_option("nearest")
    expect(page).to_have_url(f"{site_url}produk/?urut=terdekat")
    expect(_names(page).first).to_have_text("Keranjang Rotan")


def test_without_a_position_the_order_stays(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}produk/")
    page.locator("#urut").select_option("nearest")
    expect(page.get_by_role("status")).to_have_text("Posisi perangkat tidak diketahui. Urutan tetap seperti semula.")
    expect(page.locator("#urut")).to_have_value("newest")


def test_a_landing_page_starts_with_its_own_choice(page: Page, site_url: str) -> None:
    _start(page, f"{site_url}bahan/rotan/")
    materials = _facet(page, "materials")
    expect(materials.get_by_label("Rotan")).to_be_checked()
    materials.get_by_label("Nira aren").check()
    expect(page).to_have_url(f"{site_url}produk/?bahan=rotan,aren")
    expect(page.locator("h1")).to_have_text("Produk")
    expect(_names(page)).to_have_count(3)
    page.go_back()
    expect(page).to_have_url(f"{site_url}bahan/rotan/")
    expect(page.locator("h1")).to_have_text("Rotan")
    expect(_names(page)).to_have_text(["Keranjang Rotan", "Tikar Rotan"])


def test_a_sheet_on_a_phone(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}produk/")
    page.locator(".filter-button").click()
    page.get_by_label("Makanan").check()
    page.get_by_role("button", name="Tampilkan 1 produk").click()
    expect(page.locator("#saring")).to_be_hidden()
    expect(_names(page)).to_have_text(["Gula Aren Cetak"])
    expect(page.locator(".filter-button .count")).to_have_text("1")


def test_the_keyboard_is_enough(page: Page, site_url: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site_url}produk/")
    page.get_by_role("link", name="Makanan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Makanan")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(_names(page)).to_have_count(3)
    page.locator(".chip").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator(".chip")).to_be_focused()


def test_english(page: Page, site_url: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{site_url}en/products/")
    page.get_by_role("link", name="Basketry").click()
    expect(page.get_by_role("status")).to_have_text("2 of 3 products")
    _facet(page, "stock").get_by_label("Made to order").check()
    expect(page).to_have_url(f"{site_url}en/products/?category=anyaman&stock=order")
    expect(_names(page).first).to_have_text("Rattan Basket")
    expect(page.locator(".piece .stock").first).to_have_text("Made to order, 10 days")


def test_nothing_is_loaded_before_it_is_needed(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/data/" in request.url else None)
    page.goto(f"{site_url}produk/")
    page.wait_for_load_state("networkidle")
    assert not asked
    page.locator(".filter-button").click()
    expect(page.get_by_label("Makanan")).to_be_visible()
    assert not any("materials" in address or "price" in address for address in asked)


def test_a_lost_connection_is_said_and_another_try_works(browser: Browser, site_url: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{site_url}produk/")
    page.locator("#saring summary").nth(1).click()
    expect(page.get_by_label("Makanan")).to_be_attached()  # the counts of categories are there
    context.set_offline(True)
    page.locator("form .facet[data-facet=price] summary").click()
    expect(page.get_by_role("status")).to_have_text("Saringan tidak dapat dimuat. Periksa sambungan, lalu coba lagi.")
    context.set_offline(False)
    page.get_by_label("Makanan").check()
    expect(page.get_by_role("status")).to_have_text("1 dari 3 produk")
    context.close()


def test_the_form_reads_well(screen: Page, site_url: str) -> None:
    screen.goto(f"{site_url}produk/?kategori=makanan")
    expect(screen.locator(".chip")).to_be_visible()
    if screen.locator(".filter-button").is_visible():
        screen.locator(".filter-button").click()
    for name in ("price", "groups", "kecamatan"):
        expect(_facet(screen, name).locator("input").first).to_be_visible()
    assert not faults(screen)


def test_what_is_packed_is_unpacked_the_same(page: Page) -> None:
    script = (Path(__file__).parents[2] / "theme/static/facets.js").read_text(encoding="utf-8")
    unpacking = re.search(r"function ints.*?(?=\nasync function)", script, re.DOTALL)
    assert unpacking
    start, end = "([name, packed, n]) => { const index = { products: n };", "return [...{ ints, postings }[name](packed)]; }"
    run = f"{start} {unpacking[0]}; {end}"
    chance = random.Random(7)
    for highest in (0, 1, 255, 256, 70_000, 2**32 - 1):
        values = [chance.randint(0, highest) for _ in range(1000)]
        unpacked = page.evaluate(run, ["ints", [*pack_ints(values)], 1000])
        assert unpacked == values
    for share in (0.001, 0.004, 0.1, 1.0):
        named = [{option for option in "abc" if chance.random() < share} for _ in range(3000)]
        postings = page.evaluate(run, ["postings", [*pack_postings(named, "abcd")], 3000])
        assert postings == [[at for at, options in enumerate(named) if option in options] for option in "abcd"]


def test_the_foot_of_a_group_and_a_place_is_narrowed(page: Page, tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    record = (content / "products/gula-cetak.yaml").read_text(encoding="utf-8")
    for name in ("gula-satu", "gula-dua", "gula-tiga"):
        (content / f"products/{name}.yaml").write_text(record.replace("stock: ready", "stock: out"), encoding="utf-8")
    job = job_in(tmp_path, content=content)
    build_site(job)
    page.emulate_media(reduced_motion="reduce")
    with serving(job.out) as url:
        group = "kelompok/gula-kembiri/"
        page.goto(f"{url}{group}")
        expect(page.get_by_role("status")).to_have_text("4 produk")
        page.locator(".filter-button").click()
        page.locator("form input[value=siap]").check()
        assert not faults(page)
        page.get_by_role("button", name="Tampilkan 1 produk").click()
        expect(page).to_have_url(f"{url}{group}?stok=siap")
        expect(_names(page)).to_have_count(1)
        page.locator(".chip").filter(has_text="Kembiri").click()
        expect(page).to_have_url(f"{url}produk/?stok=siap")
        expect(_names(page)).to_have_count(1)
        page.goto("about:blank")  # before the server ends, in the middle of an answer
