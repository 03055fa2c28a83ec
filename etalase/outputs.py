"""What the later stages hand to the writer: files that know their key before anybody makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class OutputFile:
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
