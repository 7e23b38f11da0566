"""Each layer of the confinement is missed: without it, and without those named that back it up, something leads through.

The ids read `layer-attempt`, or `layer+others-attempt` where others back it up; `pytest -v` prints the table. With
every layer on, all of these attempts fail: that is test_cant.py.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from grader.sandbox.confinement import bubblewrap, landlock
from grader.sandbox.confinement.layers import LAYERS
from tests.sandbox import attempts
from tests.support import processes
from tests.support.scene import Scene, a_child_is_another_user
from tests.support.scene import scene as set_scene

pytestmark = [
    pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock"),
    pytest.mark.skipif(platform.machine() != "x86_64", reason="some attempts make system calls by their number"),
]

# "bubblewrap" isn't a layer of the child, but stands in where Landlock is missing. What ends the fork server, if it
# can, has a row, and so a fork server, of its own.
STOPS: dict[tuple[str, ...], tuple[Callable[[Scene], set[str]], ...]] = {
    ("session",): (attempts.be_spared_when_memory_runs_out,),
    ("session", "user", "landlock", "bubblewrap", "seccomp"): (attempts.signal_its_group,),
    # Bubblewrap is there in the place of Landlock.
    ("mounts", "landlock"): (attempts.leave_a_note,),
    ("user",): (attempts.see_private_names,),
    ("death",): (attempts.outlive_the_fork_server,),
    ("folder",): (attempts.share_a_home,),
    ("folder", "user", "landlock", "bubblewrap"): (attempts.keep_a_file,),
    ("limits",): (attempts.take_disk_at_once, attempts.take_memory_at_once, attempts.dump_core),
    # Without it an ordinary user's kernel takes neither filters nor Landlock.
    ("privileges",): (attempts.gain_privileges,),
    ("landlock", "bubblewrap"): (
        attempts.see_the_machines_connections,
        attempts.read_the_reference,
        attempts.read_home,
        attempts.change_files,
    ),
    ("landlock", "user", "bubblewrap"): (attempts.see_other_submissions, attempts.touch_the_environment),
    ("files",): (attempts.use_inherited_descriptors,),
    ("seccomp",): (
        attempts.use_the_network,
        attempts.start_a_process,
        attempts.outlive_the_run,
        attempts.hide_memory,
        attempts.use_the_kernels_rare_parts,
        attempts.watch_files,
        attempts.ask_the_page_cache,
        attempts.hold_files,
        attempts.take_contexts,
    ),
    ("seccomp", "user"): (attempts.change_modes_and_dates,),
    ("seccomp", "landlock", "bubblewrap"): (attempts.leave_links, attempts.read_environments),
    ("seccomp", "landlock", "bubblewrap", "user"): (attempts.reach_the_fork_server,),
}
CASES = [(without, attempt) for without, found in STOPS.items() for attempt in found]


def named(value: object) -> str:
    if isinstance(value, tuple):
        return "+".join(layer for layer in value if layer != "bubblewrap")
    return f"cant_{getattr(value, '__name__', value)}"


@pytest.fixture(scope="module")
def scenes() -> Iterator[Callable[[tuple[str, ...]], Scene]]:
    """Give a fork server for each choice of layers, one at a time: the cases come in that order."""
    with ExitStack() as stack:
        made: dict[tuple[str, ...], Scene] = {}

        def scene(without: tuple[str, ...]) -> Scene:
            if without not in made:
                made.clear()
                stack.close()
                # What TensorFlow has found out about its home goes on in a child that has none of its own.
                made[without] = stack.enter_context(set_scene(*without, tensorflow="folder" in without))
            return made[without]

        yield scene


@pytest.mark.parametrize(("without", "attempt"), CASES, ids=named)
def test_a_layer_is_missed(
    without: tuple[str, ...],
    attempt: Callable[[Scene], set[str]],
    scenes: Callable[[tuple[str, ...]], Scene],
) -> None:
    """What a layer stops leads through without it."""
    if "mounts" in without and not bubblewrap.works():
        pytest.skip("bubblewrap isn't installed, or may not make namespaces")
    scene = scenes(without)
    if "user" in without and os.geteuid() == 0 and attempt is attempts.see_private_names:
        with set_scene(tensorflow=False) as whole:
            if not a_child_is_another_user(whole):
                pytest.skip("children can be no other user here: Python lies in a folder that only root may enter")
    if without == ("user",) and os.geteuid() != 0:
        pytest.skip("an ordinary user grades: there is no other user to become")
    assert attempt(scene)
    # What a missing layer has let through may still be at work.
    processes.end_all(scene.folder, spare=scene.server)


def test_every_layer_has_a_test_that_misses_it() -> None:
    """No layer is there for nothing: each comes first in some row."""
    assert {without[0] for without in STOPS} == set(LAYERS)
