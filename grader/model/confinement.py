"""How much confinement is asked for, what may be promised, and what held."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Isolate(str, Enum):
    """How much confinement is asked for: all of it or nothing is run, what there is, or none."""

    REQUIRE = "require"
    AUTO = "auto"
    OFF = "off"


class Promise(str, Enum):
    """What may be promised of the place in which student code runs."""

    OWN_PROCESS = "own_process"
    PRIVATE_FOLDER = "private_folder"
    LIMITS = "limits"
    """On time, memory and output."""
    NO_READING = "no_reading"
    """Of files outside its folder, but for Python's and the system's own."""
    NO_CHANGING = "no_changing"
    NO_NETWORK = "no_network"
    NO_PROCESSES = "no_processes"
    NO_SIGNALS = "no_signals"
    NO_HIDDEN_MEMORY = "no_hidden_memory"
    """All memory that it takes is counted."""
    NO_NAMES = "no_names"
    """Not even names, sizes and dates of files elsewhere can be seen; nothing here keeps that."""
    NOTHING_OUTSIDE = "nothing_outside"
    """No code ran in a notebook's own process."""


ALWAYS = (Promise.OWN_PROCESS, Promise.PRIVATE_FOLDER, Promise.LIMITS)
"""Held by the trusted side, whatever student code can do."""
NEVER = (Promise.NO_NAMES,)
"""Not covered by anything here."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """What confined the student's code, and what did not."""

    in_force: tuple[Promise, ...] = ()
    missing: tuple[Promise, ...] = ()
