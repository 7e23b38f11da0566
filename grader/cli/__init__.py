"""The command `grade`; what each word after it does is in `commands/`."""
