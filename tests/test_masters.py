"""The square pictures of products for feeds and shops: what channels ask for, and nothing of the product is cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from etalase.grounds import ground_and_subject
from etalase.model import Focus
from etalase.pictures import MASTER_BYTES, Box, Master, Measured, Picture, plan_master, plan_picture
from etalase.pipeline import build_site
from etalase.pixels import SMALL_SIDE_PX, develop, measure, open_photo, square_of, within
from tests.sites import copy_content, job_in

SAMPLE = Path(__file__).parents[1] / "content" / "products"
WALL = (209, 199, 187)
RED = (150, 40, 30)


class Channel(NamedTuple):
    """What a channel asks of a product's main picture: sides in pixels, bytes, and width by height."""

    name: str
    least_px: int
    most_px: int
    most_bytes: int
    narrowest: float
    widest: float


CHANNELS = (
    Channel("Google", 500, 8000, 16_000_000, 1, 1),
    Channel("Meta", 500, 8000, 8_000_000, 1, 1),
    Channel("TikTok and Tokopedia", 301, 8000, 5_000_000, 3 / 4, 4 / 3),
    Channel("Shopee", 500, 8000, 2_000_000, 1, 1),
)


def wall(size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """A plain wall that is lit from the left."""
    light = Image.linear_gradient("L").rotate(90).resize(size).point([level // 6 for level in range(256)])
    return ImageChops.add(Image.new("RGB", size, WALL), Image.merge("RGB", (light, light, light)))


def placed(box: Box, size: tuple[int, int] = (1200, 900), colour: tuple[int, int, int] = RED) -> Image.Image:
    """Something on the wall."""
    photo = wall(size)
    ImageDraw.Draw(photo).rectangle(box, colour)
    return photo


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 120) for _ in range(3)])


PLANTED: dict[str, Callable[[], Image.Image]] = {
    "clear": lambda: placed((450, 300, 750, 600)),
    "clear at the right": lambda: placed((900, 300, 1150, 600)),
    "one edge": lambda: placed((500, 500, 800, 900)),
    "two edges that meet": lambda: placed((0, 0, 500, 500)),
    "left and right": lambda: placed((0, 300, 1200, 600)),
    "top and bottom": lambda: placed((400, 0, 700, 900)),
    "three edges": lambda: placed((0, 300, 1200, 900)),
    "wider than high": lambda: placed((60, 300, 1140, 600)),
    "upright": lambda: placed((0, 300, 900, 700), (900, 1200)),
    "square": lambda: placed((100, 0, 700, 800), (800, 800)),
    "close up": lambda: noise((48, 36)).resize((1200, 900)),
    "large and hard to compress": lambda: noise((2400, 1800)),
    "nothing": wall,
    "smallest": lambda: placed((200, 100, 400, 300), (640, 500)),
    "panorama": lambda: placed((900, 100, 1200, 500), (2400, 600)),
}


def made(photo: Path, focus: Focus) -> tuple[Measured, Picture, Master, bytes]:
    measured = measure(photo)
    picture, master = plan_picture(measured, focus), plan_master(measured, focus)
    with open_photo(photo.read_bytes(), photo.suffix) as image:
        pixels = develop(image, picture.scale)
    return measured, picture, master, within(square_of(pixels, picture, master), MASTER_BYTES, 88)


def assert_every_channel_takes(master: Master, data: bytes) -> None:
    with Image.open(BytesIO(data)) as image:
        image.load()
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (master.derivative.width, master.derivative.height))
        assert not image.info.get("icc_profile") and not image.getexif()
        for channel in CHANNELS:
            assert channel.least_px <= min(image.size) <= max(image.size) <= min(channel.most_px, 1500), channel.name
            assert channel.narrowest <= image.width / image.height <= channel.widest, channel.name
            assert len(data) <= channel.most_bytes, channel.name


def planted(name: str, folder: Path) -> Path:
    file = folder / "photo.png"
    PLANTED[name]().save(file)
    return file


@pytest.mark.parametrize("photo", sorted(SAMPLE.rglob("*.jpg")), ids=lambda photo: photo.stem)
def test_sample_photos_suit_every_channel(photo: Path) -> None:
    measured, _, master, data = made(photo, Focus())
    assert_every_channel_takes(master, data)
    assert holds_subject(measured, master.box)


@pytest.mark.parametrize("name", PLANTED)
def test_planted_photos_suit_every_channel(name: str, tmp_path: Path) -> None:
    measured, _, master, data = made(planted(name, tmp_path), Focus(0.2, 0.9))
    assert_every_channel_takes(master, data)
    assert holds_subject(measured, master.box)
    assert master.derivative.width <= master.box[2] - master.box[0]  # never enlarged


def holds_subject(measured: Measured, box: Box) -> bool:
    left, top, right, bottom = (
        at * side / 1000 for at, side in zip(measured.subject, (measured.width, measured.height) * 2, strict=True)
    )
    return box[0] <= left and box[1] <= top and box[2] >= right and box[3] >= bottom


@pytest.mark.parametrize(
    "name", ["two edges that meet", "left and right", "top and bottom", "three edges", "wider than high", "upright"]
)
def test_product_that_touches_two_edges_is_padded_not_cut(name: str, tmp_path: Path) -> None:
    _, picture, master, data = made(planted(name, tmp_path), Focus(0.1, 0.1))
    assert master.box[2] - master.box[0] == max(picture.width, picture.height)
    with Image.open(BytesIO(data)) as image:
        reds = Image.open(tmp_path / "photo.png").convert("RGB")
        assert abs(red_share(image) * image.width**2 - red_share(reds) * reds.width * reds.height) < 0.02 * image.width**2


def red_share(picture: Image.Image) -> float:
    red, green, _ = picture.split()
    return ImageStat.Stat(ImageChops.subtract(red, green).point([level > 60 for level in range(256)])).mean[0]


@pytest.mark.parametrize("name", ["clear", "clear at the right", "one edge", "nothing"])
def test_product_with_ground_around_it_fills_its_square(name: str, tmp_path: Path) -> None:
    _, picture, master, _ = made(planted(name, tmp_path), Focus())
    assert master.box[2] - master.box[0] == min(picture.width, picture.height)


def test_what_is_lighter_than_its_ground_is_no_ground(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    placed((60, 300, 1140, 600), colour=(255, 254, 252)).filter(ImageFilter.GaussianBlur(2)).save(photo)
    measured, _, master, _ = made(photo, Focus())
    assert measured.subject[0] <= 50 and measured.subject[2] >= 950
    assert master.box == (0, -150, 1200, 1050)


def test_square_lies_round_the_focus_as_far_as_it_holds_the_product() -> None:
    measured = Measured("a" * 32, 1200, 900, "tone-222", "#d1c7bb", (500, 200, 900, 800))
    assert [plan_master(measured, Focus(x, 0.5)).box[0] for x in (0, 0.5, 0.6, 1)] == [180, 180, 270, 300]


def test_ground_goes_on_without_a_seam(tmp_path: Path) -> None:
    *_, data = made(planted("wider than high", tmp_path), Focus())
    with Image.open(BytesIO(data)) as image:
        for x in (30, 600, 1170):
            column = [image.getpixel((x, y)) for y in (0, 75, 140, 148, 152, 160)]
            assert all(max(abs(a - b) for a, b in zip(column[0], other, strict=True)) <= 3 for other in column)


def test_ground_that_is_not_plain_is_white_beyond(tmp_path: Path) -> None:
    *_, data = made(planted("close up", tmp_path), Focus())
    with Image.open(BytesIO(data)) as image:
        assert image.getpixel((600, 20)) == image.getpixel((600, 1180)) == (255, 255, 255)


@given(left=st.integers(0, 60), top=st.integers(0, 60), width=st.integers(8, 60), height=st.integers(8, 60), soft=st.booleans())
def test_box_holds_what_stands_on_the_ground(left: int, top: int, width: int, height: int, soft: bool) -> None:
    box = (left, top, left + width, top + height)
    small = placed(box, (160, SMALL_SIDE_PX))
    ground, found = ground_and_subject(small.filter(ImageFilter.GaussianBlur(1)) if soft else small)
    assert ground.startswith("#")
    for at, start, side in zip(found, box, (160, SMALL_SIDE_PX) * 2, strict=True):
        assert abs(at * side / 1000 - start) <= 3


def test_name_says_all_that_the_picture_depends_on() -> None:
    measured = Measured("a" * 32, 1200, 900, "tone-222", "#d1c7bb", (500, 200, 700, 800))
    plans = {
        plan_master(each, Focus(x, 0.5)).derivative.path
        for each in (
            measured,
            replace(measured, digest="b" * 32),
            replace(measured, ground="#000000"),
            replace(measured, subject=(500, 200, 700, 801)),
        )
        for x in (0.4, 0.5)
    }
    assert len(plans) == 8


def test_site_has_masters_of_products_alone(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    group = content / "groups" / "anyam-hulu"
    wall().save(group / "bengkel.png")
    text = (group / "index.md").read_text("utf-8").replace("---\n", "---\nphotos: [{file: bengkel.png, alt: Bengkel}]\n", 1)
    (group / "index.md").write_text(text, "utf-8")
    build_site(job_in(tmp_path, content=content, search=False))
    basket, mat = (content / "products" / name / f"{name}.jpg" for name in ("keranjang", "tikar"))
    masters = [
        plan_master(measure(photo), focus).derivative.path
        for photo, focus in ((basket, Focus(0.5, 0.4)), (mat, Focus()), (group / "bengkel.png", Focus()))
    ]
    assert [(tmp_path / "public" / path).is_file() for path in masters] == [True, True, False]
