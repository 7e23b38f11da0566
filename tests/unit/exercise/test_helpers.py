"""Files beside checks.py: read where checks.py imports them, and found by nobody else's import."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import ExerciseError
from grader.exercise.files import digest_of, public
from grader.exercise.helpers import imported
from grader.exercise.load import read_exercise
from grader.model import Exercise, Observation

SOLUTION = "def double(x):\n    return 2 * x\n"
CHECKS = '''
from shapes import Square, near
import grader

@grader.check(part="double", expect=near)
def doubles(work):
    """Doubles the side."""
    return {"side": work.double(Square(3).side)}
'''
SHAPES = """
from __future__ import annotations
import dataclasses
import lines

@dataclasses.dataclass
class Square:
    side: float

def near(reference, student):
    import late
    return None if lines.apart(reference, student) < late.MOST else late.told()
"""
LINES = "import shapes\n\ndef apart(reference, student):\n    return abs(reference.values['side'] - student.values['side'])\n"
LATE = "MOST = 1\n\ndef told():\n    return __name__\n"


def written(folder: Path, **texts: str) -> Path:
    """Write an exercise with these modules beside its checks and solution, and give its folder."""
    (folder / "twice").mkdir()
    for name, text in {"solution": SOLUTION, "checks": CHECKS, **texts}.items():
        (folder / "twice" / f"{name}.py").write_text(text)
    return folder / "twice"


def whole(folder: Path, **texts: str) -> Exercise:
    return read_exercise(
        written(folder, **{"shapes": SHAPES, "lines": LINES, "late": LATE, "unused": "1 / 0", **texts})
    )


def test_what_checks_import_is_read_with_the_exercise(tmp_path: Path) -> None:
    """Helpers that import one another, in functions too; the file that nobody imports isn't the exercise's."""
    exercise = whole(tmp_path)
    files = exercise.own_reference.files
    assert {*exercise.questions.helpers} == {"shapes", "lines", "late"}
    assert {"shapes.py", "lines.py", "late.py"} <= {*public(files)}
    assert "unused.py" not in files
    assert digest_of(files) != digest_of({**files, "late.py": "MOST = 2\n"})


def test_only_checks_find_their_helpers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules of these names that our caller has are neither taken nor changed; none is left, also by a late import."""
    theirs = types.ModuleType("shapes")
    monkeypatch.setitem(sys.modules, "shapes", theirs)
    before = {**sys.modules}
    check = whole(tmp_path).questions.checks[0]
    assert check.expect(Observation({"side": 6.0}), Observation({"side": 6.5})) is None
    assert check.expect(Observation({"side": 6.0}), Observation({"side": 9.0})) == "checks.late"
    assert sys.modules == before
    assert sys.modules["shapes"] is theirs
    with pytest.raises(ModuleNotFoundError):
        __import__("late")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("lines", "import shapes\n\n1 / 0\n", r"lines\.py, line 3: ZeroDivisionError"),
        ("lines", "def apart(:\n", r"lines\.py, line 1: SyntaxError"),
        ("shapes", "from lines import missing\n", r"shapes\.py, line 1: ImportError.*missing"),
        ("checks", "from solution import double\n", r"checks\.py, line 1: ModuleNotFoundError.*solution"),
        ("checks", "import nowhere\n", r"checks\.py, line 1: ModuleNotFoundError.*nowhere"),
    ],
)
def test_an_error_is_told_with_the_file_that_it_is_in(tmp_path: Path, file: str, text: str, told: str) -> None:
    """The author sees the helper's own line; a solution is no helper."""
    with pytest.raises(ExerciseError) as caught:
        whole(tmp_path, **{file: text})
    assert any(re.match(told, str(fault)) for fault in caught.value.faults), caught.value.faults


def test_a_helper_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Such as one in another encoding."""
    folder = written(tmp_path, shapes="", lines="", late="")
    (folder / "shapes.py").write_bytes(b"# caf\xe9\n")
    with pytest.raises(ExerciseError, match=r"shapes\.py: this can't be read"):
        read_exercise(folder)


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdefg")), min_size=1))
def test_each_file_is_read_once_however_they_import_one_another(graph: dict[str, set[str]]) -> None:
    """What can be reached from checks.py is found, in whatever circles; and nothing twice."""
    read = list[str]()

    def source(name: str) -> str:
        return "".join(f"import {other}\n" for other in sorted(graph.get(name, ())))

    def text_of(file: str) -> str | None:
        read.append(file)
        name = file.removesuffix(".py")
        return source(name) if name in graph else None

    found = imported(source("a"), text_of)
    reached, waiting = set[str](), ["a"]
    while waiting:
        new = graph.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    assert {*found} == {f"{name}.py" for name in reached & graph.keys()}
    assert len(read) == len({*read})
