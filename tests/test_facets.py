"""The files that listings are narrowed by: their columns say what the catalog says, and one edit changes few of them."""

from __future__ import annotations

import json
import zlib
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest

from etalase.crew import Crew
from etalase.editions import Edition
from etalase.exports.cards import narrowing_address, plan_cards
from etalase.exports.facets import COLUMNS, MARKETS, STOCKS, plan_facets
from etalase.exports.packing import pack_ints, pack_postings, price_classes
from etalase.ledger import Ledger
from etalase.outputs import OutputFile
from etalase.pipeline import check_site
from tests.sites import GOLDEN, copy_content, job_in


def _editions(folder: Path, content: Path = GOLDEN / "content") -> tuple[Edition, ...]:
    return check_site(job_in(folder, content=content), Crew(), lambda stage, done, total: None).editions


def _files(folder: Path, content: Path = GOLDEN / "content") -> dict[str, bytes]:
    return {file.path: zlib.decompress(file.make(), -zlib.MAX_WBITS) for file in _planned(folder, content)}


def _planned(folder: Path, content: Path = GOLDEN / "content") -> list[OutputFile]:
    editions = _editions(folder, content)
    return [*plan_facets(editions, Ledger(folder / ".cache")), *chain.from_iterable(map(plan_cards, editions))]


def _index(files: dict[str, bytes]) -> Any:
    return json.loads(files[f"{narrowing_address('id')}index.bin"])


def _column(files: dict[str, bytes], name: str) -> bytes:
    return files[_index(files)["columns"][name].removeprefix("/")]


def _ints(packed: bytes, n: int) -> list[int]:
    planes = [packed[at : at + n] for at in range(0, len(packed), n)]
    return [sum(plane[number] << 8 * level for level, plane in enumerate(planes)) for number in range(n)]


@pytest.fixture
def golden(tmp_path: Path) -> dict[str, bytes]:
    return _files(tmp_path)


def test_columns_say_what_the_catalog_says(tmp_path: Path, golden: dict[str, bytes]) -> None:
    """Oldest first: gula-cetak, tikar, keranjang."""
    index = _index(golden)
    options = {facet["name"]: [value for value, _ in facet["options"]] for facet in index["facets"]}
    products = [product.record for product in _editions(tmp_path)[0].catalog.products[::-1]]
    n = len(products)
    assert index["products"] == n
    named = [options["categories"][number] for number in _ints(_column(golden, "categories"), n)]
    assert named == [product.category.slug for product in products]
    assert [STOCKS[number] for number in _ints(_column(golden, "stock"), n)] == [product.stock for product in products]
    materials = [{ref.slug for ref in product.materials} for product in products]
    assert _column(golden, "materials") == pack_postings(materials, options["materials"])
    channels = [{link.channel for link in product.links} for product in products]
    assert _column(golden, "channels") == pack_postings(channels, MARKETS)
    numbers = _ints(_column(golden, "price"), n)
    priced = [number for number in numbers if number]
    exact, m = _column(golden, "price-0"), len(priced)
    rest, thousands = _ints(exact[: 2 * m], m), _ints(exact[2 * m :], m)
    prices = [
        index["prices"][number - 1][0] + more * 1000 + less for number, more, less in zip(priced, thousands, rest, strict=True)
    ]
    assert prices == [product.price.amount for product in products if product.price.amount]
    assert [bool(number) for number in numbers] == [bool(product.price.amount) for product in products]
    groups = json.loads(_column(golden, "makers"))["groups"]
    assert groups[_ints(_column(golden, "groups"), n)[0]] == ["Gula Kembiri", ""]


def test_words_and_names_are_those_of_the_language(golden: dict[str, bytes]) -> None:
    index = json.loads(golden[f"{narrowing_address('en')}index.bin"])
    assert index["links"] == "/en/products/"
    assert [facet["parameter"] for facet in index["facets"]][:3] == ["category", "stock", "material"]
    assert json.loads(golden[f"{narrowing_address('en')}0.bin"])[0][0] == "Moulded Palm Sugar"


def test_a_new_price_changes_its_column_its_cards_and_the_index(tmp_path: Path, golden: dict[str, bytes]) -> None:
    content = copy_content(tmp_path)
    record = content / "products/gula-cetak.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("amount: 32000", "amount: 34000"), encoding="utf-8")
    changed = _files(tmp_path, content)
    before = {file.path: file.key for file in _planned(tmp_path)}
    after = {file.path: file.key for file in _planned(tmp_path, content)}
    assert {path for path in after if before.get(path) != after[path]} == {
        path for path in changed if golden.get(path) != changed[path]
    }
    own = {path.removeprefix(COLUMNS).partition("-")[0] for path in changed if golden.get(path) != changed[path]}
    assert own <= {"price", *(f"{narrowing_address(language)}{name}.bin" for language in ("id", "en") for name in ("0", "index"))}


def test_a_permit_that_has_run_out_is_not_held(tmp_path: Path, golden: dict[str, bytes]) -> None:
    content = copy_content(tmp_path)
    group = content / "groups/gula-kembiri.yaml"
    permits = "permits:\n- {kind: sni, number: SNI 8580:2019, expires: 2020-01-01}\n- {kind: halal, status: in-progress}\n"
    group.write_text(permits + group.read_text(encoding="utf-8"), encoding="utf-8")
    assert _column(_files(tmp_path, content), "permits") == _column(golden, "permits")


def test_few_prices_have_a_class_each_and_many_share() -> None:
    assert price_classes([5000, 0, 2000, 5000]) == [(2000, 2000), (5000, 5000)]
    assert price_classes([0]) == []
    classes = price_classes(range(1, 10_001))
    assert len(classes) == 64
    assert all(before < low <= high for (_, before), (low, high) in pairwise(classes))


def test_an_empty_directory_is_packed() -> None:
    assert pack_ints([]) == b""
    assert pack_postings([], ["a", "b"]) == b"\0\0"


def test_what_the_ledger_knows_is_what_would_be_made(tmp_path: Path) -> None:
    """After no change, and of a price: every file by its path and key, and its bytes should somebody have removed it."""
    content = copy_content(tmp_path)
    first = _files(tmp_path, content)
    assert _files(tmp_path, content) == first
    record = content / "products/gula-cetak.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("amount: 32000", "amount: 34000"), encoding="utf-8")
    known = _files(tmp_path, content)
    assert known != first
    assert known == _files(tmp_path / "anew", content)
