"""Arguments, progress, printing and exit codes: the one module that speaks to a terminal.

Exit codes: 0 done, 1 the content is wrong, 2 wrong usage, 3 a fault of ours, 130 interrupted, 141 the reader of
our output has gone.
"""

from __future__ import annotations

import argparse
import errno
import gc
import os
import re
import shlex
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from sqlite3 import OperationalError
from typing import TYPE_CHECKING, Any, Final, get_args

from etalase.jobs import (
    BadEpoch,
    BuiltInThemeMissing,
    ClusterFault,
    Fingerprint,
    Job,
    NotOurFolder,
    Summary,
    fingerprint,
    recall,
)
from etalase.languages import LANGUAGES, Language
from etalase.problems import Advice, ContentError, Format, Problem

if TYPE_CHECKING:
    from etalase.pipeline import Site

DONE, CONTENT_WRONG, WRONG_USAGE, OUR_FAULT, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141
VERBS: Final = ("build", "check", "serve", "catalogue", "labels", "kit", "reference")
FOR_PROGRAMS: Final = ("json", "sarif")
PORT: Final = 8000
OBSTACLES: Final = (NotOurFolder, BadEpoch, BuiltInThemeMissing, ClusterFault, OSError, OperationalError)


WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "about": {
        "id": "Membuat katalog kelompok perajin dari folder catatan YAML dan Markdown.",
        "en": "Makes a catalogue of craft groups from a folder of YAML and Markdown records.",
    },
    "build": {"id": "periksa, lalu buat situsnya (bawaan)", "en": "check, then make the site (the default)"},
    "check": {"id": "periksa saja, tanpa membuat apa pun", "en": "only check, make nothing"},
    "reference": {
        "id": "tulis rujukan ke sebuah folder: tabel field, JSON Schema, isi templat",
        "en": "write the reference into a folder: field tables, JSON Schemas, what templates may use",
    },
    "serve": {
        "id": "tampilkan situs di peramban, dan buat lagi setiap kali ada yang disimpan",
        "en": "show the site in a browser, and make it again whenever something is saved",
    },
    "catalogue": {
        "id": "buat katalog cetak (PDF) dari seluruh direktori atau sebagiannya",
        "en": "make a printed catalogue (PDF) of the directory or a part of it",
    },
    "labels": {
        "id": "buat lembar label, kartu rak, atau file kode QR",
        "en": "make sheets of labels, shelf cards, or files of QR codes",
    },
    "kit": {
        "id": "buat paket (ZIP) gambar dan teks sebuah produk atau kelompok, untuk diunggah sendiri ke tempat lain",
        "en": "make a kit (ZIP) of pictures and texts of a product or group, for its makers to upload elsewhere",
    },
    "name": {
        "id": "nama file produk atau kelompok, misalnya keranjang-rotan",
        "en": "a product's or group's file name, for example keranjang-rotan",
    },
    "unknown-name": {
        "id": "etalase: tidak ada produk '{name}', dan tidak ada kelompok bernama itu yang sudah punya produk",
        "en": "etalase: there is no product '{name}', and no group of that name with a product",
    },
    "kabupaten": {"id": "hanya kabupaten ini: kode atau namanya", "en": "only this kabupaten: its code or name"},
    "group": {"id": "hanya kelompok ini: nama filenya", "en": "only this group: its file name"},
    "category": {"id": "hanya kategori ini: namanya di vocabulary.yaml", "en": "only this category: its name in vocabulary.yaml"},
    "outlet": {"id": "hanya yang ada di sentra ini: nama filenya", "en": "only what is at this outlet: its file name"},
    "list": {
        "id": "hanya yang tertulis di file ini: satu nama file produk per baris, atau CSV dari daftar pesanan",
        "en": "only what is in this file: a product's file name a line, or the CSV of an order list",
    },
    "paper": {"id": "ukuran kertas: a4 (bawaan) atau a5", "en": "size of paper: a4 (default) or a5"},
    "per-page": {"id": "jumlah produk per halaman: 1 (bawaan) atau 4", "en": "products on a page: 1 (default) or 4"},
    "kind": {
        "id": "label (bawaan, 70 × 37 mm), shelf (kartu rak, 105 × 74 mm), atau qr (SVG dan PNG)",
        "en": "label (default, 70 × 37 mm), shelf (cards, 105 × 74 mm), or qr (SVG and PNG)",
    },
    "file-catalogue": {"id": "katalog", "en": "catalogue"},
    "file-label": {"id": "label", "en": "labels"},
    "file-shelf": {"id": "kartu-rak", "en": "shelf-cards"},
    "file-qr": {"id": "qr", "en": "qr"},
    "printed": {"id": "{products} produk, {seconds} detik → {out}", "en": "Products: {products}, {seconds} seconds → {out}"},
    "nothing-kabupaten": {
        "id": "kabupaten '{name}' tidak ada di direktori ini",
        "en": "there is no kabupaten '{name}' in this directory",
    },
    "nothing-group": {
        "id": "tidak ada kelompok '{name}', atau belum ada produknya",
        "en": "there is no group '{name}', or it has no product yet",
    },
    "nothing-category": {"id": "tidak ada produk dalam kategori '{name}'", "en": "no product is in a category '{name}'"},
    "nothing-outlet": {
        "id": "tidak ada sentra '{name}', atau belum ada barangnya",
        "en": "there is no outlet '{name}', or nothing is there yet",
    },
    "nothing-list": {
        "id": "tidak ada produk '{name}' yang ditulis di daftar itu",
        "en": "there is no product '{name}', which that list names",
    },
    "nothing-all": {"id": "belum ada produk", "en": "there is no product yet"},
    "empty-list": {"id": "daftar itu tidak menyebut satu produk pun", "en": "that list names no product"},
    "meant": {"id": "; maksud Anda '{near}'?", "en": "; did you mean '{near}'?"},
    "other-language": {
        "id": "etalase: direktori ini tidak ditulis dalam bahasa itu; pilih --lang {languages}",
        "en": "etalase: this directory is not written in that language; choose --lang {languages}",
    },
    "verbs": {"id": "perintah", "en": "commands"},
    "options": {"id": "pilihan", "en": "options"},
    "help": {"id": "tampilkan bantuan ini", "en": "show this help"},
    "root": {
        "id": "folder proyek, berisi content/ (bawaan: folder ini)",
        "en": "the project's folder, with content/ in it (default: this folder)",
    },
    "out": {
        "id": "folder hasil (bawaan: public di folder proyek); untuk catalogue, labels, dan kit: filenya",
        "en": "the output folder (default: public in the project); of catalogue, labels and kit: the file",
    },
    "base-url": {"id": "alamat situs, menggantikan url di site.yaml", "en": "the site's address, in place of url in site.yaml"},
    "no-search": {"id": "tanpa indeks pencarian", "en": "without the search index"},
    "profile": {"id": "tampilkan lama setiap tahap", "en": "show how long each stage took"},
    "lang": {"id": "bahasa pesan: id atau en", "en": "language of messages: id or en"},
    "format": {"id": "bentuk daftar masalah: {choices}", "en": "form of the list of problems: {choices}"},
    "port": {"id": "nomor port untuk serve (bawaan: {port})", "en": "the port that serve uses (default: {port})"},
    "cluster": {
        "id": "alamat scheduler Dask yang membagi pekerjaan, misalnya tcp://10.0.0.5:8786",
        "en": "address of the Dask scheduler that shares out the work, for example tcp://10.0.0.5:8786",
    },
    "no_mistakes": {
        "id": "Tidak ada kesalahan: {records} catatan, {seconds} detik.",
        "en": "No mistakes: {records} records, {seconds} seconds.",
    },
    "ready": {"id": "Siap untuk {channel}", "en": "Ready for {channel}"},
    "ready_products": {"id": "{ready} dari {products} produk", "en": "{ready} of {products} products"},
    "ready_lack": {"id": "paling sering kurang: {lack} ({n})", "en": "most often missing: {lack} ({n})"},
    "mistakes": {
        "id": "{n} kesalahan. Situs yang lama tidak berubah.",
        "en": "Mistakes: {n}. The site that was there has not changed.",
    },
    "built_records": {
        "id": "Catatan   {groups} kelompok, {products} produk, {outlets} sentra, {programs} program, {pages} halaman teks",
        "en": "Records   {groups} groups, {products} products, {outlets} outlets, {programs} programmes, {pages} text pages",
    },
    "built_pages": {
        "id": "Halaman   {pages}: {rendered} dibuat, {reused} dipakai lagi",
        "en": "Pages     {pages}: {rendered} rendered, {reused} reused",
    },
    "built_pictures": {
        "id": "Gambar    {made} dibuat, {reused} dipakai lagi, {opened} foto dibuka",
        "en": "Pictures  {made} made, {reused} reused, {opened} photos opened",
    },
    "built_search": {"id": "Pencarian {state}", "en": "Search    {state}"},
    "search_made": {"id": "indeks dibuat", "en": "index made"},
    "profile_stage": {"id": "tahap", "en": "stage"},
    "profile_wall": {"id": "detik", "en": "seconds"},
    "profile_cores": {"id": "CPU", "en": "CPU"},
    "search_none": {"id": "tanpa indeks", "en": "no index"},
    "search_reused": {"id": "indeks dipakai lagi", "en": "index reused"},
    "built_files": {
        "id": "Selesai   {files} file, {written} ditulis, {seconds} detik → {out}",
        "en": "Done      {files} files, {written} written, {seconds} seconds → {out}",
    },
    "look": {
        "id": "Lihat     python3 -m http.server --directory {out} lalu buka http://localhost:8000/",
        "en": "Look      python3 -m http.server --directory {out} then open http://localhost:8000/",
    },
    "serving": {
        "id": "Buka {url} di peramban; Ctrl-C untuk berhenti.",
        "en": "Open {url} in a browser; Ctrl-C ends it.",
    },
    "rebuilt": {
        "id": "{rendered} halaman dan {made} gambar dibuat, {written} file ditulis, {seconds} detik.",
        "en": "{rendered} pages rendered, {made} pictures made, {written} files written, {seconds} seconds.",
    },
    "port-taken": {
        "id": "etalase: {path} sudah dipakai program lain; hentikan program itu, atau pilih port lain, misalnya --port {other}",
        "en": "etalase: {path} is used by another program; end that one, or choose another port, for example --port {other}",
    },
    "stranger": {
        "id": "etalase: '{out}' bukan buatan etalase dan tidak akan dihapus; pindahkan, atau pilih folder kosong dengan --out",
        "en": "etalase: '{out}' was not made by etalase and will not be deleted; move it, or choose an empty folder with --out",
    },
    "epoch": {
        "id": "etalase: SOURCE_DATE_EPOCH harus jumlah detik sejak 1970, bukan '{value}'",
        "en": "etalase: SOURCE_DATE_EPOCH must be seconds since 1970, not '{value}'",
    },
    "bad-base-url": {
        "id": "etalase: '{url}' bukan alamat web lengkap; tulis misalnya --base-url https://contoh.id/katalog/",
        "en": "etalase: '{url}' is not a full web address; write for example --base-url https://example.org/catalogue/",
    },
    "out-inside": {
        "id": "etalase: folder hasil '{out}' tidak boleh di dalam '{folder}'",
        "en": "etalase: the output folder '{out}' may not lie in '{folder}'",
    },
    "theme-missing": {
        "id": "etalase: folder '{path}' tidak ada; kembalikan, misalnya dengan git restore theme",
        "en": "etalase: the folder '{path}' is missing; bring it back, for example with git restore theme",
    },
    "cluster-missing": {
        "id": "etalase: untuk --cluster perlu paket distributed: pip install 'etalase[cluster]'",
        "en": "etalase: --cluster needs the package distributed: pip install 'etalase[cluster]'",
    },
    "cluster-unreachable": {
        "id": "etalase: scheduler Dask di '{address}' tidak bisa dihubungi: {detail}",
        "en": "etalase: the Dask scheduler at '{address}' cannot be reached: {detail}",
    },
    "cluster-idle": {
        "id": "etalase: scheduler Dask di '{address}' tidak punya worker; jalankan dask worker {address}",
        "en": "etalase: the Dask scheduler at '{address}' has no workers; start some with dask worker {address}",
    },
    "cluster-stranger": {
        "id": "etalase: worker ini tidak punya Etalase, Python, dan paket yang sama dengan komputer ini: {detail}",
        "en": "etalase: these workers have not the same Etalase, Python and packages as this machine: {detail}",
    },
    "cluster-lost": {
        "id": "etalase: cluster di '{address}' tidak menyelesaikan pekerjaan: {detail}",
        "en": "etalase: the cluster at '{address}' did not finish the work: {detail}",
    },
    "disk": {"id": "etalase: {path}: {reason}", "en": "etalase: {path}: {reason}"},
    "fault": {
        "id": "etalase: ini kesalahan kami, bukan Anda; mohon laporkan bersama teks di atas",
        "en": "etalase: this is a fault of ours, not yours; please report it with the text above",
    },
    "interrupted": {"id": "etalase: dihentikan", "en": "etalase: interrupted"},
    "inspect": {"id": "foto", "en": "photos"},
    "pictures": {"id": "gambar", "en": "pictures"},
    "cards": {"id": "kartu", "en": "cards"},
}


def entry() -> None:
    """The command `etalase`. What a terminal cannot show comes out as a question mark.

    It leaves without looking through what it holds, or freeing it: with ten thousand records that took as long as reading them.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    gc.disable()
    os._exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Does what the arguments say and gives the exit code. Nothing escapes: a fault of ours shows its traceback."""
    language = _asked_language(arguments)
    try:
        code = _obey(arguments, language)
        sys.stdout.flush()  # here, where a closed pipe can still be told
        return code
    except OSError as error:
        return _unprintable(error)
    except KeyboardInterrupt:
        print(_word("interrupted", language or "en"), file=sys.stderr)
        return INTERRUPTED
    except Exception:
        traceback.print_exc()
        print(_word("fault", language or "en"), file=sys.stderr)
        return OUR_FAULT


def _obey(arguments: Sequence[str], asked: Language | None) -> int:
    try:
        options = _parser(asked or _environment_language() or "en").parse_args(arguments, _defaults())
    except SystemExit as end:  # argparse has shown its help, or what is wrong with the arguments
        return WRONG_USAGE if end.code else DONE
    return _run(options, asked)


def _unprintable(error: OSError) -> int:
    """Our output goes nowhere: its reader has left, or its disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more at its end
    if isinstance(error, BrokenPipeError):
        return PIPE_CLOSED
    print(f"etalase: {error.strerror}", file=sys.stderr)
    return WRONG_USAGE


def _run(options: argparse.Namespace, asked: Language | None) -> int:
    root: Path = options.root
    job = Job(
        content=root / "content",
        theme=root / "theme",
        out=options.out or root / "public",
        cache=root / ".cache" / "etalase",
        url=f"{options.base_url.rstrip('/')}/" if options.base_url else "",
        search=options.search,
    )
    language = asked or _environment_language()
    try:
        mark = fingerprint(job) if options.verb == "build" and not _refusal(job, "en") else None
        summary = recall(job, mark.digest) if mark else None
        if not language:
            language = summary.language if summary else _site_language(job)
        if refusal := _refusal(job, language):
            print(refusal, file=sys.stderr)
            return WRONG_USAGE
        if options.verb == "reference":
            _write_reference(options.folder)
            return DONE
        if options.verb == "serve":
            _serve(job, options, language, asked or _site_language(job))
            return DONE
        if options.verb in ("catalogue", "labels"):
            return _print(job, options, language, asked)
        if options.verb == "kit":
            return _kit(job, options, language)
        advice: Sequence[Advice] = ()
        if options.verb == "check":
            lines, advice = _check(job, options.cluster, language)
        else:
            lines = _build(job, summary or mark, options.cluster, language, profile=options.profile)
        done = "" if options.format in FOR_PROGRAMS else "".join(lines)
        print(done + _report((), options.format, language, advice), end="")
        return DONE
    except ContentError as error:
        _print_mistakes(error, options.format, language or _site_language(job))
        return CONTENT_WRONG
    except BrokenPipeError:
        raise
    except OBSTACLES as error:
        print(_obstacle(error, job, language or "en"), file=sys.stderr)
        return WRONG_USAGE


def _print_mistakes(error: ContentError, format_: Format, language: Language) -> None:
    print(_report(error.problems, format_, language), end="", flush=True)
    if format_ == "text":
        print(_word("mistakes", language, n=len(error.problems)), file=sys.stderr)


def _obstacle(error: Exception, job: Job, language: Language) -> str:
    """What on this machine is in the way, for its owner to remove."""
    match error:
        case NotOurFolder():
            return _word("stranger", language, out=error)
        case BadEpoch():
            return _word("epoch", language, value=error)
        case BuiltInThemeMissing():
            return _word("theme-missing", language, path=error)
        case ClusterFault(args=(why, address, detail)):
            return _word(f"cluster-{why}", language, address=address, detail=detail)
        case OSError(errno=errno.EADDRINUSE):
            return _word("port-taken", language, path=error.filename, other=PORT + 1)
        case OSError():
            path = error.filename or os.path.relpath(job.out)
            return _word("disk", language, path=path, reason=error.strerror or error)
        case OperationalError():
            return _word("disk", language, path=os.path.relpath(job.cache), reason=error)
        case _:
            raise error


def _refusal(job: Job, language: Language) -> str:
    """Why these arguments cannot be meant; "" when they can."""
    if job.url and not _is_site_address(job.url):
        return _word("bad-base-url", language, url=job.url)
    for source in (job.content, job.theme):
        if job.out.resolve().is_relative_to(source.resolve()):
            return _word("out-inside", language, out=job.out, folder=source)
    return ""


# What takes long to import waits until it is known that there is something to do.


def _site_language(job: Job) -> Language:
    from etalase.sources import site_language

    return site_language(job.content)


def _is_site_address(url: str) -> bool:
    from etalase.formats import is_web_address

    return is_web_address(url) and "?" not in url and "#" not in url


def _report(problems: Sequence[Problem], format_: Format, language: Language, advice: Sequence[Advice] = ()) -> str:
    from etalase.reports import report

    return report(problems, format_, language, advice)


def _write_reference(folder: Path) -> None:
    from etalase.schema import write_reference

    write_reference(folder)


def _check(job: Job, cluster: str, language: Language) -> tuple[list[str], list[Advice]]:
    from etalase.crew import Crew
    from etalase.pipeline import check_site

    start = time.monotonic()
    site = check_site(job, Crew(cluster), _Bar(language).show)
    return [_word("no_mistakes", language, records=site.records, seconds=_seconds(start)) + "\n"], _advice(site, language)


def _advice(site: Site, language: Language) -> list[Advice]:
    """How many products are ready for each channel, and what the others lack most often."""
    from etalase.channels import tally

    words, products, advice = site.theme.messages[language], site.catalog.products, []
    for channel, (ready, lacking) in tally(site.editions[0].view, products).items():
        told = [_word("ready_products", language, ready=ready, products=len(products))]
        for lack, n in lacking.most_common(1):
            told.append(_word("ready_lack", language, lack=words(lack.key, n=lack.limit), n=n))
        title = _word("ready", language, channel=words(f"selling_{channel}"))
        advice.append(Advice(title, "; ".join(told), {"channel": channel, "ready": ready, "products": len(products)}))
    return advice


def _build(job: Job, known: Summary | Fingerprint | None, cluster: str, language: Language, *, profile: bool) -> list[str]:
    """`known` is what the last build did, if nothing has changed since, or else the job's fingerprint."""
    start = time.monotonic()
    if isinstance(known, Summary):
        summary = known
    else:
        from etalase.crew import Crew
        from etalase.pipeline import build_site

        summary = build_site(job, _Bar(language).show, Crew(cluster), known)
    lines = _summary_lines(summary, os.path.relpath(job.out), language, _seconds(start))
    return [f"{line}\n" for line in (*lines, *(_stage_lines(summary, language) if profile else ()))]


def _print(job: Job, options: argparse.Namespace, language: Language, asked: Language | None) -> int:
    """Make what goes on paper, in the language asked for or else the site's first."""
    from etalase.prints.press import OtherLanguage, print_catalogue, print_labels
    from etalase.prints.selection import Kind, NothingToPrint, Wanted

    start, progress = time.monotonic(), _Bar(language).show
    kinds: tuple[Kind, ...] = get_args(Kind)
    named = next(((kind, name) for kind in kinds if (name := getattr(options, kind, None)) is not None), None)
    made = "catalogue" if options.verb == "catalogue" else options.kind
    name = _word(f"file-{made}", asked or _site_language(job))
    suffix = f"-{_file_name(named[1])}" if named else ""
    out = options.out or options.root / "print" / f"{name}{suffix}{'.zip' if made == 'qr' else '.pdf'}"
    try:
        wanted = Wanted(named[0], _text_of(Path(named[1])) if named[0] == "list" else named[1]) if named else Wanted()
        if options.verb == "catalogue":
            products = print_catalogue(job, wanted, asked, options.paper, options.per_page, out, progress)
        else:
            products = print_labels(job, wanted, asked, options.kind, out, progress)
    except NothingToPrint as nothing:
        print(_nothing(nothing.kind, nothing.name, nothing.near, language), file=sys.stderr)
        return WRONG_USAGE
    except OtherLanguage as other:
        print(_word("other-language", language, languages=other), file=sys.stderr)
        return WRONG_USAGE
    print(_word("printed", language, products=products, seconds=_seconds(start), out=os.path.relpath(out)))
    return DONE


def _kit(job: Job, options: argparse.Namespace, language: Language) -> int:
    from etalase.kit import UnknownName, make_kit

    start, out = time.monotonic(), options.out or options.root / "kit" / f"{options.name}.zip"
    try:
        products = make_kit(job, options.name, out, _Bar(language).show)
    except UnknownName as unknown:
        near = "', '".join(unknown.near)
        said = _word("unknown-name", language, name=unknown.name)
        print(f"{said}{_word('meant', language, near=near) if near else ''}", file=sys.stderr)
        return WRONG_USAGE
    print(_word("printed", language, products=products, seconds=_seconds(start), out=os.path.relpath(out)))
    return DONE


def _nothing(kind: str, name: str, near: str, language: Language) -> str:
    said = _word("empty-list" if kind == "list" and not name else f"nothing-{kind}", language, name=name)
    return f"etalase: {said}{_word('meant', language, near=near) if near else ''}"


def _file_name(text: str) -> str:
    """What was asked for as a part of a file's name: `lampung-utara`."""
    return "-".join(re.findall(r"[a-z0-9]+", Path(text).stem.lower() if "/" in text else text.lower()))


def _text_of(file: Path) -> str:
    """The text of a list; as spreadsheets of old write it if it is not UTF-8."""
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _serve(job: Job, options: argparse.Namespace, language: Language, in_browser: Language) -> None:
    gc.enable()  # it stays for days

    def opened(url: str) -> None:
        print(_word("serving", language, url=url), flush=True)

    def built(outcome: Summary | Exception, seconds: float) -> None:
        match outcome:
            case Summary():
                made, written = outcome.pictures_made, outcome.files_written
                facts = {"rendered": outcome.pages_rendered, "made": made, "written": written, "seconds": f"{seconds:.2f}"}
                print(_word("rebuilt", language, **facts), flush=True)
            case ContentError():
                _print_mistakes(outcome, options.format, language)
            case NotOurFolder() | BadEpoch() | BuiltInThemeMissing() | OSError() | OperationalError():
                print(_obstacle(outcome, job, language), file=sys.stderr)
            case _:
                traceback.print_exception(outcome)
                print(_word("fault", language), file=sys.stderr)

    from etalase.serve import serve

    serve(job, options.port, in_browser, opened=opened, built=built, progress=lambda: _Bar(language).show)


def _summary_lines(summary: Summary, out: str, language: Language, seconds: str) -> list[str]:
    rendered = summary.pages_rendered
    pictures = {"made": summary.pictures_made, "reused": summary.pictures_reused, "opened": summary.photos_opened}
    return [
        _word("built_records", language, **summary.records),
        _word("built_pages", language, pages=summary.pages, rendered=rendered, reused=summary.pages - rendered),
        _word("built_pictures", language, **pictures),
        _word("built_search", language, state=_word(f"search_{summary.search}", language)),
        _word("built_files", language, files=summary.files, written=summary.files_written, seconds=seconds, out=out),
        _word("look", language, out=shlex.quote(out)),
    ]


def _stage_lines(summary: Summary, language: Language) -> list[str]:
    """A table: each stage, its seconds by the clock and of all cores."""
    rows = [(name, f"{wall:.2f}", f"{cores:.2f}") for name, wall, cores in summary.stages]
    heads = tuple(_word(f"profile_{head}", language) for head in ("stage", "wall", "cores"))
    return [f"{name:<10}{wall:>8}{cores:>8}" for name, wall, cores in (heads, *rows)]


def _seconds(start: float) -> str:
    return f"{time.monotonic() - start:.1f}"


def _word(key: str, language: Language, **facts: object) -> str:
    return WORDS[key][language].format_map(facts)


def _asked_language(arguments: Sequence[str]) -> Language | None:
    """`--lang` before the arguments are parsed, since their own help needs it."""
    for index, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--lang=") else ""
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value:
            return next((language for language in LANGUAGES if language == value), None)
    return None


def _environment_language() -> Language | None:
    """The language of the first locale variable that names one of ours. POSIX: LC_ALL, LC_MESSAGES, LANG."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return next((language for language in LANGUAGES if value.startswith(f"{language}_")), None)
    return None


def _defaults() -> argparse.Namespace:
    """Not `set_defaults`: it would change the arguments that the verbs share, and `--root DIR check` would lose its folder."""
    return argparse.Namespace(
        verb="build", root=Path(), out=None, base_url="", format="text", port=PORT, search=True, profile=False, cluster=""
    )


def _parser(language: Language) -> argparse.ArgumentParser:
    formats = get_args(Format)
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options = common.add_argument_group(_word("options", language))
    options.add_argument("-h", "--help", action="help", help=_word("help", language))
    options.add_argument("--root", type=Path, metavar="DIR", help=_word("root", language))
    options.add_argument("--lang", choices=LANGUAGES, help=_word("lang", language))
    options.add_argument("--format", choices=formats, help=_word("format", language, choices=", ".join(formats)))
    options.add_argument("--base-url", metavar="URL", help=_word("base-url", language))
    options.add_argument("--no-search", dest="search", action="store_false", help=_word("no-search", language))
    options.add_argument("--profile", action="store_true", help=_word("profile", language))
    options.add_argument("--out", type=Path, metavar="PATH", help=_word("out", language))
    shared: dict[str, Any] = {"parents": [common], "add_help": False, "formatter_class": _HELP[language]}
    parser = argparse.ArgumentParser(prog="etalase", description=_word("about", language), **shared)
    _add_cluster(parser, language)
    verbs = parser.add_subparsers(metavar=" | ".join(VERBS), title=_word("verbs", language))
    for name in VERBS:
        verb = verbs.add_parser(name, help=_word(name, language), description=_word(name, language), **shared)
        verb.set_defaults(verb=name)
        if name in ("build", "check"):
            _add_cluster(verb, language)
        if name == "serve":
            port = _word("port", language, port=PORT)
            verb.add_argument_group(_word("options", language)).add_argument("--port", type=_port, metavar="N", help=port)
        if name in ("catalogue", "labels"):
            _add_prints(verb, name, language)
        if name == "kit":
            verb.add_argument_group(_word("verbs", language)).add_argument("name", metavar="NAME", help=_word("name", language))
        if name == "reference":
            verb.add_argument_group(_word("verbs", language)).add_argument("folder", type=Path)
    return parser


def _add_cluster(parser: argparse.ArgumentParser, language: Language) -> None:
    group = parser.add_argument_group(_word("options", language), argument_default=argparse.SUPPRESS)
    group.add_argument("--cluster", metavar="URL", help=_word("cluster", language))


def _add_prints(parser: argparse.ArgumentParser, verb: str, language: Language) -> None:
    """What is printed, and how. Nobody wants two selections at once."""
    group = parser.add_argument_group(_word("options", language))
    chosen = group.add_mutually_exclusive_group()
    for name in ("group", "outlet", *(("kabupaten", "category") if verb == "catalogue" else ("list",))):
        chosen.add_argument(f"--{name}", metavar="FILE" if name == "list" else "NAME", help=_word(name, language))
    if verb == "catalogue":
        group.add_argument("--paper", choices=("a4", "a5"), default="a4", help=_word("paper", language))
        group.add_argument("--per-page", type=int, choices=(1, 4), default=1, help=_word("per-page", language))
    else:
        group.add_argument("--kind", choices=("label", "shelf", "qr"), default="label", help=_word("kind", language))


def _port(text: str) -> int:
    """A port's number; 0 for any that is free. Raises ValueError."""
    if (port := int(text)) not in range(65536):
        raise ValueError(text)
    return port


class _IndonesianHelp(argparse.HelpFormatter):
    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "pemakaian: " if prefix is None else prefix)


_HELP: Final[Mapping[Language, type[argparse.HelpFormatter]]] = {"id": _IndonesianHelp, "en": argparse.HelpFormatter}


@dataclass(slots=True)
class _Bar:
    """A progress bar for work that has taken a second, on a terminal; plain lines, few, where output is kept."""

    language: Language
    started: dict[str, float] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)

    def show(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        start = self.started.setdefault(stage, now)
        terminal = sys.stderr.isatty()
        if now - start < 1 or (done < total and now - self.last.get(stage, 0) < (0.1 if terminal else 10)):
            return
        self.last[stage] = now
        label = _word(stage, self.language)
        if terminal:
            filled = 24 * done // max(total, 1)
            end = "\r\x1b[K" if done >= total else ""
            print(f"\r{label} {'━' * filled}{' ' * (24 - filled)} {done}/{total}{end}", end="", file=sys.stderr, flush=True)
        else:
            print(f"{label} {done}/{total}", file=sys.stderr, flush=True)
