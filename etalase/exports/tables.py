"""Rows of texts and numbers → files for spreadsheets: CSV (RFC 4180), or XLSX (ECMA-376).

XLSX is a handful of XML files in a zip. It is written here, with only what a table needs: a library took 7 ms for the products
of a group, this takes 1.2, and a directory of 500 groups has a thousand such files. `theme/static/sheet.js` does it in browsers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

Cell = str | int | float
BOM: Final = "\ufeff"  # without it spreadsheets take UTF-8 for something else

# A text that begins like a formula would be run as one; https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA: Final = re.compile(r"\s*[=+\-@]|[\t\r]")
_UNFIT: Final = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # for XML
_UNUSUAL: Final = re.compile(r"[\0-\x08\x0b\x0c-\x1f&<>\ufffe\uffff]")  # one set, which `re` looks for several times as fast
_ESCAPED: Final = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\r"}
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # that a zip knows
_LEVEL: Final = 1  # of zlib: a third of the time of the usual one, for a tenth more bytes
_LONGEST_CELL: Final = 32_767  # characters
_OPEN: Final = "http://schemas.openxmlformats.org/"
_MAIN: Final = f'xmlns="{_OPEN}spreadsheetml/2006/main"'
_LINKS: Final = f'xmlns="{_OPEN}package/2006/relationships"'
_OFFICE: Final = f"{_OPEN}officeDocument/2006/relationships"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ROWS: Final = re.compile(rb"<sheetData><row .*?</row>(.*)</sheetData>", re.DOTALL)


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, the head of each column with its width in letters, and rows."""

    name: str
    head: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Commas, every cell in quotation marks, and a byte order mark."""
    return "".join((BOM, *map(_csv_line, (head, *(map(_guarded, row) for row in rows))))).encode()


def joined_csv(files: Iterable[bytes]) -> bytes:
    """Files with the same head as one. A head has no line end within."""
    first, *others = files
    return b"".join((first, *(file.partition(b"\r\n")[2] for file in others)))


def xlsx_of(*sheets: Sheet) -> bytes:
    """A workbook; the head of each sheet stays in sight. The same sheets give the same bytes."""
    return _zipped(sheets, [_sheet_xml(sheet).encode() for sheet in sheets])


def joined_xlsx(first: Sheet, files: Iterable[bytes], *others: Sheet) -> bytes:
    """Workbooks as one, whose first sheets have the head of `first`: its rows, then theirs."""
    rows = b"".join(_rows_of(file) for file in files)
    head, end = _sheet_xml(first).encode().split(b"</sheetData>")
    return _zipped((first, *others), [head + rows + b"</sheetData>" + end, *(_sheet_xml(sheet).encode() for sheet in others)])


def _rows_of(file: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        found = _ROWS.search(parts.read(_sheet_path(1)))
    return found[1] if found else b""


def _csv_line(cells: Iterable[Cell]) -> str:
    quoted = '","'.join([str(cell).replace('"', '""') for cell in cells])
    return f'"{quoted}"\r\n'


def _guarded(cell: Cell) -> str:
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and not text[:1].isalnum() and _FORMULA.match(text) else text


def _cell_xml(cell: Cell) -> str:
    if not isinstance(cell, str):
        return f"<c><v>{cell}</v></c>"
    if not cell:
        return "<c/>"
    cell = _guarded(cell)
    if len(cell) > _LONGEST_CELL or _UNUSUAL.search(cell):
        cell = _UNFIT.sub("", cell)[:_LONGEST_CELL].translate(_ESCAPED)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{cell}</t></is></c>'


def _sheet_xml(sheet: Sheet) -> str:
    widths = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, (_, width) in enumerate(sheet.head, 1))
    head = "".join(_cell_xml(name).replace("<c ", '<c s="1" ', 1) for name, _ in sheet.head)
    rows = "".join(f"<row>{''.join(map(_cell_xml, row))}</row>" for row in sheet.rows)
    return (
        f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{widths}</cols>'
        f'<sheetData><row ht="30" customHeight="1">{head}</row>{rows}</sheetData></worksheet>'
    )


def _sheet_path(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _zipped(sheets: Sequence[Sheet], contents: Sequence[bytes]) -> bytes:
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": _types(numbers).encode(),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]).encode(),
        "xl/workbook.xml": _workbook([sheet.name for sheet in sheets]).encode(),
        "xl/_rels/workbook.xml.rels": _links(
            [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]
        ).encode(),
        "xl/styles.xml": _STYLES.encode(),
        **{_sheet_path(number): content for number, content in zip(numbers, contents, strict=True)},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for path, data in parts.items():
            packed.writestr(zipfile.ZipInfo(path, _FIRST_DAY), data, zipfile.ZIP_DEFLATED, _LEVEL)
    return file.getvalue()


def _types(numbers: Iterable[int]) -> str:
    sheets = "".join(
        f'<Override PartName="/{_sheet_path(number)}" ContentType="{_SHEET_TYPE}.worksheet+xml"/>' for number in numbers
    )
    return (
        f'{_XML}<Types xmlns="{_OPEN}package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>{sheets}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/></Types>'
    )


def _links(targets: Iterable[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f"{_XML}<Relationships {_LINKS}>{links}</Relationships>"


def _workbook(names: Iterable[str]) -> str:
    sheets = "".join(
        f'<sheet name="{name.translate(_ESCAPED)}" sheetId="{number}" r:id="r{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'{_XML}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


_STYLES: Final = (
    f'{_XML}<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1" applyAlignment="1">'
    '<alignment vertical="bottom" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)  # the first is of all cells, the second of heads
