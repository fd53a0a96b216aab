"""Names in the product: each class name has one meaning."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def classes() -> dict[str, list[str]]:
    """By class name, the modules of the product that define it."""
    found = defaultdict(list)
    for top in ("index", "search", "web"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(path.relative_to(ROOT).as_posix())
    return found


def test_no_class_name_is_defined_twice() -> None:
    assert {name: paths for name, paths in classes().items() if len(paths) > 1} == {}
