"""Faults of an exercise that would show only while a student is graded, or never: told when the exercise is read."""

from __future__ import annotations

import ast
import graphlib
import symtable
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader import patterns
from grader.model import Check, Misconception, PartName


def of_checks(checks: Iterable[Check]) -> list[str]:
    """Return what is wrong with how often checks are asked, and with what they use."""
    faults, used = [], dict[PartName, set[PartName]]()
    for check in checks:
        if type(check.draws) is not int or check.draws < 1:
            faults.append(
                f"{check.name} is asked on {check.draws!r} draws: it takes at least 1, or it passes for everybody"
            )
        fewer = (other.check for other in check.compares if other.check.draws != check.draws)
        faults += [
            f"{check.name} and {one.name}, which it compares with, have different numbers of draws" for one in fewer
        ]
        if check.part in check.uses:
            faults.append(f"{check.name} uses {check.part}, the part that it is a check of: name other parts alone")
        used.setdefault(check.part, set()).update({*check.uses} - {check.part})
    return [*faults, *_circle(used)]


def _circle(used: Mapping[PartName, set[PartName]]) -> Iterator[str]:
    try:
        graphlib.TopologicalSorter(used).prepare()
    except graphlib.CycleError as error:
        yield f"the checks of these parts use one another in a circle: {' -> '.join(reversed(error.args[1]))}"


def of_names(settings: Mapping[str, Any], misconceptions: Iterable[Misconception], solution: str) -> list[str]:
    """Return which misconceptions would take the place of a part or of something that the solution defines."""
    parts = settings.get("parts", ())
    taken = dict.fromkeys(_defined(solution), "a definition in solution.py")
    taken |= dict.fromkeys((name for part in parts for name in (part["name"], part["definition"])), "a part")
    faults, seen = [], set[str]()
    for name in (item.name for item in misconceptions):
        faults += [f"misconception {name} has the name of {taken[name]}"] if name in taken else []
        faults += [f"there are two misconceptions called {name}"] if name in seen else []
        seen.add(name)
    return faults


def of_arguments(settings: Mapping[str, Any], solution: str) -> list[str]:
    """Return which functions the solution defines with other arguments than exercise.toml says."""
    parts = {part["definition"]: part["arguments"] for part in settings.get("parts", ()) if "arguments" in part}
    functions = [node for node in ast.parse(solution).body if isinstance(node, ast.FunctionDef) and node.name in parts]
    written = {node.name: ", ".join(argument.arg for argument in node.args.args) for node in functions}
    return [
        f"{name} has the arguments ({parts[name]}) in exercise.toml and ({arguments}) in solution.py"
        for name, arguments in written.items()
        if arguments != parts[name]
    ]


def _defined(source: str) -> Iterator[str]:
    """Yield the global names that a source defines; raises SyntaxError."""
    for symbol in symtable.symtable(source, "solution.py", "exec").get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            yield symbol.get_name()


def of_traps(settings: Mapping[str, Any]) -> list[str]:
    """Return which traps have a pattern that can't be used, and why."""
    faults = ((trap["name"], patterns.fault(trap["pattern"])) for trap in settings.get("traps", ()))
    return [f"the pattern of trap {name} can't be used: {why}" for name, why in faults if why]
