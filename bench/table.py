"""Costs of paired runs → Markdown: what each case cost with each tool, ratios to Hugo's two sites, and which bars hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from statistics import median
from typing import Final

from measure import Cost

Figure = Callable[[Cost], float]
Costs = Mapping[str, Mapping[str, Sequence[Cost]]]  # by case and by tool, one for each run, in the same order

OURS: Final = "etalase"
YARDSTICK: Final = "hugo"
SAME_FILES: Final = "hugo-whole"
COLD: Final = "cold render, without search"
COLD_SEARCH: Final = "cold, with search"
LAYOUT_CHANGED: Final = "template of product pages changed"
FRAME_CHANGED: Final = "template round every page changed"
NOTHING: Final = "nothing changed"
TEXT_EDITED_NO_SEARCH: Final = "one text edited, without search"
TEXT_EDITED: Final = "one text edited"
PRICE_EDITED: Final = "one price edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One corpus: `files` and `output_mb` by tool; `search_peak_mb` is Pagefind's own, `bundle_mb` all that it leaves."""

    products: int
    costs: Costs
    titles: Mapping[str, str]
    files: Mapping[str, int]
    output_mb: Mapping[str, float]
    search_peak_mb: float
    bundle_mb: float


@dataclass(frozen=True, slots=True)
class Bar:
    """`measured` may be at most `limit`; it is None where the run does not tell."""

    what: str
    limit: float
    unit: str
    measured: Callable[[Results], float | None]


def wall(cost: Cost) -> float:
    return cost.wall_s


def cpu(cost: Cost) -> float:
    return cost.cpu_s


def peak(cost: Cost) -> float:
    return cost.peak_mb


def ratio(case: str, figure: Figure, results: Results) -> float | None:
    """Ours by Hugo's, the median over the pairs, so that a machine that is slower for a while counts for both."""
    return ratio_of(results.costs[case], OURS, figure)


def ratio_of(costs: Mapping[str, Sequence[Cost]], tool: str, figure: Figure, *, by: str = YARDSTICK) -> float | None:
    if by not in costs:
        return None
    return median(figure(a) / figure(b) for a, b in zip(costs[tool], costs[by], strict=True))


def ours(case: str, figure: Figure, results: Results) -> float:
    return middle(results.costs[case][OURS], figure)


def middle(costs: Sequence[Cost], figure: Figure) -> float:
    return median(map(figure, costs))


def search_cpu_s(results: Results) -> float:
    """What search adds to a cold build."""
    with_search, without = results.costs[COLD_SEARCH][OURS], results.costs[COLD][OURS]
    return median(a.cpu_s - b.cpu_s for a, b in zip(with_search, without, strict=True))


BARS: Final = (
    Bar(f"{COLD}: CPU", 1.0, "× Hugo", partial(ratio, COLD, cpu)),
    Bar(f"{COLD}: wall", 1.0, "× Hugo", partial(ratio, COLD, wall)),
    Bar(f"{COLD}: peak", 400, "MB", partial(ours, COLD, peak)),
    Bar(f"{LAYOUT_CHANGED}: CPU", 0.4, "× Hugo", partial(ratio, LAYOUT_CHANGED, cpu)),
    Bar(f"{FRAME_CHANGED}: CPU", 0.4, "× Hugo", partial(ratio, FRAME_CHANGED, cpu)),
    Bar(f"{NOTHING}: CPU", 0.02, "× Hugo", partial(ratio, NOTHING, cpu)),
    Bar(f"{NOTHING}: CPU", 0.6, "s", partial(ours, NOTHING, cpu)),
    Bar(f"{TEXT_EDITED_NO_SEARCH}: CPU", 0.04, "× Hugo", partial(ratio, TEXT_EDITED_NO_SEARCH, cpu)),
    Bar(f"{TEXT_EDITED}: CPU", 0.4, "× Hugo", partial(ratio, TEXT_EDITED, cpu)),
    Bar(f"{PRICE_EDITED}: CPU", 0.05, "× Hugo", partial(ratio, PRICE_EDITED, cpu)),
    Bar("search stage: CPU", 9, "s", search_cpu_s),
    Bar("Pagefind: peak", 500, "MB", lambda results: results.search_peak_mb),
    Bar("search bundle", 10, "MB", lambda results: results.bundle_mb),
)
BARS_ARE_FOR: Final = 10_000
MOST_GROWTH: Final = 1.15  # of the cost per product, from one size to the next
MOST_MEMORY_MB: Final = 2_000  # at the largest size


def report(sizes: Sequence[Results]) -> str:
    parts = [part for results in sizes for part in (figures_table(results), bars_table(results))]
    return "\n".join([*parts, growth_table(sizes)] if len(sizes) > 1 else parts)


def figures_table(results: Results) -> str:
    """What each case cost; how the CPU compares with Hugo making the same files stands in a column of its own, if it ran."""
    head, rows = ["case", "tool", "wall, s", "CPU, s", "peak, MB", "CPU / Hugo", "wall / Hugo"], []
    if SAME_FILES in results.titles:
        head.append(f"CPU / {results.titles[SAME_FILES]}")
    for case, costs in results.costs.items():
        for tool, spent in costs.items():
            medians = [seconds(middle(spent, wall)), seconds(middle(spent, cpu)), number(middle(spent, peak))]
            ratios = [number(ratio_of(costs, tool, cpu)), number(ratio_of(costs, tool, wall))]
            if SAME_FILES in results.titles:
                ratios.append(number(ratio_of(costs, tool, cpu, by=SAME_FILES)))
            rows.append([case, results.titles[tool], *medians, *ratios])
    output = [
        f"{title} {results.files[tool]:,} files, {results.output_mb[tool]:,.0f} MB" for tool, title in results.titles.items()
    ]
    runs = len(results.costs[COLD][OURS])
    about = f"{results.products:,} products, medians of {runs} paired runs. Output: {'; '.join(output)}.\n"
    return "\n".join([about, *markdown(head, rows), ""])


def bars_table(results: Results) -> str:
    """What the bars ask, and what came out; a bar that is missed stands out."""
    rows = [
        [bar.what, f"≤ {bar.limit:g} {bar.unit}", number(measured), verdict(measured, bar.limit)]
        for bar in BARS
        if (measured := bar.measured(results)) is not None
    ]
    meant = "" if results.products == BARS_ARE_FOR else f" (meant for {BARS_ARE_FOR:,} products)"
    return "\n".join([*markdown([f"bar{meant}", "limit", "measured", ""], rows), ""])


def growth_table(sizes: Sequence[Results]) -> str:
    """What a product costs in sites of growing size, each against the one before, and the memory of the larger."""
    rows = []
    for case, (before, after) in product((COLD, COLD_SEARCH), pairwise(sizes)):
        for tool, costs in after.costs[case].items():
            small_ms, large_ms = (middle(size.costs[case][tool], cpu) * 1000 / size.products for size in (before, after))
            growth, peak_mb = large_ms / small_ms, middle(costs, peak)
            step = f"{case}: {before.products:,} → {after.products:,}"
            figures = [f"{small_ms:.2f} → {large_ms:.2f}", number(growth), number(peak_mb)]
            verdicts = [verdict(growth, MOST_GROWTH), verdict(peak_mb, MOST_MEMORY_MB)] if tool == OURS else ["", ""]
            rows.append([step, after.titles[tool], *figures, *verdicts])
    head = ["cold build", "tool", "CPU per product, ms", "growth", "peak, MB"]
    return "\n".join([*markdown([*head, f"growth ≤ {MOST_GROWTH:g}", f"peak ≤ {MOST_MEMORY_MB:,} MB"], rows), ""])


def verdict(measured: float, limit: float) -> str:
    return "**over**" if measured > limit else "holds"


def markdown(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"


def seconds(value: float) -> str:
    return f"{value:.2f}"


def number(value: float | None) -> str:
    """Three digits that matter; "" for nothing."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
