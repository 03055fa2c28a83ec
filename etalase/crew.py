"""The crew: batches of work → results, in this process, in one process a core, or on a Dask cluster.

Everything that is worth sharing goes through a `concurrent.futures.Executor`, so all three are the same to the stages.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Generic, ParamSpec, TypeVar

FEW: Final = 150  # items that are done sooner than workers would be ready
BATCH: Final = 100  # items a worker takes at a time

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works: the cores of this machine, or the workers of the Dask cluster at an address (`tcp://…`).

    The workers of a cluster must see the project's folder under the same path, and have the same Etalase.
    """

    cluster: str = ""

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        """An executor; its workers start with the first task, and inherit what `Inherited` values hold then."""
        if self.cluster:
            from distributed import Client  # an extra that only a cluster needs

            with Client(self.cluster) as client:  # type: ignore[no-untyped-call]
                yield client.get_executor(pure=False)
            return
        from concurrent.futures import ProcessPoolExecutor  # 20 ms that most builds do without
        from multiprocessing import get_context

        with ProcessPoolExecutor(cores(), mp_context=get_context(_start_method())) as executor:
            yield executor

    def each_batch(self, work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> Iterator[Result]:
        """What `work` gives for each batch of the items, in order. It must be picklable: a partial of a plain function."""
        if len(items) <= FEW:
            if items:
                yield work(items)
            return
        batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
        with self.hired() as executor:
            yield from executor.map(work, batches)


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start_method() -> str:
    """Forked workers have at once what this process has read, but forking is not safe beside other threads."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


class Inherited(Generic[P, T]):
    """The value that `make` gives for its arguments, for those last asked for: a forked worker has it already."""

    def __init__(self, make: Callable[P, T]) -> None:
        self._make = make
        self._held: tuple[object, T] | None = None

    def put(self, value: T, *arguments: P.args, **named: P.kwargs) -> None:
        self._held = ((arguments, named), value)

    def get(self, *arguments: P.args, **named: P.kwargs) -> T:
        if not self._held or self._held[0] != (arguments, named):
            self.put(self._make(*arguments, **named), *arguments, **named)
        assert self._held
        return self._held[1]
