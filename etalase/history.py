"""History: what Git remembers of products → prices that were changed, and products that are there no longer.

Asked for where the project's folder is a Git work tree of its own. What lies behind a shallow clone is not known, and not missed:
the oldest commit there is only adds files. Nothing is read from the clock or from files that are not committed, so one commit has
one history.
"""

from __future__ import annotations

import pickle
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import yaml

from etalase.ledger import Ledger
from etalase.stamps import history_stamp

COMMITS: Final = 100  # the latest that touch a product
COMPARED: Final = 500  # products in them, so that one commit that touches thousands does not cost a build its time

_PRODUCT = re.compile(r"content/products/([a-z0-9-]+)(?:/index)?\.(yaml|md)")


class Change(NamedTuple):
    """What a commit did to a product: another price in whole units (None: to be asked), or `gone`.

    `when` is the commit's moment as RFC 3339 has it; `names` are what it was called, in Indonesian and English.
    """

    slug: str
    commit: str
    when: str
    names: tuple[str, str]
    before: int | None
    after: int | None
    gone: bool


class _Said(NamedTuple):
    """What a file said of a product; of one that was not published, nothing."""

    names: tuple[str, str]
    price: int | None


class _Touched(NamedTuple):
    slug: str
    commit: str
    when: str
    old: tuple[str, str]  # name of the blob ("" for none) and the file's ending
    new: tuple[str, str]


def known_changes(project: Path, ledger: Ledger) -> Sequence[Change]:
    """The latest changes, asked again after each commit."""
    stamp = history_stamp(project)
    if not any(stamp):
        return ()
    noted = ledger.noted(f"history {project}")
    known, changes = pickle.loads(noted) if noted else (None, ())
    if known != stamp:
        changes = changes_in(project)
        ledger.note(f"history {project}", pickle.dumps((stamp, changes)))
    return cast(Sequence[Change], changes)


def changes_in(project: Path) -> tuple[Change, ...]:
    """The latest changes, newest first; none where there is no history, or no Git."""
    touched = [*islice(_touched(_git(project, "log", f"-{COMMITS}", *_LOG)), COMPARED)]
    wanted = {blob for each in touched for blob in (each.old, each.new) if blob[0]}
    said = dict(_said(project, sorted(wanted))) if wanted else {}
    return tuple(change for each in touched if (change := _change(each, said.get(each.old), said.get(each.new))))


_LOG: Final = (
    "--no-renames", "--raw", "--no-abbrev", "-z", "--format=%x01%H %cI", "--", "content/products",
)  # fmt: skip


def _git(project: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What Git answers; nothing when it cannot, or is not there."""
    command = ["git", f"--git-dir={project / '.git'}", f"--work-tree={project}", *arguments]
    try:
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""


def _touched(log: bytes) -> Iterator[_Touched]:
    """The products that each commit of `git log --raw -z` changed or took away; a file that moved is one product."""
    for commit in log.decode("utf-8", "replace").split("\x01")[1:]:
        head, *rest = commit.split("\0")
        name, _, when = head.strip().partition(" ")
        blobs: dict[str, list[tuple[str, str]]] = {}
        for what, path in zip(rest[::2], rest[1::2], strict=False):
            if not (found := _PRODUCT.fullmatch(path)):
                continue
            _, _, old, new, _ = what.strip().split(" ")
            of_product = blobs.setdefault(found[1], [("", ""), ("", "")])
            for side, blob in enumerate((old, new)):
                if blob.strip("0"):
                    of_product[side] = (blob, found[2])
        yield from (_Touched(slug, name, when, old, new) for slug, (old, new) in sorted(blobs.items()) if old[0])


def _said(project: Path, blobs: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], _Said]]:
    """What each of these said of its product."""
    blobs = [*blobs]
    answer = _git(project, "cat-file", "--batch", given="".join(f"{name}\n" for name, _ in blobs).encode())
    for blob in blobs:
        head, _, answer = answer.partition(b"\n")
        size = head.rpartition(b" ")[2]
        if size.isdigit():
            text, answer = answer[: int(size)], answer[int(size) + 1 :]
            if said := _read(text.decode("utf-8", "replace"), blob[1]):
                yield blob, said


def _read(text: str, ending: str) -> _Said | None:
    """None for a draft, and for what cannot be read now, whatever it was then."""
    header = text.partition("\n---")[0].removeprefix("---") if ending == "md" else text
    try:
        fields = yaml.load(header, yaml.CSafeLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(fields, Mapping) or fields.get("draft") is True:
        return None
    price = fields.get("price")
    amount = price.get("amount") if isinstance(price, Mapping) else price
    return _Said(_names(fields.get("name")), amount if isinstance(amount, int) else None)


def _names(name: Any) -> tuple[str, str]:
    first, second = (name.get("id"), name.get("en")) if isinstance(name, Mapping) else (name, None)
    return str(first or second or ""), str(second or first or "")


def _change(touched: _Touched, old: _Said | None, new: _Said | None) -> Change | None:
    """None where nothing was changed that a reader of the feed would want to know."""
    if not old or (new and old.price == new.price):
        return None
    names, after = (new.names, new.price) if new else (old.names, None)
    return Change(touched.slug, touched.commit, touched.when, names, old.price, after, gone=not new)
