"""What is said of a value that isn't the right one."""

from __future__ import annotations

import math

from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Difference, Outline, base_of

DIGITS, MOST_DIGITS = 5, 15
# So much too large or too small is a value that a forgotten factor may explain.
CLEAR_FACTOR = 1.5
# Two numbers that are nearer than this, relative to the larger, are written with two digits of what tells them apart.
NEAR = 0.01
DIFFERS = {
    "value": N_("{what}: expected {expected}, got {actual}."),
    "shape": N_("{what}: expected the shape {expected}, got {actual}."),
    "at_least": N_("{what}: expected at least {expected}, got {actual}."),
    "at_most": N_("{what}: expected at most {expected}, got {actual}."),
    "length": N_("{what}: expected a list of length {expected}, got one of length {actual}."),
    "type": N_("{what}: expected {expected}, got {actual}, which is of another type."),
    "argument": N_("`{what}` has an argument `{actual}`, but it is called with `{expected}=...`: use that name."),
    "arguments": N_("`{what}` is called as `{what}{expected}`, but you defined it as `{what}{actual}`."),
}
OF_NUMBERS = ("value", "at_least", "at_most")
ABOUT_A_DEFINITION = ("argument", "arguments")
# The same without what was expected.
IS_WRONG = {
    "value": N_("{what}: {actual} is not the right value."),
    "shape": N_("{what}: {actual} is not the right shape."),
    "at_least": N_("{what}: {actual} is not large enough."),
    "at_most": N_("{what}: {actual} is not small enough."),
    "length": N_("{what}: {actual} is not the right length."),
    "type": N_("{what}: {actual} is not of the right type."),
    "argument": N_("`{what}` has an argument `{actual}`, but the task gives it another name: use that one."),
    "arguments": N_("You defined `{what}{actual}`, but the task asks for other arguments."),
}


def difference(wording: Wording, found: Difference) -> str:
    """Describe what was expected, unless that is withheld, and what came."""
    if found.kind == "found":
        return wording.texts.findings.get(found.what, found.what).replace("{found}", str(found.actual))
    sentence = IS_WRONG[found.kind] if found.withheld else DIFFERS[found.kind]
    what, (expected, actual) = label(wording, found), _told_apart(wording.speech, found)
    sentences = [wording.say(sentence, what=what, expected=expected, actual=actual)]
    epoch = _epoch(wording.exercise, found)
    if epoch is not None and found.index[0] > 0:
        sentences.append(wording.say(N_("Everything is as expected up to epoch {epoch}."), epoch=epoch - 1))
    if epoch is not None:
        sentences += _factor(wording.speech, found)
    return " ".join(sentences)


def _epoch(exercise: Outline, found: Difference) -> int | None:
    """Return the epoch at which two histories part; None where it isn't histories that differ."""
    first = exercise.epochs.get(found.what)
    return None if first is None or len(found.index) != 1 else first + found.index[0]


def _factor(speech: Speech, found: Difference) -> list[str]:
    """Return by what factor a value is wrong, where it is a number of the right sign and what was expected may be told."""
    if isinstance(found.expected, float) and isinstance(found.actual, float) and found.expected * found.actual > 0:
        factor = found.actual / found.expected
        # The quotient of two extreme numbers may be none that can be told; one near 1 tells of no factor.
        if factor and math.isfinite(factor) and abs(math.log(factor)) > math.log(CLEAR_FACTOR):
            return [speech.say(N_("That is {factor} times what it should be."), factor=f"{factor:.3g}")]
    return []


def label(wording: Wording, found: Difference) -> str:
    """Name the value that differs, in words where the exercise has some: the same whether or not values are withheld."""
    if found.kind in ABOUT_A_DEFINITION:
        return found.what
    base = base_of(found.what)
    words = wording.texts.values.get(found.what) or wording.texts.values.get(base, base) + found.what[len(base) :]
    epoch = _epoch(wording.exercise, found)
    if epoch is not None:
        return wording.say(N_("{what}, epoch {epoch}"), what=words, epoch=epoch)
    return words + found.name[len(found.what) :]


def _told_apart(speech: Speech, found: Difference) -> tuple[str, str]:
    """Write what was expected and what came, two numbers with as many digits as tell them apart."""
    expected, actual = found.expected, found.actual
    if isinstance(expected, float) and isinstance(actual, float) and found.kind in OF_NUMBERS and expected != actual:
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
