"""The trusted side: starts children, asks them, watches and ends them."""
