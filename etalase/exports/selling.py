"""What channels fetch, and groups and offices take away: files for selling, of each group and of the whole directory.

meta.csv          Facebook, Instagram and WhatsApp: one catalogue, Meta's
google.xml        Google Merchant Center: RSS 2.0, of what a shop sells
marketplace.xlsx  to be copied from into the templates of Tokopedia, TikTok Shop and Shopee, which nobody may hand on
penawaran.*       for the E-Katalog and other institutions: seller, product, what is still missing; CSV and XLSX

Files of groups are made from records. Those of the whole directory are put together from them as they were written, so that one
edit at 10,000 products decodes the records of one group. Workbooks of all are only made while a person can use them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from markupsafe import escape

from etalase.channels import RULES, Detail, Row, SalesChannel, Value, faults_of
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.exports.rows import rows_of
from etalase.exports.tables import Cell, Sheet, csv_of, joined_csv, joined_xlsx, xlsx_of
from etalase.model import Group
from etalase.outputs import OutputFile, digest
from etalase.views import SharedPicture

FOLDER: Final = "data/jual/"
FILES: Final[Mapping[str, SalesChannel]] = {
    "meta.csv": "meta",
    "google.xml": "google",
    "marketplace.xlsx": "marketplace",
    "penawaran.csv": "ekatalog",
    "penawaran.xlsx": "ekatalog",
}
MOST_ROWS: Final = 1000  # of a workbook
_WIDE: Final = {"description": 60, "name": 36, "seller": 30, "missing": 50, "advised": 50, "page": 40, "seller_page": 40}
# What the column is mostly called that this one goes into, at Tokopedia with TikTok Shop, and at Shopee; "" where there is none.
SHOP_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    "sku": ("SKU penjual", "Kode Variasi / SKU Induk"),
    "name": ("Nama produk", "Nama Produk"),
    "category": ("Kategori", "Kategori"),
    "description": ("Deskripsi produk", "Deskripsi Produk"),
    "price": ("Harga", "Harga"),
    "price_note": ("", ""),
    "unit": ("", ""),
    "stock": ("Jumlah", "Stok"),
    "minimum": ("Jumlah pembelian minimum", "Jumlah Minimum Pembelian"),
    "weight": ("Berat paket (g)", "Berat (g)"),
    "width": ("Lebar paket (cm)", "Lebar (cm)"),
    "depth": ("Panjang paket (cm)", "Panjang (cm)"),
    "height": ("Tinggi paket (cm)", "Tinggi (cm)"),
    "picture_1": ("Gambar utama", "Foto Sampul"),
    **{f"picture_{number}": (f"Gambar {number}", f"Foto Produk {number - 1}") for number in range(2, 10)},
    "page": ("", ""),
    "sample": ("", ""),
}


def selling_address(name: str, group: str = "") -> str:
    """Where a file is, below the site's address: stable, since channels come back to it. `group` is a slug, "" for all."""
    return f"{FOLDER}{group}/{name}" if group else f"{FOLDER}{name}"


def files_for_all(edition: Edition) -> tuple[str, ...]:
    """The names of the files there are of the whole directory."""
    return tuple(name for name in FILES if not name.endswith(".xlsx") or len(edition.catalog.products) <= MOST_ROWS)


def plan_selling(edition: Edition) -> Iterator[OutputFile]:
    """The files of each group that has products, in the edition's language."""
    rows = _Rows(edition)
    for group in _sellers(edition):
        key = digest(edition.ground, _depends(edition, group))
        for name in FILES:
            yield OutputFile(selling_address(name, group.slug), f"{key} {name}", partial(_make, rows, name, group))


def plan_selling_of_all(edition: Edition, parts: Mapping[str, str], read: Callable[[str], bytes]) -> Iterator[OutputFile]:
    """The files of the whole directory. `parts` are the keys of the files of groups, which `read` gives by their paths."""
    for name in files_for_all(edition):
        paths = [selling_address(name, group.slug) for group in _sellers(edition)]
        key = digest(edition.ground, name, *(parts[path] for path in paths))
        yield OutputFile(selling_address(name), key, partial(_join, edition, name, paths, read))


def column_name(edition: Edition, field: str) -> str:
    """The head of a column in a sheet for people."""
    stem, _, number = field.partition("_")
    return edition.t("sheet_picture", n=number) if stem == "picture" else edition.t(f"sheet_{field}")


def _sellers(edition: Edition) -> list[Entry[Group]]:
    return [group for group in edition.catalog.groups if edition.catalog.products_of[group.slug]]


class _Rows:
    """The rows of a group's products. Those last asked for are held, since its files are made one after another."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._held: tuple[str, list[Mapping[SalesChannel, Row]]] = ("", [])

    def of(self, group: Entry[Group], channel: SalesChannel) -> list[Row]:
        """Those of a channel; what would break a rule of its all the same is left out."""
        held = self._held  # once: another thread of a cluster's worker may be at another group
        if held[0] != group.slug:
            products = self.edition.catalog.products_of[group.slug]
            held = self._held = (group.slug, [rows_of(self.edition.view, product) for product in products])
        rows = [row for rows in held[1] if (row := rows.get(channel))]
        wrong = {number for number, _ in faults_of(channel, rows)} if channel != "ekatalog" else ()
        return [row for number, row in enumerate(rows) if number not in wrong]


def _depends(edition: Edition, group: Entry[Group]) -> str:
    catalog, products = edition.catalog, edition.catalog.products_of[group.slug]
    terms = edition.terms(products)
    told = (
        f"{each.slug} {catalog.codes[each.slug]} {each.brief.digest} {edition.photos(each)} {term} {edition.expired(each)}"
        for each, term in zip(products, terms, strict=True)
    )
    return "\n".join((f"{group.slug} {group.brief.digest} {edition.expired(group)}", *told))


def _make(rows: _Rows, name: str, group: Entry[Group]) -> bytes:
    return _written(rows.edition, name, rows.of(group, FILES[name]))


def _written(edition: Edition, name: str, rows: Sequence[Row]) -> bytes:
    fields = [rule.field for rule in RULES[FILES[name]]]
    cells = ([_cell(row.get(field, "")) for field in fields] for row in rows)
    match name:
        case "meta.csv":
            return csv_of(fields, cells)
        case "penawaran.csv":
            return csv_of([column_name(edition, field) for field in fields], cells)
        case "google.xml":
            return _rss(edition, map(_item, rows)).encode()
        case _:
            return xlsx_of(_sheet(edition, name, cells), *_explained(edition, name))


def _join(edition: Edition, name: str, paths: Sequence[str], read: Callable[[str], bytes]) -> bytes:
    files = [read(path) for path in paths] or [_written(edition, name, [])]
    if name.endswith(".csv"):
        return joined_csv(files)
    if name == "google.xml":
        return _rss(edition, (_items_of(file.decode()) for file in files)).encode()
    return joined_xlsx(_sheet(edition, name, ()), files, *_explained(edition, name))


def _cell(value: Value) -> Cell:
    if not isinstance(value, tuple):
        return value
    return ",".join(each.address if isinstance(each, SharedPicture) else f"{each.name}: {each.value}" for each in value)


# workbooks


def _sheet(edition: Edition, name: str, cells: Iterable[Sequence[Cell]]) -> Sheet:
    fields = [rule.field for rule in RULES[FILES[name]]]
    head = [(column_name(edition, field), _WIDE.get(field, 18)) for field in fields]
    return Sheet(edition.t(f"selling_{FILES[name]}_sheet"), head, cells)


def _explained(edition: Edition, name: str) -> tuple[Sheet, ...]:
    """The second sheet: which column goes where, and that the file itself cannot be uploaded."""
    t, channel = edition.t, FILES[name]
    note = (t(f"selling_{channel}_note"),)
    if channel == "ekatalog":
        return (Sheet(t("selling_guide"), [(t("selling_guide"), 100)], [note, (t("selling_ekatalog_tax"),)]),)
    head = [(t("selling_column"), 30), (t("selling_tokopedia"), 36), (t("selling_shopee"), 36)]
    rows = [(column_name(edition, field), *others) for field, others in SHOP_COLUMNS.items()]
    return (Sheet(t("selling_guide"), head, [*rows, ("",), note, (t("selling_marketplace_stock"),)]),)


# RSS


def _rss(edition: Edition, items: Iterable[str]) -> str:
    """RSS 2.0 with Google's names. A line for each field: Meta refuses files with very long ones."""
    view, site = edition.view, edition.catalog.site
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
        f"<title>{escape(site.name)}</title>\n<link>{escape(view.absolute())}</link>\n"
        f"<description>{escape(view.phrases.text(site.description))}</description>\n<language>{view.language}</language>\n"
        f"{''.join(items)}</channel>\n</rss>\n"
    )


def _items_of(file: str) -> str:
    _, item, rest = file.partition("<item>")
    return item + rest.rpartition("</channel>")[0]


def _item(row: Row) -> str:
    return "\n".join(("<item>", *(line for field, value in row.items() for line in _elements(field, value)), "</item>\n"))


def _elements(field: str, value: Value) -> Iterator[str]:
    """Title, description and link are RSS's own."""
    name = field if field in ("title", "description", "link") else f"g:{field}"
    if not isinstance(value, tuple):
        if value != "":
            yield f"<{name}>{escape(value)}</{name}>"
        return
    for each in value:
        if isinstance(each, Detail):
            fact = f"<g:attribute_name>{escape(each.name)}</g:attribute_name>"
            yield f"<{name}>{fact}<g:attribute_value>{escape(each.value)}</g:attribute_value></{name}>"
        else:
            yield f"<{name}>{escape(each.address)}</{name}>"
