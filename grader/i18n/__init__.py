"""Languages: the program's own sentences, through gettext. A language is a catalogue in `locale/`, and no code."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.paths import LOCALE

# English is what stands in the code.
LANGUAGES = ("en", *sorted(path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/grader.mo")))
CODE = re.compile("[a-z]{2,3}")


def N_(sentence: str) -> str:  # noqa: N802 (gettext's own name for "translate this later")
    """Mark a sentence for translation where it is written, to be translated where it is said."""
    return sentence


@dataclass(frozen=True, slots=True)
class Speech:
    """One language, as a report speaks it.

    `code` may be a language that gradetape has no catalogue of, and an exercise has texts in: its own words are English then.
    """

    code: str
    catalogue: gettext.NullTranslations

    @property
    def spoken(self) -> str:
        """Return the language of the program's own words."""
        return self.code if self.code in LANGUAGES else "en"

    def say(self, sentence: str, **facts: object) -> str:
        """Return a sentence in this language, with its facts filled in."""
        return self.catalogue.gettext(sentence).format(**facts)

    def plural(self, one: str, many: str, n: int, **facts: object) -> str:
        """Return the form of a sentence that goes with the number `n`."""
        return self.catalogue.ngettext(one, many, n).format(n=n, **facts)


def speech(code: str) -> Speech:
    """Return the language of that code; English for what is none."""
    code = code if CODE.fullmatch(code) else "en"
    return Speech(code, gettext.translation("grader", LOCALE, [code], fallback=True))


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language that a user's locale asks for; as with gettext, the first variable that is set decides."""
    order = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wishes = next((environment[variable] for variable in order if environment.get(variable)), "")
    codes = [re.split("[_.@]", wish, maxsplit=1)[0] for wish in wishes.split(":")]
    wished = [code for code in codes if CODE.fullmatch(code)]
    # One that gradetape speaks, else one that an exercise may have texts in.
    return next((code for code in wished if code in LANGUAGES), next(iter(wished), "en"))
