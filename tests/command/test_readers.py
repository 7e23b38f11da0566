"""Reports in the programs that read them: the classic Classroom reporter in Node, and Markdown in a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, sync_playwright

from grader.reports import FORMATS, Report
from tests.support import graded
from tests.support.environment import PATIENCE_S
from tests.support.graded import PAGE


def read_by_reporter(report: Report) -> list[str]:
    if shutil.which("node") is None:
        pytest.skip("node is not installed: the classic reporter's rules are written in its language")
    environment = {**os.environ, "RUNNERS": "py-test", "PY-TEST_RESULTS": FORMATS["classroom"](report, PAGE).strip()}
    script = graded.GOLDEN / "reporter.mjs"
    return subprocess.run(
        ["node", script], env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE_S
    ).stdout.splitlines()


@pytest.mark.parametrize(
    ("report", "score", "most"),
    [
        (graded.reports()["several"], 12, 40),
        (Report((graded.partial(),)), 2, 10),
        (Report(()), 0, 0),
        (Report((), graded.reports()["several"].refusals), 0, 0),
    ],
)
def test_the_reporter_adds_up(report: Report, score: float, most: float) -> None:
    """The classic reporter's sums are numbers, and ours, for refused files and no files, too."""
    lines = read_by_reporter(report)
    totals = json.loads(lines[-1].removeprefix("::notice title=Autograding report::"))
    assert totals == {"totalPoints": score, "maxPoints": most}


def test_the_reporter_prints_no_command_of_a_student() -> None:
    """Of all that it prints, only its own two lines are commands."""
    lines = read_by_reporter(graded.reports()["hostile"])
    assert [line for line in lines if "::" in line or "##[" in line] == lines[-2:]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser without a window."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


def test_markdown_in_a_browser(browser: Browser) -> None:
    """Rendered with HTML let through, no script runs and no element is there but those of the report; the text is."""
    html = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .render(FORMATS["markdown"](graded.reports()["hostile"], PAGE))
    )
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(f"<!doctype html><title>ours</title><body>{html}</body>")
    page.wait_for_timeout(200)
    tags = page.evaluate(
        "[...new Set([...document.body.querySelectorAll('*')].map(e => e.tagName.toLowerCase()))].sort()"
    )
    assert page.title() == "ours"
    ours = {"h2", "h3", "p", "code", "strong", "ul", "li", "br", "table", "thead", "tbody", "tr", "th", "td"}
    assert set(tags) <= ours
    assert page.locator("tr").count() == 4
    assert "<script>document.title='owned'</script>" in page.inner_text("body")
    assert asked == []
    page.close()
