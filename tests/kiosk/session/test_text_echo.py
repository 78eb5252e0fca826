"""Her own voice in the microphone, told from an answer by its words."""

from __future__ import annotations

import pytest

from kiosk.session.text_echo import echoes, repeats

HERS = "请问您要办理临时挂失，还是正式挂失？"


@pytest.mark.parametrize("heard", ["办理临时挂失还是正式挂失", "班里林时挂失还是正是挂失"])
def test_a_long_part_of_her_prompt_is_an_echo(heard: str) -> None:
    assert echoes(heard, HERS)


@pytest.mark.parametrize("heard", ["临时挂失", "我要办理居住证需要什么材料", ""])
def test_an_answer_is_none(heard: str) -> None:
    assert not echoes(heard, HERS)


@pytest.mark.parametrize(
    ("syllables", "hers"),
    [(("lin", "shi"), True), (("ling", "si", "gua"), True), (("wo", "yao"), False), (("shi", "lin"), False)],
)
def test_a_few_syllables_in_a_row_may_be_hers(syllables: tuple[str, ...], hers: bool) -> None:
    assert repeats(syllables, HERS) is hers


@pytest.mark.parametrize(
    ("syllables", "prompt", "hers"),
    [
        (("qing", "shen", "fen", "zheng"), "请带身份证", True),  # 带 was not certain
        (("shi", "wu", "ge"), "需要15个工作日", True),
        (("wo", "zhi", "dao"), "请带身份证", False),
        (("zheng", "shen"), "请带身份证", False),
    ],
)
def test_an_echo_with_a_syllable_unheard_and_figures_as_they_are_said(
    syllables: tuple[str, ...], prompt: str, hers: bool
) -> None:
    assert repeats(syllables, prompt) is hers
