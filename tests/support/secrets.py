"""What must not be found in anything that students are given."""

from __future__ import annotations

import ast


def statements(source: str, names: set[str]) -> set[str]:
    """Give every statement in the definitions of these names, as written and as Python writes it."""
    found = set()
    for node in ast.parse(source).body:
        if getattr(node, "name", None) in names:
            for inner in ast.walk(node):
                if isinstance(inner, ast.stmt) and inner is not node:
                    found |= {ast.unparse(inner), (ast.get_source_segment(source, inner) or "").split("\n")[0]}
    # `pass` and its like say nothing, heads of methods are the starter's too, and probes open a tape as well.
    return {
        text.strip()
        for text in found
        if len(text) > len("continue") and not text.startswith(("def ", "super()", "with "))
    }
