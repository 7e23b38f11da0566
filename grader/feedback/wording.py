"""One language, and the texts of one exercise in it: what every sentence about a grade is made with."""

from __future__ import annotations

from dataclasses import dataclass

from grader.i18n import Speech
from grader.model import CheckName, Outline, PartName, Texts


@dataclass(frozen=True, slots=True)
class Wording:
    """Says what there is to say of one exercise in one language."""

    speech: Speech
    exercise: Outline

    def say(self, sentence: str, **facts: object) -> str:
        """Return a sentence of the program's own, with its facts filled in."""
        return self.speech.say(sentence, **facts)

    @property
    def texts(self) -> Texts:
        """Return the exercise's own sentences; in its first language, where it has none in this one."""
        texts = self.exercise.texts
        return texts.get(self.speech.code) or next(iter(texts.values()))

    def part(self, part: PartName) -> str:
        """Return the title of a part."""
        return self.texts.parts[part]

    def check(self, check: CheckName) -> str:
        """Return the title of a check."""
        return self.texts.checks[check]["title"]

    def definition(self, part: PartName) -> str:
        """Return the name that a student defines for a part."""
        return self.exercise.definition(part)
