"""The untrusted side: all that runs in the same process as student code."""
