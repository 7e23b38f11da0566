"""A child that wasn't forked: loads TensorFlow itself, then does what every child does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

from grader.model import Limits
from grader.sandbox import tensors, worker
from grader.sandbox.confine import Terms


def main(orders_fd: int, evidence_fd: int, note: str) -> NoReturn:
    """Load TensorFlow and become a child."""
    told = json.loads(note)
    tensors.load()
    terms = Terms(Path(told["folder"]), Limits(**told["limits"]), (orders_fd, evidence_fd), told["parent"])
    worker.main(orders_fd, evidence_fd, terms)
