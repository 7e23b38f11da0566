"""Which known mistakes a student's definition is written most like: these are asked first.

Only an order is made of this. Whether a definition is a mistake is decided by what the two answer.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from math import fsum

from grader.exercise.syntax import tree_of
from grader.model import Evidence, Exercise, Misconception, Submission

WORD = re.compile(r"\w+|[^\w\s]")
# What is longer isn't looked at beyond.
LONGEST = 20_000
NOTHING = frozenset[str]()


def most_alike_first(
    exercise: Exercise, suspects: Sequence[Misconception], submission: Submission, student: Evidence
) -> tuple[Misconception, ...]:
    """Sort the misconceptions of each part by the words that one of the two has, they or the student's definition of the part.

    A word counts the more, the better it tells the suspects of a part apart. Where their texts aren't there, as with a kit,
    they stay in the exercise's order.
    """
    if exercise.reference is None or not suspects:
        return tuple(suspects)
    written, lines = _written(exercise.reference.mistakes.cells[-1].source), submission.lines()
    found: list[Misconception] = []
    for part, group in groupby(sorted(suspects, key=lambda one: one.part), key=lambda one: one.part):
        span = student.definitions.get(exercise.outline.definition(part))
        own = _words("\n".join(lines[span.first - 1 : span.last])) if span else NOTHING
        found += _sorted({one: written.get(one.name, NOTHING) for one in group}, own)
    return tuple(found)


def _sorted(suspects: Mapping[Misconception, frozenset[str]], own: frozenset[str]) -> list[Misconception]:
    number, having = len(suspects), Counter(word for words in suspects.values() for word in words)

    def weight(word: str) -> float:
        return 1 / (1 + min(having[word], number - having[word]))

    return sorted(suspects, key=lambda one: fsum(weight(word) for word in suspects[one] ^ own if word in having))


@lru_cache(16)
def _written(source: str) -> Mapping[str, frozenset[str]]:
    """Return the words of each definition at the top, with those of the definitions that it uses."""
    lines, own = source.split("\n"), dict[str, frozenset[str]]()
    for node in tree_of(source).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            # A docstring tells the student what the mistake is: no student writes so.
            told = ast.get_docstring(node, clean=False) is not None and node.body[0]
            without = range(told.lineno - 1, told.end_lineno or 0) if told else ()
            numbers = range(node.lineno - 1, node.end_lineno or node.lineno)
            own[node.name] = _words("\n".join(lines[number] for number in numbers if number not in without))
    names = {name: _used(name, own) for name in own}
    # What a mistake is called says nothing.
    return {name: NOTHING.union(*(own[used] for used in names[name])) - names[name] for name in own}


def _used(name: str, own: Mapping[str, frozenset[str]]) -> set[str]:
    """Return the names of all that a definition needs, itself among them."""
    found, waiting = set[str](), {name}
    while waiting:
        found |= waiting
        waiting = {other for one in waiting for other in own[one] if other in own} - found
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text[:LONGEST]))
