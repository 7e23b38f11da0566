"""From a grade to sentences: what happened, what to do first, and how much is told."""
