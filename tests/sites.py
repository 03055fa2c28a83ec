"""Builds of the golden directory for tests: real photos, real Pagefind, into a temporary folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from etalase.pipeline import Job, Summary, build_site

GOLDEN = Path(__file__).parent / "golden"


def job_in(folder: Path, *, content: Path = GOLDEN / "content", out: str = "public", cache: str = "cache", url: str = "") -> Job:
    """A job whose output and cache lie in `folder`, with no theme of its own unless `folder/theme` exists."""
    return Job(content=content, theme=folder / "theme", out=folder / out, cache=folder / cache, url=url)


def build_in(folder: Path, **choices: str) -> tuple[Path, Summary]:
    """The golden directory's site in `folder/public`, and what the build did."""
    job = job_in(folder, **choices)
    return job.out, build_site(job)


def copy_content(folder: Path) -> Path:
    """The golden directory's content, free to be changed."""
    return Path(shutil.copytree(GOLDEN / "content", folder / "content"))


def files_of(site: Path) -> dict[str, bytes]:
    """Every file of a site by its path."""
    found = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in found}
