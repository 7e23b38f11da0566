"""The modules of the package, as files."""

from __future__ import annotations

from pathlib import Path

from tests.support.paths import ROOT

PACKAGE = ROOT / "grader"


MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
