"""The crew: batches of work → results, in this process, in one thread or process a core, or on a Dask cluster.

Everything that is worth sharing goes through a `concurrent.futures.Executor`, so all are the same to the stages.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final, Generic, ParamSpec, TypeVar

from etalase.jobs import ClusterFault
from etalase.outputs import PROGRAM

FEW: Final = 150  # items that are done sooner than workers would be ready
BATCH: Final = 100  # items a worker takes at a time
AHEAD: Final = 8  # batches a worker that are given out before their turn; results wait here until theirs
PATIENCE: Final = 10  # seconds that a scheduler has to answer

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works: the cores of this machine, or the workers of the Dask cluster at an address (`tcp://…`).

    The workers of a cluster must see the project's folder under the same path, and have the same Etalase. What a task does it
    may do twice, for one whose worker has died is given to another. Who builds again soon lets the processes stay that open
    photos.
    """

    cluster: str = ""
    stays: bool = False
    few: int = FEW
    batch: int = BATCH

    @contextmanager
    def hired(self) -> Iterator[Executor]:
        """An executor for photos, whose workers start with the first task: threads, since each has a process to wait for.

        Raises ClusterFault when the cluster cannot be used for one, or is lost.
        """
        with ExitStack() as hired:
            yield _OnCall(lambda: hired.enter_context(self._workers(ThreadPoolExecutor))[0])

    @contextmanager
    def _workers(self, hire: Callable[[int], Executor]) -> Iterator[tuple[Executor, int]]:
        """An executor, and how many tasks it does at a time."""
        if self.cluster:
            with _on_cluster(self.cluster) as hired:
                yield hired
        else:
            with hire(cores()) as executor:
                yield executor, cores()

    def each_batch(
        self,
        work: Callable[[Sequence[Item]], Result],
        items: Sequence[Item],
        together: Sequence[Item] = (),
        tell: Callable[[], None] = lambda: None,
    ) -> Iterator[Result]:
        """What `work` gives for each batch of the items, in order. It must be picklable: a partial of a plain function.

        Items that are best done `together`, because they share what a worker makes for them, are given to as few workers as
        leaves none idle, first of all; what becomes of them is told last. `tell` is called before workers begin that inherit
        nothing from this process.
        """
        if len(items) + len(together) <= self.few:
            yield from (work(batch) for batch in (together, items) if batch)
            return
        if self.cluster or _start_method() != "fork":
            tell()
        with self._workers(_processes) as (executor, hands):
            share = max(self.batch, -(-len(together) // max(1, hands // 2)))
            first = [executor.submit(work, batch) for batch in _cut(together, share)]
            yield from _in_order(executor, work, _cut(items, self.batch), AHEAD * hands)
            yield from (future.result() for future in first)  # the longest, so their results are not waited for before


def _processes(count: int) -> Executor:
    """Workers that inherit what `Inherited` values hold when the first starts."""
    from concurrent.futures import ProcessPoolExecutor  # 20 ms that most builds do without
    from multiprocessing import get_context

    return ProcessPoolExecutor(count, mp_context=get_context(_start_method()))


class _OnCall(Executor):
    """Workers that are hired for their first task, since most builds have none for them."""

    def __init__(self, hire: Callable[[], Executor]) -> None:
        self._hire = cache(hire)

    def submit(self, task: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Future[T]:
        return self._hire().submit(task, *arguments, **named)


def _cut(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _in_order(executor: Executor, work: Callable[[Item], Result], items: Iterable[Item], ahead: int) -> Iterator[Result]:
    """As `executor.map`, but only some tasks are given out `ahead`: a million pages are too much for a scheduler at once."""
    given: deque[Future[Result]] = deque()
    try:
        for item in items:
            if len(given) == ahead:
                yield given.popleft().result()
            given.append(executor.submit(work, item))
        while given:
            yield given.popleft().result()
    finally:
        for future in given:
            future.cancel()


@contextmanager
def _on_cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """The executor of a Dask cluster, and the tasks it does at a time."""
    try:
        from distributed import Client, KilledWorker  # an extra that only a cluster needs
        from distributed.comm.addressing import get_address_host_port
    except ImportError as error:
        raise ClusterFault("missing", address) from error
    try:
        host, port = get_address_host_port(address)
        socket.create_connection((host, port), PATIENCE).close()  # a client that has failed would not go quietly
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterFault("unreachable", address, str(error)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ClusterFault("idle", address) from error
        if strangers := _strangers(client.run(_program, on_error="return")):
            raise ClusterFault("stranger", address, ", ".join(strangers))
        try:
            yield client.get_executor(pure=False), sum(client.nthreads().values())
        except (KilledWorker, CancelledError) as error:
            raise ClusterFault("lost", address, str(error) or "the scheduler has gone") from error


def _program() -> str:
    return PROGRAM


def _strangers(programs: dict[str, str | Exception]) -> list[str]:
    """The workers with another Etalase, or none; one that has died meanwhile does not matter."""
    return sorted(at for at, found in programs.items() if found != PROGRAM and not isinstance(found, OSError))


class without_collector:  # a context manager
    """Values here form no cycles worth finding, and looking for them takes half the time of a large build."""

    def __enter__(self) -> None:
        self.was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self.was_on:
            gc.enable()


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start_method() -> str:
    """Forked workers have at once what this process has read, but forking is not safe beside other threads."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


class Inherited(Generic[P, T]):
    """The value that `make` gives for its arguments, for those last asked for: a forked worker has it already.

    Workers of a cluster outlive a build, so the arguments must name the build whose value is meant.
    """

    def __init__(self, make: Callable[P, T]) -> None:
        self._make = make
        self._held: tuple[object, T] | None = None
        self._making = threading.Lock()  # workers of a cluster may have several threads

    def put(self, value: T, *arguments: P.args, **named: P.kwargs) -> None:
        self._held = ((arguments, named), value)

    def get(self, *arguments: P.args, **named: P.kwargs) -> T:
        with self._making:
            if not self._held or self._held[0] != (arguments, named):
                self.put(self._make(*arguments, **named), *arguments, **named)
            assert self._held
            return self._held[1]
