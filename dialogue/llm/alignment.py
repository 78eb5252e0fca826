"""Does a rewrite say what the passage says, in the passage's own words? Pure, and strict.

Figures and papers can be looked up in a list; that an office "will send you a text message" cannot. So a rewrite may be
made of nothing but the passage: whole sentences of it, each with all its clauses in their order. Within that it may
leave sentences out, drop or add filler, use another word of the same meaning, join clauses, and move one phrase of
a clause. Everything that turns an answer into another (a negation, a condition, which fee belongs to which card) would
have to add, lose or move something else.
"""

from __future__ import annotations

import re

from dialogue.knowledge.numerals import NUMERAL, plain, spoken_digits, value

#: Words of one meaning in these texts, a line each, brought to the first. Never two that differ in who may, must, pays.
#: A word by itself is one that holds another and is to be left alone.
_SAME = """
身份证 居民身份证
社保卡 社会保障卡
户口簿 居民户口簿 户口本
相片 照片 证件照
卫生间 洗手间 厕所
丢 丢失 遗失 弄丢
坏 损坏
第一次 首次 初次
带 带上 携带 带好 带着
办 办理
按 按照 依照
收 收取
交 缴纳 缴 交纳
不收费 免费 不要钱 不收钱 不用交钱 不收费用
可以 能够 能 可
不可以 不能够 不能 不可 不得
要 需要 需
不用 不需要 不需 不必 无需 无须
必须 务必
拿 领 领取 拿到 领到 取
到 去 前往
、 和 以及 与 及 还有
或 或者
从 自
自动
自助
自己
那天 之日
那天起 当天起
后 以后 之后
前 以前 之前
内 以内 之内
如果 要是
旁 旁边
告诉 告知
一般 通常
咨询 问
问题
星期 周 礼拜
休息 不上班
签字 签名
并且 而且 并
再 然后
填 填写
算起 开始算
在 位于
"""
#: Says nothing that an answer could be wrong about.
_FILLER = (
    "您好", "你好", "请您", "请你", "请", "您的", "你的", "您", "你", "的话", "的", "了", "呢", "哦", "啊", "呀",
    "一下", "那么", "(?<!不)就是", "(?<!不)是", "(?<![不没])就", "(?<![不没])都", "(?<!不)会", "也",
    "(?<!不)要(?=带|交|由)",
)  # fmt: skip
_GREETING = re.compile(r"(?:您好|你好|请|您|那么)")
_FOLD = {word: line.split()[0] for line in _SAME.strip().splitlines() for word in line.split()}
_FOLDING = re.compile("|".join(sorted(map(re.escape, _FOLD), key=len, reverse=True)))
_FILLING = re.compile("|".join(_FILLER))
_NUMBER = re.compile(NUMERAL)
_DIGIT = re.compile(r"\d")
_DAYS = re.compile(r"(?<=\d)日")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_CLAUSE = re.compile(r"[^，,、：:]+")
_QUIET = re.compile(r"[\s“”\"‘’（）()《》]+")
#: A sentence that begins so takes something back from the one before, or leans on it: they stand or fall together.
_LEANS = re.compile(r"但|不过|然而|其中|否则|除|另|此外|同时|只|仅|这|那|其|该|上述|以上|如|若")
#: A phrase that moves keeps these with what they govern.
_HELD = re.compile(r"^[不没无未免非仅只除约\d到至]|[不没无未免非仅只除第约每\d到至]$")
_LONGEST_PHRASE = 8

Clauses = tuple[str, ...]


def says_the_same(text: str, passage: str) -> bool:
    """True when `text` is whole sentences of `passage`, reworded at most as the module says."""
    said = [clause for sentence in _SENTENCE.findall(_folded(text)) for clause in _CLAUSE.findall(sentence)]
    bare = [_plain(clause) for clause in said]
    if any(not plain_one and not _GREETING.fullmatch(clause) for clause, plain_one in zip(said, bare, strict=True)):
        return False  # a 是的 is an answer too
    rest = tuple(filter(None, bare))
    left = _sentences(passage)
    while rest:
        for sentence in left:
            after = _told(sentence, rest)
            if after is not None:
                left.remove(sentence)
                rest = after
                break
        else:
            return False
    return any(bare)


def _sentences(passage: str) -> list[Clauses]:
    found: list[Clauses] = []
    for sentence in _SENTENCE.findall(_folded(passage)):
        clauses = tuple(filter(None, map(_plain, _CLAUSE.findall(sentence))))
        if found and _LEANS.match(sentence.strip()):
            clauses = found.pop() + clauses
        if clauses:
            found.append(clauses)
    return found


def _told(clauses: Clauses, said: Clauses) -> Clauses | None:
    """What is left of `said` once it has told all of `clauses`; None if it does not."""
    if not clauses:
        return said
    for many in range(1, min(len(clauses), 4) + 1 if said else 1):  # clauses told as one
        if said[0] == "".join(clauses[:many]) and (rest := _told(clauses[many:], said[1:])) is not None:
            return rest
    if said and _moved(said[0], clauses[0]):
        return _told(clauses[1:], said[1:])
    if len(said) > 1 and said[0] + said[1] == clauses[0]:  # one told as two
        return _told(clauses[1:], said[2:])
    return None


def _moved(said: str, clause: str) -> bool:
    """Two neighbouring phrases have changed places, and nothing else."""
    if said == clause or len(said) != len(clause) or sorted(said) != sorted(clause):
        return False
    differ = [i for i, (one, other) in enumerate(zip(said, clause, strict=True)) if one != other]
    middle, told = clause[differ[0] : differ[-1] + 1], said[differ[0] : differ[-1] + 1]
    for cut in range(2, len(middle) - 1):
        one, other = middle[:cut], middle[cut:]
        if other + one == told and max(len(one), len(other)) <= _LONGEST_PHRASE:
            return not (_HELD.search(one) or _HELD.search(other) or (_DIGIT.search(one) and _DIGIT.search(other)))
    return False


def _folded(text: str) -> str:
    """Words of one meaning by one word; 和 is a 、 said aloud."""
    return _FOLDING.sub(lambda match: _FOLD[match[0]], _QUIET.sub("", text))


def _plain(clause: str) -> str:
    """Figures in digits, filler gone."""
    return _FILLING.sub("", _DAYS.sub("天", _NUMBER.sub(_digits, clause)))


def _digits(match: re.Match[str]) -> str:
    read = None if spoken_digits(match[0]) else value(match[0])
    return match[0] if read is None else plain(read)
