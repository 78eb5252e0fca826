"""Yes or no, in spoken Mandarin. Rules, because both ways of being wrong are costly.

没问题 is a yes, 不是不行 is neither, 可以不带户口本吗 is a question. 好的，取消 is a command: a yes counts only where
everything beside it is harmless (`verdict`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogue.understand.answer_words import FACTS, NO, ONLY_CORRECT
from dialogue.understand.assurance import affirms
from dialogue.understand.clauses import Clause, read_clauses
from dialogue.understand.commands import Command
from dialogue.understand.verdict import Verdict, decide
from mandarin.pinyin import clean, exact
from mandarin.sound import nearest
from mandarin.text_cache import text_cached

_SPOKEN = {
    "yes": ("是的", "对的", "好的", "没问题", "没错", "确认", "同意", "可以"),
    "no": ("不是", "不对", "不用", "不要", "不行", "不同意", "不可以", "没有"),
}
_NEAR = 0.8
_SHORT = 6  # characters
#: Short answers that are often misrecognised: 事的, 统一.
_SOUNDS = {
    **{exact(w): True for w in ("是的", "对的", "好的", "确认", "同意", "可以", "没错", "没问题")},
    **{exact(w): False for w in ("不是", "不对", "不用", "不要", "不行", "不同意", "没有")},
}
#: Said alone, and in their tones, 对 and 是.
_LIKE_ONE = frozenset("队兑碓事市式示世势视室")
_NUMBER = re.compile(r"[\d零〇一二三四五六七八九十百千万两]+")
#: What 对, said alone, is heard as: 推, 贝, 嘴. 没 and 非, which rhyme with it, are not among them.
_LIKE_DUI = frozenset({"tui", "bei", "dei", "zui"})
_FAULT = re.compile(r"错|误|问题|意见|异议|出入|不对|准确|不全|一致|不符")
_REFUSES = re.compile(
    r"不(?:同意|愿|给|让|想|要|行|可以|接受|允许|答应|授权|用|能|准|肯)|拒绝|反对|别(?:用|收集|存|登记|拿|查)"
)
#: What denies a statement, and agrees or refuses nothing.
_DISPUTES = frozenset(
    ("不是", "不是的", "不对", "没有", "没", "不不", "错了", "搞错了", "弄错了", "不是这样", "不是这个")
)
_BREAK = re.compile(r"[，,。.！!；;、\s]")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a yes/no question."""

    verdict: Verdict
    clauses: tuple[Clause, ...] = ()

    @property
    def vote(self) -> bool | None:
        if self.verdict == "command" and all(clause.declines for clause in self.clauses if clause.command):
            return False  # 先不办了
        return {"yes": True, "no": False}.get(self.verdict)

    @property
    def commits(self) -> bool:
        """A yes that may confirm a form or consent: more than the answer to a question of fact (要, 有)."""
        return self.verdict == "yes" and any(one.kind == "yes" and one.text not in FACTS for one in self.clauses)

    @property
    def refuses(self) -> bool:
        """A plain refusal (不同意, 我不给你们用), not merely a clause with a 不 in it, nor that something is wrong."""
        refusals = [one.text for one in self.clauses if one.kind == "no"]
        listed = all(text in NO for text in refusals)  # 我不认识字 is not
        return self.verdict == "no" and (
            bool(_REFUSES.search("".join(refusals))) or (listed and any(not _FAULT.search(text) for text in refusals))
        )

    @property
    def disputes(self) -> bool:
        """不是，我身份证也丢了: a denial of something said, with more behind it, and no refusal to agree."""
        denied = {one.text for one in self.clauses if one.kind == "no"}
        return self.verdict == "no" and denied <= _DISPUTES and bool(self.rest)

    @property
    def only_confirms(self) -> bool:
        """信息没错, 你说得对: a yes that something is correct, and to nothing else."""
        agreed = {clause.text for clause in self.clauses if clause.kind == "yes"}
        return self.verdict == "yes" and all(text in ONLY_CORRECT or affirms(text) for text in agreed)

    @property
    def command(self) -> Command | None:
        if self.verdict != "command":
            return None
        return next(clause.command for clause in self.clauses if clause.command)

    @property
    def rest(self) -> str:
        """What was said beside yes, no and courtesies; empty where there was nothing."""
        return "，".join(one.text for one in self.clauses if one.kind not in ("yes", "no", "harmless", "tag", "hedge"))


@text_cached
def read_answer(text: str) -> Answer:
    clauses = read_clauses(text)
    return Answer(decide([clause.kind for clause in clauses]), clauses)


def may_be_misrecognised(text: str) -> bool:
    """Whether a short answer has no clause that can be read: the recogniser's alternatives are then worth reading."""
    return len(clean(text)) <= _SHORT and all(clause.kind == "unread" for clause in read_answer(text).clauses)


@text_cached
def read_yes_no(text: str, *, by_sound: bool = False) -> bool | None:
    """True, False, or None when it is neither, both, or something else besides.

    `by_sound`: a short answer that merely sounds like one counts too (是等 for 是的). Not for what cannot be undone.
    """
    answer = read_answer(text)
    if by_sound and answer.verdict in ("other", "correct") and not _BREAK.search(text.strip(" ，,。.！!")):
        heard = _by_sound(clean(text))
        return None if heard and answer.verdict == "correct" else heard  # 部队 is no 不对 by its characters
    return answer.vote


def _by_sound(bare: str) -> bool | None:
    """Of as many syllables as were heard."""
    if bare in _LIKE_ONE:
        return True
    if len(bare) <= 3 and not _NUMBER.fullmatch(bare) and exact(bare) in _SOUNDS:
        return _SOUNDS[exact(bare)]
    word = bare[: len(bare) // 2] if bare[: len(bare) // 2] * 2 == bare else bare
    if len(word) == 1:
        return True if word != "退" and _LIKE_DUI.issuperset(exact(word)) else None
    if len(bare) > 4:
        return None
    alike = {vote: tuple(word for word in group if len(word) == len(bare)) for vote, group in _SPOKEN.items()}
    near = nearest(bare, alike, near=_NEAR)
    return None if near is None else near == "yes"
