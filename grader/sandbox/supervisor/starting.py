"""How a process that will run student code is started: its command line, and its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.i18n import N_
from grader.paths import IMPORTED_FROM

# Passed on to the processes that run student code; nothing else of the environment is, tokens and secrets least of all.
PASSED_ON = ("TF_USE_LEGACY_KERAS", "SYSTEM_VERSION_COMPAT", "LD_LIBRARY_PATH", "TZ")
FIXED = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "USER": "student",
    "LOGNAME": "student",
    "KERAS_BACKEND": "tensorflow",
    "MPLBACKEND": "Agg",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # oneDNN adds up in another order than TensorFlow without it; and where an operation runs for the first time, it goes
    # through all that TensorFlow has, which took up to a fifth of a run.
    "TF_ENABLE_ONEDNN_OPTS": "0",
    # A GPU's sums differ from run to run, and its driver doesn't survive a fork.
    "CUDA_VISIBLE_DEVICES": "-1",
    # One thread until the fork: forking a process with threads may deadlock the child.
    "OPENBLAS_NUM_THREADS": "1",
    # Fewer arenas, so that limits on mapped memory mean something.
    "MALLOC_ARENA_MAX": "2",
    # Sets of strings in the same order in every run.
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
}
# Whoever ends such a process needn't wait until Python has unloaded TensorFlow.
START = (
    "import importlib, json, os, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "importlib.import_module(sys.argv[2]).main(*json.loads(sys.argv[3])); os._exit(0)"
)
NOT_STARTED = N_(
    "This machine could not start a process for student code ({error}). Free up what it lacks (disk space, "
    "memory, open files), and run the command again."
)


def command_of(module: str, *arguments: object) -> list[str]:
    """Return the command that calls `main` of a module with these arguments, in a process that imports from where we do."""
    return [sys.executable, "-c", START, json.dumps(sys_path()), module, json.dumps(arguments)]


def start(command: Sequence[str], home: Path, fds: Sequence[int]) -> subprocess.Popen[bytes]:
    """Start a process that will run student code, in its home and away from our terminal, with these descriptors and no others."""
    return subprocess.Popen(
        command,
        pass_fds=fds,
        env=environment(home),
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process that will run student code: fixed, but for a few harmless settings."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, **FIXED, "HOME": str(home), "TMPDIR": str(home), "KERAS_HOME": str(home)}


def sys_path() -> list[str]:
    """Return the places that this process imports from, but for the current folder: it may hold a student's files."""
    here = os.path.realpath(Path.cwd())
    ours = str(IMPORTED_FROM)
    found = [os.path.realpath(entry) for entry in sys.path if entry]
    return [entry for entry in found if entry == ours or entry != here] + [ours]
