"""Stage and promote: what is new is made into a folder beside the output, and moved into its place when all of it is there.

A file that the last build wrote under the same key, and that nobody has touched since, is not made again. Until `promote`
the site stays as it was; then files that others refer to go first, pages after them, and what is gone is removed last, so a
reader never follows a link to what is not there. A run that is ended in between leaves files the next one does not know,
and so makes anew.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from etalase.jobs import NotOurFolder
from etalase.ledger import Ledger, Output, is_as_written, place_of
from etalase.outputs import OutputFile

_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file managers leave behind


@contextmanager
def alone_in(cache: Path) -> Iterator[bool]:
    """Wait until no other build uses this cache, and let none in meanwhile; gives whether there was one.

    The system frees it when a process dies.
    """
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        try:
            fcntl.lockf(
                lock, fcntl.LOCK_EX | fcntl.LOCK_NB
            )  # not flock: workers would inherit it, and keep it should we be killed
            has_waited = False
        except BlockingIOError:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            has_waited = True
        yield has_waited


@dataclass(slots=True)
class Staging:
    """A site in the making: `folder` holds its new files, `known` what the last build wrote at `out`, whose `place` is open."""

    out: Path
    place: int
    folder: Path
    known: Mapping[str, Output]
    written: dict[str, Output] = field(default_factory=dict)
    kept: dict[str, Output] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()  # files of a site that another cache knows

    def due(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Of files with their keys by path, those that must be made; the others are there as the last build wrote them under
        this key, and stay. Each path is asked for once.

        Addresses are unique by construction, so a second question is a fault of ours: ValueError.
        """
        if twice := {*(keys.keys() & self.kept.keys()), *(keys.keys() & self.written.keys())}:
            raise ValueError(f"two files want to be {min(twice)}")
        due: dict[str, str] = {}
        for path, key in keys.items():
            output = self.known.get(path)
            if output and output.key == key and is_as_written(self.place, path, output.size, output.changed):
                self.kept[path] = output
            else:
                due[path] = key
        return due

    def write(self, files: Iterable[OutputFile]) -> None:
        """Make files, unless they stay."""
        makers = {}
        for file in files:
            if file.path in makers:
                raise ValueError(f"two files want to be {file.path}")
            makers[file.path] = file
        for path, key in self.due({path: file.key for path, file in makers.items()}).items():
            self.add(path, write_file(self.folder, self.out, path, key, makers.pop(path).make()))  # what it held goes at once

    def read(self, path: str) -> bytes:
        """A file of the site as it will be, which has been written or stays."""
        return ((self.folder if path in self.written else self.out) / path).read_bytes()

    def former(self, path: str, key: str) -> bytes:
        """A file as the last build wrote it under this key; nothing when it is not there as it was."""
        output = self.known.get(path)
        is_there = output and output.key == key and is_as_written(self.place, path, output.size, output.changed)
        return (self.out / path).read_bytes() if is_there else b""

    def add(self, path: str, written: Written) -> None:
        """Note what `write_file` did."""
        (self.written if written.is_new else self.kept)[path] = written.output


class Written(NamedTuple):
    """A file as it is now, in the staging folder if it is new, else still at its place."""

    output: Output
    is_new: bool


def write_file(folder: Path, out: Path | None, path: str, key: str, data: bytes) -> Written:
    """Write a file into the staging `folder`, unless the same bytes are at `out` already, if it is there. Runs in workers too.

    A file that is there already is replaced as a whole: a worker that was thought dead may be writing it still.
    """
    if out and (output := _as_it_is(f"{out}/{path}", key, data)):
        return Written(output, is_new=False)
    file = f"{folder}/{path}"
    try:
        changed = _write_new(file, data)
    except FileExistsError:
        whole = f"{folder}.{secrets.token_hex(8)}"
        changed = _write_new(whole, data)
        os.replace(whole, file)  # noqa: PTH105
    return Written(Output(key, len(data), changed), is_new=True)


def _as_it_is(file: str, key: str, data: bytes) -> Output | None:
    """A file that holds these bytes already."""
    with suppress(OSError), open(file, "rb") as there:  # noqa: PTH123  # this and below: half the time of Path's
        status = os.fstat(there.fileno())
        if status.st_size == len(data) and there.read() == data:
            return Output(key, status.st_size, status.st_mtime_ns)
    return None


def _write_new(file: str, data: bytes) -> int:
    """Make a file; gives its time of change in ns. Raises FileExistsError."""
    try:
        descriptor = os.open(file, _WRITE, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120
        descriptor = os.open(file, _WRITE, 0o666)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
        return os.fstat(descriptor).st_mtime_ns
    finally:
        os.close(descriptor)


@contextmanager
def staging(out: Path, ledger: Ledger) -> Iterator[Staging]:
    """A staging folder beside `out`, which is gone afterwards.

    Raises NotOurFolder when `out` has content that no build of ours wrote.
    """
    out = out.resolve()
    beside = out.with_name(f".{out.name}.next")
    shutil.rmtree(beside, ignore_errors=True)
    folder = beside / str(time.time_ns())  # where no worker writes that an earlier build has left alone
    known = {**_pending(out, ledger), **ledger.outputs(out)}
    strangers = () if any((out / path).is_file() for path in known) else tuple(_foreign_site(out))
    try:
        with place_of(out) as place:
            yield Staging(out, place, folder, known, strangers=strangers)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def promote(staged: Staging, ledger: Ledger) -> None:
    """Put the staged files in their places and remove those that no longer belong to the site."""
    out, new = staged.out, sorted(staged.written, key=lambda path: (path.endswith(".html"), path))
    gone = [path for path in (*staged.known, *staged.strangers) if path not in staged.written and path not in staged.kept]
    if new or gone:
        ledger.note(f"pending {out}", pickle.dumps([*new, *gone]))
        _move(staged, new)
        _remove(out, gone)
    if (outputs := staged.kept | staged.written) != staged.known or new:
        ledger.write_outputs(out, outputs)
        ledger.note(f"pending {out}", b"")


def _move(staged: Staging, paths: list[str]) -> None:
    out = staged.out
    if paths and not out.exists():
        staged.folder.rename(out)
        return
    made: set[Path] = set()
    for path in paths:
        target = out / path
        if target.parent not in made:
            _make_room(target.parent, out)
            made.add(target.parent)
        if target.is_dir():
            shutil.rmtree(target)
        (staged.folder / path).replace(target)


def _make_room(folder: Path, out: Path) -> None:
    """A folder where a file of the old site may stand."""
    for above in (*reversed(folder.relative_to(out).parents), folder.relative_to(out)):
        if (out / above).is_file():
            (out / above).unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _remove(out: Path, paths: list[str]) -> None:
    """Files that are gone, and the folders they leave empty."""
    for path in paths:
        file = out / path
        with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
            file.unlink()
        for folder in file.parents:
            if folder == out:
                break
            with suppress(OSError):
                folder.rmdir()
                continue
            break


def _pending(out: Path, ledger: Ledger) -> dict[str, Output]:
    """Files that an interrupted run may have put in place, or not yet removed: ours, but under no key."""
    noted = ledger.noted(f"pending {out}")
    paths: Iterable[str] = pickle.loads(noted) if noted else ()
    return {path: Output("", 0, 0) for path in paths}


def _foreign_site(out: Path) -> Iterator[str]:
    """The files of a site that another machine's cache knows, told by what every build makes; nothing when `out` is new.

    Raises NotOurFolder rather than give what no build made: a `.git`, a `CNAME`, somebody's documents.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise NotOurFolder(out)
    files = list(_files_in(out))
    if files and not _is_a_site(out):
        raise NotOurFolder(out)
    yield from files


def _files_in(folder: Path) -> Iterator[str]:
    for base, _, names in os.walk(folder):
        start = os.path.relpath(base, folder).replace(os.sep, "/")
        yield from (name if start == "." else f"{start}/{name}" for name in names if name not in _LITTER)


def _is_a_site(out: Path) -> bool:
    foreign = (out / "CNAME").exists() or any(path.name.startswith(".") for path in out.iterdir())
    return (out / "404.html").is_file() and (out / "aset").is_dir() and not foreign
