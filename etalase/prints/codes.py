"""QR codes for paper and as files: what each product's short address and each group's page look like as SVG and PNG."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from etalase.editions import Edition
from etalase.messages import Messages
from etalase.prints.selection import Selection
from etalase.qr import QUIET, QrCode, qr_code, svg_of

MODULE_PX: Final = 16  # of a module in a PNG: a code of 37 modules is 50 mm wide at 300 dots an inch
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # that a ZIP knows


@dataclass(frozen=True, slots=True)
class Code:
    """A code to be set: its SVG with the quiet zone, what it leads to for those who do not see it, and for those who type."""

    svg: str
    alt: str
    words: str
    short: str


def code_of(address: str, words: Messages) -> Code | None:
    """The code of an absolute address; None for one that is too long for our codes."""
    code, typed = qr_code(address), address.partition("://")[2].rstrip("/")
    if code is None:
        return None
    return Code(svg_of(code), words("print_code", address=address), typed, "/".join(typed.rsplit("/", 2)[-2:]))


def png_of(code: QrCode) -> bytes:
    """Black on white with its quiet zone, one bit a pixel."""
    across = -(-code.side // 8) * 8
    modules = Image.frombytes("1", (across, code.side), code.modules).crop((0, 0, code.side, code.side))
    image = ImageOps.expand(ImageOps.invert(modules), QUIET, 255)
    data = io.BytesIO()
    image.resize((image.width * MODULE_PX, image.height * MODULE_PX), Image.Resampling.NEAREST).save(data, "PNG", optimize=True)
    return data.getvalue()


def code_files(edition: Edition, selection: Selection) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the SVG and the PNG of each group and product, named as in their addresses."""
    view, catalog = edition.view, edition.catalog
    addresses = catalog.addresses
    groups = [(addresses.of(view.language, "groups", group.slug), "") for group, _ in selection.products]
    products = [
        (addresses.of(view.language, "products", entry.slug), addresses.short(catalog.codes[entry.slug]))
        for entry in selection.flat
    ]
    for path, short in (*groups, *products):
        if code := qr_code(addresses.absolute(short or path)):
            name = "/".join(path.rstrip("/").split("/")[-2:])
            yield f"{name}.svg", svg_of(code).encode()
            yield f"{name}.png", png_of(code)


def write_files(files: Iterable[tuple[str, bytes]], target: Path) -> None:
    """Put files below a folder, or into a ZIP if that is what `target` is called."""
    if target.suffix.lower() != ".zip":
        for name, data in files:
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, _FIRST_DAY), data)
