"""The class page in a real browser: opens, sorts, filters, and asks for nothing."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from grader.gradebooks import Row
from grader.gradebooks.rows import GRADED, REFUSED
from grader.model import Outcome, Points
from grader.site import Classroom, class_page, student_page
from grader.speech import speech
from grader.store import Entry, Run
from tests.small import exercise
from tests.test_facts import judged

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
STUDENTS = 2000


def classroom() -> Classroom:
    """Give a class of two thousand, one of whom has markup for a name and one no grade."""
    rows = [
        Row(
            Entry(f"s{n}", f"Student {n:04}", "tiny.py", f"d{n}", attempt=n + 1),
            GRADED,
            Points(float(n * 7 % 11), 10.0 + n % 1),
            {part.name: Points(1.0, 3.0) for part in exercise().parts},
        )
        for n in range(STUDENTS - 2)
    ]
    rows += [
        Row(Entry("evil", EVIL, EVIL), REFUSED, reason=EVIL),
        Row(Entry("none", "Ґалаґан", ""), REFUSED, reason="nothing"),
    ]
    tally = [(c.name, Outcome.PASSED.value, None, None, 1500) for c in exercise().checks]
    tally += [("fits_well", Outcome.FAILED.value, "bare_variable", EVIL, 498)]
    run = Run(1, {"seed": 7}, "digest", False, "2026-01-01", None)
    return Classroom(run, exercise(), rows, tally)


def test_the_page_holds_no_markup_of_a_student() -> None:
    """A name that is markup is shown as text, on the class page and on the student's own."""
    found = classroom()
    page = class_page(found, speech("en"))
    assert "<img" not in page
    assert "alert(1)</script>" not in page
    own = student_page(found.rows[-2], None, speech("uk"))
    assert "<img" not in own


def test_a_students_page() -> None:
    """A student's page holds the report of the grade."""
    made = judged()
    page = student_page(classroom().rows[0], made, speech("en"))
    assert "en title of value_of_loss" in page


def test_in_a_browser(tmp_path: Path) -> None:
    """With 2,000 students the page opens and sorts within seconds, with no error and no request."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    path = tmp_path / "index.html"
    path.write_text(class_page(classroom(), speech("en")), encoding="utf-8")
    complaints: list[str] = []
    requests: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        started = time.monotonic()
        page.goto(path.as_uri())
        assert page.locator("#students tbody tr").count() == STUDENTS
        names = "[...document.querySelectorAll('#students tbody tr')].map(r => r.cells[0].textContent)"
        points = "[...document.querySelectorAll('#students tbody tr')].map(r => Number(r.cells[3].dataset.n))"
        page.get_by_role("button", name="Points").click()
        assert page.evaluate(points) == sorted(page.evaluate(points))
        page.get_by_role("button", name="Points").click()
        assert page.evaluate(points) == sorted(page.evaluate(points), reverse=True)
        page.get_by_role("button", name="Student").click()
        # By the rules of the language: Cyrillic after Latin, and signs first.
        assert page.evaluate(names)[0] == EVIL
        assert page.evaluate(names)[-1] == "Ґалаґан"
        page.locator("#find").fill("ґалаґан")
        assert page.locator("#students tbody tr:visible").count() == 1
        assert time.monotonic() - started < 10
        browser.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("data:")] == [path.as_uri()]
