"""Markdown: what editors mean is shown, and nothing they or anyone else types does harm."""

import json
import re
import sys
import time
from pathlib import Path
from xml.etree.ElementTree import Element

import lxml.html  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markupsafe import Markup, escape

from etalase import dialect, markup
from etalase.markup import BadLink, Rendered, excerpt, plain_text, render_markdown

BLNS = Path(__file__).parents[2] / "shared/testdata/torture/blns.json"
FRAGMENTS = st.sampled_from(
    [
        *"*_`[]()<>!#|\\&\n\t \"'-",
        "](",
        "![",
        "\n\n",
        "    ",
        "- ",
        "1. ",
        "> ",
        "|-|\n",
        "---\n",
        "&#x3a;",
        "javascript:",
        "//x",
        "<b>",
        "a",
    ]
)
SAMPLES = """
    kata , ( ) : é ٠ ! | & * ** *** _ __ ` `` \\ < > [ ] ]( \ufdd0 \ufdd3 \x02 \\* \\[ &copy; &#42; &amp;lt; <b> dua·tiga·
    *miring* *dua·tiga* **tebal** ***dua*** _garis_ snake_case_word `kode` ``·`·`` **`a`** [*a*](b) *[a](b)* [a][b] ![a`b`](c)
    [k](groups/rotan) [k](<x>) [k](javascript:x) [#](#a) [k](groups/rotan_a*b·"j") [m](https://a.id/b_(c)?d&amp;e) <a@b.id>
    · ···· → ¶ ··¶ ¶¶ ¶¶¶ ↵ ↵¶ ¶-· ¶¶-· ¶*· ¶····-· ¶1.· ¶3.· ¶>· ¶¶>· ¶#· ¶¶##· ¶===¶ ¶---¶ ¶¶---¶¶ ¶¶····kode·&¶¶
    ¶-·#·j¶··terus·*a*¶ ¶-·a¶¶··b¶ ¶-·a¶-·**b**¶-·`c`¶ ¶¶|·a·|·b·|¶|--:|---|¶|·*c*·|·[d](e)·|¶¶ ¶¶a|b¶-|:-:¶`|`|x¶
"""
SIMPLE_SAMPLES = """
    kata 12 12. (kata "kata" *miring* **tebal** *dua¶baris* `kode` `ko|de` [k](groups/rotan) [#](#kata) [k](https://a.id/?a&amp;b)
    , | **-** `-` [-](x) [1.·a](b) · ··¶ ·¶ ¶ ¶¶ ¶¶¶ ¶¶#·kata· ¶¶##··kata¶¶ ¶¶###·*kata*¶¶ ¶¶-·kata ¶-·kata ¶*·kata·
    ¶¶1.·kata¶2.·`b` ¶¶ ¶¶3.·kata¶ ¶¶>·kata¶ ¶¶|·kata·|·**b**·|¶|·---·|--|¶|·[a](b)·|·c·|¶ ¶|·a·|¶ ¶¶|kata|¶|-|¶|*kata*|¶
"""


def pieces(samples: str) -> st.SearchStrategy[str]:
    return st.sampled_from([each.translate(str.maketrans("·¶→↵", " \n\t\r")) for each in re.split("[ \n]+", samples.strip())])


PIECES, SIMPLE_PIECES = pieces(SAMPLES), pieces(SIMPLE_SAMPLES)
ALLOWED = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br", "em", "strong", "a", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def resolve(target: str) -> str | None:
    return f"/kelompok/{target.removeprefix('groups/')}/" if target.startswith("groups/rotan") else None


def html_of(body: str) -> str:
    return str(render_markdown(body, resolve).html)


def render_slowly(body: str) -> Rendered | None:
    """What `render_markdown` gives, with every step of Python-Markdown's own and the tree finished before it is written.

    None for the few texts with unpaired stars that Python-Markdown garbles: it shows its own placeholders, or elements twice.
    """
    markdown = dialect._markdown.__wrapped__()
    markdown.parser = Markdown(extensions=[TableExtension(use_align_attribute=True), SaneListExtension()]).parser
    markdown.parser.blockprocessors.deregister("reference")
    text, starts = markup._mark_targets(markup._NOT_TEXT.sub("\ufffd", body))
    lines = markdown.preprocessors["normalize_whitespace"].run(list(dialect._in_short_blocks(text.split("\n"))))
    markdown.parser.parseDocument(lines)
    tree = markdown.parser.root
    for treeprocessor in markdown.treeprocessors:
        treeprocessor.run(tree)
    links = markup._Links(resolve)
    markup._write_tree(tree, links)
    elements = list(tree.iter())
    bad: dict[str, list[BadLink]] = {"broken": [], "unsafe": [], "picture": []}
    line_ends = [place for place, character in enumerate(body) if character == "\n"]
    for element in tree.iter():
        if align := element.attrib.pop("align", ""):
            element.set("class", f"align-{align}")
        if element.tag in {"a", "img"}:
            target = markup._decode(dialect.MARKS.sub("", element.attrib.pop("href"))).strip()
            number = element.attrib.pop("number", "")
            address, fault = (None, "picture") if element.tag == "img" else markup._follow(target, links.ids, resolve)
            if fault and number:
                bad[fault].append(markup._locate(target, starts[int(number)], line_ends))
            element.tag = "a" if address else "span"
            if address:
                element.attrib |= {"href": address} | ({"rel": "noopener"} if address.lower().startswith("http") else {})
    html = dialect.MARKS.sub("", "".join(map(serialize, tree))).strip()
    is_garbled = len(set(elements)) < len(elements) or re.search("[\x02\x03]", html)
    return None if is_garbled else Rendered(Markup(html), *map(tuple, bad.values()))


def serialize(element: Element) -> str:
    text, tail = (escape(markup._decode(each or "")) for each in (element.text, element.tail))
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.items())
    inside = "" if element.tag in {"br", "hr"} else f"{text}{''.join(map(serialize, element))}</{element.tag}>"
    return f"<{element.tag}{attributes}>{inside}{tail}"


def assert_safe(html: str) -> None:
    """As a browser reads it, there is nothing but allowed tags with harmless attributes."""
    for element in lxml.html.fragment_fromstring(html, create_parent="div").iterdescendants():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= {"href", "rel", "id", "start", "class"}
        assert re.match(r"(https?://|mailto:|tel:|#s|/kelompok/)", element.get("href", "#s"), re.IGNORECASE)


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("", ""),
        ("Satu *dua* **tiga**", "<p>Satu <em>dua</em> <strong>tiga</strong></p>"),
        ("# Cara pesan", '<h2 id="s-cara-pesan">Cara pesan</h2>'),
        ("###### Kecil", '<h2 id="s-kecil">Kecil</h2>'),
        ("## Satu\n#### Dua", '<h2 id="s-satu">Satu</h2>\n<h3 id="s-dua">Dua</h3>'),
        ("### Satu\n# Dua", '<h2 id="s-satu">Satu</h2>\n<h2 id="s-dua">Dua</h2>'),
        ("# Sama\n# Sama\n# !", '<h2 id="s-sama">Sama</h2>\n<h2 id="s-sama-2">Sama</h2>\n<h2 id="s">!</h2>'),
        ("[k](groups/rotan)", '<p><a href="/kelompok/rotan/">k</a></p>'),
        ("[k](<groups/rotan> 'judul')", '<p><a href="/kelompok/rotan/">k</a></p>'),
        ("[l](https://a.id/?x=1&copy=2)", '<p><a href="https://a.id/?x=1&amp;copy=2" rel="noopener">l</a></p>'),
        ("<https://a.id>", '<p><a href="https://a.id" rel="noopener">https://a.id</a></p>'),
        ("<https://&#32;> <a@&#32;>", "<p><span>https:// </span> <span>a@ </span></p>"),
        ("<a@b.id>", '<p><a href="mailto:a@b.id">a@b.id</a></p>'),
        ("[t](tel:+628123)", '<p><a href="tel:+628123">t</a></p>'),
        ("# Isi\n[i](#isi)", '<h2 id="s-isi">Isi</h2>\n<p><a href="#s-isi">i</a></p>'),
        ("<b>x</b> & &amp; &copy; AT&T", "<p>&lt;b&gt;x&lt;/b&gt; &amp; &amp; © AT&amp;T</p>"),
        ("`<b> &copy; [a](b)`", "<p><code>&lt;b&gt; &amp;copy; [a](b)</code></p>"),
        ("    kode [a](b) &lt;", "<pre><code>kode [a](b) &amp;lt;\n</code></pre>"),
        ("[a][b]\n\n[b]: x", "<p>[a][b]</p>\n<p>[b]: x</p>"),
        ('"kutip" -- ...', "<p>&#34;kutip&#34; -- ...</p>"),
        ("![alt *x*](foto.jpg)", "<p><span>alt *x*</span></p>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("\\*a\\* \\[b](groups/rotan)", "<p>*a* [b](groups/rotan)</p>"),
    ],
)
def test_markdown_becomes_html(body: str, html: str) -> None:
    rendered = html_of(body)
    assert rendered == html
    assert_safe(rendered or "<p></p>")


def test_table_columns_are_aligned_by_class() -> None:
    assert '<td class="align-right">1</td>' in html_of("|a|b|\n|--:|---|\n|1|2|")


@pytest.mark.parametrize(
    "target",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#x09;script:alert(1)",
            "&#106;avascript:alert(1)",
            "javascript&colon;x",
        ),
        *(
            "javascript&#58;x",
            "javascript&#0000058;x",
            "&#1;javascript:x",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc",
            "//evil.com",
        ),
        *(
            "/\\evil.com",
            "\\\\evil.com",
            "https:evil.com",
            "https:\\\\evil.com",
            "http:",
            "blob:x",
            "groups/rotan:x",
            "java\\script:x",
        ),
        *("<java script:x>", "<\tjavascript:x>", "feed:javascript:x", "mailto:", "tel:javascript", "ht\u200btps://x"),
    ],
)
def test_links_of_other_kinds_are_only_text(target: str) -> None:
    rendered = render_markdown(f"lihat [ini]({target})", resolve)
    assert "href" not in rendered.html and "ini" in rendered.html
    assert rendered.unsafe or "[ini]" in rendered.html


def test_a_bad_link_is_reported_where_its_target_stands() -> None:
    body = "Satu\r\n`[x](groups/no)` [a]( groups/no)\n\n> | a |\n\n[![f](p.jpg)](<groups/no>) [j](javascript:x)"
    rendered = render_markdown(body, resolve)
    assert rendered.broken == (BadLink("groups/no", 1, 22), BadLink("groups/no", 5, 15))
    assert rendered.pictures == (BadLink("p.jpg", 5, 6),)
    assert rendered.unsafe == (BadLink("javascript:x", 5, 31),)
    assert "groups/no)</code>" in rendered.html


def test_resolve_is_asked_only_for_places_on_the_site() -> None:
    asked: list[str] = []
    body = "# A\n[a](groups/x#y) [b](https://x) [c](javascript:x) [d](#a) [e](#z) [f](/produk/) [g](../x?y=1)"
    render_markdown(body, asked.append)
    assert asked == ["groups/x#y", "#z", "/produk/", "../x?y=1"]


@settings(deadline=None)
@given(st.text() | st.lists(FRAGMENTS, max_size=60).map("".join))
def test_any_text_gives_safe_html(body: str) -> None:
    rendered = render_markdown(body, resolve)
    assert_safe(rendered.html or "<p></p>")
    assert rendered == render_markdown(body, resolve)
    assert "\ufdd0" not in rendered.html
    lines = body.split("\n")
    for bad in (*rendered.broken, *rendered.unsafe, *rendered.pictures):
        assert 0 <= bad.column <= len(lines[bad.line_offset])


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.one_of(st.lists(each, max_size=40).map("".join) for each in (SIMPLE_PIECES, PIECES, PIECES | FRAGMENTS)))
def test_no_shortcut_changes_what_a_text_means(body: str) -> None:
    slow = render_slowly(body)
    assume(slow)
    assert render_markdown(body, resolve) == slow


@pytest.mark.skipif(not BLNS.exists(), reason="the Big List of Naughty Strings is not beside the project")
def test_naughty_strings() -> None:
    strings = json.loads(BLNS.read_text(encoding="utf-8"))
    for text in strings:
        for body in (text, f"[{text}]({text})", f"# {text}", f"![{text}]({text})", f"    {text}", f"|a|b|\n|-|-|\n|{text}|x|"):
            assert_safe(html_of(body) or "<p></p>")
            assert render_slowly(body) in {None, render_markdown(body, resolve)}


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "[",
            "]",
            "![",
            "[a](",
            "[](",
            "[a](<",
            "[a][",
            "[[a](b)",
            "*",
            "**a ",
            "*a **b ",
            "_a *b ",
            "`",
            "\\`` ",
            "` `` ",
            "<",
            "<a ",
            "<!--",
        ),
        *(
            ">",
            "> ",
            "- ",
            "- > ",
            "1. ",
            "# a\n",
            "a\n---\n",
            "> ---\n",
            "- a\n    ---\n",
            "|",
            "a|",
            "&",
            "\\",
            "a  \n",
            "\t",
            "[a](b) ",
            "a\n\n",
            "a\n",
            "- a\n",
            "**a** ",
            "*a",
            "`a`",
            "[a](\ufdd0",
        ),
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    start = time.process_time()
    render_markdown(unit * 10_000, resolve)
    assert time.process_time() - start < 5  # about half a second; Python-Markdown alone needs up to 46 s


def test_a_wide_table_stays_small() -> None:
    assert len(html_of("a|" * 3000 + "\n" + "-|" * 3000 + "\n" + "x|y\n" * 3000)) < 200_000


@pytest.mark.parametrize(
    "body", ["> " * 5000 + "a", "*a **b " * 3000 + "** *" * 3000, "".join(f"{' ' * 4 * depth}- a\n" for depth in range(300))]
)
def test_deep_nesting_is_no_error_even_deep_in_the_stack(body: str) -> None:
    def render_at(depth: int) -> str:
        return render_at(depth - 1) if depth else html_of(body)

    assert render_at(sys.getrecursionlimit() // 2)
    assert html_of("*a*") == "<p><em>a</em></p>"


def test_plain_text_keeps_words_apart() -> None:
    assert plain_text(html_of("# Satu\ndua *tiga*\n\n- a & b\n- <c>\n\n|x|y|\n|-|-|\n|1|2|")) == "Satu dua tiga a & b <c> x y 1 2"


def test_excerpt_ends_between_words() -> None:
    assert excerpt("Rotan dari hulu", 40) == "Rotan dari hulu"
    assert excerpt("Rotan, dari hulu Kapuas", 12) == "Rotan, dari…"
    assert excerpt("Rotan, dari hulu", 8) == "Rotan…"
    assert excerpt("Keranjangrotan", 5) == "Kera…"


@settings(deadline=None)
@given(st.text(), st.integers(1, 50))
def test_an_excerpt_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit
