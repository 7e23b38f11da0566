"""Values that cross a stage: frozen, and each knows where it is in what its author sees."""

from __future__ import annotations

import dataclasses
import graphlib
import inspect
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import model
from grader.model import Cell, Check, Difference, Part, Question, Submission, Where
from tests.support import small

DATACLASSES = [item for item in vars(model).values() if inspect.isclass(item) and dataclasses.is_dataclass(item)]
# Cells as `submission.py` makes them: of at least one line, each ended by a line feed.
SOURCES = st.lists(st.lists(st.text("ab ", max_size=3), min_size=1, max_size=4), min_size=1, max_size=5)


def laid_out(sources: list[list[str]], *, notebook: bool) -> Submission:
    cells = (
        Cell(number if notebook else None, "".join(f"{line}\n" for line in lines))
        for number, lines in enumerate(sources, start=1)
    )
    return Submission("path", "name", "digest", tuple(cells))


@given(SOURCES)
@settings(deadline=None)
def test_a_line_of_a_notebook_is_a_cell_and_a_line(sources: list[list[str]]) -> None:
    """Counting through all cells laid end to end gives each cell's own number and lines, one after another."""
    submission = laid_out(sources, notebook=True)
    expected = [Where(c, n) for c, lines in enumerate(sources, 1) for n in range(1, len(lines) + 1)]
    assert [submission.where(line) for line in range(1, len(expected) + 1)] == expected
    assert submission.lines()[:-1] == [line for lines in sources for line in lines]


@given(SOURCES, st.integers(1, 30))
@settings(deadline=None)
def test_a_line_of_a_script_is_that_line(sources: list[list[str]], line: int) -> None:
    """A .py has no cells for its author: its lines count through."""
    assert laid_out(sources, notebook=False).where(line) == Where(None, line)


def test_a_line_behind_the_end_is_in_the_last_cell() -> None:
    """What is reported behind the last line, as an open bracket is, belongs to the last cell."""
    submission = small.submission("x = 1\ny = 2\n", "f(\n")
    assert submission.where(4) == Where(2, 2)
    assert Submission("path", "name", "digest", ()).where(4) == Where(None, 4)


def test_cells_keep_their_own_numbers() -> None:
    """A cell's number is what it was given, not its place among those that are left."""
    submission = Submission("path", "name", "digest", (Cell(2, "a\n"), Cell(5, "b\nc\n"), Cell(9, "\n")))
    assert [submission.where(line) for line in range(1, 5)] == [Where(2, 1), Where(5, 1), Where(5, 2), Where(9, 1)]


def check(name: str, part: str, *uses: str, draws: int = 1) -> Check:
    return Check(name, part, small.probe, lambda _reference, _student: None, draws, uses)


PARTS = tuple(Part(name, name) for name in "abcdef")


@st.composite
def exercises(draw: st.DrawFn) -> tuple[Check, ...]:
    """Give checks of parts that use parts before them in some order, the checks themselves in any other."""
    parts = draw(st.permutations("abcdef"))
    checks = []
    for number in range(draw(st.integers(1, 10))):
        place = draw(st.integers(0, len(parts) - 1))
        uses = draw(st.sets(st.sampled_from(parts[:place]))) if place else set()
        checks.append(check(f"check_{number}", parts[place], *uses, draws=draw(st.integers(1, 3))))
    return tuple(checks)


@given(exercises())
@settings(deadline=None)
def test_a_check_is_asked_after_the_parts_it_uses(checks: tuple[Check, ...]) -> None:
    """Whatever the order of the checks, those of a used part come first: what hangs does so in its own part."""
    asked = [question.check for question in small.exercise(checks=checks, parts=PARTS).questions.all()]
    for user in checks:
        for used in checks:
            if used.part in user.uses:
                assert len(asked) - 1 - asked[::-1].index(used.name) < asked.index(user.name)


@given(exercises())
@settings(deadline=None)
def test_every_check_is_asked_once_on_each_draw(checks: tuple[Check, ...]) -> None:
    """Nothing is left out or asked twice, and a check's draws follow one another from 0."""
    questions = small.exercise(checks=checks, parts=PARTS).questions.all()
    assert sorted(questions, key=lambda q: (q.check, q.draw)) == sorted(
        (Question(c.name, draw) for c in checks for draw in range(c.draws)), key=lambda q: (q.check, q.draw)
    )
    for first, second in pairwise(questions):
        assert second == Question(first.check, first.draw + 1) or second.draw == 0


@given(exercises(), st.data())
@settings(deadline=None)
def test_a_part_is_answered_with_all_that_it_uses(checks: tuple[Check, ...], data: st.DataObject) -> None:
    """However far a run has come: nothing of such a part, or of one that it uses, is still asked or gone on with elsewhere."""
    gone_on_with = data.draw(st.sets(st.sampled_from(checks)))
    checks = tuple(dataclasses.replace(c, then=small.probe) if c in gone_on_with else c for c in checks)
    questions = small.exercise(checks=checks, parts=PARTS).questions
    asked = questions.all()
    so_far = asked[: data.draw(st.integers(0, len(asked)))]
    answered = questions.answered(so_far)
    for one in questions.about(*answered):
        assert one.then is None
        assert {*so_far}.issuperset(Question(one.name, draw) for draw in range(one.draws))
        assert {*answered}.issuperset(use for use in one.uses if questions.about(use))
    if not gone_on_with:
        assert {*questions.answered(asked)} == {one.part for one in checks}


def test_checks_stay_in_order_where_nothing_is_used() -> None:
    """Only a use moves a check; all others are asked as they stand in the exercise."""
    checks = (check("late", "a", "c"), check("third", "b"), check("first", "c"), check("second", "b"))
    asked = [question.check for question in small.exercise(checks=checks, parts=PARTS).questions.all()]
    assert asked == ["third", "first", "second", "late"]


def test_a_circle_of_uses_ends_in_an_error() -> None:
    """Parts whose checks use one another have no order, and asking for it comes to an end."""
    checks = (check("first", "a", "b"), check("second", "b", "a"))
    with pytest.raises(graphlib.CycleError):
        small.exercise(checks=checks, parts=PARTS).questions.all()


@pytest.mark.parametrize(("index", "name"), [((), "w"), ((3,), "losses[3]"), ((0, 12), "x[0][12]")])
def test_a_difference_names_its_place(index: tuple[int, ...], name: str) -> None:
    """A difference is named as Python would index it."""
    assert Difference(name.split("[", maxsplit=1)[0], 1.0, 2.0, index).name == name


@pytest.mark.parametrize("kind", DATACLASSES, ids=lambda kind: kind.__name__)
def test_values_are_frozen(kind: type) -> None:
    """No stage can change what another gave it, nor add to it."""
    assert kind.__dataclass_params__.frozen
    assert "__dict__" not in dir(kind)
