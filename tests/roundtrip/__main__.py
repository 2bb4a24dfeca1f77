"""`python -m tests.roundtrip` is the long run."""

import sys

from tests.roundtrip.long_run import main

if __name__ == "__main__":
    sys.exit(main())
