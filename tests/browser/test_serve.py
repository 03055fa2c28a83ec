"""`serve` in a real browser: what is saved appears, what is wrong is said over the last good page."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from etalase.model import Language
from etalase.pipeline import Job
from etalase.serve import HOST, Outcome, serve
from tests.browser.reading import faults
from tests.sites import copy_content, job_in

PRODUCT = "products/gula-cetak.yaml"
GOOD, BAD = "category: makanan", "category: makannan"


@dataclass(frozen=True, slots=True)
class Running:
    """`serve` over a copy of the golden directory."""

    url: str
    content: Path

    def edit(self, before: str, after: str, path: str = PRODUCT) -> None:
        file = self.content / path
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))


def start(root: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "etalase", "serve", "--root", str(root), "--port", "0", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    found = re.search(rf"http://{re.escape(HOST)}:\d+/", process.stdout.readline())
    assert found
    return found[0]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    root = tmp_path_factory.mktemp("serve")
    content = copy_content(root)
    with start(root) as process:
        running = Running(address_of(process), content)
        assert process.stdout
        process.stdout.readline()  # of the first build
        yield running
        process.terminate()


@pytest.fixture
def running(project: Running) -> Iterator[Running]:
    """Each test leaves the product as it was."""
    text = (project.content / PRODUCT).read_text()
    yield project
    (project.content / PRODUCT).write_text(text)


def test_a_saved_text_appears_by_itself(page: Page, running: Running) -> None:
    page.goto(running.url + "produk/gula-cetak/")
    expect(page.locator("h1")).to_have_text("Gula Aren Cetak")
    running.edit("Gula Aren Cetak", "Gula Batok")
    expect(page.locator("h1")).to_have_text("Gula Batok")
    expect(page).to_have_url(running.url + "produk/gula-cetak/")


def test_a_page_that_did_not_change_stays_as_it_is(browser: Browser, running: Running) -> None:
    context = browser.new_context()
    edited, other = context.new_page(), context.new_page()
    edited.goto(running.url + "produk/gula-cetak/")
    other.goto(running.url + "tentang/")
    other.evaluate("window.kept = true")
    running.edit("price: {amount: 32000", "price: {amount: 33000")
    expect(edited.get_by_text("Rp33.000").first).to_be_visible()
    running.edit(GOOD, BAD)
    expect(other.get_by_role("alert")).to_be_visible()
    assert other.evaluate("window.kept")
    context.close()


def test_a_mistake_is_laid_over_the_last_good_page_until_it_is_mended(page: Page, running: Running) -> None:
    page.goto(running.url + "produk/gula-cetak/")
    running.edit(GOOD, BAD)
    alert = page.get_by_role("alert")
    expect(alert.locator("code")).to_have_text(f"content/{PRODUCT}:3:11")
    expect(alert).to_contain_text("'makannan' tidak ada di content/vocabulary.yaml")
    expect(alert).to_contain_text("Saran: Maksud Anda 'makanan'?")
    expect(page.locator("h1")).to_have_text("Gula Aren Cetak")
    other = page.context.new_page()  # to leave the first one may fail when it reloads itself just then
    other.goto(running.url + "produk/keranjang/", wait_until="commit")
    expect(other.locator("h1")).to_have_text("Keranjang Rotan")
    expect(other.get_by_role("alert")).to_be_visible()
    running.edit(BAD, GOOD)
    for each in (page, other):
        expect(each.get_by_role("alert")).to_have_count(0)
    expect(other.locator("h1")).to_have_text("Keranjang Rotan")


def test_the_notice_is_used_by_keyboard(page: Page, running: Running) -> None:
    page.goto(running.url)
    running.edit(GOOD, BAD)
    alert = page.get_by_role("alert")
    alert.focus()
    page.keyboard.press("Tab")
    expect(alert.get_by_role("button", name="Tutup")).to_be_focused()
    page.keyboard.press("Escape")
    expect(alert).to_have_count(0)
    running.edit(BAD, "category: nichts")
    expect(alert).to_contain_text("nichts")
    alert.get_by_role("button", name="Tutup").click()
    expect(alert).to_have_count(0)


def test_the_notice_reads_well(screen: Page, running: Running) -> None:
    screen.goto(running.url + "produk/gula-cetak/")
    running.edit(GOOD, BAD)
    expect(screen.get_by_role("alert")).to_be_visible()
    assert not faults(screen)
    screen.set_viewport_size({"width": 320, "height": 640})
    assert screen.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_page_seen_again_has_caught_up(browser: Browser, running: Running) -> None:
    """A page behind another tab listens to nothing; shown again, it asks."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(running.url + "produk/gula-cetak/")
    hide = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
    hide += "document.dispatchEvent(new Event('visibilitychange')); }"
    page.evaluate(hide, True)
    running.edit("Gula Aren Cetak", "Gula Batok")
    other = context.new_page()
    other.goto(running.url + "produk/gula-cetak/")
    expect(other.locator("h1")).to_have_text("Gula Batok")
    expect(page.locator("h1")).to_have_text("Gula Aren Cetak")
    page.evaluate(hide, False)
    expect(page.locator("h1")).to_have_text("Gula Batok")
    context.close()


def test_a_mistake_at_the_start_is_shown_and_mended(browser: Browser, tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    running = Running("", content)
    running.edit(GOOD, BAD)
    with start(tmp_path, "--lang", "en") as process:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        page.goto(address_of(process))
        expect(page.get_by_role("alert")).to_contain_text("Did you mean 'makanan'?")
        assert not faults(page)
        running.edit(BAD, GOOD)
        expect(page.get_by_role("link", name="Produk", exact=True).first).to_be_attached()
        expect(page.get_by_role("alert")).to_have_count(0)
        context.close()
        process.terminate()


def test_a_fault_of_ours_is_said_and_the_server_lives_on(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault is a file of ours that is gone: not a mistake of the editors, and mended by putting it back."""
    content = copy_content(tmp_path)
    running = Running("", content)
    language: Language = "id"
    told: list[Outcome] = []
    opened: list[str] = []
    ready, done = threading.Event(), threading.Event()
    job: Job = job_in(tmp_path, content=content)
    folder = tmp_path / "own-theme"
    ours = Path(__file__).resolve().parents[2] / "theme"
    folder.symlink_to(ours)
    monkeypatch.setattr("etalase.theme.built_in_theme", lambda: folder)

    def built(outcome: Outcome, seconds: float) -> None:
        told.append(outcome)
        ready.set()
        if done.is_set():
            raise InterruptedError

    def run() -> None:
        with pytest.raises(InterruptedError):
            serve(job, 0, language, opened=opened.append, built=built, progress=lambda: lambda stage, made, total: None)

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(60)
    page.goto(opened[0] + "produk/gula-cetak/")
    folder.unlink()
    running.edit("Gula Aren Cetak", "Gula Batok")
    expect(page.get_by_role("alert")).to_contain_text("BuiltInThemeMissing")
    expect(page.locator("h1")).to_have_text("Gula Aren Cetak")
    folder.symlink_to(ours)
    running.edit("Gula Batok", "Gula Semut")
    expect(page.locator("h1")).to_have_text("Gula Semut")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.goto("about:blank")  # it would complain of the stream that ends
    done.set()
    running.edit("Gula Semut", "Gula Aren")
    thread.join(60)
    assert not thread.is_alive()
    assert any(isinstance(outcome, Exception) for outcome in told)
