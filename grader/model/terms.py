"""What all submissions of a class have in common."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from grader.model.confinement import Isolate
from grader.model.names import Slug


@dataclass(frozen=True, slots=True)
class Terms:
    """What all submissions of a class have in common; the same terms and the same code give the same grade.

    `exercise_digest` is that of all files of the exercise's folder, `versions` are those of whatever decides the numbers.
    """

    slug: Slug
    exercise_digest: str
    seed: int
    timeout_s: float | None
    isolation: Isolate
    versions: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Return the digest of everything in the terms."""
        text = json.dumps({**asdict(self), "isolation": self.isolation.value}, sort_keys=True)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
