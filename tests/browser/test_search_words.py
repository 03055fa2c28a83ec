"""What buyers type for what editors wrote, over the sample directory; and what is suggested while they type."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from etalase import search
from etalase.crew import Crew
from etalase.pipeline import check_site
from etalase.search import index_search, plan_search
from tests.browser.conftest import serving
from tests.browser.reading import faults
from tests.sites import job_in

ROOT = Path(__file__).parents[2]
PAIRS = list(csv.DictReader((ROOT / "tests" / "search_pairs.csv").read_text().splitlines()))
FIRST = 5  # results, of products and groups together, among which the right one must be


@pytest.fixture(scope="module")
def sample_url(sample_folder: Path) -> Iterator[str]:
    """The sample directory's site."""
    with serving(sample_folder) as url:
        yield url


def test_words_of_the_trade_find_what_is_meant(browser: Browser, sample_url: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    pages = {"id": context.new_page(), "en": context.new_page()}
    for language, path in (("id", "cari/"), ("en", "en/search/")):
        pages[language].goto(sample_url + path)
    missed = [pair for pair in PAIRS if pair["expected"] not in _found(pages[pair["language"]], pair["typed"])[:FIRST]]
    context.close()
    assert len(PAIRS) >= 60
    assert len(missed) <= len(PAIRS) // 20, missed


def _found(page: Page, typed: str) -> list[str]:
    field = page.locator("main input[name=q]")
    for query, shown in (("", "#search-lead"), (typed, "#search-none, #search-hits")):
        field.fill(query)
        field.press("Enter")
        page.locator(shown).locator("visible=true").first.wait_for()
    return [
        href.rstrip("/").rpartition("/")[2]
        for href in page.locator(".hits h3 a").evaluate_all("links => links.map((link) => link.pathname)")
    ]


def test_a_bundle_in_parts_finds_the_same(
    page: Page, sample_url: str, sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PART", 8)
    site = Path(shutil.copytree(sample_folder, tmp_path / "public"))
    job = job_in(sample_folder.parent, content=sample_folder.parent / "content")
    bundle = index_search(plan_search(check_site(job, Crew(), lambda stage, done, total: None).editions), tmp_path)
    shutil.rmtree(site / "pagefind")
    shutil.copytree(bundle.folder, site / "pagefind")
    assert (site / "pagefind/id/3").is_dir()
    found = []
    with serving(site) as url:
        for address in (sample_url, url):
            page.goto(f"{address}cari/")
            found.append(
                {typed: _found(page, typed) for typed in ("keranjang rotan", "kopi", "bambu", "kutai", "rattan", "topi")}
            )
    assert found[0] == found[1] and all(found[0].values())


def test_a_wrong_letter_is_mended_and_said(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/?q=kernjang+rotan")
    expect(page.locator("#search-hint")).to_have_text("Tidak ada “kernjang”. Maksud Anda: keranjang rotan?")
    expect(page.locator(".hits > li h3 a").first).to_have_text("Keranjang Rotan")
    page.locator("#search-hint a").click()
    expect(page).to_have_url(f"{site_url}cari/?q=keranjang+rotan")
    expect(page.locator("#search-hint")).to_be_hidden()


def test_a_first_letter_is_missed_or_changed_about_but_not_wrong(page: Page, site_url: str) -> None:
    hint = page.locator("#search-hint")
    for typed in ("otan", "ortan"):
        page.goto(f"{site_url}cari/?q={typed}")
        expect(hint).to_have_text(f"Tidak ada “{typed}”. Maksud Anda: rotan?")
    page.goto(f"{site_url}cari/?q=potan")
    expect(page.locator("#search-none")).to_have_text("Tidak ada hasil untuk “potan”")


def test_pages_and_words_are_suggested_while_typing(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/")
    field = page.locator("[role=combobox]")
    field.press_sequentially("rot", delay=20)
    options = page.get_by_role("option")
    expect(options.filter(has_text="Bahan")).to_have_text("Rotan Bahan, 2")
    expect(page.get_by_text("saran. Pilih dengan tombol panah.")).to_be_attached()
    field.press("ArrowDown")
    active = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    expect(active).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("rot")
    field.press("ArrowUp")
    expect(options.first).to_be_visible()
    options.filter(has_text="Bahan").click()
    expect(page).to_have_url(f"{site_url}bahan/rotan/")


def test_a_suggested_word_is_searched_for(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/")
    field = page.locator("[role=combobox]")
    field.press_sequentially("keranj", delay=20)
    expect(page.get_by_role("option").first).to_have_text("keranjang")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("keranjang")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator(".hits > li h3 a").first).to_have_text("Keranjang Rotan")


def test_searches_are_remembered_on_this_device_alone_and_forgotten(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/")
    field = page.locator("[role=combobox]")
    for query in ("gula", "<b>tikar"):
        field.fill(query)
        field.press("Enter")
    page.goto(f"{site_url}cari/")
    field.click()
    expect(page.get_by_role("option")).to_have_text(
        ["<b>tikar pencarian terakhir", "gula pencarian terakhir", "Hapus riwayat pencarian"]
    )
    assert json.loads(page.evaluate("localStorage['etalase-search']")) == ["<b>tikar", "gula"]
    page.get_by_role("option", name="gula").click()
    expect(page.locator(".hits > li h3 a").first).to_have_text("Gula Aren Cetak")
    field.fill("")
    page.get_by_role("option", name="Hapus riwayat pencarian").click()
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert page.evaluate("localStorage['etalase-search']") is None


def test_spoilt_memory_is_no_memory(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}cari/")
    page.evaluate("localStorage['etalase-search'] = '{broken'")
    page.reload()
    page.locator("[role=combobox]").click()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_suggestions_and_results_read_well(screen: Page, site_url: str) -> None:
    screen.goto(f"{site_url}cari/")
    screen.locator("[role=combobox]").press_sequentially("ke", delay=20)
    expect(screen.get_by_role("option").first).to_be_visible()
    assert not faults(screen)
    for query, shown in (("kernjang", "#search-hint"), ("zzqx", "#search-none"), ("rotan", "#search-hits")):
        screen.goto(f"{site_url}cari/?q={query}")
        expect(screen.locator(shown)).to_be_visible()
        assert not faults(screen)
