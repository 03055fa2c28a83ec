"""Where the product stands in a photo: the ground behind it, if that is plain, and the box round what differs from it.

In: a small copy of a photo. The ground may be lit from one side, so it is a plane through the colours of the border, fitted
again without what lies far from it. What differs from that plane is the product with its deepest shadows. Nothing here knows
what a product is: against a ground as coarse as itself it is not seen, and then the whole photo counts as product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from statistics import fmean, median_low
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from etalase.pictures import EVERYWHERE, Box

DIFFERENT: Final = 26  # levels of 255 in any channel; a soft shadow on a studio wall stays below
LIGHTER: Final = 10  # levels of 255 that no shadow explains, where the ground itself is as even
FAR: Final = 48  # levels from the border's median colour that light from one side explains
ROUNDS: Final = 3  # of fitting, after which the plane moves no more
PLAIN: Final = 0.6  # share of the border that is ground, at least; a product may touch edges
THIN: Final = 0.02  # share of a row or column that is more than a speck

Colour = tuple[int, int, int]
Point = tuple[int, int, Colour]  # across, down
Plane = tuple[tuple[float, float, float], ...]  # of each channel: at the upper left corner, more a pixel across, and down


def ground_and_subject(small: Image.Image) -> tuple[str, Box]:
    """The ground's colour (`#d1c7bb`; "" if it is not plain), and the box of what stands on it, in thousandths of the sides.

    A box that begins at 0 or ends at 1000 touches that edge. `small` is an RGB picture of some 10,000 pixels.
    """
    border = _border(small)
    ground = _ground(border)
    if len(ground) < PLAIN * len(border):
        return "", EVERYWHERE
    plane = _plane(ground)
    wall = _painted(plane, small.size)
    darker, lighter = ImageChops.subtract(wall, small), ImageChops.subtract(small, wall)
    found = ImageChops.lighter(_above(darker, DIFFERENT), _above(lighter, _unevenness(ground, plane)))
    differs = found.filter(ImageFilter.MedianFilter(3))
    left, right = _extent(differs.resize((small.width, 1), Image.Resampling.BOX))
    top, bottom = _extent(differs.resize((1, small.height), Image.Resampling.BOX))
    return "#{:02x}{:02x}{:02x}".format(*_median(ground)), (left, top, right, bottom)


def _above(levels: Image.Image, limit: int) -> Image.Image:
    """White where any channel is above the limit, else black."""
    red, green, blue = levels.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 * (level > limit) for level in range(256)])


def _unevenness(ground: Sequence[Point], plane: Plane) -> int:
    """By how many levels the ground itself differs from its plane here and there: twice what one in twenty of its pixels does."""
    away = sorted(max(_away(point, plane)) for point in ground)
    return min(max(LIGHTER, round(2 * away[len(away) * 19 // 20])), DIFFERENT)


def _away(point: Point, plane: Plane) -> Iterator[float]:
    x, y, colour = point
    return (abs(level - start - across * x - down * y) for level, (start, across, down) in zip(colour, plane, strict=True))


def _border(small: Image.Image) -> list[Point]:
    """The outermost pixels, those of the corners once."""
    (width, height), data = small.size, small.tobytes()
    places = chain(
        ((x, y) for y in (0, height - 1) for x in range(width)),
        ((x, y) for x in (0, width - 1) for y in range(1, height - 1)),
    )
    starts = ((x, y, 3 * (y * width + x)) for x, y in places)
    return [(x, y, (data[start], data[start + 1], data[start + 2])) for x, y, start in starts]


def _ground(border: Sequence[Point]) -> list[Point]:
    """Those of the border that lie on one plane; [] if too few do to tell."""
    middle = _median(border)
    ground = _near(border, tuple((level, 0, 0) for level in middle), FAR)
    for _ in range(ROUNDS):
        if len(ground) < PLAIN * len(border) / 2:
            return []
        ground = _near(border, _plane(ground), DIFFERENT)
    return ground


def _near(points: Iterable[Point], plane: Plane, distance: int) -> list[Point]:
    return [point for point in points if max(_away(point, plane)) < distance]


def _median(points: Sequence[Point]) -> Colour:
    red, green, blue = (median_low(colour[channel] for _, _, colour in points) for channel in range(3))
    return red, green, blue


def _plane(points: Sequence[Point]) -> Plane:
    """The plane through these points, by least squares; level where they lie on a line."""
    x0, y0 = fmean(x for x, _, _ in points), fmean(y for _, y, _ in points)
    away = [(x - x0, y - y0, colour) for x, y, colour in points]
    xx, yy, xy = sum(x * x for x, _, _ in away), sum(y * y for _, y, _ in away), sum(x * y for x, y, _ in away)
    wide = xx * yy - xy * xy
    channels = []
    for channel in range(3):
        xv, yv = sum(x * colour[channel] for x, _, colour in away), sum(y * colour[channel] for _, y, colour in away)
        across, down = ((xv * yy - yv * xy) / wide, (yv * xx - xv * xy) / wide) if wide > 1 else (0.0, 0.0)
        channels.append((fmean(colour[channel] for _, _, colour in away) - across * x0 - down * y0, across, down))
    return tuple(channels)


def _painted(plane: Plane, size: tuple[int, int]) -> Image.Image:
    """The plane as a picture."""
    width, height = size
    corners = [(x - 0.5, y - 0.5) for y in (0, height) for x in (0, width)]
    levels = (start + across * x + down * y for x, y in corners for start, across, down in plane)
    four = Image.frombytes("RGB", (2, 2), bytes(min(max(round(level), 0), 255) for level in levels))
    return four.transform(size, Image.Transform.EXTENT, (0.5, 0.5, 1.5, 1.5), Image.Resampling.BILINEAR)


def _extent(shares: Image.Image) -> tuple[int, int]:
    """Where a line of shares (0 to 255) first and last has more than a speck, in thousandths; in its middle if nowhere."""
    line = shares.tobytes()
    found = [place for place, share in enumerate(line) if share > THIN * 255] or [len(line) // 2]
    return 1000 * found[0] // len(line), -(-1000 * (found[-1] + 1) // len(line))
