"""Follow a file or a folder: each save is graded in processes that stay warm, and what there is to show is kept."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from grader.errors import SubmissionError
from grader.feedback import loading, priority, sentences
from grader.feedback.hint_history import Memory, about
from grader.feedback.hints import hints_of, looking
from grader.feedback.wording import Wording
from grader.grading.pipeline import Grader
from grader.i18n import N_, Speech
from grader.model import Exercise, Grade, NotPython, Submission, Verdict
from grader.submission.read import read_submission
from grader.watch.saves import Saves
from grader.watch.target import Target
from grader.watch.view import Chosen, View

# Which file of a folder was saved last is looked for so often; the file itself is looked at each time.
FOLDER_S = 0.5


class Overtaken(Exception):
    """A newer save is being graded: ends the round of an older one."""


class Rounds:
    """Grades in the background. A newer round starts at once; one that it overtakes ends at its next question."""

    def __init__(self, grader: Grader) -> None:
        self._grader = grader
        self._pool = ThreadPoolExecutor()
        self._running: Future[Grade] | None = None
        self._number = 0
        self.progress: tuple[int, int] | None = None
        self.judged: Grade | None = None

    def begin(self, exercise: Exercise, submission: Submission, seed: int) -> None:
        """Start a round in place of the one that may be going on."""
        self._number += 1
        number = self._number
        self.progress, self.judged = (0, len(exercise.questions.all())), None

        def listener(answered: int, of: int) -> None:
            if number != self._number:
                raise Overtaken
            self.progress = (answered, of)

        def judged(grade: Grade) -> None:
            if number == self._number:
                self.judged = grade

        self._running = self._pool.submit(
            self._grader.grade, exercise, submission, seed=seed, listener=listener, judged=judged
        )

    def ended(self) -> Grade | None:
        """Return the grade once, when the round has come to its end; raises what ended it."""
        if self._running is None or not self._running.done():
            return None
        ended, self._running, self.progress, self.judged = self._running, None, None, None
        return ended.result()

    def close(self) -> None:
        """End every round, after the grader has ended the processes."""
        self._number += 1
        self._pool.shutdown(cancel_futures=True)


class Session:
    """One student at one file or folder: takes saves and keys in, gives a View."""

    def __init__(self, target: Target, rounds: Rounds, voice: Speech, memory: Memory) -> None:
        self._target = target
        self._rounds = rounds
        self._voice = voice
        self._memory = memory
        self._path = target.locate()
        self._found: Path | None = None
        self._now = self._found_at = 0.0
        self._saves = Saves(self._located)
        self._seed = target.new_seed()
        self._submission: Submission | None = None
        self._chosen = 0
        self._looking: Chosen | None = None
        self._everything = False
        self.grade: Grade | None = None
        self.notice = ""

    def tick(self, now: float) -> bool:
        """Look after the file and the round; tells whether a new verdict or notice is there."""
        before, self._now = self.notice, now
        if self._saves.saved(now):
            self._read()
        elif self._saves.gone(now):
            self.notice = self._voice.say(N_("{path} no longer exists. Waiting for it to come back."), path=self._path)
        grade = self._rounds.ended()
        if grade is not None:
            self._take(grade)
        return grade is not None or self.notice not in ("", before)

    def press(self, key: str) -> None:
        """Do what a key stands for; nothing for one that stands for nothing."""
        if key == "h":
            self._hint()
        elif key == "n":
            self._chosen, self._everything = self._chosen + 1, False
            self._look()
        elif key == "a":
            self._everything = not self._everything
        elif key == "r":
            self._seed = self._target.new_seed()
            self._begin()

    def view(self, *, keys: bool) -> View:
        """Return what there is to show."""
        return View(
            path="" if self._target.is_folder else str(self._path),
            seed=self._seed,
            grade=self.grade,
            chosen=self._looking,
            everything=self._everything,
            notice=self.notice,
            progress=self._rounds.progress,
            judged=looking(self._voice, self._rounds.judged) if self._rounds.judged else "",
            keys=keys,
        )

    def _located(self) -> Path | None:
        """Return the file to look at; None while there is none, or one is being replaced."""
        if self._found is None or self._now - self._found_at >= FOLDER_S:
            self._found_at = self._now
            try:
                self._found = self._target.locate()
            except (SubmissionError, OSError):
                self._found = None
        return self._found

    def _read(self) -> None:
        self._path = self._saves.path or self._path
        try:
            self._submission = read_submission(self._path)
        except SubmissionError as error:
            self.notice = self._half_written(error.said(self._voice.catalogue.gettext))
        else:
            self.notice = ""
            self._begin()

    def _begin(self) -> None:
        if self._submission is None:
            return
        try:
            exercise = self._target.find(self._submission)
        except SubmissionError as error:
            self.notice = self._half_written(error.said(self._voice.catalogue.gettext))
        else:
            self._rounds.begin(exercise, self._submission, self._seed)

    def _take(self, grade: Grade) -> None:
        """Keep a verdict, unless what was saved was no Python yet."""
        broken = next((problem for problem in grade.problems if isinstance(problem.trouble, NotPython)), None)
        if broken is not None:
            place = sentences.place(self._voice, broken.where)
            sentence = loading.problem(self._voice, broken)
            self.notice = self._half_written(f"{place}: {sentence}" if place else sentence)
            return
        self.grade, self._chosen = grade, 0
        self._look()

    def _half_written(self, why: str) -> str:
        if self.grade is None:
            return self._voice.say(N_("Not valid Python yet, so there is no result. {why}"), why=why)
        return self._voice.say(N_("Not valid Python yet; the result is from an earlier save. {why}"), why=why)

    def _open(self) -> list[Verdict]:
        return priority.by_importance(self.grade) if self.grade else []

    def _look(self) -> None:
        """Look at the check that was chosen, the first one first; not for each view, which is asked for all the time."""
        self._looking = self._looked_at()

    def _looked_at(self) -> Chosen | None:
        """Return the check that was chosen of those still to pass, with its hints; None where all have passed."""
        verdicts = self._open()
        if self.grade is None or not verdicts:
            return None
        number = self._chosen % len(verdicts)
        verdict = verdicts[number]
        hints = hints_of(Wording(self._voice, self.grade.exercise), verdict)
        # The first hint stands on the screen anyway.
        given = max(1, self._memory.given(about(self.grade, verdict)))
        return Chosen(verdict, number + 1, len(verdicts), hints, given)

    def _hint(self) -> None:
        chosen = self._looking
        if self.grade is not None and chosen is not None:
            self._everything = False
            self._memory.give(about(self.grade, chosen.verdict), len(chosen.hints), seen=1)
            self._look()
