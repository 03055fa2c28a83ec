"""The whole way from a folder of records to a site, a line a stage.

Each stage takes what the one before returned. Checks run to their end before anything is made, so one run reports every
mistake; until the last line the site that was there stays as it was. What earlier builds learned is in the ledger, and each
stage does only what is new.
"""

from __future__ import annotations

import errno
import os
import pickle
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

from etalase.catalog import Catalog, Entries, assemble_catalog
from etalase.crew import Crew, Inherited, without_collector
from etalase.darkroom import dismiss_idle
from etalase.editions import Edition, PlannedPage, Spot
from etalase.entries import Entry
from etalase.exports.assistants import plan_llms
from etalase.exports.cards import plan_cards
from etalase.exports.facets import plan_facets
from etalase.exports.feeds import plan_feed
from etalase.exports.hosting import plan_hosting, plan_manifest
from etalase.exports.opendata import plan_open_data
from etalase.exports.results import plan_results
from etalase.exports.selling import FILES, plan_selling, plan_selling_of_all, selling_address
from etalase.exports.shorts import plan_shorts
from etalase.exports.sitemap import plan_sitemap
from etalase.exports.suggestions import plan_suggestions
from etalase.exports.worker import plan_worker
from etalase.history import Change, known_changes
from etalase.images import inspect_photos, keep_picture, make_derivatives
from etalase.intake import Intake, take_in
from etalase.jobs import Fingerprint, Job, Summary, build_day, fingerprint, remember
from etalase.ledger import Ledger, with_ledger
from etalase.model import Focus, Product
from etalase.outputs import PROGRAM, OutputFile, digest
from etalase.pages import page_path, plan_pages, plan_pages_of, plan_texts, render_page, text_path
from etalase.phrases import Phrases
from etalase.pictures import Album, Picture
from etalase.problems import ContentError, Location
from etalase.publish import Staging, Written, alone_in, promote, staging, write_file
from etalase.search import SearchBundle, index_search, plan_search
from etalase.sources import FOLDERS, read_bytes
from etalase.stamps import Found
from etalase.theme import Theme, load_theme
from etalase.views import Viewer

CARDS: Final = 8  # share cards that are drawn before workers would be ready, or that a worker takes at a time
FEW_RECORDS: Final = 8  # whose pages are made at once when somebody waits for them
Progress = Callable[[str, int, int], None]  # stage, done, in all
Early = Callable[[Mapping[str, bytes]], None]  # pages by path


class Clock:
    """How long stages take: seconds by the clock, and of all cores, those of workers counted when they have ended."""

    def __init__(self) -> None:
        self.stages: tuple[tuple[str, float, float], ...] = ()
        self._last = self._now()

    def ends(self, stage: str) -> None:
        wall, cores = self._now()
        self.stages = (*self.stages, (stage, wall - self._last[0], cores - self._last[1]))
        self._last = (wall, cores)

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.monotonic(), sum(os.times()[:4])


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A directory without a mistake, and all that its site will be: every page by its path, none of them made.

    `cards` are the files that scripts take cards from, which pages share with them; `plain` are others that are made beside
    pages: records as Markdown, short links, files for selling of each group. `share_cards` say whose page is shared with which
    picture, by its path, those of one product in all languages one after another.
    """

    intake: Intake
    catalog: Catalog
    album: Album
    theme: Theme
    editions: tuple[Edition, ...]
    pages: Mapping[str, PlannedPage]
    cards: Mapping[str, OutputFile]
    plain: Mapping[str, OutputFile]
    share_cards: Mapping[str, tuple[Edition, Entry[Product]]]
    photos_opened: int
    ledger: Ledger

    @property
    def records(self) -> int:
        return sum(map(len, self.intake.briefs.values()))


def check_site(job: Job, crew: Crew, progress: Progress) -> Site:
    """Read and check everything that a build would use. Raises ContentError with every problem there is."""
    return with_ledger(job.cache, lambda ledger: _check(job.anywhere(), None, ledger, crew, progress, Clock()))


def _check(
    job: Job,
    found: Iterable[Found] | None,
    ledger: Ledger,
    crew: Crew,
    progress: Progress,
    clock: Clock,
    early: Early | None = None,
) -> Site:
    intake = take_in(job.content, job.url, ledger, crew, found)
    clock.ends("read")
    catalog, of_relations = assemble_catalog(_on_shelf(intake, ledger), intake.settings, job.url, intake.boundaries)
    clock.ends("relate")
    album, opened, of_photos = _inspect(intake, job, crew, progress)
    clock.ends("inspect")
    theme, of_theme = load_theme(job.theme, ledger)
    problems = [*intake.problems, *of_relations, *of_photos, *of_theme]
    if problems or theme is None:
        raise ContentError(problems)
    editions = make_editions(catalog, album, theme, build_day())
    if early:
        early(_pages_at_once(intake, editions, job.out))
    site = _plan(intake, editions, opened, ledger)
    clock.ends("plan")
    return site


def _plan(intake: Intake, editions: tuple[Edition, ...], opened: int, ledger: Ledger) -> Site:
    catalog, album, theme = editions[0].catalog, editions[0].view.album, editions[0].theme
    pages = {page_path(page): page for page in plan_pages(editions)}
    return Site(
        intake=intake,
        catalog=catalog,
        album=album,
        theme=theme,
        editions=editions,
        pages=pages,
        cards={file.path: file for edition in editions for file in plan_cards(edition)},
        plain={file.path: file for file in (*plan_texts(pages.values()), *plan_shorts(editions[0]), *plan_selling(editions[0]))},
        share_cards={
            edition.share_cards[product.slug].path: (edition, product) for product in catalog.products for edition in editions
        },
        photos_opened=opened,
        ledger=ledger,
    )


def build_site(
    job: Job,
    progress: Progress = lambda stage, done, total: None,
    crew: Crew | None = None,
    mark: Fingerprint | None = None,
    early: Early | None = None,
) -> Summary:
    """Build the site of `job` and put it in the place of the old one; waits while another build uses the same cache.

    `mark` is the job's fingerprint, if it was just taken. `early` is given the pages of the few records that were edited, as
    soon as nothing is wrong with any: long before the rest of a large site. Raises ContentError when the directory or its
    theme has a mistake, and NotOurFolder when `out` holds something else.
    """
    with alone_in(job.cache) as has_waited, without_collector():
        if mark is None or has_waited:
            mark = fingerprint(job)
        return with_ledger(job.cache, partial(_build, job, mark, crew or Crew(), progress, early))


def _build(job: Job, mark: Fingerprint, crew: Crew, progress: Progress, early: Early | None, ledger: Ledger) -> Summary:
    summary = _built(job.anywhere(), mark.content, crew, progress, early, ledger)
    remember(job, mark.digest, summary, ledger)
    return summary


def _built(job: Job, found: Iterable[Found], crew: Crew, progress: Progress, early: Early | None, ledger: Ledger) -> Summary:
    clock = Clock()
    site = _check(job, found, ledger, crew, progress, clock, early)
    orders = _picture_orders(site)
    with crew.hired() as executor:
        made = make_derivatives(orders, job.content, job.cache, executor, progress=partial(progress, "pictures"))
    if made.problems:
        raise ContentError(made.problems)
    if not crew.stays:
        dismiss_idle()
    clock.ends("pictures")
    with ledger.held():
        search = index_search(plan_search(site.editions), job.cache) if job.search else None
    clock.ends("search")
    with staging(job.out, ledger) as staged:
        _SITE.put(site, job, build_day(), staged.folder)
        drawn = _draw_cards(site, job, staged, ledger, crew, progress)
        clock.ends("cards")
        rendered = _render_pages(site, job, staged, ledger, crew)
        clock.ends("render")
        pictures = {*(derivative.path for *_, picture in orders for derivative in picture.derivatives), *site.share_cards}
        staged.write(_other_files(site, sorted(pictures), search, known_changes(job.project, ledger), ledger, staged))
        clock.ends("export")
        promote(staged, ledger)
    clock.ends("promote")
    return Summary(
        language=site.catalog.addresses.languages[0],
        stages=clock.stages,
        records={name: len(getattr(site.catalog, name)) for name in FOLDERS},
        pages=len(site.pages),
        pages_rendered=rendered,
        pictures_made=made.made + drawn,
        pictures_reused=made.reused + len(site.share_cards) - drawn,
        photos_opened=site.photos_opened + made.opened,
        search="none" if not search else "reused" if search.reused else "made",
        files=len(staged.written) + len(staged.kept),
        files_written=len(staged.written),
    )


def make_editions(catalog: Catalog, album: Album, theme: Theme, today: date) -> tuple[Edition, ...]:
    """One edition a language, in the order of the site's languages."""
    return tuple(
        Edition(Viewer(catalog, album, Phrases(theme.messages[language]), today), theme)
        for language in catalog.addresses.languages
    )


def _on_shelf(intake: Intake, ledger: Ledger) -> Entries:
    return {folder: [Entry[Any](brief, ledger) for brief in briefs] for folder, briefs in intake.briefs.items()}


# photos


def _inspect(intake: Intake, job: Job, crew: Crew, progress: Progress) -> tuple[Album, int, list[Any]]:
    """Measure every photo that a record names, drafts included; how many were opened for it, and their problems.

    A photo that cannot be used is a problem at each place that names it, but mostly there is none to look for.
    """
    named = [(photo, brief.path) for briefs in intake.briefs.values() for brief in briefs for photo in brief.photos]
    last = {photo[0]: (path, photo[3], photo[4]) for photo, path in named}
    once = {file: Location(*place) for file, place in last.items()} | dict(intake.photos)
    opened = 0

    def inspecting(done: int, total: int) -> None:
        nonlocal opened
        opened = done
        progress("inspect", done, total)

    smallest = intake.settings.site.min_photo_px
    with crew.hired() as executor:
        measured, problems = inspect_photos(once.items(), job.content, job.cache, executor, smallest, progress=inspecting)
        if problems:
            everywhere = [*((photo[0], Location(path, photo[3], photo[4])) for photo, path in named), *intake.photos]
            measured, problems = inspect_photos(everywhere, job.content, job.cache, executor, smallest)
    return Album(measured), opened, problems


def _picture_orders(site: Site) -> list[tuple[str, Location, Picture]]:
    """Each photo of the published records with a place that names it, and what is made of it as it is cropped.

    Of products' photos there is a master for feeds and shops; so they come first.
    """
    catalog, album = site.catalog, site.album
    orders: list[tuple[str, Location, Picture]] = []
    seen: set[tuple[str, float, float]] = set()
    for entry in chain[Entry[Any]](catalog.products, catalog.groups, catalog.outlets, catalog.programs):
        for file, x, y, line, column in entry.brief.photos:
            if (file, x, y) in seen:
                continue
            seen.add((file, x, y))
            picture = album.picture(file, Focus(x, y))
            if entry.brief.folder == "products":
                picture = replace(picture, master=album.master(file, Focus(x, y)))
            orders.append((file, Location(entry.brief.path, line, column), picture))
    return orders


# share cards


def _draw_cards(site: Site, job: Job, staged: Staging, ledger: Ledger, crew: Crew, progress: Progress) -> int:
    """Draw the cards that the cache lacks; gives how many."""
    there = {f"foto/{name}" for name in os.listdir(job.cache / "foto")}  # noqa: PTH208  # names are enough
    missing = [path for path in site.share_cards if path not in there]
    draw, tell = partial(_draw_batch, job, build_day(), staged.folder), partial(_tell, site, ledger)
    done = 0
    for drawn in replace(crew, few=min(crew.few, CARDS), batch=CARDS).each_batch(draw, missing, tell=tell):
        done += drawn
        progress("cards", done, len(missing))
    return done


def _draw_batch(job: Job, today: date, folder: Path, paths: Sequence[str]) -> int:
    from etalase.sharecards import share_card  # with Pillow, which most builds do without

    site = _SITE.get(job, today, folder)
    with site.ledger.held():
        for path in paths:
            keep_picture(job.cache, path, share_card(*site.share_cards[path], job.cache))
    return len(paths)


# pages


def _pages_at_once(intake: Intake, editions: Sequence[Edition], out: Path) -> dict[str, bytes]:
    """The pages of the few records that are fresh, where nothing else that they show has yet to be made, by path."""
    first, pages = editions[0], dict[str, bytes]()
    catalog, album = first.catalog, first.view.album
    if len(intake.fresh) > FEW_RECORDS or not all((out / asset.path).is_file() for asset in first.theme.assets.values()):
        return {}
    entries = (catalog.groups, catalog.products, catalog.outlets, catalog.programs, catalog.pages)
    for entry in (entry for entry in chain(*entries) if entry.brief.path in intake.fresh):
        photos = (album.picture(file, Focus(x, y)) for file, x, y, *_ in entry.brief.photos)
        if all((out / derivative.path).is_file() for photo in photos for derivative in photo.derivatives):
            planned = (page for edition in editions for page in plan_pages_of(edition, entry))
            pages |= {page_path(page): render_page(page, first.theme) for page in planned}
    return pages


_OF_MANY: Final = ("listing.html", "place.html", "home.html", "groups.html")  # pages of cards that other pages show too


def _render_pages(site: Site, job: Job, staged: Staging, ledger: Ledger, crew: Crew) -> int:
    """Make every page that does not stay; gives how many."""
    planned: tuple[Mapping[str, PlannedPage | OutputFile], ...] = (site.pages, site.cards, site.plain)
    pages, cards, plain = (staged.due({path: file.key for path, file in files.items()}) for files in planned)
    listings = [(path, key) for path, key in pages.items() if site.pages[path].template in _OF_MANY]
    others = [(path, key) for path, key in pages.items() if site.pages[path].template not in _OF_MANY]
    others = [*_in_turn(site, others, plain), *plain.items()]
    today, former = build_day(), staged.out if staged.out.exists() else None
    render = partial(_render_batch, job, today, staged.folder, former)
    for written in crew.each_batch(render, others, [*listings, *cards.items()], partial(_tell, site, ledger)):
        for path, file in written:
            staged.add(path, file)
    return len(pages)


def _in_turn(site: Site, pages: Iterable[tuple[str, str]], plain: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each page, and after it what else is made of its records, taken out of `plain`, while these are at hand."""
    for path, key in pages:
        yield path, key
        for beside in (text_path(path), *_for_selling(site.pages[path].spot)):
            if beside in plain:
                yield beside, plain.pop(beside)


def _for_selling(spot: Spot | None) -> Iterable[str]:
    """The files for selling of the group that has its page at this spot."""
    return (selling_address(name, *spot.parts) for name in FILES) if spot and spot.section == "groups" and spot.parts else ()


def _tell(site: Site, ledger: Ledger) -> None:
    """What workers that inherit nothing make the site again from."""
    ledger.note("site", pickle.dumps((site.intake, site.album.measured)))


def _render_batch(
    job: Job, today: date, folder: Path, out: Path | None, wanted: Sequence[tuple[str, str]]
) -> list[tuple[str, Written]]:
    """Make files, given by path and key, in the staging folder. Workers have the site, or plan it again."""
    with without_collector():
        site = _SITE.get(job, today, folder)
        with site.ledger.held():
            return [(path, write_file(folder, out, path, key, _render(site, job, path, key))) for path, key in wanted]


def _render(site: Site, job: Job, path: str, key: str) -> bytes:
    planned = site.pages.get(path) or site.cards.get(path) or site.plain.get(path)
    if not planned or planned.key != key:
        raise OSError(errno.ESTALE, "has changed meanwhile, or is another one for a worker", str(job.theme))
    return planned.make() if isinstance(planned, OutputFile) else render_page(planned, site.theme)


def _site_again(job: Job, today: date, folder: Path) -> Site:
    """The site that another process has just checked, and will stage in `folder`."""
    ledger = Ledger(job.cache, as_it_is=True)
    intake, measured = pickle.loads(ledger.noted("site") or b"")
    catalog, _ = assemble_catalog(_on_shelf(intake, ledger), intake.settings, job.url, intake.boundaries)
    theme, problems = load_theme(job.theme, ledger)
    if theme is None:
        raise ContentError(problems)
    return _plan(intake, make_editions(catalog, Album(measured), theme, today), 0, ledger)


_SITE = Inherited(_site_again)


# other files


def _other_files(
    site: Site,
    pictures: Iterable[str],
    search: SearchBundle | None,
    history: Sequence[Change],
    ledger: Ledger,
    staged: Staging,
) -> Iterator[OutputFile]:
    """Files that list pages or are made from the same values, those put together from others that are staged, and copies."""
    yield from plan_sitemap(site.editions, [page for page in site.pages.values() if page.spot])
    yield from plan_hosting(site.catalog, site.theme)
    yield from plan_facets(site.editions, ledger)
    yield from plan_open_data(site.editions, ledger, staged.former)
    yield from plan_selling_of_all(site.editions[0], {path: file.key for path, file in site.plain.items()}, staged.read)
    yield plan_worker(site.editions, site.pages.get("offline.html"), partial(render_page, theme=site.theme))
    for edition in site.editions:
        yield plan_feed(edition, history)
        yield plan_llms(edition)
        yield plan_manifest(edition.view, site.theme)
    for asset in site.theme.assets.values():
        yield OutputFile(asset.path, digest(PROGRAM, asset.digest), asset.published)
    cache = ledger.file.parent
    for path in pictures:
        yield OutputFile(path, path, partial(_cached, cache, path))
    if search:
        for edition in site.editions:
            yield plan_suggestions(edition)
            yield from plan_results(edition)
        for file in sorted(path for path in search.folder.rglob("*") if path.is_file()):
            yield OutputFile(f"pagefind/{file.relative_to(search.folder).as_posix()}", search.key, file.read_bytes)


def _cached(cache: Path, path: str) -> bytes:
    """A picture; its path is only made for those that are not there yet."""
    return read_bytes(f"{cache}/{path}")
