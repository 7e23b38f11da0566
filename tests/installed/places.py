"""Environments with the wheel in them, outside the checkout, and what runs there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

VERSIONS = ("3.10", "3.11", "3.12", "3.13")
SYSTEM = "/usr/local/bin:/usr/bin:/bin"
BESIDE = "beside.pth"
# With this pip compiles nothing: Python does so with what it imports. (The values of this option are turned round.) The
# environment that most tests use has everything compiled, as users have.
UNCOMPILED = {"PIP_NO_COMPILE": "0"}
# An installation fetches TensorFlow, and a class takes its time on a busy machine.
PATIENCE_S = 1800


@dataclass(frozen=True)
class Place:
    """An environment, and the empty home of whoever uses it."""

    environment: Path
    home: Path

    @property
    def bin(self) -> Path:
        """The folder of the environment's programs."""
        return self.environment / "bin"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.bin / "python"

    @property
    def packages(self) -> Path:
        """The folder of the environment's packages."""
        return next((self.environment / "lib").glob("python3*/site-packages"))

    def variables(self, **own: str) -> dict[str, str]:
        """Return what a user's shell has with this environment active: nothing of the process that runs the tests.

        As in a terminal, the first command keeps TensorFlow loaded for the next ones; what is kept ends with the tests.
        """
        shell = {"PATH": f"{self.bin}:{SYSTEM}", "HOME": str(self.home), "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
        kept = {"GRADETAPE_KEEP": "1", "XDG_RUNTIME_DIR": os.environ["XDG_RUNTIME_DIR"]}
        return {**shell, **kept, "CUDA_VISIBLE_DEVICES": "-1", **own}

    def run(self, *words: str | Path, cwd: Path, **own: str) -> CompletedProcess[str]:
        """Run a program of the environment to its end, in another folder."""
        program = shutil.which(str(words[0]), path=f"{self.bin}:{SYSTEM}") or str(words[0])
        return _ended([program, *map(str, words[1:])], cwd, self.variables(**own))

    def grade(self, *words: str | Path, cwd: Path, **own: str) -> CompletedProcess[str]:
        """Run the installed command."""
        return self.run(self.bin / "grade", *words, cwd=cwd, **own)

    def shell(self, line: str, *, cwd: Path, **own: str) -> CompletedProcess[str]:
        """Run a line of a page as a user pastes it."""
        return _ended(["bash", "-c", line], cwd, {**reachable(self.home), **self.variables(**own)})

    def pip(self, *words: str | Path) -> None:
        """Install into the environment."""
        install(self.home, self.python, "-m", "pip", "install", "-q", *words)


@dataclass(frozen=True)
class Built:
    """A folder with a wheel and an sdist, in which the environments are made too."""

    folder: Path

    @property
    def wheel(self) -> Path:
        """The wheel."""
        return next(self.folder.glob("*.whl"))

    @property
    def sdist(self) -> Path:
        """The source distribution."""
        return next(self.folder.glob("*.tar.gz"))

    def once(self, name: str, make: Callable[[Path], None]) -> Path:
        """Make a folder once, whichever of the processes that run tests needs it first; give it to all of them."""
        folder = self.folder / "places" / name
        folder.parent.mkdir(exist_ok=True)
        content = hashlib.sha256(self.wheel.read_bytes() + self.sdist.read_bytes()).hexdigest()
        made = folder.with_suffix(".made")
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists() or made.read_text() != content:
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                made.write_text(content)
        return folder

    def unpack(self, folder: Path) -> Path:
        """Unpack the sdist and return its folder: a copy of the repository that is no checkout."""
        with tarfile.open(self.sdist) as archive:
            archive.extractall(folder, filter="data")
        return next(path for path in folder.iterdir() if path.name == self.sdist.name.removesuffix(".tar.gz"))


def new_home(folder: Path) -> Path:
    """Make an empty home."""
    home = folder / "home"
    home.mkdir(parents=True)
    return home


def beside(place: Place, folder: Path, name: str = "venv") -> Place:
    """Make an environment that sees the packages of another, so that TensorFlow is unpacked once; programs are its own."""
    environment = folder / name
    install(place.home, place.python, "-m", "venv", environment)
    made = Place(environment, new_home(folder))
    # Python follows no such file of a folder that another names.
    further = [path.read_text(encoding="utf-8") for path in place.packages.glob(BESIDE)]
    (made.packages / BESIDE).write_text("".join((f"{place.packages}\n", *further)), encoding="utf-8")
    return made


def reachable(home: Path) -> dict[str, str]:
    """Return the variables with which packages can be fetched: those of this process, but not its Python or its home."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PYENV"))
    }
    cache = kept.get("PIP_CACHE_DIR") or str(Path(kept.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pip")
    return {**kept, "HOME": str(home), "PIP_CACHE_DIR": cache, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def install(home: Path, *words: str | Path, cwd: Path | None = None, **own: str) -> CompletedProcess[str]:
    """Run what makes or fills an environment."""
    result = _ended([str(word) for word in words], cwd or home, {**reachable(home), **own})
    assert result.returncode == 0, f"{words}\n{result.stdout}{result.stderr}"
    return result


def interpreter(version: str) -> Path | None:
    """Return the interpreter of a version, of the PATH or of pyenv, or None."""
    candidates = [Path(found)] if (found := shutil.which(f"python{version}")) else []
    candidates += sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}"))
    for path in candidates:
        # pyenv puts a script of this name on the PATH for versions that it won't start.
        probe = [str(path), "-c", "import ensurepip, sys; print(sys.executable)"]
        answer = subprocess.run(probe, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return Path(answer.stdout.strip())
    return None


def ways() -> dict[str, str]:
    """Share the versions out among the ways to install: pip, the README, the action, and Gradescope's script."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    others = [version for version in reversed(VERSIONS) if version != own and interpreter(version)]
    return {"wheel": own} | dict(zip(("readme", "action", "gradescope"), [*others, own, own, own], strict=False))


def as_python3(version: str, folder: Path) -> str:
    """Return a PATH on which `python` and `python3` are that version."""
    folder.mkdir(parents=True, exist_ok=True)
    found = interpreter(version) or Path(sys.executable).resolve()
    for name in ("python", "python3"):
        (folder / name).write_text(f'#!/bin/sh\nexec "{found}" "$@"\n')
        (folder / name).chmod(0o755)
    return f"{folder}:{SYSTEM}"


def _ended(words: list[str], cwd: Path, variables: Mapping[str, str]) -> CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=cwd,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )
