"""Every fact has a sentence, and every sentence is whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.feedback import differences, loading, priority, sentences
from grader.feedback.wording import Wording
from grader.i18n import LANGUAGES, speech
from grader.model import Cause, Difference, Exited, Lack, Limit, Outcome, Problem, Raised, Stopped, Verdict, Where
from tests.support.small import grade, outline, verdict

ENGLISH = speech("en")
DIFFERENCES = {
    "value": Difference("number", 4.53, 5.47, (3,)),
    "shape": Difference("number", "(10,)", "()", kind="shape"),
    "type": Difference("other", 1.0, None, kind="type"),
    "length": Difference("number", 3.0, 2.0, kind="length"),
    "at_least": Difference("number", 0.85, 0.8, kind="at_least"),
    "at_most": Difference("number", 0.3, 0.301, kind="at_most"),
    "entry": Difference("number[2]", 1.0, 2.0, (0, 1)),
    "key": Difference("number.loss", 1.0, 2.0),
}
NO_HELPERS = Raised("ModuleNotFoundError", "No module named 'helpers'", 2, module="helpers")
LACKS = {
    "module": Lack("", NO_HELPERS, Where(None, 2)),
    "star": Lack("mse", NO_HELPERS, Where(None, 2), certain=False),
    "file": Lack("data", Raised("FileNotFoundError", "", 2, file="data.csv"), Where(None, 2)),
    "statement": Lack("data", Raised("ValueError", "", 2), Where(3, 2)),
    "nowhere": Lack("data", Stopped(Limit.MEMORY, "")),
}
# What a run can tell of how a check ended: each cause with each kind of trouble it comes with.
ENDINGS: list[dict[str, Any]] = [
    *({"cause": Cause.WRONG_VALUE, "difference": difference} for difference in DIFFERENCES.values()),
    {"cause": Cause.RAISED, "trouble": Raised("ValueError", "bad", 3)},
    {"cause": Cause.RAISED, "trouble": Raised("ValueError", "", 3)},
    {"cause": Cause.RAISED, "trouble": Raised("TypeError", "bad")},
    {"cause": Cause.RAISED, "trouble": Raised("EOFError", "EOF when reading a line", 3)},
    {"cause": Cause.MISSING, "trouble": Raised("MissingDefinition", "loss")},
    {"cause": Cause.NOT_ATTEMPTED, "trouble": Raised("NotImplementedError", "", 3)},
    {"cause": Cause.TIMED_OUT, "trouble": Stopped(Limit.TIME, "10")},
    {"cause": Cause.TIMED_OUT, "trouble": Stopped(Limit.TIME, "10", 3)},
    {"cause": Cause.OUT_OF_MEMORY, "trouble": Stopped(Limit.MEMORY, "1024")},
    {"cause": Cause.OUT_OF_MEMORY, "trouble": Stopped(Limit.MEMORY, "1024", 3)},
    {"cause": Cause.KILLED, "trouble": Exited(3)},
    {"cause": Cause.KILLED, "trouble": Exited(-11)},
    {"cause": Cause.KILLED, "trouble": Exited(-99)},
    *({"cause": Cause.KILLED, "trouble": Stopped(limit, "1")} for limit in (Limit.OUTPUT, Limit.THREADS, Limit.DISK)),
    {"cause": Cause.REFUSED, "trouble": Stopped(Limit.EVIDENCE, "a header is not an object")},
    *({"cause": cause} for cause in (Cause.TIMED_OUT, Cause.OUT_OF_MEMORY, Cause.KILLED, Cause.REFUSED)),
    *({"cause": Cause.UNAVAILABLE, "lacks": lacks} for lacks in (None, *LACKS.values())),
]


def reason(**facts: Any) -> str:
    return sentences.reason(Wording(ENGLISH, outline()), verdict("takes_a_step", **facts))


# Reasons ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("because_of", [None, "loss"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", ENDINGS, ids=str)
def test_every_ending_has_a_whole_sentence(facts: dict[str, Any], language: str, because_of: str | None) -> None:
    """However a check ended, something is said about it, in either language, with every fact filled in."""
    found = verdict("takes_a_step", because_of=because_of, **facts)
    sentence = sentences.reason(Wording(speech(language), outline()), found)
    assert sentence.strip()
    assert "{" not in sentence
    assert "None" not in sentence


def test_every_cause_is_among_them() -> None:
    """No cause is without a sentence."""
    assert {facts["cause"] for facts in ENDINGS} == set(Cause)


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ({"cause": Cause.RAISED, "trouble": Raised("ValueError", "bad", 3)}, "`train` raised ValueError: bad"),
        ({"cause": Cause.RAISED, "trouble": Raised("ValueError", "", 3)}, "`train` raised ValueError"),
        (
            {"cause": Cause.RAISED, "trouble": Raised("TypeError", "bad")},
            "The check can't use the result of `train`: TypeError: bad",
        ),
        ({"cause": Cause.RAISED, "trouble": Raised("EOFError", "EOF when reading a line", 1)}, "calls `input()`"),
        ({"cause": Cause.MISSING, "trouble": Raised("MissingDefinition", "x")}, "`train` is not defined."),
        ({"cause": Cause.NOT_ATTEMPTED, "trouble": Raised("N", "", 1)}, "`train` is not written yet."),
        (
            {"cause": Cause.TIMED_OUT, "trouble": Stopped(Limit.TIME, "10")},
            "`train` took longer than 10 s, which is the limit for one check. Look for a loop that never ends, or compute less.",
        ),
        (
            {"cause": Cause.TIMED_OUT, "trouble": Stopped(Limit.RUN, "60")},
            "Your submission took longer than 60 s in all, which is the limit for one submission.",
        ),
        ({"cause": Cause.TIMED_OUT, "trouble": Stopped(Limit.TIME, "")}, "`train` took longer than is allowed."),
        ({"cause": Cause.OUT_OF_MEMORY, "trouble": Stopped(Limit.MEMORY, "9")}, "`train` used more memory"),
        ({"cause": Cause.KILLED, "trouble": Exited(3)}, "(exit status 3)"),
        ({"cause": Cause.KILLED, "trouble": Exited(-11)}, "(SIGSEGV)"),
        ({"cause": Cause.KILLED, "trouble": Exited(-99)}, "(99)"),
        ({"cause": Cause.KILLED, "trouble": Stopped(Limit.OUTPUT, "7")}, "`train` printed more than 7 MB"),
        ({"cause": Cause.KILLED, "trouble": Stopped(Limit.THREADS, "7")}, "`train` started more than 7 threads"),
        ({"cause": Cause.KILLED, "trouble": Stopped(Limit.DISK, "7")}, "`train` filled its folder (more than 7 MB"),
        ({"cause": Cause.REFUSED, "trouble": Stopped(Limit.EVIDENCE, "why not")}, "can't be accepted: why not."),
        ({"cause": Cause.TIMED_OUT}, "Not tried: `train` ran out of time earlier"),
        ({"cause": Cause.OUT_OF_MEMORY}, "Not tried: `train` used too much memory earlier"),
        ({"cause": Cause.KILLED}, "Not tried: `train` ended the Python process earlier"),
        ({"cause": Cause.UNAVAILABLE, "lacks": LACKS["module"]}, "`train` needs the module `helpers`, which isn't"),
        ({"cause": Cause.UNAVAILABLE, "lacks": LACKS["star"]}, "`mse` is not defined. If it comes from `helpers`"),
        ({"cause": Cause.UNAVAILABLE, "lacks": LACKS["file"]}, "`data` is not defined, because the file `data.csv`"),
        (
            {"cause": Cause.UNAVAILABLE, "lacks": LACKS["statement"]},
            "the statement that defines it failed (cell 3, line 2).",
        ),
        ({"cause": Cause.UNAVAILABLE, "lacks": LACKS["nowhere"]}, "the statement that defines it failed."),
    ],
)
def test_the_facts_are_in_the_sentence(facts: dict[str, Any], part: str) -> None:
    """A sentence names the student's definition and what happened to it."""
    assert part in reason(**facts)


def test_the_part_to_blame_is_named_instead() -> None:
    """Where a used part is to blame, the sentence speaks of it, by the name that the student gives it."""
    facts = {"cause": Cause.MISSING, "trouble": Raised("MissingDefinition", "x"), "because_of": "fit"}
    assert reason(**facts) == "`compile_and_fit` is not defined."


def test_a_wrong_value_keeps_its_own_sentence() -> None:
    """A value that a used part made wrong is told, and that part is named after it."""
    sentence = reason(difference=DIFFERENCES["value"], because_of="loss")
    assert sentence == "en number[3]: expected 4.53, got 5.47. It uses `loss`, which isn't correct yet: fix that first."


def test_what_raised_names_the_part_in_which_it_arose() -> None:
    """An exception is told of the part in whose lines it arose, and the one to mend is named if it is another."""
    facts = {"cause": Cause.RAISED, "trouble": Raised("TypeError", "bad", 6)}
    blame = "It uses `loss`, which isn't correct yet: fix that first."
    assert reason(arose_in="train", because_of="loss", **facts) == f"`train` raised TypeError: bad {blame}"
    assert reason(arose_in="train", **facts) == "`train` raised TypeError: bad"
    assert reason(arose_in="loss", because_of="loss", **facts) == "`loss` raised TypeError: bad"


def test_what_passed_needs_no_reason() -> None:
    """Nothing is said about a check that passed."""
    passed = Verdict("value_of_loss", "loss", Outcome.PASSED)
    assert (
        sentences.reason(Wording(ENGLISH, outline()), passed)
        == sentences.hint(Wording(ENGLISH, outline()), passed)
        == ""
    )


@pytest.mark.parametrize("facts", ENDINGS, ids=str)
def test_what_is_broken_is_not_the_students(facts: dict[str, Any]) -> None:
    """A check on which the reference failed says so and nothing about the student's work."""
    sentence = reason(outcome=Outcome.BROKEN, **facts)
    assert "not in your code" in sentence
    assert "train" not in sentence


@given(st.text(), st.text())
@settings(deadline=None)
def test_texts_of_students_are_not_formatted(kind: str, message: str) -> None:
    """Braces and percent signs in what student code raised are shown as they are, and break nothing."""
    assert message in reason(cause=Cause.RAISED, trouble=Raised(kind, message, 3)) or kind == "EOFError"
    assert message in differences.difference(Wording(ENGLISH, outline()), Difference("number", 1.0, f"<{message}>"))


# Differences --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("value", "en number[3]: expected 4.53, got 5.47."),
        ("shape", "en number: expected the shape (10,), got ()."),
        ("type", "other: expected 1, got nothing, which is of another type."),
        ("length", "en number: expected a list of length 3, got one of length 2."),
        ("at_least", "en number: expected at least 0.85, got 0.8."),
        ("at_most", "en number: expected at most 0.30000, got 0.30100."),
        ("entry", "en number[2][0][1]: expected 1, got 2."),
        ("key", "en number.loss: expected 1, got 2."),
    ],
)
def test_a_difference_says_what_is_compared(kind: str, sentence: str) -> None:
    """Values, shapes and types are told apart, under the exercise's word for the value, if it has one."""
    assert differences.difference(Wording(ENGLISH, outline()), DIFFERENCES[kind]) == sentence


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.14159265, "3.1416"),
        (-0.000123456789, "-0.00012346"),
        (1234567.0, "1.2346e+06"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (99999.6, "1e+05"),
        ("(10, 2)", "(10, 2)"),
        ("nan", "nan"),
        ("true", "yes"),
        ("false", "no"),
        (None, "nothing"),
    ],
)
def test_values_are_shown_in_five_digits(value: float | str | None, shown: str) -> None:
    """A number has as many digits as float32 is sure of, a truth value is a word, and nothing is called so."""
    assert differences.shown(ENGLISH, value) == shown


@given(st.floats(-1e300, 1e300))
@settings(deadline=None)
def test_a_number_is_shown_as_what_it_is(number: float) -> None:
    """What is shown is the number to five digits."""
    assert float(differences.shown(ENGLISH, number)) == pytest.approx(number, rel=5.1e-5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_has_one_name_whatever_is_withheld(language: str) -> None:
    """With and without its expected value, a difference in a history is about the same epoch in the same words."""
    made, found = replace(outline(), epochs={"number": 1}), Difference("number", 4.0, 2.0, (3,))
    named = differences.label(Wording(speech(language), made), found)
    assert "4" in named
    for shown in (found, Difference("number", None, 2.0, (3,), withheld=True)):
        said = differences.difference(Wording(speech(language), made), shown)
        assert said.startswith(f"{named}: ")
        assert ("0.5" in said) is not shown.withheld


# Hints, problems, places --------------------------------------------------------------------------


def test_a_failed_check_has_its_hint() -> None:
    """A check's own hint is about values: it is given where its own part gave wrong ones, and only there."""
    hint = lambda **facts: sentences.hint(Wording(ENGLISH, outline()), verdict("takes_a_step", **facts))  # noqa: E731 (uses below)
    assert hint() == "en hint of takes_a_step"
    assert hint(because_of="loss") == ""
    assert hint(outcome=Outcome.NOT_REACHED) == ""
    assert hint(outcome=Outcome.BROKEN) == ""
    assert hint(cause=Cause.RAISED, trouble=Raised("NameError", "no")) == ""
    assert hint(cause=Cause.TIMED_OUT) == ""
    assert hint(difference=Difference("loss", 1.0, None, kind="type")) == ""
    assert hint(difference=Difference("loss", 1.0, "text", kind="type")) == "en hint of takes_a_step"


@pytest.mark.parametrize(
    ("expected", "actual", "sentence"),
    [
        (2.13148, 2.131, "expected 2.13148, got 2.13100."),
        (2.0, 2.000043, "expected 2.000000, got 2.000043."),
        (5.0, 0.0, "expected 5, got 0."),
        (4.5629, 4.4228, "expected 4.5629, got 4.4228."),
        (1e300, 1.0000000001e300, "got 1.000000000100e+300."),
    ],
)
def test_two_numbers_are_told_apart(expected: float, actual: float, sentence: str) -> None:
    """Two numbers that differ are written with as many digits as show it, whatever their size."""
    assert differences.difference(Wording(ENGLISH, outline()), Difference("number", expected, actual)).endswith(
        sentence
    )


@pytest.mark.parametrize(
    ("actual", "told"), [(2.01, ""), (1.4, ""), (20.0, "That is 10 times"), (0.2, "That is 0.1 times")]
)
def test_a_factor_is_told_where_it_is_one(actual: float, told: str) -> None:
    """Nothing is called once what it should be, or nearly so."""
    curve = replace(outline(), epochs={"number": 1})
    sentence = differences.difference(Wording(ENGLISH, curve), Difference("number", 2.0, actual, (0,)))
    assert told in sentence
    assert ("times" in sentence) is bool(told)


def test_a_finding_is_said_in_the_words_of_the_exercise() -> None:
    """What was found in the place of values has a sentence of the exercise's, and no hint about values beside it."""
    texts = {code: replace(outline().texts[code], findings={"odd": f"{code}: {{found}} {{x}}"}) for code in LANGUAGES}
    asked = replace(outline(), texts=texts)
    found = Difference("odd", None, "`{found}`", kind="found")
    assert differences.difference(Wording(ENGLISH, asked), found) == "en: `{found}` {x}"
    assert differences.difference(Wording(ENGLISH, asked), replace(found, withheld=True)) == "en: `{found}` {x}"
    assert sentences.hint(Wording(ENGLISH, asked), verdict("takes_a_step", difference=found)) == ""


def test_a_trap_is_the_better_hint() -> None:
    """Where a trap was met, its text is the hint, in the language of the report."""
    found = verdict("takes_a_step", trap="mse_gone", because_of="loss")
    assert sentences.hint(Wording(speech("uk"), outline()), found) == "uk trap mse_gone"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Problem(None, Raised("NameError", "name 'x' is not defined")), "NameError: name 'x' is not defined"),
        (Problem(None, Raised("KeyboardInterrupt", "")), "KeyboardInterrupt"),
        (
            Problem(None, Stopped(Limit.TIME, "10")),
            "This statement took longer than 10 s, which is the limit for one statement. Look for a loop that never ends, or compute less.",
        ),
        (Problem(None, Stopped(Limit.MEMORY, "9")), "This statement used more memory"),
        (Problem(None, Exited(-6)), "This statement crashed the whole Python process (SIGABRT)."),
        (
            Problem(None, Exited(3)),
            "This statement ended the whole Python process (exit status 3). Remove the call that does this, such as os._exit().",
        ),
        (Problem(None, Stopped(Limit.OUTPUT, "1")), "This statement printed more than 1 MB"),
        (Problem(None, Stopped(Limit.THREADS, "9")), "This statement started more than 9 threads"),
        (Problem(None, Stopped(Limit.DISK, "9")), "This statement filled its folder"),
        (Problem(None, Stopped(Limit.EVIDENCE, "why not")), "This statement gave a result"),
    ],
)
def test_a_problem_says_what_happened(found: Problem, sentence: str) -> None:
    """What a statement raised is told as Python would, and how it ended the process in a sentence."""
    said = loading.problem(ENGLISH, found)
    assert said.startswith(sentence)
    assert "`" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("module", "own"), [("helpers", True), ("sklearn", True), ("google.colab", False), ("tkinter", False)]
)
def test_a_missing_module_may_be_ones_own(module: str, own: bool, language: str) -> None:
    """What to do with a file of one's own is told where the module can be one, and the sentence fits every report."""
    said = loading.problem(speech(language), Problem(Where(1, 1), Raised("ModuleNotFoundError", "", module=module)))
    assert f"`{module}`" in said
    assert (("own" if language == "en" else "власний") in said) is own
    assert len(said) < 380


def test_a_missing_file_is_no_error_of_python() -> None:
    """That a submission is graded without other files is said in place of what Python raised."""
    said = loading.problem(
        ENGLISH, Problem(Where(1, 1), Raised("FileNotFoundError", "[Errno 2] No such file", file="data.csv"))
    )
    assert said.startswith("The file `data.csv` couldn't be opened, because your submission is graded on its own")
    assert "Errno" not in said


def test_a_place_is_a_line_or_a_cell_and_a_line() -> None:
    """A script has lines, a notebook cells with lines, and what is nowhere has no place."""
    assert sentences.place(ENGLISH, Where(None, 12)) == "line 12"
    assert sentences.place(ENGLISH, Where(3, 12)) == "cell 3, line 12"
    assert sentences.place(ENGLISH, None) == ""


# What to do next ----------------------------------------------------------------------------------


def test_the_next_step_is_ones_own_failure() -> None:
    """First comes what failed by itself, then what isn't written, then what another part is to blame for."""
    blamed = verdict("takes_a_step", because_of="loss")
    unwritten = verdict("fits_well", outcome=Outcome.NOT_REACHED)
    failed = verdict("value_of_loss")
    assert priority.next_step(grade(blamed, unwritten, failed)) is failed
    assert priority.next_step(grade(blamed, unwritten)) is unwritten
    assert priority.next_step(grade(blamed)) is blamed


def test_of_equals_the_first_is_next() -> None:
    """Among failures of one rank the exercise's order decides."""
    first, second = verdict("value_of_loss"), verdict("takes_a_step")
    assert priority.next_step(grade(first, second)) is first


def test_there_is_no_next_step_where_nothing_is_open() -> None:
    """What passed, and what is broken, is nothing that a student could do something about."""
    passed, broken = verdict(outcome=Outcome.PASSED, cause=None), verdict("fits_well", outcome=Outcome.BROKEN)
    assert priority.next_step(grade(passed, broken)) is None


def waiting(check: str = "takes_a_step", **facts: Any) -> Verdict:
    facts = {"outcome": Outcome.NOT_REACHED, "cause": Cause.UNAVAILABLE, "lacks": LACKS["statement"], **facts}
    return verdict(check, **facts)


def test_what_keeps_checks_waiting_comes_before_them() -> None:
    """A missing module or file, and a statement that a check waits for, are told first; other problems where they were."""
    module = Problem(Where(1, 1), Raised("ModuleNotFoundError", "", module="x"))
    file = Problem(None, Raised("OSError", "", file="y"))
    statement, other = Problem(Where(3, 2), Raised("ValueError", "")), Problem(Where(4, 2), Raised("ValueError", ""))
    found = replace(grade(waiting()), problems=(module, other, statement, file))
    assert priority.obstacles(found) == (module, statement, file)
    assert priority.other_problems(found) == (other,)


def test_a_check_that_waits_is_no_next_step() -> None:
    """Where all that is open waits for what is told first, nothing else is next, a failure of one's own neither."""
    statement, failed = Problem(Where(3, 2), Raised("ValueError", "")), verdict("value_of_loss")
    alone = grade(waiting(), waiting("fits_well", because_of="train"))
    assert priority.next_step(replace(alone, problems=(statement,))) is None
    # What nothing tells first must be told here.
    assert priority.next_step(alone) is alone.verdicts[0]
    assert priority.next_step(replace(grade(waiting(), failed), problems=(statement,))) is None


def test_a_check_that_waits_has_no_hint() -> None:
    """The check's own hint isn't about what isn't there."""
    assert sentences.hint(Wording(ENGLISH, outline()), waiting()) == ""
