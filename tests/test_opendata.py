"""Open data: tables that their schema fits, in which nothing is that no page shows, and that change only with the records."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etalase.exports.columns import columns_of
from etalase.fields import fields_of
from etalase.model import Group, Outlet, Product, Program
from etalase.pipeline import build_site
from tests.sites import build_in, copy_content, files_of, job_in

DATA = Path("public") / "data" / "terbuka"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    build_in(made)
    return made / DATA


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"))))


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_frictionless_finds_no_fault(folder: Path) -> None:
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["valid"]
    assert {task["name"] for task in report["tasks"]} >= {"products", "groups", "outlets", "programs", "groups-geojson"}


def test_frictionless_would_find_one(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        text = path.read_text("utf-8")
        (tmp_path / path.name).write_text(text.replace("185000", "seharga") if path.name == "products.csv" else text, "utf-8")
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("name", ["products", "groups", "outlets", "programs"])
def test_both_forms_of_a_table_say_the_same(folder: Path, name: str) -> None:
    rows = table(folder, name)
    assert rows
    for row, line in zip(rows, lines(folder, name), strict=True):
        assert row.keys() == line.keys()
        for column, value in line.items():
            cell = row[column]
            if isinstance(value, list):
                assert json.loads(cell or "[]") == value
            else:
                assert (
                    cell == {None: "", True: "true", False: "false"}.get(value, str(value))
                    if not isinstance(value, int | float) or isinstance(value, bool)
                    else cell == str(value)
                )


def test_a_product_says_what_its_page_says(folder: Path) -> None:
    row = next(row for row in table(folder, "products") if row["slug"] == "keranjang")
    assert (row["name_id"], row["price_amount"], row["price_per_id"]) == ("Keranjang Rotan", "185000", "buah")
    assert row["url_en"] == "https://uji.example/en/products/keranjang/"
    assert row["short_url"].startswith("https://uji.example/p/")
    for image in json.loads(row["images"]):
        assert (folder.parents[1] / image.removeprefix("https://uji.example/")).is_file()


@pytest.mark.parametrize("record", [Product, Group, Outlet, Program])
def test_every_field_has_a_column_or_is_kept_back_for_a_reason(record: type) -> None:
    columns = {column.name for column in columns_of(record, ("id", "en"))}
    missing = {
        field.name
        for field in fields_of(record)
        if not any(column == field.name or column.startswith(f"{field.name}_") for column in columns)
    }
    assert missing <= {"body", "draft", "aliases", "keywords", "photos", "coordinates"}
    assert ("coordinates" in missing) == ("latitude" in columns)


def test_what_is_on_no_page_is_in_no_file(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    group = content / "groups" / "anyam-hulu" / "index.md"
    text = group.read_text("utf-8").partition("\n---\n")
    contact = 'contact: {whatsapp: "0812-3456-7890", consent: 2019-04-05}'
    header = "\n".join(line for line in text[0].splitlines() if not line.startswith("contact:"))
    group.write_text(f"{header}\n{contact}{text[1]}{text[2]}", "utf-8")
    build_site(job_in(tmp_path, content=content, search=False))
    everything = b"".join(files_of(tmp_path / DATA).values())
    assert b"6281234567890" in everything  # the group's public number
    assert b"2019-04-05" not in everything  # when somebody agreed to it
    assert b"Belum Jadi" not in everything  # a draft


def test_positions_say_how_exact_they_are(folder: Path) -> None:
    features = json.loads((folder / "groups.geojson").read_text("utf-8"))["features"]
    exact = {feature["properties"]["slug"]: feature["properties"]["position"] for feature in features}
    stated = {row["slug"]: bool(row["latitude"]) for row in table(folder, "groups")}
    assert exact.keys() == stated.keys()
    assert {slug for slug, position in exact.items() if position == "own"} == {
        slug for slug, is_stated in stated.items() if is_stated
    }
    for feature in features:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 94 < longitude < 142
        assert -12 < latitude < 7


def test_a_catalogue_names_every_file(folder: Path) -> None:
    graph = json.loads((folder / "catalog.jsonld").read_text("utf-8"))["@graph"]
    files = [
        file["dcat:downloadURL"]["@id"] for node in graph if node["@type"] == "dcat:Dataset" for file in node["dcat:distribution"]
    ]
    assert len(files) == 10
    assert all((folder / file.rpartition("/")[2]).is_file() for file in files)
    catalogue = graph[0]
    assert {reference["@id"] for reference in catalogue["dcat:dataset"]} == {
        node["@id"] for node in graph if node["@type"] == "dcat:Dataset"
    }
    assert "dct:license" not in catalogue  # none is stated


def test_a_licence_is_said_everywhere_or_that_there_is_none(folder: Path, tmp_path: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert "licenses" not in package
    assert "Pengelola belum menyatakan lisensi" in (folder.parent / "index.html").read_text("utf-8")
    content, licence = copy_content(tmp_path), "https://creativecommons.org/licenses/by/4.0/"
    settings = content / "site.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}\nlicense: {licence}\n", "utf-8")
    build_site(job_in(tmp_path, content=content, search=False))
    package = json.loads((tmp_path / DATA / "datapackage.json").read_text("utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0", "path": licence}]
    graph = json.loads((tmp_path / DATA / "catalog.jsonld").read_text("utf-8"))["@graph"]
    assert all(node["dct:license"] == {"@id": licence} for node in graph if node["@type"].startswith("dcat:"))
    assert licence in (tmp_path / "public" / "data" / "index.html").read_text("utf-8")


def test_a_price_changes_one_line_and_nothing_changes_nothing(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    job = job_in(tmp_path, content=content, search=False)
    build_site(job)
    before = files_of(tmp_path / DATA)
    build_site(job)
    assert files_of(tmp_path / DATA) == before
    product = content / "products" / "gula-cetak.yaml"
    product.write_text(product.read_text("utf-8").replace("32000", "33000"), "utf-8")
    build_site(job)
    after = files_of(tmp_path / DATA)
    assert {name for name in after if after[name] != before[name]} == {"products.csv", "products.jsonl"}
    changed = {*after["products.csv"].splitlines()} ^ {*before["products.csv"].splitlines()}
    assert len(changed) == 2
    build_site(job_in(tmp_path, content=content, search=False, out="cold", cache="other"))
    assert files_of(tmp_path / "cold" / "data" / "terbuka") == after


def test_no_row_is_taken_from_a_file_that_somebody_changed(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    job = job_in(tmp_path, content=content, search=False)
    build_site(job)
    written = tmp_path / DATA / "products.csv"
    written.write_text(written.read_text("utf-8").replace("Keranjang", "Palsu"), "utf-8")
    product = content / "products" / "gula-cetak.yaml"
    product.write_text(product.read_text("utf-8").replace("32000", "33000"), "utf-8")
    build_site(job)
    build_site(job_in(tmp_path, content=content, search=False, out="cold", cache="other"))
    assert files_of(tmp_path / DATA) == files_of(tmp_path / "cold" / "data" / "terbuka")


def test_the_page_explains_every_column(folder: Path) -> None:
    for language, page in (("id", "data/index.html"), ("en", "en/data/index.html")):
        text = (folder.parents[1] / page).read_text("utf-8")
        for name in ("products", "groups", "outlets", "programs"):
            assert all(f"<code>{column}</code>" in text for column in table(folder, name)[0]), language
            assert f"/data/terbuka/{name}.csv" in text


def test_llms_txt_has_the_form_that_is_asked_for(folder: Path) -> None:
    for path in ("llms.txt", "en/llms.txt"):
        text = (folder.parents[1] / path).read_text("utf-8")
        assert text.startswith("# Etalase Uji\n\n> ")
        listed = [line for line in text.splitlines() if line.startswith("- ")]
        assert listed
        for line in listed:
            address = line.partition("](")[2].partition(")")[0].removeprefix("https://uji.example/")
            assert (folder.parents[1] / address / ("index.html" if address.endswith("/") else "")).is_file(), line
