"""Lines that one Keras accepts and another doesn't are named, and nothing else is called so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.grading.judge import judge
from grader.grading.misconceptions import named as name_mistakes
from grader.grading.misconceptions import suspects
from grader.grading.version_traps import name_traps, problems
from grader.model import (
    Cause,
    Evidence,
    Limit,
    Misconception,
    Observation,
    Outcome,
    Problem,
    Raised,
    Span,
    Stopped,
    Trap,
    Verdict,
    Where,
)
from tests.support.small import evidence, exercise, submission, verdict


def raised(line: int | None, kind: str = "AttributeError", check: str = "value_of_loss") -> Verdict:
    return verdict(check, cause=Cause.RAISED, trouble=Raised(kind, "no such thing", line), where=Where(None, 99))


def named(found: Verdict, student: Evidence | None = None) -> Verdict:
    (only,) = name_traps(exercise(), submission(), (found,), student or evidence())
    return only


@pytest.mark.parametrize(
    ("keras", "trap"),
    [("3.1.0", "mse_gone"), ("3", "mse_gone"), ("2.15.0", "mse_comes"), ("30.1", None), ("1.3", None), ("", None)],
)
def test_a_line_that_raised_is_named_under_its_keras(keras: str, trap: str | None) -> None:
    """A trap is met only under the Keras that it is one for, and its line is where it raised."""
    found = raised(2)
    assert named(found, evidence(versions={"keras": keras})) == replace(found, trap=trap)


def test_without_a_keras_there_are_no_traps() -> None:
    """A run that didn't say which Keras it had has met no trap."""
    assert named(raised(2), evidence(versions={})).trap is None


@pytest.mark.parametrize("line", [1, 3, 5, 6, 100, 0, None])
def test_other_lines_that_raise_are_no_traps(line: int | None) -> None:
    """An exception at another line, or at none, is no trap, though the trap's line is in the file."""
    assert named(raised(line)).trap is None


@pytest.mark.parametrize("kind", ["NameError", "MissingDefinition"])
def test_a_missing_name_is_no_trap(kind: str) -> None:
    """Where a name isn't defined, that is what is wrong with the line, and not what it would have done."""
    assert named(raised(2, kind)).trap is None


def test_a_wrong_value_is_explained_by_a_line_of_its_part() -> None:
    """Where a check that a trap names failed, the part's line that the trap knows is the place to look."""
    found = named(verdict("fits_well", where=Where(None, 10)))
    assert (found.trap, found.where) == ("bare_variable", Where(None, 11))


def test_a_wrong_value_elsewhere_is_not() -> None:
    """A check that no trap names isn't explained by one, and neither is a trap's check whose part has no such line."""
    for found, spans in (
        (verdict("value_of_loss"), {"loss": Span(1, 2), "compile_and_fit": Span(10, 11)}),
        (verdict("fits_well"), {"compile_and_fit": Span(1, 10)}),
        (verdict("fits_well"), {}),
    ):
        assert named(found, evidence(definitions=spans)) == found


def test_a_wrong_value_is_explained_under_its_keras_alone() -> None:
    """Under a Keras that accepts the line, the mistake must be another."""
    assert named(verdict("fits_well"), evidence(versions={"keras": "2.15.0"})).trap is None


def test_what_raised_is_not_explained_by_another_line() -> None:
    """A check of a trap that failed by an exception at another line isn't the trap's."""
    found = raised(10, check="fits_well")
    assert named(found) == found


def test_what_passed_met_no_trap() -> None:
    """A check that passed stays as it is, whatever stands in its lines."""
    found = Verdict("fits_well", "fit", Outcome.PASSED)
    assert named(found) == found


def test_the_first_trap_that_fits_is_named() -> None:
    """Of two traps that know a line, the one that the exercise names first is met."""
    wide = Trap("wide", keras=3, pattern="return")
    for traps in ((wide, *exercise().questions.traps), (*exercise().questions.traps, wide)):
        (found,) = name_traps(exercise(traps=traps), submission(), (raised(2),), evidence())
        assert found.trap == traps[0].name


def test_verdicts_keep_their_order() -> None:
    """Each verdict comes back in its place."""
    verdicts = (verdict("fits_well"), raised(2), verdict("takes_a_step"))
    found = name_traps(exercise(), submission(), verdicts, evidence())
    assert [v.check for v in found] == ["fits_well", "value_of_loss", "takes_a_step"]
    assert [v.trap for v in found] == ["bare_variable", "mse_gone", None]


# Problems -----------------------------------------------------------------------------------------


def test_what_raised_while_loading_is_a_problem() -> None:
    """Each exception of loading is told with its place and its trap, in the order in which they came."""
    student = evidence(problems=(Raised("AttributeError", "no mse", 2), Raised("ImportError", "no x", 6)))
    assert problems(exercise(), submission(), student) == (
        Problem(Where(None, 2), Raised("AttributeError", "no mse", 2), "mse_gone"),
        Problem(Where(None, 6), Raised("ImportError", "no x", 6)),
    )


def test_a_problem_in_a_notebook_has_a_cell() -> None:
    """In a notebook the place is a cell and a line in it."""
    student = evidence(problems=(Raised("ImportError", "no x", 2),))
    (found,) = problems(exercise(), submission("x = 1\n", "import x\n"), student)
    assert found.where == Where(2, 1)


def test_a_problem_without_a_line_has_no_place() -> None:
    """What ended the process while loading may be known by no line."""
    (found,) = problems(exercise(), submission(), evidence(problems=(Stopped(Limit.MEMORY, "1024"),)))
    assert found == Problem(None, Stopped(Limit.MEMORY, "1024"))


def test_a_stub_is_no_problem() -> None:
    """A definition that isn't written yet is told by its part alone."""
    student = evidence(problems=(Raised("NotImplementedError", "", 2), Raised("KeyError", "'x'", 2)))
    assert [found.trouble.type for found in problems(exercise(), submission(), student)] == ["KeyError"]


def test_a_problem_outside_the_submission_has_no_place() -> None:
    """A line that the submission hasn't got, as only a forged frame names it, is not shown."""
    (found,) = problems(exercise(), submission(), evidence(problems=(Raised("KeyError", "'x'", 10_000_000),)))
    assert found.where is None


def test_a_missing_module_is_told_once() -> None:
    """However often a module is imported, at the top and in a function, and whatever follows, it is one problem."""
    absent = Raised("ModuleNotFoundError", "No module named 'pandas'", 2, module="pandas", lost=("pd",))
    again, inside = replace(absent, line=6, lost=()), replace(absent, line=11, lost=())
    follows = Raised("NameError", "name 'pd' is not defined", 7, lost=("table",))
    other = Observation(cause=Cause.RAISED, trouble=replace(inside, module="seaborn"))
    student = evidence(
        {"fits_well": Observation(cause=Cause.RAISED, trouble=inside), "takes_a_step": other},
        problems=(absent, again, follows),
    )
    found = problems(exercise(), submission(), student)
    assert [(p.module, p.where) for p in found] == [("pandas", Where(None, 2)), ("seaborn", Where(None, 11))]


def test_a_lost_name_is_no_known_mistake() -> None:
    """A part that only lacks a module is suspected of no misconception, whatever the checks look like."""
    item = Misconception("wrong", "train")
    absent = Raised("ModuleNotFoundError", "", 2, module="pandas", lost=("pd",))
    lost = Observation(cause=Cause.RAISED, trouble=Raised("NameError", "name 'pd' is not defined", 6), seconds=0.1)
    task = exercise(misconceptions=(item,))
    for problem, suspected in (((), (item,)), ((absent,), ())):
        student = evidence({"takes_a_step": lost}, problems=problem)
        verdicts = judge(task, submission(), reference=evidence(), student=student)
        assert suspects(task, verdicts, reference=evidence(), student=student) == suspected


def test_a_sign_tells_a_mistake_of_a_part_that_was_stopped() -> None:
    """A misconception told by one value is looked for wherever that value is there and isn't the reference's, and only there."""
    signed = Misconception("many", "loss", told_by="value_of_loss.steps")
    whole = Misconception("sum", "loss")
    one, many = (Observation({"number": np.array(1.0), "steps": steps}) for steps in ("one", "many"))
    stopped = verdict(cause=Cause.TIMED_OUT, trouble=Stopped(Limit.TIME, "10"))
    known = exercise(misconceptions=(signed, whole))
    reference = evidence({"value_of_loss": one})
    for seen, found in ((many, (signed,)), (one, ()), (Observation({}, Cause.TIMED_OUT), ())):
        student = evidence({"value_of_loss": seen})
        assert suspects(known, (stopped,), reference=reference, student=student) == found


def test_what_fits_as_a_whole_is_named_before_what_one_value_tells() -> None:
    """Of a part's misconceptions, those told by one value are named only where none fits as a whole."""
    signed = Misconception("many", "loss", told_by="value_of_loss.steps")
    for found, names in (((signed, Misconception("sum", "loss")), ("sum",)), ((signed,), ("many",))):
        (only,) = name_mistakes((verdict(),), found)
        assert only.misconceptions == names
