"""The tutorial for authors, followed to the letter: its commands, its files, and what it says that one sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.installed.places import Place
from tests.support.paths import ROOT

BLOCK = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
COMMAND = re.compile(r"(?m)^grade ([a-z]+)")
STUB = "raise NotImplementedError"
UPDATE = "return alpha * value + (1 - alpha) * average"
SWAPPED = "return alpha * average + (1 - alpha) * value"
SMOOTH = """averages = values[:1]
    for value in values[1:]:
        averages.append(update(averages[-1], value, alpha))
    return averages"""


def blocks() -> Iterator[tuple[str, str]]:
    """Yield what the tutorial shows, in its order, each with its kind."""
    page = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
    tutorial = page.split("## Your first exercise", 1)[1].split("\n## ", 1)[0]
    for match in BLOCK.finditer(tutorial):
        yield match[1], match[2]


def commands() -> set[str]:
    """Return the names of the commands that it runs."""
    return {name for kind, text in blocks() if kind == "sh" for name in COMMAND.findall(text)}


def follow(place: Place, folder: Path) -> Path:
    """See that each command works, and prints what is shown of its output; return the course that is written."""
    course = folder / "my-course"
    shown, written, last = list(blocks()), "", ""
    for kind, text in shown:
        if kind == "python":
            # The first is the whole file, the second its end.
            written = f"{written}\n\n{text}" if written else text
            (course / "reference" / "smooth_curve" / "exercise.py").write_text(written, encoding="utf-8")
        elif kind == "sh":
            for line in text.splitlines():
                if line.startswith("cd "):
                    folder /= line.removeprefix("cd ")
                    continue
                if line.startswith("grade --course"):
                    solve(folder / "smooth_curve.py", SWAPPED, SMOOTH)
                typed = line.replace("grade --course", "grade --seed 1 --course")
                result = place.shell(typed, cwd=folder)
                assert result.returncode in {0, 1}, f"{line}\n{result.stdout}{result.stderr}"
                last = result.stdout
        else:
            if "sound" in text:
                last = place.shell("grade verify smooth_curve", cwd=folder).stdout
            assert text.strip("\n") in last, last
    assert {kind for kind, _ in shown} == {"sh", "python", "console"}
    return course


def solve(starter: Path, *parts: str) -> None:
    """Write parts of a starter, from the top, as a student might."""
    text = starter.read_text(encoding="utf-8")
    for code in parts:
        text = text.replace(STUB, code, 1)
    starter.write_text(text, encoding="utf-8")
