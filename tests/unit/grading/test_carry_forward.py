"""What is asked again with a right part, and what comes of it: by hand-made verdicts and evidence, with nothing run."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from grader.exercise.checks import agree
from grader.grading import carry_forward
from grader.grading.judge import judge
from grader.model import (
    Cause,
    Check,
    Compared,
    Evidence,
    Exercise,
    Lack,
    Limit,
    Misconception,
    Observation,
    Outcome,
    Part,
    Question,
    Raised,
    Span,
    Stopped,
    Verdict,
    Where,
)
from tests.support.small import NUMBER, OTHER_NUMBER, evidence, exercise, probe, submission, verdict

LOSS, STEP, FIT = exercise().questions.checks
HALVED = Misconception("halved", "loss")
UPHILL = Misconception("uphill", "train")


def passed(check: str) -> Verdict:
    return verdict(check, outcome=Outcome.PASSED, cause=None)


def unwritten(check: str, part: str, because_of: str | None = None) -> Verdict:
    found = {"outcome": Outcome.NOT_REACHED, "cause": Cause.NOT_ATTEMPTED, "arose_in": part, "because_of": because_of}
    return verdict(check, **found)


def compared() -> Exercise:
    """Return the exercise with a `fit` that is compared with the step's number, and calls nothing."""
    beside = replace(FIT, calls=(), compares=(Compared("other", STEP, "number"),), expect=agree("other", "number"))
    return exercise(checks=(LOSS, STEP, beside))


# At fault -----------------------------------------------------------------------------------------


def test_at_fault_is_what_a_failing_part_uses_and_is_wrong_itself() -> None:
    """Of several, in the order of use; nobody, if what it uses passes or only suffers itself."""
    wrong, suffering = verdict(), verdict("takes_a_step", because_of="loss")
    assert carry_forward.at_fault(exercise(), "train", (wrong, suffering, verdict("fits_well"))) == ("loss",)
    assert carry_forward.at_fault(exercise(), "fit", (wrong, suffering, verdict("fits_well"))) == ("loss",)
    both = (verdict("takes_a_step"), verdict("fits_well"), wrong)
    assert carry_forward.at_fault(exercise(), "fit", both) == ("loss", "train")
    assert carry_forward.at_fault(exercise(), "train", (passed("value_of_loss"), *both[:2])) == ()


def test_a_part_that_passes_is_not_asked_again() -> None:
    """Whatever is wrong with those that it uses."""
    assert carry_forward.at_fault(exercise(), "train", (verdict(), passed("takes_a_step"), passed("fits_well"))) == ()


def test_a_part_that_fails_in_its_own_lines_may_be_given_nonsense() -> None:
    """An exception there is no stub: what it uses and is wrong is put right all the same."""
    raised = verdict("takes_a_step", cause=Cause.RAISED, arose_in="train", because_of="loss")
    assert carry_forward.at_fault(exercise(), "train", (verdict(), raised)) == ("loss",)


def test_only_what_failed_checks_use_is_at_fault() -> None:
    """A part that the failing check doesn't use has nothing to do with it."""
    task = exercise(checks=(LOSS, STEP, replace(FIT, calls=("loss",))))
    assert carry_forward.at_fault(task, "fit", (verdict(), verdict("takes_a_step"), verdict("fits_well"))) == ("loss",)


def test_what_a_check_only_compares_with_can_be_at_fault() -> None:
    """It is put right by its values; but not if it isn't written."""
    told = (passed("value_of_loss"), verdict("takes_a_step"), verdict("fits_well", because_of="train"))
    assert carry_forward.at_fault(compared(), "fit", told) == ("train",)
    stub = (told[0], unwritten("takes_a_step", "train"), verdict("fits_well", cause=Cause.RAISED))
    assert carry_forward.at_fault(compared(), "fit", stub) == ()


def test_what_is_not_written_is_not_put_right() -> None:
    """No error was made there; and a part that isn't written has none of its own to find, whatever it uses."""
    stub = unwritten("takes_a_step", "train")
    told = (verdict(), stub, unwritten("fits_well", "train", because_of="train"))
    assert carry_forward.at_fault(exercise(), "fit", told) == ()
    assert carry_forward.at_fault(exercise(), "train", told) == ()


def test_a_check_that_waits_says_nothing_about_others() -> None:
    """Of two checks of a part, the one that calls a stub waits: only the other one's parts are asked about."""
    alone = Check("fits_alone", "fit", probe, LOSS.expect, 1, calls=("loss",))
    task = exercise(checks=(LOSS, STEP, FIT, alone))
    stub, waits = unwritten("takes_a_step", "train"), unwritten("fits_well", "train", because_of="train")
    fails = Verdict("fits_alone", "fit", Outcome.FAILED, Cause.WRONG_VALUE)
    told = (verdict(), stub, waits)
    assert carry_forward.waiting_checks(task, told) == {"fits_well"}
    assert carry_forward.at_fault(task, "fit", (*told, fails)) == ("loss",)
    assert carry_forward.at_fault(task, "fit", (*told, replace(fails, outcome=Outcome.PASSED, cause=None))) == ()


def test_a_check_that_calls_a_stub_waits_even_if_it_raised_elsewhere() -> None:
    """It can't pass before that part is written; the part's own checks are no reason to wait for it."""
    told = (verdict(), unwritten("takes_a_step", "train"), verdict("fits_well", cause=Cause.RAISED))
    assert carry_forward.waiting_checks(exercise(), told) == {"fits_well"}


def test_a_check_that_is_compared_with_a_stub_waits_for_it() -> None:
    """And a part that only waits isn't one that others wait for."""
    stub, waits = unwritten("takes_a_step", "train"), unwritten("fits_well", "train", because_of="train")
    assert carry_forward.waiting_checks(compared(), (verdict(), stub, waits)) == {"fits_well"}
    task = exercise(checks=(LOSS, STEP, replace(FIT, calls=("train",))))
    loss, step = unwritten("value_of_loss", "loss"), unwritten("takes_a_step", "loss", because_of="loss")
    assert carry_forward.waiting_checks(task, (loss, step, verdict("fits_well"))) == {"takes_a_step"}


def test_a_definition_that_was_lost_is_not_asked_again() -> None:
    """The statement that should have defined the part itself failed: with a right loss it isn't there, either."""
    lost = Raised("ModuleNotFoundError", "", 5, module="steps", lost=("train",))
    waits = verdict("takes_a_step", outcome=Outcome.NOT_REACHED, cause=Cause.UNAVAILABLE, lacks=Lack("train", lost))
    assert carry_forward.at_fault(exercise(), "train", (verdict(), waits)) == ()
    other = replace(waits, lacks=Lack("pd", lost))
    assert carry_forward.at_fault(exercise(), "train", (verdict(), other)) == ("loss",)


def test_a_part_that_the_right_one_needs_is_not_lent_to_itself() -> None:
    """The definition to lend calls the very part that is to be asked: it would be judged by the reference's."""
    parts = (Part("loss", "loss", ("train",)), Part("train", "train"), exercise().outline.parts[2])
    assert carry_forward.at_fault(exercise(parts=parts), "train", (verdict(), verdict("takes_a_step"))) == ()


# Asked again --------------------------------------------------------------------------------------


def test_what_is_called_is_lent_and_what_is_compared_with_is_not() -> None:
    """Only what a check calls is run with a right one."""
    assert carry_forward.called(exercise(), "fit", ("loss", "train")) == ("loss", "train")
    assert carry_forward.called(exercise(), "train", ("loss", "train")) == ("loss",)
    assert carry_forward.called(compared(), "fit", ("loss", "train")) == ()


def test_only_checks_that_call_a_part_at_fault_are_asked_again() -> None:
    """All draws of them; none that are left out, and no other part's."""
    alone = Check("fits_alone", "fit", probe, LOSS.expect, 2)
    task = exercise(checks=(LOSS, STEP, FIT, alone))
    assert carry_forward.questions(task, "train", ("loss",)) == (
        Question("takes_a_step", 0),
        Question("takes_a_step", 1),
    )
    assert carry_forward.questions(task, "fit", ("loss",)) == (Question("fits_well", 0),)
    assert carry_forward.questions(task, "fit", ("loss",), but={"fits_well"}) == ()
    assert carry_forward.questions(compared(), "fit", ("train",)) == ()


def test_a_check_is_settled_once_all_that_it_calls_was_put_right() -> None:
    """By being asked again, or at once if it only compares; one that was not asked again is not settled."""
    assert carry_forward.known(exercise(), "fit", ("train",), asked=[Question("fits_well", 0)]) == {"fits_well"}
    assert carry_forward.known(exercise(), "fit", ("train",), asked=[]) == set()
    assert carry_forward.known(compared(), "fit", ("train",), asked=[]) == {"fits_well"}
    assert carry_forward.known(compared(), "train", ("fit",), asked=[]) == set()


def test_what_could_not_be_asked_again_is_marked() -> None:
    """With the part that should have been put right; not what passed, was settled, or calls none of them."""
    verdicts = (verdict(), verdict("takes_a_step"), verdict("fits_well"))
    marked = carry_forward.untried(exercise(), "fit", ("loss", "train"), but=(), verdicts=verdicts)
    assert [v.untried for v in marked] == [None, None, "loss"]
    assert carry_forward.untried(exercise(), "fit", ("loss",), but={"fits_well"}, verdicts=verdicts) == verdicts
    task = exercise(checks=(LOSS, STEP, replace(FIT, calls=("loss",))))
    assert carry_forward.untried(task, "fit", ("train", "loss"), but=(), verdicts=verdicts)[2].untried == "loss"
    right = (*verdicts[:2], passed("fits_well"))
    assert carry_forward.untried(exercise(), "fit", ("loss",), but=(), verdicts=right) == right


def test_answers_after_the_time_was_up_do_not_count() -> None:
    """Of a check that came too late on one draw, no draw counts; of a run that ended by itself, all do."""
    asked = (Question("takes_a_step", 0), Question("takes_a_step", 1), Question("fits_well", 0))
    for late in (Observation(cause=Cause.TIMED_OUT), Observation(cause=Cause.KILLED, asked=False)):
        again = evidence({asked[1]: late}, cut_short=True)
        assert carry_forward.answered(asked, again) == (asked[2],)
        assert carry_forward.answered(asked, replace(again, cut_short=False)) == asked
    crashed = evidence({asked[1]: Observation(cause=Cause.KILLED)}, cut_short=True)
    assert carry_forward.answered(asked, crashed) == asked


def test_answers_are_put_in_the_place_of_earlier_ones() -> None:
    """Those that count, and no others; what was used up and left out is that of all runs."""
    first, second = Question("takes_a_step", 0), Question("takes_a_step", 1)
    again = evidence({"takes_a_step": OTHER_NUMBER}, left_out=(3,), cut_short=True, spent_s=7.0, problems=("x",))
    joined = carry_forward.joined(evidence(), again, (first,))
    assert (joined.observations[first], joined.observations[second]) == (OTHER_NUMBER, NUMBER)
    assert (joined.left_out, joined.cut_short, joined.spent_s, joined.problems) == ((3,), True, 7.0, ())


SOLUTION = (
    "import math\nRATE = 0.5\n",
    "def loss(y, p):\n    return math.dist(y, p)\n",
    "def train(model):\n    return RATE * loss(1, 2)  # a step\n\n\ndef helper():\n    pass\n",
    "def compile_and_fit(model):\n    return train(model)\n",
)


@pytest.mark.parametrize(
    ("lent", "names", "held"),
    [
        (("loss",), ("loss",), ("loss", "helper")),
        (("fit",), ("compile_and_fit",), ("loss", "train", "helper", "compile_and_fit")),
        (("train", "loss"), ("train", "loss"), ("loss", "train", "helper")),
    ],
)
def test_what_is_lent_comes_with_what_it_needs(
    lent: tuple[str, ...], names: tuple[str, ...], held: tuple[str, ...]
) -> None:
    """Its source holds no other part, so that none can be taken from it; all that is no part is there, and no comment is."""
    task = exercise(solution=submission(*SOLUTION))
    for given in (task, task.only("loss", "train", "fit"), task.only("loss")):
        stand_ins = carry_forward.stand_ins(given, lent)
        assert stand_ins.names == names
        assert stand_ins.source.startswith("import math\nRATE = 0.5\n")
        assert stand_ins.source.endswith("\n")
        assert "#" not in stand_ins.source
        assert tuple(re.findall(r"^def (\w+)", stand_ins.source, re.MULTILINE)) == held


# Carried forward ----------------------------------------------------------------------------------


def carried(found: Verdict, student: Evidence, task: Exercise | None = None, blamed: str = "loss") -> Verdict:
    task = task or exercise()
    return carry_forward.carried(task, submission(), found, (blamed,), reference=evidence(), student=student)


SUFFERS = verdict("takes_a_step", because_of="loss", arose_in="loss", seconds=9.0, live="fit")


def test_what_passes_with_a_right_part_has_its_points() -> None:
    """It says whose fault it was, that code was run for it, and keeps the time of the student's own run."""
    found = carried(SUFFERS, evidence())
    assert (found.outcome, found.because_of, found.carried_forward) == (Outcome.PASSED, "loss", True)
    assert (found.by_values, found.seconds, found.live) == (False, 9.0, "fit")


def test_what_is_only_compared_passes_by_values() -> None:
    """The reference's value stands in for the wrong step's, and nothing was run."""
    student = evidence({"takes_a_step": OTHER_NUMBER})
    found = carried(verdict("fits_well", because_of="train"), student, compared(), "train")
    assert (found.outcome, found.because_of, found.by_values) == (Outcome.PASSED, "train", True)
    wrong = evidence({"takes_a_step": OTHER_NUMBER, "fits_well": OTHER_NUMBER})
    assert carried(verdict("fits_well", because_of="train"), wrong, compared(), "train").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("found", "blamed"),
    [
        (passed("takes_a_step"), "loss"),
        (verdict("takes_a_step", outcome=Outcome.BROKEN), "loss"),
        (verdict("takes_a_step", because_of="loss"), "fit"),
    ],
)
def test_what_is_not_concerned_stays_as_it_is(found: Verdict, blamed: str) -> None:
    """What passed or is broken, and what doesn't use the part that was put right."""
    assert carried(found, evidence({"takes_a_step": OTHER_NUMBER}), blamed=blamed) == found


def test_what_still_fails_is_its_own_fault_where_its_part_stands() -> None:
    """The number that was seen first stays, since none of a run with a right part is shown."""
    (difference,) = (
        v.difference
        for v in judge(exercise(), submission(), reference=evidence(), student=evidence({"takes_a_step": OTHER_NUMBER}))
        if v.difference
    )
    seen = replace(SUFFERS, difference=difference, where=Where(None, 2))
    found = carried(seen, evidence({"takes_a_step": Observation({"number": np.array(99.0)})}))
    assert found == replace(seen, because_of=None, where=Where(None, 5))
    own = replace(seen, arose_in="train", where=Where(None, 6))
    assert carried(own, evidence({"takes_a_step": OTHER_NUMBER})) == replace(own, because_of=None)


@pytest.mark.parametrize(
    ("gave", "trouble"),
    [
        (Observation(cause=Cause.RAISED, trouble=Raised("ValueError", "of the solution", 6)), None),
        (Observation(cause=Cause.REFUSED, trouble=Stopped(Limit.EVIDENCE, "of the solution")), None),
        (Observation(cause=Cause.TIMED_OUT, trouble=Stopped(Limit.TIME, "10", 6)), Stopped(Limit.TIME, "10", 6)),
    ],
)
def test_of_what_a_right_part_led_to_only_the_cause_is_told(gave: Observation, trouble: Stopped | None) -> None:
    """What arose in the wrong part's lines isn't the trouble any more; what arises now could quote the solution."""
    seen = replace(SUFFERS, cause=Cause.RAISED, trouble=Raised("KeyError", "'x'", 2))
    found = carried(seen, evidence({"takes_a_step": gave}))
    assert (found.outcome, found.cause, found.trouble) == (Outcome.FAILED, gave.cause, trouble)
    assert (found.arose_in, found.because_of, found.where) == (None, None, Where(None, 5))


def test_an_exception_in_the_parts_own_lines_is_still_told() -> None:
    """It was the student's own, and was seen before anything was lent."""
    seen = replace(SUFFERS, arose_in="train", cause=Cause.RAISED, trouble=Raised("KeyError", "'x'", 6))
    again = Observation(cause=Cause.RAISED, trouble=Raised("ValueError", "of the solution", 6))
    assert carried(seen, evidence({"takes_a_step": again})) == replace(seen, because_of=None)


def test_what_then_lacks_nothing_any_more_fails() -> None:
    """The part at fault had kept it from being reached; with a right one it is reached, and wrong."""
    absent = Raised("ModuleNotFoundError", "No module named 'pandas'", 14, module="pandas", lost=("pd",))
    waits = replace(SUFFERS, outcome=Outcome.NOT_REACHED, cause=Cause.UNAVAILABLE, lacks=Lack("pd", absent))
    found = carried(waits, evidence({"takes_a_step": OTHER_NUMBER}))
    assert (found.outcome, found.cause, found.lacks) == (Outcome.FAILED, Cause.WRONG_VALUE, None)


def test_what_then_lacks_a_module_waits_for_it() -> None:
    """The part got further than before, to a name that a failed statement should have defined."""
    absent = Raised("ModuleNotFoundError", "No module named 'pandas'", 14, module="pandas", lost=("pd",))
    again = Observation(cause=Cause.RAISED, trouble=Raised("NameError", "name 'pd' is not defined", 6))
    found = carried(SUFFERS, evidence({"takes_a_step": again}, problems=(absent,)))
    assert (found.outcome, found.cause) == (Outcome.NOT_REACHED, Cause.UNAVAILABLE)
    assert found.lacks is not None
    assert (found.lacks.name, found.lacks.where) == ("pd", Where(None, 14))


def test_a_part_that_is_nowhere_has_its_place_unchanged() -> None:
    """Where the student's run didn't say where the part stands."""
    seen = replace(SUFFERS, where=Where(None, 2))
    spans = {"loss": Span(1, 2)}
    assert carried(seen, evidence({"takes_a_step": OTHER_NUMBER}, definitions=spans)).where == Where(None, 2)


# By values ----------------------------------------------------------------------------------------


def by_values(
    student: Evidence, *mistakes: Misconception, blamed: tuple[str, ...] = ("loss",), second: float = 3.0
) -> Verdict:
    """Judge a `train` by what right code gives beside a halved loss: 2 on the first draw, and `second` on the other one."""
    found = {0: OTHER_NUMBER, 1: Observation({"number": np.array(second)})}
    known = {Question("takes_a_step", draw, "halved"): seen for draw, seen in found.items()}
    mistaken = mistakes or (HALVED,)
    return carry_forward.by_values(
        exercise(), SUFFERS, blamed, mistakes=mistaken, known=known, reference=evidence(), student=student
    )


BESIDE = evidence(
    {Question("takes_a_step", 0): OTHER_NUMBER, Question("takes_a_step", 1): Observation({"number": np.array(3.0)})}
)


def test_what_right_code_gives_beside_the_mistake_is_right() -> None:
    """On every draw; and it says that this was found out by values, and beside which part."""
    found = by_values(BESIDE)
    assert (found.outcome, found.because_of, found.carried_forward, found.by_values) == (
        Outcome.PASSED,
        "loss",
        True,
        True,
    )
    assert (found.check, found.part, found.seconds, found.live) == ("takes_a_step", "train", 9.0, "fit")
    assert by_values(evidence({"takes_a_step": OTHER_NUMBER})) == SUFFERS


def test_nothing_is_known_beside_another_mistake() -> None:
    """One of another part, one that was never asked, or where two parts that it calls are at fault."""
    assert by_values(BESIDE, UPHILL) == SUFFERS
    assert by_values(BESIDE, replace(HALVED, name="summed")) == SUFFERS
    assert by_values(BESIDE, UPHILL, HALVED).outcome is Outcome.PASSED
    assert by_values(BESIDE, blamed=("fit", "loss")).by_values
    fits = replace(SUFFERS, check="fits_well", part="fit")
    known = {Question("fits_well", 0, "halved"): OTHER_NUMBER}
    student = evidence({"fits_well": OTHER_NUMBER})
    for blamed, outcome in ((("loss",), Outcome.PASSED), (("loss", "train"), Outcome.FAILED)):
        found = carry_forward.by_values(
            exercise(), fits, blamed, mistakes=[HALVED], known=known, reference=evidence(), student=student
        )
        assert found.outcome is outcome


def test_a_text_beside_the_numbers_is_no_number_that_runs_away() -> None:
    """Neither is nothing at all: a probe may give both with its numbers."""
    beside = Observation({"number": np.array(2.0), "class": "History", "returned": None})
    known = {Question("takes_a_step", draw, "halved"): beside for draw in (0, 1)}
    found = carry_forward.by_values(
        exercise(),
        SUFFERS,
        ("loss",),
        mistakes=[HALVED],
        known=known,
        reference=evidence(),
        student=evidence({"takes_a_step": beside}),
    )
    assert found.outcome is Outcome.PASSED


def test_numbers_that_run_away_prove_nothing() -> None:
    """Any two that are infinite or no numbers would pass for alike; so would two that raised the same."""
    for number in (float("inf"), float("nan")):
        lost = Observation({"number": np.array(number)})
        student = evidence({Question("takes_a_step", 0): OTHER_NUMBER, Question("takes_a_step", 1): lost})
        assert by_values(student, second=number) == SUFFERS
