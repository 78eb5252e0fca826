"""What is learnt from samples: by what differs, through homophones, and not from what means none of them."""

from __future__ import annotations

import pytest

from dialogue.samples import SampleRanker

SAMPLES = (
    ("社保卡丢了要挂失", "挂失"),
    ("看病刷的那个卡叫人摸走了", "挂失"),
    ("把卡给我停了", "挂失"),
    ("公积金取出来还房贷", "提取"),
    ("租房子想把公积金拿出来", "提取"),
    ("单位扣的住房的钱我想取", "提取"),
    ("驾照到期了换一个", ""),
)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("我那个看病的卡不见了", "挂失"),
        ("卡叫人偷了，停了它", "挂失"),
        ("住房的那个钱能拿的我都取", "提取"),
        ("公鸡金取出来", "提取"),  # heard wrongly
    ],
)
def test_what_shares_more_with_the_samples_of_one(text: str, label: str) -> None:
    best, other = SampleRanker(SAMPLES).rank(text)
    assert best.name == label
    assert best.score > other.score


def test_a_sample_itself_scores_high_and_what_means_none_low() -> None:
    ranker = SampleRanker(SAMPLES)
    assert ranker.rank("社保卡丢了要挂失")[0].score > 0.4
    assert ranker.rank("驾照到期了换一个")[0].score < 0.2
    assert ranker.rank("hello") == []


def test_the_same_samples_in_another_order_teach_the_same() -> None:
    one, other = SampleRanker(SAMPLES), SampleRanker(tuple(reversed(SAMPLES)))
    said = "看病的卡丢了"
    scores = {hit.name: hit.score for hit in other.rank(said)}
    assert {hit.name: pytest.approx(hit.score, abs=1e-4) for hit in one.rank(said)} == scores


def test_no_samples_rank_nothing() -> None:
    assert SampleRanker(()).rank("社保卡") == []
    assert SampleRanker((("你好", ""),)).rank("你好") == []


@pytest.mark.parametrize("copies", [1, 40])
def test_words_that_many_samples_hold_weigh_like_those_of_few(copies: int) -> None:
    """What 40 samples hold is summed in another way than what two do: the same samples again rank alike."""
    best, other = SampleRanker(SAMPLES * copies).rank("我那个看病的卡不见了")
    assert best.name == "挂失"
    assert best.score > 2 * abs(other.score)
