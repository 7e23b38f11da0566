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
# # Custom training: a classifier of penguins
#
# In this exercise you write a whole training program by hand: data in batches, a model, a loss with its gradients,
# a training loop, and then evaluation and predictions on penguins that the model has never seen.
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
# Each penguin has four features (length and depth of its bill, length of its flipper, body mass, all scaled) and a
# label: the number of its species, 0, 1 or 2. The table is sorted by species, as field tables often are.

# %%
# Ready to use: there is nothing to change in this cell.
CLASS_NAMES = ["Adélie", "Chinstrap", "Gentoo"]
CENTRES = np.array(
    [[-0.95, 0.60, -0.78, -0.62], [0.89, 0.64, -0.37, -0.59], [0.65, -1.10, 1.16, 1.09]],
)


def penguins(n, seed):
    """Return features of shape (n, 4) and labels of shape (n,), sorted by species."""
    rng = np.random.default_rng(seed)
    y = np.sort(rng.integers(0, len(CLASS_NAMES), n))
    x = CENTRES[y] + 0.45 * rng.standard_normal((n, 4))
    return x.astype(np.float32), y.astype(np.int32)


train_x, train_y = penguins(110, seed=1)
test_x, test_y = penguins(37, seed=2)

# %%
# Grading skips this cell.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    for number, name in enumerate(CLASS_NAMES):
        rows = train_y == number
        plt.plot(train_x[rows, 0], train_x[rows, 2], ".", label=name)
    plt.xlabel("bill length")
    plt.ylabel("flipper length")
    plt.legend()
    plt.show()

# %% [markdown]
# ## 1. Batches
#
# Training takes a small batch of examples for each update. In a sorted table the first batches would hold a single
# species, so for training the examples are shuffled first: over the whole table, so that any of them can come in
# any batch. `tf.data.Dataset` can do both.


# %%
def make_batches(features, labels, batch_size, shuffle):
    """Return the examples in batches: something that can be looped over again and again, such as a Dataset.

    Each batch is a pair (features, labels) of `batch_size` examples; the last one is smaller if the table runs
    out, and it is kept. Both arguments are NumPy arrays. If `shuffle` is False, the examples come in the given
    order. If it is True, each comes exactly once in a pass, next to its own label, and mixed over the whole table.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    for x, y in make_batches(train_x, train_y, 32, True):
        print(x.shape, np.asarray(y))

# %% [markdown]
# ## 2. The model
#
# Two hidden layers and an output of three numbers, the logits: one for each species, and the larger it is, the more
# likely the species. Logits can be any numbers. Softmax makes probabilities of them, but that is not a part of
# this model: the loss and the predictions do it.


# %%
def make_model():
    """Return a new Keras model: 4 features -> 10 units, relu -> 8 units, relu -> 3 logits.

    All three layers are dense and have biases; the last one has no activation. There are no other layers with
    variables, and the model does the same in training as outside it.
    """
    raise NotImplementedError


# %% [markdown]
# ## 3. The loss
#
# The cross-entropy is minus the logarithm of the probability that the model gives to the right species. It is
# averaged over the $N$ examples of the batch; $z_i$ are the logits of example $i$, and $y_i$ is its label.
#
# $$L = -\frac{1}{N} \sum_{i=1}^{N} \log \mathrm{softmax}(z_i)_{y_i}$$
#
# Some layers, such as dropout, do something else in training. A model is told with its argument `training`.


# %%
def loss(model, x, y, training):
    """Return the mean cross-entropy of the batch (x, y), as one scalar float tensor.

    It compares the labels y (0, 1 or 2) with the logits `model(x, training=training)`, and adds nothing else. The
    result must be differentiable with respect to the model's variables, so use TensorFlow operations.
    """
    raise NotImplementedError


# %% [markdown]
# ## 4. The gradients
#
# `tf.GradientTape` records what is computed inside its `with` block, and then gives the derivatives of the loss
# with respect to the model's variables.


# %%
def grad(model, inputs, targets):
    """Return (loss_value, gradients): your `loss` of the batch with `training=True`, and its gradients.

    The gradients are a list with one for each of `model.trainable_variables`, in that order. Nothing changes: the
    weights stay as they are.
    """
    raise NotImplementedError


# %% [markdown]
# ## 5. Training
#
# An epoch is one pass over all batches, with an update of the weights after each. The optimizer makes the updates:
# `optimizer.apply_gradients` takes pairs of a gradient and its variable. To see how training goes, record two
# numbers for each epoch. `tf.keras.metrics` can help: a metric collects values until you create a new one or reset it.


# %%
def train(model, optimizer, dataset, num_epochs):
    """Train the model for `num_epochs` epochs; return two lists (losses, accuracies) with an entry for each epoch.

    For each batch (x, y) of `dataset`, in order: compute loss and gradients with `grad`, and let the given
    optimizer make one update. The loss of an epoch is the mean of the losses that `grad` returned, where each batch
    counts once, also a short one. The accuracy of an epoch is the share of examples, from 0 to 1, that
    `model(x, training=True)` gets right after the update with their batch; each example counts once. Both start
    over in each epoch, and nothing is kept between calls.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    model = make_model()
    optimizer = tf.keras.optimizers.SGD(learning_rate=0.1)
    batches = make_batches(train_x, train_y, 16, True)
    losses, accuracies = train(model, optimizer, batches, 15)

# %%
# Grading skips this cell.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(losses) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, losses, "C2.-")
    right.plot(epochs, accuracies, "C0.-")
    left.set_xlabel("epoch")
    left.set_ylabel("loss")
    right.set_xlabel("epoch")
    right.set_ylabel("accuracy")
    plt.show()

# %% [markdown]
# ## 6. Evaluation
#
# How good a model is shows only on examples that it wasn't trained on.


# %%
def evaluate(model, dataset):
    """Return the accuracy on all batches of `dataset`: the share of examples that are right, from 0 to 1.

    An example is right if the largest of the logits `model(x, training=False)` is that of its label. Each example
    counts once, whatever the size of its batch. Nothing changes, and a second call gives the same number.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    accuracy = evaluate(model, make_batches(test_x, test_y, 16, False))
    print(f"accuracy on unseen penguins: {accuracy:.3f}")

# %% [markdown]
# ## 7. Predictions
#
# Softmax turns the three logits of a penguin into probabilities that add up to 1. The answer is the name of the most
# likely species, and how sure the model is.


# %%
def predict(model, features, class_names):
    """Return a list with one pair (name, probability) for each row of `features`.

    The name is the entry of `class_names` with the number of the largest logit; the probability is the softmax
    probability of that species, from 0 to 1. The logits are `model(features, training=False)`.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    for (name, probability), number in zip(predict(model, test_x[::6], CLASS_NAMES), test_y[::6]):
        print(f"{name:10s} {probability:.3f}   ({CLASS_NAMES[number]})")
