"""The door: run a submission in confined children and give its evidence.

A name is imported when it is asked for: the children's own modules lie behind this door, and they need no other.
"""

from typing import TYPE_CHECKING

from grader import lazily

if TYPE_CHECKING:
    from grader.sandbox.child.in_process import with_live
    from grader.sandbox.supervisor.available import launcher
    from grader.sandbox.supervisor.fork_server import ForkServer
    from grader.sandbox.supervisor.fresh_processes import FreshProcesses
    from grader.sandbox.supervisor.kept import KeptServer, kept, stop_kept
    from grader.sandbox.supervisor.launcher import Launcher
    from grader.sandbox.supervisor.observe import introduce, observe, observe_reference
    from grader.sandbox.supervisor.requirements import require_modules
    from grader.sandbox.supervisor.run import Known, Listener, Partly

__all__ = [
    "ForkServer",
    "FreshProcesses",
    "KeptServer",
    "Known",
    "Launcher",
    "Listener",
    "Partly",
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
            "grader.sandbox.supervisor.available": ("launcher",),
            "grader.sandbox.supervisor.fork_server": ("ForkServer",),
            "grader.sandbox.supervisor.fresh_processes": ("FreshProcesses",),
            "grader.sandbox.supervisor.kept": ("KeptServer", "kept", "stop_kept"),
            "grader.sandbox.supervisor.launcher": ("Launcher",),
            "grader.sandbox.supervisor.requirements": ("require_modules",),
            "grader.sandbox.supervisor.observe": ("introduce", "observe", "observe_reference"),
            "grader.sandbox.supervisor.run": ("Known", "Listener", "Partly"),
        },
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
