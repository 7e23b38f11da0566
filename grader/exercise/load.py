"""A folder of `reference/` becomes an Exercise; all faults of a folder are collected, then raised at once."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from grader.exercise import faults as faults_in
from grader.exercise import probe_modules, text_faults, written
from grader.exercise.data import Read, loaded, parsed
from grader.exercise.defaults import FORMAT_VERSION, NO_PYTHON, under
from grader.exercise.fault import Fault, raised, refused
from grader.exercise.files import (
    CHECKS,
    DEFAULTS,
    MATRIX,
    MISCONCEPTIONS,
    SETTINGS,
    SOLUTION,
    TEXTS,
    Files,
    languages_of,
    read_files,
    texts_of,
    told_in,
)
from grader.exercise.helpers import helpers_of
from grader.exercise.lines import placed
from grader.exercise.shipped import shipped
from grader.exercise.syntax import table_of, tree_of
from grader.exercise.written import Settings, fitted
from grader.model import (
    Cell,
    Check,
    Drawing,
    Exercise,
    Misconception,
    Outline,
    Part,
    Questions,
    Reference,
    Submission,
    Texts,
)


def read_exercise(folder: Path, languages: Sequence[str] = ()) -> Exercise:
    """Read an exercise's folder; raises ExerciseError with every fault found in it."""
    files, faults = read_files(folder, languages)
    return exercise_of(files, folder, faults) if faults else _known(tuple(files.items()), folder)


@lru_cache(8)
def _known(files: tuple[tuple[str, str], ...], folder: Path) -> Exercise:
    """Make an exercise of its files' texts; once, as long as they stay what they are: `grade watch` asks at every save."""
    return exercise_of(dict(files), folder)


def read_outline(folder: Path, languages: Sequence[str] = ()) -> Outline:
    """Read what everybody may know of an exercise, and run none of its code; raises ExerciseError with the faults in that."""
    files, unread = read_files(folder, languages)
    settings, faults = _settings(files)
    texts, of_texts = _texts(files)
    public = [fault for fault in unread if fault.file == SETTINGS or TEXTS.fullmatch(fault.file)]
    faults = [*public, *faults, *of_texts]
    if settings is not None and not settings.parts:
        faults += unread or [Fault(CHECKS, "no check names the part that it is of")]
    if settings is None or faults:
        raise refused(folder, told_in(folder, placed(faults, files)))
    return _outline(settings, texts, files)


def exercise_of(files: Files, folder: Path, known: Sequence[Fault] = ()) -> Exercise:
    """Make an exercise of its files' texts; raises ExerciseError with every fault in them, after those that are known."""
    marks, of_marks = _misconceptions(files[MISCONCEPTIONS]) if MISCONCEPTIONS in files else (None, [])
    matrix, of_matrix = parsed(MATRIX, json.loads, written.Matrix, files[MATRIX]) if MATRIX in files else (None, [])
    made, settings, of_files = _made(files, marks)
    faults, name = [*known, *of_files, *of_marks, *of_matrix], folder.absolute().name
    if settings is not None and settings.slug != name:
        text = f"slug is {settings.slug!r} and the folder is called {name!r}: give them one name"
        faults.append(Fault(SETTINGS, text, keys=("slug",)))
    exercise = _sound(made, folder, faults, files)
    solution, mistakes = files[SOLUTION], files[MISCONCEPTIONS]
    reference = Reference(
        folder,
        files,
        solution=_submission(exercise.slug, solution),
        mistakes=_submission(exercise.slug, solution, mistakes),
        matrix=matrix or {},
        unmissed=settings.unmissed if settings else {},
    )
    return replace(exercise, reference=reference)


def without_reference(
    files: Files, path: Path, misconceptions: tuple[Misconception, ...], course: str = ""
) -> Exercise:
    """Make an exercise of what students may see of its files, which `path` holds."""
    made, _, faults = _made(files, misconceptions)
    exercise = _sound(made, path, faults, files)
    return replace(exercise, outline=replace(exercise.outline, course=course))


def _sound(made: Exercise | None, path: Path, faults: Sequence[Fault], files: Files) -> Exercise:
    if made is None or faults:
        raise refused(path, told_in(path, placed(faults, files)))
    return made


def _made(
    files: Mapping[str, str], misconceptions: tuple[Misconception, ...] | None
) -> tuple[Exercise | None, Settings | None, list[Fault]]:
    """Return outline and questions, where each file can be read; the settings; and what is wrong with and between them."""
    settings, faults = _settings(files)
    texts, of_texts = _texts(files)
    helpers = helpers_of(files)
    checks, of_checks = _checks(files[CHECKS], helpers) if CHECKS in files else (None, [])
    solution, of_solution = _python(SOLUTION, files[SOLUTION]) if SOLUTION in files else (None, [])
    faults += [*of_texts, *of_checks, *of_solution]
    faults += _faults_between(
        settings,
        checks,
        texts=texts,
        misconceptions=misconceptions,
        solution=solution,
        mistakes=files.get(MISCONCEPTIONS, ""),
    )
    if settings is None or checks is None or misconceptions is None or faults:
        return None, settings, faults
    by_name = {check.name: check for check in checks}
    # In the order of the report, which is that of the points.
    in_order = tuple(by_name[name] for name in settings.points)
    outline = _outline(settings, texts, files)
    questions = Questions(
        probes=files[CHECKS],
        helpers=helpers,
        files=shipped(files),
        checks=in_order,
        limits=settings.limits,
        modules=settings.modules,
        logical_devices=settings.logical_devices,
        misconceptions=misconceptions,
        traps=settings.traps,
        drawings=tuple(Drawing(plot.name, plot.kind, plot.check, plot.values) for plot in settings.plots),
    )
    return Exercise(outline, questions), settings, []


def _outline(settings: Settings, texts: Mapping[str, Texts], files: Files) -> Outline:
    return Outline(
        slug=settings.slug,
        parts=tuple(Part(part.name, part.definition, part.needs, part.arguments) for part in settings.parts),
        checks={check: part.name for part in settings.parts for check in part.checks},
        points=settings.points,
        texts={code: texts[texts_of(code)] for code in languages_of(files)},
        epochs=settings.epochs,
    )


def _faults_between(
    settings: Settings | None,
    checks: tuple[Check, ...] | None,
    *,
    texts: Mapping[str, Texts],
    misconceptions: tuple[Misconception, ...] | None,
    solution: str | None,
    mistakes: str,
) -> Iterator[Fault]:
    """Yield what the files that can be read say differently of one another."""
    if checks is not None:
        yield from faults_in.of_checks(checks)
    yield from text_faults.of_findings(texts)
    if settings is None:
        return
    yield from faults_in.of_settings(settings)
    if checks is not None:
        yield from faults_in.of_points(settings, checks)
    if solution is not None:
        yield from faults_in.of_solution(settings, solution)
    for file, text in texts.items():
        yield from text_faults.of_texts(settings, text, file)
    if misconceptions is not None:
        yield from faults_in.of_misconceptions(settings, misconceptions, mistakes, solution or "")
        yield from faults_in.of_calls(settings, misconceptions, mistakes)
        for file, text in texts.items():
            yield from text_faults.of_mistakes(settings, misconceptions, text, file)


def _submission(slug: str, *sources: str) -> Submission:
    """Return the author's own files in the form in which they are run."""
    return Submission("", slug, "", tuple(Cell(None, source) for source in sources))


def _settings(files: Files) -> Read[Settings]:
    if SETTINGS not in files:
        return None, []
    data, faults = loaded(SETTINGS, table_of, files[SETTINGS])
    version = (data or {}).get("format_version", FORMAT_VERSION)
    if version != FORMAT_VERSION:
        # What else may stand there isn't known.
        said = f"format_version is {version}, this gradetape reads {FORMAT_VERSION}"
        return None, [Fault(SETTINGS, said, keys=("format_version",))]
    return (None, faults) if faults else fitted(under(data, _left_out(files, "settings")), Settings, SETTINGS)


def _left_out(files: Files, kind: str) -> dict[str, Any]:
    """Return what the author left out, and the sources say."""
    found: dict[str, Any] = json.loads(files.get(DEFAULTS, "{}")).get(kind, {})
    return found


def _texts(files: Mapping[str, str]) -> tuple[dict[str, Texts], list[Fault]]:
    """Return the texts by file, of those files that can be read."""
    texts, faults = dict[str, Texts](), list[Fault]()
    # Of the first language alone; what others lack is said in it.
    made = _left_out(files, "texts")
    for file in map(texts_of, languages_of(files)):
        parse = partial(_with, {**written.NO_TEXTS, **made})
        found, of_file = parsed(file, parse, Texts, files[file])
        made, faults = {}, [*faults, *of_file]
        texts |= {} if found is None else {file: found}
    return texts, faults


def _with(made: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return a file's tables, and what was made where it says nothing."""
    found: dict[str, Any] = under(table_of(text), made)
    return found


def _python(file: str, source: str) -> Read[str]:
    """Return a source that can be compiled; nothing of it is run."""
    try:
        compile(source, file, "exec", dont_inherit=True)
    except NO_PYTHON as error:
        return None, [raised(file, error)]
    return source, []


def _misconceptions(source: str) -> Read[tuple[Misconception, ...]]:
    """Read which definitions are marked as misconceptions; what they do needs TensorFlow, which isn't here."""
    sound, faults = _python(MISCONCEPTIONS, source)
    if sound is None:
        return None, faults
    found = []
    for node in tree_of(sound).body:
        for mark in getattr(node, "decorator_list", ()):
            if getattr(mark.func if isinstance(mark, ast.Call) else mark, "id", "") == "misconception":
                name = getattr(node, "name", "")
                read, of_mark = _mark(name, mark)
                faults += of_mark
                found += [] if read is None else [read]
    return (None if faults else tuple(found)), faults


def _mark(name: str, mark: ast.expr) -> Read[Misconception]:
    call = mark if isinstance(mark, ast.Call) else ast.Call(mark, [], [])
    try:
        words = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    except NO_PYTHON:
        words = None
    if words is None or call.args:
        text = f"the mark of {name} takes texts and whole numbers, each by its name"
        return None, [Fault(MISCONCEPTIONS, text, mark.lineno)]
    read, faults = fitted({**words, "name": name}, Misconception, MISCONCEPTIONS, (name,))
    return read, [replace(fault, line=mark.lineno, keys=()) for fault in faults]


def _checks(source: str, helpers: Mapping[str, str]) -> Read[tuple[Check, ...]]:
    """Run an exercise's checks.py for its expectations; it is the author's code, and no TensorFlow is needed for it."""
    try:
        names = probe_modules.run(source, helpers, "checks", listed=False)
    except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever the author's code raises)
        return None, [raised(probe_modules.file_of(error, helpers), error)]
    found = {id(item): item for item in names.values() if isinstance(item, Check)}
    drawn = names.get("draw")
    sound = drawn is None or callable(drawn)
    return tuple(found.values()), [] if sound else [Fault(CHECKS, "draw isn't a function `draw(rng)`")]
