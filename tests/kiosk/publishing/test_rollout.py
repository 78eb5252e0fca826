"""Kiosks that a canary may name."""

from __future__ import annotations

import pytest

from kiosk.publishing.rollout import RolloutError, check_kiosks, read_rollout


@pytest.mark.parametrize("kiosks", ["", "kiosk-1", "kiosk-1,browser"])
def test_names_that_exist(kiosks: str) -> None:
    check_kiosks(read_rollout(kiosks, "10%"), {"kiosk-1", "kiosk-2"})


def test_a_name_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(RolloutError, match="没有这台机器：kiosk-9。现在有：kiosk-1、kiosk-2、browser。"):
        check_kiosks(read_rollout("kiosk-1,kiosk-9", ""), {"kiosk-2", "kiosk-1"})


def test_where_nothing_is_enrolled_it_says_so() -> None:
    with pytest.raises(RolloutError, match="还没有登记机器"):
        check_kiosks(read_rollout("kiosk-1", ""), ())
    check_kiosks(read_rollout("browser", ""), ())
