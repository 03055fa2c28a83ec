"""Every address of the site, decided here and nowhere else.

An address is the path below the site's own address, with a final slash and none in front: `produk/keranjang/`. The
first language of the site has no prefix; another has its code: `en/products/keranjang/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final, Literal
from urllib.parse import urlsplit

from etalase.languages import Language

Section = Literal[
    "products", "groups", "categories", "materials", "techniques", "places", "outlets", "programs", "search", "list", "pages",
    "buyers", "buyers_products", "selling", "data",
]  # fmt: skip

WORDS: Final[Mapping[Section, Mapping[Language, str]]] = {
    "products": {"id": "produk", "en": "products"},
    "groups": {"id": "kelompok", "en": "groups"},
    "categories": {"id": "kategori", "en": "categories"},
    "materials": {"id": "bahan", "en": "materials"},
    "techniques": {"id": "teknik", "en": "techniques"},
    "places": {"id": "wilayah", "en": "places"},
    "outlets": {"id": "sentra", "en": "outlets"},
    "programs": {"id": "program", "en": "programs"},
    "search": {"id": "cari", "en": "search"},
    "list": {"id": "daftar", "en": "list"},
    "pages": {"id": "", "en": ""},
    "buyers": {"id": "pembeli", "en": "buyers"},
    "buyers_products": {"id": "pembeli/produk", "en": "buyers/products"},
    "selling": {"id": "siap-jual", "en": "ready-to-sell"},
    "data": {"id": "data", "en": "data"},
}
Way = Literal["meta", "google", "marketplace", "ekatalog", "atom", "whatsapp", "share", "kit", "print"]
_MEDIUMS: Final[Mapping[Way, str]] = {
    "meta": "feed",
    "google": "feed",
    "marketplace": "feed",
    "ekatalog": "feed",
    "atom": "feed",
    "whatsapp": "chat",
    "share": "share",
    "kit": "share",
    "print": "qr",
}
_LISTING_PAGE: Final[Mapping[Language, str]] = {"id": "halaman", "en": "page"}
RESERVED: Final = frozenset(
    {word for words in WORDS.values() for word in words.values()}
    | {"id", "en", "aset", "foto", "pagefind", "pembeli", "buyers", "p"}
)

SHORT: Final = "p"
_CODE_LETTERS: Final = "bcdfghjkmnpqrstvwxyz"  # no vowels, so no words, and no l, which looks like 1
_LETTER_OF: Final = bytes(ord(_CODE_LETTERS[byte % len(_CODE_LETTERS)]) for byte in range(256))
_CODE_LENGTH: Final = 6  # 64 million codes: among 10,000 products one pair is to be expected


@dataclass(frozen=True)
class Addresses:
    """The addresses of one site. `url` is its own, with a final slash; `languages` starts with the one without prefix.

    With `tells_ways`, an address given away says which way its visitors come.
    """

    url: str
    languages: tuple[Language, ...]
    tells_ways: bool = False

    @cached_property
    def base(self) -> str:
        """The path that every address is below: `/`, or `/repo/`."""
        return urlsplit(self.url).path or "/"

    def of(self, language: Language, section: Section | None = None, *parts: str, number: int = 1) -> str:
        """The address of a section's page in a language; of the home page without a section.

        `number` above 1 is a later page of a listing.
        """
        path = "" if language == self.languages[0] else f"{language}/"
        if section and (word := WORDS[section][language]):
            path = f"{path}{word}/"
        for part in parts:
            path = f"{path}{part}/"
        return f"{path}{_LISTING_PAGE[language]}/{number}/" if number > 1 else path

    def short(self, code: str) -> str:
        """The address on print, of six letters."""
        return f"{SHORT}/{code}/"

    def absolute(self, address: str) -> str:
        """The address as other sites see it."""
        return self.url + address

    def given(self, url: str, way: Way) -> str:
        """An address of ours as it is given away: where the site asks for it, it names the way, for whoever counts visits.

        https://support.google.com/analytics/answer/10917952
        """
        return _with_query(url, f"utm_source={way}&utm_medium={_MEDIUMS[way]}") if self.tells_ways else url

    def referred(self, url: str) -> str:
        """The address of somebody's shop as pages link to it: where the site asks for it, it says that we sent the visitor."""
        host = urlsplit(self.url).hostname
        return _with_query(url, f"utm_source={host}&utm_medium=referral&ref={host}") if self.tells_ways else url


def _with_query(url: str, query: str) -> str:
    page, hash_, fragment = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{query}{hash_}{fragment}"


def short_codes(slugs: Iterable[str], others: Iterable[str] = ()) -> dict[str, str]:
    """A code of six letters for each slug. What is printed stays true: a code follows from the slug alone, but for two that
    would have the same, of which the later one takes its next, as one does whose code is among the `others`.
    """
    codes: dict[str, str] = {}
    taken = set(others)
    for slug in slugs:
        code = _code_of(slug)
        while code in taken:
            code = _code_of(code + slug)
        taken.add(code)
        codes[slug] = code
    return codes


def _code_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=_CODE_LENGTH).digest().translate(_LETTER_OF).decode()
