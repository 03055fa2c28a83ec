"""Craft-aware search words: what a buyer may type for what an editor wrote.

Pagefind's stemmer misses the trade's own words: *menenun* is not found by *tenun*, nor *perajin* by *pengrajin*. So each
page carries, in a hidden but searched field, the dictionary roots of its words and the synonyms of the trade.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from Sastrawi.Stemmer.Stemmer import Stemmer

TRADE_SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("perajin", "pengrajin", "kerajinan", "artisan"),
    ("tenun", "menenun", "tenunan"),
    ("mebel", "mebelair", "meubel", "furnitur", "furniture"),
    ("batok", "bathok", "tempurung"),
    ("oleh-oleh", "oleholeh", "suvenir", "souvenir", "cenderamata", "cendera mata", "cinderamata"),
)
_FUNCTION_WORDS = """
    ada adalah agar akan antara apa atas atau bagi bahwa banyak beberapa belum berupa bisa dan dalam dapat dari daripada
    dengan di hanya hingga ia ini itu jadi jika juga kami karena ke kepada ketika kita lagi lain lalu lebih maka mereka
    namun nya oleh pada para pun saat saja sampai sangat sebagai sebuah secara sedang sehingga sejak selama seluruh semua
    seperti serta setiap suatu sudah supaya tanpa tapi telah tentang tersebut tetapi tidak untuk yaitu yakni yang
    an and are as at be by for from in is it its of on or that the this to was were which with
"""
_STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
_LONGEST_WORD = 40  # the stemmer tries affixes with regular expressions; nothing longer is a word
_WORD = re.compile(r"[^\W\d_]{2,}")
_OLD_SPELLINGS = (("tj", "c"), ("dj", "j"), ("nj", "ny"), ("sj", "sy"), ("oe", "u"))  # before 1972 and 1947

Thesaurus = dict[str, list[tuple[tuple[str, ...], frozenset[str]]]]  # first word → phrases, each with what it means too


def roots(text: str, synonyms: Sequence[Sequence[str]] = ()) -> tuple[str, ...]:
    """Roots of the words of text, with every synonym of a word or root in it; sorted, each once, folded.

    A set of synonyms counts when one of its members, which may be several words, stands in text as it is or as roots.
    """
    words = _words(text)
    stems = [_root(word) for word in words]
    found = set(map(_telling_root, words)) - {""}
    thesaurus = _thesaurus(tuple(map(tuple, synonyms)))
    for forms in (words, stems):
        if not thesaurus.keys().isdisjoint(forms):
            found.update(_synonyms_in(forms, thesaurus))
    return tuple(sorted(found))


def fold(text: str) -> str:
    """Text as careless typing would have it: lower case, no accents, compatibility forms replaced."""
    if text.isascii():
        return text.lower()
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFKD", plain.casefold())


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


@cache
def _root(word: str) -> str:
    """The dictionary root of a folded word; the word itself where the dictionary has none.

    Spellings of before 1972 are read as today's when only those are in the dictionary: batoe → batu.
    """
    if len(word) > _LONGEST_WORD or not word.isascii():
        return word
    stem: str = _stemmer().stem_word(word)
    if _is_root(stem):
        return stem
    for old, new in _OLD_SPELLINGS:
        word = word.replace(old, new)
    modern: str = _stemmer().stem_word(word)
    return modern if _is_root(modern) else stem


@cache
def _telling_root(word: str) -> str:
    """The root of a folded word, or "" where it or its root is a function word."""
    root = _root(word)
    return "" if _STOP_WORDS.intersection((word, root)) else root


def _is_root(word: str) -> bool:
    return bool(_stemmer().get_dictionary().contains(word))


@cache
def _stemmer() -> Stemmer:
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary  # only where words are new
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return Stemmer(ArrayDictionary(StemmerFactory().get_words()))


@lru_cache(maxsize=8)
def _thesaurus(synonyms: tuple[tuple[str, ...], ...]) -> Thesaurus:
    """The trade's synonyms and these, so that a phrase is found by its first word."""
    thesaurus: Thesaurus = {}
    for members in (*TRADE_SYNONYMS, *synonyms):
        phrases = sorted({tuple(_words(member)) for member in members} - {()})
        meant = frozenset(word for phrase in phrases for word in phrase)
        for phrase in phrases:
            thesaurus.setdefault(phrase[0], []).append((phrase, meant))
    return thesaurus


def _synonyms_in(words: list[str], thesaurus: Thesaurus) -> Iterator[str]:
    for index, word in enumerate(words):
        for phrase, meant in thesaurus.get(word, ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                yield from meant
