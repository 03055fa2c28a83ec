"""Etalase beside Hugo and Eleventy, on the same directory of crafts: one run, one table.

    python3 bench/run.py [--products 10000] [--runs 3] [--peers hugo,hugo-whole,eleventy] [--work DIR]

Prints Markdown: wall and CPU seconds, peak memory, ratios to Hugo, and which bars hold. Several sizes (--products
1000,10000,100000) are also compared by their cost per product. The tools and the sites are kept in the work folder.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import table
from edits import EDITS, FRAME, LAYOUT, PRICE, TEXT, Edit, make_edit, put_back
from measure import MB, Cost, PeakOf, measure
from table import OURS, Results
from tools import WORK, Site, environment, site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A build after an edit, or with everything forgotten. `peers` is false where only search differs: they have none."""

    name: str
    edit: Edit | None = None
    cold: bool = False
    search: bool = True
    peers: bool = True


# The cases of a round take turns. Search is on or off for all that start warm: switching it is work of its own.
ROUNDS: Final = (
    (
        Case(name=table.COLD, cold=True, search=False),
        Case(name=table.COLD_SEARCH, cold=True, peers=False),
    ),
    (Case(name=table.TEXT_EDITED_NO_SEARCH, edit=TEXT, search=False),),
    (
        Case(name=table.LAYOUT_CHANGED, edit=LAYOUT),
        Case(name=table.FRAME_CHANGED, edit=FRAME),
        Case(name=table.NOTHING),
        Case(name=table.TEXT_EDITED, edit=TEXT),
        Case(name=table.PRICE_EDITED, edit=PRICE),
    ),
)


class NotShown(Exception):
    """A page does not show what was edited; carries the page and what it should show."""


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    sizes = []
    for products in map(int, options.products.split(",")):
        peers = [peer for peer in options.peers.split(",") if peer]
        sites = {tool: site_of(tool, products, options.work) for tool in (*peers, OURS)}
        sizes.append(results_of(products, sites, options.runs))
    print(table.report(sizes), end="")
    return 0


def parser() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--products", default="10000", help="how many, or several sizes with commas between")
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--peers", default="hugo,eleventy")
    asked.add_argument("--work", type=Path, default=WORK, help="where tools and sites are kept")
    return asked


def results_of(products: int, sites: Mapping[str, Site], runs: int) -> Results:
    costs: dict[str, dict[str, list[Cost]]] = {}
    pagefind = PeakOf("pagefind")
    with put_back(edit.file(site) for edit in EDITS for site in sites.values()):
        for cases in ROUNDS:
            settle(cases[-1], sites)
            for case in [case for _ in range(runs) for case in cases]:
                with pagefind if case.name == table.COLD_SEARCH else nullcontext():
                    take_turns(case, sites, costs.setdefault(case.name, {}))
    files = {tool: sizes_mb(site.out) for tool, site in sites.items()}
    return Results(
        products=products,
        costs=costs,
        titles={tool: site.tool.title for tool, site in sites.items()},
        files={tool: len(sizes) for tool, sizes in files.items()},
        output_mb={tool: sum(sizes) for tool, sizes in files.items()},
        search_peak_mb=pagefind.peak_mb,
        bundle_mb=sum(sizes_mb(sites[OURS].out / "pagefind")),
    )


def settle(case: Case, sites: Mapping[str, Site]) -> None:
    """Build every site as the case does, not timed: pictures get made, and what starts warm starts from the same state."""
    for tool, site in sites.items():
        measure(command_of(case, tool, site), site.root, environment())


def take_turns(case: Case, sites: Mapping[str, Site], costs: dict[str, list[Cost]]) -> None:
    """One run of the case with each tool in turn, and a look, not timed, at what its page shows."""
    for tool in sites if case.peers else [OURS]:
        site = sites[tool]
        shown = make_edit(case.edit, site) if case.edit else "</html>"
        if case.cold:
            site.forget()
        cost = measure(command_of(case, tool, site), site.root, environment())
        if shown not in site.page.read_text(encoding="utf-8"):
            raise NotShown(f"{site.page}: {shown}")
        costs.setdefault(tool, []).append(cost)
        print(f"{case.name}, {site.tool.title}: {cost.cpu_s:.2f} CPU-s, {cost.wall_s:.2f} s", file=sys.stderr)


def command_of(case: Case, tool: str, site: Site) -> tuple[str, ...]:
    return site.build if tool != OURS or case.search else (*site.build, "--no-search")


def sizes_mb(folder: Path) -> list[float]:
    return [file.stat().st_size / MB for file in folder.rglob("*") if file.is_file()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
