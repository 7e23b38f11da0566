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

from grader import sandbox
from grader.exercise.course import built_in, hidden
from grader.grading import pipeline
from grader.i18n import speech
from grader.reports import FORMATS, Page, Report
from grader.submission import recognize
from grader.submission.read import read_submission

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = Path("examples") / "linear_regression.ipynb"
SEED = 7
WIDTH = 80
# rich's own picture fetches its font from a server; a reader's page should fetch nothing.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def picture(report: Report, language: str) -> str:
    """Return the report in a language as SVG."""
    text = FORMATS["terminal"](report, Page(speech(language), WIDTH, colour=True))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text(f"$ grade {SAMPLE}\n", style="dim"), Text.from_ansi(text), sep="\n")
    return console.export_svg(title="grade", code_format=FORMAT, unique_id="grade")


def main() -> None:
    """Write docs/report.svg and docs/report.uk.svg."""
    submission = read_submission(ROOT / SAMPLE)
    exercise = recognize.exercise_of(submission, built_in(), None)
    with pipeline.Grader(sandbox.launcher(hidden())) as grader:
        grade = grader.grade(exercise, submission, seed=SEED, listener=lambda _answered, _of: None)
    for language, name in (("en", "report.svg"), ("uk", "report.uk.svg")):
        shown = picture(Report((grade,)), language).replace(str(ROOT) + "/", "")
        (ROOT / "docs" / name).write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()
