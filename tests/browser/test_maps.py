"""The maps of places: links with names, in the order of the list beside them, on the narrowest phone and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import faults

PLACES = ["wilayah/", "wilayah/kapuas-hulu/", "wilayah/belitung/", "wilayah/belitung/membalong/", "en/places/belitung/"]


def test_a_map_is_a_list_of_places_with_what_is_there(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}wilayah/belitung/")
    places = page.get_by_role("list", name="Peta kecamatan di Belitung").get_by_role("listitem")
    expect(places).to_have_count(5)
    links = places.get_by_role("link")
    expect(links.first).to_have_accessible_name("Membalong, 1 kelompok, 1 produk")
    expect(links.nth(1)).to_have_accessible_name("Badau, belum ada kelompok terdata")
    expect(page.get_by_text("bukan batas hukum")).to_be_visible()
    page.goto(f"{site_url}en/places/kapuas-hulu/")
    expect(page.get_by_role("link", name="Embaloh Hilir, 1 group, 2 products")).to_have_count(1)


def test_the_keyboard_goes_through_a_map_in_the_order_of_the_list(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}wilayah/belitung/")
    named = [re.split(r"[\n,]", row.inner_text())[0].strip() for row in page.locator(".covered-row, .coverage li").all()]
    page.keyboard.press("Tab")  # from now on a focus is one of the keyboard's
    page.locator(".map a").first.focus()
    for name in named:
        expect(page.locator(":focus")).to_have_accessible_name(re.compile(f"^{name}, "))
        expect(page.locator(":focus .map-place")).to_have_css("stroke-width", "5px")
        page.keyboard.press("Tab")
    expect(page.locator(".map :focus")).to_have_count(0)
    page.locator(".map a").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#kec-19-02-"))
    page.locator(".map a").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Membalong")
    expect(page.get_by_text("Membalong di Belitung")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1366])
def test_names_stand_inside_their_map(page: Page, site_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PLACES:
        page.goto(site_url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        outside = """map => [...map.querySelectorAll("text")].filter(text => {
            const [inner, outer] = [text, map].map(each => each.getBoundingClientRect());
            const sideways = inner.left < outer.left - 1 || inner.right > outer.right + 1;
            return inner.width && (sideways || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1);
        }).map(text => text.textContent)"""
        for drawn in page.locator("svg.map").all():
            assert drawn.evaluate(outside) == []


@pytest.mark.parametrize("path", PLACES)
def test_places_read_well(screen: Page, site_url: str, path: str) -> None:
    screen.goto(site_url + path)
    assert not faults(screen)
