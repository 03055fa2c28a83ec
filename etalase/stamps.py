"""Stamps: what tells that a file is still the one that was read, without reading it again.

A stamp never says what a file holds; it only saves reading one whose digest is known. The time of the last change of the
inode is in it because tools can set the time of modification back, and nobody can set that one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

Stamp = tuple[int, int, int, int]  # size in bytes, time of modification and of change of the inode in ns, inode

TICK_NS: Final = 20_000_000  # a file changed within a tick of the clock may change again and keep its times


class Found(NamedTuple):
    """Something below a folder: its path from there, with `/`, and its own stamp, even if it is a link.

    `why` tells what is wrong with a folder that cannot be read, which has no stamp.
    """

    path: str
    stamp: Stamp = (0, 0, 0, 0)
    is_plain: bool = False  # neither a link nor anything but a file
    why: str = ""


def find_below(folder: Path | str, base: str = "") -> Iterator[Found]:
    """All that lies below a folder, by name, each folder's own files in its place."""
    try:
        entries = sorted(os.scandir(folder), key=attrgetter("name"))
    except OSError as error:
        yield Found(base.rstrip("/"), why=error.strerror or str(error))
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from find_below(entry.path, f"{base}{entry.name}/")
        else:
            stamp = stamp_of(entry.stat(follow_symlinks=False))
            yield Found(f"{base}{entry.name}", stamp, entry.is_file(follow_symlinks=False))


def stamp_of(status: os.stat_result) -> Stamp:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def history_stamp(project: Path) -> Stamp:
    """Of the log that every commit of a project's own Git work tree adds to, and every checkout; zeros where there is none."""
    git = project / ".git"
    try:
        if git.is_file():  # of a work tree beside another
            git = project / git.read_text("utf-8").partition("gitdir:")[2].strip()
        return stamp_of((git / "logs" / "HEAD").stat())
    except OSError:
        return (0, 0, 0, 0)


def is_settled(stamp: Stamp, seen_ns: int) -> bool:
    """Whether a file that had this stamp at `seen_ns` must get another one when it changes after that."""
    return max(stamp[1], stamp[2]) < seen_ns - TICK_NS


def now_ns() -> int:
    return time.time_ns()
