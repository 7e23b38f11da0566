"""Grade everything that was submitted: nothing lost, nothing graded twice.

    source ──collect──► entries, one a student ──► run in the store
    texts that wait ──grouped by fingerprint──► tasks ──executor──► facts ──► store, one transaction a text

The store knows at every moment what is done, so the same command goes on after any end. A run is one gradebook as of
one moment: it goes on until it is finished, and a new one begins when somebody's file, the exercise, or what is
installed has changed; whatever was graded before on the same terms is taken over.
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter, deque
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from grader import crashes
from grader.classroom import tasks
from grader.classroom.downloads.choose import Collected, Text, collect, parsed
from grader.classroom.downloads.files import files
from grader.classroom.downloads.names import kind, label
from grader.classroom.store import Entry, Run
from grader.errors import GraderError, InternalError, MachineError, SubmissionError, UsageError
from grader.exercise.course import Course
from grader.exercise.files import Files, digest_of
from grader.model import Exercise, Isolate, Slug, Submission, Terms
from grader.reasons import Reason
from grader.submission import fingerprint
from grader.submission.read import parse_submission
from grader.submission.recognize import infer_exercise

if TYPE_CHECKING:
    from grader.classroom.executors import WorkerPool
    from grader.classroom.store import Store

LARGEST_SEED = 1_000_000
# A text that has taken its worker with it this often is reported, and not tried for ever.
TRIES = 3
# So many texts in a row, and none graded in between: then it isn't the texts.
HOPELESS = 3
LOOK_UP_S = 0.2
# So many files are looked at to tell which exercise they are for.
SAMPLE = 25
AT_A_TIME = 100
# Of what an exception says of itself, in a table.
LONGEST_REASON = 500
# So many files are held in memory at most, most of them nobody's submission.
MOST_READ = 500
# Texts of one program in one task. More of them are run again, since all their grades are in memory at once.
MOST_TWINS = 200
Told = Callable[[list[str], Mapping[str, Any] | None], None]
"""Told of every graded text: whose it is, and the facts of its grade, or None if the grader failed at it."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What the command asks for; None stands for what an earlier run had, or the default."""

    source: Path
    seed: int | None = None
    timeout_s: float | None = None
    isolation: Isolate = Isolate.REQUIRE
    fresh: bool = False


@dataclass(slots=True)
class Job:
    """Texts of one program, and how often they were tried."""

    digests: list[str]
    tries: int = 0


def exercise_of(source: Path, course: Course, named: str | None) -> Exercise:
    """Return the exercise that was submitted: the one named, else the one that most of the first files are for."""
    if named is not None or len(course.slugs) == 1:
        return course.exercise(named or course.slugs[0])
    known = {one.slug: {part.definition for part in one.parts} for one in course.outlines()}
    votes: Counter[Slug] = Counter()
    for file in files(source):
        about = label(file.parts)
        if about is None or kind(about.file) not in (".py", ".ipynb"):
            continue
        with contextlib.suppress(SubmissionError):
            votes[infer_exercise(parse_submission(file.read(), Path(about.file)), known.items())] += 1
        if votes.total() >= SAMPLE:
            break
    if not votes:
        raise UsageError(
            "{source}: can't tell which exercise these submissions are for. Choose one: --exercise {known}",
            source=source,
            known=" | ".join(known),
        )
    return course.exercise(votes.most_common(1)[0][0])


def enter(store: Store, exercise: Exercise, request: BatchRequest, versions: Mapping[str, str]) -> tuple[Run, bool]:
    """Collect, and give the run in which it is graded; and whether there is anything that the last run hadn't."""
    entries = _collected(store, exercise, request.source)
    if not entries:
        raise UsageError(
            "{source}: there are no submissions in it. Give the folder or the .zip that you downloaded.",
            source=request.source,
        )
    last = next(reversed(store.runs()), None)
    terms = _terms(exercise, request, versions, last)
    if last is not None and last.terms == terms:
        if last.finished is None:
            store.enter(last, entries)
            return last, True
        if [_submitted(entry) for entry in store.entries(last)] == list(map(_submitted, entries)) and not request.fresh:
            return last, False
    run = store.begin_run(terms, exercise.outline, fresh=request.fresh)
    store.enter(run, entries)
    return run, True


def _submitted(entry: Entry) -> Entry:
    """Return what a student's files say; the name may be a roster's."""
    return replace(entry, name="", attempt=None)


def _terms(exercise: Exercise, request: BatchRequest, versions: Mapping[str, str], last: Run | None) -> Terms:
    """Return a run's terms; the seed stays from run to run, so that it is never why a score has changed."""
    seed = request.seed
    if seed is None:
        seed = last.terms.seed if last else random.SystemRandom().randrange(1, LARGEST_SEED)
    digest = digest_of(exercise.own_reference.files)
    return Terms(exercise.slug, digest, seed, request.timeout_s, request.isolation, versions)


def _collected(store: Store, exercise: Exercise, source: Path) -> list[Entry]:
    kept = _Kept(store)
    entries = []
    for found in collect(source, exercise.outline, kept.read):
        entries.append(_entry(found))
        if found.text is not None:
            kept.keep(found.file_digest)
    kept.flush()
    return entries


class _Kept:
    """The texts of a class: what was read before, now or in an earlier batch, isn't read again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = store.known_files()
        # Read now, by the file's digest: the submission's, its fingerprint's, and itself. Not all of them are kept.
        self._read: dict[str, tuple[str, str, Submission]] = {}
        self._new: set[str] = set()

    def read(self, data: bytes, path: PurePosixPath, file_digest: str) -> Text:
        """Read a file; raises SubmissionError."""
        if file_digest in self._known:
            digest = self._known[file_digest]
            return Text(digest, lambda: self._store.submission(digest))
        if file_digest not in self._read:
            text = parsed(data, path, file_digest)
            submission = text.submission()
            self._read[file_digest] = text.digest, fingerprint.fingerprint(submission).digest, submission
        digest, _, submission = self._read[file_digest]
        return Text(digest, lambda: submission)

    def keep(self, file_digest: str) -> None:
        """Keep a file that is somebody's submission."""
        if file_digest in self._read:
            self._new.add(file_digest)
        if len(self._new) >= AT_A_TIME or len(self._read) >= MOST_READ:
            self.flush()

    def flush(self) -> None:
        """Write down what was kept, and forget all that was read."""
        self._store.keep_submissions((file_digest, *self._read[file_digest]) for file_digest in sorted(self._new))
        self._known |= {file_digest: self._read[file_digest][0] for file_digest in self._new}
        self._read.clear()
        self._new.clear()


def _entry(found: Collected) -> Entry:
    digest = found.text.digest if found.text else None
    return Entry(found.student, found.name, found.file, digest, found.refusal, found.note, found.upload, found.late)


class Batch:
    """Grades what waits in a run; `stop` has it finish what is running and begin nothing more."""

    def __init__(self, store: Store, run: Run, files: Files, pool: WorkerPool, told: Told) -> None:
        self._store = store
        self._run = run
        self._exercise = tasks.packed(files)
        self._pool = pool
        self._told = told
        self._terms = run.terms
        self._stopping = False
        self._aside: list[tuple[Job, InternalError]] = []
        self._names: dict[str, list[str]] = {}
        for entry in store.entries(run):
            if entry.digest is not None and entry.attempt is None:
                self._names.setdefault(entry.digest, []).append(entry.name)

    @property
    def students(self) -> int:
        """Return how many students still wait."""
        return sum(map(len, self._names.values()))

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True

    def grade(self) -> bool:
        """Grade until nothing waits, or `stop` was called; tell whether all is done."""
        waiting = deque(
            Job(digests[first : first + MOST_TWINS])
            for _, digests in self._store.waiting(self._run)
            for first in range(0, len(digests), MOST_TWINS)
        )
        flying: dict[Future[list[dict[str, Any]]], Job] = {}
        while flying or (waiting and not self._stopping):
            while self._may_begin(waiting, list(flying.values())):
                job = waiting.popleft()
                flying[self._pool.executor.submit(tasks.grade_task, self._task(job))] = job
            for future in wait(flying, LOOK_UP_S, FIRST_COMPLETED).done:
                if again := self._landed(flying.pop(future), future):
                    waiting.append(again)
        for job, error in self._aside:
            self._failed(job, error)
        return not waiting

    def _may_begin(self, waiting: deque[Job], flying: list[Job]) -> bool:
        """Whether the next job may begin; the last try of one is made alone, so that no other can be to blame."""
        if not waiting or self._stopping or len(flying) >= self._pool.places:
            return False
        return not flying or not any(job.tries == TRIES - 1 for job in (waiting[0], *flying))

    def _task(self, job: Job) -> tasks.Task:
        texts = (self._store.submission(digest) for digest in job.digests)
        # The name that a download gave the file is no choice of the student's, and twins must not differ in it.
        named = tuple(replace(text, module_name=self._terms.slug) for text in texts)
        return tasks.Task(self._terms, named, self._exercise)

    def _landed(self, job: Job, future: Future[list[dict[str, Any]]]) -> Job | None:
        """Keep what came, or give the job back to be tried once more."""
        try:
            found = future.result()
        except self._pool.fatal as error:
            # The cluster has tried it several times already, beside others; once more alone, and it is decided.
            return self._lost(replace(job, tries=max(job.tries + 1, TRIES - 1)), _told_of(error))
        except InternalError as error:
            return self._lost(replace(job, tries=job.tries + 1), error)
        except self._pool.lost as error:
            raise MachineError(
                "The connection to the cluster was lost ({error}). Run the same command again and it resumes.",
                error=str(error) or type(error).__name__,
            ) from error
        except GraderError:
            raise
        except Exception as error:  # noqa: BLE001 (our own fault at one text must not cost the others theirs)
            tries = job.tries + 1
            return self._lost(
                replace(job, tries=tries), _told_of(error, crashes.write(error) if tries >= TRIES else None)
            )
        graded = dict(zip(job.digests, found, strict=True))
        self._store.record(self._run, graded, tries=job.tries + 1)
        for digest, one in graded.items():
            self._told(self._names.pop(digest, []), one)
        for aside, why in self._aside:
            self._failed(aside, why)
        self._aside.clear()
        return None

    def _lost(self, job: Job, error: InternalError) -> Job | None:
        if job.tries < TRIES:
            return job
        # Only said to be the text's fault once others could be graded beside it, or all have been tried.
        self._aside.append((job, error))
        if len(self._aside) >= HOPELESS:
            raise error
        return None

    def _failed(self, job: Job, error: InternalError) -> None:
        self._store.record(self._run, dict.fromkeys(job.digests), tries=job.tries, failure=error.explanation)
        for digest in job.digests:
            self._told(self._names.pop(digest, []), None)


def _told_of(error: BaseException, crash: Path | None = None) -> InternalError:
    if crash is not None:
        return InternalError(
            Reason.CRASHED_AT_ONE,
            tries=TRIES,
            error=repr(error)[:LONGEST_REASON],
            path=crash,
        )
    return InternalError(Reason.FAILED, tries=TRIES, error=repr(error)[:LONGEST_REASON])
