"""How a gradebook of an earlier version becomes one of this: numbered steps, each for the tables and for the facts in them.

Tables are upgraded where they are. What was kept of a grading is never rewritten: its facts are upgraded when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.model import Cause, Limit, Promise
from grader.reasons import Reason

# What stood in the place of an exception's name where the grader had ended student code.
LIMITS = {
    "wall time": Limit.TIME,
    "memory": Limit.MEMORY,
    "threads": Limit.THREADS,
    "disk": Limit.DISK,
    "output": Limit.OUTPUT,
    "evidence": Limit.EVIDENCE,
}
RAISED = {None, Cause.RAISED.value, Cause.MISSING.value, Cause.NOT_ATTEMPTED.value, Cause.UNAVAILABLE.value}
# The sentences that stood in the place of an explanation's id up to format 3.
EXPLANATIONS = {
    "{path}: there is no such file.": Reason.NOT_THERE,
    "{path}: a folder. Name the .py or .ipynb file in it.": Reason.FOLDER,
    "{path}: not a file. Name the .py or .ipynb itself.": Reason.NO_FILE,
    "{path}: a link. Hand in the file itself.": Reason.LINK,
    "{path}: can't be read ({error}).": Reason.UNREADABLE,
    "{path}: hand in a .py or an .ipynb file.": Reason.OTHER_KIND,
    "{path}: larger than {limit} MB. Clear the outputs and save again.": Reason.TOO_LARGE,
    "{path}: an empty file. Save the notebook and hand it in again.": Reason.EMPTY,
    "{path}: there is no code in it.": Reason.NO_CODE,
    "{path}: more than {limit} MB of code.": Reason.TOO_MUCH_CODE,
    "{path}: its encoding can't be told ({error}). Save it as UTF-8.": Reason.UNKNOWN_ENCODING,
    "{path}: declares the encoding {name}. Save it as UTF-8.": Reason.OTHER_ENCODING,
    "{path}: line {line} is not UTF-8. Save it as UTF-8.": Reason.NOT_UTF8,
    "{path}: not a Jupyter notebook. Open it in Jupyter, save it, and hand it in again.": Reason.NO_NOTEBOOK,
    "{path}: its outputs hold more data than can be read. Clear the outputs and save again.": Reason.TOO_MUCH_DATA,
    "{path}: more than {limit} code cells. Keep the cells of the exercise and save again.": Reason.TOO_MANY_CELLS,
    "Nothing that can be graded was handed in: there is no .py and no .ipynb.": Reason.NOTHING_TO_GRADE,
    "{path}: can't be read from its archive ({error}).": Reason.ARCHIVE_UNREADABLE,
    "{path}: there is no .py and no .ipynb in this archive.": Reason.ARCHIVE_EMPTY,
    "{path}: more than {most} files in one archive.": Reason.ARCHIVE_TOO_FULL,
    "{path}: packed {ratio} times smaller than it is, as no real work is.": Reason.PACKED_TOO_SMALL,
    "Graded was {file}, which has the most parts; also handed in: {others}.": Reason.MOST_PARTS,
    "Graded: {file}, which fills in the most parts. Also submitted: {others}.": Reason.MOST_PARTS,
    "Graded was {file}, the newest of several; also handed in: {others}.": Reason.NEWEST,
    "Graded: {file}, the newest of the files that fill in the most parts. Also submitted: {others}.": Reason.NEWEST,
    "Graded: {file}, named after the exercise. Another file is as complete and as new. Also submitted: {others}.": (
        Reason.NAMED_LIKE_IT
    ),
    "Graded: {file}, the notebook. A script is as complete and as new. Also submitted: {others}.": Reason.THE_NOTEBOOK,
    "Graded: {file}, the last by name. Another file is as complete and as new. Also submitted: {others}.": (
        Reason.LAST_BY_NAME
    ),
    "The process that runs student code has ended: {error}": Reason.SERVER_ENDED,
    "A process for student code could not be made ready ({cause}): {said}": Reason.NOT_READY,
    "Student code has left a process running that outlived it. Look for it, and grade with: --isolation require": (
        Reason.SURVIVOR
    ),
    "The grader failed at this submission {tries} times ({error}).": Reason.FAILED,
    "gradetape failed on this submission {tries} times ({error}). Please report this as a bug and send the file {path}, "
    "after you have read it.": Reason.CRASHED_AT_ONE,
    "{path}: gradetape could not read this file ({error}). Please report this as a bug.": Reason.UNFORESEEN_FILE,
}
# The same of what confined the code.
PROMISES = {
    "own process": Promise.OWN_PROCESS,
    "private folder": Promise.PRIVATE_FOLDER,
    "limits on time, memory and output": Promise.LIMITS,
    "files outside can't be read": Promise.NO_READING,
    "nor changed": Promise.NO_CHANGING,
    "no network": Promise.NO_NETWORK,
    "no new process": Promise.NO_PROCESSES,
    "no signal to others": Promise.NO_SIGNALS,
    "no uncounted memory": Promise.NO_HIDDEN_MEMORY,
    "names, sizes and dates of files elsewhere can be seen": Promise.NO_NAMES,
    "what no cell defines, which ran in this notebook's own process": Promise.NOTHING_OUTSIDE,
}
Facts = Mapping[str, Any]


def _told_apart(facts: Facts) -> Facts:
    """Tell apart what Python said and what the grader said, which stood in one place up to format 2."""
    return {
        **facts,
        "verdicts": [_verdict(verdict) for verdict in facts["verdicts"]],
        "problems": [_problem(problem) for problem in facts["problems"]],
    }


def _with_ids(facts: Facts) -> Facts:
    """Put ids in the place of the sentences that said up to format 3 what confined the code."""
    return {**facts, "isolation": {name: _promises(kept) for name, kept in facts["isolation"].items()}}


def _outlined(facts: Facts) -> Facts:
    """Keep of an exercise, which was kept whole up to format 4, what a report needs."""
    kept = ("slug", "parts", "points", "texts", "epochs")
    return {
        **{name: facts[name] for name in kept},
        "checks": {check["name"]: check["part"] for check in facts["checks"]},
    }


def _explained_by_id(kept: Any) -> Any:
    """Put an id in the place of a sentence; one that isn't known any more keeps its English text."""
    if isinstance(kept, Mapping):
        return kept
    sentence, facts = kept
    if sentence in EXPLANATIONS:
        return {"reason": EXPLANATIONS[sentence].value, "facts": facts}
    return {"reason": Reason.KEPT_TEXT.value, "facts": {"text": sentence.format(**facts)}}


def _promises(kept: Sequence[str]) -> list[str]:
    """Return promises by their ids; what an unknown sentence promised isn't said any more."""
    known = [PROMISES.get(one, one) for one in kept]
    return [one for one in known if one in set(Promise)]


def _verdict(verdict: Mapping[str, Any]) -> dict[str, Any]:
    trouble, lacks = verdict.get("trouble"), verdict.get("lacks")
    return {
        **verdict,
        "trouble": trouble and _trouble(trouble, ended=verdict["cause"] not in RAISED),
        "lacks": lacks and {**lacks, "trouble": _trouble(lacks["trouble"], ended=True)},
    }


def _problem(problem: Mapping[str, Any]) -> dict[str, Any]:
    if "kind" not in problem:
        return dict(problem)
    trouble = {name: problem.get(name) for name in ("kind", "message", "module", "file")}
    return {"where": problem["where"], "trap": problem.get("trap"), "trouble": _trouble(trouble, ended=True)}


def _trouble(trouble: Mapping[str, Any], *, ended: bool) -> dict[str, Any]:
    """Return a trouble; only one that `ended` student code may be the grader's own."""
    if "kind" not in trouble:
        return dict(trouble)
    kind, message = trouble["kind"], trouble["message"]
    place = {name: trouble[name] for name in ("line", "lost") if name in trouble}
    if ended and kind in LIMITS:
        return {"limit": LIMITS[kind].value, "detail": message, **place}
    if ended and kind == "exit":
        return {"status": int(message or 0), **place}
    known = {name: value for name, value in trouble.items() if name != "kind"}
    return {"type": kind, "module": None, "file": None, **known}


def _unchanged(kept: Any) -> Any:
    return kept


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What makes a gradebook of one version that of the next: SQL for its tables, beside tables that are new, and facts."""

    tables: tuple[str, ...] = ()
    grade: Callable[[Facts], Facts] = _unchanged
    outline: Callable[[Facts], Facts] = _unchanged
    explanation: Callable[[Any], Any] = _unchanged


UPGRADES: Mapping[int, Upgrade] = {
    1: Upgrade(tables=("ALTER TABLE entries ADD COLUMN late BOOLEAN NOT NULL DEFAULT FALSE",)),
    2: Upgrade(grade=_told_apart),
    3: Upgrade(grade=_with_ids, explanation=_explained_by_id),
    4: Upgrade(outline=_outlined),
}
"""By the version that a step starts from; to be added to with every change of the tables, or of the facts in them."""
SCHEMA = 1 + len(UPGRADES)
# Under this name a grade's facts say of which version they are. Those without it are of version 4 or before: the steps
# up to there know by the facts themselves whether anything is to be done.
FORMAT = "format"


def grade(facts: Facts) -> Facts:
    """Return a grade's facts in the form of this version."""
    for version in range(facts.get(FORMAT, min(UPGRADES)), SCHEMA):
        facts = UPGRADES[version].grade(facts)
    return facts


def outline(facts: Facts) -> Facts:
    """Return the facts of an exercise in the form of this version."""
    for version in range(facts.get(FORMAT, min(UPGRADES)), SCHEMA):
        facts = UPGRADES[version].outline(facts)
    return facts


def explanation(kept: Any) -> Any:
    """Return an explanation in the form of this version."""
    for version in range(min(UPGRADES), SCHEMA):
        kept = UPGRADES[version].explanation(kept)
    return kept
