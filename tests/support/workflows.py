"""The action and the workflows, as a runner reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.support.paths import ROOT

# bash as a runner starts it for `shell: bash`.
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


def steps_of(path: Path) -> list[dict[str, Any]]:
    """Give all steps of an action or a workflow."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "runs" in content:
        return list(content["runs"]["steps"])
    return [step for job in content["jobs"].values() for step in job["steps"]]


def expanded(text: str, facts: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ ?(.*?) ?\}\}", lambda match: facts[match[1]], text)


def inputs(**given: str) -> dict[str, str]:
    """Give the action's inputs: their defaults, but for those given."""
    defaults = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    named = {name.replace("_", "-"): value for name, value in given.items()}
    assert set(named) <= set(defaults)
    return {f"inputs.{name}": named.get(name, entry["default"]) for name, entry in defaults.items()}
