"""How large a thing is: drawn beside something that everybody knows, both to one scale."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final, NamedTuple


class Familiar(NamedTuple):
    """What a thing is drawn beside, by its longest side up to so many millimetres; its own sides in millimetres, and `d`.

    `roomy` is how many units wide it must come out for its name to stand in it; where that is None, it stands under it.
    """

    up_to: float
    name: str
    width: int
    height: int
    d: str
    roomy: int | None = None


FAMILIAR: Final = (
    Familiar(60, "coin", 27, 27, "M0 13.5a13.5 13.5 0 0 1 27 0a13.5 13.5 0 0 1-27 0Z"),  # Rp500 of 2016: 27.3 mm
    Familiar(190, "pen", 11, 140, "M5.5 140 1 122V7Q1 0 5.5 0T10 7V122ZM1 122H10"),
    Familiar(600, "paper", 210, 297, "M0 0H210V297H0Z", roomy=180),  # A4, ISO 216
    Familiar(1200, "chair", 450, 860, "M0 0H38V430H450V860H412V475H38V860H0Z"),
    Familiar(inf, "door", 800, 2000, "M0 0H800V2000H0ZM680 1190H750", roomy=230),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A thing and a familiar object side by side, for `drawing.html`, in millimetres.

    It is seen from the front, or without a height as it lies; `radius` rounds one that is as wide as high. Words and `lines`
    are measured in units of `scale` millimetres from the lower left corner of the thing, so that they come out alike
    beside a coin and a door.
    """

    box: str
    top: int
    width: int
    height: int
    radius: float
    weave: float
    reference_left: float
    reference_top: int
    reference_d: str
    foot: int
    scale: float
    lines: str
    width_at: float
    height_at: float
    reference_in: tuple[float, float] | None
    reference_end: float
    width_text: str
    height_text: str
    reference: str
    title: str
    caption: str


def familiar_beside(width: int, height: int) -> Familiar:
    """What a thing of this size, in millimetres, is best compared with."""
    return next(each for each in FAMILIAR if max(width, height) <= each.up_to)


def draw(
    width: int,
    height: int,
    beside: Familiar,
    *,
    is_round: bool,
    width_text: str,
    height_text: str,
    reference: str,
    title: str,
    caption: str,
) -> Drawing:
    """The drawing of a thing of so many millimetres. A unit is what 1 px would be if it were 700 px wide."""
    tallest = max(height, beside.height)
    unit = max((width + beside.width) / 530, tallest / 620)
    left = width + 70 * unit
    right = left + beside.width
    across, up = round(width / unit, 1), round(height / unit, 1)
    sides = (-72 * unit, -10 * unit, right + 100 * unit, tallest + 92 * unit)
    is_roomy = beside.roomy is not None and beside.width > beside.roomy * unit
    middle = (round((left + beside.width / 2) / unit, 1), round(-beside.height / unit / 2 + 10, 1))
    return Drawing(
        box=" ".join([str(round(side, 1)) for side in sides]),
        top=tallest - height,
        width=width,
        height=height,
        radius=width / 2 if is_round else 0,
        weave=round(1.6 * unit, 3),
        reference_left=round(left, 1),
        reference_top=tallest - beside.height,
        reference_d=beside.d,
        foot=tallest,
        scale=round(unit, 4),
        lines=f"M0 25H{across}M0 17V33M{across} 17V33M-25 0V{-up}M-33 0H-17M-33 {-up}H-17M-40 .5H{round(right / unit + 28, 1)}",
        width_at=round(across / 2, 1),
        height_at=round(-up / 2, 1),
        reference_in=middle if is_roomy else None,
        reference_end=round(right / unit, 1),
        width_text=width_text,
        height_text=height_text,
        reference=reference,
        title=title,
        caption=caption,
    )
