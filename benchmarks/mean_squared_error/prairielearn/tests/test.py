import numpy as np
from code_feedback import Feedback
from pl_helpers import name, points
from pl_unit_test import PLTestCase


class Test(PLTestCase):
    @points(1)
    @name("Takes the mean of the squares")
    def test_0(self):
        target, predicted = np.random.normal(size=(2, 3))
        expected = self.ref.mean_squared_error(target, predicted)
        error = Feedback.call_user(self.st.mean_squared_error, target, predicted)
        if Feedback.check_scalar("mean_squared_error", expected, error):
            Feedback.set_score(1)
        else:
            Feedback.add_feedback("Square each difference before you take the mean.")
