"""An exercise in whose files everything stands that may stand there, and damage to files of data."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from typing import Any

from grader.exercise.files import CHECKS, SECRET, SETTINGS, texts_of
from grader.i18n import LANGUAGES
from tests.support.paths import TINY

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EXERCISE = TINY / "reference" / "tiny"
# What the tiny exercise lacks of what may stand in the files.
MORE = {
    "exercise.toml": r"""
[modules]
needed = ["tensorflow"]
drawing = ["seaborn"]

[epochs]
sums = 1

[unmissed]
doubles = "Nobody gets this wrong."

[[plots]]
name = "sums"
kind = "curves"
check = "adds"
curves = ["sums"]

[[plots]]
name = "line"
kind = "lines_through_data"
check = "adds"
data = ["x", "y"]
line = ["w", "b"]

[[plots]]
name = "step"
kind = "steps_on_contour"
check = "adds"
surface = "heights"
axes = ["x", "y"]
steps = [{ from = ["w", "b"], to = ["b", "w"] }]

[[traps]]
name = "gone"
keras = 3
pattern = 'double\s*\('
part = "double"
check = "doubles"
""",
    "checks.py": """

@check(part="add", draws=1, calls=("double",), compares={"twice": (doubles, "number")}, expect=agree("number", "twice"))
def adds_twice(work, draw):
    return {"number": work.add(draw[0], draw[0])}
""",
    "misconceptions.py": """
from grader import misconception


@misconception(part="add")
def subtracted(x, y):
    return x - y


@misconception(part="double", keras=3, told_by="doubles.number")
def squared(x):
    return x * x
""",
    "matrix.json": """{
 "3": {
  "squared": {"doubles": ["passed", "wrong_value"]},
  "subtracted": {"adds": ["wrong_value"], "adds_twice": ["raised"]}
 }
}
""",
    **dict.fromkeys(
        ("texts.en.toml", "texts.uk.toml"),
        """
[checks.adds_twice]
title = "adds twice"
hint = "Compare."

[misconceptions]
subtracted = "It subtracts."
squared = "It squares."

[mistakes]
subtracted = "subtracts"
gone = "is gone"

[traps]
gone = "It is gone."

[findings]
odd = "That is {found}."

[plots.sums]
title = "sums"
x = "x"
y = "y"

[plots.line]
title = "line"
x = "x"
y = "y"

[plots.step]
title = "step"
x = "x"
y = "y"
""",
    ),
}
ODD = (
    *(None, True, 0, -1, 1, 2**70, 1.5, -0.5, float("inf"), float("nan"), "", "10", "tiny", "double", "adds", "?"),
    *("{found}", "(", "ключ", [], {}, [[]], ["double"], {"doubles": 1}, {"title": 3}, [{"name": "x"}]),
)


def whole_exercise() -> dict[str, str]:
    """Give the files of an exercise in which everything stands that may stand there."""
    files = {
        name: (EXERCISE / name).read_text(encoding="utf-8") if (EXERCISE / name).exists() else ""
        for name in (SETTINGS, CHECKS, *map(texts_of, LANGUAGES), *SECRET)
    }
    files = {name: text + MORE.get(name, "") for name, text in files.items()}
    files["exercise.toml"] = files["exercise.toml"].replace("adds = 4", "adds = 4, adds_twice = 1")
    head = "from grader import agree, check"
    files["checks.py"] = files["checks.py"].replace("from grader import check", head)
    files["checks.py"] = files["checks.py"].replace('@check(part="double")', '@check(part="double", draws=1)')
    return files


def as_toml(value: Any) -> str:
    """Write a value in one line; what TOML has no word for becomes a text."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return str(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False).replace("null", '"null"')


def written(name: str, data: Any) -> str:
    if name.endswith(".json"):
        return json.dumps(data)
    return "".join(f"{json.dumps(key)} = {as_toml(value)}\n" for key, value in data.items())


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every table and list in some data with each of its keys or numbers."""
    if isinstance(data, (dict, list)):
        for key in list(data) if isinstance(data, dict) else range(len(data)):
            yield data, key
            yield from places(data[key])


def damage_data(name: str, text: str, chance: random.Random) -> str:
    """Drop, rename, change, double or add one thing somewhere in a file of data."""
    try:
        data = json.loads(text) if name.endswith(".json") else tomllib.loads(text)
    except ValueError:
        return text
    found = list(places(data))
    if not found:
        return text
    holder, key = chance.choice(found)
    other, of_other = chance.choice(found)
    match chance.choice(("drop", "change", "take", "add", "rename")):
        case "drop":
            del holder[key]
        case "change":
            holder[key] = chance.choice(ODD)
        case "take":
            holder[key] = json.loads(json.dumps(other[of_other], default=str))
        case "add" if isinstance(holder, list):
            holder.append(chance.choice([*ODD, holder[key]]))
        case _ if isinstance(holder, dict):
            renamed = chance.choice([key[1:], key + "s", key[::-1], "name", "ключ", str(of_other)])
            holder[renamed] = holder[key] if chance.random() < 0.5 else holder.pop(key)
    return written(name, data)
