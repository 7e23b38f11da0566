"""`grade verify --watch`: on every save, what is broken."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.batches import until
from tests.support.installation import Installation, install

SOUND = "tiny is sound with one seed"


def test_every_save_is_tested(tmp_path: Path) -> None:
    """First as the files lie there, then a slip in a file, a solution that fails its check, and all of it mended."""
    installed = install(tmp_path)
    reference = installed.folder / "reference" / "tiny"
    solution = reference / "solution.py"
    right = solution.read_text(encoding="utf-8")
    out = tmp_path / "out.txt"
    with out.open("w", encoding="utf-8") as said, _watch(installed, said) as process:

        def shown(sentence: str, times: int = 1) -> None:
            until(lambda: out.read_text(encoding="utf-8").count(sentence) >= times, process)

        shown(SOUND)
        solution.write_text(right.replace("2 * x", "2 * x +"), encoding="utf-8")
        shown("solution.py was saved.")
        shown("solution.py, line 2: SyntaxError")
        solution.write_text(right.replace("2 * x", "y * x"), encoding="utf-8")
        shown("The reference does not pass doubles")
        solution.write_text(right, encoding="utf-8")
        shown(SOUND, times=2)
        process.kill()
    assert "Traceback" not in out.read_text(encoding="utf-8")


def _watch(installed: Installation, said: object) -> subprocess.Popen[str]:
    # By its folder, as by its slug.
    words = ("verify", "reference/tiny", "--watch", "--lang", "en")
    return installed.start(*words, stdout=said, stderr=subprocess.STDOUT, cwd=installed.folder)
