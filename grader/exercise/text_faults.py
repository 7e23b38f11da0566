"""Faults of texts.*.toml: what is said of nothing that there is, and what lacks its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.exercise.fault import Fault, Keys, like, unknown
from grader.exercise.written import Settings
from grader.model import Misconception, Texts


def of_texts(settings: Settings, texts: Texts, file: str) -> Iterator[Fault]:
    """Yield which texts one language lacks, and which are of nothing that there is."""
    tables: Mapping[str, tuple[Mapping[str, Any], Sequence[str]]] = {
        "part": (texts.parts, [part.name for part in settings.parts]),
        "check": (texts.checks, list(settings.points)),
        "trap": (texts.traps, [trap.name for trap in settings.traps]),
        "plot": (texts.plots, [plot.name for plot in settings.plots]),
    }
    for kind, (told, named) in tables.items():
        yield from _of_table(file, kind, told, named)
    yield from _alike(file, "part", ((name, ("parts", name), title) for name, title in texts.parts.items()))
    for part in settings.parts:
        titles = (
            (name, ("checks", name, "title"), texts.checks[name]["title"])
            for name in part.checks
            if name in texts.checks
        )
        yield from _alike(file, "check", titles)
    for name, said in texts.checks.items():
        if said["hint"].strip().casefold() == said["title"].strip().casefold():
            text = f"the hint of check {name} only repeats its title: say where to look"
            yield Fault(file, text, keys=("checks", name, "hint"))


def _alike(file: str, kind: str, titles: Iterable[tuple[str, Keys, str]]) -> Iterator[Fault]:
    """Yield which titles stand twice, so that nobody could tell the two apart."""
    first = dict[str, str]()
    for name, keys, title in titles:
        other = first.setdefault(title.strip().casefold(), name)
        if other != name:
            yield Fault(file, f"{kind} {name} has the title of {kind} {other}: give each its own", keys=keys)


def of_mistakes(
    settings: Settings, misconceptions: Iterable[Misconception], texts: Texts, file: str
) -> Iterator[Fault]:
    """Yield which misconceptions one language doesn't explain, and what it explains that is none."""
    named = [item.name for item in misconceptions]
    known = [*named, *(trap.name for trap in settings.traps)]
    yield from _of_table(file, "misconception", texts.misconceptions, named)
    for name in texts.mistakes:
        if name not in known:
            text = f"{name} under mistakes is neither a misconception nor a trap{like(name, known)}"
            yield Fault(file, text, keys=("mistakes", name))


def of_findings(texts: Mapping[str, Texts]) -> Iterator[Fault]:
    """Yield which findings one language has a text for, and another hasn't."""
    findings = {name for text in texts.values() for name in text.findings}
    for file, text in texts.items():
        for name in sorted(findings - text.findings.keys()):
            yield Fault(file, f"there is no text for finding {name}, as another language has", keys=("findings", name))


def _of_table(file: str, kind: str, told: Iterable[str], named: Sequence[str]) -> Iterator[Fault]:
    table = f"{kind}s"
    for name in dict.fromkeys(named):
        if name not in told:
            yield Fault(file, f"there is no text for {kind} {name}: add it under {table}", keys=(table, name))
    for name in told:
        if name not in named:
            yield unknown(file, "there is a text for", name, kind, named, keys=(table, name))
