"""QR codes of addresses, for printed pages: byte mode, error correction M, versions 2 to 9, by ISO/IEC 18004:2015.

Every product's page has one, and a library takes 1 to 5 ms for each. All of a code but its mask is linear: what each byte
turns over in it is worked out once and the shares of an address are laid on each other, so that a code takes 0.02 ms. The
mask is always the first: choosing the best of eight is what takes long, and a reader needs no particular one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, zip_longest
from operator import add, itemgetter
from typing import Final

# Table 9, level M, by version: check bytes of every block, and data bytes of each.
_BLOCKS: Final = {
    2: (16, (28,)),
    3: (26, (44,)),
    4: (18, (32, 32)),
    5: (24, (43, 43)),
    6: (16, (27, 27, 27, 27)),
    7: (18, (31, 31, 31, 31)),
    8: (22, (38, 38, 39, 39)),
    9: (22, (36, 36, 36, 37, 37)),
}
_FORMAT: Final = 0x5412  # annex C: level M and mask 0, with check bits
_VERSIONS: Final = {7: 0x07C94, 8: 0x085BC, 9: 0x09A99}  # annex D: smaller ones do not say theirs
QUIET: Final = 4  # light modules round a code
_PADDING: Final = b"\xec\x11" * 91
_STROKES: Final = [  # of each byte: a pen's way over its eight modules, where `h` draws and `m` goes on
    "".join(f"h{length}" if bit == "1" else f"m{length} 0" for bit, length in runs)
    for runs in ([(bit, len([*same])) for bit, same in groupby(f"{byte:08b}")] for byte in range(256))
]
Modules = dict[tuple[int, int], int]  # by row and column: 1 is dark


@dataclass(frozen=True, slots=True)
class QrCode:
    """`side` counts modules, without the quiet zone; `path` is to be stroked one module wide.

    `modules` are the same in bits, 1 is dark, row by row, each filled up to whole bytes.
    """

    side: int
    path: str
    modules: bytes


def qr_code(address: str) -> QrCode | None:
    """The smallest code of an address; None for one longer than 180 bytes."""
    data = address.encode()
    version = next((each for each, (_, sizes) in _BLOCKS.items() if len(data) + 2 <= sum(sizes)), 0)
    if not version:
        return None
    modules = _modules(version, bytes(len(data)))
    for place, byte in enumerate(data):
        modules ^= _share(version, place, byte)
    layout = _layout(version)
    drawn = modules.to_bytes(layout.side * layout.row_bytes, "big")
    strokes = [*map(_STROKES.__getitem__, drawn)]
    strokes[:: layout.row_bytes] = map(add, layout.rows, strokes[:: layout.row_bytes])
    return QrCode(layout.side, "".join(strokes), drawn)


def svg_of(code: QrCode) -> str:
    """A whole file, black on white with its quiet zone, a unit a module."""
    side = code.side + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-QUIET} {-QUIET} {side} {side}">'
        f'<path fill="#fff" d="M{-QUIET} {-QUIET}h{side}v{side}h{-side}z"/><path stroke="#000" d="{code.path}"/></svg>\n'
    )


@cache
def _share(version: int, place: int, byte: int) -> int:
    """The modules that a byte turns over, compared with a zero in its place: those of all its bits."""
    if rest := byte & byte - 1:
        return _share(version, place, rest) ^ _share(version, place, byte ^ rest)
    before = bytes(place)
    return _modules(version, before + bytes([byte])) ^ _modules(version, before + b"\0")


@lru_cache
def _modules(version: int, data: bytes) -> int:
    """A whole code, row by row, each filled up to whole bytes."""
    layout = _layout(version)
    codewords = bytes(_codewords(data, *_BLOCKS[version]))
    bits = f"{int.from_bytes(codewords, 'big'):0{8 * len(codewords)}b}{_FIXED}"
    return int("".join(layout.place(bits)), 2) ^ layout.mask


def _codewords(data: bytes, checks: int, sizes: tuple[int, ...]) -> Iterator[int]:
    """Mode, length, text and padding in blocks, a byte of each in turn, then their check bytes likewise."""
    counted = int.from_bytes(bytes((4, len(data))) + data, "big") << 4  # the mode is half a byte, and so is the end
    stream = counted.to_bytes(len(data) + 2, "big") + _PADDING
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    blocks = [stream[start : start + size] for start, size in zip(starts, sizes, strict=True)]
    for column in zip_longest(*blocks):
        yield from (byte for byte in column if byte is not None)
    for column in zip(*(_check_bytes(block, checks) for block in blocks), strict=True):
        yield from column


# check bytes: the remainder of a block, as a polynomial over GF(256), divided by the generator


def _check_bytes(block: bytes, count: int) -> bytes:
    quotients, top, kept = _multiples(count), 8 * (count - 1), (1 << 8 * count) - 1
    rest = 0
    for byte in block:
        rest = (rest << 8) & kept ^ quotients[rest >> top ^ byte]
    return rest.to_bytes(count, "big")


@lru_cache
def _multiples(count: int) -> list[int]:
    """The generator of `count` check bytes, without its leading 1, times each byte."""
    generator = [1]
    root = 1
    for _ in range(count):
        shifted = [*generator, 0]
        for place, factor in enumerate(generator, 1):
            shifted[place] ^= _product(factor, root)
        generator, root = shifted, _product(root, 2)
    return [int.from_bytes(bytes(_product(factor, byte) for factor in generator[1:]), "big") for byte in range(256)]


def _product(one: int, other: int) -> int:
    """In GF(256) with x⁸ + x⁴ + x³ + x² + 1."""
    result = 0
    while other:
        if other & 1:
            result ^= one
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
        other >>= 1
    return result


# where the bits go

_FIXED: Final = "01"  # behind the bits of a code: what light and dark modules of its pattern take


@dataclass(frozen=True, slots=True)
class _Layout:
    """`place` takes bits to modules, row by row, each row filled up to whole bytes; `mask` is turned over in them.

    `rows` take the pen to the beginning of each.
    """

    side: int
    row_bytes: int
    rows: tuple[str, ...]
    place: Callable[[str], tuple[str, ...]]
    mask: int


@lru_cache
def _layout(version: int) -> _Layout:
    side, row_bytes = 17 + 4 * version, -(-(17 + 4 * version) // 8)
    checks, sizes = _BLOCKS[version]
    count = 8 * (sum(sizes) + checks * len(sizes))
    fixed = _pattern(version, side)
    order = {cell: min(number, count) for number, cell in enumerate(_way(side, fixed))}
    cells = [(row, column) for row in range(side) for column in range(8 * row_bytes)]
    places = [order[cell] if cell in order else count + fixed.get(cell, 0) for cell in cells]
    mask = "".join("1" if cell in order and sum(cell) % 2 == 0 else "0" for cell in cells)
    rows = tuple(f"M0 {row}.5" for row in range(side))
    return _Layout(side, row_bytes, rows, itemgetter(*places), int(mask, 2))


def _way(side: int, fixed: Modules) -> Iterator[tuple[int, int]]:
    """The modules bits go to, in order: in pairs of columns from the right, up and down in turn, round the pattern."""
    rows = range(side)
    for right in (*range(side - 1, 6, -2), 5, 3, 1):  # the sixth column holds nothing else than timing
        rows = rows[::-1]
        yield from ((row, column) for row in rows for column in (right, right - 1) if (row, column) not in fixed)


def _pattern(version: int, side: int) -> Modules:
    """What every code of a version has: timing, the squares readers look for, format and version."""
    modules: Modules = {}
    for along in range(side):
        modules[6, along] = modules[along, 6] = 1 - along % 2
    far = side - 7
    lines = (6, 2 * version + 8, far) if version in _VERSIONS else (6, far)
    for row, column in {(row, column) for row in lines for column in lines} - {(6, 6), (6, far), (far, 6)}:
        modules |= _square(row, column, 2, side)
    for row, column in ((3, 3), (3, side - 4), (side - 4, 3)):
        modules |= _square(row, column, 4, side)
    for bit in range(15):
        value, passed = _FORMAT >> bit & 1, bit + (bit > 5)  # it steps over the timing
        modules[(passed, 8) if bit < 8 else (8, 15 - passed)] = value
        modules[(8, side - 1 - bit) if bit < 8 else (side - 15 + bit, 8)] = value
    modules[side - 8, 8] = 1
    for bit in range(18 if version in _VERSIONS else 0):
        row, column = bit // 3, side - 11 + bit % 3
        modules[row, column] = modules[column, row] = _VERSIONS[version] >> bit & 1
    return modules


def _square(row: int, column: int, reach: int, side: int) -> Modules:
    """Rings round a module: of a finder, with its light rim, if they reach 4; of an alignment pattern if 2."""
    light = (2, 4) if reach == 4 else (1,)
    steps = range(-reach, reach + 1)
    rings = {(row + down, column + right): max(abs(down), abs(right)) for down in steps for right in steps}
    return {cell: int(ring not in light) for cell, ring in rings.items() if min(cell) >= 0 and max(cell) < side}
