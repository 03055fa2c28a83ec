"""Without a signal: the server of a visited site is stopped, is slow, or serves another version."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from etalase.pipeline import build_site
from tests.browser.conftest import Handler, serving
from tests.browser.reading import faults
from tests.sites import copy_content, files_of, job_in

KEPT = """async ([name, ...paths]) => {
  const cache = await caches.open(`${document.querySelector(".brand").pathname.replace("en/", "")} ${name}`);
  const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  return paths.every((path) => kept.includes(path));
}"""
IDLE = "(count) => navigator.serviceWorker.getRegistrations().then((found) => found.length === count)"


class Slow(Handler):
    """Answers one path late."""

    slow = ""

    def do_GET(self) -> None:
        if self.path == self.slow:
            time.sleep(6)
        super().do_GET()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A phone that knows nothing of the site."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture
def own_site(tmp_path: Path, site_folder: Path) -> Path:
    """A copy of the golden site, free to be changed."""
    return Path(shutil.copytree(site_folder, tmp_path / "site"))


def wait_until(page: Page, question: str, arg: object = None) -> None:
    """Playwright's own wait takes a promise for an answer."""
    for _ in range(300):
        if page.evaluate(question, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question, arg)


def visit(page: Page, url: str, *paths: str) -> None:
    """Open pages one after the other, and wait until the last of them is kept."""
    for path in paths:
        page.goto(url + path)
        page.evaluate("navigator.serviceWorker.ready")
        base = urlsplit(url).path
        wait_until(page, KEPT, ["pages", base, base + path])


def test_the_search_page_asks_for_it_when_nobody_types(visitor: Page, site_url: str) -> None:
    visitor.goto(f"{site_url}cari/")
    for _ in range(4):
        visitor.locator("main input[name=q]").press("r")
        visitor.wait_for_timeout(1500)
    assert visitor.evaluate(IDLE, 0)
    wait_until(visitor, IDLE, 1)


def test_visited_pages_home_and_the_list_open_with_the_server_stopped(visitor: Page, site_folder: Path) -> None:
    with serving(site_folder) as url:
        visit(visitor, url, "produk/keranjang/", "produk/tikar/")
    titles = {
        "daftar/": "Daftar pesanan",
        "": "Rotan dari hulu",
        "produk/keranjang/": "Keranjang Rotan",
        "produk/tikar/": "Tikar Rotan",
    }
    for path, title in titles.items():
        visitor.goto(url + path)
        expect(visitor.locator("h1")).to_have_text(title)
        assert visitor.locator("h1").evaluate("title => getComputedStyle(title).fontFamily").startswith('"Plus Jakarta Sans"')
        expect(visitor.locator(".kept-bar")).to_contain_text("Disimpan")
    assert visitor.locator(".gallery img").first.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")


def test_a_kept_page_says_of_which_day_it_is_in_its_language(visitor: Page, site_folder: Path) -> None:
    november = """async (path) => {
      const cache = await caches.open("/ pages");
      const html = await (await cache.match(path)).text();
      const headers = { "content-type": "text/html", date: "Tue, 03 Nov 2026 05:00:00 GMT" };
      await cache.put(path, new Response(html, { headers }));
    }"""
    with serving(site_folder) as url:
        visit(visitor, url, "produk/tikar/")
        visitor.evaluate(november, "/produk/tikar/")
        visitor.goto(f"{url}en/products/tikar/")
        wait_until(visitor, KEPT, ["pages", "/en/products/tikar/"])
        visitor.evaluate(november, "/en/products/tikar/")
    visitor.goto(f"{url}produk/tikar/")
    expect(visitor.locator(".kept-bar span")).to_have_text("Disimpan 3 November 2026; harga bisa berubah.")
    visitor.goto(f"{url}en/products/tikar/")
    expect(visitor.locator(".kept-bar span")).to_have_text("Kept on 3 November 2026; prices may have changed.")
    with serving(site_folder, urlsplit(url).port or 0):
        visitor.get_by_role("link", name="Reload").click()
        expect(visitor.locator("h1")).to_have_text("Rattan Mat")
        expect(visitor.locator(".kept-bar")).to_have_count(0)


@pytest.mark.parametrize("path", ["produk/gula-cetak/", "en/products/gula-cetak/"])
def test_a_page_that_is_not_there_says_so_and_lists_what_is(visitor: Page, site_folder: Path, path: str) -> None:
    with serving(site_folder) as url:
        visit(visitor, url, "produk/keranjang/", "produk/tikar/")
    visitor.goto(url + path)
    first = "No connection" if path.startswith("en/") else "Tidak ada sambungan"
    expect(visitor.locator(".offline > section").first).to_contain_text(first)
    expect(visitor.locator("section[lang=id] .kept-pages a")).to_have_text(
        ["Tikar Rotan", "Keranjang Rotan", "Daftar pesanan", "Karya dua kelompok"]
    )
    expect(visitor.locator("section[lang=en] .kept-pages")).to_be_hidden()
    assert not faults(visitor)
    visitor.get_by_role("link", name="Tikar Rotan").click()
    expect(visitor.locator("h1")).to_have_text("Tikar Rotan")


def test_a_server_that_does_not_answer_is_waited_for_three_seconds(
    visitor: Page, site_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(site_folder, handler=Slow) as url:
        visit(visitor, url, "produk/tikar/", "produk/keranjang/")
        monkeypatch.setattr(Slow, "slow", "/produk/tikar/")
        start = time.monotonic()
        visitor.goto(f"{url}produk/tikar/")
        expect(visitor.locator(".kept-bar")).to_be_visible()
        assert 2.5 < time.monotonic() - start < 5.5
        visitor.goto(f"{url}produk/keranjang/")
        expect(visitor.locator(".kept-bar")).to_have_count(0)


def test_only_the_last_sixty_pages_are_kept(visitor: Page, own_site: Path) -> None:
    for number in range(65):
        shutil.copytree(own_site / "tentang", own_site / f"tentang-{number}")
    with serving(own_site) as url:
        visit(visitor, url, "produk/tikar/")
        for number in range(65):
            visitor.goto(f"{url}tentang-{number}/")
        wait_until(visitor, KEPT, ["pages", "/tentang-64/"])
        kept = visitor.evaluate("caches.open('/ pages').then((cache) => cache.keys()).then((all) => all.map(({ url }) => url))")
    assert kept == [f"{url}tentang-{number}/" for number in range(5, 65)]


def test_a_page_that_is_gone_is_forgotten(visitor: Page, own_site: Path) -> None:
    with serving(own_site, handler=Slow) as url:
        visit(visitor, url, "produk/tikar/")
        shutil.rmtree(own_site / "produk" / "tikar")
        visitor.goto(f"{url}produk/tikar/")
        wait_until(visitor, "caches.match('/produk/tikar/').then((kept) => !kept)")


def test_a_new_version_takes_over_and_drops_what_nothing_refers_to(visitor: Page, tmp_path: Path) -> None:
    job = job_in(tmp_path, search=False)
    build_site(job)
    with serving(job.out) as url:
        visit(visitor, url, "produk/tikar/")
        visit(visitor, url, "")
        (old,) = (f"/aset/{file.name}" for file in (job.out / "aset").glob("site-*.css"))
        css = (job.out / old[1:]).read_text()
        (tmp_path / "theme" / "static").mkdir(parents=True)
        (tmp_path / "theme" / "static" / "site.css").write_text(f"{css}h1 {{ color: rgb(1, 2, 3) }}")
        build_site(job)
        (new,) = (f"/aset/{file.name}" for file in (job.out / "aset").glob("site-*.css"))
        visitor.goto(url)
        wait_until(visitor, KEPT, ["files", new])
        assert visitor.evaluate(KEPT, ["files", old])  # the kept product is shown with it
    visitor.goto(f"{url}produk/tikar/")
    expect(visitor.locator(".kept-bar")).to_be_visible()
    assert visitor.evaluate("document.styleSheets[0].cssRules.length > 0")


def test_it_works_in_a_folder_of_a_host(visitor: Page, tmp_path: Path) -> None:
    job = job_in(tmp_path, out="host/repo", url="http://127.0.0.1/repo/", search=False)
    build_site(job)
    with serving(tmp_path / "host") as url:
        visit(visitor, f"{url}repo/", "produk/tikar/", "produk/keranjang/")
    visitor.goto(f"{url}repo/produk/tikar/")
    expect(visitor.locator(".kept-bar")).to_be_visible()
    visitor.goto(f"{url}repo/bahan/")
    expect(visitor.locator("h1")).to_have_text("Tidak ada sambungan")


def test_switched_off_it_removes_what_earlier_visits_installed(visitor: Page, tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    job = job_in(tmp_path, content=content, search=False)
    build_site(job)
    with ExitStack() as served:
        url = served.enter_context(serving(job.out))
        visit(visitor, url, "produk/tikar/")
        with (content / "site.yaml").open("a") as settings:
            settings.write("offline: false\n")
        build_site(job)
        visitor.goto(f"{url}produk/keranjang/")
        # A browser looks for a new worker by itself too, in its own time.
        visitor.evaluate(
            "navigator.serviceWorker.getRegistrations().then((found) => Promise.all(found.map((each) => each.update())))"
        )
        wait_until(visitor, IDLE, 0)
        wait_until(visitor, "caches.keys().then((names) => names.length === 0)")
        visitor.goto("about:blank")
        visitor.goto(f"{url}produk/keranjang/")
        assert visitor.evaluate("navigator.serviceWorker.controller") is None
        assert "offline.html" not in files_of(job.out)


def test_the_worker_is_the_same_until_the_shell_changes(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    job = job_in(tmp_path, content=content, search=False)
    build_site(job)
    worker = (job.out / "sw.js").read_bytes()
    product = content / "products" / "gula-cetak.yaml"
    product.write_text(product.read_text().replace("32000", "33000"))
    build_site(job)
    assert (job.out / "sw.js").read_bytes() == worker
    settings = content / "site.yaml"
    settings.write_text(settings.read_text().replace("Dinas Uji", "Dinas Baru"))
    build_site(job)
    assert (job.out / "sw.js").read_bytes() != worker
