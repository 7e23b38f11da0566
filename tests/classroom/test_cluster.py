"""A batch on other people's servers: a Dask cluster and PostgreSQL, both started as a user would start them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import plain as plainly
from grader.classroom.gradebook.results import missing_modules
from grader.classroom.store import Entry, open_store, upgrades
from grader.model import Points, Raised, Trouble
from grader.reasons import Explanation, Reason
from tests.support import clusters
from tests.support.batches import graded_once, many, until
from tests.support.clusters import Cluster
from tests.support.courses import write_course
from tests.support.environment import PATIENCE_S
from tests.support.installation import RIGHT, Installation, ask, install, kill, table, write_class
from tests.support.small import TERMS, outline, submission

NO_CODE = Explanation(Reason.NO_CODE, {"path": "b.py"})


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give a gradetape that knows the tiny exercise alone."""
    return install(tmp_path_factory.mktemp("installed"))


# Dask ----------------------------------------------------------------------------------------------


@pytest.fixture(params=["--no-nanny"])
def cluster(installed: Installation, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Start a scheduler and two workers; a nanny starts a worker again that died."""
    pytest.importorskip("distributed")
    with clusters.cluster(sys.executable, tmp_path, installed.environment(), request.param) as started:
        yield started


def test_the_cluster_gives_the_same_grades(installed: Installation, cluster: Cluster, tmp_path: Path) -> None:
    """Graded by a scheduler and two workers, a class has the very table that it has when graded here."""
    source = write_class(tmp_path / "class", many(20))
    installed.grade("batch", source, "--output", tmp_path / "here", "--seed", "3")
    there = ("--executor", "dask", "--scheduler", cluster.address)
    result = installed.grade("batch", source, "--output", tmp_path / "there", "--seed", "3", *there)
    assert result.returncode == 0, result.stderr
    assert table(tmp_path / "there") == table(tmp_path / "here")
    graded_once(tmp_path / "there", 20)


def test_workers_need_no_copy_of_a_course(installed: Installation, cluster: Cluster, tmp_path: Path) -> None:
    """An exercise that the workers have never heard of goes with each task: in a course's folder, and changed there."""
    course = write_course(tmp_path / "mine")
    for reference in (course / "reference" / "tiny" / name for name in ("solution.py", "checks.py")):
        text = reference.read_text(encoding="utf-8")
        reference.write_text(text.replace("return 2 * x", "return 3 * x"), encoding="utf-8")
    source = write_class(tmp_path / "class", {"anna": RIGHT, "ivan": RIGHT.replace("2 * x", "3 * x")})
    there = ("--executor", "dask", "--scheduler", cluster.address, "--course", course)
    result = installed.grade("batch", source, "--output", tmp_path / "out", "--seed", "3", *there)
    assert result.returncode == 0, result.stderr
    assert {name: row["score"] for name, row in table(tmp_path / "out").items()} == {"anna": "4", "ivan": "10"}


def test_a_worker_is_killed(installed: Installation, cluster: Cluster, tmp_path: Path) -> None:
    """What ran on a worker that is gone is graded by another; nobody is missing, and nobody is blamed."""
    source, out = write_class(tmp_path / "class", many(60)), tmp_path / "out"
    there = ("--executor", "dask", "--scheduler", cluster.address)
    with installed.start("batch", source, "--output", out, "--seed", "3", *there) as process:
        until(lambda: (out / "grades.sqlite").exists() and _attempts(out) > 5)
        kill(cluster.workers[0].pid)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    graded_once(out, 60)
    assert {row["status"] for row in table(out).values()} == {"graded"}


def test_the_scheduler_is_killed(installed: Installation, cluster: Cluster, tmp_path: Path) -> None:
    """A cluster that is gone is said in a sentence; the same command, here or on another cluster, goes on."""
    source, out = write_class(tmp_path / "class", many(60)), tmp_path / "out"
    there = ("--executor", "dask", "--scheduler", cluster.address)
    with installed.start("batch", source, "--output", out, "--seed", "3", *there) as process:
        until(lambda: (out / "grades.sqlite").exists() and _attempts(out) > 5)
        kill(cluster.scheduler.pid)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 4, said
    assert "Run the same command again and it resumes." in said
    assert "Traceback" not in said
    assert 5 < _attempts(out) < 60
    assert installed.grade("batch", source, "--output", out, "--seed", "3").returncode == 0
    graded_once(out, 60)


@pytest.mark.parametrize("cluster", ["--nanny"], indirect=True)
def test_one_that_ends_workers_is_given_up(installed: Installation, cluster: Cluster, tmp_path: Path) -> None:
    """A text that takes worker after worker with it is said to be broken; those beside it have their points."""
    worker = "int(open(f'/proc/{os.getppid()}/stat').read().rsplit(')', 1)[1].split()[1])"
    killer = f"import os\nos.kill({worker}, 9)\n{RIGHT}"
    source, out = write_class(tmp_path / "class", {**many(6), "killer": killer}), tmp_path / "out"
    there = ("--executor", "dask", "--scheduler", cluster.address)
    # Confined, it couldn't.
    result = installed.grade("batch", source, "--output", out, "--isolation", "off", *there)
    assert result.returncode == 5, result.stderr
    found = {name: row["status"] for name, row in table(out).items()}
    assert found == {**dict.fromkeys(many(6), "graded"), "killer": "broken"}


def _attempts(out: Path) -> int:
    tables = ask(out, "select count(*) from sqlite_master where name = 'attempts'")
    return int(str(ask(out, "select count(*) from attempts")[0][0])) if tables == [(1,)] else 0


def test_no_scheduler(installed: Installation, tmp_path: Path) -> None:
    """Without a scheduler, or its address, there is one sentence."""
    pytest.importorskip("distributed")
    source = write_class(tmp_path / "class", many(1))
    unsaid = installed.grade("batch", source, "--output", tmp_path / "out", "--executor", "dask")
    assert unsaid.returncode == 2
    assert "--scheduler" in unsaid.stderr


# PostgreSQL ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a server with an empty database of its own, and give its URL."""
    pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        pytest.skip("PostgreSQL isn't installed")
    folder = Path("/tmp") / f"postgres-{os.getpid()}" if os.getuid() == 0 else tmp_path_factory.mktemp("postgres")
    folder.mkdir(exist_ok=True)
    port = clusters.free_port()
    # PostgreSQL refuses to run as root.
    as_other = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        as_other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    programs = found[-1].parent
    subprocess.run(
        [
            *as_other,
            programs / "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            "teacher",
            "-E",
            "UTF8",
            "--locale=C",
        ],
        check=True,
        capture_output=True,
    )
    settings = ["-c", f"unix_socket_directories={folder}", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    with subprocess.Popen(
        [*as_other, programs / "postgres", "-D", folder / "data", "-p", str(port), *settings],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            until(lambda: clusters.listening(port))
            time.sleep(0.5)
            yield f"postgresql+psycopg://teacher@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Give each kind of database."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres"))


def test_a_batch_in_either_database(installed: Installation, tmp_path: Path, url: str | None) -> None:
    """A batch, a changed file, its history and its report are the same in SQLite and in PostgreSQL."""
    out = tmp_path / "out"
    where = ("--output", out, *(("--database", url) if url else ()))
    source = write_class(tmp_path / "class", {**many(6), "Мар'яна": "x = '\\ud800'\n" + many(1)["s000"]})
    (source / "nul\x01.py").write_text("")
    assert installed.grade("batch", source, *where, "--seed", "3").returncode == 3
    write_class(source, {"s001": many(1)["s000"]})
    assert installed.grade("batch", source, *where).returncode == 3
    assert {name: row["score"] for name, row in table(out).items()} == {
        **{f"s{n:03}": "6" if n in {3, 5} else "10" for n in range(6)},
        "Мар'яна": "10",
        "nul\N{REPLACEMENT CHARACTER}": "",
    }
    history = installed.grade("history", "s001", *where).stdout.splitlines()
    assert [("6 / 10" in line, "10 / 10" in line) for line in history if line.startswith("run")] == [
        (True, False),
        (False, True),
    ]
    (out / "grades.csv").unlink()
    assert installed.grade("report", out, *where[2:]).returncode == 0
    assert len(table(out)) == 8


def facts(score: float) -> dict[str, Any]:
    """Give the facts of a grading with one check."""
    points = {"score": score, "max_score": 2.0}
    passed = {"check": "value_of_loss", "part": "loss", "outcome": "passed", "cause": None, "trap": None}
    verdict = {**passed, "printed": '"part": "of a text"', "misconceptions": []}
    return {"total": points, "by_check": {"value_of_loss": points}, "verdicts": [verdict]}


def test_the_store(tmp_path: Path, url: str | None) -> None:
    """A grading is written once: a second one of the same text in the same run changes nothing."""
    store = open_store(tmp_path, url, create=True)
    try:
        handed_in = submission()
        store.keep_submissions([("file", "text", "print", handed_in)] * 2)
        assert store.known_files()["file"] == "text"
        assert store.submission("text") == handed_in
        terms = replace(TERMS, exercise_digest=f"sha256:{tmp_path}")
        run = store.begin_run(terms, outline(), fresh=False)
        assert store.runs() == [run]
        assert store.exercise(run) == outline()
        store.enter(run, [Entry("1", "Anna", "a.py", "text"), Entry("2", "Bohdan", refusal=NO_CODE)])
        assert store.waiting(run) == [("print", ["text"])]
        found = facts(1.0)
        store.record(run, {"text": found})
        before = store.entries(run)
        store.record(run, {"text": facts(2.0)})
        assert store.entries(run) == before
        attempt, _ = store.attempt(before[0].attempt or 0)
        assert attempt.score == 1.0
        assert store.facts(attempt.id) == attempt.facts == found
        assert store.attempts_with(run, '"part": "loss"') == {attempt.id: 1}
        # In a student's own text, marks are escaped.
        assert store.attempts_with(run, '"part": "of a text"') == {}
        assert store.waiting(run) == []
        assert before[1].refusal == NO_CODE
        # Taken over by a later run on the same terms, and not by a fresh one.
        for fresh, waits in ((False, []), (True, [("print", ["text"])])):
            later = store.begin_run(terms, outline(), fresh=fresh)
            store.enter(later, [Entry("1", "Anna", "a.py", "text")])
            assert store.waiting(later) == waits
    finally:
        store.close()


def test_texts_that_are_graded_together_keep_each_their_own(tmp_path: Path, url: str | None) -> None:
    """Twins share their facts, others don't, and one without any says why."""
    store = open_store(tmp_path, url, create=True)
    try:
        digests = [f"{tmp_path}-{name}" for name in "abcd"]
        store.keep_submissions((digest, digest, "print", submission()) for digest in digests)
        run = store.begin_run(replace(TERMS, exercise_digest=f"sha256:{tmp_path}"), outline(), fresh=False)
        store.enter(run, [Entry(digest, digest, "a.py", digest) for digest in digests])
        points = [facts(1.0), facts(2.0)]
        store.record(run, dict(zip(digests, [points[0], points[0], points[1]], strict=False)))
        store.record(run, {digests[3]: None}, failure=NO_CODE)
        attempts = {entry.digest: entry.attempt or 0 for entry in store.entries(run)}
        assert [store.facts(attempts[digest]) for digest in digests] == [points[0], points[0], points[1], None]
        assert len({*attempts.values()}) == len(digests)
        totals = store.totals(run)
        assert [totals[attempts[digest]][0] for digest in digests] == [Points(1, 2), Points(1, 2), Points(2, 2), None]
        assert totals[attempts[digests[3]]][1] == NO_CODE
    finally:
        store.close()


def test_a_damaged_grading_costs_no_other_its_missing_modules(tmp_path: Path) -> None:
    """Of what can't be read, nothing is counted; everybody else's modules are, once for each student."""
    store = open_store(tmp_path, None, create=True)
    try:
        store.keep_submissions((digest, digest, "print", submission()) for digest in "ab")
        run = store.begin_run(TERMS, outline(), fresh=False)
        store.enter(run, [Entry(str(number), "", "a.py", digest) for number, digest in enumerate("aab")])
        trouble = plainly.converter().unstructure(Raised("ModuleNotFoundError", "", 1, module="nowhere"), Trouble)
        problem = {"where": None, "trouble": trouble, "trap": None}
        found = {upgrades.FORMAT: upgrades.SCHEMA, **facts(1.0), "problems": [problem]}
        store.record(run, dict.fromkeys("ab", found))
        assert missing_modules(store, run) == {"nowhere": 3}
        with sqlite3.connect(tmp_path / "grades.sqlite") as connection:
            connection.execute("update attempts set facts = substr(facts, 1, length(facts) - 5) where digest = 'b'")
        assert missing_modules(store, run) == {"nowhere": 2}
    finally:
        store.close()
