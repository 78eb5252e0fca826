"""Orders to the clerk in any words: 把音量调高一点; 没听清，再问我一次; 我不想跟机器说话，叫个工作人员来.

Each pattern covers a whole clause, politeness aside: a sentence that merely holds the words of an order is none. A
reason (你说得太快了, 刚才那个说错了) may stand beside an order; at least one clause has to be an order.
"""

from __future__ import annotations

import re
from typing import Literal

from mandarin.pinyin import clean

Order = Literal["human", "louder", "softer", "slower", "faster", "repeat", "back", "restart", "cancel"]

_BEFORE = (
    r"(?:请问?|麻烦(?:你|您)?|拜托|你好|您好|那么?|嗯|呃|哎|喂|算了|我想要|我想|我要|我需要|能不能|可不可以|可以|能否|能|给我|帮我|帮忙"
    r"|给|我|你们?|您|还是|就|先|快点?|赶紧|直接|把|将|再|稍微|稍|尽量)*"
)
_BEHIND = r"(?:谢谢(?:你|您|了)?|好吗|行吗|可以吗|好不好|行不行|成吗|一下|吧|啊|呀|吗|呢|了|的|儿|嘛|哈|哦)*"
_SOME = r"(?:一?点儿?|一?些|点儿)"
_ONCE = r"一?(?:遍|次|下|回)"
_CLERK = r"(?:机器人?|电脑|自助机|屏幕|ai|你|假人)"
_HUMAN = r"(?:人工(?:客服|服务|台|坐席|窗口)?|真人|活人|客服|工作人员|服务员|办事员|值班员|柜员)"
_SAY = r"(?:说|讲|念|问|读|播)"

_ORDERS: tuple[tuple[Order, str], ...] = (
    ("human", rf"(?:转接?|接|换|叫|找|喊|来|要|派|请|呼叫|联系)(?:到|成|个|一个|一位|位|你们的?|下|去)*{_HUMAN}"
              r"(?:过来|来|帮忙|帮我|帮|跟我|说|讲|接待|处理|办理?|看看|弄)*"),
    ("human", r"(?:换|叫|找|喊|来)(?:个|一个|位|一位)(?:大?活)?人(?:过来|来|帮忙|帮我|跟我|说|讲|接待|处理|办"
    r"|看看|弄)*"),
    ("human", rf"(?:不想|不要|不愿意?|懒得|不高兴)(?:再)?(?:跟|和|对着|同|与){_CLERK}(?:说|讲|聊|打交道|谈)(?:话"
    rf"|了|天)*"),
    ("human", rf"(?:想|要)?(?:跟|和|同|与)(?:{_HUMAN}|人)(?:说|讲|聊|谈|沟通)(?:话|说)*"),
    ("louder", rf"(?:音量|声音?|声儿|嗓门)(?:{_BEFORE}|调|开|放|弄|搞|说|提|加|变|得)*(?:大|高|响){_SOME}?"),
    ("louder", r"(?:调|开|放|弄|加|提)(?:大|高)(?:一?点|一?些)?(?:的)?(?:音量|声音)"),
    ("louder", rf"{_SAY}?(?:话)?(?:的|得)?(?:再)?(?:大|响)(?:一?点|一?些)?声{_SOME}?{_SAY}?"),
    ("louder", r"(?:实在|都|根本)*听不(?:见|到)(?:你|您)?(?:在)?(?:说|讲)?(?:什么|啥|的|话)*"),
    ("softer", rf"(?:音量|声音?|声儿|嗓门)(?:{_BEFORE}|调|开|放|弄|搞|说|降|减|变|得)*(?:小|低|轻){_SOME}?"),
    ("softer", r"(?:调|开|放|弄|降|减)(?:小|低)(?:一?点|一?些)?(?:的)?(?:音量|声音)"),
    ("softer", rf"{_SAY}?(?:话)?(?:的|得)?(?:再)?小(?:一?点|一?些)?声{_SOME}?{_SAY}?"),
    ("slower", rf"(?:{_SAY}|话|语速|速度|放|调|再|稍微|得)*慢{_SOME}?{_SAY}?(?:话)?"),
    ("faster", rf"(?:{_SAY}|话|语速|速度|放|调|再|稍微|得)*(?:{_SAY}|语速|速度)(?:放|调|再|得)*快{_SOME}?"
    rf"|快{_SOME}{_SAY}"),
    ("repeat", rf"(?:刚才|刚刚)?(?:的|那个|这个)?(?:问题|话|那?句)?(?:再|重新?)(?:给我|跟我|给|跟)?(?:{_SAY}|来"
    rf"|重复)(?:我|给我|给我听)?{_ONCE}"
               r"(?:给我听?|问题|刚才的|刚才的问题|刚才的话)?"),
    ("repeat", rf"重复(?:{_SAY})?{_ONCE}?(?:刚才的)?(?:问题|话)?|再重复{_ONCE}"),
    ("repeat", rf"(?:刚才|刚刚|刚)?没(?:太|有|怎么)?听(?:清楚?|见|懂|明白|到)(?:你|您)?(?:刚才)?{_SAY}?(?:什么"
    rf"|啥|的)*"),
    ("back", r"(?:返回|回到?|退回?|退|倒回|跳回)(?:到|去)?(?:上|前)(?:一个?|个)?(?:步|题|个|问题|项|页"
    r"|级)(?:问题|去)?"),
    ("restart", r"(?:全部|统统|整个)?(?:重新|从头|重头)(?:再|全部)?(?:开始|来过?|办理?|填写?|弄|做|走)(?:一?遍"
    r"|一?次|过)?|重来(?:一?遍|一?次)?"),
    ("cancel", r"(?:取消|停止|终止|结束|放弃|退出|中止)(?:掉)?(?:这次|这个|这项|本次|这笔|当前)(?:的)?(?:办理"
    r"|业务|申请|登记|服务|操作|流程|手续)?"),
    ("cancel", r"(?:取消|停止|终止|结束|放弃|退出|中止)(?:掉)?(?:办理|业务|操作|流程)"),
    ("cancel", r"(?:都|全|现在)?(?:不想?|别|先不|不用)(?:办理?|弄|搞|填)(?:了|这个|这项)+"),
)  # fmt: skip
_REASONS = (
    rf"(?:你|您)?(?:刚才)?{_SAY}话?(?:得|的)?(?:实在)?(?:太|有点|这么)(?:快|慢)",
    r"(?:你|您)(?:的)?(?:声音|音量|说话声?)(?:实在)?(?:太|有点|这么)(?:小|大|轻|低|高)",
    r"(?:实在|都|根本)*听不(?:见|到|清楚?|懂|明白)(?:你|您)?(?:在)?(?:说|讲)?(?:什么|啥|的|话)*",
    r"(?:刚才|刚刚|上面|前面)*(?:的)?(?:那个|那项|上一个|上一步|那一步)?我?(?:说|填|答|选|输|写|报|念|点|按)错",
    r"(?:耳朵|耳)(?:不好|背|聋|不行)(?:使)?|年纪大|岁数大|上年纪|跟不上|没反应过来|没跟上|反应不过来",
)
_EACH = tuple((order, re.compile(f"{_BEFORE}(?:{what}){_BEHIND}")) for order, what in _ORDERS)
_BESIDE = re.compile(f"{_BEFORE}(?:{'|'.join(_REASONS)})?{_BEHIND}")
_CLAUSE = re.compile(r"[，,。.！!；;？?、\s]+")
_MOST = 30


def read_order(text: str) -> Order | None:
    """The last order, where the utterance is nothing but orders and reasons for them."""
    clauses = [bare for part in _CLAUSE.split(text) if (bare := clean(part))]
    if sum(map(len, clauses)) > _MOST:
        return None
    found: Order | None = None
    for bare in clauses:
        order = next((order for order, pattern in _EACH if pattern.fullmatch(bare)), None)
        if order is None and not _BESIDE.fullmatch(bare):
            return None
        found = order or found
    return found
