"""The domain, as frozen values, and with it the one statement of each field.

A record class below *is* the statement: the attribute is the field's name, its type says how it is read and checked, a
missing default makes it required, and `About` gives its meaning in both languages and an example. `fields` reads these
statements; reading, checking, the JSON Schema and the field tables all come from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal, NewType

from etalase.languages import Language
from etalase.problems import Location

Url = NewType("Url", str)  # absolute http(s) address
Email = NewType("Email", str)
Phone = NewType("Phone", str)  # digits with country code and no plus sign: 6281234567890
Percent = NewType("Percent", float)  # 0 to 100
PlaceCode = NewType("PlaceCode", str)  # Kemendagri code: 61, 61.06, 61.06.03 or 61.06.03.2007
Kbli = NewType("Kbli", str)  # five digits
Slug = NewType("Slug", str)


@dataclass(frozen=True, slots=True)
class About:
    """What a field means, in Indonesian and English, and an example as an editor would write it in YAML."""

    id: str
    en: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class To:
    """The folder (or vocabulary list) a reference points into."""

    folder: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the site's languages. Read it with `in_language`, which falls back to the other one."""

    id: str = ""
    en: str = ""

    def in_language(self, language: Language) -> str:
        return (self.en or self.id) if language == "en" else (self.id or self.en)

    def __bool__(self) -> bool:
        return bool(self.id or self.en)


@dataclass(frozen=True, slots=True)
class Body:
    """A Markdown body and where its first line stands, so that a broken link in it can be pointed at."""

    text: str
    start: Location


@dataclass(frozen=True, slots=True)
class Bodies:
    """The Markdown bodies of a record, by language; None where the record has none."""

    id: Body | None = None
    en: Body | None = None

    def in_language(self, language: Language) -> Body | None:
        return (self.en or self.id) if language == "en" else (self.id or self.en)

    def __iter__(self) -> Iterator[Body]:
        return (body for body in (self.id, self.en) if body)


@dataclass(frozen=True, slots=True)
class Ref:
    """A slug as an editor wrote it, with its place, so that "no such group" points at the line that said it."""

    slug: str
    location: Location


@dataclass(frozen=True, slots=True)
class Coordinates:
    """WGS 84, decimal degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Focus:
    """The point of a picture that a crop must keep, as fractions of its width and height from the top left."""

    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    location: Location
    file: Annotated[
        str,
        About(
            "nama file foto, di folder catatan ini atau di folder `content/`",
            "the photo's file name, beside this record or below `content/`",
            "keranjang-rotan.jpg",
        ),
    ]
    alt: Annotated[
        Text,
        About(
            "apa yang terlihat di foto, untuk pembeli yang tidak melihatnya",
            "what the photo shows, for a buyer who cannot see it",
            "Keranjang rotan bulat bertutup",
        ),
    ]
    credit: Annotated[str, About("pemotret atau pemilik foto", "who took or owns the photo", "Dinas Perindustrian")] = ""
    focus: Annotated[
        Focus,
        About(
            "titik yang harus tetap terlihat bila foto dipotong persegi: [mendatar, tegak], 0 sampai 1",
            "the point a square crop must keep: [across, down], 0 to 1",
            "[0.5, 0.4]",
        ),
    ] = Focus()
    sample: Annotated[bool, About("gambar contoh, bukan barang sebenarnya", "a sample picture, not the real thing", "true")] = (
        False
    )


PermitKind = Literal["nib", "pirt", "halal", "bpom", "sni", "tkdn", "merek", "ig", "kups"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    location: Location
    kind: Annotated[PermitKind, About("jenis izin atau sertifikat", "the kind of permit or certificate", "halal")]
    number: Annotated[
        str, About("nomor resmi, di antara tanda kutip", "the official number, in quotation marks", '"ID00410000088710720"')
    ] = ""
    status: Annotated[
        Literal["held", "in-progress", "none"],
        About("sudah ada, sedang diurus, atau belum ada", "held, being applied for, or none yet", "held"),
    ] = "held"
    holder: Annotated[
        str, About("nama pemegang izin (badan usaha, bukan orang)", "who holds it (a body, not a person)", "KUPS Rotan")
    ] = ""
    issued: Annotated[date | None, About("tanggal terbit", "date of issue", "2024-05-01")] = None
    expires: Annotated[date | None, About("berlaku sampai", "valid until", "2029-05-01")] = None
    checked: Annotated[date | None, About("tanggal terakhir diperiksa", "date it was last verified", "2026-11-02")] = None
    note: Annotated[Text, About("kalimat penjelas di halaman", "a sentence shown with it", "Sedang dibantu dinas.")] = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    location: Location
    title: Annotated[Text, About("nama penghargaan", "the award's name", "Upakarti 2023")]
    year: Annotated[int | None, About("tahun", "year", "2023")] = None
    giver: Annotated[str, About("pemberi", "who gave it", "Kementerian Perindustrian")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    location: Location
    whatsapp: Annotated[
        Phone | None,
        About("nomor WhatsApp usaha yang boleh diumumkan", "the public business WhatsApp number", '"0812-3456-7890"'),
    ] = None
    phone: Annotated[Phone | None, About("telepon usaha", "business telephone", '"0561-123456"')] = None
    email: Annotated[Email | None, About("surel usaha", "business email", "kups@contoh.id")] = None
    consent: Annotated[
        date | None,
        About(
            "tanggal pemilik nomor setuju diumumkan (tidak ditampilkan)",
            "when its owner agreed to publication (not shown)",
            "2026-10-01",
        ),
    ] = None


Channel = Literal[
    "tokopedia",
    "shopee",
    "tiktok",
    "lazada",
    "blibli",
    "bukalapak",
    "padi",
    "ekatalog",
    "instagram",
    "facebook",
    "youtube",
    "website",
]
# Shops that sell to anybody. Not Bukalapak, which sells no more goods since 2025; not PaDi and E-Katalog, which sell to some.
SHOPS: Final = frozenset({"tokopedia", "shopee", "tiktok", "lazada", "blibli"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    location: Location
    channel: Annotated[Channel, About("tempat tautan ini menuju", "where this link leads", "tokopedia")]
    url: Annotated[Url, About("alamat lengkap", "the full address", "https://www.tokopedia.com/nama-toko")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price in the site's currency, whole units. `amount` None means "ask the group"."""

    amount: Annotated[
        int | None, About("angka saja, tanpa Rp dan tanpa titik", "digits only, no currency, no dots", "185000")
    ] = None
    per: Annotated[Text, About("satuan jual", "the unit it is sold by", "buah")] = Text()
    starting: Annotated[
        bool, About("`true` bila ini harga terendah (“mulai dari”)", "`true` when this is the lowest price (“from”)", "true")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensions:
    """Millimetres as the thing stands before the viewer; None where nobody measured."""

    width: Annotated[int | None, About("lebar dalam milimeter", "width in millimetres", "320")] = None
    height: Annotated[int | None, About("tinggi dalam milimeter", "height in millimetres", "280")] = None
    depth: Annotated[int | None, About("panjang atau dalam, milimeter", "length or depth in millimetres", "320")] = None
    diameter: Annotated[int | None, About("garis tengah dalam milimeter", "diameter in millimetres", "320")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How much a group can make in a month."""

    amount: Annotated[int, About("jumlah per bulan", "amount per month", "40")]
    unit: Annotated[Text, About("satuan", "unit", "keranjang")] = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has. `slug` is the file or folder name and the last part of its address."""

    slug: Slug
    location: Location
    body: Annotated[
        Text,
        About(
            "cerita dalam Markdown, untuk file `.yaml`; di file `.md` tulis di bawah `---`",
            "the story in Markdown, in a `.yaml` file; in a `.md` file write it below `---`",
            "Rotan dianyam bersama.",
        ),
    ] = Text()
    draft: Annotated[bool, About("`true`: belum ditampilkan di situs", "`true`: kept out of the public site", "true")] = False
    sample: Annotated[
        bool, About("`true`: isi contoh, ditandai di halaman", "`true`: sample content, marked so on its page", "true")
    ] = False
    checked: Annotated[
        date | None, About("tanggal terakhir diperiksa dinas", "when the office last verified it", "2026-11-02")
    ] = None
    aliases: Annotated[
        tuple[Slug, ...],
        About("nama alamat lama yang harus tetap jalan", "old address names that must keep working", "[keranjang-lama]"),
    ] = ()


GroupKind = Literal["kups", "ikm", "umkm", "kub", "koperasi", "sentra", "komunitas", "warga-binaan", "dekranasda"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    name: Annotated[Text, About("nama kelompok", "the group's name", "KUPS Rotan Nanga Lauk")]
    place: Annotated[
        PlaceCode,
        About(
            "kode Kemendagri, atau nama dari kecil ke besar",
            "the Kemendagri code, or names from small to large",
            "Nanga Lauk, Embaloh Hilir, Kapuas Hulu",
        ),
    ]
    kind: Annotated[GroupKind | None, About("jenis kelompok", "the kind of group", "kups")] = None
    grade: Annotated[Literal["biru", "perak", "emas", "platinum"] | None, About("kelas KUPS", "the KUPS class", "perak")] = None
    summary: Annotated[Text, About("satu atau dua kalimat pembuka", "one or two opening sentences", "Rotan dianyam bersama.")] = (
        Text()
    )
    address: Annotated[
        Text, About("alamat tempat usaha, bukan rumah", "address of the workshop, not of a home", "Jalan Dermaga 1")
    ] = Text()
    coordinates: Annotated[
        Coordinates | None,
        About("titik tempat usaha: [lintang, bujur]", "the workshop's point: [latitude, longitude]", "[0.96574, 112.61627]"),
    ] = None
    founded: Annotated[int | None, About("tahun berdiri", "year it was founded", "2018")] = None
    members: Annotated[int | None, About("jumlah anggota", "number of members", "24")] = None
    facilitator: Annotated[str, About("lembaga pendamping", "the organisation that accompanies it", "PRCF Indonesia")] = ""
    contact: Annotated[
        Contact | None, About("kontak usaha yang boleh diumumkan", "public business contact", '{whatsapp: "0812-3456-7890"}')
    ] = None
    links: Annotated[tuple[Link, ...], About("toko daring dan media sosial", "online shops and social media", "")] = ()
    permits: Annotated[tuple[Permit, ...], About("izin dan sertifikat kelompok", "the group's permits and certificates", "")] = ()
    npwp: Annotated[
        bool,
        About(
            "`true` bila badan usahanya punya NPWP; nomornya tidak dicatat",
            "`true` when the business has a tax number (NPWP); the number itself is not recorded",
            "true",
        ),
    ] = False
    awards: Annotated[tuple[Award, ...], About("penghargaan", "awards", "")] = ()
    capacity: Annotated[Capacity | None, About("kapasitas per bulan", "capacity per month", "{amount: 40, unit: keranjang}")] = (
        None
    )
    photos: Annotated[tuple[Photo, ...], About("foto tempat kerja atau karya", "photos of the workshop or its work", "")] = ()
    source: Annotated[Text, About("sumber keterangan", "where the facts come from", "Berita audiensi, Maret 2021")] = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Record):
    name: Annotated[Text, About("nama produk", "the product's name", "Keranjang Rotan Bertutup")]
    group: Annotated[
        Ref,
        To("groups"),
        About(
            "kelompok pembuatnya: nama filenya di `content/groups/`",
            "its maker: a file name in `content/groups/`",
            "kups-rotan-nanga-lauk",
        ),
    ]
    category: Annotated[Ref, To("categories"), About("kategori dari vocabulary.yaml", "a category of vocabulary.yaml", "anyaman")]
    materials: Annotated[
        tuple[Ref, ...], To("materials"), About("bahan dari vocabulary.yaml", "materials of vocabulary.yaml", "[rotan]")
    ] = ()
    techniques: Annotated[
        tuple[Ref, ...], To("techniques"), About("teknik dari vocabulary.yaml", "techniques of vocabulary.yaml", "[anyam]")
    ] = ()
    summary: Annotated[Text, About("satu kalimat tentang produk", "one sentence about it", "Keranjang bulat dengan tutup.")] = (
        Text()
    )
    price: Annotated[
        Price, About("harga, atau `ask` bila harus ditanyakan", "the price, or `ask`", "{amount: 185000, per: buah}")
    ] = Price()
    stock: Annotated[
        Literal["ready", "order", "out"],
        About("siap kirim, dibuat sesuai pesanan, atau sedang kosong", "ready to send, made to order, or sold out", "ready"),
    ] = "order"
    lead_days: Annotated[int | None, About("lama pembuatan dalam hari", "making time in days", "10")] = None
    minimum: Annotated[int, About("pesanan paling sedikit", "smallest order", "1")] = 1
    capacity: Annotated[Capacity | None, About("kapasitas per bulan", "capacity per month", "{amount: 40, unit: buah}")] = None
    dimensions: Annotated[
        Dimensions | None, About("ukuran dalam milimeter", "size in millimetres", "{diameter: 320, height: 280}")
    ] = None
    weight: Annotated[int | None, About("berat dalam gram", "weight in grams", "900")] = None
    colours: Annotated[Text, About("warna atau pilihan", "colours or variants", "Alami, cokelat tua")] = Text()
    uses: Annotated[Text, About("kegunaan", "what it is for", "Cucian, mainan, benang")] = Text()
    care: Annotated[Text, About("perawatan", "care", "Lap kering")] = Text()
    food: Annotated[
        bool,
        About(
            "`true` bila dimakan atau diminum: status halal ditampilkan",
            "`true` when eaten or drunk: its halal status is shown",
            "true",
        ),
    ] = False
    permits: Annotated[tuple[Permit, ...], About("izin khusus produk ini", "permits of this product alone", "")] = ()
    tkdn: Annotated[Percent | None, About("nilai TKDN dalam persen", "local content in percent", "40")] = None
    kbli: Annotated[
        Kbli | None, About("kode KBLI lima angka, di antara tanda kutip", "five-digit KBLI code, in quotation marks", '"16291"')
    ] = None
    kbli_edition: Annotated[Literal["2020", "2025"], About("edisi KBLI", "KBLI edition", '"2025"')] = "2025"
    links: Annotated[
        tuple[Link, ...],
        About("halaman produk ini di toko daring dan E-Katalog", "this product on online shops and the government catalogue", ""),
    ] = ()
    since: Annotated[
        date | None,
        About("tanggal masuk katalog; urutan “terbaru”", "date it joined the catalogue; orders “newest”", "2026-10-01"),
    ] = None
    keywords: Annotated[Text, About("kata lain yang diketik pembeli", "other words buyers type", "bakul, tempat cucian")] = Text()
    photos: Annotated[
        tuple[Photo, ...], About("foto produk, yang pertama paling penting", "photos, the most important first", "")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet(Record):
    name: Annotated[Text, About("nama sentra atau gerai", "the outlet's name", "Sentra Oleh-oleh Kotabumi")]
    place: Annotated[PlaceCode, About("kode Kemendagri atau nama", "Kemendagri code or names", "Kotabumi, Lampung Utara")]
    summary: Annotated[Text, About("satu atau dua kalimat", "one or two sentences", "")] = Text()
    address: Annotated[Text, About("alamat", "address", "Depan Kantor TP-PKK Kotabumi")] = Text()
    coordinates: Annotated[Coordinates | None, About("[lintang, bujur]", "[latitude, longitude]", "[-4.82541, 104.84702]")] = None
    hours: Annotated[Text, About("jam buka", "opening hours", "Senin–Sabtu 08.00–17.00")] = Text()
    contact: Annotated[Contact | None, About("kontak", "contact", "")] = None
    groups: Annotated[
        tuple[Ref, ...], To("groups"), About("kelompok yang karyanya dijual di sini", "groups whose work is sold here", "")
    ] = ()
    products: Annotated[tuple[Ref, ...], To("products"), About("produk yang ada di sini", "products stocked here", "")] = ()
    photos: Annotated[tuple[Photo, ...], About("foto", "photos", "")] = ()
    source: Annotated[Text, About("sumber keterangan", "where the facts come from", "")] = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Program(Record):
    kind: Annotated[
        Literal["bimtek", "pameran", "fasilitasi", "bantuan-alat", "rapat"],
        About("jenis program", "the kind of program", "bimtek"),
    ]
    title: Annotated[Text, About("nama program", "the program's title", "Bimtek Kerajinan Batok Kelapa")]
    organisers: Annotated[tuple[str, ...], About("penyelenggara (lembaga)", "organisers (bodies)", "[Disperindag Provinsi]")] = ()
    place: Annotated[
        PlaceCode | None, About("kode Kemendagri atau nama", "Kemendagri code or names", "Tanjung Pandan, Belitung")
    ] = None
    venue: Annotated[Text, About("tempat kegiatan", "the venue", "Pusat kegiatan Bekemas")] = Text()
    start: Annotated[date | None, About("tanggal mulai", "first day", "2017-04-25")] = None
    end: Annotated[date | None, About("tanggal selesai", "last day", "2017-04-28")] = None
    topic: Annotated[Text, About("pokok bahasan", "topic", "Kerajinan batok kelapa")] = Text()
    summary: Annotated[Text, About("satu atau dua kalimat", "one or two sentences", "")] = Text()
    seats: Annotated[int | None, About("jumlah peserta atau tempat", "participants or seats", "15")] = None
    groups: Annotated[
        tuple[Ref, ...], To("groups"), About("kelompok peserta (bukan nama orang)", "groups that took part (never persons)", "")
    ] = ()
    result: Annotated[Text, About("hasil", "result", "")] = Text()
    photos: Annotated[tuple[Photo, ...], About("foto", "photos", "")] = ()
    source: Annotated[Text, About("sumber keterangan", "where the facts come from", "")] = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Record):
    title: Annotated[Text, About("judul halaman", "the page's title", "Tentang")]
    summary: Annotated[Text, About("kalimat pembuka", "opening sentence", "")] = Text()
    menu: Annotated[bool, About("`true`: tampil di kaki halaman", "`true`: linked in the footer", "true")] = True
    order: Annotated[int, About("urutan di daftar tautan", "position among the links", "1")] = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of the vocabulary; its slug is its key in the list."""

    slug: Slug
    location: Location
    label: Annotated[Text, About("nama", "label", "{id: Rotan, en: Rattan}")]
    plural: Annotated[Text, About("nama untuk judul daftar", "label for the title of a listing", "")] = Text()
    synonyms: Annotated[tuple[str, ...], About("kata lain untuk pencarian", "other words for search", "[anyaman, bakul]")] = ()
    sector: Annotated[
        Literal["kerajinan", "pangan", "sandang", "furnitur", "kimia", "logam"] | None,
        About("kelompok komoditas IKM", "commodity group", "kerajinan"),
    ] = None
    food: Annotated[bool, About("`true`: produknya dimakan atau diminum", "`true`: its products are eaten or drunk", "true")] = (
        False
    )
    kbli: Annotated[tuple[Kbli, ...], About("kode KBLI yang cocok", "matching KBLI codes", '["16291"]')] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    categories: Annotated[tuple[Term, ...], About("kategori", "categories", "")] = ()
    materials: Annotated[tuple[Term, ...], About("bahan", "materials", "")] = ()
    techniques: Annotated[tuple[Term, ...], About("teknik", "techniques", "")] = ()
    synonyms: Annotated[
        tuple[tuple[str, ...], ...],
        About("kata-kata yang dianggap sama saat mencari", "words that count as the same in search", "[[mebel, furnitur]]"),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A picture and a few sentences on the home page that lead to a record."""

    location: Location
    group: Annotated[Ref, To("groups"), About("kelompok yang diceritakan", "the group it tells of", "kups-rotan-nanga-lauk")]
    title: Annotated[Text, About("judul", "title", "Rotan dari hulu Kapuas")]
    text: Annotated[Text, About("dua atau tiga kalimat", "two or three sentences", "")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What the home page shows besides what the records say."""

    opening: Annotated[Story | None, About("pembuka halaman depan", "the opening of the home page", "")] = None
    story: Annotated[Story | None, About("cerita kedua", "a second story", "")] = None
    statement: Annotated[Text, About("kalimat tentang direktori", "what the directory is, in a sentence or two", "")] = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The directory's own settings: `content/site.yaml`."""

    location: Location
    name: Annotated[str, About("nama direktori", "the directory's name", "Etalase")]
    url: Annotated[
        Url,
        About("alamat situs, dengan folder bila ada", "the site's address, with its folder if any", "https://etalase.example/"),
    ]
    title: Annotated[Text, About("judul halaman depan", "title of the home page", "Karya kelompok perajin")]
    description: Annotated[Text, About("satu kalimat untuk mesin pencari", "one sentence for search engines", "")]
    owner: Annotated[Text, About("lembaga pengelola", "the body that runs it", "Dinas Perindustrian Kapuas Hulu")]
    languages: Annotated[
        tuple[Language, ...],
        About(
            "bahasa situs; yang pertama di alamat tanpa awalan",
            "the site's languages; the first has no prefix in its addresses",
            "[id, en]",
        ),
    ] = ("id",)
    colophon: Annotated[Text, About("kalimat di kaki halaman", "a sentence in the footer", "")] = Text()
    address: Annotated[Text, About("alamat pengelola", "the owner's address", "")] = Text()
    contact: Annotated[Contact | None, About("kontak pengelola", "the owner's contact", "")] = None
    links: Annotated[tuple[Link, ...], About("media sosial pengelola", "the owner's social media", "")] = ()
    home: Annotated[Home, About("isi halaman depan", "content of the home page", "")] = Home()
    coverage: Annotated[
        tuple[PlaceCode, ...],
        About(
            "kabupaten yang selalu ditampilkan, juga bila belum ada kelompok",
            "kabupaten always shown, also without a group",
            "[61.06]",
        ),
    ] = ()
    halal_required: Annotated[
        date,
        About(
            "tanggal mulai wajib halal bagi usaha mikro dan kecil",
            "date halal became mandatory for micro and small makers",
            "2026-10-17",
        ),
    ] = date(2026, 10, 17)
    currency: Annotated[Literal["IDR"], About("mata uang", "currency", "IDR")] = "IDR"
    pieces_per_page: Annotated[int, About("jumlah produk per halaman daftar", "products on a page of a listing", "24")] = 24
    min_photo_px: Annotated[
        int, About("sisi terpendek foto yang diterima, piksel", "shortest side a photo may have, pixels", "500")
    ] = 500
    license: Annotated[
        Url | None,
        About(
            "lisensi data terbuka, sebagai alamat web",
            "the licence of the open data, as a web address",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
    ] = None
    tell_ways: Annotated[
        bool,
        About(
            "`true`: tautan yang dibagikan menyebut jalannya (`utm_source`), agar kunjungan dapat dihitung menurut saluran",
            "`true`: links that are given away name their way (`utm_source`), so that visits can be counted by channel",
            "true",
        ),
    ] = False
    offline: Annotated[
        bool,
        About(
            "`false`: halaman yang pernah dibuka tidak disimpan di ponsel pengunjung",
            "`false`: pages a visitor has opened are not kept on the phone",
            "false",
        ),
    ] = True
