"""Which submissions are the same program, and that each is told of in its own lines."""

from __future__ import annotations

import pytest

from grader.model import Cell, Observation, Question, Raised, Span, Submission
from grader.submission.fingerprint import fingerprint, text_digest, told_of
from tests.support.small import evidence

PROGRAM = 'def f(x):\n    return g(x,\n             1)\n\n\nTEXT = """a\n# b\n"""\ny = 2\n'


def script(text: str) -> Submission:
    return Submission("a.py", "a", "", (Cell(None, text),))


def notebook(*texts: str) -> Submission:
    return Submission("a.ipynb", "a", "", tuple(Cell(n, text) for n, text in enumerate(texts, start=1)))


@pytest.mark.parametrize(
    "twin",
    [
        script("# mine\n\n" + PROGRAM),
        script(PROGRAM.replace("y = 2", "y   =  2   # two")),
        script(PROGRAM.replace("    return", "  return")),
        script(PROGRAM.replace("\n\n\n", "\n# one\n# two\n\n\n\n")),
        notebook(*PROGRAM.partition("\n\n\n")),
    ],
)
def test_the_same_program(twin: Submission) -> None:
    """Comments, blank lines, blank space, the depth of indentation and the form of the file make no difference."""
    assert fingerprint(twin).digest == fingerprint(script(PROGRAM)).digest
    assert text_digest(twin) != text_digest(script(PROGRAM))
    assert len(fingerprint(twin).lines) == len(fingerprint(script(PROGRAM)).lines)


@pytest.mark.parametrize(
    "other",
    [
        PROGRAM.replace("y = 2", "y = 3"),
        PROGRAM.replace("# b", "# c"),
        PROGRAM.replace("g(x,\n             1)", "g(x, 1)"),
        PROGRAM.replace("y = 2", "y = \\\n    2"),
        PROGRAM.replace("def f(x):\n    return", "def f(x): return"),
        PROGRAM + "    # x\n    z = 1\n",
    ],
)
def test_another_program(other: str) -> None:
    """A token, a comment sign inside a string, or a line broken elsewhere makes another program."""
    assert fingerprint(script(other)).digest != fingerprint(script(PROGRAM)).digest


@pytest.mark.parametrize("text", ["%matplotlib inline\nx = 1\n", "files = !ls\n", "x = (\n", "x = 1\0\n"])
def test_what_is_no_python_is_equal_only_to_itself(text: str) -> None:
    """Where cells are parsed one by one, or the tokenizer gives up, a comment more makes another submission."""
    assert fingerprint(script(text)).digest == text_digest(script(text))
    assert fingerprint(script(text)).digest != fingerprint(script("# a\n" + text)).digest
    assert fingerprint(script(text)).digest != fingerprint(notebook(text)).digest


def test_lines_are_told_of_each() -> None:
    """Evidence of one is told of the other with every line moved, inside brackets and at a string's end too."""
    twin = script("# mine\n\n" + PROGRAM.replace("\n\n\n", "\n\n\n\n# more\n"))
    [question] = [Question("fits_well", 0)]
    seen = evidence(
        {question: Observation(trouble=Raised("KeyError", "", 3))},
        definitions={"f": Span(1, 3), "TEXT": Span(6, 8)},
        problems=(Raised("ValueError", "", 9), Raised("ValueError", "", 4)),
    )
    told = told_of(seen, fingerprint(script(PROGRAM)), fingerprint(twin))
    assert told.definitions == {"f": Span(3, 5), "TEXT": Span(10, 12)}
    assert [problem.line for problem in told.problems] == [13, None]
    trouble = told.observations[question].trouble
    assert trouble is not None
    assert trouble.line == 5
