"""Which course is meant, and that nobody who only writes into a folder can have another one graded with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.errors import ExerciseError, UsageError
from grader.exercise.course import (
    NOTE,
    VARIABLE,
    Origin,
    around,
    built_in,
    find_course,
    hidden,
    note_of,
    read_course,
    remembered,
)
from grader.feedback.wording import Wording
from grader.i18n import speech
from tests.support.courses import install_course, write_course


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in an empty folder, on nobody's machine in particular."""
    for variable in (VARIABLE, "CI"):
        monkeypatch.delenv(variable, raising=False)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of installed packages."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def note(folder: Path, name: str) -> None:
    """Have a folder remember an installed course, as `grade start` does."""
    (folder / NOTE).write_text(str(note_of(find_course(name))), encoding="utf-8")


# Which one ----------------------------------------------------------------------------------------


def test_without_another_it_is_the_one_that_comes_with_gradetape(nowhere: Path) -> None:
    """Nothing was named and nothing is installed."""
    found = find_course(None, nowhere)
    assert (found.name, found.origin) == ("training-loops", Origin.BUILT_IN)
    assert found.slugs == ("linear_regression", "custom_training", "loop_from_scratch", "distributed")


def test_the_only_installed_one_is_meant(site: Path, nowhere: Path) -> None:
    """It is read where pip put it, and nothing of it is imported."""
    folder = install_course(site)
    found = find_course(None, nowhere)
    assert (found.name, found.origin, found.folder) == ("evening-school", Origin.INSTALLED, folder.resolve())
    assert found.exercise("tiny").slug == "tiny"


def test_one_that_is_installed_meanwhile_is_known(site: Path, nowhere: Path) -> None:
    """Though what is installed is read once: a notebook goes on after a `pip install`, and its reference is hidden then."""
    assert find_course(None, nowhere).origin is Origin.BUILT_IN
    folder = install_course(site)
    assert find_course(None, nowhere).origin is Origin.INSTALLED
    assert folder.resolve() / "reference" in hidden()


def test_of_several_installed_ones_one_is_chosen(site: Path, nowhere: Path) -> None:
    """By its name, on the command line, in the environment, or as the folder was started."""
    install_course(site, "evening-school")
    install_course(site, "morning-school")
    with pytest.raises(UsageError, match=r"--course evening-school \| morning-school \| training-loops"):
        find_course(None, nowhere)
    assert find_course("morning-school").name == "morning-school"
    note(nowhere, "evening-school")
    assert find_course(None, nowhere).name == "evening-school"


def test_the_order(site: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed comes before the environment, that before what is remembered, and that before what is installed."""
    install_course(site, "evening-school")
    install_course(site, "morning-school")
    note(nowhere, "evening-school")
    monkeypatch.setenv(VARIABLE, "morning-school")
    assert find_course("training-loops", nowhere).name == "training-loops"
    assert find_course(None, nowhere).name == "morning-school"
    monkeypatch.delenv(VARIABLE)
    assert find_course(None, nowhere).name == "evening-school"


def test_a_path_is_told_by_its_separator(nowhere: Path) -> None:
    """A folder is taken where a path was written, and where a name was, the remedy is told."""
    write_course(nowhere / "evening-school")
    assert find_course("./evening-school").origin is Origin.FOLDER
    with pytest.raises(UsageError, match=r"write: --course \./evening-school"):
        find_course("evening-school")


@pytest.mark.parametrize(("typed", "said"), [("training-lops", "Did you mean training-loops?"), ("zzz", "Choose from")])
def test_a_name_that_there_is_not(typed: str, said: str) -> None:
    """Whoever mistypes a course is told which there are."""
    with pytest.raises(UsageError, match=said):
        find_course(typed)


def test_authors_are_in_their_course(nowhere: Path) -> None:
    """For authors' own commands it is the nearest course.toml, from anywhere in the course."""
    course = write_course(nowhere / "mine")
    assert around(course / "reference" / "tiny") == read_course(course)
    assert around(nowhere) is None


# Nobody's own -------------------------------------------------------------------------------------


def test_a_folder_brings_no_course_of_its_own(site: Path, nowhere: Path) -> None:
    """A course where the command is run, beside a submission, or called as an installed one, is never graded with."""
    right = install_course(site).resolve()
    write_course(nowhere / "evening_school")
    write_course(nowhere / "evening-school")
    for place in ("course.toml", "reference", "exercises"):
        (nowhere / place).symlink_to(nowhere / "evening-school" / place)
    for found in (find_course(None, nowhere), find_course("evening-school", nowhere)):
        assert found.folder == right


def test_a_note_names_and_nothing_else(site: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a student's folder remembers is a name of an installed course; no path, no other file, and nothing in CI."""
    course = install_course(site)
    write_course(nowhere / "own")
    for text in ('course = "./own"', f'course = "{nowhere / "own"}"', "course = 1", "course = [", "\udcff", "[" * 900):
        (nowhere / NOTE).write_text(text, encoding="utf-8", errors="surrogateescape")
        assert remembered(nowhere) is None
    for odd in (lambda: os.mkfifo(nowhere / NOTE), lambda: (nowhere / NOTE).symlink_to("/dev/zero")):
        (nowhere / NOTE).unlink()
        odd()
        assert remembered(nowhere) is None
    (nowhere / NOTE).unlink()
    note(nowhere, "evening-school")
    assert remembered(nowhere) == "evening-school"
    (nowhere / "tiny").mkdir()
    assert remembered(nowhere / "tiny") == "evening-school"
    monkeypatch.setenv("CI", "true")
    assert remembered(nowhere) is None
    assert course.is_dir()


def test_only_installed_courses_are_remembered(nowhere: Path) -> None:
    """A folder is a path, which would mean another course on another machine."""
    assert note_of(read_course(write_course(nowhere / "own"))) is None
    assert note_of(built_in()) is None


def test_every_reference_is_hidden(site: Path, nowhere: Path) -> None:
    """Student code may read no reference: of the course at hand, of any other that is installed, or of ours."""
    other, own = install_course(site), write_course(nowhere / "own")
    places = {folder.resolve() / "reference" for folder in (other, own, built_in().folder)}
    assert {*hidden(read_course(own))} == places


def test_a_list_runs_nothing_of_a_course(nowhere: Path) -> None:
    """Whoever lists the exercises of a folder that somebody else wrote runs none of its code."""
    folder = write_course(nowhere / "own")
    (folder / "reference" / "tiny" / "checks.py").write_text("raise SystemExit('run')", encoding="utf-8")
    (folder / "reference" / "tiny" / "solution.py").unlink()
    [outline] = read_course(folder).outlines()
    assert [part.definition for part in outline.parts] == ["double", "add"]
    assert outline.course.startswith("evening-school ")


def test_an_outline_is_that_of_the_exercise() -> None:
    """What is read without running any code is what an exercise has."""
    course = built_in()
    assert list(course.outlines()) == [exercise.outline for exercise in course.exercises()]


def test_an_installed_course_has_one_name(site: Path, nowhere: Path) -> None:
    """A course that calls itself otherwise than it is installed could not be told from another by its reports."""
    folder = install_course(site)
    settings = (folder / "course.toml").read_text(encoding="utf-8")
    (folder / "course.toml").write_text(settings.replace('name = "evening-school"', 'name = "other"'), encoding="utf-8")
    with pytest.raises(ExerciseError, match="Give it one name"):
        find_course(None, nowhere)


# What a course is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["format_version is missing", "name is missing", "languages is missing", "exercises is missing"]),
        ("nme = 'x'", ["nme is unknown; did you mean name?"]),
        ('format_version = 2\nname = "A b"\nlanguages = ["english"]', ["format_version", "languages[0]", "name"]),
        ("format_version = [", ["course.toml"]),
    ],
)
def test_faults_are_told_together(tmp_path: Path, text: str, faults: list[str]) -> None:
    """All that is wrong with a course.toml is told at once, with what stands there and what it takes."""
    (tmp_path / "course.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        read_course(tmp_path)
    assert [fault for fault in faults if fault not in str(caught.value)] == []


@pytest.mark.parametrize("key", ["languages", "exercises"])
@pytest.mark.parametrize(("value", "fault"), [("[]", "is empty"), ('["en", "en"]', "names en twice")])
def test_lists_name_each_once(tmp_path: Path, key: str, value: str, fault: str) -> None:
    """A course has an exercise and a language, and none of them twice."""
    folder = write_course(tmp_path / "course")
    lines = (folder / "course.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(key)]
    (folder / "course.toml").write_text("\n".join([*kept, f"{key} = {value}"]), encoding="utf-8")
    with pytest.raises(ExerciseError, match=f"{key} {fault}"):
        read_course(folder)


def test_no_course(tmp_path: Path) -> None:
    """A folder without a course.toml is none."""
    with pytest.raises(ExerciseError, match=r"it has no course\.toml"):
        read_course(tmp_path)


# Languages ----------------------------------------------------------------------------------------


def test_a_course_in_one_language(tmp_path: Path) -> None:
    """What a course says in no other language is said in its first, whatever a report's own words are in."""
    exercise = read_course(write_course(tmp_path / "course", languages=("en",))).exercise("tiny")
    assert list(exercise.outline.texts) == ["en"]
    assert Wording(speech("uk"), exercise.outline).texts is exercise.outline.texts["en"]


def test_a_course_in_a_language_that_gradetape_does_not_speak(tmp_path: Path) -> None:
    """Its texts are read as any others, in the order of the course; and the program's own words are English."""
    course = read_course(write_course(tmp_path / "course", languages=("de", "en")))
    outline = course.exercise("tiny").outline
    assert list(outline.texts) == ["de", "en"]
    for asked, given in (("de", "de"), ("en", "en"), ("uk", "de"), ("fr", "de")):
        assert Wording(speech(asked), outline).texts is outline.texts[given]
    assert speech("de").say("Next") == "Next"


def test_the_first_language_must_be_there(tmp_path: Path) -> None:
    """A language that an exercise lacks is left out, but for the first, which stands in for it."""
    folder = write_course(tmp_path / "course", languages=("de", "en"))
    (folder / "reference" / "tiny" / "texts.en.toml").unlink()
    assert list(read_course(folder).exercise("tiny").outline.texts) == ["de"]
    (folder / "reference" / "tiny" / "texts.de.toml").rename(folder / "reference" / "tiny" / "texts.en.toml")
    with pytest.raises(ExerciseError, match=r"texts\.de\.toml: there is no such file"):
        read_course(folder).exercise("tiny")
