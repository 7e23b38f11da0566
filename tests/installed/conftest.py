"""What the tests of an installation share: the built files, and environments made of them once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.installed import steps
from tests.installed.autograder import unpack
from tests.installed.places import UNCOMPILED, Built, Place, as_python3, beside, install, interpreter, new_home, ways
from tests.support.paths import ROOT


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest) -> Built:
    """Give the wheel and the sdist."""
    folder = request.config.getoption("--built")
    if folder is None:
        pytest.fail("Name the folder with the wheel and the sdist: --built DIR (see CONTRIBUTING.md)", pytrace=False)
    return Built(Path(folder).resolve())


@pytest.fixture(scope="session")
def installed(built: Built) -> Place:
    """Give an environment into which pip installed the wheel and nothing else, as a student does."""

    def make(folder: Path) -> None:
        install(new_home(folder), interpreter(ways()["wheel"]) or sys.executable, "-m", "venv", folder / "venv")
        Place(folder / "venv", folder / "home").pip(built.wheel)

    folder = built.once("wheel", make)
    place = Place(folder / "venv", folder / "home")
    came_from(place)
    return place


@pytest.fixture(scope="session")
def extended(built: Built, installed: Place) -> Place:
    """Give an environment with the wheel's extras `authors` and `dask`, and with Jupyter's kernel and pytest beside it."""

    def make(folder: Path) -> None:
        place = beside(installed, folder)
        place.pip(f"{built.wheel}[authors,dask]", "ipykernel", "pytest")
        place.pip("--no-deps", "--force-reinstall", built.wheel)

    folder = built.once("extended", make)
    place = Place(folder / "venv", folder / "home")
    came_from(place)
    return place


@pytest.fixture(scope="session")
def by_readme(built: Built) -> Place:
    """Give the environment that the README's first command makes, run as it is written in a copy of the repository."""

    def make(folder: Path) -> None:
        copy = built.unpack(folder)
        home = new_home(folder)
        path = as_python3(ways()["readme"], folder / "bin")
        shell = {"PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "80", **UNCOMPILED}
        result = install(home, "bash", "-c", first_command(), cwd=copy, **shell)
        (folder / "said").write_text(result.stdout, encoding="utf-8")
        (folder / "venv").symlink_to(copy / ".venv")
        Place(copy / ".venv", home).pip("--no-deps", "--force-reinstall", built.wheel)

    folder = built.once("readme", make)
    return Place(folder / "venv", folder / "home")


@pytest.fixture(scope="session")
def runner(built: Built) -> Path:
    """Give a runner's temporary folder after the action's step that installs, with the Python that setup-python gives."""

    def make(folder: Path) -> None:
        copy, home = built.unpack(folder), new_home(folder)
        path = as_python3(ways()["action"], folder / "bin")
        steps.install(folder, copy, home, path)
        Place(folder / "gradetape", home).pip("--no-deps", "--force-reinstall", built.wheel)

    return built.once("action", make)


@pytest.fixture(scope="session")
def autograder(built: Built, installed: Place) -> Path:
    """Give what Gradescope has after it ran setup.sh; in its image another Python may be installed than here."""

    def make(folder: Path) -> None:
        home = new_home(folder)
        result = installed.grade("gradescope-zip", "--isolation", "auto", "--output", "autograder.zip", cwd=folder)
        assert result.returncode == 0, result.stderr
        unpack(folder / "autograder.zip", folder)
        path = as_python3(ways()["gradescope"], folder / "bin")
        own = {"PATH": path, "AUTOGRADER_ROOT": str(folder), **UNCOMPILED}
        install(home, folder / "source" / "setup.sh", cwd=folder, **own)
        Place(folder / "venv", home).pip("--no-deps", built.wheel)

    return built.once("gradescope", make)


@pytest.fixture
def kernel(extended: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the name of a kernel that is started as a user starts it, with the environment's Python."""
    folder = tmp_path / "jupyter" / "kernels" / "installed"
    folder.mkdir(parents=True)
    words = [str(extended.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (folder / "kernel.json").write_text(json.dumps({"argv": words, "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return "installed"


def first_command() -> str:
    """Return the README's first command."""
    return (ROOT / "README.md").read_text(encoding="utf-8").split("```sh\n")[1].split("\n```")[0]


def came_from(place: Place) -> None:
    """See that `grade` runs the package of its environment, and that the checkout is on no path."""
    code = "import grader, sys; print(grader.__file__, *sys.path, sep='\\n')"
    where, *paths = place.run("python", "-c", code, cwd=place.home).stdout.splitlines()
    assert Path(where).is_relative_to(place.packages)
    assert not [path for path in paths if Path(path).is_relative_to(ROOT)]
    assert str(place.python) in (place.bin / "grade").read_text(encoding="utf-8").splitlines()[0]
