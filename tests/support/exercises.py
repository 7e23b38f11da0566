"""The exercises that come with the package, each read once for all tests of a process."""

from __future__ import annotations

from collections.abc import Mapping

from grader.exercise.course import built_in
from grader.model import Exercise, Slug

EXERCISES: Mapping[Slug, Exercise] = {slug: built_in().exercise(slug) for slug in built_in().slugs}
FIRST = EXERCISES[built_in().slugs[0]]
