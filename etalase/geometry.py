"""Plane geometry of areas that share borders: their common outline, fewer points, a point well inside.

A ring is its corners in order, the first not repeated at the end; an area is its rings, holes and islands alike, filled by
the even-odd rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from math import hypot
from typing import TypeVar

Point = tuple[float, float]
Ring = tuple[Point, ...]
Area = tuple[Ring, ...]
K = TypeVar("K")


def edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def dissolve(areas: Iterable[Area]) -> Area:
    """The outline of areas together: a border that two of them share is left out."""
    single: set[tuple[Point, Point]] = set()
    for area in areas:
        for ring in area:
            single.symmetric_difference_update((min(edge), max(edge)) for edge in edges(ring))
    around: defaultdict[Point, list[Point]] = defaultdict(list)
    for start, end in sorted(single):
        around[start].append(end)
        around[end].append(start)
    return tuple(_walk(around, start) for start in sorted(around) if around[start])


def _walk(around: Mapping[Point, list[Point]], start: Point) -> Ring:
    """The ring from a point along edges not walked yet; it ends there again, since every point has an even number of them."""
    ring, here = [start], start
    while around[here]:
        following = around[here].pop()
        around[following].remove(here)
        ring.append(following)
        here = following
    return tuple(ring[:-1])


def simplify(areas: Mapping[K, Area], tolerance: float) -> dict[K, Area]:
    """The same areas within `tolerance` of their borders; neighbours that shared a border share the simpler one.

    Rings too small to be seen are left out, but no area loses its largest.
    """
    neighbours: defaultdict[Point, set[Point]] = defaultdict(set)
    for area in areas.values():
        for ring in area:
            for start, end in edges(ring):
                neighbours[start].add(end)
                neighbours[end].add(start)
    fixed = {point for point, others in neighbours.items() if len(others) > 2}
    known: dict[Ring, Ring] = {}
    return {key: tuple(_simpler_rings(area, fixed, tolerance, known)) for key, area in areas.items()}


def _simpler_rings(area: Area, fixed: set[Point], tolerance: float, known: dict[Ring, Ring]) -> Iterator[Ring]:
    largest = max(area, key=size, default=())
    for ring in area:
        simpler = tuple(point for chain in _chains(ring, fixed) for point in _simpler_chain(chain, tolerance, known)[:-1])
        if len(simpler) >= 3 and size(simpler) > tolerance * tolerance:
            yield simpler
        elif ring is largest:
            yield ring


def _chains(ring: Ring, fixed: set[Point]) -> Iterator[Ring]:
    """The ring cut where borders meet, the end of each part the start of the next; where none do, at its outermost points."""
    cuts = [index for index, point in enumerate(ring) if point in fixed]
    if len(cuts) < 2:
        first = cuts[0] if cuts else ring.index(min(ring))
        cuts = sorted({first, max(range(len(ring)), key=lambda index: (_distance(ring[index], ring[first]), ring[index]))})
    turned = (*ring[cuts[0] :], *ring[: cuts[0] + 1])
    for start, end in pairwise([*(cut - cuts[0] for cut in cuts), len(ring)]):
        yield turned[start : end + 1]


def _simpler_chain(chain: Ring, tolerance: float, known: dict[Ring, Ring]) -> Ring:
    """By Douglas and Peucker, always from the same end, so that both neighbours get the same points."""
    backwards = chain[::-1]
    if backwards < chain:
        return _simpler_chain(backwards, tolerance, known)[::-1]
    if chain not in known:
        kept, waiting = {0, len(chain) - 1}, [(0, len(chain) - 1)]
        while waiting:
            start, end = waiting.pop()
            inner = range(start + 1, end)
            off = [_distance_to_line(chain[index], chain[start], chain[end]) for index in inner]
            if off and (most := max(off)) > tolerance:
                farthest = inner[off.index(most)]
                kept.add(farthest)
                waiting += [(start, farthest), (farthest, end)]
        known[chain] = tuple(chain[index] for index in sorted(kept))
    return known[chain]


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _distance_to_line(point: Point, start: Point, end: Point) -> float:
    along, up = end[0] - start[0], end[1] - start[1]
    length = hypot(along, up)
    if not length:
        return _distance(point, start)
    share = ((point[0] - start[0]) * along + (point[1] - start[1]) * up) / (length * length)
    share = min(1, max(0, share))
    return _distance(point, (start[0] + share * along, start[1] + share * up))


def size(ring: Ring) -> float:
    """The area of a ring, in square units of its points."""
    return abs(sum(start[0] * end[1] - end[0] * start[1] for start, end in edges(ring))) / 2


def inner_point(area: Area) -> Point:
    """A point well inside the largest ring: the middle of the widest stretch along one of nine lines across it."""
    ring = max(area, key=size)
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    widest = (0.0, ring[0])
    for tenth in (5, 4, 6, 3, 7, 2, 8, 1, 9):
        y = low + (high - low) * (tenth + 0.03) / 10  # seldom the very height of a corner
        crossings = sorted(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in edges(ring) if (a[1] > y) != (b[1] > y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            widest = max(widest, (right - left - abs(tenth - 5) * 1e-9, ((left + right) / 2, y)))
    return widest[1]
