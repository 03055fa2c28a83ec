"""The server of `serve`: what it answers, what it watches, how it begins and ends."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from etalase.problems import ContentError, Location, problem
from etalase.serve import HOST, Answer, Preview, _open_server, changes_in
from tests.sites import build_in, copy_content

ROOT = Path(__file__).resolve().parent.parent
WRONG = ContentError([problem(Location("content/a.yaml", 2, 3), "yaml-tab")])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden site, built once."""
    return build_in(tmp_path_factory.mktemp("serve"))[0]


@pytest.fixture(scope="module")
def below(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden site as it is for an address with a path."""
    return build_in(tmp_path_factory.mktemp("below"), url="https://dinas.example/katalog/")[0]


def ask(out: Path, target: str) -> Answer:
    return Preview(out=out, language="id").answer(target)


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("/", "index.html"),
        ("/?q=1", "index.html"),
        ("/produk/keranjang/", "produk/keranjang/index.html"),
        ("/produk/keranjang/index.html", "produk/keranjang/index.html"),
        ("/p%72oduk/", "produk/index.html"),
        ("/site.webmanifest", "site.webmanifest"),
    ],
)
def test_a_file_is_found_by_its_address(out: Path, target: str, file: str) -> None:
    answer = ask(out, target)
    assert answer.status == HTTPStatus.OK
    unchanged = re.sub(rb'<link rel="stylesheet" href="/\.etalase.*?</script>\n', b"", answer.body, flags=re.DOTALL)
    assert unchanged == (out / file).read_bytes()
    assert (unchanged == answer.body) == (not file.endswith(".html"))


@pytest.mark.parametrize(
    "target",
    [
        "/nichts/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/produk/../../secret.txt",
        "/..%2fsecret.txt",
        "//secret.txt",
        "/link.txt",
        "/404.html/",
        "/%00",
        "/\\..\\secret.txt",
        "/" + "x" * 5000,
        "/%ff",
        "produk/",
        "*",
        "",
        "/aset",
        "/aset/",
    ],
)
def test_nothing_else_is_given_out(out: Path, tmp_path: Path, target: str) -> None:
    """No file outside the site, by whichever spelling or link, and no list of a folder."""
    site = Path(shutil.copytree(out, tmp_path / "public"))
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    answer = ask(site, target)
    assert answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FOUND)
    assert b"secret" not in answer.body
    if answer.location:
        assert ask(site, answer.location).status == HTTPStatus.NOT_FOUND


def test_a_page_that_is_not_there_is_the_sites_own(out: Path) -> None:
    answer = ask(out, "/nichts/")
    assert b"<h1" in answer.body
    assert answer.tag.encode() in answer.body


def test_a_folder_without_its_slash_leads_to_it(out: Path) -> None:
    assert ask(out, "/produk").location == "/produk/"


def test_a_site_lies_below_the_path_of_its_address(below: Path) -> None:
    assert ask(below, "/").location == "/katalog/"
    home = ask(below, "/katalog/")
    assert home.status == HTTPStatus.OK
    linked = re.findall(rb' (?:href|src)="(/[^"/][^"]*)"', home.body)
    assert len(linked) > 10
    assert {address for address in linked if ask(below, address.decode()).status != HTTPStatus.OK} == set()
    assert ask(below, "/produk/").status == HTTPStatus.NOT_FOUND


def test_every_kind_of_file_has_its_type(out: Path) -> None:
    files = [path for path in out.rglob("*") if path.is_file() and path.suffix and "pf_" not in path.suffix]
    kinds = {path.suffix: ask(out, f"/{path.relative_to(out).as_posix()}").kind for path in files}
    assert {".html", ".css", ".js", ".avif", ".jpg", ".woff2", ".webmanifest", ".xml", ".json", ".svg"} <= kinds.keys()
    assert {suffix for suffix, kind in kinds.items() if kind == "application/octet-stream"} <= {".bin", ".pagefind"}
    assert kinds[".webmanifest"] == "application/manifest+json"
    assert kinds[".html"] == "text/html; charset=utf-8"


def test_a_page_that_changes_has_another_tag(out: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(out, tmp_path / "public"))
    preview = Preview(out=site, language="id")
    before = json.loads(preview.state_of("/produk/"))["page"]
    assert before.encode() in preview.answer("/produk/").body
    (site / "index.html").write_text("x")
    assert json.loads(preview.state_of("/produk/"))["page"] == before
    (site / "produk/index.html").write_text("x")
    assert json.loads(preview.state_of("/produk/"))["page"] != before


def test_a_page_that_is_ready_early_stands_before_the_old_one_until_the_site_is_done(out: Path) -> None:
    preview = Preview(out=out, language="id")
    old, seen = preview.answer("/produk/gula-cetak/"), preview.turn
    preview.show_early({"produk/gula-cetak/index.html": b"<head></head>new"})
    assert preview.wait(seen, 0) != seen
    assert preview.answer("/produk/gula-cetak/").body.endswith(b"</head>new")
    assert preview.answer("/produk/keranjang/").status == HTTPStatus.OK
    preview.show(ContentError([]))
    assert preview.answer("/produk/gula-cetak/") == old


@pytest.mark.parametrize(("language", "hint"), [("id", "Saran: Ganti tab"), ("en", "Hint: Replace")])
def test_mistakes_are_told_with_place_and_hint(out: Path, language: str, hint: str) -> None:
    preview = Preview(out=out, language=language)  # type: ignore[arg-type]
    preview.show(WRONG)
    [mistake] = json.loads(preview.state_of("/"))["notice"]["mistakes"]
    assert mistake["place"] == "content/a.yaml:2:3"
    assert mistake["message"]
    assert mistake["hint"].startswith(hint)


def test_of_thousands_of_mistakes_some_are_shown(out: Path) -> None:
    preview = Preview(out=out, language="en")
    preview.show(ContentError(problem(Location("content/a.yaml", line), "yaml-tab") for line in range(1, 3001)))
    notice = json.loads(preview.state_of("/"))["notice"]
    assert len(notice["mistakes"]) == 50
    assert (notice["title"], notice["more"]) == ("Mistakes: 3000", "and 2950 more, all of them in the terminal")


def test_a_fault_of_ours_is_told_too(out: Path) -> None:
    preview = Preview(out=out, language="en")
    preview.show(RuntimeError("ours\x1b[2J"))
    notice = json.loads(preview.state_of("/"))["notice"]
    assert notice["mistakes"][0]["message"] == "RuntimeError: ours\ufffd[2J"


def test_before_the_first_site_a_page_waits(tmp_path: Path) -> None:
    answer = ask(tmp_path / "public", "/produk/")
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"/.etalase/serve.js" in answer.body


@pytest.fixture
def port(out: Path) -> Iterator[int]:
    """A server over the golden site."""
    with _open_server(Preview(out=out, language="id"), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def fetch(port: int, method: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_head_is_get_without_its_body(port: int) -> None:
    got, body = fetch(port, "GET", "/produk/")
    head, nothing = fetch(port, "HEAD", "/produk/")
    assert nothing == b""
    assert int(head.headers["Content-Length"]) == len(body) > 0
    assert {name: head.headers[name] for name in ("Content-Type", "ETag")} == {
        name: got.headers[name] for name in ("Content-Type", "ETag")
    }


def test_a_browser_asks_each_time_and_gets_only_what_is_new(port: int) -> None:
    got, _ = fetch(port, "GET", "/produk/")
    assert got.headers["Cache-Control"] == "no-cache"
    again, body = fetch(port, "GET", "/produk/", **{"If-None-Match": got.headers["ETag"]})
    assert (again.status, body) == (HTTPStatus.NOT_MODIFIED, b"")


def test_statuses_arrive(port: int) -> None:
    assert fetch(port, "GET", "/nichts/")[0].status == HTTPStatus.NOT_FOUND
    moved, _ = fetch(port, "GET", "/produk")
    assert (moved.status, moved.headers["Location"]) == (HTTPStatus.FOUND, "/produk/")
    assert fetch(port, "POST", "/")[0].status == HTTPStatus.NOT_IMPLEMENTED


def test_the_server_is_on_loopback_alone(out: Path) -> None:
    with _open_server(Preview(out=out, language="id"), 0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_changes_are_told_in_folders_that_come_late_and_come_back(tmp_path: Path) -> None:
    content, theme = tmp_path / "content", tmp_path / "theme"
    content.mkdir()
    changes = changes_in(content, theme)
    next(changes)
    (content / "new.yaml").write_text("a: 1")
    next(changes)
    theme.mkdir()
    next(changes)
    (theme / "site.css").write_text("a {}")
    next(changes)
    shutil.rmtree(content)
    content.mkdir()
    next(changes)
    time.sleep(0.3)  # what the folders' exchange still had to tell
    (content / "again.yaml").write_text("a: 1")
    next(changes)
    changes.close()  # type: ignore[attr-defined]


def test_hidden_files_change_nothing(tmp_path: Path) -> None:
    content = tmp_path / ".hidden" / "content"
    (content / ".git").mkdir(parents=True)
    changes = changes_in(content)
    next(changes)
    told = threading.Event()
    waiting = threading.Thread(target=lambda: (next(changes), told.set()))
    waiting.start()
    (content / ".a.yaml.swp").write_text("x")
    (content / ".git" / "index").write_text("x")
    assert not told.wait(0.5)
    (content / "a.yaml").write_text("x")
    waiting.join(timeout=30)
    assert told.is_set()


def command(root: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "etalase", "serve", "--root", str(root), *arguments]
    return subprocess.Popen(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_command_says_where_and_ends_when_interrupted(tmp_path: Path) -> None:
    copy_content(tmp_path)
    with command(tmp_path, "--port", "0", "--lang", "en") as process:
        assert process.stdout
        opened, built = process.stdout.readline(), process.stdout.readline()
        found = re.fullmatch(r"Open http://127\.0\.0\.1:(\d+)/ in a browser; Ctrl-C ends it\.\n", opened)
        assert found
        assert re.match(r"\d+ pages rendered, \d+ pictures made, \d+ files written, [\d.]+ seconds\.", built)
        assert fetch(int(found[1]), "GET", "/produk/")[0].status == HTTPStatus.OK
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (130, "", "etalase: interrupted\n")


def test_what_is_in_the_way_of_a_later_build_is_said_and_the_server_lives_on(tmp_path: Path) -> None:
    product = copy_content(tmp_path) / "products" / "gula-cetak.yaml"
    with command(tmp_path, "--port", "0", "--lang", "en") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.readline()
        shutil.rmtree(tmp_path / "public")
        (tmp_path / "public").mkdir()
        (tmp_path / "public" / "letter.txt").write_text("not ours")
        product.write_text(product.read_text().replace("Gula Aren", "Gula Batok"))
        assert "public' was not made by etalase" in process.stderr.readline()
        (tmp_path / "public" / "letter.txt").unlink()
        product.write_text(product.read_text().replace("category: makanan", "category: makannan"))
        assert process.stdout.readline().startswith("content/products/gula-cetak.yaml:3:11: there is no 'makannan'")
        product.write_text(product.read_text().replace("category: makannan", "category: makanan"))
        assert "Did you mean 'makanan'?" in process.stdout.readline()
        assert "pages rendered" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130


@pytest.mark.parametrize(("language", "words"), [("id", "sudah dipakai program lain"), ("en", "is used by another program")])
def test_a_port_that_is_taken_is_wrong_usage(tmp_path: Path, language: str, words: str) -> None:
    with socket.create_server((HOST, 0)) as other:
        taken = other.getsockname()[1]
        with command(tmp_path, "--port", str(taken), "--lang", language) as process:
            _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"{HOST}:{taken} {words}" in errors
    assert "--port 8001" in errors


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_a_port_that_cannot_be_is_wrong_usage(tmp_path: Path, port: str) -> None:
    with command(tmp_path, f"--port={port}") as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "--port" in errors
