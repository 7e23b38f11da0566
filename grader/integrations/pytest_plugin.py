"""`pytest --grade-submission=FILE`: the options. Every pytest of an environment loads this file, so that it loads no other."""

from __future__ import annotations

import pytest

SUBMISSION = "--grade-submission"
ITEMS = f"{__package__}.pytest_items"
FEEDBACK = ("full", "hints", "score")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("gradetape")
    group.addoption(SUBMISSION, action="append", default=[], metavar="FILE", help="grade this .py or .ipynb")
    group.addoption("--grade-exercise", metavar="SLUG", help="which exercise it is, if its name doesn't tell")
    group.addoption("--grade-course", metavar="COURSE", help="the course that it is from: a name, or a folder")
    group.addoption("--grade-seed", type=int, metavar="N", help="ask the same questions as a run with this seed")
    group.addoption("--grade-feedback", choices=FEEDBACK, help="how much a failure tells")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Load what grades where there is something to grade, and before a folder with other files is imported from."""
    if early_config.known_args_namespace.grade_submission:
        early_config.pluginmanager.import_plugin(ITEMS)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a file as a word of its own.

    pytest takes a word of its own after an option that it doesn't know yet for a test path, and reads the settings that
    lie there, in which a student can name plugins: so the file must be written into the option's own word.
    """
    if SUBMISSION in config.invocation_params.args:
        raise pytest.UsageError(f"Join the option and its file with an equals sign: {SUBMISSION}=FILE")
