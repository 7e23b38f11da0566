"""Draw the README's picture: the terminal report of the sample notebook, as SVG.

python tools/make_picture.py
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from grader import grading, sandbox
from grader.exercise import HIDDEN
from grader.reports import FORMATS, Page, Report
from grader.speech import speech
from grader.submission import read_submission

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = Path("examples") / "linear_regression.ipynb"
SEED = 7
WIDTH = 80
# rich's own picture fetches its font from a server; a reader's page should fetch nothing.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def picture(report: Report, language: str) -> str:
    """Give the report in a language as SVG."""
    text = FORMATS["terminal"](report, Page(speech(language), WIDTH, colour=True))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ grade {SAMPLE}\n", style="dim"), Text.from_ansi(text), sep="\n")
    return console.export_svg(title="grade", code_format=FORMAT, unique_id="grade")


def main() -> None:
    """Write docs/report.svg and docs/report.uk.svg."""
    submission = read_submission(ROOT / SAMPLE)
    exercise = grading.exercise_of(submission, None)
    with grading.Grader(sandbox.launcher(HIDDEN)) as grader:
        grade = grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
    for language, name in (("en", "report.svg"), ("uk", "report.uk.svg")):
        shown = picture(Report((grade,)), language).replace(str(ROOT) + "/", "")
        (ROOT / "docs" / name).write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()
