"""Courses of one's own, as authors, students and CI have them: in a folder, and installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.courses import install_course, write_course
from tests.support.installation import RIGHT, Installation, table, write_class

THREE = RIGHT.replace("2 * x", "3 * x")


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Give a course in which `double` is asked to be three times as much: who is graded with it, shows."""
    course = write_course(tmp_path / "three", "evening-school")
    tripled(course)
    return course


def tripled(course: Path) -> None:
    solution = course / "reference" / "tiny" / "solution.py"
    solution.write_text(solution.read_text(encoding="utf-8").replace("2 * x", "3 * x"), encoding="utf-8")


def run(tiny: Installation, *words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return tiny.grade(*words, cwd=cwd, env=tiny.environment(COLUMNS="100", CI="", **environment))


def score(tiny: Installation, *words: str | Path, cwd: Path, **environment: str) -> float:
    """Grade, and give the points."""
    result = run(tiny, *words, "--format", "json", "--seed", "7", cwd=cwd, **environment)
    assert result.returncode in (0, 1), result.stderr
    [grade] = json.loads(result.stdout)["grades"]
    return float(grade["score"])


def test_a_course_in_a_folder(tiny: Installation, three: Path, tmp_path: Path) -> None:
    """Listed, verified, started, graded, made a kit of and graded as a class: with its path, or from inside of it."""
    for words, cwd in ((("--course", three), tmp_path), ((), three / "reference")):
        listed = run(tiny, "exercises", *words, cwd=cwd)
        assert "evening-school" in listed.stdout
        assert "tiny" in listed.stdout
        assert "2 parts  10 points  en, uk" in listed.stdout
    sound = run(tiny, "verify", "--seeds", "1", cwd=three)
    assert "tiny is sound." in sound.stdout, sound.stdout + sound.stderr
    started = run(tiny, "start", "work", "--course", "./three", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    mine = tmp_path / "work" / "tiny" / "tiny.py"
    mine.write_text(THREE, encoding="utf-8")
    assert score(tiny, "--course", three, cwd=mine.parent) == 10
    assert score(tiny, cwd=mine.parent, GRADETAPE_COURSE=str(three)) == 10
    assert score(tiny, cwd=mine.parent) == 4
    made = run(tiny, "kit", "given", "--course", three, "--seeds", "1", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    result = run(tiny, "--kit", tmp_path / "given" / "tiny.kit", "--format", "json", cwd=mine.parent)
    [grade] = json.loads(result.stdout)["grades"]
    assert grade["score"] == 10
    assert grade["course"].startswith("evening-school ")
    source = write_class(tmp_path / "class", {"anna": RIGHT, "ivan": THREE})
    batch = run(tiny, "batch", source, "--output", "book", "--course", three, "--seed", "3", cwd=tmp_path)
    assert batch.returncode == 0, batch.stderr
    assert {name: row["score"] for name, row in table(tmp_path / "book").items()} == {"anna": "4", "ivan": "10"}


def test_an_installed_course(tiny: Installation, tmp_path: Path) -> None:
    """It is the one that is meant; a folder that was started with it keeps its name, and nothing else."""
    site = tmp_path / "site"
    tripled(install_course(site))
    path = f"{tiny.folder}:{site}"
    started = run(tiny, "start", "work", cwd=tmp_path, PYTHONPATH=path)
    assert started.returncode == 0, started.stderr
    assert (tmp_path / "work" / ".gradetape.toml").read_text(encoding="utf-8") == 'course = "evening-school"\n'
    (tmp_path / "work" / "tiny" / "tiny.py").write_text(THREE, encoding="utf-8")
    for cwd in (tmp_path / "work", tmp_path / "work" / "tiny"):
        assert score(tiny, cwd=cwd, PYTHONPATH=path) == 10
        assert score(tiny, "--course", "tiny-course", cwd=cwd, PYTHONPATH=path) == 4
    told = run(tiny, "doctor", cwd=tmp_path, PYTHONPATH=path)
    assert "evening-school (" in told.stdout, told.stderr


def test_a_pull_request_brings_no_course(tiny: Installation, tmp_path: Path) -> None:
    """A course.toml, a reference, a note and a package in the folder where the command runs change nothing."""
    site, there = tmp_path / "site", tmp_path / "pull-request"
    install_course(site)
    own = write_course(there, "evening-school")
    tripled(own)
    shutil.copytree(own, there / "evening_school", ignore=shutil.ignore_patterns("evening_school"))
    (there / "evening_school" / "__init__.py").touch()
    (there / ".gradetape.toml").write_text('course = "./evening_school"\n', encoding="utf-8")
    (there / "tiny.py").write_text(THREE, encoding="utf-8")
    for words in ((), ("--course", "evening-school")):
        assert score(tiny, *words, "tiny.py", cwd=there, PYTHONPATH=f"{tiny.folder}:{site}") == 4
    assert score(tiny, "tiny.py", cwd=there) == 4
    refused = run(tiny, "--course", "evening_school", "tiny.py", cwd=there)
    assert refused.returncode == 2
    assert "--course ./evening_school" in refused.stderr


def test_a_course_in_one_language(tiny: Installation, tmp_path: Path) -> None:
    """Reports, starters and hints of a course in German alone have its texts, whatever the reader's language."""
    course = write_course(tmp_path / "kurs", languages=("de",))
    texts = course / "reference" / "tiny" / "texts.de.toml"
    texts.write_text(texts.read_text(encoding="utf-8").replace("A tiny exercise", "Eine Übung"), encoding="utf-8")
    started = run(tiny, "start", "--course", course, "--lang", "uk", cwd=tmp_path)
    assert started.returncode == 0, started.stderr
    for language, word in (("de", "repeat with"), ("en", "repeat with"), ("uk", "повторити")):
        report = run(tiny, "--course", course, "--lang", language, cwd=tmp_path / "tiny")
        assert "Eine Übung" in report.stdout, report.stderr
        assert word in report.stdout
    page = run(tiny, "--course", course, "--lang", "de", "--format", "html", cwd=tmp_path / "tiny")
    assert '<html lang="en">' in page.stdout
    assert "Eine Übung" in page.stdout


def test_faults_of_a_course_are_told_a_line_each(tiny: Installation, tmp_path: Path) -> None:
    """In the terminal as everywhere: where, how many, and each with its file and line; no line of a traceback."""
    folder = write_course(tmp_path / "course")
    settings = folder / "reference" / "tiny" / "exercise.toml"
    text = settings.read_text(encoding="utf-8").replace("adds = 4", "adds = -4").replace("run_s", "runs_s")
    settings.write_text(text, encoding="utf-8")
    for words in (("exercises",), ("verify",), ("verify", "tiny")):
        result = run(tiny, *words, "--course", "./course", cwd=tmp_path)
        assert result.returncode == 2
        assert result.stderr.splitlines() == [
            f"grade: {settings.parent} has 2 faults:",
            "  exercise.toml, line 12: parts[1].checks.adds is -4, but must be a number from 0 to 1000000",
            "  exercise.toml, line 16: limits.runs_s is unknown; did you mean run_s?",
        ]
