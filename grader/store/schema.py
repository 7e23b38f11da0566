"""The tables. Made in a function, since SQLAlchemy takes a fifth of a second to import and few commands need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

# To be raised with every change of the tables, or of the facts that are kept in them (facts.py).
SCHEMA = 3
# What makes the tables of one version those of the next, beside tables that are new.
UPGRADES: Mapping[int, tuple[str, ...]] = {
    1: ("ALTER TABLE entries ADD COLUMN late BOOLEAN NOT NULL DEFAULT FALSE",),
    # Facts alone have changed; those of before are read as they are (earlier.py).
    2: (),
}


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table by its name."""

    metadata: sa.MetaData
    about: sa.Table
    exercises: sa.Table
    runs: sa.Table
    files: sa.Table
    submissions: sa.Table
    entries: sa.Table
    names: sa.Table
    attempts: sa.Table
    verdicts: sa.Table


@cache
def tables() -> Tables:
    """Give the tables; texts of students are in them as they are, and nowhere a part of an SQL sentence."""
    import sqlalchemy as sa

    c, text, number = sa.Column, sa.Text, sa.Integer
    metadata = sa.MetaData()

    def table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
        return sa.Table(name, metadata, *columns)

    return Tables(
        metadata,
        about=table("about", c("name", text, primary_key=True), c("value", text, nullable=False)),
        exercises=table("exercises", c("digest", text, primary_key=True), c("facts", sa.JSON, nullable=False)),
        runs=table(
            "runs",
            c("id", number, primary_key=True),
            # Which gradebook it belongs to: one PostgreSQL database holds those of many classes.
            c("book", text, nullable=False, index=True),
            c("terms", sa.JSON, nullable=False),
            c("terms_digest", text, nullable=False),
            c("fresh", sa.Boolean, nullable=False),
            c("started", text, nullable=False),
            c("finished", text),
        ),
        # The bytes of a file that was read before lead to its code, without a notebook being read once more.
        files=table("files", c("digest", text, primary_key=True), c("submission", text, nullable=False)),
        submissions=table(
            "submissions",
            c("digest", text, primary_key=True),
            c("fingerprint", text, nullable=False, index=True),
            c("content", sa.JSON, nullable=False),
        ),
        entries=table(
            "entries",
            c("run", sa.ForeignKey("runs.id"), primary_key=True),
            c("student", text, primary_key=True),
            c("place", number, nullable=False),
            c("name", text, nullable=False),
            c("file", text, nullable=False),
            c("digest", sa.ForeignKey("submissions.digest"), index=True),
            c("refusal", sa.JSON),
            c("note", sa.JSON),
            c("upload", text, nullable=False),
            c("late", sa.Boolean, nullable=False, server_default=sa.false()),
            c("attempt", sa.ForeignKey("attempts.id")),
        ),
        # What a roster calls a student whom a download knows by another name.
        names=table("names", c("book", text, primary_key=True), c("student", text, primary_key=True), c("name", text)),
        attempts=table(
            "attempts",
            c("id", number, primary_key=True),
            c("run", sa.ForeignKey("runs.id"), nullable=False),
            c("digest", sa.ForeignKey("submissions.digest"), nullable=False),
            c("terms_digest", text, nullable=False),
            c("score", sa.Float),
            c("max_score", sa.Float),
            c("tries", number, nullable=False),
            c("failure", sa.JSON),
            c("facts", sa.JSON),
            c("graded", text, nullable=False),
            # The database's own word that nothing is graded twice.
            sa.UniqueConstraint("run", "digest"),
            sa.Index("attempts_by_terms", "terms_digest", "digest"),
        ),
        verdicts=table(
            "verdicts",
            c("attempt", sa.ForeignKey("attempts.id"), primary_key=True),
            c("check", text, primary_key=True),
            c("part", text, nullable=False),
            c("outcome", text, nullable=False),
            c("cause", text),
            c("trap", text),
            c("misconception", text),
            c("score", sa.Float, nullable=False),
            c("max_score", sa.Float, nullable=False),
        ),
    )
