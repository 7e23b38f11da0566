"""The sentences about names that aren't there, and about places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from grader.feedback.wording import Wording
from grader.i18n import N_, Speech
from grader.model import Instead, Stands, Verdict, Where

STANDS = {
    Stands.ALIKE: N_(
        "`{definition}` is not defined. You have `{name}` ({place}): if that is the one, rename it to `{definition}`."
    ),
    Stands.FUNCTION: N_(
        "`{definition}` is defined inside the function `{inside}` ({place}), where grading can't find it. "
        "Move it to the top level of the file, without indentation."
    ),
    Stands.CLASS: N_(
        "`{definition}` is defined inside the class `{inside}` ({place}), where grading can't find it. Move "
        "it to the top level of the file, without indentation."
    ),
    Stands.BRANCH: N_(
        "`{definition}` is defined in a block that doesn't run during grading ({place}), such as "
        '`if __name__ == "__main__":`. Move it to the top level of the file, without indentation.'
    ),
    Stands.OTHER_KIND: N_(
        "`{definition}` can't be called, because your code sets it to a value of the type `{name}`. Keep this "
        "name for the definition, and give the value another one."
    ),
}
SEVERAL = {
    Stands.ALIKE: N_("If these are the ones, rename them: {names}."),
    Stands.FUNCTION: N_(
        "Defined inside the function `{inside}`, where grading can't find them: {names}. Move them to the top "
        "level of the file, without indentation."
    ),
    Stands.CLASS: N_(
        "Defined inside the class `{inside}`, where grading can't find them: {names}. Move them to the top "
        "level of the file, without indentation."
    ),
    Stands.BRANCH: N_(
        "Defined in a block that doesn't run during grading, such as "
        '`if __name__ == "__main__":`: {names}. Move them to the top level of the file, without indentation.'
    ),
}


def not_there(speech: Speech, definition: str, instead: Instead | None) -> str:
    """Describe that a definition isn't there, and what is in its place."""
    if instead is None:
        return speech.say(N_("`{definition}` is not defined."), definition=definition)
    where = place(speech, instead.where)
    return speech.say(
        STANDS[instead.stands], definition=definition, name=instead.name, inside=instead.inside, place=where
    )


def names(wording: Wording, missing: Sequence[Verdict]) -> str:
    """Describe in a few sentences which names aren't there, and what is in their place; one verdict is about one name."""
    if len(missing) == 1:
        return not_there(wording.speech, wording.definition(missing[0].part), missing[0].instead)
    found = [(verdict.instead, wording.definition(verdict.part)) for verdict in missing if verdict.instead]
    told = list(_grouped(wording.speech, found))
    if len(found) == len(missing) and len(told) == 1 and found[0][0].stands is not Stands.ALIKE:
        return told[0]
    listed = ", ".join(f"`{wording.definition(verdict.part)}`" for verdict in missing)
    if len(missing) == len(wording.exercise.parts):
        sentence = N_("None of the names that this exercise asks for is defined in your file: {names}.")
    else:
        sentence = N_("Not defined: {names}.")
    return " ".join([wording.say(sentence, names=listed), *told])


def _grouped(speech: Speech, found: list[tuple[Instead, str]]) -> Iterable[str]:
    """Yield a sentence for all that stand at one place."""

    def at(item: tuple[Instead, str]) -> tuple[str, str]:
        return item[0].stands.value, item[0].inside

    for _, group in groupby(sorted(found, key=at), key=at):
        items = list(group)
        stands, inside = items[0][0].stands, items[0][0].inside
        if stands is Stands.OTHER_KIND:
            yield from (not_there(speech, definition, instead) for instead, definition in items)
            continue
        to = N_("`{name}` to `{definition}`") if stands is Stands.ALIKE else "`{definition}`"
        listed = ", ".join(speech.say(to, name=one.name, definition=definition) for one, definition in items)
        yield speech.say(SEVERAL[stands], inside=inside, names=listed)


def place(speech: Speech, where: Where | None) -> str:
    """Return a place in a submission as its author sees it; nothing where that isn't known."""
    if where is None:
        return ""
    if where.cell is None:
        return speech.say(N_("line {line}"), line=where.line)
    if where.executed:
        return speech.say(N_("In [{cell}], line {line}"), cell=where.cell, line=where.line)
    return speech.say(N_("cell {cell}, line {line}"), cell=where.cell, line=where.line)
