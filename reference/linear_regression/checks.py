"""The probes of `linear_regression`: each does a small thing with somebody's definitions and gives the numbers.

The usual tolerances fit. With N <= 201, another order of summation changes a mean by at most 2.4e-5 of the largest term,
and typically by 1e-6; ten gradient steps add such errors up and don't amplify them, since each step contracts. That leaves
a factor of four. b near 0, after steps of size 5, keeps the absolute error of the larger numbers. The mildest known mistake, one
eleventh of a step, is a hundred times larger than either tolerance.

The judge reads this file in a process without TensorFlow, for the expectations; hence TensorFlow is imported inside
the functions that run where it is loaded.
"""

from __future__ import annotations

import dis
import inspect
import math
import os
import tempfile
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from grader import Difference, agree, check, near, same_as_reference
from grader.probes import additions

EPOCHS = 10
START = (5.0, 0.0)
# At this rate the slowest direction of the squared error shrinks to at most 0.74 a step on these data: 28 steps leave 2e-4 of
# it. Gradients that are twice too large still converge. After four loops none of 20,000 draws was further from least squares than
# an eighth of its standard error.
RATE_TO_CONVERGE, STEPS_TO_CONVERGE = 0.2, 28
LOOPS_TO_CONVERGE = 4


@dataclass(frozen=True, eq=False)
class Draw:
    """Data of one seeded draw, float32 and off centre, so that the gradients of w and b influence each other."""

    x: Any
    y: Any
    predictions: Any
    starts: list[tuple[float, float]]
    learning_rates: list[float]


def draw(rng: np.random.Generator) -> Draw:
    """Draw N points around y = 3x + 2 with unit noise, 64 < N <= 201, with starts and learning rates to try."""
    import tensorflow as tf

    n = int(rng.integers(100, 202))
    x = np.linspace(-2.0, 2.0, n) + rng.uniform(0.3, 0.6)
    y = 3.0 * x + 2.0 + rng.standard_normal(n)
    starts = [(float(w), float(b)) for w, b in rng.uniform(-4.0, 4.0, (3, 2))]
    rates = [float(rng.uniform(0.01, 0.05)), float(rng.uniform(0.12, 0.2))]
    predictions = y + rng.normal(0.5, 2.0, n)
    as_tensor = lambda values: tf.constant(values, tf.float32)  # noqa: E731 (three uses, two lines below)
    return Draw(as_tensor(x), as_tensor(y), as_tensor(predictions), starts, rates)


# loss ---------------------------------------------------------------------------------------------


@check(part="loss")
def mean_squared_error(work, draw):
    """See the value on a batch of shape (N,), on its first 65 entries, and on one alone."""
    y, p = draw.y, draw.predictions
    return {"loss": work.loss(y, p), "loss_of_65": work.loss(y[:65], p[:65]), "loss_of_one": work.loss(y[:1], p[:1])}


@check(part="loss")
def one_number_for_the_batch(work, draw):
    """See shape and type of the loss for batches of shape (N,) and (N, 1), and its value for the latter."""
    flat = work.loss(draw.y, draw.predictions)
    column = work.loss(draw.y[:, None], draw.predictions[:, None])
    return {
        "loss_shape": str(tuple(np.shape(flat))),
        "loss_is_float": is_float_tensor(flat),
        "column_loss_shape": str(tuple(np.shape(column))),
        "column_loss": float(np.mean(column)),
    }


@check(part="loss")
def can_be_differentiated(work, draw):
    """See the gradient of the loss with respect to the predictions, for (N,) and (N, 1)."""
    return {
        "loss_gradient": gradient_of_loss(work, draw.y, draw.predictions),
        "column_loss_gradient": gradient_of_loss(work, draw.y[:, None], draw.predictions[:, None]),
    }


# model --------------------------------------------------------------------------------------------


@check(part="model")
def starts_at_five_and_zero(work, draw):
    """See w and b of a new MyModel, once it was called."""
    return start_values(work.MyModel, draw)


@check(part="model")
def has_two_trainable_variables(work, draw):
    """See which variables of MyModel can be trained, and that they are w and b, whatever they start at."""
    return trained_variables(work.MyModel, draw)


@check(part="model")
def predicts_a_line(work, draw):
    """See the predictions of MyModel for several values of its variables, whatever they start at."""
    return predictions(work.MyModel, draw)


# train --------------------------------------------------------------------------------------------


ONE_STEP = ("w", "b", *(f"{name}_from_point_{number}" for number in (1, 2, 3) for name in ("w", "b")))
RATES = tuple(f"{name}_rate_{rate}" for rate in ("zero", "small", "large") for name in ("w", "b"))


@check(part="train", calls=("loss", "model"), expect=same_as_reference(*ONE_STEP))
def moves_against_the_gradient(work, draw):
    """See w and b after one step at rate 0.1, from (5, 0) and from three other points."""
    model = ready(model_class(work), draw)
    step(work, model, draw.x, draw.y, 0.1)
    values = {"w": model.w, "b": model.b, "from_w": START[0], "from_b": START[1]}
    for number, start in enumerate(draw.starts, start=1):
        model = ready(model_class(work), draw, start)
        step(work, model, draw.x, draw.y, 0.1)
        values |= {f"w_from_point_{number}": model.w, f"b_from_point_{number}": model.b}
        values |= {f"from_w_{number}": start[0], f"from_b_{number}": start[1]}
    return {**values, **losses_around(draw, START, *draw.starts)}


@check(part="train", calls=("loss", "model"), expect=same_as_reference(*RATES))
def follows_the_learning_rate(work, draw):
    """See w and b after one step at rate 0, a smaller and a larger one."""
    values = {}
    for name, rate in zip(("zero", "small", "large"), (0.0, *draw.learning_rates), strict=True):
        model = ready(model_class(work), draw, draw.starts[0])
        work.train(model, draw.x, draw.y, learning_rate=rate)
        values |= {f"w_rate_{name}": model.w, f"b_rate_{name}": model.b}
    from_w, from_b = draw.starts[0]
    return {**values, "from_w": from_w, "from_b": from_b, **losses_around(draw, draw.starts[0])}


@check(
    part="train",
    calls=("loss", "model"),
    expect=same_as_reference("w_after_two", "b_after_two", "w_other", "b_other"),
)
def every_step_counts_alone(work, draw):
    """See w and b after two calls in a row, and after one call on a second model in between."""
    model, other = ready(model_class(work), draw), ready(model_class(work), draw, draw.starts[1])
    step(work, model, draw.x, draw.y, 0.1)
    step(work, other, draw.x, draw.y, 0.05)
    step(work, model, draw.x, draw.y, 0.1)
    ends = {"w_after_two": model.w, "b_after_two": model.b, "w_other": other.w, "b_other": other.b}
    # Not judged: names mistakes that have numbers of their own, such as a number of steps or a batch size.
    return {**ends, "one_call_makes": what_one_call_makes(work, draw)}


@check(part="train", calls=("loss", "model"))
def changes_the_variables_in_place(work, draw):
    """See whether w and b are the very variables they were before the step."""
    model = ready(model_class(work), draw)
    w, b = model.w, model.b
    step(work, model, draw.x, draw.y, 0.1)
    return {"w_kept": model.w is w, "b_kept": model.b is b, "w": model.w, "b": model.b}


@check(part="train", calls=("loss", "keras_model"))
def serves_the_keras_model(work, draw):
    """See w and b of MyModelKeras after one step from (5, 0) and one from another point."""
    model, other = ready(work.MyModelKeras, draw), ready(work.MyModelKeras, draw, draw.starts[2])
    step(work, model, draw.x, draw.y, 0.1)
    step(work, other, draw.x, draw.y, 0.05)
    return {"w": model.w, "b": model.b, "w_from_point_3": other.w, "b_from_point_3": other.b}


@check(
    part="train",
    calls=("loss", "model"),
    expect=near({"w": ("best_w", "error_w"), "b": ("best_b", "error_b")}),
)
def converges_to_the_line(work, draw):
    """See w and b after 28 steps, beside what the data allow: least squares and its standard errors."""
    model = ready(model_class(work), draw)
    for _ in range(STEPS_TO_CONVERGE):
        step(work, model, draw.x, draw.y, RATE_TO_CONVERGE)
    return {"w": model.w, "b": model.b, **least_squares(draw)}


# training_loop ------------------------------------------------------------------------------------


ENDS = ("w", "b", "w_from_point_1", "b_from_point_1")


@check(part="training_loop", calls=("train", "loss", "model"), expect=same_as_reference(*ENDS))
def takes_ten_steps(work, draw):
    """See w and b after one call, from (5, 0) and from another point."""
    model, other = ready(model_class(work), draw), ready(model_class(work), draw, draw.starts[0])
    work.training_loop(model, draw.x, draw.y)
    work.training_loop(other, draw.x, draw.y)
    ends = {"w": model.w, "b": model.b, "w_from_point_1": other.w, "b_from_point_1": other.b}
    return {**ends, "x": draw.x, "y": draw.y}


# What can be found in the place of three lists of numbers; each has its sentence under [findings] in the texts.
FINDINGS = (
    "history_not_kept",
    "history_in_other_lists",
    "history_returned_otherwise",
    "history_not_a_list",
    "history_of_text",
    "history_of_nothing",
    "history_nested",
    "history_of_no_numbers",
)


def kept_as_asked(reference, student):
    """Say what was found where it isn't three lists of numbers, else expect the reference's numbers."""
    finding, found = student.values.get("finding"), student.values.get("found")
    if finding in FINDINGS:
        return Difference(finding, None, found if isinstance(found, str) else None, kind="found")
    return same_as_reference("weights", "biases", "losses")(reference, student)


@check(part="training_loop", calls=("train", "loss", "model"), expect=kept_as_asked)
def keeps_its_history(work, draw):
    """See the ten entries of weights, biases and losses, each taken after its update, or what was found instead."""
    history, finding, found = history_of_the_loop(work, draw)
    # Not judged here: what the losses of fit are compared with.
    return {**history, "loop_losses": history["losses"][: EPOCHS - 1], "finding": finding, "found": found}


def a_line_an_epoch(reference, student):
    """Expect at least as many printed lines as there are epochs, by a loop that trains; what they say is free."""
    lines = [line for line in student.printed.splitlines() if line.strip()]
    if len(lines) >= EPOCHS:
        return same_as_reference("moved")(reference, student)
    return Difference("printed_lines", float(EPOCHS), float(len(lines)))


@check(part="training_loop", calls=("train", "loss", "model"), expect=a_line_an_epoch)
def prints_every_epoch(work, draw):
    """Let the loop print once, and see whether it does anything else."""
    model = ready(model_class(work), draw, draw.starts[0])
    start = np.array(model.w), np.array(model.b)
    work.training_loop(model, draw.x, draw.y)
    return {"moved": moved(model.w, model.b, start)}


@check(
    part="training_loop",
    calls=("train", "loss", "model"),
    expect=near({"w": ("best_w", "error_w"), "b": ("best_b", "error_b")}),
)
def goes_on_to_the_line(work, draw):
    """See w and b when the loop is called again and again, beside what the data allow."""
    model = ready(model_class(work), draw)
    for _ in range(LOOPS_TO_CONVERGE):
        work.training_loop(model, draw.x, draw.y)
    return {"w": model.w, "b": model.b, **least_squares(draw)}


# keras_model --------------------------------------------------------------------------------------


@check(part="keras_model")
def keras_starts_at_five_and_zero(work, draw):
    """See w and b of a new MyModelKeras, once it was called."""
    return start_values(work.MyModelKeras, draw)


@check(
    part="keras_model",
    expect=same_as_reference("variables", "assignable", "changed_values", "is_keras_model"),
)
def keras_tracks_both_variables(work, draw):
    """See which variables Keras trains, that they are w and b, and whether it is a Keras model at all."""
    import tensorflow as tf

    model = fresh(work.MyModelKeras, draw)
    # Not judged: tells a variable that Keras doesn't know from one that it was told not to train.
    tracked = len(getattr(model, "weights", ()))
    is_keras_model = isinstance(model, tf.keras.Model)
    return {**trained_variables(work.MyModelKeras, draw), "is_keras_model": is_keras_model, "tracked": tracked}


@check(part="keras_model")
def keras_predicts_a_line(work, draw):
    """See the predictions of MyModelKeras for several values of its variables, made by `call` through Keras."""
    import tensorflow as tf

    kind = work.MyModelKeras
    has_call = getattr(kind, "call", None) is not tf.keras.Model.call
    is_keras_model = isinstance(kind, type) and issubclass(kind, tf.keras.Model)
    # Keras' own way to a prediction, whatever the class makes of `__call__`.
    predict = tf.keras.Model.__call__ if is_keras_model and has_call else kind.__call__
    return {"has_call": has_call, **predictions(kind, draw, predict)}


# fit ----------------------------------------------------------------------------------------------


@check(part="fit", calls=("keras_model",))
def returns_ten_losses(work, draw):
    """See whether a Keras History with ten losses is returned, and other losses for other data."""
    import tensorflow as tf

    history = fitted(work, draw)["history"]
    losses = losses_of(history)
    # Losses that were written down are the same on any data.
    of_the_data = not np.array_equal(losses, fitted_with(work, draw, LESSON).losses)
    name = type(history).__name__
    is_history = isinstance(history, tf.keras.callbacks.History)
    return {
        "returned": "History" if is_history else name if name != "History" else "a History that isn't Keras's",
        "epochs": len(losses),
        "finite_losses": int(np.isfinite(losses).sum()),
        "losses_of_the_data": of_the_data,
    }


@check(
    part="fit",
    calls=("keras_model",),
    expect=same_as_reference("batches", "epochs", "updates", "moved", "one_batch_of_201"),
)
def one_batch_an_epoch(work, draw):
    """See how many batches an epoch has, also of as many points as the lesson has, and how many updates the optimiser made in all."""
    run = fitted(work, draw)
    params = getattr(run["model_history"], "params", {})
    return {
        "batches": params.get("steps"),
        "epochs": params.get("epochs"),
        "updates": run["updates"],
        "moved": moved(run["w"], run["b"], START),
        **(batches_of_the_lesson(work, draw) if params.get("steps") else {}),
    }


@check(part="fit", calls=("keras_model",))
def descends_at_a_tenth(work, draw):
    """See w, b and the ten reported losses after fit."""
    run = fitted(work, draw)
    return {"fit_losses": losses_of(run["history"]), "w": run["w"], "b": run["b"]}


@check(
    part="fit",
    calls=("keras_model",),
    compares={"loop_losses": (keeps_its_history, "loop_losses")},
    expect=agree("loop_losses", "fit_losses_later"),
)
def losses_follow_the_loop(work, draw):
    """See fit's losses of epochs 2 to 10 beside the loop's of epochs 1 to 9: fit reports the loss before its update."""
    return {"fit_losses_later": losses_of(fitted(work, draw)["history"])[1:]}


def both_ends_agree(reference, student):
    """Expect w and b of fit to equal those of the loop."""
    return agree("loop_w", "fit_w")(reference, student) or agree("loop_b", "fit_b")(reference, student)


@check(
    part="fit",
    calls=("keras_model",),
    compares={"loop_w": (takes_ten_steps, "w"), "loop_b": (takes_ten_steps, "b")},
    expect=both_ends_agree,
)
def ends_where_the_loop_ends(work, draw):
    """See w and b after fit beside those after the loop, both from (5, 0)."""
    run = fitted(work, draw)
    return {"fit_w": run["w"], "fit_b": run["b"]}


# checkpoint ---------------------------------------------------------------------------------------


FILES = {"file": "", "file_index": ".index", "file_data": ".data-00000-of-00001"}
"""A weights file, and those that Keras 2 writes beside the path in TensorFlow's format."""
LARGEST_FILE = 64 * 1024


def restored(draw, saved):
    """See w and b of a new model that loads the file, where no student's class is there to say what is in it."""
    path = checkpoint_path()
    found = {FILES[name]: numbers for name, numbers in saved.items() if name in FILES and numbers is not None}
    for suffix, numbers in found.items():
        with open(path + suffix, "wb") as file:
            file.write(np.asarray(numbers).astype(np.uint8).tobytes())
    loaded = fresh(two_weights(), draw)
    if "" in found or FILES["file_index"] in found:
        loaded.load_weights(path)
    return {"restored_w": loaded.w, "restored_b": loaded.b}


@check(part="checkpoint", then=restored)
def restores_the_weights(work, draw):
    """See the file that is saved of a Keras model; `restored` loads it in another process."""
    model, path = ready(two_weights(), draw, draw.starts[0]), checkpoint_path()
    work.save_checkpoint(model, path)
    return {name: bytes_of(path + suffix) for name, suffix in FILES.items()}


@check(part="checkpoint", expect=same_as_reference("saved", "w", "b"))
def writes_to_the_given_path(work, draw):
    """See whether something lies at the path, and that saving leaves the model as it was."""
    model, path = ready(two_weights(), draw, draw.starts[1]), checkpoint_path()
    before = newest_file(path)
    work.save_checkpoint(model, path)
    saved = os.path.exists(path) or os.path.exists(path + ".index")
    # Not judged: tells a file in another place from no file at all.
    elsewhere = not saved and newest_file(path) > before
    return {"saved": saved, "w": model.w, "b": model.b, "elsewhere": elsewhere}


# What several probes do ---------------------------------------------------------------------------


def fresh(model_class, draw):
    """Make a model whose variables exist, at its own start."""
    model = model_class()
    model(draw.x)
    return model


def ready(model_class, draw, start=START):
    """Make a model at (w, b), wherever it starts by itself: only two checks ask where that is."""
    model = fresh(model_class, draw)
    if not assigned(model, start):
        raise TypeError("w and b of the model can't be given new values with assign")
    return model


def assigned(model, start):
    """Set w and b, whatever their shape; return whether that works: numbers, constants and integers can't be set."""
    variables = (model.w, model.b)
    try:
        for variable, value in zip(variables, start, strict=True):
            variable.assign(np.full(tuple(np.shape(variable)), value).tolist())
    except (AttributeError, TypeError, ValueError):
        return False
    return True


def step(work, model, x, y, rate):
    """Make one step by train, under whatever name it takes the rate: `follows_the_learning_rate` alone asks for the name."""
    try:
        inspect.signature(work.train).bind(model, x, y, learning_rate=rate)
    except (TypeError, ValueError):
        work.train(model, x, y, rate)
    else:
        work.train(model, x, y, learning_rate=rate)


@cache
def two_weights():
    """Make a Keras model of the line, of which every process knows what a file of its two weights looks like."""
    import tensorflow as tf

    class TwoWeights(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.w = self.add_weight(name="w", shape=(), initializer="zeros")
            self.b = self.add_weight(name="b", shape=(), initializer="zeros")

        def call(self, x):
            return tf.add(tf.multiply(x, self.w), self.b)

    return TwoWeights


def model_class(work):
    """Give MyModel; the lecture itself trains MyModelKeras alone, so that one where there is no other."""
    return work.MyModel if "MyModel" in work or "MyModelKeras" not in work else work.MyModelKeras


def start_values(model_class, draw):
    """See w and b at the start, that they are variables, to which other values can be given, and those of the next model."""
    model = fresh(model_class, draw)
    values = {"start_w": np.array(model.w), "start_b": np.array(model.b)}
    if not assigned(model, draw.starts[0]):
        return {**values, "assignable": False}
    values |= {"assignable": True, "assigned_w": np.array(model.w), "assigned_b": np.array(model.b)}
    another = fresh(model_class, draw)
    return {**values, "next_start_w": another.w, "next_start_b": another.b}


def trained_variables(model_class, draw):
    """See how many there are, and that they are w and b: sorted, as tf.Module orders them by name, Keras by creation."""
    import tensorflow as tf

    model = fresh(model_class, draw)
    number = len(model.trainable_variables)
    if not assigned(model, draw.starts[0]):
        return {"variables": number, "assignable": False}
    model(draw.x)
    values = [value for v in model.trainable_variables for value in np.ravel(tf.convert_to_tensor(v))]
    return {"variables": number, "assignable": True, "changed_values": sorted(values)}


def predictions(model_class, draw, predict=lambda model, x: model(x)):
    """See the predictions for three pairs of w and b; that they can't be set, if so, in their place."""
    values = {"assignable": True}
    for name, start in zip(("predictions", "predictions_1", "predictions_2"), (START, *draw.starts[:2]), strict=True):
        model = fresh(model_class, draw)
        if not assigned(model, start):
            return {"assignable": False}
        values[name] = predict(model, draw.x)
    return values


def gradient_of_loss(work, target, predicted):
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(predicted)
        value = work.loss(target, predicted)
    return tape.gradient(value, predicted)


def is_float_tensor(value):
    import tensorflow as tf

    return bool(tf.is_tensor(value) and value.dtype.is_floating)


def least_squares(draw):
    """The w and b of least squares with their standard errors (simple linear regression, unit weights)."""
    x, y = np.asarray(draw.x, np.float64), np.asarray(draw.y, np.float64)
    centred = x - x.mean()
    best_w = (centred @ y) / (centred @ centred)
    best_b = y.mean() - best_w * x.mean()
    variance = np.sum((y - best_w * x - best_b) ** 2) / (len(x) - 2)
    error_w = np.sqrt(variance / (centred @ centred))
    error_b = np.sqrt(variance * (1 / len(x) + x.mean() ** 2 / (centred @ centred)))
    return {"best_w": best_w, "best_b": best_b, "error_w": error_w, "error_b": error_b}


def losses_around(draw, *points):
    """The mean squared error on a square of w and b with these points and the best one in it: drawn, and not compared."""
    x, y = np.asarray(draw.x, np.float64), np.asarray(draw.y, np.float64)
    best = least_squares(draw)
    inside = np.asarray([*points, (best["best_w"], best["best_b"])])
    middle = (inside.min(axis=0) + inside.max(axis=0)) / 2
    reach = 0.7 * np.ptp(inside, axis=0).max()
    w, b = (np.linspace(centre - reach, centre + reach, 31) for centre in middle)
    # The mean of (y - w x - b)^2, multiplied out.
    grid_w, grid_b = np.meshgrid(w, b, indexing="ij")
    linear = -2 * grid_w * np.mean(x * y) - 2 * grid_b * np.mean(y) + 2 * grid_w * grid_b * np.mean(x)
    loss = np.mean(y**2) + grid_w**2 * np.mean(x**2) + grid_b**2 + linear
    return {"loss_at": loss, "loss_at_w": w, "loss_at_b": b}


def history_of_the_loop(work, draw):
    """Run the loop on a fresh MyModel; give the numbers it kept, and what was found where they aren't as asked."""
    model = ready(model_class(work), draw)
    with additions(work) as added:
        returned = work.training_loop(model, draw.x, draw.y)
    kept, finding, found = history_of(returned, added)
    numbers = {}
    for name in HISTORY:
        numbers[name], odd = entries(name, kept.get(name, ()))
        if odd and not finding:
            finding, found = odd
    return numbers, finding, found


@cache
def fitted(work, draw):
    """Run fit once a draw on a new MyModelKeras; Keras traces a graph each time, so the probes share it."""
    model = ready(work.MyModelKeras, draw)
    history = work.compile_and_fit(model, draw.x, draw.y)
    # What fit was told is in the model's own history too, so that a student who forgets to return it loses it once.
    updates = getattr(getattr(model, "optimizer", None), "iterations", None)
    return {
        "history": history,
        "model_history": getattr(model, "history", None),
        "optimizer": getattr(model, "optimizer", None),
        "w": np.asarray(model.w),
        "b": np.asarray(model.b),
        "updates": None if updates is None else int(updates),
    }


LESSON = 201
"""The lesson's number of points. The lecture itself writes 1000 for the batch size: a number that holds them all is right."""
KERAS_BATCH = 32
"""How many examples Keras puts into a batch unless it is told otherwise."""


class Fit(NamedTuple):
    """What a fit made: the batches of an epoch, the batch size that it was told, and the losses that came back."""

    steps: Any
    size: Any
    losses: Any


def batches_of_the_lesson(work, draw):
    """See whether as many points as the lesson has are one batch; if not, whether the batch size is a number written down."""
    fit = fitted_with(work, draw, LESSON)
    # Not judged: tells a number that was written down from one that is left out, and from a part of the data.
    fixed = fit.steps != 1 and isinstance(fit.size, int) and fit.size == fitted_with(work, draw, LESSON // 2).size
    return {"one_batch_of_201": fit.steps == 1, "batch_size_is_a_number": fixed}


@cache
def fitted_with(work, draw, n):
    """Fit n points of the lesson's line, in order; nothing is trained where that can't make a difference."""
    import tensorflow as tf

    # Not by tf.linspace, whose some twenty operations take 40 ms the first time.
    x = tf.constant(np.linspace(-1.5, 2.5, n), tf.float32)
    y = 3.0 * x + 2.0
    return told_to_fit(work, x, y, fitted(work, draw)["optimizer"]) or really_fitted(work, x, y)


MADE_UP = tuple(1.0 / (epoch + 7.0) for epoch in range(EPOCHS))


def told_to_fit(work, x, y, used):
    """See what fit is told, by a model whose fit trains nothing and reports losses that are made up.

    None where that isn't all: fit isn't called once, with arrays and nothing that shares them out, other losses come back, or the
    optimizer is the one that another fit has `used`: what it does to a second model is seen when it trains it.
    """
    import tensorflow as tf

    told = []

    class Recording(two_weights()):
        def fit(self, *args, **kwargs):
            told.append(inspect.signature(tf.keras.Model.fit).bind(self, *args, **kwargs).arguments)
            self.history = tf.keras.callbacks.History()
            self.history.history = {"loss": [*MADE_UP]}
            return self.history

    model = Recording()
    model(x)
    try:
        losses = losses_of(work.compile_and_fit(model, x, y))
        (arguments,) = told
        (points,) = np.shape(arguments["x"])
    except Exception:  # noqa: BLE001 (a model that trains shows what it is)
        return None
    size = arguments.get("batch_size")
    shared_out = any(arguments.get(name) for name in ("steps_per_epoch", "validation_split"))
    if (
        shared_out
        or getattr(model, "optimizer", None) is used
        or not isinstance(size, (int, type(None)))
        or not np.array_equal(losses, MADE_UP)
    ):
        return None
    return Fit(math.ceil(points / (size or KERAS_BATCH)), size, losses)


def really_fitted(work, x, y):
    """See what fit makes of a model that keeps the batch size that it is told."""
    model = recording_fit()()
    model(x)
    losses = losses_of(work.compile_and_fit(model, x, y))
    steps = getattr(getattr(model, "history", None), "params", {}).get("steps")
    return Fit(steps, getattr(model, "told_batch_size", None), losses)


@cache
def recording_fit():
    """Make a Keras model of the line that keeps the batch size that `fit` is told."""
    import tensorflow as tf

    class RecordingFit(two_weights()):
        def fit(self, *args, **kwargs):
            given = inspect.signature(tf.keras.Model.fit).bind(self, *args, **kwargs)
            self.told_batch_size = given.arguments.get("batch_size")
            return super().fit(*args, **kwargs)

    return RecordingFit


# What one call of train makes, by name; the misconceptions give these names.
ONE, SEVERAL, BATCHES = "one step", "several steps", "a step for each batch"
ON_OTHER_DATA, OF_OTHER_MODEL = "a step on other data", "a step of another model"
SMALL_RATE = 0.01
NEAR_THE_END = 1e-3


def what_one_call_makes(work, draw):
    """Name what one call of train makes, as far as its numbers leave no doubt; None where they do."""
    x, y, start = np.asarray(draw.x, np.float64), np.asarray(draw.y, np.float64), np.asarray(draw.starts[0])

    def end(x, y, start=start):
        model = ready(model_class(work), draw, start)
        step(work, model, x, y, SMALL_RATE)
        return np.asarray([model.w, model.b], np.float64)

    one = end(draw.x, draw.y)
    if is_near(one, plain_step(x, y, start)):
        return ONE
    if reads_global(work.train, is_model) and (
        np.array_equal(one, start) or is_near(one - start, end(draw.x, draw.y, -start) + start)
    ):
        return OF_OTHER_MODEL
    others = (end(draw.x + 1.0, draw.y), end(draw.x, draw.y - 1.0))
    if reads_global(work.train, is_data) and any(np.array_equal(one, other) for other in others):
        return ON_OTHER_DATA
    if any(is_near(one, point) for point in further_steps(x, y, start, draw)):
        return SEVERAL
    return BATCHES if any(is_near(one, point) for point in batch_by_batch(x, y, start)) else None


def is_near(one, other):
    """Whether two points are the same, up to the float32 arithmetic of many steps."""
    return bool(np.allclose(one, other, rtol=2e-5, atol=2e-5))


def plain_step(x, y, point):
    """Return where one step of gradient descent leads from (w, b)."""
    error = point[0] * x + point[1] - y
    return point - SMALL_RATE * 2.0 * np.asarray([np.mean(error * x), np.mean(error)])


def further_steps(x, y, start, draw):
    """Yield where two and more plain steps lead, until all that converges looks alike."""
    best = least_squares(draw)
    target = np.asarray([best["best_w"], best["best_b"]])
    point = plain_step(x, y, start)
    while np.abs(point - target).max() > NEAR_THE_END:
        point = plain_step(x, y, point)
        yield point


def batch_by_batch(x, y, start):
    """Yield where a step for each batch leads, for every batch size; with and without what is left over at the end."""
    for size in range(1, len(x)):
        point = start
        for first in range(0, len(x), size):
            before, point = point, plain_step(x[first : first + size], y[first : first + size], point)
        yield point
        if len(x) % size:
            yield before


def is_data(value):
    """Whether a value is an array or tensor of several numbers."""
    import tensorflow as tf

    return isinstance(value, (tf.Tensor, tf.Variable, np.ndarray)) and np.size(value) > 1


def is_model(value):
    """Whether a value is a model with w and b, and no class of such."""
    return not isinstance(value, type) and hasattr(value, "w") and hasattr(value, "b")


def reads_global(function, is_wanted):
    """Whether a function reads a global name whose value is of the wanted kind."""
    # What tf.function makes of a function holds it.
    function = getattr(function, "python_function", function)
    names = getattr(function, "__globals__", {})
    code = getattr(function, "__code__", None)
    return code is not None and any(is_wanted(names[name]) for name in globals_read_by(code) if name in names)


def globals_read_by(code):
    """Yield the global names that a function and those inside it read."""
    for step in dis.get_instructions(code):
        if step.opname == "LOAD_GLOBAL":
            yield step.argval
        elif inspect.iscode(step.argval):
            yield from globals_read_by(step.argval)


def moved(w, b, start):
    """Whether training led from the start to other finite numbers."""
    end = np.asarray([np.asarray(w, np.float64), np.asarray(b, np.float64)])
    return bool(np.isfinite(end).all() and np.any(end != np.asarray(start)))


def losses_of(history):
    """Take the reported losses of whatever came back; nothing, if it isn't a Keras History."""
    kept = getattr(history, "history", None)
    return np.asarray(kept.get("loss", ()) if isinstance(kept, dict) else (), np.float64)


HISTORY = {"weights": ("weights",), "biases": ("biases",), "losses": ("losses", "loses")}


SPELLED = {spelling: name for name, spellings in HISTORY.items() for spelling in spellings}
MOST_NAMED = 6


def history_of(returned, added):
    """Take the history as a dict, as three sequences, or from the module's lists; say what was found in its place."""
    kept = {SPELLED[name]: values for name, values in added.items() if name in SPELLED}
    if isinstance(returned, dict):
        found = {SPELLED[key]: values for key, values in returned.items() if key in SPELLED}
        if len(found) == len(HISTORY):
            return found, None, None
        kept = found or kept
    elif isinstance(returned, (tuple, list, np.ndarray)) and len(returned) == len(HISTORY):
        return dict(zip(HISTORY, returned, strict=True)), None, None
    if len(kept) == len(HISTORY):
        return kept, None, None
    if isinstance(returned, (tuple, list, dict, np.ndarray)) or (returned is not None and not added):
        return kept, "history_returned_otherwise", described(returned)
    if added:
        return kept, "history_in_other_lists", ", ".join(f"`{place}`"[:60] for place in list(added)[:MOST_NAMED])
    return kept, "history_not_kept", None


def described(value):
    """Describe what was returned in Python's own words: `(list[10], list[10])`, `dict(w=list[10])`, `list[30]`."""
    if isinstance(value, dict):
        inner = [f"{str(key)[:20]}={kind_of(item)}" for key, item in list(value.items())[:MOST_NAMED]]
        return f"dict({', '.join(inner)})"
    if isinstance(value, (tuple, list)) and len(value) <= MOST_NAMED:
        inner = ", ".join(map(kind_of, value))
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    return kind_of(value)


def kind_of(value):
    name = type(value).__name__[:40]
    return f"{name}[{len(value)}]" if isinstance(value, (tuple, list, dict)) else name


def entries(name, values):
    """Give the entries as numbers; none, and what was found, where they aren't single numbers."""
    if not hasattr(values, "__len__") or isinstance(values, (str, dict)) or np.ndim(values) == 0:
        return np.zeros(0), ("history_not_a_list", f"`{name}`: {kind_of(values)}")
    texts = [value for value in values if isinstance(value, (str, bytes))]
    if texts or any(value is None for value in values):
        return np.zeros(0), ("history_of_text" if texts else "history_of_nothing", f"`{name}`")
    try:
        numbers = [np.asarray(value, np.float64) for value in values]
    except (TypeError, ValueError):
        return np.zeros(0), ("history_of_no_numbers", f"`{name}`")
    if any(number.ndim for number in numbers):
        return np.zeros(0), ("history_nested", f"`{name}`")
    return np.asarray(numbers), None


def checkpoint_path():
    return os.path.join(tempfile.mkdtemp(), "weights.weights.h5")


def bytes_of(path):
    """Read a file as the numbers of its bytes, None if there is none; of one too large for weights only the beginning."""
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return np.frombuffer(file.read(LARGEST_FILE), np.uint8)


def newest_file(path):
    """Give when something was last written beside the path or in the working folder, in nanoseconds; 0 for never."""
    files = [entry for folder in (os.path.dirname(path), ".") for entry in os.scandir(folder)]
    return max((entry.stat().st_mtime_ns for entry in files), default=0)
