"""What the repository says of itself: its pages, its workflows, its metadata."""
