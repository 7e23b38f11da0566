"""Facts that an earlier version kept, in the form of this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.model import Cause, Limit

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


def renewed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a grade's facts with what Python said and what the grader said told apart."""
    return {
        **facts,
        "verdicts": [_verdict(verdict) for verdict in facts["verdicts"]],
        "problems": [_problem(problem) for problem in facts["problems"]],
    }


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
