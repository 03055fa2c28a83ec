"""Jinja as pages need it: strict, escaping, and quick where a page does the same thing five hundred times.

Jinja's own escape makes a `Markup` object of every value that is put out, which is then only joined to others; here the
text itself is. Its calls go by way of the context, for callables that ask for it, of which there are none here. What many
pages show alike, a card or a menu, templates make with `once`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner  # type: ignore[attr-defined]  # private, but pinned: what `escape` wraps

MOST_REMEMBERED: Final = 40_000  # pieces of markup, about a thousand bytes each


class _Macro(Macro):
    """Jinja's, without its questions for one that takes no more than the arguments it names."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        others = self.arguments[len(arguments) :]
        is_plain = not (self.caller or self.catch_kwargs or self.catch_varargs)
        if is_plain and len(arguments) + len(others) == self._argument_count and named.keys() <= {*others}:
            return Markup(self._func(*arguments, *[named.get(name, missing) for name in others]))
        return super().__call__(*arguments, **named)


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
        self.components = _Components(self)
        self._found: dict[Any, jinja2.Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:
        """Looked for once: no file is read again while a site is made, and a product's page asks for twenty components."""
        if not (found := self._found.get(name)):
            found = self._found[name] = super().get_template(name, parent, globals)
        return found

    quoted = staticmethod(_escape_inner)
    invoke: Final[Any] = staticmethod(operator.call)
    Macro: Final = _Macro


class _Components(dict[str, Any]):
    """The modules of components, as every page imports them: none of ours is given globals of its own."""

    def __init__(self, environment: Templates) -> None:
        self.environment = environment

    def __missing__(self, name: str) -> Any:
        self[name] = self.environment.get_template(name).module
        return self[name]


class _Generator(CodeGenerator):
    """Puts out markup as it is, and text through the function at the heart of `escape`, both without a call of Python's.

    Neither has an attribute that is there one, nor a component that is known, and a block is handed on as one piece.
    """

    def blockvisit(self, nodes: Any, frame: Any) -> None:
        is_whole = frame.block_frame and not frame.buffer
        if is_whole:
            self.buffer(frame)
        super().blockvisit(nodes, frame)
        if is_whole:
            self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.write("(v if (v := getattr(o := (")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(o, {node.attr!r}))")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        """Without an `else` nothing is put out, not a value that stands for it."""
        node.expr2 = node.expr2 or nodes.Const("")
        super().visit_CondExpr(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        self.write("environment.invoke(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def macro_def(self, macro_ref: Any, frame: Frame) -> None:
        self.write("environment.")
        super().macro_def(macro_ref, frame)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context:
            super()._import_common(node, frame)
        else:
            self.write("environment.components[")
            self.visit(node.template, frame)
            self.write("]")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("(v if (kind := type(v := (")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(
            "))) is Markup else environment.quoted(v) if kind is str else str(v) if kind is int or kind is float else escape(v))"
        )


Templates.code_generator_class = _Generator


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
