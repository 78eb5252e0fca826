"""Yes or no, in spoken Mandarin. Rules, because both ways of being wrong are costly.

没问题 is a yes, 不是不行 is neither, 可以不带户口本吗 is a question.
"""

from __future__ import annotations

import re

from dialogue.understand.pinyin import clean, exact

_PARTICLES = re.compile(r"[啊呀哈呢吧嘛哦噢喔哟呗啦嘞哎诶额呃了]+$")
_LEAD = re.compile(r"^(?:那个|那就|那|就|我觉得|我想|我看|应该|好像|这个|哦|噢|啊|哎|诶|呃|额)+")
_QUESTION = re.compile(
    r"[吗么？?]\s*[。.]?$|对不对|是不是|行不行|好不好|可不可以|能不能|要不要|有没有|怎么|什么|为啥|多少|哪|谁|几"
)
_UNSURE = re.compile(
    r"不是不|不会不|不能不|不得不|并非不|不知道|不清楚|不晓得|不懂|不明白|不一定|不确定|忘了|不记得|随便|都行|都可以|对不起|不好意思|等一下|等等|等会|稍等|没听|听不"
)
#: Said whole, or as the start of a clause.
_YES = (
    "没有问题", "没问题", "没毛病", "没有错", "没错", "没意见", "没有异议", "没异议", "不错", "错不了", "是的",
    "是这样", "是这么回事", "是我", "是",
    "对的", "对", "好的", "好", "嗯", "恩", "唔", "行", "可以", "同意", "确认", "确定", "正确", "准确", "要的",
    "要", "需要", "有的", "有", "中", "成",
    "当然", "愿意", "能", "会", "就这样", "就这么办", "办", "继续", "授权", "ok", "okay", "yes", "妥", "必须的",
    "满了", "知道了", "明白", "去办",
)  # fmt: skip
_NO = (
    "不对", "不是", "不行", "不可以", "不好", "不同意", "不要", "不用", "不需要", "不必", "不能", "不想", "不愿意",
    "不愿", "不了", "不办", "不确认", "不正确",
    "不准确", "不会", "不接受", "不授权", "不太对", "不太行", "不大对", "不完全对", "没有", "没", "还没", "错了",
    "错的", "错", "有误", "有问题", "有错", "否", "非", "别",
    "算了", "免了", "先不", "暂时不", "暂不", "拒绝", "弄错", "搞错", "no", "不",
)  # fmt: skip
_YES_SOUNDS = frozenset(
    exact(word) for word in ("是", "是的", "对", "对的", "好的", "确认", "同意", "可以", "行", "没错", "没问题")
)
_NO_SOUNDS = frozenset(exact(word) for word in ("不是", "不对", "不用", "不要", "不行", "不同意", "没有", "取消"))
_CLAUSE = re.compile(r"[，,。.！!；;、\s]+")


def read_yes_no(text: str) -> bool | None:
    """True, False, or None when it is neither, both, or a question."""
    if _QUESTION.search(text.strip()) or _UNSURE.search(clean(text)):
        return None
    votes = [vote for clause in _CLAUSE.split(text) if (vote := _clause(clause)) is not None]
    if not votes:
        return None
    if all(vote == votes[0] for vote in votes):
        return votes[0]
    # 嗯，不对 / 好，不用了: an acknowledging yes, then the real answer. 不，对的 stays unclear.
    return False if votes[0] and not votes[-1] else None


def _clause(clause: str) -> bool | None:
    bare = _LEAD.sub("", _PARTICLES.sub("", clean(clause))) or clean(clause)
    if not bare:
        return None
    for word, vote in _RULES:
        if bare == word or _repeats(bare, word):
            return vote
    if len(bare) <= 12:
        for word, vote in _RULES:
            if len(word) >= 2 and bare.startswith(word) and _consistent(bare[len(word) :], vote):
                return vote
        if bare[0] in "嗯对是好行" and (rest := _clause(bare[1:])) is not None:
            return rest
        if bare[0] in "不没别":
            return False
    sounds = exact(bare)
    if len(bare) <= 3 and sounds in _YES_SOUNDS:
        return True
    if len(bare) <= 3 and sounds in _NO_SOUNDS:
        return False
    return None


def _repeats(text: str, word: str) -> bool:
    """对对对, 是的是的, 不用不用."""
    return len(text) > len(word) and len(text) % len(word) == 0 and text == word * (len(text) // len(word))


def _consistent(rest: str, vote: bool) -> bool:
    """What follows 没问题 or 可以 must not take it back: 可以不带户口本 is no answer, 同意但是不… neither."""
    return not re.search(r"[不没别]|但|错|改", rest) if vote else not re.search(r"但|是的$|对的$", rest)


_RULES: tuple[tuple[str, bool], ...] = tuple(
    sorted([(word, True) for word in _YES] + [(word, False) for word in _NO], key=lambda rule: -len(rule[0]))
)
