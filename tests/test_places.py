"""Places: every code and every way people write where they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etalase import places
from etalase.places import Ambiguous, Place, Unknown, find_place, kecamatan_of, lineage, place

CODES = sorted(places._large_names() | places._desa_names())


def code_of(text: str) -> str:
    found = find_place(text)
    assert isinstance(found, Place), found
    return found.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("61.06.03.2007", "61.06.03.2007"),
        ("6106032007", "61.06.03.2007"),
        ("61.06", "61.06"),
        ("Nanga Lauk, Embaloh Hilir, Kapuas Hulu", "61.06.03.2007"),
        ("Desa Nanga Lauk Kec Embaloh Hilir Kapuas Hulu", "61.06.03.2007"),
        ("nanga lauk, KAPUAS HULU, Kalimantan Barat, Indonesia", "61.06.03.2007"),
        ("Kembiri, Membalong, Belitung", "19.02.02.2005"),
        ("Kalisat, Jember", "35.09.27"),
        ("Kec.Kalisat,Kab.Jember", "35.09.27"),
        ("Kalisat Jember", "35.09.27"),
        ("Kalisat - Jember - Jatim", "35.09.27"),
        ("Desa Kalisat, Jember", "35.09.27.2007"),
        ("Kotabumi, Lampung Utara", "18.03.02"),
        ("Kota Bumi, Lampung Utara", "18.03.02"),
        ("Sangatta Utara, Kutai Timur", "64.08.04"),
        ("Tanjungpandan, Belitung", "19.02.01"),
        ("tanjung-pandan, Kab. Belitung, Babel", "19.02.01"),
        ("Kapuas Hulu", "61.06"),
        ("Kota Bandung", "32.73"),
        ("Kabupaten Bandung", "32.04"),
        ("Kota Administrasi Jakarta Selatan", "31.74"),
        ("Kota Bahagia, Aceh Selatan", "11.01.17"),
        ("Kelurahan Sorkam Kanan, Sorkam Barat, Tapanuli Tengah", "12.01.10.1001"),
        ("DKI Jakarta", "31"),
    ],
)
def test_a_place_is_found_by_code_and_by_names(text: str, code: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize("text", ["Kalisat", "Bandung", "Gorontalo", "Sukamaju", "Membalong", "Kogekotu"])
def test_each_candidate_of_an_ambiguous_name_means_one_place(text: str) -> None:
    found = find_place(text)
    assert isinstance(found, Ambiguous)
    assert len({code_of(candidate) for candidate in found.candidates}) == len(found.candidates) == min(found.total, 8)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Nanga Lauk, Embalo Hilir, Kapuas Hulu", "Desa Nanga Lauk, Kecamatan Embaloh Hilir, Kabupaten Kapuas Hulu"),
        ("Nanga Lauk, Embalo Hilir, Kapuas Hulux", "Desa Nanga Lauk, Kecamatan Embaloh Hilir, Kabupaten Kapuas Hulu"),
        ("Embalo Hilir Kapuas Hulu", "Kecamatan Embaloh Hilir, Kabupaten Kapuas Hulu"),
        ("Kalisat, Jembr", "Kecamatan Kalisat, Kabupaten Jember"),
        ("Kalisat, Belitung", "Kecamatan Kalisat, Kabupaten Jember"),
        ("Sangatta, Kutai Timur", "Kecamatan Sangatta Utara, Kabupaten Kutai Timur"),
        ("Kapuas Hulo", "Kabupaten Kapuas Hulu"),
    ],
)
def test_a_misspelt_name_brings_the_right_one(text: str, suggestion: str) -> None:
    found = find_place(text)
    assert isinstance(found, Unknown)
    assert suggestion in found.suggestions
    assert all(code_of(each) for each in found.suggestions)


@pytest.mark.parametrize(
    "text", ["", ",", "61.06.99", "6108090007", "99", "Indonesia", "Kecamatan", "x " * 5000, "a,b,c,d,e,f", "۶۱"]
)
def test_what_is_no_place(text: str) -> None:
    assert isinstance(find_place(text), Unknown)


@settings(deadline=None)
@given(st.sampled_from(CODES))
def test_every_place_is_found_by_its_code_and_its_description(code: str) -> None:
    assert code_of(code) == code_of(code.replace(".", "")) == code
    found = find_place(places._describe(code))
    assert found == place(code) or isinstance(found, Ambiguous)  # a few pairs share kind, name and kecamatan


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="Kalist Jembr,.-", max_size=40))
def test_any_text_gives_an_answer(text: str) -> None:
    find_place(text)


def test_a_place_says_what_it_is() -> None:
    assert place("61.06") == Place("61.06", "Kapuas Hulu", 2, "Kabupaten", "kapuas-hulu")
    assert place("31.74").full_name == "Kota Administrasi Jakarta Selatan"
    assert place("91.71.01").kind == "Distrik"
    assert [each.code for each in lineage("61.06.03.2007")] == ["61", "61.06", "61.06.03", "61.06.03.2007"]
    assert lineage("61") == (place("61"),)
    with pytest.raises(KeyError):
        place("61.99")


def test_kecamatan_come_in_the_order_of_their_codes() -> None:
    found = kecamatan_of("61.06")
    assert len(found) == 23
    assert [each.code for each in found] == sorted(each.code for each in found)
    assert found[2] == place("61.06.03")
    assert kecamatan_of("61.0") == ()


def test_slugs_are_unique_where_addresses_need_it() -> None:
    kabupaten = [place(code) for code in CODES if code.count(".") == 1]
    assert len({each.slug for each in kabupaten}) == len(kabupaten)
    assert (place("32.01").slug, place("32.71").slug) == ("bogor", "kota-bogor")
    for each in kabupaten:
        slugs = [kecamatan.slug for kecamatan in kecamatan_of(each.code)]
        assert len(set(slugs)) == len(slugs)
        assert all(slugs)
