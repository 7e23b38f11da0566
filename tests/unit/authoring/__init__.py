"""What authors write exercises with."""
