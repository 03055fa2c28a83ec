"""A real Chromium over the golden site, served on loopback with the headers the site asks hosts for."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from etalase.exports.hosting import POLICY
from etalase.pipeline import build_site
from tests.sites import build_in, job_in

SAMPLE = Path(__file__).parents[2] / "content"
SMALL = 500  # px, the least a photo may have
expect.set_options(timeout=20_000)  # ms; on a busy machine a page that is right may take longer than Playwright's five seconds


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests read pages, not logs."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser may leave in the middle of an answer."""


@contextmanager
def serving(out: Path, port: int = 0, handler: type[Handler] = Handler) -> Iterator[str]:
    """The address of a built site, with a final slash, while it is served."""
    server = _Server(("127.0.0.1", port), partial(handler, directory=str(out)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden site."""
    return build_in(tmp_path_factory.mktemp("browser"))[0]


@pytest.fixture(scope="session")
def site_url(site_folder: Path) -> Iterator[str]:
    """The golden site's address, with a final slash."""
    with serving(site_folder) as url:
        yield url


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample directory's site. Its photos are made small first: nobody looks at them here, and they take a minute."""
    folder = tmp_path_factory.mktemp("sample")
    content = Path(shutil.copytree(SAMPLE, folder / "content"))
    for file in content.rglob("*.jpg"):
        with Image.open(file) as photo:
            photo.resize((SMALL, SMALL)).save(file)
    job = job_in(folder, content=content)
    build_site(job)
    return job.out


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ.get("ETALASE_CHROMIUM") or None, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's page; the test fails when the console holds an error or another host is asked.

    Motion is reduced: a page left in the middle of its transition is told on the console as an error by a busy Chromium. There is
    no service worker, past which tests could not answer a page's requests; `test_offline` has one.
    """
    phone: Any = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "reduced_motion": "reduce"}
    context = browser.new_context(**phone, service_workers="block")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.append(request.url) if _is_foreign(request.url) else None)
    yield opened
    context.close()
    assert not complaints


@pytest.fixture(params=[390, 1366])
def screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A phone's or a desk's page for `reading.faults`, which needs to get past the policy and past colours on their way."""
    viewport: Any = {"width": request.param, "height": 900}
    context = browser.new_context(viewport=viewport, reduced_motion="reduce", service_workers="block", bypass_csp=True)
    yield context.new_page()
    context.close()


def _is_foreign(url: str) -> bool:
    return url.startswith("http") and not url.startswith("http://127.0.0.1:")
