"""What a submission, a misconception or the probes keep between two calls changes no answer to another question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from grader import sandbox
from grader.grading import telling
from grader.model import Check, Evidence, Exercise, Observation, Part, Question
from tests.support import scene as harness
from tests.support import small
from tests.support.environment import SEED

PROBES = """
from functools import cache
from grader import check

asked = []

def draw(rng):
    return [0.0]

@cache
def costly():
    return []

@check(part="attempt", draws=3)
def twice(work, draw):
    asked.append(1)
    draw[0] += 1
    costly().append(1)
    return {**work.attempt(), "asked": len(asked), "drawn": draw[0], "shared": len(costly()), "again": work.attempt()["w"]}
"""
# What tutorials make once, at the top of a file.
GLOBALS = """
import tensorflow as tf

w = tf.Variable(1.0)
optimizer = tf.keras.optimizers.Adam(0.1)
stepped = tf.keras.optimizers.SGD(0.1, momentum=0.9)
stepped.apply_gradients([(tf.constant(1.0), w)])
mean = tf.keras.metrics.Mean()
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model(tf.ones((1, 2)))
dice = tf.random.Generator.from_seed(1)
losses = []

@tf.function
def rate():
    return optimizer.learning_rate * 1.0

def attempt():
    stepped.apply_gradients([(tf.constant(1.0), w)])
    optimizer.apply_gradients([(tf.constant(1.0), w)])
    optimizer.learning_rate.assign(optimizer.learning_rate / 2)
    mean.update_state(w)
    for weight in model.trainable_variables:
        weight.assign_add(tf.ones_like(weight))
    losses.append(float(mean.result()))
    return {"w": w.numpy(), "mean": mean.result(), "losses": losses, "drawn": dice.normal(()), "rate": rate(),
            "bias": model.trainable_variables[-1]}
"""


def answers(launcher: sandbox.Launcher, source: str) -> list[Observation]:
    """Return what a submission answers when it is asked the same three times."""
    check = Check("twice", "attempt", small.probe, lambda _expected, _seen: None, draws=3)
    asked = small.exercise(
        parts=(Part("attempt", "attempt"),),
        checks=(check,),
        points={"twice": 1.0},
        probes=PROBES,
        traps=(),
        drawings=(),
    )
    evidence = sandbox.observe(launcher, asked, harness.submission(source), seed=SEED)
    assert not evidence.problems, evidence.problems
    return list(evidence.observations.values())


def test_what_is_made_once_is_as_it_was_made_for_each_question(launcher: sandbox.Launcher) -> None:
    """Variables, optimizers, metrics, weights, generators and lists; a second call in one question finds them changed."""
    seen = answers(launcher, GLOBALS)
    assert [one.cause for one in seen] == [None] * 3, seen
    first, *later = ({n: v for n, v in one.values.items() if n != "shared"} for one in seen)
    for values in later:
        np.testing.assert_equal(values, first)
    assert first["again"] < first["w"], "the second call of a question goes on from the first"
    assert first["asked"] == 1
    assert [int(np.asarray(one.values["shared"])) for one in seen] == [1, 2, 3], "what is cached is shared"


def test_an_optimizer_that_serves_two_models_is_found(launcher: sandbox.Launcher) -> None:
    """Made once at module level, it fails at the second model of a question, and at the first of none."""
    source = (
        "import tensorflow as tf\noptimizer = tf.keras.optimizers.Adam(0.1)\n"
        "def attempt():\n    w = tf.Variable(1.0)\n    optimizer.apply_gradients([(tf.constant(1.0), w)])\n"
        "    return {'w': w}\n"
    )
    seen = answers(launcher, source)
    alone = answers(launcher, source.replace("optimizer.apply", "tf.keras.optimizers.Adam(0.1).apply"))
    assert [one.cause for one in alone] == [None] * 3
    assert [one.trouble and one.trouble.line for one in seen] == [5, 5, 5]


@pytest.mark.parametrize("name", ["momentum_kept", "optimizer_with_its_own_rate", "epochs_in_train"])
def test_a_misconception_answers_the_same_alone_and_after_others(
    launcher: sandbox.Launcher, exercise: Exercise, name: str
) -> None:
    """In whatever order its questions are asked, and whatever was asked before them."""
    suspects = [wrong for wrong in exercise.questions.misconceptions if wrong.part == "train"]
    [suspect] = (wrong for wrong in suspects if wrong.name == name)
    own = telling.questions_to(exercise, suspect)
    others = telling.questions_to(exercise, suspects[0])
    after = asked(launcher, exercise, [*others, *own])
    alone = asked(launcher, exercise, own[::-1])
    for question in own:
        first, second = alone.observations[question], after.observations[question]
        assert (first.cause, first.trouble) == (second.cause, second.trouble), question
        np.testing.assert_equal(first.values, second.values, str(question))


def asked(launcher: sandbox.Launcher, exercise: Exercise, questions: Sequence[Question]) -> Evidence:
    return sandbox.observe(launcher, exercise, exercise.own_reference.mistakes, seed=SEED, questions=questions)
