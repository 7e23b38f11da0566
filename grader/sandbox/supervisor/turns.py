"""Who runs beside whom: many runs at a time, or one alone."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class Turns:
    """Lets runs go on beside one another, and one that must be alone wait for all of them; new ones wait for it then."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running = 0
        self._alone = 0

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Run beside others, once nobody is alone or waits to be."""
        with self._changed:
            self._changed.wait_for(lambda: self._alone == 0)
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Run once all others have ended, and beside none."""
        with self._changed:
            self._alone += 1
            try:
                self._changed.wait_for(lambda: self._running == 0)
            except BaseException:
                self._alone -= 1
                self._changed.notify_all()
                raise
            # Of several who want to be alone, one at a time.
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._alone -= 1
                self._changed.notify_all()
