"""`python -m tests.readme`: write README's generated parts and sessions anew; look at the diff."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.readme.blocks import README, renewed
from tests.readme.sessions import replayed

with tempfile.TemporaryDirectory() as folder:
    text = renewed(README.read_text(encoding="utf-8"))
    README.write_text(replayed(text, Path(folder)), encoding="utf-8")
