"""Texts that are out to break a page, in every field that takes one, of every kind of record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import yaml
from playwright.sync_api import Page, expect

from etalase.model import Award, Group, Home, Outlet, Permit, Photo, Product, Program, Site, Story, Term, Text
from etalase.model import Page as Text_page
from etalase.pipeline import build_site
from tests.browser.conftest import serving
from tests.sites import copy_content, job_in

HOSTILE = (  # marks of direction are refused by the check: nobody sees them in a text
    "</title></script><script>window.ran = 1</script><img src=x onerror=window.ran=1> \"'`{{ 7 * 7 }} "
    f"שלום مرحبا 🧺👩🏽‍🌾 {'w' * 500}"
)
PATHS = (
    *("", "produk/", "produk/jahat/", "kategori/jahat/", "bahan/", "bahan/jahat/", "kelompok/", "kelompok/jahat/"),
    *("wilayah/kapuas-hulu/", "sentra/", "sentra/jahat/", "program/", "program/jahat/", "jahat/", "cari/?q=jahat", "daftar/"),
    *("pembeli/", "pembeli/produk/", "data/", "offline.html", "404.html", "en/", "en/products/jahat/", "en/groups/jahat/"),
)


def hostile(kind: type) -> dict[str, Any]:
    """Every field of a kind that takes a text, with the hostile one."""
    both = {"id": HOSTILE, "en": HOSTILE}
    values: dict[Any, Any] = {str: HOSTILE, Text: both, tuple[str, ...]: [HOSTILE]}
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name not in ("slug", "file", "url", "aliases")}
    return {name: values[hint] for name, hint in hints.items() if hint in values}


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The golden site with one hostile record of each kind, in hostile surroundings."""
    folder = tmp_path_factory.mktemp("hostile")
    content = copy_content(folder)
    story = {**hostile(Story), "group": "jahat"}
    capacity = {"amount": 1, "unit": HOSTILE}
    permits = [{"kind": "kups", **hostile(Permit)}]
    photos = [{"file": "products/tikar/tikar.jpg", **hostile(Photo)}]
    related = {"groups": ["jahat"], "photos": photos}
    records = {
        "groups/jahat": {
            **hostile(Group),
            "place": "61.06.03.2007",
            "contact": {"whatsapp": "0812-0000-0003"},
            "permits": permits,
            "awards": [hostile(Award)],
            "capacity": capacity,
            "photos": photos,
        },
        "products/jahat": {
            **hostile(Product),
            "group": "jahat",
            "category": "jahat",
            "materials": ["jahat"],
            "price": {"amount": 999999999, "per": HOSTILE},
            "permits": permits,
            "capacity": capacity,
            "dimensions": {"width": 99999, "height": 1},
            "since": "2026-11-01",
            "photos": photos,
        },
        "outlets/jahat": {**hostile(Outlet), "place": "61.06.03", "products": ["jahat"], **related},
        "programs/jahat": {**hostile(Program), "kind": "bimtek", "start": "2026-04-25", **related},
        "pages/jahat": hostile(Text_page),
    }
    for name, record in records.items():
        write(content / f"{name}.yaml", record)
    words = yaml.safe_load((content / "vocabulary.yaml").read_text())
    for kind in ("categories", "materials"):
        words[kind]["jahat"] = hostile(Term)
    write(content / "vocabulary.yaml", words)
    site = yaml.safe_load((content / "site.yaml").read_text())
    home = {**hostile(Home), "opening": story, "story": story}
    write(content / "site.yaml", {**site, **hostile(Site), "home": home})
    job = job_in(folder, content=content)
    build_site(job)
    with serving(job.out) as url:
        yield url


def write(file: Path, fields: object) -> None:
    """As JSON, which is YAML in which nothing is said by reference."""
    file.write_text(json.dumps(fields, ensure_ascii=False, default=str))


@pytest.mark.parametrize("path", PATHS)
def test_hostile_texts_neither_run_nor_break_a_page(page: Page, hostile_url: str, path: str) -> None:
    page.goto(hostile_url + path)
    for width in (360, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.ran") is None
    if path.endswith("products/jahat/"):
        expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=window.ran=1>")
        page.locator("#save button").click()
        page.locator(".gallery a").first.click()
        assert page.evaluate("document.querySelector('.viewer').scrollWidth") <= 1366
        page.goto(f"{hostile_url}en/list/")
        expect(page.locator(".order-lines > li")).to_contain_text("<img src=x onerror=window.ran=1>")
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("window.ran") is None
