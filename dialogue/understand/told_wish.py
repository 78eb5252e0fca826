"""The clauses of a story that wish something done: 包让人偷了，卡都在里面，想挂失社保卡，顺便把身份证补了.

The wishes decide what is begun; what is told around them is context. Recognition often omits punctuation, so a wish may
also begin within a stretch: 我妈摔了一跤要去省城住院我想给她备个案.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogue.understand.question import is_question
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

VERB = (
    r"(?:办|补|领(?!导)|申请|申领|挂(?:\S{0,2}失|(?:一?下|上|掉|了))|报(?:\S{0,2}失|备|个备|个案)|查|提(?!前|醒|供|到|示|高|交了)|取(?!消|得)|开(?:具|一?[张份个])"
    r"|打(?:印|一?[张份个])|登(?:记|一?下|个记)|备(?:\S{0,2}案|一?下)|注册|预?约|投诉|举报|反映|反应|处理|交(?!通)|缴|消掉|消一?下|清(?:一?下|掉|了)|销(?:掉|了|户)|注销"
    r"|换|改|变更|弄|搞|整(?!天|个)|整(?=个个|一?[个张下])|催|过户|转)"
)
_SELF = r"(?:我们?|俺们?|咱们?|本人)"
_SOON = (
    r"(?:就|只|现在|今天|也|还|所以|这|特地|特意|专门|一起|顺便|顺带|另外|再|最好|麻烦|请|先|都|赶紧|得|需要|必须)*+"
)
_FOR = (
    r"(?:帮|给|替|为|代)(?:我们?|俺们?|咱们?|他们?|她们?|它|老人|孩子|娃儿?|家里人?|俺?我?[爸妈爹娘]|老[伴爸妈公婆]"
    r"|儿子|女儿|闺女|孙子|孙女|媳妇|着|忙)?"
)
_WISHES = re.compile(
    rf"{_SOON}{_SELF}?{_SOON}(?:想|要|打算|准备)(?![不么求紧命是起问打听咨询了])[^，不没]{{0,12}}?{VERB}"
    rf"|(?:得|需要|必须)[^，不没]{{0,8}}?{VERB}"
    rf"|(?:{_FOR}|麻烦(?:你|您)?|劳驾|请(?:你|您)?|(?:你|您)(?:看看)?(?:能不能|可不可以|可以|能)?(?:帮|给))[^，不没]{{0,10}}?{VERB}"
    rf"|(?:来|过来|专门来|跑来|赶来)[^，不没问]{{0,8}}?{VERB}"
    rf"|(?:喊|叫|让|要求|催)(?:我们?|俺|咱)[^，不没]{{0,6}}?(?:来|去|过来)[^，不没问]{{0,4}}?{VERB}"
    rf"|^(?:那|就|然后|顺便|顺带|另外|再|还|也|最好|先|请|快|赶紧)*(?:把|将)?[^，不没]{{0,10}}?{VERB}(?:一?下|一?[个张份本遍]|它|掉|了吧|吧|呗|嘛|咯|上|好)+[了吧呗嘛]*$"
    rf"|^(?:顺便|顺带|另外|再|还(?:要|想|得))[^，不没]{{0,10}}?{VERB}"
    rf"|(?:把|将)[^，不没]{{1,12}}?(?:给|帮)?(?:我)?(?:也|都|一起)?{VERB}[了掉]?(?:吧|呗|嘛)?$"
)
#: What was done, or is wished by another, or is refused.
_NOT_NOW = re.compile(
    rf"(?:上个?(?:月|周|礼拜|星期|次|回)|[昨前]天|昨儿|前(?:几|阵|段)|去年|前年|年前|之前|以前|月初|当时|那会儿?|刚才|刚刚|早就|已经)[^，]{{0,14}}?{VERB}[^，]{{0,4}}?(?:了(?!吧|呗)|过|的|好|完)"
    rf"|{VERB}(?:过|完|好)了|{VERB}的(?:时候|那|这|是)|(?:他|她|人家|别人|对方|骗子|客服|朋友|同事|邻居|老乡|同学)[^，]{{0,6}}(?:想|要|让|叫|说)(?!我|俺|咱)"
    r"|(?:本来|原本|原来|原先)[^，]{0,4}(?:想|要|打算|准备)|取消|撤(?:销|回|掉|了)|作废|退(?:掉|号)"
    r"|不(?:想|要|用|需要|打算|准备|肯|让|给|能(?!不能)(?<!能不能))|别(?![人的处墅])|没(?:想|打算|要|法|办法)|没有?[^，]{1,8}(?:要|想)|(?:如果|要是|万一|假如)|(?:想|要)(?:问|打听|咨询|了解)"
)
#: Asks, and means a wish: 能不能帮我挂失, 帮我补一张好吗.
_ASKED_FOR = re.compile(
    r"(?:能不能|可不可以|可以|能|麻烦)[^，]{0,4}(?:帮|给|替)(?:我|俺|咱|他|她)|(?:好吗|行吗|可以吗|好不好|行不行|成不|中不)[？?]?$"
)
CLAUSES = re.compile(r"[，,。.！!？?；;、…\s]+")
#: Where a wish begins in a stretch without punctuation.
_OPENS = re.compile(
    rf"(?<=[^，想要得来就还也再先只都把将给帮替我俺咱\s])(?={_SELF}(?:就|也|还|现在|今天|是)*(?:想|要)(?![不么求紧命是起])"
    rf"|麻烦(?:你|您)|(?:顺便|顺带|另外)|(?:再|还)(?:想|要|帮我|给我|把)|(?:你|您)?(?:帮|给|替)(?:我|俺|咱){VERB}|想{VERB}|要{VERB})"
)
#: Characters. What is longer is a speech, and is read by its end.
_MOST = 400
_LONGEST = 80  # of a clause


@dataclass(frozen=True, slots=True)
class ToldWish:
    """`wish`: the clause that wishes. `before`: the clauses told before it, the nearest last."""

    wish: str
    before: tuple[str, ...] = ()


@text_cached
def told_wishes(text: str) -> tuple[ToldWish, ...]:
    """The clauses of `text` that wish something done, in their order; none that ask, refuse or tell what was done."""
    clauses = [part for clause in CLAUSES.split(text[-_MOST:]) for part in _OPENS.split(clause) if clean(part)]
    found: list[ToldWish] = []
    before: list[str] = []
    for clause in clauses:
        if wishes(clause):
            found.append(ToldWish(clause, tuple(before)))
        before.append(clause)
    return tuple(found)


def wishes(clause: str) -> bool:
    """Whether one clause wishes something done: one of many characters, at its end."""
    clause = clause[-_LONGEST:]
    if not _WISHES.search(clause) or _NOT_NOW.search(clause):
        return False
    return not is_question(clause) or bool(_ASKED_FOR.search(clause))
