"""Take in: the content folder → a brief of every record, and what is wrong with those that have a mistake.

Records whose files are known by their stamps, or at least by what is in them, are taken from the ledger; the others are read,
checked and written in batches.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from etalase.addresses import Addresses
from etalase.bodies import Linking
from etalase.boundaries import Boundaries, check_boundaries
from etalase.briefs import Brief
from etalase.crew import Crew, Inherited, without_collector
from etalase.entries import Entered, enter_record
from etalase.ledger import Ledger, Row
from etalase.outputs import PROGRAM, digest, text_digest
from etalase.problems import Location, Problem
from etalase.records import Settings, check_settings
from etalase.sources import Listing, Main, list_content, read_bytes
from etalase.stamps import Found, Stamp, is_settled, now_ns


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """All that was taken in: briefs by folder in slug order, and of records with mistakes the photos that they name.

    `fresh` are the paths of records that were not known as they are.
    """

    settings: Settings
    briefs: dict[str, list[Brief]]
    fresh: frozenset[str]
    photos: list[tuple[str, Location]]
    problems: list[Problem]
    boundaries: Boundaries


class _Reading(NamedTuple):
    """What every record is read with."""

    listing: Listing
    settings: Settings
    linking: Linking


class _Order(NamedTuple):
    """A record to take in: its folder, its place in the listing, and what its files held when it was last taken in."""

    folder: str
    position: int
    contents: str


class _Taken(NamedTuple):
    """What came of an order: the digest of its files' contents, and the entry; None when it is the one that is known."""

    contents: str
    entered: Entered | None


def take_in(content: Path, url: str, ledger: Ledger, crew: Crew, found: Iterable[Found] | None = None) -> Intake:
    """Every record below `content`; `found` is what lies there, if that is known.

    `url` replaces the site's own address in links.
    """
    seen = now_ns()
    reading, problems = _read(content, url, found)
    listing, settings, linking = reading
    boundaries, of_maps = check_boundaries(listing, ledger.noted, ledger.note)
    problems += of_maps
    ground = digest(PROGRAM, settings.language, repr(linking.addresses))
    rows, names = ledger.rows(ground), _names(reading)
    all_hold = names == ledger.names()
    briefs: dict[str, list[Brief | None]] = {folder: [None] * len(mains) for folder, mains in listing.records.items()}
    orders: list[_Order] = []
    for folder, mains in listing.records.items():
        for index, main in enumerate(mains):
            row = rows.get(f"{content.name}/{main.file}")
            if row and not all_hold and not _still_holds(row.brief, reading):
                row = None
            if row and row.stamps == _stamps(listing, main):
                briefs[folder][index] = row.brief
            else:
                orders.append(_Order(folder, index, row.contents if row else ""))
    made: list[tuple[Row, bytes]] = []
    photos: list[tuple[str, Location]] = []
    for order, taken in zip(orders, _take(orders, reading, ledger, crew), strict=True):
        main = listing.records[order.folder][order.position]
        entered = taken.entered
        brief = entered.brief if entered else rows[f"{content.name}/{main.file}"].brief
        if entered:
            problems += entered.problems
            photos += entered.photos
        if brief:
            briefs[order.folder][order.position] = brief
            stamps = tuple(stamp if is_settled(stamp, seen) else None for stamp in _stamps(listing, main))
            row = Row((), "", brief) if entered and entered.problems else Row(stamps, taken.contents, brief)
            made.append((row, entered.kept if entered else b""))
    present = {f"{content.name}/{main.file}" for mains in listing.records.values() for main in mains}
    ledger.enter(made, rows.keys() - present, "" if problems else names)
    whole = {folder: [brief for brief in found if brief] for folder, found in briefs.items()}
    problems += _links_to_drafts(briefs, reading)
    fresh = frozenset(row.brief.path for row, kept in made if kept)
    return Intake(settings=settings, briefs=whole, fresh=fresh, photos=photos, problems=problems, boundaries=boundaries)


def _read(content: Path, url: str, found: Iterable[Found] | None) -> tuple[_Reading, list[Problem]]:
    listing, problems = list_content(content, found)
    settings, of_settings = check_settings(listing)
    addresses = Addresses(url or settings.site.url, settings.site.languages)
    return _Reading(listing, settings, Linking(addresses, settings.known)), [*problems, *of_settings]


def _read_again(cache: Path, told_ns: int) -> _Reading:
    """What the process that sent us has read."""
    ledger = Ledger(cache, as_it_is=True)
    try:
        reading: _Reading = pickle.loads(ledger.noted("reading") or b"")
        return reading
    finally:
        ledger.close()


_READING: Final = Inherited(_read_again)


def _stamps(listing: Listing, main: Main) -> tuple[Stamp, ...]:
    return tuple([listing.files[file] for file in main.files])


def _names(reading: _Reading) -> str:
    """A digest of all that a record may name, or find its photos by."""
    terms = [(name, sorted(slugs)) for name, slugs in reading.settings.known.items() if name not in reading.listing.slugs]
    return text_digest(repr((terms, [*reading.listing.files])))


def _still_holds(brief: Brief, reading: _Reading) -> bool:
    """Whether all that the record names is there still, and its photos would be found where they were."""
    known, files = reading.settings.known, reading.listing.files
    return (
        all(slug in known[folder] for folder, slug, _, _ in brief.refs if folder in known)
        and all(photo[0] in files for photo in brief.photos)
        and not any(path in files for path in brief.missed)
        and all(slug in known[folder] for folder, _, slug in (link.partition("/") for link in brief.links))
    )


def _take(orders: Sequence[_Order], reading: _Reading, ledger: Ledger, crew: Crew) -> list[_Taken]:
    cache, told = ledger.file.parent, now_ns()
    _READING.put(reading, cache, told)
    batches = crew.each_batch(
        partial(_take_batch, cache, told), orders, tell=lambda: ledger.note("reading", pickle.dumps(reading))
    )
    return list(chain.from_iterable(batches))


def _take_batch(cache: Path, told_ns: int, orders: Sequence[_Order]) -> list[_Taken]:
    """Take in some records. Runs in workers, which have what was read or find it in the ledger."""
    with without_collector():
        reading = _READING.get(cache, told_ns)
        return [_take_one(reading, order) for order in orders]


def _take_one(reading: _Reading, order: _Order) -> _Taken:
    listing, settings, linking = reading
    main = listing.records[order.folder][order.position]
    contents = _contents(listing.root, main)
    if contents and contents == order.contents:
        return _Taken(contents, None)
    return _Taken(contents, enter_record(listing.root, main, order.folder, listing.files, settings, linking))


def _contents(root: Path, main: Main) -> str:
    """A digest of what a record's files hold; "" when one cannot be read."""
    try:
        return digest(*[read_bytes(f"{root}/{file}") for file in main.files])
    except OSError:
        return ""


def _links_to_drafts(briefs: dict[str, list[Brief | None]], reading: _Reading) -> Iterator[Problem]:
    """Published texts that link to a draft. Who does or may is read again, since only the text says where."""
    listing, settings, linking = reading
    drafts = frozenset(f"{brief.folder}/{brief.slug}" for found in briefs.values() for brief in found if brief and brief.draft)
    closed = Linking(linking.addresses, linking.known, drafts)
    for folder, found in briefs.items() if drafts else ():
        for main, brief in zip(listing.records[folder], found, strict=True):
            if brief is None or not (brief.draft or drafts.isdisjoint(brief.links)):
                yield from enter_record(listing.root, main, folder, listing.files, settings, closed).problems
