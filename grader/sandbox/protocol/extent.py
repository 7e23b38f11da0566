"""No message is believed that is about more than the submission has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.model import Raised
from grader.sandbox.protocol.frames import Answer, Loaded, Message, Problem, Refused, Running


@dataclass(frozen=True, slots=True)
class Extent:
    """How large the submission is that messages are about; a statement has at least one character."""

    lines: int
    characters: int

    @classmethod
    def of(cls, source: str) -> Extent:
        """Measure a submission's text."""
        return cls(source.count("\n") + source.count("\r") + 1, len(source))


def bounded(message: Message, extent: Extent) -> Message:
    """Return a message about a submission of this extent; raises Refused if it is about more than there is.

    A trouble keeps its line only if there is such a line: what code that was compiled at runtime raises may have any.
    """
    if isinstance(message, Running) and (message.line > extent.lines or message.statement > extent.characters):
        raise Refused("a statement that the submission doesn't have")
    if isinstance(message, Loaded):
        if not all(1 <= span.first <= span.last <= extent.lines for span in message.definitions.values()):
            raise Refused("a definition in lines that the submission doesn't have")
        if any(sketch.line > extent.lines for sketch in message.sketches):
            raise Refused("a sketch of a line that the submission doesn't have")
        return replace(message, problems=tuple(_placed(trouble, extent) for trouble in message.problems))
    if isinstance(message, Answer) and isinstance(message.observation.trouble, Raised):
        trouble = _placed(message.observation.trouble, extent)
        return Answer(replace(message.observation, trouble=trouble))
    return message


def _placed(trouble: Problem, extent: Extent) -> Problem:
    return trouble if trouble.line is None or trouble.line <= extent.lines else replace(trouble, line=None)
