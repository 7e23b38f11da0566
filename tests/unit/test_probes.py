"""What probes are made of, as far as it needs no TensorFlow: shapes, and counts of calls."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.probes import Counted, assign_by_shape, by_shape, counting, shapes

SHAPES = [(4, 10), (10,), (10, 8), (8,), (8, 3), (3,)]


class Variable:
    """What a variable has: a shape, and a way to give it another value."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.value = np.zeros(shape)

    def assign(self, value: Any) -> None:
        """Take another value."""
        self.value = value


@given(st.permutations(SHAPES), st.permutations(SHAPES))
@settings(deadline=None)
def test_each_variable_gets_the_value_of_its_shape(built: Any, given_in: Any) -> None:
    """Whatever the order of a model's layers, and of the values."""
    variables = [Variable(shape) for shape in built]
    values = [np.random.default_rng(1).normal(size=shape) for shape in given_in]
    assert assign_by_shape(variables, values)
    assert sorted(id(variable.value) for variable in variables) == sorted(map(id, values))
    assert all(variable.value.shape == variable.shape for variable in variables)


@pytest.mark.parametrize(
    "built", [SHAPES[:-1], [*SHAPES, (3,)], [*SHAPES[:-1], (3, 1)], [*SHAPES[:-1], (4,)], [], [(10, 4), *SHAPES[1:]]]
)
def test_other_shapes_are_given_nothing(built: Any) -> None:
    """One variable too many or too few, or of another shape, and none is changed."""
    variables = [Variable(shape) for shape in built]
    assert not assign_by_shape(variables, [np.ones(shape) for shape in SHAPES])
    assert not any(variable.value.any() for variable in variables)


def test_those_of_one_shape_stay_in_order() -> None:
    """Ties are left as they come, in variables and in values."""
    variables = [Variable((2,)), Variable(()), Variable((2,))]
    assert assign_by_shape(variables, iter([np.full(2, 1.0), np.full(2, 2.0), 3.0]))
    assert [float(np.max(variable.value)) for variable in variables] == [1.0, 3.0, 2.0]
    first, second = np.zeros(3), np.ones(3)
    assert [id(array) for array in by_shape([second, np.ones((2, 9)), first])][1:] == [id(second), id(first)]


def test_a_gradient_that_is_not_there_has_a_place() -> None:
    """None comes before all that has a dimension, and isn't an error of the probe's."""
    bias = np.zeros(3)
    assert by_shape([bias, None]) == [None, bias]


def test_shapes_are_told_in_one_text() -> None:
    """Sorted, so that it is the same for every order of layers; without variables it says so."""
    assert shapes(map(Variable, SHAPES)) == "(3,), (4, 10), (8,), (8, 3), (10,), (10, 8)"
    assert shapes([]) == "none"


# Calls --------------------------------------------------------------------------------------------


def double(number: float, plus: float = 0.0) -> float:
    """Double a number."""
    return 2 * number + plus


def test_a_counted_function_does_what_it_did() -> None:
    """It returns, raises and looks the same, and counts calls that raise, too."""
    counted = Counted(double)
    assert (counted(2.0), counted(2.0, plus=1.0), counted.count) == (4.0, 5.0, 2)
    with pytest.raises(TypeError):
        counted("a", plus=object())
    assert counted.count == 3
    assert inspect.signature(counted) == inspect.signature(double)
    assert (counted.__name__, counted.__doc__) == ("double", "Double a number.")


class Model:
    """A thing with a method."""

    def call(self, number: float) -> float:
        """Call itself once, where the name is looked up."""
        return number if number <= 0 else self.call(number - 1)

    def __call__(self, number: float) -> float:
        """Call the method, as Keras does."""
        return self.call(number)


@pytest.mark.parametrize("on_class", [False, True])
def test_calls_of_a_method_are_counted_in_a_block(on_class: bool) -> None:
    """Of one object or of its class; other objects, and what happens outside the block, don't count."""
    model, other = Model(), Model()
    model(1)
    with counting(Model if on_class else model, "call") as calls:
        assert model(2) == 0
        other(0)
    model(3)
    assert calls.count == (4 if on_class else 3)
    assert Model.call.__qualname__ == "Model.call"
    assert vars(model) == {}


def test_calls_of_a_modules_function_are_counted() -> None:
    """And it is put back, also where the block raises."""
    before = math.sqrt

    def leave() -> None:
        with counting(math, "sqrt") as calls:
            math.sqrt(4.0)
            assert calls.count == 1
            raise KeyError

    with pytest.raises(KeyError):
        leave()
    assert math.sqrt is before
