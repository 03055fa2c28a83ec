"""The maps of an edition: of a kabupaten, of all that the site covers, and where one place is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from etalase.catalog import Area
from etalase.editions import Edition
from etalase.geometry import Point
from etalase.maps import (
    Locator,
    MapView,
    Subject,
    are_near,
    draw_borders,
    draw_country,
    draw_small,
    draw_squares,
    kecamatan_points,
)
from etalase.outputs import text_digest
from etalase.places import lineage, place


def map_key(edition: Edition, areas: Iterable[Area]) -> str:
    """What a map of these places depends on: their counts, their borders, and where there are borders, their groups."""
    boundaries = edition.catalog.boundaries.digests
    shown = [
        (
            area.place.code,
            len(area.groups),
            len(area.products),
            border := boundaries.get(area.place.code[:5], ""),
            *([group.brief.digest for group in area.groups] if border else ()),
        )
        for area in areas
    ]
    return text_digest(repr(shown))


def kabupaten_map(edition: Edition, area: Area) -> MapView | None:
    """Its kecamatan, in the order of the list beside it: by their codes those with groups, by name the others."""
    title = edition.t("map_of", place=edition.view.place_title(area.place))
    covered = [inside for inside in area.inside if inside.groups]
    others = sorted((inside for inside in area.inside if not inside.groups), key=lambda inside: inside.place.name)
    borders = edition.catalog.boundaries.of(area.place.code)
    subjects = [_subject(edition, inside) for inside in (*covered, *others)]
    if borders and borders.inside and all(inside.place.code in borders.inside for inside in covered):
        return draw_borders(title, subjects, borders.inside)
    return draw_squares(title, subjects, kecamatan_points(area.place.code))


def site_map(edition: Edition) -> MapView | None:
    """All that the site covers: its kabupaten, or the kecamatan of its only one."""
    areas = edition.catalog.areas
    return kabupaten_map(edition, areas[0]) if len(areas) == 1 else country_map(edition)


def site_map_key(edition: Edition) -> str:
    areas = edition.catalog.areas
    return map_key(edition, areas[0].inside if len(areas) == 1 else areas)


def country_map(edition: Edition) -> MapView | None:
    """The kabupaten of the site."""
    areas = edition.catalog.areas
    title = edition.t("map_of_site", site=edition.catalog.site.name)
    subjects = [_subject(edition, area) for area in areas]
    known = {area.place.code: edition.catalog.boundaries.of(area.place.code) for area in areas}
    outlines = {code: borders.outline for code, borders in known.items() if borders}
    if outlines and len(outlines) == len(areas) and are_near(outlines.values()):
        return draw_borders(title, subjects, outlines)
    return draw_country(title, subjects)


def locator_key(edition: Edition, code: str) -> str:
    """What the small map of a place depends on, besides the place."""
    return edition.catalog.boundaries.digests.get(code[:5], "")


def locator(edition: Edition, code: str) -> Locator | None:
    """Where the kecamatan is that a place lies in; None for a place that is larger."""
    code = code[:8]
    if code.count(".") < 2:
        return None
    kabupaten = lineage(code)[1]
    if kabupaten.code not in edition.small_maps:
        edition.small_maps[kabupaten.code] = draw_small(kabupaten.code, edition.catalog.boundaries.of(kabupaten.code))
    title = edition.t("locator", place=place(code).name, kabupaten=edition.view.place_title(kabupaten))
    return edition.small_maps[kabupaten.code].locate(title, code)


def _subject(edition: Edition, area: Area) -> Subject:
    view = edition.view
    name = view.place_title(area.place)
    counts = {
        "groups": view.phrases.count("groups_n", len(area.groups)),
        "products": view.phrases.count("products_n", len(area.products)),
    }
    title = edition.t("map_place", place=name, **counts) if area.groups else edition.t("map_place_empty", place=name)
    is_listed = area.groups or area.inside
    return Subject(
        area.place.code,
        name,
        title,
        view.place_href(area.place.code) if is_listed else f"{view.place_href(area.place.code[:5])}#{anchor_of(area.place.code)}",
        len(area.groups),
        tuple(_positions(area))
        if area.place.code.count(".") > 1 and area.place.code[:5] in edition.catalog.boundaries.packed
        else (),
    )


def _positions(area: Area) -> Iterator[Point]:
    """Where its groups are, of those that say so."""
    for group in area.groups:
        if found := group.record.coordinates:
            yield (found.longitude, found.latitude)


def anchor_of(code: str) -> str:
    """The id of a kecamatan in its kabupaten's list."""
    return f"kec-{code.replace('.', '-')}"
