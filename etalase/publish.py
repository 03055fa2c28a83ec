"""Stage and promote: files → a folder beside the output, which then takes its place in one swap.

What the last build wrote under the same key is linked from the old folder and not made again; when nothing at all has
changed, the old folder stays as it is.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from etalase.outputs import OutputFile, digest

MANIFEST_VERSION: Final = 1
Stamp = tuple[str, int, int]  # key, size in bytes, time of change in ns


_LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # what file managers leave behind


class NotOurFolder(Exception):
    """The output folder is, or holds, something that no build made; carries its path."""


@contextmanager
def alone_in(cache: Path) -> Iterator[None]:
    """Wait until no other build uses this cache, and let none in meanwhile. The system frees it when a process dies."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A whole site, ready to take the place of the old one. `folder` is None when nothing changed."""

    folder: Path | None
    manifest: Path
    stamps: Mapping[str, Stamp]
    made: tuple[str, ...]
    reused: tuple[str, ...]


def stage(files: Iterable[OutputFile], out: Path, cache: Path) -> Staged:
    """Make what is new into a staging folder beside `out`, and link the rest from it.

    Two files with one path raise ValueError: addresses are unique by construction, so that is a fault of ours. Raises
    NotOurFolder when `out` has content that no build of ours wrote.
    """
    out = out.resolve()
    manifest = cache / "outputs" / f"{digest(str(out))}.json"
    known = _read_manifest(manifest)
    _recover(out)
    _refuse_strangers(out, known.keys() | _read_manifest(_pending(manifest)).keys())
    staging = out.with_name(f".{out.name}.next")
    _remove(staging)
    try:
        return _fill(staging, files, out, known, manifest)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _fill(staging: Path, files: Iterable[OutputFile], out: Path, known: Mapping[str, Stamp], manifest: Path) -> Staged:
    folders: set[Path] = set()
    keys: dict[str, str] = {}
    made: list[str] = []
    for file in files:
        if file.path in keys:
            raise ValueError(f"two files want to be {file.path}")
        keys[file.path] = file.key
        if not _is_current(out, file, known):
            _write(staging / file.path, file.make(), folders)
            made.append(file.path)
    reused = sorted(keys.keys() - set(made))
    if not made and known.keys() == keys.keys():
        return Staged(folder=None, manifest=manifest, stamps=known, made=(), reused=tuple(reused))
    for path in reused:
        _link(out / path, staging / path, folders)
    stamps = {path: _stamp(staging / path, key) for path, key in sorted(keys.items())}
    return Staged(folder=staging, manifest=manifest, stamps=stamps, made=tuple(made), reused=tuple(reused))


def promote(staged: Staged, out: Path) -> None:
    """Put the staged site in the place of the old one: two renames, so nobody sees half a site."""
    if staged.folder is None:
        return
    out = out.resolve()
    old = out.with_name(f".{out.name}.old")
    _remove(old)
    staged.manifest.parent.mkdir(parents=True, exist_ok=True)
    pending = _pending(staged.manifest)
    pending.write_text(json.dumps({"version": MANIFEST_VERSION, "files": staged.stamps}))
    if out.exists():
        out.rename(old)
    try:
        staged.folder.rename(out)
    except OSError:
        _recover(out)
        raise
    pending.replace(staged.manifest)
    shutil.rmtree(old, ignore_errors=True)


def _pending(manifest: Path) -> Path:
    """The manifest of a site that is about to be promoted: after a crash its files are still known as ours."""
    return manifest.with_suffix(".new")


def _recover(out: Path) -> None:
    """Put the old site back where a run was ended between the two renames."""
    old = out.with_name(f".{out.name}.old") if out.name else out
    if old.is_dir() and not out.exists():
        old.rename(out)


def _remove(folder: Path) -> None:
    """Remove a leftover folder wholly, or say why not: its files must not get into the new site."""
    if folder.exists():
        shutil.rmtree(folder)


def _read_manifest(manifest: Path) -> dict[str, Stamp]:
    try:
        read = json.loads(manifest.read_text())
        if read["version"] != MANIFEST_VERSION:
            return {}
        return {path: (str(key), int(size), int(changed)) for path, (key, size, changed) in read["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _refuse_strangers(out: Path, ours: Set[str]) -> None:
    """Raise NotOurFolder rather than delete what no build made: a `.git`, a `CNAME`, somebody's documents.

    A site that another machine's cache knows is told by what every build makes.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise NotOurFolder(out)
    strangers = [path for path in _files_in(out) if path not in ours]
    if strangers and any((out / path).is_file() for path in ours):
        raise NotOurFolder(out / strangers[0])
    if strangers and not _is_a_site(out):
        raise NotOurFolder(out)


def _files_in(folder: Path) -> Iterator[str]:
    for base, _, names in os.walk(folder):
        start = os.path.relpath(base, folder).replace(os.sep, "/")
        yield from (name if start == "." else f"{start}/{name}" for name in names if name not in _LITTER)


def _is_a_site(out: Path) -> bool:
    foreign = (out / "CNAME").exists() or any(path.name.startswith(".") for path in out.iterdir())
    return (out / "404.html").is_file() and (out / "aset").is_dir() and not foreign


def _is_current(out: Path, file: OutputFile, known: Mapping[str, Stamp]) -> bool:
    stamp = known.get(file.path)
    if stamp is None or stamp[0] != file.key:
        return False
    try:
        return _stamp(out / file.path, file.key) == stamp
    except OSError:
        return False


def _stamp(path: Path, key: str) -> Stamp:
    status = path.stat()
    return (key, status.st_size, status.st_mtime_ns)


def _write(path: Path, data: bytes, folders: set[Path]) -> None:
    _make_folder(path.parent, folders)
    path.write_bytes(data)


def _link(source: Path, target: Path, folders: set[Path]) -> None:
    """A hard link, or a copy that keeps the time of change where the file system has no links."""
    _make_folder(target.parent, folders)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _make_folder(folder: Path, folders: set[Path]) -> None:
    if folder not in folders:
        folder.mkdir(parents=True, exist_ok=True)
        folders.add(folder)
