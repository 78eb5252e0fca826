"""Yes or no, in spoken Mandarin. Rules, because both ways of being wrong are costly.

没问题 is a yes, 不是不行 is neither, 可以不带户口本吗 is a question.
"""

from __future__ import annotations

import re

from mandarin.pinyin import clean, exact
from mandarin.sound import nearest

_PARTICLE = re.compile(r"[啊呀哈哼呢吧嘛哦噢喔哟呗啦嘞勒滴哒哎诶额呃了的]$")
_LEAD = re.compile(r"^(?:那个|那|就|我觉得|我想|我看|应该|好像|这个|吧|我|哦|噢|啊|哎|诶|呃|额)")
_QUESTION = re.compile(
    r"[吗么]$|(?<!不)(?:对不对|是不是)|行不行|好不好|可不可以|能不能|要不要|有没有|怎么|什么|为啥|多少|哪|谁|几"
)
#: 没什么问题 asks nothing.
_NOTHING_WRONG = re.compile(r"没有?(?:什么|啥)(?=问题|要改|不对|意见|异议|错)")
_UNSURE = re.compile(
    r"得了吧|不是不|不会不|不能不|不得不|并非不|不知道|不清楚|不晓得|不懂|不明白|不一定|不确定|忘了|不记得|随便|都行|都可以|对不起|不好意思|等一下|等等|等会|稍等|没听|听不"
)
#: Said whole, or as the start of a clause.
_YES = (
    "没有问题", "没问题", "没毛病", "没有错", "没错", "没意见", "没有异议", "没异议", "不错", "错不了", "是的",
    "是这样", "是这么回事", "是我", "是",
    "对的", "对", "好的", "好", "嗯", "恩", "唔", "行", "可以", "同意", "确认", "确定", "正确", "准确", "要的",
    "要", "需要", "有的", "有", "中", "成",
    "当然", "愿意", "能", "会", "就这样", "就这么办", "办", "继续", "授权", "ok", "okay", "yes", "妥", "必须的",
    "知道了", "明白", "不用改", "不改了", "不需要改", "没有要改", "都对", "全对", "对着呢",
    "没要改", "没不对", "没有不对", "没有错误", "没错误", "没有需要改", "不需要修改", "不用修改", "都没错", "全没错",
    "都正确", "都是对", "全部正确", "全部对", "信息没错", "信息都对", "确认无误", "准确无误", "无误", "是本人",
    "是我本人",
    # as they say it elsewhere
    "要得", "得", "得嘞", "得咧", "可得", "好咧", "中咧", "妥妥", "必须滴", "木有问题", "木问题", "没得问题",
    "莫得问题", "莫问题", "对头", "巴适", "晓得了", "嗯呐", "昂",
)  # fmt: skip
_NO = (
    "不对", "不是", "不行", "不可以", "不好", "不同意", "不要", "不用", "不需要", "不必", "不能", "不想", "不愿意",
    "不愿", "不了", "不办", "不确认", "不正确",
    "不准确", "不会", "不接受", "不授权", "不太对", "不太行", "不大对", "不完全对", "没有", "没", "还没", "错了",
    "错的", "错", "有误", "有问题", "有错", "否", "非", "别",
    "算了", "免了", "先不", "暂时不", "暂不", "拒绝", "弄错", "搞错", "no", "不",
    "反对", "拉倒", "用不着", "没必要", "才不是", "可不行", "肯定不行", "肯定不是", "绝对不行", "当然不行",
    "当然不是", "恐怕不行", "这不对", "这个不对", "都不对", "不认可",
    # as they say it elsewhere
    "木有", "莫得", "没得", "要不得", "不得行", "不中", "不成", "算球",
)  # fmt: skip
#: Short answers whose characters the ear got wrong: 事的, 队.
_SOUNDS: dict[tuple[str, ...], bool] = {
    **{exact(w): True for w in ("是", "是的", "对", "对的", "好的", "确认", "同意", "可以", "行", "没错", "没问题")},
    **{exact(word): False for word in ("不是", "不对", "不用", "不要", "不行", "不同意", "没有")},
}
_SPOKEN = {
    "yes": ("是的", "对的", "好的", "没问题", "没错", "确认", "同意", "可以"),
    "no": ("不是", "不对", "不用", "不要", "不行", "不同意", "不可以", "没有"),
}
_NEAR = 0.8
#: What 对, said alone, is heard as: 推, 贝, 嘴. 没 and 非, which rhyme with it, are not among them.
_LIKE_DUI = frozenset({"tui", "bei", "dei", "zui"})
_CLAUSE = re.compile(r"[，,。.！!；;、\s]+")


#: What may follow a yes without changing it; anything else (可以查余额, 可以不带户口本) makes it no answer.
_HARMLESS = re.compile(
    r"(?:的|了|吧|啊|呀|哈|我|你|您|就|是|对|这样|这个|这么|提交|办理|办|确认|同意|谢谢|没有?问题|没错|都(?!$)|正确|信息|号码|全部|继续|可以|好)*"
)
_TAKES_BACK = re.compile(r"[不没别错改]|但")


def read_yes_no(text: str, *, by_sound: bool = False) -> bool | None:
    """True, False, or None when it is neither, both, or a question.

    `by_sound`: a short answer that merely sounds like one counts too (是等 for 是的). Not for what cannot be undone.
    """
    text = _NOTHING_WRONG.sub("没", text)
    clauses = [clause for clause in _CLAUSE.split(text) if clean(clause)]
    asked = text.rstrip().endswith(("?", "？")) or any(
        _QUESTION.search(_once(clean(part))) for part in (*clauses, text)
    )
    if asked or _UNSURE.search(clean(text)):
        return None
    votes = [_clause(clause) for clause in clauses]
    given = [vote for vote in votes if vote is not None]
    if not given:
        return _by_sound(clean(text)) if by_sound else None
    if all(given):
        unclear = (clause for clause, vote in zip(clauses, votes, strict=True) if vote is None)
        return None if any(_TAKES_BACK.search(clause) for clause in unclear) else True
    # 嗯，不对 / 好，不用了: an acknowledging yes, then the real answer. 不，是的 stays unclear.
    return None if given[-1] else False


def _by_sound(bare: str) -> bool | None:
    if len(word := _once(bare)) == 1:
        return True if word != "退" and _LIKE_DUI.issuperset(exact(word)) else None
    near = nearest(bare, _SPOKEN, near=_NEAR) if len(bare) <= 4 else None
    return None if near is None else near == "yes"


def _clause(clause: str) -> bool | None:
    bare = _once(clean(clause))
    for form in _forms(bare):
        if form in _VOTES:
            return _VOTES[form]
    for form in _forms(bare):
        for word, vote in _RULES:
            rest = form[len(word) :]
            if form.startswith(word) and (_HARMLESS.fullmatch(rest) if vote else len(rest) <= 8):
                return vote
        if form[0] in "嗯对是好行" and len(form) > 1 and (rest_vote := _clause(form[1:])) is not None:
            return rest_vote
    if len(bare) <= 3 and exact(bare) in _SOUNDS:
        return _SOUNDS[exact(bare)]
    return None


def _once(text: str) -> str:
    """对对对 -> 对, 不对不对 -> 不对."""
    for size in (1, 2, 3):
        if len(text) > size and len(text) % size == 0 and text == text[:size] * (len(text) // size):
            return text[:size]
    return text


def _forms(bare: str) -> list[str]:
    """The clause as it is, and with its leading and trailing small words taken off step by step."""
    forms = [bare]
    while (shorter := _PARTICLE.sub("", forms[-1])) != forms[-1]:
        forms.append(shorter)
    for form in forms:  # grows while it is walked: each form is tried without its first small word too
        if (shorter := _LEAD.sub("", form, count=1)) != form:
            forms.append(shorter)
    return [form for form in forms if form]


_VOTES: dict[str, bool] = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
_RULES = sorted(((word, vote) for word, vote in _VOTES.items()), key=lambda rule: -len(rule[0]))
