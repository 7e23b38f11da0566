"""Open a database, and turn what it says into our own errors."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from grader.classroom.store import schema
from grader.classroom.store.upgrades import SCHEMA, UPGRADES
from grader.errors import MachineError, UsageError
from grader.i18n import N_

# Another program that reads or copies the file holds it for moments; one that holds it longer has to be told of.
BUSY_S = 60


def connect(folder: Path, url: str | None, *, create: bool) -> sa.Engine:
    """Give the database of an output folder, its own SQLite file or that of the URL, with our tables in it.

    Raises UsageError for what is no store of this version, MachineError for a database that doesn't answer.
    """
    file = folder / "grades.sqlite"
    if url is None and not create and not file.is_file():
        raise UsageError(
            "{folder}: there is no gradebook here. Create one with: grade batch SOURCE --output DIR", folder=folder
        )
    try:
        engine = sa.create_engine(url or f"sqlite:///{file}", **_options(url))
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError) as error:
        raise UsageError(
            "The database can't be used ({error}). Give its address as postgresql+psycopg://USER@HOST/NAME, "
            "and install its driver: pip install 'psycopg[binary]'",
            error=error,
        ) from error
    with translated(engine):
        _prepare(engine)
    return engine


def _options(url: str | None) -> dict[str, Any]:
    kind = {"connect_args": {"timeout": BUSY_S}} if url is None else {"pool_pre_ping": True}
    return {**kind, "json_serializer": _Dumps()}


class _Dumps:
    """Writes JSON; the same value is written once, however often it comes in a row, as that of twins does."""

    def __init__(self) -> None:
        self._last: tuple[object, str] = (None, "null")

    def __call__(self, value: object) -> str:
        if value is None:
            # What fills a row's other column.
            return "null"
        last = self._last
        if value is not last[0]:
            # The value is held, so that no other can be taken for it.
            last = self._last = value, json.dumps(value)
        return last[1]


def _prepare(engine: sa.Engine) -> None:
    """Create the tables, or upgrade those of an earlier version; raises UsageError for those of a later one."""
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:
            # Readers don't wait for the writer. NORMAL: the power's loss may cost the last gradings, a kill none.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")

    with engine.begin() as connection:
        if not sa.inspect(connection).has_table("about"):
            schema.metadata.create_all(connection)
            connection.execute(schema.about.insert().values(name="schema", value=str(SCHEMA)))
        found = str(connection.execute(sa.select(schema.about.c.value).where(schema.about.c.name == "schema")).scalar())
        if found in map(str, UPGRADES):
            for version in range(int(found), SCHEMA):
                for statement in UPGRADES[version].tables:
                    connection.execute(sa.text(statement))
            schema.metadata.create_all(connection)
            found = str(SCHEMA)
            connection.execute(schema.about.update().where(schema.about.c.name == "schema").values(value=found))
    if found != str(SCHEMA):
        raise UsageError(
            "The gradebook has format {found}, but this gradetape reads {own}. Use the version of gradetape "
            "that created it, or grade into a new folder.",
            found=found,
            own=SCHEMA,
        )


@contextlib.contextmanager
def translated(engine: sa.Engine) -> Iterator[None]:
    """Turn what the database says into our own errors."""
    where = engine.url.render_as_string(hide_password=True)
    try:
        yield
    except sa.exc.DBAPIError as error:
        said = str(error.orig).strip()
        if "is locked" in said:
            sentence = N_(
                "{where}: another program has locked the database. Close that program, then run the same "
                "command again and it resumes."
            )
        elif "is full" in said or "disk I/O" in said:
            sentence = N_(
                "{where}: the disk is full. Free up some space, then run the same command again and it resumes."
            )
        elif "not a database" in said:
            raise UsageError("{where}: this is not a gradebook. Choose the folder of one.", where=where) from error
        else:
            sentence = N_(
                "{where}: the database reports an error ({error}). Finished grades are kept. Run the same "
                "command again and it resumes."
            )
        raise MachineError(sentence, where=where, error=said) from error
