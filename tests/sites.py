"""Builds of the golden directory for tests: real photos, real Pagefind, into a temporary folder."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from etalase.catalog import Catalog, assemble_catalog
from etalase.crew import Crew
from etalase.entries import Entry
from etalase.intake import Intake, take_in
from etalase.ledger import Ledger
from etalase.pipeline import Job, Summary, build_site
from etalase.problems import Problem

GOLDEN = Path(__file__).parent / "golden"


def job_in(
    folder: Path,
    *,
    content: Path = GOLDEN / "content",
    out: str = "public",
    cache: str = "cache",
    url: str = "",
    search: bool = True,
) -> Job:
    """A job whose output and cache lie in `folder`, with no theme of its own unless `folder/theme` exists."""
    return Job(content=content, theme=folder / "theme", out=folder / out, cache=folder / cache, url=url, search=search)


def build_in(folder: Path, **choices: str) -> tuple[Path, Summary]:
    """The golden directory's site in `folder/public`, and what the build did."""
    job = job_in(folder, **choices)
    return job.out, build_site(job)


def copy_content(folder: Path) -> Path:
    """The golden directory's content, free to be changed."""
    return Path(shutil.copytree(GOLDEN / "content", folder / "content"))


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Files put below a folder, in the place of those that are there."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def taken_in(content: Path, cache: Path, url: str = "") -> Intake:
    """What is taken in of a content folder, with what the ledger in `cache` knows of it."""
    return take_in(content, url, Ledger(cache), Crew())


def catalog_in(content: Path, cache: Path, url: str = "") -> tuple[Catalog, list[Problem]]:
    """The catalog of a content folder, and what is wrong with its records or between them."""
    intake, ledger = taken_in(content, cache, url), Ledger(cache)
    entries = {folder: [Entry[Any](brief, ledger) for brief in briefs] for folder, briefs in intake.briefs.items()}
    catalog, problems = assemble_catalog(entries, intake.settings, url)
    return catalog, [*intake.problems, *problems]


def damage_table(ledger: Path, table: str) -> None:
    """Write over the first page of a table, which leaves a file that is opened without complaint."""
    with closing(sqlite3.connect(ledger)) as db:
        ((root,),) = db.execute("select rootpage from sqlite_master where name = ?", (table,))
        ((size,),) = db.execute("pragma page_size")
    with ledger.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


def files_of(site: Path) -> dict[str, bytes]:
    """Every file of a site by its path."""
    found = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}
