"""JUnit's XML, in the part of it that GitLab, Jenkins and Artemis all read: one suite a submission, one case a check.

JUnit knows no points: they are properties. GitLab reads the bodies of failures and not their attributes, Artemis the
attributes first, so both say the same.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from grader.feedback.findings import Finding, failure, findings
from grader.i18n import N_
from grader.model import Grade, Outcome, Verdict
from grader.reports.escape import for_terminal, for_xml
from grader.reports.page import Page, Refusal, Report

# What kept a check from an answer that could be compared.
MOST = 4000


def render(report: Report, page: Page) -> str:
    """Return all grades as one XML document without a character that XML 1.0 forbids."""
    root = ET.Element("testsuites", name="gradetape")
    taken: set[str] = set()
    for grade in report.grades:
        root.append(_suite(grade, page, _unique(_class_name(grade), taken)))
    for refusal in report.refusals:
        root.append(_refused(refusal, _unique("refused", taken)))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _class_name(grade: Grade) -> str:
    """Name the suite after whose it is; a dot would start a package, a slash a folder."""
    whose = grade.submission.student or grade.submission.path
    return f"{grade.exercise.slug}.{re.sub(r'[./ ]+', '_', for_terminal(whose, 200)).strip('_')}"


def _unique(name: str, taken: set[str]) -> str:
    """Return the name, numbered if it was given before: of two cases of one name GitLab shows the first."""
    found, n = name, 1
    while found in taken:
        n += 1
        found = f"{name}_{n}"
    taken.add(found)
    return found


def _suite(grade: Grade, page: Page, class_name: str) -> ET.Element:
    suite = ET.Element("testsuite", name=class_name, time=f"{grade.seconds:.3f}")
    if page.now:
        suite.set("timestamp", page.now)
    facts = {"score": f"{grade.total.score:g}", "max_score": f"{grade.total.max_score:g}", "seed": grade.seed}
    facts |= {"course": grade.exercise.course} if grade.exercise.course else {}
    found = findings(grade, page.speech)
    told = {f"problem_{n}": sentence for n, sentence in enumerate(found.in_advance, start=1)}
    _properties(suite, {**facts, "path": grade.submission.path, **grade.versions, **told})
    taken: set[str] = set()
    for verdict, finding in found.checks:
        case = _case(grade, verdict, finding, page)
        case.set("classname", f"{class_name}.{finding.definition}")
        case.set("name", _unique(for_xml(finding.name), taken))
        suite.append(case)
    _count(suite, len(grade.verdicts))
    return suite


def _properties(parent: ET.Element, facts: dict[str, object]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in facts.items():
        if value is not None:
            ET.SubElement(properties, "property", name=for_xml(name, 100), value=for_terminal(str(value)))


def _count(suite: ET.Element, tests: int) -> None:
    suite.set("tests", str(tests))
    for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(count, str(sum(1 for _ in suite.iterfind(f"testcase/{tag}"))))


def _case(grade: Grade, verdict: Verdict, found: Finding, page: Page) -> ET.Element:
    case = ET.Element("testcase", time=f"{verdict.seconds:.3f}", file=for_terminal(grade.submission.path))
    if verdict.where is not None and verdict.where.cell is None:
        case.set("line", str(verdict.where.line))
    earned = grade.by_check[verdict.check]
    _properties(case, {"score": f"{earned.score:g}", "max_score": f"{earned.max_score:g}"})
    if verdict.outcome is not Outcome.PASSED:
        case.append(_not_passed(failure(grade, found, page.speech), verdict))
    points = page.speech.say(N_("Points: {points}"), points=str(earned))
    ET.SubElement(case, "system-out").text = points
    return case


def _not_passed(text: str, verdict: Verdict) -> ET.Element:
    kind = verdict.cause.value if verdict.cause else verdict.outcome.value
    element = ET.Element(_tag(verdict), message=for_terminal(text.partition("\n")[0]), type=kind)
    element.text = for_xml(text, MOST)
    return element


def _tag(verdict: Verdict) -> str:
    if verdict.outcome is Outcome.NOT_REACHED:
        return "skipped"
    return "error" if verdict.outcome is Outcome.BROKEN or (verdict.cause and verdict.cause.is_error) else "failure"


def _refused(refusal: Refusal, class_name: str) -> ET.Element:
    suite = ET.Element("testsuite", name=class_name, time="0")
    path, sentence = for_terminal(refusal.path), for_terminal(refusal.sentence, 2000)
    case = ET.SubElement(suite, "testcase", classname=class_name, name=path, time="0", file=path)
    ET.SubElement(case, "error", message=sentence, type="refused").text = sentence
    _count(suite, 1)
    return suite
