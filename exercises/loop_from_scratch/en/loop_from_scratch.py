# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A training loop from scratch
#
# In this exercise you write the parts of a training loop: a layer with a loss of its own, compiled steps of training
# and validation, epochs with a history, gradients over several batches, and the two steps of a GAN.
#
# Seven parts are yours to write: replace each `raise NotImplementedError` with your own code, and keep the names
# and arguments. The docstring of each part says exactly what it must do. Everything else is ready. Run `grade` as
# often as you like, even before every part is written.

# %%
import numpy as np
import tensorflow as tf

# %% [markdown]
# ## The data
#
# `blobs` gives three classes of points in four dimensions, and `ring` gives points around a circle for the GAN. Both
# losses expect **logits**, the numbers before softmax or sigmoid.

# %%
# Ready to use: there is nothing to change in this cell.
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
bce = tf.keras.losses.BinaryCrossentropy(from_logits=True)
# The labels for the discriminator: generated points are 1.
REAL, FAKE = 0.0, 1.0


def blobs(n, seed):
    """Return n points of three classes: x, float32 of shape (n, 4), and y, int32 with the classes 0, 1, 2."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n).astype(np.int32)
    centres = np.array([[1, 0, 1, 0], [-1, 1, 0, 1], [0, -1, -1, -1]])
    return (centres[y] + rng.normal(0.0, 0.8, (n, 4))).astype(np.float32), y


def ring(n, seed):
    """Return n points near the circle of radius 2, float32 of shape (n, 2)."""
    rng = np.random.default_rng(seed)
    angle, radius = rng.uniform(0.0, 2.0 * np.pi, n), rng.normal(2.0, 0.1, n)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


# %% [markdown]
# ## 1. A layer that adds a loss
#
# A layer can add a term to the loss with `self.add_loss`. This one keeps the activities of a network small: for a
# batch of $N$ examples $a_1, \ldots, a_N$ it adds
#
# $$\text{rate} \cdot \frac{1}{N} \sum_{i=1}^{N} \sum_{j} a_{ij}^2$$
#
# and passes its inputs on. It is a mean over the batch, so that parts of a batch can be combined later.


# %%
class ActivityRegularization(tf.keras.layers.Layer):
    """Return the inputs unchanged, and add one loss at every call.

    The loss is `rate` times the mean over the batch of the sum of squares of an example's numbers. After a call,
    `layer.losses` has that one entry. Inputs have the shape (batch, k), for any k.
    """

    def __init__(self, rate=0.01, **kwargs):
        """Keep the rate, and pass the other arguments, such as `name`, on to Keras."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, inputs):
        """Add the loss of these inputs, and return them."""
        raise NotImplementedError


# %%
# Ready to use: a network with your layer between two others.
def make_model():
    """Return a new model: 4 numbers, 16 units, your layer, 3 logits."""
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(4,)),
            tf.keras.layers.Dense(16, activation="relu"),
            ActivityRegularization(0.01),
            tf.keras.layers.Dense(3),
        ]
    )


# %%
# Grading skips this cell.
if __name__ == "__main__":
    layer = ActivityRegularization(0.1)
    layer(tf.constant([[1.0, 2.0], [3.0, 0.0]]))
    print("losses, expected [0.7]:", [float(value) for value in layer.losses])

# %% [markdown]
# ## 2. A step of training
#
# `tf.function` turns a Python function into a graph. Python runs the function only while it is **traced**, once or a
# few times for each shape of its arguments; later calls run the graph. So create the compiled function once, and do
# nothing in it that only Python can do, such as appending to a list.


# %%
def make_train_step(model, optimizer, loss_fn, metric):
    """Return a compiled function `train_step(x, y)` that makes one update of the model.

    The total loss is `loss_fn(y, logits)` plus the sum of `model.losses`, where `logits` are
    `model(x, training=True)`; a model may have no losses. The step applies the gradients of the total loss for
    `model.trainable_variables` with the given optimizer, updates `metric` with `(y, logits)` of that same forward
    pass, and returns the total loss, a scalar from before the update. When each shape of batch has been seen
    twice, further calls run no Python code of the model.
    """
    raise NotImplementedError


# %% [markdown]
# ## 3. A step of validation


# %%
def make_test_step(model, metric):
    """Return a compiled function `test_step(x, y)` that validates the model on a batch.

    It updates `metric` with `(y, model(x, training=False))` and changes nothing else. It is compiled like the
    train step; what it returns is up to you.
    """
    raise NotImplementedError


# %% [markdown]
# ## 4. Epochs
#
# An epoch is one pass over the training data, followed by one over the validation data. The last batch is often
# smaller than the others: its examples must not count more than theirs.


# %%
def fit(model, optimizer, loss_fn, train_data, val_data, epochs):
    """Train and validate the model for some epochs, and return the history.

    In each epoch, make a train step for every batch of `train_data` in order, then a test step for every batch of
    `val_data`; both are `tf.data.Dataset`s of pairs (x, y). Return a dict of lists with one number for each epoch:
    `loss`, the mean total loss in which each example counts once (the loss of a batch times its size, over the
    number of examples), and `accuracy` and `val_accuracy`, both `SparseCategoricalAccuracy`. All of them start
    again in each epoch.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    train_data = tf.data.Dataset.from_tensor_slices(blobs(200, seed=1)).batch(32)
    val_data = tf.data.Dataset.from_tensor_slices(blobs(100, seed=2)).batch(32)
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(learning_rate=0.1)
    optimizer.build(model.trainable_variables)
    history = fit(model, optimizer, loss_fn, train_data, val_data, epochs=10)
    for name, values in history.items():
        print(name, [round(float(value), 3) for value in values])

# %%
# Grading skips this cell.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(history["loss"]) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, history["loss"], "C2.-")
    right.plot(epochs, history["accuracy"], "C0.-", label="accuracy")
    right.plot(epochs, history["val_accuracy"], "C1.-", label="val_accuracy")
    left.set_xlabel("epoch")
    left.set_ylabel("loss")
    right.set_xlabel("epoch")
    right.legend()
    plt.show()

# %% [markdown]
# ## 5. Gradients of several batches
#
# If a batch is too large for the memory, its gradients are computed in pieces. Each piece gives means over its own
# examples; together they must give the mean over all of them.


# %%
def accumulate_gradients(model, loss_fn, batches):
    """Return the gradients of all examples of `batches`, as though they were one batch.

    They are the gradients of the total loss of `make_train_step` (with `training=True` and `model.losses`): a list
    with one gradient for each of `model.trainable_variables`, in that order. `batches` is a list or a dataset of
    pairs (x, y) of any sizes, and each batch weighs by its size. Nothing is changed.
    """
    raise NotImplementedError


# %% [markdown]
# ## 6. The discriminator's step
#
# In a GAN, a **generator** makes points out of noise, and a **discriminator** tells them from real ones. They are
# trained in turns, each with an optimizer of its own.

# %%
# Ready to use: the two networks.
NOISE = 3


def make_generator():
    """Return a new generator: noise of 3 numbers, 16 units, a point in the plane."""
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input(shape=(NOISE,)), layers.Dense(16, activation="relu"), layers.Dense(2)])


def make_discriminator():
    """Return a new discriminator: a point in the plane, 16 units, one logit of the label `FAKE`."""
    layers = tf.keras.layers
    return tf.keras.Sequential([tf.keras.Input(shape=(2,)), layers.Dense(16, activation="relu"), layers.Dense(1)])


# %%
def discriminator_step(generator, discriminator, d_optimizer, real, noise):
    """Make one update of the discriminator alone, and return its loss.

    The loss is the binary cross-entropy from logits, a mean over all points together: those of `generator(noise)`
    with the label `FAKE`, and those of `real` with the label `REAL`, however many there are of each. Return it as
    it was before the update.
    """
    raise NotImplementedError


# %% [markdown]
# ## 7. The generator's step
#
# The generator is right when the discriminator is wrong: its points should be taken for real.


# %%
def generator_step(generator, discriminator, g_optimizer, noise):
    """Make one update of the generator alone, and return its loss.

    The loss is the mean binary cross-entropy from logits that the discriminator has for `generator(noise)` and the
    label `REAL`. Return it as it was before the update.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    generator, discriminator = make_generator(), make_discriminator()
    g_optimizer, d_optimizer = tf.keras.optimizers.Adam(0.005), tf.keras.optimizers.Adam(0.005)
    g_optimizer.build(generator.trainable_variables)
    d_optimizer.build(discriminator.trainable_variables)
    real = tf.constant(ring(256, seed=3))
    rng = np.random.default_rng(4)
    for step in range(300):
        noise = tf.constant(rng.normal(size=(256, NOISE)).astype(np.float32))
        d_loss = discriminator_step(generator, discriminator, d_optimizer, real, noise)
        g_loss = generator_step(generator, discriminator, g_optimizer, noise)
        if step % 50 == 0:
            print(step, float(d_loss), float(g_loss))

# %%
# Grading skips this cell.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    points = generator(noise)
    plt.plot(real[:, 0], real[:, 1], ".", label="real")
    plt.plot(points[:, 0], points[:, 1], ".", label="generated")
    plt.axis("equal")
    plt.legend()
    plt.show()
