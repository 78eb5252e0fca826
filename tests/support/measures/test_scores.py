"""Scores of a transcript, and the calibration of its confidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from asr.whisper.confidence import Evidence
from support.measures import calibration
from support.measures.scores import errors, normal, same_sound, terms_kept, traditional


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("二零二四年三月十五号", "2024年3月15号。"),
        ("幺三八零零", "138,00"),
        ("零零二叉", "002X"),
        ("二十", "20"),
        ("二十三号", "23号"),
        ("十号", "10号"),
    ],
)
def test_numbers_written_either_way_are_equal(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_errors() -> None:
    assert errors("社保卡挂失", "社保卡挂失。") == (0, 5)
    assert errors("社保卡挂失", "社保挂食") == (2, 5)
    assert errors("", "啊") == (1, 0)


def test_homophones_sound_the_same() -> None:
    assert same_sound("社保卡挂失", "社保咖挂食")
    assert not same_sound("社保卡挂失", "医保卡挂失")


def test_terms_and_scripts() -> None:
    assert terms_kept("挂失社保卡", "挂式社保卡", ("挂失", "社保卡", "居住证")) == (1, 2)
    assert traditional("社保卡") == 0
    assert traditional("社會") == 1


def test_a_fit_finds_what_decides() -> None:
    rng = np.random.default_rng(1)
    cases = []
    for number in range(400):
        logprob = float(rng.uniform(-2, 0))
        right = bool(rng.uniform() < 1 / (1 + np.exp(-(4 + 6 * logprob))))
        cases.append(calibration.Case(Evidence(logprob, 0.1, 1.0, 1, 1.0), right, number))
    weights = calibration.fit(cases)
    table = np.array([calibration.features(case.evidence) for case in cases])
    right = np.array([case.right for case in cases], float)
    sure = calibration.predicted(table, weights)
    assert calibration.calibration_error(sure, right) < 0.06
    assert calibration.discrimination(sure, right) > 0.8


def test_calibration_error_of_the_overconfident() -> None:
    assert calibration.calibration_error(np.full(10, 0.95), np.repeat([0.0, 1.0], 5)) == pytest.approx(0.45)


def test_the_diagram_is_drawn(tmp_path: Path) -> None:
    calibration.draw({"before": [(0.2, 0.1, 4)], "after": [(0.8, 0.9, 9)]}, tmp_path / "out.svg")
    assert (tmp_path / "out.svg").read_text().count("<circle") == 2
