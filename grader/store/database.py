"""Open a database, and turn what it says into our own errors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import MachineError, UsageError
from grader.speech import N_
from grader.store.schema import SCHEMA, UPGRADES, tables

if TYPE_CHECKING:
    import sqlalchemy as sa

# Another program that reads or copies the file holds it for moments; one that holds it longer has to be told of.
BUSY_S = 60


def connect(folder: Path, url: str | None, *, create: bool) -> sa.Engine:
    """Give the database of an output folder, its own SQLite file or that of the URL, with our tables in it.

    Raises UsageError for what is no store of this version, MachineError for a database that doesn't answer.
    """
    try:
        import sqlalchemy as sa
    except ImportError as error:
        raise MachineError(
            "Grading a class needs SQLAlchemy. Install it beside gradetape: pip install sqlalchemy"
        ) from error
    file = folder / "grades.sqlite"
    if url is None and not create and not file.is_file():
        raise UsageError(
            "{folder}: there is no gradebook here. Create one with: grade batch SOURCE --output DIR", folder=folder
        )
    try:
        engine = sa.create_engine(url or f"sqlite:///{file}", **_options(url))
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError) as error:
        raise UsageError(
            "The database can't be used ({error}). Name one as postgresql+psycopg://USER@HOST/NAME, and install its "
            "driver: pip install 'psycopg[binary]'",
            error=error,
        ) from error
    with translated(engine):
        _prepare(engine)
    return engine


def _options(url: str | None) -> dict[str, Any]:
    return {"connect_args": {"timeout": BUSY_S}} if url is None else {"pool_pre_ping": True}


def _prepare(engine: sa.Engine) -> None:
    """Create the tables, or upgrade those of an earlier version; raises UsageError for those of a later one."""
    import sqlalchemy as sa

    t = tables()
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _(connection: Any, _record: object) -> None:
            # Readers don't wait for the writer. NORMAL: the power's loss may cost the last gradings, a kill none.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")

    with engine.begin() as connection:
        if not sa.inspect(connection).has_table("about"):
            t.metadata.create_all(connection)
            connection.execute(t.about.insert().values(name="schema", value=str(SCHEMA)))
        found = str(connection.execute(sa.select(t.about.c.value).where(t.about.c.name == "schema")).scalar())
        if found in map(str, UPGRADES):
            for version in range(int(found), SCHEMA):
                for statement in UPGRADES[version]:
                    connection.execute(sa.text(statement))
            t.metadata.create_all(connection)
            found = str(SCHEMA)
            connection.execute(t.about.update().where(t.about.c.name == "schema").values(value=found))
    if found != str(SCHEMA):
        raise UsageError(
            "The gradebook is kept in format {found}, and this gradetape reads {own}. Use the gradetape that made it, "
            "or grade into a new folder.",
            found=found,
            own=SCHEMA,
        )


@contextlib.contextmanager
def translated(engine: sa.Engine) -> Iterator[None]:
    """Turn what the database says into our own errors."""
    import sqlalchemy as sa

    where = engine.url.render_as_string(hide_password=True)
    try:
        yield
    except sa.exc.DBAPIError as error:
        said = str(error.orig).strip()
        if "is locked" in said:
            sentence = N_(
                "{where}: another program keeps the database locked. Close that program, then run the "
                "same command again and it resumes."
            )
        elif "is full" in said or "disk I/O" in said:
            sentence = N_("{where}: the disk is full. Free some space, then run the same command again and it resumes.")
        elif "not a database" in said:
            raise UsageError("{where}: not a gradebook.", where=where) from error
        else:
            sentence = N_(
                "{where}: the database reports an error ({error}). Finished grades are kept: run the "
                "same command again and it resumes."
            )
        raise MachineError(sentence, where=where, error=said) from error
