#!/usr/bin/env python3
"""The door to Etalase: prepares .venv from the lock files when needed, then hands over.

    python3 build.py                    builds the site
    python3 build.py check              looks for mistakes; so does every other verb and option of `etalase`
    python3 build.py test [arguments]   all checks and tests, or only pytest with these arguments

Needs Python 3.11 or newer with venv (Debian: python3, python3-venv), and the network the first time.
Exits with what it handed over to; 2 if this machine lacks something, 130 if interrupted.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

try:
    import fcntl
except ImportError:
    sys.exit("etalase: pakai Linux, macOS, atau WSL di Windows / use Linux, macOS, or WSL on Windows")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports", "--no-logo"),
    ("pytest", "-n", "3", "--dist", "worksteal"),
)


class Obstacle(Exception):
    """What only the person at this machine can remove; the message says how, in Indonesian and English."""


def main(arguments: list[str]) -> int:
    """Does what the arguments say and gives the exit code; does not come back from handing over to etalase."""
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 - this file alone must speak to older ones
            raise Obstacle(f"perlu Python 3.11+, ini {sys.version[:6]} / needs Python 3.11+, this is {sys.version[:6]}")
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        prepare(RUNTIME_LOCK)
        command = [str(PYTHON), "-P", "-m", "etalase", "--root", str(ROOT), *(arguments or ["build"])]
        os.execve(PYTHON, command, environment())
    except Obstacle as obstacle:
        say(str(obstacle))
        return 2
    except KeyboardInterrupt:
        return 130


def prepare(*locks: Path) -> None:
    """Makes .venv hold what locks name, the runtime lock first; only reads a few files if it does already."""
    with Path(__file__).open() as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # a second build waits here instead of meeting a half-made .venv
        if not is_ready(RUNTIME_LOCK):
            make_venv()
        for lock in locks:
            if not is_ready(lock):
                install(lock)


def is_ready(lock: Path) -> bool:
    """Whether .venv holds what lock names: its stamp is written last, so an interrupted install has none."""
    stamp = stamp_of(lock)
    return PYTHON.exists() and stamp.is_file() and stamp.read_text() == fingerprint(lock)


def stamp_of(lock: Path) -> Path:
    return VENV / f"{lock.name}.ready"


def fingerprint(lock: Path) -> str:
    """What an installed lock depends on: its bytes, the Python, and the place, which a venv's scripts name."""
    return f"{sys.implementation.cache_tag} {VENV} {hashlib.sha256(lock.read_bytes()).hexdigest()}\n"


def make_venv() -> None:
    if not importlib.util.find_spec("ensurepip"):  # Debian ships it in a package of its own
        raise Obstacle("Python ini belum punya venv / this Python lacks venv. Debian, Ubuntu: sudo apt install python3-venv")
    say("menyiapkan .venv, sekali saja, sekitar semenit … / preparing .venv, once, about a minute …")
    run_quietly(sys.executable, "-m", "venv", "--clear", VENV)


def install(lock: Path) -> None:
    say(f"memasang {lock.name} … / installing {lock.name} …")
    stamp_of(lock).unlink(missing_ok=True)
    # -I: a package on the user's own path would count as installed, and then be missing when we run.
    # Wheels only: every file is one whose hash the lock names, and none runs code to install itself.
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:")
    run_quietly(
        *(PYTHON, "-I", "-m", "pip", "install", *options, "-r", lock),
        hint="pemasangan gagal, apakah ada jaringan? / could not install, is there a network?",
    )
    stamp_of(lock).write_text(fingerprint(lock))


def run_tests(pytest_arguments: list[str]) -> int:
    """Runs pytest with these arguments, or without any, all CHECKS, even after one fails. Gives the first bad exit code."""
    prepare(RUNTIME_LOCK, DEV_LOCK)
    checks = [("pytest", *pytest_arguments)] if pytest_arguments else CHECKS
    tested = environment(ETALASE_CHROMIUM=find_browser())
    failed = {}
    for tool, *options in checks:
        print(f"== {tool} {' '.join(options)}", flush=True)
        if code := subprocess.call([VENV / "bin" / tool, *options], cwd=ROOT, env=tested):
            failed[tool] = code
    if failed:
        say(f"gagal / failed: {', '.join(failed)}")
    return next(iter(failed.values()), 0) % 256


def find_browser() -> str:
    """Path of a Chromium for the tests, installed if there is none; empty for the one that Playwright brings."""
    if wanted := os.environ.get("ETALASE_CHROMIUM"):
        if not shutil.which(wanted):
            raise Obstacle(f"ETALASE_CHROMIUM bukan program / is no program: {wanted}")
        return wanted
    if browser := installed_browser():
        return browser
    say("memasang Chromium untuk pengujian … / installing Chromium for the tests …")
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # libatomic1: Playwright's driver needs it, and the smallest Debian lacks it.
        install = "apt-get update; DEBIAN_FRONTEND=noninteractive apt-get install -y chromium libatomic1"
        with contextlib.suppress(Obstacle):  # there is another way below
            run_quietly("sh", "-c", install)
    if browser := installed_browser():
        return browser
    run_quietly(
        *(PYTHON, "-m", "playwright", "install", "chromium"),
        hint="pengujian perlu Chromium / the tests need Chromium: sudo apt install chromium",
    )
    return ""


def installed_browser() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def run_quietly(*command: str | Path, hint: str = "") -> None:
    """Runs command unseen; if it fails, raises Obstacle with the hint and the end of its output."""
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    done = subprocess.run(command, stdin=nothing, stdout=pipe, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        end = [f"    {line}" for line in done.stdout.decode(errors="replace").splitlines()[-6:]]
        raise Obstacle("\n".join([hint or "gagal / failed", f"  {' '.join(map(str, command))}", *end]))


def environment(**extra: str) -> dict[str, str]:
    """Ours: etalase is imported from the project root, and nothing from the user's own PYTHONPATH."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def say(text: str) -> None:
    print(f"etalase: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
