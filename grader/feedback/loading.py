"""What is said of a file as a whole: statements that failed, modules that are missing, points that may be."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from grader.feedback import foreign
from grader.feedback.troubles import ending, error_text
from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Grade, NotPython, PartName, Problem, Raised, Verdict


def problem(speech: Speech, found: Problem, source: str = "") -> str:
    """Describe what a statement, named by its `source` where that is known, did while the submission was loaded."""
    if foreign.foreign(found.trouble) is not None:
        return foreign.sentence(speech, found.trouble)
    if found.module:
        return speech.say(_no_module(found.module), module=found.module)
    if found.file:
        sentence = N_(
            "The file `{file}` couldn't be opened, because your submission is graded on its own, without "
            "other files. Code that needs this file can't be graded. Create the data in your code instead."
        )
        return speech.say(sentence, file=found.file)
    if isinstance(found.trouble, NotPython):
        return error_text(found.trouble.error, found.trouble.message)
    if isinstance(found.trouble, Raised):
        return error_text(found.trouble.type, found.trouble.message)
    if source:
        return ending(speech, source, found.trouble, statement=True)
    return ending(speech, speech.say(N_("This statement")), found.trouble, statement=True).replace("`", "")


def remedy(wording: Wording, grade: Grade, found: Problem) -> str:
    """Describe what to do about a problem: of a cell that isn't Python, which line to look at; else the line's trap, if any."""
    if found.trap:
        return wording.texts.traps[found.trap]
    if not isinstance(found.trouble, NotPython):
        return ""
    if grade.submission.is_notebook:
        return wording.say(
            N_("Look at this line and the one before it. Until Python can read this cell, nothing in it is graded.")
        )
    if len(grade.submission.cells) > 1:
        return wording.say(
            N_(
                "Look at this line and the one before it. Until Python can read it, nothing is graded from the `# %%` "
                "above it to the next one."
            )
        )
    return wording.say(
        N_("Look at this line and the one before it. Until Python can read the file, nothing in it is graded.")
    )


def _no_module(module: str) -> str:
    """Return the sentence for a module that isn't installed; only one without a dot can be a file of the student's."""
    if "." in module or module in sys.stdlib_module_names:
        return N_(
            "The module `{module}` isn't installed on this machine, so code that needs it can't be graded. Do "
            "without it, or have it installed."
        )
    return N_(
        "The module `{module}` isn't installed on this machine, so code that needs it can't be graded. If it "
        "is a file of your own, put its code into your submission, which is graded on its own; otherwise, do "
        "without it, or have it installed."
    )


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
