"""Compare the misconceptions of one part with the solution and with each other, in one process with TensorFlow.

python -m tests.apart PART SEED prints one line a fault: a wrong definition that passes, or two that look the same.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import sys
import tempfile
import types
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from grader.compare import differ
from grader.exercise import find_exercise
from grader.model import Observation, Question, Trouble
from grader.sandbox import loader, tensors, worker

EXERCISE = find_exercise("linear_regression")
DEFINITIONS = {part.name: part.definition for part in EXERCISE.parts}
CHECKS, DRAW = worker._probes(EXERCISE.probes)  # noqa: SLF001 (the same probes, loaded in the same way)


def marked() -> dict[str, dict[str, Any]]:
    """Give what each misconception is marked with, by its name; nothing is run."""
    tree = ast.parse((EXERCISE.folder / "misconceptions.py").read_text(encoding="utf-8"))
    definitions = (node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    return {
        node.name: {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        for node in definitions
        for call in node.decorator_list
    }


def misconceptions(part: str) -> list[str]:
    """Give the names of a part's misconceptions that exist under the Keras that is installed."""
    present = int(tensors.versions()["keras"].partition(".")[0])
    return [
        name for name, marks in marked().items() if marks["part"] == part and marks.get("keras", present) == present
    ]


def namespace() -> dict[str, Any]:
    """Run the solution and then the misconceptions in a new module; the solution's names are still the solution's."""
    module = types.ModuleType("solution_here")
    sys.modules[module.__name__] = module
    values = vars(module)
    for name in ("solution.py", "misconceptions.py"):
        path = Path(name)
        path.write_text((EXERCISE.folder / name).read_text(encoding="utf-8"), encoding="utf-8")
        before = {key: value for key, value in values.items() if not key.startswith("__")}
        exec(compile(path.read_text(encoding="utf-8"), str(path.resolve()), "exec", dont_inherit=True), values)
        assert all(values[key] is value for key, value in before.items())
    return values


def observe(part: str, name: str | None, seed: int) -> dict[Question, Observation]:
    """Ask the part's checks of the solution in which the misconception stands for the part's definition."""
    values = namespace()
    if name:
        values[DEFINITIONS[part]] = values[name]
        values[name].__name__ = DEFINITIONS[part]
    draws: dict[int, Any] = {}
    seen = {}
    for question in (q for q in EXERCISE.questions() if CHECKS[q.check].part == part):
        if question.draw not in draws:
            draws[question.draw] = DRAW(np.random.default_rng([seed, question.draw]))
        tensors.seed(seed + question.draw)
        seen[question] = answer(CHECKS[question.check], loader.Work(values), draws[question.draw])
    return seen


def answer(check: Any, work: loader.Work, draw: Any) -> Observation:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            given = {name: tensors.plain(value) for name, value in check.probe(work, draw).items()}
        except Exception as error:  # noqa: BLE001 (as the child does)
            # Numbers, paths and addresses in a message may change from run to run.
            message = re.sub(r"/\S+|0x\w+|_?\d+", "", str(error))
            cause = worker._cause(error)  # noqa: SLF001 (what the child would say)
            return Observation(cause=cause, trouble=Trouble(type(error).__name__, message))
    return Observation(given, printed=printed.getvalue())


def passes(expected: dict[Question, Observation], seen: dict[Question, Observation]) -> bool:
    return all(
        seen[question].cause is None and CHECKS[question.check].expect(expected[question], seen[question]) is None
        for question in expected
    )


def look_alike(first: dict[Question, Observation], second: dict[Question, Observation]) -> bool:
    return all(same(first[question], second[question]) for question in first)


def same(one: Observation, other: Observation) -> bool:
    if one.cause or other.cause:
        return (one.cause, one.trouble) == (other.cause, other.trouble)
    return lines(one) == lines(other) and not any(
        differ(name, finite(value), finite(other.values.get(name))) for name, value in one.values.items()
    )


def lines(observation: Observation) -> int:
    return sum(1 for line in observation.printed.splitlines() if line.strip())


def finite(value: Any) -> Any:
    """Let what runs away equal itself: no difference is taken of infinities."""
    is_float = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return np.nan_to_num(value, nan=7e9, posinf=8e9, neginf=-8e9) if is_float else value


def faults(part: str, seed: int) -> Iterator[str]:
    """Give a line for each misconception that passes, and for each two that can't be told apart."""
    solution = observe(part, None, seed)
    if not passes(solution, solution):
        yield "the solution fails"
    seen = {name: observe(part, name, seed) for name in misconceptions(part)}
    yield from (f"{name} passes" for name, evidence in seen.items() if passes(solution, evidence))
    yield from (
        f"{one} looks like {other}" for one, other in combinations(seen, 2) if look_alike(seen[one], seen[other])
    )


if __name__ == "__main__":
    tensors.load()
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        print(*faults(sys.argv[1], int(sys.argv[2])), sep="\n")  # noqa: T201 (a script)
        os.chdir(home)
