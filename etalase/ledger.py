"""The ledger: what earlier builds learned and made, in one SQLite file of the cache.

Nothing in it is needed: a ledger that is missing, of another program, or damaged is begun anew, which costs time only.
Every change is one transaction, so an interrupted build leaves what was whole.
"""

from __future__ import annotations

import marshal
import os
import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from etalase.briefs import Brief
from etalase.outputs import PLAIN, PROGRAM
from etalase.stamps import Stamp

T = TypeVar("T")
FILE: Final = "ledger.db"
VERSION: Final = 5  # raise it whenever a table changes
PATIENCE: Final = 60  # seconds that another process may keep it locked
_NOWHERE: Final = -1  # no open file has this descriptor
RECORDS_AT_HAND: Final = 4096  # decoded records a process keeps, a few thousand bytes each
_TABLES: Final = (
    "create table ground (digest text, names text)",
    "create table entries (path text primary key, row blob)",
    "create table kept (path text primary key, record blob)",
    "create table sites (out text primary key, files blob, keys blob)",
    "create table notes (name text primary key, program text, value blob)",
)


class Row(NamedTuple):
    """An entry, the stamps of the files that it was made of (None: not to be trusted), and the digest of what they held."""

    stamps: tuple[Stamp | None, ...]
    contents: str
    brief: Brief


class Output(NamedTuple):
    """A file of the site as it was written: its key, size in bytes and time of change in ns."""

    key: str
    size: int
    changed: int


@contextmanager
def place_of(folder: Path) -> Iterator[int]:
    """A descriptor of a folder, from which the way to its files is shorter; of one that is not there, none that has any."""
    try:
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield _NOWHERE
        return
    try:
        yield place
    finally:
        os.close(place)


def is_as_written(place: int, path: str, size: int, changed: int) -> bool:
    """Whether the file at a path from a place has this size in bytes and time of change in ns."""
    try:
        status = os.stat(path, dir_fd=place)  # asked for fifty thousand files
    except OSError:
        return False
    return status.st_size == size and status.st_mtime_ns == changed


def is_damage(error: BaseException) -> bool:
    """Whether the ledger's file is at fault: not when it is locked, or its disk full, which SQLite tells by other classes."""
    return type(error) is sqlite3.DatabaseError


def with_ledger(cache: Path, work: Callable[[Ledger], T]) -> T:
    """What `work` gives with the ledger below `cache`; when that turns out to be damaged within, once more with a new one."""
    ledger = Ledger(cache)
    try:
        return work(ledger)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        ledger.begin_anew()
        return work(ledger)
    finally:
        ledger.close()


class Ledger:
    """The ledger below `cache`. It has a connection for each process that uses it, so a worker may inherit it.

    Workers that inherit nothing only read it, `as_it_is`: without a lock, which not every network's folders have, since the
    build that sent them writes nothing meanwhile. What they would note is forgotten.
    """

    def __init__(self, cache: Path, *, as_it_is: bool = False) -> None:
        self.file = cache / FILE
        self._as_it_is = as_it_is
        self._connections: dict[int, sqlite3.Connection] = {}
        self.take = lru_cache(RECORDS_AT_HAND)(self._take)
        if as_it_is:
            return
        cache.mkdir(parents=True, exist_ok=True)
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self.begin_anew()

    def begin_anew(self) -> None:
        """Forget everything."""
        self.close()
        for part in self.file.parent.glob(f"{FILE}*"):
            part.unlink()
        self.take.cache_clear()
        self._prepare()

    def _prepare(self) -> None:
        with self._db as db:
            (version,) = db.execute("pragma user_version").fetchone()
            if version == VERSION:
                return
            for (table,) in db.execute("select name from sqlite_master where type = 'table'").fetchall():
                db.execute(f"drop table {table}")
            for table in _TABLES:
                db.execute(table)
            db.execute(f"pragma user_version = {VERSION}")

    @property
    def _db(self) -> sqlite3.Connection:
        if not (db := self._connections.get(os.getpid())):
            name = self.file.absolute().as_uri() + ("?immutable=1" if self._as_it_is else "")
            db = self._connections[os.getpid()] = sqlite3.connect(name, timeout=PATIENCE, check_same_thread=False, uri=True)
            db.execute("pragma synchronous = off")  # what a power cut destroys is made again
        return db

    def close(self) -> None:
        if db := self._connections.pop(os.getpid(), None):
            db.close()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody writes meanwhile, so that reading a record takes a quarter of the time: no lock is asked for again."""
        if self._as_it_is:  # nothing is locked
            yield
            return
        self._db.execute("begin")
        try:
            yield
        finally:
            self._db.rollback()

    # records

    def names(self) -> str:
        """A digest of the names among which all rows hold; "" when any must be looked at."""
        found = self._db.execute("select names from ground").fetchone()
        return found[0] if found else ""

    def rows(self, ground: str) -> dict[str, Row]:
        """What is known of every record by its path; nothing when it was learned under another `ground`.

        The ground is a digest of all that entries depend on besides their files and the names of others: the program and the
        site's settings.
        """
        if self._db.execute("select digest from ground").fetchone() != (ground,):
            with self._db as db:
                for table in ("ground", "entries", "kept"):
                    db.execute(f"delete from {table}")
                db.execute("insert into ground values (?, '')", (ground,))
        found = self._db.execute("select path, row from entries")
        rows = ((path, marshal.loads(row)) for path, row in found)
        return {path: Row(stamps, contents, Brief._make(brief)) for path, (stamps, contents, brief) in rows}

    def enter(self, made: Iterable[tuple[Row, bytes]], gone: Iterable[str], names: str = "") -> None:
        """Note rows, each with its pickled record (empty: the one that is kept), and forget the paths that are gone.

        `names` is a digest of the names among which these and all other rows hold, if they do.
        """
        made, gone = list(made), list(gone)
        with self._db as db:
            db.execute("update ground set names = ? where names <> ?", (names, names))
            for table in ("entries", "kept"):
                db.executemany(f"delete from {table} where path = ?", ((path,) for path in gone))
            rows = ((row.brief.path, marshal.dumps((row.stamps, row.contents, tuple(row.brief)))) for row, _ in made)
            db.executemany("insert or replace into entries values (?, ?)", rows)
            db.executemany("insert or replace into kept values (?, ?)", ((row.brief.path, kept) for row, kept in made if kept))
        self.take.cache_clear()

    def _take(self, path: str) -> Any:
        """What was pickled for the record of a brief's path."""
        (kept,) = self._db.execute("select record from kept where path = ?", (path,)).fetchone()
        return pickle.loads(kept)

    # outputs

    def outputs(self, out: Path) -> dict[str, Output]:
        """The files of the site at `out` by path, as the last build wrote them."""
        found = self._db.execute("select files, keys from sites where out = ?", (str(out),)).fetchone()
        if not found:
            return {}
        (paths, sizes, changes), keys = map(marshal.loads, found)
        return dict(zip(paths, map(Output, keys, sizes, changes), strict=True))

    def write_outputs(self, out: Path, outputs: Mapping[str, Output]) -> None:
        """Note all files of a site; together, since they are read together, in half the time of a row for each."""
        keys, sizes, changes = ([output[part] for output in outputs.values()] for part in range(3))
        row = (str(out), marshal.dumps([[*outputs], sizes, changes], PLAIN), marshal.dumps(keys, PLAIN))
        with self._db as db:
            db.execute("insert or replace into sites values (?, ?, ?)", row)

    def is_untouched(self, out: Path) -> bool:
        """Whether there is a site of ours at `out`, and every file of it as it was written."""
        found = self._db.execute("select files from sites where out = ?", (str(out),)).fetchone()
        with place_of(out) as place:
            return bool(found) and all(map(partial(is_as_written, place), *marshal.loads(found[0])))

    # notes: what this program wrote for itself; another one's are not understood

    def note(self, name: str, value: bytes) -> None:
        if self._as_it_is:
            return
        with self._db as db:
            db.execute("insert or replace into notes values (?, ?, ?)", (name, PROGRAM, value))

    def noted(self, name: str) -> bytes | None:
        found = self._db.execute("select value from notes where name = ? and program = ?", (name, PROGRAM)).fetchone()
        return found[0] if found else None
