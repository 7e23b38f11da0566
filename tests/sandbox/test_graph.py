"""What definitions are made of, as a child tells it before it runs anything; and that it tells nothing where that isn't sure."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping

import pytest

from grader import sandbox
from grader.model import Cell, Definition, Exercise, Observation, Submission
from tests.support.paths import ROOT

Graph = Mapping[str, Definition]
PIECES = ROOT / "tests" / "hostile" / "pieces"
PLAIN = """
import tensorflow as tf

RATE = 0.1
STEP = 2 * RATE

def halved(x):
    return x / 2

def loss(y, p):
    return halved(tf.reduce_mean(tf.square(y - p))) * STEP

class Model(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(5.0)

    def __call__(self, x):
        return self.w * x

def train(model, x, y):
    with tf.GradientTape() as tape:
        now = loss(y, model(x))
    model.w.assign_sub(tape.gradient(now, model.w))
"""


@pytest.fixture
def read(launcher: sandbox.Launcher, exercise: Exercise) -> Callable[[str], Graph | None]:
    """Give what reads a submission in a confined child."""

    def graph(source: str) -> Graph | None:
        submission = Submission("s.py", "linear_regression", "", (Cell(None, source),))
        asked = exercise.questions.all()[:1]
        # Without a question no child is started; this one is answered before it is asked.
        known = sandbox.observe(
            launcher, exercise, submission, seed=7, questions=asked, known=lambda _question, _graph: Observation()
        )
        return known.graph

    return graph


@pytest.fixture
def plain(read: Callable[[str], Graph | None]) -> Graph:
    found = read(PLAIN)
    assert found is not None
    return found


def test_a_definition_is_made_of_its_code_and_of_what_it_uses(plain: Graph) -> None:
    """Names of its own, and Python's, are told apart from the module's only where that matters: all it looks up is there."""
    uses = {name: {*made.uses} & PLAIN_NAMES for name, made in plain.items()}
    assert uses == {
        "tf": set(),
        "RATE": set(),
        "STEP": {"RATE"},
        "halved": set(),
        "loss": {"tf", "halved", "STEP"},
        "Model": {"tf"},
        "train": {"tf", "loss"},
    }
    assert all(made.digest for made in plain.values())


PLAIN_NAMES = {"tf", "RATE", "STEP", "halved", "loss", "Model", "train"}


def test_comments_docstrings_and_layout_make_no_difference(read: Callable[[str], Graph | None], plain: Graph) -> None:
    """Nor does what a script alone runs, nor a function beside it that nothing uses."""
    other = PLAIN.replace("def halved(x):\n", 'def halved(x):  # half\n    """Halve it."""\n\n').replace(
        "y - p", "y\n - p"
    )
    other += '\ndef unused(x):\n    return x\n\nif __name__ == "__main__":\n    import os\n    os.remove("x")\n'
    found = read(other)
    assert found is not None
    assert {name: found[name] for name in plain} == plain


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("x / 2", "x / 3", "halved"),
        ("RATE = 0.1", "RATE = 0.2", "RATE"),
        ("tf.Variable(5.0)", "tf.Variable(4.0)", "Model"),
        ("def loss(y, p)", "def loss(y, p=0.0)", "loss"),
    ],
)
def test_other_code_makes_another_digest(
    old: str, new: str, name: str, read: Callable[[str], Graph | None], plain: Graph
) -> None:
    """Of the definition that it stands in, and of no other."""
    found = read(PLAIN.replace(old, new))
    assert found is not None
    assert {one for one in found if found[one].digest != plain[one].digest} == {name}


HARMFUL = {
    "a library's function is replaced": "def loss(y, p):\n    tf.reduce_mean = sum",
    "through another name": "def loss(y, p):\n    library = tf\n    library.reduce_mean = sum",
    "through a short name": "keras = tf.keras\ndef loss(y, p):\n    keras.losses = 3",
    "through an argument": "def patch(module):\n    module.reduce_mean = sum\n\ndef loss(y, p):\n    patch(tf)",
    "through a list": "def loss(y, p):\n    [tf][0].reduce_mean = sum",
    "through a loop": "def loss(y, p):\n    for module in (tf,):\n        module.reduce_mean = sum",
    "through a default": "def loss(y, p, module=tf):\n    module.reduce_mean = sum",
    "a method of a library's class": "def loss(y, p):\n    tf.Module.__setattr__ = None",
    "a class that is passed on": "def loss(y, p):\n    kind = tf.Variable\n    helper(kind)\n\ndef helper(kind):\n    kind.assign = None",
    "its own class, called with another's": "def loss(y, p):\n    Model.patch(tf.Module)\n\nclass Model:\n    def patch(self):\n        self.call = 3",
    "by name": "def loss(y, p):\n    setattr(tf, 'reduce_mean', sum)",
    "by what Python keeps of it": "def loss(y, p):\n    tf.__dict__['reduce_mean'] = sum",
    "by what a function keeps of it": "def loss(y, p):\n    tf.reduce_mean.__globals__['x'] = 1",
    "by what an object is": "def loss(y, p):\n    y.__class__.numpy = None",
    "a setting": "def loss(y, p):\n    tf.config.run_functions_eagerly(True)",
    "a setting of Keras": "def loss(y, p):\n    tf.keras.backend.set_floatx('float64')",
    "a setting at the top level": "tf.config.run_functions_eagerly(True)",
    "a registry": "def loss(y, p):\n    tf.keras.utils.get_custom_objects()['x'] = 1",
    "an object that everybody has": "def loss(y, p):\n    strategy = tf.distribute.get_strategy()\n    strategy.run = None",
    "a context that stays open": "def loss(y, p):\n    with tf.name_scope('x'):\n        yield y",
    "text that is run": "def loss(y, p):\n    exec('tf.reduce_mean = sum')",
    "a module that isn't known": "import os\n\ndef loss(y, p):\n    os.environ['X'] = '1'",
    "a module imported on the way": "def loss(y, p):\n    import sys\n    sys.modules['numpy'] = None",
    "a part of a module that isn't known": "from tensorflow.python.framework import ops",
    "a statement that changes how others are read": "from __future__ import annotations",
    "everything of a module": "from tensorflow import *",
    "a builtin": "__builtins__['sum'] = None",
    "a default that is kept": "def loss(y, p, seen=[]):\n    seen.append(y)",
    "a class that keeps something": "class Model:\n    seen = []",
    "a class with a metaclass": "class Model(metaclass=type):\n    pass",
    "a method that Python calls": "class Model:\n    def __init_subclass__(cls):\n        pass",
    "a decorator that isn't known": "@tf.custom_gradient\ndef loss(y, p):\n    return y",
    "a module by way of typing": "import typing\n\ndef loss(y, p):\n    module = typing.sys.modules['tensorflow']\n    module.reduce_mean = None",
    "what a function of Python keeps": "import functools\n\ndef loss(y, p):\n    functools.reduce.__self__['x'] = 1",
    "what a plotting library hands out": "import matplotlib.pyplot as plt\n\ndef loss(y, p):\n    module = plt.__getattribute__('np')\n    module.sum = None",
    "by a getter": "from operator import attrgetter\n\ndef loss(y, p):\n    attrgetter('__globals__')(tf.reduce_mean)['x'] = 1",
    "what a file says": "import numpy as np\n\ndef loss(y, p):\n    np.load('x.npy', allow_pickle=True)",
    "a name that is gone": "def loss(y, p):\n    return y\n\ndel loss",
    "a line that isn't where it seems": "x = '\\\r'\nif __name__ == '__main__':\n    pass\ntf.reduce_mean = None",
    "plots that are more than calls": "import matplotlib.pyplot as plt\n\ndef loss(y, p):\n    plt.np.sum = None",
}  # fmt: skip


@pytest.mark.parametrize("source", HARMFUL.values(), ids=HARMFUL)
def test_what_may_change_others_is_told_of_nobody(source: str, read: Callable[[str], Graph | None]) -> None:
    """One such statement, wherever it stands, and nothing is known of any definition."""
    assert read(f"{PLAIN}\n\ndef free(x):\n    return x\n") is not None
    imports, *rest = PLAIN.strip().partition("\n")
    assert read(f"{imports}\n{source}\n{''.join(rest[:1])}\ndef free(x):\n    return x\n") is None


# They compute, print, wait or take memory, and nothing else.
HARMLESS_PIECES = {
    *(
        "forge_broadcast",
        "forge_huge_result",
        "forge_nan",
        "forge_printed_grade",
        "forge_remembered",
        "forge_swallowing",
    ),
    *("memory_tensors", "output_flood", "output_formulas", "output_markup", "output_records", "output_terminal"),
    *("output_workflow", "read_stale_memory", "time_import_loop", "time_in_c", "time_sleep"),
}


# In a process of its own, since it imports TensorFlow.
KNOWN = """
import pathlib, sys
from grader.sandbox.child.graph import graph_of

for path in map(pathlib.Path, sys.argv[1:]):
    if graph_of(path.read_text(encoding="utf-8", errors="replace")):
        print(path.stem)
"""


@pytest.mark.with_any_tensorflow
def test_of_what_attackers_send_nothing_is_known() -> None:
    """But of pieces that do nothing to their process, or to what others compute in it."""
    command = [sys.executable, "-c", KNOWN, *map(str, sorted(PIECES.glob("*.py")))]
    known = {*subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()}
    assert "forge_remembered" in known
    assert known <= HARMLESS_PIECES


FILL = "SEEN = []\n\ndef fill():\n    SEEN.append(1)\n\n"
KEPT_APART = {
    "a list that is filled at the top level": ("SEEN = []\nSEEN.append(1)", "    SEEN.append(y)\n"),
    "a list that a call fills": (
        "SEEN = []\n\ndef fill():\n    inner()\n\ndef inner():\n    SEEN.append(1)\n\nfill()",
        "    SEEN.append(y)\n",
    ),
    "a list that an object fills": (
        "SEEN = []\n\nclass Filler:\n    def __call__(self):\n        SEEN.append(1)\n\nfiller = Filler()\nfiller()",
        "    SEEN.append(y)\n",
    ),
    "a list in another that a call fills": (
        "SEEN = []\nboth = {'seen': [SEEN]}\nboth['seen'][0].append(1)",
        "    SEEN.append(y)\n",
    ),
    "a list that a decorator fills": (
        f"{FILL}@tf.function(reduce_retracing=fill())\ndef other():\n    pass",
        "    SEEN.append(y)\n",
    ),
    "a list that a method's decorator fills": (
        f"{FILL}class Other:\n    @tf.function(reduce_retracing=fill())\n    def method(self):\n        pass",
        "    SEEN.append(y)\n",
    ),
    "a list that a field fills": (
        f"import dataclasses\n\n{FILL}@dataclasses.dataclass\nclass Other:\n    field: int = dataclasses.field(default=fill())",
        "    SEEN.append(y)\n",
    ),
    "a list with two names": ("SEEN = also = []", "    SEEN.append(y)\n"),
    "a list with an object in it": ("SEEN = [tf.Variable(0.0)]", "    SEEN[0].assign_add(1.0)\n"),
    "what is computed at the top level": ("SEEN = tf.linspace(0.0, 1.0, 3)", "    SEEN + y\n"),
    "what is set by a function": ("SEEN = 1\n\ndef count():\n    global SEEN\n    SEEN = 2", "    y + SEEN\n"),
    "what only a function sets": ("def count():\n    global SEEN\n    SEEN = 2", "    y + SEEN\n"),
    "what is defined twice": ("def SEEN():\n    pass\n\ndef SEEN():\n    return 1", "    SEEN()\n"),
    "what is defined in a branch": ("if TRUE:\n    SEEN = 1\nelse:\n    SEEN = 2", "    y + SEEN\n"),
    "what an exception is called": ("SEEN = 1\ntry:\n    pass\nexcept ValueError as SEEN:\n    pass", "    y + SEEN\n"),
    "what is bound on the way": ("SEEN = 1\n[(SEEN := n) for n in range(3)]", "    y + SEEN\n"),
    "a file": ("SEEN = 1", "    tf.keras.Model().load_weights('x')\n"),
    "an optimizer": ("SEEN = tf.keras.optimizers.SGD(0.1)", "    SEEN.apply([])\n"),
    "a cache": ("import functools\n\n@functools.lru_cache\ndef SEEN(x):\n    return x", "    SEEN(y)\n"),
}


@pytest.mark.parametrize(
    ("value", "another"),
    [("[]", "[1]"), ("{}", "{1: 2}"), ("{'loss': [], 'accuracy': []}", "{'loss': [0]}"), ("{1}", "{2}")],
)
def test_a_list_of_the_module_is_what_stands_there(
    value: str, another: str, read: Callable[[str], Graph | None]
) -> None:
    """What functions put into it is taken out before each question; a call at the top level that leaves it alone may stand."""
    before = f"SEEN, beside = {value}, []\n\ndef also():\n    return SEEN\n\nx = tf.linspace(0.0, 1.0, 3)\nprint(x)\n"
    source = PLAIN.replace("RATE = 0.1", f"{before}\nRATE = 0.1").replace(
        "def loss(y, p):\n", "def loss(y, p):\n    SEEN.copy().append(y)\n"
    )
    found, other = read(source), read(source.replace(f"= {value}", f"= {another}"))
    assert found is not None
    assert other is not None
    assert found["SEEN"].digest
    assert found["loss"].digest
    assert "SEEN" in found["loss"].uses
    assert other["SEEN"].digest not in ("", found["SEEN"].digest)


@pytest.mark.parametrize("where", KEPT_APART)
def test_what_its_own_code_does_not_tell_is_kept_apart(where: str, read: Callable[[str], Graph | None]) -> None:
    """A definition that depends on more than code has no digest, or uses one that has none; the others keep theirs."""
    before, line = KEPT_APART[where]
    source = PLAIN.replace("RATE = 0.1", f"TRUE = True\n{before}\nRATE = 0.1").replace(
        "def loss(y, p):\n", f"def loss(y, p):\n{line}"
    )
    found = read(source)
    assert found is not None
    assert "" in {found["loss"].digest, *(found[name].digest for name in found["loss"].uses if name in found)}
    assert found["halved"].digest
    assert found["Model"].digest


@pytest.mark.parametrize(
    "text", ["x = (", "x = " + "(" * 3000 + ")" * 3000, "def été():\n    pass", "\0", "x = 1\n" * 3 + "return"]
)
def test_what_cannot_be_read_has_none(text: str, read: Callable[[str], Graph | None]) -> None:
    """Nor what is nested too deep, or has names that no frame carries."""
    assert read(text) is None
