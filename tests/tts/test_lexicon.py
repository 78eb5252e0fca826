from __future__ import annotations

import pytest

from tts import readings
from tts.lexicon import pinyin, words
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
    # what stands beside a character decides
    "每月还多少": "mei3 yue4 huan2 duo1 shao3",
    "钱还上了": "qian2 huan2 shang4 le5",
    "还差多少": "hai2 cha4 duo1 shao3",
    "我们还给您准备了": "wo3 men5 hai2 gei3 nin2 zhun3 bei4 le5",
    "大夫开的证明": "dai4 fu5 kai1 de5 zheng4 ming2",
    "不得泄露": "bu4 de2 xie4 lu4",
    "露出来": "lou4 chu1 lai2",
    "露天停车场": "lu4 tian1 ting2 che1 chang3",
    "发卡银行": "fa1 ka3 yin2 hang2",
    "卡在门缝里": "qia3 zai4 men2 feng4 li3",
    "已经调到头了": "yi3 jing1 tiao2 dao4 tou2 le5",
    "调到外地工作": "diao4 dao4 wai4 di4 gong1 zuo4",
    "把音量调大": "ba3 yin1 liang4 tiao2 da4",
    "这幢楼": "zhe4 zhuang4 lou2",
    "办这个得本人来": "ban4 zhe4 ge5 dei3 ben3 ren2 lai2",
    "写得不清楚的地方得重写": "xie3 de5 bu4 qing1 chu3 de5 di4 fang5 dei3 chong2 xie3",
    "听证会长达三小时": "ting1 zheng4 hui4 chang2 da2 san1 xiao3 shi2",
    "孩子长高了": "hai2 zi5 zhang3 gao1 le5",
    "号码好像长了": "hao4 ma3 hao3 xiang4 chang2 le5",
    "个人参保": "ge4 ren2 can1 bao3",
    "利率和草率": "li4 lv4 he2 cao3 shuai4",
    "首都的居民都可以": "shou3 du1 de5 ju1 min2 dou1 ke3 yi3",
    "办得了吗": "ban4 de5 liao3 ma5",
    "校长在校对名单": "xiao4 zhang3 zai4 jiao4 dui4 ming2 dan1",
    "把粉和匀再装": "ba3 fen3 huo2 yun2 zai4 zhuang1",
    "米和面都涨价": "mi3 he2 mian4 dou1 zhang3 jia4",
    "把汤盛好": "ba3 tang1 cheng2 hao3",
    "用碗盛饭": "yong4 wan3 cheng2 fan4",
    "盛大开业": "sheng4 da4 kai1 ye4",
    "用绳子把材料扎好": "yong4 sheng2 zi5 ba3 cai2 liao4 za1 hao3",
    "扎好针": "zha1 hao3 zhen1",
    "车长不超过六米": "che1 chang2 bu4 chao1 guo4 liu4 mi3",
    "桥长一百二十米": "qiao2 chang2 yi4 bai3 er4 shi2 mi3",
    "列车长来了": "lie4 che1 zhang3 lai2 le5",
    "每年长五厘米": "mei3 nian2 zhang3 wu3 li2 mi3",
    "同行人员": "tong2 xing2 ren2 yuan2",
    "与您同行的家属": "yu3 nin2 tong2 xing2 de5 jia1 shu3",
    "同行之间": "tong2 hang2 zhi1 jian1",
    "同行业": "tong2 hang2 ye4",
    # places
    "六安和亳州": "lu4 an1 he2 bo2 zhou1",
    "东莞番禺": "dong1 guan3 pan1 yu2",
    "长治市长子县": "chang2 zhi4 shi4 zhang3 zi3 xian4",
}


@pytest.mark.parametrize(("text", "read"), CASES.items())
def test_read(text: str, read: str) -> None:
    assert " ".join(pinyin(text)) == read


@pytest.mark.parametrize("table", [readings.words(), readings.surnames()])
def test_an_entry_has_a_syllable_for_every_character(table: dict[str, tuple[str, ...]]) -> None:
    for word, read in table.items():
        assert len(word) == len(read), word
        assert all(syllable_tokens(syllable) for syllable in read), word


def test_rules_and_given_names_are_of_syllables() -> None:
    rules = [rule.reading for rules in readings.contexts().values() for rule in rules]
    for syllable in (*rules, *readings.given_names().values()):
        assert syllable_tokens(syllable)


def test_an_entry_alone_is_read_as_it_says() -> None:
    for word, read in readings.words().items():
        assert " ".join(pinyin(word)).replace("bu2", "bu4") == " ".join(read).replace("bu2", "bu4"), word


def test_the_words_are_the_text() -> None:
    text = "请您尽快还款，办理处在二楼。A零幺二号，慢慢地说！"
    assert "".join(word for word, _ in words(text)) == text


def test_digits_of_a_code_are_words_of_their_own() -> None:
    assert [word for word, _ in words("尾号零零零幺")][-4:] == ["零", "零", "零", "幺"]


def test_ideographs_of_the_extensions_have_their_reading() -> None:
    assert pinyin("王䶮") == ["wang2", "yan3"]
    assert len(pinyin("李𬱖")) == 2
    assert pinyin("李𠮷") == ["li3"]  # no reading is known: it is left out
