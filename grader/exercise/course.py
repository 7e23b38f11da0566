"""A course: its exercises in their order, and how it is found.

Grading takes a reference from a course that was named, that is installed, or that comes with gradetape; never from where a
submission lies, or where the command is run.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import ExerciseError, UsageError
from grader.exercise.data import parsed
from grader.exercise.fault import Fault, like, refused
from grader.exercise.files import Files, digest_of, written_files
from grader.exercise.lines import placed
from grader.exercise.load import read_exercise, read_outline
from grader.exercise.sections import NOTEBOOK, ONE
from grader.exercise.starters import starter_files
from grader.exercise.written import CourseSettings
from grader.model import Exercise, Outline, Slug
from grader.nearest import nearest
from grader.paths import CONTENT

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "course.toml"
# In a student's folder; names a course, and never a path.
NOTE = ".gradetape.toml"
NOTED = re.compile(r'course = "([a-z0-9_-]{1,100})"\s{0,9}')
LONGEST_NOTE = 1000
VARIABLE = "GRADETAPE_COURSE"
GROUP = "gradetape.courses"


class Origin(str, Enum):
    """Where a course comes from."""

    BUILT_IN = "built-in"
    INSTALLED = "installed"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Course:
    """Exercises in one folder: what students get in `exercises/`, and the references in `reference/`."""

    folder: Path
    origin: Origin
    settings: CourseSettings

    @property
    def name(self) -> str:
        """Return the name by which the course is chosen."""
        return self.settings.name

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of its texts; what one of them lacks is said in the first."""
        return self.settings.languages

    @property
    def slugs(self) -> tuple[Slug, ...]:
        """Return the names of its exercises, in their order."""
        return self.settings.exercises

    @property
    def version(self) -> str:
        """Return the beginning of the digest of all files that exercises are read from; equal versions grade alike."""
        files = {f"{slug}/{name}": text for slug in self.slugs for name, text in self._files(slug).items()}
        return digest_of(files).removeprefix("sha256:")[:12]

    def _files(self, slug: Slug) -> Files:
        return written_files(self.hidden / slug, self.languages)[0]

    @property
    def hidden(self) -> Path:
        """Return what no student code may read."""
        return self.folder / "reference"

    def exercise(self, name: str) -> Exercise:
        """Read an exercise; raises UsageError if there is none of that name, ExerciseError if its folder is faulty."""
        if name not in self.slugs:
            raise UsageError(
                "There is no exercise {name!r}. Choose from: {known}", name=name, known=", ".join(self.slugs)
            )
        return self._exercise(Slug(name), self._told())

    def exercises(self) -> Iterator[Exercise]:
        """Read every exercise, in their order."""
        told = self._told()
        return (self._exercise(slug, told) for slug in self.slugs)

    def _exercise(self, slug: Slug, told: str) -> Exercise:
        found = read_exercise(self._reference(slug), self.languages)
        return replace(found, outline=replace(found.outline, course=told))

    def outlines(self) -> Iterator[Outline]:
        """Read what everybody may know of every exercise, in their order; none of its code is run for it."""
        told = self._told()
        return (replace(read_outline(self._reference(slug), self.languages), course=told) for slug in self.slugs)

    def _reference(self, slug: Slug) -> Path:
        """Return where an exercise lies; raises ExerciseError if the course lists one that isn't there."""
        found = self.hidden / slug
        if found.is_dir():
            return found
        there = sorted(path.name for path in self.hidden.glob("*") if path.is_dir())
        text = f"exercises names {slug}, and there is no folder reference/{slug}{like(slug, there)}"
        fault = Fault(FILE, text, keys=("exercises", self.slugs.index(slug)))
        raise refused(self.folder, placed([fault], {FILE: (self.folder / FILE).read_text(encoding="utf-8")}))

    def _told(self) -> str:
        return f"{self.name} {self.version}"

    def content(self) -> Iterator[Path]:
        """Return every file that an installation needs of the course."""
        yield self.folder / FILE
        for exercise in self.exercises():
            reference = exercise.own_reference
            known = [reference.folder / name for name in (*reference.files, ONE, NOTEBOOK)]
            known += [path for language in exercise.outline.texts for path in starter_files(exercise, language)]
            yield from (path for path in known if path.is_file())


# Where courses are --------------------------------------------------------------------------------


def built_in() -> Course:
    """Return the course that comes with gradetape."""
    return read_course(CONTENT, Origin.BUILT_IN)


def installed() -> Mapping[str, Path]:
    """Return the folders of the courses that installed distributions declare, by name; nothing of them is imported."""
    found = {}
    for point in _declared(tuple((entry, _changed(entry)) for entry in sys.path)):
        folder = _folder_of(point)
        if folder is not None:
            found[point.name] = folder
    return dict(sorted(found.items()))


def _changed(entry: str) -> int:
    """Return when a package last came to a place that is imported from, or went."""
    try:
        return Path(entry or os.curdir).stat().st_mtime_ns
    except OSError:
        return 0


@cache
def _declared(_path: tuple[tuple[str, int], ...]) -> tuple[EntryPoint, ...]:
    """Return what the distributions on this path declare, read once as long as none comes or goes: that takes a while."""
    import importlib.metadata  # noqa: PLC0415 (a fifth of what `grade --help` would take)

    return tuple(importlib.metadata.entry_points(group=GROUP))


def _folder_of(point: EntryPoint) -> Path | None:
    """Return the folder of the package that an entry point names; None where there is none.

    It lies beside what says that the distribution is installed, or, if that is editable, where Python finds it; not in
    the working folder, which anybody may have filled.
    """
    beside = point.dist and Path(str(point.dist.locate_file(point.value)))
    if beside and (beside / FILE).is_file():
        return beside.resolve()
    elsewhere = [entry for entry in sys.path if entry and Path(entry).resolve() != Path.cwd()]
    spec = PathFinder.find_spec(point.value, elsewhere) if point.value.isidentifier() else None
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    return next((place.resolve() for place in places if (place / FILE).is_file()), None)


def hidden(course: Course | None = None) -> tuple[Path, ...]:
    """Return all references that no student code may read: of each course that is known here, and of the one given."""
    known = [CONTENT, *installed().values(), *([course.folder] if course else [])]
    return tuple(dict.fromkeys(folder / "reference" for folder in known))


def read_course(folder: Path, origin: Origin = Origin.FOLDER) -> Course:
    """Read a folder's course.toml; raises ExerciseError with all that is wrong with it."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ExerciseError("{folder} isn't a course: it has no {file}.", folder=folder, file=FILE) from error
    except (OSError, ValueError) as error:
        raise ExerciseError("{path} can't be read ({error}).", path=path, error=error) from error
    settings, faults = parsed(FILE, tomllib.loads, CourseSettings, text)
    if settings is not None:
        faults = list(_faults_of(settings))
    if settings is None or faults:
        raise refused(folder, placed(faults, {FILE: text}))
    return Course(folder.resolve(), origin, settings)


def _faults_of(settings: CourseSettings) -> Iterator[Fault]:
    for key, names in (("languages", settings.languages), ("exercises", settings.exercises)):
        if not names:
            yield Fault(FILE, f"{key} is empty: name at least one", keys=(key,))
        for index, name in enumerate(names):
            if name in names[:index]:
                yield Fault(FILE, f"{key} names {name} twice", keys=(key, index))


# Which one is meant -------------------------------------------------------------------------------


def find_course(wish: str | None, folder: Path | None = None) -> Course:
    """Return the course that is wished for, by name or path; raises UsageError if there is none, ExerciseError if it is faulty.

    Without a wish it is, in this order: the one in the environment, the one that `folder` or the one above remembers, the
    only one that is installed, and the one that comes with gradetape.
    """
    wish = wish or os.environ.get(VARIABLE) or (remembered(folder) if folder is not None else None)
    if wish:
        return _named(wish)
    others = installed()
    if len(others) > 1:
        raise UsageError(
            "Several courses are installed. Choose one: --course {known}", known=" | ".join([*others, built_in().name])
        )
    return _installed(*next(iter(others.items()))) if others else built_in()


def _installed(name: str, folder: Path) -> Course:
    """Read an installed course; raises ExerciseError where it calls itself otherwise than it is installed."""
    found = read_course(folder, Origin.INSTALLED)
    if found.name != name:
        raise ExerciseError(
            "{folder}: the course is installed as {name!r}, and {file} says that its name is {own!r}. Give it one name.",
            folder=folder,
            name=name,
            file=FILE,
            own=found.name,
        )
    return found


def _named(wish: str) -> Course:
    """Return the course of that name, or in the folder of that path, which is told by a separator in it."""
    others, own = installed(), built_in()
    if wish in others:
        return _installed(wish, others[wish])
    if wish == own.name:
        return own
    # A folder that only has the name of a course must not be taken for it: anybody may have put it there.
    if os.sep in wish or wish in (os.curdir, os.pardir):
        return read_course(Path(wish))
    known = [*others, own.name]
    if (Path(wish) / FILE).is_file():
        raise UsageError("No course called {name!r} is installed. For the folder, write: --course ./{name}", name=wish)
    like = nearest(wish, known)
    if like is not None:
        raise UsageError("There is no course {name!r}. Did you mean {like}?", name=wish, like=like)
    raise UsageError("There is no course {name!r}. Choose from: {known}", name=wish, known=", ".join(known))


def around(folder: Path) -> Course | None:
    """Return the course that a folder is in, for authors; None where neither it nor one above holds a course.toml."""
    here = folder.resolve()
    found = next((place for place in (here, *here.parents) if (place / FILE).is_file()), None)
    return None if found is None else read_course(found)


def remembered(folder: Path) -> str | None:
    """Return the name of the course that a student's folder, or the one above, was started with.

    Only a name: whoever writes into the folder can choose among the courses that are installed, and nothing else. Nothing
    is remembered in CI, where the folder is somebody else's.
    """
    if os.environ.get("CI"):
        return None
    known = {*installed(), built_in().name}
    names = (_noted(place / NOTE) for place in (folder, folder.absolute().parent))
    return next((name for name in names if name in known), None)


def _noted(path: Path) -> str | None:
    """Return the name in a note; None where the file is anything but that, whatever a student made of it."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LONGEST_NOTE:
            return None
        found = NOTED.fullmatch(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found[1] if found else None


def note_of(course: Course) -> str | None:
    """Return the note that a student's folder keeps of an installed course; a path would mean another one elsewhere."""
    return f'course = "{course.name}"\n' if course.origin is Origin.INSTALLED else None
