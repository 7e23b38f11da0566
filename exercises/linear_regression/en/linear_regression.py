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
# # Linear regression: a training loop
#
# In this exercise you write what happens inside `model.fit`: a loss, a model, one step of gradient descent, and a
# loop of ten epochs. Then you do the same with Keras, compare the results, and save the trained weights.
#
# Seven parts are yours to write: replace each `raise NotImplementedError` with your own code, and keep the names
# and arguments. The docstring of each part says exactly what it must do. Everything else is ready. Run `grade` as
# often as you like, even before every part is written.

# %%
import tensorflow as tf

# %% [markdown]
# ## The data
#
# The true relation is the line $f(x) = 3x + 2$. We see points of this line with normally distributed noise added.
# The model knows neither the 3 nor the 2: it has to find them from the data.

# %%
# Ready to use: there is nothing to change in this cell.
TRUE_W = 3.0
TRUE_B = 2.0
NUM_EXAMPLES = 201


def f(x):
    """Return the ideal line, without noise."""
    return x * TRUE_W + TRUE_B


tf.random.set_seed(42)
x = tf.linspace(-2.0, 2.0, NUM_EXAMPLES)
y = f(x) + tf.random.normal(shape=[NUM_EXAMPLES])

# %%
# Grading skips this cell.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    plt.plot(x, y, ".", label="data")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()

# %% [markdown]
# ## 1. The loss
#
# The loss says how far the predictions are from the data. Here it is the mean squared error (MSE): one number for
# a whole batch of $N$ examples.
#
# $$L = \frac{1}{N} \sum_{i=1}^{N} \left(y_i - \hat{y}_i\right)^2$$


# %%
def loss(target_y, predicted_y):
    """Return the mean squared error of the whole batch, as one scalar float tensor.

    Both arguments are float tensors of the same shape, (N,) or (N, 1), for any N. The result must be
    differentiable with respect to the predictions, so use TensorFlow operations.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    # Even the ideal line misses noisy data: its loss is the variance of the noise, about 1.
    print("loss of f:", float(loss(y, f(x))))

# %% [markdown]
# ## 2. The model
#
# The model predicts $\hat{y} = w x + b$. The weight $w$ and the bias $b$ are variables (`tf.Variable`): they are
# what training changes. Usually they start at random values. Here the initial values are given, so that everybody
# starts from the same point.


# %%
class MyModel(tf.Module):
    """A line: `model(x)` is w * x + b.

    The attributes `w` and `b` are trainable variables; w starts at 5.0 and b at 0.0.
    """

    def __init__(self, **kwargs):
        """Create the variables w and b."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def __call__(self, x):
        """Return the predictions, a float tensor of the same shape as x."""
        raise NotImplementedError


# %% [markdown]
# ## 3. One step of training
#
# The gradient points in the direction in which the loss grows fastest, so a step goes the opposite way. The
# learning rate $\eta$ sets the length of the step:
#
# $$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad
# b \leftarrow b - \eta\,\frac{\partial L}{\partial b}$$
#
# Both derivatives are taken at the same point $(w, b)$, that is, before either variable changes. They come from
# `tf.GradientTape`, which records the computations made inside its `with` block.


# %%
def train(model, x, y, learning_rate):
    """Make one step of gradient descent on all of (x, y) as a single batch.

    Change `model.w` and `model.b` in place: subtract from each of them `learning_rate` times the derivative of
    the loss with respect to it. The loss compares y with the prediction `model(x)`. Take both derivatives
    before either variable changes. The function must work with any learning rate, from any values of w and b,
    and with MyModelKeras (part 5) as well as with MyModel. It returns nothing.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    model = MyModel()
    print("before:", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())
    train(model, x, y, learning_rate=0.1)
    print("after: ", model.w.numpy(), model.b.numpy(), loss(y, model(x)).numpy())

# %% [markdown]
# ## 4. The training loop
#
# An epoch is one pass over all the data. Here all the data form a single batch, so an epoch is one call of
# `train`. To see how training goes, record $w$, $b$ and the loss after each update.


# %%
# Ready to use: it makes the line that the loop prints in each epoch.
def report(model, loss):
    """Return w, b and the loss as a line of text."""
    return f"W = {model.w.numpy():1.2f}, b = {model.b.numpy():1.2f}, loss={loss:2.5f}"


# %%
def training_loop(model, x, y):
    """Train the model for 10 epochs at learning rate 0.1, and return the history (weights, biases, losses).

    Each epoch calls `train` once. After that update, it appends the value of w to the list `weights`, that of
    b to `biases`, and the loss to `losses`, all as numbers, and prints one line. So each list ends up with 10
    entries. Training starts from whatever values w and b have.
    """
    raise NotImplementedError


# %%
# Grading skips this cell.
if __name__ == "__main__":
    model = MyModel()
    weights, biases, losses = training_loop(model, x, y)

# %% [markdown]
# The plots show how $w$ and $b$ approach their true values (the dashed lines), and how the loss falls. Ten epochs
# are too few for $b$ to reach 2: try calling the loop several times.

# %%
# Grading skips this cell.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    epochs = range(1, len(losses) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    left.plot(epochs, weights, "C0.-", label="w")
    left.plot(epochs, biases, "C1.-", label="b")
    left.axhline(TRUE_W, color="C0", linestyle="--", label="TRUE_W")
    left.axhline(TRUE_B, color="C1", linestyle="--", label="TRUE_B")
    left.set_xlabel("epoch")
    left.margins(y=0.2)  # room for the legend
    left.legend(ncol=2, loc="upper right")
    right.plot(epochs, losses, "C2.-")
    right.set_xlabel("epoch")
    right.set_ylabel("loss")
    right.set_ylim(bottom=0)
    plt.show()

# %% [markdown]
# ## 5. The same model in Keras
#
# A Keras model is also called like a function, so your `train` and `training_loop` work with it as they are. Two
# things are different. The method that makes the predictions is `call`, not `__call__`. And the variables are
# created with `self.add_weight`, which takes a name, a shape and an initializer (see `tf.keras.initializers`):
# every version of Keras then knows about them. Only Keras 2 notices an ordinary `tf.Variable` in an attribute;
# Keras 3 does not train it.


# %%
class MyModelKeras(tf.keras.Model):
    """The same line as a Keras model: `model(x)` is w * x + b, w starts at 5.0 and b at 0.0.

    Create both variables with `self.add_weight`, as scalars (of shape ()), so that Keras 2 and Keras 3 alike
    list them in `trainable_variables`.
    """

    def __init__(self, **kwargs):
        """Create the variables w and b."""
        super().__init__(**kwargs)
        raise NotImplementedError

    def call(self, x):
        """Return the predictions for x."""
        raise NotImplementedError


# %% [markdown]
# ## 6. `compile` and `fit`
#
# Keras has this loop built in: `compile` sets the optimizer and the loss, and `fit` trains. Note that `fit` splits
# the data into batches (of 32 examples by default) and updates the variables after each batch. To repeat what your
# loop does, all the data must be a single batch.


# %%
def compile_and_fit(model, x, y):
    """Train a MyModelKeras with `compile` and `fit`, as `training_loop` would; return the History from `fit`.

    Compile with plain stochastic gradient descent (SGD) at learning rate 0.1 and the mean squared error as
    the loss; fit for 10 epochs, in one call, with all examples as a single batch, however many there are.
    """
    raise NotImplementedError


# %% [markdown]
# ## 7. A checkpoint
#
# Trained weights are saved to a file, a checkpoint, so that a new model can load them later.


# %%
def save_checkpoint(model, path):
    """Save the weights of a MyModelKeras to `path`, a file name that ends in ".weights.h5".

    Then `load_weights(path)`, on a new MyModelKeras that has been called once, gives it the same w and b.
    """
    raise NotImplementedError


# %% [markdown]
# ## All together
#
# Keras should end where your loop ends. The losses of the two trainings are one epoch apart: `fit` reports the
# loss before an update, your loop the loss after it.

# %%
# Grading skips this cell.
if __name__ == "__main__":
    keras_model = MyModelKeras()
    history = compile_and_fit(keras_model, x, y)
    print("training_loop:   w =", model.w.numpy(), " b =", model.b.numpy())
    print("compile_and_fit: w =", keras_model.w.numpy(), " b =", keras_model.b.numpy())
    print("losses of the loop, epochs 1-9:", [round(float(value), 3) for value in losses[:-1]])
    print("losses of fit, epochs 2-10:    ", [round(value, 3) for value in history.history["loss"][1:]])

# %%
# Grading skips this cell.
if __name__ == "__main__":
    save_checkpoint(keras_model, "linear_regression.weights.h5")
    restored = MyModelKeras()
    restored(x)  # the first call builds the model
    restored.load_weights("linear_regression.weights.h5")
    print("restored: w =", restored.w.numpy(), " b =", restored.b.numpy())

# %%
# Grading skips this cell.
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    plt.plot(x, y, ".", alpha=0.5, label="data")
    plt.plot(x, f(x), "k--", label="f(x)")
    plt.plot(x, MyModel()(x), "C3", label="before training")
    plt.plot(x, restored(x), "C2", label="after training")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.legend()
    plt.show()

# %% [markdown]
# ## What comes next
#
# The lecture ends with three links: to [a classifier with its whole training
# program](https://www.tensorflow.org/tutorials/customization/custom_training_walkthrough), which is the exercise
# `custom_training`; to [a training loop from
# scratch](https://www.tensorflow.org/guide/keras/writing_a_training_loop_from_scratch), which is the exercise
# `loop_from_scratch`; and to [training on several devices](https://www.tensorflow.org/guide/distributed_training), which
# is the exercise `distributed`.
