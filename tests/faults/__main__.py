"""`python -m tests.faults` is the long run."""

import sys

from tests.faults.long_run import main

if __name__ == "__main__":  # a worker imports this file too
    sys.exit(main())
