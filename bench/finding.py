"""What narrowing a listing costs a visitor: bytes beyond the page and its pictures, and how long answers take.

    python3 bench/finding.py SITE [--chromium PATH]

SITE is a built site of many products. Chromium opens its listing on a phone and on a desktop, with a processor four times slower
and slow 4G (150 ms, 1.6 Mbit/s), and chooses an option of three facets, both ends of the price typed. Which three: those whose
columns are largest, a few times over. Bytes are those of files with their HTTP/1.1 headers, which HTTP/2 packs to a fifth.
It needs Playwright.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Locator, Page, sync_playwright
from table import markdown

INDEX: Final = "data/saring/id/index.bin"
SLOW_4G: Final = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 750_000 / 8}
SLOWER: Final = 4
DEVICES: Final[Mapping[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1366, "height": 900}},
}
TRIALS: Final = 4
MOST_KB: Final = 60
MOST_FIRST_S: Final = 1.5
MOST_LATER_S: Final = 0.1
PRICES: Final = ("137500", "1234500")
KEY_MS: Final = 120  # from a digit to the next, and from the last to leaving the field
QUIET_MS: Final = 500  # without a request, after which an answer has all of its cards

# When somebody has last clicked or pressed a key, and when an answer to it stood on the page.
WATCH: Final = """() => {
  const status = document.getElementById("jumlah");
  const { loading } = document.getElementById("saring").dataset;
  const begin = () => { window.clicked = performance.now(); window.answered = 0; };
  for (const name of ["click", "keydown"]) addEventListener(name, begin, true);
  const note = () => { if (status.textContent !== loading) window.answered ||= performance.now(); };
  new MutationObserver(note).observe(status, { childList: true });
}"""


class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Figures are what is printed."""


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("site", type=Path)
    asked.add_argument("--chromium", help="its path, if it is not Playwright's own")
    options = asked.parse_args(arguments)
    rows = []
    with serving(options.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        for device, (size, names) in ((device, trial) for device in DEVICES for trial in largest(options.site)):
            context = browser.new_context(**DEVICES[device], service_workers="block")
            kb, files, first, later = cost(context.new_page(), f"{address}produk/", names)
            context.close()
            holds = kb <= MOST_KB and first <= MOST_FIRST_S and later <= MOST_LATER_S
            rows.append(
                [
                    device,
                    ", ".join(names),
                    f"{size / 1000:.1f}",
                    f"{kb:.1f}",
                    str(files),
                    f"{first:.2f}",
                    f"{later * 1000:.0f}",
                    "" if holds else "**over**",
                ]
            )
        browser.close()
    print("\n".join(markdown(["", "facets", "columns, kB", "all, kB", "files", "first, s", "later, ms", ""], rows)))
    return 0


@contextmanager
def serving(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def largest(site: Path) -> list[tuple[int, tuple[str, ...]]]:
    """The three facets whose columns are largest together, and the next of them."""
    index = json.loads(zlib.decompress((site / INDEX).read_bytes(), -zlib.MAX_WBITS))
    size = {name: (site / path.lstrip("/")).stat().st_size for name, path in index["columns"].items()}
    tables = {"groups": ["makers"], "kabupaten": ["places"], "kecamatan": ["places"]}
    needs = {facet["name"]: {facet["column"], *tables.get(facet["name"], [])} for facet in index["facets"]}
    prices = sorted((name for name in size if name.startswith("price-")), key=lambda name: -size[name])
    needs["price"] |= {*prices[:2]}
    trials = [
        (sum(size[name] for name in set().union(*(needs[name] for name in three))), three) for three in combinations(needs, 3)
    ]
    return sorted(trials, reverse=True)[:TRIALS]


def cost(page: Page, address: str, names: tuple[str, ...]) -> tuple[float, int, float, float]:
    """Kilobytes and files that were fetched, seconds to the first answer, and the longest from a later choice to its answer."""
    session = page.context.new_cdp_session(page)
    fetched: dict[str, float] = {}
    pictures: set[str] = set()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    session.on("Network.responseReceived", lambda event: pictures.add(event["requestId"]) if event["type"] == "Image" else None)
    session.on("Network.loadingFinished", lambda event: fetched.update({event["requestId"]: event["encodedDataLength"]}))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(WATCH)
    button = page.locator(".filter-button")
    titles = [page.locator(f"#saring .facet[data-facet={name}] .facet-title") for name in (*names, "categories")]
    (button if button.is_visible() else next(title for title in titles if title.count())).click()
    first, later = answered(page), 0.0
    for name in names:
        if button.is_visible() and name != names[0]:
            button.click()
        facet = page.locator(f"#saring form .facet[data-facet={name}]")
        facet.wait_for()
        if facet.get_attribute("open") is None:
            facet.locator("summary").click()
        facet.locator("input:not(:disabled)").first.wait_for()
        settle(page)
        for choose in choices(facet, name):
            choose()
            later = max(later, answered(page))
            settle(page)
        if button.is_visible():
            page.locator("#saring [type=submit]").click()
        settle(page)
    sizes = [size for request, size in fetched.items() if request not in pictures]
    return sum(sizes) / 1000, len(sizes), first, later


def choices(facet: Locator, name: str) -> Iterator[Callable[[], None]]:
    """Both ends of the price, each in the middle of a class, or the option that most products have."""
    if name != "price":
        yield facet.locator(".option:not([hidden]) input:not(:checked):not(:disabled)").first.click
        return
    for field, price in zip(facet.locator(".range input").all(), PRICES, strict=True):
        field.press_sequentially(price, delay=KEY_MS)
        yield partial(field.press, "Tab")  # Enter would close the sheet


def answered(page: Page) -> float:
    """Seconds from the last click or key to the answer."""
    page.wait_for_function("window.answered")
    return float(page.evaluate("window.answered - window.clicked")) / 1000


def settle(page: Page) -> None:
    """Until nothing has been asked for in a while."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET_MS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
