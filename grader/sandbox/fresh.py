"""A child that wasn't forked: loads TensorFlow itself, then does what every child does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

from grader.sandbox import confine, tensors, worker


def main(orders_fd: int, evidence_fd: int, note: str) -> NoReturn:
    """Load TensorFlow and become a child."""
    told = json.loads(note)
    tensors.load()
    prepared = confine.prepare(Path(told["hidden"]))
    terms = confine.Terms.of(told, (orders_fd, evidence_fd), told["parent"], prepared)
    worker.main(orders_fd, evidence_fd, terms)
