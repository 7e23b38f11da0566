"""`grade doctor`: tell what this machine offers."""

from __future__ import annotations

import argparse

from grader import doctor
from grader.commands.command import Audience, Command, add_isolation, launcher
from grader.speech import N_, Speech


def _run(options: argparse.Namespace, voice: Speech) -> int:
    starter = launcher(options.isolation)
    try:
        print("\n".join(doctor.lines(starter, voice)))
    finally:
        starter.close()
    return 0


COMMAND = Command(N_("Show versions, and how student code is confined here"), add_isolation, _run, Audience.MACHINE)
