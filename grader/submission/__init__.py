"""One submission: read from its file, recognized, compared with others."""
