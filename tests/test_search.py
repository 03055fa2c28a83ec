"""What is found by which words, and the bundle that Pagefind makes of it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pagefind_bin
import pytest

from etalase import pagefind, search
from etalase.crew import Crew
from etalase.editions import Edition
from etalase.exports import results
from etalase.exports.results import plan_results, record_ids
from etalase.pagefind import index_of
from etalase.pipeline import check_site
from etalase.search import Document, SearchBundle, SearchPlan, index_search, plan_search
from tests.sites import GOLDEN, copy_content, job_in


def _made(folder: Path, content: Path, url: str = "") -> tuple[tuple[Edition, ...], SearchPlan]:
    site = check_site(job_in(folder, content=content, url=url), Crew(), lambda stage, done, total: None)
    return site.editions, plan_search(site.editions)


def _plan(folder: Path, content: Path) -> SearchPlan:
    return _made(folder, content)[1]


def _words(document: Document, field: str) -> set[str]:
    return set(document.get(field, "").split())


def _all_words(document: Document) -> set[str]:
    return {word.removeprefix(search.NEAR_MARK) for field in document for word in _words(document, field)}


def _shown(editions: tuple[Edition, ...], ids: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What results show, by the name of their document."""
    files = [(edition.view.language, json.loads(file.make())) for edition in editions for file in plan_results(edition)]
    names = {id_: name for name, id_ in ids.items()}
    return {f"{language}/{names[id_]}": shown for language, file in files for id_, shown in file.items()}


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Edition, ...], SearchPlan]:
    return _made(tmp_path_factory.mktemp("search"), GOLDEN / "content", "https://contoh.example/katalog/")


@pytest.fixture(scope="module")
def editions(made: tuple[tuple[Edition, ...], SearchPlan]) -> tuple[Edition, ...]:
    return made[0]


@pytest.fixture(scope="module")
def plan(made: tuple[tuple[Edition, ...], SearchPlan]) -> SearchPlan:
    return made[1]


@pytest.fixture(scope="module")
def documents(plan: SearchPlan) -> dict[str, Document]:
    return dict(plan.documents())


@pytest.fixture(scope="module")
def bundle(plan: SearchPlan, tmp_path_factory: pytest.TempPathFactory) -> SearchBundle:
    return index_search(plan, tmp_path_factory.mktemp("bundle"))


def test_every_published_product_and_group_is_planned_in_each_language(plan: SearchPlan) -> None:
    names = [name for name, _ in plan.documents()]
    assert len(names) == len(set(names))
    assert {name for name in names if name.startswith("id/")} == {
        "id/products/keranjang",
        "id/products/tikar",
        "id/products/gula-cetak",
        "id/groups/anyam-hulu",
        "id/groups/gula-kembiri",
    }
    assert "en/products/keranjang" in names and len(names) == 10


def test_a_word_stands_in_the_best_of_its_fields_alone(documents: dict[str, Document]) -> None:
    basket = documents["id/products/keranjang"]
    assert (_words(basket, "head"), _words(basket, "title")) == ({"keranjang"}, {"rotan"})
    assert _words(documents["en/products/keranjang"], "head") == {"basket"}
    assert _words(basket, "other") == {"rattan", "basket"}
    assert "bakul" in _words(basket, "kata")
    assert {"kapuas", "hulu", "kalimantan"} <= _words(basket, "where")
    assert "ːtutup" in _words(basket, "near")  # from “bertutup” in its summary
    assert "ːkeranjang" not in _words(basket, "near")


@pytest.mark.parametrize("name", ["id/products/keranjang", "en/products/keranjang"])
def test_both_languages_find_it_in_either(documents: dict[str, Document], name: str) -> None:
    assert {"keranjang", "basket", "anyaman", "plaiting", "bakul"} <= _all_words(documents[name])


def test_function_words_find_nothing(documents: dict[str, Document]) -> None:
    for document in documents.values():
        assert not {"dan", "di", "with", "of"} & _all_words(document)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Kain Tenun", "menenun"),
        ("Menenun Bersama", "tenun"),
        ("Perajin Hulu", "pengrajin"),
        ("Pengrajin Hulu", "perajin"),
        ("Kerajinan Hulu", "pengrajin"),
        ("Mebel Jati", "mebelair"),
        ("Mebelair Jati", "furnitur"),
        ("Furnitur Jati", "mebel"),
        ("Lampu Batok", "tempurung"),
        ("Lampu Tempurung", "batok"),
        ("Oleh-oleh Hulu", "oleholeh"),
        ("Oleholeh Hulu", "oleh"),
    ],
)
def test_the_words_of_the_trade_find_each_other(tmp_path: Path, written: str, typed: str) -> None:
    content = copy_content(tmp_path)
    _change(
        content / "products/keranjang/index.md", "{id: Keranjang Rotan, en: Rattan Basket}", f"{{id: {written}, en: A Thing}}"
    )
    document = dict(_plan(tmp_path, content).documents())["id/products/keranjang"]
    assert typed in _words(document, "head") | _words(document, "title") | _words(document, "kata")


def test_a_group_is_found_by_what_it_makes(documents: dict[str, Document]) -> None:
    assert {"keranjang", "basket", "tikar", "rotan"} <= _words(documents["id/groups/anyam-hulu"], "labels")


def test_every_group_is_found_as_makers(documents: dict[str, Document]) -> None:
    assert {"perajin", "pengrajin", "artisan"} <= _all_words(documents["id/groups/gula-kembiri"])


def test_a_result_knows_what_to_show(editions: tuple[Edition, ...], plan: SearchPlan) -> None:
    shown = _shown(editions, plan.ids)
    assert shown.keys() == dict(plan.documents()).keys()
    basket = shown["id/products/keranjang"]
    assert (basket["name"], basket["price"], basket["per"], basket["stock"]) == ("Keranjang Rotan", "Rp185.000", "buah", "order")
    assert basket["href"] == "/katalog/produk/keranjang/"
    assert re.fullmatch(r"/katalog/foto/[0-9a-f]+-288\.jpg", basket["image"])
    assert "image" not in shown["id/products/gula-cetak"]
    assert shown["en/products/keranjang"]["name"] == "Rattan Basket"
    assert shown["en/groups/anyam-hulu"]["href"] == "/katalog/en/groups/anyam-hulu/"


def test_a_result_is_where_its_number_says(editions: tuple[Edition, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "IN_FILE", 2)
    files = {file.path: [*json.loads(file.make())] for file in plan_results(editions[0])}
    assert files == {"data/cari/id/0.json": ["0", "1"], "data/cari/id/1.json": ["2", "3"], "data/cari/id/2.json": ["4"]}


def test_products_are_numbered_as_where_they_are_narrowed(editions: tuple[Edition, ...]) -> None:
    catalog, ids = editions[0].catalog, record_ids(editions[0].catalog)
    assert [ids[f"products/{product.slug}"] for product in catalog.products[::-1]] == ["0", "1", "2"]
    assert [ids[f"groups/{group.slug}"] for group in catalog.groups] == ["3", "4"]


def test_what_editors_write_stays_text(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    name = '<img src=x> "Keranjang" & Co'
    _change(content / "products/keranjang/index.md", "id: Keranjang Rotan", f"id: '{name}'")
    editions, plan = _made(tmp_path, content)
    document = dict(plan.documents())["id/products/keranjang"]
    assert _words(document, "head") | _words(document, "title") == {"img", "src", "keranjang", "co"}
    assert _shown(editions, plan.ids)["id/products/keranjang"]["name"] == name


def test_the_bundle_is_whole_and_small(bundle: SearchBundle, plan: SearchPlan) -> None:
    assert {folder.name for folder in bundle.folder.iterdir()} == {"id", "en"}
    for folder in bundle.folder.iterdir():
        entry = json.loads((folder / "pagefind-entry.json").read_text())
        assert [facts["page_count"] for facts in entry["languages"].values()] == [5]
        packed = [*folder.rglob("*.pf_*")]
        assert packed and all(gzip.decompress(file.read_bytes()).startswith(b"pagefind_dcd") for file in packed)
        (meta,) = folder.glob("*.pf_meta")
        assert meta.name == f"pagefind.{entry['languages']['unknown']['hash']}.pf_meta"
        listed = re.findall(rb"\x82\x61([0-9a-f])\x01", gzip.decompress(meta.read_bytes()))
        assert [id_.decode() for id_ in listed] == sorted(plan.ids.values())  # whatever a file system lists first
        names = {path.name for path in folder.iterdir()}
        assert names - {path.name for path in folder.glob("*.pf_meta")} == {
            *("index", "pagefind-entry.json", "pagefind.js", "wasm.unknown.pagefind", "words.txt")
        }


def test_many_records_are_indexed_in_parts(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PART", 2)
    folder = index_search(plan, tmp_path).folder / "en"
    listed = [
        re.findall(rb"\x82\x61([0-9a-f])\x01", gzip.decompress(meta.read_bytes())) for meta in sorted(folder.rglob("*.pf_meta"))
    ]
    assert sorted(listed) == [[b"0", b"1"], [b"2", b"3"], [b"4"]]
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {"index", "1", "2"}
    assert {path.name.split(".")[-1] for path in (folder / "2").iterdir()} == {"index", "json", "pf_meta"}
    assert (folder / "words.txt").read_text().startswith("2 ")


def test_the_same_words_make_the_same_bytes(bundle: SearchBundle, plan: SearchPlan, tmp_path: Path) -> None:
    def bytes_of(made: SearchBundle) -> dict[str, bytes]:
        files = (file for file in made.folder.rglob("*") if file.is_file())
        return {file.relative_to(made.folder).as_posix(): file.read_bytes() for file in files}

    for run in range(5):
        again = index_search(plan, tmp_path / str(run))
        assert again.key == bundle.key
        assert bytes_of(again) == bytes_of(bundle)


def test_a_bundle_is_made_once_for_the_same_words(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    first = index_search(_plan(tmp_path, content), tmp_path / "cache")
    _change(content / "products/keranjang/index.md", "weight: 900", "weight: 950")
    _change(content / "products/keranjang/index.md", "185000", "195000")
    _change(content / "products/keranjang/index.md", "stock: order", "stock: ready")
    _change(content / "site.yaml", "name:", "min_photo_px: 400\nname:")
    editions, plan = _made(tmp_path, content)
    again = index_search(plan, tmp_path / "cache")
    assert (first.reused, again.reused) == (False, True)
    assert (again.folder, again.key) == (first.folder, first.key)
    shown = _shown(editions, plan.ids)["id/products/keranjang"]
    assert (shown["price"], shown["stock"]) == ("Rp195.000", "ready")


def test_another_word_makes_a_new_bundle(tmp_path: Path, plan: SearchPlan) -> None:
    content = copy_content(tmp_path)
    before = _plan(tmp_path, content).key
    _change(content / "products/keranjang/index.md", "Keranjang Rotan", "Keranjang Besar")
    assert _plan(tmp_path, content).key != before


def test_the_cache_keeps_the_last_two(plan: SearchPlan, tmp_path: Path) -> None:
    plans = [SearchPlan(key, plan.documents, plan.ids) for key in ("a", "b", "a", "c")]
    reused = [index_search(each, tmp_path).reused for each in plans]
    assert reused == [False, False, True, False]
    assert {folder.name for folder in (tmp_path / "search").iterdir()} == {"a", "c"}


def test_an_empty_directory_has_an_empty_bundle(tmp_path: Path) -> None:
    bundle = index_search(SearchPlan("none", lambda: iter(()), {}), tmp_path)
    assert bundle.folder.is_dir() and not any(bundle.folder.iterdir())


@pytest.mark.parametrize("answer", ["", "eyJtZXNz"])
def test_pagefinds_last_words_are_kept(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\nprintf '{answer}'\necho 'no space left' >&2\nexit 7\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: program)
    with pytest.raises(RuntimeError, match="code 7:\nno space left"):
        index_search(plan, tmp_path / "cache")
    assert not [*(tmp_path / "cache/search").iterdir()]


def test_what_pagefind_does_not_understand_is_no_bundle(tmp_path: Path) -> None:
    words: Any = 1
    with pytest.raises(RuntimeError, match="pagefind: invalid type: integer `1`, expected a string"):
        index_of({str(number): {"title": words} for number in range(5000)}, tmp_path)


def test_a_document_left_out_is_no_bundle(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "_CONTENT", "")
    with pytest.raises(RuntimeError, match=r"0 of 5 documents; en/products/[a-z-]+ is missing"):
        index_search(plan, tmp_path / "cache")


def test_words_that_find_something_are_known_the_commonest_first(bundle: SearchBundle, documents: dict[str, Document]) -> None:
    ours = [document for name, document in documents.items() if name.startswith("id/")]
    marked = [stated.partition(",")[0] for stated in (bundle.folder / "id/words.txt").read_text().split(" ")[1:]]
    known = [word.removeprefix(search.NEAR_MARK) for word in marked]
    assert len(known) == len(set(known))
    assert set(known) == {word for document in ours for word in _all_words(document) if word.isalpha()}
    own = [sum(any(word in _words(document, field) for field in document) for document in ours) for word in known]
    assert own == sorted(own, reverse=True)
    assert [count == 0 for count in own] == [word.startswith(search.NEAR_MARK) for word in marked]


def test_of_a_word_the_files_with_its_best_and_newest_results_are_known() -> None:
    known = search.Known()
    for number in range(40):
        known.count("products", number, {"title": "topi", "kata": f"pandan{' bundar' * (number == 3)}", "near": "ːdesa"})
    known.count("products", 2, {"head": "topi"})
    known.count("groups", 41, {"labels": "topi"})
    assert known.stated() == "topi,0,9,a pandan,9,8 bundar,0 ːdesa,9,8"


def test_settings_of_the_computer_change_nothing(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pagefind.yml").write_text("force_language: en\n")
    bundle = index_search(plan, tmp_path / "cache")
    assert [*json.loads((bundle.folder / "id/pagefind-entry.json").read_text())["languages"]] == ["unknown"]


def test_the_page_knows_what_stands_in_the_index(documents: dict[str, Document]) -> None:
    static = Path(__file__).parent.parent / "theme/static"
    finder, page = (static / "finder.js").read_text(), (static / "search.js").read_text()
    weights = re.search(r"const WEIGHTS = \{(.*?)\}", finder)
    assert weights and {name for document in documents.values() for name in document} == set(re.findall(r"(\w+):", weights[1]))
    assert f'NEAR_MARK = "{search.NEAR_MARK}"' in finder and 'OF_GROUP = "group_"' in finder
    assert f"IN_FILE = {results.IN_FILE};" in page
