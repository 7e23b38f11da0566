"""A class of students and a gradetape that knows one tiny exercise: what tests of a batch start from.

The installation is a copy of ours beside that exercise, and a package that stands in for TensorFlow and loads at once:
here it is tested that nothing is lost, not that numbers are right.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.environment import PATIENCE_S, PLAIN
from tests.support.in_process import in_process
from tests.support.paths import ROOT, TINY
from tests.support.scene import stand_in

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef add(x, y):\n    return x + y\n"
HALF = "def double(x):\n    return 2 * x\n\n\ndef add(x, y):\n    return x - y\n"


@dataclass(frozen=True)
class Installation:
    """A folder from which `grade` runs with the tiny exercise alone."""

    folder: Path

    def environment(self, **own: str) -> dict[str, str]:
        """Give the environment in which this installation is the one that is found."""
        return {**os.environ, **PLAIN, "GRADETAPE_KEEP": "0", "PYTHONPATH": str(self.folder), "COLUMNS": "200", **own}

    def start(self, *words: str | Path, **options: object) -> subprocess.Popen[str]:
        """Start the command: in a session of its own, unless the options say otherwise."""
        command = [sys.executable, "-m", "grader", *map(str, words)]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        place = {"cwd": self.folder / "cwd", "env": self.environment(), "start_new_session": True}
        return subprocess.Popen(command, **{**streams, **place, **options})

    def here(self, *words: str | Path, cwd: Path | None = None, **own: str) -> subprocess.CompletedProcess[str]:
        """Run the command in this process, on the same course: where nothing is about a process, in a quarter of the time."""
        environment = self.environment(GRADETAPE_COURSE=str(self.folder), **own)
        with stand_in():
            return in_process(*words, cwd=cwd or self.folder / "cwd", environment=environment)

    def grade(self, *words: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        """Run the command to its end."""
        with self.start(*words, **options) as process:
            out, err = process.communicate(timeout=PATIENCE_S)
        return subprocess.CompletedProcess([], process.returncode, out, err)


def install(folder: Path) -> Installation:
    """Make an installation in a folder."""
    shutil.copytree(ROOT / "grader", folder / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("reference", "exercises", "tensorflow"):
        shutil.copytree(TINY / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TINY / "course.toml", folder)
    (folder / "cwd").mkdir()
    return Installation(folder)


def write_class(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write a file a student."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def table(output: Path) -> dict[str, dict[str, str]]:
    """Read grades.csv, by student."""
    text = (output / "grades.csv").read_text(encoding="utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text))}


def ask(output: Path, query: str) -> list[tuple[object, ...]]:
    """Ask a gradebook's database."""
    connection = sqlite3.connect(output / "grades.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def children_of(pid: int) -> list[int]:
    """Give the processes that a process has started, by /proc."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(number) for number in task.read_text().split()]
    return found


def kill(pid: int) -> None:
    """Kill a process of our own as nothing can prevent."""
    os.kill(pid, signal.SIGKILL)
