"""What README shows is made here and tested to be true; `python -m tests.readme` writes it."""
