"""The pages of the documentation, line by line: every command that a page shows is run as installed, in its order."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest

from grader.exercise.course import built_in
from tests.installed.places import Built, Place, beside
from tests.support.case import every_case
from tests.support.exports import EXPORT, WORKSHEETS
from tests.support.paths import ROOT

SAMPLE = ROOT / "examples" / "linear_regression.ipynb"
BLOCK = re.compile(r"(?ms)^```sh\n(.*?)^```$")
INLINE = re.compile(r"`((?:grade|pip|python|pytest)(?: [^`]+)?)`")

# Commands that a page shows and that don't run here, with the reason. Each must still stand on some page.
NOT_HERE = {
    r"python3 -m venv \.venv && \.venv/bin/pip install -q \. && .*": "an environment of its own: test_pythons.py",
    r"python3 -m venv \.venv && \.venv/bin/pip install -q -e .*": "the first section of .ci/run is this line",
    r"grade watch": "needs a terminal: test_own_course.py has one",
    r"grade batch .* --executor dask .*": "needs a cluster: test_own_course.py starts one",
    r"(exec )?dask (worker|scheduler) .*": "needs a cluster: test_own_course.py starts one",
    r"#!/bin/sh": "the head of a script for Slurm",
    r"pip install .*\[(postgres)\].*": "needs PostgreSQL: tests/classroom/test_cluster.py starts one",
    r"pip install gradetape-\S+\.whl": "every test here is run in an environment that was made so",
    r"python -m build --wheel": "in a clone; what is tested here was built so",
    r"grade kit .*|grade --kit .*": "test_own_course.py makes a kit and grades with it",
    r"python benchmarks/.*": "in a clone, and most of them measure for minutes",
    r"python( -I)? -m( grader)?": "a sentence about ways to start Python; it warns of one",
    r"grade batch( --jobs \d)?|grade report": "in a table or a sentence, without its arguments",
    r"grade (new|starters)( .*)?|cd (my-course|try/smooth_curve)|grade start try .*|grade --course ../..": "test_own_course.py does all of it",
    r"grade verify( .*)?": "twenty seeds take minutes; test_own_course.py verifies a small exercise",
}


@dataclass(frozen=True)
class Page:
    """A page, what its placeholders stand for, and what is done before some of its commands."""

    path: str
    values: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)


def mended(folder: Path) -> None:
    """Let one student submit another file, so that a second run differs from the first."""
    right = every_case()["correct_plain"].content
    download(folder / "submissions.zip", {"Jane Doe_41": ("linear_regression.py", right)})


PAGES = (
    Page("README.md", {"FILE ...": SAMPLE.name, "SLUG": "linear_regression", "N": "7"}),
    Page("exercises/linear_regression/en/README.md"),
    Page(
        "docs/instructors.md",
        {"NAME": "'Jane Doe'", "ATTEMPT": "1", "FILE": SAMPLE.name},
        # The page's own way to a second run.
        {"grade diff": mended},
    ),
    Page(
        "docs/api.md",
        {
            "FILE": SAMPLE.name,
            "[--grade-course COURSE] [--grade-exercise SLUG] [--grade-seed N] [--grade-feedback LEVEL]": "--grade-seed 7",
        },
    ),
    Page("docs/ci.md", {"FILE": SAMPLE.name, "NAME": "markdown"}),
    Page("docs/scale.md"),
    Page("docs/authors.md"),
    Page("docs/courses.md", {"FILE": SAMPLE.name, "NAME": "training-loops"}),
)


def commands(page: Page) -> Iterator[str]:
    """Yield the commands of a page in their order, each once: the lines of its blocks, and those between backticks."""
    text = (ROOT / page.path).read_text(encoding="utf-8")
    found = re.compile(f"{BLOCK.pattern}|{INLINE.pattern}", re.MULTILINE | re.DOTALL)
    seen = set()
    for match in found.finditer(text):
        lines = match[1].replace("\\\n", "").splitlines() if match[1] else [match[2].replace("\n", " ")]
        for line in (line.split("   #")[0].strip() for line in lines):
            if line and line not in seen and not line.startswith("#SBATCH"):
                seen.add(line)
                yield line


def filled(line: str, values: Mapping[str, str]) -> str:
    for placeholder in sorted(values, key=len, reverse=True):
        line = re.sub(rf"(?<!\w){re.escape(placeholder)}(?!\w)", values[placeholder], line)
    return line


def is_elsewhere(line: str) -> bool:
    return any(re.fullmatch(pattern, line) for pattern in NOT_HERE)


def notebook() -> bytes:
    """Return a notebook with one mistake, in the part whose known mistakes are told soonest: pages grade it many times."""
    cell = nbformat.v4.new_code_cell(every_case()["checkpoint_pickle"].content.decode())
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()


def download(path: Path, others: Mapping[str, tuple[str, bytes]] | None = None) -> None:
    """Write what Moodle gives for download: two students."""
    half = every_case()["checkpoint_pickle"].content
    content = {
        "Jane Doe_41": ("linear_regression.py", half),
        "Мар'яна Ґудзь_42": (SAMPLE.name, notebook()),
        **(others or {}),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for student, (name, data) in content.items():
            archive.writestr(f"{student}_assignsubmission_file/{name}", data)


@pytest.fixture(scope="module")
def folder(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with what the pages take for granted: a submission, a download, gradebooks, and the clone."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / SAMPLE.name).write_bytes(notebook())
    (folder / "examples").mkdir()
    shutil.copy(SAMPLE, folder / "examples")
    download(folder / "submissions.zip")
    (folder / "export.csv").write_text(EXPORT, encoding="utf-8", newline="")
    (folder / "Grades.csv").write_text(WORKSHEETS["en"], encoding="utf-8", newline="")
    built.unpack(folder / "sdist").rename(folder / "gradetape")
    return folder


@pytest.fixture(scope="module")
def reader(extended: Place, built: Built, worker_id: str) -> Place:
    """Give the environment of whoever reads the pages: one for each process that runs tests, since pages install into it."""
    made = built.once(f"reader-{worker_id}", lambda folder: beside(extended, folder) and None)
    place = Place(made / "venv", made / "home")
    place.pip("--no-deps", "--force-reinstall", built.wheel, "pytest")
    return place


@pytest.fixture(scope="module")
def done() -> set[str]:
    """Give the commands that were run already: who reads on in the same folder needn't run them again."""
    return set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_line_by_line(page: Page, reader: Place, folder: Path, done: set[str]) -> None:
    """Every command of the page ends as it should: graded, or done; none has a traceback or a word that isn't known."""
    failed = []
    for line in commands(page):
        written = filled(line, page.values)
        if is_elsewhere(line) or written in done:
            continue
        done.add(written)
        for start, prepare in page.before.items():
            if line.startswith(start):
                prepare(folder)
                reader.shell("grade batch submissions.zip --output week3", cwd=folder)
        result = reader.shell(written, cwd=folder)
        if result.returncode not in {0, 1} or "Traceback" in result.stdout + result.stderr:
            failed.append(f"{line}\n  as {written}: {result.returncode}\n{result.stderr[-800:]}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize(
    ("english", "ukrainian"),
    [
        ("README.md", "README.uk.md"),
        *((f"exercises/{slug}/en/README.md", f"exercises/{slug}/uk/README.md") for slug in built_in().slugs),
    ],
)
def test_the_ukrainian_page_has_the_same_commands(english: str, ukrainian: str) -> None:
    """A page in two languages shows the same commands, but for the language that they ask for."""
    one, other = ({line.split(" --lang")[0] for line in commands(Page(path))} for path in (english, ukrainian))
    assert one == other


def test_what_is_not_run_is_on_a_page() -> None:
    """Every excuse belongs to a line that some page still shows."""
    lines = [line for page in PAGES for line in commands(page)]
    assert not [pattern for pattern in NOT_HERE if not any(re.fullmatch(pattern, line) for line in lines)]
