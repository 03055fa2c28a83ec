"""Records as Markdown, beside their pages: plain facts for assistants, messengers and whoever copies them.

What a page says in tables is said here in a list; its story is written back from the HTML that `markup` made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape
from typing import Final

from etalase.editions import Edition, Fact
from etalase.model import Contact
from etalase.views import Badge, Labelled

_BACKSLASH: Final = "\ufdd5"  # noncharacters, in no text: what is not escaped again, and the ends of a quotation
_QUOTES, _UNQUOTES = "\ufdd6", "\ufdd7"
_PLAIN: Final = {
    "<strong>": "**", "</strong>": "**", "<em>": "*", "</em>": "*", "<br>": _BACKSLASH, "<hr>": "\n---",
    "<span>": "", "</span>": "", "</tr>": "|", "</th>": " ", "</td>": " ", "<blockquote>": _QUOTES,
    "</blockquote>": _UNQUOTES,
}  # fmt: skip
_PLAINEST: Final = (("<p>", "\n"), ("</p>", ""), ("</li>", ""))  # most tags, so they are written first of all
_TAG = re.compile(r"<[^>]*>")
_TOKEN = re.compile(  # begins with a set, by which `re` looks ahead in half the time
    r"[<&\\`*_\[\]](?:(?<=<)(?:code>(?P<code>[^<]*)</code>|pre>(?P<pre>.*?)</pre>|a href=\"(?P<href>[^\"]*)\"[^>]*>|[^>]*>)"
    r"|(?<=&)lt;|(?<=[\\`*_\[\]]))",
    re.DOTALL,
)
_IN_TABLE = re.compile(r"\n(?=<t[dh]\b|</tr>)|\n</?tbody>")
_OPENED = re.compile(r"(<(?:p|li)>|<br>\n)(\d{0,9})([-+#=~.)](?=[\s#=~-]|<)|&gt;)")  # what would begin a list or heading
_QUOTED = re.compile(f"{_QUOTES}([^{_QUOTES}{_UNQUOTES}]*){_UNQUOTES}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_OPENING = re.compile(r"(\d{0,9})([-+#=~.)])(?=\s|$|[#=~-])")


def text_of(edition: Edition, *, title: str, lead: str, facts: Iterable[Fact], notes: Iterable[str], html: str) -> bytes:
    """A record as Markdown: its name, the opening sentence, facts, what is said of them, its story."""
    addresses = edition.catalog.addresses
    origin = addresses.url.removesuffix(addresses.base)  # what links that start at the root lack to be whole
    listed = "\n".join([f"- {escaped(label)}: {_value(origin, text, links)}" for label, text, links in facts])
    lead = f"> {escaped(lead)}" if lead else ""
    parts = (f"# {escaped(title)}", lead, listed, *map(escaped, notes), markdown_of(html, origin))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def permits_fact(edition: Edition, badges: Iterable[Badge]) -> Fact:
    """All that is said of permits, in one line."""
    said = "; ".join(
        f"{' '.join(filter(None, (each.name, each.number)))}: {each.status} {each.note}".strip(": ") for each in badges
    )
    return (edition.t("permits_heading"), said, ())


def chat_of(contact: Contact | None) -> str:
    """The chat's address without a message, which whoever reads this will word."""
    return f"https://wa.me/{contact.whatsapp}" if contact and contact.whatsapp else ""


def _value(origin: str, text: str, links: Sequence[Labelled]) -> str:
    return ", ".join([_link(origin, link) for link in links]) if links else escaped(text)


def _link(origin: str, link: Labelled) -> str:
    href = f"{origin}{link.href}" if link.href.startswith("/") else link.href
    return f"[{escaped(link.label)}]({href})" if href and href != link.label else f"<{href}>" if href else escaped(link.label)


@lru_cache(4096)
def escaped(text: str) -> str:
    """A line of text that Markdown shows as it is."""
    return _OPENING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text), count=1) if _OPENING.match(text) else _SPECIAL.sub(r"\\\1", text)


def markdown_of(html: str, origin: str) -> str:
    """HTML that `markup` made → Markdown; links that start at the root begin with `origin`.

    One pass over tags and special characters. A second paragraph of a list's item follows the list.
    """
    html = str(html).replace("<li>\n<p>", "<li>")  # a plain text: one of Markup would escape what is put into it
    if "<table" in html:
        html = _IN_TABLE.sub("", html)
    html = _OPENED.sub(rf"\1\2{_BACKSLASH}\3", html)
    for tag, plain in _PLAINEST:
        html = html.replace(tag, plain)
    text = _TOKEN.sub(_Writer(origin).write, html)
    while _QUOTED.search(text):
        text = _QUOTED.sub(_quoted, text)
    return unescape(_tidy(text).replace(_BACKSLASH, "\\"))


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"\n> {line}".rstrip() for line in _tidy(found[1]).split("\n")) + "\n"


def _tidy(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


class _Writer:
    """Writes tags and special characters as Markdown, one after another. Blocks begin on a new line after the one they are on."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.lists: list[int] = []  # the number of the next item of each open list, 0 where they have none
        self.href = ""
        self.cells = 0

    def write(self, found: re.Match[str]) -> str:
        token = found[0]
        if (plain := _PLAIN.get(token)) is not None:
            return plain
        if token[0] != "<":
            return f"\\{token}"
        name = token[1:].partition(">")[0].partition(" ")[0]
        match name:
            case "a":
                href = found["href"] or ""
                self.href = f"{self.origin}{href}" if href.startswith("/") else href
                return "["
            case "/a":
                return f"]({self.href})"
            case "code":
                return f"`{found['code']}`"
            case "pre":
                return f"\n```\n{_TAG.sub('', found['pre']).strip()}\n```"
            case "h2" | "h3" | "h4" | "h5" | "h6":
                return f"\n{'#' * int(name[1])} "
            case "th" | "td":
                self.cells += name == "th"
                return "| "
            case "/thead":
                return f"|{' --- |' * self.cells}"
            case "table":
                self.cells = 0
            case "ul" | "ol":
                self.lists.append(int(name == "ol"))
            case "/ul" | "/ol":
                self.lists.pop()
            case "li":
                return self._item()
            case _:
                pass
        return ""

    def _item(self) -> str:
        number = self.lists[-1]
        self.lists[-1] += bool(number)
        return f"{'  ' * (len(self.lists) - 1)}{f'{number}.' if number else '-'} "
