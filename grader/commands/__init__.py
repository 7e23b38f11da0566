"""The door to the commands: one file a word after `grade`."""

from __future__ import annotations

from collections.abc import Mapping

from grader.commands import (
    batch,
    completion,
    diff,
    doctor,
    gradescope_zip,
    hint,
    history,
    kit,
    replay,
    report,
    run,
    start,
    verify,
    watch,
)
from grader.commands.command import Command

__all__ = ["COMMANDS", "Command"]

COMMANDS: Mapping[str, Command] = {
    "run": run.COMMAND,
    "start": start.COMMAND,
    "watch": watch.COMMAND,
    "hint": hint.COMMAND,
    "batch": batch.COMMAND,
    "report": report.COMMAND,
    "history": history.COMMAND,
    "diff": diff.COMMAND,
    "replay": replay.COMMAND,
    "gradescope-zip": gradescope_zip.COMMAND,
    "verify": verify.COMMAND,
    "kit": kit.COMMAND,
    "doctor": doctor.COMMAND,
    "completion": completion.COMMAND,
}
