"""What a batch does with its tasks, whatever they come to: driven in this process, by an executor that runs no submission."""

from __future__ import annotations

import json
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.classroom import batch, lock, tasks
from grader.classroom.batch import TRIES, Batch, BatchRequest
from grader.classroom.executors import WorkerPool, dask, local
from grader.classroom.store import Entry, Run, Store, open_store
from grader.errors import GraderError, InternalError, MachineError, UsageError
from grader.exercise.files import digest_of
from grader.exercise.load import exercise_of
from grader.model import Cell, Isolate, Slug, Submission, Terms
from grader.reasons import Reason
from tests.support import small
from tests.support.exercises import FIRST

TERMS = Terms(Slug("tiny"), "sha256:0", 7, None, Isolate.REQUIRE, {"tensorflow": "2.21.0"})
LOST = InternalError(Reason.SERVER_ENDED, error="killed")
GRADE = {
    "total": {"score": 2.0, "max_score": 10.0},
    "by_check": {"value_of_loss": {"score": 2.0, "max_score": 2.0}},
    "verdicts": [
        {
            "check": "value_of_loss",
            "part": "loss",
            "outcome": "passed",
            "cause": None,
            "trap": None,
            "misconceptions": [],
        }
    ],
}
Answer = BaseException | None


class KilledWorker(Exception):
    """A cluster's own word for a task that took its worker with it several times."""


class Scripted(ThreadPoolExecutor):
    """Ends each task as its first text says: with a grade for each text, or one exception after the other."""

    def __init__(self, answers: Mapping[str, list[Answer]], places: int) -> None:
        super().__init__(places)
        self.answers = {name: list(given) for name, given in answers.items()}
        self.tasks: list[tasks.Task] = []
        # How long a task waits for another one to run beside it.
        self.patience_s = 0.02
        self.beside: dict[str, list[set[str]]] = defaultdict(list)
        self._running: dict[str, set[str]] = {}
        self._lock = threading.Lock()
        self._company = threading.Condition(self._lock)

    def submit(self, _work: Callable[..., Any], /, task: tasks.Task, **_: Any) -> Future[Any]:
        """Take a task, in place of running it."""
        self.tasks.append(task)
        return super().submit(self._answer, task)

    def _answer(self, task: tasks.Task) -> list[Mapping[str, Any]]:
        name = name_of(task.submissions[0])
        with self._company:
            self._running[name] = seen = {name, *self._running}
            for company in self._running.values():
                company.add(name)
            self.beside[name].append(seen)
            self._company.notify_all()
            # Whoever may run beside this one has the time to begin.
            self._company.wait_for(lambda: len(seen) > 1, timeout=self.patience_s)
        answer = self.answers[name].pop(0) if self.answers.get(name) else None
        with self._company:
            del self._running[name]
        if answer is not None:
            raise answer
        return [GRADE for _ in task.submissions]

    @property
    def tried(self) -> list[str]:
        """Return the first text of each task, in the order in which they were begun."""
        return [name_of(task.submissions[0]) for task in self.tasks]


class Class:
    """A gradebook of some students, and what a batch told of them."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(folder, None, create=True)
        self.told: list[tuple[list[str], bool]] = []
        self.listener: Callable[[], None] = lambda: None
        self.executor: Scripted | None = None
        self.run: Run | None = None

    def enter(self, texts: Mapping[str, str], fingerprints: Mapping[str, str] | None = None) -> None:
        """Enter each student with a text; texts of one fingerprint are one program."""
        prints = fingerprints or {}
        kept = [(f"file {t}", t, prints.get(t, f"print {t}"), text_of(t)) for t in sorted({*texts.values()})]
        self.store.keep_submissions(kept)
        self.run = self.store.begin_run(TERMS, small.outline(), fresh=False)
        self.store.enter(self.run, [Entry(name, name.title(), f"{name}.py", text) for name, text in texts.items()])

    def batch(self, *, places: int = 2, **answers: list[Answer]) -> Batch:
        """Return a batch over an executor that answers like this."""
        assert self.run is not None
        self.executor = Scripted(answers, places)
        pool = WorkerPool(self.executor, places, {}, fatal=(KilledWorker,))
        return Batch(self.store, self.run, {}, pool, self._tell)

    def _tell(self, names: list[str], found: Mapping[str, Any] | None) -> None:
        self.told.append((names, found is not None))
        self.listener()

    def attempts(self) -> dict[str, tuple[float | None, int]]:
        """Return the score and the number of tries of each student who was graded or given up."""
        assert self.run is not None
        made = {e.student: self.store.attempt(e.attempt)[0] for e in self.store.entries(self.run) if e.attempt}
        assert all((attempt.facts is None) is (attempt.score is None) for attempt in made.values())
        return {student: (attempt.score, attempt.tries) for student, attempt in made.items()}


def text_of(name: str) -> Submission:
    return Submission(f"{name}.py", name, f"sha256:{name}", (Cell(None, f"NAME = {name!r}\n"),))


def name_of(submission: Submission) -> str:
    return submission.cells[0].source.split("'")[1]


@pytest.fixture
def students(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Class]:
    """Give a class without students, and a place for the files of crashes."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Class(tmp_path)
    yield made
    if made.executor is not None:
        made.executor.shutdown()
    made.store.close()


# Graded once --------------------------------------------------------------------------------------


def test_each_text_is_graded_once_for_all_who_submitted_it(students: Class) -> None:
    """One task a text; all of its students are told of together, and nobody waits any more."""
    students.enter({"ann": "a", "bob": "b", "cid": "a"})
    graded = students.batch()
    assert graded.students == 3
    assert graded.grade()
    assert students.executor is not None
    assert sorted(students.executor.tried) == ["a", "b"]
    assert sorted(students.told) == [(["Ann", "Cid"], True), (["Bob"], True)]
    assert students.attempts() == dict.fromkeys(("ann", "bob", "cid"), (2.0, 1))
    assert graded.students == 0


def test_a_task_has_the_terms_and_texts_under_one_name(students: Class) -> None:
    """What a download called the file is no part of the program."""
    students.enter({"ann": "a"})
    assert students.batch().grade()
    assert students.executor is not None
    (task,) = students.executor.tasks
    assert task.terms == TERMS
    assert [(one.module_name, one.cells) for one in task.submissions] == [("tiny", text_of("a").cells)]


def test_texts_of_one_program_are_one_task(students: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as may be held at once; each has its own grade."""
    monkeypatch.setattr(batch, "MOST_TWINS", 2)
    students.enter({name: name for name in "abcd"}, dict.fromkeys("abc", "print"))
    assert students.batch().grade()
    assert students.executor is not None
    assert sorted(len(task.submissions) for task in students.executor.tasks) == [1, 1, 2]
    assert students.attempts() == dict.fromkeys("abcd", (2.0, 1))


def test_no_more_run_than_there_are_places(students: Class) -> None:
    """What is lost with a process is what it ran."""
    students.enter({name: name for name in "abcdef"})
    assert students.batch(places=1).grade()
    assert students.executor is not None
    assert all(beside == [{name}] for name, beside in students.executor.beside.items())


# Tried again --------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [LOST, ValueError("of our own")])
def test_what_was_lost_is_tried_again(students: Class, error: Exception) -> None:
    """It may have been another text that took the process with it; the number of tries is kept."""
    students.enter({"ann": "a", "bob": "b"})
    assert students.batch(a=[error] * (TRIES - 1)).grade()
    assert students.attempts() == {"ann": (2.0, TRIES), "bob": (2.0, 1)}


@pytest.mark.parametrize("error", [LOST, ValueError("of our own")])
def test_what_is_lost_each_time_is_given_up(students: Class, error: Exception) -> None:
    """It has no score and a reason, its students are told of, and those beside it have their points."""
    students.enter({"ann": "a", "bob": "b"})
    assert students.batch(a=[error] * (TRIES + 1)).grade()
    assert students.attempts() == {"ann": (None, TRIES), "bob": (2.0, 1)}
    assert sorted(students.told) == [(["Ann"], False), (["Bob"], True)]


def test_what_is_given_up_is_told_of_once(students: Class) -> None:
    """As soon as another text could be graded, and not again with each that follows."""
    students.enter({"ann": "a", "bob": "b", "cid": "c"})
    lost = [LOST] * TRIES
    assert students.batch(places=1, a=lost, b=lost[1:], c=lost[1:]).grade()
    assert students.executor is not None
    assert students.executor.tried == list("abc") * TRIES
    assert sorted(students.told) == [(["Ann"], False), (["Bob"], True), (["Cid"], True)]


def test_the_last_try_is_made_alone(students: Class) -> None:
    """So that no other text can be to blame for what ends then."""
    students.enter({name: name for name in "abcdef"})
    lost = {name: [LOST] * (TRIES - 1 if name in "ace" else 1) for name in "abcdef"}
    graded = students.batch(places=3, **lost)
    assert students.executor is not None
    students.executor.patience_s = 0.3
    assert graded.grade()
    assert [students.executor.beside[name][TRIES - 1 :] for name in "abc"] == [[{"a"}], [], [{"c"}]]
    assert students.attempts() == {name: (2.0, len(given) + 1) for name, given in lost.items()}


def test_what_a_cluster_gave_up_is_tried_once_more(students: Class) -> None:
    """It was tried there several times already: one more, alone, decides."""
    students.enter({"ann": "a", "bob": "b"})
    assert students.batch(a=[KilledWorker(), KilledWorker()]).grade()
    assert students.executor is not None
    assert students.executor.tried.count("a") == 2
    assert students.attempts() == {"ann": (None, TRIES), "bob": (2.0, 1)}


def test_nothing_begins_beside_a_last_try(students: Class) -> None:
    """Nor does a text whose own last try it isn't."""
    students.enter({name: name for name in "abcdef"})
    graded = students.batch(a=[KilledWorker()], **{name: [LOST] for name in "bcdef"})
    assert students.executor is not None
    students.executor.patience_s = 0.3
    assert graded.grade()
    assert students.executor.beside["a"][1] == {"a"}


def test_where_nothing_can_be_graded_no_text_is_blamed(students: Class) -> None:
    """With several given up and none graded in between it isn't the texts: the batch ends, and all still wait."""
    students.enter({name: name for name in "abcd"})
    graded = students.batch(**{name: [LOST] * TRIES for name in "abcd"})
    with pytest.raises(InternalError):
        graded.grade()
    assert students.attempts() == {}
    assert students.told == []
    # The same command again, where it works.
    assert students.batch().grade()
    assert students.attempts() == dict.fromkeys("abcd", (2.0, 1))


def test_a_crash_of_our_own_leaves_a_file_for_the_last_try(students: Class, tmp_path: Path) -> None:
    """One file, with the traceback, however often the text was tried."""
    students.enter({"ann": "a", "bob": "b"})
    assert students.batch(a=[ValueError("of our own")] * TRIES).grade()
    (file,) = (tmp_path / "state").rglob("crash-*.txt")
    assert "of our own" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "ends_with"),
    [
        (CancelledError(), MachineError),
        (MachineError("{host} has no room.", host="here"), MachineError),
        (UsageError("{slug} is unknown.", slug="x"), UsageError),
    ],
)
def test_what_would_end_every_task_ends_the_batch(
    students: Class, error: Exception, ends_with: type[GraderError]
) -> None:
    """Without another try, and without a word against the text."""
    students.enter({"ann": "a", "bob": "b"})
    with pytest.raises(ends_with):
        students.batch(places=1, a=[error]).grade()
    assert students.attempts().keys() <= {"bob"}
    assert students.executor is not None
    assert students.executor.tried.count("a") == 1


def test_a_batch_that_is_stopped_finishes_what_it_began(students: Class) -> None:
    """It says that it isn't done, and the rest waits for the same command."""
    students.enter({name: name for name in "abcdef"})
    graded = students.batch(places=2)
    students.listener = graded.stop
    assert not graded.grade()
    assert students.executor is not None
    assert 0 < len(students.executor.tasks) == len(students.told) == len(students.attempts()) <= 2
    left = graded.students
    assert left == 6 - len(students.told)
    again = students.batch()
    assert again.students == left
    assert again.grade()
    assert students.attempts() == dict.fromkeys("abcdef", (2.0, 1))


# Which run ----------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a gradebook, and beside it a folder with Ann's submission."""
    write(tmp_path, "ann", "x = 1")
    made = open_store(tmp_path, None, create=True)
    yield made
    made.close()


def write(folder: Path, student: str, text: str) -> None:
    path = folder / "class" / student / "linear_regression.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def entered(
    store: Store, folder: Path, *, finish: bool = True, versions: str = "2.21.0", **request: Any
) -> tuple[Run, bool]:
    exercise = FIRST
    run, new = batch.enter(store, exercise, BatchRequest(folder / "class", **request), {"tensorflow": versions})
    if finish:
        store.finish_run(run)
    return run, new


def test_a_run_goes_on_until_it_is_finished(store: Store, tmp_path: Path) -> None:
    """With whoever has come in meanwhile; once it is finished and nothing is new, it is the last word."""
    first, new = entered(store, tmp_path, finish=False)
    assert new
    write(tmp_path, "bob", "x = 2")
    again, new = entered(store, tmp_path)
    assert (again.id, new) == (first.id, True)
    entries = store.entries(again)
    assert [entry.student for entry in entries] == ["ann", "bob"]
    for entry in entries:
        assert entry.digest is not None
        store.record(again, {entry.digest: GRADE})
    last, new = entered(store, tmp_path)
    assert (last.id, new) == (first.id, False)


@pytest.mark.parametrize(
    "changes", [{"text": "x = 3"}, {"versions": "2.15.1"}, {"fresh": True}, {"seed": 12}, {"timeout_s": 5.0}]
)
def test_a_new_run_begins_where_something_has_changed(store: Store, tmp_path: Path, changes: dict[str, Any]) -> None:
    """A submission, what is installed, the seed or a limit; or nothing, if all is to be graded anew."""
    first, _ = entered(store, tmp_path, seed=11)
    if "text" in changes:
        write(tmp_path, "ann", changes.pop("text"))
    second, new = entered(store, tmp_path, **changes)
    assert new
    assert second.id != first.id


def test_the_seed_stays_from_run_to_run(store: Store, tmp_path: Path) -> None:
    """One that nobody chose, too: it is never why a score has changed."""
    first, _ = entered(store, tmp_path)
    write(tmp_path, "ann", "x = 3")
    second, _ = entered(store, tmp_path)
    assert second.id != first.id
    assert second.terms.seed == first.terms.seed


def test_a_folder_without_submissions_is_refused(store: Store, tmp_path: Path) -> None:
    """Nothing is begun."""
    (tmp_path / "class" / "ann" / "linear_regression.py").unlink()
    with pytest.raises(UsageError):
        entered(store, tmp_path)
    assert store.runs() == []


def test_a_folder_is_held_by_one_batch(tmp_path: Path) -> None:
    """Until it is done, however it ends; what can't be written to is said."""

    def twice() -> None:
        with lock.locked(tmp_path / "out"), lock.locked(tmp_path / "out"):
            pass

    with pytest.raises(UsageError, match="another `grade batch`"):
        twice()
    with lock.locked(tmp_path / "out"):
        pass
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="can't be written"), lock.locked(tmp_path / "file"):
        pass


# Executors, and what they run ---------------------------------------------------------------------


def test_threads_end_with_their_batch() -> None:
    """There are as many as were asked for; what hasn't begun at the end never does."""
    held = threading.Event()
    with local(2) as pool:
        assert pool.places == 2
        assert pool.versions == tasks.versions()
        begun = [pool.executor.submit(held.wait, 5) for _ in range(2)]
        waiting = pool.executor.submit(held.wait, 5)
        while not all(future.running() for future in begun):
            pass
        threading.Timer(0.1, held.set).start()
    assert all(future.result() for future in begun)
    assert waiting.cancelled()
    with pytest.raises(RuntimeError):
        pool.executor.submit(print)


def test_a_cluster_needs_an_address() -> None:
    """Nobody is asked for one that wasn't named."""
    with pytest.raises(UsageError, match="--scheduler"), dask(None, None):
        pass


def test_terms_are_the_same_after_they_were_kept(students: Class) -> None:
    """A run that goes on has those that it began with."""
    students.enter({"ann": "a"})
    assert students.run is not None
    assert students.store.runs()[-1].terms == TERMS


def test_a_task_carries_its_exercise() -> None:
    """What is unpacked where a task runs is the exercise with the digest that the terms name, without a folder of its own."""
    exercise = FIRST
    files = json.loads(zlib.decompress(tasks.packed(exercise.own_reference.files)))
    assert digest_of(files) == digest_of(exercise.own_reference.files)
    carried = exercise_of(files, Path("nowhere", exercise.slug))
    assert replace(carried.outline, course=exercise.outline.course) == exercise.outline
    assert carried.own_reference.solution == exercise.own_reference.solution


def test_versions_tell_keras_2_from_keras_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """With tf-keras one TensorFlow has both, and they give other grades."""
    monkeypatch.delenv("TF_USE_LEGACY_KERAS", raising=False)
    plain = tasks.versions()
    assert {"python", "numpy", "gradetape"} <= plain.keys()
    monkeypatch.setenv("TF_USE_LEGACY_KERAS", "1")
    assert tasks.versions() == {**plain, "TF_USE_LEGACY_KERAS": "1"}
