"""What a module's names hold is put back: whatever was done to it since, in place or by another value under the name."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.child.module_state import LARGEST, ModuleState

PLAIN = st.recursive(
    st.integers() | st.text(max_size=3) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
        | st.tuples(inner, inner)
        | st.sets(st.integers(), max_size=3)
        | st.builds(np.asarray, st.lists(st.integers(0, 9), max_size=3))
    ),
    max_leaves=12,
)
MODULE = """
from collections import Counter, OrderedDict, defaultdict, deque
import random
import numpy as np

calls = 0
history = {"weights": [], "seen": {1}}
counted, ordered, by_name, last = Counter(a=2), OrderedDict(a=1), defaultdict(list), deque([1], maxlen=3)
numbers, bytes_ = np.zeros(3), bytearray(b"ab")
old, new, mt = random.Random(1), np.random.default_rng(1), np.random.RandomState(1)

def remembers(x, velocity=[0.0], *, kept={}):
    velocity[0] = 0.9 * velocity[0] + x
    kept[x] = velocity[0]
    return velocity[0] + sum(kept.values())

def counter():
    calls, entries = 0, []
    def count():
        nonlocal calls
        calls += 1
        entries.append(calls)
        return calls + len(entries)
    return count

count = counter()

class Model:
    made = 0
    all = []
    def __init__(self):
        self.steps = 0
        Model.made += 1
        Model.all.append(self)
        Model.newest = self

model = Model()

def used():
    global calls, another
    calls += 1
    another = "made by a call"
    history["weights"].append(calls)
    history["seen"].add(9)
    history["more"] = 1
    counted["a"] += 1
    ordered["b"] = 2
    by_name["x"].append(1)
    last.append(4)
    numbers[:] = numbers + 1
    bytes_.append(1)
    used.times = getattr(used, "times", 0) + 1
    model.steps += 1
    Model()
    return repr([calls, history, counted, ordered, by_name, last, numbers, bytes_, used.times, model.steps, Model.made,
                 len(Model.all), count(), remembers(1.0), old.random(), new.random(), mt.random()])
"""


def loaded(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "kept"}
    exec(compile(source, "kept.py", "exec"), namespace)
    return namespace


def test_a_call_gives_the_same_however_many_came_before() -> None:
    """Names, containers, attributes of objects and classes, defaults, closures and generators are what they were."""
    namespace = loaded(MODULE)
    state, names = ModuleState(namespace), set(namespace)
    first, again = namespace["used"](), namespace["used"]()
    assert first != again
    for _ in range(3):
        state.put_back()
        assert set(namespace) == names
        assert not hasattr(namespace["Model"], "newest") or namespace["Model"].newest is namespace["model"]
        assert namespace["used"]() == first


@given(st.dictionaries(st.text(max_size=2), PLAIN, max_size=4), PLAIN, st.randoms(use_true_random=False))
def test_whatever_is_changed_in_plain_values_is_put_back(held: dict[str, Any], other: Any, dice: Any) -> None:
    """Each container is the same object as before, with the same in it."""
    before, containers = copy.deepcopy(held), list(everything(held))
    state = ModuleState(held)
    for container in dice.sample(containers, len(containers)):
        spoil(container, other)
    state.put_back()
    np.testing.assert_equal(held, before)
    assert [id(one) for one in everything(held)] == [id(one) for one in containers]


def everything(held: Any) -> Any:
    yield held
    for inside in held.values() if isinstance(held, dict) else held if isinstance(held, (list, tuple)) else ():
        yield from everything(inside)


def spoil(container: Any, other: Any) -> None:
    if isinstance(container, dict):
        container.update(dict.fromkeys(container, other), other=other)
    elif isinstance(container, list):
        container[:] = [other, *container]
    elif isinstance(container, set):
        container.symmetric_difference_update({0, 1, 2})
    elif isinstance(container, np.ndarray):
        container += 1


@pytest.mark.parametrize("make", [lambda n: [0] * n, lambda n: dict.fromkeys(range(n)), np.zeros])
def test_what_is_too_large_to_copy_stays(make: Callable[[int], Any]) -> None:
    """The largest is put back; one larger is left as it is, and what else there is isn't."""
    namespace = {"largest": make(LARGEST), "larger": make(LARGEST + 1), "calls": 0}
    state = ModuleState(namespace)
    for name in ("largest", "larger"):
        namespace[name][0] = 5
    namespace["calls"] = 1
    state.put_back()
    assert (not namespace["largest"][0], namespace["larger"][0], namespace["calls"]) == (True, 5, 0)


def test_what_a_cache_holds_stays() -> None:
    """Probes share what was costly: the cache is nobody's global, and isn't looked into."""
    namespace = loaded(
        "import functools\nruns = []\n@functools.cache\ndef run(n):\n    runs.append(n)\n    return [n]\n"
    )
    state = ModuleState(namespace)
    kept = namespace["run"](1)
    kept.append(2)
    state.put_back()
    assert namespace["run"](1) is kept == [1, 2]
    assert namespace["runs"] == []


def test_other_modules_and_their_functions_are_left_alone() -> None:
    """A module that a submission imports isn't its own."""
    other = loaded("seen = []\ndef look(kept=[]):\n    kept.append(1)\n    return kept\n")
    state = ModuleState({"__name__": "mine", "look": other["look"], "json": __import__("json")})
    other["look"]()
    state.put_back()
    assert other["look"]() == [1, 1]


def test_an_object_that_refuses_stays_as_it_is() -> None:
    """What raises when it is looked into or put back keeps nothing else from being put back."""
    namespace = loaded(
        "class Odd:\n    def __getattribute__(self, name):\n        raise RuntimeError(name)\n"
        "odd, calls, locked = Odd(), [], __import__('numpy').zeros(1)\n"
    )
    state = ModuleState(namespace)
    namespace["calls"].append(1)
    namespace["locked"].flags.writeable = False
    state.put_back()
    assert namespace["calls"] == []


def test_what_is_remembered_later_is_put_back_too() -> None:
    """Such as a draw, in which a submission may change the inputs of the questions after it."""
    state, draw = ModuleState({"__name__": "mine"}), {"x": np.ones(3)}
    state.remember(draw)
    draw["x"] *= 2
    state.put_back()
    assert draw["x"].tolist() == [1, 1, 1]
