"""build.py, the lock files and the wheel: from a fresh clone to the first line of etalase.

The real runs use lock files that name nothing, so they make a true .venv without the network.
"""

import ast
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
STUB = """
import pathlib, sys
print(pathlib.Path.cwd(), *sys.argv[1:])
sys.exit(7)
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project of the door, empty lock files and an etalase that says where and how it was called."""
    root = tmp_path / "a clone"
    (root / "etalase").mkdir(parents=True)
    (root / "etalase" / "__main__.py").write_text(STUB)
    (root / "requirements.lock").touch()
    (root / "requirements-dev.lock").touch()
    shutil.copy(ROOT / "build.py", root)
    return root


@pytest.fixture
def door(clone: Path) -> ModuleType:
    """The clone's build.py as a module: what it makes, it makes there."""
    spec = importlib.util.spec_from_file_location("door", clone / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def prepared(door: ModuleType) -> ModuleType:
    """The door of a clone whose .venv looks ready."""
    door.PYTHON.parent.mkdir(parents=True)
    door.PYTHON.touch()
    for lock in (door.RUNTIME_LOCK, door.DEV_LOCK):
        door.stamp_of(lock).write_text(door.fingerprint(lock))
    return door


def open_door(clone: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(clone / "build.py"), *arguments]
    return subprocess.run(command, cwd=clone.parent, env={**os.environ, **variables}, capture_output=True, text=True, check=False)


def test_first_run_prepares_later_runs_only_hand_over(clone: Path) -> None:
    first = open_door(clone)
    assert (first.returncode, first.stdout) == (7, f"{clone.parent} --root {clone} build\n")
    assert "preparing .venv" in first.stderr

    later = open_door(clone, "check", "--format", "github", PYTHONPATH="/elsewhere")
    assert (later.returncode, later.stdout) == (7, f"{clone.parent} --root {clone} check --format github\n")
    assert later.stderr == ""


def test_interrupted_install_gives_130_and_is_made_again(clone: Path) -> None:
    command = [sys.executable, str(clone / "build.py")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stderr
        said = running.stderr.readline()
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does for Ctrl-C: to pip and venv as well
        said += running.stderr.read()
    assert running.returncode == 130
    assert "preparing" in said
    assert "Traceback" not in said
    assert open_door(clone).returncode == 7


def test_failed_install_shows_the_end_of_what_pip_said(clone: Path) -> None:
    (clone / "requirements.lock").write_text(f"no-such-thing==1 --hash=sha256:{'0' * 64}\n")
    failed = open_door(clone, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert failed.returncode == 2
    assert "could not install, is there a network?" in failed.stderr
    assert "No matching distribution found for no-such-thing==1" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not list((clone / ".venv").glob("*.ready"))


def test_python_without_venv_names_the_package_to_install(clone: Path) -> None:
    without = "import runpy, sys; sys.modules['ensurepip'] = None; runpy.run_path(sys.argv[1], run_name='__main__')"
    command = [sys.executable, "-c", without, str(clone / "build.py")]
    stopped = subprocess.run(command, capture_output=True, text=True, check=False)
    assert stopped.returncode == 2
    assert stopped.stderr.count("\n") == 1
    assert "sudo apt install python3-venv" in stopped.stderr
    assert not (clone / ".venv").exists()


def unlink_stamp(door: ModuleType) -> None:
    door.stamp_of(door.RUNTIME_LOCK).unlink()


def change_lock(door: ModuleType) -> None:
    door.RUNTIME_LOCK.write_text("# a newer one\n")


def change_python(door: ModuleType) -> None:
    stamp = door.stamp_of(door.RUNTIME_LOCK)
    stamp.write_text(stamp.read_text().replace(str(sys.implementation.cache_tag), "cpython-310"))


def remove_python(door: ModuleType) -> None:
    door.PYTHON.unlink()


def cut_stamp(door: ModuleType) -> None:
    door.stamp_of(door.RUNTIME_LOCK).write_text("")


def test_ready_when_stamped(prepared: ModuleType) -> None:
    assert prepared.is_ready(prepared.RUNTIME_LOCK)
    assert prepared.is_ready(prepared.DEV_LOCK)


@pytest.mark.parametrize("change", [unlink_stamp, change_lock, change_python, remove_python, cut_stamp])
def test_not_ready_after(prepared: ModuleType, change: Callable[[ModuleType], None]) -> None:
    change(prepared)
    assert not prepared.is_ready(prepared.RUNTIME_LOCK)


def test_install_takes_the_stamp_away_before_it_begins(prepared: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*command: object, hint: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(prepared, "run_quietly", die)
    with pytest.raises(KeyboardInterrupt):
        prepared.install(prepared.DEV_LOCK)
    assert not prepared.is_ready(prepared.DEV_LOCK)


def test_old_python_can_read_the_door() -> None:
    ast.parse((ROOT / "build.py").read_text(), feature_version=(3, 8))


def test_old_python_is_told_so(door: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version_info", (3, 9, 2))
        code = door.main([])
    assert code == 2
    assert "needs Python 3.11+" in capsys.readouterr().err


@pytest.fixture
def calls(prepared: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What `build.py test` would run; mypy fails with 1, pytest with 4."""
    seen: list[str] = []

    def call(command: list[str], *, cwd: Path, env: dict[str, str]) -> int:
        assert env["ETALASE_CHROMIUM"] == "/some/chromium"
        seen.append(" ".join([Path(command[0]).name, *command[1:]]))
        return {"mypy": 1, "pytest": 4}.get(Path(command[0]).name, 0)

    monkeypatch.setattr(prepared, "find_browser", lambda: "/some/chromium")
    monkeypatch.setattr(subprocess, "call", call)
    yield seen


def test_every_check_runs_even_after_one_failed(prepared: ModuleType, calls: list[str]) -> None:
    assert prepared.main(["test"]) == 1
    assert [call.split()[0] for call in calls] == ["ruff", "ruff", "mypy", "lint-imports", "pytest"]


def test_arguments_after_test_go_to_pytest_alone(prepared: ModuleType, calls: list[str]) -> None:
    assert prepared.main(["test", "-k", "door"]) == 4
    assert calls == ["pytest -k door"]


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_finds_an_installed_browser(door: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    browser = tmp_path / name
    browser.touch(mode=0o755)
    monkeypatch.delenv("ETALASE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert door.find_browser() == str(browser)


def test_prefers_the_named_browser(door: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "mine"
    browser.touch(mode=0o755)
    monkeypatch.setenv("ETALASE_CHROMIUM", str(browser))
    assert door.find_browser() == str(browser)


def test_no_tests_without_a_browser(
    prepared: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ETALASE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(prepared, "PYTHON", shutil.which("false", path=os.defpath))  # Playwright cannot download one
    monkeypatch.setattr(prepared, "prepare", lambda *locks: None)
    assert prepared.main(["test"]) == 2
    assert "the tests need Chromium" in capsys.readouterr().err

    monkeypatch.setenv("ETALASE_CHROMIUM", "/nowhere/chromium")
    assert prepared.main(["test"]) == 2
    assert "/nowhere/chromium" in capsys.readouterr().err


def pins_of(lock: Path) -> dict[str, str]:
    """Name → version and hashes, of everything that lock names; not the Pythons it is for, which one lock may widen."""
    statements = re.sub(r"\\\n| ; [^\\\n]+", " ", lock.read_text()).splitlines()
    pins = (line.partition("==") for line in statements if line and not line.lstrip().startswith("#"))
    return {name: pin for name, _, pin in pins}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_pins_everything_by_hash(lock: Path) -> None:
    pins = pins_of(lock)
    assert pins
    assert [name for name, pin in pins.items() if not re.search(r" --hash=sha256:[0-9a-f]{64}\b", pin)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_names_no_address_and_no_machine(lock: Path) -> None:
    text = lock.read_text()
    assert re.findall(r"\S*://\S*|\s/\S+|--(?:extra-)?index-url\s|--find-links", text) == []


def test_dev_lock_agrees_with_the_runtime_lock() -> None:
    runtime, dev = (pins_of(lock) for lock in LOCKS)
    assert {name: dev.get(name) for name in runtime} == runtime


def test_locks_are_as_new_as_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for asked, lock in zip((project["dependencies"], project["optional-dependencies"]["dev"]), LOCKS, strict=True):
        assert {re.split("[<>=!~;[ ]", each)[0] for each in asked} - pins_of(lock).keys() == set()


def test_wheel_brings_the_theme(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("etalase-*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    themed = {f"etalase/{file.relative_to(ROOT).as_posix()}" for file in (ROOT / "theme").rglob("*") if file.is_file()}
    assert themed
    assert themed <= packed
    assert "etalase/__init__.py" in packed
    assert any(name.endswith("licenses/LICENSE") for name in packed)
    assert {name.split("/")[0] for name in packed} == {"etalase", wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"}
