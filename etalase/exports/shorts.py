"""Short links: a file for each product at the address that print and labels have, which leads to its page.

There are as many as products, so they are written without a template. Their links are relative, so they lead on in any folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from markupsafe import escape

from etalase.addresses import short_codes
from etalase.catalog import Catalog
from etalase.editions import Edition
from etalase.entries import Entry
from etalase.languages import Language
from etalase.model import Product
from etalase.outputs import PROGRAM, OutputFile, text_digest

UP: Final = "../../"  # from a short link to the site's own address


def plan_shorts(edition: Edition) -> Iterator[OutputFile]:
    """One for each product, and one for each slug it has had before; they lead to pages in the edition's language."""
    catalog, language = edition.catalog, edition.view.language
    ground = text_digest(f"{PROGRAM} {language} {catalog.addresses}")
    for code, product in short_links(catalog):
        name, address = product.name(language), catalog.addresses.of(language, "products", product.slug)
        yield OutputFile(
            f"{catalog.addresses.short(code)}index.html",
            f"{ground} {address} {name}",
            partial(_write, catalog, language, name, address),
        )


def short_links(catalog: Catalog) -> Iterator[tuple[str, Entry[Product]]]:
    """Every code with its product. A code of an earlier slug gives way to that of a slug in use."""
    products, codes = catalog.oldest_first, catalog.codes
    yield from ((codes[product.slug], product) for product in products)
    once = {alias: product for product in products for alias in product.brief.aliases}
    if once:
        yield from ((code, once[alias]) for alias, code in short_codes(once, codes.values()).items())


def _write(catalog: Catalog, language: Language, name: str, address: str) -> bytes:
    href = escape(catalog.addresses.given(UP + address, "print"))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(name)}</title>\n<link rel="icon" href="data:,">\n<meta name="robots" content="noindex">\n'
        f'<meta http-equiv="refresh" content="0; url={href}">\n'
        f'<link rel="canonical" href="{escape(catalog.addresses.absolute(address))}">\n</head>\n<body>\n'
        f'<h1><a href="{href}">{escape(name)}</a></h1>\n</body>\n</html>\n'
    ).encode()
