"""Search words: what a buyer types finds what an editor wrote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etalase.words import fold, roots


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ibu-ibu menenun kain", {"tenun", "tenunan", "menenun", "kain"}),
        ("ditenun tangan", {"tenun", "tenunan", "menenun", "tangan"}),
        ("kelompok pengrajin", {"perajin", "pengrajin", "kerajinan", "artisan", "rajin"}),
        ("Meubel jati", {"mebel", "mebelair", "furnitur", "furniture", "jati"}),
        ("mangkuk tempurung", {"batok", "bathok", "mangkuk"}),
        ("Oleh-oleh khas", {"oleholeh", "suvenir", "khas"}),
        ("pusat oleholeh", {"oleh", "souvenir"}),
        ("cendera mata kayu", {"suvenir", "cenderamata"}),
        ("anyaman, menganyam", {"anyam"}),
        ("djamoe batoe tjantik", {"jamu", "batu", "cantik"}),
    ],
)
def test_words_of_the_trade_find_each_other(text: str, wanted: set[str]) -> None:
    assert wanted <= set(roots(text))


def test_words_that_say_nothing_are_left_out() -> None:
    assert roots("yang ini dari 12 x 3 cm, dan untuk the buyer") == ("buyer", "cm")


def test_synonyms_of_the_vocabulary_count_too() -> None:
    assert {"bakul", "keranjang", "rotan"} <= set(roots("sebuah bakul", [["bakul", "keranjang rotan"]]))
    assert {"bakul"} <= set(roots("keranjang rotan", [["bakul", "keranjang rotan"]]))
    assert "bakul" not in roots("keranjang bambu", [["bakul", "keranjang rotan"]])
    assert roots("rotan", [["", "-"], []]) == ("rotan",)


def test_diligence_is_not_a_craft() -> None:
    assert "perajin" not in roots("anak rajin")


def test_a_very_long_word_is_no_word_to_stem() -> None:
    assert roots("me" + "a" * 100_000) == ("me" + "a" * 100_000,)


@settings(deadline=None)
@given(st.text())
def test_roots_are_sorted_unique_folded_words(text: str) -> None:
    found = roots(text)
    assert list(found) == sorted(set(found))
    assert all(word == fold(word) and len(word) >= 2 and word.isalpha() for word in found)
    assert found == roots(text)


def test_fold_forgets_case_accents_and_forms() -> None:
    assert fold("Café ＫＯＰＩ Straße ﬁn") == "cafe kopi strasse fin"


@settings(deadline=None)
@given(st.text())
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
