"""The command as a user runs it, and as workflows run it."""
