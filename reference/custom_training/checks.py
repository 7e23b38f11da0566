"""The probes of `custom_training`: each does a small thing with somebody's definitions and gives the numbers.

The usual tolerances fit. The losses are means of at most 119 terms of at most 20, and the weights go through at most 14 steps of at
most 0.3, so that another order of summation changes either by some 1e-6. A share of examples moves by 1/119 or not at all. The
mildest known mistake, a mean over examples in place of one over batches, is about a hundred times larger than either tolerance.

All models but those of `make_model` are the probes' own. Their layers have different shapes, and start from seeded weights.
The judge reads this file in a process without TensorFlow; hence it is imported inside the functions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from grader import check, same_as_reference
from grader.probes import assign_by_shape, dataset, shapes

CENTRES = np.array([[-0.95, 0.60, -0.78, -0.62], [0.89, 0.64, -0.37, -0.59], [0.65, -1.10, 1.16, 1.09]])
TIGHT, WIDE = 0.42, 1.1
STUDENT_SHAPES = ((4, 10), (10,), (10, 8), (8,), (8, 3), (3,))
OWN_SHAPES = ((4, 6), (6,), (6, 3), (3,))
UNSEEN, UNSEEN_BATCH = 37, 16
# What the outputs of a layer are multiplied with in training.
IN_TRAINING = -1.5
# From the start that is given by its seed, none of 2000 trainings on other draws in other orders had less than 93 % right,
# counted with NumPy alone; from the weights that Keras draws, some end below 85 %.
RATE_TO_LEARN, EPOCHS_TO_LEARN, BATCH_TO_LEARN = 0.4, 9, 32
RIGHT_WHEN_LEARNED, SEED_OF_THE_START = 0.85, 30


@dataclass(frozen=True, eq=False)
class Draw:
    """A table sorted by species, a mixed one whose species overlap, others that no model has seen, and weights.

    `lesson` is the table that is learned from, and `many_unseen` shows whether it was: their species hardly overlap.
    """

    batch_size: int
    table: tuple[Any, Any]
    mixed: tuple[Any, Any]
    unseen: tuple[Any, Any]
    lesson: tuple[Any, Any]
    many_unseen: tuple[Any, Any]
    weights: list[list[Any]]
    student_weights: list[list[Any]]
    names: list[str]


def draw(rng: np.random.Generator) -> Draw:
    """Draw 100 to 119 penguins, a batch size that leaves a short last batch, and three sets of weights for each model."""
    n = int(rng.integers(100, 120))
    # Two examples at least, and at most half a batch: a mean over batches is then far from one over examples.
    batch_size = int(rng.choice([size for size in range(17, 32) if 2 <= n % size <= size // 2]))
    names = [f"{name}_{rng.integers(10, 99)}" for name in ("cat", "dog", "owl")]
    unseen = penguins(rng, UNSEEN, WIDE)
    return Draw(
        batch_size,
        penguins(rng, n, TIGHT, in_order=True),
        penguins(rng, n, WIDE),
        unseen,
        penguins(rng, 96, TIGHT, in_order=True),
        penguins(rng, 300, TIGHT),
        [telling_weights(rng, unseen[0]), *(weights(rng, OWN_SHAPES) for _ in range(2))],
        [weights(rng, STUDENT_SHAPES) for _ in range(3)],
        names,
    )


def penguins(rng, n, spread, *, in_order=False):
    """Draw examples around the centre of each species, at least one of each; sorted by species, or mixed."""
    labels = np.concatenate([np.arange(3), rng.integers(0, 3, n - 3)])
    labels = np.sort(labels) if in_order else rng.permutation(labels)
    features = CENTRES[labels] + spread * rng.standard_normal((n, 4))
    return features.astype(np.float32), labels.astype(np.int32)


def weights(rng, of_shapes, scale=0.6):
    """Draw weights with which hidden units are on for some examples and off for others, and logits are of both signs."""
    return [rng.normal(0.0, scale, shape).astype(np.float32) for shape in of_shapes]


def telling_weights(rng, features):
    """Draw weights with which a model names other species in training, for at least a quarter of the first batch."""
    while True:
        kernel, bias, last_kernel, last_bias = given = weights(rng, OWN_SHAPES)
        hidden = np.maximum(features[:UNSEEN_BATCH] @ kernel + bias, 0.0)
        plain, trained = (np.argmax(hidden * factor @ last_kernel + last_bias, axis=1) for factor in (1.0, IN_TRAINING))
        if 4 * np.count_nonzero(plain != trained) >= UNSEEN_BATCH:
            return given


# batches ------------------------------------------------------------------------------------------


@check(part="batches", expect=same_as_reference("pairs", "sizes", "features", "labels"))
def gives_batches_in_order(work, draw):
    """See the batches without shuffling: their sizes, and the examples one after the other."""
    found = one_pass(made(work, draw, shuffle=False), draw)
    if found is None:
        return {"pairs": False}
    features, places = joined(found, 0), places_of(joined(found, 0), draw)
    values = {"pairs": True, "sizes": sizes_of(found), "features": features, "labels": joined(found, 1)}
    # Not judged: tells examples that are mixed, whose order is drawn.
    return {**values, "moved": places is not None and len({*places}) == len(draw.table[0]) and places != sorted(places)}


APART, TWICE, REPEATED = "labels are mixed apart", "examples are drawn again", "the table is repeated"
WITH_ITS_LABEL = ("pairs", "known_examples", "some_twice", "own_labels", "sizes")


@check(part="batches", expect=same_as_reference(*WITH_ITS_LABEL))
def keeps_every_example_with_its_label(work, draw):
    """See whether a mixed pass has each example once, beside its own label."""
    found = one_pass(made(work, draw, shuffle=True), draw)
    if found is None:
        return {"pairs": False}
    features, labels = joined(found, 0), joined(found, 1)
    places = places_of(features, draw)
    known = places is not None and len(places) == len(np.ravel(labels))
    some_twice = known and len(set(places)) < len(places)
    own_labels = known and bool(np.array_equal(draw.table[1][places], np.ravel(labels)))
    # Not judged: tells mistakes whose numbers are drawn.
    trouble = None
    if known and len(places) > len(draw.table[0]):
        trouble = REPEATED
    elif known and (some_twice or not own_labels):
        trouble = TWICE if own_labels else None if some_twice else APART
    return {
        "pairs": True,
        "known_examples": known,
        "some_twice": some_twice,
        "own_labels": own_labels,
        "sizes": sorted(sizes_of(found), reverse=True),
        "trouble": trouble,
    }


# How far examples are mixed, by name.
NOT, BATCHES, NEIGHBOURS, ALL = "not at all", "whole batches", "neighbours", "the whole table"
FEWER_ROWS = range(6)


@check(part="batches", expect=same_as_reference("from_anywhere"))
def mixes_the_whole_table(work, draw):
    """See how far examples get in six tables, each by a row shorter, so that a seed written down mixes each in its own way."""
    orders = [order_of(work, draw, fewer) for fewer in FEWER_ROWS]
    mixed = how_mixed(orders, draw) if all(orders) else None
    # Not judged: `mixed` tells in which way they aren't.
    return {"from_anywhere": mixed == ALL, "mixed": mixed}


@check(part="batches")
def can_be_gone_over_again(work, draw):
    """See how many examples a second and a third pass give, in order and mixed."""
    values = {}
    for name, shuffle in (("in_order", False), ("shuffled", True)):
        batches = made(work, draw, shuffle=shuffle)
        passes = [one_pass(batches, draw) for _ in range(3)]
        values[name] = [None if found is None else sum(sizes_of(found)) for found in passes]
    return values


# model --------------------------------------------------------------------------------------------


@check(part="model")
def has_six_variables(work, draw):
    """See the shapes of the model's trainable variables, and how many others it has."""
    model = called_once(work.make_model(), draw)
    if model is None:
        return {"is_model": False}
    return {
        "is_model": True,
        "shapes": shapes(model.trainable_variables),
        "untrained_shapes": shapes(model.non_trainable_weights),
    }


@check(part="model")
def gives_logits(work, draw):
    """See what the model gives for three sets of given weights, copied by shape."""
    model = called_once(work.make_model(), draw)
    if model is None:
        return {"is_model": False}
    values = []
    for given in draw.student_weights:
        fits = assign_by_shape(model.trainable_variables, given)
        values.append(model(draw.mixed[0]) if fits else None)
    return {"is_model": True, "weights_fit": all(value is not None for value in values), "logits": values}


@check(part="model", expect=same_as_reference("is_model", "same_in_training", "is_new"))
def is_new_and_plain(work, draw):
    """See whether training changes what the model gives, and whether a second model has variables of its own."""
    model, other = (called_once(work.make_model(), draw) for _ in range(2))
    if model is None or other is None:
        return {"is_model": False}
    logits, in_training = (np.asarray(model(draw.mixed[0], training=training)) for training in (False, True))
    before = [np.array(variable) for variable in other.trainable_variables]
    for variable in model.trainable_variables:
        variable.assign(np.asarray(variable) + 1.0)
    kept = (np.array_equal(old, new) for old, new in zip(before, other.trainable_variables, strict=True))
    return {"is_model": True, "same_in_training": bool(np.array_equal(logits, in_training)), "is_new": all(kept)}


# loss ---------------------------------------------------------------------------------------------


@check(part="loss")
def is_the_mean_cross_entropy(work, draw):
    """See the value for a whole table, for its first five examples, and for one alone."""
    x, y = draw.mixed
    model = own_model(draw)
    return {
        "loss": loss_value(work, model, x, y),
        "loss_of_five": loss_value(work, model, x[:5], y[:5]),
        "loss_of_one": loss_value(work, model, x[:1], y[:1]),
    }


@check(part="loss")
def passes_training_on(work, draw):
    """See in which mode the model is called, out of training and in it."""

    models = models_by_mode(draw)
    without, with_it = (
        [loss_value(work, model, *draw.mixed, training=mode) for model in models] for mode in (False, True)
    )
    return {"out_of_training_when_false": out_of_training(without), "in_training_when_true": in_training(with_it)}


@check(part="loss")
def can_be_differentiated(work, draw):
    """See shape and type of the loss, and its gradients."""
    import tensorflow as tf

    model = own_model(draw)
    with tf.GradientTape() as tape:
        value = loss_value(work, model, *draw.mixed)
    is_float = bool(tf.is_tensor(value) and value.dtype.is_floating)
    gradients = tape.gradient(value, model.trainable_variables) if is_float else None
    return {"loss_shape": str(tuple(np.shape(value))), "loss_is_float": is_float, "gradients": gradients}


@check(part="loss")
def adds_nothing_to_it(work, draw):
    """See whether the loss is the same for a model that has losses of its own, and another one for other weights."""
    with_penalty, plain, another = (
        loss_value(work, model, *draw.mixed)
        for model in (own_model(draw, "penalty"), own_model(draw), own_model(draw, weights=1))
    )
    return {"nothing_added": alike(with_penalty, plain) and not alike(plain, another)}


# grad ---------------------------------------------------------------------------------------------


@check(part="grad", calls=("loss",))
def gives_loss_and_gradients(work, draw):
    """See the loss and the gradients of two plain models, for a batch each."""
    x, y = draw.mixed
    first = gradients_of(work, own_model(draw), x, y)
    # Losses of the model's own are no part of it.
    second = gradients_of(work, own_model(draw, "penalty", weights=1), x[:7], y[:7])
    return {**first, **{f"{name}_of_seven": value for name, value in second.items() if name != "returned"}}


@check(part="grad", calls=("loss",))
def is_in_training_mode(work, draw):
    """See in which mode the model is called, by the loss and by the gradients."""
    found = [gradients_of(work, model, *draw.mixed) for model in models_by_mode(draw)]
    return {
        "returned": found[0]["returned"],
        "loss_in_training": in_training([one.get("loss") for one in found]),
        "gradients_in_training": in_training([one.get("gradients") for one in found]),
    }


@check(part="grad", calls=("loss",))
def has_one_for_each_trainable_variable(work, draw):
    """See number and shapes of the gradients of a model some of whose variables aren't trained."""
    found = gradients_of(work, own_model(draw, "frozen"), *draw.mixed)
    gradients = found.get("gradients") or []
    given = [gradient for gradient in gradients if gradient is not None]
    return {"returned": found["returned"], "number": len(gradients), "gradient_shapes": shapes(given)}


@check(
    part="grad",
    calls=("loss",),
    expect=same_as_reference("returned", "weights_kept", "same_loss_again", "same_gradients_again"),
)
def changes_no_weight(work, draw):
    """See whether the weights are what they were, and the gradients the same again, after those of another model."""
    model = own_model(draw, "frozen")
    before = [np.array(variable) for variable in model.weights]
    first = gradients_of(work, model, *draw.mixed)
    gradients_of(work, own_model(draw, weights=1), *draw.unseen)
    kept = all(np.array_equal(old, new) for old, new in zip(before, model.weights, strict=True))
    again = gradients_of(work, model, *draw.mixed)
    return {
        "returned": again["returned"],
        "weights_kept": kept,
        "same_loss_again": alike(first.get("loss"), again.get("loss")),
        "same_gradients_again": alike(first.get("gradients"), again.get("gradients")),
    }


# train --------------------------------------------------------------------------------------------


# Large enough that an update changes which examples are right.
RATE = 0.3


@check(part="train", calls=("grad", "loss"))
def updates_after_every_batch(work, draw):
    """See the weights after two epochs of plain gradient descent."""
    return {"weights": run(work, draw, RATE).weights}


@check(part="train", calls=("grad", "loss"), expect=same_as_reference("weights"))
def uses_the_given_optimizer(work, draw):
    """See the weights after two epochs of an optimizer with momentum."""
    after = run(work, draw, 0.05, momentum=0.9)
    # Not judged: tells another optimizer, whose numbers are the student's own.
    moved = not all(np.array_equal(old, new) for old, new in zip(draw.weights[0], after.weights, strict=True))
    return {"weights": after.weights, "updates": after.updates if moved else None}


@check(part="train", calls=("grad", "loss"))
def records_the_losses(work, draw):
    """See the loss of each of two epochs."""
    after = run(work, draw, RATE)
    return {"returned": after.returned, "losses": after.losses}


@check(part="train", calls=("grad", "loss"))
def records_the_accuracies(work, draw):
    """See the accuracy of each of two epochs."""
    after = run(work, draw, RATE)
    return {"returned": after.returned, "accuracies": after.accuracies}


@check(part="train", calls=("grad", "loss"))
def counts_in_training_mode(work, draw):
    """See in which mode the model is called: for the accuracy, with updates that change no weight, and for the gradients."""
    features, labels = all_right(draw)
    data = dataset(features[:UNSEEN_BATCH], labels[:UNSEEN_BATCH], batch_size=UNSEEN_BATCH)

    def runs(rate):
        for model in models_by_mode(draw):
            optimizer = optimizer_for(model, rate)
            yield finished(work.train(model, optimizer, data, 1), model, optimizer)

    found = [*runs(0.0)]
    # The last epoch alone: whether there are others, from an earlier call, is asked elsewhere.
    accuracies = [None if after.accuracies is None else after.accuracies[-1:] for after in found]
    return {
        "returned": found[0].returned,
        "accuracies_in_training": in_training(accuracies),
        "weights_in_training": in_training([after.weights for after in runs(0.05)]),
    }


@check(part="train", calls=("grad", "loss"))
def starts_anew_in_each_call(work, draw):
    """See whether weights and history are those of a first call, in a call that comes after one with another model."""
    data = dataset(*draw.unseen, batch_size=UNSEEN_BATCH)

    def trained():
        model, optimizer = ready(draw, 0.05)
        return finished(work.train(model, optimizer, data, 1), model, optimizer)

    first = trained()
    model, optimizer = ready(draw, 0.3, weights=1)
    other = finished(work.train(model, optimizer, data, 1), model, optimizer)
    again = trained()
    return {
        "returned": again.returned,
        "same_weights_again": alike(first.weights, again.weights) and not alike(first.weights, draw.weights[0]),
        # Nor is it what another model had in between.
        "same_losses_again": alike(first.losses, again.losses) and not alike(first.losses, other.losses),
        "same_accuracies_again": alike(first.accuracies, again.accuracies),
    }


@check(part="train", calls=("grad", "loss", "batches", "model"))
def learns_the_species(work, draw):
    """See whether nine epochs of mixed batches lead to a model that knows most penguins which it hasn't seen.

    How many these are depends on the order of the batches. What is told is a truth value, which is the same each time.
    """
    import tensorflow as tf

    tf.keras.utils.set_random_seed(7)
    model = called_once(work.make_model(), draw)
    if model is None:
        return {"learned": False}
    # A model of other shapes starts from its own weights: what is wrong with it is told by the checks of its part.
    assign_by_shape(model.trainable_variables, weights(np.random.default_rng(SEED_OF_THE_START), STUDENT_SHAPES, 0.5))
    optimizer = tf.keras.optimizers.SGD(learning_rate=RATE_TO_LEARN)
    optimizer.build(model.trainable_variables)
    work.train(model, optimizer, work.make_batches(*draw.lesson, BATCH_TO_LEARN, True), EPOCHS_TO_LEARN)
    x, y = draw.many_unseen
    right = np.mean(np.argmax(model(x, training=False), axis=-1) == y)
    return {"learned": bool(right >= RIGHT_WHEN_LEARNED)}


# evaluate -----------------------------------------------------------------------------------------


@check(part="evaluate")
def is_the_share_of_all_examples(work, draw):
    """See the accuracy of three models, on data with a short last batch."""
    return {"shares": [evaluated(work, draw, own_model(draw, weights=number)) for number in range(3)]}


@check(part="evaluate")
def is_out_of_training_mode(work, draw):
    """See in which mode the model is called."""
    data = dataset(*all_right(draw), batch_size=UNSEEN_BATCH)
    return {"out_of_training": out_of_training([work.evaluate(model, data) for model in models_by_mode(draw)])}


@check(part="evaluate")
def only_looks(work, draw):
    """See whether the weights are what they were, and the accuracy the same again, after one on labels that are all wrong."""
    model = own_model(draw, "frozen")
    before, trained = [np.array(variable) for variable in model.weights], len(model.trainable_variables)
    features, labels = all_right(draw, "frozen")
    right, wrong = (dataset(features, some, batch_size=UNSEEN_BATCH) for some in (labels, (labels + 1) % 3))
    first, other, again = (work.evaluate(model, data) for data in (right, wrong, right))
    kept = all(np.array_equal(old, new) for old, new in zip(before, model.weights, strict=True))
    return {
        "weights_kept": kept,
        "trainable_kept": len(model.trainable_variables) == trained,
        "same_accuracy_again": alike(first, again) and not alike(first, other),
    }


# predict ------------------------------------------------------------------------------------------


NAMED = 8


@check(part="predict", expect=same_as_reference("rows", "entries", "names"))
def names_the_largest_logit(work, draw):
    """See the names for eight examples, and those for all of them as a table beside the species."""
    found = predicted(work, draw, own_model(draw), draw.mixed[0][:NAMED])
    of_all = predicted(work, draw, own_model(draw), draw.mixed[0]).get("names") or []
    # Not judged: drawn.
    matrix = np.zeros((3, 3))
    for species, name in zip(draw.mixed[1], of_all, strict=False):
        matrix[species] += [name == known for known in draw.names]
    return {name: found.get(name) for name in ("rows", "entries", "names")} | {"matrix": matrix}


@check(part="predict")
def gives_its_probability(work, draw):
    """See the probabilities for two sets of weights."""
    first, second = (predicted(work, draw, own_model(draw, weights=number), draw.mixed[0][:20]) for number in (0, 1))
    return {
        "entries": first["entries"],
        "probabilities": first.get("probabilities"),
        "probabilities_of_another": second.get("probabilities"),
    }


@check(part="predict")
def predicts_out_of_training_mode(work, draw):
    """See in which mode the model is called."""
    found = [predicted(work, draw, model, draw.mixed[0][:NAMED]) for model in models_by_mode(draw)]
    return {
        "entries": found[0]["entries"],
        "out_of_training": out_of_training([one.get("probabilities") for one in found]),
    }


# Batches ------------------------------------------------------------------------------------------


def made(work, draw, *, shuffle):
    features, labels = draw.table
    return work.make_batches(features.copy(), labels.copy(), draw.batch_size, shuffle)


def one_pass(batches, draw):
    """Go over the batches once, and no further than what two passes would give; None if they aren't pairs."""
    if not isinstance(batches, Iterable):
        return None
    most = 2 * (len(draw.table[0]) // draw.batch_size + 1)
    single = 2 * len(draw.table[0])
    found = []
    for batch in itertools.islice(batches, single):
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            return None
        found.append(tuple(np.asarray(entry) for entry in batch))
        if len(found) == most and np.ndim(found[0][1]):
            break
    return found


def sizes_of(found):
    """Return how many labels each batch has; an example that isn't in a batch counts as one of size 0."""
    return [len(labels) if np.ndim(labels) else 0 for _, labels in found]


def joined(found, entry):
    """Return the features or labels of all batches below one another."""
    arrays = [np.atleast_1d(batch[entry]) for batch in found]
    if len({array.shape[1:] for array in arrays}) != 1:
        return np.zeros(0)
    return np.concatenate(arrays)


def places_of(features, draw):
    """Return at which row of the table each example lies; None if one of them isn't there."""
    rows = {row.tobytes(): place for place, row in enumerate(draw.table[0])}
    if np.shape(features)[1:] != (4,):
        return None
    places = [rows.get(np.asarray(row, np.float32).tobytes()) for row in features]
    return None if None in places else places


def order_of(work, draw, fewer):
    """Return the rows of a shuffled pass over all of the table but the last ones."""
    n = len(draw.table[0]) - fewer
    features, labels = (entry[:n].copy() for entry in draw.table)
    found = one_pass(work.make_batches(features, labels, draw.batch_size, True), draw)
    return found and places_of(joined(found, 0), draw)


def how_mixed(orders, draw):
    """Name how far examples are mixed in several passes.

    Of a pass that is mixed well, one pair in a hundred stays together. One in fifteen at most has none of the last rows among its
    first 16, and six such passes have none in one submission of a hundred million. A buffer of up to 64 examples never has one.
    """
    if all(order == sorted(order) for order in orders):
        return NOT
    together = sum(np.count_nonzero(np.diff(order) == 1) for order in orders)
    if together > sum(map(len, orders)) / 2:
        return BATCHES
    early = any(max(order[:16], default=0) >= 0.75 * len(draw.table[0]) + 5 for order in orders)
    return ALL if early else NEIGHBOURS


# Models -------------------------------------------------------------------------------------------


@cache
def own_class():
    """Make the class of the probes' own models. Keras makes one in half the time that a Sequential of Dense layers takes."""
    import tensorflow as tf

    def given(value):
        return lambda shape, dtype=None: tf.constant(value)

    class Linear(tf.keras.layers.Layer):
        def __init__(self, kernel, bias, penalty=None):
            super().__init__()
            self.kernel = self.add_weight(
                name="kernel", shape=kernel.shape, initializer=given(kernel), regularizer=penalty
            )
            self.bias = self.add_weight(name="bias", shape=bias.shape, initializer=given(bias))
            self.built = True

        def call(self, inputs):
            return tf.matmul(inputs, self.kernel) + self.bias

    class Own(tf.keras.Model):
        def __init__(self, values, own):
            super().__init__()
            kernel, bias, last_kernel, last_bias = values
            self.own = own
            self.hidden = Linear(kernel, bias, tf.keras.regularizers.L2(0.1) if own == "penalty" else None)
            self.last = Linear(last_kernel, last_bias)
            if own == "frozen":
                shift = np.full(bias.shape, 0.2, np.float32)
                self.shift = self.add_weight(name="shift", shape=shift.shape, initializer=given(shift), trainable=False)
            # All weights are there: Keras needn't trace a call to find out what to build.
            self.built = True

        def call(self, inputs, training=False):
            hidden = tf.nn.relu(self.hidden(inputs))
            if self.own == "trained" or (self.own == "mode" and training):
                hidden *= IN_TRAINING
            if self.own == "frozen":
                hidden += self.shift
            return self.last(hidden)

    return Own


def own_model(draw, own=None, *, weights=0):
    """Make a small model with given weights: four inputs, six units and three logits.

    `own` gives it a loss of its own (`penalty`), a variable that isn't trained (`frozen`), or units whose outputs are multiplied
    by IN_TRAINING: in training mode (`mode`), or at all times (`trained`).
    """
    return own_class()(draw.weights[weights], own)


def models_by_mode(draw):
    """Return a model that does something else in training, one that never does, and one that always does."""
    return [own_model(draw, own) for own in ("mode", None, "trained")]


def in_training(given):
    """Return whether a model is called in training mode, by what each of `models_by_mode` gave."""
    mode, plain, trained = given
    return alike(mode, trained) and not alike(mode, plain)


def out_of_training(given):
    """Return whether a model is called out of training mode, by what each of `models_by_mode` gave."""
    mode, plain, trained = given
    return alike(mode, plain) and not alike(mode, trained)


def alike(one, other):
    """Return whether two results have the same numbers, up to the order in which they were added up; results without any haven't."""
    one, other = numbers(one), numbers(other)
    if not one or not other or len(one) != len(other):
        return False
    return all(a.shape == b.shape and np.allclose(a, b, rtol=1e-4, atol=1e-5) for a, b in zip(one, other, strict=True))


def numbers(result):
    """Return the arrays in a result, however they are nested; None if something else is in it."""
    import tensorflow as tf

    try:
        return [np.asarray(entry, np.float64) for entry in tf.nest.flatten(result) if entry is not None]
    except (TypeError, ValueError):
        return None


def all_right(draw, own=None):
    """Return features that no model has seen, and the labels that a model with the first weights gives them."""
    features = draw.unseen[0]
    logits = own_model(draw, own)(features, training=False)
    return features, np.argmax(logits, axis=-1).astype(np.int32)


def called_once(model, draw):
    """Call a model that may not be built yet; None if it isn't a Keras model."""
    import tensorflow as tf

    if not isinstance(model, tf.keras.Model):
        return None
    model(tf.constant(draw.mixed[0]))
    return model


# What several probes do ---------------------------------------------------------------------------


def loss_value(work, model, x, y, *, training=False):
    import tensorflow as tf

    return work.loss(model, tf.constant(x), tf.constant(y), training=training)


def gradients_of(work, model, x, y):
    """Ask grad; give loss and gradients, and the form of what came back where it isn't as asked."""
    import tensorflow as tf

    found = work.grad(model, tf.constant(x), tf.constant(y))
    gradients = found[1] if isinstance(found, (tuple, list)) and len(found) == 2 else None
    if isinstance(gradients, (tuple, list)):
        # Of a variable that isn't trained there is no gradient: the list says which.
        given = [one for one in gradients if one is not None]
        values = {"returned": form_of((found[0], given))}
    else:
        values = {"returned": form_of(found)}
    if values["returned"] == "(number, list)":
        values |= {"loss": found[0], "gradients": list(gradients)}
    return values


@dataclass(frozen=True)
class After:
    """What a call of train leaves: the weights, what it returned, and how many updates the optimizer made."""

    weights: list[Any]
    returned: str
    losses: Any
    accuracies: Any
    updates: int


def ready(draw, rate, *, momentum=0.0, own=None, weights=0):
    """Make a model, and an optimizer that is built for it."""
    model = own_model(draw, own, weights=weights)
    return model, optimizer_for(model, rate, momentum)


def optimizer_for(model, rate, momentum=0.0):
    import tensorflow as tf

    optimizer = tf.keras.optimizers.SGD(learning_rate=rate, momentum=momentum)
    optimizer.build(model.trainable_variables)
    return optimizer


@cache
def run(work, draw, rate, momentum=0.0):
    """Train two epochs, once a draw with these settings, on data whose last batch is short."""
    # Its own losses are no part of what is trained.
    model, optimizer = ready(draw, rate, momentum=momentum, own="penalty")
    data = dataset(*draw.mixed, batch_size=draw.batch_size)
    return finished(work.train(model, optimizer, data, 2), model, optimizer)


def finished(returned, model, optimizer):
    """Keep the numbers that a training leaves: the history, if it is one."""
    if isinstance(returned, dict) and {"loss", "accuracy"} <= set(returned):
        returned = returned["loss"], returned["accuracy"]
    if isinstance(returned, np.ndarray) and np.ndim(returned) == 2:
        returned = list(returned)
    form = form_of(returned)
    history = [np.asarray(row, np.float64) for row in returned] if form == "(list, list)" else [None, None]
    weights = [np.array(variable) for variable in model.trainable_variables]
    return After(weights, form, *history, int(optimizer.iterations))


def evaluated(work, draw, model):
    return work.evaluate(model, dataset(*draw.unseen, batch_size=UNSEEN_BATCH))


def predicted(work, draw, model, features):
    """Ask predict; give names and probabilities from pairs or from two sequences, or the form of what came back."""
    import tensorflow as tf

    returned = work.predict(model, tf.constant(features), list(draw.names))
    if returned is None or isinstance(returned, (str, dict)) or not isinstance(returned, Iterable):
        return {"rows": None, "entries": form_of(returned)}
    rows = list(returned)
    if len(rows) == 2 and all(np.ndim(entry) == 1 and len(entry) == len(features) for entry in rows):
        rows = list(zip(*rows, strict=True))
    rows = [tuple(map(plain, row)) if isinstance(row, (tuple, list, np.ndarray)) else row for row in rows]
    forms = sorted({form_of(row) for row in rows})
    values = {"rows": len(rows), "entries": " / ".join(forms)[:60] or "none"}
    if forms == ["(str, number)"]:
        values |= {"names": [row[0] for row in rows], "probabilities": np.array([float(row[1]) for row in rows])}
    return values


def plain(entry):
    """Return a text for what TensorFlow and NumPy make of one."""
    entry = entry.numpy() if hasattr(entry, "numpy") else entry
    return (
        entry.decode(errors="replace") if isinstance(entry, bytes) else str(entry) if isinstance(entry, str) else entry
    )


MOST_NAMED = 4


def form_of(value):
    """Describe what came back in Python's own words: `(number, list)`, `(list, list of str)`, `None`."""
    if isinstance(value, tuple) or (isinstance(value, list) and len(value) == 2):
        inner = ", ".join(kind_of(entry) for entry in value[:MOST_NAMED])
        return f"({inner}{', ...' if len(value) > MOST_NAMED else ''})"
    return kind_of(value)


def kind_of(value):
    """Name the kind of one value; of a list also what is in it, if those aren't numbers or arrays."""
    if value is None or isinstance(value, (str, dict)):
        return "None" if value is None else type(value).__name__
    if isinstance(value, (list, tuple)) or np.ndim(value) == 1:
        odd = {name for name in map(type_of, value) if name is not None}
        return f"list of {min(odd)}" if odd else "list"
    return type_of(value) or ("number" if np.ndim(value) == 0 else "array")


def type_of(value):
    """Return the name of a value's type if it is neither a number nor an array of numbers."""
    try:
        np.asarray(value, np.float64)
    except (TypeError, ValueError):
        return type(value).__name__[:20]
    return type(value).__name__[:20] if isinstance(value, (str, dict, list, tuple)) or value is None else None
