"""What a class submitted, from a folder or an archive, one entry a student."""
