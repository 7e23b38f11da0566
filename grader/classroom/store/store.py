"""Everything that a batch keeps: written one submission a transaction, and never rewritten."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from grader.classroom.store import schema, serialize
from grader.classroom.store.database import connect, translated
from grader.classroom.store.rows import Attempt, Entry, FailedCheck, Run
from grader.errors import UsageError
from grader.model import Cause, CheckName, Outcome, Outline, PartName, Points, Submission, Terms
from grader.reasons import Explanation

ROWS_AT_A_TIME = 500


class Store:
    """The database of one gradebook."""

    def __init__(self, engine: sa.Engine, book: str) -> None:
        self._engine = engine
        self._book = book

    def close(self) -> None:
        """Close the connection to the database."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        """Open one transaction; all of it is kept, or nothing."""
        with translated(self._engine), self._engine.begin() as connection:
            yield connection

    def _select(self, statement: sa.Select[Any]) -> Iterator[Any]:
        """Yield rows as the database gives them: all of a large class take tens of megabytes."""
        with self._begin() as connection:
            yield from connection.execute(statement)

    # What was submitted ----------------------------------------------------------------------------

    def known_files(self) -> dict[str, str]:
        """Return the digests of all files that were read before, each with that of the submission it was read as."""
        files = schema.files
        return {row[0]: row[1] for row in self._select(sa.select(files.c.digest, files.c.submission))}

    def keep_submissions(self, found: Iterable[tuple[str, str, str, Submission]]) -> None:
        """Keep submissions, each with the digest of its file, its own, and its fingerprint's."""
        with self._begin() as connection:
            for file_digest, digest, fingerprint, submission in found:
                content = serialize.plain(submission)
                self._put(connection, "submissions", digest=digest, fingerprint=fingerprint, content=content)
                self._put(connection, "files", digest=file_digest, submission=digest)

    def submission(self, digest: str) -> Submission:
        """Return a submission by its digest."""
        kept = schema.submissions
        [(content,)] = self._select(sa.select(kept.c.content).where(kept.c.digest == digest))
        return serialize.to_submission(content)

    def _put(self, connection: sa.Connection, table: str, **values: Any) -> None:
        """Insert a row, unless one with its key is there."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(getattr(schema, table)).values(**values).on_conflict_do_nothing())

    # Runs -----------------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """Return all runs of this gradebook, the oldest first."""
        t = schema.runs
        columns = (t.c.id, t.c.terms, t.c.fresh, t.c.started, t.c.finished)
        return [
            Run(id_, serialize.to_terms(terms), *row)
            for id_, terms, *row in self._select(sa.select(*columns).where(t.c.book == self._book).order_by(t.c.id))
        ]

    def begin_run(self, terms: Terms, exercise: Outline, *, fresh: bool) -> Run:
        """Begin a run on these terms."""
        with self._begin() as connection:
            self._put(connection, "exercises", digest=terms.exercise_digest, facts=serialize.of_outline(exercise))
            row = {
                "book": self._book,
                "terms": serialize.plain(terms),
                "terms_digest": terms.digest,
                "fresh": fresh,
                "started": _now(),
            }
            made = connection.execute(schema.runs.insert().values(**row)).inserted_primary_key
        return next(run for run in self.runs() if made and run.id == made[0])

    def finish_run(self, run: Run) -> None:
        """Mark a run as graded and written out."""
        runs = schema.runs
        with self._begin() as connection:
            connection.execute(runs.update().where(runs.c.id == run.id).values(finished=_now()))

    def exercise(self, run: Run) -> Outline:
        """Return the exercise of a run as it was then, for reports."""
        kept = schema.exercises
        chosen = sa.select(kept.c.facts).where(kept.c.digest == run.terms.exercise_digest)
        [(facts,)] = self._select(chosen)
        return serialize.to_outline(facts)

    # Who submitted what ----------------------------------------------------------------------------

    def enter(self, run: Run, entries: Sequence[Entry]) -> None:
        """Write down everybody of a run, in place of who was there when it was last begun.

        What was graded before on the same terms counts; in a fresh run, only what this run graded itself.
        """
        attempts, table = schema.attempts, schema.entries
        chosen = sa.select(attempts.c.digest, sa.func.max(attempts.c.id)).group_by(attempts.c.digest)
        chosen = chosen.where(attempts.c.terms_digest == run.terms.digest)
        if run.fresh:
            chosen = chosen.where(attempts.c.run == run.id)
        with self._begin() as connection:
            done = {row[0]: row[1] for row in connection.execute(chosen)}
            connection.execute(table.delete().where(table.c.run == run.id))
            rows = [serialize.row_of_entry(run, place, entry, done) for place, entry in enumerate(entries)]
            for first in range(0, len(rows), ROWS_AT_A_TIME):
                connection.execute(table.insert(), rows[first : first + ROWS_AT_A_TIME])

    def entries(self, run: Run) -> list[Entry]:
        """Return everybody of a run, in the order in which they were collected."""
        t, known = schema.entries, schema.names
        name = sa.func.coalesce(known.c.name, t.c.name)
        rest = (t.c[column] for column in ("file", "digest", "refusal", "note", "upload", "late", "attempt"))
        same = (known.c.student == t.c.student) & (known.c.book == self._book)
        chosen = sa.select(t.c.student, name, *rest).join(known, same, isouter=True)
        return [
            Entry(
                student,
                name,
                file,
                digest,
                serialize.to_explanation(refusal),
                serialize.to_explanation(note),
                upload,
                late,
                attempt,
            )
            for student, name, file, digest, refusal, note, upload, late, attempt in self._select(
                chosen.where(t.c.run == run.id).order_by(t.c.place)
            )
        ]

    def know(self, names: Mapping[str, str]) -> None:
        """Keep what a roster calls its students; from now on they are called so in every run."""
        with self._begin() as connection:
            for student, name in names.items():
                mine = (schema.names.c.student == student) & (schema.names.c.book == self._book)
                connection.execute(schema.names.delete().where(mine))
                self._put(connection, "names", book=self._book, student=student, name=name)

    def waiting(self, run: Run) -> list[tuple[str, list[str]]]:
        """Return what is still to be graded: fingerprints, each with the digests of its texts."""
        entries, submissions = schema.entries, schema.submissions
        chosen = (
            sa.select(submissions.c.fingerprint, submissions.c.digest, sa.func.min(entries.c.place))
            .join(submissions, submissions.c.digest == entries.c.digest)
            .where(entries.c.run == run.id, entries.c.attempt.is_(None))
            .group_by(submissions.c.fingerprint, submissions.c.digest)
            .order_by(sa.func.min(entries.c.place))
        )
        groups: dict[str, list[str]] = {}
        for fingerprint, digest, _ in self._select(chosen):
            groups.setdefault(fingerprint, []).append(digest)
        return list(groups.items())

    def fingerprints(self, run: Run) -> dict[str, str]:
        """Return the fingerprint of every text of a run."""
        entries, submissions = schema.entries, schema.submissions
        chosen = sa.select(submissions.c.digest, submissions.c.fingerprint)
        chosen = chosen.join(entries, submissions.c.digest == entries.c.digest).where(entries.c.run == run.id)
        return {row[0]: row[1] for row in self._select(chosen.distinct())}

    # Gradings -------------------------------------------------------------------------------------

    def record(
        self,
        run: Run,
        found: Mapping[str, Mapping[str, Any] | None],
        *,
        tries: int = 1,
        failure: Explanation | None = None,
    ) -> None:
        """Keep the grading of each text, by its digest, with its verdicts, for everybody who submitted it: one transaction.

        Without facts, `failure` says why the grader couldn't do it. If another process has graded a text meanwhile, its
        grading stands.
        """
        attempts, entries, verdicts = schema.attempts, schema.entries, schema.verdicts
        terms = {"run": run.id, "terms_digest": run.terms.digest, "graded": _now(), "tries": tries}
        terms["failure"] = serialize.plain(failure)
        with self._begin() as connection:
            mine = (attempts.c.run == run.id) & attempts.c.digest.in_(found)
            there = {
                row[1]: row[0] for row in connection.execute(sa.select(attempts.c.id, attempts.c.digest).where(mine))
            }
            for digest, facts in found.items():
                if digest in there:
                    continue
                total = facts["total"] if facts else {"score": None, "max_score": None}
                row = {**terms, "digest": digest, "facts": facts, **total}
                made = connection.execute(attempts.insert().values(**row)).inserted_primary_key
                there[digest] = made[0] if made else None
                if facts:
                    rows = [serialize.row_of_verdict(there[digest], one, facts) for one in facts["verdicts"]]
                    connection.execute(verdicts.insert(), rows)
            everybody = (entries.c.run == run.id) & (entries.c.digest == sa.bindparam("text"))
            statement = entries.update().where(everybody).values(attempt=sa.bindparam("number"))
            connection.execute(statement, [{"text": digest, "number": number} for digest, number in there.items()])

    def facts(self, attempt: int) -> Mapping[str, Any] | None:
        """Return the facts of one grading; None where there are none."""
        t = schema.attempts
        return next((row[0] for row in self._select(sa.select(t.c.facts).where(t.c.id == attempt))), None)

    def attempts_with(self, run: Run, words: str) -> Mapping[int, int]:
        """Return the attempts of a run in whose facts' JSON these words are, each with the number of its students.

        Between its marks, JSON has no text of a student's in which these would stand as they are.
        """
        t, entries = schema.attempts, schema.entries
        chosen = sa.select(t.c.id, sa.func.count()).join(entries, entries.c.attempt == t.c.id)
        chosen = chosen.where(entries.c.run == run.id, sa.cast(t.c.facts, sa.Text).contains(words, autoescape=True))
        return {row[0]: row[1] for row in self._select(chosen.group_by(t.c.id))}

    def attempt(self, number: int) -> tuple[Attempt, Run]:
        """Return one grading and its run; raises UsageError if there is none of that number in this gradebook."""
        t = schema.attempts
        names = ("id", "run", "digest", "score", "max_score", "tries", "facts", "graded")
        rows = [*self._select(sa.select(*(t.c[name] for name in names)).where(t.c.id == number))]
        run = next((run for run in self.runs() if rows and run.id == rows[0].run), None)
        if run is None:
            raise UsageError(
                "This gradebook has no attempt {number}. `grade history` shows the numbers.", number=number
            )
        return Attempt(*rows[0]), run

    def totals(self, run: Run) -> dict[int, tuple[Points | None, Explanation | None]]:
        """Return the points of every grading that a run has, or why the grader failed at it."""
        t, entries = schema.attempts, schema.entries
        mine = sa.select(entries.c.attempt).where(entries.c.run == run.id, entries.c.attempt.is_not(None))
        chosen = sa.select(t.c.id, t.c.score, t.c.max_score, t.c.failure).where(t.c.id.in_(mine))
        points = cache(Points)
        return {
            attempt: (None if score is None else points(score, most), serialize.to_explanation(failure))
            for attempt, score, most, failure in self._select(chosen)
        }

    def parts(self, run: Run) -> dict[int, dict[PartName, Points]]:
        """Return the points of every part in every grading that a run has."""
        t, entries = schema.verdicts, schema.entries
        mine = sa.select(entries.c.attempt).where(entries.c.run == run.id, entries.c.attempt.is_not(None))
        sums = sa.func.sum(t.c.score), sa.func.sum(t.c.max_score)
        chosen = sa.select(t.c.attempt, t.c.part, *sums).where(t.c.attempt.in_(mine)).group_by(t.c.attempt, t.c.part)
        rows = self._select(chosen.order_by(t.c.attempt, t.c.part))
        # Of thousands of students, many have the same.
        points, same = cache(Points), dict[tuple[tuple[PartName, Points], ...], dict[PartName, Points]]()
        found = {}
        for attempt, group in groupby(rows, itemgetter(0)):
            parts = {part: points(score, most) for _, part, score, most in group}
            found[attempt] = same.setdefault(tuple(parts.items()), parts)
        return found

    def tally(self, run: Run) -> list[tuple[CheckName, Outcome, int]]:
        """Count a run's students by check and outcome."""
        t, entries = schema.verdicts, schema.entries
        groups = (t.c.check, t.c.outcome)
        chosen = sa.select(*groups, sa.func.count()).join(entries, entries.c.attempt == t.c.attempt)
        rows = self._select(chosen.where(entries.c.run == run.id).group_by(*groups))
        return [(check, Outcome(outcome), students) for check, outcome, students in rows]

    def failed(self, run: Run) -> list[FailedCheck]:
        """Return every check that a student of a run didn't pass, in the order of the students."""
        t, entries = schema.verdicts, schema.entries
        columns = entries.c.student, t.c.check, t.c.outcome, t.c.cause, t.c.trap, t.c.misconception
        chosen = sa.select(*columns).join(entries, entries.c.attempt == t.c.attempt)
        chosen = chosen.where(entries.c.run == run.id, t.c.outcome != "passed").order_by(entries.c.place)
        return [
            FailedCheck(student, check, Outcome(outcome), cause and Cause(cause), trap, misconception)
            for student, check, outcome, cause, trap, misconception in self._select(chosen)
        ]

    def outcomes(self, attempt: int) -> dict[CheckName, tuple[Outcome, float]]:
        """Return the outcome of every check of one grading, and its points."""
        t = schema.verdicts
        chosen = sa.select(t.c.check, t.c.outcome, t.c.score).where(t.c.attempt == attempt)
        return {check: (Outcome(outcome), points) for check, outcome, points in self._select(chosen)}


def opened(folder: Path, url: str | None, *, create: bool) -> Store:
    """Do what `open_store` promises."""
    return Store(connect(folder, url, create=create), str(folder.resolve()))


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
