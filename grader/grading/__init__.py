"""From evidence to a grade; `pipeline.py` is the place to begin reading."""
