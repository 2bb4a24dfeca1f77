"""Asks the advisory service about every pinned version; a known weakness fails, nothing else does.

Needs only Python: pip-audit gets an environment of its own, so that it is no part of the project's.
Exit 1 where a pinned version has a known weakness; 0 otherwise, also where nobody could be asked,
which is then said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv-audit"
PATIENCE_S = 300.0


def main() -> int:
    """The exit code; what was found is printed."""
    try:
        python = _ready()
        found = _asked(python)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"audit: not done, pip-audit could not be had ({type(error).__name__})")
        return 0
    if found is None:
        print("audit: not done, the advisory service could not be reached")
        return 0
    return verdict(found)


def verdict(found: dict[str, Any]) -> int:
    """The exit code for pip-audit's report; prints each weakness and what was not looked at."""
    listed = found.get("dependencies", [])
    skipped = [one for one in listed if "skip_reason" in one]
    weak = [(one, weakness) for one in listed for weakness in one.get("vulns", [])]
    for one, weakness in weak:
        mended = ", ".join(weakness.get("fix_versions", [])) or "no release yet"
        print(f"audit: {one['name']} {one['version']}: {weakness['id']} (mended in: {mended})")
    looked_at = len(listed) - len(skipped)
    print(f"audit: {looked_at} of {len(listed)} pinned versions looked up, {len(weak)} weaknesses")
    if not looked_at:
        print("audit: not done, the service knows none of them")
    return 1 if weak else 0


def _ready() -> Path:
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pins = ["-c", str(ROOT / "constraints.txt"), "pip-audit"]
    command = [str(python), *install, *pins]
    subprocess.run(command, check=True, timeout=PATIENCE_S)  # noqa: S603 - our own words
    return python


def _asked(python: Path) -> dict[str, Any] | None:
    """pip-audit's report, None where it could not make one."""
    words = ["-m", "pip_audit", "-r", str(ROOT / "constraints.txt"), "--no-deps", "--disable-pip"]
    ended = subprocess.run(  # noqa: S603 - our own words
        [str(python), *words, "--progress-spinner", "off", "--format", "json"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    try:
        found = json.loads(ended.stdout)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


if __name__ == "__main__":
    sys.exit(main())
