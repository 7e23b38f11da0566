# %% [markdown]
# # Mean squared error

# %%
import numpy as np


# %%
def mean_squared_error(target, predicted):
    """Return the mean of the squared differences."""
    # BEGIN SOLUTION
    return np.mean((target - predicted) ** 2)
    # END SOLUTION


# %% checks
from grader import check


@check(part="mean_squared_error")
def takes_the_mean_of_the_squares(work, rng):
    """Takes the mean of the squares.

    Square each difference before you take the mean.
    """
    return {"error": work.mean_squared_error(rng.normal(size=3), rng.normal(size=3))}
