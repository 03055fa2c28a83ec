"""The plan of every picture: which derivatives a photo gets, their sizes and their file names.

Pure arithmetic on what `images` measured; nothing here opens a file. Sizes are pixels as the viewer sees them, after
EXIF rotation; halves round up. A derivative's name is a digest of the photo's bytes, the recipe and the crop, so the
name alone says whether it is made already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from math import floor
from pathlib import Path
from typing import Final, Literal, NamedTuple

from PIL import __version__ as pillow_version

from etalase.model import Focus

Format = Literal["avif", "jpeg"]
Size = tuple[int, int]  # width and height
Box = tuple[int, int, int, int]  # left, top, right, bottom
EVERYWHERE: Final[Box] = (0, 0, 1000, 1000)  # in thousandths of the sides

# 600 is for a picture as wide as a phone, 450 and 288 for two side by side. Pages ask there for a fifth less than is shown:
# one and a half dots a pixel are enough in the hand, and a third fewer bytes than two.
FULL_WIDTHS = (450, 600, 1200, 1800, 2400)
SQUARE_SIZES = (288, 432, 720)
WIDEST_JPEG = 1200  # who cannot show AVIF has an old phone, and an old phone has a small screen
SUFFIXES: dict[Format, str] = {"avif": ".avif", "jpeg": ".jpg"}

AVIF_QUALITY = 66  # plain studio walls show bands below
# By measured bytes and CPU time at equal SSIMULACRA2 (bench/README.md): what phones load is worth the time of 8; wider
# files take a third of it at 9, for 8 % more bytes.
AVIF_SPEED = 8
WIDE_AVIF_SPEED = 9
WIDE_PX = 1800
JPEG_QUALITY = 78
MASTER_PX = 1500  # what every channel takes, and none asks for more
MASTER_QUALITY = 88  # channels compress it again
MASTER_BYTES = 2_000_000
CARD_SIZE = (1200, 630)  # what messengers show of an address
CARD_QUALITY = 84
CARD_BYTES = 300_000  # WhatsApp shows no larger file
STORY_SIZE = (1080, 1920)
# Part of every name. Raise the first number whenever the same photo would give other pixels than before.
# The sizes are in it because each width is made from the one above it, Pillow because it brings the encoders.
RECIPE = (
    f"3 {pillow_version} avif {AVIF_QUALITY} {AVIF_SPEED} {WIDE_AVIF_SPEED} {WIDE_PX} jpeg {JPEG_QUALITY} "
    f"{FULL_WIDTHS} {SQUARE_SIZES} {MASTER_PX} {MASTER_QUALITY} {MASTER_BYTES}"
)
CARD_RECIPE = f"1 {CARD_QUALITY} {RECIPE}"  # part of the name of every share card; raise the number when they look otherwise


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a photo that was opened once.

    `digest` is `digest_of` the file's bytes; `tone` is a CSS class for the average colour, red, green and
    blue each from 0 to 3: `tone-210` is a warm brown. `ground` is the colour behind what it shows (`#d1c7bb`; "" if that is not
    plain), `subject` the box round the rest, in thousandths of the sides.
    """

    digest: str
    width: int
    height: int
    tone: str
    ground: str = ""
    subject: Box = EVERYWHERE


class Font(NamedTuple):
    """What is written on pictures with: a font's file, and a digest of it with what stands beside it."""

    file: Path
    digest: str


class Derivative(NamedTuple):
    """One generated image; `path` is relative to the output (and to the cache), with `/`."""

    path: str
    width: int
    height: int
    format: Format


@dataclass(frozen=True, slots=True)
class Master:
    """A photo as feeds and shops show it: one square JPEG from which nothing of the product is cut.

    `box` is the square in pixels of the upright photo; it may reach beyond, where there is `ground`.
    """

    derivative: Derivative
    box: Box
    ground: str
    subject: Box


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as pages show it: whole (`full`) and as a square round its focus, derivatives from narrow to wide.

    Products' photos also have a `master`, for others to show. One for paper has no square.
    """

    source: str  # digest of the photo's bytes
    width: int
    height: int
    tone: str
    crop: Box  # the square, in pixels of the upright photo
    full: tuple[Derivative, ...]
    square: tuple[Derivative, ...]
    master: Master | None = None

    @property
    def derivatives(self) -> tuple[Derivative, ...]:
        masters = (self.master.derivative,) if self.master else ()
        return self.full + self.square + masters

    @property
    def scale(self) -> Fraction:
        """Size of the smallest image, relative to the photo, from which every derivative can be made, a master as well.

        It is the same whatever else is made, so that each derivative always has the same pixels.
        """
        whole, side = Fraction(self.full[-1].width, self.width), min(self.width, self.height)
        return max(whole, Fraction(min(side, MASTER_PX), side)) if self.square else whole


class Album:
    """The plans of all photos of a directory, each made when it is first shown. `measured` is by path below `content/`."""

    def __init__(self, measured: Mapping[str, Measured]) -> None:
        self.measured = measured
        self._plans: dict[tuple[str, float, float], Picture] = {}  # by numbers, which are compared sooner than a Focus
        self._masters: dict[tuple[str, float, float], Master] = {}
        self._shared: dict[str, Derivative] = {}

    def picture(self, file: str, focus: Focus) -> Picture:
        key = (file, focus.x, focus.y)
        if not (plan := self._plans.get(key)):
            plan = self._plans[key] = plan_picture(self.measured[file], focus)
        return plan

    def master(self, file: str, focus: Focus) -> Master:
        key = (file, focus.x, focus.y)
        if not (plan := self._masters.get(key)):
            plan = self._masters[key] = plan_master(self.measured[file], focus)
        return plan

    def shared(self, file: str) -> Derivative:
        """The JPEG that messengers and search engines show: 900 pixels wide or more, if there is one."""
        if not (shared := self._shared.get(file)):
            jpegs = [derivative for derivative in self.picture(file, Focus()).full if derivative.format == "jpeg"]
            shared = self._shared[file] = next((derivative for derivative in jpegs if derivative.width >= 900), jpegs[-1])
        return shared


def digest_of(data: bytes) -> str:
    """What a photo is known by: the same bytes have the same digest, whatever their file is called."""
    return blake2b(data, digest_size=16).hexdigest()


def avif_speed(width: int) -> int:
    """The encoder's speed for a file of this width in pixels: 0 to 10, higher is faster."""
    return AVIF_SPEED if width < WIDE_PX else WIDE_AVIF_SPEED


def plan_picture(measured: Measured, focus: Focus) -> Picture:
    """The derivatives of a photo; none is larger than the photo itself."""
    size = (measured.width, measured.height)
    crop = square_around(size, focus)
    side = min(size)
    return Picture(
        source=measured.digest,
        width=measured.width,
        height=measured.height,
        tone=measured.tone,
        crop=crop,
        full=_derivatives(f"{measured.digest} full", size, FULL_WIDTHS),
        square=_derivatives(f"{measured.digest} square {crop[0]} {crop[1]}", (side, side), SQUARE_SIZES),
    )


def for_paper(measured: Measured, width: int) -> Picture:
    """One JPEG of the whole photo, so many pixels wide, or as wide as it is; no square."""
    size = (measured.width, measured.height)
    name = blake2b(f"{RECIPE} {measured.digest} paper".encode(), digest_size=8).hexdigest()
    narrow = min(width, measured.width)
    file = Derivative(f"foto/{name}-{narrow}.jpg", *scaled(size, Fraction(narrow, measured.width)), "jpeg")
    return Picture(measured.digest, *size, measured.tone, square_around(size, Focus()), (file,), ())


def square_around(size: Size, focus: Focus) -> Box:
    """The largest square of a picture, its centre as near to the focus as the edges allow."""
    width, height = size
    side = min(size)
    left = _clamp(_round(Fraction(focus.x) * width - Fraction(side, 2)), width - side)
    top = _clamp(_round(Fraction(focus.y) * height - Fraction(side, 2)), height - side)
    return (left, top, left + side, top + side)


def plan_master(measured: Measured, focus: Focus) -> Master:
    """The square of a photo that loses nothing of its subject, its centre as near to the focus as that allows.

    It is cut from the photo if the subject fits in, and touches one edge at most. Otherwise it holds the whole photo.
    """
    (left, top, right, bottom), size = measured.subject, (measured.width, measured.height)
    across = (left * size[0] // 1000, -(-right * size[0] // 1000))
    down = (top * size[1] // 1000, -(-bottom * size[1] // 1000))
    touched = (left == 0) + (top == 0) + (right == 1000) + (bottom == 1000)
    side = min(size)
    if touched > 1 or max(across[1] - across[0], down[1] - down[0]) > side:
        side, across, down = max(size), (0, size[0]), (0, size[1])
    x, y = _beginning(focus.x, size[0], side, across), _beginning(focus.y, size[1], side, down)
    box, ground = (x, y, x + side, y + side), measured.ground or "#ffffff"
    made_of = f"{RECIPE} {measured.digest} master, mirrored {box} {ground} {measured.subject}"
    name, width = blake2b(made_of.encode(), digest_size=8).hexdigest(), min(side, MASTER_PX)
    return Master(Derivative(f"foto/{name}-{width}.jpg", width, width, "jpeg"), box, ground, measured.subject)


def _beginning(focus: float, length: int, side: int, held: tuple[int, int]) -> int:
    """Where a square begins along one axis: round the focus, holding what it must, and beyond the photo only if it is longer."""
    lowest, highest = sorted((0, length - side))
    wanted = floor(focus * length - side / 2 + 0.5)
    return min(max(wanted, lowest, held[1] - side), highest, held[0])


def plan_card(of: str) -> Derivative:
    """The share card for messengers that shows what `of` is a digest of."""
    width, height = CARD_SIZE
    return Derivative(f"foto/{of[:16]}-{width}.jpg", width, height, "jpeg")


def scaled(size: Size, scale: Fraction) -> Size:
    """A size times `scale`, each side rounded half up and at least one pixel."""
    return (max(1, _round(size[0] * scale)), max(1, _round(size[1] * scale)))


def _derivatives(identity: str, size: Size, widths: tuple[int, ...]) -> tuple[Derivative, ...]:
    """Every width the source has, in every format; the source's own width if it is smaller than all of them."""
    name = blake2b(f"{RECIPE} {identity}".encode(), digest_size=8).hexdigest()
    fitting = [width for width in widths if width <= size[0]] or [size[0]]
    return tuple(
        Derivative(f"foto/{name}-{width}{SUFFIXES[format_]}", *scaled(size, Fraction(width, size[0])), format_)
        for width in fitting
        for format_ in SUFFIXES
        if format_ == "avif" or width <= WIDEST_JPEG
    )


def _round(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def _clamp(number: int, highest: int) -> int:
    return min(max(number, 0), highest)
