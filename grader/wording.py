"""The sentences about a verdict, made from its facts; every report takes them from here."""

from __future__ import annotations

import math
import signal
import sys
from collections.abc import Iterable

from grader import guidance
from grader.foreign import foreign
from grader.model import (
    Cause,
    Difference,
    Exercise,
    Exited,
    Grade,
    Lack,
    Limit,
    NotPython,
    Outcome,
    PartName,
    Problem,
    Raised,
    Stopped,
    Trouble,
    Verdict,
)
from grader.speech import N_, Speech

place = guidance.place
DIGITS, MOST_DIGITS = 5, 15
# So much too large or too small is a value that a forgotten factor may explain.
CLEAR_FACTOR = 1.5
# Two numbers that are nearer than this, relative to the larger, are written with two digits of what tells them apart.
NEAR = 0.01
# How student code is ended, rather than what it gives.
ENDINGS = (Cause.TIMED_OUT, Cause.OUT_OF_MEMORY, Cause.KILLED, Cause.REFUSED)
STOPPED = {
    Limit.TIME: N_("`{name}` took longer than {detail} s, which is the limit for one check."),
    Limit.RUN: N_("Your submission took longer than {detail} s in all, which is the limit for one submission."),
    Limit.MEMORY: N_("`{name}` used more memory than the limit allows."),
    Limit.THREADS: N_("`{name}` started more than {detail} threads and was stopped."),
    Limit.DISK: N_("`{name}` filled its folder (more than {detail} MB, or too many files) and was stopped."),
    Limit.OUTPUT: N_("`{name}` printed more than {detail} MB and was stopped."),
    Limit.EVIDENCE: N_("`{name}` gave a result that can't be accepted: {detail}."),
}
STATEMENT_TOOK_LONG = N_("`{name}` took longer than {detail} s, which is the limit for one statement.")
# Of what an earlier version stopped without keeping the limit.
TOOK_LONG = N_("`{name}` took longer than it may.")
DIFFERS = {
    "value": N_("{what}: expected {expected}, got {actual}."),
    "shape": N_("{what}: expected the shape {expected}, got {actual}."),
    "type": N_("{what}: expected {expected}, got {actual}, which is not the same kind of thing."),
    "argument": N_("`{what}` has an argument `{actual}`, but it is called with `{expected}=...`: use that name."),
    "arguments": N_("`{what}` is called as `{what}{expected}`, but you defined it as `{what}{actual}`."),
}
ABOUT_A_DEFINITION = ("argument", "arguments")
# The same without what was expected.
IS_WRONG = {
    "value": N_("{what}: {actual} is not the right value."),
    "shape": N_("{what}: {actual} is not the right shape."),
    "type": N_("{what}: {actual} is not the right kind of thing."),
    "argument": N_("`{what}` has an argument `{actual}`, which has another name in the task."),
    "arguments": N_("The arguments of `{what}{actual}` are not those that the task asks for."),
}
# The sentences of these name the part that is to blame already.
NAMES_ITS_PART = (
    Cause.MISSING,
    Cause.NOT_ATTEMPTED,
    Cause.TIMED_OUT,
    Cause.OUT_OF_MEMORY,
    Cause.KILLED,
    Cause.REFUSED,
    Cause.UNAVAILABLE,
)


def reason(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    """Say in one or two sentences what happened; nothing for a check that passed."""
    if verdict.carried_forward and verdict.because_of:
        definition = exercise.definition(verdict.because_of)
        if verdict.by_values:
            return speech.say(
                N_("Your code is correct here: only `{definition}` is at fault, so you get the points."),
                definition=definition,
            )
        return speech.say(
            N_("Your code is correct here: with a correct `{definition}` it passes, so you get the points."),
            definition=definition,
        )
    if verdict.outcome is Outcome.PASSED or verdict.cause is None:
        return ""
    if verdict.outcome is Outcome.BROKEN:
        return speech.say(N_("The reference itself failed here: this is the exercise's fault, not yours."))
    sentence = _what_happened(speech, exercise, verdict)
    explained = verdict.because_of == verdict.arose_in or verdict.cause in NAMES_ITS_PART
    if verdict.because_of and not explained:
        other = exercise.definition(verdict.because_of)
        blame = speech.say(N_("It uses `{definition}`, which isn't correct yet: fix that first."), definition=other)
        return f"{sentence} {blame}"
    return sentence


def hint(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    """Say what to look at: the trap that was met, else the known mistake, else the check's own hint.

    Nothing where the reason says it all.
    """
    if verdict.misconceptions and not verdict.trap:
        return explanation(speech, exercise, verdict)
    return hint_of_check(speech, exercise, verdict)


def hint_of_check(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    """Say what to look at without naming a known mistake: the trap that was met, else the check's own hint.

    The check's hint is about values: an exception, and what isn't there at all, explain themselves.
    """
    texts = speech.texts(exercise)
    if verdict.trap:
        return texts.traps[verdict.trap]
    if verdict.instead is not None or verdict.no_return or foreign(verdict.trouble) is not None:
        return ""
    explains_values = verdict.outcome is Outcome.FAILED and verdict.cause is Cause.WRONG_VALUE
    if explains_values and verdict.because_of is None and not _explains_itself(verdict.difference):
        return texts.checks[verdict.check].get("hint", "")
    return ""


def _explains_itself(found: Difference | None) -> bool:
    return found is not None and (found.kind == "found" or (found.kind == "type" and found.actual is None))


def explanation(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    """Explain the known mistake, if one is; of several that the numbers can't tell apart, each."""
    texts = [speech.texts(exercise).misconceptions[name] for name in verdict.misconceptions]
    if len(texts) <= 1:
        return "".join(texts)
    several = speech.say(N_("The numbers fit more than one known mistake."))
    return " ".join([several, *(f"({number}) {text}" for number, text in enumerate(texts, start=1))])


def _what_happened(speech: Speech, exercise: Exercise, verdict: Verdict) -> str:
    own = exercise.definition(verdict.part)
    if verdict.instead is not None:
        return guidance.not_there(speech, own, verdict.instead)
    if verdict.no_return:
        return speech.say(N_("`{definition}` returns nothing: is a `return` missing?"), definition=own)
    if verdict.difference is not None:
        return difference(speech, exercise, verdict.difference)
    return _why(speech, exercise.definition(verdict.arose_in or verdict.because_of or verdict.part), verdict)


def _why(speech: Speech, definition: str, verdict: Verdict) -> str:
    """Say why there are no values to compare."""
    if verdict.cause is Cause.MISSING:
        return guidance.not_there(speech, definition, None)
    if verdict.cause is Cause.NOT_ATTEMPTED:
        return speech.say(N_("`{definition}` is not written yet."), definition=definition)
    if verdict.cause is Cause.UNAVAILABLE:
        return _unavailable(speech, definition, verdict.lacks)
    if verdict.trouble is None and verdict.cause in (Cause.WRONG_VALUE, Cause.RAISED):
        return speech.say(N_("Still not as expected when everything it uses is correct."))
    if verdict.trouble is None:
        return _not_asked(speech, definition, verdict.cause)
    return _trouble(speech, definition, verdict.trouble)


def _unavailable(speech: Speech, definition: str, lacks: Lack | None) -> str:
    """Say what a definition needs and can't have; that it isn't there is said once, at the top."""
    if lacks is None:
        return speech.say(N_("Not graded: `{definition}` needs something that is missing here."), definition=definition)
    module, file, name = lacks.module, lacks.file, lacks.name
    if isinstance(lacks.trouble, NotPython):
        return _unreadable(speech, name, lacks)
    if module and not lacks.certain:
        sentence = N_(
            "Not graded: `{name}` is not defined. If it comes from `{module}`, that module isn't installed here."
        )
        return speech.say(sentence, name=name, module=module)
    if module:
        sentence = N_("Not graded: `{definition}` needs the module `{module}`, which isn't installed here.")
        return speech.say(sentence, definition=definition, module=module)
    if file:
        sentence = N_("Not graded: `{name}` is not defined, because the file `{file}` couldn't be opened.")
        return speech.say(sentence, name=name, file=file)
    where = place(speech, lacks.where)
    if where:
        sentence = N_("Not graded: `{name}` is not defined, because the statement that defines it failed ({place}).")
        return speech.say(sentence, name=name, place=where)
    return speech.say(
        N_("Not graded: `{name}` is not defined, because the statement that defines it failed."), name=name
    )


def _unreadable(speech: Speech, name: str, lacks: Lack) -> str:
    where = place(speech, lacks.where)
    if not where:
        return speech.say(N_("Not graded: Python can't read the code that defines `{name}`."), name=name)
    sentence = N_("Not graded: Python can't read the code that defines `{name}` ({place}).")
    return speech.say(sentence, name=name, place=where)


def difference(speech: Speech, exercise: Exercise, found: Difference) -> str:
    """Say what was expected, unless that is withheld, and what came."""
    if found.kind == "found":
        return speech.texts(exercise).findings.get(found.what, found.what).replace("{found}", str(found.actual))
    sentence = IS_WRONG[found.kind] if found.withheld else DIFFERS[found.kind]
    what, (expected, actual) = label(speech, exercise, found), _told_apart(speech, found)
    sentences = [speech.say(sentence, what=what, expected=expected, actual=actual)]
    epoch = _epoch(exercise, found)
    if epoch is not None and found.index[0] > 0:
        sentences.append(speech.say(N_("Everything is as expected up to epoch {epoch}."), epoch=epoch - 1))
    if epoch is not None:
        sentences += _factor(speech, found)
    return " ".join(sentences)


def _epoch(exercise: Exercise, found: Difference) -> int | None:
    """Return the epoch at which two histories part; None where it isn't histories that differ."""
    first = exercise.epochs.get(found.what)
    return None if first is None or len(found.index) != 1 else first + found.index[0]


def _factor(speech: Speech, found: Difference) -> list[str]:
    """Say by what factor a value is wrong, where it is a number of the right sign and what was expected may be told."""
    if isinstance(found.expected, float) and isinstance(found.actual, float) and found.expected * found.actual > 0:
        factor = found.actual / found.expected
        # The quotient of two extreme numbers may be none that can be told; one near 1 tells of no factor.
        if factor and math.isfinite(factor) and abs(math.log(factor)) > math.log(CLEAR_FACTOR):
            return [speech.say(N_("That is {factor} times what it should be."), factor=f"{factor:.3g}")]
    return []


def label(speech: Speech, exercise: Exercise, found: Difference) -> str:
    """Name the value that differs, in words where the exercise has some: the same whether or not values are withheld."""
    if found.kind in ABOUT_A_DEFINITION:
        return found.what
    words = speech.texts(exercise).values.get(found.what, found.what)
    epoch = _epoch(exercise, found)
    if epoch is not None:
        return speech.say(N_("{what}, epoch {epoch}"), what=words, epoch=epoch)
    return words + found.name[len(found.what) :]


def _told_apart(speech: Speech, found: Difference) -> tuple[str, str]:
    """Write what was expected and what came, two numbers with as many digits as tell them apart."""
    expected, actual = found.expected, found.actual
    if isinstance(expected, float) and isinstance(actual, float) and found.kind == "value" and expected != actual:
        apart = abs(expected / 2 - actual / 2) / max(abs(expected), abs(actual)) * 2
        if 0 < apart < NEAR:
            digits = min(2 - math.floor(math.log10(apart)), MOST_DIGITS)
            return f"{expected:#.{digits}g}", f"{actual:#.{digits}g}"
    return shown(speech, expected), shown(speech, actual)


def shown(speech: Speech, value: float | str | None) -> str:
    """Write a value with as many digits as matter."""
    if value is None:
        return speech.say(N_("nothing"))
    if isinstance(value, str):
        return {"true": speech.say(N_("yes")), "false": speech.say(N_("no"))}.get(value, value)
    return f"{value:.{DIGITS}g}"


def _trouble(speech: Speech, name: str, trouble: Trouble) -> str:
    if isinstance(trouble, NotPython):
        return _error(trouble.error, trouble.message)
    if isinstance(trouble, Raised):
        return _raised(speech, name, trouble)
    return _ended(speech, name, trouble)


def _raised(speech: Speech, definition: str, trouble: Raised) -> str:
    """Say what student code raised; at no line of the student's, it is the check that couldn't use what it was given."""
    if foreign(trouble) is not None:
        return guidance.for_something_else(speech, trouble)
    error = _error(trouble.type, trouble.message)
    if trouble.line is None:
        return speech.say(N_("The check can't use the result of `{name}`: {error}"), name=definition, error=error)
    return speech.say(N_("`{name}` raised {error}"), name=definition, error=error)


def _ended(speech: Speech, name: str, trouble: Stopped | Exited, *, statement: bool = False) -> str:
    """Say how student code, a part or a top-level statement, was ended from outside, or ended itself."""
    if isinstance(trouble, Stopped):
        sentence = STOPPED[trouble.limit]
        if trouble.limit is Limit.TIME:
            sentence = (STATEMENT_TOOK_LONG if statement else sentence) if trouble.detail else TOOK_LONG
        return speech.say(sentence, name=name, detail=trouble.detail)
    if trouble.status >= 0:
        sentence = N_("`{name}` ended the whole Python process (exit status {status}).")
        return speech.say(sentence, name=name, status=str(trouble.status))
    sentence = N_("`{name}` crashed the whole Python process ({signal}).")
    return speech.say(sentence, name=name, signal=_signal(-trouble.status))


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _not_asked(speech: Speech, name: str, cause: Cause | None) -> str:
    sentences: dict[Cause | None, str] = {
        Cause.TIMED_OUT: N_("Not tried: `{name}` didn't finish earlier, or the whole run was out of time."),
        Cause.OUT_OF_MEMORY: N_("Not tried: `{name}` used too much memory earlier."),
    }
    return speech.say(sentences.get(cause, N_("Not tried: `{name}` ended the Python process earlier.")), name=name)


def problem(speech: Speech, found: Problem, source: str = "") -> str:
    """Say what a statement, named by its `source` where that is known, did while the submission was loaded."""
    if foreign(found.trouble) is not None:
        return guidance.for_something_else(speech, found.trouble)
    if found.module:
        return speech.say(_no_module(found.module), module=found.module)
    if found.file:
        sentence = N_(
            "The file `{file}` couldn't be opened: your submission is graded on its own, without other "
            "files. Code that needs it can't be graded. Create the data in your code instead."
        )
        return speech.say(sentence, file=found.file)
    if isinstance(found.trouble, NotPython):
        return _error(found.trouble.error, found.trouble.message)
    if isinstance(found.trouble, Raised):
        return _error(found.trouble.type, found.trouble.message)
    if source:
        return _ended(speech, source, found.trouble, statement=True)
    return _ended(speech, speech.say(N_("This statement")), found.trouble, statement=True).replace("`", "")


def remedy(speech: Speech, grade: Grade, found: Problem) -> str:
    """Say what to do about a problem: of a cell that isn't Python, which line to look at; else the line's trap, if any."""
    if found.trap:
        return speech.texts(grade.exercise).traps[found.trap]
    if not isinstance(found.trouble, NotPython):
        return ""
    if len(grade.submission.cells) > 1:
        return speech.say(
            N_("Look at this line and the one before it. Until Python can read this cell, nothing in it is graded.")
        )
    return speech.say(
        N_("Look at this line and the one before it. Until Python can read the file, nothing in it is graded.")
    )


def _no_module(module: str) -> str:
    """Give the sentence for a module that isn't installed; only one without a dot can be a file of the student's."""
    if "." in module or module in sys.stdlib_module_names:
        return N_(
            "The module `{module}` isn't installed on this machine. Code that needs it can't be graded: "
            "do without it, or have it installed."
        )
    return N_(
        "The module `{module}` isn't installed on this machine. Code that needs it can't be graded. If "
        "it is a file of your own, put its code into your submission, which is graded on its own; "
        "otherwise do without it, or have it installed."
    )


def _error(kind: str, message: str) -> str:
    return f"{kind}: {message}" if message else kind


def notices(speech: Speech, grade: Grade) -> list[str]:
    """Return what is to be known of the whole grade: that points may be missing and why, and what no cell defines."""
    said = []
    by_kit = [v for v in grade.verdicts if v.untried and v.live is None]
    if by_kit:
        sentence = N_(
            "Points may be missing: your course's kit doesn't contain the reference solution, so {asked} could not be "
            "tried with a correct {lent}."
        )
        said.append(speech.say(sentence, **_untried(grade, by_kit)))
    live = [v for v in grade.verdicts if v.live is not None]
    if live:
        sentence = N_(
            "No cell that you ran defines {names}, so the checks used what this notebook has in memory. "
            "`grade` may give the saved notebook different points."
        )
        said.append(speech.say(sentence, names=_names(grade, (v.live for v in live))))
    if any(v.untried for v in live):
        sentence = N_(
            "Points may be missing: {asked} could not be tried with a correct {lent}, because no cell defines {names}."
        )
        waiting = [v for v in live if v.untried]
        said.append(speech.say(sentence, names=_names(grade, (v.live for v in waiting)), **_untried(grade, waiting)))
    return said


def _untried(grade: Grade, verdicts: list[Verdict]) -> dict[str, str]:
    return {
        "asked": _names(grade, (verdict.part for verdict in verdicts)),
        "lent": _names(grade, (verdict.untried for verdict in verdicts)),
    }


def _names(grade: Grade, parts: Iterable[PartName | None]) -> str:
    found = dict.fromkeys(part for part in parts if part is not None)
    return ", ".join(f"`{grade.exercise.definition(part)}`" for part in found)
