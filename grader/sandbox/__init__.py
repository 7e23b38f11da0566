"""The door: run a submission in confined children and give its evidence.

A name is imported when it is asked for: the children's own modules lie behind this door, and they need no other.
"""

from typing import TYPE_CHECKING

from grader import lazily

if TYPE_CHECKING:
    from grader.sandbox.child.in_process import with_live
    from grader.sandbox.supervisor.fork_server import ForkServer
    from grader.sandbox.supervisor.fresh_processes import FreshProcesses
    from grader.sandbox.supervisor.kept import KeptServer, kept, stop_kept
    from grader.sandbox.supervisor.launcher import Launcher, launcher
    from grader.sandbox.supervisor.requirements import require_modules
    from grader.sandbox.supervisor.run import Listener, introduce, observe, observe_reference

__all__ = [
    "ForkServer",
    "FreshProcesses",
    "KeptServer",
    "Launcher",
    "Listener",
    "introduce",
    "kept",
    "launcher",
    "observe",
    "observe_reference",
    "require_modules",
    "stop_kept",
    "with_live",
]

if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "grader.sandbox.child.in_process": ("with_live",),
            "grader.sandbox.supervisor.fork_server": ("ForkServer",),
            "grader.sandbox.supervisor.fresh_processes": ("FreshProcesses",),
            "grader.sandbox.supervisor.kept": ("KeptServer", "kept", "stop_kept"),
            "grader.sandbox.supervisor.launcher": ("Launcher", "launcher"),
            "grader.sandbox.supervisor.requirements": ("require_modules",),
            "grader.sandbox.supervisor.run": ("Listener", "introduce", "observe", "observe_reference"),
        },
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
