"""Real submissions, real TensorFlow, real processes."""
