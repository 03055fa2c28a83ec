"""What the later stages hand to the writer: files that know their key before anybody makes them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

PLAIN: Final = 2  # the form of `marshal` that is the same for equal values, whoever else refers to them, and quickly written


class OutputFile(NamedTuple):
    """A file of the site: `path` below the output folder, with `/`.

    `key` is a digest of everything its bytes depend on; a file whose key is known from the last build is not made again.
    """

    path: str
    key: str
    make: Callable[[], bytes]


def digest(*parts: str | bytes) -> str:
    """32 hexadecimal digits of BLAKE2b over the parts, each with its length, so that no two lists give the same."""
    hash_ = blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        hash_.update(len(data).to_bytes(8, "little"))
        hash_.update(data)
    return hash_.hexdigest()


def text_digest(text: str) -> str:
    """32 hexadecimal digits of BLAKE2b over one text, in a third of the time."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _program() -> str:
    """A digest of our own source and data, of Python, and of the names and versions of the packages installed beside it."""
    package = Path(__file__).parent
    sources = sorted([*package.rglob("*.py"), *package.glob("*.txt")])
    installed = sorted(info.name for folder in sys.path if Path(folder).is_dir() for info in Path(folder).glob("*.dist-info"))
    return digest(sys.version, *installed, *(part for file in sources for part in (file.name, file.read_bytes())))


PROGRAM: Final = _program()  # what else the same input may become another output by
