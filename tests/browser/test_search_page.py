"""The search page in a browser, over the index that Pagefind made of the golden directory."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.reading import faults


def _ask(page: Page, address: str, query: str) -> None:
    page.goto(address)
    page.locator("main input[name=q]").press_sequentially(query, delay=20)


@pytest.mark.parametrize(
    ("path", "query", "first"),
    [
        ("cari/", "keranjang", "Keranjang Rotan"),
        ("cari/", "keran", "Keranjang Rotan"),  # Pagefind's stemmer would not find this
        ("cari/", "bakul", "Keranjang Rotan"),
        ("cari/", "basket", "Keranjang Rotan"),
        ("cari/", "palm sugar", "Gula Aren Cetak"),
        ("cari/", "kembiri", "Gula Kembiri"),
        ("en/search/", "basket", "Rattan Basket"),
        ("en/search/", "keranjang", "Rattan Basket"),
        ("en/search/", "sugars", "Moulded Palm Sugar"),
    ],
)
def test_the_right_thing_comes_first(page: Page, site_url: str, path: str, query: str, first: str) -> None:
    _ask(page, site_url + path, query)
    expect(page.locator(".hits > li h3 a").first).to_have_text(first)
    expect(page).to_have_url(f"{site_url}{path}?q={query.replace(' ', '+')}")


def test_of_equals_the_newest_comes_first_whatever_was_typed_before(page: Page, site_url: str) -> None:
    for before in ("", "tikar", "rot"):
        page.goto(f"{site_url}cari/")
        field = page.locator("main input[name=q]")
        field.fill(before)
        field.fill("rotan")
        field.press("Enter")
        expect(page.locator("#search-product h3 a")).to_have_text(["Keranjang Rotan", "Tikar Rotan"])


def test_a_result_shows_what_decides(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=keranjang")
    hit = page.locator(".hits > li").first
    expect(hit.locator("mark").first).to_have_text("Keranjang")
    expect(hit.locator(".price")).to_have_text("Rp185.000 / buah")
    expect(hit.locator(".stock-order")).to_be_visible()
    assert hit.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    expect(page.locator("#search-status")).to_have_text("1 produk dan 1 kelompok ditemukan.")
    hit.locator("h3 a").click()
    expect(page.locator("h1")).to_have_text("Keranjang Rotan")


def test_makers_lead_when_makers_are_asked_for(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=perajin")
    expect(page.locator("#search-tabs a").first).to_have_attribute("href", "#search-group")
    expect(page.locator(".hits > li h3 a")).to_have_count(2)


def test_words_without_a_match_are_named(page: Page, site_url: str) -> None:
    _ask(page, f"{site_url}cari/", "keranjang zzqx")
    expect(page.locator("#search-hint")).to_have_text("Tidak ada yang cocok dengan “zzqx”. Ini hasil untuk “keranjang”.")


def test_nothing_found_leads_on(page: Page, site_url: str) -> None:
    _ask(page, f"{site_url}cari/", "<b>zzqx")
    expect(page.locator("#search-none")).to_have_text("Tidak ada hasil untuk “<b>zzqx”")
    expect(page.locator(".suggestions a").first).to_be_visible()
    page.locator("main input[name=q]").fill("")
    expect(page.locator("#search-lead")).to_be_visible()


def test_back_returns_to_the_query_before(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=tikar")
    field = page.locator("main input[name=q]")
    expect(page.locator(".hits > li h3 a").first).to_have_text("Tikar Rotan")
    field.fill("gula")
    field.press("Enter")
    expect(page.locator(".hits > li h3 a").first).to_have_text("Gula Aren Cetak")
    page.go_back()
    expect(field).to_have_value("tikar")
    expect(page.locator(".hits > li h3 a").first).to_have_text("Tikar Rotan")


def test_the_keyboard_is_enough(page: Page, site_url: str) -> None:
    _ask(page, f"{site_url}cari/", "gula")
    expect(page.locator(".hits > li h3 a").first).to_have_text("Gula Aren Cetak")
    for _ in range(6):  # the button, the two tabs, the filters, the order, the first result
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site_url}produk/gula-cetak/")


def test_nothing_is_loaded_before_it_is_needed(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site_url}cari/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/pagefind/" in url]
    with page.expect_request("**/pagefind/**"):
        page.locator("main input[name=q]").focus()


def test_a_lost_connection_is_said_and_another_try_works(browser: Browser, site_url: str) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{site_url}cari/?q=tikar")
    expect(page.locator("#search-status")).to_contain_text("Pencarian tidak dapat dimuat")
    expect(page.locator(".suggestions a").first).to_be_visible()
    page.unroute("**/pagefind/**")
    page.locator("main input[name=q]").press("Enter")
    expect(page.locator(".hits > li h3 a").first).to_have_text("Tikar Rotan")
    context.close()


def test_a_result_whose_file_is_late_waits_for_it(page: Page, site_url: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/data/cari/**", hold)
    with page.expect_request("**/data/cari/**"):
        page.goto(f"{site_url}cari/?q=tikar")
    page.wait_for_timeout(300)
    assert page.locator("#search-hits").is_hidden()
    for route in held:
        route.continue_()
    expect(page.locator(".hits > li .price").first).to_be_visible()
    assert len(held) == 2  # the product is in one, its group in the other


def test_a_file_that_fails_once_is_asked_for_again(page: Page, site_url: str) -> None:
    stale = json.dumps({"0000000": {"name": "Lama"}})
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(body=stale)
        else:
            route.continue_()

    page.route("**/data/cari/**", answer)
    page.goto(f"{site_url}cari/?q=tikar")
    expect(page.locator(".hits > li h3 a").first).to_have_text("Tikar Rotan")
    assert len(asked) == 3  # two files, and the first once more


def test_a_lost_file_leaves_the_other_results(browser: Browser, site_url: str) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()

    def answer(route: Route) -> None:
        shard = json.loads(route.fetch().text())
        route.fulfill(json={id_: shown for id_, shown in shard.items() if shown["name"] != "Gula Aren Cetak"})

    page.route("**/data/cari/**", answer)
    page.goto(f"{site_url}cari/?q=gula")
    expect(page.locator("#search-status")).to_contain_text("Pencarian tidak dapat dimuat")
    expect(page.locator("#search-group li h3 a")).to_have_text("Gula Kembiri")
    expect(page.locator("#search-product li")).to_have_count(0)
    context.close()


def test_without_a_script_it_leads_to_all_products(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}cari/?q=tikar")
    expect(page.get_by_text("Pencarian memerlukan JavaScript")).to_be_visible()
    page.get_by_role("link", name="Semua produk").click()
    expect(page.locator("h3").first).to_be_visible()
    context.close()


def _results(page: Page) -> Locator:
    return page.locator("#search-product .hits > li h3 a")


def test_what_is_found_is_narrowed_and_put_in_order(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=rotan")
    expect(_results(page)).to_have_count(2)
    page.locator(".filter-button").click()
    categories = page.locator("form .facet[data-facet=categories]")
    expect(categories.locator(".option", has_text="Anyaman").locator(".n")).to_have_text("2")
    expect(categories.locator("input[value=makanan]")).to_be_disabled()
    expect(page.locator("form .facet[data-facet=stock] .n")).to_have_text(["0", "1", "1"])
    page.locator("form input[value=pesan]").check()
    page.get_by_role("button", name="Tampilkan 1 produk").click()
    expect(_results(page)).to_have_text(["Keranjang Rotan"])
    expect(page.locator("#jumlah")).to_have_text("1 dari 2 produk")
    expect(page).to_have_url(f"{site_url}cari/?q=rotan&stok=pesan")
    page.reload()
    expect(_results(page)).to_have_text(["Keranjang Rotan"])
    page.locator(".chip").click()
    expect(_results(page)).to_have_count(2)
    expect(page).to_have_url(f"{site_url}cari/?q=rotan")
    page.locator("#urut").select_option("name")
    expect(page).to_have_url(f"{site_url}cari/?q=rotan&urut=nama")
    expect(_results(page)).to_have_text(["Keranjang Rotan", "Tikar Rotan"])
    page.go_back()
    page.go_back()
    expect(_results(page)).to_have_text(["Keranjang Rotan"])


def test_an_order_is_chosen_first_and_stays_with_another_query(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=rotan")
    page.locator("#urut").select_option("dearest")
    expect(page).to_have_url(f"{site_url}cari/?q=rotan&urut=termahal")
    expect(_results(page).first).to_have_text("Keranjang Rotan")
    page.locator("main input[name=q]").fill("gula")
    expect(_results(page)).to_have_text(["Gula Aren Cetak"])
    expect(page).to_have_url(f"{site_url}cari/?q=gula&urut=termahal")
    expect(page.locator("#urut")).to_have_value("dearest")


def test_nothing_left_says_so(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=rotan&kategori=makanan")
    expect(page.locator("#search-bar .empty")).to_contain_text("Tidak ada produk dengan saringan ini.")
    page.locator("#search-bar .empty").get_by_role("link").click()
    expect(_results(page)).to_have_count(2)


def test_the_open_drawer_of_what_is_found_reads_well(screen: Page, site_url: str) -> None:
    screen.goto(f"{site_url}cari/?q=rotan&kategori=anyaman")
    expect(_results(screen)).to_have_count(2)
    screen.locator(".filter-button").click()
    expect(screen.locator("form .facet[data-facet=stock] input").first).to_be_visible()
    assert not faults(screen)


def test_the_keyboard_is_enough_for_the_drawer(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=rotan")
    expect(_results(page)).to_have_count(2)
    button = page.locator(".filter-button")
    button.focus()
    page.keyboard.press("Enter")
    ordered = page.locator("form input[value=pesan]")
    expect(ordered).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if ordered.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#saring")).to_be_hidden()
    expect(button).to_be_focused()
    expect(_results(page)).to_have_text(["Keranjang Rotan"])
