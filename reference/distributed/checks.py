"""The probes of `distributed`: each does a small thing with somebody's definitions on two replicas and gives the numbers.

The usual tolerances fit. All sums have at most 37 terms, and no run takes more than 6 updates, so that two right solutions
differ by 1e-6, on one replica or on two. The mildest known mistake, a mean over the means of replicas with 3 and 2 examples,
moves a loss by 5 % in the median of 3,000 draws, and within the tolerance in 7 of them.

Compiling a step for two replicas is what costs time: the checks of one part share a run on each draw. Steps get batches of
8 examples on each replica, the last of them 3 and 2. With batches of 6, the last of 37 examples is alone, and one replica
is empty.

The judge reads this file in a process without TensorFlow; hence it is imported inside the functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from grader import Difference, check, same_as_reference
from grader.probes import assign_by_shape

EXAMPLES, PER_REPLICA, UNEVEN = 37, 8, 6
FIT_EXAMPLES, EPOCHS = 32, 2
LEARNING_RATE, MOMENTUM = 0.1, 0.9
MODEL = ((4, 3), (3,))


@dataclass(frozen=True, eq=False)
class Draw:
    """Examples of three classes that overlap, logits that nobody computed, and seeded weights.

    From the weights `astray`, which prefer every class but the right one, the accuracy rises from epoch to epoch.
    """

    x: Any
    y: Any
    logits: Any
    model_losses: list[float]
    learning_rate: float
    starts: list[list[Any]]
    astray: list[Any]


def draw(rng: np.random.Generator) -> Draw:
    """Draw 37 examples, and what the parts need that are asked without a model."""
    centres = rng.uniform(-1.5, 1.5, (3, 4))
    y = rng.integers(0, 3, EXAMPLES).astype(np.int32)
    return Draw(
        x=(centres[y] + rng.normal(0.0, 1.0, (EXAMPLES, 4))).astype(np.float32),
        y=y,
        logits=rng.normal(0.0, 1.5, (EXAMPLES, 3)).astype(np.float32),
        model_losses=rng.uniform(0.2, 0.8, 3).round(3).tolist(),
        learning_rate=round(rng.uniform(0.05, 0.3), 3),
        starts=[[rng.uniform(-0.8, 0.8, shape).astype(np.float32) for shape in MODEL] for _ in range(2)],
        astray=[(-0.4 * centres.T).astype(np.float32), np.zeros(3, np.float32)],
    )


# create -------------------------------------------------------------------------------------------


@check(part="create")
def makes_the_model_in_scope(work, draw):
    """See whether the model is that of one call, with a copy of each variable on each replica."""
    (model, *_), calls, weights = created(work, draw)
    return {
        "model_calls": len(calls),
        "model_is_the_made_one": any(model is each for each in calls),
        "model_copies": copies(model.variables),
        "model_weights": weights,
    }


@check(part="create")
def makes_the_optimizer_in_scope(work, draw):
    """See the optimizer's copies, and two of its updates by known gradients."""
    import tensorflow as tf

    (model, optimizer, *_), *_ = created(work, draw)
    found = {"optimizer_copies": copies(optimizer_variables(optimizer))}
    # An optimizer that is built already belongs to its own model.
    model = model if copies(model.variables) == "2" else small_model(draw, strategy())
    assign_by_shape(model.trainable_variables, draw.starts[1])
    with strategy().scope():
        optimizer.build(model.trainable_variables)

    def update():
        # Adam's step doesn't depend on the size of a gradient.
        gradients = [tf.fill(variable.shape, 0.4) for variable in model.trainable_variables]
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    after = []
    for _ in range(2):
        strategy().run(update)
        after.append(values_of(model.trainable_variables)[0])
    return {**found, "first_update": after[0], "second_update": after[1]}


@check(part="create")
def makes_the_metric_in_scope(work, draw):
    """See the metric's copies, and what it makes of examples on both replicas."""
    (*_, accuracy), *_ = created(work, draw)
    found = {"metric_copies": copies(accuracy.variables)}
    accuracy.reset_state()
    strategy().run(lambda y, logits: nothing(accuracy.update_state(y, logits)), args=spread(draw.y, draw.logits))
    return {**found, "metric_result": float(accuracy.result())}


# distribute_batches -------------------------------------------------------------------------------


@check(part="batches")
def makes_global_batches(work, draw):
    """See the sizes of the batches of both replicas together, and of other batches for a single replica."""
    return {
        "batch_sizes": sizes(distributed(work, draw)[0]),
        "batch_sizes_of_one": sizes(on_replicas(work.distribute_batches(one_device(), draw.x, draw.y, UNEVEN))),
    }


IN_ORDER = ("examples", "labels", "examples_again")


@check(part="batches", expect=same_as_reference(*IN_ORDER))
def keeps_the_given_order(work, draw):
    """See the examples and labels of a pass, and that a second one gives them again."""
    first, second = distributed(work, draw)
    examples = joined(first, 0)
    # Not judged: tells an order of the student's own, whatever it is.
    another_order = not np.array_equal(examples, draw.x) and same_rows(examples, draw.x)
    values = (examples, joined(first, 1), joined(second, 0))
    return {**dict(zip(IN_ORDER, values, strict=True)), "another_order": another_order}


@check(part="batches")
def feeds_every_replica(work, draw):
    """See how many examples of the first batch each replica has."""
    first = distributed(work, draw)[0]
    return {"replica_sizes": [len(x) for x in first[0][0]] if first else None}


# compute_loss -------------------------------------------------------------------------------------


@check(part="loss")
def divides_by_the_global_batch(work, draw):
    """See the loss on each replica for a whole batch, for a short one, and for one that leaves a replica empty."""
    return {
        "replica_losses": replica_losses(work, draw, 0, 2 * PER_REPLICA, []),
        "replica_losses_short": replica_losses(work, draw, 32, 2 * PER_REPLICA, []),
        "replica_losses_empty": replica_losses(work, draw, 36, 2 * UNEVEN, []),
    }


@check(part="loss")
def shares_the_model_losses(work, draw):
    """See what the losses of the model add on each replica."""
    without = np.asarray(replica_losses(work, draw, 0, 2 * PER_REPLICA, []))
    together = np.asarray(replica_losses(work, draw, 0, 2 * PER_REPLICA, draw.model_losses))
    return {"replica_losses_with_model": together, "model_share": together - without}


@check(part="loss")
def has_a_gradient(work, draw):
    """See the gradient of the loss for the logits on each replica, in a compiled function."""
    import tensorflow as tf

    def on_replica(y, logits):
        with tf.GradientTape() as tape:
            tape.watch(logits)
            losses = [share * tf.reduce_sum(tf.square(logits)) for share in draw.model_losses]
            loss = work.compute_loss(y, logits, losses, 2 * PER_REPLICA)
        return tape.gradient(loss, logits)

    @tf.function
    def gradients(y, logits):
        return strategy().run(on_replica, args=(y, logits))

    found = gradients(*spread(draw.y[: 2 * PER_REPLICA], draw.logits[: 2 * PER_REPLICA]))
    return {"loss_gradients": [as_array(each) for each in local(found)]}


# make_train_step ----------------------------------------------------------------------------------


@check(part="train_step", calls=("loss",), expect=same_as_reference("weights_after_one", "weights_after_two"))
def updates_like_one_device(work, draw):
    """See the weights after one step, and after a second one with momentum."""
    run = trained(work, draw)
    names = ("weights_after_one", "weights_after_two", "another_optimizer")
    # The last isn't judged: it tells an optimizer of the student's own, whatever its numbers.
    return {name: run[name] for name in names}


@check(part="train_step", calls=("loss",))
def returns_the_global_loss(work, draw):
    """See what the step returns for a whole batch and for a short one."""
    run = trained(work, draw)
    return {"step_loss": run["loss"], "step_loss_short": run["loss_short"]}


@check(part="train_step", calls=("loss",))
def counts_on_every_replica(work, draw):
    """See the metric after one step, and after three."""
    run = trained(work, draw)
    return {name: run[name] for name in ("metric_after_one", "metric_after_all")}


# make_test_step -----------------------------------------------------------------------------------


@check(part="test_step")
def averages_over_examples(work, draw):
    """See the mean loss after a short batch, and after each of two whole ones."""
    return {"mean_losses": tested(work, draw)["mean_losses"]}


@check(part="test_step")
def counts_in_inference(work, draw):
    """See the accuracy after a short batch, and after each of two whole ones."""
    return {"test_accuracies": tested(work, draw)["accuracies"]}


@check(part="test_step")
def trains_nothing(work, draw):
    """See the model's variables afterwards, and that something was counted."""
    run = tested(work, draw)
    return {name: run[name] for name in ("weights_kept", "weights_afterwards", "counted")}


# train --------------------------------------------------------------------------------------------

STEPS = ("train_step", "loss")
RECORDS = ("losses", "accuracies")


def found_or_same(name):
    """Say what was found where there are no values, else expect the reference's numbers."""
    as_reference = same_as_reference(name)

    def expect(reference, student):
        finding, found = student.values.get("finding"), student.values.get("found")
        if finding in FINDINGS:
            return Difference(finding, None, found if isinstance(found, str) else None, kind="found")
        return as_reference(reference, student)

    return expect


@check(part="train", calls=STEPS, expect=same_as_reference("trained_weights"))
def trains_on_every_batch(work, draw):
    """See the weights after two epochs."""
    run = epochs(work, draw)
    # The other isn't judged: it tells an optimizer of the student's own, whatever its numbers.
    return {"trained_weights": run["weights"], "another_optimizer": run["another_optimizer"]}


@check(part="train", calls=STEPS, expect=found_or_same("losses"))
def records_the_losses(work, draw):
    """See the mean loss of the steps of two epochs, the last step of each with a short batch."""
    return of_records(epochs(work, draw), "losses")


@check(part="train", calls=STEPS, expect=found_or_same("accuracies"))
def records_the_accuracies(work, draw):
    """See the accuracies of two epochs."""
    return of_records(epochs(work, draw), "accuracies")


# predict ------------------------------------------------------------------------------------------


@check(part="predict", expect=found_or_same("logits"))
def predicts_in_order(work, draw):
    """See the logits for three whole batches."""
    run = predicted(work, draw)
    return {**run, "logits": rows(run["logits"], 6 * UNEVEN)}


@check(part="predict", expect=found_or_same("logits_of_all"))
def predicts_the_short_batch(work, draw):
    """See the logits for three whole batches and one that leaves a replica empty."""
    run = predicted(work, draw)
    return {"logits_of_all": run["logits"], "finding": run["finding"], "found": run["found"]}


# compile_and_fit ----------------------------------------------------------------------------------


@check(part="fit", expect=same_as_reference("fit_weights"))
def fits_like_one_device(work, draw):
    """See the weights after two epochs."""
    run = fitted(work, draw)
    # The other isn't judged: it tells an order that differs from one run to the next.
    return {"fit_weights": run["weights"], "shuffled": run["shuffled"]}


@check(part="fit")
def records_the_history(work, draw):
    """See the losses of two epochs."""
    return {"history_loss": fitted(work, draw)["history"]}


@check(part="fit")
def fits_on_every_replica(work, draw):
    """See whether the model is that of one call, with a copy of each variable on each replica."""
    run = fitted(work, draw)
    return {name: run[name] for name in ("model_calls", "model_is_the_made_one", "model_copies")}


# --------------------------------------------------------------------------------------------------
# Runs that the checks of one part share


@cache
def created(work, draw):
    """Return what create gives, the models that it had made, and the weights that its model began with."""
    make_model, calls = model_maker(draw)
    made = work.create(strategy(), make_model, draw.learning_rate)
    return made, calls, values_of(made[0].trainable_variables)


@cache
def distributed(work, draw):
    """Return the batches of two passes, each as the arrays of x and of y on every replica."""
    data = work.distribute_batches(strategy(), draw.x, draw.y, PER_REPLICA)
    return [on_replicas(data) for _ in range(2)]


def replica_losses(work, draw, start, global_batch_size, model_losses):
    """Return the losses of the replicas for a batch that begins at an example."""
    import tensorflow as tf

    batch = slice(start, min(start + global_batch_size, EXAMPLES))
    of_model = [tf.constant(loss) for loss in model_losses]

    def on_replica(y, logits):
        return work.compute_loss(y, logits, of_model, global_batch_size)

    losses = local(strategy().run(on_replica, args=spread(draw.y[batch], draw.logits[batch])))
    # Keras 3 gives no number for the sum over no examples; it adds nothing.
    return [0.0 if loss is not None and np.size(loss) == 0 else as_array(loss) for loss in losses]


@cache
def trained(work, draw):
    """Take two steps in a row, and a third on the short batch from weights that are set."""
    model, metric = small_model(draw, strategy()), metric_of_logits()
    with strategy().scope():
        optimizer = sgd(model)
    step = work.make_train_step(strategy(), model, optimizer, metric, 2 * PER_REPLICA)
    first, second, short = batches_of(draw)
    loss = answer_of(step(first))
    after_one, metric_after_one = values_of(model.trainable_variables), float(metric.result())
    step(second)
    after_two = values_of(model.trainable_variables)
    another = is_unused(optimizer, after_one, draw.starts[0])
    assign_by_shape(model.trainable_variables, draw.starts[1])
    loss_short = answer_of(step(short))
    return {
        "loss": loss,
        "loss_short": loss_short,
        "weights_after_one": after_one,
        "weights_after_two": after_two,
        "metric_after_one": metric_after_one,
        "metric_after_all": float(metric.result()),
        "another_optimizer": another,
    }


@cache
def tested(work, draw):
    """Take a step on a short batch, and on each of two whole ones."""
    import tensorflow as tf

    model = small_model(draw, strategy())
    with strategy().scope():
        mean_loss, metric = tf.keras.metrics.Mean(), tf.keras.metrics.SparseCategoricalAccuracy()
    step = work.make_test_step(strategy(), model, mean_loss, metric)
    means, counts = [], []
    # The short batch first: beside the others, it would change a mean by little.
    for batch in reversed(batches_of(draw)):
        step(batch)
        means.append(float(mean_loss.result()))
        counts.append(float(metric.result()))
    weights = values_of(model.trainable_variables)
    return {
        "mean_losses": means,
        "accuracies": counts,
        "weights_kept": all(map(np.array_equal, weights, draw.starts[0])),
        "weights_afterwards": weights,
        "counted": len({0.0, *means, *counts}) > 2,
    }


@cache
def epochs(work, draw):
    """Train once a draw, and take the records in any form that the task allows."""
    import tensorflow as tf

    model = small_model(draw, strategy())
    assign_by_shape(model.trainable_variables, draw.astray)
    with strategy().scope():
        optimizer, accuracy = sgd(model), tf.keras.metrics.SparseCategoricalAccuracy()
    data = dataset(draw.x, draw.y, 2 * PER_REPLICA)
    returned = work.train(strategy(), model, optimizer, accuracy, data, EPOCHS, 2 * PER_REPLICA)
    records, finding, found = records_of(returned)
    weights = values_of(model.trainable_variables)
    another = is_unused(optimizer, weights, draw.astray)
    return {**records, "finding": finding, "found": found, "weights": weights, "another_optimizer": another}


@cache
def predicted(work, draw):
    """Return the logits of all examples as one array, or say what was found in their place."""
    logits = work.predict(strategy(), small_model(draw, strategy()), dataset(draw.x, draw.y, 2 * UNEVEN))
    array, finding, found = logits_of(logits)
    return {"logits": array, "finding": finding, "found": found}


@cache
def fitted(work, draw):
    """Fit once a draw, and take the losses from the history or from its dict."""
    make_model, calls = model_maker(draw)
    x, y = draw.x[:FIT_EXAMPLES], draw.y[:FIT_EXAMPLES]
    model, history = work.compile_and_fit(strategy(), make_model, x, y, draw.learning_rate, PER_REPLICA, EPOCHS)
    return {
        "weights": values_of(model.trainable_variables),
        "history": [float(loss) for loss in getattr(history, "history", history)["loss"]],
        "model_calls": len(calls),
        "model_is_the_made_one": any(model is each for each in calls),
        "model_copies": copies(model.variables),
        "shuffled": model.shuffled,
    }


# Strategies, data and models of the probes --------------------------------------------------------


@cache
def strategy():
    """Return the one strategy of a process with two replicas."""
    import tensorflow as tf

    # What TensorFlow would choose opens a semaphore in /dev/shm, which is closed to student code.
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], tf.distribute.ReductionToOneDevice())


@cache
def one_device():
    """Return the strategy that TensorFlow has where nobody asks for one, with a single replica."""
    import tensorflow as tf

    return tf.distribute.get_strategy()


def dataset(x, y, batch_size):
    import tensorflow as tf

    return strategy().experimental_distribute_dataset(tf.data.Dataset.from_tensor_slices((x, y)).batch(batch_size))


@cache
def batches_of(draw):
    """Return two whole batches, and one that gives the replicas 3 and 2 examples."""
    return list(dataset(draw.x, draw.y, 2 * PER_REPLICA))


def spread(*arrays):
    """Return each array as one value on each replica, the first half on the first: what a distributed batch consists of."""
    parts = [np.split(array, [(len(array) + 1) // 2]) for array in arrays]
    on_replica = [lambda context, part=part: tensor(part[context.replica_id_in_sync_group]) for part in parts]
    return tuple(map(strategy().experimental_distribute_values_from_function, on_replica))


def local(value):
    return strategy().experimental_local_results(value)


def on_replicas(data):
    """Return the batches of a pass, each as the arrays of x and of y on every replica; at most 20 of them."""
    batches = []
    for x, y in data:
        batches.append(([np.array(each) for each in local(x)], [np.array(each) for each in local(y)]))
        if len(batches) == 20:
            break
    return batches


def sizes(batches):
    return [sum(map(len, x)) for x, _ in batches]


def same_rows(array, wanted):
    """Whether an array has the rows of another one, in any order."""
    return np.shape(array) == np.shape(wanted) and sorted(map(tuple, array)) == sorted(map(tuple, wanted))


def joined(batches, place):
    """Return the examples (0) or the labels (1) of all batches in order; None where there are no batches."""
    return np.concatenate([np.concatenate(batch[place]) for batch in batches]) if batches else None


@cache
def model_class():
    """Make the class of a model that does something else in training, and that has losses and a variable that isn't trained."""
    import tensorflow as tf

    class Small(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.out = tf.keras.layers.Dense(3, kernel_regularizer=tf.keras.regularizers.L2(0.05))
            self.scale = self.add_weight(name="scale", shape=(), initializer="ones", trainable=False)
            self.shuffled = None

        def fit(self, x=None, *args, **options):
            # Keras shuffles arrays unless it is told not to.
            self.shuffled = isinstance(x, np.ndarray) and bool(options.get("shuffle", True))
            return super().fit(x, *args, **options)

        @tf.autograph.experimental.do_not_convert
        def call(self, x, training=False):
            return self.scale * self.out(x * tf.constant([2.0, -0.5, 1.5, 1.0]) if training else x)

    return Small


def new_model(draw):
    """Return a built model with seeded weights, made in whatever scope this is called."""
    model = model_class()()
    model(tensor(draw.x[:2]))
    model.scale.assign(1.25)
    assign_by_shape(model.trainable_variables, draw.starts[0])
    return model


def small_model(draw, on):
    with on.scope():
        return new_model(draw)


def model_maker(draw):
    """Return a function that makes a model with seeded weights, and the list of what it has made."""
    made: list[Any] = []

    def make_model():
        made.append(new_model(draw))
        return made[-1]

    return make_model, made


def sgd(model):
    """Return SGD with momentum, built for this model."""
    import tensorflow as tf

    optimizer = tf.keras.optimizers.SGD(LEARNING_RATE, momentum=MOMENTUM)
    optimizer.build(model.trainable_variables)
    return optimizer


def metric_of_logits():
    """Return a metric, made in the scope, that every change of the logits changes, as an accuracy doesn't."""
    import tensorflow as tf

    with strategy().scope():
        return tf.keras.metrics.SparseCategoricalCrossentropy(from_logits=True)


# Values -------------------------------------------------------------------------------------------


def tensor(array):
    import tensorflow as tf

    return tf.constant(array)


def rows(array, most):
    """Return the first rows of an array; what isn't one stays as it is."""
    return array[:most] if getattr(array, "ndim", 0) > 0 else array


def nothing(_):
    """Return None: what Keras 2 returns from an update can't be gathered from replicas."""


def is_unused(optimizer, weights, start):
    """Whether weights have moved from a start without this optimizer."""
    return not np.array_equal(weights[0], start[0]) and int(as_array(optimizer.iterations)) == 0


def answer_of(value):
    """Copy what a step returned; of a value on each replica, all of them."""
    replicas = None if value is None else local(value)
    return None if replicas is None else as_array(replicas[0]) if len(replicas) == 1 else [*map(as_array, replicas)]


def as_array(value):
    """Copy a value, since a shared run outlives its variables; None stays None."""
    return None if value is None else np.array(value)


def values_of(variables):
    return [np.array(variable) for variable in variables]


def optimizer_variables(optimizer):
    """Return the variables of an optimizer, which is a method in some versions."""
    return optimizer.variables() if callable(optimizer.variables) else optimizer.variables


def copies(variables):
    """Say how many copies there are of each variable, as `2`, or `1, 2` where they differ."""
    import tensorflow as tf

    counts = set()
    for variable in variables:
        # Keras 3 wraps the variables of TensorFlow; in Keras 2, `value` is a method.
        inner = variable if callable(variable.value) else variable.value
        counts.add(len(inner.values) if isinstance(inner, tf.distribute.DistributedValues) else 1)
    return ", ".join(map(str, sorted(counts))) or "none"


# What can be found in the place of values; each has its sentence under [findings] in the texts.
FINDINGS = (
    "records_not_returned",
    "records_returned_otherwise",
    "records_lack",
    "records_without_numbers",
    "logits_not_returned",
    "logits_in_batches",
    "logits_on_replicas",
)


def logits_of(returned):
    """Take logits as an array, a tensor or a list of rows; say what was found in their place."""
    import tensorflow as tf

    if returned is None:
        return None, "logits_not_returned", None
    if isinstance(returned, tf.distribute.DistributedValues):
        return None, "logits_on_replicas", type(returned).__name__[:40]
    if not isinstance(returned, (list, tuple)):
        return as_array(returned), None, None
    if any(isinstance(entry, tf.distribute.DistributedValues) for entry in returned):
        return None, "logits_on_replicas", f"{type(returned).__name__[:40]}[{len(returned)}]"
    if any(len(np.shape(entry)) > 1 for entry in returned):
        return None, "logits_in_batches", f"{type(returned).__name__[:40]}[{len(returned)}]"
    return np.array([np.array(entry) for entry in returned]), None, None


def of_records(run, name):
    return {name: run[name], "finding": run["finding"], "found": run["found"]}


def records_of(returned):
    """Take the records as a dict or as two sequences; say what was found in their place."""
    nothing: dict[str, Any] = dict.fromkeys(RECORDS, None)
    if returned is None:
        return nothing, "records_not_returned", None
    if isinstance(returned, dict):
        lacking = [name for name in ("loss", "accuracy") if name not in returned]
        if lacking:
            return nothing, "records_lack", ", ".join(f"`{name}`" for name in lacking)
        kept = {"losses": returned["loss"], "accuracies": returned["accuracy"]}
    elif isinstance(returned, (tuple, list, np.ndarray)) and [*map(is_row, returned)] == [True, True]:
        kept = dict(zip(RECORDS, returned, strict=True))
    else:
        size = f"[{len(returned)}]" if isinstance(returned, (tuple, list)) else ""
        return nothing, "records_returned_otherwise", type(returned).__name__[:40] + size
    return numbers_of(kept)


def is_row(value):
    """Whether it has entries, as a list or a tensor of one axis has, and a single number doesn't."""
    return hasattr(value, "__len__") and not isinstance(value, (str, dict)) and getattr(value, "shape", None) != ()


def numbers_of(kept):
    rows = dict.fromkeys(RECORDS, None)
    for name, entries in kept.items():
        try:
            rows[name] = np.asarray([float(entry) for entry in entries])
        except (TypeError, ValueError):
            return dict.fromkeys(RECORDS, None), "records_without_numbers", f"`{name}`"
    return rows, None, None
