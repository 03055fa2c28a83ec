"""Markdown → safe HTML, with every link followed or reported.

1. Mark where each link target stands, so that a bad one can be pointed at after Markdown has taken the text apart.
2. Let Python-Markdown make a tree, with link patterns of our own; raw HTML is text like any other.
3. Finish the tree: demote headings, follow links, drop pictures.
4. Write it: only known tags and attributes, everything else escaped.

Nothing an editor types gets past steps 3 and 4, whatever the parser makes of it. Reference links (`[text][name]`) are left
out: a bracket in a text stays a bracket.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Literal
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from markupsafe import Markup, escape

from etalase.words import fold

Resolve = Callable[[str], str | None]
Fault = Literal["broken", "unsafe", "picture"]

# Python-Markdown takes quadratic time inside one block and for wide tables; no text for people comes near these.
_MOST_BLOCK_LINES = 400
_MOST_BLOCK_CHARS = 20_000
_MOST_COLUMNS = 40
_PIECES = re.compile(rf".{{1,{_MOST_BLOCK_CHARS}}}(?:(?<=\s)|$)|.{{1,{_MOST_BLOCK_CHARS}}}")

_MARK, _END = "\ufdd0", "\ufdd1"  # noncharacters, in no text: they carry the number of a link through Markdown
_MARKS = re.compile(f"{_MARK}[0-9]*{_END}")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TARGET = re.compile(r"\]\(([ \t\r\n]*<?)")

_LINK = (
    r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*+)\]"
    rf"\({_MARK}(?P<number>[0-9]+){_END}\s*+"
    r"(?:<(?P<quoted>[^<>\n]*)>|(?P<bare>(?:[^\s()<>]|\([^\s()<>]*\))*+))"
    r"""(?:\s++(?:"[^"]*"|'[^']*'))?\s*+\)"""
)
_CODE = r"(?<![\\`])(`++)(?P<code>.{1,1000}?)(?<!`)\1(?!`)"
_ADDRESS = r"<(https?://[^\s<>\\\x02]+|[^\s<>@!:/\\\x02]+@[^\s<>@/\\\x02]+)>"

_REPLACED_PATTERNS = (
    *("backtick", "reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"),
    *("autolink", "automail", "html", "entity"),
)

_EXTERNAL = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)
_CONTACT = re.compile(r"mailto:[^\s\\]+@[^\s\\]+|tel:\+?[0-9().-]+", re.IGNORECASE)
_RELATIVE = re.compile(r"(?!//)[^\s\\:?#]*(?:[?#][^\s\\]*)?")
_ENTITY = re.compile(r"&(?:#[0-9]{1,20}|#[xX][0-9a-fA-F]{1,20}|[a-zA-Z][a-zA-Z0-9]{1,31});")

_VOID_TAGS = frozenset(["hr", "br"])
_TAGS = _VOID_TAGS.union(
    ["p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "span"],
    ["table", "thead", "tbody", "tr", "th", "td"],
)
_ATTRIBUTES = frozenset(["href", "rel", "id", "start", "class"])


@dataclass(frozen=True, slots=True)
class BadLink:
    """A link or picture that is not on the page, only its text is; where its target stands in the body, from 0."""

    target: str
    line_offset: int
    column: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """`broken` links lead nowhere on the site, `unsafe` ones have a form that is not allowed, `pictures` belong elsewhere."""

    html: Markup
    broken: tuple[BadLink, ...] = ()
    unsafe: tuple[BadLink, ...] = ()
    pictures: tuple[BadLink, ...] = ()


def render_markdown(body: str, resolve: Resolve) -> Rendered:
    """HTML of a Markdown body, and the links in it that cannot be followed.

    `resolve` is asked for targets without a scheme (`groups/kups-rotan-nanga-lauk`, also with `#fragment`) and gives an
    address of the site, or None. Headings start at h2, skip no level, and get ids that begin with `s-`, so that they
    meet no id of the page. Never raises for any text.
    """
    clean = _NOT_TEXT.sub("\ufffd", body)
    marked, starts = _mark_targets(clean)
    try:
        tree = _parse(marked)
    except RecursionError:
        _markdown.cache_clear()  # it was left in the middle of something
        return Rendered(_as_paragraphs(clean))
    faults = list(_finish(tree, resolve))
    line_ends = [found.start() for found in re.finditer("\n", body)]

    def bad_links(wanted: Fault) -> tuple[BadLink, ...]:
        return tuple(_locate(target, starts[number], line_ends) for fault, target, number in faults if fault == wanted)

    html = _MARKS.sub("", "".join(_write(tree))).strip()
    return Rendered(Markup(html), bad_links("broken"), bad_links("unsafe"), bad_links("picture"))


def plain_text(html: str) -> str:
    """The words of HTML made here, on one line, for descriptions and search."""
    spaced = re.sub(r"</(?:p|h[2-6]|li|pre|t[hd])>|<[bh]r>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", spaced)).split())


def excerpt(text: str, limit: int) -> str:
    """The beginning of a text, at most limit characters long, cut between words and then ended with `…`."""
    if len(text) <= limit:
        return text
    head = text[: max(limit, 1)]
    whole_words = head.rpartition(" ")[0] or head[:-1]
    return whole_words.rstrip(" ,;:.–—-") + "…"


def _mark_targets(text: str) -> tuple[str, list[int]]:
    """Text with a number before everything that looks like the target of a link, and where each target starts."""
    starts: list[int] = []

    def mark(found: re.Match[str]) -> str:
        starts.append(found.end())
        return f"]({_MARK}{len(starts) - 1}{_END}{found[1]}"

    return _TARGET.sub(mark, text), starts


def _parse(text: str) -> Element:
    markdown = _markdown().reset()
    lines = list(_in_short_blocks(text.split("\n")))
    for preprocessor in markdown.preprocessors:
        lines = preprocessor.run(lines)
    markdown.parser.parseDocument(lines)
    tree = markdown.parser.root
    for treeprocessor in markdown.treeprocessors:
        treeprocessor.run(tree)  # all of ours change the tree in place
    return tree


@cache
def _markdown() -> Markdown:
    """The one parser; it holds nothing between two texts once it is reset."""
    markdown = Markdown(extensions=[TableExtension(use_align_attribute=True), SaneListExtension()])
    markdown.preprocessors.deregister("html_block")
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


def _finish(tree: Element, resolve: Resolve) -> Iterator[tuple[Fault, str, int]]:
    """Make the tree fit the page; yield each link that is not followed, with its target and number."""
    ids: dict[str, int] = {}
    _rank_headings([element for element in tree.iter() if re.fullmatch(r"h[1-6]", element.tag)], ids)
    for element in tree.iter():
        if align := element.attrib.pop("align", ""):
            element.set("class", f"align-{align}")
    for element in tree.iter():
        if element.tag in {"a", "img"}:
            number = int(element.attrib.pop("number", "0"))
            target = _decode(_MARKS.sub("", element.attrib.pop("href"))).strip()
            address, fault = (None, "picture") if element.tag == "img" else _follow(target, ids, resolve)
            _point(element, address)
            if fault:
                yield fault, target, number


def _rank_headings(headings: list[Element], ids: dict[str, int]) -> None:
    """Give each heading its id, and a level below the page's own h1: the shallowest becomes h2, and none skips a level."""
    used = sorted({heading.tag for heading in headings})
    level = 1
    for heading in headings:
        level = min(used.index(heading.tag) + 2, level + 1)
        heading.tag = f"h{level}"
        heading.set("id", _new_id("".join(heading.itertext()), ids))


def _new_id(title: str, ids: dict[str, int]) -> str:
    """An id no heading before has; `ids` holds them, each with the last number it was told apart by."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(_decode(_MARKS.sub("", title)))).strip("-")
    new = base = f"s-{words}" if words else "s"
    while new in ids:
        ids[base] += 1
        new = f"{base}-{ids[base]}"
    ids[new] = 1
    return new


def _follow(target: str, ids: Container[str], resolve: Resolve) -> tuple[str | None, Fault | None]:
    """Where a link leads. What a browser might read as a scheme or a host is never taken for a relative target."""
    if _EXTERNAL.fullmatch(target) or _CONTACT.fullmatch(target):
        return target, None
    if target.startswith("#") and f"s-{target[1:]}" in ids:
        return f"#s-{target[1:]}", None
    if not _RELATIVE.fullmatch(target):
        return None, "unsafe"
    address = resolve(target) if target else None
    return address, None if address else "broken"


def _point(element: Element, address: str | None) -> None:
    if address:
        element.set("href", address)
        if _EXTERNAL.match(address):
            element.set("rel", "noopener")
    else:
        element.tag = "span"


def _locate(target: str, start: int, line_ends: list[int]) -> BadLink:
    line = bisect_left(line_ends, start)
    return BadLink(target, line, start - (line_ends[line - 1] + 1 if line else 0))


def _write(tree: Element) -> Iterator[str]:
    """HTML of what is in the tree. A stack of its own, because a tree may be deeper than Python can recurse."""
    waiting: list[Element | str] = list(reversed(tree))
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            continue
        waiting.append(_escape(item.tail))
        if item.tag in _TAGS:
            attributes = (f' {name}="{escape(value)}"' for name, value in item.items() if name in _ATTRIBUTES)
            yield f"<{item.tag}{''.join(attributes)}>"
            waiting.append("" if item.tag in _VOID_TAGS else f"</{item.tag}>")
        yield _escape(item.text)
        waiting.extend(reversed(item))


def _escape(text: str | None) -> str:
    """Text for HTML. Python-Markdown leaves entities in it, in code as well, where it has made them itself."""
    return str(escape(_decode(text))) if text else ""


def _decode(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def _as_paragraphs(text: str) -> Markup:
    return Markup("\n").join(Markup("<p>{}</p>").format(each.strip()) for each in text.split("\n\n") if each.strip())
