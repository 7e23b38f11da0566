"""An author's files are parsed once, by one thread at a time."""

from __future__ import annotations

import ast
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.exercise.syntax import table_of, tree_of
from grader.model import StandIns
from grader.sandbox.protocol import source
from grader.sandbox.supervisor.lending import packed


def test_what_was_parsed_is_not_parsed_again() -> None:
    """Several look at each file, and `grade watch` at every save."""
    assert tree_of("once = 1") is tree_of("once = 1")
    assert table_of("once = 1") is table_of("once = 1") == {"once": 1}


def test_what_cannot_be_parsed_raises_each_time() -> None:
    """Whoever asks first takes no error away from the next one."""
    for _ in range(2):
        with pytest.raises(SyntaxError):
            tree_of("def")
        with pytest.raises(ValueError, match="Invalid"):
            table_of("=")


def test_one_thread_parses_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11 may raise SystemError where two do, and a student of a class would be without a grade."""
    parse, inside, most = ast.parse, list[int](), list[int]()

    def slow(*arguments: object, **more: object) -> object:
        inside.append(threading.get_ident())
        most.append(len(inside))
        time.sleep(0.02)
        inside.remove(threading.get_ident())
        return parse(*arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(ast, "parse", slow)
    assert source.ast is ast
    with ThreadPoolExecutor(4) as pool:
        [*pool.map(tree_of, [f"here = {number}" for number in range(4)])]
        [*pool.map(packed, [StandIns((), f"there = {number}") for number in range(4)])]
        [*pool.map(lambda work: work(), [lambda: tree_of("both = 1"), lambda: packed(StandIns((), "both = 2"))])]
    assert len(most) == 10
    assert max(most) == 1
