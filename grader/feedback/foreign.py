"""Whether an error tells that code is written for something else: TensorFlow 1, PyTorch, or somebody who answers `input()`."""

from __future__ import annotations

import re
from enum import Enum

from grader.i18n import N_, Speech
from grader.model import Raised, Trouble

NO_ATTRIBUTE = re.compile(r"has no attribute '(\w{1,80})'")
OF_TENSORFLOW = re.compile(r"^module '(?:tensorflow|keras)\b")
OF_A_TENSOR = re.compile(r"^'[\w.]{0,200}(?:Tensor|Variable)' object has no attribute ")
NOBODY_ANSWERS = "EOF when reading a line"
NO_MODULE = re.compile(r"No module named '([\w.]{1,80})'")
# Names of the module `tensorflow` that its second version has no more.
TENSORFLOW_1 = frozenset(
    {
        "AUTO_REUSE",
        "ConfigProto",
        "InteractiveSession",
        "Session",
        "app",
        "assign",
        "assign_add",
        "assign_sub",
        "contrib",
    }
    | {"enable_eager_execution", "flags", "get_variable", "global_variables_initializer", "gradients", "layers", "log"}
    | {"initialize_all_variables", "mul", "placeholder", "random_normal", "random_uniform", "reset_default_graph"}
    | {"set_random_seed", "sub", "to_float", "trainable_variables"}
    | {"truncated_normal", "variable_scope"}
)
MODULES_OF_TENSORFLOW_1 = ("tensorflow.contrib", "tensorflow.examples")
# What a tensor or an optimizer of PyTorch has, and nothing of TensorFlow.
PYTORCH = frozenset({"backward", "zero_grad", "requires_grad", "requires_grad_", "detach", "grad"})
MODULES_OF_PYTORCH = ("torch", "torchvision")


class Foreign(str, Enum):
    """What code is written for, in place of what runs it here."""

    TENSORFLOW_1 = "tensorflow_1"
    PYTORCH = "pytorch"
    INPUT = "input"


FOREIGN = {
    Foreign.TENSORFLOW_1: N_(
        "This is code for TensorFlow 1, and TensorFlow 2, which runs here, has no `{name}`. Leave out "
        "sessions and placeholders: every operation runs at once."
    ),
    Foreign.PYTORCH: N_(
        "This is PyTorch code, and the exercise is about TensorFlow, which has no `{name}`. In TensorFlow, "
        "`tf.GradientTape` records the loss, and `tape.gradient` returns the gradients."
    ),
    Foreign.INPUT: N_(
        "This code calls `input()`, but nobody can answer during grading. Write the value into your code instead."
    ),
}


def foreign(trouble: Trouble | None) -> Foreign | None:
    """Return what the code is written for that met this trouble; None where nothing tells."""
    if not isinstance(trouble, Raised):
        return None
    module = trouble.module or _found(NO_MODULE, trouble.message)
    if trouble.type == "EOFError" and NOBODY_ANSWERS in trouble.message:
        return Foreign.INPUT
    if trouble.type in ("ModuleNotFoundError", "ImportError") and module:
        return _by_module(module)
    attribute = _found(NO_ATTRIBUTE, trouble.message) if trouble.type == "AttributeError" else ""
    if attribute in TENSORFLOW_1 and OF_TENSORFLOW.match(trouble.message):
        return Foreign.TENSORFLOW_1
    return Foreign.PYTORCH if attribute in PYTORCH and OF_A_TENSOR.match(trouble.message) else None


def name_of(trouble: Trouble) -> str:
    """Return the name that tells what the code is written for; nothing where it is no name that isn't there."""
    if not isinstance(trouble, Raised):
        return ""
    return _found(NO_ATTRIBUTE, trouble.message) or trouble.module or _found(NO_MODULE, trouble.message)


def sentence(speech: Speech, trouble: Trouble) -> str:
    """Describe what code is written for that met a trouble; nothing where the trouble doesn't tell."""
    kind = foreign(trouble)
    return "" if kind is None else speech.say(FOREIGN[kind], name=name_of(trouble))


def _by_module(module: str) -> Foreign | None:
    if any(module == name or module.startswith(f"{name}.") for name in MODULES_OF_TENSORFLOW_1):
        return Foreign.TENSORFLOW_1
    return Foreign.PYTORCH if module.partition(".")[0] in MODULES_OF_PYTORCH else None


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
