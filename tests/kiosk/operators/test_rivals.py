"""What recognition may have heard otherwise, as reviewers and editors are shown it."""

from __future__ import annotations

import pytest

from kiosk.operators.rivals import read_otherwise


@pytest.mark.parametrize(
    ("heard", "rival"),
    [
        ("我要挂失社保卡。", "我要挂失，社保卡"),
        ("我要办3个证", "我要办三个证"),
        ("手机号13800138000", "手机号一三八零零一三八零零零"),
        ("幺三八零零幺三八零零零", "13800138000"),
        ("两千块钱", "2000块钱"),
        ("２０个人", "二十个人"),
        ("车牌A12", "车牌a12"),
        ("我要挂失社保卡", "我要挂失社保卡"),
        ("嗯", "……"),
    ],
)
def test_the_same_in_other_signs_is_not_shown(heard: str, rival: str) -> None:
    assert read_otherwise(heard, [rival]) == []


def test_what_reads_otherwise_is_shown_once_and_in_order() -> None:
    rivals = [
        "我要挂石社保卡",
        "我要挂失社保卡！",
        "我要挂石，社保卡。",
        "我要三张社保卡",
        "我要3张社保卡",
        "我要四张社保卡",
    ]
    assert read_otherwise("我要挂失社保卡", rivals) == ["我要挂石社保卡", "我要三张社保卡", "我要四张社保卡"]
