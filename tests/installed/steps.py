"""The steps of action.yml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.paths import ROOT
from tests.support.workflows import expanded, inputs, steps_of


def script_of(name: str) -> Mapping[str, Any]:
    """Return a step of the action."""
    [step] = [step for step in steps_of(ROOT / "action.yml") if step.get("name") == name]
    return step


def given(step: Mapping[str, Any], **own: str) -> dict[str, str]:
    """Return a step's environment, with the action's inputs filled in."""
    facts = inputs(**own)
    return {name: expanded(str(value), facts) for name, value in step.get("env", {}).items()}
