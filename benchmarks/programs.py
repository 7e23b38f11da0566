"""Programs to grade: each unlike all others, or as alike as those of a class.

A class is put together from the definitions of right and wrong submissions in `tests/cases`, for each student and each part
anew. A definition is taken the more often, the further ahead it is in a fixed order: the second half as often as the first,
the third a third as often. One part in fifteen is a wrong one. So most students share most of their definitions with
somebody, and hardly any two have the same program.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.exercise.course import built_in
from grader.model import PartName
from grader.sandbox.protocol.source import bound
from tests.support.case import Case, every_case

ROOT = Path(__file__).resolve().parent.parent
SLUG = "linear_regression"
KERAS = 3
WRONG = 1 / 15


def unlike(text: str, number: int) -> str:
    """Return a program that does the same and has no definition in common with that of another number."""
    lines = text.split("\n")
    for node in sorted(ast.walk(ast.parse(text)), key=lambda node: -getattr(node, "lineno", 0)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            lines.insert(first.lineno - 1, f"{' ' * first.col_offset}_student = {number}")
    return "\n".join(lines)


def students(number: int, seed: int = 7) -> Iterator[str]:
    """Yield the programs of a class."""
    chance = random.Random(seed)
    right, wrong = definitions()
    base = every_case(SLUG)["correct_plain"].content.decode()
    head = "\n".join(
        ast.get_source_segment(base, statement) or ""
        for statement in ast.parse(base).body
        if getattr(statement, "name", None) not in right
    )
    for _ in range(number):
        yield "\n\n\n".join([head, *(_chosen(chance, right[name], wrong[name]) for name in right)]) + "\n"


def _chosen(chance: random.Random, right: list[str], wrong: list[str]) -> str:
    if wrong and chance.random() < WRONG:
        return chance.choice(wrong)
    return chance.choices(right, [1 / rank for rank, _ in enumerate(right, start=1)])[0]


def definitions() -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return the definitions of each part that need nothing but the parts and TensorFlow: right ones, and wrong ones."""
    parts = {part.name: part.definition for part in built_in().exercise(SLUG).outline.parts}
    right, wrong = ({name: list[str]() for name in parts.values()} for _ in range(2))
    for case in every_case(SLUG).values():
        if KERAS not in case.keras or case.cause or not case.file.endswith(".py"):
            continue
        for name in parts.values() if case.full else [parts[PartName(case.wrong)]] if case.wrong else []:
            text = _definition(case, name, {*parts.values(), "tf"})
            where = right if case.full else wrong
            if text and text not in where[name]:
                where[name].append(text)
    return right, wrong


def _definition(case: Case, name: str, known: set[str]) -> str:
    """Return a definition's text; empty if it needs what isn't known, or isn't there once."""
    text = case.content.decode()
    tree = ast.parse(text)
    there = [statement for statement in tree.body if name in bound(statement)]
    if len(there) != 1 or not isinstance(there[0], (ast.FunctionDef, ast.ClassDef)):
        return ""
    module = {other for statement in tree.body for other in bound(statement)}
    used = {node.id for node in ast.walk(there[0]) if isinstance(node, ast.Name)}
    return "" if used & module - known else (ast.get_source_segment(text, there[0]) or "")
