"""What a failed statement leaves undefined is put down to that statement, and to nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.grading.lacking import causes, lack
from grader.model import Lack, Limit, Raised, Span, Stopped
from tests.support.small import evidence

NO_PANDAS = Raised("ModuleNotFoundError", "No module named 'pandas'", 1, module="pandas", lost=("pd",))
NO_STAR = Raised("ModuleNotFoundError", "No module named 'helpers'", 2, module="helpers", lost=("*",))
DIVIDED = Raised("ZeroDivisionError", "division by zero", 9, lost=("scale",))


def undefined(name: str, line: int = 30, lost: tuple[str, ...] = ()) -> Raised:
    return Raised("NameError", f"name '{name}' is not defined", line, lost=lost)


def test_what_follows_from_a_failed_statement_is_no_cause() -> None:
    """A statement that lacks a name an earlier one lost isn't told; what it loses is lost through the earlier one."""
    table, row = undefined("pd", 3, ("table",)), undefined("table", 4, ("row",))
    (only,) = causes((NO_PANDAS, table, row))
    assert (only.line, only.lost) == (1, ("pd", "table", "row"))


def test_a_later_statement_is_not_why_an_earlier_one_failed() -> None:
    """A name that is used before the failed statement, in a typing error or in its own line, is a cause of its own."""
    early, itself = undefined("scale", 2), undefined("own", 20, ("own",))
    assert causes((DIVIDED, itself, early)) == (early, DIVIDED, itself)


def test_what_ended_the_process_counts_where_it_stands() -> None:
    """A statement that hung is told last by the run, and yet it is why what follows it has no name."""
    hung = Stopped(Limit.TIME, "10", 4, lost=("data",))
    assert causes((undefined("data", 5), hung)) == (replace(hung, lost=("data",)),)


@pytest.mark.parametrize(
    "trouble",
    [
        undefined("pd"),
        Raised("NameError", "in user code:\n\n    File ...\n\n    NameError: name 'pd' is not defined\n", 30),
        Raised(
            "NameError", "Exception encountered when calling M.call().\n\n\x1b[1mname 'pd' is not defined\x1b[0m", 30
        ),
        Raised("MissingDefinition", "pd"),
    ],
)
def test_a_lost_name_is_recognized(trouble: Raised) -> None:
    """Python's own message, AutoGraph's, Keras', and a probe that asks in vain are all about the name that was lost."""
    found = lack(trouble, evidence(problems=(DIVIDED, NO_PANDAS)))
    assert found == Lack("pd", Raised("ModuleNotFoundError", "No module named 'pandas'", 1, module="pandas"))


@pytest.mark.parametrize(
    "trouble",
    [undefined("dp"), Raised("ValueError", "name 'pd' is not defined", 3), Raised("UnboundLocalError", "'pd'", 3)],
)
def test_other_errors_are_not_excused(trouble: Raised) -> None:
    """A typing error, and an error that only speaks of a lost name, stay what they are."""
    assert lack(trouble, evidence(problems=(NO_PANDAS,))) is None


def test_a_module_that_a_function_imports_is_lacking() -> None:
    """What the check's own run imports in vain needs no failed statement."""
    trouble = Raised("ModuleNotFoundError", "No module named 'pandas'", 6, module="pandas")
    assert lack(trouble, evidence()) == Lack("", trouble)


def test_a_star_may_have_defined_anything_else() -> None:
    """After a failed `import *` an unknown name may come from there; one that the submission defines doesn't."""
    student = evidence(problems=(NO_STAR,), definitions={"own": Span(3, 3)})
    found = lack(undefined("mse"), student)
    assert found is not None
    assert (found.name, found.trouble.module, found.certain) == ("mse", "helpers", False)
    assert lack(undefined("own"), student) is None
