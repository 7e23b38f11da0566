"""The steps of action.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.installed import places
from tests.installed.places import Place
from tests.support.paths import ROOT
from tests.support.workflows import BASH, expanded, inputs, steps_of


def script_of(name: str) -> Mapping[str, Any]:
    """Return a step of the action."""
    [step] = [step for step in steps_of(ROOT / "action.yml") if step.get("name") == name]
    return step


def given(step: Mapping[str, Any], **own: str) -> dict[str, str]:
    """Return a step's environment, with the action's inputs filled in."""
    facts = inputs(**own)
    return {name: expanded(str(value), facts) for name, value in step.get("env", {}).items()}


def install(runner: Path, copy: Path, home: Path, path: str, **own: str) -> None:
    """Run the action's step that installs, from a copy of the repository."""
    step = script_of("Install")
    facts = {"RUNNER_TEMP": str(runner), "GITHUB_ACTION_PATH": str(copy), "PATH": path}
    facts |= places.UNCOMPILED
    places.install(home, *BASH, step["run"], cwd=runner, **facts, **given(step, **own))


def grade(runner: Path, workspace: Path, **own: str) -> CompletedProcess[str]:
    """Run the action's step that grades, in a workspace."""
    step = script_of("Grade")
    facts = {
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "GITHUB_WORKSPACE": str(workspace),
        "RUNNER_TEMP": str(runner),
        "GITHUB_OUTPUT": str(workspace / "output"),
        "GITHUB_STEP_SUMMARY": str(workspace / "summary"),
    }
    # Where a runner can confine, "require" is the default; a container that can't is no fault of the action.
    environment = facts | given(step, isolation="auto", **own)
    return Place(runner / "gradetape", runner / "home").run(*BASH, step["run"], cwd=workspace, **environment)
