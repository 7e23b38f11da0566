"""A definition whose arguments aren't those of the task: how it is called, beside how it is written."""

from __future__ import annotations

from grader.model import Difference, Evidence, Exercise, Raised, Trouble

# What is raised by code that got one argument for another.
CONFUSED = ("TypeError", "AttributeError", "ValueError")
TF_FUNCTION = "Binding inputs to tf.function failed"


def mismatch(exercise: Exercise, definition: str, trouble: Trouble | None, student: Evidence) -> Difference | None:
    """Return how a definition's arguments differ from the task's, where a check failed for that reason.

    Either it could not call the definition, or what has each argument's place couldn't be used as the other one.
    """
    if not isinstance(trouble, Raised) or trouble.type not in CONFUSED:
        return None
    if trouble.type != "TypeError" or trouble.line is not None:
        return _exchanged(exercise, definition, student)
    called = next(
        (part for part in exercise.outline.parts if _says(trouble.message, part.definition, definition)), None
    )
    span = student.definitions.get(called.definition) if called else None
    if called is None or called.arguments is None or span is None or span.arguments is None:
        return None
    wanted, written = called.arguments, span.arguments
    if wanted == written:
        return None
    renamed = _renamed(wanted.split(", "), written.split(", "), trouble.message)
    if renamed:
        return Difference(called.definition, *renamed, kind="argument")
    return Difference(called.definition, f"({wanted})", f"({written})", kind="arguments")


def _exchanged(exercise: Exercise, definition: str, student: Evidence) -> Difference | None:
    """Return how the arguments are written, if those of the task's names stand in another order."""
    wanted = next((part.arguments for part in exercise.outline.parts if part.definition == definition), None)
    span = student.definitions.get(definition)
    if not wanted or span is None or not span.arguments:
        return None
    names, written = wanted.split(", "), span.arguments.split(", ")
    if [name for name in names if name in written] == [name for name in written if name in names]:
        return None
    return Difference(definition, f"({wanted})", f"({span.arguments})", kind="arguments")


def _says(message: str, definition: str, asked: str) -> bool:
    """Whether an error's message is about the call of a definition, as Python words it, or TensorFlow the one asked."""
    about = (f"{definition}() ", f"{definition}.__init__() ")
    return message.startswith((*about, TF_FUNCTION) if definition == asked else about)


def _renamed(wanted: list[str], written: list[str], message: str) -> tuple[str, str] | None:
    """Return the argument that the call names, and what it is called in the same place; None if it isn't only renamed."""
    if len(wanted) != len(written):
        return None
    pairs = zip(wanted, written, strict=True)
    return next(((one, other) for one, other in pairs if one != other and f"'{one}'" in message), None)
