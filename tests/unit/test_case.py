"""A wrong case is the one definition that is wrong: how it is laid over a right submission, and that it is the one it says."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

import pytest

from grader.exercise.course import built_in
from tests.support.case import Case, every_case, laid_over, path_of

OUTLINES = {outline.slug: outline for outline in built_in().outlines()}
EVERY = tuple(case for exercise in OUTLINES for case in every_case(exercise).values())
BASE = '''\
"""A file."""
import this

@kept
def first():
    return 1


class Second:
    value = 2


after = Second()
'''


def test_a_definition_takes_the_place_of_its_namesake() -> None:
    """Its decorators go, its neighbours stay as they are to the letter."""
    laid = laid_over(BASE, '"""About."""\n\n\ndef first():\n    return 3\n')
    assert laid == BASE.replace("@kept\ndef first():\n    return 1\n", "def first():\n    return 3\n")


def test_what_stands_above_a_definition_goes_with_it() -> None:
    """What is above the first one too, but for the docstring; helpers and comments included."""
    text = '"""About."""\nlimit = 1\n\ndef helper():\n    pass\n\n# Why.\nclass Second:\n    value = limit\n\ndef first(): pass\n'
    laid = laid_over(BASE, text)
    mine = "limit = 1\n\ndef helper():\n    pass\n\n# Why.\nclass Second:\n    value = limit\n"
    assert laid == BASE.replace("@kept\ndef first():\n    return 1\n", "def first(): pass\n").replace(
        "class Second:\n    value = 2\n", mine
    )


def test_what_stands_below_is_added_at_the_end() -> None:
    """A definition of another name is no reason to lose the one that is there."""
    assert laid_over(BASE, '"""About."""\n\ndef third():\n    pass\n') == f"{BASE}\ndef third():\n    pass\n"


def test_what_is_to_be_left_out_is() -> None:
    """Nothing of it stays; a name that the right file hasn't got is a slip in the case."""
    assert laid_over(BASE, '"""About."""\n', without=("Second",)) == BASE.replace("class Second:\n    value = 2\n", "")
    with pytest.raises(AssertionError, match="third"):
        laid_over(BASE, '"""About."""\n', without=("third",))


@pytest.mark.parametrize("case", [case for case in EVERY if case.over], ids=lambda case: f"{case.exercise}-{case.name}")
def test_a_wrong_case_holds_the_part_that_it_says_is_wrong(case: Case) -> None:
    """Its part isn't what it is in a submission that others are laid over, and is written as Python."""
    laid = defined(case.content.decode())
    outline = OUTLINES[case.exercise]
    for part in (case.wrong, *case.two):
        if part is not None:
            definition = outline.definition(part)
            assert not any(laid.get(definition) == right.get(definition) for right in RIGHT[case.exercise])


@pytest.mark.parametrize("exercise", built_in().slugs)
@pytest.mark.parametrize("keras", [2, 3])
def test_by_default_each_keras_has_of_every_kind(exercise: str, keras: int) -> None:
    """Of every part a mistake, one that is named, and one of each cause that a case is about."""
    cases = [case for case in every_case(exercise).values() if keras in case.keras]
    chosen = [case for case in cases if case.runs_under(keras)]
    assert {kind for case in chosen for kind in kinds(case, keras)} == {k for case in cases for k in kinds(case, keras)}


def kinds(case: Case, keras: int) -> set[tuple[str | None, ...]]:
    """Return what a case is about, as far as others can be about the same."""
    return {("part", case.wrong), ("cause", case.cause), ("named", case.wrong if case.named_under(keras) else None)}


def test_every_case_runs_somewhere_by_default() -> None:
    """And where it says something else under one Keras than under the other, it runs under both."""
    for case in EVERY:
        chosen = {keras for keras in (2, 3) if case.runs_under(keras)}
        assert chosen, case.name
        assert chosen <= {*case.keras}, case.name
        if isinstance(case.named, Mapping):
            assert chosen == {*case.keras}, case.name


def test_with_the_option_a_case_runs_wherever_it_is_one() -> None:
    """By default under one Keras, if it says so; never where the same code is right."""
    case = replace(every_case()["correct_plain"], by_default=(2,))
    assert [case.runs_under(keras) for keras in (2, 3)] == [True, False]
    assert [case.runs_under(keras, every_case=True) for keras in (2, 3)] == [True, True]
    assert not replace(case, keras=(2,)).runs_under(3, every_case=True)


def test_a_file_of_a_case_is_that_case() -> None:
    """Who needs a path has the same bytes, under the name that a student's file has."""
    path = path_of("fit_one_epoch")
    assert path.name == "linear_regression.py"
    assert path.read_bytes() == every_case()["fit_one_epoch"].content


def defined(text: str) -> dict[str, str]:
    """Return what each definition of a file is, whatever its layout."""
    return {
        node.name: ast.dump(node) for node in ast.parse(text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }


RIGHT = {
    exercise: [
        defined(every_case(exercise)[name].content.decode())
        for name in {case.over for case in EVERY if case.over and case.exercise == exercise}
    ]
    for exercise in built_in().slugs
}
