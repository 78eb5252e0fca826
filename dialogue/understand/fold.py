"""One form for what is heard and typed: width, script, and the written dialects of the south in Mandarin words.

For matching only: what is kept is cut from the text before folding (`wording`). Only what no Mandarin sentence holds is
exchanged: 系 stays, for 关系 and 联系 are Mandarin; 係 does not occur there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher

from mandarin.simplified import simplify

#: To be caught before Simplified script makes them variants. 關係 is Mandarin.
_EARLY = (
    (re.compile(r"(?<![關关聯联體体干維维派譜谱世直院])係"), "是"),
    (re.compile("[搵揾]工(?!人|作)"), "找工作"),
    (re.compile("[搵揾]"), "找"),
    (re.compile("[諗谂]"), "想"),
)
#: Words with a character that Mandarin does not use, in Simplified script or kept by it.
_CANTONESE = {
    "唔是": "不是", "唔系": "不是", "系唔系": "是不是", "是唔是": "是不是", "是咪": "是不是", "系咪": "是不是",
    "唔见咗": "不见了", "唔该晒": "谢谢", "唔该": "麻烦", "唔使": "不用", "唔知道": "不知道", "唔知": "不知道",
    "唔明": "不明白", "唔得": "不行", "唔好意思": "不好意思", "唔好": "不要", "唔记得": "不记得", "唔啱": "不对",
    "得唔得": "行不行", "识唔识": "会不会",
    "有冇": "有没有", "冇问题": "没问题", "冇错": "没错", "冇得": "没有", "冇": "没有", "㗎": "的",
    "喎": "哦", "喇": "了",
    "喺边度": "在哪里", "是边度": "在哪里", "去边度": "去哪里", "找边个": "找谁", "是边个": "是谁",
    "嗰度": "那里", "嗰个": "那个", "嗰": "那", "乜嘢": "什么", "乜野": "什么", "咩嘢": "什么", 
    "乜": "什么", "咩": "什么",
    "几多钱": "多少钱", "几多": "多少", "几时": "什么时候", "几耐": "多久", "寻日": "昨天", "啱啱": "刚刚", "啱": "对",
    "咁样": "这样", "咁就": "那就", "咁我": "那我", "咁": "那", "睇下": "看看", "睇吓": "看看", "睇": "看",
    "攞返": "拿回", "攞": "拿", "俾返": "还给", "俾我": "给我", "俾": "给", "畀": "给",
    "嚟": "来", "喺": "在", "佢哋": "他们", "我哋": "我们", "你哋": "你们", "佢": "他", "嘅": "的", "咗": "了",
    "啲": "些", "嘢": "东西", "钟意": "喜欢", "讲多次": "再说一遍", "多谢晒": "谢谢",
    "细路仔": "小孩", "身分证": "身份证", "唔": "不",
}  # fmt: skip
_WORDS = re.compile("|".join(sorted(_CANTONESE, key=len, reverse=True)))
#: Words that stand inside Mandarin ones too (海边度假, 八点办理, 优先至上): only where a clause begins, or after these.
_AFTER = r"(?:^|(?<=[，,。？?！!、\s我你他的是有要想去找卡证本号了])|(?<=应该)|(?<=知道))"
_AT_START = (
    (re.compile(_AFTER + r"(?<!有)点(?:样|解决?(?=[啊呀]?[？?]?$))"), "怎么"),
    (re.compile(_AFTER + r"点(?:搞|算|办)(?=[啊呀好]*[？?。]?$)"), "怎么办"),
    (re.compile(_AFTER + r"边度(?!假|过|量)"), "哪里"),
    (re.compile(_AFTER + r"边个(?!人)"), "谁"),
    (re.compile(r"(?:^|(?<=[，,。？?！!\s]))呢(?=[个张度])"), "这"),
    (re.compile(r"^这度"), "这里"),
    (re.compile(r"(?:^|(?<=[，,。？?！!\s我你]))[而依]家(?![长庭属人里中])"), "现在"),
    (re.compile(r"(?:^|(?<=[，,。？?！!\s我你]))听日(?![语本])"), "明天"),
    (re.compile(r"(?:^|(?<=[，,。？?！!\s我你他她都就也]))系(?![统列主里上数谱带着])"), "是"),
    (re.compile(r"仲(?![裁秋夏春冬景尼])"), "还"),
    # of Hunan and Henan
    (re.compile(r"(?<![什怎])么子(?!女)"), "什么"),
    (re.compile(r"何解"), "为什么"),
    (re.compile(r"(?<!勿)恁(?![地么])"), "你"),
    (re.compile(r"(?:^|(?<=[，,。？?！!\s你]))莫要?(?=[拖打催搞管寄办开换问等用来去报怪急怕])"), "不要"),
)
_NOD = re.compile(r"^唔+(?=$|[，,。.！!？?…\s])")
#: Full-width letters and digits, the wide space, and look-alikes of ideographs that PDF files are full of.
_WIDE = re.compile(r"[\u3000\uff0b-\uff19\uff1c-\uff1e\uff20-\uff5e\u2f00-\u2fdf\uf900-\ufaff]")
_PUNCTUATION = "，。？！：；（）、"
#: For each character of a folded text, the stretch [start, end) of the original that it stands for.
Places = tuple[tuple[int, int], ...]


def fold(text: str) -> str:
    """Plain Mandarin in Simplified characters comes back as it is, its full-width punctuation too."""
    return fold_in_place(text)[0]


def fold_in_place(text: str) -> tuple[str, Places]:
    """`fold(text)`, and where in `text` each of its characters comes from."""
    folded = _Folded(text)
    folded.exchange(_WIDE, _narrow)
    nod = _NOD.match(folded.text)
    if nod:
        folded.exchange(_NOD, lambda hit: "嗯" * len(hit[0]))
    for pattern, word in _EARLY:
        folded.exchange(pattern, lambda _, word=word: word)  # type: ignore[misc]
    folded.become(simplify(folded.text))
    folded.exchange(_WORDS, lambda hit: _CANTONESE[hit[0]])
    for pattern, word in _AT_START:
        folded.exchange(pattern, lambda _, word=word: word)  # type: ignore[misc]
    return folded.text, tuple(folded.places)


class _Folded:
    """A text while it is being folded, with the place in the original of each of its characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = [(at, at + 1) for at in range(len(text))]

    def exchange(self, pattern: re.Pattern[str], word: Callable[[re.Match[str]], str]) -> None:
        for hit in reversed(list(pattern.finditer(self.text))):
            self._replace(hit.start(), hit.end(), word(hit))

    def become(self, text: str) -> None:
        """`text` says the same in other characters, nearly always one for one."""
        if len(text) == len(self.text):
            self.text = text
            return
        for kind, start, end, first, last in reversed(SequenceMatcher(None, self.text, text, False).get_opcodes()):
            if kind != "equal":
                self._replace(start, end, text[first:last])

    def _replace(self, start: int, end: int, word: str) -> None:
        if len(word) != end - start:
            whole = self.places[start:end]
            stretch = (whole[0][0], whole[-1][1]) if whole else (self.places[start - 1][1],) * 2 if start else (0, 0)
            self.places[start:end] = [stretch] * len(word)
        self.text = self.text[:start] + word + self.text[end:]


def _narrow(hit: re.Match[str]) -> str:
    return hit[0] if hit[0] in _PUNCTUATION else unicodedata.normalize("NFKC", hit[0])
