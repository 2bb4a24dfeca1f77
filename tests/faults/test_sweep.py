"""Killed for real at named points, resumed at once and after the keys are forgotten.

Every seventh point here; `make faults` takes them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.sweep import SWEPT, doomed, killed_and_resumed, points
from tests.faults.zygote import Zygote

EACH = 7
PARTS = 4


@pytest.fixture(scope="module")
def all_points(
    tmp_path_factory: pytest.TempPathFactory, zygote: Zygote, ledger: Path
) -> list[tuple[str, str, int]]:
    return points(tmp_path_factory.mktemp("points") / "desk", zygote, ledger)


def test_every_point_is_passed(all_points: list[tuple[str, str, int]]) -> None:
    assert {point for point, _, _ in all_points} == set(SWEPT)
    assert {when for _, when, _ in all_points} == {"before", "after"}
    assert sum(point == "append" for point, _, _ in all_points) >= 50
    assert sum(point == "post" for point, _, _ in all_points) >= 12


@pytest.mark.parametrize("part", range(PARTS))
def test_killed(
    part: int,
    all_points: list[tuple[str, str, int]],
    tmp_path: Path,
    zygote: Zygote,
    ledger: Path,
) -> None:
    for number, point in enumerate(all_points[part * 2 :: EACH * PARTS]):
        forgotten = number % 2 == 0
        stripe = ("independent", "embedded")[(number + part) % 2]
        with doomed(stripe, tmp_path / str(number), zygote, ledger) as play:
            killed_and_resumed(play, point, forgotten=forgotten)


@pytest.mark.parametrize("forgotten", [False, True])
@pytest.mark.parametrize(
    "point",
    [
        ("open_run", "before", 1),
        ("open_run", "after", 1),
        ("post", "before", 3),
        ("post", "after", 3),
        ("temporary", "after", 1),
        ("place", "before", 1),
        ("move", "after", 1),
    ],
    ids=lambda point: "-".join(map(str, point)) if isinstance(point, tuple) else None,
)
def test_killed_where_it_matters(
    point: tuple[str, str, int],
    forgotten: bool,
    tmp_path: Path,
    zygote: Zygote,
    ledger: Path,
) -> None:
    with doomed("independent", tmp_path / "desk", zygote, ledger) as play:
        killed_and_resumed(play, point, forgotten=forgotten)
