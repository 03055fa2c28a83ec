"""What a command costs, seen from outside: the whole process, with every process it starts."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

MB: Final = 1_000_000
PROCESSES: Final = Path("/proc")
GLANCE_S: Final = 0.02
TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`cpu_s` is user + system time with all children; `peak_mb` the most memory any one process held, in 10⁶ bytes."""

    wall_s: float
    cpu_s: float
    peak_mb: float


class CommandFailed(Exception):
    """The command did not end well; carries what it said."""


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run the command in the folder to its end.

    Keep the calling process small: Linux counts the memory of whoever starts a process as its first peak.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise CommandFailed(f"{' '.join(command)}: exit code {process.returncode}\n{said.read().decode(errors='replace')}")
    return Cost(wall_s=wall_s, cpu_s=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss * 1024 / MB)


class PeakOf:
    """While open, watches our descendants whose name starts with `name`; `peak_mb` is the most that one of them held."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.peak_mb = 0.0
        self._done = Event()

    def __enter__(self) -> PeakOf:
        self._done.clear()
        self._watcher = Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._done.wait(GLANCE_S):
            for pid in family_of(os.getpid()):
                if read(PROCESSES / str(pid) / "comm").startswith(self.name):
                    self.peak_mb = max(self.peak_mb, _peak_mb(pid))


def family_of(pid: int) -> Iterator[int]:
    """The process and its descendants that live now."""
    yield pid
    for children in PROCESSES.glob(f"{pid}/task/*/children"):
        for child in read(children).split():
            yield from family_of(int(child))


def peak_mb_of(pid: int) -> float:
    """The most that the process or one of its living descendants has held."""
    return max(map(_peak_mb, family_of(pid)))


def _peak_mb(pid: int) -> float:
    peak = re.search(r"^VmHWM:\s+(\d+) kB", read(PROCESSES / str(pid) / "status"), re.MULTILINE)
    return int(peak[1]) * 1024 / MB if peak else 0.0


def cpu_of(pid: int) -> float:
    """Seconds of user + system time that the process, its descendants and its ended children have used so far."""
    return sum(map(_cpu_ticks, family_of(pid))) / TICKS_PER_S


def _cpu_ticks(pid: int) -> int:
    """From proc_pid_stat(5): utime, stime, cutime and cstime are the fields 14 to 17; the name before may hold spaces."""
    return sum(map(int, read(PROCESSES / str(pid) / "stat").rpartition(")")[2].split()[11:15]))


def read(file: Path) -> str:
    """The file's text; "" when its process has just ended."""
    try:
        return file.read_text()
    except OSError:
        return ""
