"""Every hostile piece, added to a right or to an empty solution: it earns nothing, learns nothing, and leaves nothing."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unicodedata
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from grader import sandbox
from grader.exercise.course import hidden
from grader.grading import version_traps
from grader.grading.judge import judge
from grader.grading.score import score
from grader.i18n import speech
from grader.model import Cell, Evidence, Exercise, Grade, Limits, Submission
from grader.reports import FORMATS, Page, Report
from grader.sandbox.confinement import landlock
from tests.hostile.attacks import ATTACKS
from tests.support import processes
from tests.support.changed import changed
from tests.support.environment import PATIENCE_S, SEED
from tests.support.paths import ROOT

pytestmark = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")

PIECES = sorted((Path(__file__).parent / "pieces").glob("*.py"))
LIMITS = Limits(check_s=2.0, run_s=15.0, memory_mb=512, threads=128, disk_mb=32, files=500, printed_kb=16)
GRACE_S = 60.0
HONEST, WHOLE = 4, 40
"""After so many pieces an honest run, on a few checks and on all."""
NOBODY = 65534

NOTHING = """

def loss(target_y, predicted_y): pass

class MyModel: pass

def train(model, x, y, learning_rate): pass

class MyModelKeras: pass

def save_checkpoint(model, path): pass

"""
ORDINARY = (
    "crash_segfault",
    "disk_many_big_files",
    "disk_removed_files",
    "disk_unreadable_folder",
    "foreign_abi",
    "forge_patched_engine",
    "forge_zeros",
    "kernel_interfaces",
    "limits_raised",
    "memory_shared",
    "memory_threads",
    "new_calls",
    "output_closed",
    "output_flood",
    "output_terminal",
    "read_environment",
    "read_inherited_files",
    "read_other_runs",
    "read_parents_memory",
    "read_reference",
    "read_secret",
    "signal_by_file",
    "signal_parent",
    "signal_raw",
    "signal_trace",
    "start_daemon",
    "start_programs",
    "start_raw",
    "state_for_the_next",
    "talk_inet",
    "terminal_input",
    "time_chatter",
    "time_stopped",
    "write_libraries",
    "write_links",
    "write_modes_raw",
    "write_teacher",
    "write_unreadable_folders",
)
"""What an ordinary user tries too: one or more of each kind, those first that only the rights of a user stop."""


class Scene:
    """A fork server, and around it what no piece may read, change or end."""

    def __init__(self, top: Path, exercise: Exercise) -> None:
        self.secret = secrets.token_hex(16)
        self.teacher = top / "teacher" / "grades.csv"
        self.teacher.parent.mkdir()
        self.teacher.write_text(f"{self.secret}\n")
        # Everybody may read and change it, as far as its modes go: what stops a piece must be the confinement.
        self.teacher.chmod(0o666)
        self.teacher.parent.chmod(0o777)
        self._before = self._teachers()
        tempfile.tempdir = str(top)
        try:
            self.launcher = sandbox.ForkServer(hidden())
        finally:
            tempfile.tempdir = None
        self.launcher.ready()
        [self.folder] = top.glob("grade-*")
        self.server = processes.server_of(self.folder)
        # Keras and matplotlib leave their settings in the fork server's home when they are loaded.
        self._own = self._files()
        self.exercise = only(exercise, "loss", "model", "train", "keras_model", "checkpoint")
        self.quick = only(exercise, "loss", "train")
        self.reference = self.observe(self.exercise, exercise.reference.solution)
        self.tried = 0

    def observe(self, exercise: Exercise, submission: Submission) -> Evidence:
        """Run a submission."""
        return sandbox.observe(self.launcher, exercise, submission, seed=SEED, listener=lambda _answered, _of: None)

    def submission(self, piece: Path) -> Submission:
        """Add a piece to a right solution or to one that does nothing."""
        text = piece.read_text(encoding="utf-8")
        honest = self.exercise.reference.solution.cells[0].source
        values = {
            "REFERENCE": str(hidden()[0]),
            "SECRET": self.secret,
            "TEACHER": str(self.teacher),
            "GRADER": str(os.getpid()),
            "SERVER": str(self.server),
            "REWSNA": self.exercise.outline.texts["en"].checks["mean_squared_error"]["hint"][30:90][::-1],
        }
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        source = honest + (NOTHING if header(piece, "base") == ["nothing"] else "") + text
        return Submission("linear_regression.py", "linear_regression", "", (Cell(None, source),))

    def asked(self, piece: Path) -> Exercise:
        """Give what a piece is asked: all parts where it has no points and may forge some, and two where its work is right."""
        return self.exercise if header(piece, "base") == ["nothing"] else self.quick

    def graded(self, submission: Submission, evidence: Evidence, exercise: Exercise) -> Grade:
        """Judge and score, against evidence of the reference that is made once."""
        verdicts = judge(exercise, submission, reference=self.reference, student=evidence)
        return score(
            exercise,
            submission,
            verdicts=version_traps.name_traps(exercise, submission, verdicts, evidence),
            problems=version_traps.problems(exercise, submission, evidence),
            reference=self.reference,
            student=evidence,
        )

    def check_nothing_is_left(self) -> None:
        """Assert that no process, no file and no change to the teacher's file remains."""
        assert processes.all_of(self.folder).keys() == {self.server}
        assert self._files() == self._own
        assert self._teachers() == self._before
        assert [path.name for path in self.teacher.parent.iterdir()] == [self.teacher.name]

    def check_an_honest_one_still_passes(self) -> None:
        """Assert now and then that the next submission has full marks: on a few checks, more rarely on all."""
        self.tried += 1
        if self.tried % HONEST:
            return
        exercise = self.quick if self.tried % WHOLE else self.exercise
        total = self.graded(
            exercise.reference.solution, self.observe(exercise, exercise.reference.solution), exercise
        ).total
        assert total.score == total.max_score > 0

    def _files(self) -> list[Path]:
        return sorted(self.folder.rglob("*"))

    def _teachers(self) -> tuple[object, ...]:
        status = self.teacher.stat()
        return (self.teacher.read_bytes(), status.st_mode, status.st_uid, status.st_mtime_ns, status.st_nlink)


def only(exercise: Exercise, *parts: str) -> Exercise:
    """Give an exercise reduced to some of its parts, with limits that a hostile piece soon reaches."""
    return changed(exercise.only(*parts), limits=LIMITS, drawings=())


def header(piece: Path, name: str) -> list[str]:
    found = re.search(rf"^# {name}: (.+)$", piece.read_text(encoding="utf-8"), re.MULTILINE)
    return [word.strip() for word in found[1].split(";")] if found else []


@pytest.fixture(scope="module")
def scene(exercise: Exercise) -> Iterator[Scene]:
    """Give a scene in a folder that everybody may pass through: pytest's own would keep the user of a child out."""
    top = Path(tempfile.mkdtemp(prefix="gradetape-tests-"))
    top.chmod(0o755)
    made = Scene(top, exercise)
    yield made
    made.tried = -1
    made.check_an_honest_one_still_passes()
    made.launcher.close()
    assert processes.all_of(top) == {}
    shutil.rmtree(top)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.stem)
def test_a_hostile_piece(piece: Path, scene: Scene) -> None:
    """It earns nothing by force, reads no secret, changes and leaves nothing, and those after it are graded as ever."""
    submission, asked = scene.submission(piece), scene.asked(piece)
    evidence = scene.observe(asked, submission)
    grade = scene.graded(submission, evidence, asked)
    scene.check_nothing_is_left()
    assert evidence.seconds < LIMITS.run_s + GRACE_S
    if header(piece, "base") == ["nothing"]:
        assert grade.total.score == 0
    page = Page(speech("en"))
    reported, shown = (FORMATS[name](Report((grade,)), page) for name in ("json", "terminal"))
    assert scene.secret not in repr(evidence) + reported + shown
    json.loads(reported, parse_constant=pytest.fail)
    assert not {unicodedata.category(letter) for letter in shown.replace("\n", "")} & {"Cc", "Cf", "Cs"}
    scene.check_an_honest_one_still_passes()


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.stem)
def test_a_piece_says_what_it_is(piece: Path) -> None:
    """Each piece says what it is added to, what it does, and which attacks it stands for."""
    assert header(piece, "base") in (["honest"], ["nothing"])
    assert header(piece, "about")
    assert set(header(piece, "covers")) <= set(ATTACKS)
    assert header(piece, "covers")


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_is_tried(attack: str) -> None:
    """Each known attack that a submission can carry is tried by a piece."""
    assert [piece.stem for piece in PIECES if attack in header(piece, "covers")]


def test_the_docs_say_what_stops_each() -> None:
    """Each piece is in a row of the table in docs/security.md, and each name there is that of a piece."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    table = text[text.index("## Attacks") : text.index("## What is not promised")]
    patterns = re.findall(r"`([a-z_*0-9]+)`", table)
    names = [piece.stem for piece in PIECES]
    assert [name for name in names if not any(fnmatch(name, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in names)] == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="all of it is run as an ordinary user already")
def test_as_an_ordinary_user() -> None:
    """Where no change of user protects the grader, confinement alone does."""
    ours = [Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib")] + [Path(__file__)]
    if not all(folder.stat().st_mode & 0o005 == 0o005 for path in ours for folder in path.parents):
        pytest.skip("Python or these tests lie in a folder that an ordinary user can't enter")
    if shutil.which("setpriv") is None:
        pytest.skip("there is no setpriv here (util-linux)")
    home = Path(tempfile.mkdtemp(prefix="gradetape-tests-"))
    os.chown(home, NOBODY, NOBODY)
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    pytest_again = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist"]
    words = [f"{__file__}::test_a_hostile_piece[{name}]" for name in ORDINARY]
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [*as_nobody, *pytest_again, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    shutil.rmtree(home)
    assert f"{len(ORDINARY)} passed" in result.stdout, result.stdout[-5000:] + result.stderr[-1000:]
