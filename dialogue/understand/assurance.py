"""What people add to a yes that changes nothing: that it is theirs, that they have looked, why they want it, how soon.

A closed grammar, since a clause that it admits is harmless beside a yes: a condition, a correction or another wish must
have no way through it. Whatever denies or limits it (不是我的卡, 要是我的卡) stands outside the clause.
"""

from __future__ import annotations

import re

_WHO = r"(?:我们?|咱们?|俺|本人|我自己|我本人)"
_THIS = r"(?:〓|这个?|那个?|它|这个?事儿?|这个?业务|这件事儿?)"
_OBJECT = (
    r"(?:(?:社保|银行|医保|公积金)?卡|身份证号?码?|手机号?码?|电话号?码?|号码?|名字|姓名|地址|信息|资料|证件?|尾号|〓)"
)
_MINE = rf"(?:这个?|那个?|这张)?{_OBJECT}"
_MANY = r"(?:[一二两三四五六七八九十百几好多半\d]+)"
_TIME = rf"(?:{_MANY}多?(?:年|个月|年头)|很久|好久|一辈子)"
_EVER = r"(?:一直|都|就|也|还|已经|从来|平时|总)*"
_TIMES = rf"(?:{_MANY}|好)?(?:遍|次|回)"

#: 是我的卡, 就是我本人的号码: a yes by itself to the question whether it is.
_MY_OWN = re.compile(
    rf"(?:这个?|那个?|它|{_OBJECT})?(?:就|都|确实|的确|正|真)*是{_WHO}(?:本人|自己)?(?:在用|用)?的?(?:这个|这张)?{_OBJECT}的?"
)
_KINDS = (
    # 我用了十几年了这个号; 这个号我一直在用; 我就这一个号
    rf"(?:{_MINE})?{_WHO}?{_EVER}(?:用|使)(?:了|着)?(?:都|有|快)?{_TIME}了?(?:{_MINE})?了?",
    rf"(?:{_MINE})?{_WHO}?(?:一直|平时|现在|天天)(?:都|就|也)*(?:是|在)?(?:用|使)(?:着|的)?(?:就?是)?(?:{_MINE}|这个)?(?:呢|的)?",
    rf"{_WHO}就(?:这么|这|只有这)一?个{_OBJECT}",
    # 收得到短信, 这个号打得通
    rf"(?:{_MINE})?(?:都|也|能|可以|随时|一直)*(?:收得到|能收到|接得到|打得通|能打通|接得通|能接通|开着机)(?:短信|验证码|电话|信息)?(?:的|呢)?",
    # 我就是来办这个的
    rf"{_WHO}?(?:今天|这次|这趟|这回|本来|过来)*(?:就|正|专门|特地|特意|也)*(?:是)?(?:专门|特地|特意|就)*(?:为(?:了)?{_THIS}来|来(?:就)?(?:是)?(?:办理?|弄|做)?{_THIS})的",
    rf"{_WHO}(?:今天|这次)?来?就是(?:要|想)?(?:办理?|弄|做){_THIS}(?:的)?",
    # 我看了一遍, 都核对过两遍了
    rf"{_WHO}?(?:刚才|刚刚|刚|都|已经|也|又|从头到尾|仔细|认真|反复|一个一个|挨个|逐项)*(?:地|的)?(?:仔细|认真)?"
    rf"(?:看|听|核对|检查|确认|核实|读|比对|数)(?:(?:过|了)(?:{_TIMES})?|(?:{_TIMES}))了?(?:的)?",
    # 赶紧办吧，我怕卡被人捡去用
    rf"{_WHO}?(?:就|还|真|很|挺|也|都)*(?:怕|担心)(?:卡|钱|卡里的?钱|里面的?钱|人家|别人|有人|坏人|小偷|捡到的人)?"
    r"(?:被|让|把|拿|会|给)*(?:别人|人家|坏人|小偷|人)?给?(?:捡|盗刷|盗用|冒用|刷|取|用|偷|花|转|拿)"
    r"(?:走|了|去|来|掉|光|到|刷|取|用|花)*(?:我的?)?(?:卡|钱)?(?:了)?",
    # 急着用, 家里有人等着, 孩子等着看病
    rf"(?:{_WHO}|家里|单位|医院|后面|孩子|老人|那边|外面)?(?:的?人|有人|有事|还有事)?(?:还|都|正|很|挺|有点|这|就)*"
    r"(?:等着|急着|着急|赶着|忙着|赶时间|赶车|急用|急|排着队|排队)(?:回家|回去|上班|看病|用钱|用卡|用|接孩子|做饭|买菜|吃饭|赶车|上学"
    r"|出院|住院|开会|办事)?(?:呢|的|了)?",
    # 你们大厅我放心
    rf"(?:你们|咱们|咱)?(?:大厅|这儿|这里|政府|国家|公家|单位)?(?:办事)?{_WHO}(?:是|很|挺|都|还是|最|肯定|当然)*(?:放心|信得过|信任|相信)"
    r"(?:你们?|您|政府|国家|大厅)?的?",
    r"(?:没有?|没什么|没啥)?不放心的",
    # 我记得清清楚楚, 我背得出来
    rf"(?:{_MINE})?{_WHO}?(?:都|自己)?(?:记|背)得?(?:很|可|特别|都)?(?:清楚|清清楚楚|牢|牢牢的?|滚瓜烂熟|出来|下来|熟)(?:着呢|的|呢|了)?",
    # 身份证上就是这么写的, 跟卡上一样
    r"(?:身份证|卡|户口本|证件?|合同|单子|本子|存折)(?:上面?)?(?:也|就|都|确实)*是?(?:这么|这样|这个)(?:写|印|登记|显示)?的?",
    r"[跟和与](?:我的?)?(?:身份证|卡|户口本|证件?|合同|单子|本子)(?:上面?)?(?:写|印)?的?(?:都|是|完全)*(?:一样|一致|对得上|对上了|一模一样)的?",
    rf"{_WHO}(?:就|是|就是)*(?:叫|住|用)(?:这个?名字?|这里|这儿|这个?地方|这个地址)",
)  # fmt: skip
_EACH = (_MY_OWN, *(re.compile(kind) for kind in _KINDS))
#: Words that would turn the clause behind them round.
_TURNS = frozenset("不没别非要只可但还如若或莫未怎哪算")
#: Why the last words were missed. A yes has to come behind it: 嗯，刚才走神了 is none.
EXCUSE = re.compile(
    r"(?:我|不好意思)?(?:刚才|刚刚|刚)(?:有点|在|没)?(?:走神|愣神|愣|打岔|分心|发呆|开小差|反应过来|注意|听见|接电话|看手机|想事情?)(?:了|呢|一下)*"
)


def assured_at(text: str, start: int) -> str:
    """The longest assurance that begins at `start`; empty where none does."""
    if start and text[start - 1] in _TURNS:
        return ""
    return max((hit[0] for one in _EACH if (hit := one.match(text, start))), key=len, default="")


def affirms(assurance: str) -> bool:
    """Whether it is a yes by itself: 是我的卡."""
    return _MY_OWN.fullmatch(assurance) is not None
