"""A gradebook of an earlier version is upgraded step by step, and what was kept in it is read as it was written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from grader.classroom.store import serialize, upgrades
from grader.classroom.store.upgrades import SCHEMA, UPGRADES
from grader.model import Cause, Exited, Grade, Limit, NotPython, Promise, Raised, Stands, Stopped
from tests.support.paths import GOLDEN

pytest.importorskip("sqlalchemy")
FORMATS = ["3", "4"]


def restored(folder: Path, version: str) -> Path:
    """Write a gradebook as gradetape of that format has written it."""
    kept = (GOLDEN / f"format_{version}.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(folder / "grades.sqlite")) as connection:
        connection.executescript(kept.replace("{folder}", str(folder)))
    return folder


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "grades.sqlite")) as connection:
        return connection.execute(query).fetchall()


def tables(folder: Path) -> dict[str, set[tuple[Any, ...]]]:
    """Return the names and types of the columns of each table."""
    names = [name for (name,) in rows(folder, "select name from sqlite_master where type = 'table'")]
    return {name: {row[1:3] for row in rows(folder, f"pragma table_info({name})")} for name in names}


def graded(folder: Path) -> Iterator[tuple[dict[str, Any], Grade]]:
    """Yield the facts of every grading that there is, each with what they are read as."""
    [(exercise,)] = rows(folder, "select facts from exercises")
    task = serialize.to_outline(json.loads(exercise))
    query = "select facts, content from attempts join submissions using (digest) where score is not null"
    for facts, content in rows(folder, query):
        kept = json.loads(facts)
        yield kept, serialize.to_grade(kept, task, serialize.to_submission(json.loads(content)))


def test_every_version_has_its_step() -> None:
    """From the first version on, each step leads to the next, and the last of them to this one."""
    assert list(UPGRADES) == list(range(1, SCHEMA))


@pytest.mark.parametrize("version", ["1", *FORMATS])
def test_the_tables_are_those_of_a_new_one(version: str, tmp_path: Path) -> None:
    """Whichever version made a gradebook, its tables become those that are made today, once and for all."""
    # Later than the first lines: it needs SQLAlchemy.
    store = pytest.importorskip("grader.classroom.store.store")
    new, old = tmp_path / "new", tmp_path / "old"
    new.mkdir()
    old.mkdir()
    store.opened(new, None, create=True).close()
    restored(old, max(version, *FORMATS[:1]))
    if version == "1":
        with closing(sqlite3.connect(old / "grades.sqlite")) as connection:
            connection.executescript(
                "alter table entries drop column late; drop table names; update about set value = '1'"
            )
    before = rows(old, "select facts from attempts")
    for _ in range(2):
        store.opened(old, None, create=False).close()
        assert tables(old) == tables(new)
        assert rows(old, "select value from about where name = 'schema'") == [(str(SCHEMA),)]
    assert rows(old, "select facts from attempts") == before


def test_what_format_4_kept_is_all_read(tmp_path: Path) -> None:
    """Of the facts that were kept in format 4, none is lost and none becomes another one."""
    found = list(graded(restored(tmp_path, "4")))
    for kept, grade in found:
        assert serialize.of_grade(grade) == {"format": SCHEMA, **kept}
    troubles = {
        type(one.trouble) for _, grade in found for one in (*grade.verdicts, *grade.problems) if one.trouble is not None
    }
    assert troubles == {Raised, Stopped, NotPython}
    verdicts = [verdict for _, grade in found for verdict in grade.verdicts]
    assert {verdict.instead.stands for verdict in verdicts if verdict.instead} == {Stands.ALIKE, Stands.FUNCTION}
    assert {verdict.trouble.limit for verdict in verdicts if isinstance(verdict.trouble, Stopped)} == {
        Limit.TIME,
        Limit.MEMORY,
    }
    assert any(verdict.lacks and verdict.lacks.file == "data.csv" for verdict in verdicts)
    assert {len(grade.plots) for _, grade in found} >= {0, 3}


def test_what_format_3_kept_is_read(tmp_path: Path) -> None:
    """Where sentences stood, there are ids; and what was read is the same when it is kept and read again."""
    found = list(graded(restored(tmp_path, "3")))
    assert found
    for kept, grade in found:
        assert "format" not in kept
        assert set(grade.isolation.in_force) >= {Promise.OWN_PROCESS, Promise.NO_NETWORK}
        again = json.loads(json.dumps(serialize.of_grade(grade)))
        assert serialize.to_grade(again, grade.exercise, grade.submission) == grade
    causes = {verdict.cause for _, grade in found for verdict in grade.verdicts}
    assert causes >= {Cause.OUT_OF_MEMORY, Cause.TIMED_OUT, Cause.RAISED}


OLDEST = {
    "verdicts": [{"check": "adds", "cause": "killed", "trouble": {"kind": "exit", "message": "-9"}}],
    "problems": [{"where": None, "kind": "memory", "message": "256"}],
    "isolation": {"in_force": ["no network", "nor changed"], "missing": ["what nobody knows any more"]},
}


def test_each_step_makes_the_next_version() -> None:
    """The second step tells troubles apart, the third gives ids; neither changes what is of a later version."""
    second = UPGRADES[2].grade(OLDEST)
    assert second["verdicts"][0]["trouble"] == {"status": -9}
    assert second["problems"][0]["trouble"] == {"limit": "memory", "detail": "256"}
    assert second["isolation"] == OLDEST["isolation"]
    third = UPGRADES[3].grade(second)
    assert third == {**second, "isolation": {"in_force": ["no_network", "no_changing"], "missing": []}}
    assert upgrades.grade(OLDEST) == third
    for step in UPGRADES.values():
        assert step.grade(third) == third
    assert Exited(-9) == serialize.CONVERTER.structure(third["verdicts"][0]["trouble"], Exited)


def test_facts_of_this_version_are_taken_as_they_are() -> None:
    """What says of itself that it is of this version is asked nothing: an exception may be called whatever it likes."""
    facts = {**OLDEST, "format": SCHEMA}
    assert upgrades.grade(facts) is facts
