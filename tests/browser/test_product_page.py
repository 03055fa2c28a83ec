"""A product's page: its pictures as large as the screen, sharing, the printed sheet, and texts that are out to break it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import serving
from tests.browser.reading import faults
from tests.sites import build_in, copy_content

WORD = "w" * 500
HOSTILE = (
    f"</title></script><script>window.ran = 1</script><img src=x onerror=window.ran=1> \"'`{{{{ 7 * 7 }}}} "
    f"שלום مرحبا 🧺👩🏽‍🌾 {WORD}"
)
SHARED = "Object.defineProperty(Navigator.prototype, 'share', {value: async (what) => { window.shared = what; }})"
NOT_SHARED = "delete Navigator.prototype.share"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The golden site with a basket in five pictures and with permits, and with a product and group of hostile texts."""
    folder = tmp_path_factory.mktemp("shop")
    content = copy_content(folder)
    basket = content / "products" / "keranjang" / "index.md"
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(basket.with_name("besar.jpg"))
    more = "".join(
        f"  - {{file: {file}, alt: Gambar {number}}}\n"
        for number, file in enumerate(("besar.jpg", "../tikar/tikar.jpg", "besar.jpg", "../tikar/tikar.jpg"), 2)
    ).replace("../tikar", "products/tikar")
    permits = (
        "permits:\n"
        '  - {kind: halal, number: "ID00410000088710720", expires: 2020-01-31}\n'
        '  - {kind: sni, number: "SNI 01-3140-2010", expires: 2999-12-31}\n'
    )
    basket.write_text(basket.read_text().replace("since:", f"{more}{permits}since:", 1))
    records = {
        "groups/jahat.yaml": {
            "place": "61.06.03.2007",
            **dict.fromkeys(("name", "summary", "address", "facilitator", "source", "body"), HOSTILE),
            "contact": {"whatsapp": "0812-0000-0003"},
            "capacity": {"amount": 1, "unit": HOSTILE},
            "permits": [{"kind": "nib", "status": "none", "note": HOSTILE}],
        },
        "products/jahat.yaml": {
            "group": "jahat",
            "category": "anyaman",
            **dict.fromkeys(("name", "summary", "colours", "uses", "care", "body"), HOSTILE),
            "price": {"amount": 999999999, "per": HOSTILE},
            "capacity": {"amount": 1, "unit": HOSTILE},
            "permits": [{"kind": "kups", "number": HOSTILE, "holder": HOSTILE, "note": HOSTILE}],
            "photos": [{"file": "products/tikar/tikar.jpg", "alt": HOSTILE, "credit": HOSTILE}],
            "dimensions": {"width": 99999, "height": 1},
            "since": "2026-11-01",
        },
    }
    for name, record in records.items():
        (content / name).write_text(yaml.safe_dump(record, allow_unicode=True, width=10_000))
    with serving(build_in(folder, content=content)[0]) as address:
        yield address


def picture(page: Page) -> Any:
    return page.locator(".viewer img").first


def width_of(image: Locator) -> float:
    return float((image.bounding_box() or {})["width"])


def test_pictures_open_by_keyboard_and_give_the_focus_back(page: Page, shop: str) -> None:
    page.goto(shop + "produk/keranjang/")
    opener = page.get_by_role("link", name="Perbesar: Keranjang bulat")
    opener.focus()
    page.keyboard.press("Enter")
    viewer, said = page.get_by_role("dialog", name="Gambar besar"), page.locator(".viewer [role=status]")
    expect(viewer).to_be_visible()
    expect(page.get_by_role("button", name="Tutup").last).to_be_focused()
    expect(said).to_have_text("1 dari 5")
    page.keyboard.press("ArrowLeft")
    expect(said).to_have_text("1 dari 5")
    for shown in ("2 dari 5", "3 dari 5"):
        page.keyboard.press("ArrowRight")
        expect(said).to_have_text(shown)
    next_ = page.get_by_role("button", name="Gambar berikutnya")
    next_.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(said).to_have_text("5 dari 5")
    expect(next_).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_back_button_closes(page: Page, shop: str) -> None:
    page.goto(shop + "produk/")
    page.goto(shop + "produk/keranjang/")
    for _ in range(2):
        page.locator(".gallery a").first.click()
        expect(page.locator(".viewer")).to_be_visible()
        page.go_back()
        expect(page.locator(".viewer")).to_be_hidden()
    page.locator(".gallery a").first.click()
    page.locator(".viewer").get_by_role("button", name="Tutup").click()
    expect(page.locator(".viewer")).to_be_hidden()
    page.wait_for_function("!history.state")
    page.go_back()
    assert page.url == shop + "produk/"


def test_a_swipe_leads_to_the_next_and_only_neighbours_are_loaded(page: Page, shop: str) -> None:
    page.goto(shop + "produk/keranjang/")
    page.locator(".gallery a").first.click()
    expect(page.locator(".viewer img")).to_have_count(2)
    page.locator(".viewer-strip").evaluate("strip => strip.scrollBy(strip.clientWidth, 0)")
    expect(page.locator(".viewer [role=status]")).to_have_text("2 dari 5")
    expect(page.locator(".viewer img")).to_have_count(3)


def test_pictures_enlarge_to_their_pixels_and_move(page: Page, shop: str) -> None:
    page.set_viewport_size({"width": 900, "height": 700})
    page.goto(shop + "produk/keranjang/")
    page.locator(".gallery a").nth(1).click()
    image = page.locator(".viewer li:nth-child(2) img")
    expect(image).to_have_js_property("complete", True)
    fitted = width_of(image)
    page.keyboard.press("+")
    assert width_of(image) == pytest.approx(fitted * 1.5, abs=2)
    page.get_by_role("button", name="Perbesar", exact=True).evaluate("button => { for (let n = 0; n < 9; n++) button.click(); }")
    assert width_of(image) == pytest.approx(1200, abs=2)
    before = image.bounding_box() or {}
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    after = image.bounding_box() or {}
    assert (before["x"] - after["x"], before["y"] - after["y"]) == (80, 80)
    page.mouse.dblclick(450, 350)
    assert width_of(image) == pytest.approx(fitted, abs=2)
    page.mouse.move(300, 300)
    page.mouse.wheel(0, -200)
    page.wait_for_function("document.querySelector('.viewer .is-enlarged')")
    page.get_by_role("button", name="Perkecil").click()
    expect(page.locator(".viewer .is-enlarged")).to_have_count(0)


def test_a_small_picture_is_not_made_larger_than_it_is(page: Page, site_url: str) -> None:
    page.set_viewport_size({"width": 2400, "height": 1800})
    page.goto(site_url + "produk/keranjang/")
    page.locator(".gallery a").first.click()
    widest = page.locator(".viewer source").first.evaluate("source => Math.max(...source.srcset.match(/\\d+(?=w)/g))")
    assert (picture(page).bounding_box() or {})["width"] <= widest
    expect(page.get_by_role("button", name="Perbesar", exact=True)).to_have_attribute("aria-disabled", "true")


def test_the_open_pictures_read_well(screen: Page, shop: str) -> None:
    screen.goto(shop + "produk/keranjang/")
    screen.locator(".gallery a").nth(1).click()
    assert not faults(screen)
    screen.keyboard.press("+")
    expect(screen.locator(".viewer .is-enlarged")).to_be_visible()
    assert not faults(screen)


def test_without_a_script_a_picture_leads_to_its_file(browser: Browser, shop: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(shop + "produk/keranjang/")
    page.locator(".gallery a").first.click()
    assert page.url.endswith(".jpg")
    page.go_back()
    expect(page.get_by_role("button", name="Bagikan")).to_be_hidden()
    context.close()


def test_the_phone_shares_the_address_of_the_page(page: Page, shop: str) -> None:
    page.add_init_script(SHARED)
    page.goto(shop + "en/products/keranjang/")
    page.get_by_role("button", name="Share").click()
    shared = page.evaluate("shared")
    assert shared["url"] == "https://uji.example/en/products/keranjang/"
    assert shared["title"].startswith("Rattan Basket")


def test_without_a_sheet_the_address_is_copied_and_said_so(page: Page, shop: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(NOT_SHARED)
    page.goto(shop + "produk/keranjang/")
    page.get_by_role("button", name="Salin tautan").click()
    expect(page.locator(".share [role=status]")).to_have_text("Tautan disalin.")
    assert page.evaluate("navigator.clipboard.readText()") == "https://uji.example/produk/keranjang/"


def test_permits_say_how_they_stand_and_what_they_mean(page: Page, shop: str) -> None:
    page.goto(shop + "produk/keranjang/")
    items = {words.partition("\n")[0]: words for words in page.locator(".permits > li").all_inner_texts()}
    assert "Habis berlaku 31 Januari 2020." in items["Sertifikat halal ID00410000088710720"]
    assert "Berlaku sampai 31 Desember 2999." in items["SNI 01-3140-2010"]
    assert "terdaftar di pemerintah lewat OSS" in items["NIB 1234567890123"]
    assert "Sedang diurus." in items["Merek terdaftar"]


def test_the_sheet_is_one_page_and_its_code_leads_here(page: Page, shop: str) -> None:
    page.goto(shop + "produk/keranjang/")
    expect(page.locator(".qr")).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    code = Image.open(io.BytesIO(page.locator(".qr").screenshot()))
    assert [found.text for found in zxingcpp.read_barcodes(code)] == ["https://uji.example/produk/keranjang/"]


def test_a_page_weighs_little_before_a_picture_is_enlarged(page: Page, shop: str) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(shop + "produk/keranjang/", wait_until="networkidle")
    pictures = {url: size for url, size in sizes.items() if "/foto/" in url}
    assert sum(sizes.values()) - sum(pictures.values()) <= 120_000  # as hosts hold it, three times what they send
    assert not [url for url in pictures if "-1800" in url or "-2400" in url]  # 390 px at 2x


@pytest.mark.parametrize("width", [360, 1366])
@pytest.mark.parametrize("path", ["", "produk/", "produk/jahat/", "kelompok/", "kelompok/jahat/", "en/products/jahat/"])
def test_hostile_texts_neither_run_nor_break_a_page(page: Page, shop: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(shop + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.ran") is None
    if path.endswith("products/jahat/"):
        page.locator(".gallery a").first.click()
        assert page.evaluate("document.querySelector('.viewer').scrollWidth") <= width
        expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=window.ran=1>")
