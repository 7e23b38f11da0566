"""Languages, found as a user's locale asks for them."""

from __future__ import annotations

import gettext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.feedback.wording import Wording
from grader.i18n import CODE, LANGUAGES, N_, Speech, language_of, speech
from grader.paths import LOCALE
from tests.support.small import outline


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LANG": "uk"}, "uk"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE@euro"}, "de"),
        ({"LANGUAGE": "fr:de", "LANG": "uk_UA.UTF-8"}, "fr"),
        ({"LC_MESSAGES": "uk_UA.UTF-8", "LANG": "en_US.UTF-8"}, "uk"),
        ({"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "uk_UA.UTF-8", "LANG": "uk_UA.UTF-8"}, "en"),
        ({"LC_ALL": "uk_UA.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LANG": "en_US.UTF-8"}, "uk"),
        ({"LANGUAGE": "uk", "LC_ALL": "en_US.UTF-8"}, "uk"),
        ({"LANGUAGE": "en:uk", "LANG": "uk_UA.UTF-8"}, "en"),
        ({"LANGUAGE": "fr:de:uk:en"}, "uk"),
        ({"LANGUAGE": "", "LC_ALL": "", "LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LC_TIME": "uk_UA.UTF-8", "LC_NUMERIC": "uk_UA.UTF-8"}, "en"),
    ],
    ids=str,
)
def test_the_locale_tells_the_language(environment: dict[str, str], language: str) -> None:
    """LANGUAGE comes before LC_ALL, that before LC_MESSAGES, and LANG last; English is what nobody needs to ask for."""
    assert language_of(environment) == language


@pytest.mark.parametrize("first", ["C", "C.UTF-8", "POSIX"])
def test_the_first_variable_that_is_set_decides(first: str) -> None:
    """LC_ALL=C gives English whatever LANG says, as it does with gettext."""
    assert language_of({"LC_ALL": first, "LANG": "uk_UA.UTF-8"}) == "en"


@given(st.dictionaries(st.sampled_from(["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"]), st.text()))
def test_any_locale_gives_a_code(environment: dict[str, str]) -> None:
    """Whatever stands in the environment, the answer is the code of a language, and harmless in a path."""
    assert CODE.fullmatch(language_of(environment))


@pytest.mark.parametrize(("code", "kept"), [("xx", "xx"), ("", "en"), ("EN", "en"), ("uk_UA", "en"), ("../uk", "en")])
def test_a_language_we_do_not_speak_is_english(code: str, kept: str) -> None:
    """An unknown code gives English, with the texts of an exercise in its first language; what is no code is English."""
    spoken = speech(code)
    assert (spoken.code, spoken.spoken) == (kept, "en")
    assert spoken.say(N_("Next")) == "Next"
    assert Wording(spoken, outline()).texts.title == "en title"


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_exercise_speaks_the_same_language(code: str) -> None:
    """Titles of an exercise, its parts and its checks come in the language of the report."""
    spoken = speech(code)
    assert spoken.code == code
    assert Wording(spoken, outline()).texts.title == f"{code} title"
    assert Wording(spoken, outline()).part("train") == f"{code} part train"
    assert Wording(spoken, outline()).check("fits_well") == f"{code} title of fits_well"


def test_sentences_are_translated_and_filled_in() -> None:
    """A sentence is looked up as it was written, and only then are its facts put in, whatever they contain."""

    class Backwards(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return " ".join(reversed(message.split()))

    spoken = Speech("en", Backwards())
    assert spoken.say(N_("{name} is {value}"), name="{value}", value="{{}}") == "{{}} is {value}"


def test_plurals_go_with_the_number() -> None:
    """One is one, and everything else is many; the number is there to be said."""
    spoken = speech("en")
    said = [spoken.plural("{n} point of {of}", "{n} points of {of}", n, of=3) for n in (0, 1, 2)]
    assert said == ["0 points of 3", "1 point of 3", "2 points of 3"]


def test_the_catalogue_is_where_it_is_looked_for() -> None:
    """The catalogue of the other language comes with the package: nothing falls back to English for want of a file."""
    assert (LOCALE / "uk" / "LC_MESSAGES" / "grader.mo").is_file()
    assert type(speech("uk").catalogue) is not gettext.NullTranslations
