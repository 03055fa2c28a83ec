"""Share cards: what a messenger shows of a product, drawn in the look of the site.

A rail is woven across; the photo hangs from it on one side, and on the other stands the label: name, group, price. In: words, a
square photo, the mark and the font. Out: a picture, 1200 × 630 for messengers or 1080 × 1920 for stories. Nothing is written on
a photo, so every word can be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from PIL import Image, ImageDraw

from etalase.pictures import CARD_SIZE, STORY_SIZE, Box, Font, Size
from etalase.typeset import Style

# Colours and the motif as in theme/static/site.css.
PAPER, WALL, INK, SOFT, RULE, EDGE = "#fdfcfb", "#f1efec", "#1c1915", "#5d564d", "#d8d3cb", "#a7a096"
KUNYIT: Final = "#f2b01e"
# Threads from left to right, top to bottom, in a repeat of 24 units across: a strand goes over one stake and under the next.
Motif = tuple[tuple[float, float, float, float], ...]
RAIL_UNITS, FIELD_UNITS = 14, 24  # high
RAIL: Final[Motif] = (
    (0, 4.5, 15.5, 4.5), (20.5, 4.5, 24, 4.5), (0, 9.5, 15.5, 9.5), (20.5, 9.5, 24, 9.5),
    (3.5, 0, 3.5, 4.5), (8.5, 0, 8.5, 4.5), (3.5, 9.5, 3.5, 14), (8.5, 9.5, 8.5, 14), (15.5, 0, 15.5, 14), (20.5, 0, 20.5, 14),
)  # fmt: skip
FIELD: Final[Motif] = (
    (0, 4.5, 15.5, 4.5), (20.5, 4.5, 24, 4.5), (0, 9.5, 15.5, 9.5), (20.5, 9.5, 24, 9.5), (0, 16.5, 3.5, 16.5),
    (8.5, 16.5, 24, 16.5), (0, 21.5, 3.5, 21.5), (8.5, 21.5, 24, 21.5), (3.5, 0, 3.5, 4.5), (8.5, 0, 8.5, 4.5),
    (3.5, 9.5, 3.5, 24), (8.5, 9.5, 8.5, 24), (15.5, 0, 15.5, 16.5), (20.5, 0, 20.5, 16.5), (15.5, 21.5, 15.5, 24),
    (20.5, 21.5, 20.5, 24),
)  # fmt: skip
NAME_LEADING: Final = 1.04
MARGIN: Final = 52
SOLD_OUT: Final = 0.62  # how much of a picture is seen, as on pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands on a card. `price` is an amount, or the sentence that says to ask; `per` its unit.

    `note` says that it is sold out, `sample` that it shows no real goods, `address` where to see it; "" where that is not said.
    """

    name: str
    group: str
    price: str
    per: str
    is_asked: bool
    note: str = ""
    sample: str = ""
    address: str = ""


class Form(NamedTuple):
    """Where things are on a card: its size, the rail's top and how many pixels are a unit of it, the photo, the label.

    `scale` is for letters but those of the name, whose sizes are tried from large to small.
    """

    size: Size
    rail: int
    unit: int
    photo: Box
    label: Box
    scale: float
    name_px: tuple[int, ...]

    @property
    def base(self) -> int:
        """The base line of what stands over the rail."""
        return self.rail - round(31 * self.scale)


CARD: Final = Form(CARD_SIZE, 86, 2, (684, 114, 1200, 630), (52, 156, 646, 580), 1, (92, 84, 76, 68, 60, 52, 46, 40))
STORY: Final = Form(STORY_SIZE, 210, 3, (140, 252, 1080, 1192), (80, 1272, 1000, 1830), 1.44, (132, 120, 108, 96, 84, 74, 64, 56))


def blank_card(form: Form, site: str, mark: Image.Image, font: Font) -> Image.Image:
    """What all cards of a site have alike: the rail, its mark and its name."""
    card = Image.new("RGB", form.size, PAPER)
    card.paste(_woven(RAIL, RAIL_UNITS, (form.size[0], RAIL_UNITS * form.unit), form.unit, PAPER, EDGE), (0, form.rail))
    left, side = form.label[0], round(40 * form.scale)
    card.paste(mark.resize((side, side), Image.Resampling.LANCZOS), (left, form.base - round(33 * form.scale)))
    name, start = Style(font, round(35 * form.scale), 620, -0.02), left + 1.4 * side
    name.draw(card, (start, form.base), name.cut(site, form.size[0] - start - 4 * MARGIN * form.scale), INK)
    return card


def draw_card(form: Form, blank: Image.Image, words: Words, photo: Image.Image | None, font: Font) -> Image.Image:
    """A card with all that it says. The photo is as large as the form has it; a place without one is woven."""
    card = blank.copy()
    left, top, right, bottom = form.photo
    if photo is None:
        photo = _woven(FIELD, FIELD_UNITS, (right - left, bottom - top), form.unit, WALL, RULE)
    elif words.note:
        photo = Image.blend(Image.new("RGB", photo.size, PAPER), photo, SOLD_OUT)
    card.paste(photo, (left, top))
    sample = Style(font, round(27 * form.scale), 480)
    sample.draw(card, (form.size[0] - MARGIN - sample.width(words.sample), form.base), words.sample, SOFT)
    _draw_name(card, form, words.name, font, _draw_offer(card, form, words, font))
    return card


def _draw_offer(card: Image.Image, form: Form, words: Words, font: Font) -> float:
    """From below: where to see it, whether it is sold out, price, group. Gives the height that is left above."""
    left, _, right, base = form.label
    width, scale = right - left, form.scale
    small = Style(font, round(31 * scale), 480, -0.01)
    if words.address:
        Style(font, round(31 * scale), 480).draw(card, (left, base), words.address, INK)
        base -= round(66 * scale)
    if words.note:
        side = round(20 * scale)
        box = (left, base - side, left + side, base)
        ImageDraw.Draw(card).rectangle(box, outline=INK, width=round(3 * scale))
        small.draw(card, (left + 1.7 * side, base), words.note, INK)
        base -= round(52 * scale)
    base -= _draw_price(card, (left, base), words, font, width, scale)
    lines = small.lines(words.group, width)
    lines = lines if len(lines) < 3 else [lines[0], small.cut(" ".join(lines[1:]), width)]
    for line in reversed(lines):
        small.draw(card, (left, base), small.cut(line, width), SOFT)
        base -= round(41 * scale)
    return base - form.label[1]


def _draw_price(card: Image.Image, at: tuple[int, int], words: Words, font: Font, width: int, scale: float) -> int:
    """The price with its unit, as large as the width allows; gives how far above it the next line stands."""
    for px in (40,) if words.is_asked else (62, 56, 50, 44, 38, 32):
        amount, unit = Style(font, round(px * scale), 620, -0.025), Style(font, round(30 * scale), 480)
        start = amount.width(words.price) + 0.22 * amount.size
        per = f"/ {words.per}" if words.per else ""
        if start + unit.width(per) <= width:
            break
    x, y = at
    shown = amount.cut(words.price, width)
    if words.price and not (words.is_asked or words.note):
        rule = y + 0.24 * amount.size
        ImageDraw.Draw(card).rectangle((x, rule, x + amount.width(shown), rule + 8 * scale), KUNYIT)
    amount.draw(card, (x - 0.04 * amount.size, y), shown, INK)
    if per:
        unit.draw(card, (x + start, y), unit.cut(per, width - start), SOFT)
    return round(1.08 * amount.size + 14 * scale)


def _draw_name(card: Image.Image, form: Form, name: str, font: Font, room: float) -> None:
    """The name, as large as it fits; what does not fit in the smallest size is left out."""
    left, top, right, _ = form.label
    width = right - left
    for px in form.name_px:
        style = Style(font, px, 560, -0.035)
        lines = style.lines(name, width)
        most = max(1, int(room / (NAME_LEADING * px)))
        if len(lines) <= most and max(map(style.width, lines), default=0) <= width:
            break
    shown = lines if len(lines) <= most else [*lines[: most - 1], " ".join(lines[most - 1 :])]
    for number, line in enumerate(shown):
        style.draw(card, (left - 0.05 * px, top + (0.74 + number * NAME_LEADING) * px), style.cut(line, width), INK)


def _woven(motif: Motif, height: int, size: Size, unit: int, ground: str, thread: str) -> Image.Image:
    """The motif over an area, on its ground; a thread is one unit thick."""
    tile = Image.new("RGB", (24 * unit, height * unit), ground)
    draw = ImageDraw.Draw(tile)
    for x, y, x_end, y_end in motif:
        across, down = (0, unit / 2) if y == y_end else (unit / 2, 0)
        box = (x * unit - across, y * unit - down, x_end * unit + across - 1, y_end * unit + down - 1)
        draw.rectangle(box, thread)
    field = Image.new("RGB", size)
    for top in range(0, size[1], tile.height):
        for left in range(0, size[0], tile.width):
            field.paste(tile, (left, top))
    return field
