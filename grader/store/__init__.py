"""The door: all that a batch keeps, in SQLite or PostgreSQL."""

from grader.store.rows import Attempt, Entry, Run, Sentence
from grader.store.store import Store, open_store, terms_digest

__all__ = ["Attempt", "Entry", "Run", "Sentence", "Store", "open_store", "terms_digest"]
