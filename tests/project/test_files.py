"""What a repository's visitors, GitHub and a package index read of it: forms, workflows, citation, metadata."""

from __future__ import annotations

import email
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.paths import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = [path for path in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"]
# Who publishes what the workflows use.
PUBLISHERS = ("actions", "pypa")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]


def read(path: Path) -> dict[str, Any]:
    """Give what a YAML file holds; `on` stays a word, as GitHub reads it."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(content, dict), path
    return content


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in read(path)["jobs"].values():
        yield from job["steps"]


def bash(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script as a runner does, with nothing of our own environment but the PATH."""
    words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    given = {"PATH": "/usr/bin:/bin", **environment}
    return subprocess.run(words, cwd=folder, env=given, capture_output=True, text=True, check=False)


# Workflows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_little(path: Path) -> None:
    """It reads the repository and nothing else, knows no secret, keeps no token on disk, and ends in time."""
    content = read(path)
    assert content["permissions"] == {"contents": "read"}
    assert "secrets." not in path.read_text(encoding="utf-8")
    assert content["concurrency"]["group"]
    for job in content["jobs"].values():
        assert int(job["timeout-minutes"]) <= 60
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_a_workflow_uses_has_a_full_version(path: Path) -> None:
    """Every action is one of a known publisher, at a version of three numbers."""
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    for name in used:
        assert re.fullmatch(rf"(?:{'|'.join(PUBLISHERS)})/[\w-]+@v\d+\.\d+\.\d+", name)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_stands_inside_a_script(path: Path) -> None:
    """What a branch, a tag or a pull request is called reaches a script through its environment alone."""
    assert not [step["run"] for step in steps(path) if "${{" in step.get("run", "")]


def test_only_what_publishes_can_publish() -> None:
    """One job may prove to the index which workflow it is; it needs approval and runs nothing of the project."""
    jobs = {
        (path.name, name): job for path in WORKFLOWS for name, job in read(path)["jobs"].items() if "permissions" in job
    }
    assert list(jobs) == [("release.yml", "publish")]
    [job] = jobs.values()
    assert job["permissions"] == {"id-token": "write"}
    assert job["environment"] == "pypi"
    assert not [step for step in job["steps"] if "run" in step]


def test_ci_checks_what_the_script_checks() -> None:
    """On GitHub the code is checked by the very commands of `.ci/run`, and by all of them."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    sections = script.partition('section "lint and types"')[2].partition('section "as installed')[0]
    job = read(GITHUB / "workflows" / "ci.yml")["jobs"]["checks"]
    ours = [line for line in sections.splitlines() if line.startswith(".venv/bin/")]
    theirs = [step["run"] for step in job["steps"] if step.get("run", "").startswith(".venv/bin/")]
    assert theirs == ours


def test_ci_tests_every_python_and_each_keras() -> None:
    """Every Python that the metadata names is tested, and TensorFlow 2.15 and tf-keras on one."""
    matrix = read(GITHUB / "workflows" / "ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == PYTHONS
    kinds = {(line["constraints"], line.get("extra")) for line in matrix["include"]}
    assert kinds == {("requirements/current.txt", "tf-keras"), ("requirements/tensorflow-2.15.txt", None)}
    for constraints, _ in kinds:
        assert (ROOT / constraints).is_file()


def test_ci_reads_the_list_of_tests_from_the_script() -> None:
    """The tests for other TensorFlow lines are listed in `.ci/run` alone; all that ci.yml takes from there exist."""
    [script] = [step["run"] for step in steps(GITHUB / "workflows" / "ci.yml") if "sed " in step.get("run", "")]
    taken = bash(script.replace(".venv/bin/pytest", "printf '%s\\n'"), ROOT, TF_USE_LEGACY_KERAS="")
    words = [word for word in taken.stdout.splitlines() if word not in {"-n", "auto"}]
    assert len(words) >= 3
    assert all((ROOT / word).exists() for word in words)


@pytest.mark.parametrize(
    ("tag", "changes", "right"),
    [
        ("v0.1.0", "## 0.1.0 (2026-11-28)", True),
        ("v0.1.1", "## 0.1.1 (2026-11-28)", False),
        ("v0.1.0", "## Unreleased", False),
        ("v0.1", "## 0.1.0 (2026-11-28)", False),
    ],
)
def test_a_tag_is_released_that_all_files_know(tag: str, changes: str, right: bool, tmp_path: Path) -> None:
    """A tag that is not the version, or a version that the changelog doesn't have, is not built."""
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
    (tmp_path / "CITATION.cff").write_text("version: 0.1.0\n")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{changes}\n")
    [script] = [step["run"] for step in steps(GITHUB / "workflows" / "release.yml") if "TAG" in step.get("env", {})]
    assert (bash(script, tmp_path, TAG=tag).returncode == 0) is right


# Issues -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_is_one_that_github_takes(path: Path) -> None:
    """It has a name, a description and labels; each question has a label and an identifier of its own."""
    form = read(path)
    assert set(form) == {"name", "description", "labels", "body"}
    asked = [item for item in form["body"] if item["type"] != "markdown"]
    assert {item["type"] for item in asked} <= {"input", "textarea", "dropdown", "checkboxes"}
    names = [item["id"] for item in asked]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[\w-]+", name) for name in names)
    assert all(item["attributes"]["label"] for item in asked)
    for item in asked:
        if item["type"] in {"dropdown", "checkboxes"}:
            assert len(item["attributes"]["options"]) >= 1


@pytest.mark.parametrize("name", ["bug.yml", "feedback.yml"])
def test_who_reports_a_fault_is_asked_for_what_shows_it(name: str) -> None:
    """The crash file is asked for, and what `grade doctor` prints must be there."""
    asked = {item["id"]: item for item in read(GITHUB / "ISSUE_TEMPLATE" / name)["body"] if "id" in item}
    assert "crash-" in asked["crash"]["attributes"]["description"]
    assert "grade doctor" in asked["doctor"]["attributes"]["label"]
    assert asked["doctor"]["validations"]["required"] == "true"


def test_a_vulnerability_has_a_way_of_its_own() -> None:
    """Whoever opens an issue is shown private reporting, under the placeholder that docs/ci.md explains."""
    [link] = read(GITHUB / "ISSUE_TEMPLATE" / "config.yml")["contact_links"]
    assert link["url"] == "https://github.com/<your-organisation>/gradetape/security/advisories/new"
    assert "<your-organisation>/gradetape" in (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


# Metadata -----------------------------------------------------------------------------------------


def test_the_citation_says_what_the_metadata_say() -> None:
    """Version and licence are the project's; what the format requires is there."""
    citation = read(ROOT / "CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert (citation["title"], citation["version"], citation["license"]) == (
        PROJECT["name"],
        PROJECT["version"],
        PROJECT["license"],
    )


def test_the_version_has_an_entry_of_its_day() -> None:
    """The changelog says what is in the version of the metadata, with the citation's date, below what is to come."""
    titles = re.findall(r"(?m)^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    released = read(ROOT / "CITATION.cff")["date-released"]
    assert titles[:2] == ["Unreleased", f"{PROJECT['version']} ({released})"]


def test_an_index_is_told_what_it_is(tmp_path: Path) -> None:
    """The wheel names the Pythons, the languages and one licence; type checkers find in it that there are types."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [path] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        [metadata] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        told = email.message_from_bytes(wheel.read(metadata))
        assert "grader/py.typed" in wheel.namelist()
    kinds = told.get_all("Classifier", [])
    assert "Typing :: Typed" in kinds
    pythons = [kind.rpartition(" ")[2] for kind in kinds if re.fullmatch(r"Programming Language :: .* 3\.\d+", kind)]
    assert pythons == PYTHONS
    assert told["Requires-Python"] == f">={PYTHONS[0]}"
    spoken = {kind.rpartition(" ")[2] for kind in kinds if kind.startswith("Natural Language ::")}
    assert spoken == {"English", "Ukrainian"}
    assert told["License-Expression"] == "Apache-2.0"
    assert not [kind for kind in kinds if kind.startswith("License ::")]


def links(page: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            yield target


def test_the_security_policy_leads_somewhere() -> None:
    """Its links lead to files of the repository, and the section of the promises that it names exists."""
    page = ROOT / "SECURITY.md"
    targets = list(links(page))
    assert "docs/security.md" in targets
    assert all((ROOT / target).exists() for target in targets)
    assert "\n## What is not promised\n" in (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
