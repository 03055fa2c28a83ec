"""Edits of a site that its pages must show, each unlike any before, and all of them taken back in the end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from tools import Site

PRICE_FIELD: Final = re.compile(r"^( *(?:amount|price_idr): ).*$", re.MULTILINE)

# From the clock, so that nothing remembered from an earlier run fits; as a price, one to two million rupiah.
_numbers = count(1_000_000 + time.time_ns() // 10**9 % 10**6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """`change` puts a number into the text of the file, and then `shown` of that number stands on the product's page."""

    file: Callable[[Site], Path]
    change: Callable[[str, int], str]
    shown: Callable[[int], str]


TEXT: Final = Edit(
    file=lambda site: site.source,
    change=lambda text, number: f"{text}\nCatatan {number} tentang cara merawatnya.\n",
    shown=lambda number: f"<p>Catatan {number} tentang cara merawatnya.</p>",
)
PRICE: Final = Edit(
    file=lambda site: site.source,
    change=lambda text, number: PRICE_FIELD.sub(rf"\g<1>{number}", text),
    shown=lambda number: f"{number:,}".replace(",", "."),
)
LAYOUT: Final = Edit(
    file=lambda site: site.root / site.tool.layout,
    change=lambda text, number: text.replace("</h1>", f" ({number})</h1>", 1),
    shown=lambda number: f" ({number})</h1>",
)
FRAME: Final = Edit(
    file=lambda site: site.root / site.tool.frame,
    change=lambda text, number: text.replace("</footer>", f"<p>{number}</p></footer>", 1),
    shown=lambda number: f"<p>{number}</p></footer>",
)


EDITS: Final = (TEXT, PRICE, LAYOUT, FRAME)


def make_edit(edit: Edit, site: Site) -> str:
    """Edit the file as it is now, and give what the page must show from now on."""
    number, file = next(_numbers), edit.file(site)
    file.write_text(edit.change(file.read_text(encoding="utf-8"), number), encoding="utf-8")
    return edit.shown(number)


@contextmanager
def put_back(files: Iterable[Path]) -> Iterator[None]:
    """In the end, however it comes, the files hold what they hold now."""
    originals = {file: file.read_bytes() for file in files}
    try:
        yield
    finally:
        for file, content in originals.items():
            file.write_bytes(content)
