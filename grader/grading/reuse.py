"""Run a submission, and ask only what isn't known of definitions that are made of the same.

Among one student's submissions, all that a process answered is kept. Among those of several students, an answer is kept only
if nothing but the code that it is known by has run in its process: so nobody can have a hand in what others are answered,
whatever their code does to TensorFlow, to Python, or to our own modules in its process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from grader import sandbox
from grader.grading.answers import Answers, Code, code_of
from grader.model import Definition, Evidence, Exercise, Observation, Question, StandIns, Submission

NOT_YET = Observation(asked=False)
NOTHING_LENT = StandIns()


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a submission, with which definitions of the reference `lent`, and after which run `before`, if any.

    `partly` hears of the evidence so far, where one student is asked.
    """

    exercise: Exercise
    submission: Submission
    seed: int
    questions: Sequence[Question] | None = None
    lent: StandIns = NOTHING_LENT
    before: Evidence | None = None
    listener: sandbox.Listener = lambda _answered, _of: None
    partly: sandbox.Partly | None = None

    def observe(
        self,
        launcher: sandbox.Launcher,
        *,
        questions: Sequence[Question] | None,
        after: Evidence | None,
        known: sandbox.Known | None = None,
        only: frozenset[str] | None = None,
        partly: sandbox.Partly | None = None,
    ) -> Evidence:
        """Ask some questions, in the time that an earlier run has left, with what that left out left out."""
        return sandbox.observe(
            launcher,
            self.exercise,
            self.submission,
            seed=self.seed,
            listener=self.listener,
            questions=questions,
            stand_ins=self.lent,
            left_out=after.left_out if after else (),
            spent_s=after.spent_s if after else 0.0,
            known=known,
            only=only,
            partly=partly,
        )


def recalled(asking: Asking, answers: Answers, reference: Evidence | None) -> Evidence | None:
    """Return the evidence of a submission that has run before, if all that it is asked now is known: it needs no process."""
    before, questions = asking.before, asking.questions
    if before is None or before.graph is None or questions is None or reference is None:
        return None
    about = partial(answers.recall, asking.exercise, reference, graph=before.graph, lent=asking.lent.names)
    found = {question: seen for question in questions if (seen := about(question)) is not None}
    return replace(before, observations=found, seconds=0.0) if len(found) == len(questions) else None


def of_one_student(
    launcher: sandbox.Launcher, asking: Asking, answers: Answers, reference: Evidence | None
) -> Evidence:
    """Ask what isn't known; the answers may be kept."""

    def known(question: Question, graph: Mapping[str, Definition]) -> Observation | None:
        if reference is None:
            return None
        return answers.recall(asking.exercise, reference, question, graph, asking.lent.names)

    return asking.observe(launcher, questions=asking.questions, after=asking.before, known=known, partly=asking.partly)


def of_several_students(launcher: sandbox.Launcher, asking: Asking, answers: Answers, reference: Evidence) -> Evidence:
    """Ask what isn't known, and what is met for the second time in a process in which no other code of the submission runs.

    So what only one student has written costs no process of its own.
    """
    first, alone = set[Code](), dict[frozenset[str], list[Question]]()

    def known(question: Question, graph: Mapping[str, Definition]) -> Observation | None:
        about = (asking.exercise, reference, question, graph, asking.lent.names)
        code = code_of(*about)
        found = code and answers.recall(*about)
        if found or not code:
            return found or None
        if not answers.has_met(code):
            first.add(code)
            return None
        alone.setdefault(frozenset(name for name, _ in code), []).append(question)
        return NOT_YET

    whole = asking.observe(launcher, questions=asking.questions, after=asking.before, known=known)
    answers.meet(first)
    left: list[Question] = []
    for names, questions in alone.items():
        # After one that was stopped, the others may wait for the same.
        if whole.cut_short or any(seen.cause and seen.cause.ends_process for seen in whole.observations.values()):
            left += questions
            continue
        part = asking.observe(launcher, questions=questions, after=whole, only=names)
        answers.keep(asking.exercise, reference, replace(part, graph=whole.graph), asking.lent.names)
        whole = _joined(whole, part)
        left += [question for question in questions if part.observations[question].cause is not None]
    # An error is told as it is in the whole submission.
    return _joined(whole, asking.observe(launcher, questions=left, after=whole)) if left else whole


def _joined(whole: Evidence, part: Evidence) -> Evidence:
    """Return a submission's evidence with further answers; of definitions and problems, the whole submission tells."""
    return replace(
        whole,
        observations={**whole.observations, **part.observations},
        seconds=whole.seconds + part.seconds,
        cut_short=whole.cut_short or part.cut_short,
        spent_s=part.spent_s,
    )
