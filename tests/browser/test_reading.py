"""What a screen reader says, whole, of what is built by scripts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_list import save

LINE = """\
- list:
  - listitem:
    - img "Round basket"
    - heading "Rattan Basket" [level=3]:
      - link "Rattan Basket":
        - /url: /en/products/keranjang/
    - paragraph: Rp185.000 / piece
    - paragraph: Made to order, 10 days
    - group:
      - text: Rattan Basket Note Rattan Basket
      - textbox "Note Rattan Basket"
    - paragraph:
      - button "Decrease the quantity of Rattan Basket" [disabled]
      - text: Quantity, piece Rattan Basket
      - spinbutton "Quantity, piece Rattan Basket": "1"
      - button "Increase the quantity of Rattan Basket"
    - paragraph: Rp185.000
    - button "Remove Rattan Basket\""""
FILTERS = """\
- navigation "Saring produk":
  - paragraph:
    - text: Saring
    - button "Tutup"
  - group:
    - text: Kategori
    - group "Kategori":
      - text: Kategori
      - checkbox "Anyaman 2"
      - text: Anyaman 2
      - checkbox "Makanan 1" [checked]
      - text: Makanan 1
"""
GALLERY = """\
- dialog "Gambar besar":
  - status: 1 dari 1
  - button "Tutup"
  - list "Gambar":
    - listitem:
      - img "Keranjang bulat"
  - paragraph
  - paragraph:
    - button "Perkecil" [disabled]
"""


def test_a_line_of_the_list(page: Page, site_url: str) -> None:
    save(page, f"{site_url}en/products/keranjang/")
    page.goto(f"{site_url}en/list/")
    page.locator("summary").click()
    assert page.locator(".order-lines").aria_snapshot() == LINE


def test_the_filters(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}produk/?kategori=makanan")
    page.locator(".filter-button").click()
    expect(page.get_by_label("Makanan")).to_be_checked()
    assert page.locator("#saring").aria_snapshot().startswith(FILTERS)


def test_the_pictures(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}produk/keranjang/")
    page.locator(".gallery a").first.click()
    assert page.locator(".viewer").aria_snapshot().startswith(GALLERY)
