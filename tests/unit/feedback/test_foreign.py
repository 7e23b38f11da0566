"""An error tells what code is written for only where it can mean nothing else."""

from __future__ import annotations

import pytest

from grader.feedback.foreign import Foreign, foreign, name_of
from grader.feedback.loading import problem
from grader.i18n import LANGUAGES, speech
from grader.model import NotPython, Problem, Raised, Trouble

OLD = [
    Raised("AttributeError", "module 'tensorflow' has no attribute 'Session'"),
    Raised("AttributeError", "module 'tensorflow._api.v2.compat.v2' has no attribute 'placeholder'"),
    Raised("ModuleNotFoundError", "No module named 'tensorflow.contrib'"),
    Raised("ModuleNotFoundError", "No module named 'tensorflow.contrib.eager'"),
]
TORCH = [
    Raised("ModuleNotFoundError", "No module named 'torch'", module="torch"),
    Raised("ModuleNotFoundError", "No module named 'torch.nn'", module="torch.nn"),
    Raised("AttributeError", "'tensorflow.python.framework.ops.EagerTensor' object has no attribute 'backward'"),
    Raised("AttributeError", "'ResourceVariable' object has no attribute 'grad'"),
]
OTHERS: list[Trouble | None] = [
    None,
    NotPython("SyntaxError", "EOF when reading a line"),
    Raised("EOFError", "Ran out of input"),
    Raised("AttributeError", "module 'tensorflow' has no attribute 'reduce_men'"),
    Raised("AttributeError", "'MyModel' object has no attribute 'backward'"),
    Raised("ValueError", "No module named 'torch'"),
    Raised("ModuleNotFoundError", "No module named 'torches'", module="torches"),
]


@pytest.mark.parametrize("trouble", OLD, ids=str)
def test_tensorflow_1_is_recognized(trouble: Raised) -> None:
    """Names and modules that its second version no longer has tell the first."""
    assert foreign(trouble) is Foreign.TENSORFLOW_1


@pytest.mark.parametrize("trouble", TORCH, ids=str)
def test_pytorch_is_recognized(trouble: Raised) -> None:
    """Its module, and what only its tensors have, tell PyTorch."""
    assert foreign(trouble) is Foreign.PYTORCH


def test_input_is_recognized() -> None:
    """Python's own words for an empty stdin tell `input()`."""
    assert foreign(Raised("EOFError", "EOF when reading a line", 3)) is Foreign.INPUT


@pytest.mark.parametrize("trouble", OTHERS, ids=str)
def test_other_errors_tell_nothing(trouble: Trouble | None) -> None:
    """A typing error, a class of the student's own, and a word in another error's message are not taken for it."""
    assert foreign(trouble) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", [*OLD, *TORCH], ids=str)
def test_the_sentence_names_what_isnt_there(trouble: Raised, language: str) -> None:
    """The name by which the code was recognized is in the sentence, in either language."""
    assert name_of(trouble)
    assert f"`{name_of(trouble)}`" in problem(speech(language), Problem(None, trouble))
