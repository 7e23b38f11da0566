"""The page in a real browser: it shows what it should, asks for nothing, and runs nothing that a student wrote."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from grader.feedback.visibility import Feedback, withhold
from grader.grading.pipeline import Grader
from grader.i18n import LANGUAGES, speech
from grader.model import Cause, Exercise, Grade, Lines, Outcome, Points, Problem, Raised, Where
from grader.reports import Page, Refusal, Report
from grader.reports.html import excerpt as code
from grader.reports.html import page as html
from grader.submission.read import read_submission
from tests.support.environment import SEED
from tests.support.paths import SAMPLE
from tests.support.small import grade as small_grade
from tests.support.small import submission as small_submission
from tests.support.small import verdict

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

CHROMIUM = shutil.which("chromium")
ENGLISH = Page(speech("en"))
EVIL = (
    "</code></pre></style><script>window.hurt = 1</script><img src=x onerror='window.hurt=2'>"
    '<svg onload=window.hurt=3><a href="javascript:window.hurt=4">{{ 7 * 7 }}\u202e\x1b[31m'
)


@dataclass
class Opened:
    """A page as the browser has it, with all that it complained of and asked for."""

    tab: Tab
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def ask(self, expression: str) -> Any:
        """Evaluate JavaScript, which the test may run although the page may not."""
        return self.tab.evaluate(expression)


Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser; without one, the tests of this file that need it are skipped."""
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("needs chromium on the PATH")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Give what opens a text as a page."""
    contexts = []

    def open_page(text: str, *, width: int = 1100, scheme: Any = "light") -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = Opened(context.new_page())
        page.tab.on("console", lambda message: page.complaints.append(message.text))
        page.tab.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.tab.on("request", lambda request: page.requests.append(request.url))
        # What the policy stops may be announced all the same; it never leaves the browser.
        page.tab.on("requestfailed", lambda request: request.failure == "csp" and page.requests.remove(request.url))
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        page.tab.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def sample(grader: Grader, exercise: Exercise) -> Grade:
    """Give the partly wrong notebook's grade."""
    return grader.grade(exercise, read_submission(SAMPLE), seed=SEED, listener=lambda _answered, _of: None)


def evil() -> Grade:
    """Give a grade in which every text that a student can choose is hostile."""
    wrong = verdict(trouble=Raised(EVIL, EVIL, 1), cause=Cause.RAISED, where=Where(1, 1))
    return replace(
        small_grade(wrong),
        submission=replace(small_submission(f"x = '''{EVIL}'''\ny = 1\n"), path=EVIL, student=EVIL),
        problems=(Problem(Where(1, 2), Raised(EVIL, EVIL)),),
        by_part={part.name: Points(0.0, 1.0) for part in small_grade().exercise.parts},
        versions={"tensorflow": EVIL, "keras": EVIL},
    )


def test_the_page_asks_for_nothing(opened: Open, sample: Grade) -> None:
    """No request but for the page itself, no complaint, no script; and the policy would stop whatever tried."""
    text = html.render(Report((sample,)), ENGLISH)
    page = opened(text)
    assert len(page.requests) == 1
    assert page.complaints == []
    assert "<script" not in text
    assert re.search(r"default-src 'none'; style-src 'sha256-[^']+'; img-src data:; base-uri 'none'", text)
    page.ask("fetch('https://example.invalid/').catch(() => 0)")
    page.ask("document.body.insertAdjacentHTML('beforeend', '<img src=\"https://example.invalid/a.png\">')")
    page.tab.wait_for_timeout(100)
    assert any("Content Security Policy" in complaint for complaint in page.complaints)
    assert len(page.requests) == 1


def test_what_matters_stands_out(opened: Open, sample: Grade) -> None:
    """The score is the largest text, the first thing to do comes first, and the student's own line is marked."""
    page = opened(html.render(Report((sample,)), ENGLISH))
    sizes = "[...document.querySelectorAll('.gradetape *')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    assert page.ask(f"Math.max(...{sizes})") == page.ask(
        "parseFloat(getComputedStyle(document.querySelector('.score strong')).fontSize)"
    )
    assert page.tab.inner_text(".score strong") == "73"
    first = page.tab.inner_text(".next")
    assert "scales the step by learning_rate" in first
    assert "expected 0.88601, got 1.2781" in first
    assert "cell 7, line 1" in first
    assert "model.b.assign_sub(0.1 * db)" in first
    assert page.tab.inner_text(".next .meant").split() == [
        "1",
        "def",
        "train(model,",
        "x,",
        "y,",
        "learning_rate):",
        "←",
        "this",
        "line",
    ]
    failed = [verdict for verdict in sample.verdicts if verdict.outcome is Outcome.FAILED]
    assert page.tab.locator(".finding").count() == len(failed)


def test_what_passed_is_folded_and_opens_without_a_script(opened: Open, sample: Grade) -> None:
    """Checks that passed take a line until somebody opens them."""
    page = opened(html.render(Report((sample,)), ENGLISH))
    assert not page.tab.locator("details li").first.is_visible()
    page.tab.click("summary")
    assert page.tab.locator("details li").first.is_visible()
    assert page.tab.locator("details li").count() == 19


def test_plots_are_seen(opened: Open, sample: Grade) -> None:
    """Every plot has a size, and shows the student's run and the reference's, told apart by more than colour."""
    page = opened(html.render(Report((sample,)), ENGLISH))
    assert page.tab.locator("svg.plot").count() == 6
    for plot in page.tab.locator("svg.plot").all():
        box = plot.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) > 100
        for kind in ("yours", "reference"):
            drawn = plot.locator(f".{kind}").first.bounding_box()
            assert drawn is not None
            assert max(drawn["width"], drawn["height"]) > 5
    dashes = "getComputedStyle(document.querySelector('svg.plot .{}')).strokeDasharray"
    assert page.ask(dashes.format("yours")) == "none"
    assert page.ask(dashes.format("reference")) != "none"
    words = page.ask("[...document.querySelectorAll('svg.plot desc')].map(e => e.textContent).join(' ')")
    assert re.search(r"From \(5, 0\): yours to (\(\S+, \S+\)), the reference's to \1\.", words)


BROKEN_WORDS = """
() => {
  const walker = document.createTreeWalker(document.querySelector('.next pre'), NodeFilter.SHOW_TEXT), bad = [];
  while (walker.nextNode()) {
    for (const word of walker.currentNode.data.matchAll(/\\w+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) bad.push(word[0]);
    }
  }
  return bad;
}
"""
STARTER = """\
def train(model, x, y, learning_rate):
    \"\"\"Make one step of gradient descent on all of (x, y) as a single batch.

    Change `model.w` and `model.b` in place, each by -learning_rate times the derivative of the loss.
    It must work with any learning rate.
    \"\"\"
    if model is not None:
        self.weight=self.add_weight(name="weight",shape=(),initializer=tf.keras.initializers.Constant(5.0))
    raise NotImplementedError


helper = 1
"""


def excerpt(line: int, source: str = STARTER) -> list[int]:
    """Give the numbers of the lines that are shown for a place in a script."""
    return [shown.number for shown in code.excerpt(small_submission(source), Where(1, line))]


@pytest.mark.parametrize("width", [1200, 390, 320])
def test_code_does_not_break_inside_words(opened: Open, width: int) -> None:
    """A line that doesn't fit is broken between words or at signs, never inside a name; nothing of it is cut off."""
    wrong = replace(
        small_grade(verdict(where=Where(1, 1))), submission=small_submission(STARTER), by_part=evil().by_part
    )
    page = opened(html.render(Report((wrong,)), ENGLISH), width=width)
    assert page.ask(BROKEN_WORDS) == []
    assert page.ask(
        "document.querySelector('.next pre').scrollWidth <= document.querySelector('.next pre').clientWidth"
    )


def test_a_docstring_takes_one_line() -> None:
    """What a starter says of a part in many lines is one line of it, unless it is the place that matters."""
    assert excerpt(1) == [1, 2, 7, 8, 9]
    assert "as a single batch. …&quot;&quot;&quot;" in code.excerpt(small_submission(STARTER), Where(1, 1))[1].markup
    assert excerpt(4) == [1, 2, 3, 4, 5, 6, 7]
    after = STARTER.replace('rate.\n    """', 'rate."""; y = 1')
    assert code.excerpt(small_submission(after), Where(1, 1))[1].markup.endswith('; y = <span class="m">1</span>')


def test_around_a_line_is_its_own_definition() -> None:
    """The lines before and after one are of the same definition, not of what comes next."""
    assert excerpt(9) == [2, 7, 8, 9]
    assert excerpt(12, "a = 1\n\n\nb = 2\n" * 4) == [9, 10, 11, 12, 13]


def test_text_can_be_copied(opened: Open, sample: Grade) -> None:
    """What is selected in the student's code is the code, without line numbers."""
    page = opened(html.render(Report((sample,)), ENGLISH))
    page.ask("getSelection().selectAllChildren(document.querySelector('.next pre'))")
    copied = page.ask("getSelection().toString()")
    assert "    with tf.GradientTape() as tape:\n        current_loss = loss(y, model(x))" in copied
    assert not re.search(r"^\d", copied, re.MULTILINE)


@pytest.mark.parametrize(
    "make",
    [lambda: html.render(Report((evil(),), (Refusal(EVIL, EVIL),)), ENGLISH), lambda: html.fragment(evil(), ENGLISH)],
)
def test_nothing_of_a_student_runs(opened: Open, make: Callable[[], str]) -> None:
    """Markup, scripts and handlers in code, names and messages are text; control characters show as their codes."""
    page = opened(make().replace("Content-Security-Policy", "nothing"))
    page.tab.wait_for_timeout(100)
    assert page.ask("window.hurt === undefined")
    assert page.tab.locator("img, script, a[href^='javascript']").count() == 0
    assert page.ask("[...document.querySelectorAll('*')].every(e => ![...e.attributes].some(a => /^on/.test(a.name)))")
    text = page.tab.inner_text(".gradetape")
    assert "<script>window.hurt = 1</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert r"\u202e\x1b[31m" in text
    assert "\u202e" not in text
    assert len(page.requests) == 1


@pytest.mark.parametrize("make", ["page", "fragment", "hostile"])
@pytest.mark.parametrize("width", [320, 360])
def test_a_phone_needs_no_sideways_scrolling(opened: Open, sample: Grade, make: str, width: int) -> None:
    """Nothing is wider than a phone, not even a word of a thousand letters."""
    long = replace(evil(), submission=replace(evil().submission, path="x" * 1000))
    texts = {
        "page": lambda: html.render(Report((sample,)), ENGLISH),
        "fragment": lambda: html.fragment(sample, ENGLISH),
        "hostile": lambda: html.render(Report((long, sample), (Refusal("y", "y" * 1000),)), ENGLISH),
    }
    page = opened(texts[make](), width=width)
    assert page.ask("document.documentElement.scrollWidth") <= width


CONTRASTS = """
() => {
  const channel = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const paint = colours => {
    canvas.clearRect(0, 0, 1, 1);
    for (const c of colours) { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest('style, title, desc, .unseen') || !e.checkVisibility()) continue;
    const behind = [];
    for (let p = e; p; p = p.parentElement) behind.unshift(getComputedStyle(p).backgroundColor);
    const style = getComputedStyle(e), ink = e.closest('svg') ? style.fill : style.color;
    const a = light(paint(['white', ...behind])), b = light(paint(['white', ...behind, ink]));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push([walker.currentNode.data, ink, ratio.toFixed(2)]);
  }
  return bad;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened: Open, sample: Grade, scheme: str) -> None:
    """Every text has a contrast of 4.5 or more to what lies behind it, by day and by night."""
    page = opened(html.render(Report((sample, evil()), (Refusal("x", "x"),)), ENGLISH), scheme=scheme)
    page.ask("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.ask(CONTRASTS) == []
    paper = page.ask("getComputedStyle(document.querySelector('.gradetape')).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 28)"}[scheme]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("several", [False, True])
def test_a_screen_reader_finds_its_way(opened: Open, sample: Grade, language: str, several: bool) -> None:
    """A language, one first heading and no level left out, one main part, names for pictures, heads for tables."""
    grades = (sample, evil()) if several else (sample,)
    page = opened(html.render(Report(grades, (Refusal("x", "x"),)), Page(speech(language))))
    assert page.ask("document.documentElement.lang") == language
    assert page.tab.title()
    levels = page.ask("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.tab.locator("main").count() == 1
    nameless = "e => e.getAttribute('aria-hidden') !== 'true' && !e.querySelector(':scope > title')?.textContent"
    assert page.ask(f"[...document.querySelectorAll('svg:not(svg svg)')].filter({nameless}).length") == 0
    assert page.ask("[...document.querySelectorAll('svg.plot')].every(e => e.getAttribute('role') === 'img')")
    assert page.ask("[...document.querySelectorAll('th')].every(e => e.scope)")
    ids = page.ask("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("huge", [1e30, -1e300, 3.4e38, 5e-324])
def test_a_run_that_runs_away_can_still_be_read(opened: Open, sample: Grade, huge: float) -> None:
    """Whatever finite numbers a run gives, the reference stays readable, and the picture says what it leaves out."""
    line = next(plot for plot in sample.plots if isinstance(plot, Lines))
    text = html.render(Report((replace(sample, plots=(replace(line, actual=(huge, huge)),)),)), ENGLISH)
    page = opened(text)
    box = page.tab.locator("svg.plot polyline.reference").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) > 50
    assert (page.tab.locator("svg.plot text.off").count() == 1) == (abs(huge) > 1)
    assert not re.search(r'="[^"]*(nan|inf|e[+-]?\d)', "".join(re.findall("<svg.*?</svg>", text)))


def test_full_marks(opened: Open, exercise: Exercise, grader: Grader) -> None:
    """With full marks nothing is left to do: no failed check, all plots, and the word that all passed."""
    grade = grader.grade(exercise, exercise.reference.solution, seed=SEED, listener=lambda _answered, _of: None)
    page = opened(html.render(Report((grade,)), ENGLISH))
    assert page.tab.inner_text(".score strong") == "100"
    assert page.tab.inner_text(".all-passed") == "Every check passed."
    assert page.tab.locator(".finding").count() == 0
    assert page.tab.locator("svg.plot").count() == 6


def test_a_fragment_leaves_the_notebook_alone(opened: Open, sample: Grade) -> None:
    """Around a fragment nothing changes, and in it are the score, the first things to do, and a plot."""
    around = "<!doctype html><body><h3>mine</h3><p>mine <code>mine</code></p><table><tr><td>mine</td></tr></table>"
    look = "[...document.querySelectorAll('body, body > *, body > :not(.gradetape) *')].map(e => {const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.font, s.margin, s.padding].join()}).slice(0, 9).join()"
    bare = opened(around).ask(look)
    page = opened(around + html.fragment(sample, ENGLISH))
    assert page.ask(look).startswith(bare)
    assert page.tab.inner_text(".gradetape .score strong") == "73"
    assert page.tab.locator(".gradetape .finding").count() == 3
    assert page.tab.locator(".gradetape svg.plot").count() == 1


@pytest.mark.parametrize("line", ["x" * 100_000, "(" * 19_000, " " * 100_000 + "x", "\n" * 50_000, "'''" * 6000])
def test_code_made_to_be_slow_is_shown_soon(line: str) -> None:
    """A submission that is made to keep a tokenizer busy costs the report no more than seconds."""
    hostile = replace(small_submission(f"def f():\n    {line}\n    return 1\n"))
    wrong = replace(small_grade(verdict(where=Where(1, 1))), submission=hostile, by_part=evil().by_part)
    start = time.process_time()
    text = html.render(Report((wrong,)), ENGLISH)
    assert time.process_time() - start < 30
    assert len(text) < 100_000


def test_what_is_withheld_is_not_drawn(sample: Grade) -> None:
    """A grade without its plots and expected values has a page that holds neither."""
    text = html.render(Report((withhold(sample, Feedback.HINTS),)), ENGLISH)
    assert "svg class" not in text.replace('svg viewBox="0 0 100 8"', "")
    assert "0.88601" not in text
    assert f"--seed {SEED}" not in text
    assert np.isfinite(sample.total.score)
