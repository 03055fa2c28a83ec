"""The crew: the same results in the same order whoever works, and mistakes that come through as they are."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from etalase.crew import BATCH, FEW, Crew, Inherited, cores
from etalase.jobs import BadEpoch, NotOurFolder
from etalase.problems import ContentError, Location, problem

PROBLEMS = ContentError([problem(Location(path, 3, 4), "unreadable-file", reason="x") for path in ("b.yaml", "a.yaml")])


def squares(numbers: Sequence[int]) -> list[int]:
    return [number * number for number in numbers]


def where(numbers: Sequence[int]) -> tuple[int, int]:
    return os.getpid(), len(numbers)


def fail(error: Exception, numbers: Sequence[int]) -> list[int]:
    if 170 in numbers or len(numbers) <= FEW:
        raise error
    return [*numbers]


def raised_by(error: Exception, count: int) -> Exception:
    with pytest.raises(type(error)) as caught:
        list(Crew().each_batch(partial(fail, error), range(count)))
    return caught.value


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 10 * BATCH + 7])
def test_results_come_in_order(count: int) -> None:
    batches = list(Crew().each_batch(squares, range(count)))
    assert [square for batch in batches for square in batch] == squares(range(count))


def test_few_items_are_done_here_and_many_by_workers() -> None:
    assert list(Crew().each_batch(where, range(FEW))) == [(os.getpid(), FEW)]
    batches = list(Crew().each_batch(where, range(FEW + BATCH)))
    assert [size for _, size in batches] == [BATCH, BATCH, FEW - BATCH]
    assert os.getpid() not in {process for process, _ in batches}
    assert len({process for process, _ in batches}) <= cores()


def test_beside_other_threads_the_results_are_the_same() -> None:
    """Workers are then started and not forked."""
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        batches = list(Crew().each_batch(squares, range(FEW + 1)))
    finally:
        done.set()
        other.join()
    assert [square for batch in batches for square in batch] == squares(range(FEW + 1))


@pytest.mark.parametrize("count", [1, 3 * BATCH], ids=["here", "from a worker"])
def test_problems_come_through_unharmed(count: int) -> None:
    error = raised_by(PROBLEMS, count)
    assert isinstance(error, ContentError)
    assert error.problems == PROBLEMS.problems
    assert str(error) == str(PROBLEMS)


@pytest.mark.parametrize("error", [PROBLEMS, NotOurFolder(Path("public")), BadEpoch("x"), OSError(28, "No space left", "a")])
def test_what_a_command_says_of_an_error_survives_the_way(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.args, vars(again), str(again)) == (type(error), error.args, vars(error), str(error))


def test_a_value_is_inherited_until_another_is_asked_for() -> None:
    made: list[int] = []

    def make(number: int) -> str:
        made.append(number)
        return f"made of {number}"

    value = Inherited(make)
    assert [value.get(1), value.get(1), value.get(2), value.get(1)] == ["made of 1", "made of 1", "made of 2", "made of 1"]
    assert made == [1, 2, 1]
    value.put("put", 3)
    assert value.get(3) == "put"
    assert made == [1, 2, 1]


_FORKED = """
import os
from functools import partial
from etalase.crew import BATCH, Crew, Inherited

NUMBERS = Inherited(lambda start: [start, os.getpid()])

def held(start, numbers):
    return NUMBERS.get(start)

NUMBERS.put([7, os.getpid()], 7)
assert {tuple(found) for found in Crew().each_batch(partial(held, 7), range(3 * BATCH))} == {(7, os.getpid())}
others = list(Crew().each_batch(partial(held, 8), range(3 * BATCH)))
assert {start for start, _ in others} == {8}
assert os.getpid() not in {process for _, process in others}
"""


def test_forked_workers_have_what_was_put_here() -> None:
    """In a process of its own, since none is forked beside other threads."""
    done = subprocess.run([sys.executable, "-c", _FORKED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


_KILLED = """
import os, sys
from pathlib import Path
from etalase.crew import Crew
from etalase.publish import alone_in

def who(numbers):
    return os.getpid()

with alone_in(Path(sys.argv[1])):
    for worker in Crew(few=0, batch=1).each_batch(who, [1]):
        print(worker, flush=True)
        sys.stdin.read()
"""
_NEXT = "import sys; from pathlib import Path; from etalase.publish import alone_in\nwith alone_in(Path(sys.argv[1])): pass"


def test_workers_of_a_killed_build_do_not_hold_up_the_next(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True) as build:
        assert build.stdout
        worker = int(build.stdout.readline())
        build.kill()
        build.wait()
        try:
            subprocess.run([sys.executable, "-c", _NEXT, str(tmp_path)], check=True, timeout=60)
        finally:
            os.killpg(build.pid, signal.SIGKILL)
    assert worker != build.pid
