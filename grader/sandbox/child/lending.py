"""Lend the reference's definitions to a submission's run, as the trusted side compiled them."""

from __future__ import annotations

import base64
import marshal
import sys
import types
from contextlib import suppress
from typing import Any

from grader.sandbox.child import submission_loader
from grader.sandbox.protocol.orders import Lent

MODULE = "stand_ins"


def lend(work: submission_loader.StudentModule, lent: Lent) -> dict[str, Any]:
    """Put what is lent in the place of the submission's definitions, after it has run; return the names that these can use."""
    module = types.ModuleType(MODULE)
    if not lent.names:
        return module.__dict__
    sys.modules[MODULE] = module
    for code in marshal.loads(base64.b64decode(lent.code)):  # noqa: S302 (the trusted side packed it)
        # What needs a definition that isn't lent isn't needed itself.
        with suppress(Exception):
            exec(code, module.__dict__)  # noqa: S102 (the author's code)
    for name in lent.names:
        work[name] = module.__dict__[name]
    return module.__dict__
