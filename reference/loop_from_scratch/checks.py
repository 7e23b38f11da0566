"""The probes of `loop_from_scratch`: each does a small thing with somebody's definitions and gives the numbers.

The usual tolerances fit. All sums have at most 60 terms, and no run takes more than 12 updates, so that two right solutions
differ by 1e-6. The mildest known mistake, a short batch that weighs as much as the others, moves a loss by 1e-3.

Steps are compiled, and tracing is what costs time: the checks of one part share a run on each draw. Each call of such a run
starts from weights that the probe sets, so that a wrong update doesn't change a later loss or metric.

The judge reads this file in a process without TensorFlow; hence it is imported inside the functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from grader import Difference, check, same_as_reference
from grader.probes import assign_by_shape, batches, dataset, shapes

EXAMPLES, BATCH = 60, 16
VALIDATION, VALIDATION_BATCH = 26, 10
EPOCHS = 3
LEARNING_RATE, MOMENTUM = 0.1, 0.9
MODEL = ((4, 8), (8,), (8, 3), (3,))
GENERATOR = ((2, 8), (8,), (8, 2), (2,))
DISCRIMINATOR = ((2, 8), (8,), (8, 1), (1,))
REAL_POINTS, FAKE_POINTS = 16, 12


@dataclass(frozen=True, eq=False)
class Draw:
    """Examples of three classes that overlap, points of a ring, and seeded weights for every network."""

    x: Any
    y: Any
    val_x: Any
    val_y: Any
    rates: list[float]
    starts: list[list[Any]]
    real: Any
    noise: list[Any]
    generator: list[Any]
    discriminator: list[Any]


def draw(rng: np.random.Generator) -> Draw:
    """Draw 60 examples to train with and 26 to validate, and what the steps of the two networks need."""
    centres = rng.uniform(-1.5, 1.5, (3, 4))

    def examples(n: int) -> tuple[Any, Any]:
        y = rng.integers(0, 3, n).astype(np.int32)
        return (centres[y] + rng.normal(0.0, 1.2, (n, 4))).astype(np.float32), y

    def weights(wanted: Any) -> list[Any]:
        return [rng.uniform(-0.8, 0.8, shape).astype(np.float32) for shape in wanted]

    # As wide as a point, so that noise shown to a discriminator gives numbers.
    noise = [rng.normal(0.0, 1.0, (n, 2)).astype(np.float32) for n in (FAKE_POINTS, FAKE_POINTS + 8)]
    generator, discriminator = weights(GENERATOR), weights(DISCRIMINATOR)
    # Between 0 and 1, so that even a loss that takes logits for probabilities has a gradient.
    discriminator[3] += 0.5 - forward(forward(noise[0], generator), discriminator)[0]
    angle, radius = rng.uniform(0.0, 2.0 * np.pi, REAL_POINTS), rng.normal(2.0, 0.2, REAL_POINTS)
    return Draw(
        *examples(EXAMPLES),
        *examples(VALIDATION),
        rates=rng.uniform(0.2, 0.6, 2).round(3).tolist(),
        starts=[weights(MODEL) for _ in range(4)],
        real=np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32),
        noise=noise,
        generator=generator,
        discriminator=discriminator,
    )


def forward(x, weights):
    """Return what a network of two layers makes of x."""
    kernel, bias, last_kernel, last_bias = weights
    return np.tanh(x @ kernel + bias) @ last_kernel + last_bias


# layer --------------------------------------------------------------------------------------------


@check(part="layer")
def passes_its_inputs_on(work, draw):
    """See what the layer returns for inputs of two shapes."""
    layer = work.ActivityRegularization(draw.rates[0])
    outputs = [as_array(layer(x)) for x in (tensor(draw.x[:7]), tensor(draw.real))]
    return {"layer_outputs": outputs[0], "layer_outputs_2": outputs[1]}


LAYER = tuple(f"{name}{call}" for call in ("", "_2", "_other_rate") for name in ("layer_losses", "layer_loss"))


@check(part="layer", expect=same_as_reference(*LAYER))
def adds_one_mean_loss(work, draw):
    """See the losses after each of two calls, and after one of a layer with another rate."""
    layer, other = work.ActivityRegularization(draw.rates[0]), work.ActivityRegularization(rate=draw.rates[1])
    values = {}
    for name, made, x in (("", layer, draw.x[:7]), ("_2", layer, draw.x[7:20]), ("_other_rate", other, draw.real)):
        made(tensor(x))
        values |= {f"layer_losses{name}": len(made.losses), f"layer_loss{name}": total(made.losses)}
    # Not judged: tells a loss that was added once and for all, whatever it is.
    return {**values, "only_at_first": values["layer_losses"] > 0 and values["layer_losses_2"] == 0}


@check(part="layer")
def works_inside_a_model(work, draw):
    """See the model's losses and their gradient, with the layer between those of a functional model."""
    import tensorflow as tf

    inputs = tf.keras.Input(shape=(4,))
    hidden = tf.keras.layers.Dense(8, activation="tanh")(inputs)
    # With the default rate, and with what every Keras layer takes.
    hidden = work.ActivityRegularization(name="activity")(hidden)
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(3)(hidden))
    assign_by_shape(model.trainable_variables, draw.starts[0])
    with tf.GradientTape() as tape:
        model(tensor(draw.x))
        losses = list(model.losses)
        loss = 100.0 * total(losses)
    kernel = model.trainable_variables[0]
    return {
        "model_losses": len(losses),
        "model_loss_times_100": loss,
        "model_loss_gradient": tape.gradient(loss, kernel) if losses else None,
        "layer_name": any(layer.name == "activity" for layer in model.layers),
    }


# train_step ---------------------------------------------------------------------------------------


UPDATES = ("weights_after_one", "weights_after_pass", "others_kept")


@check(part="train_step", expect=same_as_reference(*UPDATES))
def updates_the_weights(work, draw):
    """See the weights after one step, and after a whole pass with momentum."""
    run = trained(work, draw)
    # Not judged: tells an optimizer of the student's own, whatever its numbers.
    return {name: run[name] for name in (*UPDATES, "another_optimizer")}


@check(part="train_step")
def returns_the_total_loss(work, draw):
    """See what the step returns for batches of two sizes, each from weights of its own."""
    return {"step_losses": trained(work, draw)["losses"]}


@check(part="train_step")
def counts_the_same_forward_pass(work, draw):
    """See the metric after a batch, and after all of them, each from weights of its own."""
    run = trained(work, draw)
    return {"metric_after_one": run["metric_after_one"], "metric_after_all": run["metric_after_all"]}


@check(part="train_step", expect=same_as_reference("python_runs", "step_moves"))
def train_step_is_compiled(work, draw):
    """See how often Python runs the model once every shape of batch was seen twice."""
    run = trained(work, draw)
    # Not judged: tells a step that isn't compiled from one that is traced again.
    return {name: run[name] for name in ("python_runs", "step_moves", "third_pass")}


@check(part="train_step")
def trains_without_losses(work, draw):
    """See one step of a model that has no losses of its own."""
    model = plain_model(draw)
    step = work.make_train_step(model, sgd(model), cross_entropy(), metric_of_logits())
    loss = step(tensor(draw.x[:BATCH]), tensor(draw.y[:BATCH]))
    return {"plain_loss": loss, "plain_weights": values_of(model.trainable_variables)}


# test_step ----------------------------------------------------------------------------------------


@check(part="test_step")
def counts_in_inference(work, draw):
    """See the metric after the first batch, and after all of them."""
    run = tested(work, draw)
    return {"metric_after_one": run["metric_after_one"], "metric_after_all": run["metric_after_all"]}


@check(part="test_step")
def changes_no_weights(work, draw):
    """See the model's variables after three passes, and that something was counted."""
    run = tested(work, draw)
    return {name: run[name] for name in ("weights_kept", "weights_afterwards", "others_kept", "counted")}


@check(part="test_step", expect=same_as_reference("python_runs", "counted"))
def test_step_is_compiled(work, draw):
    """See how often Python runs the model once every shape of batch was seen twice."""
    run = tested(work, draw)
    return {name: run[name] for name in ("python_runs", "counted", "third_pass")}


# fit ----------------------------------------------------------------------------------------------

STEPS = ("train_step", "test_step")
HISTORY = ("loss", "accuracy", "val_accuracy")
# What can be found in the place of the history; each has its sentence under [findings] in the texts.
FINDINGS = ("history_not_returned", "history_returned_otherwise", "history_lacks", "history_without_numbers")


def recorded(*names):
    """Say what was found where there is no history, else expect the reference's numbers."""
    as_reference = same_as_reference(*names)

    def expect(reference, student):
        finding, found = student.values.get("finding"), student.values.get("found")
        if finding in FINDINGS:
            return Difference(finding, None, found if isinstance(found, str) else None, kind="found")
        return as_reference(reference, student)

    return expect


@check(part="fit", calls=STEPS, expect=recorded("loss"))
def weighs_losses_by_examples(work, draw):
    """See the losses of three epochs, with a short last batch."""
    return of_history(fitted(work, draw), "loss")


@check(part="fit", calls=STEPS, expect=recorded("accuracy"))
def keeps_the_accuracy(work, draw):
    """See the training accuracies of three epochs."""
    return of_history(fitted(work, draw), "accuracy")


@check(part="fit", calls=STEPS, expect=recorded("val_accuracy"))
def keeps_the_validation_accuracy(work, draw):
    """See the validation accuracies of three epochs."""
    return of_history(fitted(work, draw), "val_accuracy")


@check(part="fit", calls=STEPS)
def trains_on_the_training_data(work, draw):
    """See the model's variables after three epochs."""
    run = fitted(work, draw)
    return {"fit_weights": run["weights"], "others_kept": run["others_kept"]}


# accumulate ---------------------------------------------------------------------------------------

UNEQUAL = [5, 24, 1, 30]


@check(part="accumulate")
def weighs_batches_by_size(work, draw):
    """See the gradients of the total loss for a list of batches of unequal sizes."""
    return {"gradients": accumulated(work, draw)["gradients"]}


@check(part="accumulate")
def accumulates_without_losses(work, draw):
    """See the gradients of a model without losses of its own, for a data set of batches of one size."""
    gradients = work.accumulate_gradients(plain_model(draw), cross_entropy(), dataset(draw.x, draw.y, batch_size=20))
    return {"plain_gradients": listed(gradients)}


@check(part="accumulate")
def changes_nothing(work, draw):
    """See the weights afterwards, and that there is a gradient for each of them."""
    run = accumulated(work, draw)
    return {name: run[name] for name in ("weights_kept", "weights_afterwards", "gradient_shapes", "gradients_not_zero")}


# discriminator_step, generator_step ---------------------------------------------------------------

TWO_STEPS = ("weights_after_one", "weights_after_two")


@check(part="discriminator_step", expect=same_as_reference(*TWO_STEPS))
def discriminator_takes_a_step(work, draw):
    """See the discriminator's weights after one step, and after a second on other points."""
    run = discriminated(work, draw)
    # Not judged: tells an optimizer of the student's own, whatever its numbers.
    return {name: run[name] for name in (*TWO_STEPS, "another_optimizer")}


@check(part="discriminator_step")
def discriminator_loss_of_the_union(work, draw):
    """See the loss of one step on more real points than generated ones, and of one on fewer."""
    run = discriminated(work, draw)
    return {"step_loss": run["loss"], "step_loss_2": run["loss_2"]}


@check(part="discriminator_step")
def leaves_the_generator_alone(work, draw):
    """See the generator's weights, and that the discriminator's have moved."""
    run = discriminated(work, draw)
    return {"generator_kept": run["kept"], "generator_weights": run["generator"], "discriminator_moved": run["moved"]}


@check(part="generator_step", expect=same_as_reference(*TWO_STEPS))
def generator_takes_a_step(work, draw):
    """See the generator's weights after one step, and after a second with other noise."""
    run = generated(work, draw)
    return {name: run[name] for name in (*TWO_STEPS, "another_optimizer")}


@check(part="generator_step")
def generator_loss_for_real(work, draw):
    """See the loss of one step."""
    return {"step_loss": generated(work, draw)["loss"]}


@check(part="generator_step")
def leaves_the_discriminator_alone(work, draw):
    """See the discriminator's weights, and that the generator's have moved."""
    run = generated(work, draw)
    kept, weights = run["kept"], run["discriminator"]
    return {"discriminator_kept": kept, "discriminator_weights": weights, "generator_moved": run["moved"]}


# --------------------------------------------------------------------------------------------------
# Runs that the checks of one part share


@cache
def trained(work, draw):
    """Take three passes with one compiled step: the first as it comes, the others from weights that are set each time."""
    model, metric = small_model(draw), metric_of_logits()
    optimizer, others = sgd(model), values_of(model.non_trainable_variables)
    step = work.make_train_step(model, optimizer, cross_entropy(), metric)
    data = batches(draw.x, draw.y, batch_size=BATCH)
    after = []
    for x, y in data:
        step(x, y)
        after.append(values_of(model.trainable_variables))
    for start, batch in zip(draw.starts, data, strict=True):
        assign_by_shape(model.trainable_variables, start)
        step(*batch)
    metric.reset_state()
    RUNS.clear()
    losses, counted, moves = [], [], []
    for start, batch in zip(draw.starts, data, strict=True):
        assign_by_shape(model.trainable_variables, start)
        losses.append(step(*batch))
        counted.append(float(metric.result()))
        moves.append(not np.array_equal(start[0], values_of(model.trainable_variables)[0]))
    # Read before anything else runs the model.
    runs = list(RUNS)
    return {
        "weights_after_one": after[0],
        "weights_after_pass": after[-1],
        "others_kept": same(others, model.non_trainable_variables),
        "another_optimizer": is_unused(optimizer, any(moves)),
        "losses": [answer_of(loss) for loss in losses],
        "metric_after_one": counted[0],
        "metric_after_all": counted[-1],
        "python_runs": len(runs),
        "third_pass": third_pass(runs),
        "step_moves": sum(moves),
    }


@cache
def tested(work, draw):
    """Take three passes with one compiled step, the last two with the metric reset before each."""
    model, metric = small_model(draw), metric_of_logits()
    before, others = values_of(model.trainable_variables), values_of(model.non_trainable_variables)
    step = work.make_test_step(model, metric)
    data = batches(draw.val_x, draw.val_y, batch_size=VALIDATION_BATCH)
    for _ in range(2):
        assign_by_shape(model.trainable_variables, before)
        for batch in data:
            step(*batch)
    weights = values_of(model.trainable_variables)
    kept = same(before, model.trainable_variables)
    metric.reset_state()
    RUNS.clear()
    counted = []
    for batch in data:
        assign_by_shape(model.trainable_variables, before)
        step(*batch)
        counted.append(float(metric.result()))
    runs = list(RUNS)
    return {
        "weights_kept": kept,
        "weights_afterwards": weights,
        "others_kept": same(others, model.non_trainable_variables),
        "metric_after_one": counted[0],
        "metric_after_all": counted[-1],
        "counted": len({*counted, 0.0}) - 1,
        "python_runs": len(runs),
        "third_pass": third_pass(runs),
    }


@cache
def fitted(work, draw):
    """Run fit once a draw, and take its history in any form that the task allows."""
    model = small_model(draw)
    others = values_of(model.non_trainable_variables)
    train_data = dataset(draw.x, draw.y, batch_size=BATCH)
    val_data = dataset(draw.val_x, draw.val_y, batch_size=VALIDATION_BATCH)
    returned = work.fit(model, sgd(model), cross_entropy(), train_data, val_data, EPOCHS)
    history, finding, found = history_of(returned)
    return {
        **history,
        "finding": finding,
        "found": found,
        "weights": values_of(model.trainable_variables),
        "others_kept": same(others, model.non_trainable_variables),
    }


@cache
def accumulated(work, draw):
    """Ask once a draw for the gradients of batches of unequal sizes."""
    model = small_model(draw)
    data = batches(draw.x, draw.y, batch_size=UNEQUAL)
    gradients = listed(work.accumulate_gradients(model, cross_entropy(), data))
    return {
        "gradients": gradients,
        "weights_kept": same(draw.starts[0], model.trainable_variables),
        "weights_afterwards": values_of(model.trainable_variables),
        "gradient_shapes": ", ".join(str(np.shape(gradient)) for gradient in gradients),
        "gradients_not_zero": all(bool(np.any(gradient)) for gradient in gradients),
    }


@cache
def discriminated(work, draw):
    """Take two steps of the discriminator in a row, with momentum, and a third whose start is set."""
    generator, discriminator = networks(draw)
    optimizer, few, more_noise = sgd(discriminator), tensor(draw.real[:7] + 1.0), tensor(draw.noise[1])
    loss = work.discriminator_step(generator, discriminator, optimizer, tensor(draw.real), tensor(draw.noise[0]))
    after_one = values_of(discriminator.trainable_variables)
    work.discriminator_step(generator, discriminator, optimizer, few, more_noise)
    after_two = values_of(discriminator.trainable_variables)
    generator_after, kept = values_of(generator.weights), same(draw.generator, generator.weights)
    moved = not same(draw.discriminator, discriminator.weights)
    another = is_unused(optimizer, moved)
    assign_by_shape(discriminator.trainable_variables, draw.discriminator)
    assign_by_shape(generator.trainable_variables, draw.generator)
    return {
        "loss": as_array(loss),
        "loss_2": as_array(work.discriminator_step(generator, discriminator, optimizer, few, more_noise)),
        "weights_after_one": after_one,
        "weights_after_two": after_two,
        "another_optimizer": another,
        "generator": generator_after,
        "kept": kept,
        "moved": moved,
    }


@cache
def generated(work, draw):
    """Take two steps of the generator in a row, with momentum."""
    generator, discriminator = networks(draw)
    optimizer = sgd(generator)
    loss = work.generator_step(generator, discriminator, optimizer, tensor(draw.noise[0]))
    after_one = values_of(generator.trainable_variables)
    work.generator_step(generator, discriminator, optimizer, tensor(draw.noise[1]))
    moved = not same(draw.generator, generator.weights)
    return {
        "loss": as_array(loss),
        "weights_after_one": after_one,
        "weights_after_two": values_of(generator.weights),
        "another_optimizer": is_unused(optimizer, moved),
        "discriminator": values_of(discriminator.weights),
        "kept": same(draw.discriminator, discriminator.weights),
        "moved": moved,
    }


# Models of the probes -----------------------------------------------------------------------------

RUNS: list[str] = []
"""How Python has run the probes' model since this list was emptied: `eager` or `traced`, an entry a run."""


def third_pass(runs):
    """Say in a word how the model ran when nothing was new any more."""
    return "compiled" if not runs else "eager" if "eager" in runs else "traced"


@cache
def model_class():
    """Make the class of a model that does something else in training, and that has losses and a variable that isn't trained."""
    import tensorflow as tf

    class Small(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden = tf.keras.layers.Dense(8, activation="tanh", kernel_regularizer=tf.keras.regularizers.L2(0.05))
            self.out = tf.keras.layers.Dense(3)
            self.scale = self.add_weight(name="scale", shape=(), initializer="ones", trainable=False)

        @tf.autograph.experimental.do_not_convert
        def call(self, x, training=False):
            RUNS.append("eager" if tf.executing_eagerly() else "traced")
            hidden = self.hidden(x)
            if training:
                hidden = hidden * tf.constant([2.0, -0.5] * 4)
            self.add_loss(0.1 * tf.reduce_mean(tf.reduce_sum(tf.square(hidden), axis=-1)))
            return self.scale * self.out(hidden)

    return Small


def small_model(draw):
    """Return a built model with seeded weights; it has the losses of one kernel and of its activity."""
    model = model_class()()
    model(tensor(draw.x[:2]))
    model.scale.assign(1.25)
    assign_by_shape(model.trainable_variables, draw.starts[0])
    return model


def plain_model(draw):
    """Return a model of one layer, which has no losses."""
    import tensorflow as tf

    model = tf.keras.Sequential([tf.keras.layers.Dense(3)])
    model(tensor(draw.x[:2]))
    assign_by_shape(model.trainable_variables, [draw.starts[0][0][:, :3], draw.starts[0][3]])
    return model


def networks(draw):
    """Return a generator and a discriminator with seeded weights."""
    import tensorflow as tf

    made = []
    for width, start, inputs in ((2, draw.generator, draw.noise[0]), (1, draw.discriminator, draw.real)):
        model = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="tanh"), tf.keras.layers.Dense(width)])
        model(tensor(inputs))
        assign_by_shape(model.trainable_variables, start)
        made.append(model)
    return made


def sgd(model):
    """Return SGD with momentum, built for this model."""
    import tensorflow as tf

    optimizer = tf.keras.optimizers.SGD(LEARNING_RATE, momentum=MOMENTUM)
    optimizer.build(model.trainable_variables)
    return optimizer


def cross_entropy():
    import tensorflow as tf

    return tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def metric_of_logits():
    """Return a metric that every change of the logits changes, as an accuracy doesn't."""
    import tensorflow as tf

    return tf.keras.metrics.SparseCategoricalCrossentropy(from_logits=True)


# Values -------------------------------------------------------------------------------------------


def tensor(array):
    import tensorflow as tf

    return tf.constant(array)


def as_array(value):
    """Copy a value, since a shared run outlives its variables; None stays None."""
    return None if value is None else np.array(value)


def answer_of(value):
    """Copy what a step returned; of what has no value, such as a tensor of a graph, the name of its type."""
    try:
        return as_array(value)
    except (NotImplementedError, TypeError, ValueError):
        return type(value).__name__[:40]


def values_of(variables):
    return [np.array(variable) for variable in variables]


def same(values, variables):
    """Whether variables have exactly these values, in this order."""
    return all(map(np.array_equal, values, values_of(variables)))


def is_unused(optimizer, moved):
    """Whether weights have moved without this optimizer."""
    return bool(moved and int(optimizer.iterations) == 0)


def listed(values):
    """Return a list of arrays, whatever sequence it was; None where it wasn't one."""
    return [as_array(value) for value in values] if isinstance(values, (list, tuple)) else [as_array(values)]


def total(losses):
    """Add losses up, whatever shape they have: nothing for none."""
    return sum(losses) if losses else None


def of_history(run, name):
    return {name: run[name], "finding": run["finding"], "found": run["found"]}


def history_of(returned):
    """Take the history as a dict or as three sequences; say what was found in its place."""
    nothing: dict[str, Any] = dict.fromkeys(HISTORY, None)
    if returned is None:
        return nothing, "history_not_returned", None
    if isinstance(returned, dict):
        lacking = [name for name in HISTORY if name not in returned]
        if lacking:
            return nothing, "history_lacks", ", ".join(f"`{name}`" for name in lacking)
        kept = {name: returned[name] for name in HISTORY}
    elif isinstance(returned, (tuple, list, np.ndarray)) and [*map(is_row, returned)] == [True] * len(HISTORY):
        kept = dict(zip(HISTORY, returned, strict=True))
    else:
        size = f"[{len(returned)}]" if isinstance(returned, (tuple, list)) else ""
        return nothing, "history_returned_otherwise", type(returned).__name__[:40] + size
    return numbers_of(kept)


def is_row(value):
    """Whether it has entries, as a list or a tensor of one axis has, and a single number doesn't."""
    return hasattr(value, "__len__") and not isinstance(value, (str, dict)) and getattr(value, "shape", None) != ()


def numbers_of(kept):
    rows = dict.fromkeys(HISTORY, None)
    for name, entries in kept.items():
        try:
            rows[name] = np.asarray([float(entry) for entry in entries])
        except (TypeError, ValueError):
            return dict.fromkeys(HISTORY, None), "history_without_numbers", f"`{name}`"
    return rows, None, None
