"""The room apart in which photos are opened.

A photo is a stranger's file, and decoders written in C can crash or hang on it. So no photo is opened in this process:
orders go to a child process, which runs `pixels.serve` and answers them one by one. If it dies, the order it did not
answer names the photo to blame, and a new child goes on with the next one. This works the same in a thread, in a
process pool and on a cluster, and starting a child (0.1 s) is shared by all orders of a batch.

Comes in: orders, picklable. Goes out: one answer for each, in the same order.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
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
    """Answer each order in a child process; an order that kills the child is answered with a `Fault`."""
    answers: list[Answer] = []
    while len(answers) < len(orders):
        given, exit_code = _answers_of_child(orders[len(answers) :])
        answers += given
        if len(answers) < len(orders):
            answers.append(unreadable("timeout" if exit_code == 1 else "crash"))  # 1: the watchdog of `serve`
    return answers


def _answers_of_child(orders: Sequence[Order]) -> tuple[list[Answer], int]:
    """What one child answered before it ended, and its exit code."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.run(CHILD, input=pickle.dumps(orders), capture_output=True, env=environment, check=False)
    messages = list(_unpickled(child.stdout))
    if not messages or messages[0] != READY:
        raise RuntimeError(f"the process that opens photos did not start\n{child.stderr.decode(errors='replace')}")
    answers: list[Answer] = []
    for message in messages[1:]:
        if isinstance(message, Bug):
            raise RuntimeError(message.traceback)
        assert isinstance(message, Answer)
        answers.append(message)
    return answers, child.returncode


def _unpickled(data: bytes) -> Iterator[object]:
    """The values in a row of pickles; a last one that is cut short is left out."""
    stream = BytesIO(data)
    while True:
        try:
            yield pickle.load(stream)
        except (EOFError, pickle.UnpicklingError):
            return
