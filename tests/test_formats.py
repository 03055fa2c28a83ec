"""Official numbers: what real editors type, and what can never be right."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etalase.formats import PermitDefect, check_permit_number, is_kbli, looks_like_private_number, parse_phone, pirt_expiry
from etalase.model import PermitKind

KINDS = st.sampled_from(get_args(PermitKind))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("6281234567890", "6281234567890"),
        ("+62 (0) 812-3456-7890", "6281234567890"),
        ("+62 0812 3456 7890", "6281234567890"),
        ("8123456789", "628123456789"),
        ("0812\u00a03456\u20117890", "6281234567890"),
        ("(0561) 123456", "62561123456"),
        ("(061) 4567890", "62614567890"),
        ("021.555.1234", "62215551234"),
        ("+60 12-345 6789", "60123456789"),
        ("+1 (202) 555-0123", "12025550123"),
    ],
)
def test_phone_numbers_as_people_write_them(typed: str, stored: str) -> None:
    assert parse_phone(typed) == stored
    assert parse_phone(f"+{stored}") == stored


@pytest.mark.parametrize(
    "typed",
    [
        *("", "-", "+", "112", "14045", "0812", "0812-3456", "08123456789012345", "0812-3456-7890 / 0813-1111-2222"),
        *("0812-3456-789O", "tanya dinas", "60123456789", "+0812345678", "+62 112", "6200812345678", "٠٨١٢٣٤٥٦٧٨٩", "0112345678"),
    ],
)
def test_what_is_no_phone_number(typed: str) -> None:
    assert parse_phone(typed) is None


@given(st.text(alphabet="0123456789+-() .", max_size=24))
def test_a_stored_phone_number_is_short_digits_and_stays_itself(typed: str) -> None:
    stored = parse_phone(typed)
    if stored is not None:
        assert stored.isascii() and stored.isdigit() and 8 <= len(stored) <= 15
        assert parse_phone(f"+{stored}") == stored


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("nib", "1234567890123", "1234567890123"),
        ("nib", "NIB: 1234 5678 90123", "1234567890123"),
        ("pirt", "607330201055627", "P-IRT 6073302010556-27"),
        ("pirt", "P-IRT No. 6073302010556-27", "P-IRT 6073302010556-27"),
        ("pirt", "PIRT 6073302010556 27", "P-IRT 6073302010556-27"),
        ("halal", "ID00410000088710720", "ID00410000088710720"),
        ("halal", "id 112100009882540924", "ID112100009882540924"),
        ("bpom", "BPOM RI MD 123456789012", "MD 123456789012"),
        ("bpom", "ML123456789012345", "ML 123456789012345"),
        ("bpom", "NA18201234567", "NA 18201234567"),
        ("sni", "01-3140-2010", "SNI 01-3140-2010"),
        ("sni", "sni 4:2025", "SNI 4:2025"),
        ("sni", "SNI ISO 9001:2015", "SNI ISO 9001:2015"),
        ("sni", "LSPr-001/SPPT/12", "LSPr-001/SPPT/12"),
        ("tkdn", "40", "40%"),
        ("tkdn", "40.50 %", "40,5%"),
        ("tkdn", "1234/SJ-IND.8/TKDN/6/2024", "1234/SJ-IND.8/TKDN/6/2024"),
        ("merek", "idm 000123456", "IDM000123456"),
        ("ig", "ID G 000 000 045", "IDG000000045"),
        ("kups", "SK.123/X-1/BPSKL-4/PSL.0/6/2019", "SK.123/X-1/BPSKL-4/PSL.0/6/2019"),
    ],
)
def test_permit_numbers_are_shown_as_they_are_printed(kind: PermitKind, typed: str, shown: str) -> None:
    assert check_permit_number(kind, typed) == (shown, None)


@pytest.mark.parametrize(
    ("kind", "typed", "defect"),
    [
        ("nib", "123456789012", "nib-digits"),
        ("nib", "0812345678901x", "nib-digits"),
        ("nib", "6106015205900001", "private-number"),
        ("nib", "01.234.567.8-901.000", "private-number"),
        ("pirt", "P-IRT 206330201055", "pirt-digits"),
        ("halal", "00410000088710720", "halal-form"),
        ("halal", "KH-00410000088710720", "halal-kh"),
        ("halal", "LPPOM 15010001", "halal-form"),
        ("bpom", "MD 12345", "bpom-form"),
        ("sni", "SNI", "sni-form"),
        ("tkdn", "140", "tkdn-percent"),
        ("tkdn", "ada", "tkdn-form"),
        ("tkdn", "40.250 %", "tkdn-form"),
        ("merek", "IDM123", "merek-form"),
        ("ig", "IDM000123456", "ig-form"),
        ("kups", "NIK ketua 6106015205900001", "private-number"),
    ],
)
def test_permit_numbers_that_cannot_be_right(kind: PermitKind, typed: str, defect: PermitDefect) -> None:
    assert check_permit_number(kind, typed) == (typed, defect)


@given(KINDS, st.text(max_size=40) | st.text(alphabet="0123456789IDMKH-. ", max_size=24))
def test_a_shown_permit_number_is_right_and_stays_itself(kind: PermitKind, typed: str) -> None:
    shown, defect = check_permit_number(kind, typed)
    if defect is None:
        assert check_permit_number(kind, shown) == (shown, None)
    else:
        assert defect in get_args(PermitDefect)


def test_pirt_expiry_is_the_end_of_the_year_in_its_number() -> None:
    assert pirt_expiry("P-IRT 6073302010556-27") == date(2027, 12, 31)
    assert pirt_expiry("607330201055627") == date(2027, 12, 31)
    assert pirt_expiry("P-IRT 206330201055") is None


def test_kbli_has_five_digits() -> None:
    assert is_kbli("16291")
    assert not any(map(is_kbli, ["1629", "162911", "16.291", "00291", "１６２９１", ""]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ketua: 6106031205900001", "nik"),
        ("6106 0352 0590 0001", "nik"),
        ("No. KK 6106030101150002", "nik"),
        ("NPWP 01.234.567.8-901.000", "npwp"),
        ("NPWP: 012345678901000", "npwp"),
        ("NIB 1234567890123", None),
        ("P-IRT 6073302010556-27", None),
        ("607330201055627", None),
        ("halal ID00410000088710720", None),
        ("MD 123456789012345", None),
        ("https://toko.example/produk/6106031205900001", None),
        ("6106039905900001", None),
        ("hubungi 0812-3456-7890", None),
    ],
)
def test_private_numbers_are_told_from_official_ones(text: str, found: str | None) -> None:
    assert looks_like_private_number(text) == found
