"""The door: what a class handed in, from a folder or an archive, one entry a student."""

from grader.collect.choice import Collected, Text, collect, parsed
from grader.collect.names import kind, label
from grader.collect.sources import files

__all__ = ["Collected", "Text", "collect", "files", "kind", "label", "parsed"]
