"""Setting type on a picture: letters of one variable font, kerned and tracked, the same on every machine.

Pillow's own layout leaves out kerning, or asks libraries of the machine for it, so each letter is placed here, by its own width
in thousandths of an em. The pairs that are kerned stand in a file beside the font, with its name and the suffix `.kern`: a line
for each distance and the letters it is between, `-60 TŢŤ acdegmnopqrsu`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from etalase.pictures import Font

EM: Final = 1000
ELLIPSIS: Final = "…"
_PIECES: Final = re.compile(r"[^ -]*-+|[^ -]+ ?| ")
_NOWHERE: Final = "\uffff"  # a letter that no font has


@dataclass(frozen=True, slots=True)
class Style:
    """How letters are set: size in pixels, weight as in CSS, tracking in ems."""

    font: Font
    size: int
    weight: int
    tracking: float = 0.0

    def width(self, text: str) -> float:
        """Of a line, in pixels."""
        return max((end for _, _, end in self._placed(text)), default=0.0)

    def draw(self, picture: Image.Image, at: tuple[float, float], text: str, colour: str) -> None:
        """Set a line; `at` is where it begins, on the base line."""
        draw, face = ImageDraw.Draw(picture), _face(self.font, self.size, self.weight)
        for letter, start, _ in self._placed(text):
            draw.text((at[0] + start, at[1]), letter, colour, face, "ls")

    def lines(self, text: str, width: float) -> list[str]:
        """The text in as few lines as it needs, and these as even as they can be, broken at spaces and after hyphens.

        A word that is too wide has its own line.
        """
        pieces = _PIECES.findall(" ".join(text.split()))
        fewest = len(self._filled(pieces, width))
        narrow, wide = max((self.width(piece.rstrip()) for piece in pieces), default=0.0), width
        while wide - narrow > self.size / 4:
            middle = (narrow + wide) / 2
            narrow, wide = (narrow, middle) if len(self._filled(pieces, middle)) <= fewest else (middle, wide)
        return self._filled(pieces, wide)

    def cut(self, text: str, width: float) -> str:
        """The line, or as much of it as fits before an ellipsis."""
        if self.width(text) <= width:
            return text
        ends = (f"{text[:end].rstrip()}{ELLIPSIS}" for end in range(len(text) - 1, 0, -1))
        return next((cut for cut in ends if self.width(cut) <= width), ELLIPSIS)

    def _filled(self, pieces: Sequence[str], width: float) -> list[str]:
        lines: list[str] = []
        for piece in pieces:
            if lines and self.width((lines[-1] + piece).rstrip()) <= width:
                lines[-1] += piece
            else:
                lines.append(piece)
        return [line.rstrip() for line in lines]

    def _placed(self, text: str) -> Iterator[tuple[str, float, float]]:
        """Each letter that the font has, with where it begins and ends, in pixels from the start of the line."""
        advance, kerned = _advances(self.font, self.weight), _kerning(self.font)
        letters = [letter for letter in unicodedata.normalize("NFC", text) if _is_known(self.font, letter)]
        x = 0.0
        for letter, following in pairwise((*letters, "")):
            end = x + advance(letter) * self.size / EM
            yield letter, x, end
            tracking = -self.tracking if letter == " " else self.tracking  # words stay apart however close their letters are
            x = end + (kerned.get(letter + following, 0) / EM + tracking) * self.size


@cache
def _face(font: Font, size: int, weight: int) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(font.file, size, layout_engine=ImageFont.Layout.BASIC)
    face.set_variation_by_axes([weight])
    return face


@cache
def _advances(font: Font, weight: int) -> Callable[[str], float]:
    return cache(_face(font, EM, weight).getlength)


@cache
def _is_known(font: Font, letter: str) -> bool:
    face = _face(font, 40, 400)
    return letter == " " or bytes(face.getmask(letter)) != bytes(face.getmask(_NOWHERE))


@cache
def _kerning(font: Font) -> dict[str, int]:
    """Thousandths of an em by pair; none where no file stands beside the font."""
    file = font.file.with_suffix(".kern")
    rows = (line.split() for line in (file.read_text("utf-8").splitlines() if file.is_file() else ()))
    return {left + right: int(distance) for distance, lefts, rights in rows for left in lefts for right in rights}
