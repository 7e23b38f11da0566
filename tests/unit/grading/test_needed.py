"""Which definitions of a file of misconceptions come along with those that are asked."""

from __future__ import annotations

import ast

import pytest

from grader.grading.needed import needed
from grader.sandbox.protocol.source import bound
from tests.support.exercises import EXERCISES

SOURCE = '''"""Wrong definitions."""
from grader import misconception

RATE = 0.1
_other = 2 * RATE


@misconception(part="train")
def half(model):
    return _step(model, RATE)


def _step(model, rate):
    global _count
    _count += 1
    return _Helper(rate)


_count = 0
_unused = print


class _Helper(Base):
    pass


@misconception(part="train")
class derived(half): pass
'''


def left(*names: str) -> list[str]:
    return [name for statement in ast.parse(needed(SOURCE, names)).body for name in bound(statement)]


def test_what_a_definition_uses_comes_along() -> None:
    """Directly or not, down to constants and to what only its functions look up; nothing else does."""
    assert left("half") == ["misconception", "RATE", "half", "_step", "_count", "_Helper"]
    assert left("_other") == ["RATE", "_other"]
    assert left("derived") == [*left("half"), "derived"]


def test_every_line_stays_where_it_was() -> None:
    """So an error is told at its line, and a decorator goes with what it marks."""
    before, after = SOURCE.split("\n"), needed(SOURCE, ["half"]).split("\n")
    assert len(before) == len(after)
    assert all(line in (there, "") for there, line in zip(before, after, strict=True))
    assert '@misconception(part="train")' in after[7]
    assert after.count('@misconception(part="train")') == 1


@pytest.mark.parametrize(
    "statement",
    ["setattr(x, 'y', 1)", "x.y = 1", "for z in x: z.y = 1", "if x: y = 1", "with x as y: y.z()", "from x import *"],
)
def test_what_does_more_than_bind_names_stays(statement: str) -> None:
    """It may do something for all that follow; what it uses stays with it."""
    source = f"import x\n{statement}\nunused = 1\ndef f(): pass\n"
    uses = "" if statement.startswith("from") else "import x"
    assert needed(source, ["f"]) == f"{uses}\n{statement}\n\ndef f(): pass\n"


def test_what_is_bound_again_stays() -> None:
    """Of the solution's own names those count that the file of misconceptions gives them, for its definitions as well."""
    source = "RATE = 0.2\nOTHER = RATE\ndef f(): pass\n"
    assert needed(source, ["f"]) == "\n\ndef f(): pass\n"
    assert needed(source, ["f"], after="RATE = 0.1\ndef step(): return RATE\n") == "RATE = 0.2\n\ndef f(): pass\n"


@pytest.mark.parametrize("slug", EXERCISES)
def test_each_misconception_finds_what_it_looks_up(slug: str) -> None:
    """Of the exercises that come with gradetape, nothing is left out that one of them needs."""
    exercise = EXERCISES[slug]
    *_, source = (cell.source for cell in exercise.own_reference.mistakes.cells)
    everything = {name for statement in ast.parse(source).body for name in bound(statement)}
    for item in exercise.questions.misconceptions:
        tree = ast.parse(needed(source, [item.name]))
        there = {name for statement in tree.body for name in bound(statement)}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert item.name in there
        assert used & everything <= there
