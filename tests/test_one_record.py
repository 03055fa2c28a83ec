"""One record, every channel: page, structured data, feeds, message, card and paper say the same of every product."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree, html
from openpyxl import load_workbook
from pypdf import PdfReader

from etalase.crew import Crew
from etalase.entries import Entry
from etalase.exports.selling import FOLDER
from etalase.jobs import Job
from etalase.model import Product
from etalase.offers import offer_of
from etalase.pipeline import Site, build_site, check_site
from etalase.prints.press import print_catalogue
from etalase.prints.selection import Wanted
from etalase.sharecards import card_words
from tests.sites import copy_content, job_in, write_files

COMMON = "group: anyam-hulu\ncategory: anyaman\nsummary: Barang uji.\nweight: 500\nphotos: [{file: foto.jpg, alt: Barang}]\n"
PLANTED = {  # a product for each way a price and a stock can be stated
    "siap": "name: {id: Tampah Siap, en: Ready Tray}\nprice: {amount: 1250000, per: {id: set, en: set}}\nstock: ready\n",
    "mulai": "name: Rak Mulai\nprice: {amount: 90500, per: buah, starting: true}\nstock: order\nlead_days: 21\n",
    "habis": "name: Kisa Habis\nprice: {amount: 7000, per: 250 g}\nstock: out\n",
    "tanya": "name: Lemari “Tanya” <besar> & Kecil\nprice: ask\nstock: order\n",
    "tunggal": "name: Tudung Saji Tunggal\nprice: {amount: 45000}\nstock: ready\n",
}
SHOP = "links: [{channel: tokopedia, url: https://www.tokopedia.com/contoh/barang}]\n"
STOCK = {"ready": "Siap kirim", "order": "Dibuat sesuai pesanan", "out": "Sedang kosong"}
META = {"ready": "in stock", "order": "available for order", "out": "out of stock"}
GOOGLE = {"ready": "in_stock", "order": "in_stock", "out": "out_of_stock"}  # orders are taken for what is made to order
SCHEMA = {"ready": "InStock", "order": "MadeToOrder", "out": "OutOfStock"}
G = "{http://base.google.com/ns/1.0}"


class Stated(NamedTuple):
    """What the record says, in the words that buyers read: `price` is `Rp185.000`, or with `Mulai`, or that it must be asked."""

    code: str
    name: str
    amount: int | None
    price: str
    unit: str
    stock: str


class Channels:
    """A built site, read back."""

    def __init__(self, job: Job, site: Site, pdf: Path) -> None:
        self.out, self.site, self.pdf = job.out, site, pdf

    def stated(self, entry: Entry[Product]) -> Stated:
        product, price = entry.record, entry.record.price
        rupiah = "" if price.amount is None else "Rp" + re.sub(r"(?<=\d)(?=(\d{3})+$)", ".", str(price.amount))
        words = f"Mulai {rupiah}" if price.starting else rupiah or "Harga: tanya kelompok"
        return Stated(self.site.catalog.codes[entry.slug], product.name.id, price.amount, words, price.per.id, product.stock)

    def page(self, slug: str) -> html.HtmlElement:
        return html.parse(self.out / f"produk/{slug}/index.html", parser=html.HTMLParser(encoding="utf-8")).getroot()

    @cached_property
    def meta(self) -> Mapping[str, Mapping[str, str]]:
        return {row["id"]: row for row in csv.DictReader(self._text(f"{FOLDER}meta.csv"))}

    @cached_property
    def google(self) -> Mapping[str, etree._Element]:
        items = etree.parse(self.out / f"{FOLDER}google.xml").iter("item")
        return {item.findtext(f"{G}id") or "": item for item in items}

    @cached_property
    def marketplace(self) -> Mapping[str, Mapping[str, Any]]:
        head, *rows = load_workbook(self.out / f"{FOLDER}marketplace.xlsx").worksheets[0].iter_rows(values_only=True)
        return {str(row[0]): dict(zip(map(str, head), row, strict=True)) for row in rows}

    @cached_property
    def offers(self) -> Mapping[str, Mapping[str, str]]:
        return {row["SKU"]: row for row in csv.DictReader(self._text(f"{FOLDER}penawaran.csv"))}

    @cached_property
    def open_data(self) -> Mapping[str, Mapping[str, str]]:
        return {row["slug"]: row for row in csv.DictReader(self._text("data/terbuka/products.csv"))}

    @cached_property
    def paper(self) -> list[str]:
        """The text of each page of the printed catalogue, its lines joined."""
        return [" ".join(page.extract_text().split()) for page in PdfReader(self.pdf).pages]

    def _text(self, path: str) -> io.StringIO:
        return io.StringIO((self.out / path).read_text("utf-8-sig"), newline="")


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Channels:
    folder = tmp_path_factory.mktemp("channels")
    content = copy_content(folder)
    records = {f"products/{slug}/index.yaml": f"{COMMON}{fields}{SHOP}".encode() for slug, fields in PLANTED.items()}
    write_files(content, records)
    for slug in PLANTED:
        shutil.copy(content / "products/keranjang/keranjang.jpg", content / f"products/{slug}/foto.jpg")
    job = job_in(folder, content=content, search=False)
    build_site(job)
    print_catalogue(job, Wanted(), None, "a4", 1, folder / "katalog.pdf", lambda stage, done, total: None)
    return Channels(job, check_site(job, Crew(), lambda stage, done, total: None), folder / "katalog.pdf")


PRODUCTS = ("keranjang", "tikar", "gula-cetak", *PLANTED)


def test_these_are_all_products(channels: Channels) -> None:
    assert {product.slug for product in channels.site.catalog.products} == set(PRODUCTS)


@pytest.mark.parametrize("slug", PRODUCTS)
def test_every_channel_says_what_the_record_says(channels: Channels, slug: str) -> None:
    entry = next(product for product in channels.site.catalog.products if product.slug == slug)
    stated, page = channels.stated(entry), channels.page(slug)
    per = f"{stated.price} per {stated.unit}" if stated.unit else stated.price

    assert page.xpath("string(.//h1)") == stated.name
    shown = " ".join(page.find_class("offer")[0].text_content().split())
    assert shown.startswith(f"{stated.price} / {stated.unit}" if stated.unit else stated.price)
    assert STOCK[stated.stock] in " ".join(page.find_class("panel")[0].text_content().split())

    (graph,) = (json.loads(script.text_content()) for script in page.xpath("//script[@type='application/ld+json']"))
    (thing,) = (node for node in graph if node["@type"] in ("Product", "ProductModel"))
    assert thing["name"] == stated.name
    if thing["@type"] == "Product":
        offer = thing["offers"]
        assert (offer["price"], offer["availability"]) == (str(stated.amount), f"https://schema.org/{SCHEMA[stated.stock]}")
        assert not stated.unit or offer["priceSpecification"]["unitText"] == stated.unit

    message = next(parse_qs(urlsplit(link).query)["text"][0] for _, _, link, _ in page.iterlinks() if "wa.me" in link)
    assert stated.name in message and (f"({stated.price.removeprefix('Mulai ')})" in message) == (stated.amount is not None)

    edition = channels.site.editions[0]
    card = card_words(edition, offer_of(edition.view, entry))
    assert (card.name, card.price, card.per) == (stated.name, stated.price, stated.unit)
    assert (STOCK["out"] in card.note) == (stated.stock == "out")

    sheet = channels.offers[stated.code]
    assert (sheet["Nama produk"], sheet["Harga (Rp)"], sheet["Satuan jual"]) == (
        stated.name,
        str(stated.amount or ""),
        stated.unit,
    )
    assert sheet["Harga seperti di situs"] == per and STOCK[stated.stock] in sheet["Persediaan"]

    row = channels.open_data[slug]
    assert (row["name_id"], row["price_amount"], row["stock"]) == (stated.name, str(stated.amount or ""), stated.stock)
    assert row["price_per_id"] == stated.unit

    text = (channels.out / f"produk/{slug}/index.md").read_text()
    assert stated.price in text and STOCK[stated.stock] in text

    (paper,) = (page for page in channels.paper if f"/p/{stated.code}" in page)
    assert stated.name in paper and stated.price in paper and STOCK[stated.stock] in paper
    assert f"/ {stated.unit}" in paper or not stated.unit


@pytest.mark.parametrize("slug", ("keranjang", "siap", "mulai", "habis", "tunggal"))
def test_feeds_say_what_the_record_says(channels: Channels, slug: str) -> None:
    entry = next(product for product in channels.site.catalog.products if product.slug == slug)
    stated = channels.stated(entry)
    per = f"{stated.price} per {stated.unit}" if stated.unit else stated.price

    meta = channels.meta[stated.code]
    assert (meta["title"], meta["price"], meta["availability"]) == (stated.name, f"{stated.amount} IDR", META[stated.stock])
    assert per in meta["description"] and STOCK[stated.stock] in meta["description"]

    # Google compares the price with the shop's, so one that only begins somewhere stays out.
    assert (stated.code in channels.google) == (not entry.record.price.starting)
    if stated.code in channels.google:
        item = channels.google[stated.code]
        assert (item.findtext("title"), item.findtext(f"{G}price")) == (stated.name, f"{stated.amount} IDR")
        assert item.findtext(f"{G}availability") == GOOGLE[stated.stock]
        details = dict(tuple(each.itertext(f"{G}*")) for each in item.iter(f"{G}product_detail"))
        assert details.get("Satuan jual", "") == stated.unit and STOCK[stated.stock] in details["Persediaan"]

    sheet = channels.marketplace[stated.code]
    assert (sheet["Nama produk"], sheet["Harga (Rp)"], sheet["Satuan jual"] or "") == (stated.name, stated.amount, stated.unit)
    assert sheet["Harga seperti di situs"] == per and STOCK[stated.stock] in sheet["Persediaan"]


def test_what_has_no_price_is_in_no_feed(channels: Channels) -> None:
    code = channels.site.catalog.codes["tanya"]
    assert code in channels.offers
    assert not any(code in feed for feed in (channels.meta, channels.google, channels.marketplace))
