"""Briefs: the little of a record that relating needs, in plain values, which are read back ten times faster than records."""

from __future__ import annotations

from typing import NamedTuple

NamedPhoto = tuple[str, float, float, int, int]  # path below `content/`, focus across and down, line and column it is named at
NamedRecord = tuple[str, str, int, int]  # folder or list of the vocabulary, slug, line and column it is named at

NamedOffer = tuple[int, str, int, int]  # price in whole units and capacity per month, 0 if not said; stock; days of making, or -1
NamedPermit = tuple[str, str]  # kind of a permit that is held, and the ISO day it runs out, or ""


class Brief(NamedTuple):
    """A record in brief.

    `digest` covers the record with its text; `face` what pages of other records show of it, `picture` its first photo's name,
    crop and description ("" without one), `words` what it is searched by, `supply` what tables for institutions show (""
    where there is nothing for them). `names` are its name in each of LANGUAGES; `since`, `checked` and `expiries` are ISO days.
    `missed` are paths where a file would change its photos. Its `offer`, the `permits` it holds, its `channels` and its
    `point` (latitude and longitude) are what buyers narrow a listing by. It `states` facts that channels ask for.
    """

    folder: str
    slug: str
    path: str
    line: int
    column: int
    digest: str
    face: str
    picture: str
    words: str
    supply: str
    names: tuple[str, ...]
    draft: bool
    sample: bool
    since: str
    order: int
    place: str
    aliases: tuple[str, ...]
    refs: tuple[NamedRecord, ...]
    links: tuple[str, ...]
    photos: tuple[NamedPhoto, ...]
    missed: tuple[str, ...]
    expiries: tuple[str, ...]
    offer: NamedOffer = (0, "", -1, 0)
    permits: tuple[NamedPermit, ...] = ()
    channels: tuple[str, ...] = ()
    point: tuple[float, ...] = ()
    states: tuple[str, ...] = ()
    checked: str = ""
