"""Words that tell nothing where an account, a reason or an occupation is asked for: 什么意思, 你好, 下一步, 要写什么.

As a whole utterance, clause by clause. 为什么没人修 and 下一步怎么走没人管 tell something.
"""

from __future__ import annotations

import re
from typing import Literal

from dialogue.understand.backchannel import backchannel
from dialogue.understand.bare import says_nothing
from dialogue.understand.small_talk import read_small_talk
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

#: `empty`: words that tell nothing (你好, 下一步). `help`: asks what to say (什么意思). `business`: asks about the
#: business itself (要等多久).
NoContent = Literal["empty", "help", "business"]

#: Characters. A longer text is an account.
_MOST = 30
#: Keeps a pattern from searching a long text.
_SHORT = rf"\A(?=.{{1,{_MOST}}}\Z)"
_LEAD = (
    r"(?:你好|您好|请问|那么?|那个|就是|嗯|啊|哎|唉|呃|哦|诶|对了|不好意思|麻烦|等一?下|我想问一?下|想问一?下|问一?下|我问你|你说|我|我们|俺"
    r"|这个|这|这里|这儿|这边|这一?[项栏步块题]|上面|屏幕上?|现在|到底|究竟|具体|还|都|也|再)*"
)
_TRAIL = r"(?:啊|呀|呢|吗|嘛|么|吧|哦|哈|的|了|来着|好呢|才对|才行|谢谢|合适|比较好|好)*"
_SAY = r"(?:说明?|写|填写?|讲|输入?|答|回答|描述|交代|介绍|提供|概括)"
_WHAT = r"(?:什么|啥子?|哪些|哪样|些什么|点什么|些啥|点啥|哪方面|几句|多少|怎样)"
_HOW = r"(?:怎么|咋|如何|怎样|咋个)"
_SHOULD = r"(?:要|该|应该|应当|得|需要|能|可以|必须|必要|一定要|非要|非得|让我|叫我|想让我|要我)*"
_HELP = (
    rf"(?:你|您)?(?:是|说的是)?(?:什么|啥子?|几个|哪个|怎么个)意思|(?:是)?(?:什么|啥子?)(?:东西|来着)?|{_SHOULD}{_SAY}{_SHOULD}(?:的是)?{_WHAT}(?:东西|内容|话|字|信息)?"
    rf"|{_SHOULD}{_HOW}{_SHOULD}(?:去)?(?:{_SAY}|弄|搞|操作)|{_SAY}(?:得)?(?:多少|几)个?字|{_SHOULD}(?:{_SAY})?(?:得)?(?:多|有多|要多|这么)(?:长|细|详细|清楚)"
    rf"|(?:为什么|为啥|干嘛|干啥|凭什么|做什么)(?:还)?{_SHOULD}(?:问|{_SAY}|知道|管)(?:这个|这些|我)*|(?:你|您)?(?:问|知道)这(?:个|些)?(?:干嘛|干啥|干什么|做什么|有什么用)"
    rf"|{_SHOULD}不{_SAY}(?:行|可以|成|会怎样|会怎么样)(?:不行)?|(?:可以|能|可不可以|能不能|行不行){_SHOULD}不{_SAY}|(?:必须|一定|非)(?:要|得)?{_SAY}(?:不可)?"
    rf"|(?:有|给|举|来)(?:没有)?(?:一?个|点)?(?:例子|样本|范例|模板|样子|参考|提示)(?:看看|看一?下|参考)?|(?:随便|简单|大概|详细){_SAY}(?:点|一?下|两句)?(?:行|可以)"
    rf"|{_SAY}(?:普通话|方言|英语|中文)(?:行|可以)|{_SAY}(?:在)?(?:哪里?|哪儿)|(?:从)?(?:哪里?|哪儿)(?:开始)?{_SAY}(?:起)?"
    rf"|(?:没|听不|看不|不太|不)(?:听|看|大)?(?:懂|明白|清楚|清)(?:你|您)?(?:在)?(?:{_SAY}|问)?(?:的)?{_WHAT}?|不(?:会|知道|晓得|清楚){_SHOULD}(?:{_HOW}|{_WHAT})?{_SHOULD}{_SAY}?{_WHAT}?"
    rf"|(?:没|听不|不)(?:听)?(?:懂|明白|清楚?)?(?:你|您)(?!们)(?:刚才|刚刚)?(?:在|想|要)?(?:问|说|讲|指)(?:的)?{_WHAT}?"
    rf"|(?:你|您)(?!们)(?:刚才|刚刚)?(?:在|想|要|到底)*(?:问|说|讲|指|知道|听)(?:的)?(?:我)?(?:是)?(?:{_WHAT}|哪个|谁)(?:事情?|东西|意思)?"
    r"|(?:你|您)(?!们)(?:是|叫|会|能|听|看|在|多|几|有)[^，]{0,5}(?:谁|什么|啥|吗|么|不|没|大|岁|哪里?|得?懂我|得?见我)"
    r"|(?:轮到|该)(?:我|谁)(?:说)?|可以(?:开始)?(?:说|讲)|开始(?:说|讲|录)?|(?:录|说)完了怎么办|然后(?:呢|怎么办)?|接下来(?:呢|怎么办)?"
)
_UNDECIDED = (
    r"(?:还没|没|尚未)(?:有)?(?:想|起|定|取|决定|确定|选)(?:好|下来|过)?(?:叫|选|去)?(?:什么|啥|哪里?|哪儿|哪个|哪家)?(?:名字|地方)?"
    r"|(?:等)?(?:我)?(?:先)?问(?:一?下|问)(?:我|房东|家|老|儿|女|孩子|他|她|医生|单位)[^，]{0,6}|(?:你|您)(?!们)(?:帮|给|替)我(?:想|起|取|编|写|选|定|填)[^，]{0,4}"
    r"|(?:我)?(?:住|在|叫|是)+(?:哪里?|哪儿|什么|啥)来着|(?:你|您)(?!们)?先?说说?要?(?:写|说|填)到?(?:多|什么)[^，]{0,4}|[^，]{2,8}还是[^，]{2,8}(?:我)?还没(?:定|想好|决定)"
    r"|(?:我|刚才|刚刚|前面|不是|已经|都|就)+(?:说|讲)(?:过|了)(?:的|了|吗|嘛|啊)*"
)
_NOT_YET_TOLD = (
    r"(?:说来|这事儿?)?话(?:就)?长(?:了)?|(?:你|您)?(?:先)?(?:让|等|容|给)我(?:先)?(?:喝|歇|缓|坐|喘|吃|擦|接|上|静|想|捋)[^，]{0,8}|(?:爬|走|跑)[^，]{1,6}(?:喘|累)[^，]{0,6}|(?:你|您)?(?:们)?(?:叫|喊|找|派)个?(?:人|领导|工作人员)[^，]{0,4}(?:听|来|跟)[^，]{0,6}"
    r"|(?:你|您)们?(?:到底)?管不管|(?:真是|可|快|都)*(?:气|急|烦|郁闷|冤)死(?:我|人)?|(?:就是)?那个?(?:事|问题|老问题)(?:情|儿)?|(?:上次|上回|以前|早就|之前|已经|都)+(?:也|就|都)?(?:跟|和|向|给)(?:你|您)们?(?:说|讲|反映|报)(?:过)?[^，]{0,3}"
    r"|(?:他|她|他们|人家|这帮人|那些人)(?:太|尽|就|老是|净|总是|就是)?(?:欺负|坑|骗|害|整|糊弄)(?:我|我们|人|老百姓)|(?:我|俺)?(?:有|要)(?:一肚子|好多|很多)(?:话|苦水|委屈)(?:要说|想说)?|(?:气|冤)得(?:我)?[^，]{1,6}"
    r"|(?:我)?(?:说|讲)的?(?:这些|话|内容)?(?:会不会|会)(?:录音|泄露|泄漏|公开|保密|有人听)[^，]{0,3}"
)
_DONE = r"(?:办|弄|批|审|处理|下来|办理|审核|审批|到账|出来)"
_BUSINESS = (
    rf"(?:办|弄|等|批|审|处理|审核|大概|一共|总共|全部|到底|要|得|还要|还得|还|需要|多久|这个|下来|完|好)*(?:多久|多长时间|几天|几个工作日|多少天|多少时间|几时|什么时候|啥时候)(?:能|可以|会|才能|才)?{_DONE}?(?:好|完|下来|出来|到|有结果)?"
    rf"|(?:办|弄|这个|一共|总共|要|得|需要|收)*(?:多少钱|几块钱|(?:花钱|要钱|收费|收钱|费用)(?=吗|么|多少|怎么))(?:多少|怎么(?:收|算))?"
    r"|(?:还要|还得|还有|还剩|剩|一共|总共)*(?:几步|多少步|几项|多少项|几个问题|多少问题|多久|几题|多少题)(?:要填)?"
    r"|(?:你们|这里|这儿|大厅|窗口|中午|下午|周[一二三四五六日末天])*(?:几点|什么时候|啥时候)(?:上班|下班|开门|关门|休息)"
    r"|(?:还)?(?:要|需要|得)?(?:带|准备|交|拿)(?:什么|哪些|啥)(?:材料|东西|证件?|手续)?|要不要(?:排队|预约|交钱|带身份证)"
    r"|(?:我的)?信息会不会(?:泄露|泄漏|被)[^，]{0,4}"
)
_ORDER = (
    r"(?:(?:好的?|那|就|请|帮我|直接|快|快点|赶紧|进入|到|去|进行|点|按|麻烦|可以|我要|我想)*"
    r"(?:下一?(?:步|个|项|题|页|条|位)|继续|接着(?:来|走|说)?|往下(?:走|说|来)?|跳过|略过|提交|递交|确定|确认|完成|好了|行了|可以了|完了|走|过|next|go|ok|保存|发送|返回)"
    r"(?:吧|了|啊|呀|呗|一下|这个|谢谢)*)+"
)
_COURTESY = (
    r"(?:你|您|大家)?(?:早上|上午|中午|下午|晚上|早)?好(?:啊|呀|哇|哈)?(?:小?姑娘|师傅|同志|老师|美女|帅哥)?|(?:喂|嗨|嘿|哈喽|哈罗|hello|hi|在吗|有人吗|在不在)+"
    r"|(?:太|真|好|非常|多)?(?:谢谢?|感谢)(?:你|您|了|啊|啦)*|测试(?:一下|测试)?|试一?下|(?:一二三|123)+|(?:哈|呵|嘿|啦|呜|额|嘻)+|(?:哎|唉)呀?(?:妈呀|我的天)?"
)
_TELLS_NOTHING = re.compile(rf"{_SHORT}{_LEAD}(?:{_ORDER}|{_COURTESY}){_TRAIL}")
_ASKS_FOR_HELP = re.compile(rf"{_SHORT}{_LEAD}(?:{_HELP}|{_UNDECIDED}|{_NOT_YET_TOLD}){_TRAIL}")
_ASKS_ABOUT_BUSINESS = re.compile(rf"{_SHORT}{_LEAD}(?:{_BUSINESS}){_TRAIL}")
_GO_ON = re.compile(rf"{_SHORT}{_LEAD}(?:{_ORDER}){_TRAIL}")
_TALK = frozenset({"hello", "who", "real", "abilities", "thanks", "bye", "praise", "sorry", "hearing", "clock", "joke"})
_CLAUSE = re.compile(r"[，,。.！!；;：:、？?~～…\s]+")


@text_cached
def read_no_content(text: str) -> NoContent | None:
    """None where a clause tells anything, and for a bare yes, no or hesitation (`says_nothing`)."""
    parts = [bare for part in _CLAUSE.split(text) if (bare := clean(part))]
    if not parts or sum(map(len, parts)) > _MOST:
        return None
    found = {_clause(bare) for bare in parts}
    if None in found or found == {"bare"}:
        return None
    return "business" if "business" in found else "help" if "help" in found else "empty"


def says_go_on(text: str) -> bool:
    """下一步, 完成, 提交: whether the citizen is done with what is asked for."""
    return bool(_GO_ON.fullmatch(clean(text)))


def _clause(bare: str) -> NoContent | Literal["bare"] | None:
    if _ASKS_ABOUT_BUSINESS.fullmatch(bare):
        return "business"
    if _ASKS_FOR_HELP.fullmatch(bare):
        return "help"
    if _TELLS_NOTHING.fullmatch(bare) or read_small_talk(bare, whole=True) in _TALK:
        return "empty"
    return "bare" if says_nothing(bare) or backchannel(bare) else None
