"""What docs, examples and templates tell people to install: nothing under a name that nobody owns on an index yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

KINDS = ("*.md", "*.yml", "*.py", "*.html", "*.toml", "*.ipynb", "*.po")
FOLDERS = ("docs", "examples", "exercises", "reference", "grader", "requirements")
# What fetches a package by its name, up to the end of the line or of the code.
FETCHES = re.compile(r"\b(?:(?:pip|uv|pipx|conda|tool) (?:--?\S+ )*(?:install|add|run)|uvx|pip download)\b([^\n`]*)")
OURS = re.compile(r"gradetape(?:\[[\w,-]*\])?(?:[=<>~!].*)?")
USES = re.compile(r"(?m)^\s*-? ?uses: (\S+)")
# Who publishes what the examples use, and this action beside its own repository.
PUBLISHERS = ("actions/", "./")


def shown() -> Iterator[Path]:
    """Yield every file from which somebody may copy a command."""
    yield from sorted(ROOT.glob("*.md"))
    yield ROOT / "action.yml"
    for folder in FOLDERS:
        for kind in KINDS:
            yield from sorted((ROOT / folder).rglob(kind))


def fetched(text: str) -> Iterator[str]:
    """Yield the words after each command that fetches packages, without quotes and the like."""
    for match in FETCHES.finditer(text):
        yield from (word.strip("\"'()\\,.;:") for word in match[1].split())


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pip install gradetape", True),
        ("pip install 'gradetape[batch]'", True),
        ("python -I -m pip install --quiet gradetape", True),
        ("uv tool install gradetape==0.1.0", True),
        ("uvx gradetape", True),
        ("pip install ./gradetape", False),
        ("pip install './gradetape[dask]'", False),
        ("pip install gradetape-0.1.0-py3-none-any.whl", False),
        ("`pip install .` in the clone of gradetape", False),
    ],
)
def test_what_counts_as_installing_from_an_index(line: str, found: bool) -> None:
    """A bare name is looked up on an index; a path, a wheel or a sentence about it is not."""
    assert any(OURS.fullmatch(word) for word in fetched(line)) == found


def test_nothing_is_installed_by_a_name_that_nobody_owns() -> None:
    """No page, example, template or sentence of the program installs `gradetape` from an index."""
    found = []
    for path in shown():
        words = fetched(path.read_text(encoding="utf-8"))
        found += [(path.relative_to(ROOT).as_posix(), word) for word in words if OURS.fullmatch(word)]
    assert not found


def test_an_action_is_published_or_visibly_a_placeholder() -> None:
    """`uses:` names a known publisher, this repository, or something in angle brackets, which GitHub refuses."""
    for path in shown():
        if path.suffix in {".md", ".yml"}:
            for name in USES.findall(path.read_text(encoding="utf-8")):
                assert name.startswith(PUBLISHERS) or re.match(r"<[\w-]+>/", name), (path, name)


def test_a_placeholder_s_address_leads_nowhere() -> None:
    """Addresses in examples belong to a domain that is kept free for examples, or to what gradetape is about."""
    for path in sorted((ROOT / "examples" / "workflows").glob("*.yml")):
        for host in re.findall(r"https?://([\w.-]+)", path.read_text(encoding="utf-8")):
            assert host.endswith("example.org"), (path, host)
