"""The documents say what is: generated pages are current, links lead somewhere, examples are right, quoted messages real.

`--rewrite` writes the generated pages and the quoted messages as they are now; read the diff.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from PIL import Image

from etalase.cli import main
from etalase.exports.selling import SHOP_COLUMNS
from etalase.fields import fields_of
from etalase.schema import RECORDS, reference_files, write_reference

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
GUIDES = {"id": ROOT / "docs" / "panduan-editor.md", "en": ROOT / "docs" / "editors-guide.md"}
DOCUMENTS = [README, ROOT / "CHANGELOG.md", ROOT / "bench" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PRODUCT = "products/tikar-pandan/index.yaml"

_EXAMPLE = re.compile(r"^`(content/[^`]+)`:\n\n```(?:yaml|markdown)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MESSAGE = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Each edit of the guides' product makes one of the messages they quote.
EDITS = {
    "price with Rp": ("amount: 150000", "amount: Rp150.000"),
    "group misspelt": ("group: pandan-kalisat", "group: pandan-kalisad"),
    "colon in a text": ("id: Tikar Pandan\n", "id: Tikar Pandan: besar\n"),
    "photo in other capitals": ("file: tikar-pandan.jpg", "file: Tikar-Pandan.JPG"),
    "no such choice": ("stock: order", "stock: siap"),
}


@pytest.mark.parametrize("path", reference_files())
def test_reference_is_current(path: str, rewrite: bool) -> None:
    """When this fails: python3 build.py reference docs"""
    if rewrite:
        write_reference(ROOT / "docs")
    assert (ROOT / "docs" / path).read_text() == reference_files()[path]


def test_reference_has_no_leftovers() -> None:
    schemas = {f"schema/{file.name}" for file in (ROOT / "docs" / "schema").iterdir()}
    assert schemas <= reference_files().keys()


@pytest.mark.parametrize("path", ["field.id.md", "fields.en.md"])
@pytest.mark.parametrize("name", RECORDS)
def test_reference_has_every_field(name: str, path: str) -> None:
    _, _, after = reference_files()[path].partition(f"\n## {name}\n")
    section = after.partition("\n## ")[0]
    assert [field.name for field in fields_of(RECORDS[name]) if f"| `{field.name}` |" not in section] == []


@pytest.mark.parametrize("verb", ["", "build", "check", "serve", "catalogue", "labels", "reference"])
def test_readme_names_every_verb_and_option(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"] if verb else ["--help"]) == 0
    help_ = capsys.readouterr().out
    options = set(re.findall(r"(?<![\w-])--[a-z-]+", help_))
    verbs = set(re.findall(r"^ {4}([a-z]+) ", help_, re.MULTILINE))
    readme = README.read_text()
    assert {option for option in options if option not in readme} == set()
    assert {name for name in verbs if f"| `{name}" not in readme} == set()


def test_readme_names_every_module() -> None:
    package = ROOT / "etalase"
    modules = {file.relative_to(package).with_suffix("").as_posix() for file in package.rglob("*.py")}
    modules = {module for module in modules if not module.endswith("__init__")}
    readme = README.read_text()
    assert {module for module in modules if f"`{module}`" not in readme} == set()


@pytest.mark.parametrize(("language", "name"), [("id", "siap-jual.md"), ("en", "ready-to-sell.md")])
def test_the_columns_for_marketplaces_are_told_as_the_file_has_them(language: str, name: str) -> None:
    words = yaml.safe_load((ROOT / "theme" / "messages" / f"{language}.yaml").read_text())
    heads = {field: words.get(f"sheet_{field}") or words["sheet_picture"].format(n=field[-1]) for field in SHOP_COLUMNS}
    lines = [f"| {heads[field]} | {' | '.join(name or '–' for name in others)} |" for field, others in SHOP_COLUMNS.items()]
    assert "\n".join(lines) in (ROOT / "docs" / name).read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_links_resolve(document: Path) -> None:
    assert [target for target in _links(document.read_text()) if not _leads_somewhere(document, target)] == []


def _links(text: str) -> Iterator[str]:
    prose = re.sub(r"^```.*?^```$|^ {4,}.*$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"\]\(([^)\s]+)\)", prose)
    yield from re.findall(r'src="([^"]+)"', prose)


def _leads_somewhere(document: Path, target: str) -> bool:
    if target.startswith("https://"):
        return True
    path, _, anchor = target.partition("#")
    file = document.parent / path if path else document
    return file.exists() and (not anchor or anchor in _anchors(file.read_text()))


def _anchors(text: str) -> set[str]:
    """As GitHub makes them: small letters, spaces as hyphens, other punctuation dropped."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.fixture(params=GUIDES)
def guide(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """A guide's language, and a project made of the examples in it, with the photo they name."""
    language: str = request.param
    for path, text in _EXAMPLE.findall(GUIDES[language].read_text()):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    Image.new("RGB", (600, 600), "tan").save((tmp_path / "content" / PRODUCT).with_name("tikar-pandan.jpg"))
    return language, tmp_path


def _check(language: str, root: Path) -> int:
    return main(["check", "--root", str(root), "--lang", language])


def test_examples_of_the_guides_are_right(guide: tuple[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    language, root = guide
    assert _check(language, root) == 0, capsys.readouterr().out


@pytest.mark.parametrize("edit", EDITS)
def test_messages_of_the_guides_are_real(
    guide: tuple[str, Path], edit: str, rewrite: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    language, root = guide
    product, (before, after) = root / "content" / PRODUCT, EDITS[edit]
    text = product.read_text()
    assert before in text
    product.write_text(text.replace(before, after, 1))
    assert _check(language, root) == 1
    message = capsys.readouterr().out
    quoted = _MESSAGE.findall(GUIDES[language].read_text())[list(EDITS).index(edit)]
    if rewrite:
        for document in (GUIDES[language], README):
            document.write_text(document.read_text().replace(quoted, message))
    else:
        assert quoted == message


def test_guides_quote_no_other_messages() -> None:
    for language, guide in GUIDES.items():
        assert len(_MESSAGE.findall(guide.read_text())) == len(EDITS), language


def test_message_of_the_readme_is_real() -> None:
    assert set(_MESSAGE.findall(README.read_text())) <= set(_MESSAGE.findall(GUIDES["en"].read_text()))
