"""Words -> pinyin: jieba cuts, pypinyin reads, and the hall's own lexicon overrules both.

Pinyin is in pypinyin's TONE3 style with 5 for the neutral tone: `["huan2", "kuan3"]`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import jieba
from pypinyin import Style, lazy_pinyin

from mandarin.pinyin import HANZI

jieba.setLogLevel(logging.WARNING)  # it announces its dictionary on stderr otherwise

#: What pypinyin 0.55 reads wrongly, or cuts wrongly, among words a hall uses.
READINGS: dict[str, str] = {
    # 还: to give back
    "还款": "huan2 kuan3", "还款日": "huan2 kuan3 ri4", "还贷": "huan2 dai4", "还卡": "huan2 ka3",
    "还证": "huan2 zheng4", "还原": "huan2 yuan2", "还本": "huan2 ben3", "还息": "huan2 xi1", "代还": "dai4 huan2",
    "未还": "wei4 huan2",
    # 重: again
    "重名": "chong2 ming2", "重办": "chong2 ban4", "重做": "chong2 zuo4", "重打": "chong2 da3",
    "重报": "chong2 bao4", "重说": "chong2 shuo1", "重置": "chong2 zhi4", "重填": "chong2 tian2",
    "重拍": "chong2 pai1", "重发": "chong2 fa1", "重输": "chong2 shu1", "重选": "chong2 xuan3",
    "重听": "chong2 ting1", "重取": "chong2 qu3", "重签": "chong2 qian1",
    # 调: to move, to fetch
    "调档": "diao4 dang4", "调档函": "diao4 dang4 han2", "外调": "wai4 diao4", "调令": "diao4 ling4",
    "调阅": "diao4 yue4",
    # 得: must; particle
    "您得": "nin2 dei3", "你得": "ni3 dei3", "我得": "wo3 dei3", "还得": "hai2 dei3", "都得": "dou1 dei3",
    "也得": "ye3 dei3", "办得": "ban4 de5", "说得": "shuo1 de5", "听得": "ting1 de5", "看得": "kan4 de5",
    "来得及": "lai2 de5 ji2",
    # 地: particle
    "慢慢地": "man4 man4 de5", "好好地": "hao3 hao3 de5", "地说": "de5 shuo1", "清楚地": "qing1 chu3 de5",
    "完整地": "wan2 zheng3 de5", "准确地": "zhun3 que4 de5",
    # 处: a place
    "办理处": "ban4 li3 chu4", "受理处": "shou4 li3 chu4", "登记处": "deng1 ji4 chu4", "咨询处": "zi1 xun2 chu4",
    "服务处": "fu2 wu4 chu4", "缴费处": "jiao3 fei4 chu4", "取号处": "qu3 hao4 chu4", "领取处": "ling3 qu3 chu4",
    "处在": "chu3 zai4",
    # 行, 长, 差, 应, 数, 据, 为
    "我行": "wo3 hang2", "本行": "ben3 hang2", "他行": "ta1 hang2", "开户行": "kai1 hu4 hang2",
    "分行": "fen1 hang2", "支行": "zhi1 hang2", "不行": "bu4 xing2", "也行": "ye3 xing2", "都行": "dou1 xing2",
    "所长": "suo3 zhang3", "站长": "zhan4 zhang3", "股长": "gu3 zhang3", "差旅": "chai1 lv3", "差额": "cha1 e2",
    "应答": "ying4 da2", "应聘": "ying4 pin4", "应诉": "ying4 su4", "为人民服务": "wei4 ren2 min2 fu2 wu4",
    # the rest
    "量一下": "liang2 yi2 xia4", "相片": "xiang4 pian4", "供养": "gong1 yang3", "弹出": "tan2 chu1",
    "弹窗": "tan2 chuang1", "空着": "kong4 zhe5", "空行": "kong4 hang2", "填空": "tian2 kong4", "着急": "zhao2 ji2",
    "一遍": "yi2 bian4", "参照": "can1 zhao4", "间断": "jian4 duan4", "载入": "zai3 ru4", "便利": "bian4 li4",
    "挨着": "ai1 zhe5", "没劲": "mei2 jin4", "划卡": "hua2 ka3", "冠名": "guan4 ming2", "骨灰盒": "gu3 hui1 he2",
    "幺": "yao1", "嗯": "en5", "哦": "o5", "啊": "a5", "呃": "e4",
}  # fmt: skip

_HANZI = f"{HANZI}〇"
_PIECES = re.compile(f"[{_HANZI}]+|[^{_HANZI}]")
#: Digits read one by one, other than a year.
CODE = re.compile("[零一二三四五六七八九幺]{3,}+(?!年)")
_LONGEST = max(map(len, READINGS))
_SURE = 3  # an entry this long may cut across jieba's words; a shorter one must not (银行/长期 holds no 行长)


def words(spoken: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word with its syllables, in order; a character that is not Chinese comes alone and with none."""
    for piece in _PIECES.findall(spoken):
        if len(piece) == 1 and not re.match(f"[{_HANZI}]", piece):
            yield piece, ()
        else:
            yield from _sandhi(list(_runs(piece)))


def pinyin(spoken: str) -> list[str]:
    """The syllables of a text, without its words."""
    return [syllable for _, syllables in words(spoken) for syllable in syllables]


def _runs(run: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """An all-Chinese run; digits read one by one are words of their own, or 零零零 would blur into one."""
    at = 0
    for code in CODE.finditer(run):
        yield from _read(run[at : code.start()])
        yield from ((digit, _lookup(digit)) for digit in code[0])
        at = code.end()
    yield from _read(run[at:])


def _read(run: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words of an all-Chinese run: the lexicon's where one fits, jieba's elsewhere."""
    cuts = {0}
    for word in jieba.cut(run):
        cuts.add(max(cuts) + len(word))
    place = 0
    plain_from = 0
    while place < len(run):
        end = _entry(run, place, cuts)
        if end:
            yield from _plain(run[plain_from:place], plain_from, cuts)
            yield run[place:end], tuple(READINGS[run[place:end]].split())
            place = plain_from = end
        else:
            place += 1
    yield from _plain(run[plain_from:], plain_from, cuts)


def _entry(run: str, start: int, cuts: set[int]) -> int:
    """Where the longest lexicon entry that begins at `start` ends; 0 if there is none that may stand here."""
    for length in range(min(_LONGEST, len(run) - start), 0, -1):
        end = start + length
        if run[start:end] not in READINGS:
            continue
        whole_words = start in cuts and end in cuts
        inside_one = not any(cut in cuts for cut in range(start + 1, end)) and length > 1
        if whole_words or inside_one or length >= _SURE:
            return end
    return 0


def _plain(part: str, offset: int, cuts: set[int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    begin = 0
    for place in range(1, len(part) + 1):
        if place == len(part) or place + offset in cuts:
            yield part[begin:place], _lookup(part[begin:place])
            begin = place


def _lookup(word: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore"))


def _sandhi(read: list[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """不 before a fourth tone is bú. Third tones in a row are left as written: so was the voice's training text."""
    for place, (word, syllables) in enumerate(read):
        following = read[place + 1][1][:1] if place + 1 < len(read) else ()
        tones = [syllable[-1] for syllable in (*syllables, *following)]
        yield (
            word,
            tuple(
                "bu2" if char == "不" and syllable == "bu4" and tones[i + 1 : i + 2] == ["4"] else syllable
                for i, (char, syllable) in enumerate(zip(word, syllables, strict=False))
            )
            if len(word) == len(syllables)
            else syllables,
        )
