"""Markdown → a tree of elements, by Python-Markdown with link patterns of our own and at a third of its cost.

Raw HTML is text like any other, and reference links (`[text][name]`) are left out: a bracket in a text stays a bracket.
Nothing here makes a text safe: texts in the tree are as they were typed, with entities in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import cast
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions.sane_lists import SaneListExtension, SaneUListProcessor
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString, Registry

MARK, END = "\ufdd0", "\ufdd1"  # noncharacters, in no text: they carry the number of a link through Markdown
MARKS = re.compile(f"{MARK}[0-9]*{END}")
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])

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

# Most texts hold only these, side by side and never one in another. So alone they mean to Python-Markdown what they seem to
# mean, whatever stands next to them, and need not go through each of its patterns.
_PLAIN = r"(?:[^`*_\[\]<\\\n]++|(?<!  )\n)"
_CONSTRUCT = (
    r"`(?P<code>[^`\\]{1,1000}+)`(?!`)"
    rf"|\*\*(?!\s)(?P<strong>{_PLAIN}+)(?<!\s)\*\*(?!\*)"
    rf"|\*(?!\s)(?P<em>{_PLAIN}+)(?<!\s)\*(?!\*)"
    rf"|\[(?<!!\[)(?P<text>{_PLAIN}*)\]"
    rf"\({MARK}(?P<number>[0-9]+){END}\s*+(?P<target>(?:[^\s()\[\]<>\\`]|\([^\s()\[\]<>\\`]*\))*+)\s*+\)"
)
CONSTRUCTS = re.compile(_CONSTRUCT)
# Without groups, which re of Python 3.11.2 gets wrong inside a repetition.
_SIMPLE = re.compile(f"(?:{_PLAIN}|{re.sub(r'[(][?]P<[a-z]+>', '(?:', _CONSTRUCT)})*")

# Unless it is a table, a block of such lines can only be a paragraph (or the text of a list item), or a list.
_LINE = r"[*\[(\"'`]{0,3}[^\W\d_].*+"
_PROSE = re.compile(rf"{_LINE}(?:\n{_LINE})*+")
_BULLETS = re.compile(rf"- {_LINE}(?:\n- {_LINE})*+")


class Simple(AtomicString):
    """Text that holds `CONSTRUCTS` which are not made into elements, and nothing else but plain text."""


def parse_markdown(text: str) -> Element:
    """The tree of a text in which every `](` is followed by a mark with a number of its own.

    A link or picture (`a`, `img`) has its target, with marks in it, as `href` and the mark's number as `number`.
    Raises RecursionError for a text nested too deeply.
    """
    markdown = _markdown().reset()
    try:
        markdown.parser.parseDocument([_normalize(text)])
        tree = markdown.parser.root
        escapes = "\\" in text
        if escapes or not _all_simple(tree):
            markdown.treeprocessors["inline"].run(tree)
        if escapes:
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
    markdown.parser.blockprocessors.register(_Prose(markdown.parser), "prose", 120)
    markdown.parser.blockprocessors.register(_Bullets(markdown.parser), "bullets", 110)
    # A registry is sorted and copied for every block, though nothing is added to it any more.
    markdown.parser.blockprocessors = cast("Registry[BlockProcessor]", tuple(markdown.parser.blockprocessors))
    for name in _REPLACED_PATTERNS:
        markdown.inlinePatterns.deregister(name)
    markdown.inlinePatterns.register(_Code(_CODE, markdown), "code", 190)
    markdown.inlinePatterns.register(_Picture("!" + _LINK, markdown), "picture", 170)
    markdown.inlinePatterns.register(_Link(r"(?<!!)" + _LINK, markdown), "link", 160)
    markdown.inlinePatterns.register(_Address(_ADDRESS, markdown), "address", 120)
    return markdown


class _Prose(ParagraphProcessor):
    """Most paragraphs, known at one look instead of after a look for each kind of block there is."""

    def test(self, parent: Element, block: str) -> bool:
        return "|" not in block and bool(_PROSE.fullmatch(block))


class _Bullets(SaneUListProcessor):
    """Most lists, in the same way."""

    def test(self, parent: Element, block: str) -> bool:
        return "|" not in block and bool(_BULLETS.fullmatch(block))


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


def _normalize(text: str) -> str:
    """Text with only \n at the ends of lines, spaces for tabs, nothing in blank lines, and two of these at the end."""
    short = text if _is_short(text) else "\n".join(_in_short_blocks(text.split("\n")))
    lines = short.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
    return re.sub("\n +(?=\n)", "\n", lines.expandtabs(4))


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


def _all_simple(tree: Element) -> bool:
    """Take the simple texts out of Python-Markdown's hands; whether they are all there is. Headings keep to elements."""
    is_simple = True
    for element in tree.iter():
        if (text := element.text) and type(text) is str:
            constructs = "*" in text or "`" in text or "[" in text  # if it is simple, they are nothing else
            if _SIMPLE.fullmatch(text) and not (constructs and element.tag in HEADINGS):
                element.text = Simple(text) if constructs else AtomicString(text)
            else:
                is_simple = False
        if element.tail:  # a list item that goes on after a heading in it
            is_simple = False
    return is_simple
