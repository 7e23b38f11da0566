"""`python -m grader` is the same as `grade`."""

from grader.cli.main import main

if __name__ == "__main__":
    main()
