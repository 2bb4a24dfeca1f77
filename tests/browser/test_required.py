"""In CI these tests may not skip: where it says a browser is required, its absence is a failure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]


def test_no_browser_fails_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setenv(chromium.REQUIRED, "required")
    with pytest.raises(pytest.fail.Exception, match="no Chromium on this machine"):
        chromium.require()
    monkeypatch.delenv(chromium.REQUIRED)
    with pytest.raises(pytest.skip.Exception):
        chromium.require()


def test_ci_requires_it() -> None:
    told = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"export {chromium.REQUIRED}=required" in told
    assert told.index(chromium.REQUIRED) < told.index("make test")
