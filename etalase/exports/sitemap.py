"""The sitemap: every page that may be indexed, with its pictures and its other languages.

https://www.sitemaps.org/protocol.html; at most 50,000 addresses a file, so a large site has an index of several.
https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from etalase.contexts import Frame
from etalase.outputs import OutputFile, digest

MOST_ADDRESSES: Final = 50_000
_NAMESPACES: Final = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page: its absolute address, (hreflang, address) of its languages, and the addresses of its pictures."""

    address: str
    alternates: tuple[tuple[str, str], ...]
    pictures: tuple[str, ...]


def entry_of(frame: Frame) -> SitemapEntry:
    """What the sitemap says of a page: its own address, and the picture it is shared with."""
    return SitemapEntry(frame.canonical, frame.alternates, (frame.image[0],))


def plan_sitemap(entries: Sequence[SitemapEntry], url: str) -> Iterator[OutputFile]:
    """`sitemap.xml`, and the parts it names when there are too many addresses for one. `url` is the site's own."""
    parts = [entries[start : start + MOST_ADDRESSES] for start in range(0, len(entries), MOST_ADDRESSES)]
    if len(parts) <= 1:
        yield _xml("sitemap.xml", _urlset(entries))
        return
    for number, part in enumerate(parts, 1):
        yield _xml(f"sitemap-{number}.xml", _urlset(part))
    listed = "".join(f"<sitemap><loc>{escape(url)}sitemap-{number}.xml</loc></sitemap>\n" for number in range(1, len(parts) + 1))
    yield _xml("sitemap.xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</sitemapindex>\n')


def _xml(path: str, body: str) -> OutputFile:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'
    return OutputFile(path, digest(text), text.encode)


def _urlset(entries: Sequence[SitemapEntry]) -> str:
    return f"<urlset {_NAMESPACES}>\n{''.join(map(_url, entries))}</urlset>\n"


def _url(entry: SitemapEntry) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(address)}"/>'
        for language, address in entry.alternates
    )
    pictures = "".join(f"<image:image><image:loc>{escape(address)}</image:loc></image:image>" for address in entry.pictures)
    return f"<url><loc>{escape(entry.address)}</loc>{links}{pictures}</url>\n"
