"""What an exercise is written with, read from its folder, and given to students."""
