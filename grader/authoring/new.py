"""Write a sound little exercise to start from, and a course around it where there is none yet."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.authoring.starters import made
from grader.errors import UsageError
from grader.exercise.course import FILE, Course, read_course
from grader.exercise.sections import ONE
from grader.i18n import LANGUAGES
from grader.paths import NEW_TEMPLATES, SCHEMAS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SLUG = re.compile("[a-z][a-z0-9_]{0,99}")
NO_NAME = re.compile("[^a-z0-9]+")
LISTED = re.compile(r"^(exercises\s*=\s*\[[^]#]*)]", re.MULTILINE)
COURSE_FILES: Mapping[str, str] = {
    FILE: FILE,
    "pyproject.toml": "pyproject.toml",
    "README.md": "{language}/README.md",
    ".github/workflows/verify.yml": "verify.yml",
}
"""What a new course has, and the template of each; beside them it has the schemas of its files."""


def new_course(folder: Path, slug: str, language: str) -> Iterator[Path]:
    """Write a course that lists one exercise; yield each file that is written, and leave those that are there."""
    _must_be_a_name(slug)
    words = NO_NAME.sub(" ", folder.absolute().name.lower()).split() or ["course"]
    name = "-".join(words if words[0][0].isalpha() else ["course", *words])
    facts = {
        "MY_COURSE": name,
        "MY_PACKAGE": name.replace("-", "_"),
        "MY_TITLE": " ".join(words).capitalize(),
        "MY_LANGUAGE": language,
        "MY_EXERCISE": slug,
    }
    templates = {name: NEW_TEMPLATES / path.format(language=_spoken(language)) for name, path in COURSE_FILES.items()}
    # An author's editor finds them by a path that holds wherever the course is cloned.
    schemas = {f"schemas/{path.name}": path for path in sorted(SCHEMAS.glob("*.json"))}
    for target, template in {**templates, **schemas}.items():
        if not (folder / target).exists():
            yield _write(folder / target, template, facts)


def new_exercise(course: Course, slug: str) -> Iterator[Path]:
    """Write an exercise and its starters into a course, and yield each file; raises UsageError if there is one of that name."""
    _must_be_a_name(slug)
    folder = course.hidden / slug
    if folder.exists():
        raise UsageError("{course} already has an exercise {name}.", course=course.name, name=slug)
    language = course.languages[0]
    facts = {"MY_TITLE": slug.replace("_", " ").capitalize()}
    yield _write(folder / ONE, NEW_TEMPLATES / _spoken(language) / ONE, facts)
    if slug not in course.slugs:
        _list(course.folder / FILE, slug)
    for path, content in made(read_course(course.folder).exercise(slug)).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        yield path


def _must_be_a_name(slug: str) -> None:
    if not SLUG.fullmatch(slug):
        raise UsageError(
            "An exercise can't be called {name!r}. Use lower-case letters, digits and underscores, as in my_exercise.",
            name=slug,
        )


def _spoken(language: str) -> str:
    """Return the language of a template: that of the course, or English."""
    return language if language in LANGUAGES else "en"


def _write(target: Path, template: Path, facts: Mapping[str, str]) -> Path:
    text = template.read_text(encoding="utf-8")
    for name, fact in facts.items():
        text = text.replace(name, fact)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError("{path}: can't be written ({error}).", path=target, error=error.strerror) from error
    return target


def _list(path: Path, slug: str) -> None:
    """Add an exercise to the end of a course's list, and change nothing else in the file."""
    text = path.read_text(encoding="utf-8")
    wanted = tomllib.loads(text)
    wanted["exercises"] = [*wanted["exercises"], slug]

    changed = LISTED.sub(lambda found: f'{found[1].rstrip().rstrip(",")}, "{slug}"]', text, count=1)
    if tomllib.loads(changed) != wanted:
        raise UsageError("Add {name} to the list `exercises` in {path}.", name=slug, path=path)
    path.write_text(changed, encoding="utf-8", newline="\n")
