"""What `pytest --grade-submission=FILE` does: each check of a submission is a test item.

The submission is never a test file: pytest neither imports it nor looks for a conftest.py beside it. It is graded once
in a session, also under pytest-xdist: there the process that starts the workers grades, and hands them the results.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader import crashes
from grader.api import grade_all
from grader.errors import GraderError
from grader.exercise.course import find_course
from grader.feedback.findings import failure, findings
from grader.feedback.visibility import choose, withhold
from grader.feedback.wording import Wording
from grader.i18n import Speech, language_of, speech
from grader.integrations.pytest_plugin import SUBMISSION
from grader.model import Grade, Outcome
from grader.reports import Page
from grader.reports.escape import for_terminal
from grader.submission.read import read_submission
from grader.submission.recognize import exercise_of

RESULTS = "gradetape_results"
MOST = 2000


def pytest_configure(config: pytest.Config) -> None:
    """Take part in this run."""
    config.pluginmanager.register(Session(config), "gradetape-session")


class Session:
    """The submissions of one run of pytest, and their results once somebody needs them."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._voice = speech(language_of(os.environ))
        self._paths: list[str] = config.getoption(SUBMISSION)
        handed: Mapping[str, Any] = getattr(config, "workerinput", {})
        self._results: list[dict[str, str]] | None = handed.get(RESULTS)

    def results(self) -> list[dict[str, str]]:
        """Return for each submission what to say of each check, empty if it passed; grades at the first call.

        Raises GraderError, also for what nobody foresaw.
        """
        if self._results is None:
            try:
                self._results = self._graded()
            except Exception as error:
                raise crashes.told(error) from error
        return self._results

    def _graded(self) -> list[dict[str, str]]:
        option = self._config.getoption
        seed, feedback = choose(option("--grade-seed"), option("--grade-feedback"), os.environ)
        isolation = "require" if os.environ.get("CI") else "auto"
        grades = grade_all(
            self._paths, option("--grade-exercise"), seed, course=option("--grade-course"), isolation=isolation
        )
        return [_told(withhold(grade, feedback), self._voice) for grade in grades]

    def said(self, error: GraderError) -> str:
        """Return an error's sentence in the language of the run."""
        return error.said(self._voice.catalogue.gettext)

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:  # noqa: ARG002 (pytest's name for it)
        """Collect nothing else, unless something else was named: what lies around may be the student's."""
        return None if self._config.args_source is pytest.Config.ArgsSource.ARGS else True

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add one item a check, in the exercise's order; raises pytest.UsageError for a file that can't be graded."""
        try:
            added = [item for n, path in enumerate(self._paths) for item in self._items(session, n, path)]
        except Exception as error:
            raise pytest.UsageError(self.said(crashes.told(error))) from error
        items += added
        found = pytest.CollectReport("gradetape", "passed", None, list(added))
        session.ihook.pytest_collectreport(report=found)

    def _items(self, session: pytest.Session, n: int, path: str) -> Iterator[pytest.Item]:
        course = find_course(self._config.getoption("--grade-course"))
        exercise = exercise_of(read_submission(Path(path)), course, self._config.getoption("--grade-exercise"))
        wording = Wording(self._voice, exercise.outline)
        for check in exercise.questions.checks:
            definition, title = wording.definition(check.part), wording.check(check.name)
            name = f"{definition}.{check.name}"
            item = CheckItem.from_parent(
                session, name=name, nodeid=f"{path}::{name}", of=self, place=(n, check.name), title=title
            )
            # `-k` finds a part by its id, too.
            item.extra_keyword_matches.add(check.part)
            yield item

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Grade before the first worker starts, and give every worker the same results."""
        try:
            node.workerinput[RESULTS] = self.results()
        except GraderError as error:
            raise pytest.UsageError(self.said(error)) from error


class NotPassed(Exception):
    """A check that didn't pass, with all that its student is told."""


class CheckItem(pytest.Item):
    """One check of one submission."""

    def __init__(self, *, of: Session, place: tuple[int, str], title: str, **rest: Any) -> None:
        super().__init__(**rest)
        self._session = of
        self._place = place
        self._title = title

    def runtest(self) -> None:
        """Raise NotPassed with what is to be told."""
        n, check = self._place
        try:
            told = self._session.results()[n][check]
        except GraderError as error:
            # No other item would fare better, and each would try for seconds.
            pytest.exit(self._session.said(error), returncode=pytest.ExitCode.INTERNAL_ERROR)
        if told:
            raise NotPassed(told)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Return what is to be told, without a line of ours."""
        return str(excinfo.value) if isinstance(excinfo.value, NotPassed) else str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the headline of a failure."""
        return self.path, None, self._title


def _told(grade: Grade, voice: Speech) -> dict[str, str]:
    page = Page(voice)
    return {
        verdict.check: "" if verdict.outcome is Outcome.PASSED else _lines(failure(grade, found, page.speech))
        for verdict, found in findings(grade, page.speech).checks
    }


def _lines(text: str) -> str:
    return "\n".join(for_terminal(line, MOST) for line in text.split("\n"))
