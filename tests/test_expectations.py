"""What authors say of two observations: the same as the reference, near a target, or in agreement with itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.expectations import agree, check, near, same_as_reference
from grader.model import Check, Observation


def seen(**values: Any) -> Observation:
    """Give an observation of these values; numbers as a frame brings them."""
    plain = (bool, str, type(None))
    return Observation({name: v if isinstance(v, plain) else np.asarray(v) for name, v in values.items()})


REFERENCE = seen(w=3.0, b=2.0, kind="History", error=0.5)


def test_all_values_must_equal_the_references() -> None:
    """Without names every value of the reference counts, and each one that is off is found."""
    expect = same_as_reference()
    assert expect(REFERENCE, seen(w=3.0, b=2.0, kind="History", error=0.5)) is None
    for name, value in {"w": 3.1, "b": -2.0, "kind": "list", "error": 0.0}.items():
        found = expect(REFERENCE, Observation({**REFERENCE.values, **seen(**{name: value}).values}))
        assert found
        assert (found.what, found.actual) == (name, value)


def test_only_the_named_values_must_equal_the_references() -> None:
    """Where names are given, no other value counts, and they are looked at in the order given."""
    expect = same_as_reference("b", "w")
    assert expect(REFERENCE, seen(w=3.0, b=2.0)) is None
    assert expect(REFERENCE, seen(w=0.0, b=0.0)).what == "b"
    assert expect(REFERENCE, seen(w=0.0, b=2.0)).what == "w"


def test_the_first_difference_in_the_references_order_is_given() -> None:
    """Of several wrong values, the one that the reference's probe names first is reported."""
    student = Observation(dict(reversed(seen(w=0.0, b=0.0, kind="", error=9.0).values.items())))
    assert same_as_reference()(REFERENCE, student).what == "w"


def test_a_value_that_did_not_come_is_a_difference() -> None:
    """What the student's run doesn't give differs from what was expected; what it gives beyond doesn't matter."""
    found = same_as_reference()(REFERENCE, seen(w=3.0))
    assert (found.what, found.kind, found.actual) == ("b", "type", None)
    assert same_as_reference()(seen(w=3.0), REFERENCE) is None


def test_near_a_target() -> None:
    """Each value may be off by the margin beside its target, and all of them are looked at."""
    expect = near({"w": ("w", "error"), "b": ("b", "error")})
    assert expect(REFERENCE, seen(w=3.5, b=1.5)) is None
    assert expect(REFERENCE, seen(w=3.51, b=1.5)).what == "w"
    found = expect(REFERENCE, seen(w=3.5, b=1.49))
    assert (found.what, found.expected, found.actual) == ("b", 2.0, 1.49)


def test_a_student_moves_neither_target_nor_margin() -> None:
    """Target and margin that come from the student's process count for nothing."""
    expect = near({"w": ("best", "error")})
    reference = seen(w=3.0, best=3.0, error=0.1)
    assert expect(reference, seen(w=9.0, best=9.0, error=100.0)) is not None
    assert expect(reference, seen(w=3.05, best=9.0, error=0.0)) is None


def test_near_wants_a_value() -> None:
    """A value that didn't come, or is no number, lies near nothing."""
    expect = near({"w": ("w", "error")})
    assert expect(REFERENCE, seen()).kind == "type"
    assert expect(REFERENCE, seen(w="3.0")).kind == "type"


def test_agree_compares_the_student_with_himself() -> None:
    """Two values of the student's must be equal, and where they aren't, the second is the one to look at."""
    expect = agree("loop", "fit")
    reference = seen(loop=[3.0, 4.0], fit=[3.0, 4.0])
    assert expect(reference, seen(loop=[3.0, 4.0], fit=[3.0, 4.0])) is None
    found = expect(reference, seen(loop=[3.0, 4.5], fit=[3.0, 5.0]))
    assert (found.name, found.expected, found.actual) == ("fit[1]", 4.5, 5.0)


@pytest.mark.parametrize("nothing", [[], [0.0, 0.0]])
def test_doing_nothing_twice_is_no_agreement(nothing: list[float]) -> None:
    """Two values that equal each other, and not the reference's, don't agree."""
    assert agree("loop", "fit")(seen(loop=[3.0, 4.0], fit=[3.0, 4.0]), seen(loop=nothing, fit=nothing)) is not None


@pytest.mark.parametrize("missing", ["loop", "fit"])
def test_nothing_agrees_with_something(missing: str) -> None:
    """One of two values alone is no agreement."""
    values = {name: v for name, v in seen(loop=1.0, fit=1.0).values.items() if name != missing}
    assert agree("loop", "fit")(REFERENCE, Observation(values)) is not None


def test_check_takes_its_name_from_the_probe() -> None:
    """A decorated probe is a check of its name, asked on two draws and expected to be as the reference."""

    @check(part="train")
    def moves(work: Any, draw: Any) -> dict[str, Any]:
        return {"given": (work, draw)}

    assert isinstance(moves, Check)
    assert (moves.name, moves.part, moves.draws, moves.uses) == ("moves", "train", 2, ())
    assert moves.probe(1, 2) == {"given": (1, 2)}
    assert moves.expect(REFERENCE, REFERENCE) is None
    assert moves.expect(REFERENCE, seen(w=3.0)) is not None


def test_check_keeps_what_it_is_told() -> None:
    """Expectation, draws and calls are the author's where he gives them."""
    expect = agree("a", "b")

    @check(part="fit", expect=expect, draws=5, calls=("train", "loss"))
    def ends(work: Any, draw: Any) -> dict[str, Any]:
        return {"a": work, "b": draw}

    assert (ends.expect, ends.draws, ends.calls, ends.uses) == (expect, 5, ("train", "loss"), ("train", "loss"))


def test_a_check_uses_what_it_calls_and_what_it_compares_with() -> None:
    """The parts that can make a check fail are those its probe calls, and those behind the values it compares with."""

    @check(part="loop", calls=("train", "loss"))
    def takes_steps(work: Any, draw: Any) -> dict[str, Any]:
        return {"w": (work, draw)}

    @check(part="fit", calls=("keras", "loss"), compares={"loop_w": (takes_steps, "w")})
    def ends(work: Any, draw: Any) -> dict[str, Any]:
        return {"fit_w": (work, draw)}

    assert ends.calls == ("keras", "loss")
    assert ends.uses == ("keras", "loss", "loop", "train")
