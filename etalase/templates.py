"""Jinja as pages need it: strict, escaping, and quick where a page does the same thing five hundred times.

Jinja's own escape makes a `Markup` object of every value that is put out, which is then only joined to others; here the
text itself is. What many pages show alike, a card or a menu, templates make with `once`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]  # private, but pinned: what `escape` wraps

from etalase.messages import Messages

MOST_REMEMBERED: Final = 40_000  # pieces of markup, about a thousand bytes each


class Templates(jinja2.Environment):
    """The environment of all templates in `folders`, the first one that has a file wins. `compiled` is where they are kept."""

    def __init__(self, folders: tuple[Path, ...], compiled: Path) -> None:
        super().__init__(
            loader=jinja2.FileSystemLoader([folder / kind for folder in folders for kind in ("templates", ".")]),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=jinja2.FileSystemBytecodeCache(str(compiled)),
        )
        self.globals["once"] = Once()
        self._found: dict[Any, jinja2.Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:
        """Looked for once: no file is read again while a site is made, and a product's page asks for twenty components."""
        if not (found := self._found.get(name)):
            found = self._found[name] = super().get_template(name, parent, globals)
        return found

    quoted = staticmethod(_escape_inner)


class _Generator(CodeGenerator):
    """Puts out markup as it is, and text through the function at the heart of `escape`, both without a call of Python's."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write("(v if (kind := type(v := (")

    def _output_child_post(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write("))) is Markup else environment.quoted(v) if kind is str else escape(v))")


class _Context(Context):
    def call(self, callee: Any, /, *arguments: Any, **named: Any) -> Any:
        """What a template calls is mostly a macro, words or `once`, none of which asks for the context."""
        if type(callee) in _PLAIN:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return callee(*arguments, **named)
        return super().call(callee, *arguments, **named)


class _Template(jinja2.Template):
    def _get_default_module(self, ctx: Any = None) -> Any:
        """A component as every page imports it: none of ours is given globals of its own, so nothing is to be compared."""
        return super()._get_default_module()


Templates.code_generator_class = _Generator
Templates.template_class = _Template
Templates.context_class = _Context


class Once:
    """`once(macro, value, …)` in a template: the macro's markup for that value and arguments, made the first time.

    The value is known by what it is, not by what it is equal to, so it must be one that many pages are given.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, tuple[object, Markup]] = {}

    def __call__(self, macro: Callable[..., Markup], value: object, *arguments: Any, **named: Any) -> Markup:
        key = (macro, id(value), arguments, *named.items())
        if not (made := self._made.get(key)):
            if len(self._made) >= MOST_REMEMBERED:
                self._made.clear()
            made = self._made[key] = (value, macro(value, *arguments, **named))  # holding the value keeps its id its own
        return made[1]


_PLAIN: Final = frozenset({Macro, Messages, Once})
