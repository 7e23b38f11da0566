"""What a process says of a limit, in the grader's own words."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Cause, Limit, Limits, Observation, Raised, Stopped


def at_a_limit(seen: Observation, limits: Limits) -> Observation:
    """Return a process' answer with our own words for the limit that it says it met, whatever its exception is called."""
    if not isinstance(seen.trouble, Raised):
        return seen
    met = {
        Cause.TIMED_OUT: (Limit.TIME, f"{limits.check_s:g}"),
        Cause.OUT_OF_MEMORY: (Limit.MEMORY, str(limits.memory_mb)),
        Cause.REFUSED: (Limit.EVIDENCE, seen.trouble.message),
    }.get(seen.cause or Cause.RAISED)
    return seen if met is None else replace(seen, trouble=Stopped(*met, line=seen.trouble.line))
