"""Enter: one record's file → its entry, with which everything is related, and the record itself, kept until it is shown.

Relating ten thousand records needs little of each: what it refers to, its place in the order, and two digests that tell
whether a page which shows it is still right. The rest is decoded when a page asks for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar, cast

from markupsafe import Markup

from etalase import keeping
from etalase.bodies import Linking, Written, write_bodies
from etalase.briefs import Brief, NamedOffer, NamedRecord
from etalase.fields import Many, Reference, fields_of
from etalase.languages import LANGUAGES, Language
from etalase.markup import opening
from etalase.model import SHOPS, Capacity, Group, Photo, Product, Record, Ref, Text
from etalase.outputs import digest
from etalase.problems import Location, Problem
from etalase.records import RECORD_TYPES, Checked, Settings, check_record
from etalase.sources import Main, read_source

R_co = TypeVar("R_co", bound=Record, covariant=True)


class Kept(NamedTuple):
    """A whole record, and the HTML of its text by language."""

    record: Record
    html: Mapping[Language, Markup]


class Shelf(Protocol):
    """Where whole records are kept."""

    def take(self, path: str, /) -> Kept: ...


class Entry(Generic[R_co]):
    """A record in the catalog: its brief at hand, the rest on the shelf."""

    __slots__ = ("brief", "shelf", "slug")

    def __init__(self, brief: Brief, shelf: Shelf) -> None:
        self.brief = brief
        self.shelf = shelf
        self.slug = brief.slug

    @property
    def record(self) -> R_co:
        return cast(R_co, self.shelf.take(self.brief.path).record)

    @property
    def location(self) -> Location:
        """Where it stands; the record itself no longer knows."""
        return Location(self.brief.path, self.brief.line, self.brief.column)

    def name(self, language: Language) -> str:
        return self.brief.names[LANGUAGES.index(language)]

    def html(self, language: Language) -> Markup:
        """Its text; empty when it has none."""
        return self.shelf.take(self.brief.path).html.get(language, Markup())

    def refs(self, folder: str) -> Iterator[str]:
        """The slugs that it names in a folder or list of the vocabulary."""
        return (slug for named, slug, _, _ in self.brief.refs if named == folder)

    def __repr__(self) -> str:
        return f"Entry({self.brief.folder}/{self.brief.slug})"


class Entered(NamedTuple):
    """What came of one record's file: problems, and its brief and the pickled `Kept`, or only the photos it names.

    A record whose fields are right has a brief, even if there are mistakes in its text.
    """

    brief: Brief | None
    kept: bytes
    problems: tuple[Problem, ...]
    photos: tuple[tuple[str, Location], ...]


def enter_record(content: Path, main: Main, folder: str, files: Collection[str], settings: Settings, linking: Linking) -> Entered:
    """Read, check and write one record."""
    source, of_form = read_source(content, main)
    if source is None:
        return Entered(None, b"", tuple(of_form), ())
    checked: Checked[Any] = check_record(RECORD_TYPES[folder], source, files, settings)
    opened = Linking(linking.addresses, linking.known) if checked.is_draft else linking
    written, of_body = write_bodies(checked.bodies, opened)
    problems = (*of_form, *checked.problems, *of_body)
    record: Record | None = checked.record
    if record is None:
        return Entered(None, b"", problems, tuple((photo.file, photo.location) for photo in checked.photos))
    kept = keeping.dumps(Kept(record, written.html))
    brief = _brief(folder, record, kept, written, checked.missed)
    return Entered(brief, kept, problems, ())


def _brief(folder: str, record: Record, kept: bytes, written: Written, missed: tuple[str, ...]) -> Brief:
    whole = digest(kept)
    name = getattr(record, "name", None) or getattr(record, "title")  # noqa: B009  # programs and pages have titles
    photos: tuple[Photo, ...] = getattr(record, "photos", ())
    since = getattr(record, "since", None) or getattr(record, "start", None)
    permits = getattr(record, "permits", ())
    return Brief(
        folder=folder,
        slug=record.slug,
        path=record.location.path,
        line=record.location.line,
        column=record.location.column,
        digest=whole,
        face=_face(record) or whole,
        picture=digest(repr(_first_photo(photos))) if photos else "",
        words=_searched(record, written.html),
        supply=_supply(record),
        names=tuple(map(name.in_language, LANGUAGES)),
        draft=record.draft,
        sample=record.sample,
        since=since.isoformat() if since else "",
        order=getattr(record, "order", 0),
        place=getattr(record, "place", None) or "",
        aliases=record.aliases,
        refs=tuple(_references(record)),
        links=written.links,
        photos=tuple((photo.file, photo.focus.x, photo.focus.y, photo.location.line, photo.location.column) for photo in photos),
        missed=missed,
        expiries=tuple(sorted(permit.expires.isoformat() for permit in permits if permit.expires)),
        offer=_offer(record),
        permits=tuple((p.kind, p.expires.isoformat() if p.expires else "") for p in permits if p.status == "held"),
        channels=tuple(link.channel for link in getattr(record, "links", ())),
        point=(point.latitude, point.longitude) if (point := getattr(record, "coordinates", None)) else (),
        states=_states(record, written.html),
        checked=record.checked.isoformat() if record.checked else "",
    )


def _offer(record: Record) -> NamedOffer:
    capacity: Capacity | None = getattr(record, "capacity", None)
    amount = capacity.amount if capacity else 0
    if not isinstance(record, Product):
        return (0, "", -1, amount)
    days = -1 if record.lead_days is None else record.lead_days
    return (record.price.amount or 0, record.stock, days, amount)


def _states(record: Record, html: Mapping[Language, Markup]) -> tuple[str, ...]:
    """The facts of it that channels ask for, by the names `channels` has for them."""
    if isinstance(record, Group):
        return ("npwp",) if record.npwp else ()
    if not isinstance(record, Product):
        return ()
    price = record.price
    stated = {
        "description": record.summary or any(html.values()),
        "price": price.amount,
        "exact_price": price.amount and not price.starting,
        "unit": price.per,
        "shop": any(link.channel in SHOPS and link.url.startswith("https://") for link in record.links),
        "weight": record.weight,
        "size": record.dimensions,
        "capacity": record.capacity,
        "kbli": record.kbli,
        "tkdn": record.tkdn is not None,
    }
    return tuple(name for name, is_stated in stated.items() if is_stated)


def _face(record: Record) -> str:
    """A digest of what cards, feeds and listings show; "" where others may show all of it."""
    if isinstance(record, Product):
        price, slugs = record.price, (record.group.slug, record.category.slug, *(ref.slug for ref in record.materials))
        offer = (price.amount, price.per.id, price.per.en, price.starting, record.stock, record.lead_days, record.since)
        return digest(repr((*_texts(record.name, record.summary), *offer, record.sample, slugs, _first_photo(record.photos))))
    if isinstance(record, Group):
        named = (*_texts(record.name, record.summary), record.place, record.kind, record.sample)
        return digest(repr((named, _first_photo(record.photos))))
    return ""


def _searched(record: Record, html: Mapping[Language, Markup]) -> str:
    """A digest of what a buyer may type for it, but for the words of its group and of the vocabulary."""
    openings = [opening(each) for each in html.values()]
    if isinstance(record, Product):
        texts = _texts(record.name, record.keywords, record.summary, record.uses, record.colours)
        return digest(repr((texts, openings)))
    if isinstance(record, Group):
        return digest(repr((_texts(record.name, record.summary), record.kind, record.place, record.facilitator, openings)))
    return ""


def _supply(record: Record) -> str:
    """A digest of what the tables for institutions show; "" for a product that states nothing they ask for first."""
    if isinstance(record, Product):
        if not record.capacity and record.tkdn is None and not _catalogued(record):
            return ""
        terms = (record.price, record.minimum, record.lead_days, record.tkdn, record.kbli)
        return digest(repr((*_texts(record.name), record.sample, record.capacity, _catalogued(record), _held(record), terms)))
    if isinstance(record, Group):
        contact = record.contact.whatsapp if record.contact else ""
        named = (*_texts(record.name), record.sample, record.place, contact)
        return digest(repr((*named, record.capacity, _catalogued(record), _held(record))))
    return ""


def _catalogued(record: Product | Group) -> list[str]:
    return [link.url for link in record.links if link.channel == "ekatalog"]


def _held(record: Product | Group) -> list[object]:
    return [(permit.kind, permit.number, permit.expires) for permit in record.permits if permit.status == "held"]


def _texts(*texts: Text) -> list[str]:
    return [words for text in texts for words in (text.id, text.en)]


def _first_photo(photos: tuple[Photo, ...]) -> list[object]:
    return [(photo.file, photo.alt.id, photo.alt.en, photo.focus.x, photo.focus.y, photo.sample) for photo in photos[:1]]


def _references(record: Record) -> Iterator[NamedRecord]:
    for name, folder in _REFERENCES[type(record)]:
        value = getattr(record, name)
        refs: tuple[Ref, ...] = (value,) if isinstance(value, Ref) else value
        yield from ((folder, ref.slug, ref.location.line, ref.location.column) for ref in refs)


def _reference_fields(record_type: type) -> Iterator[tuple[str, str]]:
    for field in fields_of(record_type):
        kind = field.kind.item if isinstance(field.kind, Many) else field.kind
        if isinstance(kind, Reference):
            yield field.name, kind.folder


_REFERENCES: Final = {record_type: tuple(_reference_fields(record_type)) for record_type in RECORD_TYPES.values()}
