"""A child has of the grader what it runs: neither the judge nor anything else of the trusted side is in its process."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import sandbox
from tests.support import scene as harness

EVERY_CHILD = {
    "grader",
    "grader.model",
    "grader.paths",
    # What `checks.py` is written with.
    "grader.exercise",
    "grader.exercise.checks",
    "grader.exercise.probe_modules",
    "grader.exercise.tolerances",
    "grader.probes",
    # What confines it, and tries whether that holds.
    "grader.sandbox",
    "grader.sandbox.confinement",
    "grader.sandbox.confinement.layers",
    "grader.sandbox.confinement.bubblewrap",
    "grader.sandbox.confinement.landlock",
    "grader.sandbox.confinement.seccomp",
    "grader.sandbox.confinement.canaries",
    # What loads a submission, asks it, and answers.
    "grader.sandbox.child",
    "grader.sandbox.child.main",
    "grader.sandbox.child.graph",
    "grader.sandbox.child.harmless",
    "grader.sandbox.child.imported",
    "grader.sandbox.child.module_state",
    "grader.sandbox.child.submission_loader",
    "grader.sandbox.protocol.source",
    "grader.sandbox.protocol.outline",
    "grader.sandbox.child.lending",
    "grader.sandbox.child.inert",
    "grader.sandbox.child.tensorflow",
    "grader.sandbox.protocol",
    "grader.sandbox.protocol.frames",
    "grader.sandbox.protocol.decoder",
    "grader.sandbox.protocol.orders",
}
PROBES_MODULE = "grader_probes"
LIST = """
import sys

def attempt():
    return {f"module_{n}": name for n, name in enumerate(sys.modules) if name.startswith(("grader", "cattr"))}
"""


@pytest.mark.parametrize(
    ("kind", "besides"),
    [
        (sandbox.ForkServer, {"grader.sandbox.child.forkserver", "grader.sandbox.confinement.private_folder"}),
        (sandbox.FreshProcesses, {"grader.sandbox.child.fresh"}),
    ],
)
def test_a_child_has_what_it_runs(kind: type, besides: set[str], tmp_path: Path) -> None:
    """These modules of ours are loaded where student code runs, and no other; nor is what reads an exercise's files."""
    launcher = kind([tmp_path])
    try:
        submission = harness.submission(LIST)
        evidence = sandbox.observe(launcher, harness.exercise(), submission, seed=7)
    finally:
        launcher.close()
    loaded = {str(name) for name in evidence.observations[harness.QUESTION].values.values()}
    # The values that cross to the trusted side, in files by stage, are one thing.
    loaded = {name for name in loaded if not name.startswith("grader.model.")}
    assert loaded == {*EVERY_CHILD, *besides, PROBES_MODULE}
