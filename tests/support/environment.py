"""What tests run with: the seed, the environment of the commands they start, and the Keras that is installed."""

from __future__ import annotations

import importlib.metadata
import os

SEED = 7
# What takes longer hangs, on whatever machine and beside whatever else runs there.
PATIENCE_S = 300.0
# Whatever the tests themselves run in: no locale, no runner of a CI, and no secret seed.
PLAIN = {
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "",
    "COLUMNS": "80",
    "GITHUB_ACTIONS": "",
    "GRADETAPE_SEED": "",
    # What the fixture `launcher` has started is used by all.
    "GRADETAPE_KEEP": "1",
}


def keras_line() -> int:
    """Return which Keras the tests run with: 2 (also as tf-keras) or 3."""
    legacy = os.environ.get("TF_USE_LEGACY_KERAS") in {"1", "true", "True"}
    major, minor = importlib.metadata.version("tensorflow").split(".")[:2]
    return 2 if legacy or (int(major), int(minor)) < (2, 16) else 3
