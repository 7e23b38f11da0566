"""How questions to misconceptions are dealt out to processes."""

from __future__ import annotations

import pytest

from grader.grading.expected import _heaps
from grader.model import CheckName, MisconceptionName, Question

QUESTIONS = [
    Question(CheckName(f"check{number % 3}"), number % 2, MisconceptionName(f"wrong{number // 6}"))
    for number in range(6 * 7)
]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 9])
def test_all_questions_to_one_are_in_one_heap(number: int) -> None:
    """They may share a run; nothing is lost or asked twice, and no heap has much more than another."""
    heaps = _heaps(QUESTIONS, number)
    assert sorted(map(hash, (question for heap in heaps for question in heap))) == sorted(map(hash, QUESTIONS))
    wrong = [{question.instead for question in heap} for heap in heaps]
    assert sum(map(len, wrong)) == len(set.union(*wrong)) == 7
    assert max(map(len, wrong)) - min(map(len, wrong)) <= 1
    assert len(heaps) == min(number, 7)
