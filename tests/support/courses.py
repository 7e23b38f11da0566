"""Courses of one's own, in a folder or as an installed distribution."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.paths import TINY

COURSE = """\
format_version = 1
name = "{name}"
title = "{name}"
languages = [{languages}]
exercises = ["tiny"]
"""


def write_course(folder: Path, name: str = "evening-school", languages: tuple[str, ...] = ("en", "uk")) -> Path:
    """Write a course with the tiny exercise, in some of its languages or in others, and give its folder."""
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__", "tensorflow"))
    listed = ", ".join(f'"{language}"' for language in languages)
    (folder / "course.toml").write_text(COURSE.format(name=name, languages=listed), encoding="utf-8")
    for language in languages:
        for place in (folder / "exercises" / "tiny", folder / "reference" / "tiny"):
            english = place / ("en" if place.parent.name == "exercises" else "texts.en.toml")
            copy = place / (language if english.is_dir() else f"texts.{language}.toml")
            if not copy.exists():
                (shutil.copytree if english.is_dir() else shutil.copy)(english, copy)
    for language in {"en", "uk"} - {*languages}:
        shutil.rmtree(folder / "exercises" / "tiny" / language)
        (folder / "reference" / "tiny" / f"texts.{language}.toml").unlink()
    return folder


def install_course(site: Path, name: str = "evening-school") -> Path:
    """Put a course where installed packages lie, with what pip writes beside it, and give its folder."""
    package = name.replace("-", "_")
    folder = write_course(site / package, name)
    (folder / "__init__.py").write_text(
        "raise AssertionError('a course is data: nobody imports it')\n", encoding="utf-8"
    )
    metadata = site / f"{package}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[gradetape.courses]\n{name} = {package}\n", encoding="utf-8")
    return folder
