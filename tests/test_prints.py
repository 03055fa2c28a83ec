"""What is made for paper: real PDFs of the golden directory, read back by readers that are not ours."""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typst
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from etalase.addresses import short_codes
from etalase.cli import main
from etalase.prints.codes import png_of
from etalase.qr import qr_code
from tests.sites import GOLDEN, write_files

CODES = short_codes(["gula-cetak", "tikar", "keranjang"])
NAMES = {"id": ["Gula Aren Cetak", "Tikar Rotan"], "en": ["Moulded Palm Sugar", "Rattan Mat"]}
PRICES = {"id": ["Rp32.000", "Harga: tanya kelompok"], "en": ["Rp32.000", "Price: ask the group"]}
LIST_OF_BUYER = (
    '\ufeff"Kelompok";"Produk";"Jumlah";"Catatan";"Halaman";"WhatsApp"\r\n'
    '"Anyam Hulu";"Tikar Rotan";"2";"untuk kantor; lantai 2";"https://uji.example/produk/tikar/";"6281200000002"\r\n'
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden directory after a check, so that the others need not open its photos again."""
    root = tmp_path_factory.mktemp("kept") / "proyek"
    shutil.copytree(GOLDEN / "content", root / "content")
    assert main(["check", "--root", str(root)]) == 0
    return root


@pytest.fixture
def root(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "proyek"))


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Image.Image]]:
    """Every page that is set, as a printer would draw it: no library in the tests draws a PDF, but Typst draws pictures too."""
    drawn: list[Image.Image] = []
    compile_ = typst.compile

    def compile_and_draw(file: Path, target: Path, **choices: Any) -> None:
        plain = {name: value for name, value in choices.items() if name != "pdf_standards"}
        made: Any = compile_(file, **plain, format="png", ppi=200)
        drawn.extend(Image.open(io.BytesIO(page)) for page in (made if isinstance(made, list) else [made]))
        compile_(file, target, **choices)

    monkeypatch.setattr(typst, "compile", compile_and_draw)
    yield drawn
    for page in drawn:
        page.close()


def made(root: Path, *arguments: str, name: str = "hasil.pdf") -> Path:
    out = root / name
    assert main([arguments[0], "--root", str(root), "--out", str(out), *arguments[1:]]) == 0
    return out


def text_of(pages: Sequence[Any]) -> str:
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("choices", [["--paper", "a4"], ["--paper", "a5", "--per-page", "4"]], ids=["one", "four"])
def test_a_catalogue_says_what_the_site_says(language: str, choices: list[str], root: Path) -> None:
    pdf = PdfReader(made(root, "catalogue", "--lang", language, *choices))
    text = text_of(pdf.pages)
    for said in (*NAMES[language], *PRICES[language], "Gula Kembiri", f"p/{CODES['tikar']}"):
        assert said in text
    assert "Draf" not in text
    assert {"id": "Contoh, bukan barang nyata.", "en": "Sample, not real goods."}[language] in text
    wide, high = (float(side) * 25.4 / 72 for side in (pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height))
    assert (round(wide), round(high)) == ((210, 297) if "a4" in choices else (148, 210))


def test_a_catalogue_can_be_read_aloud_and_printed_anywhere(root: Path) -> None:
    pdf = PdfReader(made(root, "catalogue", "--lang", "en"))
    catalog = pdf.root_object
    assert catalog["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalog and catalog["/Lang"] == "en"
    assert pdf.metadata and pdf.metadata.title == "Work by two groups" and pdf.metadata.author == "Test Office"
    assert "pdfuaid:part" in catalog["/Metadata"].get_object().get_data().decode()
    assert next(mark["/Title"] for mark in pdf.outline if isinstance(mark, dict)) == "Contents"
    fonts = {name: font for page in pdf.pages for name, font in page["/Resources"].get("/Font", {}).items()}
    described = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts.values()]
    assert described and all({"/FontFile2", "/FontFile3"} & each.get_object().keys() for each in described)
    assert {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()} == {"PlusJakartaSans-Regular"}
    assert "Mat standing up" in _alternatives(catalog["/StructTreeRoot"])


def _alternatives(node: Any) -> list[str]:
    """What the pictures below a node of the tags show, in words."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [text for each in node for text in _alternatives(each)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return [*own, *_alternatives(node["/K"])] if "/K" in node else own


def test_photos_are_passed_on_as_they_were_made_for_paper(root: Path) -> None:
    made(root, "catalogue")
    pictures = PdfReader(root / "hasil.pdf").pages[0].images
    assert [picture.indirect_reference.get_object()["/Filter"] for picture in pictures] == ["/DCTDecode"]
    cached = {file.read_bytes() for file in (root / ".cache/etalase/foto").glob("*.jpg")}
    assert pictures[0].indirect_reference.get_object()._data in cached


def test_contents_and_index_name_the_page_where_each_thing_stands(root: Path) -> None:
    pdf = PdfReader(made(root, "catalogue", "--lang", "id"))
    texts = [text_of([page]) for page in pdf.pages]
    for listing in (texts[1], texts[-1]):
        lines = re.findall(r"(Anyam Hulu|Gula Kembiri)[^0-9]*?(?:\d produk )?(\d+)", listing)
        found = {name: int(number) for name, number in lines}
        assert found.keys() == {"Anyam Hulu", "Gula Kembiri"}
        assert all(name in texts[number - 1] and texts[number - 1].split()[-2] == str(number) for name, number in found.items())
    for name in NAMES["id"]:
        number = re.search(rf"{name}\s+(\d+)", texts[-1])
        assert number and name in texts[int(number[1]) - 1] and PRICES["id"][NAMES["id"].index(name)] in texts[int(number[1]) - 1]


@pytest.mark.parametrize(
    "arguments", [["catalogue"], ["catalogue", "--per-page", "4", "--paper", "a5"], ["labels"], ["labels", "--kind", "shelf"]]
)
def test_every_code_on_paper_leads_to_its_product(arguments: list[str], root: Path, pages: list[Image.Image]) -> None:
    made(root, *arguments)
    read = {code.text for page in pages for code in zxingcpp.read_barcodes(page)}
    expected = {f"https://uji.example/p/{code}/" for code in CODES.values()}
    groups = {f"https://uji.example/{path}" for path in ("", "kelompok/anyam-hulu/", "kelompok/gula-kembiri/")}
    assert read == (expected | groups if "catalogue" in arguments else expected)


@pytest.mark.parametrize(
    "arguments", [["catalogue"], ["labels", "--kind", "shelf"], ["labels", "--kind", "qr"]], ids=["catalogue", "shelf", "qr"]
)
def test_the_same_records_give_the_same_bytes(
    arguments: list[str], kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "hasil.zip" if "qr" in arguments else "hasil.pdf"
    one, other = (Path(shutil.copytree(kept, tmp_path / each)) for each in ("satu", "dua"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1793000000")
    first = made(one, *arguments, name=name).read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    shutil.rmtree(other / ".cache")
    for file in (other / "content").rglob("*"):
        os.utime(file, (0, 0))
    assert made(other, *arguments, name=name).read_bytes() == first


def test_the_date_is_that_of_the_records(root: Path) -> None:
    pdf = PdfReader(made(root, "catalogue", "--group", "gula-kembiri"))
    assert "Menurut catatan 1 Agustus 2026" in text_of(pdf.pages[:1])
    assert pdf.metadata and str(pdf.metadata.creation_date).startswith("2026-08-01")


@pytest.mark.parametrize(
    ("choice", "title", "shown"),
    [
        (["--group", "gula-kembiri"], "Gula Kembiri", {"Gula Aren Cetak"}),
        (["--kabupaten", "belitung"], "Belitung", {"Gula Aren Cetak"}),
        (["--kabupaten", "19.02"], "Belitung", {"Gula Aren Cetak"}),
        (["--category", "makanan"], "Makanan", {"Gula Aren Cetak"}),
        (["--outlet", "sentra"], "Sentra Uji", {"Tikar Rotan"}),
        ([], "Karya dua kelompok", {"Gula Aren Cetak", "Tikar Rotan"}),
    ],
)
def test_a_part_of_the_directory(choice: list[str], title: str, shown: set[str], root: Path) -> None:
    pdf = PdfReader(made(root, "catalogue", *choice))
    assert title in text_of(pdf.pages[:1])
    assert {name for name in NAMES["id"] if name in text_of(pdf.pages[2:])} == shown


def test_texts_are_never_read_as_a_program(root: Path) -> None:
    text = '#panic("x") *tebal* $x$ @tidak-ada \\ <a> [b] `c` // d'
    file = root / "content/products/gula-cetak.yaml"
    file.write_text(file.read_text().replace("id: Gula Aren Cetak", f"id: '{text}'"))
    assert text in text_of(PdfReader(made(root, "catalogue")).pages)
    assert text in text_of(PdfReader(made(root, "labels")).pages)


def test_long_texts_stay_on_their_pages(root: Path) -> None:
    """A name of 120 letters, long facts and a story of 2,000: a page for each product, as with short ones."""
    before = len(PdfReader(made(root, "catalogue", "--paper", "a5")).pages)
    long = "Keranjang bundar bertutup dengan pegangan panjang "
    product = (root / "content/products/tikar/index.yaml").read_text()
    fields = {"colours": long * 3, "uses": long * 3, "care": long * 3, "summary": long * 5, "body": long * 40}
    longer = product.replace("id: Tikar Rotan", f"id: {(long * 3)[:120]}")
    more = "".join(f"{name}: {text}\n" for name, text in fields.items())
    write_files(root, {"content/products/tikar/index.yaml": longer + more})
    assert len(PdfReader(made(root, "catalogue", "--paper", "a5")).pages) == before


def test_labels_and_cards_say_name_price_group_and_permits(root: Path) -> None:
    licence = "{kind: pirt, number: '2063517021234-29', expires: 2099-01-01}"
    expired = "{kind: halal, number: ID35110000012340121, expires: 2020-01-01}"
    file = root / "content/products/gula-cetak.yaml"
    file.write_text(f"{file.read_text()}permits: [{licence}, {expired}]\n")
    label = text_of(PdfReader(made(root, "labels", "--group", "gula-kembiri")).pages)
    card = text_of(PdfReader(made(root, "labels", "--group", "gula-kembiri", "--kind", "shelf", "--lang", "en")).pages)
    for text in (label, card):
        assert "Rp32.000 / 250 g" in text and "Gula Kembiri" in text and "P-IRT 2063517021234-29" in text
        assert "ID3511" not in text and f"p/{CODES['gula-cetak']}" in text
    assert "Membalong, Belitung" in card and "Etalase Uji" in card


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gula-cetak\n\n# catatan\ntikar\n", {"Gula Aren Cetak", "Tikar Rotan"}),
        ("https://uji.example/produk/tikar/\n", {"Tikar Rotan"}),
        (f"{CODES['tikar']}\n", {"Tikar Rotan"}),
        (LIST_OF_BUYER, {"Tikar Rotan"}),
        (LIST_OF_BUYER.replace(";", ","), {"Tikar Rotan"}),
    ],
    ids=["slugs", "addresses", "codes", "semicolons", "commas"],
)
def test_labels_of_a_list(text: str, shown: set[str], root: Path) -> None:
    write_files(root, {"daftar.csv": text})
    made_text = text_of(PdfReader(made(root, "labels", "--list", str(root / "daftar.csv"))).pages)
    assert {name for name in NAMES["id"] if name in made_text} == shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["catalogue", "--group", "anyam-hilu"], "anyam-hulu"),
        (["catalogue", "--kabupaten", "Belitong"], "Belitung"),
        (["catalogue", "--category", "makan"], "makanan"),
        (["labels", "--outlet", "sentral"], "sentra"),
        (["labels", "--list", "salah.txt"], "tikar"),
        (["labels", "--list", "kosong.txt"], ""),
        (["labels", "--list", "hilang.txt"], ""),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_not_there(
    arguments: list[str],
    said: str,
    language: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_files(root, {"salah.txt": "tikarr\n", "kosong.txt": "\n"})
    monkeypatch.chdir(root)
    assert main([*arguments, "--lang", language]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and err.startswith("etalase: ")
    assert ({"id": f"maksud Anda '{said}'?", "en": f"did you mean '{said}'?"}[language] in err) == bool(said)
    assert not (root / "print").exists()


def test_a_language_the_directory_does_not_have(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = root / "content/site.yaml"
    site.write_text(site.read_text().replace("languages: [id, en]", "languages: [id]"))
    assert main(["catalogue", "--root", str(root), "--lang", "en"]) == 2
    assert "--lang id" in capsys.readouterr().err


def test_without_a_file_it_goes_into_the_folder_for_print(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "--root", str(root), "--kabupaten", "Belitung", "--lang", "en"]) == 0
    assert main(["labels", "--root", str(root), "--kind", "qr", "--lang", "id"]) == 0
    assert sorted(file.name for file in (root / "print").iterdir()) == ["catalogue-belitung.pdf", "qr.zip"]
    assert "3 produk" in capsys.readouterr().out


def test_files_of_codes(root: Path) -> None:
    folder = made(root, "labels", "--kind", "qr", name="kode")
    files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.*")}
    with zipfile.ZipFile(made(root, "labels", "--kind", "qr", name="kode.zip")) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    products = {f"produk/{slug}": f"https://uji.example/p/{CODES[slug]}/" for slug in ("gula-cetak", "keranjang", "tikar")}
    expected = products | {f"kelompok/{slug}": f"https://uji.example/kelompok/{slug}/" for slug in ("anyam-hulu", "gula-kembiri")}
    assert files.keys() == {f"{name}.{kind}" for name in expected for kind in ("svg", "png")}
    for name, address in expected.items():
        with Image.open(io.BytesIO(files[f"{name}.png"])) as image:
            assert [code.text for code in zxingcpp.read_barcodes(image.convert("L"))] == [address]
        sheet = folder / "lembar.typ"
        sheet.write_text(f'#image("{name}.svg", width: 4cm)')
        drawn: Any = typst.compile(sheet, root=folder, format="png")
        with Image.open(io.BytesIO(drawn)) as image:
            assert [code.text for code in zxingcpp.read_barcodes(image)] == [address]


@pytest.mark.parametrize("length", [20, 60, 107, 180])
def test_a_png_of_any_size_of_code_is_read(length: int) -> None:
    address = ("https://uji.example/" + "keranjang-rotan/" * 12)[:length]
    code = qr_code(address)
    assert code
    with Image.open(io.BytesIO(png_of(code))) as image:
        assert image.width == (code.side + 8) * 16
        assert [found.text for found in zxingcpp.read_barcodes(image.convert("L"))] == [address]


def test_a_directory_lays_its_own_sheets_over_ours(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = '#import "look.typ": *\n#set document(title: "x")\n#for label in json("values.json").labels [Milik #label.group ]\n'
    write_files(root, {"theme/print/labels.typ": own})
    assert "Milik Gula Kembiri" in text_of(PdfReader(made(root, "labels")).pages)
    write_files(root, {"theme/print/labels.typ": f"{own}#salah\n"})
    assert main(["labels", "--root", str(root), "--lang", "en"]) == 1
    assert (
        capsys.readouterr()
        .out.partition("\n")[2]
        .startswith("theme/print/labels.typ:4:1: the template is wrong: unknown variable: salah")
    )
