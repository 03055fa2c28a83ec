"""bench/museum_records.py: odd records become a directory without a mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from etalase.cli import main

SCRIPT = Path(__file__).resolve().parent.parent / "bench" / "museum_records.py"
TITLES = [
    "Bowl",
    "Bowl",
    "bowl-2",
    "No",
    "2001",
    "0123",
    "- *&@ #1",
    "Jug: 'large' \"old\"",
    "壺",
    "Crèche\tset\u0085",
    "<b>{{ x }}</b>",
]
RECORD = {
    "accession": "1.2",
    "category": "Ceramics",
    "credit": "Gift of [nobody](javascript:alert(1))",
    "licence": "CC0-1.0",
    "source": "A museum",
    "source_url": "https://museum.example/1?item=2&x=(3)",
}
FULLER = {
    "maker": "O’Neill & Søn: Potters",
    "medium": "glazed earthenware, silver and “oak”",
    "technique": ["glazed"],
    "dimensions_mm": {"height": 330, "width": 149},
    "date": "c. 1860",
    "description": "---\n# Not a title\n<script>alert(1)</script>\n\n- [1858-1933] | `odd",
}


def test_odd_records_become_a_directory_without_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [{**RECORD, "title": title, **(FULLER if index % 2 else {})} for index, title in enumerate(TITLES)]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(json.dumps(record) for record in records))
    made = subprocess.run([sys.executable, SCRIPT, file, tmp_path], check=True, capture_output=True, text=True)
    assert made.stdout == f"{len(TITLES)} products, 2 groups, 1 categories, 3 materials, 1 techniques\n"
    assert main(["check", "--root", str(tmp_path), "--lang", "en"]) == 0, capsys.readouterr().out
    assert len(list((tmp_path / "content" / "products").iterdir())) == len(TITLES)


def test_arguments_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    made = subprocess.run([sys.executable, SCRIPT], check=False, capture_output=True, text=True)
    assert made.returncode == 2
    assert "RECORDS.jsonl FOLDER" in made.stderr
