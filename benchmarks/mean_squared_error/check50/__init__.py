import check50
import check50.py
import numpy as np


@check50.check()
def takes_the_mean_of_the_squares():
    """takes the mean of the squares"""
    submission = check50.py.import_("mean_squared_error.py")
    target, predicted = np.array([1.0, 2.0, 4.0]), np.array([2.0, 2.0, 1.0])
    if not np.isclose(submission.mean_squared_error(target, predicted), 10 / 3):
        raise check50.Failure("the error is wrong", help="Square each difference before you take the mean.")
