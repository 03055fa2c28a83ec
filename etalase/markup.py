"""Markdown → safe HTML, with every link followed or reported.

1. Mark where each link target stands, so that a bad one can be pointed at after Markdown has taken the text apart.
2. Take it apart: into blocks if it is simple, else into a tree. Headings get their rank and id.
3. Write that: only known tags and attributes, links followed, pictures dropped, everything else escaped.

Nothing an editor types gets past step 3, whatever the parser makes of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from typing import Final, Literal
from xml.etree.ElementTree import Element

from markupsafe import Markup, escape

from etalase.dialect import END, HEADINGS, MARK, MARKS, normalize, parse_markdown
from etalase.prose import HOLE, Prose, take_apart
from etalase.words import fold

OPENING_WORDS: Final = 30
OPENING_LENGTH: Final = 1200  # characters of HTML that hold as many words, whatever links are in it
Resolve = Callable[[str], str | None]
Fault = Literal["broken", "unsafe", "picture"]

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TARGET = re.compile(r"\]\(([ \t\r\n]*<?)")

# Noncharacters, in no text: they stand for the < > " of tags until all text is escaped, so that no text can make a tag.
_LT, _GT, _QUOTE = "\ufdd2", "\ufdd3", "\ufdd4"

_EXTERNAL = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)
_CONTACT = re.compile(r"mailto:[^\s\\]+@[^\s\\]+|tel:\+?[0-9().-]+", re.IGNORECASE)
_RELATIVE = re.compile(r"(?!//)[^\s\\:?#]*(?:[?#][^\s\\]*)?")
_ENTITY = re.compile(r"&(?:#[0-9]{1,20}|#[xX][0-9a-fA-F]{1,20}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SPACE = re.compile(r"</(?:p|h[2-6]|li|pre|t[hd])>|<[bh]r>")  # tags that keep words apart
_TAG = re.compile(r"<[^>]*>")
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")

_BLOCKS = HEADINGS.union(["p", "hr", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td"])
_TAGS = _BLOCKS.union(["br", "code", "em", "strong", "a", "span"]) - {"h1"}
_VOID_TAGS = frozenset(["hr", "br"])


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
    text = normalize(marked)
    links = _Links(resolve)
    if prose := take_apart(text):
        written = _write_prose(prose, links)
    else:
        try:
            written = _write_tree(parse_markdown(text), links)
        except RecursionError:
            return Rendered(_as_paragraphs(clean))
    html = _finish(written)
    if not links.faults:
        return Rendered(html)
    line_ends = [found.start() for found in re.finditer("\n", body)]

    def bad_links(wanted: Fault) -> tuple[BadLink, ...]:
        return tuple(
            _locate(target, starts[number], line_ends) for number, (fault, target) in links.faults.items() if fault == wanted
        )

    return Rendered(html, bad_links("broken"), bad_links("unsafe"), bad_links("picture"))


def plain_text(html: str) -> str:
    """The words of HTML made here, on one line, for descriptions and search."""
    return " ".join(_words(html))


def opening(html: str) -> str:
    """The first words of HTML made here, as many as search looks at."""
    head = html if len(html) <= OPENING_LENGTH else html[:OPENING_LENGTH].rpartition("<")[0]
    return " ".join(_words(head)[:OPENING_WORDS])


def _words(html: str) -> list[str]:
    return unescape(_TAG.sub("", _SPACE.sub(" ", html))).split()


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
        return f"]({MARK}{len(starts) - 1}{END}{found[1]}"

    return _TARGET.sub(mark, text), starts


def _rank(headings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """For each heading, given as its tag and title, the tag it has below the page's own h1, and its id.

    The shallowest becomes h2, and none skips a level.
    """
    used = sorted({tag for tag, _ in headings})
    ids: dict[str, int] = {}
    level = 1
    for tag, title in headings:
        level = min(used.index(tag) + 2, level + 1)
        yield f"h{level}", _new_id(title, ids)


def _new_id(title: str, ids: dict[str, int]) -> str:
    """An id no heading before has; `ids` holds them, each with the last number it was told apart by."""
    words = _NOT_IN_ID.sub("-", fold(_decode(MARKS.sub("", title)))).strip("-")
    new = base = f"s-{words}" if words else "s"
    while new in ids:
        ids[base] += 1
        new = f"{base}-{ids[base]}"
    ids[new] = 1
    return new


@dataclass(frozen=True, slots=True)
class _Links:
    """Follows the links of a text with heading `ids`; `faults` are those it could not, by number, with their target."""

    resolve: Resolve
    ids: set[str] = field(default_factory=set)
    faults: dict[int, tuple[Fault, str]] = field(default_factory=dict)

    def tag(self, href: str, number: str | None, *, is_picture: bool = False) -> tuple[str, str]:
        """The name and attributes of the element for a link or picture."""
        target = _decode(MARKS.sub("", href)).strip()
        address, fault = (None, "picture") if is_picture else _follow(target, self.ids, self.resolve)
        if fault and number:
            self.faults[int(number)] = fault, target
        if not address:
            return "span", ""
        return "a", _attribute("href", address) + (_attribute("rel", "noopener") if _EXTERNAL.match(address) else "")


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


def _locate(target: str, start: int, line_ends: list[int]) -> BadLink:
    line = bisect_left(line_ends, start)
    return BadLink(target, line, start - (line_ends[line - 1] + 1 if line else 0))


def _write_prose(prose: Prose, links: _Links) -> str:
    """HTML of a simple text, to be finished."""
    titles = ((block[0].index(" "), title) for block in prose.blocks if (title := block["heading"]))
    ranked = _rank([(f"h{rank}", title.strip()) for rank, title in titles])
    html = "\n".join([_write_block(block, links, ranked) for block in prose.blocks])
    constructs = [_write_construct(construct, links) for construct in prose.constructs]
    return "".join(chain.from_iterable(zip(html.split(HOLE), [*constructs, ""], strict=True)))


def _write_block(block: re.Match[str], links: _Links, ranked: Iterator[tuple[str, str]]) -> str:
    kind = block.lastgroup or ""
    text = block[kind]
    match kind:
        case "heading":
            tag, id_ = next(ranked)
            links.ids.add(id_)
            return _element(tag, text.strip(), _attribute("id", id_))
        case "ul" | "ol":
            return _around(kind, [_element("li", line.partition(" ")[2]) for line in text.split("\n")])
        case "blockquote":
            return _around(kind, [_element("p", text)])
        case "table":
            head, _, *rows = text.split("\n")
            return _around("table", [_around("thead", [_row("th", head)]), _around("tbody", [_row("td", row) for row in rows])])
        case _:
            return _element(kind, text)


def _write_construct(construct: re.Match[str], links: _Links) -> str:
    match kind := construct.lastgroup or "":
        case "code":
            return _element(kind, construct[kind].strip().replace("&", "&amp;"))
        case "strong" | "em":
            return _element(kind, construct[kind])
        case _:
            tag, attributes = links.tag(construct["target"], construct["number"])
            return _element(tag, construct["text"], attributes)


def _element(tag: str, text: str, attributes: str = "") -> str:
    return f"{_LT}{tag}{attributes}{_GT}{text}{_LT}/{tag}{_GT}"


def _around(tag: str, elements: Iterable[str]) -> str:
    inside = "\n".join(elements)
    return _element(tag, f"\n{inside}\n")


def _row(tag: str, line: str) -> str:
    return _around("tr", [_element(tag, cell.strip(" ")) for cell in line.split("|")[1:-1]])


def _write_tree(tree: Element, links: _Links) -> str:
    """HTML of the tree, to be finished."""
    headings = [element for element in tree.iter() if element.tag in HEADINGS]
    ranked = _rank([(heading.tag, "".join(heading.itertext())) for heading in headings])
    for heading, (tag, id_) in zip(headings, ranked, strict=True):
        heading.tag = tag
        heading.set("id", id_)
        links.ids.add(id_)
    return "".join(_write(tree, links))


def _write(tree: Element, links: _Links) -> Iterator[str]:
    """The pieces of that. A stack of its own, because a tree may be deeper than Python can recurse."""
    waiting: list[Element | str] = list(reversed(tree))
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            continue
        tag, attributes = _tag(item, links) if item.attrib else (item.tag, "")
        text, tail = _on_lines(item)
        if tag in _TAGS:
            text = f"{_LT}{tag}{attributes}{_GT}{text}"
            tail = tail if tag in _VOID_TAGS else f"{_LT}/{tag}{_GT}{tail}"
        yield text
        waiting.append(tail)
        waiting.extend(reversed(item))


def _tag(element: Element, links: _Links) -> tuple[str, str]:
    """The name and attributes an element has on the page."""
    if "href" in element.attrib:
        return links.tag(element.attrib["href"], element.get("number"), is_picture=element.tag == "img")
    if align := element.get("align"):
        return element.tag, _attribute("class", f"align-{align}")
    return element.tag, "".join(_attribute(name, value) for name, value in element.items() if name in {"id", "start"})


def _attribute(name: str, value: str) -> str:
    return f" {name}={_QUOTE}{value.replace('&', '&amp;')}{_QUOTE}"


def _on_lines(element: Element) -> tuple[str, str]:
    """The text in an element and after it, with line ends where browsers skip them, between blocks and after `<br>`."""
    text, tail = element.text or "", element.tail or ""
    if element.tag in _BLOCKS:
        if len(element) and element[0].tag in _BLOCKS and not text.strip():
            text = "\n"
        if not tail.strip():
            tail = "\n"
    elif element.tag == "br":
        tail = f"\n{tail}" if tail.strip() else "\n"
    return text, tail


def _finish(html: str) -> Markup:
    """HTML whose texts still have their entities, in code as well, where Python-Markdown or we have made them."""
    escaped = str(escape(_decode(html)))
    return Markup(MARKS.sub("", escaped.replace(_LT, "<").replace(_GT, ">").replace(_QUOTE, '"')).strip())


def _decode(text: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text


def _as_paragraphs(text: str) -> Markup:
    return Markup("\n").join(Markup("<p>{}</p>").format(each.strip()) for each in text.split("\n\n") if each.strip())
