"""Two runs become verdicts: what happened, whose fault it is, and where to look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.errors import ExerciseError
from grader.exercise.checks import agree, at_least, at_most, near
from grader.grading import judge as judge_module
from grader.grading.comparison import same_evidence
from grader.grading.judge import judge
from grader.model import (
    Cause,
    Compared,
    Difference,
    Evidence,
    Expectation,
    Limit,
    NotPython,
    Observation,
    Outcome,
    Question,
    Raised,
    Sketch,
    Span,
    Stopped,
    Submission,
    Trouble,
    Verdict,
    Where,
)
from tests.support.small import NUMBER, OTHER_NUMBER, SPANS, evidence, exercise, submission


def judged(
    student: Evidence, reference: Evidence | None = None, handed_in: Submission | None = None
) -> dict[str, Verdict]:
    verdicts = judge(exercise(), handed_in or submission(), reference=reference or evidence(), student=student)
    return {verdict.check: verdict for verdict in verdicts}


def raised(line: int | None, kind: str = "ValueError", message: str = "no") -> Observation:
    return Observation(cause=Cause.RAISED, trouble=Raised(kind, message, line), seconds=0.5)


def missing(definition: str) -> Observation:
    return Observation(cause=Cause.MISSING, trouble=Raised("MissingDefinition", definition))


# Outcomes -----------------------------------------------------------------------------------------


def test_equal_evidence_passes() -> None:
    """Where the two runs agree on every draw, each check passes, in the exercise's order, with nothing to be said."""
    verdicts = judge(exercise(), submission(), reference=evidence(), student=evidence())
    assert verdicts == (
        Verdict("value_of_loss", "loss", Outcome.PASSED, seconds=0.5),
        Verdict("takes_a_step", "train", Outcome.PASSED, seconds=0.5),
        Verdict("fits_well", "fit", Outcome.PASSED, seconds=0.25),
    )


@pytest.mark.parametrize("draw", [0, 1])
def test_one_wrong_draw_fails_a_check(draw: int) -> None:
    """A value that is right on all draws but one is luck."""
    verdict = judged(evidence({Question("value_of_loss", draw): OTHER_NUMBER}))["value_of_loss"]
    assert (verdict.outcome, verdict.cause, verdict.draw) == (Outcome.FAILED, Cause.WRONG_VALUE, draw)
    assert (verdict.difference.what, verdict.difference.expected, verdict.difference.actual) == ("number", 1.0, 2.0)


def test_the_first_wrong_draw_decides() -> None:
    """What is reported is the first draw that went wrong, with the seconds of all draws up to it."""
    first, second = Question("value_of_loss", 0), Question("value_of_loss", 1)
    verdict = judged(evidence({first: OTHER_NUMBER, second: raised(2)}))["value_of_loss"]
    assert (verdict.cause, verdict.trouble, verdict.seconds) == (Cause.WRONG_VALUE, None, 0.25)
    verdict = judged(evidence({second: raised(2)}))["value_of_loss"]
    assert (verdict.cause, verdict.trouble, verdict.seconds) == (Cause.RAISED, Raised("ValueError", "no", 2), 0.75)


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_its_outcome(cause: Cause) -> None:
    """What isn't there or not written is not reached; whatever else keeps values from coming is a failure."""
    verdict = judged(evidence({"fits_well": Observation(cause=cause, trouble=Raised("E", "m"))}))["fits_well"]
    not_reached = cause in {Cause.MISSING, Cause.NOT_ATTEMPTED, Cause.UNAVAILABLE}
    assert verdict.outcome is (Outcome.NOT_REACHED if not_reached else Outcome.FAILED)
    assert (verdict.cause, verdict.trouble) == (cause, Raised("E", "m"))


def test_what_was_not_asked_is_not_reached() -> None:
    """A question that wasn't asked, since its part had crashed already, is no failure of its own."""
    verdict = judged(evidence({"fits_well": Observation(cause=Cause.KILLED, asked=False)}))["fits_well"]
    assert (verdict.outcome, verdict.cause) == (Outcome.NOT_REACHED, Cause.KILLED)


@pytest.mark.parametrize("student", [NUMBER, OTHER_NUMBER, raised(2), missing("loss")])
def test_a_reference_that_fails_is_broken(student: Observation) -> None:
    """Where the reference gives nothing, nobody is judged: the check is broken, whatever the student's work gave."""
    faulty = evidence({Question("value_of_loss", 1): raised(3, "OSError")})
    verdict = judged(evidence({Question("value_of_loss", 1): student}), faulty)["value_of_loss"]
    assert (verdict.outcome, verdict.cause, verdict.trouble.type) == (Outcome.BROKEN, Cause.RAISED, "OSError")


@pytest.mark.parametrize("line", [2, 6])
def test_a_broken_check_points_nowhere(line: int) -> None:
    """The reference's fault is not shown at a line of the student's, nor is a part of his to blame."""
    verdict = judged(evidence(), evidence({"takes_a_step": raised(line)}))["takes_a_step"]
    assert (verdict.where, verdict.because_of) == (None, None)


def test_a_module_that_the_reference_lacks_breaks_its_check() -> None:
    """What isn't installed is told of the student's code alone: that the reference can't run is nobody's to mend."""
    lost = Raised("ModuleNotFoundError", "No module named 'pandas'", module="pandas")
    verdict = judged(evidence(), evidence({"takes_a_step": Observation(cause=Cause.RAISED, trouble=lost)}))[
        "takes_a_step"
    ]
    assert (verdict.outcome, verdict.cause, verdict.lacks) == (Outcome.BROKEN, Cause.RAISED, None)


def test_an_expectation_sees_both_runs() -> None:
    """A check's own expectation is handed the reference's observation first, then the student's."""
    seen = []
    check = replace(exercise().questions.checks[0], expect=lambda *both: seen.append(both))
    judge(
        exercise(checks=(check,)), submission(), reference=evidence(), student=evidence({"value_of_loss": OTHER_NUMBER})
    )
    assert seen == [(NUMBER, OTHER_NUMBER)] * check.draws


@pytest.mark.parametrize(
    "expect",
    [
        near({"number": ("bset", "number")}),
        near({"number": ("number", "bset")}),
        at_least({"number": "bset"}),
        at_most({"number": "bset"}),
    ],
)
def test_a_value_that_the_reference_lacks_is_the_fault_of_the_exercise(expect: Expectation) -> None:
    """Whoever compares with it is told the check and the value; no verdict and no report of a crash come of it."""
    check = replace(exercise().questions.checks[0], expect=expect)
    told = "The exercise is at fault: its check value_of_loss compares with bset, which the reference doesn't give."
    with pytest.raises(ExerciseError, match=f"^{told}$") as judging:
        judge(exercise(checks=(check,)), submission(), reference=evidence(), student=evidence())
    assert judging.value.exit_code == 2
    with pytest.raises(ExerciseError, match=f"^{told}$"):
        same_evidence(check, Question(check.name, 0), NUMBER, reference=evidence(), student=evidence())


def test_what_was_asked_in_the_students_own_process_is_marked() -> None:
    """A verdict names the part that no cell defines, on every check that was asked for it and on no other."""
    verdicts = judged(evidence({"takes_a_step": OTHER_NUMBER}, live={"takes_a_step": "train", "fits_well": "loss"}))
    assert [verdict.live for verdict in verdicts.values()] == [None, "train", "loss"]


# Where to look ------------------------------------------------------------------------------------


def test_trouble_is_where_it_arose() -> None:
    """An exception points at its line."""
    assert judged(evidence({"takes_a_step": raised(6)}))["takes_a_step"].where == Where(None, 6)


def test_a_wrong_value_is_where_its_part_is() -> None:
    """A value that is wrong points at the definition of its part."""
    assert judged(evidence({"takes_a_step": OTHER_NUMBER}))["takes_a_step"].where == Where(None, 5)
    assert judged(evidence({"fits_well": OTHER_NUMBER}))["fits_well"].where == Where(None, 10)


def test_a_place_in_a_notebook_has_a_cell() -> None:
    """In a notebook the place is a cell and a line in it."""
    student = evidence({"fits_well": raised(4), "takes_a_step": OTHER_NUMBER}, definitions={"train": Span(3, 5)})
    verdicts = judged(student, handed_in=submission("x = 1\ny = 2\n", "def train(model):\n    loss()\n    return\n"))
    assert verdicts["fits_well"].where == Where(2, 2)
    assert verdicts["takes_a_step"].where == Where(2, 1)


def test_what_is_not_there_is_nowhere() -> None:
    """Where a part isn't defined there is no place to point at."""
    student = evidence({"value_of_loss": missing("loss")}, definitions={})
    assert judged(student)["value_of_loss"].where is None


@pytest.mark.parametrize("line", [1, 15])
def test_the_first_and_the_last_line_are_places(line: int) -> None:
    """Every line of a submission can be pointed at."""
    assert judged(evidence({"value_of_loss": raised(line)}))["value_of_loss"].where == Where(None, line)


@pytest.mark.parametrize("line", [0, 10_000_000])
def test_a_place_outside_the_submission_is_nowhere(line: int) -> None:
    """A line that the submission hasn't got, as only a forged answer names it, is not shown."""
    assert judged(evidence({"value_of_loss": raised(line)}))["value_of_loss"].where is None


def test_a_check_that_passed_points_nowhere() -> None:
    """There is nothing to look at in what is right, also when other checks fail."""
    verdict = judged(evidence({"value_of_loss": OTHER_NUMBER}))["takes_a_step"]
    assert (verdict.where, verdict.because_of) == (None, None)


# Whose fault --------------------------------------------------------------------------------------


def test_a_part_is_to_blame_where_the_trouble_arose() -> None:
    """An exception in the lines of a used part is that part's, whether or not its own checks fail."""
    verdict = judged(evidence({"fits_well": raised(2)}))["fits_well"]
    assert (verdict.because_of, verdict.where) == ("loss", Where(None, 2))


def test_a_part_that_raised_in_the_lines_of_another_is_still_at_fault() -> None:
    """A part whose check stopped in the lines of a part that passes doesn't work: a wrong value of what uses it is put down to it."""
    verdicts = judged(evidence({"takes_a_step": raised(2), "fits_well": OTHER_NUMBER}))
    assert [verdict.because_of for verdict in verdicts.values()] == [None, "loss", "train"]


@pytest.mark.parametrize(("limit", "because_of"), [(Limit.TIME, "loss"), (Limit.RUN, None)])
def test_nobody_is_to_blame_for_the_time_of_the_whole_submission(limit: Limit, because_of: str | None) -> None:
    """A part in whose lines a check's own time ran out is to blame; when all time is used up, any part may have used it."""
    stopped = Observation(cause=Cause.TIMED_OUT, trouble=Stopped(limit, "10", 2))
    verdict = judged(evidence({"takes_a_step": stopped}))["takes_a_step"]
    assert (verdict.arose_in, verdict.because_of) == ("loss", because_of)


@pytest.mark.parametrize("line", [5, 6, 7])
def test_trouble_in_ones_own_lines_is_ones_own(line: int) -> None:
    """An exception in the part's own lines is its own, as long as the parts it uses are right."""
    verdict = judged(evidence({"takes_a_step": raised(line)}))["takes_a_step"]
    assert (verdict.arose_in, verdict.because_of, verdict.where) == ("train", None, Where(None, line))


@pytest.mark.parametrize("line", [5, 6, 7])
def test_what_a_wrong_part_gives_may_raise_elsewhere(line: int) -> None:
    """An exception in the part's own lines is blamed on a used part that is wrong: it was given nonsense."""
    verdict = judged(evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": raised(line)}))["takes_a_step"]
    assert (verdict.arose_in, verdict.because_of, verdict.where) == ("train", "loss", Where(None, line))


@pytest.mark.parametrize("cause", [Cause.NOT_ATTEMPTED, Cause.TIMED_OUT, Cause.OUT_OF_MEMORY])
def test_what_is_not_written_or_never_ends_is_ones_own(cause: Cause) -> None:
    """A stub, a loop without end or a list without limits in the part's own lines is nobody else's fault."""
    stuck = Observation(cause=cause, trouble=Raised("E", "", 6))
    verdict = judged(evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": stuck}))["takes_a_step"]
    assert (verdict.arose_in, verdict.because_of) == ("train", None)


@pytest.mark.parametrize("seen", [OTHER_NUMBER, raised(6)])
def test_a_part_that_fails_alone_excuses_nobody(seen: Observation) -> None:
    """A part that fails a check in which it uses nothing wrong is to be mended itself, whatever else is wrong."""
    alone = replace(exercise().questions.checks[1], name="stands_alone", calls=())
    checks = (*exercise().questions.checks, alone)
    asked = {Question("stands_alone", draw): NUMBER for draw in range(alone.draws)}
    reference = replace(evidence(), observations={**evidence().observations, **asked})
    student = evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": seen})
    student = replace(student, observations={**student.observations, **dict.fromkeys(asked, OTHER_NUMBER)})
    verdicts = judge(exercise(checks=checks), submission(), reference=reference, student=student)
    assert [verdict.because_of for verdict in verdicts if verdict.part == "train"] == [None, None]


def test_what_is_broken_blames_nobody() -> None:
    """A part whose check the reference itself fails is not known to be wrong, and no other check blames it."""
    faulty = evidence({"value_of_loss": raised(2, "OSError")})
    verdict = judged(evidence({"takes_a_step": OTHER_NUMBER}), faulty)["takes_a_step"]
    assert (verdict.outcome, verdict.because_of) == (Outcome.FAILED, None)


def stub(line: int) -> Observation:
    return Observation(cause=Cause.NOT_ATTEMPTED, trouble=Raised("NotImplementedError", "", line))


@pytest.mark.parametrize("seen", [OTHER_NUMBER, raised(11), raised(15)])
def test_what_is_not_written_is_blamed_for_nothing_else(seen: Observation) -> None:
    """A wrong value and an exception are never those of a used part that is a stub: it lets nobody get so far."""
    verdicts = judged(evidence({"takes_a_step": stub(6), "fits_well": seen}))
    assert verdicts["fits_well"].because_of is None
    verdicts = judged(evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": stub(6), "fits_well": seen}))
    assert verdicts["fits_well"].because_of == "loss"


def test_a_stub_that_stops_a_helper_is_to_blame() -> None:
    """Where a function that is no part isn't written, a check waits for the used part that isn't written either."""
    verdicts = judged(evidence({"value_of_loss": stub(2), "takes_a_step": stub(15)}))
    assert (verdicts["takes_a_step"].arose_in, verdicts["takes_a_step"].because_of) == (None, "loss")
    assert judged(evidence({"takes_a_step": stub(15)}))["takes_a_step"].because_of is None


def test_a_check_that_waits_says_nothing_of_its_part() -> None:
    """A part of which one check waits for a stub isn't at fault by it, and what uses the part has its own faults."""
    spare = replace(exercise().questions.checks[0], name="needs_the_fit", calls=("fit",))
    checks = (*exercise().questions.checks, spare)
    waiting = dict.fromkeys((Question("needs_the_fit", draw) for draw in range(2)), stub(11))
    student = evidence({"takes_a_step": raised(15), "fits_well": stub(11)})
    student = replace(student, observations={**student.observations, **waiting})
    reference = replace(evidence(), observations={**evidence().observations, **dict.fromkeys(waiting, NUMBER)})
    verdicts = {v.check: v for v in judge(exercise(checks=checks), submission(), reference=reference, student=student)}
    assert verdicts["needs_the_fit"].waits
    assert verdicts["takes_a_step"].is_own


def test_a_name_of_a_part_that_is_not_defined_is_waited_for() -> None:
    """Code that stops at the name of a used part which isn't defined waits for that part, as if the check had asked for it."""
    spans = {name: span for name, span in SPANS.items() if name != "train"}
    lost = raised(11, "NameError", "name 'train' is not defined")
    verdict = judged(evidence({"takes_a_step": missing("train"), "fits_well": lost}, definitions=spans))["fits_well"]
    assert (verdict.outcome, verdict.cause, verdict.because_of) == (Outcome.NOT_REACHED, Cause.MISSING, "train")
    assert verdict.waits
    assert verdict.trouble == Raised("MissingDefinition", "train")
    verdict = judged(evidence({"takes_a_step": lost}, definitions=spans))["takes_a_step"]
    assert (verdict.outcome, verdict.cause) == (Outcome.FAILED, Cause.RAISED)


def test_trouble_between_the_parts_is_blamed_on_a_failing_one() -> None:
    """An exception in a function that is no part is blamed on the used part that fails, if one does."""
    assert judged(evidence({"takes_a_step": raised(15)}))["takes_a_step"].because_of is None
    student = evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": raised(15)})
    assert judged(student)["takes_a_step"].because_of == "loss"


def test_trouble_in_a_part_that_is_not_used_is_nobodys() -> None:
    """An exception in the lines of a part that the check doesn't declare to use blames nobody."""
    verdict = judged(evidence({"value_of_loss": raised(6)}))["value_of_loss"]
    assert (verdict.because_of, verdict.where) == (None, Where(None, 6))


def test_what_is_missing_is_to_blame() -> None:
    """A check that asks in vain for a used part's definition is that part's; for its own, its own."""
    spans = {name: span for name, span in SPANS.items() if name != "train"}
    verdicts = judged(evidence({"takes_a_step": missing("train"), "fits_well": missing("train")}, definitions=spans))
    assert (verdicts["takes_a_step"].because_of, verdicts["fits_well"].because_of) == (None, "train")
    assert verdicts["fits_well"].where is None


def test_a_message_blames_nobody() -> None:
    """An exception whose message happens to be a part's name isn't that part's."""
    assert judged(evidence({"takes_a_step": raised(15, "KeyError", "loss")}))["takes_a_step"].because_of is None


def test_a_wrong_value_is_blamed_on_the_first_failing_part_it_uses() -> None:
    """Of several used parts that fail, the one that is written first is to be mended first."""
    student = evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": OTHER_NUMBER, "fits_well": OTHER_NUMBER})
    verdicts = judged(student)
    assert [verdict.because_of for verdict in verdicts.values()] == [None, "loss", "loss"]
    assert verdicts["fits_well"].where == Where(None, 1)
    alone = judged(evidence({"takes_a_step": OTHER_NUMBER, "fits_well": OTHER_NUMBER}))
    assert [verdict.because_of for verdict in alone.values()] == [None, None, "train"]


def test_what_was_not_asked_is_blamed_on_the_part_that_hung() -> None:
    """A check that wasn't asked because a used part hung names that part; one of the part itself names none."""
    hung = Observation(cause=Cause.TIMED_OUT, trouble=Stopped(Limit.TIME, "10"))
    spared = Observation(cause=Cause.TIMED_OUT, asked=False)
    other = replace(exercise().questions.checks[1], name="takes_two_steps", calls=("loss",))
    asked = {Question("takes_two_steps", draw): spared for draw in range(2)}
    student = evidence({"takes_a_step": hung, "fits_well": spared, "value_of_loss": OTHER_NUMBER})
    student = replace(student, observations={**student.observations, **asked})
    reference = replace(evidence(), observations={**evidence().observations, **dict.fromkeys(asked, NUMBER)})
    given = exercise(checks=(*exercise().questions.checks, other))
    verdicts = {v.check: v for v in judge(given, submission(), reference=reference, student=student)}
    assert verdicts["takes_two_steps"].because_of is None
    assert verdicts["fits_well"].because_of == "loss"
    assert verdicts["takes_two_steps"].outcome is Outcome.NOT_REACHED


def compared(student: Evidence, *, right: tuple[str, ...] = ()) -> Verdict:
    """Return the verdict on a `fit` that is compared with the step's number, and calls nothing."""
    step, fit = exercise().questions.checks[1:]
    fit = replace(fit, calls=(), compares=(Compared("other", step, "number"),), expect=agree("other", "number"))
    if right:
        return judge_module.judged(fit, evidence(), student, right=right)
    checks = (*exercise().questions.checks[:2], fit)
    return judge(exercise(checks=checks), submission(), reference=evidence(), student=student)[2]


def test_a_value_of_another_check_is_compared_with() -> None:
    """Where two parts are to agree, the step's number stands beside the one that fit's probe gave."""
    assert compared(evidence()).outcome is Outcome.PASSED
    verdict = compared(evidence({"takes_a_step": OTHER_NUMBER}))
    assert (verdict.outcome, verdict.because_of) == (Outcome.FAILED, "train")
    assert compared(evidence({"fits_well": OTHER_NUMBER})).because_of is None


def test_without_a_value_to_compare_with_the_other_part_is_to_blame() -> None:
    """What the other check's probe raised is what keeps the two from being compared; what one's own raised comes first."""
    verdict = compared(evidence({"takes_a_step": raised(6)}))
    assert (verdict.outcome, verdict.cause) == (Outcome.FAILED, Cause.RAISED)
    assert (verdict.arose_in, verdict.because_of) == ("train", "train")
    verdict = compared(evidence({"takes_a_step": raised(6), "fits_well": raised(11)}))
    assert (verdict.arose_in, verdict.because_of) == ("fit", None)


def test_a_value_that_was_not_asked_for_is_not_reached() -> None:
    """If the other check wasn't asked, the two can't be compared, and that is no failure."""
    spared = Observation(cause=Cause.KILLED, asked=False)
    verdict = compared(evidence({"takes_a_step": spared}))
    assert (verdict.outcome, verdict.cause) == (Outcome.NOT_REACHED, Cause.KILLED)


@pytest.mark.parametrize("seen", [OTHER_NUMBER, raised(6), missing("train")])
def test_the_reference_value_stands_in_for_a_wrong_one(seen: Observation) -> None:
    """With the other part put right, its value is the reference's, whatever the student's gave; one's own number counts."""
    assert compared(evidence({"takes_a_step": seen}), right=("train",)).outcome is Outcome.PASSED
    wrong = evidence({"takes_a_step": seen, "fits_well": OTHER_NUMBER})
    assert compared(wrong, right=("train",)).outcome is Outcome.FAILED


def test_a_call_that_can_not_be_right_tells_how_the_arguments_are_written() -> None:
    """A part that takes its arguments in another order than the task's fails, and both orders are told."""
    parts = tuple(
        replace(part, arguments="model, x" if part.name == "train" else None) for part in exercise().outline.parts
    )
    student = evidence(
        {"takes_a_step": raised(6, "AttributeError")}, definitions={**SPANS, "train": Span(5, 7, "x, model")}
    )
    [_, verdict, _] = judge(exercise(parts=parts), submission(), reference=evidence(), student=student)
    assert verdict.difference == Difference("train", "(model, x)", "(x, model)", kind="arguments")


def test_forged_evidence_is_judged_like_any() -> None:
    """Values of any kind and shape in the place of a number are a difference, and no error of ours."""
    for value in ("text", None, True, np.zeros((2, 3)), np.array([], np.int64), np.array(np.nan)):
        verdict = judged(evidence({"value_of_loss": Observation({"number": value})}))["value_of_loss"]
        assert verdict.cause is Cause.WRONG_VALUE
    assert judged(evidence({"value_of_loss": Observation({})}))["value_of_loss"].cause is Cause.WRONG_VALUE


# What isn't there ---------------------------------------------------------------------------------

NO_PANDAS = Raised("ModuleNotFoundError", "No module named 'pandas'", 9, module="pandas", lost=("pd", "loss"))


def test_a_part_is_not_blamed_for_a_lost_name() -> None:
    """A check that lacks what a failed statement should have defined waits for it; it points at its line and at the cause."""
    student = evidence({"takes_a_step": raised(6, "NameError", "name 'pd' is not defined")}, problems=(NO_PANDAS,))
    verdict = judged(student)["takes_a_step"]
    assert (verdict.outcome, verdict.cause) == (Outcome.NOT_REACHED, Cause.UNAVAILABLE)
    assert (verdict.where, verdict.because_of) == (Where(None, 6), None)
    assert verdict.lacks is not None
    assert (verdict.lacks.name, verdict.lacks.trouble.module, verdict.lacks.where) == ("pd", "pandas", Where(None, 9))


def test_a_definition_that_was_to_be_imported_waits_for_its_module() -> None:
    """A part whose own definition a failed import should have brought isn't missing, and its place is that import."""
    spans = {name: span for name, span in SPANS.items() if name != "loss"}
    student = evidence({"value_of_loss": missing("loss")}, definitions=spans, problems=(NO_PANDAS,))
    verdict = judged(student)["value_of_loss"]
    assert (verdict.cause, verdict.where) == (Cause.UNAVAILABLE, Where(None, 9))


def test_a_used_part_that_a_failed_statement_should_have_defined_waits_for_it() -> None:
    """A part's name that such a statement lost is put down to the statement, and not to a part that isn't written."""
    spans = {name: span for name, span in SPANS.items() if name != "loss"}
    lost = raised(6, "NameError", "name 'loss' is not defined")
    verdict = judged(evidence({"takes_a_step": lost}, definitions=spans, problems=(NO_PANDAS,)))["takes_a_step"]
    assert (verdict.cause, verdict.trouble) == (Cause.UNAVAILABLE, lost.trouble)
    assert verdict.lacks is not None
    assert (verdict.lacks.name, verdict.lacks.trouble.module) == ("loss", "pandas")


def test_a_used_part_that_waits_is_to_blame() -> None:
    """A check that lacks a name in the lines of a used part points at that part."""
    lost = raised(6, "NameError", "name 'pd' is not defined")
    verdict = judged(evidence({"takes_a_step": lost, "fits_well": lost}, problems=(NO_PANDAS,)))["fits_well"]
    assert (verdict.outcome, verdict.because_of) == (Outcome.NOT_REACHED, "train")


def test_what_a_helper_lacks_is_blamed_on_no_part() -> None:
    """Where the name is wanted by a function that is no part, no used part is to blame, even if one fails."""
    lost = raised(15, "NameError", "name 'pd' is not defined")
    verdict = judged(evidence({"value_of_loss": OTHER_NUMBER, "takes_a_step": lost}, problems=(NO_PANDAS,)))[
        "takes_a_step"
    ]
    assert (verdict.cause, verdict.because_of) == (Cause.UNAVAILABLE, None)


@pytest.mark.parametrize(
    "seen",
    [
        raised(6, "NameError", "name 'x' is not defined"),
        raised(6, "KeyError", "'pd'"),
        missing("train"),
        replace(raised(6, "NameError", "name 'pd' is not defined"), cause=Cause.OUT_OF_MEMORY),
    ],
)
def test_only_a_lost_name_is_excused(seen: Observation) -> None:
    """Another name, another error, another definition, and a forged cause are judged as if no statement had failed."""
    verdict = judged(evidence({"takes_a_step": seen}, problems=(NO_PANDAS,)))["takes_a_step"]
    assert verdict.cause is seen.cause
    assert verdict.lacks is None


# What isn't written -------------------------------------------------------------------------------

WRITTEN = {"loss": "", "train": "", "compile_and_fit": ""}
UNREADABLE = NotPython("SyntaxError", "invalid syntax", 20, lost=("compile_and_fit",))
STUB = Sketch("compile_and_fit", 10, stub=True)


def without(definition: str) -> dict[str, str]:
    return {name: kind for name, kind in WRITTEN.items() if name != definition}


@pytest.mark.parametrize(
    "seen", [OTHER_NUMBER, raised(15), missing("train"), Observation(cause=Cause.KILLED, asked=False)]
)
def test_a_part_that_is_not_defined_is_missing_whatever_its_probe_met(seen: Observation) -> None:
    """Whether its check met a stub of another part first, a wrong value or an exception, it says that the part isn't there."""
    student = evidence({"fits_well": seen}, kinds=without("compile_and_fit"))
    verdict = judged(student)["fits_well"]
    assert (verdict.outcome, verdict.cause, verdict.difference) == (Outcome.NOT_REACHED, Cause.MISSING, None)
    assert (verdict.trouble, verdict.arose_in) == (Raised("MissingDefinition", "compile_and_fit"), "fit")
    assert judged(replace(student, kinds=None))["fits_well"].cause is (seen.cause or Cause.WRONG_VALUE)


@pytest.mark.parametrize("seen", [OTHER_NUMBER, raised(15), missing("train")])
def test_a_stub_is_one_whatever_its_probe_met(seen: Observation) -> None:
    """A part that can only say that it isn't written is told as that, at its own place."""
    verdict = judged(evidence({"fits_well": seen}, kinds=WRITTEN, sketches=(STUB,)))["fits_well"]
    assert (verdict.outcome, verdict.cause, verdict.difference) == (Outcome.NOT_REACHED, Cause.NOT_ATTEMPTED, None)
    assert (verdict.trouble, verdict.where) == (Raised("NotImplementedError", "", 10), Where(None, 10))
    assert (verdict.arose_in, verdict.because_of) == ("fit", None)


@pytest.mark.parametrize(
    "sketch",
    [
        replace(STUB, stub=False),
        replace(STUB, name="train"),
        replace(STUB, line=2),
    ],
)
def test_what_is_written_is_no_stub(sketch: Sketch) -> None:
    """Neither is a definition whose stub stands elsewhere, as above it; nor one that is known by its name alone."""
    student = evidence({"fits_well": OTHER_NUMBER}, kinds=WRITTEN, sketches=(sketch,))
    assert judged(student)["fits_well"].cause is Cause.WRONG_VALUE
    spans = {name: span for name, span in SPANS.items() if name != "compile_and_fit"}
    assert judged(replace(student, sketches=(STUB,), definitions=spans))["fits_well"].cause is Cause.WRONG_VALUE


def test_only_what_did_not_pass_is_told_to_be_unwritten() -> None:
    """What gave the right values passes, and what the reference can't answer is broken, written or not."""
    student = evidence({"fits_well": NUMBER, "takes_a_step": NUMBER}, kinds={})
    verdicts = judged(student, evidence({"takes_a_step": raised(3, "OSError")}))
    assert [verdict.outcome for verdict in verdicts.values()] == [Outcome.PASSED, Outcome.BROKEN, Outcome.PASSED]


def test_what_no_cell_defines_is_not_missing() -> None:
    """In a notebook's own process a part may be there although the submission doesn't define it: its values count."""
    student = evidence({"fits_well": OTHER_NUMBER}, kinds=without("compile_and_fit"), live={"fits_well": "fit"})
    assert judged(student)["fits_well"].cause is Cause.WRONG_VALUE


def test_a_definition_that_a_failed_statement_lost_waits_for_it_whatever_its_probe_met() -> None:
    """A part that a failed import should have brought isn't just missing."""
    student = evidence({"value_of_loss": raised(15)}, definitions={}, kinds=without("loss"), problems=(NO_PANDAS,))
    verdict = judged(student)["value_of_loss"]
    assert (verdict.outcome, verdict.cause) == (Outcome.NOT_REACHED, Cause.UNAVAILABLE)
    assert verdict.lacks is not None
    assert verdict.lacks.name == "loss"


def test_a_stub_lacks_nothing() -> None:
    """A name that a failed statement lost is of no concern before the part is written."""
    lost = raised(15, "NameError", "name 'pd' is not defined")
    student = evidence({"fits_well": lost}, kinds=WRITTEN, sketches=(STUB,), problems=(NO_PANDAS,))
    verdict = judged(student)["fits_well"]
    assert (verdict.cause, verdict.lacks) == (Cause.NOT_ATTEMPTED, None)


def test_a_stub_that_a_broken_cell_should_have_replaced_waits_for_that_cell() -> None:
    """The part is written where Python can't read it, so it isn't told to be a stub."""
    verdict = judged(evidence({"fits_well": stub(11)}, problems=(NO_PANDAS, UNREADABLE)))["fits_well"]
    assert (verdict.outcome, verdict.cause) == (Outcome.NOT_REACHED, Cause.UNAVAILABLE)
    assert verdict.trouble == Raised("MissingDefinition", "compile_and_fit")
    assert verdict.lacks is not None
    assert (verdict.lacks.name, verdict.lacks.trouble) == ("compile_and_fit", replace(UNREADABLE, lost=()))


@pytest.mark.parametrize(
    ("seen", "problem"),
    [
        (stub(11), replace(UNREADABLE, lost=("fit",))),
        (stub(11), Raised("ValueError", "no", 20, lost=("compile_and_fit",))),
        (stub(15), UNREADABLE),
        (raised(11), UNREADABLE),
    ],
)
def test_only_a_stub_waits_for_the_cell_that_should_have_replaced_it(seen: Observation, problem: Trouble) -> None:
    """Not for a cell that would have defined something else, nor for a failed statement; and what is no stub ran."""
    verdict = judged(evidence({"fits_well": seen}, problems=(problem,)))["fits_well"]
    assert (verdict.cause, verdict.trouble, verdict.lacks) == (seen.cause, seen.trouble, None)
