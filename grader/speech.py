"""The two languages: the program's own sentences through gettext, an exercise's through its texts."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.model import CheckName, Exercise, PartName, Texts

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("en", "uk")


def N_(sentence: str) -> str:  # noqa: N802 (gettext's own name for "translate this later")
    """Mark a sentence for translation where it is written, to be translated where it is said."""
    return sentence


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, as a report speaks it."""

    code: str
    catalogue: gettext.NullTranslations

    def say(self, sentence: str, **facts: object) -> str:
        """Give a sentence in this language, with its facts filled in."""
        return self.catalogue.gettext(sentence).format(**facts)

    def plural(self, one: str, many: str, n: int, **facts: object) -> str:
        """Give the form of a sentence that goes with the number `n`."""
        return self.catalogue.ngettext(one, many, n).format(n=n, **facts)

    def texts(self, exercise: Exercise) -> Texts:
        """Give an exercise's sentences."""
        return exercise.texts[self.code]

    def part(self, exercise: Exercise, part: PartName) -> str:
        """Give the title of a part."""
        return self.texts(exercise).parts[part]

    def check(self, exercise: Exercise, check: CheckName) -> str:
        """Give the title of a check."""
        return self.texts(exercise).checks[check]["title"]


def speech(code: str) -> Speech:
    """Give the language of that code, English for one that we don't speak."""
    known = code if code in LANGUAGES else "en"
    catalogue = gettext.translation("grader", LOCALE, [known], fallback=True)
    return Speech(known, catalogue)


def language_of(environment: Mapping[str, str]) -> str:
    """Tell the language that a user's locale asks for; as with gettext, the first variable that is set decides."""
    order = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wishes = next((environment[variable] for variable in order if environment.get(variable)), "")
    return next((wish[:2] for wish in wishes.split(":") if wish[:2] in LANGUAGES), "en")
