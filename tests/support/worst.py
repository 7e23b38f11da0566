"""The worst that a student can write for each of the trusted side's own steps, a megabyte each.

`python -m tests.support.worst NAME` does one step under a limit on its processor time, and is killed by the system beyond it.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from grader.classroom.downloads.choose import parsed
from grader.errors import SubmissionError
from grader.exercise.patterns import matches
from grader.feedback.causes import causes
from grader.grading import carry_forward, version_traps
from grader.grading.judge import judge
from grader.model import Cause, Observation, Problem, Raised, Span, Submission, Trap, Where
from grader.reports import FORMATS, Report
from grader.reports.html import excerpt
from grader.submission import fingerprint
from grader.submission.read import LARGEST_CODE, parse_notebook, parse_script
from grader.submission.recognize import defined_names, infer_exercise
from tests.support import graded, small

# What is linear takes a third of it on a slow machine, what is square a hundred times as long.
MOST_CPU_S = 60
MOST_MB = 700
BLANK_LINES = "\n" * (LARGEST_CODE - 1000) + small.SOURCE
# All that a process may tell of raises at one end of the file or the other.
FAR = range(LARGEST_CODE - 1000, LARGEST_CODE - 936)
TRAP = r"self\.\w+\s*(:[^=]+)?=\s*tf\.Variable\("
LINE = "self.a:" * (LARGEST_CODE // 7)


def notebook(cell: str, *more: str) -> bytes:
    """Give a notebook of one cell of code, with more fields of the cell in JSON."""
    fields = ['"cell_type":"code"', f'"source":{cell}', *more]
    return f'{{"nbformat":4,"nbformat_minor":5,"metadata":{{}},"cells":[{{{",".join(fields)}}}]}}'.encode()


def many(value: str, times: int) -> str:
    return f"[{','.join([value] * times)}]"


def refused(data: bytes) -> None:
    """Read a notebook that is more than may be read."""
    try:
        parse_notebook(data, "a.ipynb")
    except SubmissionError:
        return
    raise AssertionError


def script(text: str) -> Submission:
    return replace(small.submission(), cells=parse_script(text.encode(), "a.py"))


def judged(text: str) -> None:
    """Judge a submission of which every check and many statements raised far down, and every definition is everywhere."""
    submission = script(text)
    traps = (*small.exercise().questions.traps, Trap("slow", 3, TRAP, "fits_well", "fit"))
    exercise = small.exercise(traps=traps)
    raised = Observation(cause=Cause.RAISED, trouble=Raised("ValueError", "", FAR[0]))
    everywhere = {part.definition: Span(1, 10_000_000) for part in exercise.outline.parts}
    troubles = tuple(Raised("ValueError", "", line) for line in FAR)
    answered = {"value_of_loss": raised, "takes_a_step": raised, "fits_well": small.OTHER_NUMBER}
    student = small.evidence(answered, definitions=everywhere, problems=troubles)
    verdicts = judge(exercise, submission, reference=small.evidence(), student=student)
    version_traps.name_traps(exercise, submission, verdicts, student)
    version_traps.problems(exercise, submission, student)
    carry_forward.carried(exercise, submission, verdicts[1], ("loss",), reference=small.evidence(), student=student)


def shown(text: str) -> None:
    """Make every report of a submission whose checks and statements all point far down."""
    number, line = None, FAR[0]
    found = [replace(verdict, where=Where(number, line)) for verdict in graded.crashed().verdicts]
    problems = tuple(Problem(Where(number, line), Raised("NameError", "name 'x' is not defined")) for line in FAR)
    grade = replace(graded.graded(*found), submission=script(text), problems=problems)
    causes(grade)
    for render in FORMATS.values():
        render(Report((grade,)), graded.PAGE)


def excerpts(text: str) -> None:
    submission = script(text)
    for line in FAR:
        excerpt.excerpt(submission, Where(None, line))


STEPS: Mapping[str, Callable[[], object]] = {
    "the names that blank lines define": lambda: defined_names(script(BLANK_LINES[:FAR[0]] + "x = 1\n")),
    "the exercise of blank lines": lambda: infer_exercise(script("\n" * FAR[0] + "x = 1\ndef loss(): pass\n"), {small.exercise().slug: {"loss"}}.items()),
    "the fingerprint of blank lines": lambda: fingerprint.fingerprint(script("\n" * (fingerprint.LONGEST - 10) + "x = 1")),
    "the fingerprint of one long line": lambda: fingerprint.fingerprint(script("\\'" * (fingerprint.LONGEST // 2 - 10))),
    "blank lines in a class": lambda: parsed((BLANK_LINES[: FAR[0]] + "x = 1\n").encode(), PurePosixPath("a.py"), ""),
    "a notebook of empty outputs": lambda: parse_notebook(notebook('"x"', f'"outputs":{many("{}", 70_000)}'), "a"),
    "a notebook of equal tags": lambda: parse_notebook(
        notebook('"x"', f'"metadata":{{"tags":{many(json.dumps("a"), 170_000)}}}'), "a"
    ),
    "a notebook as full as it may be": lambda: parse_notebook(notebook('"x"', f'"outputs":{many("[{}]", 1_300_000)}'), "a"),
    "a notebook that is too full": lambda: refused(notebook('"x"', f'"outputs":{many("[]", 10_000_000)}')),
    "a notebook of very many cells": lambda: refused(
        b'{"nbformat":4,"cells":' + many('{"cell_type":"code","source":""}', 900_000).encode() + b"}"
    ),
    "a notebook nested deeply": lambda: refused(b'{"cells":' * 3_000_000),
    "judging blank lines": lambda: judged(BLANK_LINES),
    "judging a script in very many pieces": lambda: judged("# %%\n" * (LARGEST_CODE // 5)),
    "judging a notebook of one cell": lambda: small.submission(BLANK_LINES).where(FAR[0]),
    "a trap on one long line": lambda: judged(LINE),
    "a pattern on one long line": lambda: [matches(pattern, LINE) for pattern in (TRAP, "(a*)*$b", "(.*)(.*)(.*)(.*)=x")],
    "reports of blank lines": lambda: shown(BLANK_LINES[: FAR[0]] + "x = 1\n" * 64),
    "reports of one long line": lambda: shown("\n" * FAR[0] + "`" * 200_000),
    "excerpts of blank lines": lambda: excerpts(BLANK_LINES[: FAR[0]] + "x = 1\n" * 64),
}  # fmt: skip

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    STEPS[sys.argv[1]]()
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_MB << 10:
        sys.exit(f"took more than {MOST_MB} MB")
