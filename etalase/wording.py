"""The words of mistakes: for each kind of problem, what is wrong and what to write instead, in Indonesian and English.

A hint is a row of sentences; one that names a fact which is empty is left out, so "did you mean" appears only with a
suggestion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from etalase.model import Language
from etalase.problems import Problem


@dataclass(frozen=True, slots=True)
class Wording:
    """`id` and `en` say what is wrong; the hints say what to do. `{name}` stands for a fact of the problem."""

    id: str
    en: str
    hint_id: tuple[str, ...]
    hint_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A problem in one language. `hint` is never empty."""

    message: str
    hint: str


def say(problem: Problem, language: Language) -> Said:
    """The problem in words. Facts are shown with control characters replaced, cut at 200 characters."""
    wording = WORDINGS[problem.kind]
    facts = {name: _tame(value) for name, value in problem.facts}
    message, hint = (wording.id, wording.hint_id) if language == "id" else (wording.en, wording.hint_en)
    return Said(message.format_map(facts), " ".join(_sentences(hint, facts)))


def _sentences(sentences: tuple[str, ...], facts: Mapping[str, str]) -> list[str]:
    empty = {f"{{{name}}}" for name, value in facts.items() if not value}
    return [sentence.format_map(facts) for sentence in sentences if not any(name in sentence for name in empty)]


def _tame(value: str) -> str:
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value)
    return shown if len(shown) <= 200 else f"{shown[:199]}…"


_MEANT_ID, _MEANT_EN = "Maksud Anda '{suggestion}'?", "Did you mean '{suggestion}'?"
_QUOTE_ID = 'Tulis di antara tanda kutip: "{value}".'
_QUOTE_EN = 'Write it in quotation marks: "{value}".'

WORDINGS: Final[Mapping[str, Wording]] = {
    # the folder
    "no-content": Wording(
        "folder '{folder}' tidak ada",
        "there is no folder '{folder}'",
        ("Buat folder '{folder}' berisi site.yaml dan vocabulary.yaml, atau jalankan perintah ini di folder proyek.",),
        ("Make a folder '{folder}' with site.yaml and vocabulary.yaml, or run this command in the project's folder.",),
    ),
    "no-setting": Wording(
        "file '{file}' tidak ada",
        "the file '{file}' is missing",
        ("Setiap direktori memerlukan file ini; salin contohnya dari docs/ lalu sesuaikan.",),
        ("Every directory needs this file; copy the example from docs/ and change it.",),
    ),
    "unknown-file": Wording(
        "'{file}' tidak dikenal di folder content",
        "'{file}' is not known in the content folder",
        ("Yang dikenal: {expected}.", "Pindahkan file ini ke folder yang sesuai, atau hapus."),
        ("Known: {expected}.", "Move the file into the right folder, or remove it."),
    ),
    "unknown-ending": Wording(
        "akhiran '{ending}' tidak dikenal: '{file}'",
        "unknown file ending '{ending}': '{file}'",
        ("Catatan berakhiran .yaml atau .md, foto .jpg, .png, .webp, .heic, .avif, .tif atau .gif.",),
        ("Records end in .yaml or .md, photos in .jpg, .png, .webp, .heic, .avif, .tif or .gif.",),
    ),
    "translation-alone": Wording(
        "'{file}' adalah terjemahan, tetapi catatan aslinya tidak ada",
        "'{file}' is a translation, but the record itself is missing",
        ("Buat {stem}.md di sampingnya, atau perbaiki nama file ini.",),
        ("Make {stem}.md beside it, or correct this file's name.",),
    ),
    "record-too-deep": Wording(
        "'{file}' terlalu dalam, atau namanya bukan index",
        "'{file}' lies too deep, or is not named index",
        ("Di dalam folder {folder}/ catatannya bernama index.yaml atau index.md.",),
        ("Inside {folder}/ the record is named index.yaml or index.md.",),
    ),
    "folder-without-index": Wording(
        "folder '{folder}' berisi foto, tetapi tidak ada catatannya",
        "the folder '{folder}' holds photos, but no record",
        ("Tambahkan {folder}/index.yaml atau {folder}/index.md.",),
        ("Add {folder}/index.yaml or {folder}/index.md.",),
    ),
    "bad-slug": Wording(
        "nama '{slug}' tidak bisa menjadi alamat",
        "the name '{slug}' cannot become an address",
        ("Pakai huruf kecil a sampai z, angka, dan tanda hubung saja.", "Misalnya: {suggestion}."),
        ("Use small letters a to z, digits and hyphens only.", "For example: {suggestion}."),
    ),
    "slug-clash": Wording(
        "'{slug}' dipakai dua kali: juga di {other}",
        "'{slug}' is used twice: also in {other}",
        ("Ganti nama salah satunya, atau gabungkan keduanya.",),
        ("Rename one of them, or join the two.",),
    ),
    "symlink": Wording(
        "ini pintasan (symlink), bukan file",
        "this is a symbolic link, not a file",
        ("Simpan filenya sendiri di sini.",),
        ("Put the file itself here.",),
    ),
    "file-too-large": Wording(
        "file ini {size} bita; paling besar {limit}",
        "this file has {size} bytes; the most is {limit}",
        ("Pindahkan foto atau data dari catatan ini ke file tersendiri.",),
        ("Move pictures or data out of this record into files of their own.",),
    ),
    "unreadable-file": Wording(
        "file ini tidak bisa dibaca: {reason}",
        "this file cannot be read: {reason}",
        ("Periksa izin aksesnya, atau simpan ulang.",),
        ("Check its access rights, or save it again.",),
    ),
    "not-utf8": Wording(
        "huruf di sini bukan UTF-8",
        "the text here is not UTF-8",
        ("Simpan ulang dengan pengodean UTF-8 (di Notepad: Save As, Encoding: UTF-8).",),
        ("Save it again with the encoding UTF-8 (in Notepad: Save As, Encoding: UTF-8).",),
    ),
    # the form of a record
    "no-front-matter": Wording(
        "file .md harus dibuka dengan baris '---'",
        "a .md file must open with a line '---'",
        ("Tulis --- di baris pertama, lalu isian (name: …), lalu ---, lalu cerita.",),
        ("Write --- on the first line, then the fields (name: …), then ---, then the story.",),
    ),
    "front-matter-open": Wording(
        "bagian isian tidak ditutup dengan baris '---'",
        "the fields are not closed by a line '---'",
        ("Tulis --- di baris tersendiri setelah isian terakhir.",),
        ("Write --- on a line of its own after the last field.",),
    ),
    "empty-record": Wording(
        "catatan ini kosong",
        "this record is empty",
        ("Isi paling sedikit field yang wajib, atau hapus filenya.",),
        ("Fill in at least the required fields, or remove the file.",),
    ),
    "not-a-mapping": Wording(
        "di sini harus ada isian 'nama: isi'",
        "fields 'name: value' are expected here",
        ("Tulis satu field per baris, misalnya: name: Keranjang Rotan.",),
        ("Write one field a line, for example: name: Rattan basket.",),
    ),
    "duplicate-key": Wording(
        "field '{field}' ditulis dua kali; yang pertama di baris {line}",
        "the field '{field}' is written twice; first on line {line}",
        ("Hapus salah satunya.",),
        ("Remove one of them.",),
    ),
    "yaml-tab": Wording(
        "ada tanda tab di awal baris",
        "there is a tab at the start of the line",
        ("Ganti tab dengan spasi.",),
        ("Replace the tab with spaces.",),
    ),
    "yaml-character": Wording(
        "tanda ini tidak boleh mengawali isi",
        "a value may not start with this character",
        ('Tulis isinya di antara tanda kutip: "…".',),
        ('Write the value in quotation marks: "…".',),
    ),
    "yaml-colon": Wording(
        "titik dua di sini membingungkan",
        "this colon is not allowed here",
        (
            'Kalau isinya memuat titik dua, tulis di antara tanda kutip: name: "Meja: kecil".',
            "Periksa juga jumlah spasi di awal baris.",
        ),
        (
            'If the value holds a colon, write it in quotation marks: name: "Table: small".',
            "Check the spaces at the start of the line too.",
        ),
    ),
    "yaml-quote": Wording(
        "tanda kutip tidak ditutup",
        "a quotation mark is not closed",
        ("Tutup dengan tanda kutip yang sama.",),
        ("Close it with the same mark.",),
    ),
    "yaml-bracket": Wording(
        "kurung tidak ditutup, atau koma kurang",
        "a bracket is not closed, or a comma is missing",
        ("Periksa pasangan [ ] dan { } pada isian ini.",),
        ("Check the pairs of [ ] and { } in this value.",),
    ),
    "yaml-documents": Wording(
        "ada baris '---' kedua di file .yaml",
        "there is a second line '---' in a .yaml file",
        ("Satu file untuk satu catatan; kalau ada cerita, beri file itu akhiran .md.",),
        ("One file, one record; if there is a story, give the file the ending .md.",),
    ),
    "yaml-alias": Wording(
        "tanda & dan * (isi yang dirujuk) tidak dipakai di sini",
        "& and * (anchors and aliases) are not used here",
        ("Tulis isinya lengkap, atau di antara tanda kutip.",),
        ("Write the value out, or put it in quotation marks.",),
    ),
    "yaml-too-deep": Wording(
        "isian bertingkat terlalu dalam",
        "the values are nested too deep",
        ("Sederhanakan isian ini; periksa kurung dan spasi di awal baris.",),
        ("Make it simpler; check the brackets and the spaces at the start of the lines.",),
    ),
    "yaml-control": Wording(
        "ada tanda yang tidak terlihat dan tidak bisa dibaca",
        "there is an invisible character that cannot be read",
        ("Hapus lalu ketik ulang bagian ini.",),
        ("Delete this part and type it again.",),
    ),
    "yaml-syntax": Wording(
        "penulisan YAML keliru ({reason})",
        "the YAML is not well-formed ({reason})",
        ("Periksa spasi di awal baris, titik dua, dan tanda kutip di sekitar sini.",),
        ("Check the spaces at the start of the line, colons and quotation marks around here.",),
    ),
    # fields
    "unknown-field": Wording(
        "field '{field}' tidak dikenal",
        "unknown field '{field}'",
        (_MEANT_ID, "Yang dikenal: {known}."),
        (_MEANT_EN, "Known fields: {known}."),
    ),
    "missing-field": Wording(
        "field '{field}' wajib diisi",
        "the field '{field}' is required",
        ("Tambahkan field ini.", "Contoh isinya: {example}"),
        ("Add this field.", "An example of its value: {example}"),
    ),
    "missing-alt": Wording(
        "foto ini belum punya 'alt'",
        "this photo has no 'alt'",
        ("Tulis apa yang terlihat, untuk pembeli yang tidak melihat fotonya.", "Contoh: alt: {example}"),
        ("Say what it shows, for a buyer who cannot see it.", "Example: alt: {example}"),
    ),
    "expected-mapping": Wording(
        "'{field}' harus berisi isian 'nama: isi'",
        "'{field}' must hold fields 'name: value'",
        ("Tulis di baris berikutnya, menjorok dua spasi.", "Field di dalamnya: {keys}."),
        ("Write them on the next lines, two spaces in.", "Its fields: {keys}."),
    ),
    "expected-list": Wording(
        "'{field}' harus berupa daftar",
        "'{field}' must be a list",
        ("Tulis [satu, dua], atau satu baris untuk tiap butir, dibuka dengan tanda hubung.",),
        ("Write [one, two], or one line for each item, starting with a hyphen.",),
    ),
    "expected-terms": Wording(
        "'{field}' harus berisi kata: keterangannya",
        "'{field}' must hold a word and what it means",
        ("Misalnya: rotan: {{label: {{id: Rotan, en: Rattan}}}}",),
        ("For example: rotan: {{label: {{id: Rotan, en: Rattan}}}}",),
    ),
    "expected-text": Wording(
        "'{field}' harus berupa satu teks",
        "'{field}' must be one text",
        ("Tulis isinya langsung setelah titik dua.",),
        ("Write the value right after the colon.",),
    ),
    "text-reads-as-bool": Wording(
        "'{value}' pada '{field}' dibaca YAML sebagai ya/tidak, bukan teks",
        "YAML reads '{value}' in '{field}' as yes or no, not as text",
        (_QUOTE_ID,),
        (_QUOTE_EN,),
    ),
    "unknown-language": Wording(
        "bahasa '{value}' pada '{field}' tidak dikenal",
        "unknown language '{value}' in '{field}'",
        ("Pakai {known}.",),
        ("Use {known}.",),
    ),
    "unknown-value": Wording(
        "'{value}' tidak dikenal untuk '{field}'",
        "unknown value '{value}' for '{field}'",
        (_MEANT_ID, "Pilih salah satu: {known}."),
        (_MEANT_EN, "Choose one of: {known}."),
    ),
    "leading-zero": Wording(
        "'{field}: {value}' diawali nol; YAML membacanya sebagai angka lain",
        "'{field}: {value}' starts with a zero; YAML reads another number",
        ("Tulis {suggestion}.",),
        ("Write {suggestion}.",),
    ),
    "not-a-number": Wording(
        "'{field}' harus angka bulat, bukan '{value}'",
        "'{field}' must be a whole number, not '{value}'",
        ("Tulis angka saja, tanpa Rp, titik, koma, atau satuan.", "Maksud Anda {suggestion}?"),
        ("Write digits only, without Rp, dots, commas or a unit.", "Did you mean {suggestion}?"),
    ),
    "not-a-decimal": Wording(
        "'{field}' harus angka, bukan '{value}'",
        "'{field}' must be a number, not '{value}'",
        ("Pakai titik untuk pecahan, misalnya 0.5.", "Maksud Anda {suggestion}?"),
        ("Use a point for fractions, for example 0.5.", "Did you mean {suggestion}?"),
    ),
    "not-a-percent": Wording(
        "'{field}' harus antara 0 dan 100, bukan '{value}'",
        "'{field}' must lie between 0 and 100, not '{value}'",
        ("Tulis persentasenya tanpa tanda %, misalnya 40 atau 37.5.",),
        ("Write the percentage without the % sign, for example 40 or 37.5.",),
    ),
    "out-of-range": Wording(
        "'{field}' harus antara {low} dan {high}",
        "'{field}' must lie between {low} and {high}",
        ("Ganti dengan angka di antara keduanya.",),
        ("Change it to a number between them.",),
    ),
    "not-true-or-false": Wording(
        "'{field}' harus true atau false, bukan '{value}'",
        "'{field}' must be true or false, not '{value}'",
        ("Tulis {suggestion}.", "true berarti ya, false berarti tidak."),
        ("Write {suggestion}.", "true means yes, false means no."),
    ),
    "not-a-date": Wording(
        "'{field}' harus tanggal, bukan '{value}'",
        "'{field}' must be a date, not '{value}'",
        ("Tulis tahun-bulan-hari, misalnya 2026-11-02.", "Maksud Anda {suggestion}?"),
        ("Write year-month-day, for example 2026-11-02.", "Did you mean {suggestion}?"),
    ),
    "no-such-day": Wording(
        "tanggal '{value}' pada '{field}' tidak ada",
        "there is no day '{value}' ('{field}')",
        ("Periksa bulan dan harinya; urutannya tahun-bulan-hari.",),
        ("Check the month and the day; the order is year-month-day.",),
    ),
    "dates-reversed": Wording(
        "'{field}' ({after}) lebih awal daripada tanggal mulainya ({before})",
        "'{field}' ({after}) is earlier than its start ({before})",
        ("Periksa kedua tanggal ini.",),
        ("Check the two dates.",),
    ),
    "price-zero": Wording(
        "harga 0 tidak bisa ditampilkan",
        "a price of 0 cannot be shown",
        ("Tulis harganya, atau price: ask bila harus ditanyakan.",),
        ("Write the price, or price: ask when buyers should ask.",),
    ),
    "bad-phone": Wording(
        "'{value}' pada '{field}' bukan nomor telepon",
        "'{value}' in '{field}' is not a telephone number",
        ('Tulis nomornya di antara tanda kutip, misalnya "0812-3456-7890".',),
        ('Write the number in quotation marks, for example "0812-3456-7890".',),
    ),
    "bad-email": Wording(
        "'{value}' pada '{field}' bukan alamat surel",
        "'{value}' in '{field}' is not an email address",
        ("Contoh: kups@contoh.id",),
        ("Example: kups@contoh.id",),
    ),
    "bad-url": Wording(
        "'{value}' pada '{field}' bukan alamat web lengkap",
        "'{value}' in '{field}' is not a full web address",
        ("Mulai dengan https:// dan jangan pakai spasi.", _MEANT_ID),
        ("Start with https:// and use no spaces.", _MEANT_EN),
    ),
    "unknown-place": Wording(
        "tempat '{value}' tidak dikenal",
        "unknown place '{value}'",
        ("Maksud Anda: {suggestion}?", "Tulis kode Kemendagri, atau nama dari kecil ke besar: desa, kecamatan, kabupaten."),
        ("Did you mean: {suggestion}?", "Write the Kemendagri code, or names from small to large: desa, kecamatan, kabupaten."),
    ),
    "ambiguous-place": Wording(
        "ada lebih dari satu tempat bernama '{value}'",
        "there is more than one place named '{value}'",
        ("Tambahkan kecamatan atau kabupatennya, atau tulis kodenya. Pilihannya: {candidates}.",),
        ("Add its kecamatan or kabupaten, or write its code. Candidates: {candidates}.",),
    ),
    "bad-kbli": Wording(
        "'{value}' bukan kode KBLI",
        "'{value}' is not a KBLI code",
        ('Kode KBLI terdiri dari lima angka, misalnya "16291".',),
        ('A KBLI code has five digits, for example "16291".',),
    ),
    "expected-pair": Wording(
        "'{field}' harus dua angka",
        "'{field}' must be two numbers",
        ("Misalnya: {example}",),
        ("For example: {example}",),
    ),
    "bad-coordinates": Wording(
        "titik di '{field}' tidak ada di bumi",
        "the point in '{field}' is not on the earth",
        ("Tulis [lintang, bujur], misalnya [0.96574, 112.61627].", "Mungkin tertukar: {swapped}?"),
        ("Write [latitude, longitude], for example [0.96574, 112.61627].", "Perhaps they are swapped: {swapped}?"),
    ),
    "bad-focus": Wording(
        "titik di '{field}' berada di luar foto",
        "the point in '{field}' lies outside the photo",
        ("Dua angka antara 0 dan 1: [0, 0] kiri atas, [1, 1] kanan bawah.",),
        ("Two numbers between 0 and 1: [0, 0] is the top left, [1, 1] the bottom right.",),
    ),
    "permit-without-number": Wording(
        "izin '{permit}' ditulis sudah ada, tetapi nomornya belum ada",
        "the permit '{permit}' is said to be held, but has no number",
        ("Tambahkan number, atau tulis status: in-progress atau status: none.",),
        ("Add its number, or write status: in-progress or status: none.",),
    ),
    # photos
    "photo-missing": Wording(
        "foto '{file}' tidak ditemukan",
        "the photo '{file}' was not found",
        (_MEANT_ID, "Letakkan fotonya di samping catatan ini; huruf besar dan kecil harus sama."),
        (_MEANT_EN, "Put the photo beside this record; capitals and small letters must match."),
    ),
    "photo-ending": Wording(
        "'{file}' bukan foto",
        "'{file}' is not a photo",
        ("Pakai .jpg, .png, .webp, .heic, .avif, .tif atau .gif.",),
        ("Use .jpg, .png, .webp, .heic, .avif, .tif or .gif.",),
    ),
    "photo-unreadable": Wording(
        "foto '{file}' rusak ({reason})",
        "the photo '{file}' is damaged ({reason})",
        ("Salin ulang dari kamera atau ponsel, atau simpan lagi sebagai .jpg.",),
        ("Copy it again from the camera or phone, or save it again as .jpg.",),
    ),
    "photo-format": Wording(
        "isi '{file}' bukan foto yang dikenal ({format})",
        "'{file}' does not hold a known kind of picture ({format})",
        ("Simpan lagi sebagai .jpg atau .png.",),
        ("Save it again as .jpg or .png.",),
    ),
    "photo-too-small": Wording(
        "foto '{file}' terlalu kecil: {width} × {height} piksel",
        "the photo '{file}' is too small: {width} × {height} pixels",
        ("Sisi terpendek paling sedikit {minimum} piksel; kirim foto asli, bukan yang dari WhatsApp.",),
        ("The shortest side needs {minimum} pixels or more; use the original, not the copy from WhatsApp.",),
    ),
    "photo-too-large": Wording(
        "foto '{file}' terlalu besar: {size}",
        "the photo '{file}' is too large: {size}",
        ("Paling besar {limit}; perkecil dahulu.",),
        ("The most is {limit}; make it smaller first.",),
    ),
    # relations
    "unknown-reference": Wording(
        "'{slug}' tidak ada di {folder}",
        "there is no '{slug}' in {folder}",
        (_MEANT_ID, "Tulis nama yang ada di {folder}, atau tambahkan di sana."),
        (_MEANT_EN, "Write a name that is in {folder}, or add it there."),
    ),
    "draft-reference": Wording(
        "'{slug}' masih draf, jadi catatan ini tidak bisa merujuknya",
        "'{slug}' is still a draft, so this record cannot refer to it",
        ("Hapus draft: true di {folder}/{slug}, atau tulis draft: true juga di sini.",),
        ("Remove draft: true in {folder}/{slug}, or write draft: true here too.",),
    ),
    "alias-clash": Wording(
        "alamat lama '{slug}' sudah dipakai {other}",
        "the old address '{slug}' is in use by {other}",
        ("Hapus dari aliases, atau ganti nama yang lain.",),
        ("Remove it from aliases, or rename the other.",),
    ),
    "reserved-slug": Wording(
        "halaman tidak boleh bernama '{slug}': alamat itu dipakai situs sendiri",
        "a page cannot be named '{slug}': the site itself uses that address",
        ("Ganti nama filenya, misalnya tentang-{slug}.",),
        ("Rename the file, for example about-{slug}.",),
    ),
    "broken-link": Wording(
        "tautan '{target}' tidak menuju catatan mana pun",
        "the link '{target}' leads to no record",
        (_MEANT_ID, "Tulis folder/nama, misalnya groups/kups-rotan-nanga-lauk, atau alamat lengkap https://…"),
        (_MEANT_EN, "Write folder/name, for example groups/kups-rotan-nanga-lauk, or a full address https://…"),
    ),
    "picture-in-body": Wording(
        "gambar '{target}' ada di dalam cerita",
        "the picture '{target}' stands inside the story",
        ("Pindahkan ke photos:, dengan alt-nya; situs mengatur tempat dan ukurannya.",),
        ("Move it to photos:, with its alt; the site sees to its place and size.",),
    ),
    "unsafe-link": Wording(
        "tautan '{target}' tidak diizinkan",
        "the link '{target}' is not allowed",
        ("Pakai https://, mailto:, tel:, atau folder/nama.",),
        ("Use https://, mailto:, tel:, or folder/name.",),
    ),
    # the theme
    "template-syntax": Wording(
        "templat keliru: {reason}",
        "the template is wrong: {reason}",
        ("Perbaiki baris ini, atau hapus file ini agar templat bawaan dipakai.",),
        ("Correct this line, or remove the file so that the built-in template is used.",),
    ),
    "template-undefined": Wording(
        "templat memakai nama yang tidak ada: {reason}",
        "the template uses a name that does not exist: {reason}",
        ("Periksa ejaannya; nama yang tersedia ada di docs/theme.md.",),
        ("Check its spelling; docs/theme.md lists the names there are.",),
    ),
    "template-missing": Wording(
        "templat '{name}' tidak ada",
        "there is no template '{name}'",
        ("Periksa nama di include atau import.",),
        ("Check the name in include or import.",),
    ),
    "message-missing": Wording(
        "kata antarmuka '{name}' tidak ada",
        "the interface word '{name}' is missing",
        ("Tambahkan di file ini; lihat theme/messages bawaan.",),
        ("Add it to this file; see the built-in theme/messages.",),
    ),
}
