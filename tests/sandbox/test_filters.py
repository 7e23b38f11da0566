"""The filters of system calls are what their list says."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from tests.support.paths import ROOT

TOOL = ROOT / "tools" / "make_filters.py"


@pytest.mark.skipif(importlib.util.find_spec("pyseccomp") is None, reason="pyseccomp isn't installed")
def test_the_filters_are_made_from_the_list() -> None:
    """A filter that was changed by hand, or not made again after its list was, is told."""
    result = subprocess.run([sys.executable, TOOL, "--check"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
