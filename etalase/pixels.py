"""One photo file → its measurements, or its derivatives. Runs in the child process of `darkroom`, with Pillow.

1. `sniff_format` says what the bytes are; only the one decoder for that format is asked.
2. `open_photo` reads the header and refuses what is too large before anything is decoded.
3. `develop` decodes, reduces, converts to sRGB and turns upright, with nothing left of the photo's metadata.
4. `measure` takes the average colour and the ground of that, `make` cuts the derivatives from it.

Whatever Pillow raises on a photo's bytes becomes a `BadPhoto`; what fails later (a full disk) is no fault of the photo
and stays an error.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from io import BytesIO
from pathlib import Path

from PIL import AvifImagePlugin, Image, ImageCms, TiffImagePlugin, WebPImagePlugin  # noqa: F401  (decoders register)
from pillow_heif import register_heif_opener

from etalase.darkroom import READY, Answer, Bug, Fault, Made, Make, Measure, Order, Reason, unreadable
from etalase.grounds import ground_and_subject
from etalase.pictures import (
    AVIF_QUALITY,
    JPEG_QUALITY,
    MASTER_BYTES,
    MASTER_QUALITY,
    Box,
    Derivative,
    Format,
    Master,
    Measured,
    Picture,
    Size,
    avif_speed,
    digest_of,
    scaled,
)

MAX_PIXELS = 60_000_000
MAX_SIDE_PX = 30_000  # JPEG and AVIF can hold twice that
MEASURE_LIMIT_S = 10
MAKE_LIMIT_S = 120
SMALL_SIDE_PX = 128  # enough for an average colour, and to see a handle

SIGNATURES = (
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (8, b"WEBP", "WEBP"),
    (0, b"GIF8", "GIF"),
    (8, b"CR\2", "CR2"),  # a camera's raw file, a TIFF by its first bytes
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "TIFF"),
    (0, b"MM\0+", "TIFF"),
    (0, b"BM", "BMP"),
    (0, b"8BPS", "PSD"),
    (0, b"%PDF", "PDF"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"PK\3\4", "ZIP"),
    (0, b"<svg", "SVG"),
    (0, b"<!DOCTYPE html", "HTML"),
    (0, b"version https://git-lfs", "Git LFS"),
)
BRANDS = (  # of the family of MP4 and HEIF; AVIF first, for its files also name HEIF's brands
    ((b"avif", b"avis"), "AVIF"),
    ((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1"), "HEIF"),
    ((b"crx ",), "CR3"),
    ((b"isom", b"mp41", b"mp42", b"qt  "), "MP4"),
)
ALLOWED = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "HEIF", "AVIF")
ALLOWED_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".hif", ".avif")
RAW_SUFFIXES = (".arw", ".dng", ".nef", ".orf", ".pef", ".rw2", ".srw")  # TIFF files with only a thumbnail for us

ICC_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
WITHOUT_SHADOW = 0.8  # how much of the way to the product its ground is nothing but ground
LOWEST_QUALITY = 30
ORIENTATION_TAG = 0x0112
FIRST_SIDEWAYS = 5  # orientations 5 to 8 swap width and height

ENCODINGS: dict[Format, dict[str, object]] = {
    # One thread: more would cut the image into tiles, and the bytes would depend on the machine.
    "avif": {"quality": AVIF_QUALITY, "subsampling": "4:2:0", "max_threads": 1},
    "jpeg": {"quality": JPEG_QUALITY, "subsampling": "4:2:0", "progressive": True, "optimize": True},
}


class BadPhoto(Exception):
    """A photo that cannot be used; carries the `Fault` to report."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


def serve() -> None:
    """Read one pickled order after another from stdin, and write the answer to each to stdout before the next.

    The watchdog ends the process with code 1 when an order takes too long, also inside a decoder that never returns.
    """
    prepare_pillow()
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:  # for what the decoders have to say
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    reply: object = READY
    while True:
        pickle.dump(reply, answers)
        answers.flush()
        try:
            order: Order = pickle.load(sys.stdin.buffer)
        except EOFError:  # who asked is gone
            return
        faulthandler.dump_traceback_later(MEASURE_LIMIT_S if isinstance(order, Measure) else MAKE_LIMIT_S, exit=True)
        reply = answer(order)
        faulthandler.cancel_dump_traceback_later()


def prepare_pillow() -> None:
    """Settings of a process that does nothing but open photos."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # `open_photo` counts, and can say how many
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # the other cores have photos of their own
    register_heif_opener(decode_threads=1, thumbnails=False)  # or a draft would be the camera's own thumbnail


def answer(order: Order) -> Answer | Bug:
    try:
        return measure(order.file) if isinstance(order, Measure) else make(order)
    except BadPhoto as bad:
        return bad.fault
    except Exception:
        return Bug(traceback.format_exc())


def measure(file: Path) -> Measured:
    """Decode a photo wholly, once, and say what it is."""
    data = _read(file)
    with open_photo(data, file.suffix.lower()) as image:
        size = image.size
        pixels = develop(image, min(Fraction(1), Fraction(SMALL_SIDE_PX, min(size))))
        width, height = reversed(size) if _orientation(image) >= FIRST_SIDEWAYS else size
    return Measured(digest_of(data), width, height, tone_of(pixels), *ground_and_subject(pixels))


def make(order: Make) -> Made:
    """Make what is missing of the derivatives of a photo, from one decoding; each file appears whole or not at all."""
    data = _read(order.file)
    if digest_of(data) != order.pictures[0].source:
        raise BadPhoto(unreadable("changed"))
    with open_photo(data, order.file.suffix.lower()) as image:
        pixels = develop(image, order.pictures[0].scale)
    made = 0
    for picture in order.pictures:
        for derivative, resized in cut_derivatives(pixels, picture):
            target = order.folder / derivative.path
            if not target.exists():
                _write(resized, derivative.format, target)
                made += 1
        if picture.master and not (target := order.folder / picture.master.derivative.path).exists():
            _put(within(square_of(pixels, picture, picture.master), MASTER_BYTES, MASTER_QUALITY), target)
            made += 1
    return Made(made)


def open_photo(data: bytes, suffix: str) -> Image.Image:
    """The photo with its header read and not yet decoded; `suffix` in lower case, with its dot.

    Raises BadPhoto for another format, a broken header or too many pixels.
    """
    if not data:
        raise BadPhoto(unreadable("empty"))
    format_ = sniff_format(data[:256])
    if format_ == "TIFF" and suffix in RAW_SUFFIXES:
        format_ = suffix[1:].upper()
    if not format_ and suffix in ALLOWED_SUFFIXES:
        raise BadPhoto(unreadable("damaged"))
    if format_ not in ALLOWED:
        raise BadPhoto(Fault("photo-format", (("format", format_ or suffix[1:].upper()),)))
    with _blaming_the_photo():
        image = Image.open(BytesIO(data), formats=(format_,))
    _check_size(image.size)
    return image


def sniff_format(head: bytes) -> str:
    """The format that a file's first bytes tell, in capitals; "" if they tell nothing."""
    if head[4:8] == b"ftyp":
        brands = head[8 : int.from_bytes(head[:4], "big")]
        found = {brands[start : start + 4] for start in range(0, len(brands), 4)}
        return next((name for known, name in BRANDS if not found.isdisjoint(known)), "")
    return next((name for start, magic, name in SIGNATURES if head.startswith(magic, start)), "")


def develop(image: Image.Image, scale: Fraction) -> Image.Image:
    """The whole photo reduced by `scale` (at most 1): upright, opaque, sRGB and without metadata.

    A JPEG much larger than that is decoded at a half, a quarter or an eighth. Raises BadPhoto if it does not decode.
    """
    size = scaled(image.size, scale)
    with _blaming_the_photo():
        image.draft(None, size)
        image.load()
        plain = _in_plain_mode(image)
    profile = image.info.get("icc_profile")
    small = _on_white(plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=3))
    upright = UPRIGHT.get(_orientation(image))
    pixels = to_srgb(small, profile)
    pixels = pixels if upright is None else pixels.transpose(upright)
    pixels.info = {}  # encoders would write profile and comment from here
    return pixels


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as sRGB, from L, RGB, CMYK or LAB; a profile that is broken or made for other channels is ignored."""
    try:
        source = ImageCms.createProfile("LAB") if image.mode == "LAB" else _profile_for(image.mode, profile)
        if source is None:
            return image.convert("RGB")
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (OSError, ValueError, ImageCms.PyCMSError):
        return image.convert("RGB")
    assert converted is not None  # only when done in place
    return converted


def tone_of(pixels: Image.Image) -> str:
    """The average colour as a CSS class, each channel rounded to the nearest of 0, 85, 170 and 255: `tone-210`."""
    average = pixels.resize((1, 1), Image.Resampling.BOX).tobytes()
    return "tone-" + "".join(str((level * 3 + 127) // 255) for level in average)


def cut_derivatives(pixels: Image.Image, picture: Picture) -> Iterator[tuple[Derivative, Image.Image]]:
    """Every derivative with its pixels, each size made from the smallest that can hold it: as sharp as from the photo."""
    if not picture.square:
        yield from _cascade(pixels, picture.full)
        return
    widest = picture.square[-1]
    for derivative, whole in _cascade(pixels, picture.full):
        if min(whole.size) >= widest.width:
            pixels = whole
        yield derivative, whole
    yield from _cascade(_part(pixels, picture, picture.crop, (widest.width, widest.height)), picture.square)


def square_of(pixels: Image.Image, picture: Picture, master: Master) -> Image.Image:
    """The master of a photo. Beyond an edge that the subject leaves free its ground is mirrored, beyond others it is even."""
    left, top, right, bottom = master.box
    side = master.derivative.width
    inside = (max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height))
    x, y, x_end, y_end = (
        round((at - start) * side / (right - left)) for at, start in zip(inside, (left, top, left, top), strict=True)
    )
    photo = _part(pixels, picture, inside, (x_end - x, y_end - y))
    square = Image.new("RGB", (side, side), master.ground)
    square.paste(photo, (x, y))
    (width, height), (first, over, last, under) = photo.size, master.subject
    for place, to_top, depth, free in (
        ((0, 0), None, y, over * height),
        ((0, y_end), Image.Transpose.FLIP_TOP_BOTTOM, side - y_end, (1000 - under) * height),
        ((0, 0), Image.Transpose.TRANSPOSE, x, first * width),
        ((x_end, 0), Image.Transpose.TRANSVERSE, side - x_end, (1000 - last) * width),
    ):
        if depth and free:
            square.paste(_mirrored(photo, to_top, depth, max(1, int(free / 1000 * WITHOUT_SHADOW))), place)
    return square


def _mirrored(photo: Image.Image, to_top: Image.Transpose | None, depth: int, free: int) -> Image.Image:
    """What lies beyond an edge: the outermost pixels, `free` of them, there and back until it is deep enough.

    `to_top` turns the photo so that this edge is above, and back.
    """
    turned = photo.transpose(to_top) if to_top is not None else photo
    strip = turned.crop((0, 0, turned.width, min(free, depth)))
    beyond = Image.new("RGB", (turned.width, depth))
    for start in range(depth - strip.height, -strip.height, -strip.height):
        strip = strip.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        beyond.paste(strip, (0, start))
    return beyond.transpose(to_top) if to_top is not None else beyond


def _part(pixels: Image.Image, picture: Picture, box: Box, size: Size) -> Image.Image:
    """A box of the photo, in its own pixels, in another size."""
    across, down = pixels.width / picture.width, pixels.height / picture.height
    left, top, right, bottom = box
    part = (left * across, top * down, min(right * across, pixels.width), min(bottom * down, pixels.height))
    return pixels.resize(size, Image.Resampling.LANCZOS, part, reducing_gap=3)


def within(pixels: Image.Image, most: int, quality: int, *, progressive: bool = True) -> bytes:
    """A JPEG of at most so many bytes: of this quality, or the first lower one that is small enough.

    One that is not progressive is made in a third of the time, and has 7 % more bytes.
    """
    while True:
        data = BytesIO()
        pixels.save(data, "jpeg", **ENCODINGS["jpeg"] | {"quality": quality, "progressive": progressive})
        if data.tell() <= most or quality < LOWEST_QUALITY:
            return data.getvalue()
        quality -= 6


def _cascade(pixels: Image.Image, derivatives: tuple[Derivative, ...]) -> Iterator[tuple[Derivative, Image.Image]]:
    for derivative in reversed(derivatives):
        size = (derivative.width, derivative.height)
        if pixels.size != size:
            pixels = pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)
        yield derivative, pixels


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadPhoto(unreadable("missing" if isinstance(error, FileNotFoundError) else "no-access")) from error


def _write(pixels: Image.Image, format_: Format, target: Path) -> None:
    speed = {"speed": avif_speed(pixels.width)} if format_ == "avif" else {}
    data = BytesIO()
    pixels.save(data, format_, **ENCODINGS[format_], **speed)
    _put(data.getvalue(), target)


def _put(data: bytes, target: Path) -> None:
    """Write under another name and rename, so that a file with a derivative's name is always whole."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(target)


@contextmanager
def _blaming_the_photo() -> Iterator[None]:
    """Turn whatever a decoder raises (Pillow's raise almost anything) into BadPhoto."""
    try:
        yield
    except BadPhoto:
        raise
    except Exception as error:
        raise BadPhoto(unreadable(_reason_of(error))) from error


def _reason_of(error: Exception) -> Reason:
    if isinstance(error, MemoryError):
        return "memory"
    message = str(error).lower()
    cut_short = isinstance(error, EOFError) or any(words in message for words in ("truncated", "end of file"))
    return "truncated" if cut_short else "damaged"


def _check_size(size: Size) -> None:
    """Refuse more pixels than can be decoded in reasonable memory, and sides that no derivative could have."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise BadPhoto(_too_large(f"{-(-width * height // 1_000_000)} MP", f"{MAX_PIXELS // 1_000_000} MP"))
    if max(size) > MAX_SIDE_PX:
        raise BadPhoto(_too_large(f"{max(size)} px", f"{MAX_SIDE_PX} px"))


def _too_large(size: str, limit: str) -> Fault:
    return Fault("photo-too-large", (("size", size), ("limit", limit)))


def _in_plain_mode(image: Image.Image) -> Image.Image:
    """The same pixels, 8 bits a channel, as L, RGB, RGBA, CMYK or LAB, which resizing and lcms know."""
    if image.mode == "F":
        raise BadPhoto(Fault("photo-format", (("format", f"{image.format} 32-bit"),)))
    if image.mode.startswith("I"):
        wide = image.convert("I")
        wide.info.pop("transparency", None)  # one of 65,536 greys
        return wide.point(lambda level: level * (1 / 257) + 0.5).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK", "LAB") else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _profile_for(mode: str, profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    """The photo's profile if it describes this mode's channels."""
    if not profile:
        return None
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    return source if source.profile.xcolor_space.strip() == ICC_SPACES[mode] else None


def _orientation(image: Image.Image) -> int:
    """EXIF orientation of a decoded image, 1 to 8; broken EXIF counts as upright, as in every viewer."""
    try:
        orientation = image.getexif().get(ORIENTATION_TAG, 1)
    except Exception:
        return 1
    return orientation if orientation in UPRIGHT else 1
