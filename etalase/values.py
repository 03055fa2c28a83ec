"""Single values: YAML node → value, or a problem that says what was meant.

Values are read from the text as it was typed, since YAML 1.1 turns `NO`, `0123` and `12:30` into other things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import yaml

from etalase import formats, places
from etalase.model import Coordinates, Email, Focus, Kbli, Percent, Phone, PlaceCode, Price, Slug, Text, Url
from etalase.reader import WRONG, Reader
from etalase.sources import is_slug, suggest_slug

_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_DECIMAL: Final = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,12})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _whole_number(reader: Reader, node: yaml.Node, path: str) -> Any:
    """Digits only. `0123` (YAML reads octal 83), `185.000`, `Rp185.000` and `1e3` are refused, with what was meant."""
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    if re.fullmatch(r"0[0-9]+", text):
        return reader.wrong(node, "leading-zero", field=path, value=text, suggestion=text.lstrip("0") or "0")
    return reader.wrong(node, "not-a-number", field=path, value=text, suggestion=_suggest_number(text))


_SAID_NUMBER: Final = re.compile(
    r"(?:rp|idr)?[. ]*(?P<digits>[0-9]{1,3}(?:[., ][0-9]{3})+|[0-9]{1,12})(?:,-|[.,]00)?"
    r" ?(?P<unit>ribu|rb|k|juta|jt|gram|gr|g|mm|hari|days?|buah|pcs|orang)?\.?"
)
_TIMES: Final = {"ribu": 1_000, "rb": 1_000, "k": 1_000, "juta": 1_000_000, "jt": 1_000_000}


def _suggest_number(text: str) -> str:
    """`Rp185.000,-`, `150 ribu` and `Rp 1.250.000,00` are read as people mean them; `1,5 juta` and `1 kg` are not guessed."""
    found = _SAID_NUMBER.fullmatch(text.lower())
    if not found:
        return ""
    number = int(re.sub(r"[^0-9]", "", found["digits"])) * _TIMES.get(found["unit"] or "", 1)
    return str(number or "")


def _percent(reader: Reader, node: yaml.Node, path: str) -> Any:
    number = _decimal(reader, node, path)
    if number is WRONG or 0 <= number <= 100:
        return number
    return reader.wrong(node, "not-a-percent", field=path, value=node.value)


def _decimal(reader: Reader, node: yaml.Node, path: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value.strip()
    if _DECIMAL.fullmatch(text):
        return float(text)
    suggestion = text.replace(",", ".").rstrip(" %")
    near = suggestion if _DECIMAL.fullmatch(suggestion) else ""
    return reader.wrong(node, "not-a-decimal", field=path, value=text, suggestion=near)


def _yes_or_no(reader: Reader, node: yaml.Node, path: str) -> Any:
    """`true` or `false` alone: YAML 1.1 also reads NO, on and y, and editors' tools do not agree on them."""
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value
    if text in ("true", "false"):
        return text == "true"
    meant = {"true": ("yes", "ya", "y", "on", "benar", "1", "true"), "false": ("no", "tidak", "n", "off", "salah", "0", "false")}
    suggestion = next((word for word, spellings in meant.items() if text.lower() in spellings), "")
    return reader.wrong(node, "not-true-or-false", field=path, value=text, suggestion=suggestion)


def _day(reader: Reader, node: yaml.Node, path: str) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return reader.wrong(node, "expected-text", field=path)
    text = node.value.strip()
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return reader.wrong(node, "no-such-day", field=path, value=text)
    return reader.wrong(node, "not-a-date", field=path, value=text, suggestion=_suggest_day(text))


_MONTHS: Final = ("jan", "feb", "mar", "apr", "mei may", "jun", "jul", "agu aug", "sep", "okt oct", "nov", "des dec")


def _suggest_day(text: str) -> str:
    """`2/11/2026`, `2 November 2026` and `2-11-2026` are day first, in Indonesia as in Britain; a time of day is dropped."""
    day_first = re.match(r"(?P<day>[0-9]{1,2})[-/. ]+(?P<month>[0-9]{1,2}|[a-z]{3,9})[-/. ]+(?P<year>[0-9]{4})\b", text.lower())
    found = day_first or re.match(r"(?P<year>[0-9]{4})[-/. ](?P<month>[0-9]{1,2})[-/. ](?P<day>[0-9]{1,2})(?![0-9])", text)
    if not found:
        return ""
    month = found["month"]
    named = next((number for number, names in enumerate(_MONTHS, 1) if month[:3] in names.split()), 0)
    try:
        return date(int(found["year"]), int(month) if month.isdigit() else named, int(found["day"])).isoformat()
    except ValueError:
        return ""


def _phone(reader: Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    number = None if text is WRONG else formats.parse_phone(text)
    if text is WRONG or number:
        return text if text is WRONG else Phone(number or "")
    return reader.wrong(node, "bad-phone", field=path, value=text)


def _email(reader: Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is WRONG or _EMAIL.fullmatch(text):
        return text
    return reader.wrong(node, "bad-email", field=path, value=text)


def _url(reader: Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is WRONG or formats.is_web_address(text):
        return text
    return reader.wrong(
        node, "bad-url", field=path, value=text, suggestion=f"https://{text}" if "." in text and "://" not in text else ""
    )


def _place(reader: Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is WRONG:
        return WRONG
    found = places.find_place(text)
    if isinstance(found, places.Place):
        return PlaceCode(found.code)
    if isinstance(found, places.Ambiguous):
        return reader.wrong(node, "ambiguous-place", field=path, value=text, candidates="; ".join(found.candidates[:4]))
    return reader.wrong(node, "unknown-place", field=path, value=text, suggestion="; ".join(found.suggestions))


def _kbli(reader: Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is WRONG or formats.is_kbli(text):
        return text
    return reader.wrong(node, "bad-kbli", field=path, value=text)


def _slug(reader: Reader, node: yaml.Node, path: str) -> Any:
    text = reader.word(node, path)
    if text is WRONG or is_slug(text):
        return text
    return reader.wrong(node, "bad-slug", slug=text, suggestion=suggest_slug(text))


def _pair(reader: Reader, node: yaml.Node, path: str, example: str) -> Any:
    if not isinstance(node, yaml.SequenceNode) or len(node.value) != 2:
        return reader.wrong(node, "expected-pair", field=path, example=example)
    pair = [_decimal(reader, child, path) for child in node.value]
    return WRONG if WRONG in pair else pair


def _coordinates(reader: Reader, node: yaml.Node, path: str) -> Any:
    pair = _pair(reader, node, path, "[0.96574, 112.61627]")
    if pair is WRONG or (abs(pair[0]) <= 90 and abs(pair[1]) <= 180):
        return pair if pair is WRONG else Coordinates(*pair)
    return reader.wrong(node, "bad-coordinates", field=path, swapped=f"[{pair[1]}, {pair[0]}]" if abs(pair[1]) <= 90 else "")


def _focus(reader: Reader, node: yaml.Node, path: str) -> Any:
    pair = _pair(reader, node, path, "[0.5, 0.4]")
    if pair is WRONG or all(0 <= part <= 1 for part in pair):
        return pair if pair is WRONG else Focus(*pair)
    return reader.wrong(node, "bad-focus", field=path)


def _price(reader: Reader, node: yaml.Node, path: str) -> Any:
    """`ask`, a bare number, or the mapping."""
    if isinstance(node, yaml.MappingNode):
        return reader.mapping(node, Price, path)
    if isinstance(node, yaml.ScalarNode) and node.value == "ask":
        return Price()
    if isinstance(node, yaml.ScalarNode) and node.value.strip().lower() in ("ask", "tanya", "tanyakan"):
        return reader.wrong(node, "unknown-value", field=path, value=node.value, suggestion="ask", known="")
    amount = _whole_number(reader, node, path)
    return WRONG if amount is WRONG else Price(amount=amount)


def _official_words(reader: Reader, node: yaml.Node, path: str) -> Any:
    """Text in one language. A permit's number is looked at more closely later, since some look like those of persons."""
    return reader.word(node, path) if path.endswith(".number") else reader.prose(node, path)


SCALARS: Final[Mapping[Any, Callable[[Reader, yaml.Node, str], Any]]] = {
    str: _official_words,
    Text: Reader.text,
    int: _whole_number,
    bool: _yes_or_no,
    date: _day,
    Phone: _phone,
    Email: _email,
    Url: _url,
    PlaceCode: _place,
    Percent: _percent,
    Kbli: _kbli,
    Slug: _slug,
    Coordinates: _coordinates,
    Focus: _focus,
}
SHORTHANDS: Final[Mapping[type, Callable[[Reader, yaml.Node, str], Any]]] = {Price: _price}
