"""What is wrong with a page as it stands, for those who see little or nothing of it: axe, and the names a screen reader says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

RUN = "axe.run(document, { resultTypes: ['violations'] })"
NAMED = (
    *("button", "checkbox", "combobox", "ComboBoxSelect", "dialog", "DisclosureTriangle", "image", "img", "link", "listbox"),
    *("menuitem", "option", "radio", "searchbox", "slider", "spinbutton", "switch", "tab", "textbox"),
)
MESSAGES = Path(__file__).parents[2] / "theme" / "messages"


def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    """Expressions for the interface words of a language that can be told from names and numbers, by the words."""
    words = yaml.safe_load((MESSAGES / f"{language}.yaml").read_text()).values()
    texts = {text for each in words for text in (each.values() if isinstance(each, dict) else (each,))}
    plain = {text: re.sub(r"\{\w+\}", "", text) for text in texts if isinstance(text, str)}
    return {
        text: re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", text))))
        for text, fixed in plain.items()
        if len(re.findall(r"[^\W\d_]", fixed)) > 5
    }


PATTERNS = {language: _patterns(language) for language in ("id", "en")}
FOREIGN = {
    language: [pattern for text, pattern in PATTERNS[other].items() if text not in PATTERNS[language]]
    for language, other in (("id", "en"), ("en", "id"))
}


def faults(page: Page) -> list[str]:
    """Everything that is wrong in either scheme. The page needs `reduced_motion`: colours on their way are neither."""
    return [*_axe(page), *_names(page)]


def _axe(page: Page) -> Iterator[str]:
    page.evaluate(Axe().axe_script)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for violation in page.evaluate(RUN)["violations"]:
            for node in violation["nodes"]:
                yield f"{page.url} {scheme}: {violation['id']}: {node['html']} {node['failureSummary']}"


def _names(page: Page) -> Iterator[str]:
    """What can be used or looked at and has no name, or one in the words of another language than its element's."""
    session = page.context.new_cdp_session(page)
    own = page.locator("html").get_attribute("lang") or ""
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        role, name = node["role"]["value"], str(node.get("name", {}).get("value", "")).strip()
        if node["ignored"] or role in ("StaticText", "InlineTextBox"):
            continue
        if role in NAMED and not name:
            yield f"{page.url}: a {role} without a name"
        if _is_foreign(name, own) and _is_foreign(name, _language(session, node["backendDOMNodeId"])):
            yield f"{page.url}: a {role} in another language: {name}"
    session.detach()


def _is_foreign(name: str, language: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in FOREIGN[language])


def _language(session: CDPSession, node: int) -> str:
    """The language of an element, which may be another than its page's."""
    found = session.send("DOM.resolveNode", {"backendNodeId": node})["object"]["objectId"]
    asked = {"objectId": found, "functionDeclaration": "function () { return this.closest('[lang]').lang; }"}
    return str(session.send("Runtime.callFunctionOn", asked)["result"]["value"])
