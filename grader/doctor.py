"""Tell what this machine offers: versions, the Keras in use, and how student code is run here."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterator

from grader import sandbox
from grader.model import Limits
from grader.speech import N_, Speech


def version() -> str:
    """Give the version of gradetape that is installed."""
    return f"gradetape {importlib.metadata.version('gradetape')}"


def lines(launcher: sandbox.Launcher, voice: Speech) -> Iterator[str]:
    """Start one real child and tell, line by line, what it runs with and what confines it.

    Raises MachineError, with what to do, where student code can't be run.
    """
    versions, isolation = sandbox.introduce(launcher, Limits())
    rows = {
        N_("system"): f"{platform.system()} {platform.release()}, {platform.machine()}",
        "gradetape": versions["gradetape"],
        "Python": versions["python"],
        "TensorFlow": versions["tensorflow"],
        "Keras": versions["keras"],
        "NumPy": versions["numpy"],
        N_("student code runs in"): voice.say(launcher.about),
        N_("in force"): ", ".join(voice.say(layer) for layer in isolation.in_force),
        N_("not covered"): ", ".join(voice.say(gap) for gap in isolation.missing),
    }
    width = max(len(voice.say(name)) for name in rows)
    for name, value in rows.items():
        yield f"{voice.say(name):<{width}}  {value}"
