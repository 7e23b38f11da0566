"""Nothing that a student writes makes the trusted side slow: every step and every pattern is linear in its text."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.modules import MODULES, name_of
from tests.support.paths import ROOT
from tests.support.worst import STEPS

PATTERN_USERS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "split", "sub"}
# What these read isn't a student's, or is cut before: the child itself, the keyboard, an instructor's or author's own files.
ELSEWHERE = (
    "sandbox.child.submission_loader",
    "sandbox.protocol.source",
    "watch.screen",
    "integrations.gradescope_autograder",
    "classroom.gradebook.canvas",
    "classroom.gradebook.moodle",
    "authoring.starters",
)
CUT = {"classroom.downloads.names": 200}
# Each makes some way of writing a pattern slow.
PIECES = (
    "\n",
    " ",
    "\t",
    "a",
    "0",
    "_",
    "a ",
    "_1",
    "= ",
    "?",
    "%",
    "`",
    "(1",
    "/",
    "0x",
    "class ",
    "async ",
    "#",
    " -s",
)
ENDS = ("", "\n", "!", "\nx")
# What is quadratic takes many times as long.
SIZE, CPU_S = 100_000, 5
RUN = """\
import re, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({cpu_s}, {cpu_s}))
pattern, size = re.compile(sys.argv[1]), int(sys.argv[2])
for piece in sys.argv[3:]:
    for end in {ends!r}:
        text = piece * (size // len(piece)) + end
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
"""


def patterns() -> Iterator[tuple[str, str]]:
    """Give the module and the text of every pattern of Python's `re` that is written in the package."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PATTERN_USERS:
                of = node.func.value
                if isinstance(of, ast.Name) and of.id == "re":
                    yield name_of(path), ast.literal_eval(node.args[0])


@pytest.mark.parametrize("step", STEPS)
def test_a_megabyte_is_read_in_seconds(step: str) -> None:
    """The worst megabyte, or notebook, takes no step of the trusted side more than seconds of a processor and some memory."""
    result = subprocess.run(
        [sys.executable, "-m", "tests.support.worst", step], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(("module", "pattern"), [found for found in patterns() if found[0] not in ELSEWHERE])
def test_every_pattern_is_linear(module: str, pattern: str) -> None:
    """A tenth of a megabyte of whatever makes patterns slow is searched through in seconds, or is cut before to what is."""
    size = str(CUT.get(module, SIZE))
    command = [sys.executable, "-c", RUN.format(ends=ENDS, cpu_s=CPU_S), pattern, size, *PIECES]
    assert subprocess.run(command, check=False).returncode == 0


def test_a_quadratic_pattern_would_be_seen() -> None:
    """The pieces find a pattern out that goes over blank lines from each of them."""
    command = [sys.executable, "-c", RUN.format(ends=ENDS, cpu_s=CPU_S), r"(?m)^\s*def", str(SIZE), "\n"]
    assert subprocess.run(command, check=False).returncode != 0


def test_patterns_are_written_down() -> None:
    """Every pattern is a text in the source, so that all of them are tested here; authors' own go to a linear engine."""
    assert all(re.compile(pattern) for _, pattern in patterns())
