"""The theme: one file put in the place of ours, some words changed, and the line of a template that is at fault."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest

from etalase.ledger import Ledger
from etalase.problems import ContentError, Problem
from etalase.theme import Asset, Messages, Theme, built_in_theme, load_theme

BUILT_IN = built_in_theme()


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A theme of a few lines in the place of the built-in one, which takes a while to compile."""
    files = {
        "templates/base.html": "{% block main %}{% endblock %}",
        "templates/redirect.html": '{% extends "base.html" %}{% block main %}{{ address }}{% endblock %}',
        "components/icon.html": "{% macro icon(name) %}<b>{{ name }}</b>{% endmacro %}",
        "messages/id.yaml": "menu: Menu\nskip: Langsung\nsearch: Cari\nsearch_site: Cari di {site}\n",
        "messages/en.yaml": "menu: Menu\nskip: Skip\nsearch: Search\nsearch_site: Search {site}\n",
        "static/site.css": "body { color: blue }",
        "static/img/a.svg": "<svg/>",
    }
    folder = own_theme(tmp_path / "ours", files)
    monkeypatch.setattr("etalase.theme.built_in_theme", lambda: folder)
    return folder


def own_theme(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / "theme" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder / "theme"


def load(own: Path | None, folder: Path) -> tuple[Theme | None, list[Problem]]:
    """The theme as the ledger of an earlier build recalls it, which must be as it is when it is first loaded."""
    ledger = Ledger(folder / "cache")
    first, problems = load_theme(own, ledger)
    again, same_problems = load_theme(own, ledger)
    assert same_problems == problems
    assert (first and dict_of(first)) == (again and dict_of(again))
    return again, problems


def dict_of(theme: Theme) -> dict[str, object]:
    return {
        "words": {language: messages.words for language, messages in theme.messages.items()},
        "assets": theme.assets,
        "digests": theme.digests,
        "word_digests": theme.word_digests,
    }


def theme_of(folder: Path, files: dict[str, str]) -> Theme:
    theme, problems = load(own_theme(folder, files), folder)
    assert problems == []
    assert theme is not None
    return theme


def problems_of(folder: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    theme, problems = load(own_theme(folder, files), folder)
    assert theme is None
    return told(problems)


def told(problems: tuple[Problem, ...] | list[Problem]) -> list[tuple[str, str]]:
    return [(str(problem.location), problem.kind) for problem in problems]


def test_the_built_in_theme_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etalase.theme.built_in_theme", lambda: BUILT_IN)
    theme, problems = load(None, tmp_path)
    assert problems == []
    assert theme is not None
    assert theme.messages["id"].words.keys() == theme.messages["en"].words.keys()


def test_a_folder_that_is_not_there_is_no_theme(tmp_path: Path) -> None:
    assert load(tmp_path / "theme", tmp_path)[1] == []


def test_one_template_stands_in_for_ours(tmp_path: Path, tiny: Path) -> None:
    theme = theme_of(tmp_path, {"templates/redirect.html": "Ke {{ address }}"})
    assert theme.render("redirect.html", {"address": "<a>"}) == b"Ke &lt;a&gt;"
    assert theme.environment.get_template("base.html").filename == str(tiny / "templates" / "base.html")


def test_one_component_stands_in_for_ours_in_our_templates(tmp_path: Path) -> None:
    files = {
        "components/icon.html": "{% macro icon(name) %}<i>{{ name }}</i>{% endmacro %}",
        "templates/redirect.html": '{% from "components/icon.html" import icon %}{{ icon("x") }}',
    }
    assert theme_of(tmp_path, files).render("redirect.html", {}) == b"<i>x</i>"


def test_one_static_file_stands_in_for_ours(tmp_path: Path) -> None:
    ours, _ = load(None, tmp_path)
    theme = theme_of(tmp_path, {"static/site.css": "body { color: red }"})
    assert ours is not None
    assert theme.assets.keys() == ours.assets.keys()
    assert theme.assets["site.css"].source == (tmp_path / "theme/static/site.css").resolve()
    assert theme.assets["site.css"].path != ours.assets["site.css"].path
    assert theme.assets["site.css"].digest != ours.assets["site.css"].digest
    assert (theme.digests, theme.word_digests) == (ours.digests, ours.word_digests)


def test_scripts_and_style_sheets_are_published_without_what_is_for_their_authors(tmp_path: Path) -> None:
    written = {
        "static/site.css": "/* why */\na {\n  color: #ff0000;\n}\n",
        "static/a.js": "// why\nlet first = 1;\n",
        "static/b.js": "let let {",
    }
    assets = theme_of(tmp_path, written).assets
    assert assets["site.css"].published() == b"a{color:red}"
    assert assets["a.js"].published().strip(b"; \n") == b"let first=1"
    assert assets["b.js"].published() == b"let let {"


def test_all_our_scripts_together_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etalase.theme.built_in_theme", lambda: BUILT_IN)
    scripts = [Asset(file, "", "").published() for file in BUILT_IN.glob("static/*.js")]
    assert sum(len(gzip.compress(script, 9)) for script in scripts) <= 25_000


def test_sizes_of_type_are_steps_of_one_scale() -> None:
    style = (BUILT_IN / "static/site.css").read_text()
    steps = re.findall(r"--(\w+): clamp\(([\d.]+)rem, [^,]+vw, ([\d.]+)rem\);", style.split("/* space:")[0])
    assert [name for name, *_ in steps] == ["lead", "title", "name", "head", "display", "grand"]
    for power, (_, smallest, largest) in enumerate(steps, start=1):
        assert float(smallest) == pytest.approx(1.0625 * 1.2**power, abs=0.001)
        assert float(largest) == pytest.approx(1.0625 * 1.4**power, abs=0.001)
    sizes = set(re.findall(r"font-size: ([^;]+);", style)) - {"clamp(1rem, 0.93rem + 0.16vw, 1.25rem)"}  # that of the page
    assert not [size for size in sizes if re.search(r"\d(rem|vw)", size)]


def test_some_words_stand_in_for_ours(tmp_path: Path) -> None:
    theme = theme_of(tmp_path, {"messages/id.yaml": "menu: Daftar isi\nskip: NO\n", "messages/en.yaml": "\n"})
    ours, _ = load(None, tmp_path)
    assert ours is not None
    assert (theme.messages["id"]("menu"), theme.messages["id"]("skip")) == ("Daftar isi", "NO")
    assert theme.messages["id"]("search") == ours.messages["id"]("search")
    assert theme.messages["en"].words == ours.messages["en"].words
    assert theme.word_digests["id"] != ours.word_digests["id"]
    assert theme.word_digests["en"] == ours.word_digests["en"]


@pytest.mark.parametrize(
    ("name", "text", "changed"),
    [
        ("templates/redirect.html", "Ke {{ address }}", {"redirect.html", "card.html"}),
        ("templates/base.html", "<p>{% block main %}{% endblock %}</p>", {"base.html", "redirect.html", "card.html"}),
        ("components/icon.html", "{% macro icon(name) %}-{% endmacro %}", {"components/icon.html", "card.html"}),
    ],
)
def test_a_template_is_known_by_all_it_is_made_of(tmp_path: Path, tiny: Path, name: str, text: str, changed: set[str]) -> None:
    own = {
        "card.html": '{% extends "redirect.html" %}{% from "components/icon.html" import icon %}'
        "{% block main %}{{ icon(address) }}{% endblock %}"
    }
    (tiny / "templates" / "card.html").write_text(own["card.html"])
    before = load(None, tmp_path)[0]
    after = theme_of(tmp_path, {name: text})
    assert before
    assert {each for each, digest in after.digests.items() if before.digests[each] != digest} == changed


def test_a_template_that_changed_is_compiled_anew(tmp_path: Path) -> None:
    for text in ("satu", "dua"):
        assert theme_of(tmp_path, {"templates/redirect.html": text}).render("redirect.html", {}) == text.encode()


def test_a_mistake_is_told_again_and_a_theme_without_it_is_loaded(tmp_path: Path) -> None:
    theme_of(tmp_path, {"messages/id.yaml": "menu: Daftar isi\n"})
    assert problems_of(tmp_path, {"messages/id.yaml": "menuu: x\n"}) == [("theme/messages/id.yaml:1:1", "unknown-field")]
    assert theme_of(tmp_path, {"messages/id.yaml": "menu: Isi\n"}).messages["id"]("menu") == "Isi"


def test_words_are_filled_in_and_counted() -> None:
    messages = Messages("en", {"n": {"one": "{n} bag", "other": "{n} bags"}, "at": "at {site}", "brace": "{x}"})
    assert [messages("n", n=n) for n in (0, 1, "1", 2)] == ["0 bags", "1 bag", "1 bag", "2 bags"]
    assert (messages("at", site="{n}"), messages("brace")) == ("at {n}", "{x}")
    for call in (lambda: messages("none"), lambda: messages("at", other=1)):
        with pytest.raises(KeyError):
            call()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("menuu: x", "unknown-field"),
        ("menu: [x]", "message-forms"),
        ("menu: {one: x}", "message-forms"),
        ("menu: {other: [x]}", "message-forms"),
        ("search_site: '{n}'", "message-facts"),
        ("search_site: '{site'", "message-facts"),
        ("search_site: '{site.x}'", "message-facts"),
        ("search_site: '{site!r}'", "message-facts"),
        ("search_site: '{0}'", "message-facts"),
        ("search_site: '{}'", "message-facts"),
        ("- menu", "not-a-mapping"),
        ("menu: 'x", "yaml-quote"),
        ("menu: x\nmenu: y", "duplicate-key"),
    ],
)
def test_words_that_would_fail_later_are_refused_now(tmp_path: Path, words: str, kind: str) -> None:
    assert [problem[1] for problem in problems_of(tmp_path, {"messages/id.yaml": words})] == [kind]


@pytest.mark.parametrize(
    ("name", "text", "place", "kind"),
    [
        ("templates/product.html", "<p>\n{% if x %}\n", "theme/templates/product.html:2:1", "template-syntax"),
        ("templates/product.html", "<p>\n{{ a b }}\n", "theme/templates/product.html:2:1", "template-syntax"),
        ("components/card.html", "{{ x | nofilter }}", "theme/components/card.html:1:1", "template-syntax"),
    ],
)
def test_a_template_that_cannot_be_read(tmp_path: Path, name: str, text: str, place: str, kind: str) -> None:
    assert problems_of(tmp_path, {name: text}) == [(place, kind)]


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        ("<p>\n{{ nama }}", 2, "template-undefined"),
        ("<p>\n\n{{ address.nama }}", 3, "template-undefined"),
        ("{{ address + 1 }}", 1, "template-undefined"),
        ("{{ 1 / 0 }}", 1, "template-undefined"),
        ("\n{{ words['none'] }}", 2, "template-undefined"),
        ("\n{{ t('none') }}", 2, "template-undefined"),
        ("\n{{ '%d' | format('x') }}", 2, "template-undefined"),
        ("\n{% include 'none.html' %}", 2, "template-missing"),
        ("\n{% extends 'none.html' %}", 2, "template-missing"),
        ("\n{% include 'redirect.html' %}", 2, "template-undefined"),
    ],
)
def test_a_template_that_fails_while_a_page_is_made_is_shown_with_its_line(
    tmp_path: Path, text: str, line: int, kind: str
) -> None:
    theme = theme_of(tmp_path, {"templates/redirect.html": text})
    with pytest.raises(ContentError) as caught:
        theme.render("redirect.html", {"address": "x", "words": {}, "t": Messages("id", {})})
    assert told(caught.value.problems) == [(f"theme/templates/redirect.html:{line}:1", kind)]


def test_a_copy_of_our_theme_and_our_theme_itself_are_themes_too(tmp_path: Path, tiny: Path) -> None:
    assert load(Path(shutil.copytree(tiny, tmp_path / "theme")), tmp_path)[1] == []
    assert load(tiny, tmp_path)[1] == []
