"""The class page: what it leads with, and in a real browser that it opens, sorts, filters, fits, and asks for nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.gradebook.results import GRADED, REFUSED, Row
from grader.classroom.pages.class_page import Classroom, class_page
from grader.classroom.pages.mistakes import example, mistakes, unwritten
from grader.classroom.pages.student_page import student_page
from grader.classroom.store import Entry, FailedCheck, Run
from grader.i18n import speech
from grader.model import Cause, Check, Outcome, Points
from tests.support import small
from tests.support.changed import changed
from tests.support.graded import graded
from tests.support.judged import judged
from tests.support.small import TERMS, exercise, outline

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
STUDENTS = 2000


def classroom() -> Classroom:
    """Give a class of two thousand, one of whom has markup for a name and one no grade."""
    rows = [
        Row(
            Entry(f"s{n}", f"Student {n:04}", "tiny.py", f"d{n}", attempt=n + 1),
            GRADED,
            Points(float(n * 7 % 11), 10.0 + n % 1),
            {part.name: Points(1.0, 3.0) for part in outline().parts},
        )
        for n in range(STUDENTS - 2)
    ]
    rows += [
        Row(Entry("evil", EVIL, EVIL), REFUSED, reason=EVIL),
        Row(Entry("none", "Ґалаґан", ""), REFUSED, reason="nothing"),
    ]
    tally = [(c.name, Outcome.PASSED, 1500) for c in exercise().questions.checks]
    tally += [("fits_well", Outcome.FAILED, 498)]
    failed = [failure(f"s{n}", "fits_well", "bare_variable") for n in range(498)]
    failed += [failure("evil", "takes_a_step", EVIL)]
    run = Run(1, TERMS, False, "2026-01-01", None)
    return Classroom(run, outline(), rows, tally, failed)


def failure(student: str, check: str, name: str | None = None, cause: Cause = Cause.WRONG_VALUE) -> FailedCheck:
    """Give a check that a student didn't pass."""
    outcome = Outcome.NOT_REACHED if cause is Cause.NOT_ATTEMPTED else Outcome.FAILED
    return FailedCheck(student, check, outcome, cause, None, name)


def test_the_mistakes_most_made_come_first() -> None:
    """A student makes a mistake once, however many checks it fails; what has a name stands before what has none."""
    failed = [
        failure("anna", "value_of_loss", "sums"),
        failure("bohdan", "value_of_loss", "sums"),
        failure("bohdan", "takes_a_step"),
        failure("vira", "takes_a_step"),
        failure("anna", "fits_well", "loops"),
        failure("vira", "fits_well", cause=Cause.NOT_ATTEMPTED),
    ]
    found = [(one.part, one.name or one.check, one.students) for one in mistakes(outline(), failed)]
    assert found == [
        ("loss", "sums", ("anna", "bohdan")),
        ("train", "takes_a_step", ("bohdan", "vira")),
        ("fit", "loops", ("anna",)),
    ]
    twice = [failure("anna", "value_of_loss", "sums")] * 3
    assert [one.students for one in mistakes(outline(), twice)] == [("anna",)]


def test_without_a_name_it_is_the_check_that_is_told_first() -> None:
    """In whatever order a database gives them."""
    second = Check("second_of_loss", "loss", small.probe, lambda _reference, _student: None, draws=1)
    known = changed(exercise(), checks=(*exercise().questions.checks, second)).outline
    failed = [failure("anna", "second_of_loss"), failure("anna", "value_of_loss"), failure("vira", "second_of_loss")]
    found = [(one.check, one.students) for one in mistakes(known, failed)]
    assert found == [("value_of_loss", ("anna",)), ("second_of_loss", ("vira",))]


def test_what_is_stopped_is_told_as_that() -> None:
    """Wherever it was stopped: the check that met it says nothing of the reason."""
    failed = [
        failure("anna", "takes_a_step", cause=Cause.TIMED_OUT),
        failure("vira", "takes_a_step", cause=Cause.TIMED_OUT),
        failure("olha", "takes_a_step", cause=Cause.KILLED),
    ]
    run = Run(1, TERMS, False, "2026-01-01", None)
    page = "".join(class_page(Classroom(run, outline(), [], [], failed), speech("en")))
    talk = page.partition('<section class="talk">')[2].partition("</section>")[0]
    assert "<h3><code>train</code> runs longer than its time limit</h3>" in talk
    assert "<h3><code>train</code> ends the process that it runs in</h3>" in talk
    stopped = mistakes(outline(), failed)[0]
    verdict = small.verdict("takes_a_step", cause=Cause.TIMED_OUT, where=small.submission().where(5))
    rows = {"anna": Row(Entry("anna", "Anna", "a.py", "a", attempt=1), GRADED, Points(2.0, 10.0))}
    shown = example(stopped, rows, lambda _: graded(verdict), speech("en"))
    assert shown is not None
    assert shown.place == "line 5"


def test_what_is_not_written() -> None:
    """A part counts as not written by those who have all that it needs."""
    everything = [failure("anna", check.name, cause=Cause.NOT_ATTEMPTED) for check in exercise().questions.checks]
    failed = [*everything, failure("bohdan", "fits_well", cause=Cause.NOT_ATTEMPTED)]
    assert unwritten(outline(), failed[::-1]) == [("loss", ("anna",)), ("fit", ("bohdan",))]


def test_the_page_speaks_to_the_teacher() -> None:
    """It leads with the mistake most made: by the name of the definition, in the third person, with code and a link."""
    texts = small.texts("en")
    told, words = "Your loss adds up. Use `mean`.", "adds up without `mean`"
    texts = replace(texts, misconceptions={"sums": told}, mistakes={"sums": words})
    known = replace(outline(), texts={"en": texts, "uk": texts})
    rows = [
        Row(Entry(n, n.title(), "a.py", n, attempt=1), GRADED, Points(p, 10.0))
        for n, p in (("anna", 2.0), ("olha", 8.0))
    ]
    failed = [failure("anna", "value_of_loss", "sums"), failure("olha", "value_of_loss", "sums")]
    [mistake] = mistakes(known, failed)
    verdict = small.verdict("value_of_loss", misconceptions=("sums",), where=small.submission().where(2))
    shown = example(mistake, {row.entry.student: row for row in rows}, lambda _: graded(verdict), speech("en"))
    assert shown is not None
    assert shown.row is rows[1]
    assert shown.place == "line 2"
    run = Run(1, TERMS, False, "2026-01-01", None)
    page = "".join(class_page(Classroom(run, known, rows, [], failed, {mistake: shown}), speech("en")))
    talk = page.partition('<section class="talk">')[2].partition("</section>")[0]
    assert "<h3><code>loss</code> adds up without <code>mean</code></h3>" in talk
    assert "2 students:" in talk
    assert f'For example <a href="students/{rows[1].page}">Olha</a>, line 2' in talk
    assert "mse" in talk.partition('<div class="code">')[2]
    # What students read is there, marked as that.
    assert "<blockquote>Your loss adds up. Use <code>mean</code>.</blockquote>" in talk
    assert "You" not in page.replace(talk, "")


def test_the_page_holds_no_markup_of_a_student() -> None:
    """A name that is markup is shown as text, on the class page and on the student's own."""
    found = classroom()
    page = "".join(class_page(found, speech("en")))
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
    """With 2,000 students the page opens, sorts and filters, with no error and no request."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium is installed")
    path = tmp_path / "index.html"
    path.write_text("".join(class_page(classroom(), speech("en"))), encoding="utf-8")
    complaints: list[str] = []
    requests: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        assert page.locator("#students tbody tr").count() == STUDENTS
        names = "[...document.querySelectorAll('#students tbody tr a')].map(a => a.textContent)"
        points = "[...document.querySelectorAll('#students tbody tr')].map(r => Number(r.cells[1].dataset.n))"
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
        for width in (1200, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.scroll'))") == 0
        browser.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("data:")] == [path.as_uri()]
