"""The room apart in which photos are opened.

A photo is a stranger's file, and decoders written in C can crash or hang on it. So no photo is opened in this process:
orders go to a child process, which runs `pixels.serve` and answers one after another. If it dies, the order it did not
answer names the photo to blame, and a new child goes on with the next one. This works the same in threads, in a process pool
and on a cluster: there are as many children as bring orders at a time, each starts once (0.15 CPU-s), and those without an
order wait for the next until they are dismissed, or their parent ends.

Comes in: orders, picklable. Goes out: one answer for each, in the same order.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import weakref
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from etalase.pictures import Measured, Picture

READY = "ready"
CHILD = (sys.executable, "-P", "-c", "from etalase.pixels import serve; serve()")

Reason = Literal["empty", "truncated", "damaged", "crash", "timeout", "memory", "missing", "no-access", "changed"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Open a photo for the first time; the answer is `Measured` or a `Fault`."""

    file: Path


@dataclass(frozen=True, slots=True)
class Make:
    """Make the derivatives of one photo that are missing below `folder`; the answer is `Made` or a `Fault`."""

    file: Path
    folder: Path
    pictures: tuple[Picture, ...]  # all of the same source


@dataclass(frozen=True, slots=True)
class Made:
    count: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a photo cannot be used: the kind and the facts of a problem, but for its location and file."""

    kind: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bug:
    """Our own mistake, or a full disk: what no editor can repair."""

    traceback: str


Order = Measure | Make
Answer = Measured | Made | Fault


def unreadable(reason: Reason) -> Fault:
    return Fault("photo-unreadable", (("reason", reason),))


def answer_apart(orders: Sequence[Order]) -> list[Answer]:
    """Answer each order in the child of this thread; an order that kills the child is answered with a `Fault`."""
    return [_answer(order) for order in orders]


def dismiss_idle() -> None:
    """End the children of this process that wait for an order."""
    _idle[os.getpid()].clear()


class _Child:
    """A process that answers one order at a time, until nothing here refers to it."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(CHILD, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        weakref.finalize(self, _dismiss, self.process, os.getpid())
        if self.receive() != READY:
            _, told = self.process.communicate()
            raise RuntimeError(f"the process that opens photos did not start\n{told.decode(errors='replace')}")

    def ask(self, order: Order) -> object:
        """The answer, or None if the process died of the order."""
        assert self.process.stdin
        with suppress(BrokenPipeError):
            pickle.dump(order, self.process.stdin)
            self.process.stdin.flush()
        return self.receive()

    def receive(self) -> object:
        assert self.process.stdout
        try:
            return pickle.load(self.process.stdout)
        except (EOFError, pickle.UnpicklingError):
            return None


_idle: dict[int, deque[_Child]] = defaultdict(deque)  # by parent, since a process that is forked from one has its list, too


def _answer(order: Order) -> Answer:
    idle = _idle[os.getpid()]
    child = _first_alive(idle) or _Child()
    answer = child.ask(order)
    if answer is None:
        return unreadable("timeout" if child.process.wait() == 1 else "crash")  # 1: the watchdog of `serve`
    idle.append(child)  # only one that answers comes back, not one left in the middle of an order
    if isinstance(answer, Bug):
        raise RuntimeError(answer.traceback)
    assert isinstance(answer, Answer)
    return answer


def _first_alive(idle: deque[_Child]) -> _Child | None:
    with suppress(IndexError):
        while (child := idle.pop()).process.poll() is not None:
            pass
        return child
    return None


def _dismiss(process: subprocess.Popen[bytes], parent: int) -> None:
    """End a child. Killed, since others forked from this process may hold the pipe whose end it waits for.

    A process forked from the parent has this duty too by inheritance, and must leave the child alone.
    """
    if os.getpid() == parent:
        process.kill()
        process.communicate()
