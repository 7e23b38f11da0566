"""Where things lie: what tests read is found from here, wherever a test stands."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
CASES = TESTS / "cases"
GOLDEN = TESTS / "golden"
TINY = TESTS / "tiny"
SAMPLE = ROOT / "examples" / "linear_regression.ipynb"
SOLUTION = ROOT / "reference" / "linear_regression" / "solution.py"
