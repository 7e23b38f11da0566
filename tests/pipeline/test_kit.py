"""A kit stands in for the reference: it says the same, holds no line of a solution, and is refused once it is altered."""

from __future__ import annotations

import base64
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import sandbox
from grader.authoring.kit import MANIFEST, make_kit, read_kit
from grader.errors import UsageError
from grader.exercise.files import texts_of
from grader.feedback import loading, sentences
from grader.feedback.wording import Wording
from grader.grading.pipeline import Grader
from grader.i18n import LANGUAGES, speech
from grader.model import Cell, Exercise, Grade
from grader.reports import FORMATS, Page, Report
from tests.support.environment import SEED
from tests.support.exercises import FIRST
from tests.support.installation import install
from tests.support.reduced import reduced
from tests.support.secrets import statements

REFERENCE = FIRST.own_reference.solution
SOLUTION = REFERENCE.cells[0].source
UNKNOWN = """
def loss(target_y, predicted_y):
    return 0.7 * tf.reduce_mean(tf.square(target_y - predicted_y)) + 0.1
"""
NINE = """
def training_loop(model, x, y):
    weights.clear(), biases.clear(), losses.clear()
    for epoch in range(9):
        train(model, x, y, learning_rate=0.1)
        weights.append(model.w.numpy()), biases.append(model.b.numpy()), losses.append(loss(y, model(x)).numpy())
        print(epoch)
    return weights, biases, losses
"""
ASCENT = """
def train(model, x, y, learning_rate):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    step_w, step_b = tape.gradient(value, [model.w, model.b])
    model.w.assign_add(learning_rate * step_w)
    model.b.assign_add(learning_rate * step_b)
"""
SILENT = """
def loss(target_y, predicted_y):
    tf.reduce_mean(tf.square(target_y - predicted_y))
"""
WRONG = """
def loss(target_y, predicted_y):
    return tf.reduce_mean(tf.abs(target_y - predicted_y))
"""


# A mistake of each part, and one of its form: all of them take minutes, and test_verify.py asks them.
KNOWN = (
    "absolute_error",
    "loss_not_returned",
    "bias_left_out",
    "uphill",
    "nine_epochs",
    "keras_bare_variables",
    "adam_for_sgd",
    "nothing_saved",
)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory, grader: Grader) -> Path:
    """Give a kit for one seed, with some of the mistakes."""
    folder = tmp_path_factory.mktemp("kit")
    path = folder / "linear_regression.kit"
    path.write_bytes(make_kit(reduced(folder, *KNOWN), grader, [SEED]))
    return path


def graded(grader: Grader, exercise: Exercise, text: str) -> Grade:
    submission = replace(REFERENCE, cells=(Cell(None, text),))
    return grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def changed(kit: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Give the kit with its files changed."""
    with zipfile.ZipFile(kit) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    path = kit.with_name("changed.kit")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("wrong", [WRONG, SILENT], ids=["wrong", "silent"])
def test_a_kit_says_what_the_reference_says(
    wrong: str, kit: Path, exercise: Exercise, grader: Grader, launcher: sandbox.Launcher
) -> None:
    """Of one submission the verdicts are the same, but for those that are carried forward."""
    text = exercise.reference.solution.cells[0].source + wrong
    whole = graded(grader, exercise, text)
    opened = read_kit(kit)
    other = Grader(launcher)
    opened.open_for(other, SEED)
    by_kit = graded(other, opened.exercise, text)
    carried = {verdict.check for verdict in whole.verdicts if verdict.carried_forward}
    for ours, theirs in zip(whole.verdicts, by_kit.verdicts, strict=True):
        if ours.check not in carried:
            assert replace(ours, seconds=0, printed="") == replace(theirs, seconds=0, printed="")


def with_kit(kit: Path, launcher: sandbox.Launcher, *instead: str) -> Grade:
    """Grade the solution, with some definitions replaced, as somebody does who has nothing but the kit."""
    opened = read_kit(kit)
    other = Grader(launcher)
    opened.open_for(other, SEED)
    return graded(other, opened.exercise, "\n".join([SOLUTION, *instead]))


def test_what_only_suffers_from_a_known_mistake_has_its_points(kit: Path, launcher: sandbox.Launcher) -> None:
    """What a step, a loop and a fit give beside a known mistake is in the kit, so that they aren't blamed for it."""
    grade = with_kit(kit, launcher, WRONG)
    assert grade.total.score == 90
    assert {v.part for v in grade.verdicts if v.by_values} == {"train", "training_loop", "fit"}
    assert loading.notices(speech("en"), grade) == []
    reason = next(sentences.reason(Wording(speech("en"), grade.exercise), v) for v in grade.verdicts if v.by_values)
    assert reason == "Your code is correct here: only `loss` is at fault, so you get the points."


def test_a_mistake_of_its_own_is_not_carried_forward(kit: Path, launcher: sandbox.Launcher) -> None:
    """A step in the wrong direction stays wrong beside a known mistake, and is told that points may be missing."""
    grade = with_kit(kit, launcher, WRONG, ASCENT)
    assert not [v for v in grade.verdicts if v.part == "train" and v.by_values]
    assert {v.part for v in grade.verdicts if v.untried == "loss"} >= {"train"}


def test_where_points_may_be_missing_the_report_says_so(kit: Path, launcher: sandbox.Launcher) -> None:
    """A mistake that nobody knows costs what can't be compared: said once, and beside each part."""
    grade = with_kit(kit, launcher, UNKNOWN)
    assert {v.part for v in grade.verdicts if v.by_values} == {"fit"}
    assert grade.by_part["fit"].score == 20
    assert grade.by_part["train"].score < 25
    for language, said, beside in (
        ("en", "Points may be missing", "not tried with a correct loss"),
        ("uk", "Можливо, частини балів бракує", "не перевірено з правильним loss"),
    ):
        page = Page(speech(language))
        assert sum(said in sentence for sentence in loading.notices(page.speech, grade)) == 1
        for render in (FORMATS["terminal"], FORMATS["markdown"], FORMATS["html"]):
            report = " ".join(render(Report((grade,)), page).replace("\\", "").split())
            assert report.count(said) == 1
            assert report.count(beside) >= 2


def test_a_kit_carries_forward_what_is_only_compared(
    kit: Path, exercise: Exercise, grader: Grader, launcher: sandbox.Launcher
) -> None:
    """With a wrong loop, `compile_and_fit` is compared with the kit's values, and every part has the reference's points."""
    whole = graded(grader, exercise, f"{SOLUTION}\n{NINE}")
    by_kit = with_kit(kit, launcher, NINE)
    assert whole.by_part["fit"].score == whole.by_part["fit"].max_score
    assert by_kit.by_part == whole.by_part
    assert not any(verdict.untried for verdict in by_kit.verdicts)
    assert {v.check for v in by_kit.verdicts if v.carried_forward} == {"ends_where_the_loop_ends"}


def content_of(kit: Path) -> str:
    """Give all that is in a kit, also what is inside the frames of its evidence."""
    with zipfile.ZipFile(kit) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    evidence = [json.loads(text)["answers"] for name, text in texts.items() if name.startswith("evidence/")]
    frames = [base64.b64decode(answer["frame"]).decode("latin-1") for answers in evidence for answer in answers]
    assert frames
    return "\n".join([*texts.values(), *frames])


def test_no_line_of_a_solution_is_in_a_kit(kit: Path, exercise: Exercise) -> None:
    """No statement of the solution's definitions stands anywhere in a kit, in whatever form it is packed."""
    secret = statements(
        exercise.reference.solution.cells[0].source, {part.definition for part in exercise.outline.parts}
    )
    assert "return tf.reduce_mean(tf.square(target_y - predicted_y))" in secret
    assert len(secret) > 20
    content = content_of(kit)
    assert [text for text in secret if text in content] == []


def test_no_misconceptions_source_is_in_a_kit(kit: Path, exercise: Exercise) -> None:
    """Misconceptions have names in a kit, and not one statement: some differ from the solution by a single sign."""
    secret = statements(
        exercise.reference.mistakes.cells[1].source, {item.name for item in exercise.questions.misconceptions}
    )
    assert len(secret) > 100
    content = content_of(kit)
    assert [text for text in secret if text in content] == []
    assert KNOWN[0] in content


def test_what_stands_in_a_kit_is_listed(kit: Path) -> None:
    """A kit is made of the files that students may see and the evidence, whatever else lies in the exercise's folder."""
    with zipfile.ZipFile(kit) as archive:
        assert set(archive.namelist()) == {
            MANIFEST,
            "exercise.toml",
            "checks.py",
            *map(texts_of, LANGUAGES),
            f"evidence/{SEED}.json",
        }


def test_what_is_altered_is_refused(kit: Path) -> None:
    """A kit with another check, other evidence, or a file more is refused with a sentence."""

    def check(files: dict[str, bytes]) -> None:
        files["checks.py"] += b"\n"

    def evidence(files: dict[str, bytes]) -> None:
        files[f"evidence/{SEED}.json"] = files[f"evidence/{SEED}.json"].replace(b"frame", b"fraud", 1)

    def more(files: dict[str, bytes]) -> None:
        files["more"] = b""

    for change in (check, evidence, more):
        with pytest.raises(UsageError, match="has been changed"):
            read_kit(changed(kit, change))


def test_another_format_version_is_refused(kit: Path) -> None:
    """A kit of a later format says which versions are meant."""

    def later(files: dict[str, bytes]) -> None:
        manifest: dict[str, Any] = json.loads(files[MANIFEST])
        files[MANIFEST] = json.dumps({**manifest, "format_version": 3}).encode()

    with pytest.raises(UsageError, match="format version 3"):
        read_kit(changed(kit, later))


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + 18 * b"\0"], ids=repr)
def test_what_is_no_kit_is_refused(tmp_path: Path, content: bytes) -> None:
    """Any other file is refused with a sentence, and no traceback."""
    path = tmp_path / "x.kit"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="not a kit"):
        read_kit(path)


def test_what_stands_in_a_kit_of_this_format(kit: Path) -> None:
    """Kits that courses have handed out are read as long as these are the names in one."""
    with zipfile.ZipFile(kit) as archive:
        manifest, sealed = (json.loads(archive.read(name)) for name in (MANIFEST, f"evidence/{SEED}.json"))
    assert list(manifest) == ["format_version", "slug", "seeds", "misconceptions", "digest", "course"]
    assert manifest["format_version"] == 2
    assert {tuple(one) for one in manifest["misconceptions"]} == {("name", "part", "keras", "told_by")}
    assert list(sealed) == ["versions", "answers", "returning"]
    assert {tuple(one) for one in sealed["answers"]} == {("check", "draw", "instead", "frame", "printed")}


def test_a_seed_that_is_not_in_the_kit_is_refused(kit: Path, grader: Grader) -> None:
    """Only the public seeds can be graded on."""
    with pytest.raises(UsageError, match=f"no seed 8. Choose from: {SEED}"):
        read_kit(kit).open_for(grader, 8)


def test_a_kit_is_all_that_a_course_of_ones_own_gives(command: Callable[..., Any], tmp_path: Path) -> None:
    """An installation that has never heard of an exercise grades it, from the folder that its author's `grade kit` wrote."""
    author = install(tmp_path / "author")
    made = author.grade("kit", tmp_path / "course", "--seeds", "1")
    assert made.returncode == 0, made.stderr
    assert "Building tiny.kit." in made.stderr
    assert {path.name for path in (tmp_path / "course").rglob("*.*")} == {
        "tiny.kit",
        "tiny.py",
        "tiny.ipynb",
        "README.md",
    }
    starter = tmp_path / "course" / "tiny" / "tiny.py"
    solution = (author.folder / "reference" / "tiny" / "solution.py").read_text(encoding="utf-8")
    shutil.rmtree(author.folder)
    for text, score in ((starter.read_text(encoding="utf-8"), 0), (solution, 100)):
        starter.write_text(text, encoding="utf-8")
        result = command("--kit", tmp_path / "course" / "tiny.kit", starter, "--format", "json")
        [grade] = json.loads(result.stdout)["grades"]
        assert 100 * grade["score"] == score * grade["max_score"]


def test_a_student_grades_with_a_kit(
    kit: Path, exercise: Exercise, command: Callable[..., Any], tmp_path: Path
) -> None:
    """The command takes a kit, and draws one of its seeds."""
    (tmp_path / "linear_regression.py").write_text(exercise.reference.solution.cells[0].source, encoding="utf-8")
    result = command("--kit", kit, "linear_regression.py", "--format", "json")
    assert result.returncode == 0, result.stderr
    [grade] = json.loads(result.stdout)["grades"]
    assert (grade["score"], grade["seed"]) == (100, SEED)
