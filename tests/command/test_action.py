"""The action and the workflows: their shell steps are run as written, on repositories and pull requests made here."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml

from tests.support.case import path_of
from tests.support.courses import write_course
from tests.support.environment import PLAIN
from tests.support.installation import HALF, RIGHT, Installation
from tests.support.paths import ROOT
from tests.support.workflows import BASH, expanded, inputs, steps_of

WORKFLOWS = sorted((ROOT / "examples" / "workflows").glob("*.yml"))
GITHUB = [path for path in WORKFLOWS if path.name != "gitlab-ci.yml"]
STUBS = "def double(x):\n    raise NotImplementedError\n\n\ndef add(x, y):\n    raise NotImplementedError\n"


class Runner:
    """A runner's folders and files, and what it does with a step; `installed` is where the package is found."""

    def __init__(self, root: Path, installed: Path = ROOT) -> None:
        self.workspace, self.temp, self.output, self.summary = (root / name for name in ("work", "temp", "out", "sum"))
        for folder in (self.workspace, self.temp / "gradetape" / "bin"):
            folder.mkdir(parents=True)
        # In place of what the install step installs: the same interpreter, with a package that is there.
        python = self.temp / "gradetape" / "bin" / "python"
        python.write_text(
            f'#!/bin/bash\n[ "$1 $2 $3" = "-I -m grader" ] || exit 99\nshift 3\nexec {sys.executable} -I -c '
            f'\'import runpy, sys; sys.path.insert(0, "{installed}"); runpy.run_module("grader", run_name="__main__")\' "$@"\n'
        )
        python.chmod(0o755)

    def run(self, step: Mapping[str, Any], facts: Mapping[str, str], **own: str) -> CompletedProcess[str]:
        """Run a step's script with its environment, in which alone an expression may stand."""
        assert step["shell"] == "bash"
        given = {name: expanded(str(value), facts) for name, value in step.get("env", {}).items()}
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | PLAIN
        environment |= {
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_ACTION_PATH": str(ROOT),
        }
        where = self.workspace / expanded(step.get("working-directory", ""), facts)
        return subprocess.run(
            [*BASH, step["run"]],
            cwd=where,
            env=environment | given | own,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def outputs(self) -> dict[str, str]:
        """Read the outputs as a runner does, for lines of name=value."""
        lines = self.output.read_text(encoding="utf-8").splitlines() if self.output.exists() else []
        return dict(line.split("=", 1) for line in lines)


def grade(runner: Runner, **given: str) -> CompletedProcess[str]:
    """Run the action's step that grades."""
    [step] = [step for step in steps_of(ROOT / "action.yml") if step.get("id") == "grade"]
    return runner.run(step, inputs(isolation="auto", **given))


# What holds for every file -----------------------------------------------------------------------


@pytest.mark.parametrize("path", [ROOT / "action.yml", *GITHUB], ids=lambda path: path.name)
def test_no_expression_in_a_script(path: Path) -> None:
    """What a student can choose never becomes part of a script: expressions stand in env and with alone."""
    for step in steps_of(path):
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("path", [ROOT / "action.yml", *GITHUB], ids=lambda path: path.name)
def test_actions_are_pinned(path: Path) -> None:
    """Every action is named with a full version."""
    for step in steps_of(path):
        assert re.fullmatch(r"\./base|[\w-]+/[\w-]+@v\d+\.\d+\.\d+", step.get("uses", "./base"))


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_rights_are_few(path: Path) -> None:
    """A job in which student code runs may read; nothing is started by pull_request_target."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML 1.1 reads `on` as true.
    assert "pull_request_target" not in content[True]
    runs_students = any(step.get("uses") == "./base" for step in steps_of(path))
    rights = content["permissions"]
    assert rights == (
        {"contents": "read"} if runs_students else {"actions": "read", "contents": "read", "pull-requests": "write"}
    )


@pytest.mark.parametrize("path", [ROOT / "action.yml", *GITHUB], ids=lambda path: path.name)
def test_scripts_are_bash(path: Path) -> None:
    """Every script parses."""
    for step in steps_of(path):
        assert subprocess.run(["bash", "-n", "-c", step.get("run", "")], check=False).returncode == 0


def test_the_gitlab_job_reads_as_yaml() -> None:
    """The GitLab job writes the report that it hands over, with an option that the command knows."""
    job = yaml.safe_load((ROOT / "examples" / "workflows" / "gitlab-ci.yml").read_text(encoding="utf-8"))["grade"]
    assert job["artifacts"]["reports"]["junit"] == "report.xml"
    assert '--format junit --output "$CI_PROJECT_DIR/report.xml"' in job["script"][-1]


# The action ----------------------------------------------------------------------------------------


@pytest.fixture
def runner(tiny: Installation, tmp_path: Path) -> Runner:
    """Give a runner on which the tiny exercise is graded: what the scripts do is the same, and a start takes no seconds."""
    return Runner(tmp_path / "runner", tiny.folder)


def test_the_action_grades(tmp_path: Path) -> None:
    """A submission for TensorFlow has its points, and its mistake is an annotation at its line."""
    runner = Runner(tmp_path)
    (runner.workspace / "linear_regression.py").write_bytes(path_of("checkpoint_pickle").read_bytes())
    result = grade(runner, paths="linear_regression.py")
    assert result.returncode == 1, result.stdout + result.stderr
    assert runner.outputs()["score"] == "96"
    assert "::error file=linear_regression.py,line=" in result.stdout


@pytest.mark.parametrize(
    ("submission", "score", "code"),
    [(RIGHT, "10", 0), (HALF, "6", 1), (STUBS, "0", 1)],
    ids=["full", "partial", "empty"],
)
def test_what_the_step_gives(runner: Runner, submission: str, score: str, code: int) -> None:
    """The step succeeds with full marks alone, and gives points, JSON and a summary."""
    (runner.workspace / "tiny.py").write_text(submission)
    result = grade(runner, paths="tiny.py")
    assert result.returncode == code, result.stdout + result.stderr
    outputs = runner.outputs()
    assert (outputs["score"], outputs["max-score"], outputs["passed"]) == (score, "10", str(code == 0).lower())
    assert json.loads(outputs["json"])["grades"][0]["score"] == float(score)
    assert f"{score} / 10" in runner.summary.read_text(encoding="utf-8")
    assert ("::error file=tiny.py" in result.stdout) == (score == "6")


@pytest.mark.parametrize(("code", "ends"), [(1, 5), (5, 5), (4, 4)])
def test_a_crash_is_the_graders_fault(tmp_path: Path, code: int, ends: int) -> None:
    """A Python that ends before it has graded is never a fail: the step says that the submission isn't to blame."""
    runner = Runner(tmp_path)
    runner.output.write_text("")
    python = runner.temp / "gradetape" / "bin" / "python"
    python.unlink()
    python.write_text(f"#!/bin/sh\nexit {code}\n")
    python.chmod(0o755)
    result = grade(runner)
    assert result.returncode == ends
    assert f"::error title=gradetape::Nothing was graded (exit code {ends})" in result.stdout


def test_inputs_are_words_and_not_code(runner: Runner) -> None:
    """A path, an exercise or a seed that looks like a command or an option is none."""
    for name in ("$(touch pwned).py", "--help.py", "a b;touch pwned.py"):
        (runner.workspace / name).write_text(HALF)
    paths = "$(touch pwned).py\n--help.py\n\na b;touch pwned.py\n"
    result = grade(runner, paths=paths, exercise="tiny", pass_mark="60")
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(json.loads(runner.outputs()["json"])["grades"]) == 3
    assert not (runner.workspace / "pwned").exists()
    assert grade(runner, paths="--help.py", exercise="$(touch pwned)").returncode == 2
    assert not (runner.workspace / "pwned").exists()


def test_a_course_is_named(runner: Runner) -> None:
    """The step grades with the course that its input names, and with no folder that only has an installed one's name."""
    course = write_course(runner.workspace / "base")
    solution = course / "reference" / "tiny" / "solution.py"
    solution.write_text(solution.read_text().replace("2 * x", "3 * x"))
    (runner.workspace / "tiny.py").write_text(HALF)
    for given, points in (({"course": "./base"}, "0"), ({}, "6")):
        result = grade(runner, paths="tiny.py", **given)
        assert result.returncode == 1, result.stdout + result.stderr
        assert runner.outputs()["score"] == points
        runner.output.unlink()
    assert grade(runner, paths="tiny.py", course="base").returncode == 2


def test_a_seed_is_a_secret(runner: Runner) -> None:
    """A seed makes a run repeatable, and neither it nor an expected value is in the log, the summary or an output."""
    (runner.workspace / "tiny.py").write_text(HALF)
    result = grade(runner, paths="tiny.py", seed="424242")
    told = result.stdout + result.stderr + runner.summary.read_text() + runner.output.read_text()
    assert "424242" not in told
    assert not re.search(r"expected\W+\d", told)
    assert "is not the right" in told


# Pull requests ---------------------------------------------------------------------------------------


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def pull_request(runner: Runner, files: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> dict[str, str]:
    """Make a course repository and a pull request with these files; check the base out, and give what GitHub tells."""
    origin = runner.workspace.parent / "origin"
    origin.mkdir()
    git(origin, "init", "--quiet")
    for name in ("grader/__init__.py", "reference/answers.py", "submissions/README.md"):
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_text("# the course's\n")
    git(origin, "add", "-A")
    git(origin, "commit", "--quiet", "-m", "base")
    base = git(origin, "rev-parse", "HEAD")
    git(origin, "checkout", "--quiet", "-b", "student")
    for name, content in files.items():
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).write_bytes(content)
    for name, target in (links or {}).items():
        (origin / name).parent.mkdir(parents=True, exist_ok=True)
        (origin / name).symlink_to(target)
    git(origin, "add", "-A")
    git(origin, "commit", "--quiet", "--allow-empty", "-m", "work")
    head = git(origin, "rev-parse", "HEAD")
    git(origin, "update-ref", "refs/pull/1/head", head)
    git(origin, "checkout", "--quiet", "main")
    # Another student's work was merged meanwhile.
    (origin / "submissions" / "other.py").write_text(RIGHT)
    git(origin, "add", "-A")
    git(origin, "commit", "--quiet", "-m", "other")
    base = git(origin, "rev-parse", "HEAD")
    git(runner.workspace, "clone", "--quiet", str(origin), "base")
    return {
        "github.event.pull_request.base.sha": base,
        "github.event.pull_request.head.sha": head,
        "github.event.pull_request.number": "1",
        "github.token": "token",
    }


def take(workflow: str, runner: Runner, facts: Mapping[str, str]) -> CompletedProcess[str]:
    [step] = [step for step in steps_of(ROOT / "examples" / "workflows" / workflow) if step.get("id") == "submission"]
    return runner.run(step, facts)


HOSTILE = {
    "reference/tiny/solution.py": b"raise SystemExit('owned')\n",
    "reference/answers.py": b"# owned\n",
    "grader/__init__.py": b"print('owned')\n",
    "grader/__main__.py": b"print('owned')\n",
    "conftest.py": b"print('owned')\n",
    "sitecustomize.py": b"print('owned')\n",
    "action.yml": b"runs: owned\n",
    ".github/workflows/grade.yml": b"name: owned\n",
}


@pytest.mark.parametrize(
    ("workflow", "submission", "more", "score"),
    [
        ("pull-request.yml", RIGHT, {}, "10"),
        ("pull-request.yml", HALF, {}, "6"),
        ("pull-request.yml", STUBS, {}, "0"),
        ("pull-request.yml", HALF, HOSTILE, "6"),
        ("grade.yml", HALF, HOSTILE, "6"),
    ],
    ids=["full", "partial", "empty", "hostile", "hostile fork"],
)
def test_a_pull_request_is_graded_by_its_submission(
    runner: Runner, workflow: str, submission: str, more: dict[str, bytes], score: str
) -> None:
    """One file is taken; whatever else the pull request changes is on no disk, and the score is the submission's."""
    facts = pull_request(runner, {"submissions/jane/my loop.py": submission.encode(), **more})
    taken = take(workflow, runner, facts)
    assert taken.returncode == 0, taken.stderr
    assert runner.outputs() == {"path": "submissions/jane/my loop.py"}
    own = [path for path in runner.workspace.rglob("*") if path.is_file() and "base" not in path.parts]
    assert own == [runner.workspace / "submissions" / "jane" / "my loop.py"]
    assert (runner.workspace / "base" / "grader" / "__init__.py").read_text() == "# the course's\n"
    result = grade(runner, paths=runner.outputs()["path"], exercise="tiny")
    assert runner.outputs()["score"] == score, result.stdout + result.stderr
    assert "owned" not in result.stdout + result.stderr


def test_the_workspace_is_not_imported(runner: Runner) -> None:
    """Even with a hostile grader/ and sitecustomize.py in the folder where it runs, nothing of them is imported."""
    (runner.workspace / "tiny.py").write_text(HALF)
    for name, content in HOSTILE.items():
        (runner.workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (runner.workspace / name).write_bytes(content)
    result = grade(runner, paths="tiny.py")
    assert runner.outputs()["score"] == "6"
    assert "owned" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("files", "links"),
    [
        ({"README.md": b"nothing"}, {}),
        ({"submissions/a.py": b"x = 1", "submissions/b.py": b"x = 1"}, {}),
        ({"submissions/notes.txt": b"x"}, {}),
        ({"submissions/a\nscore=100\n.py": b"x = 1"}, {}),
    ],
    ids=["none", "two", "other", "newline"],
)
def test_a_pull_request_without_one_submission(runner: Runner, files: dict[str, bytes], links: dict[str, str]) -> None:
    """It is an error with one sentence, and gives no output."""
    result = take("pull-request.yml", runner, pull_request(runner, files, links))
    assert result.returncode == 1
    assert result.stdout.startswith("::error::")
    assert runner.outputs() == {}


def test_a_link_is_no_way_to_the_reference(runner: Runner) -> None:
    """A submission that is a link to the solution is taken as the link's text."""
    links = {"submissions/jane.py": "../base/reference/answers.py"}
    assert take("pull-request.yml", runner, pull_request(runner, {}, links)).returncode == 0
    taken = runner.workspace / "submissions" / "jane.py"
    assert not taken.is_symlink()
    assert taken.read_text() == "../base/reference/answers.py"


# The comment -----------------------------------------------------------------------------------------

GH = """#!/bin/bash
case "$*" in
  *"/pulls/7 --jq .head.sha") echo "$FAKE_HEAD" ;;
  *"/pulls/7/files"*) printf '%s\\n' "$FAKE_FILES" ;;
  *"issues/7/comments"*) printf '%s' "$*" > "$FAKE_COMMENT" ;;
  *) exit 1 ;;
esac
"""


def comment(
    tmp_path: Path, report: str, *, number: str = "7", head: str = "abc", files: str = "submissions/a.py"
) -> tuple[int, str]:
    """Run the step that comments, with GitHub's program replaced by one that notes what it was asked."""
    runner = Runner(tmp_path)
    (runner.temp / "report").mkdir()
    (runner.temp / "report" / "number").write_text(number)
    (runner.temp / "report" / "report.json").write_text(report)
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(GH)
    program.chmod(0o755)
    [step] = [step for step in steps_of(ROOT / "examples" / "workflows" / "comment.yml") if "run" in step]
    facts = {
        "github.token": "token",
        "github.repository": "course/work",
        "github.event.workflow_run.head_sha": "abc",
        "github.event.workflow_run.html_url": "https://github.com/course/work/actions/runs/1",
    }
    note = tmp_path / "comment"
    path = f"{program.parent}:{os.environ['PATH']}"
    result = runner.run(step, facts, PATH=path, FAKE_HEAD=head, FAKE_FILES=files, FAKE_COMMENT=str(note))
    return result.returncode, note.read_text() if note.exists() else ""


@pytest.fixture(autouse=True)
def _needs_jq(request: pytest.FixtureRequest) -> None:
    """Skip what needs jq, which GitHub's runners have, where there is none."""
    if "comment" in request.node.name and subprocess.run(["which", "jq"], capture_output=True, check=False).returncode:
        pytest.skip("jq is not installed")


def test_a_comment_is_written(tmp_path: Path) -> None:
    """The comment tells the points and where to read on, and no text of the report."""
    report = json.dumps({"grades": [{"score": 80.0, "max_score": 100.0, "exercise": "@everyone"}]})
    code, said = comment(tmp_path, report)
    assert code == 0
    assert "Points: 80 of 100." in said
    assert "actions/runs/1" in said
    assert "everyone" not in said


@pytest.mark.parametrize("score", ['"@everyone"', '"<script>"', "[1]", "null"])
def test_a_comment_of_a_forged_report(tmp_path: Path, score: str) -> None:
    """A report whose points are no numbers gets no comment."""
    code, said = comment(tmp_path, f'{{"grades": [{{"score": {score}, "max_score": 100}}]}}')
    assert code != 0
    assert said == ""


def test_no_comment_on_another_pull_request(tmp_path: Path) -> None:
    """The number in the artifact must be of the pull request that GitHub ran."""
    report = json.dumps({"grades": [{"score": 100, "max_score": 100}]})
    code, said = comment(tmp_path, report, head="another")
    assert code == 1
    assert said == ""


@pytest.mark.parametrize(
    "changed",
    [".github/workflows/grade.yml", "reference/linear_regression/solution.py", "grader/cli/main.py", "conftest.py"],
)
def test_no_points_in_a_comment_on_a_changed_workflow(tmp_path: Path, changed: str) -> None:
    """A pull request that changes anything but a submission is told that it isn't graded, whatever it uploads."""
    report = json.dumps({"grades": [{"score": 100, "max_score": 100}]})
    code, said = comment(tmp_path, report, files=f"submissions/a.py\n{changed}")
    assert code == 0
    assert "isn't graded" in said
    assert "100" not in said
