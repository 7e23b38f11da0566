"""What the reference and the misconceptions answer is asked once, by whichever of the processes that run tests needs it first.

So is, in each process, what a submission answers with the same definitions lent: of its forms with stubs it is the same.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from grader import sandbox
from grader.grading.expected import Expected
from grader.grading.pipeline import Grader
from grader.grading.search import Search
from grader.model import Evidence, Exercise, Observation, Question, StandIns, Submission

# Whoever asks many questions gives what is known as soon as others may want it.
AT_ONCE = 100


class SharingGrader(Grader):
    """A grader that shares what it compares with, and asks nothing again that it was asked before."""

    def __init__(self, launcher: sandbox.Launcher, folder: Path) -> None:
        super().__init__(launcher)
        self.expected = SharedExpected(launcher, folder)
        self._again: dict[tuple[object, ...], Evidence] = {}

    def observe_again(
        self,
        exercise: Exercise,
        submission: Submission,
        asked: Sequence[Question],
        *,
        lent: StandIns,
        student: Evidence,
    ) -> Evidence:
        """Run a submission as `Grader.observe_again` does, unless it was asked the same before."""
        questions = exercise.questions
        key = questions.probes, questions.limits, submission, tuple(asked), lent, student.seed, student.left_out
        if key not in self._again:
            self._again[key] = super().observe_again(exercise, submission, asked, lent=lent, student=student)
        return self._again[key]


class SharedExpected(Expected):
    """Puts what it asks into a folder, and takes from there what others have asked."""

    def __init__(self, launcher: sandbox.Launcher, folder: Path) -> None:
        # The other cores grade for other tests.
        super().__init__(launcher, at_a_time=1)
        self._folder = folder
        self._taken: set[str] = set()

    def prepare(self, exercise: Exercise, seed: int) -> Future[Evidence]:
        """Start to run the reference as `Expected.prepare` does, unless another has done it."""
        key, path = (exercise.slug, seed), self._shared_by_all(exercise, seed) / "reference"
        if key not in self._reference and path.exists():
            self.unseal(exercise, pickle.loads(path.read_bytes()), self._known.get(key, {}))
        made = super().prepare(exercise, seed)

        def give(done: Future[Evidence]) -> None:
            if done.exception() is None and not path.exists():
                _write(path, done.result())

        made.add_done_callback(give)
        return made

    def ask(
        self,
        exercise: Exercise,
        seed: int,
        questions: Sequence[Question],
        listener: Callable[[int, int], None] = lambda _answered, _of: None,
    ) -> Mapping[Question, Observation]:
        """Ask as `Expected.ask` does, only what nobody has asked yet."""
        known = super().ask(exercise, seed, ())
        for first in range(0, len(questions), AT_ONCE):
            with self._shared(exercise, seed):
                known = super().ask(exercise, seed, questions[first : first + AT_ONCE], listener)
        return known

    def look_for(self, exercise: Exercise, seed: int, search: Search) -> Mapping[Question, Observation]:
        """Ask as `Expected.look_for` does, only what nobody has asked yet."""
        with self._shared(exercise, seed):
            return super().look_for(exercise, seed, search)

    @contextmanager
    def _shared(self, exercise: Exercise, seed: int) -> Iterator[None]:
        """Take what others have asked, and give what is asked meanwhile."""
        folder = self._shared_by_all(exercise, seed)
        before = {**super().ask(exercise, seed, ()), **self._others(folder)}
        self._known[exercise.slug, seed] = before
        yield
        known = super().ask(exercise, seed, ())
        self._give(folder, {question: seen for question, seen in known.items() if question not in before})

    def _shared_by_all(self, exercise: Exercise, seed: int) -> Path:
        """Return the folder of what is known; of an exercise with other checks the answers are others."""
        checks = [check.name for check in exercise.questions.checks]
        asked = repr((exercise.questions.probes, checks, exercise.reference))
        return self._folder / f"{hashlib.sha256(asked.encode()).hexdigest()}-{seed}"

    def _others(self, folder: Path) -> dict[Question, Observation]:
        found: dict[Question, Observation] = {}
        for path in folder.glob("*.answers"):
            if str(path) not in self._taken:
                self._taken.add(str(path))
                found |= pickle.loads(path.read_bytes())
        return found

    def _give(self, folder: Path, answers: Mapping[Question, Observation]) -> None:
        if answers:
            path = folder / f"{os.getpid()}-{len(self._taken)}.answers"
            self._taken.add(str(path))
            _write(path, dict(answers))


def _write(path: Path, value: object) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(f".{os.getpid()}.part")
    whole.write_bytes(pickle.dumps(value))
    whole.rename(path)
