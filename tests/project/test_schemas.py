"""The JSON Schemas that editors complete and underline with: they say what gradetape's own reader says."""

from __future__ import annotations

import json
import math
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.exercise.fault import Fault
from grader.exercise.written import CourseSettings, Settings, fitted
from grader.model import Texts
from tests.support.damage import damage_data, places, whole_exercise
from tests.support.paths import ROOT, TINY

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = ROOT / "grader" / "exercise" / "schemas"
KINDS = {"course.toml": CourseSettings, "exercise.toml": Settings, "texts.en.toml": Texts}
OWN = [ROOT / "course.toml", *sorted(ROOT.glob("reference/*/*.toml"))]
EVERY = [*OWN, TINY / "course.toml", *sorted(TINY.glob("reference/*/*.toml"))]


def schema_for(file: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{re.split('[.]', file)[0]}.json").read_text(encoding="utf-8"))
    return found


def validator(file: str) -> Any:
    """Give a validator to which 1.0 is no whole number, as it is none to TOML."""
    plain = jsonschema.Draft7Validator
    types = plain.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    return jsonschema.validators.extend(plain, type_checker=types)(schema_for(file))


def test_they_are_what_the_types_say() -> None:
    """Schemas and the page of keys were made from the types as they are now."""
    tool = [sys.executable, ROOT / "tools" / "make_schemas.py", "--check"]
    result = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("file", KINDS)
def test_they_are_schemas(file: str) -> None:
    """Of the draft that they name, and of Draft 4 but for its name: what taplo promises."""
    jsonschema.Draft7Validator.check_schema(schema_for(file))
    jsonschema.Draft4Validator.check_schema(schema_for(file))


@pytest.mark.parametrize("path", EVERY, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_own_files_fit(path: Path) -> None:
    """What is sound is not underlined."""
    assert list(validator(path.name).iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_own_files_name_them(path: Path) -> None:
    """An editor finds the schema from where the file lies."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    named = (path.parent / first.removeprefix("#:schema ")).resolve()
    assert named == FOLDER / f"{path.name.split('.')[0]}.json"


def unfit(file: str, data: dict[str, Any]) -> Iterator[Fault]:
    """Yield the reader's faults, but for what the sources may say where a file doesn't."""
    for fault in fitted(data, KINDS[file], file)[1]:
        elsewhere = (file != "course.toml" and len(fault.keys) == 1) or (file, *fault.keys[:1]) == (
            "texts.en.toml",
            "checks",
        )
        if not (elsewhere and fault.text.endswith(" is missing")):
            yield fault


def in_json(data: dict[str, Any]) -> bool:
    """Whether JSON has a word for all of it: an editor doesn't look at what is no number, either."""
    values = (holder[key] for holder, key in places(data))
    return all(not isinstance(value, float) or math.isfinite(value) for value in values)


@pytest.mark.parametrize("file", KINDS)
def test_they_refuse_what_the_reader_refuses(file: str) -> None:
    """Whatever the damage, the reader finds a fault in the shape of a file if and only if its schema does."""
    text = {**whole_exercise(), "course.toml": (TINY / "course.toml").read_text(encoding="utf-8")}[file]
    check, refused = validator(file), 0
    for seed in range(600):
        data = tomllib.loads(damage_data(file, text, random.Random(seed)))
        if not in_json(data):
            continue
        faults, errors = list(unfit(file, data)), list(check.iter_errors(data))
        assert bool(faults) == bool(errors), (seed, faults, errors)
        refused += bool(faults)
    assert 100 < refused < 500
