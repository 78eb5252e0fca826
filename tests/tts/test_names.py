from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts import readings
from tts.lexicon import pinyin
from tts.names import names

#: A sentence with a name in it, and how the name is read.
NAMED = {
    "曾先生，请到三号窗口。": "zeng1",
    "请单女士出示身份证。": "shan4",
    "为解晓东预约，对吗？": "xie4 xiao3 dong1",
    "您的姓名是单丽华，对吗？": "shan4 li4 hua2",
    "联系人：缪建国，电话已登记。": "miao4 jian4 guo2",
    "申请人朴正浩，韩国籍。": "piao2 zheng4 hao4",
    "免贵姓查。": "zha1",
    "我叫区志强，是代办人。": "ou1 zhi4 qiang2",
    "户主是尉迟敬。": "yu4 chi2 jing4",
    "已为盖先生加盖印章。": "ge3",
    "曾静，请到五号窗口。": "zeng1 jing4",
    "民警解志勇为您服务。": "xie4 zhi4 yong3",
    "患者翟某，住院。": "zhai2",
    "种师傅的工伤认定书今天寄出。": "chong2",  # 种师 is a rare word
    "员建平先生，请到二楼签字。": "yun2 jian4 ping2",  # 建平 is a county
    "请殷红梅女士核对姓名。": "yin1 hong2 mei2",  # 殷红 is a colour
    "李明和殷红梅的婚姻登记。": "yin1 hong2 mei2",
    "他姓员，是会计。": "yun2",
    # without a word that asks for a name
    "曾丽娟的申请已受理。": "zeng1 li4 juan1",
    "原告单建国，被告王某。": "shan4 jian4 guo2",
    "把材料交给仇伟。": "qiu2 wei3",
    "这是翟丽娟的身份证。": "zhai2 li4 juan1",
    "尾号一二三四，为任长露办理。": "ren2 chang2 lu4",
}
#: Sentences in which the same characters are no names.
NOT_NAMED = [
    "市民曾建议修改规定。", "他曾荣获劳动模范。", "曾长期在本市居住。", "朝阳区春秀路派出所。",
    "查建国路的房产。", "名单公示，清单如下。", "盖新房，盖大楼。", "单文件上传。", "区海洋局、区建设局。",
    "解民忧。", "种玉米，种海棠树。", "为单位和个人办理登记。", "为解决您的问题，请稍等。",
    "曾经办过的不用再办。", "任何人都可以申请。", "请查询您的公积金。", "工作人员还在。", "申请人单独办理。",
    "他曾任处长。", "请盖章。", "查处长期拖欠。", "负责人都在。", "居民都可以办。", "请解除挂失。", "这种情况。",
    "参保人员要参加认证。", "申请人员先取号。", "王芳和解决办法。", "李强和任何人。", "查处长期拖欠。",
    "区域和单价。", "小区的居民。", "签订和解书。", "双方和解，对吗？", "老区人民。",
]  # fmt: skip


@pytest.mark.parametrize(("text", "read"), NAMED.items())
def test_a_name_is_read_as_one(text: str, read: str) -> None:
    ((_, found),) = names(text)
    assert " ".join(found) == read


@pytest.mark.parametrize("text", NOT_NAMED)
def test_a_common_word_is_no_name(text: str) -> None:
    different = {name for name, read in readings.surnames().items() if name in "曾单查解盖种区仇员任"}
    assert not [at for at, _ in names(text) if text[at] in different]


def test_a_list_of_names() -> None:
    text = "请曾伟、仇兰、解军三位到窗口。"
    assert [(text[at], read[0]) for at, read in names(text)] == [("曾", "zeng1"), ("仇", "qiu2"), ("解", "xie4")]
    assert [read for _, read in names("翟、单、曾三位请进。")] == [("zhai2",), ("shan4",), ("zeng1",)]


def test_name_and_word_in_one_sentence() -> None:
    assert " ".join(pinyin("单先生问单位的事")) == "shan4 xian1 sheng1 wen4 dan1 wei4 de5 shi4"
    assert " ".join(pinyin("查先生查询")) == "zha1 xian1 sheng1 cha2 xun2"


@pytest.mark.parametrize("title", ["先生", "师傅", "女士", "老师", "主任", "大爷", "同志"])
def test_every_surname_before_a_title(title: str) -> None:
    for surname, read in readings.surnames().items():
        for given_name in ("", "红梅", "建国", "平"):
            text = f"请{surname}{given_name}{title}到三号窗口"
            assert tuple(pinyin(text)[1 : 1 + len(surname)]) == read, text


@settings(deadline=None)
@given(st.text("曾单查解任区，、请为是姓名先生女士位经询除何申人的窗口", max_size=30))
def test_names_lie_in_the_text_and_apart(text: str) -> None:
    end = 0
    for at, read in names(text):
        assert end <= at
        end = at + len(read)
    assert end <= len(text)
