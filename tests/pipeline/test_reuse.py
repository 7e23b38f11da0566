"""What one submission has answered isn't asked of another that is made of the same; its grade is the one it would get alone."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from grader import sandbox
from grader.api import grade_all
from grader.exercise.course import built_in
from grader.grading.pipeline import Grader
from grader.model import Cell, Evidence, Exercise, Grade, Observation, PartName, Question, Submission
from grader.sandbox.protocol.source import bound
from tests.support.case import every_case, laid_over
from tests.support.counting import Counting
from tests.support.environment import SEED, keras_line
from tests.support.exercises import EXERCISES
from tests.support.judged import timeless

SLUGS = built_in().slugs
COMBINATIONS, WITH_EVERY_CASE = 3, 25


@pytest.fixture
def alone(launcher: sandbox.Launcher, grader: Grader, exercise: Exercise) -> Grader:
    """Give a grader that has graded nobody."""
    return new(launcher, grader, exercise)


def new(launcher: sandbox.Launcher, grader: Grader, exercise: Exercise, *, several_students: bool = False) -> Grader:
    """Return a grader that knows of the reference what another does; it isn't closed, since its processes are that one's."""
    made = Grader(launcher, several_students=several_students)
    made.expected.unseal(
        exercise, grader.expected.prepare(exercise, SEED).result(), grader.expected.ask(exercise, SEED, ())
    )
    return made


@pytest.fixture(scope="module")
def first() -> Submission:
    return every_case()["correct_plain"].submission()


@pytest.fixture(scope="module")
def second(first: Submission) -> Submission:
    """Give the same as another student might have it, with other comments."""
    return replace(first, path="b.py", cells=(Cell(None, f"# mine\n\n{first.cells[0].source}\n# end\n"),))


def graded(grader: Grader, exercise: Exercise, submission: Submission) -> Grade:
    return grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def observed(grader: Grader, exercise: Exercise, submission: Submission) -> Evidence:
    grader.expected.prepare(exercise, SEED).result()
    return grader.observe(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)


def known(grader: Grader, exercise: Exercise, submission: Submission) -> Evidence:
    """Return the evidence of a submission that the grader has graded, and whose answers it keeps."""
    student = observed(grader, exercise, submission)
    grader.conclude(exercise, submission, reference=grader.expected.prepare(exercise, SEED).result(), student=student)
    return student


def taken_over(student: Evidence, other: Evidence) -> set[Question]:
    """Return the questions whose answers are the very objects of another's evidence."""
    return {question for question, seen in student.observations.items() if seen is other.observations[question]}


def test_equal_definitions_are_asked_once(
    alone: Grader, exercise: Exercise, first: Submission, second: Submission
) -> None:
    """Whatever their comments: the second student's evidence is the first one's, and so is the grade."""
    answers = known(alone, exercise, first)
    student = observed(alone, exercise, second)
    assert taken_over(student, answers) == {*exercise.questions.all()}
    assert graded(alone, exercise, second).total.score == 100


def test_what_uses_another_definition_is_asked_again(alone: Grader, exercise: Exercise, second: Submission) -> None:
    """All that runs it, and nothing else."""
    first = known(alone, exercise, second)
    text = second.cells[0].source
    other = replace(second, cells=(Cell(None, text.replace("learning_rate *", "1.0 * learning_rate *")),))
    assert other != second
    student = observed(alone, exercise, other)
    asked = {q.check for q in {*student.observations} - taken_over(student, first)}
    assert asked == {check.name for check in exercise.questions.checks if "train" in (check.part, *check.calls)}


@pytest.mark.parametrize("several_students", [False, True])
def test_what_is_known_is_carried_forward_without_a_process(
    several_students: bool, launcher: sandbox.Launcher, grader: Grader, exercise: Exercise
) -> None:
    """The parts that use a wrong loss are asked once more, each in a process; later only the submission itself is run."""
    counting = Counting(launcher)
    mine = new(counting, grader, exercise, several_students=several_students)
    submission = every_case()["loss_sum_for_mean"].submission()
    grades, started = [], []
    for _ in range(4):
        before = counting.started
        grades.append(timeless(graded(mine, exercise, submission)))
        started.append(counting.started - before)
    assert any(verdict.carried_forward for verdict in grades[0].verdicts)
    assert started[0] > 3
    assert started[-1] == 1
    assert all(grade == grades[0] for grade in grades)


def test_an_error_is_asked_again(alone: Grader, exercise: Exercise, second: Submission) -> None:
    """Its line is that of the text it is raised in."""
    text = second.cells[0].source.replace(
        "def train(", "def train(model, x, y, learning_rate):\n    raise ValueError\n\ndef other("
    )
    one, two = (replace(second, cells=(Cell(None, f"{before}{text}"),)) for before in ("", "\n\n\n"))
    lines = [
        {v.where.line for v in graded(alone, exercise, submission).verdicts if v.part == "train" and v.where}
        for submission in (one, two)
    ]
    assert [{line + 3 for line in lines[0]}] == lines[1:]


def test_who_patches_a_library_gives_and_takes_nothing(alone: Grader, exercise: Exercise, second: Submission) -> None:
    """Not even for the definitions that are right; what is known of them stays what it was."""
    first = known(alone, exercise, second)
    text = second.cells[0].source
    patch = "import sys\n\ndef patch():\n    vars(sys.modules['tensorflow'])['reduce_mean'] = None\n"
    student = observed(alone, exercise, replace(second, cells=(Cell(None, f"{text}\n{patch}"),)))
    assert student.graph is None
    assert not taken_over(student, first)
    assert not any(seen.cause for seen in student.observations.values())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Combine the definitions of one exercise by default, and of all with every case."""
    if "slug" in metafunc.fixturenames:
        every = metafunc.config.getoption("--every-case")
        metafunc.parametrize("slug", SLUGS if every else SLUGS[:1])
        metafunc.parametrize("several_students", [True, False] if every else [True])


@pytest.fixture
def of_a_class(launcher: sandbox.Launcher, grader: Grader, exercise: Exercise) -> Grader:
    """Give a grader that has graded nobody of a class."""
    return new(launcher, grader, exercise, several_students=True)


def test_in_a_class_what_two_have_is_asked_alone_and_then_no_more(
    of_a_class: Grader, exercise: Exercise, first: Submission, second: Submission
) -> None:
    """The first one is asked as a whole; at the second one, each set of definitions in a process of its own; the third nothing."""
    one, two, three = (known(of_a_class, exercise, submission) for submission in (first, second, first))
    assert taken_over(two, one) == taken_over(three, one) == set()
    assert taken_over(three, two) == {*exercise.questions.all()}
    assert graded(of_a_class, exercise, second).total.score == 100


# Nothing that the list of harmless statements knows of: it takes away what `fit` computes its loss with.
POISON = """
    kind = tf.keras.losses.MeanSquaredError.mro()[0]
    kind.call = lambda self, wanted, given: 0.0 * tf.reduce_sum(given)
"""


def test_in_a_class_nobody_has_a_hand_in_what_others_are_answered(
    of_a_class: Grader, exercise: Exercise, first: Submission
) -> None:
    """Not even with code that is taken for harmless, and isn't: nothing of it runs where others' answers come from."""
    text = first.cells[0].source
    loss = next(line for line in text.split("\n") if line.startswith("def loss("))
    poison = replace(first, path="evil.py", cells=(Cell(None, text.replace(f"{loss}\n", f"{loss}{POISON}")),))
    for submission in (poison, poison, poison):
        evidence = known(of_a_class, exercise, submission)
        assert evidence.graph is not None
    grade = graded(of_a_class, exercise, first)
    assert grade.total.score == 100


@pytest.mark.with_any_tensorflow
def test_several_files_at_once_are_those_of_several_students(
    tmp_path: Path, command: Callable[..., CompletedProcess[str]], first: Submission
) -> None:
    """Whoever's they are: what the first two do to TensorFlow costs the third nothing, in the command and in Python."""
    text = first.cells[0].source
    loss = next(line for line in text.split("\n") if line.startswith("def loss("))
    files = [tmp_path / name / "linear_regression.py" for name in ("evil", "again", "honest")]
    for path in files:
        path.parent.mkdir()
        path.write_text(text if path.parent.name == "honest" else text.replace(f"{loss}\n", f"{loss}{POISON}"))
    assert [*grade_all(files, seed=SEED)][-1].total.score == 100
    graded = json.loads(command(*files, "--seed", str(SEED), "--format", "json").stdout)
    assert graded["grades"][-1]["score"] == 100


def test_combinations_get_the_grade_that_they_get_alone(
    slug: str, several_students: bool, launcher: sandbox.Launcher, grader: Grader, pytestconfig: pytest.Config
) -> None:
    """Programs that share some definitions and not others, right ones and wrong ones, as in a class."""
    exercise = EXERCISES[slug]
    together = new(launcher, grader, exercise, several_students=several_students)
    reference = grader.expected.prepare(exercise, SEED).result()
    shared, before = 0, dict[int, Observation]()
    for number in range(WITH_EVERY_CASE if pytestconfig.getoption("--every-case") else COMBINATIONS):
        # Every other one has most of its definitions in common with the one before.
        submission = combined(exercise, random.Random(number // 2))
        evidence = observed(together, exercise, submission)
        assert evidence.graph is not None
        shared += len(before.keys() & set(map(id, evidence.observations.values())))
        before |= {id(seen): seen for seen in evidence.observations.values()}
        grade = together.conclude(exercise, submission, reference=reference, student=evidence)
        # It knows what misconceptions answer, and nothing of any submission.
        alone = graded(new(launcher, together, exercise), exercise, submission)
        assert timeless(grade) == timeless(alone)
    assert shared


def combined(exercise: Exercise, chance: random.Random) -> Submission:
    """Return a right submission in which the definitions of some wrong ones stand, each for a part of its own."""
    right = every_case(exercise.slug)["correct_plain"].content.decode()
    wrong: dict[str, list[str]] = {}
    for case in every_case(exercise.slug).values():
        text = case.content.decode()
        if (
            case.wrong
            and case.over == "correct_plain"
            and keras_line() in case.keras
            and not case.cause
            and names(text) == names(right)
        ):
            wrong.setdefault(exercise.outline.definition(PartName(case.wrong)), []).append(text)
    for definition in chance.sample(sorted(wrong), 2):
        text = chance.choice(wrong[definition])
        right = laid_over(right, f'"""One."""\n\n{source_of(definition, text)}\n')
    return Submission("s.py", exercise.slug, "", (Cell(None, right),))


def names(text: str) -> set[str]:
    return {name for statement in ast.parse(text).body for name in bound(statement)}


def source_of(definition: str, text: str) -> str:
    (node,) = (one for one in ast.parse(text).body if getattr(one, "name", None) == definition)
    return ast.get_source_segment(text, node) or ""
