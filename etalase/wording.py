"""The words of mistakes: for each kind of problem, what is wrong and what to write instead, in Indonesian and English.

A hint is a row of sentences; one that names a fact which is empty is left out, so "did you mean" appears only with a
suggestion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from etalase.languages import Language
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
    """The problem in words. Facts are shown with control characters replaced, and what an editor typed is cut."""
    wording = WORDINGS[problem.kind]
    reasons = _REASONS[language]
    told = ((name, reasons.get(value, value) if name == "reason" else value) for name, value in problem.facts)
    facts = {name: tame(value, _LONGEST.get(name, 200)) for name, value in told}
    message, hint = (wording.id, wording.hint_id) if language == "id" else (wording.en, wording.hint_en)
    return Said(message.format_map(facts), " ".join(_sentences(hint, facts)))


def _sentences(sentences: tuple[str, ...], facts: Mapping[str, str]) -> list[str]:
    empty = {f"{{{name}}}" for name, value in facts.items() if not value}
    told = [sentence for sentence in sentences if not any(name in sentence for name in empty)]
    return [sentence.format_map(facts) for sentence in told or sentences[-1:]]


def tame(value: str, longest: int = 1000) -> str:
    """What an editor typed, fit for one line of a terminal: no control characters, cut where it grows too long."""
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


_LONGEST: Final = dict.fromkeys(("known", "keys", "expected", "candidates"), 1000)  # our own lists, in characters
_REASONS: Final[Mapping[Language, Mapping[str, str]]] = {  # why a photo cannot be used, in the words of `darkroom`
    "id": {
        "empty": "filenya kosong",
        "truncated": "filenya terpotong",
        "damaged": "isinya tidak bisa dibaca",
        "crash": "isinya tidak bisa dibaca",
        "timeout": "terlalu lama dibuka",
        "memory": "terlalu besar untuk dibuka",
        "missing": "filenya hilang",
        "no-access": "filenya tidak boleh dibaca",
        "changed": "filenya berubah saat diperiksa",
    },
    "en": {
        "empty": "the file is empty",
        "truncated": "the file is cut short",
        "damaged": "its content cannot be read",
        "crash": "its content cannot be read",
        "timeout": "it takes too long to open",
        "memory": "it is too large to open",
        "missing": "the file has gone",
        "no-access": "the file may not be read",
        "changed": "the file changed during the check",
    },
}

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
        ("Setiap direktori memerlukan file ini; salin contohnya dari docs/panduan-editor.md lalu sesuaikan.",),
        ("Every directory needs this file; copy the example from docs/editors-guide.md and change it.",),
    ),
    "unknown-file": Wording(
        "'{file}' tidak dikenal di folder ini",
        "'{file}' is not known in this folder",
        (_MEANT_ID, "Yang dikenal: {expected}.", "Pindahkan ke folder yang sesuai, atau hapus."),
        (_MEANT_EN, "Known: {expected}.", "Move it into the right folder, or remove it."),
    ),
    "unknown-ending": Wording(
        "file '{file}' bukan catatan dan bukan foto",
        "the file '{file}' is neither a record nor a photo",
        (
            "Ganti namanya menjadi {suggestion}.",
            "Catatan berakhiran .yaml atau .md, foto .jpg, .png, .webp, .heic, .avif, .tif atau .gif.",
            "Pindahkan file lain ke luar folder content.",
        ),
        (
            "Rename it to {suggestion}.",
            "Records end in .yaml or .md, photos in .jpg, .png, .webp, .heic, .avif, .tif or .gif.",
            "Move anything else out of the content folder.",
        ),
    ),
    "translation-alone": Wording(
        "'{file}' adalah terjemahan, tetapi catatan aslinya tidak ada",
        "'{file}' is a translation, but the record itself is missing",
        (_MEANT_ID, "Nama file terjemahan sama dengan catatannya: buat {stem}.md, atau perbaiki nama file ini."),
        (_MEANT_EN, "A translation has its record's name: make {stem}.md, or correct this file's name."),
    ),
    "translation-with-fields": Wording(
        "file terjemahan ini dibuka dengan '---'",
        "this translation opens with '---'",
        (
            "File .en.md hanya berisi cerita.",
            "Tulis terjemahan field di catatan aslinya, misalnya: name: {{id: Keranjang, en: Basket}}.",
        ),
        (
            "A .en.md file holds the story alone.",
            "Translate fields in the record itself, for example: name: {{id: Keranjang, en: Basket}}.",
        ),
    ),
    "record-too-deep": Wording(
        "'{file}' tidak akan terbaca: di dalam folder catatan hanya boleh ada satu catatan, bernama index",
        "'{file}' would not be read: a record's folder holds one record, named index",
        ("Ganti namanya menjadi {folder}/index.yaml atau {folder}/index.md, atau pindahkan satu folder ke atas.",),
        ("Rename it to {folder}/index.yaml or {folder}/index.md, or move it one folder up.",),
    ),
    "folder-without-index": Wording(
        "folder '{folder}' tidak punya catatan",
        "the folder '{folder}' has no record",
        ("Tambahkan {folder}/index.yaml atau {folder}/index.md, atau pindahkan isinya.",),
        ("Add {folder}/index.yaml or {folder}/index.md, or move what is in it.",),
    ),
    "bad-slug": Wording(
        "nama '{slug}' tidak bisa menjadi alamat halaman",
        "the name '{slug}' cannot become an address",
        ("Pakai huruf kecil a sampai z, angka, dan tanda hubung saja.", "Misalnya: {suggestion}."),
        ("Use small letters a to z, digits and hyphens only.", "For example: {suggestion}."),
    ),
    "slug-clash": Wording(
        "nama '{slug}' dipakai dua kali: juga di {other}",
        "the name '{slug}' is used twice: also in {other}",
        ("Ganti nama salah satunya, atau gabungkan keduanya.",),
        ("Rename one of them, or join the two.",),
    ),
    "not-a-plain-file": Wording(
        "ini pintasan (symlink), bukan file biasa",
        "this is a link (or no plain file)",
        ("Salin filenya sendiri ke sini, lalu hapus pintasannya.",),
        ("Copy the file itself here and remove the link.",),
    ),
    "file-too-large": Wording(
        "file ini {size} bita; paling besar {limit} bita",
        "this file has {size} bytes; the most is {limit}",
        ("Catatan hanya berisi tulisan; simpan foto sebagai file tersendiri.",),
        ("A record holds text alone; keep pictures in files of their own.",),
    ),
    "unreadable-file": Wording(
        "file ini tidak bisa dibaca: {reason}",
        "this file cannot be read: {reason}",
        ("Periksa izin aksesnya, atau simpan ulang.",),
        ("Check its access rights, or save it again.",),
    ),
    "not-utf8": Wording(
        "huruf di sini tidak tersimpan sebagai UTF-8",
        "the text here is not saved as UTF-8",
        ("Buka file ini lalu simpan ulang dengan pengodean UTF-8 (di Notepad: Simpan Sebagai, Pengodean: UTF-8).",),
        ("Open the file and save it again with the encoding UTF-8 (in Notepad: Save As, Encoding: UTF-8).",),
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
        "catatan ini belum ada isinya",
        "this record is empty",
        ("Isi field yang wajib, paling sedikit name (di program dan halaman: title), atau hapus filenya.",),
        ("Fill in the required fields, at least name (title in programmes and pages), or remove the file.",),
    ),
    "not-a-mapping": Wording(
        "di sini harus ada field dan isinya, 'nama: isi'",
        "fields 'name: value' are expected here",
        ("Tulis satu field per baris, dengan titik dua dan spasi, misalnya: name: Keranjang Rotan.",),
        ("Write one field a line, with a colon and a space, for example: name: Rattan basket.",),
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
        "isi tidak boleh diawali tanda ini",
        "a value may not start with this character",
        ('Tulis isinya di antara tanda kutip: "…".',),
        ('Write the value in quotation marks: "…".',),
    ),
    "yaml-colon": Wording(
        "titik dua di sini tidak pada tempatnya",
        "this colon is not allowed here",
        (
            'Kalau isinya memuat titik dua, tulis di antara tanda kutip: name: "Meja: kecil".',
            "Periksa juga baris di atasnya: mungkin titik duanya kurang, atau jumlah spasi di awal baris berbeda.",
        ),
        (
            'If the value holds a colon, write it in quotation marks: name: "Table: small".',
            "Look at the line above too: its colon may be missing, or the spaces at the start of the lines differ.",
        ),
    ),
    "yaml-no-colon": Wording(
        "baris ini tidak punya titik dua yang diikuti spasi",
        "this line has no colon followed by a space",
        (
            "Tulis nama field, titik dua, satu spasi, lalu isinya: price: 185000.",
            "Kalau baris ini sambungan baris di atasnya, beri dua spasi di awalnya.",
        ),
        (
            "Write the field's name, a colon, a space and the value: price: 185000.",
            "If the line goes on from the one above, start it with two spaces.",
        ),
    ),
    "yaml-indent": Wording(
        "jumlah spasi di awal baris ini tidak cocok dengan baris di atasnya",
        "the spaces at the start of this line do not match the lines above",
        ("Baris yang setingkat harus diawali jumlah spasi yang sama.",),
        ("Lines of one level start with equally many spaces.",),
    ),
    "yaml-after-value": Wording(
        "ada tulisan sesudah tanda kutip atau kurung penutup",
        "something follows the closing quotation mark or bracket",
        (
            "Tanda kutip atau kurung harus mencakup seluruh isi.",
            "Kalau isinya sendiri memuat tanda kutip, pakai jenis yang lain di luarnya.",
        ),
        (
            "The marks or brackets go around the whole value.",
            "If the value has quotation marks in it, use the other kind around it.",
        ),
    ),
    "yaml-list": Wording(
        "daftar tidak bisa dimulai di baris yang sama dengan nama fieldnya",
        "a list cannot start on the line of its field's name",
        (
            "Mulai tiap butir di baris baru, atau tulis [satu, dua].",
            "Kalau ini bukan daftar, tulis isinya di antara tanda kutip.",
        ),
        (
            "Start each item on a new line, or write [one, two].",
            "If this is no list, put the value in quotation marks.",
        ),
    ),
    "yaml-quote": Wording(
        "tanda kutip yang dibuka di sini tidak ditutup",
        "the quotation mark opened here is not closed",
        ("Tutup dengan tanda kutip yang sama di akhir isinya.",),
        ("Close it with the same mark at the end of the value.",),
    ),
    "yaml-backslash": Wording(
        "garis miring terbalik di antara tanda kutip dua punya arti lain",
        "a backslash means something else in double quotation marks",
        ("Pakai tanda kutip satu ('…'), atau tulis \\\\.",),
        ("Use single quotation marks ('…'), or write \\\\.",),
    ),
    "yaml-tag": Wording(
        "isi yang diawali tanda seru harus ditulis di antara tanda kutip",
        "a value that starts with an exclamation mark needs quotation marks",
        ('Misalnya: name: "!Baru".',),
        ('For example: name: "!New".',),
    ),
    "yaml-bracket": Wording(
        "kurung yang dibuka di sini tidak ditutup, atau ada koma yang kurang",
        "the bracket opened here is not closed, or a comma is missing",
        ("Tutup [ dengan ] dan {{ dengan }}, dan beri koma di antara butirnya.",),
        ("Close [ with ] and {{ with }}, and put commas between the items.",),
    ),
    "yaml-documents": Wording(
        "ada bagian kedua di file .yaml (baris '---' atau '...')",
        "there is a second part in a .yaml file (a line '---' or '...')",
        ("Satu file untuk satu catatan; kalau ada cerita, beri file itu akhiran .md.",),
        ("One file, one record; if there is a story, give the file the ending .md.",),
    ),
    "yaml-alias": Wording(
        "isi tidak boleh diawali tanda & atau *",
        "a value may not start with & or *",
        ('Tulis isinya di antara tanda kutip: "…".',),
        ('Write the value in quotation marks: "…".',),
    ),
    "yaml-too-deep": Wording(
        "isian bertingkat terlalu dalam",
        "the values are nested too deep",
        ("Sederhanakan isian ini; periksa kurung dan spasi di awal baris.",),
        ("Make it simpler; check the brackets and the spaces at the start of the lines.",),
    ),
    "yaml-control": Wording(
        "ada tanda tak terlihat di sini, biasanya terbawa saat menyalin dari aplikasi lain",
        "there is an invisible character here, often brought along when copying from another program",
        ("Hapus spasi dan huruf di sekitar tempat ini, lalu ketik ulang.",),
        ("Delete the spaces and letters around this place and type them again.",),
    ),
    "fence-pasted": Wording(
        "baris ``` terbawa saat menyalin contoh",
        "a line ``` was copied along with an example",
        ("Hapus baris ``` di awal dan di akhir.",),
        ("Remove the lines ``` at the start and the end.",),
    ),
    "git-conflict": Wording(
        "ada tanda bentrok Git: dua orang mengubah bagian ini bersamaan",
        "there are Git conflict markers: two people changed this part at once",
        ("Pilih salah satu bagian, lalu hapus baris <<<<<<<, ======= dan >>>>>>>.",),
        ("Keep one of the parts, then remove the lines <<<<<<<, ======= and >>>>>>>.",),
    ),
    "yaml-syntax": Wording(
        "penulisan di sini tidak bisa dibaca ({reason})",
        "this cannot be read ({reason})",
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
        (
            "Maksud Anda {suggestion}?",
            "Tulis [satu, dua], atau tiap butir di baris sendiri, dibuka dengan tanda hubung dan spasi.",
        ),
        ("Did you mean {suggestion}?", "Write [one, two], or one line for each item, starting with a hyphen and a space."),
    ),
    "expected-records": Wording(
        "'{field}' harus berupa daftar isian",
        "'{field}' must be a list of fields",
        ("Tulis di baris berikutnya, tiap butir dibuka dengan tanda hubung dan spasi: - {first}: …",),
        ("Write on the next lines, each item opened by a hyphen and a space: - {first}: …",),
    ),
    "expected-terms": Wording(
        "'{field}' harus berisi kata: keterangannya",
        "'{field}' must hold a word and what it means",
        ("Misalnya: rotan: {{label: {{id: Rotan, en: Rattan}}}}",),
        ("For example: rotan: {{label: {{id: Rotan, en: Rattan}}}}",),
    ),
    "expected-text": Wording(
        "'{field}' harus berisi satu nilai saja, bukan daftar atau field lain",
        "'{field}' must hold one value, not a list or other fields",
        ("Tulis isinya langsung setelah titik dua, di baris yang sama.",),
        ("Write the value right after the colon, on the same line.",),
    ),
    "empty-item": Wording(
        "daftar '{field}' memuat butir kosong",
        "the list '{field}' has an empty item",
        ("Isi butir ini, atau hapus tanda hubungnya.",),
        ("Fill it in, or remove its hyphen.",),
    ),
    "empty-list": Wording(
        "daftar '{field}' tidak boleh kosong",
        "the list '{field}' cannot be empty",
        ("Tulis paling sedikit satu, atau hapus field ini.",),
        ("Write one at least, or remove the field.",),
    ),
    "listed-twice": Wording(
        "'{value}' ada dua kali di '{field}'",
        "'{value}' is twice in '{field}'",
        ("Hapus salah satunya.",),
        ("Remove one of them.",),
    ),
    "body-twice": Wording(
        "cerita berbahasa '{language}' ditulis di dua tempat; juga di {other}",
        "the story in the language '{language}' is written in two places; also at {other}",
        ("Gabungkan di satu tempat.",),
        ("Join them in one place.",),
    ),
    "private-number": Wording(
        "di sini ada nomor yang tampak seperti NIK, nomor KK, atau NPWP",
        "here is a number that looks like a NIK, family card or NPWP number",
        ("Nomor pribadi tidak boleh tampil di situs: hapus nomornya.", "Kalau ini nomor lain, tulis tanda / di antara angkanya."),
        ("Numbers of persons must not be published: remove it.", "If it is another number, put a / between its digits."),
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
        ("Di sini hanya boleh {known}; untuk teks biasa, tulis langsung setelah titik dua.",),
        ("Only {known} can stand here; plain text goes right after the colon.",),
    ),
    "unknown-value": Wording(
        "'{value}' tidak dikenal untuk '{field}'",
        "unknown value '{value}' for '{field}'",
        (_MEANT_ID, "Pilih salah satu: {known}."),
        (_MEANT_EN, "Choose one of: {known}."),
    ),
    "leading-zero": Wording(
        "'{field}: {value}' diawali nol, sehingga artinya meragukan",
        "'{field}: {value}' starts with a zero, which makes it doubtful",
        ("Tulis {suggestion}.",),
        ("Write {suggestion}.",),
    ),
    "not-a-number": Wording(
        "'{field}' harus angka bulat, bukan '{value}'",
        "'{field}' must be a whole number, not '{value}'",
        ("Maksud Anda {suggestion}?", "Tulis angka saja, tanpa Rp, titik, koma, atau satuan."),
        ("Did you mean {suggestion}?", "Write digits only, without Rp, dots, commas or a unit."),
    ),
    "not-a-decimal": Wording(
        "'{field}' harus angka, bukan '{value}'",
        "'{field}' must be a number, not '{value}'",
        ("Maksud Anda {suggestion}?", "Pakai titik untuk pecahan, misalnya 0.5."),
        ("Did you mean {suggestion}?", "Use a point for fractions, for example 0.5."),
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
        ("Maksud Anda {suggestion}?", "Tulis tahun-bulan-hari, misalnya 2026-11-02."),
        ("Did you mean {suggestion}?", "Write year-month-day, for example 2026-11-02."),
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
        ('Tulis satu nomor saja, tanpa nama atau tautan, di antara tanda kutip lurus: "0812-3456-7890".',),
        ('Write one number only, without a name or link, in straight quotation marks: "0812-3456-7890".',),
    ),
    "bad-email": Wording(
        "'{value}' pada '{field}' bukan alamat surel",
        "'{value}' in '{field}' is not an email address",
        ("Contoh: kups@contoh.id",),
        ("Example: kups@contoh.id",),
    ),
    "bad-url": Wording(
        "'{value}' pada '{field}' bukan alamat web yang bisa dipakai",
        "'{value}' in '{field}' is not a usable web address",
        (_MEANT_ID, "Mulai dengan https:// dan jangan pakai spasi."),
        (_MEANT_EN, "Start with https:// and use no spaces."),
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
        ("Tambahkan kecamatan atau kabupatennya, atau tulis kodenya. Pilihannya antara lain: {candidates}.",),
        ("Add its kecamatan or kabupaten, or write its code. Among them: {candidates}.",),
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
    "permit-private-number": Wording(
        "nomor izin ini tampak seperti NIK, nomor KK, atau NPWP",
        "the number of this permit looks like a NIK, family card or NPWP number",
        ("Nomor pribadi tidak boleh tampil di situs: tulis nomor izinnya, bukan nomor orang.",),
        ("Numbers of persons must not be published: write the permit's number, not a person's.",),
    ),
    "permit-ig-form": Wording(
        "nomor indikasi geografis '{value}' keliru bentuknya",
        "the number of the geographical indication '{value}' has the wrong form",
        ('Tulis nomor sertifikat dari DJKI, misalnya "IDG000000123".',),
        ('Write the number of the certificate, for example "IDG000000123".',),
    ),
    "permit-merek-form": Wording(
        "nomor merek '{value}' keliru bentuknya",
        "the trademark number '{value}' has the wrong form",
        ('Tulis nomor sertifikat dari DJKI, misalnya "IDM000123456".',),
        ('Write the number of the certificate, for example "IDM000123456".',),
    ),
    "permit-tkdn-percent": Wording(
        "nilai TKDN '{value}' lebih dari 100 persen",
        "the TKDN '{value}' is more than 100 per cent",
        ("Tulis angka antara 0 dan 100.",),
        ("Write a number between 0 and 100.",),
    ),
    "permit-tkdn-form": Wording(
        "'{value}' bukan nilai atau nomor sertifikat TKDN",
        "'{value}' is neither a TKDN percentage nor the number of a certificate",
        ('Tulis persentasenya, misalnya "40,5%", atau nomor sertifikatnya.',),
        ('Write the percentage, for example "40.5%", or the number of the certificate.',),
    ),
    "permit-sni-form": Wording(
        "nomor SNI '{value}' keliru bentuknya",
        "the SNI number '{value}' has the wrong form",
        ('Contoh bentuknya: "SNI 8457:2017".',),
        ('It looks like "SNI 8457:2017".',),
    ),
    "permit-bpom-form": Wording(
        "nomor BPOM '{value}' keliru bentuknya",
        "the BPOM number '{value}' has the wrong form",
        ('Tulis huruf dan angkanya seperti di kemasan, misalnya "MD 123456789012" atau "NA18201234567".',),
        ('Write letters and digits as on the package, for example "MD 123456789012" or "NA18201234567".',),
    ),
    "permit-halal-kh": Wording(
        "'{value}' adalah nomor ketetapan MUI (KH), bukan nomor sertifikat halal",
        "'{value}' is the number of MUI's decree (KH), not of the halal certificate",
        ("Tulis nomor sertifikat BPJPH, yang diawali ID.",),
        ("Write the number of the BPJPH certificate, which starts with ID.",),
    ),
    "permit-halal-form": Wording(
        "nomor halal '{value}' keliru bentuknya",
        "the halal number '{value}' has the wrong form",
        ('Nomor BPJPH adalah ID diikuti 17 atau 18 angka, misalnya "ID00410000088710720".',),
        ('BPJPH numbers are ID and 17 or 18 digits, for example "ID00410000088710720".',),
    ),
    "permit-pirt-digits": Wording(
        "nomor P-IRT '{value}' tidak terdiri dari 15 angka",
        "the P-IRT number '{value}' does not have 15 digits",
        ('Salin dari sertifikat SPP-IRT; contoh bentuknya: "2011806010001-30".',),
        ('Copy it from the certificate; it looks like "2011806010001-30".',),
    ),
    "permit-nib-digits": Wording(
        "NIB '{value}' tidak terdiri dari 13 angka",
        "the NIB '{value}' does not have 13 digits",
        ('Salin dari OSS; contoh bentuknya: "1234567890123".',),
        ('Copy it from OSS; it looks like "1234567890123".',),
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
        "foto '{file}' tidak bisa dipakai: {reason}",
        "the photo '{file}' cannot be used: {reason}",
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
        (_MEANT_ID, "Tulis salah satu nama yang ada di {folder}, atau tambahkan dahulu di sana."),
        (_MEANT_EN, "Write a name that is in {folder}, or add it there first."),
    ),
    "draft-reference": Wording(
        "'{slug}' masih draf, jadi catatan ini tidak bisa merujuknya",
        "'{slug}' is still a draft, so this record cannot refer to it",
        ("Hapus draft: true di {folder}/{slug}.", "Atau tulis draft: true juga di {own}."),
        ("Remove draft: true in {folder}/{slug}.", "Or write draft: true in {own} too."),
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
    # the office's own maps
    "map-not-json": Wording(
        "peta ini bukan JSON yang utuh; kelirunya mulai di sini",
        "this map is not whole JSON; it goes wrong here",
        ("Ekspor ulang dari program peta sebagai GeoJSON atau TopoJSON, dan jangan mengubahnya dengan tangan.",),
        ("Export it again from your mapping program as GeoJSON or TopoJSON, and do not edit it by hand.",),
    ),
    "map-unknown-form": Wording(
        "file ini bukan GeoJSON dan bukan TopoJSON",
        "this file is neither GeoJSON nor TopoJSON",
        ("Ekspor dari program peta sebagai GeoJSON, misalnya di QGIS: Export, Save Features As, GeoJSON.",),
        ("Export it from your mapping program as GeoJSON; in QGIS: Export, Save Features As, GeoJSON.",),
    ),
    "map-without-places": Wording(
        "peta ini tidak berisi kabupaten, kecamatan, atau desa",
        "this map has no regency, district or village",
        ("Peta ini memerlukan bidang kecamatan, masing-masing dengan kode Kemendagri di 'kode'.",),
        ("It needs areas of districts, each with its Kemendagri code in 'kode'.",),
    ),
    "map-no-code": Wording(
        "bidang ke-{n} di peta ini tidak punya kode atau nama",
        "area {n} of this map has no code and no name",
        ("Isi atribut 'kode' dengan kode Kemendagri, misalnya 61.06.03.",),
        ("Fill its attribute 'kode' with the Kemendagri code, such as 61.06.03.",),
    ),
    "map-unknown-place": Wording(
        "tidak ada wilayah '{value}'",
        "there is no place '{value}'",
        (_MEANT_ID, "Pakai kode Kemendagri, bukan kode BPS; kode kecamatan berbentuk 61.06.03."),
        (_MEANT_EN, "Use Kemendagri codes, not those of BPS; a district's is written 61.06.03."),
    ),
    "map-no-area": Wording(
        "{place} di peta ini bukan bidang",
        "{place} is not an area on this map",
        ("Pakai Polygon atau MultiPolygon; titik dan garis tidak bisa dipakai.",),
        ("Use Polygon or MultiPolygon; points and lines cannot be used.",),
    ),
    "map-swapped": Wording(
        "koordinat {place} terbalik",
        "the coordinates of {place} are the wrong way round",
        ("Di GeoJSON dan TopoJSON bujur ditulis lebih dulu, lalu lintang: [112.6, 0.9].",),
        ("GeoJSON and TopoJSON have longitude first, then latitude: [112.6, 0.9].",),
    ),
    "map-metres": Wording(
        "koordinat {place} dalam meter, bukan derajat",
        "the coordinates of {place} are in metres, not degrees",
        ("Ekspor ulang dengan sistem koordinat WGS 84 (EPSG:4326).",),
        ("Export it again with the coordinate system WGS 84 (EPSG:4326).",),
    ),
    "map-outside": Wording(
        "koordinat {place} di luar Indonesia",
        "the coordinates of {place} are outside Indonesia",
        ("Ekspor ulang dengan sistem koordinat WGS 84 (EPSG:4326).",),
        ("Export it again with the coordinate system WGS 84 (EPSG:4326).",),
    ),
    "map-twice": Wording(
        "{place} ({code}) sudah ada di {other}",
        "{place} ({code}) is in {other} already",
        ("Simpan setiap wilayah di satu file saja.",),
        ("Keep each place in one file.",),
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
    "message-facts": Wording(
        "isi {{…}} pada '{field}' tidak sesuai dengan kata bawaan",
        "what stands in {{…}} in '{field}' differs from the built-in words",
        ("Di sini hanya boleh: {known}.", "Setiap {{ harus ditutup dengan }}."),
        ("Only these may stand here: {known}.", "Close every {{ with }}."),
    ),
    "message-forms": Wording(
        "'{field}' harus berupa teks, atau bentuk one dan other",
        "'{field}' must be a text, or the forms one and other",
        ('Misalnya: {{one: "{{n}} product", other: "{{n}} products"}}',),
        ('For example: {{one: "{{n}} product", other: "{{n}} products"}}',),
    ),
}
