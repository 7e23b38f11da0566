"""The sentences about a verdict, made from its facts; every report takes them from here."""

from __future__ import annotations

import signal

from grader.model import Cause, Difference, Exercise, Grade, Outcome, Problem, Trouble, Verdict, Where
from grader.speech import N_, Speech

DIGITS = 5


def reason(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    """Say in one or two sentences what happened; nothing for a check that passed."""
    if verdict.outcome is Outcome.PASSED or verdict.cause is None:
        return ""
    if verdict.outcome is Outcome.BROKEN:
        return speech.say(N_("The reference itself failed here: this is the exercise's fault, not yours."))
    sentence = _what_happened(speech, exercise, verdict)
    if verdict.because_of and verdict.cause not in (Cause.MISSING, Cause.NOT_ATTEMPTED):
        other = _definition(exercise, verdict.because_of)
        blame = speech.say(N_("It uses `{definition}`, which isn't right yet: mend that first."), definition=other)
        return f"{sentence} {blame}"
    return sentence


def hint(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    """Say what to look at: the trap that was met, else the check's own hint; nothing where the reason says it all."""
    texts = speech.texts(exercise)
    if verdict.trap:
        return texts.traps[verdict.trap]
    if verdict.outcome is Outcome.FAILED and verdict.because_of is None:
        return texts.checks[verdict.check].get("hint", "")
    return ""


def _what_happened(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    definition = _definition(exercise, verdict.because_of or verdict.part)
    if verdict.difference is not None:
        return difference(speech, exercise, verdict.difference)
    if verdict.cause is Cause.MISSING:
        return speech.say(N_("`{definition}` is not defined."), definition=definition)
    if verdict.cause is Cause.NOT_ATTEMPTED:
        return speech.say(N_("`{definition}` is not written yet."), definition=definition)
    if verdict.trouble is None:
        return _not_asked(speech, verdict.cause)
    if verdict.cause is Cause.RAISED:
        return raised(speech, verdict.trouble)
    return ended(speech, verdict.cause, verdict.trouble)


def difference(speech: Speech, exercise: Exercise, found: Difference) -> str:
    """Say what was expected and what came."""
    sentences = {
        "value": N_("{what}: expected {expected}, got {actual}."),
        "shape": N_("{what}: expected the shape {expected}, got {actual}."),
        "type": N_("{what}: expected {expected}, got {actual}, which is not the same kind of thing."),
    }
    expected, actual = shown(speech, found.expected), shown(speech, found.actual)
    return speech.say(sentences[found.kind], what=label(speech, exercise, found), expected=expected, actual=actual)


def label(speech: Speech, exercise: Exercise, found: Difference) -> str:
    """Name the value that differs, in words where the exercise has some."""
    words = speech.texts(exercise).values.get(found.what, found.what)
    return words + found.name[len(found.what) :]


def shown(speech: Speech, value: float | str | None) -> str:
    """Write a value with as many digits as matter."""
    if value is None:
        return speech.say(N_("nothing"))
    if isinstance(value, str):
        return {"true": speech.say(N_("yes")), "false": speech.say(N_("no"))}.get(value, value)
    return f"{value:.{DIGITS}g}"


def raised(speech: Speech, trouble: Trouble) -> str:
    """Say what student code raised."""
    error = f"{trouble.kind}: {trouble.message}" if trouble.message else trouble.kind
    if trouble.kind == "EOFError":
        return speech.say(N_("`input()` has nothing to read here: nobody answers while grading."))
    return speech.say(N_("It raised {error}"), error=error)


def ended(speech: Speech, cause: Cause, trouble: Trouble) -> str:
    """Say how student code was ended from outside, or ended itself."""
    if cause is Cause.TIMED_OUT:
        return speech.say(N_("It didn't come to an end in time. Is there a loop that never stops?"))
    if cause is Cause.OUT_OF_MEMORY:
        return speech.say(N_("It took more memory than a solution may."))
    if cause is Cause.REFUSED:
        return speech.say(N_("What it gave can't be taken as a result: {why}."), why=trouble.message)
    if trouble.kind == "output":
        return speech.say(N_("It printed more than {n} MB and was stopped."), n=trouble.message)
    return _exited(speech, trouble.message)


def _exited(speech: Speech, status: str) -> str:
    if not status.startswith("-"):
        return speech.say(N_("It ended the whole Python process (exit status {status})."), status=status)
    try:
        name = signal.Signals(-int(status)).name
    except ValueError:
        name = status[1:]
    return speech.say(N_("It crashed the whole Python process ({signal})."), signal=name)


def _not_asked(speech: Speech, cause: Cause | None) -> str:
    sentences = {
        Cause.TIMED_OUT: N_("Not tried: what it needs didn't come to an end before, or the whole run's time was up."),
        Cause.OUT_OF_MEMORY: N_("Not tried: what it needs took too much memory before."),
    }
    return speech.say(sentences.get(cause, N_("Not tried: what it needs ended the whole Python process before.")))


def problem(speech: Speech, found: Problem) -> str:
    """Say what a statement did while the submission was loaded."""
    trouble = Trouble(found.kind, found.message)
    casualties = {"wall time": Cause.TIMED_OUT, "memory": Cause.OUT_OF_MEMORY, "evidence": Cause.REFUSED}
    if found.kind in ("exit", "output"):
        return ended(speech, Cause.KILLED, trouble)
    if found.kind in casualties:
        return ended(speech, casualties[found.kind], trouble)
    return f"{found.kind}: {found.message}" if found.message else found.kind


def place(speech: Speech, where: Where | None) -> str:
    """Say where in a submission; nothing where that isn't known."""
    if where is None:
        return ""
    if where.cell is None:
        return speech.say(N_("line {line}"), line=where.line)
    return speech.say(N_("cell {cell}, line {line}"), cell=where.cell, line=where.line)


def next_step(grade: Grade) -> Verdict | None:
    """Give the verdict to look at first: one that no other part is to blame for, failed rather than not written."""
    open_verdicts = [v for v in grade.verdicts if v.outcome in (Outcome.FAILED, Outcome.NOT_REACHED)]
    return min(
        open_verdicts,
        key=lambda v: (v.because_of is not None, v.outcome is Outcome.NOT_REACHED),
        default=None,
    )


def _definition(exercise: Exercise, name: str) -> str:
    return next(part.definition for part in exercise.parts if part.name == name)
