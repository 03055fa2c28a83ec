"""The page about open data: each file, what is in it, and what its columns mean."""

from __future__ import annotations

from datetime import date
from functools import partial

from etalase import structured
from etalase.contexts import DataPage, DataTable
from etalase.editions import Edition, PlannedPage, Spot
from etalase.exports.assistants import llms_path
from etalase.exports.opendata import CATALOG, MEDIA, PACKAGE, TABLES, TableName, columns_in, files_of, licence_words, updated
from etalase.views import Labelled


def data_page(edition: Edition) -> PlannedPage:
    counts = [len(getattr(edition.catalog, name)) for name in TABLES]
    return edition.page(DataPage, Spot("data"), [repr(counts), updated(edition.catalog)], partial(_data_page, edition))


def _data_page(edition: Edition) -> DataPage:
    view, t, addresses = edition.view, edition.t, edition.catalog.addresses
    title, lead, day = t("data"), t("data_lead", site=edition.catalog.site.name), updated(edition.catalog)
    described = [(t("data_package"), PACKAGE), (t("data_catalog"), CATALOG), (t("data_llms"), llms_path(edition))]
    feed = addresses.of(view.language, "products") + "feed.xml"
    return DataPage(
        frame=edition.frame("data", (), title, lead, nodes=_nodes(edition, title, lead, day)),
        title=title,
        lead=lead,
        updated=t("data_updated", day=view.phrases.day(date.fromisoformat(day))) if day else "",
        licence=licence_words(edition),
        tables=tuple(_table(edition, name) for name in TABLES),
        others=tuple(Labelled(label, addresses.base + path) for label, path in (*described, (t("data_feed"), feed))),
    )


def _nodes(edition: Edition, title: str, lead: str, day: str) -> list[structured.Node]:
    catalog, phrases = edition.catalog, edition.view.phrases
    files = [(MEDIA[form], catalog.addresses.absolute(path)) for name in TABLES for form, path in files_of(name)]
    data = structured.dataset(catalog, phrases, edition.view.absolute("data"), title, lead, day, files)
    return [data, structured.owner(catalog, phrases, edition.logo)]


def _table(edition: Edition, name: TableName) -> DataTable:
    language, base = edition.view.language, edition.catalog.addresses.base
    columns = columns_in(name, edition)
    return DataTable(
        name=edition.t(name),
        about=edition.t(f"data_{name}"),
        files=tuple(Labelled(path.rpartition("/")[2], base + path) for _, path in files_of(name)),
        rows=edition.view.phrases.count("data_rows", len(getattr(edition.catalog, name))),
        columns=tuple((column.name, column.meaning(language).replace("`", "")) for column in columns),
    )
