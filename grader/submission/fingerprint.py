"""Tell which submissions are the same program, so that equal work is run once.

Two submissions are twins if they have the same tokens, broken into lines in the same way; comments, blank lines, blank
space and the form of the file don't count. Since the line breaks agree, the n-th line with code of one is the n-th of
the other, and every line that a run told of one can be told of the other.

A program can see its own comments and line numbers (`inspect`, a printed traceback), so twins might behave
differently. Nobody gains by it: twins have the same tokens, so what one of them earns, the other could have submitted.

A tokenizer is less than a parser: it builds no tree and knows no grammar, so it can't be made to recurse. It is
Python's own, since any other would one day disagree with the child's about where a string ends.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader.model import Evidence, NotPython, Observation, Submission, Trouble

# Longer ones are only equal to themselves: the tokenizer's time is square in the length of a line.
LONGEST = 64 * 1024
LONGEST_LINE = 500
UNSEEN = (tokenize.COMMENT, tokenize.NL, tokenize.ENDMARKER, tokenize.ENCODING)
# Only their presence counts: two spaces or four are the same block.
BLANK = (tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE)
FSTRING_START, FSTRING_END = (getattr(tokenize, name, -1) for name in ("FSTRING_START", "FSTRING_END"))
# What a notebook may have and Python hasn't: then cells are parsed one by one, and it matters where one ends.
MAGIC = re.compile(r"(?m)^[^\S\n]*[%!?]|=[^\S\n]*[%!]|\?[^\S\n]*$")


@dataclass(frozen=True, slots=True)
class Print:
    """A submission's fingerprint, equal for twins, and the lines on which its tokens begin or end, in order."""

    digest: str
    lines: tuple[int, ...] = ()


def text_digest(submission: Submission) -> str:
    """Return the digest of a submission's text and of where its cells end."""
    cells = [(cell.number, cell.source) for cell in submission.cells]
    return _digest("text", cells)


def fingerprint(submission: Submission) -> Print:
    """Return the fingerprint of a submission; one that can't be told apart into tokens is only equal to itself."""
    text = "".join(cell.source for cell in submission.cells)
    if not _is_plain(text):
        return Print(text_digest(submission))
    try:
        words, lines = _words(text)
    except (tokenize.TokenError, SyntaxError):
        return Print(text_digest(submission))
    return Print(_digest("tokens", words), tuple(lines))


def _is_plain(text: str) -> bool:
    """Whether a text is short enough to be told apart into tokens, and has nothing that Python's tokenizer can't read."""
    if len(text) > LONGEST or any(len(line) > LONGEST_LINE for line in text.split("\n")):
        return False
    return not MAGIC.search(text) and "\0" not in text and "\f" not in text


def _words(text: str) -> tuple[list[tuple[int, str]], list[int]]:
    words: list[tuple[int, str]] = []
    lines: list[int] = []
    inside = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in UNSEEN:
            continue
        if token.type not in BLANK:
            # A line break inside brackets is no token, and yet it decides which line a traceback tells.
            if not lines or token.start[0] != lines[-1]:
                words.append((tokenize.NL, ""))
                lines.append(token.start[0])
            if token.end[0] != lines[-1]:
                lines.append(token.end[0])
        # From Python 3.12 an f-string is many tokens, and `{x = }` shows its blank space.
        inside += (token.type == FSTRING_START) - (token.type == FSTRING_END)
        words.append((token.type, "" if token.type in BLANK else token.line if inside else token.string))
    return words, lines


def same_for_both(evidence: Evidence) -> bool:
    """Whether the evidence of a submission is that of its twins too.

    What isn't Python as a whole is parsed cell by cell, and the cells of twins may end elsewhere.
    """
    return not any(isinstance(problem, NotPython) for problem in evidence.problems)


def told_of(evidence: Evidence, run: Print, twin: Print) -> Evidence:
    """Return the evidence of the submission that was run, as if its twin had been; only lines differ."""
    to = dict(zip(run.lines, twin.lines, strict=True))
    return replace(
        evidence,
        observations={question: _moved(seen, to) for question, seen in evidence.observations.items()},
        definitions={
            name: replace(span, first=to[span.first], last=to[span.last])
            for name, span in evidence.definitions.items()
            if span.first in to and span.last in to
        },
        problems=tuple(_trouble(problem, to) for problem in evidence.problems),
        sketches=tuple(replace(sketch, line=to[sketch.line]) for sketch in evidence.sketches if sketch.line in to),
    )


def _moved(seen: Observation, to: Mapping[int, int]) -> Observation:
    return seen if seen.trouble is None else replace(seen, trouble=_trouble(seen.trouble, to))


def _trouble(trouble: Trouble, to: Mapping[int, int]) -> Trouble:
    # A line without a token, as inside a long string, is better left unsaid than told wrong.
    return replace(trouble, line=None if trouble.line is None else to.get(trouble.line))


def _digest(kind: str, content: object) -> str:
    return "sha256:" + hashlib.sha256(json.dumps([kind, content]).encode()).hexdigest()
