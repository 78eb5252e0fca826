from __future__ import annotations

import pytest

from tts.lexicon import READINGS, pinyin, words
from tts.phonemes import syllable_tokens

CASES = {
    "请您尽快还款": "qing3 nin2 jin3 kuai4 huan2 kuan3",
    "还需要补办吗": "hai2 xu1 yao4 bu3 ban4 ma5",
    "把卡还给您": "ba3 ka3 huan2 gei3 nin2",
    "银行长期服务": "yin2 hang2 chang2 qi1 fu2 wu4",
    "行政大厅": "xing2 zheng4 da4 ting1",
    "我行卡": "wo3 hang2 ka3",
    "处长在办理处": "chu4 zhang3 zai4 ban4 li3 chu4",
    "处理": "chu3 li3",
    "办理处在二楼": "ban4 li3 chu4 zai4 er4 lou2",
    "重新办理": "chong2 xin1 ban4 li3",
    "重名": "chong2 ming2",
    "重要": "zhong4 yao4",
    "调解": "tiao2 jie3",
    "调档": "diao4 dang4",
    "您得带身份证": "nin2 dei3 dai4 shen1 fen4 zheng4",
    "得到": "de2 dao4",
    "慢慢地说": "man4 man4 de5 shuo1",
    "应当": "ying1 dang1",
    "数据": "shu4 ju4",
    "好差评": "hao3 cha4 ping2",
    "差额": "cha1 e2",
    "传真": "chuan2 zhen1",
    "变更": "bian4 geng1",
    "监护人": "jian1 hu4 ren2",
    "参与": "can1 yu4",
    "会计证": "kuai4 ji4 zheng4",
    "累计": "lei3 ji4",
    "给付": "ji3 fu4",
    "供养": "gong1 yang3",
    "不是": "bu2 shi4",
    "不要": "bu2 yao4",
    "不能": "bu4 neng2",
    "幺幺零": "yao1 yao1 ling2",
    "一二三四五": "yi1 er4 san1 si4 wu3",
}


@pytest.mark.parametrize(("text", "read"), CASES.items())
def test_read(text: str, read: str) -> None:
    assert " ".join(pinyin(text)) == read


@pytest.mark.parametrize(("word", "read"), READINGS.items())
def test_an_entry_has_a_syllable_for_every_character(word: str, read: str) -> None:
    assert len(word) == len(read.split())
    for syllable in read.split():
        assert syllable_tokens(syllable)


@pytest.mark.parametrize("word", READINGS)
def test_an_entry_alone_is_read_as_it_says(word: str) -> None:
    read = " ".join(pinyin(word))
    assert read.replace("bu2", "bu4") == READINGS[word].replace("bu2", "bu4")


def test_the_words_are_the_text() -> None:
    text = "请您尽快还款，办理处在二楼。A零幺二号，慢慢地说！"
    assert "".join(word for word, _ in words(text)) == text


def test_digits_of_a_code_are_words_of_their_own() -> None:
    assert [word for word, _ in words("尾号零零零幺")][-4:] == ["零", "零", "零", "幺"]


def test_ideographs_of_the_extensions_have_their_reading() -> None:
    assert pinyin("王䶮") == ["wang2", "yan3"]
    assert len(pinyin("李𬱖")) == 2
    assert pinyin("李𠮷") == ["li3"]  # no reading is known: it is left out
