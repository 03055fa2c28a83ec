"""What is found by which words, and the bundle that Pagefind makes of it."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from pathlib import Path

import pagefind_bin
import pytest

from etalase import search
from etalase.crew import Crew
from etalase.pipeline import check_site
from etalase.search import SearchPlan, index_search, plan_search
from tests.sites import GOLDEN, copy_content, job_in


def _plan(folder: Path, content: Path, url: str = "") -> SearchPlan:
    return plan_search(check_site(job_in(folder, content=content, url=url), Crew(), lambda stage, done, total: None).editions)


def _words(document: str, field: str) -> set[str]:
    found = re.search(rf'data-pagefind-meta="{field}\[title\]" title="([^"]*)"', document)
    return set(unescape(found[1]).split()) if found else set()


def _all_words(document: str) -> set[str]:
    return _near(document).union(*(_words(document, field) for field in ("title", "other", "kata", "labels", "where", "kin")))


def _near(document: str) -> set[str]:
    """The words in the text itself, with the mark that they have in fields."""
    found = re.search(r"<p>(.*?)</p>", document)
    assert found
    return {f"_{word}" for word in found[1].split()}


def _shown(document: str) -> dict[str, str]:
    found = re.search(r'data-shown="([^"]*)"', document)
    assert found
    shown: dict[str, str] = json.loads(unescape(found[1]))
    return shown


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SearchPlan:
    return _plan(tmp_path_factory.mktemp("search"), GOLDEN / "content", "https://contoh.example/katalog/")


@pytest.fixture(scope="module")
def documents(plan: SearchPlan) -> dict[str, str]:
    return dict(plan.documents)


def test_every_published_product_and_group_is_planned_in_each_language(plan: SearchPlan) -> None:
    paths = [path for path, _ in plan.documents]
    assert paths == sorted(paths)
    assert {path for path in paths if not path.startswith("en/")} == {
        "produk/keranjang/index.html",
        "produk/tikar/index.html",
        "produk/gula-cetak/index.html",
        "kelompok/anyam-hulu/index.html",
        "kelompok/gula-kembiri/index.html",
    }
    assert "en/products/keranjang/index.html" in paths and len(paths) == 10


def test_a_word_stands_in_the_best_of_its_fields_alone(documents: dict[str, str]) -> None:
    basket = documents["produk/keranjang/index.html"]
    assert _words(basket, "title") == {"_keranjang", "_rotan"}
    assert _words(basket, "other") == {"_rattan", "_basket"}
    assert "_bakul" in _words(basket, "kata")
    assert {"_kapuas", "_hulu", "_kalimantan"} <= _words(basket, "where")
    assert "_tutup" in _near(basket)  # from “bertutup” in its summary
    assert "_keranjang" not in _near(basket)


@pytest.mark.parametrize("path", ["produk/keranjang/index.html", "en/products/keranjang/index.html"])
def test_both_languages_find_it_in_either(documents: dict[str, str], path: str) -> None:
    assert {"_keranjang", "_basket", "_anyaman", "_plaiting", "_bakul"} <= _all_words(documents[path])


def test_function_words_find_nothing(documents: dict[str, str]) -> None:
    for document in documents.values():
        assert not {"_dan", "_di", "_with", "_of"} & _all_words(document)


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
    document = dict(_plan(tmp_path, content).documents)["produk/keranjang/index.html"]
    assert f"_{typed}" in _words(document, "title") | _words(document, "kata")


def test_a_group_is_found_by_what_it_makes(documents: dict[str, str]) -> None:
    assert {"_keranjang", "_basket", "_tikar", "_rotan"} <= _words(documents["kelompok/anyam-hulu/index.html"], "labels")


def test_every_group_is_found_as_makers(documents: dict[str, str]) -> None:
    assert {"_perajin", "_pengrajin", "_artisan"} <= _all_words(documents["kelompok/gula-kembiri/index.html"])


def test_a_result_knows_what_to_show(documents: dict[str, str]) -> None:
    shown = _shown(documents["produk/keranjang/index.html"])
    assert (shown["name"], shown["price"], shown["per"], shown["stock"]) == ("Keranjang Rotan", "Rp185.000", "buah", "order")
    assert re.fullmatch(r"/katalog/foto/[0-9a-f]+-360\.jpg", shown["image"])
    assert "image" not in _shown(documents["produk/gula-cetak/index.html"])
    assert _shown(documents["en/products/keranjang/index.html"])["name"] == "Rattan Basket"


def test_what_editors_write_stays_text(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    name = '<img src=x> "Keranjang" & Co'
    _change(content / "products/keranjang/index.md", "id: Keranjang Rotan", f"id: '{name}'")
    document = dict(_plan(tmp_path, content).documents)["produk/keranjang/index.html"]
    assert "<img" not in document
    assert _shown(document)["name"] == name


def test_the_bundle_is_whole_and_small(plan: SearchPlan, tmp_path: Path) -> None:
    bundle = index_search(plan, tmp_path)
    entry = json.loads((bundle.folder / "pagefind-entry.json").read_text())
    assert {language: facts["page_count"] for language, facts in entry["languages"].items()} == {"id": 5, "en": 5}
    packed = [*bundle.folder.rglob("*.pf_*")]
    assert packed and all(gzip.decompress(file.read_bytes()).startswith(b"pagefind_dcd") for file in packed)
    names = {path.name for path in bundle.folder.iterdir()}
    assert {"pagefind.js", "pagefind-worker.js", "wasm.id.pagefind", "wasm.en.pagefind", "wasm.unknown.pagefind"} <= names
    assert not [name for name in names if "ui" in name or name in {"playground", "pagefind-highlight.js"}]


def test_a_bundle_is_made_once_for_the_same_words(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    first = index_search(_plan(tmp_path, content), tmp_path / "cache")
    _change(content / "products/keranjang/index.md", "weight: 900", "weight: 950")
    _change(content / "site.yaml", "name:", "min_photo_px: 400\nname:")
    again = index_search(_plan(tmp_path, content), tmp_path / "cache")
    assert (first.reused, again.reused) == (False, True)
    assert (again.folder, again.key) == (first.folder, first.key)


@pytest.mark.parametrize(
    ("old", "new"), [("Keranjang Rotan", "Keranjang Besar"), ("185000", "195000"), ("stock: order", "stock: ready")]
)
def test_what_a_result_shows_or_is_found_by_makes_a_new_bundle(tmp_path: Path, plan: SearchPlan, old: str, new: str) -> None:
    content = copy_content(tmp_path)
    before = _plan(tmp_path, content).key
    _change(content / "products/keranjang/index.md", old, new)
    assert _plan(tmp_path, content).key != before


def test_the_cache_keeps_the_last_two(plan: SearchPlan, tmp_path: Path) -> None:
    plans = [SearchPlan(key, plan.documents) for key in ("a", "b", "a", "c")]
    reused = [index_search(each, tmp_path).reused for each in plans]
    assert reused == [False, False, True, False]
    assert {folder.name for folder in (tmp_path / "search").iterdir()} == {"a", "c"}


def test_an_empty_directory_has_an_empty_bundle(tmp_path: Path) -> None:
    bundle = index_search(SearchPlan("none", ()), tmp_path)
    assert bundle.folder.is_dir() and not any(bundle.folder.iterdir())


def _pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let a shell script stand for Pagefind; its fourth argument is the folder to write."""
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: program)


def test_pagefinds_last_words_are_kept(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(tmp_path, monkeypatch, "echo 'no space left' >&2; exit 7")
    with pytest.raises(RuntimeError, match="code 7:\nno space left"):
        index_search(plan, tmp_path / "cache")
    assert not [*(tmp_path / "cache/search").iterdir()]


def test_a_file_cut_short_is_no_bundle(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(tmp_path, monkeypatch, 'seq 9999 | gzip | head -c 4096 > "$4/id_1.pf_index"')
    with pytest.raises(RuntimeError, match=r"left id_1\.pf_index incomplete"):
        index_search(plan, tmp_path / "cache")


def test_a_page_left_out_is_no_bundle(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(tmp_path, monkeypatch, """printf '{"languages":{"id":{"page_count":9}}}' > "$4/pagefind-entry.json\"""")
    with pytest.raises(RuntimeError, match="9 of 10 documents"):
        index_search(plan, tmp_path / "cache")


def test_settings_of_the_computer_change_nothing(plan: SearchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pagefind.yml").write_text("force_language: en\n")
    bundle = index_search(plan, tmp_path / "cache")
    assert sorted(json.loads((bundle.folder / "pagefind-entry.json").read_text())["languages"]) == ["en", "id"]


def test_the_page_weighs_every_field(documents: dict[str, str]) -> None:
    script = (Path(__file__).parent.parent / "theme/static/search.js").read_text()
    weights = re.search(r"const WEIGHTS = \{(.*?)\}", script)
    fields = {name for document in documents.values() for name in re.findall(r'data-pagefind-meta="(\w+)\[', document)}
    assert weights and fields == set(re.findall(r"(\w+):", weights[1]))
    assert len(gzip.compress(script.encode(), 9)) < 6000
    assert search.MARK == "_" and "`_${word}`" in script
