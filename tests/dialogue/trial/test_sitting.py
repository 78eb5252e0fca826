"""Trying by hand: lines as deeds, and the recording, which must itself be a test that passes."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.acts import Call, CardRead, Keyed, NotHeard, Said, Silent, Touched, Turn
from dialogue.trial import check_trials, describe, run_trial
from dialogue.trial.model import Reply, Trials
from dialogue.trial.sitting import Sitting, deed_of, stand_in_desk
from support.library_card import GOOD, read


@pytest.mark.parametrize(
    ("line", "deed"),
    [
        ("我想办借书证", Said("我想办借书证", 0.9)),
        ("/按键 138", Keyed("138")),
        ("/触屏 成人", Touched("成人")),
        ("/读卡 王小明 11010519491231002X", CardRead("王小明", "11010519491231002X")),
        ("/读卡", CardRead("王小明", "11010519491231002X")),
        ("/静音", Silent()),
        ("/没听清", NotHeard()),
        ("/按键", None),
        ("/什么", None),
    ],
)
def test_lines(line: str, deed: Turn | None) -> None:
    assert deed_of(line) == deed


@pytest.mark.parametrize("phone", [False, True])
def test_a_recording_is_a_test_that_passes(small: Library, phone: bool) -> None:
    def by_hand(call: Call) -> Reply:
        assert call.api == "lib.card"
        return Reply((("证号", "B7"),))

    looked = read(GOOD.replace("      lib.card: [失败, {证号: A12}]\n", ""))
    sitting = Sitting(small, "借书证办理", stand_in_desk(looked, by_hand), phone)
    sitting.begin()
    for line in ("办借书证", "同意", "成人", "/静音", "是的", "13800138000", "对", "对", "满意", "不用了"):
        deed = deed_of(line)
        assert deed is not None
        sitting.do(deed)
    assert sitting.state.ended == "completed"
    trials = read(sitting.recorded("试用记录"))
    assert check_trials(Trials(trials), small) == []
    outcome = run_trial(small, trials[0])
    assert outcome.passed, describe(outcome)
    assert len(outcome.exchanges) == len(sitting.exchanges)
