"""Ask the misconceptions of an exercise, in several processes at a time where cores are free."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from grader import sandbox
from grader.grading.limits import patient
from grader.grading.needed import needed
from grader.model import Exercise, Observation, Question, Submission

if TYPE_CHECKING:
    from grader.grading.search import Search, Suspect

Work = TypeVar("Work")
# Another process is worth its start for so many questions.
LEAST = 6
# Of a search, for so many seconds of answers.
LEAST_S = 0.3


def ask(
    launcher: sandbox.Launcher,
    exercise: Exercise,
    seed: int,
    questions: Sequence[Question],
    listener: sandbox.Listener,
    *,
    at_a_time: int,
) -> Mapping[Question, Observation]:
    """Return what misconceptions answer; all questions to one of them are asked in one process, where they may share a run."""
    heaps = _heaps(questions, max(1, min(at_a_time, len(questions) // LEAST)))
    answered = [0] * len(heaps)

    def observed(number: int) -> Mapping[Question, Observation]:
        def heard(count: int, _of: int) -> None:
            answered[number] = count
            listener(sum(answered), len(questions))

        mistakes = _only({str(question.instead) for question in heaps[number]}, exercise.own_reference.mistakes)
        return sandbox.observe(
            launcher, patient(exercise), mistakes, seed=seed, questions=heaps[number], listener=heard
        ).observations

    return _at_once(observed, range(len(heaps)))


def look_for(
    launcher: sandbox.Launcher,
    exercise: Exercise,
    seed: int,
    search: Search,
    known: Mapping[Question, Observation],
    *,
    at_a_time: int,
) -> Mapping[Question, Observation]:
    """Ask suspects what a search chooses until it has found what it looks for; return what was answered.

    In several processes, each takes its share of the suspects, and all of them see what the others have been answered.
    """
    number = max(1, min(at_a_time, int(search.seconds(known) / LEAST_S)))
    shares = [share for first in range(number) if (share := search.suspects[first::number])]
    answered = dict(known)
    going_on = {check.name for check in exercise.questions.checks if check.then is not None}

    def observed(share: Sequence[Suspect]) -> Mapping[Question, Observation]:
        def choose(seen: Mapping[Question, Observation]) -> Question | None:
            # What is gone on with in another process is answered there, at the end.
            answered.update({q: one for q, one in seen.items() if one.cause or q.check not in going_on})
            # Only looked into: the other processes' answers come in meanwhile.
            unfinished = {question for question in seen if question not in answered}
            return search.next(answered, unfinished=unfinished, among=share)

        mistakes = _only({one.mistake.name for one in share}, exercise.own_reference.mistakes)
        return sandbox.observe(launcher, patient(exercise), mistakes, seed=seed, questions=choose).observations

    return _at_once(observed, shares)


def _at_once(
    observed: Callable[[Work], Mapping[Question, Observation]], shares: Sequence[Work]
) -> Mapping[Question, Observation]:
    """Do all shares of the work at the same time, and return all answers."""
    pool = ThreadPoolExecutor(len(shares))
    try:
        found = [*pool.map(observed, shares)]
    finally:
        # Who is interrupted doesn't wait: the processes end with the launcher, and the threads with them.
        pool.shutdown(wait=False, cancel_futures=True)
    return {question: seen for answers in found for question, seen in answers.items()}


def _only(names: Collection[str], mistakes: Submission) -> Submission:
    """Return the solution with these misconceptions beside it, and no others."""
    *solution, last = mistakes.cells
    source = needed(last.source, names, after="".join(cell.source for cell in solution))
    return replace(mistakes, cells=(*solution, replace(last, source=source)))


def _heaps(questions: Sequence[Question], number: int) -> list[list[Question]]:
    """Deal the questions out, those to one misconception together."""
    by_misconception: dict[object, list[Question]] = {}
    for question in questions:
        by_misconception.setdefault(question.instead, []).append(question)
    dealt = [*by_misconception.values()]
    heaps = ([question for pile in dealt[first::number] for question in pile] for first in range(number))
    return [heap for heap in heaps if heap]
