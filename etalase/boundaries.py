"""Check: the office's own maps in `content/map/` → borders of kabupaten and kecamatan, or what is wrong with them.

1. Read each file: GeoJSON (RFC 7946), or TopoJSON with its arcs followed.
2. Find the place of each area by its Kemendagri code, or by names. Those of desa make up their kecamatan.
3. Check that positions are longitude and latitude in Indonesia.
4. Leave out the points that no eye sees, and keep what came of it until a file changes.
"""

from __future__ import annotations

import json
import pickle
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

from etalase.geometry import Area, Point, Ring, dissolve, simplify
from etalase.outputs import text_digest
from etalase.places import Ambiguous, Place, find_place
from etalase.problems import Location, Problem, problem
from etalase.sources import Listing, read_text

FOLDER: Final = "map/"
ENDINGS: Final = (".json", ".geojson", ".topojson")
LARGEST_MAP_BYTES: Final = 30_000_000
PIXEL: Final = 1 / 1200  # of the width of a map, as wide as it is ever shown
MOST_POINTS: Final = 8000  # of one kabupaten, which make about 40 kB of a page

_CODE_NAMES: Final = ("kode", "code", "kode_kemendagri", "kdepum", "kdcpum", "kdpkab")  # the last three are BIG's
_NAMES: Final = (  # what an area is called, from small to large, by the office, in English, and by BIG
    ("desa", "kelurahan", "village", "wadmkd"),
    ("kecamatan", "distrik", "district", "wadmkc"),
    ("kabupaten", "kab", "kota", "regency", "wadmkk"),
)
_PLAIN_NAMES: Final = ("nama", "name", "namobj")
_IN_INDONESIA: Final = ((94.0, 142.0), (-12.0, 7.0))  # longitudes, latitudes


class Borders(NamedTuple):
    """The borders of a kabupaten, in degrees, longitude first, and those of its kecamatan by code, as far as they are known."""

    outline: Area
    inside: Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Borders by the code of the kabupaten, still packed, since a build without new pages needs none; and their digests."""

    packed: Mapping[str, bytes] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    def of(self, kabupaten: str) -> Borders | None:
        return Borders(*pickle.loads(self.packed[kabupaten])) if kabupaten in self.packed else None


NO_BOUNDARIES: Final = Boundaries()


def check_boundaries(
    listing: Listing, noted: Callable[[str], bytes | None], note: Callable[[str, bytes], None]
) -> tuple[Boundaries, list[Problem]]:
    """The borders in the files of `content/map/`, and what is wrong there.

    `noted` and `note` recall and remember what came of files with the same contents.
    """
    problems: list[Problem] = []
    texts = dict(_read_texts(listing, problems))
    digest = text_digest("\n".join(chain.from_iterable(sorted(texts.items())))) if texts else ""
    if not digest or problems:
        return NO_BOUNDARIES, problems
    known, boundaries = pickle.loads(noted("boundaries") or pickle.dumps(("", NO_BOUNDARIES)))
    if known != digest:
        collected = _collect(texts, problems)
        if problems:
            return NO_BOUNDARIES, problems
        boundaries = _pack(collected)
        note("boundaries", pickle.dumps((digest, boundaries)))
    return boundaries, problems


def _read_texts(listing: Listing, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Path and text of each map."""
    for file in sorted(listing.files):
        path = f"{listing.root.name}/{file}"
        if file.startswith(FOLDER) and not file.lower().endswith("/readme.md"):
            if not file.lower().endswith(ENDINGS):
                expected = ", ".join(f"*{ending}" for ending in ENDINGS)
                problems.append(problem(Location(path), "unknown-file", file=file, suggestion="", expected=expected))
            elif (text := read_text(listing.root / file, path, problems, LARGEST_MAP_BYTES)) is not None:
                yield path, text


def _collect(texts: Mapping[str, str], problems: list[Problem]) -> dict[str, dict[str, list[Area]]]:
    """What the files say of each kabupaten: the areas of each of its codes."""
    collected: defaultdict[str, dict[str, list[Area]]] = defaultdict(dict)
    first: dict[str, str] = {}
    for path, text in texts.items():
        found, complaints = parse_map(text, path)
        problems += complaints
        for place, area in found:
            if first.setdefault(place.code, path) != path:
                problems.append(
                    problem(Location(path), "map-twice", place=place.full_name, code=place.code, other=first[place.code])
                )
            collected[place.code[:5]].setdefault(place.code, []).append(area)
    return collected


def _pack(collected: Mapping[str, Mapping[str, list[Area]]]) -> Boundaries:
    packed = {code: pickle.dumps(tuple(borders_of(code, areas))) for code, areas in sorted(collected.items())}
    return Boundaries(packed, {code: text_digest(data.hex()) for code, data in packed.items()})


def borders_of(kabupaten: str, areas: Mapping[str, list[Area]]) -> Borders:
    """The borders of a kabupaten from areas by code: its own, its kecamatan's, its desa's."""
    own = {code: tuple(dict.fromkeys(chain.from_iterable(parts))) for code, parts in areas.items()}
    desa: defaultdict[str, list[Area]] = defaultdict(list)
    for code, area in own.items():
        if len(code) > 8:
            desa[code[:8]].append(area)
    inside = {code: dissolve(parts) for code, parts in desa.items()} | {code: own[code] for code in own if len(code) == 8}
    inside = {code: area for code, area in inside.items() if area}
    whole = own.get(kabupaten) or dissolve(inside.values()) or tuple(chain.from_iterable(own.values()))
    across = [x for ring in whole for x, _ in ring]
    tolerance = PIXEL / 2 * (max(across) - min(across))
    simple = simplify(inside | {kabupaten: whole}, tolerance)
    while sum(len(ring) for area in simple.values() for ring in area) > 2 * MOST_POINTS:
        tolerance *= 1.4
        simple = simplify(inside | {kabupaten: whole}, tolerance)
    return Borders(simple.pop(kabupaten), dict(sorted(simple.items())))


def parse_map(text: str, path: str) -> tuple[list[tuple[Place, Area]], list[Problem]]:
    """Each area of a GeoJSON or TopoJSON text with its place; of the problems of one kind only the first."""
    try:
        document = json.loads(text)
        features = _Features(document)
    except json.JSONDecodeError as error:
        return [], [problem(Location(path, error.lineno, error.colno), "map-not-json")]
    except RecursionError:
        return [], [problem(Location(path), "map-not-json")]
    except _STRANGE:
        return [], [problem(Location(path), "map-unknown-form")]
    areas: list[tuple[Place, Area]] = []
    complaints: dict[str, Problem] = {}
    for number, feature in enumerate(features.all, 1):
        found = _check_feature(feature, features.arcs, number, _Finder(text, path))
        if isinstance(found, Problem):
            complaints.setdefault(found.kind, found)
        elif found and found[0].level > 1:
            areas.append(found)
    if not (areas or complaints):
        return [], [problem(Location(path), "map-without-places")]
    return areas, [*complaints.values()]


_STRANGE: Final = (TypeError, ValueError, KeyError, IndexError, AttributeError)  # what a document of another form ends in


class _Finder(NamedTuple):
    """Finds a value in the text of a map: JSON is read without positions."""

    text: str
    path: str

    def locate(self, value: object) -> Location:
        offset = self.text.find(json.dumps(value, ensure_ascii=False)) if value else -1
        if offset < 0:
            return Location(self.path)
        return Location(self.path, self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset))


class _Features:
    """The features of a document, and the arcs that those of a TopoJSON are made of."""

    def __init__(self, document: Any) -> None:
        self.arcs: list[list[Point]] = []
        match document["type"]:
            case "FeatureCollection":
                self.all = [*document["features"]]
            case "Feature":
                self.all = [document]
            case "Topology":
                self.arcs = [_follow(arc, document.get("transform")) for arc in document["arcs"]]
                self.all = [
                    {"geometry": each, "properties": each.get("properties"), "id": each.get("id")}
                    for thing in document["objects"].values()
                    for each in thing.get("geometries", [thing])
                ]
            case other:
                raise ValueError(other)


def _follow(arc: list[list[float]], transform: Mapping[str, list[float]] | None) -> list[Point]:
    """The positions of an arc; quantised ones are steps from the one before. https://github.com/topojson/topojson-specification"""
    if not transform:
        return [(x, y) for x, y, *_ in arc]
    (scale_x, scale_y), (x0, y0) = transform["scale"], transform["translate"]
    across, up = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [(x * scale_x + x0, y * scale_y + y0) for x, y in zip(across, up, strict=True)]


def _check_feature(feature: Any, arcs: list[list[Point]], number: int, finder: _Finder) -> tuple[Place, Area] | Problem | None:
    code, names = _called(_facts(feature))
    if not code and not names:
        return problem(Location(finder.path), "map-no-code", n=number)
    found = find_place(code or ", ".join(names))
    if not isinstance(found, Place):
        near = found.candidates if isinstance(found, Ambiguous) else found.suggestions
        facts = {"value": code or ", ".join(names), "suggestion": next(iter(near), "")}
        return problem(finder.locate(code or names[0]), "map-unknown-place", **facts)
    try:
        rings = [_tidy(ring) for ring in _rings(feature["geometry"], arcs)]
        stray = _stray_position(rings)
    except _STRANGE:
        return problem(finder.locate(code or names[0]), "map-no-area", place=found.full_name)
    if stray:
        return problem(finder.locate(code or names[0]), stray, place=found.full_name)
    area = tuple(ring for ring in rings if len(ring) > 2)  # coarse maps round islets to a point
    return (found, area) if area else None


def _facts(feature: Any) -> dict[str, Any]:
    """The properties of a feature by their names in small letters, and its id."""
    if not isinstance(feature, dict):
        return {}
    properties = feature.get("properties")
    named = properties.items() if isinstance(properties, dict) else ()
    return {name.lower(): value for name, value in named} | ({"id": feature["id"]} if feature.get("id") else {})


def _called(facts: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The code that properties give a place, or its names from small to large."""
    for name in _CODE_NAMES:
        if re.fullmatch(r"[0-9][0-9. ]+", code := str(facts.get(name) or "")):
            return code, []
    if re.fullmatch(r"[0-9]{2}(\.[0-9]{2,4})+|[0-9]{6,10}", number := str(facts.get("id") or "")):  # others only count
        return number, []
    names = [str(facts[name]) for level in _NAMES for name in level if facts.get(name)]
    own = next((str(facts[name]) for name in _PLAIN_NAMES if facts.get(name)), "")
    return "", list(dict.fromkeys([own, *names] if own else names))


def _rings(geometry: Any, arcs: list[list[Point]]) -> list[list[Point]]:
    """The rings of a polygon or several. Raises one of `_STRANGE` for any other form."""
    held = geometry["arcs"] if arcs else geometry["coordinates"]
    polygons = {"Polygon": [held], "MultiPolygon": held}[geometry["type"]]
    rings = [ring for polygon in polygons for ring in polygon]
    if not arcs:
        return [[(float(x), float(y)) for x, y, *_ in ring] for ring in rings]
    return [[*chain.from_iterable(arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring)] for ring in rings]


def _tidy(ring: Iterable[Point]) -> Ring:
    """To a metre, each position once in a row, the first not again at the end."""
    points = [(round(x, 5), round(y, 5)) for x, y in ring]
    return tuple(point for point, following in zip(points, [*points[1:], points[0]], strict=True) if point != following)


def _stray_position(rings: Iterable[Ring]) -> str:
    """The kind of problem that positions outside Indonesia are; "" when all are inside. Raises ValueError when there are none."""
    across, up = zip(*chain.from_iterable(rings), strict=True)
    (west, east), (south, north) = _IN_INDONESIA
    if west <= min(across) and max(across) <= east and south <= min(up) and max(up) <= north:
        return ""
    if west <= min(up) and max(up) <= east and south <= min(across) and max(across) <= north:
        return "map-swapped"
    is_metres = max(map(abs, across)) > 180 or max(map(abs, up)) > 90
    return "map-metres" if is_metres else "map-outside"
