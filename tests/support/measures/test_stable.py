from __future__ import annotations

import pytest

from support.measures.stable import Snapshot, error_rate, plain, stable_at

SAID = ["周末上班吗？", "可以代办吗？"]


def snapshots(*texts: str) -> list[Snapshot]:
    """One message a second."""
    return [Snapshot(float(second), text) for second, text in enumerate(texts)]


def test_final_is_the_first_message_whose_text_stays() -> None:
    sent = snapshots("周", "周末上半嗎", "周末上班嗎", "周末上班吗。", "周末上班吗。可以", "周末上班吗？可以代办吗")
    assert stable_at(sent, SAID) == [2.0, 5.0]


def test_text_that_changes_again_later_was_not_final() -> None:
    sent = snapshots("周末上班吗", "周末下班啦", "周末上班吗", "周末上班吗可以代办吗")
    assert stable_at(sent, SAID) == [2.0, 3.0]


def test_an_utterance_that_never_came_is_lost() -> None:
    assert stable_at(snapshots("周末上班吗"), SAID) == [0.0, None]
    assert stable_at([], SAID) == [None, None]


def test_noise_made_into_words_does_not_shift_the_utterances() -> None:
    sent = snapshots("谢谢大家", "谢谢大家周末上班吗", "谢谢大家周末上班吗可以代办吗字幕")
    assert stable_at(sent, SAID) == [1.0, 2.0]


def test_only_the_words_count() -> None:
    assert plain("補辦 社保卡，ＡＢ！") == "补办社保卡ab"


def test_error_rate_counts_characters_over_all_utterances() -> None:
    assert error_rate(["一二三四", "五六"], ["一二三。", "五六"]) == pytest.approx(1 / 6)
