"""Ask Pagefind for the index of some records.

Its service takes records over a pipe, one by one, and gives the files of a bundle back (`pagefind/src/service` of its source).
So the pages of a bundle stand in the order given here. From a folder it takes them as the file system lists them, and the
same words make other bytes on another disk.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, Any, Final

import pagefind_bin

# Pagefind's own stemmer makes `granjang` of keranjang, which nobody finds before its last letter is typed. Records
# without a language are not stemmed: a word is found by its beginning.
LANGUAGE: Final = "unknown"

# One arena: with one a thread, each keeps its own holes, and Pagefind needs 50 MB more. It packs each fragment with
# buffers of some 100 KB, which a thread keeps for the next: given back each time, they took a fifth of all its CPU time.
_ALLOCATOR: Final = {"_RJEM_MALLOC_CONF": "narenas:1,tcache_max:1048576"}
_CONTENT: Final = "x"  # what is found of a record is in its fields, but without any content it is left out
_END: Final = b","  # of a message, which is JSON in Base64
_AT_ONCE: Final = 1 << 16  # bytes: what a pipe holds


def index_of(records: Mapping[str, Mapping[str, str]], folder: Path) -> dict[str, bytes]:
    """What Pagefind makes of records: its files, by their paths in a bundle.

    `records` are fields of words, by URL; they stand in the index in the order given. Pagefind runs in `folder`, where no
    configuration of the directory's owner can reach it. Raises RuntimeError when it fails.
    """
    requests: list[Mapping[str, object]] = [{"type": "NewIndex", "config": {}}]
    for url, fields in records.items():
        about = {"url": url, "content": _CONTENT, "language": LANGUAGE, "meta": fields}
        requests.append({"type": "AddRecord", "index_id": 0, **about})
    requests.append({"type": "GetFiles", "index_id": 0})
    answer = _last_answer(requests, folder)
    return {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}


def _last_answer(requests: Sequence[Mapping[str, object]], folder: Path) -> Mapping[str, Any]:
    """What the service says to the last request. When its input ends it stops, whatever is left to do: so that stays open."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")} | _ALLOCATOR
    with TemporaryFile() as errors:
        with subprocess.Popen(
            [pagefind_bin.get_executable(), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=environment,
            bufsize=0,
        ) as service:
            assert service.stdin and service.stdout
            sender = Thread(target=_send, args=(requests, service.stdin))
            sender.start()
            try:
                for number, answer in enumerate(_answers(service.stdout), 1):
                    if number == len(requests):
                        return answer
            finally:
                service.kill()
                sender.join()
        errors.seek(0)
        last = "\n".join(errors.read().decode(errors="replace").strip().splitlines()[-5:])
    raise RuntimeError(f"pagefind stopped with code {service.returncode}:\n{last}")


def _send(requests: Iterable[Mapping[str, object]], stream: IO[bytes]) -> None:
    with suppress(BrokenPipeError):  # it has stopped, which its answers tell
        for number, request in enumerate(requests):
            message = json.dumps({"message_id": number, "payload": request})
            stream.write(base64.b64encode(message.encode()) + _END)


def _answers(stream: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    """Raises RuntimeError at the first that is an error."""
    begun: list[bytes] = []
    while read := stream.read(_AT_ONCE):
        *ends, rest = read.split(_END)
        for end in ends:
            answer = json.loads(base64.b64decode(b"".join((*begun, end))))["payload"]
            if answer["type"] == "Error":
                raise RuntimeError(f"pagefind: {answer['message']}")
            yield answer
            begun.clear()
        begun.append(rest)
