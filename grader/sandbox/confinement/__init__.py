"""What a child gives up before student code is there, and what it tries to prove it."""
