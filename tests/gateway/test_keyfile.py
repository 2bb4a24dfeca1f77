"""The key's file: only one that nobody else may read, and never a word of what is in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from batcher import locale
from batcher.gateway import keyfile
from batcher.gateway.key import KeyUnusable
from batcher.gateway.keyfile import read_key_file

KEY = "rk_test_of_a_file"
posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "key file.txt"
    path.touch(mode=0o600)
    path.write_text(f"\ufeff{KEY}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_a_file_of_ones_own_is_read(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert read_key_file(file) == f"{KEY}\n"


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o602, 0o610])
def test_a_file_that_others_may_use_is_refused_with_what_to_type(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(KeyUnusable) as caught:
        read_key_file(file)
    assert caught.value.code == "key_file_open"
    assert f"chmod 600 '{file}'" in str(caught.value)
    assert f"{mode:04o}" in str(caught.value)
    assert KEY not in str(caught.value)


@posix
def test_somebody_elses_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    if own == 0:  # root's files are everybody's word, so the file has to be another's
        os.chown(file, 12345, -1)
    with pytest.raises(KeyUnusable) as caught:
        read_key_file(file)
    assert caught.value.code == "key_file_owner"


@posix
def test_a_credential_of_systemd_is_taken_whatever_mode_shows(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(file.parent))
    assert KEY in read_key_file(file)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(file.parent / "other"))
    with pytest.raises(KeyUnusable):
        read_key_file(file)


@posix
def test_a_pipe_of_the_shell_is_read(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, KEY.encode())
    os.close(writing)
    try:
        assert read_key_file(Path(f"/dev/fd/{reading}")) == KEY
    finally:
        os.close(reading)


@posix
def test_a_device_is_no_key_file() -> None:
    with pytest.raises(KeyUnusable) as caught:
        read_key_file(Path("/dev/null"))
    assert caught.value.code == "key_file_odd"


def test_bytes_that_are_no_text_are_not_repeated(file: Path) -> None:
    file.write_bytes(b"sk_test_\xe9\xff")
    with pytest.raises(KeyUnusable) as caught:
        read_key_file(file)
    assert caught.value.code == "key_unknown"
    assert caught.value.__cause__ is None


def test_the_words_are_in_both_languages() -> None:
    for code in ("key_file_open", "key_file_owner", "key_file_odd"):
        assert locale.problem(code, "ja") != locale.problem(code, "en")


def test_whether_this_system_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyfile.os, "name", "nt")
    assert not keyfile.can_be_checked()
