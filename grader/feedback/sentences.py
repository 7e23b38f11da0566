"""The sentences about a verdict, made from its facts; every report takes them from here."""

from __future__ import annotations

from grader.feedback import guidance
from grader.feedback.differences import difference
from grader.feedback.foreign import foreign
from grader.feedback.troubles import sentence_of
from grader.feedback.wording import Wording
from grader.i18n import N_
from grader.model import Cause, Difference, Lack, NotPython, Outcome, Verdict

place = guidance.place


def reason(wording: Wording, verdict: Verdict) -> str:
    """Describe in one or two sentences what happened; nothing for a check that passed."""
    if verdict.carried_forward and verdict.because_of:
        definition = wording.definition(verdict.because_of)
        if verdict.by_values:
            return wording.say(
                N_("Your code is correct here: only `{definition}` is at fault, so you get the points."),
                definition=definition,
            )
        return wording.say(
            N_("Your code is correct here: with a correct `{definition}` it passes, so you get the points."),
            definition=definition,
        )
    if verdict.outcome is Outcome.PASSED or verdict.cause is None:
        return ""
    if verdict.outcome is Outcome.BROKEN:
        return wording.say(
            N_("The reference solution itself failed here. This is a fault in the exercise, not in your code.")
        )
    sentence = _what_happened(wording, verdict)
    # The sentences of all other causes name the part that is to blame already.
    explained = verdict.because_of == verdict.arose_in or not (verdict.cause is None or verdict.cause.tells)
    if verdict.because_of and not explained:
        other = wording.definition(verdict.because_of)
        blame = wording.say(N_("It uses `{definition}`, which isn't correct yet: fix that first."), definition=other)
        return f"{sentence} {blame}"
    return sentence


def hint(wording: Wording, verdict: Verdict) -> str:
    """Describe what to look at: the trap that was met, else the known mistake, else the check's own hint.

    Nothing where the reason says it all.
    """
    if verdict.misconceptions and not verdict.trap:
        return explanation(wording, verdict)
    return hint_of_check(wording, verdict)


def hint_of_check(wording: Wording, verdict: Verdict) -> str:
    """Describe what to look at without naming a known mistake: the trap that was met, else the check's own hint.

    The check's hint is about values: an exception, and what isn't there at all, explain themselves.
    """
    texts = wording.texts
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


def explanation(wording: Wording, verdict: Verdict) -> str:
    """Explain the known mistake, if one is; of several that the numbers can't tell apart, each."""
    texts = [wording.texts.misconceptions[name] for name in verdict.misconceptions]
    if len(texts) <= 1:
        return "".join(texts)
    several = wording.say(N_("The numbers fit more than one known mistake:"))
    return " ".join([several, *(f"({number}) {text}" for number, text in enumerate(texts, start=1))])


def _what_happened(wording: Wording, verdict: Verdict) -> str:
    own = wording.definition(verdict.part)
    if verdict.instead is not None:
        return guidance.not_there(wording.speech, own, verdict.instead)
    if verdict.no_return:
        return wording.say(N_("`{definition}` returns nothing: is a `return` missing?"), definition=own)
    if verdict.difference is not None:
        return difference(wording, verdict.difference)
    return _why(wording, wording.definition(verdict.arose_in or verdict.because_of or verdict.part), verdict)


def _why(wording: Wording, definition: str, verdict: Verdict) -> str:
    """Describe why there are no values to compare."""
    if verdict.cause is Cause.MISSING:
        return guidance.not_there(wording.speech, definition, None)
    if verdict.cause is Cause.NOT_ATTEMPTED:
        return wording.say(N_("`{definition}` is not written yet."), definition=definition)
    if verdict.cause is Cause.UNAVAILABLE:
        return _unavailable(wording, definition, verdict.lacks)
    if verdict.trouble is None and verdict.cause and verdict.cause.tells:
        return wording.say(N_("Still wrong when everything it uses is correct, so the mistake is in this part."))
    if verdict.trouble is None:
        return _not_asked(wording, definition, verdict.cause)
    return sentence_of(wording.speech, definition, verdict.trouble)


def _unavailable(wording: Wording, definition: str, lacks: Lack | None) -> str:
    """Describe what a definition needs and can't have; that it isn't there is said once, at the top."""
    if lacks is None:
        return wording.say(
            N_("Not graded: `{definition}` needs something that is missing here."), definition=definition
        )
    module, file, name = lacks.module, lacks.file, lacks.name
    if isinstance(lacks.trouble, NotPython):
        return _unreadable(wording, name, lacks)
    if module and not lacks.certain:
        sentence = N_(
            "Not graded: `{name}` is not defined. If it comes from `{module}`, that module isn't installed here."
        )
        return wording.say(sentence, name=name, module=module)
    if module:
        sentence = N_("Not graded: `{definition}` needs the module `{module}`, which isn't installed here.")
        return wording.say(sentence, definition=definition, module=module)
    if file:
        sentence = N_("Not graded: `{name}` is not defined, because the file `{file}` couldn't be opened.")
        return wording.say(sentence, name=name, file=file)
    where = place(wording.speech, lacks.where)
    if where:
        sentence = N_("Not graded: `{name}` is not defined, because the statement that defines it failed ({place}).")
        return wording.say(sentence, name=name, place=where)
    return wording.say(
        N_("Not graded: `{name}` is not defined, because the statement that defines it failed."), name=name
    )


def _unreadable(wording: Wording, name: str, lacks: Lack) -> str:
    where = place(wording.speech, lacks.where)
    if not where:
        return wording.say(N_("Not graded: Python can't read the code that defines `{name}`."), name=name)
    sentence = N_("Not graded: Python can't read the code that defines `{name}` ({place}).")
    return wording.say(sentence, name=name, place=where)


def _not_asked(wording: Wording, name: str, cause: Cause | None) -> str:
    sentences: dict[Cause | None, str] = {
        Cause.TIMED_OUT: N_(
            "Not tried: `{name}` ran out of time earlier, or the time for the whole submission was used up."
        ),
        Cause.OUT_OF_MEMORY: N_("Not tried: `{name}` used too much memory earlier."),
    }
    return wording.say(sentences.get(cause, N_("Not tried: `{name}` ended the Python process earlier.")), name=name)
