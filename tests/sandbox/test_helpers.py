"""What lies beside checks.py is the probes' alone: a submission finds none of it, and puts nothing in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader import sandbox
from grader.model import Question
from tests.support import scene as harness

PROBES = """
from grader import check
from shapes import side

def draw(rng):
    return None

@check(part="attempt", draws=2)
def roads(work, draw):
    import shapes
    shapes.asked.append(1)
    return {**work.attempt(), "side": side(), "same": shapes.side is side, "asked": len(shapes.asked)}
"""
SHAPES = "asked = []\n\ndef side():\n    return 3\n"
ATTEMPTS = """
import sys, types

planted = types.ModuleType("shapes")
planted.side = planted.asked = None
sys.modules["shapes"] = sys.modules["planted"] = planted
open("shapes.py", "w").write("def side():\\n    return 5\\n")
sys.path.insert(0, "")

def attempt():
    import shapes
    return {"theirs": shapes is planted}
"""
SEEKS = """
def attempt():
    try:
        import shapes
    except ModuleNotFoundError:
        return {"found": False}
    return {"found": True}
"""


@pytest.mark.parametrize(("source", "value"), [(ATTEMPTS, {"theirs": True}), (SEEKS, {"found": False})])
@pytest.mark.parametrize("name", ["s", "shapes"])
def test_helpers_are_the_probes_alone(
    launcher: sandbox.Launcher, source: str, value: dict[str, bool], name: str
) -> None:
    """A module of that name is each side's own, also where the submission's file is called so."""
    asked = harness.exercise()
    asked = replace(asked, questions=replace(asked.questions, probes=PROBES, helpers={"shapes": SHAPES}))
    submission = replace(harness.submission(source), module_name=name)
    if name == "shapes" and source == SEEKS:
        value = {"found": True}
    evidence = sandbox.observe(launcher, asked, submission, seed=7, questions=[Question("roads", n) for n in (0, 1)])
    for seen in evidence.observations.values():
        assert seen.cause is None, seen
        assert {n: int(v) for n, v in seen.values.items()} == {**value, "side": 3, "same": True, "asked": 1}
