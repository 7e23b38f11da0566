"""The door to the commands: which there are. One file a word after `grade`, imported when that word is typed."""

from __future__ import annotations

from grader.cli.table import COMMANDS, Audience, Command, Module

__all__ = ["COMMANDS", "Audience", "Command", "Module"]
