"""The documentation site: made of the pages that GitHub shows, with every link leading to a page that is there."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from grader.exercise.course import built_in
from tests.support.paths import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TASKS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["poe"]["tasks"]


def navigation() -> dict[str, dict[str, str]]:
    """Give what the sidebar shows, as docs/conf.py has it, without Sphinx."""
    for node in ast.parse((ROOT / "docs" / "conf.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "NAVIGATION":
            return dict(ast.literal_eval(node.value))
    raise AssertionError


def test_every_page_is_in_the_sidebar_once() -> None:
    """Each page of docs/ and each at the top of the repository is found from anywhere, and under one title."""
    shown = [f"{page}.md" for pages in navigation().values() for page in pages.values()]
    assert len(shown) == len(set(shown))
    written = {path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))}
    assert written <= set(shown)
    assert all((ROOT / page).is_file() for page in shown)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site as `poe docs` does, in a folder of its own; a warning of Sphinx fails."""
    pytest.importorskip("sphinx", reason="needs the extra `docs`")
    folder = tmp_path_factory.mktemp("site")
    words = [str(folder) if word == "build/site" else word for word in shlex.split(TASKS["docs"]["cmd"])]
    assert words.pop(0) == "sphinx-build"
    made = subprocess.run(
        [sys.executable, "-m", "sphinx", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return folder


class Page(HTMLParser):
    """What a page links to and shows, what can be linked to in it, and its language."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: set[str] = {""}
        self.language = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        given = {name: value or "" for name, value in attrs}
        self.names.add(given.get("id", ""))
        self.targets += [given[name] for name in ("href", "src") if name in given]
        if tag == "html":
            self.language = given["lang"]


def test_links_lead_somewhere(site: Path) -> None:
    """Every link and picture of every page is a file of the site, and has the title that is linked to."""
    pages = {path: Page(path) for path in site.rglob("*.html")}
    assert len(pages) > 20
    dead = []
    for path, page in pages.items():
        for target in page.targets:
            parts = urlsplit(target)
            leads_to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = leads_to.is_file() and (leads_to not in pages or unquote(parts.fragment) in pages[leads_to].names)
            if not parts.scheme and not there:
                dead.append((path.relative_to(site).as_posix(), target))
    assert not dead


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    """A page shows pictures, styles and scripts of the site alone: who reads it is told to nobody."""
    fetches = re.compile(r"""(?:src|<link[^>]*href)=["']?(?:https?:)?//""")
    assert not [path.name for path in site.rglob("*.html") if fetches.search(path.read_text(encoding="utf-8"))]


def test_the_first_page_is_the_readme(site: Path) -> None:
    """A server that is asked for a folder shows the README, from which every page of the sidebar is one click away."""
    first = Page(site / "index.html")
    assert {f"{page}.html" for pages in navigation().values() for page in pages.values()} - {"README.html"} <= set(
        first.targets
    )


def test_a_page_says_its_language(site: Path) -> None:
    """Ukrainian pages are marked as such, all others as English."""
    found = {path.relative_to(site).as_posix(): Page(path).language for path in site.rglob("*.html")}
    ukrainian = {"README.uk.html", *(f"exercises/{slug}/uk/README.html" for slug in built_in().slugs)}
    assert found == {name: "uk" if name in ukrainian else "en" for name in found}


def blocks(site: Path) -> Iterator[str]:
    for path in site.rglob("*.html"):
        yield from re.findall(r"<(?:code|pre)\b.*?</(?:code|pre)>", path.read_text(encoding="utf-8"), re.DOTALL)


def test_options_keep_their_hyphens(site: Path) -> None:
    """What a reader copies from the site can be typed: no dash or curly quote has taken the place of typed characters."""
    found = list(blocks(site))
    assert any("--output" in block for block in found)
    assert not [block for block in found if re.search("–(?:output|seed|lang)|[“”]", block)]
