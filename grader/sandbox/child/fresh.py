"""A child that wasn't forked: loads TensorFlow itself, then does what every child does."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from grader.sandbox.child import tensorflow
from grader.sandbox.child.main import run_child
from grader.sandbox.confinement import layers
from grader.sandbox.protocol.orders import from_note


def main(orders_fd: int, evidence_fd: int, note: str, parent: int, *hidden: str) -> NoReturn:
    """Load TensorFlow and become a child of the process `parent`, for which nothing in `hidden` is to be readable."""
    tensorflow.load()
    prepared = layers.prepare(tuple(map(Path, hidden)))
    run_child(orders_fd, evidence_fd, layers.Process(from_note(note.encode()), parent, prepared))
