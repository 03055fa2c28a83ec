"""Share cards: their words are the offer's, can be read, and stay where they belong; a card is drawn once."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageColor

from etalase.crew import Crew
from etalase.offers import offer_of
from etalase.pictures import CARD_BYTES, CARD_QUALITY, Box, Font
from etalase.pipeline import Site, build_site, check_site
from etalase.pixels import within
from etalase.placards import CARD, KUNYIT, PAPER, STORY, Form, Words, blank_card, draw_card
from etalase.sharecards import card_words, share_card
from etalase.typeset import Style
from tests.sites import copy_content, job_in

THEME = Path(__file__).parents[1] / "theme"
FONT = Font(THEME / "print" / "font" / "plus-jakarta-sans.ttf", "")
FORMS = [pytest.param(CARD, id="card"), pytest.param(STORY, id="story")]
PLAIN = Words(name="Keranjang Rotan", group="KUPS Rotan Nanga Lauk", price="Rp185.000", per="buah", is_asked=False)
LONG = "Selendang Tapis Lampung Utara Motif Pucuk Rebung dan Kapal Berlayar dengan Benang Emas Asli Buatan Tangan"
CASES = {
    "plain": PLAIN,
    "short": replace(PLAIN, name="Teh", group="Sari"),
    "long": replace(PLAIN, name=LONG, group="Industri Rumahan Kotabumi dan Sekitarnya, Kabupaten Lampung Utara"),
    "endless": replace(PLAIN, name=LONG * 5, group=LONG * 3, price="Mulai Rp999.999.999.999", per=LONG),
    "one long word": replace(PLAIN, name="Pertanggungjawabannyalahsekaliwaktu"),
    "marks": replace(PLAIN, name="Ñawi Ëtnik Śrī Ḍaṇḍa", group="Sanggar Kêtu Ålånå"),
    "asked": replace(PLAIN, price="Harga: tanya kelompok", per="", is_asked=True),
    "sold out": replace(PLAIN, note="Sedang kosong", sample="Contoh", address="etalase.example/p/kxbmtr"),
    "no words": Words(name="", group="", price="", per="", is_asked=False),
}


def card(form: Form, words: Words, photo: Image.Image | None = None) -> Image.Image:
    with Image.open(THEME / "static" / "mark-512.png") as mark:
        blank = blank_card(form, "Etalase", mark.convert("RGB"), FONT)
    return draw_card(form, blank, words, photo, FONT)


def busy(form: Form) -> Image.Image:
    side = form.photo[2] - form.photo[0]
    return Image.merge("RGB", [Image.effect_noise((side, side), 90) for _ in range(3)])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_every_word_can_be_read(form: Form, case: str) -> None:
    shown = card(form, CASES[case])
    left, top, right, bottom = form.label
    spots = [
        *spots_in(shown, (left - 20, top - 20, right + 20, min(bottom + 30, form.size[1]))),
        *spots_in(shown, (120, 0, form.size[0], form.rail - 4)),
    ]
    assert spots or not CASES[case].name
    assert [contrast for contrast in spots if contrast < 4.5] == []


def spots_in(picture: Image.Image, box: Box) -> Iterator[float]:
    """The contrast on its ground of the core of whatever is written in a box, word by word. The rule under a price is none."""
    part = picture.crop(box)
    ground = Counter(pixels_of(part)).most_common(1)[0][0]
    different = ImageChops.difference(part, Image.new("RGB", part.size, ground)).convert("L")
    written = different.point([255 * (level > 40) for level in range(256)])
    for above, below in runs(filled_rows(written), 2):
        line = written.crop((0, above, written.width, below))
        for start, end in runs(filled_rows(line.transpose(Image.Transpose.TRANSPOSE)), 12):
            word = Counter(pixels_of(part.crop((start, above, end, below))))
            if word.most_common(1)[0][0] != ImageColor.getrgb(KUNYIT):
                yield max(contrast_of(colour, ground) for colour in word)


def pixels_of(picture: Image.Image) -> list[tuple[int, ...]]:
    return [*zip(*[iter(picture.tobytes())] * 3, strict=True)]


def filled_rows(written: Image.Image) -> bytes:
    data = written.tobytes()
    return bytes(max(data[start : start + written.width]) for start in range(0, len(data), written.width))


def runs(line: bytes, gap: int) -> Iterator[tuple[int, int]]:
    """Where a line has something, up to the next `gap` without anything."""
    for found in re.finditer(rb"[^\0](?:\0{0,%d}[^\0])*" % (gap - 1), line, re.DOTALL):
        yield found.span()


def contrast_of(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: tuple[int, ...]) -> float:
    red, green, blue = (level / 3294.6 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_card_is_small_enough_and_words_stay_off_the_photo(form: Form, case: str) -> None:
    photo = busy(form)
    shown = card(form, CASES[case], photo)
    assert shown.size == form.size
    if not CASES[case].note:  # then the photo is lighter
        assert ImageChops.difference(shown.crop(form.photo), photo).getbbox() is None
    if form is CARD:
        assert len(within(shown, CARD_BYTES, CARD_QUALITY, progressive=False)) <= 300_000


def assert_within(form: Form, words: Words) -> None:
    drawn = ImageChops.difference(card(form, words), card(form, CASES["no words"]))
    written = drawn.crop((0, form.rail, *form.size)).getbbox()
    if written:
        left, top, right, bottom = form.label
        assert written[0] >= left - 12 and written[1] + form.rail >= top - 40
        assert written[2] <= right + 6 and written[3] + form.rail <= bottom + 40


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_words_stay_on_the_label(form: Form, case: str) -> None:
    assert_within(form, replace(CASES[case], sample=""))


@settings(deadline=None, max_examples=40)
@given(name=st.text(max_size=120), group=st.text(max_size=80), per=st.text(max_size=20))
def test_any_words_stay_on_the_label(name: str, group: str, per: str) -> None:
    assert_within(CARD, replace(PLAIN, name=name, group=group, per=per))


def test_name_is_whole_where_it_can_be() -> None:
    style = Style(FONT, 60, 560, -0.035)
    assert style.lines("Selendang Tapis Lampung Utara", 640) == ["Selendang Tapis", "Lampung Utara"]
    assert style.cut("Keranjang", 1000) == "Keranjang"
    assert style.cut("Keranjang", 150).endswith("…") and style.width(style.cut("Keranjang", 150)) <= 150


def test_letters_are_kerned_and_strange_ones_left_out() -> None:
    style = Style(FONT, 100, 560)
    assert style.width("Ta") < style.width("T") + style.width("a") - 3
    assert style.width("Tas \U0001f45c") == pytest.approx(style.width("Tas "))
    assert style.width("e\u0301") == style.width("é")


# in a site


def checked(folder: Path, content: Path) -> Site:
    return check_site(job_in(folder, content=content, search=False), Crew(), lambda stage, done, total: None)


def test_cards_say_what_the_offer_says(tmp_path: Path) -> None:
    site = checked(tmp_path, copy_content(tmp_path))
    said = {
        (edition.view.language, entry.slug): card_words(edition, offer_of(edition.view, entry))
        for edition, entry in site.share_cards.values()
    }
    group, english = site.catalog.group_of["keranjang"], said["en", "keranjang"]
    assert said["id", "keranjang"] == Words(
        name="Keranjang Rotan", group=group.name("id"), price="Rp185.000", per="buah", is_asked=False, sample="Contoh"
    )
    assert (english.name, english.per, english.sample) == ("Rattan Basket", "piece", "Sample")
    assert (said["id", "tikar"].price, said["id", "tikar"].note) == ("Harga: tanya kelompok", "Sedang kosong")


def test_page_is_shared_with_its_card(tmp_path: Path) -> None:
    job = job_in(tmp_path, content=copy_content(tmp_path), search=False)
    build_site(job)
    page = (job.out / "en" / "products" / "keranjang" / "index.html").read_text("utf-8")
    found = dict(re.findall(r'<meta property="og:image(:\w+)?" content="([^"]*)">', page))
    assert (found[":width"], found[":height"]) == ("1200", "630")
    assert found[":alt"].startswith("Rattan Basket. ") and "Rp185.000 per piece" in found[":alt"]
    with Image.open(job.out / "foto" / found[""].rpartition("/")[2]) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))


def test_card_is_drawn_once_and_again_when_what_it_says_changes(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    job = job_in(tmp_path, content=content, search=False)
    first = build_site(job)
    cards = set(checked(tmp_path, content).share_cards)
    assert first.pictures_made > len(cards) and len(cards) == 6

    basket = content / "products" / "keranjang" / "index.md"
    basket.write_text(basket.read_text("utf-8").replace("Dianyam", "Selalu dianyam"), "utf-8")
    assert build_site(job).pictures_made == 0
    assert set(checked(tmp_path, content).share_cards) == cards

    basket.write_text(basket.read_text("utf-8").replace("185000", "190000"), "utf-8")
    changed = build_site(job)
    assert (changed.pictures_made, changed.photos_opened) == (2, 0)
    now = set(checked(tmp_path, content).share_cards)
    assert len(now - cards) == len(cards - now) == 2
    assert {path for path in now | cards if (job.out / path).is_file()} == now


EDITS = {
    "name": ("content/products/keranjang/index.md", "Keranjang Rotan,", "Keranjang Rotan Bulat,"),
    "price": ("content/products/keranjang/index.md", "185000", "185500"),
    "starting": ("content/products/keranjang/index.md", "amount: 185000", "starting: true, amount: 185000"),
    "unit": ("content/products/keranjang/index.md", "id: buah", "id: biji"),
    "sold out": ("content/products/keranjang/index.md", "stock: order", "stock: out"),
    "sample": ("content/products/keranjang/index.md", "sample: true", "sample: false"),
    "focus": ("content/products/keranjang/index.md", "[0.5, 0.4]", "[0.9, 0.4]"),
    "photo": ("content/products/keranjang/index.md", "file: keranjang.jpg", "file: tikar.jpg"),
    "group": ("content/groups/anyam-hulu/index.md", "Anyam", "Rajut"),
    "site": ("content/site.yaml", "name: ", "name: Dan "),
    "word": ("theme/messages/id.yaml", "", "price_ask: Tanya harganya\n"),
    "mark": ("theme/static/mark-512.png", "", ""),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A directory with a photo to spare, and its cards."""
    folder = tmp_path_factory.mktemp("base")
    products = copy_content(folder) / "products"
    (products / "keranjang" / "tikar.jpg").write_bytes((products / "tikar" / "tikar.jpg").read_bytes())
    return folder, drawn(folder, folder / "cache")


@pytest.mark.parametrize("edit", EDITS)
def test_name_of_a_card_covers_all_that_is_on_it(edit: str, base: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    folder, before = base
    shutil.copytree(folder / "content", tmp_path / "content")
    name, old, new = EDITS[edit]
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".png":
        Image.new("RGB", (512, 512), "red").save(file)
    else:
        text = file.read_text("utf-8") if file.exists() else ""
        assert old in text
        file.write_text(text.replace(old, new, 1) if old else new, "utf-8")
    after = drawn(tmp_path, folder / "cache")
    assert after.keys() != before.keys()
    assert [path for path in before.keys() & after.keys() if before[path] != after[path]] == []


def drawn(folder: Path, cache: Path) -> dict[str, bytes]:
    """Every card of the site, drawn now."""
    job = job_in(folder, content=folder / "content", cache=str(cache), search=False)
    build_site(job)
    shown = check_site(job, Crew(), lambda stage, done, total: None).share_cards
    return {path: share_card(*whose, cache) for path, whose in shown.items()}


def test_same_card_in_another_folder_and_by_workers(tmp_path: Path) -> None:
    content = copy_content(tmp_path)
    jobs = [job_in(tmp_path, content=content, out=f"out{n}", cache=f"cache{n}", search=False) for n in range(2)]
    build_site(jobs[0])
    build_site(jobs[1], crew=Crew(few=0, batch=2))
    for path in checked(tmp_path, content).share_cards:
        assert (jobs[0].out / path).read_bytes() == (jobs[1].out / path).read_bytes()


def test_card_of_the_sample_has_paper_around_its_words() -> None:
    assert card(CARD, PLAIN).getpixel((20, 600)) == ImageColor.getrgb(PAPER)
