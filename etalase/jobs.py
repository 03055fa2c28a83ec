"""Jobs: where a directory lies and what a build of it did, and whether anything can have changed since.

A build that would change nothing is told by stamps alone: those of every file that it would read, and of every file that the
last one wrote. This module imports little, so that such a build feels instant.
"""

from __future__ import annotations

import marshal
import os
import pickle
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

from etalase.languages import Language
from etalase.ledger import Ledger, with_ledger
from etalase.outputs import PLAIN, PROGRAM, digest
from etalase.stamps import TICK_NS, Found, find_below, history_stamp, is_settled, now_ns


class BadEpoch(Exception):
    """SOURCE_DATE_EPOCH is no number of seconds; carries what it is."""


class NotOurFolder(Exception):
    """The output folder is, or holds, something that no build made; carries its path."""


class BuiltInThemeMissing(Exception):
    """The theme that comes with Etalase is not where it should be; carries its path."""


class ClusterFault(Exception):
    """A cluster cannot do the work; carries why, its address, and what else is known."""

    def __init__(
        self, why: Literal["missing", "unreachable", "idle", "stranger", "lost"], address: str, detail: str = ""
    ) -> None:
        self.why = why
        super().__init__(why, address, detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Where everything lies. `url` replaces the site's own address; `out` and `cache` are made when missing.

    Without `search` the site has no index for typed queries.
    """

    content: Path
    theme: Path
    out: Path
    cache: Path
    url: str = ""
    search: bool = True

    @property
    def project(self) -> Path:
        """The folder that holds the content."""
        return self.content.parent

    def anywhere(self) -> Job:
        """The same with paths that mean the same in every process that sees these folders."""
        paths = {name: getattr(self, name).absolute() for name in ("content", "theme", "out", "cache")}
        return replace(self, **paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a build did, of a site in this first language.

    `records` are counts by folder; `stages` their names with the seconds they took, by the clock and of all cores.
    """

    language: Language
    records: Mapping[str, int]
    pages: int
    pages_rendered: int
    pictures_made: int
    pictures_reused: int
    photos_opened: int
    search: Literal["made", "reused", "none"]
    files: int
    files_written: int
    stages: tuple[tuple[str, float, float], ...] = ()


def build_day() -> date:
    """The day that decides what has expired: SOURCE_DATE_EPOCH's when it is set (seconds, UTC), else today.

    Raises BadEpoch when it is not such a number. https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()
    except (ValueError, OverflowError, OSError) as error:
        raise BadEpoch(epoch) from error


def built_in_theme() -> Path:
    """The theme that comes with Etalase: inside the installed package, or beside it in the project."""
    here = Path(__file__).resolve().parent
    return here / "theme" if (here / "theme").is_dir() else here.parent / "theme"


class Fingerprint(NamedTuple):
    """A digest of what a build depends on, "" when a file has a time to come; and what lies in the job's content folder."""

    digest: str
    content: list[Found]


def fingerprint(job: Job) -> Fingerprint:
    """What a build of the job depends on. Raises BadEpoch.

    A file saved just now may be saved again within the same tick of the file system's clock, and keep its stamp: that tick is
    waited for.
    """
    for _ in range(2):
        seen = now_ns()
        content, *themes = ([*find_below(folder)] for folder in (job.content, job.theme, built_in_theme()))
        history = history_stamp(job.project)
        if is_settled(history, seen) and all(is_settled(found.stamp, seen) for found in chain(content, *themes)):
            break
        time.sleep(TICK_NS / 1e9)
    else:
        return Fingerprint("", content)
    stamps = (marshal.dumps([*map(tuple, found)], PLAIN) for found in (content, *themes))
    return Fingerprint(digest(PROGRAM, repr((job, history)), str(build_day()), *stamps), content)


def recall(job: Job, mark: str) -> Summary | None:
    """What the last build of the job did, if it had this fingerprint and all it wrote is still there as it was."""
    if not mark or not job.cache.is_dir():
        return None
    return with_ledger(job.cache, partial(_recall, job, mark))


def _recall(job: Job, mark: str, ledger: Ledger) -> Summary | None:
    noted = ledger.noted(_name(job))
    known: str
    known, summary = pickle.loads(noted) if noted else ("", None)
    return summary if known == mark and ledger.is_untouched(job.out.resolve()) else None


def remember(job: Job, mark: str, summary: Summary, ledger: Ledger) -> None:
    """Note what a build did, as the next one will say it when it has nothing to do."""
    again = {
        **{name: getattr(summary, name) for name in ("language", "records", "pages", "files")},
        "pictures_reused": summary.pictures_made + summary.pictures_reused,
        "search": "none" if summary.search == "none" else "reused",
    }
    nothing = Summary(pages_rendered=0, pictures_made=0, photos_opened=0, files_written=0, **again)
    ledger.note(_name(job), pickle.dumps((mark, nothing)))


def _name(job: Job) -> str:
    return f"done {job.out.resolve()}"
