"""How long a student waits from a save to the verdict on the screen, as a ratio to the same work in a warm process.

    python -m benchmarks.watch [--rounds N]

`grade watch` runs in a terminal of its own and the file is saved again and again, each time changed; what is measured
ends when the verdict is drawn. The least is what a warm process needs to do once what the checks do. Measure on a
machine that does nothing else, with compiled files (see CONTRIBUTING.md).
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import pyte

from benchmarks.programs import unlike
from benchmarks.single import FLOOR, QUIET, SAMPLE, SEED, row

STEP = "assign_sub("
ROWS, COLUMNS = 30, 80
WAITING = "save it to grade it again"


class Watched:
    """`grade watch` on a file, seen through a terminal."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        command = [sys.executable, "-m", "grader", "watch", str(path), "--seed", str(SEED), "--lang", "en"]
        environment = {**QUIET, "TERM": "xterm-256color", "XDG_STATE_HOME": str(path.parent)}
        self._process = subprocess.Popen(
            command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        self._until(WAITING)

    def save(self, text: str, shown: str, awaited: str = WAITING) -> float:
        """Save the file, and give the seconds until `awaited` stands on the screen: as a rule, that it was graded."""
        started = time.perf_counter()
        self._path.write_text(text, encoding="utf-8")
        self._until("Grading")
        self._until(awaited)
        ended = time.perf_counter()
        self._until(WAITING)
        self._until(shown)
        return ended - started

    def close(self) -> None:
        """Press q."""
        os.write(self._ours, b"q")
        self._process.wait()
        os.close(self._ours)

    def _until(self, shown: str) -> None:
        while shown not in " ".join(" ".join(self._screen.display).split()):
            select.select([self._ours], [], [])
            self._stream.feed(os.read(self._ours, 65536))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    source = SAMPLE.read_text(encoding="utf-8")
    floor = subprocess.run(
        [*FLOOR, "--again", str(rounds + 1)], env=QUIET, stdout=subprocess.PIPE, text=True, check=True
    )
    least = [float(line) for line in floor.stdout.split()][1:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "linear_regression.py"
        path.write_text(source, encoding="utf-8")
        watched = Watched(path)
        seconds = [watched.save(unlike(source, number), "100 / 100") for number in range(rounds + 1)][1:]
        one = [
            watched.save(source.replace(STEP, f"{STEP}1.{number} / 1.{number} * "), "100 / 100")
            for number in range(rounds + 1)
        ][1:]
        wrong = [source.replace(STEP, f"assign_add(1.{number} / 1.{number} * ") for number in range(2 * rounds + 2)]
        told = [watched.save(text, "75 / 100", "Looking for the mistake") for text in wrong[: rounds + 1]][1:]
        named = [watched.save(text, "75 / 100") for text in wrong[rounds + 1 :]][1:]
        watched.close()
    print(f"{'median of ' + str(rounds):<52} {'watch':>9} {'least':>9}   ratio   (range)")
    row("from the save to the verdict / the same work, warm", seconds, least)
    row("where only train has changed / the same work, warm", one, least)
    row("where train is wrong now, until that is said / the same", told, least)
    row("and until its mistake is named / the same", named, least)


if __name__ == "__main__":
    main()
