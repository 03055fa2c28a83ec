"""The site while it is being written: served on this machine only, built again on each change, reloaded by the browser.

1. The folders that a site is made of are watched, and the site is built in this process, one build at a time.
2. The server gives out the built files as they are; each page only gets `serve.css` and `serve.js` added on its way out.
3. That script keeps a stream of events open. After each build it is told which bytes its page has now, and what is wrong:
   it reloads a page that has changed, or lays the mistakes over the page that was last right. Of the few records that
   somebody is just editing the pages are given out as soon as they are made, before the rest of the site.

Nothing is written but what a build writes: the site keeps its own address, and is served below that address's path.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Condition, Thread
from typing import Any, Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

from watchfiles import Change, watch

from etalase.crew import Crew
from etalase.jobs import Job, Summary, built_in_theme
from etalase.languages import Language
from etalase.outputs import digest
from etalase.pipeline import Early, Progress, build_site
from etalase.problems import ContentError
from etalase.wording import say, tame

Outcome = Summary | Exception  # what a build did, or why it could not
HOST: Final = "127.0.0.1"
_OWN: Final = "/.etalase/"  # no address of a site begins with a dot
_EVENTS: Final = f"{_OWN}events"
_OWN_FILES: Final = {f"{_OWN}{name}": Path(__file__).with_name(name) for name in ("serve.css", "serve.js")}
_MOST_SHOWN: Final = 50  # mistakes in the browser; one word taken from the vocabulary can make thousands
_TYPES: Final[Mapping[str, str]] = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}
_WORDS: Final[Mapping[str, Mapping[Language, str]]] = {
    "mistakes": {"id": "{n} kesalahan", "en": "Mistakes: {n}"},
    "mend": {
        "id": "Situs yang lama tidak berubah. Perbaiki lalu simpan; kotak ini hilang sendiri.",
        "en": "The site that was there has not changed. Mend and save; this box goes by itself.",
    },
    "hint": {"id": "Saran: {hint}", "en": "Hint: {hint}"},
    "more": {"id": "dan {n} lagi, semuanya di terminal", "en": "and {n} more, all of them in the terminal"},
    "stuck": {"id": "Situs tidak bisa dibuat", "en": "The site could not be made"},
    "terminal": {
        "id": "Sebabnya ada di terminal. Situs yang lama tidak berubah.",
        "en": "The terminal says why. The site that was there has not changed.",
    },
    "close": {"id": "Tutup", "en": "Close"},
    "making": {"id": "Situs sedang dibuat …", "en": "The site is being made …"},
}


def serve(
    job: Job,
    port: int,
    language: Language,
    *,
    opened: Callable[[str], None],
    built: Callable[[Outcome, float], None],
    progress: Callable[[], Progress],
) -> None:
    """Serve the site of `job` and build it now and on each change, until interrupted. `language` is the browser's.

    `opened` is told the address, `built` each build's outcome and seconds; `progress` makes one for each build. Port 0 takes
    any that is free. Raises OSError, with the address as its file name, when the port cannot be had; and what else than
    mistakes ends the first build. Later ones may fail for any reason: the server lives on.
    """
    preview = Preview(out=job.out, language=language)
    with _open_server(preview, port) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            opened(f"http://{HOST}:{server.server_address[1]}/")
            for turn, _ in enumerate(changes_in(job.content, job.theme, built_in_theme())):
                start = time.monotonic()
                outcome = _build(job, progress(), preview.show_early)
                if turn == 0 and not isinstance(outcome, Summary | ContentError):
                    raise outcome
                preview.show(outcome)
                built(outcome, time.monotonic() - start)
        finally:
            server.shutdown()


def _build(job: Job, progress: Progress, early: Early) -> Outcome:
    """One build. A search index that may lag behind would be left out here, and made after a quiet moment."""
    try:
        return build_site(job, progress, Crew(stays=True), early=early)
    except Exception as error:
        return error


def changes_in(*folders: Path) -> Iterator[None]:
    """Gives once when all folders are watched, then after each change in them; what changes meanwhile is given next.

    A folder may be missing, come later, or be replaced by another.
    """
    while True:
        watched = _existing(folders)
        waiting = watch(
            *watched,
            watch_filter=partial(_is_content, watched),
            debounce=50,  # ms; the longest that a row of changes, such as a checkout's, is gathered
            step=10,  # ms without a change before a change is told
            rust_timeout=100,  # ms until a look whether the folders are still the same
            yield_on_timeout=True,
        )
        next(waiting)  # it watches from here on
        yield
        for changes in waiting:
            if changes:
                yield
            if _existing(folders) != watched or any(path in watched for _, path in changes):
                break  # a folder removed and made anew needs a new watch: the old one never tells of it again


def _existing(folders: Iterable[Path]) -> tuple[str, ...]:
    return tuple(str(folder.absolute()) for folder in folders if folder.is_dir())


def _inode(path: Path) -> int:
    """The inode; 0 where there is nothing."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _is_content(folders: tuple[str, ...], change: Change, path: str) -> bool:
    """Hidden files and folders, such as an editor's or Git's own, are no content: a build does not read them."""
    return not any(path.startswith(folder) and "/." in path.removeprefix(folder) for folder in folders)


@dataclass(frozen=True, slots=True)
class Answer:
    """To one request. `tag` is a digest of what lies on the disk, "" where nothing does."""

    status: HTTPStatus
    kind: str
    body: bytes
    tag: str = ""
    location: str = ""


@dataclass(slots=True)
class Preview:
    """What is to be seen now: the built files, and what the last build said. The builder shows, the server's threads read.

    `turn` counts what it has shown. Pages of a build that is not done yet stand before those on the disk.
    """

    out: Path
    language: Language
    turn: int = 0
    _early: Mapping[str, bytes] = field(default_factory=dict)
    _notice: Mapping[str, object] | None = None
    _told: Condition = field(default_factory=Condition)

    def show(self, outcome: Outcome) -> None:
        """Take in what a build did, and wake all who wait for it."""
        with self._told:
            self.turn += 1
            self._early = {}
            self._notice = _notice_of(outcome, self.language)
            self._told.notify_all()

    def show_early(self, pages: Mapping[str, bytes]) -> None:
        """Take in pages by path while the rest is still being made, and wake all who wait."""
        with self._told:
            self.turn += bool(pages)
            self._early = pages
            self._told.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """The turn, as soon as it is not `seen`, at the latest after these seconds."""
        with self._told:
            self._told.wait_for(lambda: self.turn != seen, seconds)
            return self.turn

    def state_of(self, path: str) -> str:
        """For `serve.js` on the page at this path, as JSON: the page's tag, and the notice to lay over it, or null."""
        return json.dumps({"page": self.answer(path).tag, "notice": self._notice}, ensure_ascii=False)

    def answer(self, target: str) -> Answer:
        """What a request for `target`, a path as it is in the address, gets.

        A build renames two folders when it ends: who asks between the two, asks again.
        """
        path = unquote(target.partition("?")[0])
        if own := _OWN_FILES.get(path):
            return _file_answer(own, own.read_bytes())
        for _ in range(50):
            folder = _inode(self.out)
            answer = self._find(path) if folder else self._not_yet()
            if answer.status == HTTPStatus.OK or folder == _inode(self.out):
                break
            time.sleep(0.01)
        return answer

    def _find(self, path: str) -> Answer:
        base = _base_of(self.out)
        if path == "/" != base:
            return _redirect(base)
        name = path.removeprefix(base) if path.startswith(base) else ".."
        if early := self._early.get(f"{name}index.html"):
            return _file_answer(Path("index.html"), early)
        try:
            root = self.out.resolve()
            file = (root / name).resolve()
            if name == "sw.js":  # what a browser keeps would outlive this server, and stand in for the next on its port
                file = root = built_in_theme() / "static" / "no-worker.js"
            if file.is_relative_to(root):
                if file.is_dir() and not path.endswith("/"):
                    return _redirect(f"{path}/")
                page = file / "index.html" if path.endswith("/") else file
                return _file_answer(page, page.read_bytes())
        except (OSError, ValueError):  # nothing there; or no name that a file can have
            pass
        return self._not_found()

    def _not_found(self) -> Answer:
        try:
            return _file_answer(Path("404.html"), (self.out / "404.html").read_bytes(), HTTPStatus.NOT_FOUND)
        except OSError:
            return Answer(HTTPStatus.NOT_FOUND, _TYPES[".txt"], b"404\n")

    def _not_yet(self) -> Answer:
        page = (
            f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Etalase</title>\n'
            f'<link rel="icon" href="data:,">\n</head>\n<body class="etalase-making">\n<main><h1>'
            f"{_word('making', self.language)}</h1></main>\n</body>\n</html>\n"
        )
        return Answer(HTTPStatus.SERVICE_UNAVAILABLE, _TYPES[".html"], _listening(page.encode(), ""))


def _file_answer(file: Path, data: bytes, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    tag = digest(data)
    body = _listening(data, tag) if file.suffix == ".html" else data
    return Answer(status, _TYPES.get(file.suffix, "application/octet-stream"), body, tag)


def _redirect(path: str) -> Answer:
    return Answer(HTTPStatus.FOUND, _TYPES[".txt"], b"", location=quote(path))


def _listening(page: bytes, tag: str) -> bytes:
    """The page with our style sheet and script at the end of its head."""
    before, end, after = page.partition(b"</head>")
    ours = (
        f'<link rel="stylesheet" href="{_OWN}serve.css">\n'
        f'<script type="module" src="{_OWN}serve.js" data-etalase-page="{tag}"></script>\n'
    )
    return b"".join((before, ours.encode(), end, after))


def _base_of(out: Path) -> str:
    """The path below which the built site lies, `/` or `/repo/`, from its own address as its robots.txt has it."""
    try:
        found = re.search(r"^Sitemap: (\S+/)[^/\s]+$", (out / "robots.txt").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return unquote(urlsplit(found[1]).path) if found else "/"


def _notice_of(outcome: Outcome, language: Language) -> Mapping[str, object] | None:
    """What the browser lays over the page: a title, a text, and the mistakes with their places; None when all is well."""
    match outcome:
        case Summary():
            return None
        case ContentError():
            problems, left = outcome.problems[:_MOST_SHOWN], len(outcome.problems) - _MOST_SHOWN
            said = [(tame(str(each.location)), say(each, language)) for each in problems]
            return {
                "title": _word("mistakes", language, n=len(outcome.problems)),
                "text": _word("mend", language),
                "close": _word("close", language),
                "mistakes": [
                    {"place": place, "message": each.message, "hint": _word("hint", language, hint=each.hint)}
                    for place, each in said
                ],
                "more": _word("more", language, n=left) if left > 0 else "",
            }
        case _:
            fault = {"place": "", "message": tame(f"{type(outcome).__name__}: {outcome}"), "hint": ""}
            return {
                "title": _word("stuck", language),
                "text": _word("terminal", language),
                "close": _word("close", language),
                "mistakes": [fault],
                "more": "",
            }


def _word(key: str, language: Language, **facts: object) -> str:
    return _WORDS[key][language].format_map(facts)


class _Server(ThreadingTCPServer):
    """Not http.server's own: that one asks the network for this machine's name, which can take seconds."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    preview: Preview

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser may leave in the middle of an answer; anything else is a fault of ours."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _open_server(preview: Preview, port: int) -> _Server:
    try:
        server = _Server((HOST, port), _Handler)
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"{HOST}:{port}") from error
    server.preview = preview
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "etalase"
    sys_version = ""
    disable_nagle_algorithm = True  # else a page waits 40 ms for the browser to acknowledge its headers
    server: _Server

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == _EVENTS:
            self._stream(parse_qs(query).get("page", ["/"])[0])
        else:
            self._send(self.server.preview.answer(self.path))

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """The terminal is for builds."""

    def _send(self, answer: Answer) -> None:
        known = answer.status == HTTPStatus.OK and self.headers.get("If-None-Match") == f'"{answer.tag}"'
        self.send_response(HTTPStatus.NOT_MODIFIED if known else answer.status)
        self.send_header("Cache-Control", "no-cache")
        if answer.tag:
            self.send_header("ETag", f'"{answer.tag}"')
        if answer.location:
            self.send_header("Location", answer.location)
        if not known:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if not known and self.command != "HEAD":
            self.wfile.write(answer.body)

    def _stream(self, page: str) -> None:
        """Server-sent events: one now, one after each build. https://html.spec.whatwg.org/multipage/server-sent-events.html"""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        preview, seen = self.server.preview, -1
        while self.command != "HEAD":
            turn = preview.wait(seen, seconds=10)
            event = f"retry: 500\ndata: {preview.state_of(page)}" if turn != seen else ": here"  # fails once nobody listens
            self.wfile.write(f"{event}\n\n".encode())
            seen = turn
