"""A folder of `reference/` becomes an Exercise; all faults of a folder are collected, then raised at once."""

from __future__ import annotations

import ast
import json
import keyword
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader import faults as faults_in
from grader.drawing import KINDS
from grader.errors import ExerciseError, UsageError
from grader.model import (
    Cell,
    Check,
    CheckName,
    Drawing,
    Exercise,
    Limits,
    Misconception,
    Modules,
    Part,
    PartName,
    Slug,
    Submission,
    Texts,
    Trap,
)

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FORMAT_VERSION = 1
LANGUAGES = ("en", "uk")
# What students may see of an exercise's folder.
PUBLIC = ("exercise.toml", "checks.py", *(f"texts.{code}.toml" for code in LANGUAGES))

_HERE = Path(__file__).resolve().parent
# An installed package carries the folders inside; a checkout has them beside the package.
CONTENT = _HERE / "content" if (_HERE / "content").is_dir() else _HERE.parent
# Made by `grade verify --write`; a fast path that may be missing.
MATRIX = "matrix.json"
# All that is read of an exercise's folder, whatever else lies there.
REFERENCE = (*PUBLIC, "solution.py", "misconceptions.py", MATRIX)
# What no student code may read.
HIDDEN = CONTENT / "reference"


def slugs() -> tuple[Slug, ...]:
    """Give the exercises that come with this installation."""
    return tuple(Slug(path.parent.name) for path in sorted((CONTENT / "reference").glob("*/exercise.toml")))


def find_exercise(name: str) -> Exercise:
    """Read the exercise of that slug; raises UsageError if there is none, ExerciseError if its folder is faulty."""
    if name not in slugs():
        raise UsageError("There is no exercise {name!r}. Choose from: {known}", name=name, known=", ".join(slugs()))
    return read_exercise(CONTENT / "reference" / name)


def read_exercise(folder: Path) -> Exercise:
    """Read an exercise's folder; raises ExerciseError with every fault found in it."""
    try:
        files = {name: (folder / name).read_text(encoding="utf-8") for name in (*PUBLIC, "solution.py")}
        wrong = folder / "misconceptions.py"
        files["misconceptions.py"] = wrong.read_text(encoding="utf-8") if wrong.exists() else ""
        misconceptions = tuple(_misconceptions(files["misconceptions.py"]))
        matrix = json.loads((folder / MATRIX).read_text(encoding="utf-8")) if (folder / MATRIX).exists() else {}
    except (OSError, ValueError, SyntaxError) as error:
        raise ExerciseError("{folder}: {error}", folder=folder, error=error) from error
    return replace(parse_exercise(files, folder, misconceptions), matrix=matrix)


def parse_exercise(files: Mapping[str, str], folder: Path, misconceptions: tuple[Misconception, ...]) -> Exercise:
    """Make an exercise of its files' texts: of those in PUBLIC and, where the solution may be known, of the others."""
    try:
        settings = tomllib.loads(files["exercise.toml"])
        texts = {code: _texts(tomllib.loads(files[f"texts.{code}.toml"])) for code in LANGUAGES}
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError("{folder}: {error}", folder=folder, error=error) from error
    try:
        checks = _checks(files["checks.py"])
        solution = files.get("solution.py", "")
        faults = faults_in.of_names(settings, misconceptions, solution) + faults_in.of_arguments(settings, solution)
    except Exception as error:
        raise ExerciseError(
            "{folder}: {kind}: {error}", folder=folder, kind=type(error).__name__, error=error
        ) from error
    points = {name: float(p) for part in settings.get("parts", ()) for name, p in part["checks"].items()}
    faults += [*_faults(settings, checks, points), *_faults_of_texts(settings, points, texts)]
    faults += _faults_of_misconceptions(settings, misconceptions, texts)
    faults += _faults_of_plots(settings, points, texts)
    faults += _faults_of_modules(settings.get("modules", {}))
    faults += [*faults_in.of_checks(checks), *faults_in.of_traps(settings)]
    if faults:
        raise ExerciseError("{folder}: {faults}", folder=folder, faults="; ".join(faults))
    parts = tuple(
        Part(p["name"], p["definition"], tuple(p.get("needs", ())), p.get("arguments")) for p in settings["parts"]
    )
    by_name = {check.name: check for check in checks}
    sources = [files[name] for name in ("solution.py", "misconceptions.py") if name in files]
    return Exercise(
        slug=Slug(settings["slug"]),
        folder=folder,
        parts=parts,
        # In the order of the report, which is that of the points.
        checks=tuple(by_name[name] for name in points),
        points=points,
        limits=Limits(**settings.get("limits", {})),
        probes=files["checks.py"],
        solution=_submission(settings["slug"], *sources[:1]),
        misconceptions=misconceptions,
        mistaken=_submission(settings["slug"], *sources),
        traps=tuple(Trap(**trap) for trap in settings.get("traps", ())),
        drawings=tuple(_drawings(settings)),
        epochs=settings.get("epochs", {}),
        unmissed=settings.get("unmissed", {}),
        texts=texts,
        modules=Modules(**{key: tuple(names) for key, names in settings.get("modules", {}).items()}),
    )


def _submission(slug: str, *sources: str) -> Submission:
    """Give the author's own files the form in which they are run."""
    return Submission("", slug, "", tuple(Cell(None, source) for source in sources))


def _misconceptions(source: str) -> Iterator[Misconception]:
    """Read which definitions are marked as misconceptions; what they do needs TensorFlow, which isn't here."""
    for node in ast.parse(source).body:
        for mark in getattr(node, "decorator_list", ()):
            if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "misconception":
                words = {str(word.arg): ast.literal_eval(word.value) for word in mark.keywords}
                yield Misconception(getattr(node, "name", ""), **words)


def _checks(source: str) -> tuple[Check, ...]:
    """Run an exercise's checks.py for its expectations; it is the author's code, and no TensorFlow is needed for it."""
    module = types.ModuleType("checks")
    before = sys.modules.get(module.__name__)
    # dataclasses look their module up by name.
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, "checks.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102 (the author's code)
    finally:
        # Whoever calls us may have a module of that name.
        del sys.modules[module.__name__]
        sys.modules.update({} if before is None else {module.__name__: before})
    return tuple(item for item in vars(module).values() if isinstance(item, Check))


def _texts(fields: Mapping[str, Any]) -> Texts:
    return Texts(
        title=fields.get("title", ""),
        parts=fields.get("parts", {}),
        checks=fields.get("checks", {}),
        values=fields.get("values", {}),
        traps=fields.get("traps", {}),
        misconceptions=fields.get("misconceptions", {}),
        plots=fields.get("plots", {}),
        mistakes=fields.get("mistakes", {}),
        findings=fields.get("findings", {}),
    )


def _drawings(settings: Mapping[str, Any]) -> Iterator[Drawing]:
    for plot in settings.get("plots", ()):
        values = {name: plot[name] for name in KINDS[plot["kind"]][0]}
        yield Drawing(plot["name"], plot["kind"], plot["check"], values)


def _faults(settings: Mapping[str, Any], checks: tuple[Check, ...], points: Mapping[CheckName, float]) -> list[str]:
    faults = []
    if settings.get("format_version") != FORMAT_VERSION:
        faults.append(f"format_version is {settings.get('format_version')}, this gradetape reads {FORMAT_VERSION}")
    parts: set[PartName] = {part["name"] for part in settings.get("parts", ())}
    stated = {name: part["name"] for part in settings.get("parts", ()) for name in part["checks"]}
    written = {check.name: check.part for check in checks}
    faults += [f"{name} has points but no probe in checks.py" for name in points if name not in written]
    faults += [f"{name} has a probe but no points in exercise.toml" for name in written if name not in points]
    for name in stated.keys() & written.keys():
        if stated[name] != written[name]:
            faults.append(f"{name} is a check of {written[name]} in checks.py and of {stated[name]} in exercise.toml")
    for check in checks:
        faults += [f"{check.name} uses {use}, which is no part" for use in check.uses if use not in parts]
        faults += [
            f"{check.name} compares with {other.check.name}, which has no points in exercise.toml"
            for other in check.compares
            if other.check.name not in points
        ]
    for part in settings.get("parts", ()):
        faults += [f"{part['name']} needs {n}, which is no part" for n in part.get("needs", ()) if n not in parts]
    return faults


def _faults_of_texts(
    settings: Mapping[str, Any], points: Mapping[CheckName, float], texts: Mapping[str, Texts]
) -> list[str]:
    faults = []
    findings = {name for text in texts.values() for name in text.findings}
    for code, text in texts.items():
        file = f"texts.{code}.toml"
        faults += [f"{file} has no text for finding {name}" for name in sorted(findings - text.findings.keys())]
        faults += [] if text.title else [f"{file} has no title"]
        wanted = [part["name"] for part in settings.get("parts", ())]
        faults += [f"{file} has no text for part {name}" for name in wanted if name not in text.parts]
        for name in points:
            faults += [
                f"{file} has no {kind} for check {name}"
                for kind in ("title", "hint")
                if kind not in text.checks.get(name, {})
            ]
        traps = [trap["name"] for trap in settings.get("traps", ())]
        faults += [f"{file} has no text for trap {name}" for name in traps if name not in text.traps]
    return faults


def _faults_of_misconceptions(
    settings: Mapping[str, Any], misconceptions: tuple[Misconception, ...], texts: Mapping[str, Texts]
) -> list[str]:
    parts = {part["name"] for part in settings.get("parts", ())}
    faults = [
        f"{item.name} is a misconception of {item.part}, which is no part"
        for item in misconceptions
        if item.part not in parts
    ]
    own = {(part["name"], check) for part in settings.get("parts", ()) for check in part["checks"]}
    faults += [
        f"{item.name} is told by {item.told_by}, which is no check.value of {item.part}"
        for item in misconceptions
        if item.sign is not None and ((item.part, item.sign[0]) not in own or not item.sign[1])
    ]
    for code, text in texts.items():
        named = {item.name for item in misconceptions}
        faults += [
            f"texts.{code}.toml has no text for misconception {name}"
            for name in sorted(named - text.misconceptions.keys())
        ]
        faults += [
            f"texts.{code}.toml has a text for {name}, which is no misconception"
            for name in sorted(text.misconceptions.keys() - named)
        ]
        known = named | {trap["name"] for trap in settings.get("traps", ())}
        faults += [
            f"texts.{code}.toml has {name} under mistakes, which is no misconception and no trap"
            for name in sorted(text.mistakes.keys() - known)
        ]
    return faults


def _faults_of_plots(
    settings: Mapping[str, Any], points: Mapping[CheckName, float], texts: Mapping[str, Texts]
) -> list[str]:
    faults = []
    for number, plot in enumerate(settings.get("plots", ()), start=1):
        name, kind, check = (plot.get(key, "") for key in ("name", "kind", "check"))
        what = f"plot {name or number}"
        faults += [] if kind in KINDS else [f"{what} is of no kind that there is: {', '.join(KINDS)}"]
        faults += [f"{what} names no {value}" for value in KINDS.get(kind, ((), None))[0] if value not in plot]
        faults += [] if check in points else [f"{what} is about {check or 'nothing'}, which is no check"]
        for code, text in texts.items():
            wanted = ("title", "x", "y")
            missing = [key for key in wanted if key not in text.plots.get(name, {})]
            faults += [f"texts.{code}.toml has no {key} for {what}" for key in missing]
    return faults


def _faults_of_modules(lists: object) -> list[str]:
    kinds = ("needed", "drawing")
    if not isinstance(lists, Mapping):
        return [f"modules is no table with the lists {' and '.join(kinds)}"]
    faults = [f"modules has no list called {kind}: there are {' and '.join(kinds)}" for kind in lists.keys() - {*kinds}]
    for kind, names in lists.items():
        listed = names if isinstance(names, list) else [names]
        faults += [] if isinstance(names, list) else [f"modules.{kind} is no list"]
        faults += [f"modules.{kind}: {name!r} is no name of a module" for name in listed if not _importable(name)]
    both = set(map(str, lists.get("needed", ()))) & set(map(str, lists.get("drawing", ())))
    return faults + [f"{name} can't be both needed and drawing" for name in sorted(both)]


def _importable(name: object) -> bool:
    """Whether `import NAME` could be written; a dot would name a module inside of a package."""
    return isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
