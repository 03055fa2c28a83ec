"""The whole way from a folder of records to a site, a line a stage.

Each stage takes what the one before returned. Checks run to their end before anything is made, so one run reports every
mistake; until the last line the site that was there stays as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from etalase.bodies import WrittenBodies, write_bodies
from etalase.catalog import Catalog, assemble_catalog
from etalase.exports.feeds import plan_feed
from etalase.exports.hosting import plan_hosting, plan_manifest
from etalase.exports.results import plan_results
from etalase.exports.sitemap import SitemapEntry, entry_of, plan_sitemap
from etalase.images import MadeReport, cached_file, inspect_photos, make_derivatives
from etalase.model import Photo, Records
from etalase.outputs import OutputFile, digest
from etalase.pages import page_file, plan_pages
from etalase.phrases import Phrases
from etalase.pictures import Measured, Picture, plan_picture
from etalase.problems import ContentError
from etalase.publish import alone_in, promote, stage
from etalase.records import check_records
from etalase.search import SearchBundle, index_search, plan_search
from etalase.sources import FOLDERS, read_sources
from etalase.theme import Theme, load_theme
from etalase.views import Viewer

Progress = Callable[[str, int, int], None]  # stage, done, in all


class BadEpoch(Exception):
    """SOURCE_DATE_EPOCH is no number of seconds; carries what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Where everything lies. `url` replaces the site's own address; `out` and `cache` are made when missing."""

    content: Path
    theme: Path
    out: Path
    cache: Path
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A directory without a mistake: all that is needed to make its site."""

    records: Records
    catalog: Catalog
    bodies: WrittenBodies
    measured: Mapping[str, Measured]
    photos_opened: int
    theme: Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a build did."""

    records: Mapping[str, int]
    pages: int
    pages_rendered: int
    pictures: MadeReport
    photos_opened: int
    search: SearchBundle
    files: int
    files_written: int


def check_site(job: Job, executor: Executor, progress: Progress) -> Checked:
    """Read and check everything that a build would use. Raises ContentError with every problem there is."""
    sources, problems = read_sources(job.content)
    records, of_records = check_records(sources)
    catalog, of_relations = assemble_catalog(records, job.url)
    bodies, of_bodies = write_bodies(records, catalog)
    unfinished = (photo for record in records.unfinished for photo in record.photos)
    photos = [(photo.file, photo.location) for photo in (*_photos_of(records), *unfinished)]
    opened = 0

    def inspecting(done: int, total: int) -> None:
        nonlocal opened
        opened = done
        progress("inspect", done, total)

    measured, of_photos = inspect_photos(photos, job.content, job.cache, executor, records.site.min_photo_px, progress=inspecting)
    theme, of_theme = load_theme(job.theme)
    problems = [*problems, *of_records, *of_relations, *of_bodies, *of_photos, *of_theme]
    if problems or theme is None:
        raise ContentError(problems)
    return Checked(records=records, catalog=catalog, bodies=bodies, measured=measured, photos_opened=opened, theme=theme)


def build_site(job: Job, progress: Progress = lambda stage, done, total: None, executor: Executor | None = None) -> Summary:
    """Build the site of `job` and put it in the place of the old one; waits while another build uses the same cache.

    `executor` does the work on pictures; by default one thread a core, each of which waits for a process. Raises
    ContentError when the directory or its theme has a mistake, and NotOurFolder when `out` holds something else.
    """
    with alone_in(job.cache), executor or ThreadPoolExecutor(os.cpu_count() or 1) as workers:
        return _build(job, workers, progress)


def _build(job: Job, executor: Executor, progress: Progress) -> Summary:
    checked = check_site(job, executor, progress)
    catalog, theme, today = checked.catalog, checked.theme, build_day()
    plans = {photo: plan_picture(checked.measured[photo.file], photo.focus) for photo in _photos_of(catalog)}
    orders = [(photo.file, photo.location, picture) for photo, picture in plans.items()]
    made = make_derivatives(orders, job.content, job.cache, executor, progress=_named("pictures", progress))
    if made.problems:
        raise ContentError(made.problems)
    viewers = make_viewers(catalog, plans, theme, today)
    search = index_search(plan_search(viewers, checked.bodies), job.cache)
    pages = _page_files(viewers, checked.bodies, theme)
    results = chain.from_iterable(plan_results(view, search.ids) for view in viewers)
    made_before = chain(_asset_files(theme), _picture_files(plans, job.cache), _search_files(search))
    staged = stage(chain(pages, results, made_before), job.out, job.cache)
    promote(staged, job.out)
    rendered = _count_pages(staged.made)
    return Summary(
        records={name: len(getattr(catalog, name)) for name in FOLDERS},
        pages=rendered + _count_pages(staged.reused),
        pages_rendered=rendered,
        pictures=made,
        photos_opened=checked.photos_opened + made.opened,
        search=search,
        files=len(staged.made) + len(staged.reused),
        files_written=len(staged.made),
    )


def _count_pages(paths: tuple[str, ...]) -> int:
    return sum(path.endswith(".html") for path in paths)


def build_day() -> date:
    """The day that decides what has expired: SOURCE_DATE_EPOCH's when it is set (seconds, UTC), else today.

    Raises BadEpoch when it is not such a number. https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()
    except (ValueError, OverflowError, OSError) as error:
        raise BadEpoch(epoch) from error


def make_viewers(catalog: Catalog, pictures: Mapping[Photo, Picture], theme: Theme, today: date) -> tuple[Viewer, ...]:
    """One viewer a language, in the order of the site's languages."""
    return tuple(Viewer(catalog, pictures, Phrases(theme.messages[language]), today) for language in catalog.addresses.languages)


def _photos_of(holder: Records | Catalog) -> tuple[Photo, ...]:
    """Every photo of a directory, drafts included, or of its published part."""
    listed = (holder.groups, holder.products, holder.outlets, holder.programs)
    return tuple(dict.fromkeys(photo for records in listed for record in records for photo in record.photos))


def _named(stage: str, progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(stage, done, total)


def _page_files(viewers: tuple[Viewer, ...], bodies: WrittenBodies, theme: Theme) -> Iterator[OutputFile]:
    """Pages, and after them the files that list them or are made from the same values."""
    catalog = viewers[0].catalog
    listed: list[SitemapEntry] = []
    for planned in plan_pages(viewers, bodies, theme):
        if planned.frame and planned.frame.indexed:
            listed.append(entry_of(planned.frame))
        yield page_file(planned, theme)
    yield from plan_sitemap(listed, catalog.addresses.url)
    yield from plan_hosting(catalog, theme)
    for view in viewers:
        yield plan_feed(view)
        yield plan_manifest(view, theme)


def _asset_files(theme: Theme) -> Iterator[OutputFile]:
    for asset in theme.assets.values():
        yield OutputFile(asset.path, digest(asset.source.read_bytes()), asset.source.read_bytes)


def _picture_files(plans: Mapping[Photo, Picture], cache: Path) -> Iterator[OutputFile]:
    derivatives = {derivative.path: derivative for picture in plans.values() for derivative in picture.derivatives}
    for path, derivative in derivatives.items():
        yield OutputFile(path, path, cached_file(cache, derivative).read_bytes)


def _search_files(bundle: SearchBundle) -> Iterator[OutputFile]:
    for file in sorted(path for path in bundle.folder.rglob("*") if path.is_file()):
        yield OutputFile(f"pagefind/{file.relative_to(bundle.folder).as_posix()}", bundle.key, file.read_bytes)
