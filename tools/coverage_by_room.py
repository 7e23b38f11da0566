"""Print how much of each room the tests ran, in percent of its statements and branches.

python tools/coverage_by_room.py        after `coverage run`; `poe coverage` does both
"""

from __future__ import annotations

import io
from itertools import groupby
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parent.parent


def room(path: str) -> str:
    """Return the folder of the package that a file is in; those of the sandbox, one by one: each runs in another process."""
    folders = Path(path).relative_to(ROOT).parent.parts
    return "/".join(folders[: 3 if "sandbox" in folders else 2])


def main() -> None:
    """Print a line a room, and one for all of them."""
    measured = Coverage()
    measured.load()
    files = sorted(measured.get_data().measured_files(), key=lambda path: (room(path), path))
    rows = [(name, list(inside)) for name, inside in groupby(files, key=room)]
    for name, inside in (*rows, ("all", files)):
        print(f"{name:28} {measured.report(include=inside, file=io.StringIO()):3.0f} %")


if __name__ == "__main__":
    main()
