"""What probes are made of works in a confined child, under whatever TensorFlow is installed, on models of any order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from grader import sandbox
from grader.grading.judge import judged
from grader.model import Evidence, Exercise, Limits, Outcome, Part, Question, Verdict
from grader.sandbox.child.main import probes_of
from grader.sandbox.child.module_state import ModuleState
from tests.support import scene, small

CHECKS = '''
import numpy as np
from grader import check, same_as_reference, same_up_to_order
from grader.probes import Counted, assign_by_shape, batches, by_shape, counting, dataset, shapes

SHAPES = ((4, 10), (10,), (10, 8), (8,), (8, 3), (3,))


def draw(rng):
    weights = [rng.normal(0.0, 0.5, shape) for shape in SHAPES]
    return {"x": rng.normal(size=(21, 4)).astype(np.float32), "weights": weights, "y": np.arange(21), "rng": rng}


def filled(work, draw):
    model = work.make_model()
    model(draw["x"])
    return model, assign_by_shape(model.trainable_variables, draw["weights"])


@check(part="model")
def gives_logits(work, draw):
    """See the shapes of the weights, and the logits of given ones."""
    model, fits = filled(work, draw)
    return {"shapes": shapes(model.trainable_variables), "logits": model(draw["x"]) if fits else None}


@check(part="model", expect=same_as_reference("by_shape"))
def has_gradients(work, draw):
    """See the gradients of the mean logit."""
    import tensorflow as tf

    model, _ = filled(work, draw)
    with tf.GradientTape() as tape:
        mean = tf.reduce_mean(model(draw["x"]) ** 2)
    gradients = tape.gradient(mean, model.trainable_variables)
    return {"by_shape": by_shape(gradients), "in_order": gradients}


@check(part="model", expect=same_up_to_order("weights", rel_tol=1e-3))
def trains(work, draw):
    """See the weights after a step."""
    import tensorflow as tf

    model, _ = filled(work, draw)
    for x, y in dataset(draw["x"], draw["y"] % 3, batch_size=8):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x)))
        for v, g in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
            v.assign_sub(0.1 * g)
    return {"weights": list(model.trainable_variables)}


def added(draw, given):
    """See what was given, where no submission runs."""
    first, second = given["pair"]
    return {"sum": first.sum() + second.sum(), "loss": given["metrics"]["loss"], "rest": given["metrics"]["rest"]}


@check(part="model", draws=1, then=added)
def goes_on_with_lists(work, draw):
    """See a list and a dict, with which `added` goes on."""
    return {"pair": (np.ones(3), np.ones((2, 2))), "metrics": {"loss": 0.5, "rest": [None, "text"]}}


@check(part="model", draws=1)
def batches_hold_every_example(work, draw):
    """See the batches: their order, their sizes, and that an example stays beside its own label."""
    x = draw["y"][:, None] * 2.0
    values = {"errors": []}
    for name, made in {
        "even": batches(x, draw["y"], batch_size=8),
        "sized": batches(x, draw["y"], batch_size=[5, 15, 1]),
        "mixed": batches(x, draw["y"], batch_size=np.int64(8), rng=draw["rng"]),
        "dataset": dataset(x, draw["y"], batch_size=8),
        "mixed_dataset": dataset(x, draw["y"], batch_size=8, rng=draw["rng"]),
    }.items():
        passes = [list(made), list(made)]
        first, again = (np.concatenate([labels for _, labels in each]) for each in passes)
        values[name] = {
            "sizes": [len(labels) for _, labels in passes[0]],
            "labels": first,
            "again": bool(np.array_equal(first, again)),
            "beside": bool(all(np.array_equal(a[:, 0], 2 * b) for a, b in passes[0])),
        }
    for arrays, size in (((x, x[:3]), 8), ((), 8), ((x,), [5, 5]), ((x,), 0), ((x,), -1), ((x,), [21, 0]), ((x,), [])):
        try:
            batches(*arrays, batch_size=size)
        except ValueError as error:
            values["errors"].append(str(error))
    return values


@check(part="model", draws=1)
def counts_what_python_runs(work, draw):
    """See how often the model's code runs, in a compiled step and in one that isn't."""
    import tensorflow as tf

    model, loss = work.make_model(), Counted(lambda logits: tf.reduce_mean(logits))
    model(draw["x"])
    compiled = work.make_step(model, loss)
    found = {}
    for name, step in {"eager": lambda x: loss(model(x)), "compiled": compiled}.items():
        for _ in range(2):
            for (x,) in batches(draw["x"], batch_size=8):
                step(x)
        loss.count = 0
        with counting(model, "call") as calls:
            for (x,) in batches(draw["x"], batch_size=8):
                step(x)
        found[name] = [calls.count, loss.count]
    with counting(model, "call") as calls:
        work.make_step(model, loss)(tf.constant(draw["x"]))
    model(draw["x"])
    return {**found, "traced": calls.count, "kept": "call" in vars(model)}
'''
STRAIGHT = """
import tensorflow as tf


def make_model():
    layers = [tf.keras.layers.Dense(n, activation=a) for n, a in ((10, "relu"), (8, "relu"), (3, None))]
    return tf.keras.Sequential([tf.keras.Input((4,)), *layers])


def make_step(model, loss):
    @tf.function
    def step(x):
        if tf.reduce_sum(x) > 1e6:
            x = x / 1e6
        return loss(model(x))

    return step
"""
REVERSED = """
import tensorflow as tf


class Model(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.second = tf.keras.layers.Dense(8, activation="relu")
        self.first = tf.keras.layers.Dense(10, activation="relu")
        for layer, width in ((self.out, 8), (self.second, 10), (self.first, 4)):
            layer.build((None, width))

    def call(self, x):
        return self.out(self.second(self.first(x)))


make_model = Model
""" + STRAIGHT[STRAIGHT.index("def make_step") :]
SQUARE = STRAIGHT.replace("(8, ", "(10, ")
LIMITS = Limits(check_s=60.0, run_s=120.0, memory_mb=2048)


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    """Give the exercise of these checks, as the trusted side reads it."""
    checks = tuple(probes_of(CHECKS, {}, ModuleState())[0].values())
    changes: dict[str, Any] = {"probes": CHECKS, "limits": LIMITS, "traps": (), "drawings": ()}
    points = {check.name: 1.0 for check in checks}
    return small.exercise(parts=(Part("model", "make_model"),), checks=checks, points=points, **changes)


@pytest.fixture(scope="module")
def seen(exercise: Exercise, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Evidence]]:
    """Give what three models answer, each in a child of its own."""
    launcher = sandbox.ForkServer([tmp_path_factory.mktemp("hidden")])
    models = {"straight": STRAIGHT, "reversed": REVERSED, "square": SQUARE}
    try:
        yield {
            name: sandbox.observe(launcher, exercise, scene.submission(source), seed=7)
            for name, source in models.items()
        }
    finally:
        launcher.close()


def verdict(exercise: Exercise, seen: dict[str, Evidence], name: str, check: str) -> Verdict:
    return judged(exercise.questions.check(check), seen["straight"], seen[name])


@pytest.mark.parametrize("check", ["gives_logits", "has_gradients", "trains"])
def test_the_order_of_layers_is_free(exercise: Exercise, seen: dict[str, Evidence], check: str) -> None:
    """A model with its layers made in another order takes the given weights, and passes; in its own order it wouldn't."""
    assert verdict(exercise, seen, "straight", check).outcome is Outcome.PASSED
    assert verdict(exercise, seen, "reversed", check).outcome is Outcome.PASSED, seen["reversed"].observations
    in_order = [seen[name].observations[Question("has_gradients", 0)].values for name in ("straight", "reversed")]
    assert [np.shape(values["in_order[0]"]) for values in in_order] == [(4, 10), (8, 3)]


def test_another_shape_is_told(exercise: Exercise, seen: dict[str, Evidence]) -> None:
    """A model that can't take the weights fails by its shapes, in words, and not by an exception."""
    found = verdict(exercise, seen, "square", "gives_logits").difference
    assert found
    assert (found.what, found.expected) == ("shapes", "(3,), (4, 10), (8,), (8, 3), (10,), (10, 8)")
    assert found.actual == "(3,), (4, 10), (10,), (10,), (10, 3), (10, 10)"
    assert verdict(exercise, seen, "square", "trains").outcome is Outcome.FAILED


def test_what_goes_on_gets_lists_and_dicts(seen: dict[str, Evidence]) -> None:
    """A function that goes on with a probe's values gets them put together, as the probe returned them."""
    values = seen["straight"].observations[Question("goes_on_with_lists", 0)].values
    assert {name: np.asarray(value).tolist() for name, value in values.items()} == {
        "sum": 7.0,
        "loss": 0.5,
        "rest[0]": None,
        "rest[1]": "text",
    }


def test_batches_are_as_described(seen: dict[str, Evidence]) -> None:
    """In order or mixed, as a list or a data set: each example once, beside its label, and the same in every pass."""
    observation = seen["straight"].observations[Question("batches_hold_every_example", 0)]
    assert observation.cause is None, observation
    values = observation.values
    sizes = {
        "even": [8, 8, 5],
        "sized": [5, 15, 1],
        "mixed": [8, 8, 5],
        "dataset": [8, 8, 5],
        "mixed_dataset": [8, 8, 5],
    }
    for name, expected in sizes.items():
        labels = np.asarray(values[f"{name}.labels"])
        assert np.asarray(values[f"{name}.sizes"]).tolist() == expected
        assert sorted(labels) == list(range(21))
        assert (sorted(labels) == list(labels)) is not name.startswith("mixed")
        assert values[f"{name}.again"] is values[f"{name}.beside"] is True
    errors = [value for name, value in values.items() if name.startswith("errors")]
    assert len(errors) == 7
    assert errors[0] == "batches need arrays of one length, not of 21, 3"
    assert errors[2] == "batches of [5, 5] don't make up 21 examples"


@pytest.mark.parametrize("name", ["straight", "reversed"])
def test_a_compiled_step_runs_no_python(seen: dict[str, Evidence], name: str) -> None:
    """Python runs the model once a batch, or once a trace, and the model is left as it was."""
    observation = seen[name].observations[Question("counts_what_python_runs", 0)]
    assert observation.cause is None, observation
    values = {key: np.asarray(value).tolist() for key, value in observation.values.items()}
    assert observation.printed == ""
    assert values == {"eager": [3, 3], "compiled": [0, 0], "traced": 1, "kept": False}
