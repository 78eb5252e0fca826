"""The bench's own reader: tokens back to syllables, the distance, and the set it ships."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mandarin.pinyin import HANZI
from support.cases.reading import BLIND, CASES, distance, load, misaki_alone, nearest, ours, score


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("请带U盘。", "qing dai U pan"),
        ("按一比一", "an yi bi yi"),
        ("三月，女儿，略", "san yue nü er lüe"),
        ("E和一", "E he yi"),
        ("曾先生到3号窗口。", "zeng xian sheng dao san hao chuang kou"),
    ],
)
def test_the_tokens_are_read_back(text: str, read: str) -> None:
    assert ours(text) == read.split()


def test_misaki_is_read_back_too() -> None:
    assert misaki_alone("请到窗口办理") == ["qing", "dao", "chuang", "kou", "ban", "li"]


def test_a_wrong_reading_counts(tmp_path: Path) -> None:
    lines = [
        {"text": "还款", "say": "还款", "pinyin": "huan kuan", "hard": "x"},
        {"text": "还有", "say": "还有", "pinyin": "huan you", "also": ["hai yao", "huan"], "hard": "x"},
    ]
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    sentences = load(file)
    assert nearest(sentences[1], ["hai", "you"]) == (1, ("huan", "you"))
    assert score(sentences, ours) == (1, 4, 1)
    file.write_text('{"text": "x", "say": "x", "pinyin": "xq", "hard": "x"}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"set\.jsonl:1"):
        load(file)


def test_distance() -> None:
    assert distance(["a", "b", "c"], ["a", "c"]) == 1
    assert distance([], ["a"]) == 1


@pytest.mark.parametrize(("file", "syllables"), [(CASES, 6000), (BLIND, 4900)])
def test_ours_stays_as_good_as_it_is_on_the_sets_that_ship(file: Path, syllables: int) -> None:
    wrong, total, _ = score(load(file), ours)
    assert total > syllables
    assert wrong / total <= 0.001


@pytest.mark.parametrize("file", [CASES, BLIND])
def test_a_line_has_a_syllable_for_every_character_that_is_said(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        said = re.findall(f"[A-Z{HANZI}〇]", case["say"])
        assert len(said) == len(case["pinyin"].split()), case["text"]
        assert "{" not in case["text"]
