"""In which line of a file of data something stands, which the readers of TOML and JSON don't tell.

Both are read by one walk over their words: JSON is what stands after the `=` of a TOML file, with other words for the same. The
file was read by a real parser before, so nothing is checked here.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from grader.exercise.fault import Fault, Keys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

WORD = re.compile(
    r"""
      (?P<blank> [ \t\r\ufeff]+ | \#[^\n]* )
    | \n
    | \"\"\" (?:\\.|[^\\])*? \"\"\" \"{0,2}
    | ''' .*? ''' '{0,2}
    | " (?:\\.|[^"\\])* "
    | ' [^']* '
    | [\[\]{}=:,.]
    | [^\s\[\]{}=:,."'\#]+
    """,
    re.VERBOSE | re.DOTALL,
)
CLOSES = {"[": "]", "{": "}"}
ENDS = {",", "]", "}", "\n", ""}


def placed(faults: Iterable[Fault], files: Mapping[str, str]) -> Iterator[Fault]:
    """Yield the faults with their lines, as far as their keys tell them in the texts of these files."""
    known = cache(lambda file: lines_of(file, files[file]))
    for fault in faults:
        found = fault.line is None and fault.keys and fault.file in files
        yield replace(fault, line=line_of(known(fault.file), fault.keys)) if found else fault


def line_of(lines: Mapping[Keys, int], keys: Keys) -> int | None:
    """Return the line of a key, or of the nearest that it would stand in; None where that is the whole file."""
    ways = (keys[:length] for length in range(len(keys), 0, -1))
    return next((lines[way] for way in ways if way in lines), None)


def lines_of(file: str, text: str) -> Mapping[Keys, int]:
    """Return the line of every key, table and entry of a list, in a text that could be read."""
    if file.endswith(".json"):
        walk = _Walk(text, json.loads)
        walk.value(())
    else:
        walk = _Walk(text, lambda word: tomllib.loads(f"word = {word}")["word"])
        walk.toml()
    return walk.lines


class _Walk:
    """Goes over the words of a text, and notes the line of each key."""

    def __init__(self, text: str, unquoted: Callable[[str], str]) -> None:
        self.lines: dict[Keys, int] = {}
        self._unquoted = unquoted
        self._words = list[tuple[str, int]]()
        self._at = 0
        line = 1
        for found in WORD.finditer(text):
            if not found["blank"]:
                self._words.append((found[0], line))
            line += found[0].count("\n")
        self._words.append(("", line))

    def toml(self) -> None:
        """Go over a whole TOML file."""
        table: Keys = ()
        entries = dict[Keys, int]()
        self._skip("\n")
        while self._word:
            if self._word == "[":
                table = self._header(entries)
            else:
                self.value(self._key(table))
            self._skip("\n")

    def value(self, keys: Keys) -> None:
        """Go over one value, whatever is in it; without recursion, as it may be deep."""
        within = list[tuple[Keys, str]]()
        entries = list[int]()
        while True:
            self._skip("\n")
            if self._word in CLOSES:
                within.append((keys, self._word))
                entries.append(0)
                self._at += 1
            else:
                while self._word not in ENDS:
                    self._at += 1
            while within and self._closed(CLOSES[within[-1][1]]):
                within.pop()
                entries.pop()
            if not within or not self._word:
                return
            keys, opened = within[-1]
            if opened == "{":
                keys = self._key(keys)
            else:
                keys = (*keys, entries[-1])
                self.lines[keys] = self._line
                entries[-1] += 1

    def _closed(self, closing: str) -> bool:
        """Go to the next entry of a list or a table, or behind its end; whether that was it."""
        self._skip(",", "\n")
        if self._word != closing:
            return False
        self._at += 1
        return True

    def _skip(self, *words: str) -> None:
        while self._word in words:
            self._at += 1

    def _header(self, entries: dict[Keys, int]) -> Keys:
        """Go over `[table]`, or `[[table]]`, of which there may be several; return where its keys are."""
        line = self._line
        brackets = 2 if self._words[self._at + 1][0] == "[" else 1
        self._at += brackets
        names = self._names()
        self._at += brackets
        keys: Keys = ()
        for place, name in enumerate(names, start=1):
            keys = (*keys, name)
            self.lines.setdefault(keys, line)
            if place == len(names) and brackets > 1:
                entries[keys] = entries.get(keys, -1) + 1
            if keys in entries:
                keys = (*keys, entries[keys])
        self.lines[keys] = line
        return keys

    def _key(self, keys: Keys) -> Keys:
        """Go over `name =`, `a.b =` or `"name":`, and note the line for each name."""
        line = self._line
        for name in self._names():
            keys = (*keys, name)
            self.lines.setdefault(keys, line)
        self._at += 1
        return keys

    def _names(self) -> list[str]:
        names = [self._name()]
        while self._word == ".":
            self._at += 1
            names.append(self._name())
        return names

    def _name(self) -> str:
        word = self._word
        self._at += 1
        return self._unquoted(word) if word[0] in "\"'" else word

    @property
    def _word(self) -> str:
        return self._words[self._at][0]

    @property
    def _line(self) -> int:
        return self._words[self._at][1]
