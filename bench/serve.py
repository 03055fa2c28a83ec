"""How long after a product is saved the server's page shows it: Etalase beside Hugo, each watching its own site.

    python3 bench/serve.py [--products 1000,10000] [--edits 5] [--peers hugo] [--work DIR]

Prints Markdown: medians of the seconds until the page of the edited product shows the new text over HTTP, of the CPU
seconds until the server rests again, and the memory it held at most.
"""

from __future__ import annotations

import argparse
import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from edits import PRICE, TEXT, Edit, make_edit, put_back
from measure import CommandFailed, Cost, cpu_of, peak_mb_of
from table import OURS, cpu, markdown, middle, number, peak, seconds, verdict, wall
from tools import WORK, Site, environment, site_of

HOST: Final = "127.0.0.1"
POLL_S: Final = 0.005
READY_S: Final = 600
SHOWN_S: Final = 120
END_S: Final = 20
REST_S: Final = 0.5  # a server that has used almost nothing for so long is at rest
REST_CPU_S: Final = 0.02
BARS_S: Final = {1_000: 0.3, 10_000: 1.0}  # from save to shown


class TooLate(Exception):
    """What was waited for did not come; carries what that was."""


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    tools = [*filter(None, options.peers.split(",")), OURS]
    rows = []
    for products in map(int, options.products.split(",")):
        for tool in tools:
            site = site_of(tool, products, options.work)
            rows.append(row_of(site, products, costs_of(site, options.edits), BARS_S.get(products) if tool == OURS else None))
    print("\n".join(markdown(["products", "tool", "saved → shown, s", "CPU, s", "peak, MB", "bar", ""], rows)))
    return 0


def parser() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--products", default="1000,10000", help="sizes with commas between")
    asked.add_argument("--edits", type=int, default=5)
    asked.add_argument("--peers", default="hugo")
    asked.add_argument("--work", type=Path, default=WORK, help="where tools and sites are kept")
    return asked


def row_of(site: Site, products: int, costs: list[Cost], bar: float | None) -> list[str]:
    shown_s = middle(costs, wall)
    return [
        f"{products:,}",
        site.tool.title,
        seconds(shown_s),
        seconds(middle(costs, cpu)),
        number(middle(costs, peak)),
        f"≤ {bar:g} s" if bar else "",
        verdict(shown_s, bar) if bar else "",
    ]


def costs_of(site: Site, edits: int) -> list[Cost]:
    """What each edit of one product cost, texts and prices in turn."""
    with put_back([site.source]), serving(site) as (server, port):
        return [cost_of(edit, site, server, port) for edit in islice(cycle((TEXT, PRICE)), edits)]


def cost_of(edit: Edit, site: Site, server: int, port: int) -> Cost:
    """`wall_s` runs from before the file is saved until the page shows it, `cpu_s` until the server rests."""
    cpu_s, start = cpu_of(server), time.perf_counter()
    shown = make_edit(edit, site)
    wait_until(lambda: shown in page_of(site, port), SHOWN_S, f"{site.address}: {shown}")
    wall_s = time.perf_counter() - start
    wait_for_rest(server)
    cost = Cost(wall_s=wall_s, cpu_s=cpu_of(server) - cpu_s, peak_mb=peak_mb_of(server))
    print(f"{site.tool.title}: {cost.wall_s:.2f} s, {cost.cpu_s:.2f} CPU-s", file=sys.stderr)
    return cost


@contextmanager
def serving(site: Site) -> Iterator[tuple[int, int]]:
    """The process id and port of the tool's server, once it shows the page and is at rest; it ends with the block."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = (*site.command, *site.tool.serve, str(port))
    null = subprocess.DEVNULL  # but what goes wrong is seen
    server = subprocess.Popen(command, cwd=site.root, env=environment(), stdin=null, stdout=null)
    try:
        wait_until(lambda: server.poll() is not None or "</html>" in page_of(site, port), READY_S, "the first page")
        if server.poll() is not None:
            raise CommandFailed(f"{' '.join(command)}: exit code {server.returncode}")
        wait_for_rest(server.pid)
        yield server.pid, port
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(END_S)
        except subprocess.TimeoutExpired:
            server.kill()


def page_of(site: Site, port: int) -> str:
    """The product's page as the server shows it now; "" while it shows none."""
    connection = http.client.HTTPConnection(HOST, port, timeout=SHOWN_S)
    try:
        connection.request("GET", f"/{site.address}")
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == http.HTTPStatus.OK else ""
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def wait_until(holds: Callable[[], bool], most_s: float, what: str) -> None:
    end = time.monotonic() + most_s
    while not holds():
        if time.monotonic() > end:
            raise TooLate(what)
        time.sleep(POLL_S)


def wait_for_rest(server: int) -> None:
    before, now = -1.0, cpu_of(server)
    while now - before > REST_CPU_S:
        time.sleep(REST_S)
        before, now = now, cpu_of(server)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
