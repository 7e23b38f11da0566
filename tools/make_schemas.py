"""Write the JSON Schemas of an author's TOML files, from the types that gradetape reads them with, and what each key means.

python tools/make_schemas.py            write grader/exercise/schemas/*.json and docs/keys.md
python tools/make_schemas.py --check    exit with 1 if they aren't what the types say

Draft 7, with nothing in it that Draft 4 lacks but its name: taplo, and with it Even Better TOML, promises no more than that.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import keyword
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.exercise import shipped, written
from grader.exercise.plots import KINDS
from grader.exercise.written import (
    LONGEST_NAME,
    LONGEST_S,
    MOST,
    MOST_POINTS,
    NARROWER,
    CheckTexts,
    CourseSettings,
    Part,
    Plot,
    PlotTexts,
    Settings,
    Step,
)
from grader.model import Limits, Modules, Texts, Trap
from grader.paths import SCHEMAS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "keys.md"
FILES = {"course": CourseSettings, "exercise": Settings, "texts": Texts}
NAMES = {"course": "course.toml", "exercise": "exercise.toml", "texts": "texts.*.toml"}
# What docstrings and the solution can say instead: nothing is missing in a file without it.
LEFT_OUT = (Settings, Texts, CheckTexts)
NAME = {"type": "string", "pattern": r"\S"}
IDENTIFIER = {"type": "string", "pattern": r"^[^\W\d]\w*$", "not": {"enum": keyword.kwlist}}
SHAPES: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    written.Points: {"type": "number", "minimum": 0, "maximum": MOST_POINTS},
    written.Seconds: {"type": "number", "minimum": 1e-3, "maximum": LONGEST_S},
    written.Count: {"type": "integer", "minimum": 1, "maximum": MOST},
    written.Devices: {"type": "integer", "minimum": 1, "maximum": written.MOST_DEVICES},
    written.Name: NAME,
    written.Definition: IDENTIFIER,
    written.Module: IDENTIFIER,
    written.Kind: {"enum": list(KINDS)},
    written.Pair: {"type": "array", "items": NAME, "minItems": 2, "maxItems": 2},
    written.Shipped: {"type": "string", "pattern": r"^[^./\\][^/\\]*$", "maxLength": shipped.LONGEST_NAME},
    written.Version: {"type": "integer", "enum": [1]},
    written.CourseName: {"type": "string", "pattern": r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", "maxLength": LONGEST_NAME},
    written.Language: {"type": "string", "pattern": r"^[a-z]{2,3}$"},
}
MEANS: Mapping[Any, Mapping[str, str]] = {
    CourseSettings: {
        "format_version": "The version of this file's format.",
        "name": "The name by which the course is chosen, and under which it is installed.",
        "title": "What the course is called in lists.",
        "languages": "The languages of its texts. What an exercise lacks in one of them is said in the first.",
        "exercises": "Its exercises in their order: each has a folder of that name in `reference/`.",
    },
    Settings: {
        "format_version": "The version of this file's format.",
        "slug": "The exercise's name, which is that of its folder.",
        "parts": "What students write, in the order in which they write it.",
        "limits": "How much one run of a submission may use.",
        "modules": "What a submission may import, beside what is always there.",
        "logical_devices": "How many CPUs TensorFlow has in a run, for exercises that distribute their training; 1 unless you say more.",
        "files": "Files in `exercises/<slug>/files/` that students get, and each run finds beside it.",
        "epochs": "Values with one entry an epoch, and the epoch that the first entry belongs to.",
        "plots": "What reports draw of the values.",
        "traps": "Version-specific lines, which a newer Keras no longer accepts.",
        "unmissed": "Checks that no misconception fails, and why they are kept.",
    },
    Part: {
        "name": "The part's name in texts, checks and misconceptions.",
        "definition": "The function or class that students define.",
        "checks": "The part's checks, and the points of each, in the order of the report.",
        "needs": "The parts that this one calls.",
        "arguments": "How the task calls it, such as `model, x, y`.",
    },
    Limits: {
        "check_s": "Seconds for one probe, or for one statement of the submission.",
        "run_s": "Seconds for all that is run of a submission, with what is asked again.",
        "memory_mb": "Megabytes of memory.",
        "threads": "Threads and processes. TensorFlow itself takes some two dozen.",
        "disk_mb": "Megabytes of all files together, and of each.",
        "files": "How many files it may write.",
        "printed_kb": "Kilobytes that are kept of what a probe prints. Sixteen times as much in one run ends it.",
    },
    Modules: {
        "needed": "Modules without which nothing is graded.",
        "drawing": "Modules that only draw. Where one isn't installed, an inert one stands in for it.",
    },
    Plot: {
        "name": "The plot's name in texts.",
        "kind": "What is drawn, which also says which of the keys below it takes.",
        "check": "The check whose values are drawn.",
        "curves": "`curves`: the values that are rows, one entry an epoch.",
        "data": "`lines_through_data` and `decision_regions`: the two rows with x and y.",
        "line": "`lines_through_data`: slope and intercept.",
        "surface": "`steps_on_contour`: the table with the heights.",
        "axes": "`steps_on_contour` and `decision_regions`: the two rows with the places of the table's rows and columns.",
        "steps": "`steps_on_contour`: where each step begins and ends.",
        "matrix": "`confusion_matrix`: the table of counts, a row for each true class.",
        "regions": "`decision_regions`: the table with the class of each place, a number from 0 to 7.",
        "classes": "`decision_regions`: the row with the true class of each point of the data.",
        "image": "`image`: the table of numbers, the uppermost row first.",
    },
    Step: {"from": "The two values where the step begins.", "to": "The two values where it ends."},
    Trap: {
        "name": "The trap's name in texts.",
        "keras": "The major version of Keras that no longer accepts the line.",
        "pattern": "What the line looks like, in RE2's syntax.",
        "check": "The check that fails because of the line. Without it, the line itself raises.",
        "part": "The part that the line belongs to.",
    },
    Texts: {
        "title": "What the exercise is called.",
        "parts": "A title for each part.",
        "checks": "A title and a hint for each check.",
        "values": "Names for the values that a difference is about.",
        "traps": "An explanation of each version-specific line.",
        "misconceptions": "An explanation of each misconception.",
        "plots": "A title for each plot, and what stands at its axes.",
        "mistakes": "A few words on a misconception or a version-specific line, for instructors.",
        "findings": "What an expectation of the exercise's own found. `{found}` stands for the facts.",
    },
    CheckTexts: {
        "title": "What is checked, read after the definition's name.",
        "hint": "Where to look, never which line to type.",
    },
    PlotTexts: {"title": "What is drawn.", "x": "What stands at the horizontal axis.", "y": "At the vertical axis."},
}
HEAD = """\
<!-- Written by tools/make_schemas.py from the types that read these files. Change them, and run `poe generate`. -->

# Every key of an author's files

`course.toml` describes a course; `exercise.toml` and `texts.*.toml` describe an exercise, and what they leave out is read off
its sources ([Writing an exercise](authors.md)). An unknown key is a fault.

Editors with [taplo](https://taplo.tamasfe.dev), such as VS Code with Even Better TOML, complete and underline these keys by a JSON
Schema. `grade new` puts the schemas into a new course, in `schemas/`, and names the first one in `course.toml`. Name the one of
another file in its first line, by a path from where the file lies:

```toml
#:schema ../../schemas/exercise.json
```

After an update of gradetape, or for an older course, copy them from `grader/exercise/schemas/` in gradetape's sources.
"""


def schema(kind: Any) -> dict[str, Any]:
    """Return what fits a type."""
    if kind in SHAPES:
        return dict(SHAPES[kind])
    if hasattr(kind, "__supertype__"):
        return schema(kind.__supertype__)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        # TOML has no word for None.
        return schema(inside[0])
    if origin in (tuple, list):
        return {"type": "array", "items": schema(inside[0])}
    if origin is None:
        return _table(kind)
    return {"type": "object", "additionalProperties": schema(inside[1])}


def _table(kind: Any) -> dict[str, Any]:
    properties = {name: {**schema(inner), "description": MEANS[kind][name]} for name, inner in _keys(kind)}
    required = [] if kind in LEFT_OUT else list(_required(kind))
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        # Draft 4 has no empty list here.
        **({"required": required} if required else {}),
    }


def _keys(kind: Any) -> Iterator[tuple[str, Any]]:
    hints = typing.get_type_hints(kind)
    for name in hints if typing.is_typeddict(kind) else (item.name for item in dataclasses.fields(kind)):
        yield name, NARROWER.get(kind, {}).get(name, hints[name])


def _required(kind: Any) -> Iterator[str]:
    if typing.is_typeddict(kind):
        yield from kind.__annotations__
        return
    for item in dataclasses.fields(kind):
        if item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            yield item.name


def page() -> str:
    """Return the page with every key and what it means."""
    return HEAD + "".join(f"\n## {NAMES[name]}\n\n{_rows(schema(kind))}" for name, kind in FILES.items())


def _rows(table: Mapping[str, Any]) -> str:
    rows = (f"| `{key}` | {means} |\n" for key, means in _meanings(table, ""))
    return "| key | meaning |\n|---|---|\n" + "".join(rows)


def _meanings(table: Mapping[str, Any], place: str) -> Iterator[tuple[str, str]]:
    for name, found in table["properties"].items():
        yield place + name, found["description"]
        inner, below = found, place + name
        while "properties" not in inner and ("items" in inner or isinstance(inner.get("additionalProperties"), dict)):
            below += "[]" if "items" in inner else ".*"
            inner = inner.get("items") or inner["additionalProperties"]
        if "properties" in inner:
            yield from _meanings(inner, f"{below}.")


def written_files() -> dict[Path, str]:
    """Return all files that this writes."""
    made = {PAGE: page()}
    for name, kind in FILES.items():
        head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": f"gradetape's {NAMES[name]}"}
        made[SCHEMAS / f"{name}.json"] = json.dumps({**head, **schema(kind)}, indent=1) + "\n"
    return made


def main() -> int:
    """Write the files, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = [path for path, text in written_files().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if check:
            print(f"out of date: {path.relative_to(ROOT)}; run python tools/make_schemas.py", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(written_files()[path], encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
