"""What is said of code that raised, was stopped, or ended its process."""

from __future__ import annotations

import signal

from grader.feedback import foreign
from grader.i18n import N_, Speech
from grader.model import Exited, Limit, NotPython, Raised, Stopped, Trouble

# How student code is ended, rather than what it gives.
STOPPED = {
    Limit.TIME: N_(
        "`{name}` took longer than {detail} s, which is the limit for one check. Look for a loop that never ends, or "
        "compute less."
    ),
    Limit.RUN: N_("Your submission took longer than {detail} s in all, which is the limit for one submission."),
    Limit.MEMORY: N_("`{name}` used more memory than is allowed."),
    Limit.THREADS: N_("`{name}` started more than {detail} threads and was stopped."),
    Limit.DISK: N_("`{name}` filled its folder (more than {detail} MB, or too many files) and was stopped."),
    Limit.OUTPUT: N_("`{name}` printed more than {detail} MB and was stopped. Print less."),
    Limit.EVIDENCE: N_("`{name}` gave a result that can't be accepted: {detail}."),
}
STATEMENT_TOOK_LONG = N_(
    "`{name}` took longer than {detail} s, which is the limit for one statement. Look for a loop that never ends, or "
    "compute less."
)
# Of what an earlier version stopped without keeping the limit.
TOOK_LONG = N_("`{name}` took longer than is allowed.")


def sentence_of(speech: Speech, name: str, trouble: Trouble) -> str:
    """Return what happened to the code called `name`."""
    if isinstance(trouble, NotPython):
        return error_text(trouble.error, trouble.message)
    if isinstance(trouble, Raised):
        return _raised(speech, name, trouble)
    return ending(speech, name, trouble)


def _raised(speech: Speech, definition: str, trouble: Raised) -> str:
    """Return what student code raised; at no line of the student's, it is the check that couldn't use what it was given."""
    if foreign.foreign(trouble) is not None:
        return foreign.sentence(speech, trouble)
    error = error_text(trouble.type, trouble.message)
    if trouble.line is None:
        return speech.say(N_("The check can't use the result of `{name}`: {error}"), name=definition, error=error)
    return speech.say(N_("`{name}` raised {error}"), name=definition, error=error)


def ending(speech: Speech, name: str, trouble: Stopped | Exited, *, statement: bool = False) -> str:
    """Return how student code, a part or a top-level statement, was stopped from outside, or ended itself."""
    if isinstance(trouble, Stopped):
        sentence = STOPPED[trouble.limit]
        if trouble.limit is Limit.TIME:
            sentence = (STATEMENT_TOOK_LONG if statement else sentence) if trouble.detail else TOOK_LONG
        return speech.say(sentence, name=name, detail=trouble.detail)
    if trouble.status >= 0:
        sentence = N_(
            "`{name}` ended the whole Python process (exit status {status}). Remove the call that does this, such as "
            "`os._exit()`."
        )
        return speech.say(sentence, name=name, status=str(trouble.status))
    sentence = N_("`{name}` crashed the whole Python process ({signal}).")
    return speech.say(sentence, name=name, signal=_signal(-trouble.status))


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def error_text(kind: str, message: str) -> str:
    """Return an error as Python writes it in its last line."""
    return f"{kind}: {message}" if message else kind
