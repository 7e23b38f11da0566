"""What submissions are compared with: the evidence of the reference, and the answers of misconceptions, each asked once.

Misconceptions are asked in several processes at a time where cores are free.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from grader import sandbox
from grader.grading.limits import patient
from grader.grading.needed import needed
from grader.model import CheckName, Evidence, Exercise, Observation, Question, Slug, Submission

if TYPE_CHECKING:
    from grader.grading.search import Search, Suspect

Work = TypeVar("Work")
# Another process is worth its start for so many questions.
LEAST = 6
# Of a search, for so many seconds of answers.
LEAST_S = 0.3


class Expected:
    """Runs references, and misconceptions in so many processes `at_a_time`; keeps what they gave. Several threads may use one."""

    def __init__(self, launcher: sandbox.Launcher, at_a_time: int) -> None:
        self._launcher = launcher
        self._at_a_time = at_a_time
        self._pool = ThreadPoolExecutor(1)
        self._lock = threading.Lock()
        self._reference: dict[tuple[Slug, int], tuple[frozenset[CheckName], Future[Evidence]]] = {}
        self._known: dict[tuple[Slug, int], Mapping[Question, Observation]] = {}
        self._asking = threading.Lock()

    def close(self) -> None:
        """Wait for the last run of a reference; its processes end with the launcher."""
        self._pool.shutdown()

    def prepare(self, exercise: Exercise, seed: int) -> Future[Evidence]:
        """Start to run the reference, unless that was done for all of these checks before and didn't fail.

        Raises MachineError if a module that it needs isn't installed.
        """
        # Before anything is kept: once the module is installed, the same grader can grade.
        sandbox.require_modules(exercise)
        key = (exercise.slug, seed)
        with self._lock:
            asked, made = self._reference.get(key, (frozenset(), None))
            failed = made is not None and made.done() and made.exception() is not None
            wanted = frozenset(check.name for check in exercise.questions.checks)
            if made is None or failed or not wanted <= asked:
                made = self._pool.submit(sandbox.observe_reference, self._launcher, exercise, seed=seed)
                self._reference[key] = wanted, made
            return made

    def unseal(self, exercise: Exercise, reference: Evidence, known: Mapping[Question, Observation]) -> None:
        """Take evidence that was made elsewhere, by whoever has the solution or at an earlier time, and run no reference."""
        made: Future[Evidence] = Future()
        made.set_result(reference)
        self._reference[exercise.slug, reference.seed] = (
            frozenset(check.name for check in exercise.questions.checks),
            made,
        )
        self._known[exercise.slug, reference.seed] = dict(known)

    def done(self, exercise: Exercise, seed: int) -> Evidence | None:
        """Return the reference's evidence if it has been run to its end; None otherwise."""
        _, made = self._reference.get((exercise.slug, seed), (frozenset(), None))
        return None if made is None or not made.done() or made.exception() else made.result()

    def take_up(self, exercise: Exercise, seed: int, known: Mapping[Question, Observation]) -> None:
        """Begin anew with an exercise that has changed, and take the answers of misconceptions that still hold."""
        self._reference.pop((exercise.slug, seed), None)
        self._known[exercise.slug, seed] = dict(known)

    def ask(
        self,
        exercise: Exercise,
        seed: int,
        questions: Sequence[Question],
        listener: sandbox.Listener = lambda _answered, _of: None,
    ) -> Mapping[Question, Observation]:
        """Ask the misconceptions what was not asked before with this seed, and return all that is known then.

        One thread asks at a time: another may want the same, and a class pays for each question once.
        """
        key = exercise.slug, seed
        with self._asking:
            known = self._known.get(key, {})
            unknown = [question for question in questions if question not in known]
            if unknown and exercise.reference:
                known = self._known[key] = {
                    **known,
                    **_asked(self._launcher, exercise, seed, unknown, listener, at_a_time=self._at_a_time),
                }
        return known

    def look_for(self, exercise: Exercise, seed: int, search: Search) -> Mapping[Question, Observation]:
        """Ask suspects, one thread at a time, until a search is done; return all that is known then."""
        key = exercise.slug, seed
        with self._asking:
            known = self._known.get(key, {})
            # What goes on in another process may clear a suspect at the end: then the search isn't done.
            while exercise.reference and search.next(known) is not None:
                found = _looked_for(self._launcher, exercise, seed, search, known, at_a_time=self._at_a_time)
                known = self._known[key] = {**known, **found}
        return known


def _asked(
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


def _looked_for(
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
