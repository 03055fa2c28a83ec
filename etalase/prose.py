"""Markdown as most people write it, taken apart at a glance: its blocks, and the constructs in their text.

What is recognised here means to Python-Markdown what it seems to mean, whatever stands around it. A text that holds
anything else goes there as a whole, which takes four times as long.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from etalase.dialect import END, MARK

HOLE: Final = "\ufdd5"  # a noncharacter, in no text: a construct was taken out here

# Constructs stand side by side and never one in another. One that goes on in the next line stays in its paragraph, for
# only lines of paragraphs begin like this.
_WORD: Final = r"(?:[^\W\d_]|[0-9]+(?![0-9.]))"
_PLAIN: Final = rf"(?:[^`*_|\[\]<\\\n]++|(?<!  )\n(?=[*\[(\"'“‘`]{{0,3}}{_WORD}))"
_CONSTRUCT: Final = re.compile(
    r"`(?P<code>[^`|\\\n]{1,1000}+)`(?!`)"
    rf"|\*\*(?!\s)(?P<strong>{_PLAIN}+)(?<!\s)\*\*(?!\*)"
    rf"|\*(?!\s)(?P<em>{_PLAIN}+)(?<!\s)\*(?!\*)"
    rf"|\[(?<!!\[)(?P<text>{_PLAIN}*)\]"
    rf"\({MARK}(?P<number>[0-9]+){END} *(?P<target>(?:[^\s()|\[\]<>\\`]|\([^\s()|\[\]<>\\`]*\))*) *\)"
)
_UNKNOWN: Final = re.compile(r"[`*_\[\]<\\](?<!^\*)", re.MULTILINE)  # all but the star of a list item
_GAP: Final = re.compile("\n\n+")
_LINE: Final = rf"[(\"'“‘]{{0,3}}(?:{HOLE}|{_WORD}).*"
_ROW: Final = r"\|(?:[^|\n]+\|)+"
_BLOCK: Final = re.compile(
    rf"(?P<p>{_LINE}(?:\n{_LINE})*)"
    rf"|#{{1,6}} +(?P<heading>[^#{HOLE}\n]+)"
    rf"|(?P<ul>[-*] {_LINE}(?:\n[-*] {_LINE})*)"
    rf"|(?P<ol>1\. {_LINE}(?:\n[0-9]+\. {_LINE})*)"
    rf"|> (?P<blockquote>{_LINE})"
    rf"|(?P<table>{_ROW}\n\|(?: *-+ *\|)+(?:\n{_ROW})+)"
)
_JOINED: Final = frozenset(["ul", "ol", "blockquote"])  # two in a row become one


class Prose(NamedTuple):
    """A text's blocks, each with its kind as `lastgroup`, and what was taken out of them, in the same way."""

    blocks: list[re.Match[str]]
    constructs: list[re.Match[str]]


def take_apart(text: str) -> Prose | None:
    """The parts of a normalized text in which every `](` is followed by a mark; None if something in it is not so simple."""
    constructs: list[re.Match[str]] = []

    def take_out(found: re.Match[str]) -> str:
        constructs.append(found)
        return HOLE

    rest = _CONSTRUCT.sub(take_out, text)
    if _UNKNOWN.search(rest) or "  \n" in rest:
        return None
    blocks: list[re.Match[str]] = []
    before = None
    for block in _GAP.split(rest.strip("\n")):
        found = _BLOCK.fullmatch(block)
        if found is None or (found.lastgroup == before and before in _JOINED):
            return None
        if (before := found.lastgroup) == "table" and len({row.count("|") for row in block.split("\n")}) > 1:
            return None
        blocks.append(found)
    return Prose(blocks, constructs)
