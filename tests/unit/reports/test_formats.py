"""Every format, read by a real reader of it: nothing of a student's text acts there, and nothing of a grade is lost."""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest
import xmlschema

from grader.feedback.visibility import Feedback, withhold
from grader.model import Difference, Grade, Part
from grader.reports import FORMATS, Report, github
from tests.support import graded, small
from tests.support.graded import HOSTILE, KINDS, PAGE
from tests.support.paths import GOLDEN

SCHEMAS = ("gradescope", "classroom50")
REPORTS = ("several", "hostile")
# What ElementTree and browsers take for text, and a person would call a trick.
INVISIBLE = {"Cc", "Cf", "Cs"}


def made(name: str, kind: str) -> str:
    return FORMATS[kind](graded.reports()[name], PAGE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", REPORTS)
def test_golden(name: str, kind: str) -> None:
    """The same grades give the same text, byte by byte; `python -m tests.support.graded` writes it anew."""
    assert made(name, kind) == graded.path_of(name, kind).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_no_character_acts(kind: str) -> None:
    """No format lets a control, a mark of direction, or half a character through, but for line breaks."""
    text = made("hostile", kind)
    assert not {character for character in text if unicodedata.category(character) in INVISIBLE} - {"\n"}
    assert text.encode("utf-8")


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"json"}))
def test_megabytes(kind: str) -> None:
    """Lines of a megabyte wherever a student can put one make no report for people larger than a hundred kilobytes."""
    report = Report((graded.hostile("A" * 1_000_000),))
    assert len(FORMATS[kind](report, PAGE)) < 100_000


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"json"}))
def test_parts_have_the_names_that_students_write(kind: str) -> None:
    """Where people read, a part is called as it is defined, and its id is nowhere."""
    text = FORMATS[kind](Report((_with_an_id("inner_id"),)), PAGE)
    text = base64.b64decode(text).decode() if kind == "classroom" else text
    assert "compile_and_fit" in text.replace("\\", "")
    assert "inner_id" not in text.replace("\\", "")


def test_json_has_both_names_of_a_part() -> None:
    """Programs find the id that stays, and beside it the name that students write."""
    [grade] = json.loads(FORMATS["json"](Report((_with_an_id("inner_id"),)), PAGE))["grades"]
    [part] = grade["parts"]
    [check] = grade["checks"]
    assert (part["name"], part["definition"]) == ("inner_id", "compile_and_fit")
    assert (check["part"], check["definition"]) == ("inner_id", "compile_and_fit")


def _with_an_id(name: str) -> Grade:
    """Give a grade of one part, whose id is in no text of its exercise."""
    whole = small.outline()
    texts = {code: replace(text, parts={name: "the fit"}) for code, text in whole.texts.items()}
    exercise = replace(whole, parts=(Part(name, "compile_and_fit"),), checks={"fits_well": name}, texts=texts)
    verdict = replace(small.verdict("fits_well", difference=Difference("number", 1.0, 2.0)), part=name)
    return replace(graded.graded(verdict), exercise=exercise)


# JUnit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REPORTS)
def test_junit_is_valid(name: str) -> None:
    """The schema of what GitLab, Jenkins and Artemis share takes it, unique names included."""
    schema = xmlschema.XMLSchema(str(graded.GOLDEN / "junit.xsd"))
    schema.validate(ET.fromstring(made(name, "junit")))


def test_junit_tells_kinds_apart() -> None:
    """A wrong value is a failure, an exception and a crash are errors, what isn't written is skipped; with the points."""
    suites = list(junitparser.JUnitXml.fromstring(made("several", "junit").encode()))
    kinds = [[type(result).__name__ for case in suite for result in case.result] for suite in suites]
    assert kinds == [[], ["Failure", "Skipped"], ["Skipped"] * 3, ["Error"] * 3, ["Error"]]
    assert [{p.name: p.value for p in suite.properties()}.get("score") for suite in suites] == [
        "10",
        "2",
        "0",
        "0",
        None,
    ]
    [failure, _] = [result for case in suites[1] for result in case.result]
    assert "expected 1.5, got 2.5" in failure.message
    assert failure.message in failure.text
    assert "en hint of takes_a_step" in failure.text


def test_junit_cases_are_the_checks() -> None:
    """Text of a student's makes no case, and stands whole in the body."""
    [suite, _] = list(junitparser.JUnitXml.fromstring(made("hostile", "junit").encode()))
    cases = list(suite)
    assert len(cases) == 3
    assert "::set-output name=score::100" in cases[0].result[0].text
    assert "</failure></testcase>" in cases[0].result[0].text


# JSON ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SCHEMAS)
@pytest.mark.parametrize("name", REPORTS)
def test_schemas(name: str, kind: str) -> None:
    """What Gradescope and Classroom 50 ask for is there, and nothing that they don't know."""
    schema = json.loads((graded.GOLDEN / f"{kind}.schema.json").read_text())
    jsonschema.validate(json.loads(made(name, kind), parse_constant=pytest.fail), schema)


@pytest.mark.parametrize("visibility", ["visible", "hidden", "after_due_date", "after_published"])
def test_gradescope_hides_all_or_nothing(visibility: str) -> None:
    """No test is hidden where others are not: the total would disappear."""
    content = json.loads(FORMATS["gradescope"](graded.reports()["several"], replace(PAGE, visibility=visibility)))
    assert {content["visibility"], *(test["visibility"] for test in content["tests"])} == {visibility}
    assert content["score"] == sum(test["score"] for test in content["tests"]) == 12
    assert sum(test["max_score"] for test in content["tests"]) == 40


def test_classroom50_counts_hundredths() -> None:
    """Fractions of a point stay whole numbers, and the sums are those of the tests."""
    verdict = graded.passed("value_of_loss")
    grade = graded.graded(verdict)
    points = replace(grade.total, score=0.335, max_score=2.0)
    grade = replace(grade, by_check={verdict.check: points}, total=points)
    content = json.loads(FORMATS["classroom50"](Report((grade,)), PAGE))
    assert (content["score"], content["max-score"]) == (34, 200)
    assert content["score"] == sum(test["score"] for test in content["tests"])
    assert content["owner"] == "jane"


# The classic Classroom reporter ---------------------------------------------------------------------


def test_every_score_is_set_and_rounded() -> None:
    """A test without a score would make the sum NaN; an unrounded one is printed as it is."""
    verdict = graded.passed("value_of_loss")
    grade = graded.graded(verdict)
    grade = replace(grade, by_check={verdict.check: replace(grade.total, score=0.1 + 0.2)})
    content = json.loads(base64.b64decode(FORMATS["classroom"](Report((grade,)), PAGE)))
    assert [test["score"] for test in content["tests"]] == [0.3]


# GitHub ---------------------------------------------------------------------------------------------


def commands(log: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Read a log as a runner does: one command a line, none while they are stopped."""
    stopped = None
    for line in log.splitlines():
        match = re.fullmatch(r"::([\w-]+)(?: ([^:]*))?::(.*)", line.strip())
        if stopped is not None:
            stopped = None if line.strip() == f"::{stopped}::" else stopped
        elif match and match[1] == "stop-commands":
            stopped = match[3]
        elif match:
            properties = dict(pair.partition("=")[::2] for pair in (match[2] or "").split(",") if pair)
            yield match[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(match[3])
        else:
            assert not line.strip().startswith("::")
    assert stopped is None


def unescaped(text: str) -> str:
    for code, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_annotations_of_a_script() -> None:
    """The cause is the error, on the line of the definition, with title, reason and hint; what isn't written follows."""
    found = list(commands(FORMATS["github"](Report((graded.partial(),)), PAGE)))
    assert [name for name, _, _ in found] == ["error", "warning", "notice"]
    _, properties, message = found[0]
    assert properties == {"file": "tiny.py", "line": "5", "title": "train: en title of takes_a_step"}
    assert message.split("\n") == ["en number[3]: expected 1.5, got 2.5.", "→ en hint of takes_a_step"]


def test_a_notebook_has_its_cell_in_the_text() -> None:
    """A notebook's annotation names the file alone, and says cell and line."""
    found = list(commands(FORMATS["github"](Report((graded.hostile("x"),)), PAGE)))
    assert found[0][1]["file"] == "handed-in/x.ipynb"
    assert "line" not in found[0][1]
    assert found[0][2].startswith("cell 1, line 2\n")


def test_a_student_gives_no_command() -> None:
    """All commands in the log are ours: annotations of the known kinds, and nothing between them."""
    found = list(commands(made("hostile", "github")))
    assert [name for name, _, _ in found] == ["error"] * 4 + ["warning"] * 3
    assert {frozenset(properties) for _, properties, _ in found} == {frozenset({"file", "title"})}


def test_a_run_that_passed_has_no_error() -> None:
    """Whatever failed in a submission that reached the pass mark, its annotations are warnings and notices."""
    report = Report((graded.crashed(), graded.hostile("x")))
    kinds = [name for name, _, _ in commands(FORMATS["github"](report, replace(PAGE, passed=True)))]
    assert "error" not in kinds
    assert kinds.count("warning") == FORMATS["github"](report, PAGE).count("::error ") + 4


@pytest.mark.parametrize("feedback", Feedback)
def test_annotations_are_the_same_whatever_is_withheld(feedback: Feedback) -> None:
    """Kinds and titles of annotations don't depend on how much may be told; where points alone are told, none is left."""
    full = [(kind, of) for kind, of, _ in commands(FORMATS["github"](Report((graded.partial(),)), PAGE))]
    shown = Report((withhold(graded.partial(), feedback),))
    told = [(kind, of) for kind, of, _ in commands(FORMATS["github"](shown, PAGE))]
    assert told == ([] if feedback is Feedback.SCORE else full)


def test_ten_of_a_kind() -> None:
    """At most ten of a kind are printed: more would be dropped by the runner without a word."""
    report = Report(tuple(graded.partial() for _ in range(30)))
    names = [name for name, _, _ in commands(FORMATS["github"](report, PAGE))]
    assert {name: names.count(name) for name in names} == {"error": 10, "warning": 10, "notice": 10}


def test_the_summary_is_small_enough() -> None:
    """Whatever is graded, the summary stays under the size that GitHub takes, and says what is left out."""
    short = github.summary(graded.reports()["several"], PAGE)
    assert short == made("several", "markdown")
    long = github.summary(Report(tuple(graded.hostile("Ї" * 100_000) for _ in range(500))), PAGE)
    assert 500_000 < len(long.encode()) < 1024 * 1024
    assert re.search(r"\d+ more submissions are left out", long)


def test_outputs_are_lines_of_their_own() -> None:
    """Each output is one line; the JSON is whole and the only one with text of a student's in it."""
    lines = github.outputs(graded.reports()["hostile"], PAGE).splitlines()
    found = dict(line.partition("=")[::2] for line in lines)
    assert list(found) == ["score", "max-score", "passed", "json"]
    assert (found["score"], found["max-score"], found["passed"]) == ("0", "10", "false")
    assert json.loads(found["json"]) == json.loads(made("hostile", "json"))


# Markdown -------------------------------------------------------------------------------------------


def test_markdown_tells_all() -> None:
    """Points, reasons, places, hints, problems and curves are in it."""
    text = made("several", "markdown")
    for wanted in (
        "10 / 10",
        "2 / 10",
        "Every check passed",
        "expected 1\\.5, got 2\\.5",
        "line 5",
        "hint of",
        "NameError",
        "▁█▅",
    ):
        assert wanted in text


def test_hostile_text_is_hostile() -> None:
    """The text that these tests are made with holds what they are about."""
    for sign in ("\x00", "\x1b", "\u202e", "]]>", "<script>", "::error::", "##[", "\ud800", f"::{PAGE.token}::"):
        assert sign in HOSTILE
    assert GOLDEN.is_dir()


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"classroom50"}))
def test_a_missing_module_is_told_once_and_first(kind: str) -> None:
    """Whatever the format, one sentence says what isn't installed and what to do; those who annotate begin with it."""
    text = FORMATS[kind](Report((graded.waiting(),)), replace(PAGE, width=1000))
    if kind == "classroom":
        text = base64.b64decode(text).decode()
    text = re.sub(r"\\(?=[^\w])|</?code>", "", html.unescape(text))
    # GitHub prints the annotations, and then what a terminal shows.
    assert text.count("put its code into your submission") == (2 if kind == "github" else 1)
    assert "isn't correct yet" not in text
    assert "hint of" not in text
    told = text.index("put its code into your submission")
    if kind in {"terminal", "markdown", "html", "github"}:
        assert told < text.index("KeyError")
    if kind == "github":
        assert text.startswith("::error file=tiny.py,line=14,")


def test_tools_are_told_what_is_missing() -> None:
    """The JSON names the module with the statement that imports it, and each check that waits says for what."""
    [found] = json.loads(FORMATS["json"](Report((graded.waiting(),)), PAGE))["grades"]
    assert [(p["module"], p["file"], p["line"]) for p in found["problems"]] == [("pandas", None, 14), (None, None, 15)]
    assert [(c["outcome"], c["cause"]) for c in found["checks"][1:]] == [("not_reached", "unavailable")] * 2
    assert found["checks"][0]["lacks"] is None
    where = {"cell": None, "line": 14}
    assert found["checks"][1]["lacks"] == {"name": "pandas", "module": "pandas", "file": None, "where": where}
