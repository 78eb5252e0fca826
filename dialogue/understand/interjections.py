"""Reads answers to interjections (您确定不办了吗？, 要从头开始吗？, 需要工作人员吗？, 先去办…？): stop, or go on.

A yes to such a question agrees to stopping. Words that name the business or the next step (我要办, 提交, 下一步) mean
going on, whatever they mean at other questions. Other words are asked again.
"""

from __future__ import annotations

import re
from typing import Literal

from dialogue.understand.answer_words import RESTATED
from dialogue.understand.commands import read_command
from dialogue.understand.leaving import read_leaving
from dialogue.understand.yesno import read_answer
from mandarin.pinyin import clean

InterjectionKind = Literal["cancel", "restart", "human", "switch", "replace"]

_LEAD = (
    r"(?:嗯|恩|哦|噢|啊|吧|哎|呃|是的?|对的?|好的?|行|可以|没错|当然|肯定|确实|那么?|就|还是|我们?|咱们?|俺|本人|你们?|您|请|麻烦(?:你|您)?"
    r"|帮我|给我|替我|为我|快点?|赶紧|赶快|马上|现在|立刻|直接|继续|接着|确定|确认|一定|必须|得|想|要|需要"
    r"|会|能|先|再|还|都|也|把|自己|亲自|决定|打算|愿意|同意|让我|尽快)*"
)
_TRAIL = (
    r"(?:这个|这项|那个|它|我的|业务|申请|手续|表|下去|完|上去|出去|一下"
    r"|的|了|吧|啊|呀|嘛|呢|呗|哈|就行|就好|谢谢(?:你|您)?|〓)*"
)
_DO = (
    r"(?:〓|办理?|提交|递交|交|报|弄|搞|填|做|申请|登记|挂失|下一步"
    r"|下一项|往下|接着来|继续|走(?=下去|流程)|开始办理?|来(?=办))"
)
_GO_ON = re.compile(
    rf"{_LEAD}{_DO}+{_TRAIL}|{_LEAD}(?:不|别|不要|不想|不用|没想|没说要?|没有要?|谁说要?)(?:再)?"
    rf"(?:取消|放弃|退出|停止?|撤销|作废|重来|从头(?:开始|来)?|重新(?:开始|来|办|填)|转?人工|换)"
    rf"{_TRAIL}|{_LEAD}(?:没有?|未){_DO}(?:完|好|成){_TRAIL}|{_LEAD}(?:自己)(?:来|可以|行|会)(?:弄|办)?{_TRAIL}|{_LEAD}(?:接着|继续|往下)(?:来|走|弄|说|吧)*{_TRAIL}"
)
_NOT = r"(?:不(?:再|想|要|用|打算|需要|必|愿意?|准备|想再|要再|用再|再想)?|别|甭|先不|暂不|暂时不|先别|懒得|不想要)"
_STOP = re.compile(
    rf"{_LEAD}{_NOT}(?:再|继续|去|要|给我|帮我)*{_DO}+{_TRAIL}"
    rf"|{_LEAD}(?:不要|不想要|不需要|不用办|算|放弃|退出|停止?|终止|结束|取消|撤销|作废|拉倒|作罢)(?:掉)?{_TRAIL}"
)
#: 不能不办, 不是不办, 不办不行.
_TWICE = re.compile(
    r"不(?:能|得|是|可能|会|该|应该|可以)(?:就)?(?:不|别)|不\S{1,3}不(?:行|可|成)|非\S{1,3}不可"
    r"|没(?:有)?(?:说|想)?(?:过|要)?不|谁(?:说|要|想)?不|怎么(?:会|能)?不"
)
#: Yes words that agree to any question.
_PLAIN = frozenset(
    str.split(
        "是 是的 对 对的 嗯 恩 好 好的 行 可以 可以的 确定 确认 同意 没错 没问题 当然 肯定 成 中 ok okay yes yep 好吧"
        " 行吧 可以吧 也行 也好 也可以 就是 是呀 对头 没有问题 没意见 没有错 愿意 我愿意 我同意 我确定 我确认"
    )
)
#: Further words that agree, by kind of question.
_WANTED: dict[InterjectionKind, frozenset[str]] = {
    "cancel": frozenset(),
    "restart": frozenset(["要", "要的", "需要", "来吧", "开始吧"]),
    "human": frozenset(str.split("要 要的 需要 有 有的 叫吧 叫一下 帮我叫 请吧 需要的 来吧 去吧")),
    "switch": frozenset(["要", "要的", "需要", "去吧", "先去吧", "来吧", "开始吧"]),
    "replace": frozenset(["要", "要的", "需要", "来吧", "开始吧", "改吧", "换吧"]),
}  # fmt: skip
#: Agrees to the other service: 先去办吧 in answer to 先去办…，好吗.
_TO_OTHER = re.compile(
    r"(?:嗯|对的?|没错|好的?|行|可以|那|就|我|要|想|先|去|过去|你|您|帮我|是的?)*(?:(?:办理?|去办)(?:这个|那个|它|〓)?|〓)"
    r"(?:吧|了|的|啊|好)*"
)
#: Characters. Longer answers are not read.
_MOST = 40
_ASKED = re.compile(r"[?？]|[吗么]$")
_CLAUSE = re.compile(r"[，,。.！!；;、\s]+")


def read_interjection(kind: InterjectionKind, text: str) -> bool | None:
    """True: yes to the question of `kind`. False: go on with the current service. None: neither, or both."""
    bare = _bare(text)
    answer = read_answer(text)
    if len(bare) > _MOST or _TWICE.search(bare) or _ASKED.search(text):
        return None
    if kind in ("switch", "replace") and _TO_OTHER.fullmatch(bare):
        return True
    parts = [one for part in _CLAUSE.split(text) if (one := _bare(part))]
    stops = any(_STOP.fullmatch(part) for part in parts) or (kind == "cancel" and _no_need(text, parts))
    other = kind in ("switch", "replace")  # what repeats the question names the other service
    on = any(_GO_ON.fullmatch(part) and not (other and RESTATED in part) for part in parts)
    if stops and (on or (kind != "cancel" and read_command(text))):
        return None
    if on or (stops and kind == "cancel"):
        return stops
    agreed = [clause.text for clause in answer.clauses if clause.kind == "yes"]
    if answer.vote and not all(word in _PLAIN or word in _WANTED[kind] for word in agreed):
        return None
    return answer.vote


_NOTHING_MORE = re.compile(rf"{_LEAD}没(?:有|什么|啥|别的)*(?:事儿?|业务)?了{_TRAIL}")


def _no_need(text: str, parts: list[str]) -> bool:
    """不用了，卡在兜里呢; 没有了: the business is not needed any more. 不用了 alone may decline the question."""
    last_words = any(_NOTHING_MORE.fullmatch(part) for part in parts)
    return last_words or (len(parts) > 1 and read_leaving(text) in ("leave", "drop", "decline"))


#: 不问了, 没事了: of a question that the citizen does not ask any more.
_NO_QUESTION = re.compile(
    rf"{_LEAD}(?:算了)?(?:不|别|甭|不用|不想|先不)(?:再)?问(?:这个|那个)?{_TRAIL}|{_LEAD}没(?:什么|啥)?(?:事|问题)儿?{_TRAIL}"
    rf"|{_LEAD}算了{_TRAIL}"
)


def goes_on(text: str) -> bool:
    """Whether `text` only asks for the business to go on: 不问了，接着办; 嗯，办吧."""
    parts = [one for part in _CLAUSE.split(text) if (one := _bare(part))]
    if not parts or len(_bare(text)) > _MOST or _TWICE.search(_bare(text)) or _ASKED.search(text):
        return False
    wanted = [bool(_GO_ON.fullmatch(part) or _NO_QUESTION.fullmatch(part)) for part in parts]
    harmless = all(one or read_answer(part).vote for one, part in zip(wanted, parts, strict=True))
    return any(wanted) and harmless


def _bare(text: str) -> str:
    """`text` without punctuation; `RESTATED` stays."""
    return RESTATED.join(map(clean, text.split(RESTATED)))
