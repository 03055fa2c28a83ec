"""Maps as shapes and words on a plane of 1,200 units across, for `map.html`; the web page scales it.

1. Project: degrees to the plane, equirectangular, true to shape at the middle latitude.
2. Draw: where an office has given borders, areas and dots; else a woven square for each place, at its own position, moved only
   until no two overlap.
3. Label: names that fit, the most important first, once for phones and once for wider windows. The list beside the map has all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, pairwise
from math import cos, radians, sqrt
from pathlib import Path
from typing import Final, Literal, NamedTuple

from etalase.boundaries import Borders
from etalase.geometry import Area, Point, inner_point, simplify, size

WIDTH: Final = 1200
TALLEST: Final = 1080
MARGIN: Final = 60  # room for what stands over the edge: half a square, a label below it
LARGEST_SQUARE: Final = 130
SMALLEST_SQUARE: Final = 82  # 24 CSS px on the smallest phone
BETWEEN: Final = 8  # from square to square
MOST_DOTS: Final = 6  # groups of one kecamatan; more of them are counted
COARSE: Final = 4.0  # units: a pixel of a small map
STITCH: Final = 11  # units from one to the next in the ground of a large map
_FONTS: Final[tuple[tuple[Literal["narrow", "wide"], int], ...]] = (
    ("narrow", 46),
    ("wide", 28),
)  # sizes of names in units, as site.css has them; narrow is a phone's width
_LETTER: Final = 0.57  # mean width of the font's letters, of its size

Box = tuple[float, float, float, float]  # left, top, right, bottom
Anchor = Literal["start", "middle", "end"]
Spot = tuple[float, float, Anchor]


class Subject(NamedTuple):
    """A place to draw. `title` is its name with what is there; `at` are the positions of its groups that are known."""

    code: str
    name: str
    title: str
    href: str
    groups: int
    at: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class MapShape:
    """A place: the title and link, and its `d`. `is_covered` if it has groups."""

    title: str
    href: str
    d: str
    is_covered: bool


@dataclass(frozen=True, slots=True)
class MapText:
    """A word or number at a point: a name for narrow or for wide maps, or a count."""

    x: int
    y: int
    text: str
    kind: Literal["narrow", "wide", "count"]
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """A map. `ground` is drawn first and says nothing; `dots` are groups, `discs` the ground of counts."""

    title: str
    height: int
    has_borders: bool
    ground: str
    shapes: tuple[MapShape, ...]
    dots: tuple[tuple[int, int], ...]
    discs: tuple[tuple[int, int], ...]
    texts: tuple[MapText, ...]


@dataclass(frozen=True, slots=True)
class Locator:
    """Where one place is: `d` of all that surround it, and its own, on a plane `height` units high."""

    title: str
    height: int
    ground: str
    d: str


class Placed(NamedTuple):
    """A square: its middle, and half its side."""

    x: int
    y: int
    half: int

    @property
    def d(self) -> str:
        side = 2 * self.half
        return f"M{self.x - self.half} {self.y - self.half}h{side}v{side}h-{side}z"

    @property
    def box(self) -> Box:
        return (self.x - self.half, self.y - self.half, self.x + self.half, self.y + self.half)


class Plane(NamedTuple):
    """The way from degrees to the plane: north is up, and everything lies right and below (0, 0)."""

    west: float
    north: float
    narrowing: float
    units: float
    left: float
    height: int

    def at(self, point: Point) -> Point:
        longitude, latitude = point
        x = (longitude - self.west) * self.narrowing * self.units + self.left
        return (x, (self.north - latitude) * self.units + MARGIN)


def project(points: Iterable[Point], reach: float = 1) -> Plane:
    """The plane that shows all points, longitude first; they take `reach` of its width, or less where that is too tall."""
    across, up = zip(*points, strict=True)
    narrowing = cos(radians((min(up) + max(up)) / 2))
    wide, tall = (max(across) - min(across)) * narrowing, max(up) - min(up)
    units = min(reach * (WIDTH - 2 * MARGIN) / (wide or 1e-9), reach * (TALLEST - 2 * MARGIN) / (tall or 1e-9), 1e5)
    return Plane(min(across), max(up), narrowing, units, (WIDTH - wide * units) / 2, round(tall * units) + 2 * MARGIN)


# squares


def kecamatan_points(kabupaten: str) -> dict[str, Point]:
    """Where its kecamatan lie, by code: longitude and latitude."""
    found = (each.split(":") for each in _lines().get(kabupaten, "").split())
    return {f"{kabupaten}.{last}": _point(position) for last, position in found}


@cache
def kabupaten_point(code: str) -> Point | None:
    """The middle of where its kecamatan lie."""
    points = [*kecamatan_points(code).values()]
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)) if points else None


def _point(position: str) -> Point:
    longitude, latitude = position.split(",")
    return (float(longitude), float(latitude))


@cache
def _lines() -> dict[str, str]:
    text = (Path(__file__).parent / "kecamatan.txt").read_text("utf-8")
    return {code: rest for code, _, rest in (line.partition(" ") for line in text.splitlines()) if code != "#"}


def place_squares(points: Sequence[Point]) -> tuple[list[Placed], int]:
    """A square for each point, as near to it as it may lie without touching another, and the height of the plane.

    The fewer there are, the larger they are and the closer together.
    """
    reach = min(1.0, 0.2 + 0.08 * len(points))
    plane = project(points, reach)
    side = 0.42 * sqrt(reach * WIDTH * max(plane.height, WIDTH / 3) / len(points))
    half = round(min(LARGEST_SQUARE, max(SMALLEST_SQUARE, side)) / 2)
    found = _apart([plane.at(point) for point in points], 2 * half + BETWEEN)
    left, right = min(x for x, _ in found), max(x for x, _ in found)
    across = max(half + 4, (WIDTH - (right - left)) / 2) - left
    down = half + 4 - min(y for _, y in found)
    placed = [Placed(round(x + across), round(y + down), half) for x, y in found]
    return placed, max(each.y for each in placed) + half + MARGIN


def _apart(points: list[Point], least: float) -> list[Point]:
    """The points moved until any two are `least` apart, across or down; each pair by as little as parts it.

    Where there is no room to give way, all are drawn apart by a little and tried again, so it comes to an end.
    """
    moved = [(x + index * 1e-6, y) for index, (x, y) in enumerate(points)]
    for attempt in range(1, 2000):
        is_free = True
        for one, other in combinations(range(len(moved)), 2):
            (x1, y1), (x2, y2) = moved[one], moved[other]
            across, down = least + 1 - abs(x2 - x1), least + 1 - abs(y2 - y1)
            if across > 1e-3 and down > 1e-3:
                is_free = False
                dx, dy = (across / 2 * (1 if x2 >= x1 else -1), 0) if across <= down else (0, down / 2 * (1 if y2 >= y1 else -1))
                moved[one], moved[other] = (x1 - dx, y1 - dy), (x2 + dx, y2 + dy)
        if is_free:
            break
        if attempt % 60 == 0:
            moved = [(x * 1.03, y * 1.03) for x, y in moved]
    return moved


def draw_squares(title: str, subjects: Sequence[Subject], points: Mapping[str, Point]) -> MapView | None:
    """A schematic map of the places whose point is known, in their order."""
    shown = [subject for subject in subjects if subject.code in points]
    if not shown:
        return None
    placed, height = place_squares([points[subject.code] for subject in shown])
    return _squares_view(title, shown, placed, height)


def _squares_view(title: str, subjects: Sequence[Subject], placed: Sequence[Placed], height: int, ground: str = "") -> MapView:
    squares = [*zip(subjects, placed, strict=True)]
    wanted = [_Wanted(subject.name, subject.groups, each.box) for subject, each in squares]
    counts = [MapText(each.x, each.y + 14, str(subject.groups), "count") for subject, each in squares if subject.groups]
    return MapView(
        title=title,
        height=height,
        has_borders=False,
        ground=ground,
        shapes=tuple(_shape(subject, each.d) for subject, each in squares),
        dots=(),
        discs=(),
        texts=(*counts, *_names(wanted, [each.box for each in placed], height)),
    )


def _shape(subject: Subject, d: str) -> MapShape:
    return MapShape(subject.title, subject.href, d, subject.groups > 0)


def draw_country(title: str, subjects: Sequence[Subject]) -> MapView | None:
    """Kabupaten as squares, on a ground of stitches: one wherever a kecamatan lies."""
    points = {subject.code: point for subject in subjects if (point := kabupaten_point(subject.code))}
    if not points:
        return None
    plane = _country_plane(points.values())
    found = _apart([plane.at(point) for point in points.values()], SMALLEST_SQUARE - 12 + BETWEEN)
    placed = [Placed(round(x), round(y), SMALLEST_SQUARE // 2 - 6) for x, y in found]
    shown = [subject for subject in subjects if subject.code in points]
    return _squares_view(title, shown, placed, plane.height, _stitches(plane))


def _country_plane(points: Iterable[Point]) -> Plane:
    """A plane with land around the points: at least four degrees either way, and no narrower than three to one."""
    across, up = zip(*points, strict=True)
    west, east, south, north = min(across) - 2, max(across) + 2, min(up) - 2, max(up) + 2
    short = ((east - west) / 3 - (north - south)) / 2
    return project([(west, south - max(0, short)), (east, north + max(0, short))])


@cache  # pages of one site show the same ground
def _stitches(plane: Plane) -> str:
    """A zero-length line for every cell of a grid in which a kecamatan lies, row after row."""
    positions = (plane.at(_point(each.partition(":")[2])) for line in _lines().values() for each in line.split())
    cells = {(int(y // STITCH), int(x // STITCH)) for x, y in positions if 0 <= x < WIDTH and 0 <= y < plane.height}
    drawn, row, column = [], -1, -1
    for y, x in sorted(cells):
        start = f"m{(x - column) * STITCH} 0" if y == row else f"M{x * STITCH + STITCH // 2} {y * STITCH + STITCH // 2}"
        drawn.append(f"{start}h0")
        row, column = y, x
    return "".join(drawn)


# borders


def draw_borders(title: str, subjects: Sequence[Subject], areas: Mapping[str, Area]) -> MapView:
    """A map of the places whose area is known, in their order, with their groups as dots, or counted where there are many."""
    shown = [subject for subject in subjects if subject.code in areas]
    plane = project(chain.from_iterable(ring for subject in shown for ring in areas[subject.code]))
    drawn = {subject.code: _drawn(areas[subject.code], plane) for subject in shown}
    middles = {subject.code: inner_point(drawn[subject.code]) for subject in shown}
    dotted = {subject.code for subject in shown if 0 < subject.groups <= min(MOST_DOTS, len(subject.at))}
    dots = [_whole(plane.at(point)) for subject in shown if subject.code in dotted for point in subject.at]
    counted = [subject for subject in shown if subject.groups and subject.code not in dotted]
    discs = [_whole(middles[subject.code]) for subject in counted]
    taken = [(x - 14, y - 14, x + 14, y + 14) for x, y in dots] + [(x - 32, y - 32, x + 32, y + 32) for x, y in discs]
    wanted = [_Wanted(subject.name, subject.groups, _box_of(drawn[subject.code]), middles[subject.code]) for subject in shown]
    return MapView(
        title=title,
        height=plane.height,
        has_borders=True,
        ground="",
        shapes=tuple(_shape(subject, _path(drawn[subject.code])) for subject in shown),
        dots=tuple(dots),
        discs=tuple(discs),
        texts=(
            *(MapText(x, y + 14, str(subject.groups), "count") for subject, (x, y) in zip(counted, discs, strict=True)),
            *_names(wanted, taken, plane.height),
        ),
    )


def are_near(areas: Iterable[Area]) -> bool:
    """Whether areas are large enough to be seen on one map: half of them, or more, take a tenth of its width."""
    sides = [
        (min(x for x, _ in points), max(x for x, _ in points)) for points in ([*chain.from_iterable(area)] for area in areas)
    ]
    whole = max(east for _, east in sides) - min(west for west, _ in sides)
    return 10 * sorted(east - west for west, east in sides)[len(sides) // 2] >= whole


def _drawn(area: Area, plane: Plane) -> Area:
    return tuple(tuple(map(plane.at, ring)) for ring in area)


def _whole(point: Point) -> tuple[int, int]:
    return (round(point[0]), round(point[1]))


def _path(area: Area) -> str:
    """The `d` of an area, in whole units, each step from the one before."""
    drawn = []
    for ring in area:
        corners = [*map(_whole, ring)]
        steps = [(x - px, y - py) for (px, py), (x, y) in pairwise(corners) if (px, py) != (x, y)]
        if len(steps) > 1:
            drawn.append(f"M{corners[0][0]} {corners[0][1]}l{' '.join(f'{x} {y}' for x, y in steps)}z".replace(" -", "-"))
        else:
            drawn.append(f"M{corners[0][0]} {corners[0][1]}h1v1z")  # an islet of a pixel is still there
    return "".join(drawn)


# small maps


class SmallMap(NamedTuple):
    """A kabupaten for maps that show where one place is: the `d` of each kecamatan, and of the outline as that of ""."""

    height: int
    parts: Mapping[str, str]

    def locate(self, title: str, code: str) -> Locator | None:
        if code not in self.parts:
            return None
        return Locator(title, self.height, "".join(d for key, d in self.parts.items() if key != code), self.parts[code])


def draw_small(kabupaten: str, borders: Borders | None) -> SmallMap:
    """A kabupaten by its borders, or by squares where none are known."""
    if not borders or not borders.inside:
        points = kecamatan_points(kabupaten)
        placed, height = place_squares([*points.values()])
        return SmallMap(height - MARGIN + 4, {code: square.d for code, square in zip(points, placed, strict=True)})
    plane = project(chain.from_iterable(borders.outline))
    drawn = {code: _drawn(area, plane) for code, area in ({"": borders.outline} | dict(borders.inside)).items()}
    return SmallMap(plane.height, {code: _path(area) for code, area in simplify(drawn, COARSE).items()})


# names


class _Wanted(NamedTuple):
    """A name that should stand beside the box of its square, or at a point inside its area, which fills the box."""

    name: str
    groups: int
    box: Box
    inside: Point | None = None


def _names(wanted: Iterable[_Wanted], taken: Sequence[Box], height: int) -> Iterator[MapText]:
    """The names for which there is room; those of places with more groups are served first."""
    ordered = sorted(wanted, key=lambda each: -each.groups)
    for kind, font in _FONTS:
        occupied = [*taken, (-9, -9, WIDTH + 9, 0), (-9, height, WIDTH + 9, height + 9)]
        for each in ordered:
            if fit := next(_fits(each, font, occupied), None):
                lines, (x, y, anchor), box = fit
                occupied.append(box)
                top = y - (len(lines) - 1) * font * 0.55 + font * 0.35
                yield from (
                    MapText(round(x), round(top + index * font * 1.1), line, kind, anchor) for index, line in enumerate(lines)
                )


def _fits(wanted: _Wanted, font: int, occupied: Sequence[Box]) -> Iterator[tuple[tuple[str, ...], Spot, Box]]:
    """Every way to set a name where nothing else is: its lines, its middle or end, and its box."""
    for lines in _broken(wanted.name):
        wide, tall = max(map(len, lines)) * font * _LETTER + 10, len(lines) * font * 1.1
        for x, y, anchor in _spots(wanted, wide, tall):
            left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
            box = (left, y - tall / 2, left + wide, y + tall / 2)
            if left >= 0 and left + wide <= WIDTH and not any(_overlap(box, other) for other in occupied):
                yield lines, (x, y, anchor), box


def _broken(name: str) -> Iterator[tuple[str, ...]]:
    """The name in one line, and in two as even as its words allow."""
    yield (name,)
    cuts = [index for index, letter in enumerate(name) if letter == " "]
    if cuts:
        cut = min(cuts, key=lambda index: abs(index - len(name) / 2))
        yield (name[:cut], name[cut + 1 :])


def _spots(wanted: _Wanted, wide: float, tall: float) -> Iterator[Spot]:
    """Where a name may stand, the best first: below, above or beside a square; inside an area, beside it if covered."""
    left, top, right, bottom = wanted.box
    if wanted.inside is None:
        middle, level = (left + right) / 2, (top + bottom) / 2
        yield from ((middle, bottom + 5 + tall / 2, "middle"), (middle, top - 5 - tall / 2, "middle"))
        yield from ((right + 10, level, "start"), (left - 10, level, "end"))
    elif wide <= right - left and tall <= bottom - top:
        for step in (0, -0.6, 0.6, -1.2, 1.2, -1.8, 1.8) if wanted.groups else (0, -0.6, 0.6):  # colour says whose it is
            yield (wanted.inside[0], wanted.inside[1] + step * tall, "middle")
    elif wanted.groups:
        x, y = wanted.inside
        yield from ((x, top - tall / 2, "middle"), (x, bottom + tall / 2, "middle"))
        yield from ((right + 8, y, "start"), (left - 8, y, "end"), (x + 40, y, "start"), (x - 40, y, "end"))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _box_of(area: Area) -> Box:
    across, down = zip(*max(area, key=size), strict=True)
    return (min(across), min(down), max(across), max(down))
