"""What the audit makes of pip-audit's report: only a known weakness fails."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "audit.py"


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_known_weakness_fails(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    weak = {"id": "GHSA-1", "fix_versions": ["2.0"]}
    found = {"dependencies": [{"name": "a", "version": "1.0", "vulns": [weak]}]}
    assert audit.verdict(found) == 1
    assert "a 1.0: GHSA-1 (mended in: 2.0)" in capsys.readouterr().out


def test_no_weakness(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    found = {"dependencies": [{"name": "a", "version": "1.0", "vulns": []}]}
    assert audit.verdict(found) == 0
    assert "1 of 1 pinned versions looked up, 0 weaknesses" in capsys.readouterr().out


def test_what_could_not_be_looked_up_is_said(
    audit: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.verdict({"dependencies": [{"name": "a", "skip_reason": "not found"}]}) == 0
    assert "not done" in capsys.readouterr().out


def test_nobody_to_ask_fails_nothing(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "_ready", lambda: Path("python"))
    monkeypatch.setattr(audit, "_asked", lambda python: None)
    assert audit.main() == 0
    assert "not done" in capsys.readouterr().out

    def broken() -> Path:
        raise OSError

    monkeypatch.setattr(audit, "_ready", broken)
    assert audit.main() == 0
    assert "not done" in capsys.readouterr().out
