"""Faults of an exercise that would show only while a student is graded, or never: told when the exercise is read.

What stands in each file by itself fits its type by now (written.py); here is what the files say of one another.
"""

from __future__ import annotations

import ast
import graphlib
import symtable
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.exercise import patterns
from grader.exercise.fault import Fault, Keys, like, unknown
from grader.exercise.files import CHECKS, MISCONCEPTIONS, SETTINGS, SOLUTION
from grader.exercise.plots import KINDS
from grader.exercise.syntax import first_line, tree_of
from grader.exercise.written import Settings
from grader.model import Check, Misconception, MisconceptionName, Modules, PartName

# More say no more about a submission, and each takes its time.
MOST_DRAWS = 100


Named = Iterable[tuple[str, Keys]]
"""Names, and where each stands in exercise.toml."""


def of_settings(settings: Settings) -> Iterator[Fault]:
    """Yield what exercise.toml says of something that isn't in it."""
    parts = {part.name: ("parts", index) for index, part in enumerate(settings.parts)}
    yield from _twice("parts", _each(("parts",), (part.name for part in settings.parts), "name"))
    definitions = (part.definition for part in settings.parts)
    yield from _twice("parts with a definition", _each(("parts",), definitions, "definition"))
    yield from _twice("checks", _checks(settings))
    if not sum(settings.points.values()) > 0:
        yield Fault(SETTINGS, "no check has points: give some to at least one", keys=("parts",))
    yield from _of_needs(settings, parts)
    for check in settings.unmissed:
        if check not in settings.points:
            yield unknown(SETTINGS, "unmissed names", check, "check", settings.points, keys=("unmissed", check))
    yield from _of_modules(settings.modules)
    if settings.limits.check_s > settings.limits.run_s:
        text = f"check_s is {settings.limits.check_s:g}, longer than the whole run, which run_s ends after {settings.limits.run_s:g} s"
        yield Fault(SETTINGS, f"{text}: raise run_s or lower check_s", keys=("limits", "check_s"))
    yield from _of_traps(settings)
    yield from _of_plots(settings)


def _of_needs(settings: Settings, parts: Mapping[PartName, Keys]) -> Iterator[Fault]:
    for part in settings.parts:
        keys = (*parts[part.name], "needs")
        for place, name in enumerate(part.needs):
            if name not in parts:
                yield unknown(SETTINGS, f"{part.name} needs", name, "part", parts, keys=(*keys, place))
        yield from _twice(f"parts in what {part.name} needs", _each(keys, part.needs))
    for circle in _circles({part.name: {*part.needs} for part in settings.parts}):
        text = f"these parts need one another in a circle: {' -> '.join(circle)}"
        yield Fault(SETTINGS, text, keys=(*parts.get(circle[0], ()), "needs"))


def _of_modules(modules: Modules) -> Iterator[Fault]:
    for kind, names in (("needed", modules.needed), ("drawing", modules.drawing)):
        yield from _twice(f"{kind} modules", _each(("modules", kind), names))
    for place, module in enumerate(modules.drawing):
        if module in modules.needed:
            text = f"{module} can't be both needed and drawing: take it out of one list"
            yield Fault(SETTINGS, text, keys=("modules", "drawing", place))


def _of_traps(settings: Settings) -> Iterator[Fault]:
    parts = [part.name for part in settings.parts]
    yield from _twice("traps", _each(("traps",), (trap.name for trap in settings.traps), "name"))
    for index, trap in enumerate(settings.traps):
        what, why, keys = f"trap {trap.name}", patterns.fault(trap.pattern), ("traps", index)
        if why:
            yield Fault(SETTINGS, f"the pattern of {what} can't be used: {why}", keys=(*keys, "pattern"))
        if trap.check is not None and trap.check not in settings.points:
            yield unknown(SETTINGS, f"{what} is about", trap.check, "check", settings.points, keys=(*keys, "check"))
        if trap.part is not None and trap.part not in parts:
            yield unknown(SETTINGS, f"{what} is about", trap.part, "part", parts, keys=(*keys, "part"))


def _of_plots(settings: Settings) -> Iterator[Fault]:
    yield from _twice("plots", _each(("plots",), (plot.name for plot in settings.plots), "name"))
    for index, plot in enumerate(settings.plots):
        what, takes, keys = f"plot {plot.name}", KINDS[plot.kind][0], ("plots", index)
        if plot.check not in settings.points:
            yield unknown(SETTINGS, f"{what} is about", plot.check, "check", settings.points, keys=(*keys, "check"))
        for value in takes:
            if value not in plot.values:
                yield Fault(SETTINGS, f"{what} lacks {value}", keys=(*keys, "kind"))
        for value in plot.values:
            if value not in takes:
                text = f"{what} is of kind {plot.kind}, which has no {value}; it takes: {', '.join(takes)}"
                yield Fault(SETTINGS, text, keys=(*keys, value))


def of_checks(checks: Iterable[Check]) -> Iterator[Fault]:
    """Yield what is wrong with how often checks are asked, and with what they use."""
    used = dict[PartName, set[PartName]]()
    lines = dict[PartName, int | None]()
    for check in checks:
        misfits, line = list(_misfits(check)), line_of(check)
        yield from misfits
        if misfits:
            continue
        for one in check.compares:
            if one.check.draws != check.draws:
                text = f"{check.name} and {one.check.name}, which it compares with, have different numbers of draws"
                yield Fault(CHECKS, text, line)
        if check.part in check.uses:
            text = f"{check.name} uses {check.part}, the part that it checks: name only other parts"
            yield Fault(CHECKS, text, line)
        used.setdefault(check.part, set()).update({*check.uses} - {check.part})
        lines.setdefault(check.part, line)
    for circle in _circles(used):
        text = f"the checks of these parts use one another in a circle: {' -> '.join(circle)}"
        yield Fault(CHECKS, text, lines[PartName(circle[0])])


def line_of(check: Check) -> int | None:
    """Return the line in checks.py in which a check begins, with its decorator; a probe may come from elsewhere."""
    code = getattr(check.probe, "__code__", None)
    return code.co_firstlineno if code is not None and code.co_filename == CHECKS else None


def _misfits(check: Check) -> Iterator[Fault]:
    """Yield what a check was given that is of another kind than the decorator takes."""
    line = line_of(check)
    if type(check.draws) is not int or not 1 <= check.draws <= MOST_DRAWS:
        text = (
            f"{check.name} has {check.draws!r} draws: give it 1 to {MOST_DRAWS}, since with none everybody would pass"
        )
        yield Fault(CHECKS, text, line)
    if not all(isinstance(part, str) for part in (check.part, *check.calls)):
        yield Fault(CHECKS, f"{check.name} names a part by something that isn't a string", line)
    if not all(map(callable, (check.probe, check.expect, check.then or check.probe))):
        yield Fault(CHECKS, f"{check.name} has a probe, `expect` or `then` that isn't a function", line)
    # The decorator's arguments are checked by nothing else.
    others: Iterable[tuple[Any, Any, Any]] = ((other.name, other.check, other.value) for other in check.compares)
    for name, other, value in others:
        if not isinstance(other, Check) or not isinstance(value, str) or not isinstance(name, str):
            text = f"{check.name} compares {name} with something other than a check and the name of one of its values"
            yield Fault(CHECKS, text, line)
        else:
            yield from _misfits(other)


def of_points(settings: Settings, checks: Sequence[Check]) -> Iterator[Fault]:
    """Yield what exercise.toml and checks.py say differently of the checks."""
    parts = {part.name: ("parts", index) for index, part in enumerate(settings.parts)}
    stated = {name: part.name for part in settings.parts for name in part.checks}
    written = {check.name: check for check in checks}
    for name, keys in _checks(settings):
        if name not in written:
            text = f"{name} has points but no probe in checks.py{like(name, written)}"
            yield Fault(SETTINGS, text, keys=keys)
    for check in checks:
        if check.name not in stated:
            text = f"{check.name} has a probe but no points: add it to `checks` of its part"
            keys = (*parts[check.part], "checks") if check.part in parts else ("parts",)
            yield Fault(SETTINGS, text, keys=keys)
        elif check.part != stated[check.name]:
            text = f"{check.name} is a check of {check.part} here and of {stated[check.name]} in exercise.toml"
            yield Fault(CHECKS, text, line_of(check))
    sound = [check for check in checks if not any(_misfits(check))]
    yield from _of_uses(sound, parts, stated)


def _of_uses(checks: Iterable[Check], parts: Iterable[str], stated: Iterable[str]) -> Iterator[Fault]:
    """Yield what checks use that isn't in exercise.toml."""
    for check in checks:
        for use in check.uses:
            if use not in parts:
                yield unknown(CHECKS, f"{check.name} uses", use, "part", parts, line=line_of(check))
        for other in check.compares:
            if other.check.name not in stated:
                text = f"{check.name} compares with {other.check.name}, which has no points in exercise.toml"
                yield Fault(CHECKS, text, line_of(check))


def of_solution(settings: Settings, solution: str) -> Iterator[Fault]:
    """Yield which definitions the solution lacks, or has with other arguments than exercise.toml says."""
    tree = tree_of(solution).body
    everything = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree)
    defined = set(_defined(solution))
    functions = {node.name: node for node in tree if isinstance(node, ast.FunctionDef)}
    for index, part in enumerate(settings.parts):
        name = part.definition
        if name not in defined and not everything:
            text = f"this doesn't define {name}, which is a part{like(name, defined)}"
            yield Fault(SOLUTION, text)
        if part.arguments is None or name not in functions:
            continue
        arguments = ", ".join(argument.arg for argument in functions[name].args.args)
        if arguments != part.arguments:
            where = f"{SOLUTION}, line {functions[name].lineno}"
            text = f"{name} has the arguments ({part.arguments}) here and ({arguments}) in {where}"
            yield Fault(SETTINGS, text, keys=("parts", index, "arguments"))


def of_misconceptions(
    settings: Settings, misconceptions: Iterable[Misconception], source: str, solution: str
) -> Iterator[Fault]:
    """Yield which misconceptions are of no part, told by no value, or in the place of something else."""
    names = [part.name for part in settings.parts]
    own = {(part.name, check) for part in settings.parts for check in part.checks}
    taken = dict.fromkeys(_defined(solution), "a definition in solution.py")
    taken |= dict.fromkeys((name for part in settings.parts for name in (part.name, part.definition)), "a part")
    lines = {getattr(node, "name", ""): first_line(node) for node in tree_of(source).body}
    seen = set[str]()
    for item in misconceptions:
        line = lines.get(item.name)
        if item.name in seen:
            yield Fault(
                MISCONCEPTIONS, f"there are several misconceptions called {item.name}: rename all but one", line
            )
        seen.add(item.name)
        if item.name in taken:
            yield Fault(MISCONCEPTIONS, f"misconception {item.name} has the same name as {taken[item.name]}", line)
        if item.part not in names:
            yield unknown(MISCONCEPTIONS, f"{item.name} is a misconception of", item.part, "part", names, line=line)
        if item.sign is not None and ((item.part, item.sign[0]) not in own or not item.sign[1]):
            text = f"{item.name} is to be recognized by {item.told_by}, which isn't a check.value of {item.part}"
            yield Fault(MISCONCEPTIONS, text, line)


def of_calls(settings: Settings, misconceptions: Iterable[Misconception], source: str) -> Iterator[Fault]:
    """Yield which misconceptions call the definition in whose place they stand, and with it themselves, without an end."""
    definitions = {part.name: part.definition for part in settings.parts}
    instead = {item.name: definitions.get(item.part) for item in misconceptions}
    lines = source.splitlines()
    for node in tree_of(source).body:
        name = getattr(node, "name", "")
        definition = instead.get(MisconceptionName(name))
        # Most don't even mention it, and needn't be gone through.
        mentioned = definition and any(definition in line for line in lines[node.lineno - 1 : node.end_lineno])
        for line in _calls_of(definition, node) if definition and mentioned else ():
            text = (
                f"{name} uses {definition}, in whose place it stands, so it would call itself. Copy what it needs of "
                "the solution into it, or into a helper of another name"
            )
            yield Fault(MISCONCEPTIONS, text, line)


def _calls_of(definition: str, node: ast.stmt) -> list[int]:
    """Return the lines inside of functions in which a name is used; what a class is derived from is looked up only once."""
    functions = [inner for inner in ast.walk(node) if isinstance(inner, (ast.FunctionDef, ast.Lambda))]
    inside = (name for function in functions for name in ast.walk(function) if isinstance(name, ast.Name))
    return sorted({name.lineno for name in inside if name.id == definition and isinstance(name.ctx, ast.Load)})[:1]


def _each(keys: Keys, names: Iterable[str], *key: str) -> Named:
    """Return the names in a list, or what each entry of a list of tables has for that key, and where."""
    return ((name, (*keys, index, *key)) for index, name in enumerate(names))


def _checks(settings: Settings) -> Named:
    for index, part in enumerate(settings.parts):
        for name in part.checks:
            yield name, ("parts", index, "checks", name)


def _twice(kind: str, named: Named) -> Iterator[Fault]:
    """Yield the names that were given before; each is to be changed where it stands again."""
    seen = set[str]()
    for name, keys in named:
        if name in seen:
            yield Fault(SETTINGS, f"there are several {kind} called {name}: keep one, or rename the others", keys=keys)
        seen.add(name)


def _circles(used: Mapping[PartName, set[PartName]]) -> Iterator[list[PartName]]:
    """Yield the parts of a circle, if there is one, in the order in which each uses the next."""
    try:
        graphlib.TopologicalSorter(used).prepare()
    except graphlib.CycleError as error:
        yield list(reversed(error.args[1]))


def _defined(source: str) -> Iterator[str]:
    """Yield the global names that a source defines; raises SyntaxError."""
    for symbol in symtable.symtable(source, "solution.py", "exec").get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            yield symbol.get_name()
