"""Answers of submissions to questions, kept for others whose definitions are made of the same.

What answers a question is a part and all that it uses, down to constants and imports. So an answer is known by the digests
of these, by the question and by the seed; it holds for any submission of whose graph they are a piece, whoever wrote it.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import TypeAlias

import numpy as np

from grader.model import Check, Definition, Evidence, Exercise, Observation, Question

Code: TypeAlias = frozenset[tuple[str, str]]
# Of code that was met, not of its answers: a number for each.
MOST_MET = 200_000
# Of all values that are kept, in bytes; and of an answer besides its arrays.
MOST_BYTES = 64 * 1024 * 1024
OVERHEAD_BYTES = 1024
# Of those that go into a file.
MOST_WRITTEN_BYTES = 4 * 1024 * 1024


class Answers:
    """What is kept of the submissions that one process has graded, those first forgotten that nobody has needed for long."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Observation] = OrderedDict()
        self._met = set[int]()
        self._bytes = 0
        self._lock = threading.Lock()

    def recall(
        self,
        exercise: Exercise,
        reference: Evidence,
        question: Question,
        graph: Mapping[str, Definition],
        lent: Collection[str] = (),
    ) -> Observation | None:
        """Return the answer of a submission with this graph, with the definitions `lent` to it; None if it isn't known."""
        key = _key(exercise, reference, question, graph, lent)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def has_met(self, code: Code) -> bool:
        """Whether a submission with this code was there before."""
        return hash(code) in self._met

    def meet(self, codes: Collection[Code]) -> None:
        """Remember the code of a submission."""
        with self._lock:
            if len(self._met) > MOST_MET:
                self._met.clear()
            self._met.update(map(hash, codes))

    def keep(self, exercise: Exercise, reference: Evidence, student: Evidence, lent: Collection[str] = ()) -> None:
        """Keep a submission's answers; an error isn't kept, since its line is in the text of one of them only."""
        if student.graph is None:
            return
        for question, seen in student.observations.items():
            if seen.asked and seen.cause is None and question.check not in student.live:
                self._put(_key(exercise, reference, question, student.graph, lent), seen)

    def latest(self) -> Mapping[str, Observation]:
        """Return those that were needed last, up to a size that a file may have, by names that `take` knows."""
        found, size = dict[str, Observation](), 0
        with self._lock:
            for key, seen in reversed(self._kept.items()):
                size += _size(seen)
                if size > MOST_WRITTEN_BYTES:
                    break
                found[key] = seen
        return dict(reversed(found.items()))

    def take(self, answers: Mapping[str, Observation]) -> None:
        """Take answers that another has kept."""
        for key, seen in answers.items():
            self._put(key, seen)

    def _put(self, key: str, seen: Observation) -> None:
        if not key:
            return
        with self._lock:
            if key not in self._kept:
                self._kept[key] = seen
                self._bytes += _size(seen)
            while self._bytes > MOST_BYTES:
                self._bytes -= _size(self._kept.popitem(last=False)[1])


def _size(seen: Observation) -> int:
    arrays = (value.nbytes for value in seen.values.values() if isinstance(value, np.ndarray))
    return OVERHEAD_BYTES + len(seen.printed) + sum(arrays)


def _key(
    exercise: Exercise,
    reference: Evidence,
    question: Question,
    graph: Mapping[str, Definition],
    lent: Collection[str],
) -> str:
    """Name what answers a question; empty where that can't be told."""
    found = _closure(graph, _roots(exercise, reference, question), lent)
    if found is None:
        return ""
    asked = (exercise.slug, exercise.questions.probes, sorted(exercise.questions.helpers.items()), reference.seed)
    facts = (*asked, question.check, question.draw, sorted(found.items()))
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _roots(exercise: Exercise, reference: Evidence, question: Question) -> set[str]:
    """Return the names that a question is about: those of the parts that its probe runs, and what it looks up besides."""
    check = exercise.questions.check(question.check)
    parts = {exercise.outline.definition(part) for part in (check.part, *check.calls)}
    return parts | _looked_up(exercise, reference, check)


def _looked_up(exercise: Exercise, reference: Evidence, check: Check) -> set[str]:
    """Return the names that a probe asked the reference for, and those that it may have taken from a run of another's.

    Checks of a part may share a run. Those that do call the same parts; and a probe that didn't ask for its own part shares
    one with any of them.
    """
    asked = {other.name: set[str]() for other in exercise.questions.about(check.part)}
    for question, seen in reference.observations.items():
        if question.check in asked:
            asked[question.check].update(seen.looked_up)
    shares = exercise.outline.definition(check.part) not in asked[check.name]
    alike = (other for other in exercise.questions.about(check.part) if shares or {*other.calls} == {*check.calls})
    return {name for other in alike for name in asked[other.name]}


def code_of(
    exercise: Exercise,
    reference: Evidence,
    question: Question,
    graph: Mapping[str, Definition],
    lent: Collection[str] = (),
) -> Code | None:
    """Return the names of a submission with this graph that take part in an answer, with their digests; None if unknown."""
    found = _closure(graph, _roots(exercise, reference, question), lent)
    return None if found is None else frozenset((name, found[name]) for name in found.keys() & graph.keys())


def _closure(
    graph: Mapping[str, Definition], roots: Collection[str], lent: Collection[str]
) -> Mapping[str, str] | None:
    """Return the digests of these names and of all that they use; None if one has none."""
    if not {*graph, *lent}.issuperset(roots):
        # What isn't there may be why a probe looks for something else.
        return None
    found, waiting = dict[str, str](), [*roots]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        made = graph.get(name)
        if name in lent or made is None:
            # The reference's own is everybody's; what isn't defined is Python's.
            found[name] = "lent" if name in lent else "none"
        elif not made.digest:
            return None
        else:
            found[name] = made.digest
            waiting += made.uses
    return found
