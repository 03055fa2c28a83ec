"""Imports run one way, functions stay short, and one module speaks to the terminal."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "etalase").rglob("*.py"))
NAMES = [module.relative_to(ROOT).as_posix() for module in MODULES]
LONGEST_FUNCTION = 60
WAITING = {  # imports inside functions: what is slow, or not everywhere installed, and seldom needed
    "etalase/theme.py": {"minify"},
    "etalase/cli.py": {"etalase"},
    "etalase/crew.py": {"concurrent", "distributed", "multiprocessing"},
    "etalase/phrases.py": {"babel"},
    "etalase/pipeline.py": {"etalase"},
    "etalase/prints/press.py": {"typst"},
    "etalase/words.py": {"Sastrawi"},
}


def test_imports_run_one_way_and_every_module_has_its_place() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_functions_are_short_and_modules_say_what_they_are(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    long = {
        node.name: node.end_lineno - node.lineno
        for node in functions
        if node.end_lineno and node.end_lineno - node.lineno > LONGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "etalase/cli.py"])
def test_only_the_command_prints_and_exits(name: str) -> None:
    names = {node.id for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))) if isinstance(node, ast.Name)}
    assert not names & {"print", "input", "breakpoint"}
    exits = {node.attr for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert "exit" not in exits


@pytest.mark.parametrize("name", NAMES)
def test_imports_wait_inside_functions_only_where_it_saves_time(name: str) -> None:
    functions = [node for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))) if isinstance(node, ast.FunctionDef)]
    inside = [inner for function in functions for inner in ast.walk(function) if isinstance(inner, ast.Import | ast.ImportFrom)]
    assert {package for found in inside for package in _imported(found)} == WAITING.get(name, set())


def _imported(found: ast.Import | ast.ImportFrom) -> set[str]:
    """The packages that a statement imports from."""
    names = [found.module or ""] if isinstance(found, ast.ImportFrom) else [name.name for name in found.names]
    return {name.partition(".")[0] for name in names}
