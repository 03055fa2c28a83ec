"""Open data: every record that the site shows, as tables and maps for other programs, at addresses that stay.

    data/terbuka/products.csv, .jsonl    also groups, outlets, programs
    data/terbuka/groups.geojson          also outlets
    data/terbuka/datapackage.json        what the tables hold: https://specs.frictionlessdata.io/data-package/
    data/terbuka/catalog.jsonld          the same for catalogues of data: https://www.w3.org/TR/vocab-dcat-3/

Nothing is in them that no page shows, and their date is that of the records. After an edit one row is made; the others are cut
from the files that the last build wrote.
"""

from __future__ import annotations

import csv
import json
import marshal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from io import BytesIO, StringIO
from typing import Any, Final, Literal, NamedTuple

from etalase.catalog import Catalog
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.exports.columns import Column, columns_of
from etalase.languages import Language
from etalase.ledger import Ledger
from etalase.maps import kabupaten_point, kecamatan_points
from etalase.model import About, Group, Outlet, Product, Program
from etalase.outputs import PROGRAM, OutputFile, digest
from etalase.pictures import RECIPE
from etalase.places import lineage

FOLDER: Final = "data/terbuka/"
PACKAGE, CATALOG = f"{FOLDER}datapackage.json", f"{FOLDER}catalog.jsonld"
TableName = Literal["products", "groups", "outlets", "programs"]
TABLES: Final[dict[TableName, type]] = {"products": Product, "groups": Group, "outlets": Outlet, "programs": Program}
MAPS: Final[tuple[Literal["groups", "outlets"], ...]] = ("groups", "outlets")
MEDIA: Final = {"csv": "text/csv", "jsonl": "application/jsonl", "geojson": "application/geo+json"}
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SLUG: Final = About("nama catatan ini, tetap", "the name of this record, which stays")
_ADDRESS: Final = About("halamannya di situs", "its page on the site")
_SHORT: Final = About("alamat pendeknya", "its short address")
_IMAGES: Final = About("alamat gambarnya, JPEG", "the addresses of its pictures, JPEG")
_NAMES: Final = About("nama desa, kecamatan, kabupaten dan provinsi", "names of village, district, regency and province")


class Row(NamedTuple):
    """A record as a line of each table file; `key` is a digest of all it depends on."""

    key: str
    csv: bytes
    jsonl: bytes


@dataclass(frozen=True)
class Table:
    """One kind of record as a table. `edition` is the site's first language; columns are in all of them.

    `former` gives a file of the last build by its path and key, nothing when it is not there as it was.
    """

    name: TableName
    edition: Edition
    ledger: Ledger
    former: Callable[[str, str], bytes]

    @property
    def paths(self) -> tuple[str, str]:
        return f"{FOLDER}{self.name}.csv", f"{FOLDER}{self.name}.jsonl"

    @property
    def entries(self) -> Sequence[Entry[Any]]:
        catalog = self.edition.catalog
        return catalog.oldest_first if self.name == "products" else getattr(catalog, self.name)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What identifies a record, then its fields, then what the site knows besides."""
        return columns_in(self.name, self.edition)

    @cached_property
    def key(self) -> str:
        return digest(self._ground, *self._keys)

    @cached_property
    def _ground(self) -> str:
        return digest(PROGRAM, self.name, repr(self.edition.catalog.addresses), str(RECIPE))

    @cached_property
    def _keys(self) -> list[str]:
        codes, photos = self.edition.catalog.codes, self.edition.photos
        return [f"{entry.slug} {codes.get(entry.slug)} {entry.brief.digest} {photos(entry)}" for entry in self.entries]

    @cached_property
    def rows(self) -> list[Row]:
        """Those of the last build, but for the records that are others now."""
        kept = self._kept()
        with self.ledger.held():
            rows = [
                row if (row := kept.get(key)) else self._row(entry, key)
                for entry, key in zip(self.entries, self._keys, strict=True)
            ]
        sizes = [(row.key, len(row.csv), len(row.jsonl)) for row in rows]
        self.ledger.note(f"rows {self.name}", marshal.dumps((self._ground, self.key, sizes)))
        return rows

    def _kept(self) -> dict[str, Row]:
        """The rows of the last build by their keys."""
        noted = self.ledger.noted(f"rows {self.name}")
        ground, key, sizes = marshal.loads(noted) if noted else ("", "", [])
        lines, jsonl = (BytesIO(self.former(path, key)) for path in self.paths)
        if ground != self._ground or not (lines.getbuffer() and jsonl.getbuffer()):
            return {}
        lines.seek(len(self._head))
        return {row: Row(row, lines.read(in_csv), jsonl.read(in_jsonl)) for row, in_csv, in_jsonl in sizes}

    def _row(self, entry: Entry[Any], key: str) -> Row:
        record = entry.record
        values = [column.value(record) for column in self.columns]
        plain = [value.isoformat() if isinstance(value, date) else None if value == "" else value for value in values]
        named = dict(zip((column.name for column in self.columns), plain, strict=True))
        return Row(key, _csv_line(map(_cell, plain)), f"{_ENCODE(named)}\n".encode())

    @property
    def _head(self) -> bytes:
        return _csv_line(column.name for column in self.columns)

    def csv(self) -> bytes:
        return b"".join((self._head, *(row.csv for row in self.rows)))

    def jsonl(self) -> bytes:
        return b"".join(row.jsonl for row in self.rows)


def columns_in(name: TableName, edition: Edition) -> tuple[Column, ...]:
    """The columns of a table: what identifies a record, then its fields, then what the site knows besides."""
    catalog, album = edition.catalog, edition.view.album
    addresses, languages = catalog.addresses, catalog.addresses.languages
    url: dict[str, object] = {"required": True}

    def address(language: Language) -> Callable[[Any], object]:
        return lambda record: addresses.absolute(addresses.of(language, name, record.slug))

    pages = [Column(f"url_{language}", "string", _ADDRESS, address(language), "uri", url) for language in languages]
    unique = {"required": True, "unique": True, "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
    known = [Column("slug", "string", _SLUG, lambda record: record.slug, constraints=unique), *pages]
    if name == "products":
        short = Column(
            "short_url", "string", _SHORT, lambda record: addresses.absolute(addresses.short(catalog.codes[record.slug]))
        )
        known.append(short._replace(format="uri", constraints=url))
    more = [
        Column(
            "images",
            "array",
            _IMAGES,
            lambda record: [addresses.absolute(album.shared(photo.file).path) for photo in record.photos],
        )
    ]
    if name != "products":
        more.append(
            Column(
                "place_names",
                "array",
                _NAMES,
                lambda record: [each.name for each in reversed(lineage(record.place or ""))] if record.place else [],
            )
        )
    return (*known, *columns_of(TABLES[name], languages), *more)


def _csv_line(cells: Iterable[str]) -> bytes:
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)  # RFC 4180
    return line.getvalue().encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return _ENCODE(value) if value else ""
        case _:
            return str(value)


def plan_open_data(editions: Sequence[Edition], ledger: Ledger, former: Callable[[str, str], bytes]) -> Iterator[OutputFile]:
    """Every file of the open data, in all languages of the site at once. `former` as in `Table`."""
    first = editions[0]
    for name in TABLES:
        table = Table(name, first, ledger, former)
        for path, make in zip(table.paths, (table.csv, table.jsonl), strict=True):
            yield OutputFile(path, table.key, make)
    for name in MAPS:
        entries: Sequence[Entry[Any]] = getattr(first.catalog, name)
        key = digest(PROGRAM, repr(first.catalog.addresses), *(f"{entry.slug} {entry.brief.digest}" for entry in entries))
        yield OutputFile(f"{FOLDER}{name}.geojson", key, partial(_geojson, first.catalog, name))
    for path, write in ((PACKAGE, _package), (CATALOG, _catalog)):
        data = f"{json.dumps(write(editions), ensure_ascii=False, indent=1)}\n".encode()
        yield OutputFile(path, digest(data), partial(bytes, data))


def updated(catalog: Catalog) -> str:
    """The latest day that a record says it joined or was checked, ISO; "" when none says any."""
    days = (
        day
        for entry in _all(catalog)
        for day in (entry.brief.checked, entry.brief.folder == "products" and entry.brief.since)
        if day
    )
    return max(days, default="")


def _all(catalog: Catalog) -> Iterator[Entry[Any]]:
    for name in TABLES:
        yield from getattr(catalog, name)


# maps


def _geojson(catalog: Catalog, name: Literal["groups", "outlets"]) -> bytes:
    """RFC 7946: a point for each, longitude first; `position` says whether it is its own or the middle of a place."""
    entries: Sequence[Entry[Any]] = getattr(catalog, name)
    features = [found for entry in entries if (found := _feature(catalog, name, entry))]
    lines = ",\n".join(map(_ENCODE, features))
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode()


def _feature(catalog: Catalog, name: Literal["groups", "outlets"], entry: Entry[Any]) -> dict[str, object] | None:
    position, point = _position(entry)
    if not point:
        return None
    addresses = catalog.addresses
    languages = addresses.languages
    properties = {
        "slug": entry.slug,
        **{f"name_{language}": entry.name(language) for language in languages},
        **{f"url_{language}": addresses.absolute(addresses.of(language, name, entry.slug)) for language in languages},
        "place": entry.brief.place,
        "position": position,
        "sample": entry.brief.sample,
    }
    geometry = {"type": "Point", "coordinates": list(point)}
    return {"type": "Feature", "id": entry.slug, "geometry": geometry, "properties": properties}


def _position(entry: Entry[Any]) -> tuple[str, tuple[float, float] | None]:
    """Longitude and latitude of a record: `own`, or the middle of its `kecamatan`, else of its `kabupaten`."""
    if entry.brief.point:
        latitude, longitude = entry.brief.point
        return "own", (longitude, latitude)
    above = {place.level: place.code for place in lineage(entry.brief.place)}
    kabupaten = above.get(2, "")
    if point := kecamatan_points(kabupaten).get(above.get(3, "")):
        return "kecamatan", point
    middle = kabupaten_point(kabupaten)
    return "kabupaten", middle and (round(middle[0], 4), round(middle[1], 4))


# descriptions


def _package(editions: Sequence[Edition]) -> dict[str, object]:
    first, catalog = editions[0], editions[0].catalog
    site, text = catalog.site, first.view.phrases.text
    return _stated(
        {
            "profile": "data-package",
            "name": catalog.addresses.url.partition("://")[2].strip("/").replace("/", "-").replace(":", "-").lower(),
            "id": catalog.addresses.absolute(PACKAGE),
            "title": site.name,
            "description": f"{text(site.description)} {licence_words(first)}".strip(),
            "homepage": catalog.addresses.absolute(catalog.addresses.of(first.view.language, "data")),
            "version": updated(catalog),
            "licenses": [{"name": _licence_name(site.license), "path": site.license}] if site.license else [],
            "contributors": [{"title": text(site.owner), "path": catalog.addresses.url, "role": "publisher"}],
            "resources": [resource for name in TABLES for resource in _resources(first, name)],
        }
    )


def _resources(edition: Edition, name: TableName) -> Iterator[dict[str, object]]:
    columns = columns_in(name, edition)
    schema: dict[str, object] = {
        "fields": [column.stated(edition.view.language) for column in columns],
        "missingValues": [""],
        "primaryKey": "slug",
    }
    if name == "products":
        schema["foreignKeys"] = [{"fields": "group", "reference": {"resource": "groups", "fields": "slug"}}]
    about = {"title": edition.t(name), "description": edition.t(f"data_{name}"), "encoding": "utf-8"}
    for form, path in files_of(name):
        file = {"path": path.removeprefix(FOLDER), "format": form, "mediatype": MEDIA[form], **about}
        if form == "csv":
            yield {"name": name, "profile": "tabular-data-resource", **file, "schema": schema}
        else:  # the same again, which need not be checked twice: a file of lines asks for a package of its own to be read
            yield {"name": f"{name}-{form}", "type": "file", **file}


def licence_words(edition: Edition) -> str:
    """That there is a licence, or that none is stated."""
    licence = edition.catalog.site.license
    return edition.t("data_licence", licence=licence) if licence else edition.t("data_no_licence")


def _licence_name(address: str) -> str:
    """What Open Definition calls a licence of Creative Commons, `CC-BY-4.0`; else "other-open"."""
    parts = address.partition("creativecommons.org/")[2].strip("/").split("/")
    match parts:
        case ["licenses", kind, version, *_]:
            return f"CC-{kind.upper()}-{version}"
        case ["publicdomain", "zero", version, *_]:
            return f"CC0-{version}"
        case _:
            return "other-open"


def _catalog(editions: Sequence[Edition]) -> dict[str, object]:
    catalog = editions[0].catalog
    addresses, site = catalog.addresses, catalog.site
    languages = [(edition.view.language, edition) for edition in editions]
    modified = updated(catalog)
    common = _stated(
        {
            "dct:publisher": {"@id": f"{addresses.url}#owner"},
            "dct:modified": {"@value": modified, "@type": "xsd:date"} if modified else None,
            "dct:license": {"@id": site.license} if site.license else None,
            "dct:language": [language for language, _ in languages],
        }
    )
    datasets = [_dataset(editions, name, common) for name in TABLES]
    page = addresses.absolute(addresses.of(languages[0][0], "data"))
    described = [
        {"@language": language, "@value": edition.view.phrases.text(site.description)} for language, edition in languages
    ]
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@graph": [
            {
                "@id": addresses.absolute(CATALOG),
                "@type": "dcat:Catalog",
                "dct:title": site.name,
                "dct:description": [each for each in described if each["@value"]],
                "foaf:homepage": {"@id": page},
                **common,
                "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
            },
            {
                "@id": f"{addresses.url}#owner",
                "@type": "foaf:Agent",
                "foaf:name": [
                    {"@language": language, "@value": edition.view.phrases.text(site.owner)} for language, edition in languages
                ],
            },
            *datasets,
        ],
    }


def _dataset(editions: Sequence[Edition], name: TableName, common: dict[str, object]) -> dict[str, object]:
    addresses = editions[0].catalog.addresses
    said = [(edition.view.language, edition.t) for edition in editions]
    return {
        "@id": f"{addresses.absolute(CATALOG)}#{name}",
        "@type": "dcat:Dataset",
        "dct:title": [{"@language": language, "@value": t(name)} for language, t in said],
        "dct:description": [{"@language": language, "@value": t(f"data_{name}")} for language, t in said],
        "dcat:landingPage": {"@id": addresses.absolute(addresses.of(said[0][0], "data"))},
        **common,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": file.rpartition("/")[2],
                "dcat:downloadURL": {"@id": addresses.absolute(file)},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[form]}"},
            }
            for form, file in files_of(name)
        ],
    }


def files_of(name: TableName) -> list[tuple[str, str]]:
    """The files of a table, each with its form."""
    forms = ("csv", "jsonl", "geojson") if name in MAPS else ("csv", "jsonl")
    return [(form, f"{FOLDER}{name}.{form}") for form in forms]


def _stated(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
