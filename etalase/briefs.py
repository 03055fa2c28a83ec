"""Briefs: the little of a record that relating needs, in plain values, which are read back ten times faster than records."""

from __future__ import annotations

from typing import NamedTuple

NamedPhoto = tuple[str, float, float, int, int]  # path below `content/`, focus across and down, line and column it is named at
NamedRecord = tuple[str, str, int, int]  # folder or list of the vocabulary, slug, line and column it is named at


class Brief(NamedTuple):
    """A record in brief.

    `digest` covers the record with its text; `face` what pages of other records show of it, `picture` its first photo's name,
    crop and description ("" without one), `words` what it is searched by, `supply` what tables for institutions show (""
    where there is nothing for them). `title` is its name in the site's first language; `since` and `expiries` are ISO days.
    `missed` are paths where a file would change its photos.
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
    title: str
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
