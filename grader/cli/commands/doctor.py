"""`grade doctor`: tell what this machine offers."""

from __future__ import annotations

import argparse

from grader.cli import doctor
from grader.cli.options import add_course, add_isolation, course_of, launcher
from grader.i18n import Speech


def arguments(parser: argparse.ArgumentParser, voice: Speech) -> None:
    """Add how student code is to be confined."""
    add_course(parser, voice)
    add_isolation(parser, voice)


def main(options: argparse.Namespace, voice: Speech) -> int:
    """Show what this machine offers."""
    course = course_of(options)
    starter = launcher(course, options.isolation)
    try:
        print("\n".join(doctor.lines(starter, course, voice)))
    finally:
        starter.close()
    return 0
