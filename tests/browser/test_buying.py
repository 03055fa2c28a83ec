"""The whole way of a buyer: from a filter to the message, by links alone, and over a site that has changed meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from etalase.pipeline import build_site
from tests.browser.conftest import serving
from tests.browser.test_list import line, save, text_of
from tests.sites import copy_content, job_in

CLICKS = 3
SEEN = "[...document.links].filter((link) => link.checkVisibility()).map((link) => link.origin + link.pathname)"
ORDERS = {
    "id": (
        ("produk/", "Saring", "Makanan", "Tampilkan 1 produk", "Gula Aren Cetak", "Simpan ke daftar pesanan"),
        "Halo Gula Kembiri, saya ingin memesan:\n\n"
        "1 × Gula Aren Cetak (Rp32.000 per 250 g)\nhttps://uji.example/produk/gula-cetak/\n\n"
        "Jumlah Rp32.000, belum termasuk ongkos kirim.\n\n"
        "Apakah bisa, dan kapan jadi? Terima kasih.",
    ),
    "en": (
        ("en/products/", "Filter", "Food", "Show 1 product", "Moulded Palm Sugar", "Save to order list"),
        "Hello Gula Kembiri, I would like to order:\n\n"
        "1 × Moulded Palm Sugar (Rp32.000 per 250 g)\nhttps://uji.example/en/products/gula-cetak/\n\n"
        "Total Rp32.000 before delivery.\n\n"
        "Is that possible, and when would it be ready? Thank you.",
    ),
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_from_a_filter_over_the_list_to_the_message_and_back(page: Page, site_url: str, language: str) -> None:
    (path, filters, option, shown, name, keep), message = ORDERS[language]
    page.goto(site_url + path)
    page.locator(".filter-button").filter(has_text=filters).click()
    page.get_by_label(option).check()
    page.get_by_role("button", name=shown).click()
    filtered = page.url
    assert filtered != site_url + path
    page.locator(".results").get_by_role("link", name=name).click()
    product = page.url
    page.get_by_role("button", name=keep).click()
    page.locator("#save a").click()
    expect(line(page, name)).to_be_visible()
    for _ in range(2):
        assert text_of(page.locator("[data-at=send]")) == ("6281200000001", message)
        page.reload()
        expect(line(page, name)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(product)
    expect(page.locator(".list-count .count")).to_have_text("1")
    page.go_back()
    expect(page).to_have_url(filtered)
    expect(page.locator(".results .piece h3")).to_have_text([name])


def test_a_list_outlives_a_product_that_is_removed_and_one_that_is_renamed(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")  # whose console may complain
    page = context.new_page()
    content = copy_content(tmp_path)
    job = job_in(tmp_path, content=content, search=False)
    build_site(job)
    products = content / "products"
    with serving(job.out) as url:
        save(page, f"{url}produk/gula-cetak/", f"{url}produk/tikar/", f"{url}produk/keranjang/")
        page.goto(f"{url}daftar/")
        line(page, "Tikar Rotan").get_by_role("button", name="Tambah jumlah Tikar Rotan").click()
        mat = (products / "tikar/index.yaml").read_text().replace("Tikar Rotan", "Lampit Rotan")
        basket = (products / "keranjang/index.md").read_text().replace("products/tikar", "products/lampit")
        (products / "keranjang/index.md").write_text(basket)
        (products / "gula-cetak.yaml").unlink()
        (products / "tikar").rename(products / "lampit")
        (products / "lampit/index.yaml").write_text(f"{mat}aliases: [tikar]\n")
        build_site(job)
        with page.expect_response("**/produk/gula-cetak/") as answered:
            page.reload()
        assert answered.value.status == 404
        gone, renamed = line(page, "Gula Aren Cetak"), line(page, "Lampit Rotan")
        expect(gone.locator("[data-at=news]")).to_have_text("Produk ini tidak ada lagi.")
        expect(gone.get_by_role("spinbutton")).to_have_count(0)
        expect(renamed.get_by_role("spinbutton")).to_have_value("2")
        expect(renamed.get_by_role("link", name="Lampit Rotan")).to_have_attribute("href", "/produk/lampit/")
        expect(line(page, "Keranjang Rotan").locator("[data-at=sum]")).to_have_text("Rp185.000")
        expect(page.locator(".order-lines > li")).to_have_count(3)
        assert "https://uji.example/produk/lampit/" in text_of(page.locator("[data-at=send]:visible"))[1]
        gone.get_by_role("button", name="Hapus Gula Aren Cetak").click()
        expect(page.locator(".order-lines > li")).to_have_count(2)
    context.close()


def test_without_scripts_every_product_is_three_clicks_from_home(browser: Browser, sample_folder: Path) -> None:
    """By way of the listing of all products and its further pages."""
    products = {file.parent.name for file in sample_folder.glob("produk/*/index.html") if b'id="piece"' in file.read_bytes()}
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    with serving(sample_folder) as url:
        wanted = {f"{url}produk/{product}/" for product in products}
        visited, reached = set[str](), {url}
        for _ in range(CLICKS):
            for address in reached - visited - wanted:
                page.goto(address)
                visited.add(address)
                reached = reached | {link for link in page.evaluate(SEEN) if link.startswith(f"{url}produk/")}
    context.close()
    assert len(products) > 20
    assert wanted <= reached
