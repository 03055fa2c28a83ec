"""Whole values: what no single field can say of a photo, a permit or a record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PureWindowsPath
from posixpath import normpath
from typing import Any, Final

import yaml

from etalase import formats
from etalase.model import Award, Group, Permit, Photo, Product, Program, Site, Url
from etalase.reader import WRONG, Reader, value_named, value_of
from etalase.sources import PICTURE_ENDINGS


def _place_photo(reader: Reader, node: yaml.MappingNode) -> Any:
    """A photo stands where its file is named."""
    found = _find_photo(reader, node)
    return found if found is WRONG else {"file": found, "location": reader.source.locate(value_of(node, "file"))}


def _find_photo(reader: Reader, node: yaml.MappingNode) -> Any:
    """The photo's path from `content/`: beside the record first, then from the top. Case must match: servers care."""
    named = value_named(node, "file")
    if not isinstance(named, yaml.ScalarNode) or not named.value.strip():
        return WRONG  # told already
    file, folder = named.value.strip(), reader.source.folder
    paths = [normpath(f"{start}/{file}".lstrip("/")) for start in (folder, "")]
    candidates = [unicodedata.normalize(form, path) for path in paths for form in ("NFC", "NFD")]  # a Mac decomposes é
    found = next((path for path in candidates if path in reader.files), None)
    if found is None:
        bare = normpath(f"{folder}/{PureWindowsPath(file).name}".lstrip("/"))  # C:\\Users\\… as Windows copies it
        near = bare if bare in reader.files else _nearest_photo(candidates, reader.files)
        near = near.removeprefix(f"{folder}/")
        return reader.wrong(named, "photo-missing", file=file, suggestion=near)
    reader.missed += candidates[: candidates.index(found)]
    return found if _is_picture(found) else reader.wrong(named, "photo-ending", file=file)


def _nearest_photo(candidates: list[str], files: Iterable[str]) -> str:
    """One that differs in letter case alone, or is spelt alike and lies in the same folder or at the top."""
    folded = {file.casefold(): file for file in files if _is_picture(file)}
    same = next((folded[path.casefold()] for path in candidates if path.casefold() in folded), "")
    return same or next(iter(get_close_matches(candidates[0], list(folded.values()), n=1, cutoff=0.8)), "")


def _is_picture(file: str) -> bool:
    return f".{file.rpartition('.')[2].lower()}" in PICTURE_ENDINGS


def _check_permit(reader: Reader, node: yaml.MappingNode, permit: Permit) -> Any:
    if permit.issued and permit.expires and permit.expires < permit.issued:
        return reader.wrong(
            value_of(node, "expires"), "dates-reversed", field="expires", before=permit.issued, after=permit.expires
        )
    if permit.status != "held":
        return permit
    if not permit.number:
        return permit if permit.kind == "kups" else reader.wrong(node, "permit-without-number", permit=permit.kind)
    number, defect = formats.check_permit_number(permit.kind, permit.number)
    if defect:
        return reader.wrong(value_of(node, "number"), f"permit-{defect}", value=permit.number)
    expires = permit.expires or (formats.pirt_expiry(number) if permit.kind == "pirt" else None)
    return permit if (number, expires) == (permit.number, permit.expires) else replace(permit, number=number, expires=expires)


def _check_program(reader: Reader, node: yaml.MappingNode, program: Program) -> Any:
    if program.start and program.end and program.end < program.start:
        return reader.wrong(value_of(node, "end"), "dates-reversed", field="end", before=program.start, after=program.end)
    return program


def _check_product(reader: Reader, node: yaml.MappingNode, product: Product) -> Any:
    if product.price.amount == 0:
        return reader.wrong(value_of(node, "price"), "price-zero")
    return product


def _check_group(reader: Reader, node: yaml.MappingNode, group: Group) -> Any:
    return _in_range(reader, node, group, "founded", low=1500, high=2100)


def _check_award(reader: Reader, node: yaml.MappingNode, award: Award) -> Any:
    return _in_range(reader, node, award, "year", low=1900, high=2100)


def _in_range(reader: Reader, node: yaml.MappingNode, value: Any, name: str, *, low: int, high: int) -> Any:
    number = getattr(value, name)
    if number is None or low <= number <= high:
        return value
    return reader.wrong(value_of(node, name), "out-of-range", field=name, low=low, high=high)


def _check_site(reader: Reader, node: yaml.MappingNode, site: Site) -> Any:
    if not site.languages:
        return reader.wrong(value_of(node, "languages"), "empty-list", field="languages")
    if re.search(r"[?#]", site.url):
        short = re.split(r"[?#]", site.url)[0]
        return reader.wrong(value_of(node, "url"), "bad-url", field="url", value=site.url, suggestion=short)
    site = replace(site, url=Url(site.url.rstrip("/") + "/"))
    return _in_range(reader, node, site, "pieces_per_page", low=1, high=200)


CHECKS: Final[Mapping[type, Callable[[Reader, yaml.MappingNode, Any], Any]]] = {
    Award: _check_award,
    Group: _check_group,
    Permit: _check_permit,
    Program: _check_program,
    Product: _check_product,
    Site: _check_site,
}
FINDERS: Final[Mapping[type, Callable[[Reader, yaml.MappingNode], Any]]] = {Photo: _place_photo}
