"""Tell what this machine offers: versions, the Keras in use, and how student code is run here."""

from __future__ import annotations

import platform
from collections.abc import Iterator

from grader import promises, sandbox
from grader.exercise.course import Course
from grader.i18n import N_, Speech
from grader.model import Limits


def lines(launcher: sandbox.Launcher, course: Course, voice: Speech) -> Iterator[str]:
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
        N_("course"): f"{course.name} ({course.version}), {course.folder}",
        N_("student code runs in"): voice.say(launcher.about),
        N_("in force"): promises.named(isolation.in_force, voice),
        N_("not covered"): promises.named(isolation.missing, voice),
        N_("kept for the next `grade`"): ", ".join(map(str, sandbox.kept())) or voice.say("nothing"),
    }
    width = max(len(voice.say(name)) for name in rows)
    for name, value in rows.items():
        yield f"{voice.say(name):<{width}}  {value}"
