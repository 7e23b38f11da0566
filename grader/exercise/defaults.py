"""What an author may leave out of exercise.toml and of the first language's texts: it is read off the sources.

None of them is run. A part is what checks name and solution.py defines. Titles, hints and explanations are docstrings: the
first paragraph is a title, what follows is a hint.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.exercise.syntax import tree_of

HEADING = re.compile(r"^# # (.+)$", re.MULTILINE)
# What Python raises for a text that isn't Python, or too deep for it.
NO_PYTHON = (SyntaxError, ValueError, TypeError, OverflowError, RecursionError, MemoryError)
FORMAT_VERSION = 1
POINTS = 1
"""Of each check, where none has any: they have equal shares."""


@dataclass(frozen=True, slots=True)
class Written:
    """A definition as it stands in a source, with the part that a decorator names."""

    node: ast.FunctionDef | ast.ClassDef
    part: str = ""

    @property
    def name(self) -> str:
        """Return its name."""
        return self.node.name

    @property
    def paragraphs(self) -> list[str]:
        """Return the paragraphs of its docstring, each on one line."""
        return [" ".join(one.split()) for one in (ast.get_docstring(self.node) or "").split("\n\n") if one.strip()]

    @property
    def title(self) -> str:
        """Return the docstring's first paragraph without its full stop, or else the name in words."""
        return next(iter(self.paragraphs), self.name.replace("_", " ")).removesuffix(".")


def lacking(
    settings: Mapping[str, Any], texts: Mapping[str, Any], *, slug: str, solution: str, checks: str, mistakes: str
) -> dict[str, Any]:
    """Return what exercise.toml and the first language's texts lack and the sources say, in tables as they have them."""
    asked = list(marked(checks, "check"))
    whole = {"format_version": FORMAT_VERSION, "slug": slug, "parts": list(_parts(solution, asked))}
    parts = settings.get("parts", whole["parts"])
    definitions = dict(_names_of(parts))
    told = _texts(slug, solution, definitions, asked=asked, mistakes=marked(mistakes, "misconception"))
    return {
        name: kept for name, kept in (("settings", _beyond(whole, settings)), ("texts", _beyond(told, texts))) if kept
    }


def under(given: object, made: object) -> Any:
    """Return what was given, and in its tables what was made where nothing was given."""
    if not isinstance(given, Mapping) or not isinstance(made, Mapping):
        return given
    return {**made, **{name: under(value, made.get(name)) for name, value in given.items()}}


def _beyond(made: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was made and isn't given; of what both have as tables, what is in them."""
    kept = {}
    for name, value in made.items():
        both = isinstance(value, Mapping) and isinstance(given.get(name), Mapping)
        if name not in given or both:
            kept[name] = _beyond(value, given[name]) if both else value
    return {name: value for name, value in kept.items() if value != {}}


def _names_of(parts: object) -> Iterator[tuple[str, str]]:
    """Yield the name and the definition of each part that exercise.toml has in a form that can be read."""
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, Mapping) and isinstance(part.get("name"), str) and isinstance(part.get("definition"), str):
            yield part["name"], part["definition"]


def _texts(
    slug: str,
    solution: str,
    definitions: Mapping[str, str],
    *,
    asked: list[Written],
    mistakes: Iterable[Written],
) -> dict[str, Any]:
    there, heading = defined(solution), HEADING.search(solution)
    tasks = {part: there[name].title if name in there else name.replace("_", " ") for part, name in definitions.items()}
    return {
        "title": heading[1].strip() if heading else slug.replace("_", " ").capitalize(),
        "parts": tasks,
        # Where nothing else is said of what is wrong, the task says what would be right.
        "checks": {
            check.name: {
                "title": check.title,
                "hint": " ".join(check.paragraphs[1:]) or f"{tasks.get(check.part, check.title)}.",
            }
            for check in asked
        },
        "misconceptions": {wrong.name: " ".join(wrong.paragraphs) or f"{wrong.title}." for wrong in mistakes},
    }


def _parts(solution: str, asked: list[Written]) -> Iterator[dict[str, Any]]:
    """Yield the parts as exercise.toml would have them, in the order of the solution."""
    there = defined(solution)
    named = dict.fromkeys(check.part for check in asked)
    for name in (*(name for name in there if name in named), *(name for name in named if name not in there)):
        own = {check.name: POINTS for check in asked if check.part == name}
        yield {"name": name, "definition": name, "checks": own, **_called(name, there, named)}


def _called(name: str, there: Mapping[str, Written], parts: Iterable[str]) -> dict[str, Any]:
    """Return how a part is called, if it is a function, and which others it needs."""
    if name not in there:
        return {}
    node, used = there[name].node, _used(name, there)
    needs = {"needs": [part for part in parts if part in used and part != name]}
    if isinstance(node, ast.ClassDef):
        return needs
    return {**needs, "arguments": ", ".join(one.arg for one in node.args.args)}


def _used(name: str, there: Mapping[str, Written]) -> set[str]:
    """Return the definitions of a source that one uses, itself or through others."""
    found, waiting = set[str](), [name]
    while waiting:
        node = there[waiting.pop()].node
        names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)} & there.keys()
        waiting += names - found
        found |= names
    return found


def defined(source: str) -> dict[str, Written]:
    """Return the functions and classes of a source by name, in order; none of one that isn't Python."""
    return {node.name: Written(node) for node in _definitions(source)}


def marked(source: str, mark: str) -> Iterator[Written]:
    """Yield the definitions that a decorator marks for a part."""
    for node in _definitions(source):
        for call in node.decorator_list:
            if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) == mark:
                given = (word.value for word in call.keywords if word.arg == "part")
                part = next((value.value for value in given if isinstance(value, ast.Constant)), None)
                if isinstance(part, str):
                    yield Written(node, part)


def _definitions(source: str) -> list[ast.FunctionDef | ast.ClassDef]:
    try:
        body = tree_of(source).body
    except NO_PYTHON:
        return []
    return [node for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
