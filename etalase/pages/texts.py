"""Records as Markdown, beside their pages: plain facts for assistants, messengers and whoever copies them.

What a page says in tables is said here in a list; its story is written back from the HTML that `markup` made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Final

from etalase.editions import Edition, Fact
from etalase.views import Badge, Labelled

_TAG = re.compile(r"(<[^>]*>)")
_HREF = re.compile(r' href="([^"]*)"')
_SPACES = re.compile(r"\s+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
_OPENING = re.compile(r"(\d{0,9})([-+#=~.)])(?=\s|$|[#=~-])")  # what would begin a list, heading or rule
_INLINE: Final = {"strong": "**", "em": "*", "code": "`"}
_HEADINGS: Final = {f"h{rank}": f"{'#' * rank} " for rank in range(2, 7)}


def text_of(edition: Edition, *, title: str, lead: str, facts: Iterable[Fact], notes: Iterable[str], html: str) -> bytes:
    """A record as Markdown: its name, the opening sentence, facts, what is said of them, its story."""
    listed = "\n".join(f"- {escaped(label)}: {_value(edition, text, links)}" for label, text, links in facts)
    lead = f"> {escaped(lead)}" if lead else ""
    parts = (f"# {escaped(title)}", lead, listed, *map(escaped, notes), markdown_of(html, _origin(edition)))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def permits_fact(edition: Edition, badges: Iterable[Badge]) -> Fact:
    """All that is said of permits, in one line."""
    said = "; ".join(
        f"{' '.join(filter(None, (each.name, each.number)))}: {each.status} {each.note}".strip(": ") for each in badges
    )
    return (edition.t("permits_heading"), said, ())


def _value(edition: Edition, text: str, links: Iterable[Labelled]) -> str:
    return ", ".join(_link(edition, link) for link in links) or escaped(text)


def _link(edition: Edition, link: Labelled) -> str:
    href = f"{_origin(edition)}{link.href}" if link.href.startswith("/") else link.href
    return f"[{escaped(link.label)}]({href})" if href and href != link.label else f"<{href}>" if href else escaped(link.label)


def _origin(edition: Edition) -> str:
    """What links that start at the root lack to be whole."""
    addresses = edition.catalog.addresses
    return addresses.url.removesuffix(addresses.base)


def escaped(text: str) -> str:
    """A line of text that Markdown shows as it is."""
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text), count=1) if _OPENING.match(text) else _SPECIAL.sub(r"\\\1", text)


def markdown_of(html: str, origin: str) -> str:
    """HTML that `markup` made → Markdown; links that start at the root begin with `origin`. HTML's own line ends mean nothing."""
    writer = _Writer(origin)
    for number, piece in enumerate(_TAG.split(html)):
        if number % 2:
            writer.tag(piece[1:-1].lstrip("/").partition(" ")[0], piece, closes=piece[1] == "/")
        else:
            writer.text(unescape(piece))
    writer.flush()
    return "\n".join(writer.lines)


class _Writer:
    """Lines of Markdown. `marks` are what open blocks put before their first line and later ones; `begun` of them have a line."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.lines: list[str] = []
        self.marks: list[tuple[str, str]] = []
        self.begun = 0
        self.lists: list[tuple[bool, int]] = []  # of each open list, whether it is numbered, and how many items it has so far
        self.links: list[str] = []
        self.held = ""
        self.is_code = self.is_tight = False

    def tag(self, name: str, piece: str, *, closes: bool) -> None:
        match name:
            case "strong" | "em" | "code":
                self.is_code = name == "code" and not closes
                self.held += _INLINE[name]
            case "a":
                self._link(piece, closes=closes)
            case "br":
                self.held += "\\\n"
            case "ul" | "ol" | "li" | "blockquote":
                self.flush()
                self._nest(name, closes=closes)
            case "th" | "td":
                self.held += " | " if closes else ""
            case "tr":
                self._row(closes=closes)
            case "span" | "table" | "tbody":
                pass
            case "thead":
                if closes:
                    self._line("|" + " --- |" * (self.lines[-1].replace("\\|", "").count("|") - 1), tight=True)
            case "pre":
                self._pre(closes=closes)
            case "hr":
                self.flush()
                self._line("---")
            case _:
                self.flush()
                self.held = "" if closes else _HEADINGS.get(name, "")

    def text(self, text: str) -> None:
        if self.is_code:
            self.held += text
            return
        text = _SPACES.sub(" ", text)
        begins = not self.held or self.held.endswith(("\n", "| "))
        self.held += escaped(text.lstrip()) if begins else _SPECIAL.sub(r"\\\1", text)

    def flush(self) -> None:
        """Write the block that is held."""
        if text := self.held.strip():
            self._line(text, tight=self.is_tight)
            self.is_tight = False
        self.held = ""

    def _line(self, text: str, *, tight: bool = False) -> None:
        if self.lines and not tight:
            self.lines.append("".join(rest for _, rest in self.marks[: self.begun]).rstrip())
        for line in text.split("\n"):
            marks = (rest if number < self.begun else first for number, (first, rest) in enumerate(self.marks))
            self.lines.append("".join(marks) + line)
            self.begun = len(self.marks)

    def _link(self, piece: str, *, closes: bool) -> None:
        if closes:
            self.held += f"]({self.links.pop()})"
            return
        found = _HREF.search(piece)
        href = unescape(found[1]) if found else ""
        self.links.append(f"{self.origin}{href}" if href.startswith("/") else href)
        self.held += "["

    def _nest(self, name: str, *, closes: bool) -> None:
        if name in ("ul", "ol"):
            if closes:
                self.lists.pop()
            else:
                self.lists.append((name == "ol", 0))
        elif closes:
            self.marks.pop()
            self.begun = min(self.begun, len(self.marks))
        elif name == "blockquote":
            self.marks.append(("> ", "> "))
        else:
            is_numbered, items = self.lists[-1]
            self.lists[-1] = (is_numbered, items + 1)
            self.is_tight = items > 0 or len(self.lists) > 1
            mark = f"{items + 1}. " if is_numbered else "- "
            self.marks.append((mark, " " * len(mark)))

    def _row(self, *, closes: bool) -> None:
        if not closes:
            self.held = "| "
            return
        self._line(self.held.rstrip(), tight=bool(self.lines) and self.lines[-1].lstrip("> ").startswith("|"))
        self.held = ""

    def _pre(self, *, closes: bool) -> None:
        if not closes:
            self.flush()
            self.is_code = True
            return
        self.is_code = False
        code = self.held.strip("`").strip("\n")
        self._line(f"```\n{code}\n```")
        self.held = ""
