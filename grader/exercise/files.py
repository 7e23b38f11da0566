"""The files of an exercise's folder: which are read, which of them students may see, and what tells two exercises apart."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from grader.exercise import defaults, shipped
from grader.exercise.fault import Fault
from grader.exercise.helpers import imported, is_helper
from grader.exercise.sections import NOTEBOOK, ONE, script_of, sections
from grader.exercise.syntax import table_of

Files: TypeAlias = Mapping[str, str]
"""The texts of an exercise's files by name; those of its languages in the order of the course, the first for what others lack."""

SETTINGS, CHECKS = "exercise.toml", "checks.py"
SOLUTION, MISCONCEPTIONS = "solution.py", "misconceptions.py"
# Made by `grade verify --write`; a fast path that may be missing.
MATRIX = "matrix.json"
SECRET = (SOLUTION, MISCONCEPTIONS, MATRIX)
# What may be missing, and is read as this then.
ABSENT = {SETTINGS: "", MISCONCEPTIONS: "", MATRIX: "{}"}
DEFAULTS = "defaults.json"
"""In no folder: what the author left out of the settings and of the first language's texts, read off the sources."""
TEXTS = re.compile(r"texts\.([a-z]{2,3})\.toml")
FORMS: Mapping[str, Callable[[str], dict[str, str]]] = {
    ONE: sections,
    NOTEBOOK: lambda text: {SOLUTION: script_of(text)},
}
"""Files that stand for others, and how those are made of them."""
# Of a course that says nothing of its languages, and has no texts.
FALLBACK = ("en",)


def texts_of(language: str) -> str:
    """Return the name of the file with the texts of a language."""
    return f"texts.{language}.toml"


def languages_of(files: Files) -> tuple[str, ...]:
    """Return the languages that these files have texts in."""
    return tuple(found[1] for name in files if (found := TEXTS.fullmatch(name)))


def read_files(folder: Path, languages: Sequence[str] = ()) -> tuple[dict[str, str], list[Fault]]:
    """Return the texts of the files that can be read and what follows from them, and what is wrong with the others."""
    files, faults, first = written_files(folder, languages)
    return files | _lacking(files, folder.absolute().name, first), faults


def written_files(folder: Path, languages: Sequence[str] = ()) -> tuple[dict[str, str], list[Fault], str]:
    """Return the texts of the files that can be read, what is wrong with the others, and the first language.

    Without any `languages`, all are read that the folder has texts in. Where it has none at all, docstrings speak the first.
    """
    there = languages_of({path.name: "" for path in sorted(folder.glob("texts.*.toml"))})
    first, *others = languages or there or FALLBACK
    wanted = [first, *(language for language in others if language in there)]
    names = (SETTINGS, CHECKS, *map(texts_of, wanted), *SECRET)
    absent = ABSENT if there else {**ABSENT, texts_of(first): ""}
    elsewhere, faults = _other_forms(folder)
    found = {name: _text(folder / name, elsewhere.get(name, absent.get(name))) for name in names}
    files = {name: text for name, (text, _) in found.items() if text is not None}
    faults += [fault for _, fault in found.values() if fault]
    helpers, of_helpers = _helpers(folder, files.get(CHECKS, ""))
    named = _table(files.get(SETTINGS, "")).get("files")
    ships, of_ships = _shipped(folder, named if isinstance(named, list) else ())
    return {**files, **helpers, **ships}, [*faults, *of_helpers, *of_ships], first


def _helpers(folder: Path, checks: str) -> tuple[dict[str, str], list[Fault]]:
    """Return the files that lie beside checks.py and that it imports."""
    if not any(is_helper(path.name) for path in folder.glob("*.py")):
        # Then checks.py needn't be parsed to see which of them it imports.
        return {}, []
    faults = list[Fault]()

    def read(file: str) -> str | None:
        text, fault = _text(folder / file, None) if (folder / file).is_file() else (None, None)
        faults.extend([fault] if fault else [])
        return text

    return imported(checks, read), faults


def _shipped(reference: Path, names: Iterable[object]) -> tuple[dict[str, str], list[Fault]]:
    """Return the files that exercise.toml names, in base64, and what is wrong with the rest; what is no name is told elsewhere."""
    folder, found, faults = shipped.place_of(reference), dict[str, str](), list[Fault]()
    left = shipped.MOST_MB * 2**20
    for index, name in enumerate(names):
        path = folder / name if isinstance(name, str) and shipped.is_name(name) else None
        if path is None:
            continue
        if path.resolve().parent != folder.resolve() or not path.is_file():
            text = f"{name} is to be shipped, and there is no file {'/'.join(path.parts[-4:])}"
            faults.append(Fault(SETTINGS, text, keys=("files", index)))
            continue
        left -= path.stat().st_size
        found |= {f"{shipped.FOLDER}{name}": base64.b64encode(path.read_bytes()).decode()} if left >= 0 else {}
    if left < 0:
        text = f"the files to be shipped have more than {shipped.MOST_MB} MB: ship a part of the data"
        faults.append(Fault(SETTINGS, text, keys=("files",)))
    return found, faults


def _other_forms(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """Return the texts of the files that lie in one, or the solution that is a notebook."""
    found, faults = dict[str, str](), list[Fault]()
    for form in (name for name in FORMS if (folder / name).is_file()):
        text, fault = _text(folder / form, None)
        faults += [fault] if fault else []
        try:
            files = {} if text is None else FORMS[form](text)
        except ValueError as error:
            files, faults = {}, [*faults, Fault(form, str(error))]
        faults += [
            Fault(form, f"{name} says the same: keep one of them")
            for name in files
            if name in found or (folder / name).exists()
        ]
        found |= files
    return found, faults


def told_in(folder: Path, faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults, each with the name of the file that its author wrote."""
    stands_for = {ONE: (SOLUTION, CHECKS, MISCONCEPTIONS), NOTEBOOK: (SOLUTION,)}
    written = {name: form for form, names in stands_for.items() if (folder / form).is_file() for name in names}
    return [replace(fault, file=written.get(fault.file, fault.file)) for fault in faults]


def _lacking(files: Files, slug: str, first: str) -> dict[str, str]:
    found = defaults.lacking(
        _table(files.get(SETTINGS, "")),
        _table(files.get(texts_of(first), "")),
        slug=slug,
        solution=files.get(SOLUTION, ""),
        checks=files.get(CHECKS, ""),
        mistakes=files.get(MISCONCEPTIONS, ""),
    )
    return {DEFAULTS: json.dumps(found)} if found else {}


def _table(text: str) -> Mapping[str, Any]:
    """Return what a file holds; nothing if it can't be read, which is told where it is needed."""
    try:
        return table_of(text)
    except (ValueError, RecursionError):
        return {}


def _text(path: Path, absent: str | None) -> tuple[str | None, Fault | None]:
    try:
        return path.read_text(encoding="utf-8"), None
    except FileNotFoundError:
        return absent, None if absent is not None else Fault(path.name, "there is no such file, and there must be")
    except (OSError, ValueError) as error:
        return None, Fault(path.name, f"this can't be read: {error}")


def public(files: Files) -> dict[str, str]:
    """Return what students may see: all but the solution and what is made of it."""
    return {name: text for name, text in files.items() if name not in SECRET}


def digest_of(files: Files) -> str:
    """Return the digest of all files; two exercises with the same are one."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name].encode()):
            total.update(len(part).to_bytes(8, "big") + part)
    return "sha256:" + total.hexdigest()
