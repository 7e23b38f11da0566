"""Lend the reference's definitions to a submission's run: compiled by the trusted side, without their source.

A child can keep what it reads for a later one, so that of the solution no text is there to be read, neither in a file
nor in memory. What AutoGraph would convert by its source (Python's `if` and `for` over tensors) runs as it is written.
"""

from __future__ import annotations

import base64
import marshal
import sys
import types
from contextlib import suppress
from typing import Any

from grader.model import StandIns
from grader.sandbox import loader

MODULE = "stand_ins"
FILENAME = "<stand-ins>"


def packed(stand_ins: StandIns) -> dict[str, Any]:
    """Return an order that `lend` understands; the same Python must run it."""
    statements = loader.parse([stand_ins.source], FILENAME).statements
    code = [statement.code for statement in statements]
    return {"names": stand_ins.names, "code": base64.b64encode(marshal.dumps(code)).decode()}


def lend(work: loader.Work, order: dict[str, Any]) -> None:
    """Put the definitions of an order in the place of the submission's, after it has run."""
    if not order["names"]:
        return
    module = types.ModuleType(MODULE)
    sys.modules[MODULE] = module
    for code in marshal.loads(base64.b64decode(order["code"])):  # noqa: S302 (the trusted side packed it)
        # What needs a definition that isn't lent isn't needed itself.
        with suppress(Exception):
            exec(code, module.__dict__)  # noqa: S102 (the author's code)
    for name in order["names"]:
        work[name] = module.__dict__[name]
