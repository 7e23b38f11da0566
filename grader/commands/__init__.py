"""The door to the commands: one file a word after `grade`."""

from __future__ import annotations

from collections.abc import Mapping

from grader.commands import doctor, gradescope_zip, kit, run, start, verify
from grader.commands.command import Command

__all__ = ["COMMANDS", "Command"]

COMMANDS: Mapping[str, Command] = {
    "run": run.COMMAND,
    "start": start.COMMAND,
    "doctor": doctor.COMMAND,
    "verify": verify.COMMAND,
    "kit": kit.COMMAND,
    "gradescope-zip": gradescope_zip.COMMAND,
}
