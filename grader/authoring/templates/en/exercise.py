# %% [markdown]
# # MY_TITLE
#
# Replace each `raise NotImplementedError` with your own code, and keep names and arguments. Run `grade` as often as you
# like.

# %%
def step(w, gradient, learning_rate):
    """Return the weight after one step of gradient descent.

    It moves against the gradient, by the gradient times `learning_rate`.
    """
    # BEGIN SOLUTION
    return w - learning_rate * gradient
    # END SOLUTION


# %% checks
# Students get what stands above, with a stub in place of the lines between the markers: `grade starters` writes it.
# A check asks somebody's definitions for values. It is asked twice, of the solution above and of a student's file, and
# the values must be the same. Its docstring is its title in the report, and after an empty line a hint for who fails it.
from grader import check


@check(part="step")
def goes_against_the_gradient(work, rng):
    """Moves the weight against the gradient.

    Where the gradient is positive, a smaller weight gives a smaller loss. Look at the sign of the update.
    """
    w, gradient, learning_rate = rng.uniform(1.0, 2.0, 3).tolist()
    return {"w": work.step(w, gradient, learning_rate)}


@check(part="step")
def stands_still_at_rate_zero(work):
    """Leaves the weight alone at rate 0.

    The gradient counts only as far as the learning rate says.
    """
    return {"w": work.step(3.0, 5.0, 0.0)}


# %% misconceptions
# Wrong definitions as students write them. If somebody's values are those of one of these, the report gives its
# docstring in place of the hint. `grade verify` shows which check catches which.
from grader import misconception


@misconception(part="step")
def uphill(w, gradient, learning_rate):
    """The step goes up the slope: the update has the sign of the gradient."""
    return w + learning_rate * gradient


@misconception(part="step")
def without_the_rate(w, gradient, learning_rate):
    """The step is as large as the gradient: the learning rate isn't used."""
    return w - gradient
