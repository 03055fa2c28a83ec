"""How facts of many products are packed for scripts: few bytes, quickly taken apart again."""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

PRICE_CLASSES: Final = 64  # steps of the slider; the class of a price takes half the bytes of the price
SMALL: Final = 2000  # bytes, which one way of deflating is as good for as another
LONGEST_GAP: Final = 255  # of a byte of postings; it adds to the next


def pack_ints(values: Sequence[int]) -> bytes:
    """As many planes as the highest value has bytes, at least one; the lowest bytes of all values come first."""
    planes = max(1, (max(values, default=0).bit_length() + 7) // 8)
    return b"".join(bytes(value >> 8 * plane & 255 for value in values) for plane in range(planes))


def pack_amounts(amounts: Sequence[int]) -> bytes:
    """What is below a thousand, mostly 0, always in two planes, then thousands."""
    rest, thousands = [amount % 1000 for amount in amounts], [amount // 1000 for amount in amounts]
    return bytes(each & 255 for each in rest) + bytes(each >> 8 for each in rest) + pack_ints(thousands)


def pack_postings(named: Sequence[Collection[str]], options: Sequence[str]) -> bytes:
    """For each option the gaps between the products that name it."""
    gaps: dict[str, bytearray] = {option: bytearray() for option in options}
    last = dict.fromkeys(options, -1)
    for number, names in enumerate(named):
        for option in names:
            if option in gaps and last[option] != number:
                longest, gap = divmod(number - last[option] - 1, LONGEST_GAP - 1)
                gaps[option] += bytes([LONGEST_GAP]) * longest + bytes([gap + 1])
                last[option] = number
    return b"".join(bytes(gaps[option]) + b"\0" for option in options)


def deflated(data: bytes) -> bytes:
    """Raw deflate, the best of a few ways: facts in no order have nothing to repeat, and planes want short blocks.

    A little is the same in all of them, but to clear the most memory takes ten times as long as the rest.
    """
    if len(data) <= SMALL:
        return _deflate(data, zlib.Z_DEFAULT_STRATEGY, 5)
    ways = [(strategy, memory) for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY) for memory in (5, 6, 7, 8, 9)]
    return min((_deflate(data, *way) for way in ways), key=len)


def _deflate(data: bytes, strategy: int, memory: int) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, memory, strategy)
    return deflate.compress(data) + deflate.flush()


def price_classes(prices: Collection[int]) -> list[tuple[int, int]]:
    """The lowest and highest price of each of up to 64 classes with as many products; what has to be asked for has none."""
    counted = sorted(Counter(price for price in prices if price).items())
    per_class, held = sum(n for _, n in counted) / PRICE_CLASSES, 0
    ends: dict[int, tuple[int, int]] = {}
    for price, n in counted:
        number = int(held / per_class)
        ends[number] = (ends.get(number, (price, price))[0], price)
        held += n
    return [*ends.values()]


def classes_of(prices: Sequence[int], classes: Sequence[tuple[int, int]]) -> list[int]:
    """The number of each price's class, from 1; 0 for none."""
    lows = [low for low, _ in classes]
    return [bisect_right(lows, price) if price else 0 for price in prices]


def rest_of(slug: str, label: str) -> str:
    """What a slug has after what follows from its label; the whole of it after a `=` where nothing does."""
    begun = re.sub("[^a-z0-9]+", "-", label.lower())
    return slug.removeprefix(begun) if slug.startswith(begun) else f"={slug}"


def json_of(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
