"""A Dask cluster: the site is the same whoever makes it, and a worker that dies costs time only.

Scheduler and workers are processes of their own on this machine, as they would be on others.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from distributed import Client
from PIL import Image

from etalase import cli
from etalase.crew import Crew
from etalase.jobs import ClusterFault, Job
from etalase.pipeline import build_site, check_site
from etalase.problems import ContentError
from etalase.publish import write_file
from tests.sites import copy_content, files_of, job_in, write_files

ROOT = Path(__file__).resolve().parent.parent
PRODUCTS = 120
PHOTOS = 9
LONGEST = 60  # seconds that are waited for what takes one or two
PRODUCT = "name: Tikar {}\ngroup: anyam-hulu\ncategory: anyaman\nprice: {}\nstock: ready\nsince: 2026-08-01\n"
PHOTO = "photos:\n  - {file: foto.jpg, alt: Tikar}\n"


@dataclass
class Cluster:
    """A scheduler and its workers, started from here."""

    folder: Path
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, path: Path = ROOT) -> subprocess.Popen[bytes]:
        """One more worker, with the Etalase that lies in `path`."""
        options = [self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self.folder)]
        return _run("dask_worker", options, self.folder, path)

    def crew(self) -> Crew:
        """With 3 workers, and batches so small that each has many."""
        self.workers = [worker for worker in self.workers if worker.poll() is None]
        self.workers += [self.start() for _ in range(3 - len(self.workers))]
        self.wait_for(3)
        return Crew(self.address, few=20, batch=5)

    def wait_for(self, count: int) -> None:
        with self.seen() as client:
            wait_until(lambda: len(client.nthreads()) == count)

    def seen(self) -> Client:
        return Client(self.address, set_as_default=False)


def _run(module: str, options: list[str], folder: Path, path: Path = ROOT) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(path)}, stdout=log, stderr=log)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def is_open(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    found = Cluster(folder, f"tcp://127.0.0.1:{port}", _run("dask_scheduler", options, folder))
    try:
        wait_until(lambda: is_open(port))
        yield found
    finally:
        for process in (*found.workers, found.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden directory with many more products."""
    content = copy_content(tmp_path_factory.mktemp("many"))
    for number in range(PRODUCTS):
        text = PRODUCT.format(number, 10_000 + number)
        if number >= PHOTOS:
            write_files(content, {f"products/tikar-{number}.yaml": text})
            continue
        folder = write_files(content, {f"products/tikar-{number}/index.yaml": text + PHOTO}) / f"products/tikar-{number}"
        Image.new("RGB", (700, 600), (number * 20, 90, 30)).save(folder / "foto.jpg")
    return content


@pytest.fixture(scope="module")
def expected(content: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site as this machine makes it."""
    return made_here(content, tmp_path_factory.mktemp("here"))


def made_here(content: Path, folder: Path) -> dict[str, bytes]:
    job = job_in(folder, content=content, search=False)
    build_site(job)
    return files_of(job.out)


def doomed(cluster: Cluster) -> Callable[[], int]:
    """Kill, as the system would, a worker that is doing something; gives how many tasks it had."""

    def kill() -> int:
        with cluster.seen() as client:
            processes = client.run(os.getpid)
            busy: dict[str, tuple[str, ...]] = {}

            def is_busy() -> bool:
                busy.update({at: tasks for at, tasks in client.processing().items() if tasks})
                return bool(busy)

            wait_until(is_busy)
            victim = next(worker for worker in cluster.workers if worker.pid == processes[next(iter(busy))])
        victim.kill()
        victim.wait()
        return len(next(iter(busy.values())))

    return kill


def test_a_worker_that_dies_among_pages_costs_no_page(
    cluster: Cluster, content: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    crew, job = cluster.crew(), job_in(tmp_path, content=content, search=False)
    staged: list[int] = []

    def pages() -> int:
        return sum(1 for _ in tmp_path.glob(".public.next/*/**/*.html"))

    def kill_in_the_middle() -> None:
        wait_until(lambda: pages() > 30)
        doomed(cluster)()
        staged.append(pages())

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    summary = build_site(job, crew=crew)
    killer.join()
    assert 30 < staged[0] < summary.pages
    assert files_of(job.out) == expected
    cluster.wait_for(2)


def test_a_worker_that_dies_among_pictures_costs_no_picture(
    cluster: Cluster, content: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    crew, job = cluster.crew(), job_in(tmp_path, content=content, search=False)
    lost: list[int] = []

    def kill_after_the_first(stage: str, done: int, total: int) -> None:
        if stage == "pictures" and not lost:
            lost.append(doomed(cluster)() if done < total else 0)

    build_site(job, kill_after_the_first, crew)
    assert lost[0] > 0
    assert files_of(job.out) == expected


def test_workers_that_stay_see_each_change(cluster: Cluster, content: Path, tmp_path: Path) -> None:
    """They keep the site of the last build in memory; this one has other records, at other places of the list."""
    crew, mine = cluster.crew(), Path(shutil.copytree(content, tmp_path / "content"))
    job = job_in(tmp_path, content=mine, search=False)
    build_site(job, crew=crew)
    write_files(mine, {"products/aaa.yaml": PRODUCT.format("Baru", 1), "site.yaml": changed_site(mine)})
    (mine / "products/tikar-20.yaml").unlink()
    build_site(job, crew=crew)
    assert files_of(job.out) == made_here(mine, tmp_path / "again")


def changed_site(content: Path) -> str:
    text = (content / "site.yaml").read_text()
    changed = text.replace("name:", "name:", 1).replace("https://", "https://baru.", 1)
    assert changed != text
    return changed


def test_the_command_takes_a_relative_root(
    cluster: Cluster, content: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.crew()
    shutil.copytree(content, tmp_path / "proyek" / "content")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["build", "--root", "proyek", "--no-search", "--cluster", cluster.address]) == 0
    assert files_of(tmp_path / "proyek" / "public") == expected


def raised_by(job: Job, crew: Crew) -> tuple[object, ...]:
    with pytest.raises(ContentError) as caught:
        build_site(job, crew=crew)
    return caught.value.problems


def test_mistakes_come_from_a_worker_as_they_are(cluster: Cluster, content: Path, tmp_path: Path) -> None:
    """In a template, which only rendering finds; in records; in photos."""
    crew = cluster.crew()
    template = (ROOT / "theme/templates/product.html").read_text()
    assert "{% block main %}" in template
    wrong = template.replace("{% block main %}", "{% block main %}{{ nothing.at.all }}")
    write_files(tmp_path, {"theme/templates/product.html": wrong})
    job = job_in(tmp_path, content=content, search=False)
    assert raised_by(job, crew) == raised_by(job, Crew()) != ()
    mine = Path(shutil.copytree(content, tmp_path / "content"))
    write_files(mine, {"products/tikar-3/foto.jpg": b"\xff\xd8\xff\xe0 no photo"})
    for number in range(41, 80):
        write_files(mine, {f"products/tikar-{number}.yaml": PRODUCT.format("Salah", "Rp5")})
    job = job_in(tmp_path / "wrong", content=mine)
    assert raised_by(job, crew) == raised_by(job, Crew()) != ()


def test_a_worker_with_another_etalase_is_named(cluster: Cluster, tmp_path: Path) -> None:
    crew = cluster.crew()
    for folder in ("etalase", "theme"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    write_files(tmp_path, {"etalase/languages.py": (ROOT / "etalase/languages.py").read_bytes() + b"# other\n"})
    stranger = cluster.start(tmp_path)
    try:
        cluster.wait_for(4)
        with pytest.raises(ClusterFault) as caught:
            check_site(job_in(tmp_path), crew, lambda stage, done, total: None)
    finally:
        stranger.kill()
        stranger.wait()
    cluster.wait_for(3)
    why, address, workers = caught.value.args
    assert (why, address) == ("stranger", cluster.address)
    assert workers.startswith("tcp://127.0.0.1:")
    assert "," not in workers


@pytest.mark.parametrize(("language", "words"), [("id", "tidak bisa dihubungi"), ("en", "cannot be reached")])
@pytest.mark.parametrize("address", [f"tcp://127.0.0.1:{free_port()}", "127.0.0.1", "ftp://127.0.0.1:1"])
def test_a_scheduler_that_cannot_be_reached_is_told_in_words(
    address: str, language: str, words: str, content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "content").symlink_to(content)
    assert cli.main(["check", "--root", str(tmp_path), "--lang", language, "--cluster", address]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"'{address}' {words}: " in err


def test_without_the_package_the_command_says_how_to_get_it(content: Path, tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(content)
    program = "import sys; sys.modules['distributed'] = None; from etalase.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "check", "--root", str(tmp_path), "--lang", "en", "--cluster", "tcp://127.0.0.1:1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "etalase: --cluster needs the package distributed: pip install 'etalase[cluster]'\n"


@pytest.mark.parametrize("left", [b"<p>whole</p>", b"<p>wh", b""], ids=["done", "cut off", "begun"])
def test_a_page_that_a_dead_worker_has_left_is_written_whole(left: bytes, tmp_path: Path) -> None:
    folder = tmp_path / ".public.next" / "1"
    write_files(folder, {"a/index.html": left})
    written = write_file(folder, tmp_path / "public", "a/index.html", "key", b"<p>whole</p>")
    status = (folder / "a/index.html").stat()
    assert (written.is_new, written.output) == (True, ("key", status.st_size, status.st_mtime_ns))
    assert files_of(tmp_path) == {".public.next/1/a/index.html": b"<p>whole</p>"}
