"""Stamps: what tells that a file is still the one that was read, without reading it again.

A stamp never says what a file holds; it only saves reading one whose digest is known. The time of the last change of the
inode is in it because tools can set the time of modification back, and nobody can set that one.
"""

from __future__ import annotations

import os
import time
from typing import Final

Stamp = tuple[int, int, int, int]  # size in bytes, time of modification and of change of the inode in ns, inode

TICK_NS: Final = 20_000_000  # a file changed within a tick of the clock may change again and keep its times


def stamp_of(status: os.stat_result) -> Stamp:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def is_settled(stamp: Stamp, seen_ns: int) -> bool:
    """Whether a file that had this stamp at `seen_ns` must get another one when it changes after that."""
    return max(stamp[1], stamp[2]) < seen_ns - TICK_NS


def now_ns() -> int:
    return time.time_ns()
