"""The first exercise that comes with the package, with only some of its misconceptions: asking all of them takes minutes."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

from grader.exercise.files import MATRIX
from grader.exercise.load import read_exercise
from grader.i18n import LANGUAGES
from grader.model import Exercise
from tests.support.exercises import FIRST


def reduced(folder: Path, *kept: str) -> Exercise:
    """Copy the exercise into a folder and give it, without the misconceptions that aren't named."""
    whole = FIRST
    copy = folder / whole.slug
    shutil.copytree(whole.own_reference.folder, copy, ignore=shutil.ignore_patterns("__pycache__"))
    left = {wrong.name for wrong in whole.questions.misconceptions} - {*kept}
    source = (copy / "misconceptions.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if getattr(node, "name", None) not in left]
    (copy / "misconceptions.py").write_text(ast.unparse(tree) + "\n", encoding="utf-8")
    for language in LANGUAGES:
        texts = copy / f"texts.{language}.toml"
        # A line each.
        lines = texts.read_text(encoding="utf-8").splitlines(keepends=True)
        texts.write_text("".join(line for line in lines if line.split(" = ")[0] not in left), encoding="utf-8")
    matrix = json.loads((copy / MATRIX).read_text(encoding="utf-8"))
    some = {keras: {name: marks for name, marks in seen.items() if name not in left} for keras, seen in matrix.items()}
    (copy / MATRIX).write_text(json.dumps(some), encoding="utf-8")
    return read_exercise(copy)
