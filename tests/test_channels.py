"""What channels want: every rule is held, and what a product lacks is read off the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etalase.catalog import Catalog
from etalase.channels import (
    CHANNELS,
    RULES,
    Detail,
    Fault,
    Row,
    SalesChannel,
    asked_of,
    faults,
    faults_of,
    is_ready,
    lacks,
    tally,
)
from etalase.jobs import build_day
from etalase.ledger import Ledger
from etalase.model import Focus
from etalase.phrases import Phrases
from etalase.pictures import Album, Measured
from etalase.theme import load_theme
from etalase.views import SharedPicture, Viewer
from tests.sites import catalog_in, copy_content

PICTURE = SharedPicture("https://uji.example/foto/a-1500.jpg", 1500, 1500)
META: Row = {
    "id": "ktqbxj",
    "title": "Keranjang Rotan",
    "description": "Keranjang bulat bertutup.",
    "availability": "in stock",
    "condition": "new",
    "price": "185000 IDR",
    "link": "https://uji.example/produk/keranjang/",
    "image_link": (PICTURE,),
    "brand": "Kelompok Anyam Hulu",
    "additional_image_link": (PICTURE,) * 10,
    "product_type": "Anyaman",
    "material": "Rotan",
}
GOOGLE: Row = {
    **META,
    "link": "https://www.tokopedia.com/contoh/keranjang",
    "availability": "in_stock",
    "identifier_exists": "no",
    "product_detail": (Detail("Satuan jual", "buah"),),
}
MARKETPLACE: Row = {
    "sku": "ktqbxj",
    "name": "Keranjang Rotan",
    "category": "Anyaman",
    "description": "Keranjang bulat bertutup.",
    "price": 185000,
    "price_note": "Rp185.000 per buah",
    "unit": "buah",
    "stock": "Siap kirim",
    "minimum": 1,
    "weight": 900,
    "width": 32.0,
    "depth": 32.0,
    "height": 28.0,
    "picture_1": (PICTURE,),
    "picture_2": (PICTURE,),
    "page": "https://uji.example/produk/keranjang/",
    "sample": "",
}
EKATALOG: Row = {
    "seller": "Kelompok Anyam Hulu",
    "nib": "1234567890123",
    "npwp": "ya",
    "place_code": "61.06.03.2007",
    "place": "Desa Nanga Lauk",
    "seller_page": "https://uji.example/kelompok/anyam-hulu/",
    "sku": "ktqbxj",
    "name": "Keranjang Rotan",
    "origin": "Dalam negeri",
    "category": "Anyaman",
    "kbli": "16291",
    "kbli_edition": "2025",
    "unit": "buah",
    "price": 185000,
    "minimum": 1,
    "stock": "Siap kirim",
    "description": "Keranjang bulat bertutup.",
    "pictures": (PICTURE,) * 9,
    "page": "https://uji.example/produk/keranjang/",
    "short_page": "https://uji.example/p/ktqbxj/",
}
RIGHT: Mapping[SalesChannel, Row] = {"meta": META, "google": GOOGLE, "marketplace": MARKETPLACE, "ekatalog": EKATALOG}


def pictured(address: str = PICTURE.address, width: int = 1500, height: int = 1500) -> tuple[SharedPicture, ...]:
    return (SharedPicture(address, width, height),)


PLANTED: list[tuple[SalesChannel, str, Any, str]] = [
    ("meta", "id", "", "missing"),
    ("meta", "id", "k" * 101, "too-long"),
    ("meta", "id", "ktq bxj", "not-an-id"),
    ("meta", "title", "", "missing"),
    ("meta", "title", "K" * 201, "too-long"),
    ("meta", "title", "Keranjang\x07", "control-character"),
    ("meta", "description", "", "missing"),
    ("meta", "description", "k" * 10_000, "too-long"),
    ("meta", "description", "Keranjang <b>bulat</b>", "markup"),
    ("meta", "availability", "in_stock", "not-a-choice"),
    ("meta", "availability", "", "missing"),
    ("meta", "condition", "baru", "not-a-choice"),
    ("meta", "price", "", "missing"),
    ("meta", "price", "Rp185.000", "not-a-price"),
    ("meta", "price", "185000", "not-a-price"),
    ("meta", "price", "0 IDR", "not-a-price"),
    ("meta", "price", "185.000 IDR", "not-a-price"),
    ("meta", "link", "http://uji.example/produk/keranjang/", "not-a-link"),
    ("meta", "link", "/produk/keranjang/", "not-a-link"),
    ("meta", "link", f"https://uji.example/{'k' * 2000}", "too-long"),
    ("meta", "image_link", (), "missing"),
    ("meta", "image_link", pictured(width=499, height=499), "too-small"),
    ("meta", "image_link", pictured("https://uji.example/foto/a.avif"), "not-a-format"),
    ("meta", "image_link", pictured("foto/a-1500.jpg"), "not-a-link"),
    ("meta", "image_link", "https://uji.example/foto/a-1500.jpg", "not-a-picture"),
    ("meta", "additional_image_link", (PICTURE,) * 11, "too-many"),
    ("meta", "brand", "", "missing"),
    ("meta", "brand", "K" * 101, "too-long"),
    ("meta", "material", "r" * 201, "too-long"),
    ("meta", "warna", "alami", "unknown"),
    ("google", "id", "k" * 51, "too-long"),
    ("google", "title", "K" * 151, "too-long"),
    ("google", "description", "k" * 5001, "too-long"),
    ("google", "availability", "in stock", "not-a-choice"),
    ("google", "availability", "made to order", "not-a-choice"),
    ("google", "price", "IDR 185000", "not-a-price"),
    ("google", "link", "https://www.tokopedia.com/contoh/keranjang rotan", "not-a-link"),
    ("google", "link", "https://www.tokopedia.com/kériya", "not-a-link"),
    ("google", "image_link", pictured("https://uji.example/foto/a.svg"), "not-a-format"),
    ("google", "image_link", pictured(width=1500, height=400), "too-small"),
    ("google", "brand", "K" * 71, "too-long"),
    ("google", "identifier_exists", "tidak", "not-a-choice"),
    ("google", "product_type", "A" * 751, "too-long"),
    ("google", "product_detail", (Detail("S" * 141, "buah"),), "too-long"),
    ("google", "product_detail", ("buah",), "not-a-detail"),
    ("marketplace", "name", "K" * 255, "too-long"),
    ("marketplace", "price", "185000", "not-an-amount"),
    ("marketplace", "price", 0, "not-an-amount"),
    ("marketplace", "weight", "", "missing"),
    ("marketplace", "weight", -900, "not-an-amount"),
    ("marketplace", "category", "", "missing"),
    ("marketplace", "picture_1", pictured(width=1500, height=1000), "not-a-shape"),
    ("marketplace", "picture_1", (PICTURE, PICTURE), "too-many"),
    ("marketplace", "picture_2", pictured(width=300, height=300), "too-small"),
    ("marketplace", "picture_10", (PICTURE,), "unknown"),
    ("ekatalog", "nib", "", "missing"),
    ("ekatalog", "nib", "123456789012", "not-13-digits"),
    ("ekatalog", "npwp", "", "missing"),
    ("ekatalog", "kbli", "1629", "not-5-digits"),
    ("ekatalog", "kbli_edition", "2017", "not-a-choice"),
    ("ekatalog", "unit", "", "missing"),
    ("ekatalog", "price", "tanya", "not-an-amount"),
    ("ekatalog", "pictures", (PICTURE,) * 10, "too-many"),
]


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_right_row_has_no_fault(channel: SalesChannel) -> None:
    assert list(faults(channel, RIGHT[channel])) == []


@pytest.mark.parametrize(("channel", "field", "value", "kind"), PLANTED)
def test_a_broken_rule_is_found(channel: SalesChannel, field: str, value: Any, kind: str) -> None:
    assert list(faults(channel, {**RIGHT[channel], field: value})) == [Fault(field, kind)]


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_must_be_unique_comes_once(channel: SalesChannel) -> None:
    row, key = RIGHT[channel], "id" if channel in ("meta", "google") else "sku"
    assert faults_of(channel, [row, {**row, key: "other1"}]) == []
    assert faults_of(channel, [row, {**row, key: "other1"}, row]) == [(2, Fault(key, "repeated"))]


def test_enough_breaks_are_planted_and_every_form_is_among_them() -> None:
    assert len(PLANTED) >= 40
    forms = {rule.form for rules in RULES.values() for rule in rules}
    broken = {next((rule.form for rule in RULES[channel] if rule.field == field), "text") for channel, field, *_ in PLANTED}
    assert broken == forms


# what a product lacks


def viewer_of(content: Path, cache: Path, url: str = "", side_px: int = 800) -> Viewer:
    catalog: Catalog = catalog_in(content, cache, url)[0]
    photos = {photo[0] for product in catalog.products for photo in product.brief.photos}
    album = Album({file: Measured(file, side_px, side_px, "tone-000") for file in photos})
    theme, _ = load_theme(None, Ledger(cache))
    assert theme
    return Viewer(catalog, album, Phrases(theme.messages["id"]), build_day())


def lacking(view: Viewer, slug: str) -> dict[str, set[str]]:
    entry = next(each for each in view.catalog.products if each.slug == slug)
    return {
        channel: {lack.key.removeprefix("lack_") for lack in found if lack.must} for channel, found in lacks(view, entry).items()
    }


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return copy_content(tmp_path)


def edited(content: Path, tmp_path: Path, file: str, old: str, new: str) -> Viewer:
    path = content / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return viewer_of(content, tmp_path / "cache")


def test_a_product_that_says_everything_is_ready(content: Path, tmp_path: Path) -> None:
    view = edited(content, tmp_path, "groups/anyam-hulu/index.md", "kind: kups", "kind: kups\nnpwp: true")
    assert lacking(view, "keranjang") == {"meta": set(), "google": set(), "marketplace": set(), "ekatalog": set()}


def test_a_product_without_a_price_or_a_photo_gets_in_nowhere(content: Path, tmp_path: Path) -> None:
    view = viewer_of(content, tmp_path / "cache")
    assert lacking(view, "tikar") == {
        "meta": {"price", "description"},
        "google": {"price", "description", "shop"},
        "marketplace": {"price", "description", "weight"},
        "ekatalog": {"price", "description", "unit", "kbli", "npwp"},
    }
    assert all("picture" in missing for missing in lacking(view, "gula-cetak").values())


PRODUCT, GROUP = "products/keranjang/index.md", "groups/anyam-hulu/index.md"


@pytest.mark.parametrize(
    ("file", "old", "new", "missing"),
    [
        (PRODUCT, "amount: 185000,", "amount: 185000, starting: true,", {"google": {"exact_price"}, "ekatalog": {"exact_price"}}),
        (PRODUCT, "channel: tokopedia", "channel: padi", {"google": {"shop"}}),
        (PRODUCT, "url: https://www.tok", "url: http://www.tok", {"google": {"shop"}}),
        (PRODUCT, "weight: 900", "weight:", {"marketplace": {"weight"}}),
        (PRODUCT, "id: Keranjang Rotan", f"id: {'Keranjang ' * 16}", {"google": {"name_long"}}),
        (PRODUCT, 'kbli: "16291"', "", {"ekatalog": {"kbli"}}),
        (GROUP, '"1234567890123", issued', '"1234567890123", expires: 2025-01-01, issued', {"ekatalog": {"nib"}}),
    ],
)
def test_a_missing_fact_keeps_it_out_of_the_channels_that_ask_for_it(
    content: Path, tmp_path: Path, file: str, old: str, new: str, missing: dict[str, set[str]]
) -> None:
    view = edited(content, tmp_path, file, old, new)
    expected = {**missing, "ekatalog": {"npwp"} | missing.get("ekatalog", set())}
    assert {channel: found for channel, found in lacking(view, "keranjang").items() if found} == expected


def test_small_photos_and_an_address_without_https_keep_products_out(content: Path, tmp_path: Path) -> None:
    small = viewer_of(content, tmp_path / "cache", side_px=499)
    assert set.intersection(*lacking(small, "keranjang").values()) == {"picture_small"}
    plain = viewer_of(content, tmp_path / "cache", url="http://uji.example/")
    assert lacking(plain, "keranjang")["meta"] == {"address"}


def test_a_tally_counts_what_is_ready_and_what_is_missing(content: Path, tmp_path: Path) -> None:
    view = viewer_of(content, tmp_path / "cache")
    ready, missing = tally(view, view.catalog.products)["meta"]
    assert (ready, {lack.fact: n for lack, n in missing.items()}) == (1, {"price": 1, "description": 2, "picture": 1})


def test_what_is_lacked_depends_on_nothing_that_its_digest_leaves_out(content: Path, tmp_path: Path) -> None:
    """Each edit that changes what is lacked changes `asked_of`; an edited price does not."""
    view = viewer_of(content, tmp_path / "cache")

    def told(seen: Viewer) -> tuple[object, str]:
        group = seen.catalog.group_of["keranjang"]
        products = seen.catalog.products_of[group.slug]
        return [lacks(seen, each) for each in products], asked_of(seen, group, products)

    before = told(view)
    assert told(edited(content, tmp_path, "products/keranjang/index.md", "185000", "195000")) == before
    weightless = told(edited(content, tmp_path, "products/keranjang/index.md", "weight: 900", "weight:"))
    assert weightless[0] != before[0]
    assert weightless[1] != before[1]
    file = view.catalog.products[0].brief.photos[0][0]
    small = replace(view, album=Album({**view.album.measured, file: Measured("other", 300, 300, "tone-000")}))
    assert told(small)[1] != before[1]
    assert view.album.master(file, Focus()).derivative.width == 800
    assert not is_ready(lacks(small, view.catalog.products[0])["meta"])
