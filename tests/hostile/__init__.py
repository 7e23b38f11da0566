"""Hostile submissions, and what becomes of them."""
