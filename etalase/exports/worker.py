"""The service worker: `sw.js` in the site's root, so that its scope is the whole site.

It says what the site consists of and then runs `worker.js` of the theme. A phone asks for it at every visit and takes the
worker for a new one when a byte has changed, so its bytes change when a file of the shell does, and only then.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from markupsafe import Markup

from etalase.addresses import Section
from etalase.editions import Edition, PlannedPage
from etalase.outputs import OutputFile, digest

PATH: Final = "sw.js"
KEPT_AT_ONCE: Final[tuple[Section | None, ...]] = (None, "list")  # the pages that every visitor may need, besides those visited
_IN_SHELL: Final = (".css", ".js", ".svg", ".woff2")
_WORKERS: Final = ("worker.js", "no-worker.js")


def plan_worker(editions: Sequence[Edition], offline: PlannedPage | None, render: Callable[[PlannedPage], bytes]) -> OutputFile:
    """The worker that keeps pages, `offline` in the place of one that is not there; without it, one that removes the kept."""
    theme, base = editions[0].theme, editions[0].catalog.addresses.base
    if not offline:
        removal = f'importScripts("{base}{theme.assets["no-worker.js"].path}");\n'
        return OutputFile(PATH, digest(removal), removal.encode)
    files = {name: asset for name, asset in theme.assets.items() if name.endswith(_IN_SHELL) and name not in _WORKERS}
    site = {
        "files": [base + offline.address, *(base + asset.path for asset in files.values())],
        "offline": base + offline.address,
        "pages": {edition.view.language: [edition.view.href(section) for section in KEPT_AT_ONCE] for edition in editions},
        "words": {edition.view.language: _bar(edition) for edition in editions},
    }
    digests = [asset.digest for asset in files.values()]
    told = json.dumps(site, ensure_ascii=False, indent=1)
    run = f'importScripts("{base}{theme.assets["worker.js"].path}");\n'
    return OutputFile(PATH, digest(offline.key, told, run, *digests), partial(_written, told, run, digests, offline, render))


def _bar(edition: Edition) -> str:
    """What a kept page says at its head, as HTML; `{day}` is for the worker."""
    said = Markup('<p class="kept-bar"><span>{}</span> <a href="">{}</a></p>')
    return said.format(edition.t("kept_bar"), edition.t("kept_again"))


def _written(told: str, run: str, digests: Sequence[str], offline: PlannedPage, render: Callable[[PlannedPage], bytes]) -> bytes:
    version = digest(render(offline), *digests)
    return f"self.site = {told};\n{run}// {version}\n".encode()
