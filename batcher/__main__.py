"""`python -m batcher` is the command line."""

from batcher.cli import main

main()
