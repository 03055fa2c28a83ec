"""The sitemap: every page that may be indexed, with its pictures and its other languages.

https://www.sitemaps.org/protocol.html; at most 50,000 addresses a file, so a large site has an index of several.
https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from markupsafe import escape

from etalase.editions import Edition, PlannedPage, Spot
from etalase.outputs import OutputFile, digest

MOST_ADDRESSES: Final = 50_000
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def plan_sitemap(editions: Sequence[Edition], listed: Sequence[PlannedPage]) -> Iterator[OutputFile]:
    """`sitemap.xml` of the pages that say where they are listed, and the parts it names when they are too many for one."""
    addresses, album = editions[0].catalog.addresses, editions[0].view.album
    starts = range(0, max(len(listed), 1), MOST_ADDRESSES)
    names = ["sitemap.xml"] if len(starts) == 1 else [f"sitemap-{number}.xml" for number in range(1, len(starts) + 1)]
    for name, start in zip(names, starts, strict=True):
        part = listed[start : start + MOST_ADDRESSES]
        lines = (f"{page.address} {album.measured[page.photo].digest if page.photo else ''}" for page in part)
        key = digest(editions[0].ground, "\n".join(lines))
        yield OutputFile(name, key, partial(_urlset, editions[0], part))
    if len(names) > 1:
        found = "".join(f"<sitemap><loc>{escape(addresses.url)}{name}</loc></sitemap>\n" for name in names)
        index = f'{_DECLARATION}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{found}</sitemapindex>\n'
        yield OutputFile("sitemap.xml", digest(index), index.encode)


def _urlset(edition: Edition, pages: Sequence[PlannedPage]) -> bytes:
    return f"{_DECLARATION}<urlset {_NAMESPACES}>\n{''.join(_url(edition, page) for page in pages)}</urlset>\n".encode()


def _url(edition: Edition, page: PlannedPage) -> str:
    addresses = edition.catalog.addresses
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
        for language, address in edition.alternates(page.spot or Spot(None))
    )
    picture = f"<image:image><image:loc>{escape(edition.shared_picture(page.photo))}</image:loc></image:image>"
    return f"<url><loc>{escape(addresses.absolute(page.address))}</loc>{links}{picture}</url>\n"
