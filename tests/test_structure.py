"""What keeps the code in its shape: layers, doors, docstrings, and docs that name every command."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from grader.commands import COMMANDS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "grader"
# A module imports only from lower layers; a package's door stands above what is in it.
LAYERS = {
    "errors": 0,
    "nearest": 0,
    "alphabet": 0,
    "numbers": 0,
    "patterns": 0,
    "model": 1,
    "compare": 2,
    "crashes": 3,
    "lacking": 2,
    "priority": 3,
    "guidance": 3,
    "instead": 2,
    "foreign": 2,
    "speech": 2,
    "submission": 2,
    "sandbox.wire": 2,
    "sandbox.bubblewrap": 2,
    "sandbox.landlock": 2,
    "sandbox.seccomp": 2,
    "sandbox.inert": 2,
    "sandbox.outline": 2,
    "sandbox.tensors": 2,
    "sandbox.tree": 2,
    "sandbox.turns": 2,
    "expectations": 3,
    "faults": 2,
    "exercise": 3,
    "judge": 3,
    "feedback": 3,
    "wording": 4,
    "sandbox.canaries": 3,
    "sandbox.confine": 3,
    "sandbox.loader": 3,
    "carrying": 5,
    "diagnosis": 4,
    "drawing": 2,
    "score": 4,
    "reports.escape": 4,
    "reports.page": 4,
    "reports.causes": 4,
    "reports.templating": 5,
    "sandbox.child": 4,
    "sandbox.conversation": 5,
    "sandbox.launch": 5,
    "sandbox.watch": 4,
    "sandbox.clock": 2,
    "sandbox.lending": 4,
    "sandbox.worker": 5,
    "reports.pieces": 5,
    "reports.json": 5,
    "reports.classroom": 6,
    "reports.classroom50": 6,
    "reports.gradescope": 6,
    "reports.code": 5,
    "reports.html": 7,
    "reports.junit": 6,
    "reports.plots": 6,
    "reports.markdown": 6,
    "reports.terminal": 6,
    "reports.github": 7,
    "reports.watching": 7,
    "saves": 2,
    "screen": 2,
    "hints": 5,
    "watch": 10,
    "sandbox": 7,
    "sandbox.parent": 6,
    "history": 4,
    "gradescope": 5,
    "sandbox.forkserver": 6,
    "sandbox.fresh": 6,
    "sandbox.live": 6,
    "grading": 8,
    "api": 9,
    "pytest_plugin": 10,
    "commands.reporting": 10,
    "notebook": 10,
    "kit": 9,
    "verify": 9,
    "reports": 8,
    "earlier": 2,
    "facts": 3,
    "arguments": 2,
    "twins": 3,
    "collect.names": 2,
    "collect.sources": 3,
    "collect.choice": 4,
    "collect": 5,
    "store.rows": 2,
    "store.schema": 2,
    "store.database": 3,
    "store.store": 4,
    "store": 5,
    "gradebooks.table": 2,
    "gradebooks.rows": 6,
    "gradebooks.generic": 7,
    "gradebooks.matching": 7,
    "gradebooks.canvas": 8,
    "gradebooks.moodle": 8,
    "gradebooks": 9,
    "work": 9,
    "executors": 10,
    "batch": 11,
    "changes": 10,
    "site.mistakes": 9,
    "site.classroom": 10,
    "site.student": 11,
    "site": 12,
    "outputs": 13,
    "commands.command": 9,
    "commands.gradebook": 14,
    "commands.own_work": 14,
    "commands.hint": 15,
    "commands.watch": 15,
    "commands.run": 15,
    "commands.start": 14,
    "commands.doctor": 15,
    "commands.batch": 15,
    "commands.report": 15,
    "commands.history": 15,
    "commands.diff": 15,
    "commands.replay": 15,
    "commands.verify": 15,
    "commands.kit": 15,
    "commands.gradescope_zip": 15,
    "commands.completion": 15,
    "commands": 16,
    "command_line": 17,
    "doctor": 8,
    "start": 8,
    "starters": 4,
    "cli": 18,
    "": 19,
    "__main__": 19,
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")


def imports_of(path: Path) -> set[str]:
    """Give the modules of our own that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "grader":
            inside = (node.module or "").removeprefix("grader").lstrip(".")
            for alias in node.names:
                deeper = f"{inside}.{alias.name}".lstrip(".")
                found.add(deeper if deeper in LAYERS else inside)
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("grader.") for a in node.names if a.name.startswith("grader.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    """Each module has a layer and imports only from lower ones."""
    own = LAYERS[name_of(path)]
    upward = {other for other in imports_of(path) if LAYERS[other] >= own}
    assert not upward


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_own_modules_are_imported_at_the_top(path: Path) -> None:
    """No import of our own hides in a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                assert not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"))


@pytest.mark.parametrize(
    "door",
    [
        "grader",
        "grader.collect",
        "grader.commands",
        "grader.gradebooks",
        "grader.reports",
        "grader.sandbox",
        "grader.site",
        "grader.store",
    ],
)
def test_doors_hold_what_they_promise(door: str) -> None:
    """A door's `__all__` names exactly what it imports or makes for others."""
    module = importlib.import_module(door)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    public = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module not in {"__future__", "collections.abc", "typing"}
        for alias in node.names
    }
    made = {
        node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    inside = {path.stem for path in Path(str(module.__file__)).parent.glob("*.py")}
    assert set(module.__all__) | inside >= public | made
    assert set(module.__all__) <= public | made


def test_tensorflow_stays_out_of_the_command() -> None:
    """Importing the whole command loads neither TensorFlow nor what only notebooks need."""
    code = (
        "import sys, grader.cli; "
        "print(sorted({'tensorflow', 'keras', 'nbformat', 'h5py', 'matplotlib', 'shtab'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_only_one_file_knows_tensorflow() -> None:
    """In the engine, TensorFlow is imported in one file."""
    knowing = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            knowing |= {name_of(path) for name in names if name.split(".")[0] in {"tensorflow", "keras"}}
    assert knowing == {"sandbox.tensors"}


def test_the_engine_knows_no_exercise() -> None:
    """No line of the engine names an exercise, a part or a check."""
    words = ("linear_regression", "MyModel", "training_loop", "keras_model", "compile_and_fit")
    found = [(path.name, word) for path in MODULES for word in words if word in path.read_text(encoding="utf-8")]
    assert not found


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_docs(command: str) -> None:
    """README or docs name every command."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))]
    usage = "grade FILE" if command == "run" else f"grade {command}"
    assert any(usage in text for text in texts)


def test_the_catalogue_is_whole() -> None:
    """Every sentence that people read has a Ukrainian translation, and the compiled catalogue is up to date."""
    pytest.importorskip("babel")
    result = subprocess.run(
        [sys.executable, ROOT / "tools" / "make_catalogue.py", "--check"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
