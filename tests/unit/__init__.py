"""What can be tested in this process, without TensorFlow; the folders are the rooms of `grader/`."""
