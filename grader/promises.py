"""What is said of the confinement in force, and of what is missing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.i18n import N_, Speech
from grader.model import Promise

SENTENCES: Mapping[Promise, str] = {
    Promise.OWN_PROCESS: N_("a process of its own"),
    Promise.PRIVATE_FOLDER: N_("a private folder"),
    Promise.LIMITS: N_("limits on time, memory and output"),
    Promise.NO_READING: N_("no reading of other files"),
    Promise.NO_CHANGING: N_("no changing of other files"),
    Promise.NO_NETWORK: N_("no network"),
    Promise.NO_PROCESSES: N_("no new processes"),
    Promise.NO_SIGNALS: N_("no signals to other processes"),
    Promise.NO_HIDDEN_MEMORY: N_("no uncounted memory"),
    # These two are said only where they are missing.
    Promise.NO_NAMES: N_("names, sizes and dates of other files can be seen"),
    Promise.NOTHING_OUTSIDE: N_("what no cell defines, which ran in this notebook's own process"),
}


def named(promises: Iterable[Promise], voice: Speech) -> str:
    """Return the names of promises in a language, in one line."""
    return ", ".join(voice.say(SENTENCES[promise]) for promise in promises)
