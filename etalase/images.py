"""The photos of a directory, measured and made: many photos, one executor, one cache.

1. `inspect_photos` takes the photos that records name and gives what is known of each, or its problems. A photo's
   bytes are opened once in the life of a cache, whatever the file is called and wherever it moves.
2. `pictures.plan_picture` turns that into derivatives, without touching the disk.
3. `make_derivatives` makes those that the cache lacks; `cached_file` says where they lie, for `publish` to place.

The cache holds `photos.json` (measurements by digest) and `foto/` (derivatives by name).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from etalase.darkroom import Answer, Fault, Made, Make, Measure, Order, answer_apart, unreadable
from etalase.pictures import Derivative, Measured, Picture, digest_of
from etalase.problems import Location, Problem, problem

MAX_BYTES = 40_000_000
INDEX_FILE = "photos.json"
INDEX_VERSION = 3  # raise it when `pixels.measure` measures otherwise
LARGEST_BATCH = 4  # photos in a task, since a task costs little and the last ones leave a worker idle
KEPT_EVERY = 256  # photos measured, 8 CPU-s of work: the most that a killed run measures again, while few are known

Stamp = tuple[int, int, int]  # size in bytes, time of change in ns, inode
Plan = tuple[str, Location, Picture]  # path below `content`, where a record names it, what to make of it
Progress = Callable[[int, int], None]  # photos opened so far, and to open in all
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReport:
    """What `make_derivatives` did: files made, files found in the cache, photos opened for it, and their problems."""

    made: int
    reused: int
    opened: int
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Index:
    """What earlier builds learned. A stamp only saves reading a file; what is known is known by digest."""

    stamps: dict[str, tuple[Stamp, str]] = field(default_factory=dict)  # path → stamp, digest
    measured: dict[str, Measured] = field(default_factory=dict)  # by digest


def inspect_photos(
    files: Iterable[tuple[str, Location]],
    content: Path,
    cache: Path,
    executor: Executor,
    min_side_px: int,
    *,
    progress: Progress = lambda done, total: None,
) -> tuple[dict[str, Measured], list[Problem]]:
    """Measure every photo that is named: its path below `content`, and where a record names it.

    Gives the measurements by path, and a problem at each place that names a photo which cannot be used. `progress` is
    called for photos that must be opened, so not at all when every one is known.
    """
    named = sorted(set(files))
    known = _read_index(cache)
    digests, faults = _digest_files(sorted({path for path, _ in named}), content, known.stamps, executor)
    index = _Index(digests, dict(known.measured))
    try:
        bad = _measure_unseen(index, content, cache, executor, progress)
    finally:
        if index != known:
            _write_index(cache, index)
    measured: dict[str, Measured] = {}
    for path, (_, digest) in digests.items():
        if fault := bad.get(digest) or _too_small(index.measured[digest], min_side_px):
            faults[path] = fault
        else:
            measured[path] = index.measured[digest]
    return measured, [_problem(path, place, faults[path]) for path, place in named if path in faults]


def make_derivatives(
    plans: Iterable[Plan],
    content: Path,
    cache: Path,
    executor: Executor,
    *,
    progress: Progress = lambda done, total: None,
) -> MadeReport:
    """Make each planned derivative that the cache lacks.

    A photo is opened once for all that is missing of it. What is made stays made when the run is interrupted.
    """
    plans = sorted(set(plans), key=lambda plan: (plan[2].source, plan[0], plan[1]))
    folder = cache / "foto"
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.part"):  # by a run that was killed
        left.unlink(missing_ok=True)
    present = {f"foto/{file.name}" for file in folder.iterdir()}
    wanted = {derivative.path for _, _, picture in plans for derivative in picture.derivatives}
    orders = _orders_for([plan for plan in plans if _is_missing(plan[2], present)], content, cache)
    answers = dict(zip(orders, _answers([*orders.values()], executor, progress), strict=True))
    return MadeReport(
        made=sum(answer.count for answer in answers.values() if isinstance(answer, Made)),
        reused=len(wanted & present),
        opened=len(orders),
        problems=tuple(
            _problem(path, place, fault)
            for path, place, picture in plans
            if isinstance(fault := answers.get(picture.source), Fault)
        ),
    )


def cached_file(cache: Path, derivative: Derivative) -> Path:
    """Where a made derivative lies."""
    return cache / derivative.path


def keep_picture(cache: Path, path: str, data: bytes) -> None:
    """Put a picture that was drawn in its place below the cache; it appears whole or not at all."""
    file = cache / path
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(file)


def _measure_unseen(index: _Index, content: Path, cache: Path, executor: Executor, progress: Progress) -> dict[str, Fault]:
    """Open one file for each digest that was never measured, into the index; gives by digest what went wrong.

    The index is written now and then, for a run may be killed; ever more seldom, for it takes longer the more it holds.
    """
    unseen: dict[str, str] = {}
    for path, (_, digest) in index.stamps.items():
        if digest not in index.measured:
            unseen.setdefault(digest, path)
    bad: dict[str, Fault] = {}
    written = len(index.measured)
    answers = _answers([Measure(content / path) for path in unseen.values()], executor, progress)
    for digest, answer in zip(unseen, answers, strict=True):
        if isinstance(answer, Measured) and answer.digest == digest:
            index.measured[digest] = answer
        else:
            bad[digest] = answer if isinstance(answer, Fault) else unreadable("changed")
        if len(index.measured) >= written + max(KEPT_EVERY, written // 8):
            _write_index(cache, index)
            written = len(index.measured)
    return bad


def _is_missing(picture: Picture, present: set[str]) -> bool:
    return any(derivative.path not in present for derivative in picture.derivatives)


def _orders_for(plans: Iterable[Plan], content: Path, cache: Path) -> dict[str, Make]:
    """One order for each photo, by its digest, with every picture (one for each focus) that is planned of it."""
    orders: dict[str, Make] = {}
    for path, _, picture in plans:
        order = orders.get(picture.source) or Make(content / path, cache, ())
        if picture not in order.pictures:
            order = replace(order, pictures=(*order.pictures, picture))
        orders[picture.source] = order
    return orders


def _answers(orders: Sequence[Order], executor: Executor, progress: Progress) -> Iterator[Answer]:
    """An answer to each order, in order."""
    done = 0
    for answers in executor.map(answer_apart, _batches(orders)):
        done += len(answers)
        progress(done, len(orders))
        yield from answers


def _batches(items: Sequence[Item]) -> list[Sequence[Item]]:
    """Small enough to keep every worker busy to the end."""
    size = min(max(1, len(items) // 32), LARGEST_BATCH)
    return [items[start : start + size] for start in range(0, len(items), size)]


def _digest_files(
    paths: Iterable[str], content: Path, stamps: dict[str, tuple[Stamp, str]], executor: Executor
) -> tuple[dict[str, tuple[Stamp, str]], dict[str, Fault]]:
    """Stamp and digest of each file, read only if its stamp is not the known one; or why it has none."""
    digests: dict[str, tuple[Stamp, str]] = {}
    faults: dict[str, Fault] = {}
    unread: dict[str, Stamp] = {}
    for path in paths:
        stamp = _stamp_of(content / path)
        if isinstance(stamp, Fault):
            faults[path] = stamp
        elif (known := stamps.get(path)) and known[0] == stamp:
            digests[path] = known
        else:
            unread[path] = stamp
    batches = _batches([content / path for path in unread])
    for (path, stamp), digest in zip(unread.items(), chain(*executor.map(_digests_of, batches)), strict=True):
        if digest:
            digests[path] = (stamp, digest)
        else:
            faults[path] = unreadable("no-access")
    return dict(sorted(digests.items())), faults


def _stamp_of(file: Path) -> Stamp | Fault:
    try:
        facts = file.stat()
    except FileNotFoundError:
        return unreadable("missing")
    except (OSError, ValueError):
        return unreadable("no-access")
    if not S_ISREG(facts.st_mode):
        return unreadable("no-access")
    if facts.st_size > MAX_BYTES:
        size = f"{-(-facts.st_size // 1_000_000)} MB"
        return Fault("photo-too-large", (("size", size), ("limit", f"{MAX_BYTES // 1_000_000} MB")))
    return (facts.st_size, facts.st_mtime_ns, facts.st_ino)


def _digests_of(files: Sequence[Path]) -> list[str]:
    """Digest of each file; "" for a file that cannot be read. Runs in a worker."""
    return [_digest_of(file) for file in files]


def _digest_of(file: Path) -> str:
    try:
        return digest_of(file.read_bytes())
    except OSError:
        return ""


def _too_small(measured: Measured, min_side_px: int) -> Fault | None:
    if min(measured.width, measured.height) >= min_side_px:
        return None
    sizes = {"width": measured.width, "height": measured.height, "minimum": min_side_px}
    return Fault("photo-too-small", tuple((name, str(value)) for name, value in sizes.items()))


def _problem(path: str, place: Location, fault: Fault) -> Problem:
    return problem(place, fault.kind, file=path, **dict(fault.facts))


def _read_index(cache: Path) -> _Index:
    """The index of the last run; an empty one if there is none or it cannot be understood."""
    try:
        stored = json.loads((cache / INDEX_FILE).read_bytes())
        if stored["version"] != INDEX_VERSION:
            return _Index()
        return _Index(
            {path: ((size, mtime, inode), digest) for path, (size, mtime, inode, digest) in stored["files"].items()},
            {
                digest: Measured(digest, width, height, tone, ground, tuple(subject))
                for digest, (width, height, tone, ground, subject) in stored["photos"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _Index()


def _write_index(cache: Path, index: _Index) -> None:
    stored = {
        "version": INDEX_VERSION,
        "files": {path: [*stamp, digest] for path, (stamp, digest) in sorted(index.stamps.items())},
        "photos": {digest: [*asdict(known).values()][1:] for digest, known in sorted(index.measured.items())},
    }
    cache.mkdir(parents=True, exist_ok=True)
    part = cache / f"{INDEX_FILE}.{os.getpid()}.part"
    part.write_text(json.dumps(stored, indent=0), encoding="utf-8")
    part.replace(cache / INDEX_FILE)
