"""The door: run a submission in confined children and give its evidence."""

from grader.sandbox.launch import ForkServer, FreshProcesses, Isolate, Launcher, launcher
from grader.sandbox.live import with_live
from grader.sandbox.parent import Listener, introduce, observe, observe_reference, require_modules

__all__ = [
    "ForkServer",
    "FreshProcesses",
    "Isolate",
    "Launcher",
    "Listener",
    "introduce",
    "launcher",
    "observe",
    "observe_reference",
    "require_modules",
    "with_live",
]
