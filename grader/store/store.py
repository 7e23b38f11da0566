"""Everything that a batch keeps: written one submission a transaction, and never rewritten."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import facts
from grader.errors import UsageError
from grader.model import Exercise, PartName, Points, Submission
from grader.store.database import connect, translated
from grader.store.rows import Attempt, Entry, Run, Sentence
from grader.store.schema import tables

if TYPE_CHECKING:
    import sqlalchemy as sa

ROWS_AT_A_TIME = 500


class Store:
    """The database of one gradebook."""

    def __init__(self, engine: sa.Engine, book: str) -> None:
        self._engine = engine
        self._book = book
        self._t = tables()

    def close(self) -> None:
        """Give the database back."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        """Give one transaction; all of it is kept, or nothing."""
        with translated(self._engine), self._engine.begin() as connection:
            yield connection

    def _select(self, statement: sa.Select[Any]) -> list[Any]:
        with self._begin() as connection:
            return list(connection.execute(statement))

    # What was handed in ---------------------------------------------------------------------------

    def known_files(self) -> dict[str, str]:
        """Give the digests of all files that were read before, each with that of the submission it was read as."""
        import sqlalchemy as sa

        files = self._t.files
        return {row[0]: row[1] for row in self._select(sa.select(files.c.digest, files.c.submission))}

    def keep_submissions(self, found: Iterable[tuple[str, str, str, Submission]]) -> None:
        """Keep submissions, each with the digest of its file, its own, and its fingerprint's."""
        with self._begin() as connection:
            for file_digest, digest, fingerprint, submission in found:
                content = facts.plain(submission)
                self._put(connection, "submissions", digest=digest, fingerprint=fingerprint, content=content)
                self._put(connection, "files", digest=file_digest, submission=digest)

    def submission(self, digest: str) -> Submission:
        """Give a submission by its digest."""
        import sqlalchemy as sa

        kept = self._t.submissions
        [(content,)] = self._select(sa.select(kept.c.content).where(kept.c.digest == digest))
        return facts.to_submission(content)

    def _put(self, connection: sa.Connection, table: str, **values: Any) -> None:
        """Insert a row, unless one with its key is there."""
        from sqlalchemy.dialects import postgresql, sqlite

        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(getattr(self._t, table)).values(**values).on_conflict_do_nothing())

    # Runs -----------------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """Give all runs of this gradebook, the oldest first."""
        import sqlalchemy as sa

        t = self._t.runs
        columns = (t.c.id, t.c.terms, t.c.terms_digest, t.c.fresh, t.c.started, t.c.finished)
        return [Run(*row) for row in self._select(sa.select(*columns).where(t.c.book == self._book).order_by(t.c.id))]

    def begin_run(self, terms: Mapping[str, Any], exercise: Exercise, *, fresh: bool) -> Run:
        """Begin a run on these terms."""
        with self._begin() as connection:
            self._put(connection, "exercises", digest=terms["exercise_digest"], facts=facts.of_exercise(exercise))
            row = {
                "book": self._book,
                "terms": dict(terms),
                "terms_digest": terms_digest(terms),
                "fresh": fresh,
                "started": _now(),
            }
            made = connection.execute(self._t.runs.insert().values(**row)).inserted_primary_key
        return next(run for run in self.runs() if made and run.id == made[0])

    def finish_run(self, run: Run) -> None:
        """Say that everything of a run is graded and written out."""
        runs = self._t.runs
        with self._begin() as connection:
            connection.execute(runs.update().where(runs.c.id == run.id).values(finished=_now()))

    def exercise(self, run: Run) -> Exercise:
        """Give the exercise of a run as it was then, for reports."""
        import sqlalchemy as sa

        kept = self._t.exercises
        chosen = sa.select(kept.c.facts).where(kept.c.digest == run.terms["exercise_digest"])
        return facts.to_exercise(self._select(chosen)[0][0])

    # Who handed in what ---------------------------------------------------------------------------

    def enter(self, run: Run, entries: Sequence[Entry]) -> None:
        """Write down everybody of a run, in place of who was there when it was last begun.

        What was graded before on the same terms counts; in a fresh run, only what this run graded itself.
        """
        import sqlalchemy as sa

        attempts, table = self._t.attempts, self._t.entries
        chosen = sa.select(attempts.c.digest, sa.func.max(attempts.c.id)).group_by(attempts.c.digest)
        chosen = chosen.where(attempts.c.terms_digest == run.terms_digest)
        if run.fresh:
            chosen = chosen.where(attempts.c.run == run.id)
        with self._begin() as connection:
            done = {row[0]: row[1] for row in connection.execute(chosen)}
            connection.execute(table.delete().where(table.c.run == run.id))
            rows = [_row(run, place, entry, done) for place, entry in enumerate(entries)]
            for first in range(0, len(rows), ROWS_AT_A_TIME):
                connection.execute(table.insert(), rows[first : first + ROWS_AT_A_TIME])

    def entries(self, run: Run) -> list[Entry]:
        """Give everybody of a run, in the order in which they were collected."""
        import sqlalchemy as sa

        t, known = self._t.entries, self._t.names
        name = sa.func.coalesce(known.c.name, t.c.name)
        rest = (t.c[column] for column in ("file", "digest", "refusal", "note", "upload", "late", "attempt"))
        same = (known.c.student == t.c.student) & (known.c.book == self._book)
        chosen = sa.select(t.c.student, name, *rest).join(known, same, isouter=True)
        return [
            Entry(student, name, file, digest, _sentence(refusal), _sentence(note), upload, late, attempt)
            for student, name, file, digest, refusal, note, upload, late, attempt in self._select(
                chosen.where(t.c.run == run.id).order_by(t.c.place)
            )
        ]

    def know(self, names: Mapping[str, str]) -> None:
        """Keep what a roster calls its students; from now on they are called so in every run."""
        with self._begin() as connection:
            for student, name in names.items():
                mine = (self._t.names.c.student == student) & (self._t.names.c.book == self._book)
                connection.execute(self._t.names.delete().where(mine))
                self._put(connection, "names", book=self._book, student=student, name=name)

    def waiting(self, run: Run) -> list[tuple[str, list[str]]]:
        """Give what is still to be graded: fingerprints, each with the digests of its texts."""
        import sqlalchemy as sa

        entries, submissions = self._t.entries, self._t.submissions
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
        """Give the fingerprint of every text of a run."""
        import sqlalchemy as sa

        entries, submissions = self._t.entries, self._t.submissions
        chosen = sa.select(submissions.c.digest, submissions.c.fingerprint)
        chosen = chosen.join(entries, submissions.c.digest == entries.c.digest).where(entries.c.run == run.id)
        return {row[0]: row[1] for row in self._select(chosen.distinct())}

    # Gradings -------------------------------------------------------------------------------------

    def record(
        self, run: Run, digest: str, found: Mapping[str, Any] | None, *, tries: int = 1, failure: Sentence | None = None
    ) -> None:
        """Keep one grading with its verdicts, for everybody who handed this text in: one transaction.

        Without facts, `failure` says why the grader couldn't do it. If another process has graded it meanwhile, its
        grading stands.
        """
        import sqlalchemy as sa

        attempts, entries, verdicts = self._t.attempts, self._t.entries, self._t.verdicts
        total = found["total"] if found else {"score": None, "max_score": None}
        with self._begin() as connection:
            mine = (attempts.c.run == run.id) & (attempts.c.digest == digest)
            there = connection.execute(sa.select(attempts.c.id).where(mine)).scalar()
            if there is None:
                row = {"run": run.id, "digest": digest, "terms_digest": run.terms_digest, "graded": _now()}
                row |= {"tries": tries, "failure": failure, "facts": found, **total}
                made = connection.execute(attempts.insert().values(**row)).inserted_primary_key
                there = made[0] if made else None
                if found:
                    connection.execute(verdicts.insert(), [_verdict(there, one, found) for one in found["verdicts"]])
            everybody = (entries.c.run == run.id) & (entries.c.digest == digest)
            connection.execute(entries.update().where(everybody).values(attempt=there))

    def attempt(self, number: int) -> tuple[Attempt, Run]:
        """Give one grading and its run; raises UsageError if there is none of that number in this gradebook."""
        import sqlalchemy as sa

        t = self._t.attempts
        names = ("id", "run", "digest", "score", "max_score", "tries", "failure", "facts", "graded")
        rows = self._select(sa.select(*(t.c[name] for name in names)).where(t.c.id == number))
        run = next((run for run in self.runs() if rows and run.id == rows[0].run), None)
        if run is None:
            raise UsageError("There is no attempt {number} here. `grade history` shows the numbers.", number=number)
        return Attempt(*rows[0]), run

    def totals(self, run: Run) -> dict[int, tuple[Points | None, Sentence | None]]:
        """Give the points of every grading that a run has, or why the grader failed at it."""
        import sqlalchemy as sa

        t, entries = self._t.attempts, self._t.entries
        mine = sa.select(entries.c.attempt).where(entries.c.run == run.id, entries.c.attempt.is_not(None))
        chosen = sa.select(t.c.id, t.c.score, t.c.max_score, t.c.failure).where(t.c.id.in_(mine))
        return {
            attempt: (None if score is None else Points(score, most), _sentence(failure))
            for attempt, score, most, failure in self._select(chosen)
        }

    def parts(self, run: Run) -> dict[int, dict[PartName, Points]]:
        """Give the points of every part in every grading that a run has."""
        import sqlalchemy as sa

        t, entries = self._t.verdicts, self._t.entries
        mine = sa.select(entries.c.attempt).where(entries.c.run == run.id, entries.c.attempt.is_not(None))
        sums = sa.func.sum(t.c.score), sa.func.sum(t.c.max_score)
        chosen = sa.select(t.c.attempt, t.c.part, *sums).where(t.c.attempt.in_(mine)).group_by(t.c.attempt, t.c.part)
        found: dict[int, dict[PartName, Points]] = {}
        for attempt, part, score, most in self._select(chosen):
            found.setdefault(attempt, {})[part] = Points(score, most)
        return found

    def tally(self, run: Run) -> list[tuple[str, str, str | None, str | None, int]]:
        """Count a run's students by check, outcome, trap and misconception."""
        import sqlalchemy as sa

        t, entries = self._t.verdicts, self._t.entries
        groups = (t.c.check, t.c.outcome, t.c.trap, t.c.misconception)
        chosen = sa.select(*groups, sa.func.count()).join(entries, entries.c.attempt == t.c.attempt)
        return [tuple(row) for row in self._select(chosen.where(entries.c.run == run.id).group_by(*groups))]

    def failed(self, run: Run) -> list[tuple[str, str, str, str | None, str | None, str | None]]:
        """Return every check that a student of a run didn't pass: student, check, outcome, cause, trap, misconception."""
        import sqlalchemy as sa

        t, entries = self._t.verdicts, self._t.entries
        columns = entries.c.student, t.c.check, t.c.outcome, t.c.cause, t.c.trap, t.c.misconception
        chosen = sa.select(*columns).join(entries, entries.c.attempt == t.c.attempt)
        chosen = chosen.where(entries.c.run == run.id, t.c.outcome != "passed").order_by(entries.c.place)
        return [tuple(row) for row in self._select(chosen)]

    def outcomes(self, attempt: int) -> dict[str, tuple[str, float]]:
        """Give the outcome of every check of one grading, and its points."""
        import sqlalchemy as sa

        t = self._t.verdicts
        chosen = sa.select(t.c.check, t.c.outcome, t.c.score).where(t.c.attempt == attempt)
        return {check: (outcome, points) for check, outcome, points in self._select(chosen)}


def open_store(folder: Path, url: str | None = None, *, create: bool = False) -> Store:
    """Open the store of an output folder; raises UsageError for what is none, MachineError for one that doesn't answer."""
    return Store(connect(folder, url, create=create), str(folder.resolve()))


def terms_digest(terms: Mapping[str, Any]) -> str:
    """Give the digest of a run's terms."""
    return "sha256:" + hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _row(run: Run, place: int, entry: Entry, done: Mapping[str, int]) -> dict[str, Any]:
    return {
        "run": run.id,
        "student": entry.student,
        "place": place,
        "name": entry.name,
        "file": entry.file,
        "digest": entry.digest,
        "refusal": entry.refusal,
        "note": entry.note,
        "upload": entry.upload,
        "late": entry.late,
        "attempt": done.get(entry.digest) if entry.digest else None,
    }


def _sentence(kept: Any) -> Sentence | None:
    return (kept[0], kept[1]) if kept else None


def _verdict(attempt: int | None, verdict: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    names = ("check", "part", "outcome", "cause", "trap")
    first = next(iter(verdict["misconceptions"]), None)
    return {
        "attempt": attempt,
        "misconception": first,
        **{name: verdict[name] for name in names},
        **found["by_check"][verdict["check"]],
    }
