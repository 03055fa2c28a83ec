"""Pictures: planned by arithmetic, measured and made from real files of every kind, kind or hostile."""

from __future__ import annotations

import io
import os
import random
import resource
import struct
import subprocess
import sys
import time
import zlib
from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter, ImageStat

from etalase import darkroom, images
from etalase.images import MadeReport, cached_file, inspect_photos, make_derivatives
from etalase.model import Focus
from etalase.pictures import (
    FULL_WIDTHS,
    RECIPE,
    SQUARE_SIZES,
    WIDEST_JPEG,
    Derivative,
    Measured,
    Picture,
    plan_picture,
    square_around,
)
from etalase.pixels import UPRIGHT, sniff_format
from etalase.problems import Location, Problem

HERE = Location("content/products/ash-bowl.yaml", 7, 11)
SHARED = Path(__file__).parents[2] / "shared" / "testdata"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"left out: the public test files are not in {SHARED}")

pillow_heif.register_heif_opener()

CENTRE = Focus()


@dataclass
class Studio:
    """A content folder, a cache and an executor, and what happened with them."""

    content: Path
    cache: Path
    executor: Executor
    opened: list[int] = field(default_factory=list)  # photos opened by each inspection

    def inspect(self, *files: str, min_side_px: int = 1) -> tuple[dict[str, Measured], list[Problem]]:
        totals = [0]
        named = [(file, HERE) for file in files]
        result = inspect_photos(
            named,
            self.content,
            self.cache,
            self.executor,
            min_side_px,
            progress=lambda done, total: totals.append(total),
        )
        self.opened.append(max(totals))
        return result

    def plan(self, *files: str, focus: Focus = CENTRE) -> list[images.Plan]:
        measured, problems = self.inspect(*files)
        assert problems == []
        return [(file, HERE, plan_picture(measured[file], focus)) for file in files]

    def make(self, plans: list[images.Plan]) -> MadeReport:
        return make_derivatives(plans, self.content, self.cache, self.executor)

    def picture_of(self, file: str, focus: Focus = CENTRE) -> Picture:
        """The plan of one photo, made."""
        plans = self.plan(file, focus=focus)
        assert self.make(plans).problems == ()
        return plans[0][2]

    def pixels_of(self, derivative: Derivative) -> Image.Image:
        with Image.open(cached_file(self.cache, derivative)) as image:
            return image.convert("RGB")


@pytest.fixture(scope="session")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture
def studio(tmp_path: Path, threads: Executor) -> Studio:
    content = tmp_path / "content"
    content.mkdir()
    return Studio(content, tmp_path / "cache", threads)


def scene(size: tuple[int, int] = (640, 480), *, seed: int = 1) -> Image.Image:
    """A soft picture in which no two corners are alike."""
    rough = Image.new("RGB", (8, 6))
    rough.frombytes(random.Random(seed).randbytes(8 * 6 * 3))
    picture = rough.resize(size, Image.Resampling.BICUBIC)
    ImageDraw.Draw(picture).ellipse((size[0] // 10, size[1] // 10, size[0] // 3, size[1] // 3), "red")
    return picture.filter(ImageFilter.GaussianBlur(4))


PATCHES = (
    (200, 60, 60), (70, 160, 70), (60, 70, 180), (210, 190, 80),
    (128, 128, 128), (250, 250, 250), (20, 20, 20), (180, 120, 160),
    (90, 140, 150), (160, 110, 70), (230, 200, 170), (60, 90, 60),
)  # fmt: skip
PATCH_PX = 120


def patches(colours: tuple[tuple[int, ...], ...] = PATCHES, mode: str = "RGB") -> Image.Image:
    """Twelve flat colours in rows of four."""
    picture = Image.new(mode, (4 * PATCH_PX, 3 * PATCH_PX))
    for number, colour in enumerate(colours):
        corner = (number % 4 * PATCH_PX, number // 4 * PATCH_PX)
        picture.paste(colour, (*corner, corner[0] + PATCH_PX, corner[1] + PATCH_PX))
    return picture


def colours_of(picture: Image.Image) -> list[tuple[float, ...]]:
    """The mean colour in the middle of each patch."""
    inner = PATCH_PX // 4
    corners = [(number % 4 * PATCH_PX, number // 4 * PATCH_PX) for number in range(12)]
    boxes = [(x + inner, y + inner, x + PATCH_PX - inner, y + PATCH_PX - inner) for x, y in corners]
    return [tuple(ImageStat.Stat(picture.crop(box)).mean) for box in boxes]


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of two pictures, in levels of 255."""
    assert one.size == other.size
    levels = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return float(sum(levels)) / 3


def colour_error(picture: Image.Image, expected: list[tuple[float, ...]]) -> float:
    """Mean absolute difference of patches from expected sRGB colours."""
    pairs = zip(colours_of(picture), expected, strict=True)
    return sum(abs(a - b) for one, other in pairs for a, b in zip(one, other, strict=True)) / 36


def saved(picture: Image.Image, format_: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, format_, **options)
    return stream.getvalue()


# Columns: XYZ of red, green and blue, adapted to D50, as the profiles of Adobe and Apple give them.
ADOBE_RGB = ((0.60974, 0.20528, 0.14919), (0.31111, 0.62567, 0.06322), (0.01947, 0.06087, 0.74457))
DISPLAY_P3 = ((0.51512, 0.29198, 0.15710), (0.24120, 0.69225, 0.06657), (-0.00105, 0.04189, 0.78407))
XYZ_TO_SRGB = ((3.13386, -1.61687, -0.49061), (-0.97877, 1.91614, 0.03345), (0.07195, -0.22899, 1.40524))


def matrix_profile(columns: tuple[tuple[float, ...], ...], gamma: float) -> bytes:
    """A minimal ICC profile (version 2) of an RGB display: three primaries and one gamma."""
    fixed = [[round(value * 65536) for value in row] for row in columns]
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061),
    }
    for number, name in enumerate((b"r", b"g", b"b")):
        tags[name + b"XYZ"] = b"XYZ \0\0\0\0" + struct.pack(">3i", *(row[number] for row in fixed))
        tags[name + b"TRC"] = curve
    return _icc(b"mntrRGB XYZ ", tags)


def cmyk_profile() -> bytes:
    """A minimal ICC profile of a printer: Lab of the sixteen mixtures of full inks, straight lines between."""
    lab = [(100 - 20 * c - 40 * m - 8 * y) * (1 - k) for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)]
    tints = [(-35 * c + 70 * m, -45 * c + 85 * y) for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)]
    clut = b"".join(
        struct.pack(">3H", round(light / 100 * 65280), round((a + 128) * 256), round((b + 128) * 256))
        for light, (a, b) in zip(lab, tints, strict=True)
    )
    identity = struct.pack(">9i", *(65536 * (i % 4 == 0) for i in range(9)))
    line = struct.pack(">2H", 0, 65535)
    table = b"mft2\0\0\0\0" + bytes((4, 3, 2, 0)) + identity + struct.pack(">2H", 2, 2) + line * 4 + clut + line * 3
    return _icc(b"prtrCMYKLab ", {b"A2B0": table, b"cprt": b"text\0\0\0\0none\0"})


def _icc(kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    directory, body = b"", b""
    for name, data in tags.items():
        directory += struct.pack(">4sII", name, 132 + 12 * len(tags) + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">4sI12s12x4s28x3I48x", b"lcms", 0x02400000, kind, b"acsp", 63190, 65536, 54061)
    assert len(header) == 124
    size = 132 + len(directory) + len(body)
    return struct.pack(">I", size) + header + struct.pack(">I", len(tags)) + directory + body


def as_srgb(colour: tuple[int, ...], columns: tuple[tuple[float, ...], ...], gamma: float) -> tuple[float, ...]:
    """sRGB of one colour of an RGB space, by the definition: to light, to XYZ, to the light of sRGB, to levels."""
    light = [(level / 255) ** gamma for level in colour]
    xyz = [sum(a * b for a, b in zip(row, light, strict=True)) for row in columns]
    linear = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, xyz, strict=True)))) for row in XYZ_TO_SRGB]
    return tuple(255 * (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055) for v in linear)


def png(size: tuple[int, int], colour_type: int, depth: int, rows: bytes) -> bytes:
    """A PNG file of raw rows (each with its filter byte), for kinds that Pillow cannot write."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", *size, depth, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def deep_png(picture: Image.Image) -> bytes:
    """The same RGB picture with 16 bits a channel."""
    data, stride = picture.tobytes(), picture.width * 3
    rows = (data[start : start + stride] for start in range(0, len(data), stride))
    doubled = b"".join(b"\0" + bytes(level for value in row for level in (value, value)) for row in rows)
    return png(picture.size, 2, 16, doubled)


SIDES = st.integers(1, 30_000)
FOCI = st.builds(Focus, st.floats(0, 1), st.floats(0, 1))


@given(SIDES, SIDES, FOCI)
@example(1, 30_000, Focus(0, 1))
@example(2401, 3, Focus())
def test_plan_never_enlarges_and_keeps_the_shape(width: int, height: int, focus: Focus) -> None:
    picture = plan_picture(Measured("00", width, height, "tone-111"), focus)
    assert {derivative.width for derivative in picture.full} == {w for w in FULL_WIDTHS if w <= width} or {width}
    side = min(width, height)
    assert {derivative.width for derivative in picture.square} == {s for s in SQUARE_SIZES if s <= side} or {side}
    for derivative in picture.full:
        assert derivative.width <= width
        assert abs(derivative.height - derivative.width * height / width) <= 0.5 or derivative.height == 1
    assert all(derivative.width == derivative.height for derivative in picture.square)
    assert 0 < picture.scale <= 1


@given(SIDES, SIDES, FOCI)
def test_every_width_has_avif_and_all_but_the_widest_jpeg(width: int, height: int, focus: Focus) -> None:
    picture = plan_picture(Measured("00", width, height, "tone-111"), focus)
    for derivatives in (picture.full, picture.square):
        by_format = {name: [d.width for d in derivatives if d.format == name] for name in ("avif", "jpeg")}
        assert by_format["avif"] == sorted(set(by_format["avif"]))
        assert by_format["jpeg"] == [w for w in by_format["avif"] if w <= WIDEST_JPEG]
    paths = [derivative.path for derivative in picture.derivatives]
    assert len(set(paths)) == len(paths)


@given(SIDES, SIDES, FOCI)
def test_square_is_as_large_and_as_near_the_focus_as_it_can_be(width: int, height: int, focus: Focus) -> None:
    left, top, right, bottom = square_around((width, height), focus)
    side = min(width, height)
    assert (right - left, bottom - top) == (side, side)
    assert min(left, top) >= 0 and right <= width and bottom <= height
    for start, length, wish in ((left, width, focus.x), (top, height, focus.y)):
        free = min(max(wish * length - side / 2, 0), length - side)
        assert abs(start - free) <= 0.5 + 1e-6


def test_names_depend_on_bytes_and_crop_and_full_ones_on_bytes_alone() -> None:
    one = plan_picture(Measured("aa", 3000, 2000, "tone-111"), Focus(0, 0.5))
    other = plan_picture(Measured("aa", 3000, 2000, "tone-111"), Focus(1, 0.5))
    third = plan_picture(Measured("bb", 3000, 2000, "tone-111"), Focus(0, 0.5))
    assert one.full == other.full
    assert not {d.path for d in one.square} & {d.path for d in other.square}
    assert not {d.path for d in one.derivatives} & {d.path for d in third.derivatives}


def test_names_depend_on_every_size_since_each_is_made_from_the_one_above() -> None:
    assert all(str(sizes) in RECIPE for sizes in (FULL_WIDTHS, SQUARE_SIZES))


@pytest.mark.parametrize("format_", ["JPEG", "WEBP", "PNG", "TIFF", "AVIF", "HEIF"])
def test_all_eight_orientations_give_the_same_picture(studio: Studio, format_: str) -> None:
    upright = scene((320, 240))
    turns_back = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    for orientation in range(1, 9):
        stored = upright if orientation == 1 else upright.transpose(UPRIGHT[turns_back[orientation]])
        exif = Image.Exif()
        exif[0x0112] = orientation
        (studio.content / f"{orientation}.jpg").write_bytes(saved(stored, format_, exif=exif.tobytes(), quality=95))
    plans = studio.plan(*(f"{orientation}.jpg" for orientation in range(1, 9)))
    assert studio.make(plans).problems == ()
    for _, _, picture in plans:
        assert (picture.width, picture.height) == upright.size
        widest = picture.full[0]
        reference = upright.resize((widest.width, widest.height), Image.Resampling.LANCZOS)
        assert mean_difference(studio.pixels_of(widest), reference) < 2


def test_square_keeps_the_focus(studio: Studio) -> None:
    wide = Image.new("RGB", (1600, 400), "green")
    wide.paste("red", (0, 0, 400, 400))
    wide.paste("blue", (1200, 0, 1600, 400))
    wide.save(studio.content / "wide.png")
    for x, colour in ((0.0, "red"), (0.5, "green"), (1.0, "blue")):
        square = studio.picture_of("wide.png", Focus(x, 0.5)).square
        assert [(d.width, d.height) for d in square] == [(288, 288), (288, 288)]
        for derivative in square:
            assert mean_difference(studio.pixels_of(derivative), Image.new("RGB", (288, 288), colour)) < 2


@pytest.mark.parametrize("size", [(2500, 1800), (1801, 2600), (200, 90), (1, 1)])
def test_files_have_the_planned_sizes(studio: Studio, size: tuple[int, int]) -> None:
    scene(size).save(studio.content / "a.jpg", quality=60)
    for derivative in studio.picture_of("a.jpg").derivatives:
        with Image.open(cached_file(studio.cache, derivative)) as image:
            assert image.size == (derivative.width, derivative.height)
            assert image.format == derivative.format.upper()


COLOUR_SPACES = {"Adobe RGB": (ADOBE_RGB, 2.2), "Display P3": (DISPLAY_P3, 2.2)}


@pytest.mark.parametrize("space", COLOUR_SPACES)
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF", "HEIF"])
def test_wide_colours_become_srgb(studio: Studio, space: str, format_: str) -> None:
    columns, gamma = COLOUR_SPACES[space]
    data = saved(patches(), format_, icc_profile=matrix_profile(columns, gamma), quality=98)
    (studio.content / "a.jpg").write_bytes(data)
    expected = [as_srgb(colour, columns, gamma) for colour in PATCHES]
    for derivative in studio.picture_of("a.jpg").full:
        assert colour_error(studio.pixels_of(derivative), expected) < 2


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
@pytest.mark.parametrize("profile", [cmyk_profile(), b""], ids=["profile", "no profile"])
def test_print_colours_become_srgb(studio: Studio, format_: str, profile: bytes) -> None:
    inks = tuple((255 - r, 255 - g, 255 - b, 20) for r, g, b in PATCHES)
    picture = patches(inks, "CMYK")
    options: dict[str, object] = {"icc_profile": profile} if profile else {}
    (studio.content / "a.jpg").write_bytes(saved(picture, format_, quality=98, **options))
    reference: Image.Image | None = picture.convert("RGB")
    if profile:
        stream, srgb = io.BytesIO(profile), ImageCms.createProfile("sRGB")
        intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
        reference = ImageCms.profileToProfile(picture, stream, srgb, intent, outputMode="RGB", flags=flags)
    assert reference is not None
    assert len(set(colours_of(reference))) == len(PATCHES)
    for derivative in studio.picture_of("a.jpg").full:
        assert colour_error(studio.pixels_of(derivative), colours_of(reference)) < 2


def grey(picture: Image.Image) -> Image.Image:
    return picture.convert("L").convert("RGB")


def test_other_kinds_of_pixels(studio: Studio) -> None:
    picture, lab = patches(), ImageCms.createProfile("LAB")
    as_lab = ImageCms.profileToProfile(picture, ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    assert as_lab is not None
    bits = picture.convert("1", dither=Image.Dither.NONE)
    deep_grey = picture.convert("L").convert("I").point(lambda level: level * 257 + 0).convert("I;16")
    kinds = {
        "rgb48.png": (deep_png(picture), picture),
        "grey16.png": (saved(deep_grey, "PNG"), grey(picture)),
        "grey16.tif": (saved(deep_grey, "TIFF"), grey(picture)),
        "grey32.tif": (saved(deep_grey.convert("I"), "TIFF"), grey(picture)),
        "lab.tif": (saved(as_lab, "TIFF"), picture),
        "ycbcr.tif": (saved(picture.convert("YCbCr"), "TIFF"), picture),
        "grey.jpg": (saved(picture.convert("L"), "JPEG", quality=98), grey(picture)),
        "palette.gif": (saved(picture.quantize(64), "GIF"), picture),
        "palette.png": (saved(picture.quantize(64), "PNG"), picture),
        "bits.png": (saved(bits, "PNG"), bits),
    }
    for name, (data, _) in kinds.items():
        (studio.content / name).write_bytes(data)
    plans = studio.plan(*kinds)
    assert studio.make(plans).problems == ()
    for name, _, plan in plans:
        assert colour_error(studio.pixels_of(plan.full[0]), colours_of(kinds[name][1].convert("RGB"))) < 2, name


def test_transparency_shows_white(studio: Studio) -> None:
    glass = patches().convert("RGBA")
    glass.putalpha(0)
    grey_glass = glass.convert("LA")
    keyed = Image.new("RGB", glass.size, (10, 20, 30))
    with_key = saved(keyed, "PNG", transparency=(10, 20, 30))
    palette = saved(Image.new("P", glass.size, 0), "GIF", transparency=0)
    kinds = {"a.png": saved(glass, "PNG"), "b.png": saved(grey_glass, "PNG"), "c.png": with_key, "d.gif": palette}
    kinds |= {"e.webp": saved(glass, "WEBP", lossless=True), "f.tif": saved(glass, "TIFF")}
    for name, data in kinds.items():
        (studio.content / name).write_bytes(data)
    plans = studio.plan(*kinds)
    assert studio.make(plans).problems == ()
    for name, _, picture in plans:
        assert picture.tone == "tone-333", name
        assert colour_error(studio.pixels_of(picture.full[0]), [(255, 255, 255)] * 12) < 2, name


def test_profile_that_does_not_fit_is_ignored(studio: Studio) -> None:
    profiles = {
        "broken.png": b"no profile at all",
        "other.png": cmyk_profile(),
        "cut.png": matrix_profile(ADOBE_RGB, 2.2)[:200],
    }
    for name, profile in profiles.items():
        (studio.content / name).write_bytes(saved(patches(), "PNG", icc_profile=profile))
        picture = studio.picture_of(name)
        assert colour_error(studio.pixels_of(picture.full[0]), [tuple(map(float, colour)) for colour in PATCHES]) < 2


def test_first_of_several_frames(studio: Studio) -> None:
    for format_ in ("GIF", "MPO", "TIFF", "WEBP", "AVIF"):
        name = f"{format_}.jpg"
        first, second = patches(), Image.new("RGB", (480, 360), "red")
        data = saved(first, format_, save_all=True, append_images=[second])
        (studio.content / name).write_bytes(data)
        picture = studio.picture_of(name)
        assert colour_error(studio.pixels_of(picture.full[0]), colours_of(patches())) < 3, name


@pytest.mark.parametrize(("colour", "tone"), [("#ffaa00", "tone-320"), ("#2a2b80", "tone-012"), ("#fff", "tone-333")])
def test_tone_is_the_nearest_of_four_levels(studio: Studio, colour: str, tone: str) -> None:
    Image.new("RGB", (300, 200), colour).save(studio.content / "a.png")
    assert studio.inspect("a.png")[0]["a.png"].tone == tone


def assert_bare(file: Path) -> None:
    """No EXIF, XMP, ICC profile, comment or position in the file."""
    data = file.read_bytes()
    for trace in (b"Exif", b"GPSLatitude", b"http://ns.adobe.com", b"ICC_PROFILE", b"Photoshop", b"acsp", b"SECRET"):
        assert trace not in data, f"{trace!r} in {file}"
    with Image.open(file) as image:
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)
        assert not image.getexif()


def test_no_metadata_survives(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET place"
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 12.0, 0.0)})
    secrets = {"exif": exif.tobytes(), "icc_profile": matrix_profile(DISPLAY_P3, 2.2), "xmp": b"<x:xmpmeta>SECRET"}
    kinds = {"a.jpg": "JPEG", "b.png": "PNG", "c.webp": "WEBP", "d.avif": "AVIF", "e.heic": "HEIF"}
    for name, format_ in kinds.items():
        comment = {"comment": b"SECRET"} if format_ == "JPEG" else {}
        (studio.content / name).write_bytes(saved(scene(), format_, **secrets, **comment))
    assert studio.make(studio.plan(*kinds)).problems == ()
    made = sorted((studio.cache / "foto").iterdir())
    assert len(made) == 8 * len(kinds)
    for file in made:
        assert_bare(file)


def test_second_run_opens_nothing(studio: Studio) -> None:
    scene().save(studio.content / "a.jpg")
    first = studio.make(studio.plan("a.jpg"))
    assert (first.made, first.reused, first.opened) == (8, 0, 1)
    again = studio.make(studio.plan("a.jpg"))
    assert (again.made, again.reused, again.opened) == (0, 8, 0)
    assert studio.opened == [1, 0]


def test_same_bytes_elsewhere_are_known(studio: Studio) -> None:
    data = saved(scene(), "JPEG")
    (studio.content / "a.jpg").write_bytes(data)
    studio.make(studio.plan("a.jpg"))
    (studio.content / "a.jpg").unlink()
    (studio.content / "b.jpg").write_bytes(data)
    (studio.content / "c.jpg").write_bytes(data)
    report = studio.make(studio.plan("b.jpg", "c.jpg"))
    assert (report.made, report.reused, report.opened) == (0, 8, 0)
    assert studio.opened == [1, 0]


def test_unchanged_files_are_not_even_read(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    scene().save(studio.content / "a.jpg")
    before = studio.inspect("a.jpg")
    monkeypatch.setattr(images, "_digests_of", None)
    assert studio.inspect("a.jpg") == before


def test_changed_photo_is_measured_again(studio: Studio) -> None:
    scene((300, 200)).save(studio.content / "a.jpg")
    studio.inspect("a.jpg")
    scene((200, 300)).save(studio.content / "a.jpg")
    measured = studio.inspect("a.jpg")[0]["a.jpg"]
    assert (measured.width, measured.height) == (200, 300)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": 1}', '{"version": 1, "files": {"a": 3}, "photos": {}}'])
def test_damaged_index_is_made_anew(studio: Studio, damage: str) -> None:
    scene().save(studio.content / "a.jpg")
    before = studio.inspect("a.jpg")
    index = studio.cache / images.INDEX_FILE
    index.write_text(damage)
    assert studio.inspect("a.jpg") == before
    assert studio.opened == [1, 1]


def test_two_runs_give_the_same_bytes(studio: Studio, tmp_path: Path) -> None:
    scene((2000, 1500)).save(studio.content / "a.jpg")
    scene((700, 900), seed=2).save(studio.content / "b.png")
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        other = Studio(studio.content, tmp_path / "other", processes)
        other.make(other.plan("b.png", "a.jpg"))
    studio.make(studio.plan("a.jpg", "b.png"))
    one, two = ({f.name: f.read_bytes() for f in (cache / "foto").iterdir()} for cache in (studio.cache, other.cache))
    assert one == two


def test_one_missing_file_is_made_the_same(studio: Studio) -> None:
    scene((1700, 1200)).save(studio.content / "a.jpg")
    plans = studio.plan("a.jpg")
    studio.make(plans)
    for derivative in plans[0][2].derivatives:
        file = cached_file(studio.cache, derivative)
        before = file.read_bytes()
        file.unlink()
        assert studio.make(plans).made == 1
        assert file.read_bytes() == before


class InterruptedExecutor(ThreadPoolExecutor):
    """Presses Ctrl-C when the first batch of photos is done."""

    def map(self, work: object, *batches: object, **options: object) -> Iterator[object]:  # type: ignore[override]
        results: Iterator[object] = super().map(work, *batches, **options)  # type: ignore[arg-type]
        yield next(results)
        if work is darkroom.answer_apart:
            raise KeyboardInterrupt
        yield from results


def test_interrupted_run_keeps_what_is_done(studio: Studio) -> None:
    names = [f"{number}.png" for number in range(4)]
    for number, name in enumerate(names):
        scene(seed=number).save(studio.content / name)
    with InterruptedExecutor(1) as interrupted, pytest.raises(KeyboardInterrupt):
        inspect_photos([(name, HERE) for name in names], studio.content, studio.cache, interrupted, 1)
    plans = studio.plan(*names)
    assert studio.opened == [3]
    with InterruptedExecutor(1) as interrupted, pytest.raises(KeyboardInterrupt):
        make_derivatives(plans, studio.content, studio.cache, interrupted)
    kept = len(list((studio.cache / "foto").iterdir()))
    assert kept >= 4
    report = studio.make(plans)
    assert (report.made, report.reused) == (32 - kept, kept)


UNTIL_KILLED = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from etalase import images
from etalase.model import Focus
from etalase.pictures import plan_picture
from etalase.problems import Location
images.KEPT_EVERY = 1
content, cache, here = Path(sys.argv[1]), Path(sys.argv[2]), Location("here")
with ThreadPoolExecutor(2) as executor:
    named = [(file.name, here) for file in content.iterdir()]
    measured, _ = images.inspect_photos(named, content, cache, executor, 1)
    plans = [(name, here, plan_picture(known, Focus())) for name, known in measured.items()]
    images.make_derivatives(plans, content, cache, executor)
"""


def run_until(studio: Studio, kept: str) -> None:
    """A build of its own, killed as soon as the cache has a file that matches `kept`."""
    command = (sys.executable, "-c", UNTIL_KILLED, studio.content, studio.cache)
    build = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    while not list(studio.cache.glob(kept)):
        assert build.poll() is None
        time.sleep(0.001)
    build.kill()
    build.wait()


def test_killed_run_keeps_what_is_done(studio: Studio, tmp_path: Path) -> None:
    names = [f"{number}.jpg" for number in range(12)]
    for number, name in enumerate(names):
        scene(seed=number).save(studio.content / name)
    whole = Studio(studio.content, tmp_path / "whole", studio.executor)
    whole.make(whole.plan(*names))
    run_until(studio, images.INDEX_FILE)
    plans = studio.plan(*names)
    assert studio.opened[0] < len(names)
    run_until(studio, "foto/*.jpg")
    (studio.cache / "foto" / "cut-short.avif.1.part").touch()
    report = studio.make(plans)
    assert report.reused > 0
    assert report.made < 8 * len(names)
    one, two = ({f.name: f.read_bytes() for f in (cache / "foto").iterdir()} for cache in (studio.cache, whole.cache))
    assert one == two


def _hire(monkeypatch: pytest.MonkeyPatch, code: str, *arguments: str) -> None:
    """Photos are opened by children that run this, from the first one on."""
    monkeypatch.setattr(darkroom, "CHILD", (sys.executable, "-c", code, *arguments))
    monkeypatch.setattr(darkroom, "_idle", defaultdict(deque))


COUNTED_CHILD = """
import os, sys
from etalase.pixels import serve
os.write(os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT), b"started\\n")
serve()
"""


def test_a_worker_opens_all_its_photos_in_one_child(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = tmp_path / "starts"
    _hire(monkeypatch, COUNTED_CHILD, str(starts))
    names = [f"{number}.png" for number in range(6)]
    for number, name in enumerate(names):
        scene((64, 48), seed=number).save(studio.content / name)
    with ThreadPoolExecutor(1) as studio.executor:
        assert studio.make(studio.plan(*names)).made == 4 * len(names)
    assert starts.read_text().splitlines() == ["started"]


def test_photo_that_breaks_before_making(studio: Studio) -> None:
    data = saved(scene(), "JPEG")
    (studio.content / "a.jpg").write_bytes(data)
    scene(seed=2).save(studio.content / "b.jpg")
    plans = studio.plan("a.jpg", "b.jpg")
    (studio.content / "a.jpg").write_bytes(data[:-300])
    report = studio.make(plans)
    assert report.problems == (Problem(HERE, "photo-unreadable", (("file", "a.jpg"), ("reason", "changed"))),)
    assert report.made == 8


def kind_and_facts(problem: Problem) -> tuple[str, dict[str, str]]:
    assert problem.location == HERE
    return problem.kind, dict(problem.facts)


@pytest.mark.parametrize(
    ("format_", "cut"),
    [
        ("JPEG", 0.5),
        ("JPEG", 0.98),
        ("PNG", 0.5),
        ("WEBP", 0.6),
        ("GIF", 0.6),
        ("TIFF", 0.4),
        ("AVIF", 0.7),
        ("HEIF", 0.7),
    ],
)
def test_truncated_photo(studio: Studio, format_: str, cut: float) -> None:
    data = saved(scene(), format_)
    (studio.content / "a.jpg").write_bytes(data[: int(len(data) * cut)])
    measured, problems = studio.inspect("a.jpg")
    assert measured == {}
    kind, facts = kind_and_facts(*problems)
    assert kind == "photo-unreadable"
    assert facts["reason"] in ("truncated", "damaged")


NO_PHOTOS = {
    "empty.jpg": (b"", "photo-unreadable", {"reason": "empty"}),
    "letter.jpg": (b"Dear Sir,\n", "photo-unreadable", {"reason": "damaged"}),
    "start.png": (b"\x89PNG\r\n\x1a\n", "photo-unreadable", {"reason": "damaged"}),
    "letter.txt": (b"Dear Madam,\n", "photo-format", {"format": "TXT"}),
    "letter": (b"Dear all,\n", "photo-format", {"format": ""}),
    "price-list.jpg": (b"%PDF-1.7\n", "photo-format", {"format": "PDF"}),
    "page.jpg": (b"<!DOCTYPE html><html>", "photo-format", {"format": "HTML"}),
    "film.jpg": (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", "photo-format", {"format": "MP4"}),
    "raw.nef": (b"MM\0*\0\0\0\x08", "photo-format", {"format": "NEF"}),
    "pointer.jpg": (b"version https://git-lfs.github.com/spec/v1\n", "photo-format", {"format": "Git LFS"}),
    "bomb.png": (png((60_000, 60_000), 2, 8, b""), "photo-too-large", {"size": "3600 MP", "limit": "60 MP"}),
    "long.png": (png((40_000, 10), 0, 1, b""), "photo-too-large", {"size": "40000 px", "limit": "30000 px"}),
    "float.tif": (saved(Image.new("F", (20, 20)), "TIFF"), "photo-format", {"format": "TIFF 32-bit"}),
}


def test_what_is_no_photo_is_named(studio: Studio) -> None:
    for name, (data, _, _) in NO_PHOTOS.items():
        (studio.content / name).write_bytes(data)
    measured, problems = studio.inspect(*NO_PHOTOS)
    assert measured == {}
    found = {facts.pop("file"): (kind, facts) for kind, facts in map(kind_and_facts, problems)}
    assert found == {name: (kind, facts) for name, (_, kind, facts) in NO_PHOTOS.items()}


def test_what_cannot_be_read(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    (studio.content / "folder.jpg").mkdir()
    scene().save(studio.content / "large.png")
    monkeypatch.setattr(images, "MAX_BYTES", 1000)
    problems = studio.inspect("folder.jpg", "large.png", "lost.jpg", "nul\0.jpg")[1]
    reasons = {dict(problem.facts)["file"]: dict(problem.facts).get("reason") for problem in problems}
    assert reasons == {"folder.jpg": "no-access", "large.png": None, "lost.jpg": "missing", "nul\0.jpg": "no-access"}


def test_too_small_photo_is_measured_after_rotation_and_named_wherever_it_is(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    scene((640, 300)).save(studio.content / "a.jpg", exif=exif)
    elsewhere = Location("content/groups/hill-potters.yaml", 3, 5)
    named = [("a.jpg", elsewhere), ("a.jpg", HERE)]
    measured, problems = inspect_photos(named, studio.content, studio.cache, studio.executor, 500)
    assert measured == {}
    assert [problem.location for problem in problems] == [elsewhere, HERE]
    assert kind_and_facts(problems[1]) == (
        "photo-too-small", {"file": "a.jpg", "width": "300", "height": "640", "minimum": "500"}
    )  # fmt: skip
    assert studio.inspect("a.jpg", min_side_px=300)[1] == []
    assert studio.opened == [0]


DEADLY_CHILD = """
import os
from etalase import pixels
honest = pixels.answer
def answer(order):
    if "crash" in order.file.name:
        os.abort()
    if "hang" in order.file.name:
        sum(range(10**12))  # in C, holding the interpreter's lock
    return honest(order)
pixels.answer = answer
pixels.MEASURE_LIMIT_S = pixels.MAKE_LIMIT_S = 2
pixels.serve()
"""


def test_crash_and_hang_cost_one_photo_each(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a.png", "crash.png", "hang.png", "z.png"]
    for number, name in enumerate(names):
        scene((320, 240), seed=number).save(studio.content / name)
    plans = studio.plan(*names)
    (studio.cache / images.INDEX_FILE).unlink()
    _hire(monkeypatch, DEADLY_CHILD)
    monkeypatch.setattr(images, "_batches", lambda items: [items])
    with ThreadPoolExecutor(1) as studio.executor:
        measured, problems = studio.inspect(*names)
        report = studio.make(plans)
    assert sorted(measured) == ["a.png", "z.png"]
    assert [dict(problem.facts)["reason"] for problem in problems] == ["crash", "timeout"]
    assert report.made == 8
    assert sorted(dict(problem.facts)["reason"] for problem in report.problems) == ["crash", "timeout"]


BROKEN_CHILDREN = {
    "does not start": "raise SystemExit('no Pillow here')",
    "has a bug": "from etalase import pixels; pixels.answer = lambda _: pixels.Bug('no Pillow here'); pixels.serve()",
}


@pytest.mark.parametrize("code", BROKEN_CHILDREN.values(), ids=BROKEN_CHILDREN)
def test_our_own_mistakes_are_not_blamed_on_photos(studio: Studio, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    scene().save(studio.content / "a.png")
    _hire(monkeypatch, code)
    with ThreadPoolExecutor(1) as studio.executor, pytest.raises(RuntimeError, match="no Pillow here"):
        studio.inspect("a.png")


def test_flipped_bits_never_escape(studio: Studio) -> None:
    chance = random.Random(7)
    names = []
    exif = Image.Exif()
    exif[0x0112] = 6
    options: dict[str, object] = {"icc_profile": matrix_profile(ADOBE_RGB, 2.2), "exif": exif.tobytes()}
    for format_ in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF", "HEIF"):
        whole = saved(scene((64, 48)), format_, **options)
        for number in range(40):
            data = bytearray(whole)
            for _ in range(chance.choice((1, 4, 30))):
                data[chance.randrange(len(data) if number % 2 else min(len(data), 300))] = chance.randrange(256)
            names.append(f"{format_}-{number}.jpg")
            (studio.content / names[-1]).write_bytes(data)
    measured, problems = studio.inspect(*names)
    assert len(measured) + len(problems) == len(names)
    plans = [(name, HERE, plan_picture(known, Focus())) for name, known in measured.items()]
    assert studio.make(plans).problems == ()


@given(st.binary(max_size=64))
@example(b"\0\0\0\0ftyp")
def test_sniffing_takes_any_bytes(head: bytes) -> None:
    assert isinstance(sniff_format(head), str)


def files_below(*folders: str) -> list[str]:
    found = (file for folder in folders for file in (SHARED / folder).rglob("*") if file.is_file())
    return sorted(str(file.relative_to(SHARED)) for file in found)


@needs_shared
def test_hostile_public_files_pass_or_have_one_problem(tmp_path: Path, threads: Executor) -> None:
    files = files_below("photos-hostile", "torture")
    studio = Studio(SHARED, tmp_path, threads)
    measured, problems = studio.inspect(*files)
    assert sorted([*measured, *(dict(problem.facts)["file"] for problem in problems)]) == files
    reasons = {dict(problem.facts).get("reason") for problem in problems}
    assert not reasons & {"timeout", "crash", "memory"}
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 700 * 1024


@needs_shared
def test_public_photos_are_made_without_metadata(tmp_path: Path, threads: Executor) -> None:
    studio = Studio(SHARED, tmp_path, threads)
    files = [*files_below("photos/camera", "photos/formats"), *files_below("photos/food-phone")[:5]]
    assert studio.make(studio.plan(*files)).problems == ()
    for file in (tmp_path / "foto").iterdir():
        assert_bare(file)


@needs_shared
def test_public_orientations_give_the_same_picture(tmp_path: Path, threads: Executor) -> None:
    studio = Studio(SHARED, tmp_path, threads)
    plans = studio.plan(*files_below("photos/orientation"))
    studio.make(plans)
    first, *others = [studio.pixels_of(picture.full[0]) for _, _, picture in plans]
    for other in others:
        assert mean_difference(first, other) < 12  # each carries its own number, drawn large
