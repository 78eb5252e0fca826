"""What is about somebody else than the one who speaks: 我要挂的是我妈的卡, 其实是替我爸办."""

from __future__ import annotations

import re

from dialogue.understand.question import is_question
from mandarin.pinyin import clean

_KIN = (
    r"(?:咱|俺|我?们?家?的?)(?:老?[爸妈爹娘]|[爸妈爷奶]{2}|父亲|母亲|外[公婆]|姥[姥爷]|老[公婆伴]|丈夫|妻子|爱人|媳妇|对象"
    r"|儿子|女儿|闺女|孩子|小孩|[孙外]孙?[子女]|哥哥?|姐姐?|弟弟?|妹妹?|公公|婆婆|岳[父母]|丈母娘|叔叔?|舅舅?|姑姑?|姨妈?"
    r"|朋友|同事|邻居|亲戚|家里?人|(?:家里)?老人|别人|人家|他|她)"
)
_LEAD = (
    r"(?:不是|不对|错了|不|哎呀?|呃|嗯|哦|啊|等等|等一下|那个|其实|实际上?|原来|对了|不好意思|我|俺|刚才|刚刚|现在|今天"
    r"|(?:社保|医保|居住|身份|优待)(?:卡|证)号?码?|要|想|说|讲"
    r"|查|挂失?|办理?|补|领|申请|报|填|问|弄|取|提|交|登记"
    r"|这[个张]?|那张?|的|卡|证|就是|都是|应该|本来|是|来|丢|掉)*+"
)
_THING = (
    r"(?:社保|医保|身份|居住|公积金|银行|优待)?(?:卡|证|证件|号码?|身份证号码?|账户|公积金|房子?|社保|医保|名字"
    r"|信息|事|业务)?"
)
_TAIL = r"(?:(?:丢|掉|不见|没|坏)了|不是我(?:自己|本人)?的)?(?:了|啊|呀|呢|吧|哦|的|这事)*"
_DOES = r"(?:办理?|查询?|挂失?|补|领|申请|申领|报|填|问|弄|取|提|交|登记|跑|来)"
_OTHERS = re.compile(
    rf"(?=.*[是我]){_LEAD}{_KIN}(?:本人|自己)?的{_THING}{_TAIL}"
    rf"|{_LEAD}(?:替|帮|给|代|为|代替){_KIN}(?:本人|自己)?(?:来|过来)?{_DOES}+(?:一下)?的?{_THING}{_TAIL}"
    rf"|{_LEAD}{_KIN}(?:本人|自己)?(?:要|想|来|需要){_DOES}的?{_THING}{_TAIL}"
    rf"|(?:其实|这个?|啊|我|这次)*+不是(?:给|替|为)?我(?:自己|本人)?{_DOES}的?{_TAIL}"
    rf"|(?:我|俺|其实|就|是|来|过来|替|帮|给|人|他们?|别人|家里?人)*+代(?:办|理|为办理)(?:人|的)?{_TAIL}"
    rf"|(?:这|那|张|个)*+(?:社保|医保|居住)?[卡证]不是我(?:自己|本人)?的{_TAIL}"
)
#: Another's telephone or place is a value that a form may hold.
_MAY_BE = re.compile(r"手机|电话|座机|地址|邮箱|\d{5}")
_BREAK = re.compile(r"[，,。.！!；;、？?\s]+")

_OWN_UNKNOWN = re.compile(r"我(?:自己|本人)?的[^，,是\d]{0,6}(?:忘|不记得|记不|不知道|不清楚|没带|找不|没拿)")


def own_is_unknown(text: str) -> bool:
    """我妈的是110…，我的忘了: the number told is another's, for want of the speaker's own."""
    return bool(_OWN_UNKNOWN.search(text))


def is_of_another(text: str) -> bool:
    """Whether a whole clause of `text` says that the matter is another person's. Not a question, nor of a telephone."""
    if is_question(text) or _MAY_BE.search(text):
        return False
    return any(_OTHERS.fullmatch(part) for clause in _BREAK.split(text) if (part := clean(clause)))
