"""Whether a word of an option is meant where it stands: not in 不紧急, 注销就不用了, 房主是我妈, 我正式问你.

A denial reaches the word behind it directly, or over a verb or an adverb of degree (不打算关店, 不太紧急), and the word
before it at the end of a clause (座机没有). 不小心丢了 and 没注意过期了 deny nothing: the verb between is another.
"""

from __future__ import annotations

import re

_VERB = (
    r"(?:是|要|想|打算|准备|计划|考虑|愿意|肯|该|应该|必|需要|需|用|办理?|选择?|填|写|留|做|弄|搞|整|寄|送|发|动|碰|挂|去|来|算|再|能|会|可以|说过?|提过?|有|给|当|属于|叫|到|"
    r"找|申请|登记|直接|马上|现在|今天|立刻|急着|接受|同意|讲|报|走|查|为了|因为|由于)"
)
_DEGREE = (
    r"(?:太|多么?|怎么|很|那么|这么|特别|十分|非常|大|真的?|怎样|算|全|都|完全|一定|那个?|这个?|什么|啥|任何"
    r"|我的?|的|个|过|被|把|弄|又)"
)
_NO = (
    r"(?:没法|无法|没办法|不(?!小心|知|得不|好意思|然)|没有?|未|非|别(?!人|的)|甭|无(?!意)"
    r"|用不着|谈不上|算不上|不再|(?:不能|谈不|算不|称不|够不)(?:说|上|得)(?:是|有)?|并不|并没有?|拒绝|反对|取消|放弃|除了?|不如|免得|以免)"
)
_BEFORE = re.compile(rf"{_NO}(?:{_VERB}|{_DEGREE})*$")
#: Where a negation before the word does not deny it: 要不要…, 没错，…; 不得不, 没办法只能.
_NO_DENIAL = re.compile(
    r"(?:不得不|不能不|没办法(?=只|就)|没辙|没错|不错|没问题|没关系|没事|不是吗|要不然?|是不是|能不能|要不要|有没有|可不可以|用不用|不管怎样"
    r"|差一?点没|不光是?|不仅是?|不但是?|不止是?|不用说|不用问)"
)
_AFTER = re.compile(
    r"^(?:的|了|这[个种项件]?|那[个种项件]?|我们?|俺|就|都|也|可|早就|早|已经|先|暂时|倒|还|真|根本|肯定|从来|一直|一般|平时|老是|它|办理?|业务|方式)*"
    r"(?:不(?:用|要|需要|必|办|想|选|行|可以|是|对|做|弄|考虑|留|打算|准备|愿意|能[办选留]|算|着急|符合|合适|适合|存在|了|成|来|去|填|开|需|急)|没有?|没有过|没说|没想|没打算|没要"
    r"|别(?:办|选|用|要|提|弄)?|算了|免了|除外|用不着|谈不上|说不上|还早|早?停机?了|停用了|拆了|拆掉了|销号了|欠费了)"
    r"(?:办理?|选|留|做|弄|搞|用|要|说|给|干|关|填|提|这个|那个|过|去|我|本人|自己)*[了的吧啊呀呢嘛啦哦]*$"
)
_PERSON = (
    r"(?:(?:我|我们|咱|俺)?(?:妈妈?|爸爸?|爹|娘|父母|父亲|母亲|爱人|老公|老婆|丈夫|妻子|媳妇|对象|儿子|女儿|孩子|爷爷|奶奶|姥姥|姥爷|外公|外婆|哥哥?|姐姐?"
    r"|弟弟?|妹妹?|叔叔?|舅舅?|姑姑?|姨妈?|公公|婆婆|岳父|岳母|亲戚|朋友|同事|邻居|老板|房东|领导|单位|公司)|别人|人家|他们?|她们?|另外一个人|[老小][\u4e00-\u9fff])"
)
#: 房主是我妈, 我妈是房主.
_OTHER_BEHIND = re.compile(
    rf"^(?:也|就|其实|都|又|写的|登记的|的名字|的话)*是{_PERSON}(?!.*(?:我自己|我本人|和我|跟我))"
)
_OTHER_BEFORE = re.compile(rf"{_PERSON}(?:才|就|也|都|他|她)*是(?:那个|这个|真正的?)?$")
#: The word goes with another verb: 我正式问你一句, 临时通知我的.
_ANOTHER_VERB = re.compile(
    r"^地?(?:问|跟你?说|告诉|通知|声明|讲|请教|提醒|警告|说一[句声下]|接到|碰到|想起|想到|决定来)"
)
#: 已经临时挂失过了; 过期 is another word.
_DONE = re.compile(r"^(?:办理?|弄|做|挂失)*(?:过(?!期)|完)(?:[一两几]?[次回遍])?(?:了|的)*[吧啊呀呢]*$")
_ALREADY = re.compile(r"已经|早就|早已|刚才|刚刚|昨天|前天|上次|上回|之前|以前|上[周月]|去年|原来")
_SUPPOSED = re.compile(r"^(?:那|我|我们|你们?|请问|想问一?下?)*(?:要是|如果|假如|假使|倘若|若是|万一|即使|就算|哪怕)")
_POLITELY = re.compile(r"^(?:如果|要是)?(?:可以|行|方便|能行|没问题|成)的话")


def denied(clause: str, start: int, end: int) -> bool:
    """Whether `clause` (no punctuation in it) denies, gives to another, has done or only supposes its `[start:end]`."""
    before = _NO_DENIAL.sub("，", clause[:start])
    after = clause[end:]
    if _BEFORE.search(before) or _AFTER.search(after) or _ANOTHER_VERB.search(after):
        return True
    if _OTHER_BEHIND.search(after) or _OTHER_BEFORE.search(before):
        return True
    return bool(_DONE.search(after) or (_ALREADY.search(before) and re.match(r"过(?!期)", after)))


def supposed(clause: str) -> bool:
    """要是正式挂失: a condition, not a request. 可以的话 is only polite."""
    return bool(_SUPPOSED.match(clause)) and not _POLITELY.match(clause)
