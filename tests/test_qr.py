"""Codes are read back by a reader that is not ours."""

from __future__ import annotations

import re
import time

import pytest
import zxingcpp
from PIL import Image

from etalase.qr import QrCode, qr_code

PIXELS = 4  # of a module
LENGTHS = (12, 26, 27, 42, 62, 84, 106, 107, 122, 123, 152, 153, 180)  # the most and the least of the versions


def drawn(code: QrCode) -> Image.Image:
    """What a code looks like on paper."""
    image = Image.new("1", (code.side + 8, code.side + 8), 1)
    for row, line in enumerate(code.path.split("M0 ")[1:]):
        column = 0
        for way, length in re.findall(r"([hm])(\d+)", line):
            for dark in range(column, column + int(length)) if way == "h" else ():
                image.putpixel((dark + 4, row + 4), 0)
            column += int(length)
    return image.resize((image.width * PIXELS, image.height * PIXELS)).convert("L")


@pytest.mark.parametrize("length", LENGTHS)
def test_a_reader_finds_the_address(length: int) -> None:
    address = ("https://uji.example/en/products/" + "keranjang-rotan-2/" * 10)[:length]
    code = qr_code(address)
    assert code
    assert address in [found.text for found in zxingcpp.read_barcodes(drawn(code))]


def test_an_address_outside_ascii_is_read_too() -> None:
    code = qr_code("https://uji.example/produk/é/")
    assert code
    assert [found.text for found in zxingcpp.read_barcodes(drawn(code))] == ["https://uji.example/produk/é/"]


def test_an_address_that_is_too_long_has_no_code() -> None:
    assert qr_code("x" * 181) is None


def test_a_code_takes_little_time() -> None:
    """Each of ten thousand products has one in each language: some two seconds of one core."""
    qr_code("https://uji.example/produk/keranjang-rotan-bertutup/")
    started = time.process_time()
    for number in range(1000):
        qr_code(f"https://uji.example/produk/keranjang-rotan-{number:04}/")
    assert time.process_time() - started < 0.3
