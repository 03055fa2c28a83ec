"""Museum craft records → a content folder that Etalase builds: messy real text at a realistic size.

    python3 bench/museum_records.py RECORDS.jsonl FOLDER

RECORDS holds one JSON object a line: title, category, source, source_url, accession, credit, licence, and where known
maker, medium, technique, dimensions_mm, date and description. Writes FOLDER/content, which must not exist yet. The same
records give the same files.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

Json = Mapping[str, Any]

STAND_IN_PLACE: Final = "31.71"  # Jakarta Pusat: a group needs a place, and these have none in Indonesia
STAND_IN_NOTE: Final = "The museum’s records name no place in Indonesia; the one shown only stands in."
FEWEST_USES: Final = 5  # of a material, to be a word of the vocabulary
BETWEEN_MATERIALS: Final = re.compile(r"[,;()]|\b(?:and|with|on|in|over|or)\b")


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    lines = Path(arguments[0]).read_text(encoding="utf-8").splitlines()
    counts = write_content([json.loads(line) for line in lines if line.strip()], Path(arguments[1]) / "content")
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0


def write_content(records: list[Json], content: Path) -> dict[str, int]:
    """Write the content folder, both shapes of record in it; gives how many there are of what."""
    for folder in ("groups", "products"):
        (content / folder).mkdir(parents=True)
    makers = slugs_of(maker_of(record) for record in records)
    techniques = slugs_of(technique for record in records for technique in record.get("technique", ()))
    materials = recurring(part for record in records for part in materials_of(record) if part not in techniques)
    categories = slugs_of(record["category"] for record in records)
    terms = {"categories": categories, "materials": slugs_of(materials), "techniques": techniques}
    vocabulary = {name: {slug: {"label": capital(word)} for word, slug in words.items()} for name, words in terms.items()}
    write(content / "site.yaml", dump(site()))
    write(content / "vocabulary.yaml", dump(vocabulary))
    for maker, slug in makers.items():
        write(content / "groups" / f"{slug}.yaml", dump(group(maker)))
    taken: set[str] = set()
    for record in records:
        path, fields = content / "products" / free_slug(record["title"], taken), dump(product(record, makers, terms))
        if record.get("description"):
            write(path.with_name(f"{path.name}.md"), f"---\n{fields}---\n\n{story(record)}\n")
        else:
            write(path.with_name(f"{path.name}.yaml"), fields)
    return {"products": len(taken), "groups": len(makers), **{name: len(words) for name, words in terms.items()}}


def site() -> Json:
    return {
        "name": "Museum crafts",
        "url": "https://museum.example/",
        "languages": ["en"],
        "title": "Craft objects from a museum’s open records",
        "description": "A trial catalogue made from a museum’s CC0 records. Nothing here is for sale.",
        "owner": "nobody: this is a trial",
        "colophon": STAND_IN_NOTE,
    }


def group(maker: str) -> Json:
    return {"name": maker, "place": STAND_IN_PLACE, "source": STAND_IN_NOTE, "sample": True}


def product(record: Json, makers: Mapping[str, str], terms: Mapping[str, Mapping[str, str]]) -> Json:
    materials = [terms["materials"].get(material) for material in dict.fromkeys(materials_of(record))]
    return {
        "name": record["title"],
        "group": makers[maker_of(record)],
        "category": terms["categories"][record["category"]],
        "materials": [slug for slug in materials if slug],
        "techniques": [terms["techniques"][technique] for technique in record.get("technique", ())],
        "summary": ". ".join(filter(None, (capital(record.get("medium", "")), record.get("date")))),
        "stock": "out",
        "dimensions": dict(record.get("dimensions_mm", {})),
        "keywords": record.get("maker_nationality", ""),
        "sample": True,
    }


def story(record: Json) -> str:
    """Provenance and credit as the museum wrote them, as Markdown that keeps odd characters as they are."""
    origin = f"{record['source']}, {record['accession']}. {record['credit']}. {record['licence']}."
    plain = [re.sub(r"([\\`*_<\[\]#])", r"\\\1", " ".join(text.split())) for text in (record["description"], origin)]
    return "\n\n".join((*plain, f"[The museum’s record]({record['source_url']})"))


def maker_of(record: Json) -> str:
    return str(record.get("maker") or "Unknown maker")


def materials_of(record: Json) -> list[str]:
    return [part.strip() for part in BETWEEN_MATERIALS.split(record.get("medium", "").lower()) if part.strip()]


def recurring(words: Iterable[str]) -> list[str]:
    return [word for word, uses in sorted(Counter(words).items()) if uses >= FEWEST_USES]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def slugs_of(names: Iterable[str]) -> dict[str, str]:
    """A slug of its own for each name, in the order of first use."""
    taken: set[str] = set()
    return {name: free_slug(name, taken) for name in dict.fromkeys(names)}


def free_slug(name: str, taken: set[str]) -> str:
    """The name in a to z, digits and hyphens, numbered from 2 when it is taken; it is taken from now on."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "untitled"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug


def dump(fields: Json) -> str:
    """YAML in the order given, without empty fields; odd texts come out quoted."""
    kept = {name: value for name, value in fields.items() if value not in ("", [], {})}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1000)


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
