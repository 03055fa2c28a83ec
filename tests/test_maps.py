"""Maps: borders are read, made simpler and drawn; squares keep clear of each other; names too."""

from __future__ import annotations

import json
import re
from itertools import combinations
from math import cos, radians
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etalase.boundaries import borders_of, check_boundaries, parse_map
from etalase.geometry import Area, dissolve, inner_point, simplify, size
from etalase.maps import (
    BETWEEN,
    WIDTH,
    MapView,
    Subject,
    are_near,
    draw_borders,
    draw_country,
    draw_small,
    draw_squares,
    kabupaten_point,
    kecamatan_points,
    place_squares,
    project,
)
from etalase.places import kecamatan_of
from etalase.sources import list_content
from tests.sites import GOLDEN, copy_content

TOPOLOGY = (GOLDEN / "content" / "map" / "belitung.topojson").read_text()
POINTS = st.tuples(st.floats(95, 141), st.floats(-11, 6))
KABUPATEN = ["61.06", "19.02", "35.09", "18.03", "64.08", "31.01", "95.03", "32.73", "91.03", "94.01"]


def square(x: float, y: float, side: float = 0.1) -> Area:
    return (((x, y), (x + side, y), (x + side, y + side), (x, y + side)),)


def subjects_of(kabupaten: str, covered: int = 1) -> list[Subject]:
    return [
        Subject(each.code, each.name, each.name, f"#{each.code}", groups=3 if index < covered else 0)
        for index, each in enumerate(kecamatan_of(kabupaten))
    ]


def squares_on(view: MapView) -> list[tuple[int, int, int]]:
    return [tuple(map(int, re.findall(r"\d+", shape.d)[:3])) for shape in view.shapes]  # type: ignore[misc]  # three of them


def test_every_kecamatan_has_a_point_in_indonesia() -> None:
    for kabupaten in KABUPATEN:
        points = kecamatan_points(kabupaten)
        assert list(points) == [each.code for each in kecamatan_of(kabupaten)]
        assert all(94 < x < 142 and -12 < y < 7 for x, y in points.values())
    assert kecamatan_points("99.99") == {}
    assert kabupaten_point("99.99") is None


def test_a_plane_keeps_shapes_and_puts_north_up() -> None:
    plane = project([(112, 0), (114, 0), (112, 1)])
    (west, top), (east, _), (_, bottom) = plane.at((112, 1)), plane.at((114, 1)), plane.at((112, 0))
    assert top < bottom
    assert (east - west) / (bottom - top) == pytest.approx(2 * cos(radians(0.5)))
    assert 0 <= west < east <= WIDTH
    assert bottom < plane.height


@settings(deadline=None, max_examples=60)
@given(st.lists(POINTS, min_size=1, max_size=52))
def test_squares_do_not_overlap_wherever_they_belong(points: list[tuple[float, float]]) -> None:
    placed, height = place_squares(points)
    for one, other in combinations(placed, 2):
        assert max(abs(one.x - other.x), abs(one.y - other.y)) >= 2 * one.half + BETWEEN - 1
    assert all(each.x - each.half >= 0 and each.y - each.half >= 0 and each.y + each.half <= height for each in placed)
    assert place_squares(points) == (placed, height)


def test_squares_that_have_room_stay_where_they_belong() -> None:
    points = [(112.0, 0.0), (113.0, 0.5), (114.0, 0.0)]
    placed, _ = place_squares(points)
    assert placed[1].x - placed[0].x == pytest.approx(placed[2].x - placed[1].x, abs=1)
    assert placed[0].y == placed[2].y > placed[1].y


@pytest.mark.parametrize("kabupaten", KABUPATEN)
def test_names_stand_clear_of_squares_and_each_other(kabupaten: str) -> None:
    view = draw_squares("Peta", subjects_of(kabupaten), kecamatan_points(kabupaten))
    assert view
    assert len(view.shapes) == len(kecamatan_of(kabupaten))
    for kind, font in (("narrow", 46), ("wide", 28)):
        lines = [text for text in view.texts if text.kind == kind]
        assert lines
        for text in lines:
            wide = len(text.text) * font * 0.5
            left = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
            assert left >= 0
            assert left + wide <= WIDTH
            for x, y, side in squares_on(view):
                assert left >= x + side or left + wide <= x or text.y <= y or text.y - 0.5 * font >= y + side
    first = view.shapes[0]
    assert first.is_covered
    assert "3" in [text.text for text in view.texts if text.kind == "count"]


def test_a_country_is_stitched_where_people_live() -> None:
    view = draw_country("Peta", [Subject(code, code, code, "#", 1) for code in ("61.06", "35.09")])
    assert view
    assert view.ground.count("h0") > 300
    assert len(view.ground) < 20_000
    assert draw_country("Peta", [Subject("99.99", "", "", "", 0)]) is None
    assert draw_squares("Peta", [Subject("99.99.01", "", "", "", 0)], {}) is None


# borders


def test_a_topology_is_followed_and_neighbours_share_their_border() -> None:
    found, problems = parse_map(TOPOLOGY, "peta")
    assert not problems
    assert [place.code for place, _ in found] == ["19.02.04", "19.02.01", "19.02.03", "19.02.05", "19.02.02"]
    (north,), (south,) = found[0][1], found[1][1]
    assert len(set(north) & set(south)) == 3
    outline = dissolve(area for _, area in found)
    assert sum(map(size, outline)) == pytest.approx(sum(size(ring) for _, area in found for ring in area))
    assert len(outline) == 1


def test_villages_make_up_their_district_and_islets_too_small_to_draw_do_no_harm() -> None:
    parts: dict[str, list[Area]] = {"61.06.03.2007": [square(112, 1)], "61.06.03.2008": [square(112.1, 1)]}
    parts["61.06.04"] = [square(112, 1.1), square(115, 1.1, 1e-5)]
    borders = borders_of("61.06", parts)
    assert list(borders.inside) == ["61.06.03", "61.06.04"]
    assert [size(ring) for ring in borders.inside["61.06.03"]] == [pytest.approx(0.02)]
    assert len(borders.inside["61.06.04"]) == 1
    assert borders_of("61.06", {"61.06.03": [square(112, 1, 1e-5)]}).inside["61.06.03"]


@pytest.mark.parametrize(
    ("properties", "more"),
    [
        ({"kode": "61.06.03"}, {}),
        ({"KODE": "610603"}, {}),
        ({"code": 610603}, {}),
        ({"KDCPUM": "61.06.03", "WADMKC": "Embaloh Hilir"}, {}),
        ({"NAMOBJ": "Embaloh Hilir", "WADMKC": "Embaloh Hilir", "WADMKK": "Kapuas Hulu"}, {"id": 12}),
        ({"nama": "Embaloh Hilir"}, {"id": "61.06.03"}),
        (None, {"id": "61.06.03"}),
    ],
)
def test_places_are_known_by_code_or_names(properties: dict[str, object] | None, more: dict[str, object]) -> None:
    feature: dict[str, Any] = {"type": "Feature", "properties": properties, **more}
    feature["geometry"] = {"type": "MultiPolygon", "coordinates": [[[[112, 1, 5], [113, 1, 5], [113, 2, 5], [112, 1, 5]]]]}
    ((place, area),), problems = parse_map(json.dumps(feature), "peta")
    assert (place.code, problems) == ("61.06.03", [])
    assert area == (((112, 1), (113, 1), (113, 2)),)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", '{"type": 3}', '{"type": "Topology"}', '{"type": "FeatureCollection", "features": [1, null, {}]}', "[" * 9999]
    + [
        json.dumps({"type": "Feature", "properties": {"kode": "61.06.03"}, "geometry": each})
        for each in (None, {}, {"type": "Polygon"})
    ]
    + [TOPOLOGY.replace("[0, 6, -2, 7]", wrong) for wrong in ("[99]", "[]", "null")],
)
def test_no_map_breaks_the_check(text: str) -> None:
    _, problems = parse_map(text, "peta")
    assert len(problems) == 1


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12, unique=True), st.floats(0.01, 3))
def test_simpler_rings_stay_closed_and_near(cells: list[tuple[int, int]], tolerance: float) -> None:
    areas = {cell: square(*cell, side=1) for cell in cells} | {"all": dissolve(square(*cell, side=1) for cell in cells)}
    for key, area in simplify(areas, tolerance).items():
        assert area
        corners = {point for ring in areas[key] for point in ring}
        assert all(len(ring) >= 3 and set(ring) <= corners for ring in area)


def test_neighbours_are_made_simpler_alike() -> None:
    wave = tuple((x / 10, 0.01 * (x % 3)) for x in range(11))
    north, south = (*wave, (1.0, 1.0), (0.0, 1.0)), (*wave[::-1], (0.0, -1.0), (1.0, -1.0))
    simple = simplify({"north": (north,), "south": (south,)}, 0.05)
    assert set(simple["north"][0]) & set(simple["south"][0]) == {(0.0, 0.0), (1.0, 0.01)}


def test_an_inner_point_is_inside_even_of_a_crescent() -> None:
    crescent = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 9.0), (9.0, 9.0), (9.0, 1.0), (0.0, 1.0))
    x, y = inner_point((crescent,))
    assert x > 9 or y < 1 or y > 9


def test_groups_are_dots_where_they_say_where_and_counts_where_they_are_many() -> None:
    areas = {"19.02.01": square(107, -3), "19.02.02": square(107.1, -3), "19.02.03": square(107.2, -3)}
    here = [(107.02, -2.95), (107.05, -2.95)]
    view = draw_borders(
        "Peta",
        [
            Subject("19.02.01", "Satu", "Satu", "/satu/", 2, tuple(here)),
            Subject("19.02.02", "Dua", "Dua", "/dua/", 50, ((107.15, -2.95),)),
            Subject("19.02.03", "Tiga", "Tiga", "#tiga", 0),
            Subject("19.02.04", "Tanpa batas", "Tanpa batas", "#", 0),
        ],
        areas,
    )
    assert len(view.dots) == 2
    assert len(view.discs) == 1
    assert [text.text for text in view.texts if text.kind == "count"] == ["50"]
    assert [shape.is_covered for shape in view.shapes] == [True, True, False]
    assert all(shape.d.endswith("z") for shape in view.shapes)
    assert are_near(areas.values())
    assert not are_near([square(107, -3), square(117, -3)])


def test_a_small_map_shows_one_of_all() -> None:
    found, _ = parse_map(TOPOLOGY, "peta")
    borders = borders_of("19.02", {place.code: [area] for place, area in found})
    for known in (borders, None):
        located = draw_small("19.02", known).locate("Membalong di Belitung", "19.02.02")
        assert located
        assert located.d.startswith("M")
        assert located.ground.count("z") == (5 if known else 4)  # four others, and the outline
    assert draw_small("19.02", None).locate("Tak ada", "19.02.99") is None


def test_maps_are_read_once(tmp_path: Path) -> None:
    content, notes = copy_content(tmp_path), dict[str, bytes]()
    listing, _ = list_content(content)
    first, problems = check_boundaries(listing, notes.get, notes.__setitem__)
    assert not problems
    assert list(first.packed) == ["19.02"]
    kept = dict(notes)
    again, _ = check_boundaries(listing, notes.get, lambda name, value: pytest.fail(name))
    assert again == first
    file = content / "map" / "belitung.topojson"
    file.write_text(TOPOLOGY.replace("107.4", "107.5"))
    moved, _ = check_boundaries(listing, notes.get, notes.__setitem__)
    assert moved.digests != first.digests
    assert notes != kept
