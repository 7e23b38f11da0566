"""What student code can't do, and what stops it."""
