"""How tests are shared out among pytest-xdist's workers."""

from __future__ import annotations

from functools import cache

from xdist.scheduler import LoadScopeScheduling

from tests.support.paths import ROOT


class InOrder(LoadScopeScheduling):
    """Hands tests out one by one, so that no worker is left with slow ones in the end.

    Only the tests of a file that makes something once for all of them stay together: it often has TensorFlow loaded.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return file if _is_made_once(file) else nodeid


@cache
def _is_made_once(file: str) -> bool:
    return not file.startswith("tests/unit/") and '(scope="module")' in (ROOT / file).read_text(encoding="utf-8")
