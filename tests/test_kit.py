"""The kit: pictures and texts of a product, or of a group's, in one archive."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from etalase import cli
from etalase.crew import Crew
from etalase.kit import UnknownName, hashtags, make_kit
from etalase.offers import offer_of
from etalase.pipeline import check_site
from tests.sites import copy_content, job_in


def quiet(stage: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose basket has a second photo."""
    folder = tmp_path_factory.mktemp("kit")
    basket = copy_content(folder) / "products" / "keranjang"
    (basket / "dalam.jpg").write_bytes((basket / "keranjang.jpg").read_bytes())
    text = (basket / "index.md").read_text("utf-8")
    second = "  - {file: dalam.jpg, alt: {id: Bagian dalam, en: Inside}}\n"
    (basket / "index.md").write_text(text.replace("since:", f"{second}since:", 1), "utf-8")
    return folder


def kit(root: Path, name: str) -> dict[str, bytes]:
    target = root / "kits" / f"{name}.zip"
    make_kit(job_in(root, content=root / "content", search=False), name, target, quiet)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_kit_of_a_product_has_its_pictures_and_texts_in_both_languages(root: Path) -> None:
    files = kit(root, "keranjang")
    assert [*files] == sorted(files)
    assert {path.partition("/")[2] for path in files} == {
        "01-keranjang-1.jpg", "02-keranjang-2.jpg",
        "id-baca-dulu.txt", "id-kartu.jpg", "id-cerita.jpg", "id-judul.txt", "id-keterangan.txt", "id-tagar.txt", "id-harga.txt",
        "id-alamat.txt", "en-read-me.txt", "en-card.jpg", "en-story.jpg", "en-title.txt", "en-description.txt",
        "en-hashtags.txt", "en-price.txt", "en-address.txt",
    }  # fmt: skip
    sizes = {name: Image.open(BytesIO(files[f"keranjang/{name}"])).size for name in ("id-kartu.jpg", "en-story.jpg")}
    assert sizes == {"id-kartu.jpg": (1200, 630), "en-story.jpg": (1080, 1920)}
    for number in (1, 2):
        with Image.open(BytesIO(files[f"keranjang/0{number}-keranjang-{number}.jpg"])) as master:
            assert master.format == "JPEG" and master.width == master.height


def test_texts_are_those_of_the_offer(root: Path) -> None:
    files = kit(root, "keranjang")
    site = check_site(job_in(root, content=root / "content", search=False), Crew(), quiet)
    for edition, title, price in zip(site.editions, ("judul", "title"), ("harga", "price"), strict=True):
        language = edition.view.language
        product = next(product for product in site.catalog.products if product.slug == "keranjang")
        offer = offer_of(edition.view, product)
        assert files[f"keranjang/{language}-{title}.txt"].decode() == f"{offer.name}\n"
        assert files[f"keranjang/{language}-{price}.txt"].decode() == f"Rp185.000 / {offer.price.per}\n185000\n"
        description = files[f"keranjang/{language}-{edition.t('kit_description')}.txt"].decode()
        assert description.startswith(offer.description) and offer.stock in description and offer.group in description
        assert edition.t("sample_pictures") in description  # its first picture is one
        assert files[f"keranjang/{language}-{edition.t('kit_address')}.txt"].decode() == f"{offer.url}\n"
        tags = files[f"keranjang/{language}-{edition.t('kit_hashtags')}.txt"].decode().split()
        assert tags == hashtags(offer) and len(tags) == len({tag.casefold() for tag in tags}) >= 4
        assert all(re.fullmatch(r"#\w+", tag) for tag in tags)


def test_kit_of_a_group_has_a_folder_for_each_product(root: Path) -> None:
    files = kit(root, "anyam-hulu")
    folders = {path.split("/")[1] for path in files if path.count("/") == 2}
    assert folders == {"01-keranjang", "02-tikar"}
    assert files["anyam-hulu/01-keranjang/id-kartu.jpg"] == kit(root, "keranjang")["keranjang/id-kartu.jpg"]
    assert files["anyam-hulu/02-tikar/id-harga.txt"].decode() == "Harga: tanya kelompok\n"


def test_kit_of_a_product_without_a_photo_has_its_card(root: Path) -> None:
    files = kit(root, "gula-cetak")
    assert [path for path in files if re.search(r"/\d\d-", path)] == []
    assert "gula-cetak/id-kartu.jpg" in files


def test_same_records_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    targets = [tmp_path / f"{number}.zip" for number in range(2)]
    for target, cache in zip(targets, ("cache", "another"), strict=True):
        make_kit(job_in(root, content=root / "content", cache=cache, search=False), "anyam-hulu", target, quiet)
    assert targets[0].read_bytes() == targets[1].read_bytes()


def test_unknown_name_has_its_neighbours(root: Path) -> None:
    with pytest.raises(UnknownName) as unknown:
        kit(root, "keranjan")
    assert (unknown.value.name, [*unknown.value.near]) == ("keranjan", ["keranjang"])


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("id", "etalase: tidak ada produk 'anyam-hul', dan tidak ada kelompok bernama itu yang sudah punya produk; "),
        ("en", "etalase: there is no product 'anyam-hul', and no group of that name with a product; "),
    ],
)
def test_command_says_what_there_is_instead(language: str, told: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["kit", "anyam-hul", "--root", str(root), "--lang", language]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(told) and "'anyam-hulu'" in said.err


def test_command_writes_the_archive(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["kit", "keranjang", "--root", str(root), "--lang", "en"]) == 0
    assert "Products: 1" in capsys.readouterr().out
    assert zipfile.is_zipfile(root / "kit" / "keranjang.zip")
    assert cli.main(["kit", "keranjang", "--root", str(root), "--out", str(tmp_path / "a.zip")]) == 0
    assert (tmp_path / "a.zip").read_bytes() == (root / "kit" / "keranjang.zip").read_bytes()


def test_command_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["kit", "--lang", "en"]) == 2
    assert "NAME" in capsys.readouterr().err
