"""Official numbers and contacts: what an editor typed → how it is stored and shown, or why it cannot be right.

Formats and their sources are in `research/domain.md` 1.1. Nothing here asks a register: a number that passes has the
right form, not more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal

from etalase.model import PermitKind

PermitDefect = Literal[
    "nib-digits",
    "pirt-digits",
    "halal-form",
    "halal-kh",
    "bpom-form",
    "sni-form",
    "tkdn-form",
    "tkdn-percent",
    "merek-form",
    "ig-form",
    "private-number",
]
PrivateNumber = Literal["nik", "npwp"]

_PHONE = re.compile(r"\+?[0-9().\s‐-―-]+")
_MOBILE = re.compile(r"628[0-9]{8,11}")
_LANDLINE = re.compile(r"62[2-79][0-9]{6,10}")
_ABROAD = re.compile(r"[1-9][0-9]{7,14}")

_WEB_ADDRESS = re.compile(r"https?://[^\s/?#.:@\"<>]+(\.[^\s/?#.:@\"<>]+)*(:[0-9]+)?([/?#][^\s\"<>]*)?")

_BPOM = re.compile(
    r"(M[DL])([0-9]{12,15})"  # food, made here or imported
    r"|(N[A-E])([0-9]{11})"  # cosmetics and soap
    r"|(TR|TI|TL|HT|FF|SD|SI|SL)([0-9]{9})"  # traditional medicine (jamu) and supplements
)
_SNI = re.compile(r"(?:SNI\W*)?((?:[A-Z]+[ /])*[0-9]+(?:[-.][0-9]+)*(?:[:-][0-9]{4}))", re.IGNORECASE)
_PERCENT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?\s*%?")

# A NIK or family-card number is province, kabupaten, kecamatan, a day (women add 40), month, year and four digits more.
_NIK = re.compile(
    r"(?<![\w.=/&+-])"
    r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])[0-9]{2}[ .-]?[0-9]{2}[ .-]?"
    r"(?:0[1-9]|[1256][0-9]|4[1-9]|[37][01])(?:[ .-]?(?:0[1-9]|1[0-2]))[ .-]?[0-9]{2}[ .-]?[0-9]{4}"
    r"(?![\w/-]|\.[0-9])",
    re.ASCII,
)
_NPWP = re.compile(
    r"(?<![\w.-])[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9][-.][0-9]{3}\.[0-9]{3}(?![\w-])"
    r"|\bNPWP\b[\s:.#]*(?:No(?:mor)?\b)?[\s:.#]*(?:[0-9][ .-]?){14,15}[0-9](?![0-9])",
    re.ASCII | re.IGNORECASE,
)
_NAMED_NIK = re.compile(
    r"\b(?:NIK|KTP|KK|Kartu Keluarga)\b[\s:.#]*(?:No(?:mor)?\b)?[\s:.#]*(?:[0-9][ .-]?){15}[0-9](?![0-9])",
    re.ASCII | re.IGNORECASE,
)


def parse_phone(text: str) -> str | None:
    """Digits with country code and no plus sign, as WhatsApp and E.164 want them; None if it is no telephone number.

    A number without a plus sign is Indonesian. A lost leading zero (spreadsheets drop it) is forgiven for mobile numbers.
    """
    text = text.strip()
    if not _PHONE.fullmatch(text):
        return None
    digits = _digits(re.sub(r"\(0\)", "", text) if text.startswith("+") else text)
    if text.startswith("+") and not digits.startswith("62"):
        return digits if _ABROAD.fullmatch(digits) else None
    number = "62" + re.sub(r"^(?:620?|0|(?=8))", "", digits, count=1)
    is_indonesian = digits.startswith(("62", "0", "8")) and (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number))
    return number if is_indonesian else None


def is_web_address(text: str) -> bool:
    """A full http(s) address without user name, spaces or quotation marks."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def is_kbli(text: str) -> bool:
    """Whether text has the form of a KBLI code: five digits, of which the first two are a division."""
    return re.fullmatch(r"[0-9]{5}", text) is not None and not text.startswith("00")


def check_permit_number(kind: PermitKind, number: str) -> tuple[str, PermitDefect | None]:
    """The number as it is printed, and what is wrong with its form; a number with a defect comes back as it was typed."""
    typed = " ".join(number.split())
    shown, defect = _CHECKS[kind](typed)
    if (defect or kind in _FREE_TEXT) and looks_like_private_number(typed):
        return typed, "private-number"
    return (typed, defect) if defect else (shown, None)


def pirt_expiry(number: str) -> date | None:
    """Last day a P-IRT number can be valid: it tells only the year, so this is 31 December of it.

    None when the number is not a P-IRT number.
    """
    shown, defect = _check_pirt(number)
    return None if defect else date(2000 + int(shown[-2:]), 12, 31)


def looks_like_private_number(text: str) -> PrivateNumber | None:
    """Which number of a person text seems to hold: a NIK (family cards look the same), an NPWP, or None.

    Meant for warnings. Bare digits count as a NIK only where the date of birth inside them is possible; a bare NPWP looks
    like a P-IRT number and counts only after the word NPWP or with its own punctuation.
    """
    if _NPWP.search(text):
        return "npwp"
    return "nik" if _NIK.search(text) or _NAMED_NIK.search(text) else None


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _bare(text: str, label: str) -> str:
    """Text in capitals without spaces, dots, dashes and the label people write in front of a number."""
    return re.sub(r"[\s.:‐-―-]", "", re.sub(rf"^{label}\b", "", text, flags=re.IGNORECASE)).upper()


def _check_nib(typed: str) -> tuple[str, PermitDefect | None]:
    digits = _bare(typed, r"NIB(?:\W*No(?:mor)?)?")
    return digits, None if re.fullmatch(r"[0-9]{13}", digits) else "nib-digits"


def _check_pirt(typed: str) -> tuple[str, PermitDefect | None]:
    digits = _bare(typed, r"(?:SPP\W*)?P\W*IRT(?:\W*No(?:mor)?)?")
    return f"P-IRT {digits[:13]}-{digits[13:]}", None if re.fullmatch(r"[0-9]{15}", digits) else "pirt-digits"


def _check_halal(typed: str) -> tuple[str, PermitDefect | None]:
    number = _bare(typed, r"(?:BPJPH|Halal)(?:\W*No(?:mor)?)?")
    if re.search(r"(?<![a-z])KH(?![a-z])", typed, re.IGNORECASE):
        return number, "halal-kh"
    return number, None if re.fullmatch(r"ID[0-9]{17,18}", number) else "halal-form"


def _check_bpom(typed: str) -> tuple[str, PermitDefect | None]:
    found = _BPOM.fullmatch(_bare(typed, r"(?:BPOM|POM)(?:\W*RI)?"))
    return " ".join(filter(None, found.groups())) if found else typed, None if found else "bpom-form"


def _check_sni(typed: str) -> tuple[str, PermitDefect | None]:
    """A standard is shown as `SNI …`; the number of a certificate has no fixed form and stays as it is."""
    if found := _SNI.fullmatch(typed):
        return f"SNI {found[1].upper()}", None
    return typed, None if re.search(r"[0-9]", typed) else "sni-form"


def _check_tkdn(typed: str) -> tuple[str, PermitDefect | None]:
    """A percentage, shown with a decimal comma, or the number of a certificate, which has no fixed form."""
    if found := _PERCENT.fullmatch(typed):
        whole, part = str(int(found[1])), (found[2] or "").rstrip("0")
        is_percent = float(f"{whole}.{part or 0}") <= 100
        return f"{whole},{part}%" if part else f"{whole}%", None if is_percent else "tkdn-percent"
    is_certificate = re.search(r"[0-9]", typed) and re.search(r"[A-Za-z/]", typed)
    return typed, None if is_certificate else "tkdn-form"


def _check_merek(typed: str) -> tuple[str, PermitDefect | None]:
    number = _bare(typed, "Merek")
    return number, None if re.fullmatch(r"IDM[0-9]{9}", number) else "merek-form"


def _check_ig(typed: str) -> tuple[str, PermitDefect | None]:
    number = _bare(typed, "IG")
    return number, None if re.fullmatch(r"IDG[0-9]{9}", number) else "ig-form"


def _check_kups(typed: str) -> tuple[str, PermitDefect | None]:
    return typed, None


_FREE_TEXT: frozenset[PermitKind] = frozenset({"sni", "tkdn", "kups"})
_CHECKS: dict[PermitKind, Callable[[str], tuple[str, PermitDefect | None]]] = {
    "nib": _check_nib,
    "pirt": _check_pirt,
    "halal": _check_halal,
    "bpom": _check_bpom,
    "sni": _check_sni,
    "tkdn": _check_tkdn,
    "merek": _check_merek,
    "ig": _check_ig,
    "kups": _check_kups,
}
