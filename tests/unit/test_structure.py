"""What keeps the code in its shape: doors, docstrings, and docs that name every command.

Which room imports from which is for import-linter to say: its contracts are in pyproject.toml.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader import paths
from grader.cli.commands import COMMANDS, Command
from grader.sandbox.supervisor import fork_server, fresh_processes
from tests.support.modules import MODULES, PACKAGE, name_of
from tests.support.paths import ROOT, TESTS


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
        "grader.cli.commands",
        "grader.reports",
        "grader.sandbox",
        "grader.classroom.store",
    ],
)
def test_doors_hold_what_they_promise(door: str) -> None:
    """A door's `__all__` names exactly what it imports or makes for others."""
    module = importlib.import_module(door)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    lazily = [node for branch in tree.body if isinstance(branch, ast.If) for node in branch.body]
    public = {
        alias.asname or alias.name
        for node in (*tree.body, *lazily)
        if isinstance(node, ast.ImportFrom)
        and node.module not in {"__future__", "collections.abc", "pathlib", "typing"}
        and [alias.name for alias in node.names] not in (["lazily"], ["MachineError"])
        for alias in node.names
    }
    made = {
        node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    inside = {path.stem for path in Path(str(module.__file__)).parent.glob("*.py")}
    assert set(module.__all__) | inside >= public | made
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert set(module.__all__) <= public | made | functions
    assert {name for name in module.__all__ if getattr(module, name, None) is None} == set()
    assert set(module.__all__) <= set(dir(module))


@pytest.mark.parametrize("door", ["grader", "grader.reports", "grader.sandbox"])
def test_a_lazy_door_gives_what_it_declares(door: str) -> None:
    """What type checkers read of a door is where the door itself finds it, and it gives nothing else."""
    module = importlib.import_module(door)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    [declared, _] = [branch.body for branch in tree.body if isinstance(branch, ast.If)]
    found = {a.name: str(node.module) for node in declared if isinstance(node, ast.ImportFrom) for a in node.names}
    assert set(found) == set(module.__all__)
    for name, where in found.items():
        assert getattr(module, name) is getattr(importlib.import_module(where), name)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = module.nothing


def loaded_by(code: str) -> set[str]:
    """Run a line of Python by itself, and return which modules of any origin it loads."""
    told = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules, sep=chr(10), file=sys.stderr)"]
    return set(subprocess.run(told, capture_output=True, text=True, check=True).stderr.split())


def ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] == "grader"}


def test_what_authors_import_is_small() -> None:
    """`checks.py` runs in the processes of student code, and takes nothing there but what it is written with."""
    names = "Difference, agree, at_least, at_most, check, misconception, near, same_as_reference, same_up_to_order"
    expected = {"grader", "grader.exercise", "grader.exercise.tolerances", "grader.exercise.checks", "grader.model"}
    loaded = ours(loaded_by(f"from grader import {names}"))
    assert {name for name in loaded if not name.startswith("grader.model.")} == expected
    assert ours(loaded_by("import grader")) == {"grader"}


def test_one_file_knows_where_files_lie() -> None:
    """What comes with gradetape is found in one place, and all of it is there."""
    knowing = {
        name_of(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "__file__"
    }
    assert knowing == {"paths"}
    places = {name: place for name, place in vars(paths).items() if isinstance(place, Path)}
    assert {name for name, place in places.items() if not (place.is_dir() and any(place.iterdir()))} == set()
    assert paths.PACKAGE == PACKAGE


@pytest.mark.parametrize("name", [fork_server.SERVER, fresh_processes.FRESH])
def test_where_a_child_begins_is_there(name: str) -> None:
    """The modules that a command line names exist, and their `main` takes what they are told by it."""
    assert importlib.util.find_spec(name) is not None
    assert list(inspect.signature(importlib.import_module(name).main).parameters) in (
        ["control_fd", "grader_fd", "folder", "hidden"],
        ["orders_fd", "evidence_fd", "note", "parent", "hidden"],
    )


HEAVY = {
    *("tensorflow", "keras", "numpy", "h5py", "sqlalchemy", "dask", "distributed", "matplotlib", "contourpy", "jinja2"),
    *("pygments", "nbformat", "shtab", "re2", "cattrs", "platformdirs", "importlib.metadata", "asyncio"),
}
# What every command line loads, before a command is chosen.
TYPED = {
    *(
        "grader",
        "grader.cli",
        "grader.cli.main",
        "grader.cli.command_line",
        "grader.cli.commands",
        "grader.cli.table",
        "grader.crashes",
        "grader.reasons",
    ),
    *("grader.errors", "grader.nearest", "grader.paths", "grader.reports", "grader.reports.escape", "grader.i18n"),
    "grader.cli.streams",
    "grader.typed",
}


def loaded_by_command(words: str) -> set[str]:
    """Return which modules `grade` loads for these words; it ends with an exit code."""
    return loaded_by(
        f"from contextlib import suppress; from grader.cli.main import main\nwith suppress(SystemExit): main({words.split()})\n"
    )


@pytest.mark.parametrize(
    ("words", "beside"), [("--help", set()), ("--help --lang uk", set()), ("--version", {"importlib.metadata"})]
)
def test_help_loads_what_it_shows(words: str, beside: set[str]) -> None:
    """For `grade --help` and `grade --version` no command is imported, and nothing that only a command needs."""
    loaded = loaded_by_command(words)
    assert ours(loaded) == TYPED
    assert loaded & HEAVY == beside


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        ("run", {"numpy", "re2", "cattrs"}),
        ("start", {"numpy", "re2", "cattrs"}),
        ("watch", {"numpy", "re2", "cattrs", "platformdirs"}),
        ("doctor", {"numpy", "re2", "cattrs"}),
    ],
)
def test_the_command_that_was_typed_is_loaded_alone(command: str, heavy: set[str]) -> None:
    """Of the commands' files the one that was typed is imported, and with it what it needs."""
    loaded = loaded_by_command(f"{command} --help")
    files = {f"grader.cli.commands.{name.replace('-', '_')}" for name in COMMANDS}
    assert loaded & files == {f"grader.cli.commands.{command}"}
    assert loaded & HEAVY == heavy


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_command_has_its_file(command: Command) -> None:
    """What `grade --help` lists can be asked for its arguments, and done."""
    module = command.module()
    assert list(inspect.signature(module.arguments).parameters) == ["parser", "voice"]
    assert [name.lstrip("_") for name in inspect.signature(module.main).parameters] == ["options", "voice"]


def test_tensorflow_stays_out_of_the_command() -> None:
    """Importing every command loads neither TensorFlow nor what only notebooks and gradebooks need."""
    loaded = loaded_by("from grader.cli.commands import COMMANDS; [command.module() for command in COMMANDS.values()]")
    assert not loaded & {"tensorflow", "keras", "nbformat", "h5py", "matplotlib", "distributed", "sqlalchemy"}


def test_two_files_know_tensorflow() -> None:
    """In the engine, TensorFlow is imported in one file; what probes are made of imports it inside functions."""
    knowing = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            knowing |= {name_of(path) for name in names if name.split(".")[0] in {"tensorflow", "keras"}}
    assert knowing == {"sandbox.child.tensorflow", "probes"}
    assert not loaded_by("import grader.probes") & {"tensorflow", "keras"}
    assert ours(loaded_by("import grader.probes")) == {"grader", "grader.probes"}


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


def test_an_attack_on_our_own_modules_finds_them() -> None:
    """A piece that names a module of ours names one that is there: else it attacks nothing, and proves nothing."""
    pieces = [path.read_text(encoding="utf-8") for path in (TESTS / "hostile" / "pieces").glob("*.py")]
    named = [found for text in pieces for found in re.findall(r"(?m)^\s*from (grader[\w.]*) import ([\w, ]+)$", text)]
    assert named
    for module, names in named:
        door = importlib.import_module(module)
        for name in names.split(", "):
            assert hasattr(door, name) or importlib.util.find_spec(f"{module}.{name}"), (module, name)
