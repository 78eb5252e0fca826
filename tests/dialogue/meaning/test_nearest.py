"""Choosing by meaning, with the real encoder where it is installed, and by table where it is not needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dialogue.meaning import MeaningIndex, SentenceEncoder, installed, load_encoder

REASONS = {"丢失": ("丢了", "找不到", "被偷"), "损坏": ("坏了", "破了", "看不清"), "到期": ("过期", "快到期")}
SERVICES = {
    "社保卡挂失": ("社保卡丢了", "社保卡不见了"),
    "居住证办理": ("办个居住证", "刚来这个城市想办暂住的证"),
    "公积金提取": ("公积金怎么取出来", "用公积金交房租"),
}


class _Letters:
    """An encoder that knows letters: one dimension for each, so that what shares letters is near."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.calls.append(tuple(texts))
        rows = np.zeros((len(texts), 64), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % 64] += 1
            row /= max(float(np.linalg.norm(row)), 1e-6)
        return rows


def _learnt(encoder: SentenceEncoder, options: dict[str, tuple[str, ...]]) -> MeaningIndex:
    index = MeaningIndex(encoder)
    index.learn(index.unknown(text for option, others in options.items() for text in (option, *others)))
    return index


def test_nothing_is_encoded_twice() -> None:
    encoder = _Letters()
    index = _learnt(encoder, REASONS)
    assert index.unknown(["丢失", "丢失", "别的"]) == ["别的"]
    calls = len(encoder.calls)
    index.learn(index.unknown(["丢失", "破了"]))
    assert len(encoder.calls) == calls


def test_what_was_not_learnt_is_not_chosen() -> None:
    assert MeaningIndex(_Letters()).choose("坏了", REASONS, "option") == ""


def test_two_options_as_near_as_each_other_are_none() -> None:
    options = {"甲": ("一样",), "乙": ("一样",)}
    assert _learnt(_Letters(), options).choose("一样", options, "option") == ""


def test_no_options_no_choice() -> None:
    assert MeaningIndex(_Letters()).choose("坏了", {}, "service") == ""


@pytest.fixture(scope="module")
def index() -> MeaningIndex:
    if not installed():
        pytest.skip("the extra `embeddings` is not installed (its wheel is for x86-64 Linux)")
    return _learnt(load_encoder(), {**REASONS, **SERVICES})


@pytest.mark.parametrize(
    ("text", "right"),
    [("让小偷顺走了", "丢失"), ("洗衣机里绞坏了", "损坏"), ("有效期到头了", "到期"), ("今天天气不错", "")],
)
def test_an_option_by_meaning(index, text, right) -> None:
    assert index.choose(text, REASONS, "option") == right


@pytest.mark.parametrize(
    ("text", "right"),
    [("我想把公积金里头的钱弄点出来", "公积金提取"), ("早上好呀小姑娘", ""), ("我想办个护照去泰国玩", "")],
)
def test_a_service_by_meaning_beside_what_is_not_offered(index, text, right) -> None:
    assert index.choose(text, SERVICES, "service") == right
