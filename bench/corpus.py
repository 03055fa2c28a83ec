"""One directory of crafts, made up from a seed, written as the site of each generator that is compared.

    python3 bench/corpus.py etalase|hugo|hugo-whole|eleventy PRODUCTS FOLDER

Writes FOLDER, which must not exist yet: products of 150 to 400 words of Markdown and a group for every 20 of them. The
same number gives the same bytes, and every tool gets the same records.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml
from PIL import Image

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from etalase.addresses import short_codes  # noqa: E402
from etalase.maps import MARGIN, kecamatan_points, place_squares  # noqa: E402
from etalase.places import place  # noqa: E402

Fields = Mapping[str, Any]

SEED: Final = 1
PRODUCTS_PER_GROUP: Final = 20
PHOTOS: Final = 200
PHOTO_SIDE_PX: Final = 480
PIECES_PER_PAGE: Final = 48
FIRST_DATE: Final = datetime(2018, 1, 1)
PEERS: Final = ROOT / "bench" / "peers"
THEME: Final = ROOT / "theme"
OWN_TEMPLATES: Final = ("base.html", "product.html")  # the project's own from the start, so that they can be edited

CATEGORIES: Final = {
    "tenun": "Tenun", "batik": "Batik", "anyaman": "Anyaman", "ukir-kayu": "Ukir Kayu", "gerabah": "Gerabah",
    "perak": "Perak", "logam": "Logam", "kulit": "Kulit", "bambu": "Bambu", "songket": "Songket",
    "keramik": "Keramik", "manik-manik": "Manik-manik",
}  # fmt: skip
PIECES: Final = {
    "tenun": ("Kain Tenun", "Selendang Tenun", "Sarung Tenun", "Taplak Tenun", "Syal Tenun"),
    "batik": ("Kain Batik", "Kemeja Batik", "Selendang Batik", "Bantal Batik"),
    "anyaman": ("Keranjang Anyaman", "Tikar Anyaman", "Tas Anyaman", "Topi Anyaman", "Kotak Anyaman"),
    "ukir-kayu": ("Panel Ukir", "Topeng Kayu", "Patung Kayu", "Nampan Ukir"),
    "gerabah": ("Kendi Gerabah", "Pot Gerabah", "Cobek Gerabah", "Celengan Gerabah"),
    "perak": ("Cincin Perak", "Kalung Perak", "Bros Perak", "Gelang Perak"),
    "logam": ("Pisau Tempa", "Gong Kecil", "Lampu Kuningan", "Parang Tempa"),
    "kulit": ("Dompet Kulit", "Tas Kulit", "Wayang Kulit", "Sandal Kulit"),
    "bambu": ("Lampu Bambu", "Kursi Bambu", "Besek Bambu", "Angklung Bambu"),
    "songket": ("Kain Songket", "Selendang Songket", "Tanjak Songket"),
    "keramik": ("Mangkuk Keramik", "Cangkir Keramik", "Piring Keramik", "Vas Keramik"),
    "manik-manik": ("Kalung Manik", "Gendongan Manik", "Gelang Manik"),
}
GROUP_KINDS: Final = ("Kelompok", "Sanggar", "Koperasi", "KUB", "Rumah")
GROUP_NAMES: Final = (
    "Mekar", "Sari", "Jaya", "Makmur", "Rukun", "Lestari", "Abadi", "Sejahtera", "Mandiri", "Cahaya", "Melati", "Kartini",
    "Pusaka", "Nusantara", "Harapan",
)  # fmt: skip
MOTIFS: Final = (
    "Mega", "Mendung", "Parang", "Kawung", "Sekar", "Jagad", "Pucuk", "Rebung", "Bintang", "Kejora", "Ombak", "Laut", "Naga",
    "Besaung", "Bunga", "Cengkeh", "Lereng", "Truntum", "Sidomukti", "Ceplok", "Burung", "Enggang", "Akar", "Paku",
    "Rang-rang", "Endek", "Gringsing", "Ulos", "Ragidup", "Tampuk", "Manggis", "Kembang", "Melati", "Daun", "Sirih", "Gunung",
    "Merapi",
)  # fmt: skip
COLOURS: Final = (
    "Merah", "Marun", "Biru", "Nila", "Hijau", "Lumut", "Kuning", "Kunyit", "Cokelat", "Soga", "Hitam", "Putih", "Tulang",
    "Ungu", "Jingga",
)  # fmt: skip
MATERIALS: Final = (
    "benang katun", "benang sutra", "pewarna indigo", "daun pandan", "rotan", "bambu apus", "kayu jati", "kayu mahoni",
    "tanah liat", "perak 925", "kuningan", "kulit sapi", "kulit kerbau", "lilin malam", "benang emas", "serat nanas",
    "eceng gondok", "manik kaca", "mendong", "kayu sonokeling",
)  # fmt: skip
TECHNIQUES: Final = (
    "tenun gedogan", "tenun ATBM", "batik tulis", "batik cap", "anyam silang", "ukir pahat", "putar miring", "filigran",
    "tempa panas", "jahit tangan", "celup ikat", "sulam", "bakar bak", "anyam tiga sumbu",
)  # fmt: skip
TAGS: Final = (
    "hadiah", "rumah", "busana", "dapur", "upacara", "ekspor", "pewarna-alami", "daur-ulang", "pesanan-khusus",
    "edisi-terbatas", "warisan", "anak", "kantor", "pariwisata",
)  # fmt: skip
MARKETS: Final = ("tokopedia", "shopee", "bukalapak", "blibli", "lazada")
KABUPATEN: Final = (  # code, name, how many kecamatan it has, numbered from 1
    ("33.74", "Kota Semarang", 16), ("34.02", "Kab. Bantul", 17), ("51.08", "Kab. Buleleng", 9),
    ("52.02", "Kab. Lombok Tengah", 12), ("53.11", "Kab. Sumba Timur", 22), ("33.26", "Kab. Pekalongan", 19),
    ("32.06", "Kab. Tasikmalaya", 39), ("33.20", "Kab. Jepara", 16), ("16.71", "Kota Palembang", 18),
    ("73.26", "Kab. Toraja Utara", 21), ("12.02", "Kab. Tapanuli Utara", 15), ("63.05", "Kab. Tapin", 12),
    ("35.28", "Kab. Pamekasan", 13), ("91.71", "Kota Jayapura", 5), ("13.06", "Kab. Agam", 16),
    ("64.02", "Kab. Kutai Kartanegara", 20),
)  # fmt: skip
PERMITS: Final = {  # Etalase's kind, and ten digits as a valid number of it
    "NIB": ("nib", "912{0}"),
    "P-IRT": ("pirt", "2061{0:.9}29"),
    "Halal": ("halal", "ID0011{0}072"),
    "SNI": ("sni", "SNI {0:.4}:2019"),
    "HKI Merek": ("merek", "IDM000{0:.6}"),
    "Indikasi Geografis": ("ig", "IDG000000{0:.3}"),
    "SVLK": ("tkdn", "4{0:.1}%"),
}
WORDS: Final = """dan yang di untuk dengan dari pada adalah oleh para perajin desa setiap kain benang warna alami tangan kerja
keluarga ibu bapak anak muda pasar rumah kayu bambu tanah air sungai gunung laut hutan daun akar kulit batang bunga motif
pola garis lengkung makna doa harapan leluhur adat upacara musim hujan kemarau panen padi ladang kebun pagi siang malam
matahari bulan bintang api asap abu arang tungku bakar rebus celup jemur kering basah halus kasar tebal tipis kuat lembut
ringan berat besar kecil panjang pendek lebar sempit lama baru tua cepat lambat sabar teliti rapi bersih indah sederhana
mewah murah mahal jujur adil bersama gotong royong belajar mengajar menenun membatik mengukir menganyam memahat mewarnai
menjual membeli mengirim memesan merawat menyimpan mencuci menjemur melipat membungkus koperasi kelompok anggota pengurus
pelatihan bantuan modal usaha izin merek kualitas ukuran bahan baku alat tenun canting lilin pahat pisau gunting jarum
sudah akan telah masih dapat harus boleh tidak bukan juga hanya sangat lebih paling sekitar antara sampai sejak ketika
sebelum sesudah karena sehingga agar supaya meskipun tetapi namun atau serta kemudian lalu akhirnya biasanya sering kadang
satu dua tiga empat lima enam tujuh delapan sembilan sepuluh puluhan ratusan ribuan hari minggu tahun jam""".split()  # noqa: SIM905 - 180 quoted words would be harder to read
HEADINGS: Final = (
    "## Cara pembuatan", "## Makna motif", "## Perawatan", "## Pengiriman", "### Catatan perajin", "### Ukuran lain",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A permit by its name; ten digits make its number. `until` is an ISO date, "" when none is told."""

    name: str
    digits: str
    until: str = ""

    @property
    def number(self) -> str:
        return f"{self.name[:3].upper()}-{self.digits}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    slug: str
    number: int
    name: str
    category: str
    kabupaten: tuple[str, str]  # code and name
    kecamatan: str  # the codes, as Kemendagri writes them
    desa: str
    founded: int
    members: int
    street: str
    village: str
    latitude: float
    longitude: float
    phone: str
    permits: tuple[Permit, ...]
    story: str

    @property
    def email(self) -> str:
        return f"{self.slug[:20].strip('-')}@contoh.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    slug: str
    number: int
    name: str
    group: str
    category: str
    summary: str
    price: int  # rupiah
    stock: int
    lead_days: int
    size_cm: tuple[int, int, int]  # length, width, height
    weight_g: int
    materials: tuple[str, ...]
    techniques: tuple[str, ...]
    tags: tuple[str, ...]
    permits: tuple[Permit, ...]
    markets: tuple[str, ...]
    photos: tuple[str, ...]
    story: str

    @property
    def made(self) -> datetime:
        return FIRST_DATE + timedelta(seconds=self.number * 3607)

    @property
    def shops(self) -> list[tuple[str, str]]:
        return [(market, f"https://{market}.contoh.id/{self.group}/{self.slug}") for market in self.markets]

    @property
    def pictures(self) -> list[dict[str, str]]:
        return [{"file": file, "alt": f"{self.name}, foto {n}"} for n, file in enumerate(self.photos, start=1)]


def main(arguments: list[str]) -> int:
    match arguments:
        case [tool, count, folder] if tool in WRITERS and count.isdecimal():
            write_site(tool, int(count), Path(folder))
            return 0
    print(__doc__, file=sys.stderr)
    return 2


def write_site(tool: str, count: int, folder: Path) -> None:
    """The directory of `count` products as a site for the tool; nothing half-written is left under that name."""
    groups = [make_group(number) for number in range(max(1, count // PRODUCTS_PER_GROUP))]
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    WRITERS[tool](part, groups, (make_product(number, groups) for number in range(count)))
    part.rename(folder)


def make_group(number: int) -> Group:
    chance = Random(f"{SEED}/g/{number}")
    code, kabupaten, districts = chance.choice(KABUPATEN)
    category = chance.choice(list(CATEGORIES))
    name = f"{chance.choice(GROUP_KINDS)} {CATEGORIES[category]} {chance.choice(GROUP_NAMES)} {chance.choice(GROUP_NAMES)}"
    kecamatan = f"{code}.{chance.randint(1, 24) % districts + 1:02}"
    return Group(  # the order of the fields is the order of the draws: another order gives other texts
        slug=f"{slug_of(name)}-{number:04}",
        number=number,
        name=name,
        category=category,
        kabupaten=(code, kabupaten),
        kecamatan=kecamatan,
        desa=f"{kecamatan}.{chance.choice((1, 2)) * 1000 + chance.randint(1, 19)}",
        founded=chance.randint(1970, 2022),
        members=chance.randint(4, 60),
        street=f"Jl. {chance.choice(MOTIFS)} No. {chance.randint(1, 200)}",
        village=f"Desa {chance.choice(MOTIFS)}",
        latitude=round(chance.uniform(-9.5, 4.0), 6),
        longitude=round(chance.uniform(97.0, 140.5), 6),
        phone=f"+62812{chance.randint(0, 99999999):08}",
        permits=make_permits(chance, most=3, dated=True),
        story=make_story(chance, 300),
    )


def make_product(number: int, groups: list[Group]) -> Product:
    chance = Random(f"{SEED}/p/{number}")
    group = groups[number % len(groups)]
    category = group.category if chance.random() < 0.7 else chance.choice(list(CATEGORIES))
    name = f"{chance.choice(PIECES[category])} {' '.join(chance.sample(MOTIFS, 2))} {chance.choice(COLOURS)}"
    return Product(  # in the order of the draws, as above
        slug=f"{slug_of(name)}-{number:05}",
        number=number,
        name=name,
        group=group.slug,
        category=category,
        summary=" ".join(chance.choices(WORDS, k=14)).capitalize() + ".",
        price=chance.randint(15, 4000) * 1000,
        stock=chance.randint(0, 60),
        lead_days=chance.randint(1, 45),
        size_cm=(chance.randint(5, 250), chance.randint(5, 120), chance.randint(1, 60)),
        weight_g=chance.randint(20, 6000),
        materials=some(chance, MATERIALS, 2, 4),
        techniques=some(chance, TECHNIQUES, 1, 3),
        tags=some(chance, TAGS, 2, 5),
        permits=make_permits(chance, most=2, dated=False),
        markets=some(chance, MARKETS, 1, 3),
        photos=tuple(f"photo-{(number * 3 + k) % PHOTOS:04}.jpg" for k in range(chance.randint(1, 4))),
        story=make_story(chance, chance.randint(150, 400)),
    )


def make_permits(chance: Random, *, most: int, dated: bool) -> tuple[Permit, ...]:
    return tuple(
        Permit(
            name=name,
            digits=f"{chance.randint(0, 10**10 - 1):010}",
            until=f"{chance.randint(2026, 2031)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" if dated else "",
        )
        for name in some(chance, tuple(PERMITS), 1, most)
    )


def some(chance: Random, choices: tuple[str, ...], fewest: int, most: int) -> tuple[str, ...]:
    return tuple(chance.sample(choices, chance.randint(fewest, most)))


def make_story(chance: Random, words: int) -> str:
    """About as many words of Markdown: paragraphs under headings, and lists, quotations and tables between them."""
    size = chance.randint(40, 70)
    parts, left = [make_paragraph(chance, size)], words - size
    headings = [*HEADINGS]
    chance.shuffle(headings)
    heading = cycle(headings)
    while left > 0:
        size = min(left, chance.randint(40, 80))
        parts += [next(heading), make_paragraph(chance, size)]
        block, cost = make_block(chance)
        parts += [block] if block else []
        left -= size + cost
    return "\n\n".join(parts) + "\n"


def make_block(chance: Random) -> tuple[str, int]:
    """A list, quotation, table or nothing, and how many words it counts for."""
    kind = chance.random()
    if kind < 0.45:
        points = chance.randint(3, 5)
        return "\n".join("- " + make_sentence(chance, 4, 8) for _ in range(points)), points * 6
    if kind < 0.65:
        points = chance.randint(3, 4)
        return "\n".join(f"{n}. " + make_sentence(chance, 4, 8) for n in range(1, points + 1)), points * 6
    if kind < 0.75:
        return "> " + make_sentence(chance, 6, 10), 8
    if kind < 0.85:
        rows = (f"| {size} | {chance.randint(20, 200)} cm | Rp{chance.randint(20, 900)}.000 |" for size in "SML")
        return "\n".join(("| Ukuran | Panjang | Harga |", "| --- | --- | --- |", *rows)), 6
    return "", 0


def make_paragraph(chance: Random, words: int) -> str:
    sentences: list[str] = []
    count = 0
    while count < words:
        sentences.append(make_sentence(chance, 7, 17))
        count += sentences[-1].count(" ") + 1
    return " ".join(sentences)


def make_sentence(chance: Random, fewest: int, most: int) -> str:
    words = [marked(chance, word) for word in chance.choices(WORDS, k=chance.randint(fewest, most))]
    pause = chance.randint(2, len(words) - 2)
    if chance.random() < 0.4:
        words[pause] += ","
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def marked(chance: Random, word: str) -> str:
    """The word, one time in twenty bold, italic, a link or code."""
    kind = chance.random()
    if kind < 0.020:
        return f"**{word}**"
    if kind < 0.040:
        return f"*{word}*"
    if kind < 0.050:
        return f"[{word} {chance.choice(WORDS)}](https://contoh.id/{word})"
    return f"`{word}`" if kind < 0.055 else word


def write_etalase(folder: Path, groups: list[Group], products: Iterator[Product]) -> None:
    content, templates = folder / "content", folder / "theme" / "templates"
    for part in (content / "groups", content / "products", templates):
        part.mkdir(parents=True)
    for name in OWN_TEMPLATES:
        shutil.copyfile(THEME / "templates" / name, templates / name)
    write(content / "site.yaml", dump(etalase_site()))
    write(content / "vocabulary.yaml", dump(etalase_vocabulary()))
    for group in groups:
        write_record(content / "groups" / f"{group.slug}.md", etalase_group(group), group.story)
    photos: set[str] = set()
    for product in products:
        write_record(content / "products" / f"{product.slug}.md", etalase_product(product), product.story)
        photos.update(product.photos)
    for photo in sorted(photos):
        draw_photo(content / "products" / photo)


def etalase_site() -> Fields:
    return {
        "name": "Direktori Perajin",
        "url": "https://contoh.id/",
        "title": "Direktori perajin",
        "description": "Katalog terbuka kelompok perajin.",
        "owner": "Dinas Perindustrian",
        "languages": ["id"],
        "min_photo_px": 100,
        "pieces_per_page": PIECES_PER_PAGE,
    }


def etalase_vocabulary() -> Fields:
    return {
        "categories": {slug: {"label": label} for slug, label in CATEGORIES.items()},
        "materials": {slug_of(name): {"label": name.capitalize()} for name in sorted(MATERIALS)},
        "techniques": {slug_of(name): {"label": name.capitalize()} for name in sorted(TECHNIQUES)},
    }


def etalase_group(group: Group) -> Fields:
    return {
        "name": group.name,
        "place": group.kecamatan,
        "kind": "ikm",
        "founded": group.founded,
        "members": group.members,
        "address": f"{group.street}, {group.village}",
        "coordinates": [group.latitude, group.longitude],
        "contact": {"whatsapp": group.phone, "email": group.email},
        "permits": etalase_permits(group.permits),
        "sample": True,
    }


def etalase_product(product: Product) -> Fields:
    depth, width, height = product.size_cm
    return {
        "name": product.name,
        "group": product.group,
        "category": product.category,
        "materials": [slug_of(name) for name in product.materials],
        "techniques": [slug_of(name) for name in product.techniques],
        "summary": product.summary,
        "price": {"amount": product.price, "per": "buah"},
        "stock": "ready" if product.stock else "order",
        "lead_days": product.lead_days,
        "dimensions": {"depth": depth * 10, "width": width * 10, "height": height * 10},  # mm
        "weight": product.weight_g,
        "permits": etalase_permits(product.permits),
        "links": [{"channel": market, "url": url} for market, url in product.shops],
        "since": product.made.date(),
        "keywords": ", ".join(product.tags),
        "photos": product.pictures,
        "sample": True,
    }


def etalase_permits(permits: tuple[Permit, ...]) -> list[Fields]:
    forms = [(*PERMITS[permit.name], permit.digits) for permit in permits]
    return [{"kind": kind, "number": form.format(digits)} for kind, form, digits in forms]


def draw_photo(file: Path) -> None:
    """A photo of soft noise over one colour, its own for each name."""
    chance = Random(file.name)
    noise = Image.frombytes("L", (48, 48), chance.randbytes(48 * 48)).convert("RGB")
    colour = Image.new("RGB", noise.size, (chance.randrange(256), chance.randrange(256), chance.randrange(256)))
    Image.blend(noise, colour, 0.6).resize((PHOTO_SIDE_PX, PHOTO_SIDE_PX)).save(file, quality=80)


def write_hugo(folder: Path, groups: list[Group], products: Iterator[Product]) -> None:
    """Groups and categories are taxonomies, whose terms have a page each."""
    shutil.copytree(PEERS / "hugo", folder)
    content = folder / "content"
    for category, label in CATEGORIES.items():
        write_record(content / "categories" / category / "_index.md", {"title": label})
    for group in groups:
        write_record(content / "groups" / group.slug / "_index.md", peer_group(group), group.story)
    write_record(content / "products" / "_index.md", {"title": "Semua produk"})
    for product in products:
        terms = {"groups": [product.group], "categories": [product.category]}
        write_record(content / "products" / f"{product.slug}.md", {**peer_product(product), **terms}, product.story)


def write_hugo_whole(folder: Path, groups: list[Group], products: Iterator[Product]) -> None:
    """What Etalase makes, with terms for materials, techniques and places too. Words, sizes and places are data files."""
    shutil.copytree(PEERS / "hugo-whole", folder)
    shutil.copytree(THEME / "static", folder / "static" / "aset")
    content, data = folder / "content", folder / "data"
    terms = {name: {slug: term["label"] for slug, term in found.items()} for name, found in etalase_vocabulary().items()}
    write(data / "terms.json", json.dumps(terms))
    write(data / "places.json", json.dumps(hugo_places({group.kabupaten[0] for group in groups})))
    write(data / "photos.json", json.dumps({f"photo-{number:04}.jpg": PHOTO_SIDE_PX for number in range(PHOTOS)}))
    titles = {f"{name}/{slug}": {"title": label} for name, labels in terms.items() for slug, label in labels.items()}
    places: dict[str, str] = {}
    for group in groups:
        named = hugo_places_of(group)
        titles |= {f"places/{slug}": fields for slug, fields in named.items()}
        *_, places[group.slug] = named
    for address, fields in titles.items():
        write_record(content / address / "_index.md", fields)
    for group in groups:
        fields = {**peer_group(group), "place": group.kecamatan, "permits": etalase_permits(group.permits)}
        write_record(content / "groups" / group.slug / "_index.md", fields, group.story)
    made = [*products]
    codes = short_codes(product.slug for product in made)
    for product in made:
        fields = whole_product(product, places[product.group], codes[product.slug])
        write_record(content / "products" / f"{product.slug}.md", fields, product.story)


def whole_product(product: Product, district: str, code: str) -> Fields:
    """Named by the terms it is found under, and by the code of its short address. A kecamatan is a term below its kabupaten."""
    return {
        **peer_product(product),
        "groups": [product.group],
        "categories": [product.category],
        "materials": [slug_of(name) for name in product.materials],
        "techniques": [slug_of(name) for name in product.techniques],
        "places": [district],
        "permits": etalase_permits(product.permits),
        "aliases": [f"/p/{code}/"],
    }


def hugo_places_of(group: Group) -> dict[str, Fields]:
    """The kabupaten and then the kecamatan of a group, by address below `places/`."""
    above, inside = place(group.kabupaten[0]), place(group.kecamatan)
    title = above.full_name if above.kind == "Kota" else above.name
    return {
        above.slug: {"title": title, "code": above.code},
        f"{above.slug}/{inside.slug}": {"title": inside.name, "code": inside.code},
    }


def hugo_places(codes: Iterable[str]) -> Fields:
    """Each kabupaten with its kecamatan, and a square for each of these on a map of them."""
    kabupaten, kecamatan = {}, {}
    for code in sorted(codes):
        points, above = kecamatan_points(code), place(code)
        squares, height = place_squares([*points.values()])
        kabupaten[code] = {
            "name": above.name,
            "title": above.full_name if above.kind == "Kota" else above.name,
            "slug": above.slug,
            "kind": above.kind,
            "province": place(code[:2]).name,
            "height": height - MARGIN + 4,
            "inside": [*points],
        }
        for inside, square in zip(points, squares, strict=True):
            kecamatan[inside] = {
                "code": inside,
                "name": place(inside).name,
                "slug": place(inside).slug,
                "kabupaten": code,
                "d": square.d,
                "x": square.x,
                "y": square.y,
                "half": square.half,
            }
    return {"kabupaten": kabupaten, "kecamatan": kecamatan}


def write_eleventy(folder: Path, groups: list[Group], products: Iterator[Product]) -> None:
    shutil.copytree(PEERS / "eleventy", folder)
    content = folder / "content"
    write(folder / "categories.json", json.dumps(CATEGORIES))
    for group in groups:
        write_record(content / "groups" / f"{group.slug}.md", peer_group(group), group.story)
    for product in products:
        terms = {"group": product.group, "category": product.category}
        write_record(content / "products" / f"{product.slug}.md", {**peer_product(product), **terms}, product.story)


def peer_group(group: Group) -> Fields:
    code, kabupaten = group.kabupaten
    return {
        "title": group.name,
        "slug": group.slug,
        "id": f"GRP-{group.number:05}",
        "main_category": group.category,
        "founded": group.founded,
        "members": group.members,
        "address": {
            "street": group.street,
            "village": group.village,
            "village_code": group.desa,
            "kecamatan_code": group.kecamatan,
            "kabupaten": kabupaten,
            "kabupaten_code": code,
        },
        "coordinates": {"lat": group.latitude, "lon": group.longitude},
        "phone": group.phone,
        "email": group.email,
        "permits": [{"kind": permit.name, "number": permit.number, "valid_until": permit.until} for permit in group.permits],
    }


def peer_product(product: Product) -> Fields:
    length, width, height = product.size_cm
    return {
        "title": product.name,
        "slug": product.slug,
        "sku": f"PRD-{product.number:06}",
        "date": f"{product.made.isoformat()}Z",
        "summary": product.summary,
        "price_idr": product.price,
        "stock": product.stock,
        "lead_time_days": product.lead_days,
        "dimensions": {"length_cm": length, "width_cm": width, "height_cm": height, "weight_g": product.weight_g},
        "materials": [*product.materials],
        "techniques": [*product.techniques],
        "labels": [*product.tags],
        "permits": [{"kind": permit.name, "number": permit.number} for permit in product.permits],
        "marketplace": [{"name": market, "url": url} for market, url in product.shops],
        "photos": product.pictures,
    }


WRITERS: Final[Mapping[str, Callable[[Path, list[Group], Iterator[Product]], None]]] = {
    "etalase": write_etalase,
    "hugo": write_hugo,
    "hugo-whole": write_hugo_whole,
    "eleventy": write_eleventy,
}


def slug_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def write_record(file: Path, fields: Fields, story: str = "") -> None:
    write(file, f"---\n{dump(fields)}---\n\n{story}")


def dump(fields: Fields) -> str:
    return yaml.dump(dict(fields), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
