"""A class as pages that need no server and fetch nothing."""
