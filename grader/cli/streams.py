"""Write to the two streams of a command, in the characters that they have."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.errors import UsageError


def tell(sentence: str) -> None:
    """Write one line to stderr, in the characters that it has."""
    encoding = sys.stderr.encoding or "ascii"
    print(sentence.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr, flush=True)


def write(text: str, output: Path | None = None) -> None:
    """Write to a file, or to stdout in the characters that it has; raises UsageError if the file can't be written."""
    if output is not None:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError("{path}: can't be written ({error}).", path=output, error=error.strerror) from error
        return
    # Cyrillic on a stream that can't say it is better escaped than a traceback.
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()
