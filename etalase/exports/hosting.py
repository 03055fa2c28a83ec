"""What phones and hosts read: web manifest, robots, redirects and headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Final

from etalase.catalog import Catalog
from etalase.exports.facets import COLUMNS
from etalase.exports.opendata import FOLDER
from etalase.exports.shorts import short_links
from etalase.outputs import OutputFile, digest
from etalase.theme import Theme
from etalase.views import Viewer

MOST_REDIRECTS: Final = 2000  # what Cloudflare Pages reads; beyond that there is a page at each old address
PAPER: Final = "#fdfcfb"
POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def plan_hosting(catalog: Catalog, theme: Theme) -> Iterator[OutputFile]:
    """`robots.txt`, and `_redirects` and `_headers` as Netlify, Cloudflare Pages and others read them."""
    addresses = catalog.addresses
    yield _text("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {addresses.url}sitemap.xml\n")
    if redirects := [*catalog.redirects, *_short_redirects(catalog)][:MOST_REDIRECTS]:
        yield _text("_redirects", "".join(f"{addresses.base}{old} {addresses.base}{new} 301\n" for old, new in redirects))
    kept = "  Cache-Control: public, max-age=31536000, immutable\n"
    hashed = [asset.path for asset in theme.assets.values() if asset.path.endswith((".css", ".js"))]
    headers = [
        f"{addresses.base}*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n",
        f"{addresses.base}foto/*\n{kept}",
        f"{addresses.base}{COLUMNS}*\n{kept}",
        *(f"{addresses.base}{path}\n{kept}" for path in sorted(hashed)),
        f"{addresses.base}{FOLDER}*\n  Access-Control-Allow-Origin: *\n",
        f"{addresses.base}sw.js\n  Cache-Control: no-cache\n",
    ]
    yield _text("_headers", "\n".join(headers))


def _short_redirects(catalog: Catalog) -> Iterator[tuple[str, str]]:
    addresses, language = catalog.addresses, catalog.addresses.languages[0]
    for code, product in islice(short_links(catalog), MOST_REDIRECTS):
        yield addresses.short(code), addresses.given(addresses.of(language, "products", product.slug), "print")


def plan_manifest(view: Viewer, theme: Theme) -> OutputFile:
    """The web manifest of one language. https://www.w3.org/TR/appmanifest/"""
    site, addresses = view.catalog.site, view.catalog.addresses
    icons = [("mark-192.png", "192x192"), ("mark-512.png", "512x512")]
    manifest = {
        "name": site.name,
        "short_name": site.name,
        "description": view.phrases.text(site.description),
        "lang": view.language,
        "id": addresses.base,
        "start_url": view.href(),
        "scope": addresses.base,
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": addresses.base + theme.assets[name].path, "sizes": sizes, "type": "image/png"}
            for name, sizes in icons
            if name in theme.assets
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    return OutputFile(addresses.of(view.language) + "site.webmanifest", digest(text), text.encode)


def _text(path: str, text: str) -> OutputFile:
    return OutputFile(path, digest(text), text.encode)
