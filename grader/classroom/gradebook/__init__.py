"""A run's results as tables that people and other systems read."""
