"""The one statement of each field, and what is made from it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from etalase.fields import Choice, Keyed, Many, Nested, Reference, Scalar, fields_of
from etalase.languages import LANGUAGES
from etalase.model import Price, Text
from etalase.schema import RECORDS, _tables, schema_of
from etalase.values import SCALARS

BASE = Path(__file__).parent / "broken" / "_base" / "content"
GOLDEN = Path(__file__).parent / "golden" / "content"
STATED = dict(_tables())


@pytest.mark.parametrize("name", STATED)
def test_every_field_says_what_it_means(name: str) -> None:
    for field in fields_of(STATED[name]):
        assert field.about.id
        assert field.about.en
        assert re.fullmatch(r"[a-z_]+", field.name)


@pytest.mark.parametrize("name", STATED)
def test_examples_are_yaml_of_the_right_shape(name: str) -> None:
    for field in fields_of(STATED[name]):
        if example := yaml.compose(field.about.example):
            match field.kind:
                case Many():
                    assert isinstance(example, yaml.SequenceNode)
                case Nested(type=type_):
                    assert isinstance(example, yaml.MappingNode) or type_ is Price
                case Choice(words=words):
                    assert example.value in words
                case Keyed() | Scalar() | Reference():
                    pass


@pytest.mark.parametrize("name", STATED)
def test_every_scalar_can_be_read(name: str) -> None:
    for field in fields_of(STATED[name]):
        kind = field.kind
        while isinstance(kind, Many):
            kind = kind.item
        assert not isinstance(kind, Scalar) or kind.type in SCALARS


def test_slug_and_place_are_not_fields() -> None:
    assert not {"slug", "location"} & {field.name for field in fields_of(RECORDS["product"])}


@pytest.mark.parametrize("name", RECORDS)
def test_schemas_are_draft_07(name: str) -> None:
    schema = json.loads(json.dumps(schema_of(name)))
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    check_schema(schema)


def check_schema(schema: dict[str, Any]) -> None:
    """Only keywords of draft-07 that we mean, each with a value of the right form."""
    forms = {
        **{"$schema": str, "$id": str, "title": str, "description": str, "pattern": str, "format": str},
        **{"type": (str, list), "enum": list, "const": object, "anyOf": list, "required": list, "properties": dict},
        **{"additionalProperties": (bool, dict), "propertyNames": dict, "items": dict},
        **{"minimum": (int, float), "maximum": (int, float), "minItems": int, "maxItems": int},
    }
    for keyword, value in schema.items():
        assert isinstance(value, forms[keyword]), keyword
    assert (
        set(schema.get("required", ())) <= schema.get("properties", schema.get("required", {})).keys()
        if "properties" in schema
        else True
    )
    re.compile(schema.get("pattern", ""))
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    inner += [schema[name] for name in ("items", "propertyNames", "additionalProperties") if isinstance(schema.get(name), dict)]
    for each in inner:
        check_schema(each)


@pytest.mark.parametrize("content", [BASE, GOLDEN], ids=["base", "golden"])
def test_schemas_accept_what_the_check_accepts(content: Path) -> None:
    folders = {"groups": "group", "products": "product", "outlets": "outlet", "programs": "program", "pages": "page"}
    for file in sorted((*content.rglob("*.yaml"), *content.rglob("*.md"))):
        folder = file.relative_to(content).parts[0]
        if re.search(r"\.(id|en)\.md$", file.name):
            continue
        text = file.read_text("utf-8")
        header = text.split("---\n")[1] if file.suffix == ".md" else text
        wrong = list(faults(json_like(yaml.safe_load(header)), schema_of(folders.get(folder) or file.stem), file.name))
        assert wrong == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("product", {"name": "A"}),
        ("group", {"name": "A", "place": "x", "harga": 1}),
        ("page", {"title": ["A"]}),
        ("program", {"title": "A", "kind": "x"}),
    ],
)
def test_schemas_refuse_what_is_wrong(name: str, value: object) -> None:
    assert list(faults(value, schema_of(name), name))


def json_like(value: Any) -> Any:
    """What a text editor's YAML reader gives: dates are strings there."""
    if isinstance(value, dict):
        return {str(key): json_like(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [json_like(inner) for inner in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def faults(value: Any, schema: dict[str, Any], where: str) -> Any:
    """The few rules of JSON Schema that ours use."""
    types = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": int | float,
        "boolean": bool,
        "null": type(None),
    }
    names = schema.get("type", [])
    for_type = [types[name] for name in ([names] if isinstance(names, str) else names)]
    if for_type and not any(isinstance(value, each) for each in for_type):
        yield f"{where}: {value!r} is no {names}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} not in {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']}"
    if "anyOf" in schema and all(list(faults(value, each, where)) for each in schema["anyOf"]):
        yield f"{where}: {value!r} fits nothing"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{where}: {value!r} is not like {schema['pattern']}"
    if isinstance(value, dict):
        yield from (f"{where}: no {name}" for name in schema.get("required", ()) if name not in value)
        for key, inner in value.items():
            rest = schema.get("additionalProperties", {})
            found = schema.get("properties", {}).get(key, rest)
            if found is False:
                yield f"{where}: unknown {key}"
            elif isinstance(found, dict):
                yield from faults(inner, found, f"{where}.{key}")
    if isinstance(value, list) and "items" in schema:
        for inner in value:
            yield from faults(inner, schema["items"], where)


def test_texts_fall_back_to_the_other_language() -> None:
    assert [Text(id="a").in_language(language) for language in LANGUAGES] == ["a", "a"]
    assert [Text(id="a", en="b").in_language(language) for language in LANGUAGES] == ["a", "b"]
