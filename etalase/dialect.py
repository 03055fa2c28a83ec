"""Markdown → a tree of elements, by Python-Markdown with link patterns of our own.

Raw HTML is text like any other, and reference links (`[text][name]`) are left out: a bracket in a text stays a bracket.
Nothing here makes a text safe: texts in the tree are as they were typed, with entities in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

MARK, END = "\ufdd0", "\ufdd1"  # noncharacters, in no text: they carry the number of a link through Markdown
MARKS = re.compile(f"{MARK}[0-9]*{END}")
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BLANK = re.compile("\n +(?=\n)")

# Python-Markdown takes quadratic time inside one block and for wide tables; no text for people comes near these.
_MOST_BLOCK_LINES = 400
_MOST_BLOCK_CHARS = 20_000
_MOST_COLUMNS = 40
_PIECES = re.compile(rf".{{1,{_MOST_BLOCK_CHARS}}}(?:(?<=\s)|$)|.{{1,{_MOST_BLOCK_CHARS}}}")

_LINK = (
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*+)\]"
    rf"\({MARK}(?P<number>[0-9]+){END}\s*+"
    r"(?:<(?P<quoted>[^<>\n]*)>|(?P<bare>(?:[^\s()<>]|\([^\s()<>]*\))*+))"
    r"""(?:\s++(?:"[^"]*"|'[^']*'))?\s*+\)"""
)
_CODE = r"(?<![\\`])(`++)(?P<code>.{1,1000}?)(?<!`)\1(?!`)"
_ADDRESS = r"<(https?://[^\s<>\\\x02]+|[^\s<>@!:/\\\x02]+@[^\s<>@/\\\x02]+)>"

_REPLACED_PATTERNS = (
    *("backtick", "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"),
    *("autolink", "automail", "html", "entity"),
)


def parse_markdown(text: str) -> Element:
    """The tree of a normalized text in which every `](` is followed by a mark with a number of its own.

    A link or picture (`a`, `img`) has its target, with marks in it, as `href` and the mark's number as `number`.
    Raises RecursionError for a text nested too deeply.
    """
    markdown = _markdown().reset()
    try:
        markdown.parser.parseDocument([text])
        tree = markdown.parser.root
        markdown.treeprocessors["inline"].run(tree)
        markdown.treeprocessors["unescape"].run(tree)
        for block in tree.iter("pre"):
            block[0].text = f"{(block[0].text or '').rstrip()}\n"
    except RecursionError:
        _markdown.cache_clear()  # it was left in the middle of something
        raise
    return tree


@cache
def _markdown() -> Markdown:
    """The one parser; it holds nothing between two texts once it is reset."""
    markdown = Markdown(extensions=[TableExtension(use_align_attribute=True), SaneListExtension()])
    markdown.parser.blockprocessors.deregister("reference")
    for name in _REPLACED_PATTERNS:
        markdown.inlinePatterns.deregister(name)
    markdown.inlinePatterns.register(_Code(_CODE, markdown), "code", 190)
    markdown.inlinePatterns.register(_Picture("!" + _LINK, markdown), "picture", 170)
    markdown.inlinePatterns.register(_Link(r"(?<!!)" + _LINK, markdown), "link", 160)
    markdown.inlinePatterns.register(_Address(_ADDRESS, markdown), "address", 120)
    return markdown


class _Code(InlineProcessor):
    """Text between equally many backticks; of bounded length, so that backticks without a partner stay cheap."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        element = Element("code")
        element.text = AtomicString(m["code"].strip().replace("&", "&amp;"))
        return element, m.start(), m.end()


class _Link(InlineProcessor):
    """`[text](target)`; a title is dropped. Text and target are bounded by brackets, which keeps the search linear."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        element = Element("a", href=self.unescape(m["quoted"] or m["bare"] or ""), number=m["number"])
        element.text = m["text"]
        return element, m.start(), m.end()


class _Picture(InlineProcessor):
    """`![text](target)`, of which the text will be kept."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        element = Element("img", href=self.unescape(m["quoted"] or m["bare"] or ""), number=m["number"])
        element.text = AtomicString(self.unescape(m["text"]))
        return element, m.start(), m.end()


class _Address(InlineProcessor):
    """`<https://…>` and `<name@host>`."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        element = Element("a", href=m[1] if "://" in m[1] else f"mailto:{m[1]}")
        element.text = AtomicString(m[1])
        return element, m.start(), m.end()


def normalize(text: str) -> str:
    """Text with only \n at the ends of lines, spaces for tabs, nothing in blank lines, and two of these at the end."""
    short = text if _is_short(text) else "\n".join(_in_short_blocks(text.split("\n")))
    lines = short.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
    return _BLANK.sub("\n", lines.expandtabs(4))


def _is_short(text: str) -> bool:
    """Whether even one block, or row, of all the text would be short enough."""
    return len(text) <= _MOST_BLOCK_CHARS and text.count("\n") < _MOST_BLOCK_LINES and text.count("|") <= _MOST_COLUMNS


def _in_short_blocks(lines: list[str]) -> Iterator[str]:
    """The lines, with an empty one where a block would grow too long, and without pipes where a table would be too wide."""
    count = size = 0
    for line in lines:
        if not line.strip():
            count = size = 0
        for piece in _PIECES.findall(line) or [""]:
            if count == _MOST_BLOCK_LINES or size + len(piece) > _MOST_BLOCK_CHARS:
                yield ""
                count = size = 0
            count, size = count + 1, size + len(piece)
            yield piece if piece.count("|") <= _MOST_COLUMNS else piece.replace("|", "&#124;")
