"""The door to the gradebook: its rows, and what opens it. SQLAlchemy is loaded with the first gradebook that is opened.

So help, and what completes a command line, do without the extra that a gradebook needs.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import lazily
from grader.classroom.store.rows import Attempt, Entry, FailedCheck, Run
from grader.errors import MachineError

if TYPE_CHECKING:
    from grader.classroom.store.store import Store

__all__ = ["Attempt", "Entry", "FailedCheck", "Run", "Store", "loaded", "open_store"]

if not TYPE_CHECKING:
    __getattr__ = lazily(__name__, {"grader.classroom.store.store": ("Store",)})


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def open_store(folder: Path, url: str | None = None, *, create: bool = False) -> Store:
    """Open the store of an output folder; raises UsageError for what is none, MachineError for one that doesn't answer."""
    opened: Store = loaded().opened(folder, url, create=create)
    return opened


def loaded() -> Any:
    """Load what opens a gradebook; raises MachineError where SQLAlchemy isn't installed."""
    try:
        return importlib.import_module("grader.classroom.store.store")
    except ImportError as error:
        raise MachineError(
            "Grading a class needs SQLAlchemy. Install it in the same environment as gradetape: pip install sqlalchemy"
        ) from error
