"""A few seconds of fuzzing by coverage, where atheris is installed; hypothesis does its part in test_frames.py."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT

SECONDS = 8


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris isn't installed; there is none for this Python or system",
)
def test_the_decoder_withstands_a_fuzzer(tmp_path: Path) -> None:
    """Whatever the bytes, there is a message or Refused, soon and in little memory."""
    limits = [f"-max_total_time={SECONDS}", "-timeout=30", "-rss_limit_mb=1024", "-max_len=4096"]
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.decoder", corpus, f"-artifact_prefix={tmp_path}/", *limits],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    [tried] = re.findall(r"Done (\d+) runs", result.stderr)
    assert int(tried) > 1000
