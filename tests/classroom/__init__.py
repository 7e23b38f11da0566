"""Batches of a class as an instructor runs them."""
