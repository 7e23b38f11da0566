"""Gradescope's folders, and what Gradescope does with them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.installed.places import Place


def unpack(archive: Path, root: Path) -> None:
    """Unpack an archive as Gradescope does."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(root / "source")
        for entry in packed.infolist():
            (root / "source" / entry.filename).chmod(entry.external_attr >> 16)


def graded(root: Path, environment: Path, name: str, content: bytes) -> dict[str, object]:
    """Submit a file where an archive is unpacked, with what setup.sh made elsewhere, and return the results."""
    (root / "venv").symlink_to(environment / "venv")
    (root / "submission").mkdir()
    (root / "submission" / name).write_bytes(content)
    place = Place(environment / "venv", environment / "home")
    result = place.run(root / "source" / "run_autograder", cwd=root, AUTOGRADER_ROOT=str(root))
    assert result.returncode == 0, result.stdout + result.stderr
    return dict(json.loads((root / "results" / "results.json").read_text(encoding="utf-8")))
