"""For authors of exercises: proof that one is sound, and one without its solution."""
