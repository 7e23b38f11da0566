"""Which failed statement is the cause where a name isn't defined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from grader.model import Evidence, Lack, Raised, Trouble

# As Python says it, also inside of the longer messages that AutoGraph and Keras make of it.
NOT_DEFINED = re.compile(r"name '(\w{1,80})' is not defined")
ANY_NAME = "*"
LAST = 10**9


def causes(problems: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """Return the statements that failed by themselves, from top to bottom.

    One that failed because an earlier one hadn't defined a name is left out; its names are lost through the earlier one.
    """
    found: list[Trouble] = []
    for trouble in sorted(problems, key=lambda item: LAST if item.line is None else item.line):
        name = undefined(trouble)
        number = next((n for n, cause in enumerate(found) if name in cause.lost), None)
        if number is None:
            found.append(trouble)
        else:
            found[number] = replace(found[number], lost=(*found[number].lost, *trouble.lost))
    return tuple(found)


def lack(trouble: Trouble, student: Evidence) -> Lack | None:
    """Return the module that isn't installed or the failed statement that explains an error; None if neither does."""
    if isinstance(trouble, Raised) and trouble.module is not None:
        return Lack("", trouble)
    name = undefined(trouble)
    if name is None:
        return None
    failed = causes(student.problems)
    wanted = (name,) if name in student.definitions else (name, ANY_NAME)
    for lost in wanted:
        for cause in failed:
            if lost in cause.lost:
                return Lack(name, replace(cause, lost=()), certain=lost == name)
    return None


def undefined(trouble: Trouble) -> str | None:
    """Return the name that wasn't defined, if that is the trouble."""
    if not isinstance(trouble, Raised):
        return None
    if trouble.type == "MissingDefinition":
        return trouble.message
    found = NOT_DEFINED.search(trouble.message) if trouble.type == "NameError" else None
    return found and found[1]
