"""Number plates of vehicles (GA 36): 京A12345, 京AD12345, 京A1234学, 粤Z1234港, 沪A1234领, 使014578.

The province may be said in full (北京的牌子), and the first letter by its sound. There is no check digit.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue.understand import validation_messages
from dialogue.understand.code_shape import DIGIT, LETTER, Shape
from dialogue.understand.reading import Reading
from dialogue.understand.spoken_code import CodeGrammar, read_code
from mandarin.pinyin import exact

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_IN_FULL = {
    "北京": "京", "天津": "津", "上海": "沪", "重庆": "渝", "河北": "冀", "河南": "豫", "云南": "云", "辽宁": "辽",
    "黑龙江": "黑", "湖南": "湘", "安徽": "皖", "山东": "鲁", "新疆": "新", "江苏": "苏", "浙江": "浙", "江西": "赣",
    "湖北": "鄂", "广西": "桂", "甘肃": "甘", "山西": "晋", "内蒙古": "蒙", "内蒙": "蒙", "陕西": "陕", "吉林": "吉",
    "福建": "闽", "贵州": "贵", "广东": "粤", "青海": "青", "西藏": "藏", "四川": "川", "宁夏": "宁", "海南": "琼",
}  # fmt: skip
#: 北京的牌子, 江苏的苏, 沪牌, 川字头.
_OF_PROVINCE = re.compile(
    rf"(?P<full>{'|'.join(_IN_FULL)})(?:省|市|自治区|壮族自治区)?(?:那?边)?(?:的?(?:车|牌照|牌子|号牌|牌))*的?(?P<short>[{PROVINCES}]?)(?:字头)?"
    rf"|(?P<alone>[{PROVINCES}])(?:的?(?:牌照|牌子|号牌|牌)|字头?)的?"
)
#: 豫A的，豫A九幺二: the beginning is said first, and said on.
_BEGUN = re.compile(
    rf"(?P<one>[{PROVINCES}])(?P<letter>[a-z])(?:的|牌照?|牌子|开头|打头)*[，,\s]+(?=(?P=one)(?P=letter))"
)
_AROUND = re.compile(
    r"新能源(?:的)?(?:车|汽车|牌照?)?|(?:绿|蓝|黄|白|黑)(?:色)?(?:的)?(?:牌照?|牌子)|(?:我|我们|对方|那|这)?(?:家|辆|台|部)?的?(?:小?轿?车|汽车|车子)?的?"
    r"(?:车牌照?|牌照|号牌|牌号|牌子|车号)(?:号码?)?(?:就?是)?|的?牌(?=$|[，,。])|[六七八678]位(?:数字?|车牌|的)+|(?:我|我们)?的?(?:车子?|汽车)就?是|[·.•]"
)
#: 川A是四川的川，A一二三四五: the beginning is explained, and said on.
_EXPLAINED = re.compile(
    rf"(?P<one>[{PROVINCES}])(?P<letter>[a-z]?)是[\u4e00-\u9fff]{{1,4}}的(?P=one)[，,\s]*(?P=letter)"
)
#: 京诶 is heard as 精雷 or 金锐: behind a syllable that ends in a nasal, the name of A gets an onset.
_BEFORE_SERIAL = re.compile(r"^([\u4e00-\u9fff])([\u4e00-\u9fff])(?=[，,\s]*[0-9a-z零〇一二两三四五六七八九幺])")
_A_WITH_ONSET = frozenset({("lei",), ("nei",), ("rui",), ("mei",)})
_NASAL_PROVINCES = frozenset(sound for one in PROVINCES if (sound := exact(one))[0].endswith(("n", "ng")))
_EIGHT = re.compile(r"新能源|绿(?:色)?的?牌|电动?车")

_OF: frozenset[str] = frozenset(PROVINCES)
_SERIAL = frozenset("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
_POWER = frozenset("ABCDEFGHJK")  # 新能源: D, A, B, C and E run on electricity alone
_NEW: tuple[Shape, ...] = (
    (_OF, LETTER, _POWER, _SERIAL, *[DIGIT] * 4),
    (_OF, LETTER, *[DIGIT] * 5, _POWER),
)
PLATES: tuple[Shape, ...] = (
    (_OF, LETTER, *[_SERIAL] * 5),
    *_NEW,
    (_OF, LETTER, *[_SERIAL] * 4, frozenset("学警挂")),
    (_OF, LETTER, *[DIGIT] * 4, frozenset("领")),
    (frozenset("粤"), frozenset("Z"), *[_SERIAL] * 4, frozenset("港澳")),
    (frozenset("使"), *[DIGIT] * 6),
    (*[DIGIT] * 6, frozenset("使")),
)


def read_plate(text: str, *, partial: str = "") -> Reading:
    """`partial`: the characters kept so far."""
    reading = read_code(text, _GRAMMAR_OF_EIGHT if _EIGHT.search(text) else _GRAMMAR, partial=partial)
    if reading.partial and reading.partial[0] not in _STARTS:  # digits alone are the end of a number
        return Reading(message=validation_messages.PLATE_SHAPE)
    return reading


def _prepared(text: str) -> str:
    text = _BEGUN.sub("", _EXPLAINED.sub(r"\g<one>\g<letter>", text))
    text = _OF_PROVINCE.sub(lambda hit: hit["alone"] or _IN_FULL[hit["full"]], text)
    return _BEFORE_SERIAL.sub(_first_letter, _AROUND.sub("", text))


def _first_letter(hit: re.Match[str]) -> str:
    is_a = exact(hit[1]) in _NASAL_PROVINCES and exact(hit[2]) in _A_WITH_ONSET
    return f"{hit[1]}诶" if is_a else hit[0]


_GRAMMAR = CodeGrammar(PLATES, prepare=_prepared, wrong=validation_messages.PLATE_SHAPE)
_GRAMMAR_OF_EIGHT = replace(_GRAMMAR, shapes=_NEW)
_STARTS = frozenset(PROVINCES + "使")
