"""The tables of a gradebook; how those of an earlier version become these is in upgrades.py.

Texts of students are in them as they are, and nowhere a part of an SQL sentence.
"""

from __future__ import annotations

import sqlalchemy as sa

c, text, number = sa.Column, sa.Text, sa.Integer
metadata = sa.MetaData()


def table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    """Return a table of ours with these columns."""
    return sa.Table(name, metadata, *columns)


about = table("about", c("name", text, primary_key=True), c("value", text, nullable=False))
exercises = table("exercises", c("digest", text, primary_key=True), c("facts", sa.JSON, nullable=False))
runs = table(
    "runs",
    c("id", number, primary_key=True),
    # Which gradebook it belongs to: one PostgreSQL database holds those of many classes.
    c("book", text, nullable=False, index=True),
    c("terms", sa.JSON, nullable=False),
    c("terms_digest", text, nullable=False),
    c("fresh", sa.Boolean, nullable=False),
    c("started", text, nullable=False),
    c("finished", text),
)
# The bytes of a file that was read before lead to its code, without a notebook being read once more.
files = table("files", c("digest", text, primary_key=True), c("submission", text, nullable=False))
submissions = table(
    "submissions",
    c("digest", text, primary_key=True),
    c("fingerprint", text, nullable=False, index=True),
    c("content", sa.JSON, nullable=False),
)
entries = table(
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
)
# What a roster calls a student whom a download knows by another name.
names = table("names", c("book", text, primary_key=True), c("student", text, primary_key=True), c("name", text))
attempts = table(
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
)
verdicts = table(
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
)
