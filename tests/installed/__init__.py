"""The program as installed from a wheel, outside the checkout: run with `--built DIR`."""
