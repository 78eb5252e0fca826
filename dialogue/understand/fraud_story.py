"""What a fraudster told the citizen, in the citizen's words: 法官打电话说我卡涉案, 电话里的人叫我点确认.

A caller and what the caller says or demands, an authority that sends nobody to a hall, or an investment that doubles.
Offices do send people to the hall (社保局让我来办), so they count only together with a call or an accusation.
"""

from __future__ import annotations

import re

from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

_ME = r"(?:我|俺|咱|老人|老伴|我?[爸妈爷奶]+)"
_TELLS = r"(?:说|告诉|讲)"
_DEMANDS = rf"(?:叫|让|要|喊|催|逼|教|指挥|指导|带着?|要求){_ME}(?!们?(?:过?来|到|去|带|找))"
_OFFICIAL = (
    r"(?:法官|检察[官院长]|警官|警察|民警|公安|法院|公检法|专案组|银保监|银监|证监|反洗钱|反诈|网警|通信管理|通管局"
    r"|经侦|刑侦|国安|海关|央行|人民?银行|客服)"
)
#: Authorities that send no citizen to a government hall.
_NEVER_SENDS = r"(?:银保监|银监|证监|反洗钱|专案组|公检法|检察[官院]|通管局|经侦|网警)"
_CALLED = r"(?:打(?:来|了|过来)*(?:个|一个|的)?电话|来电话?|电话|视频|微信|短信|加我)"
_ACCUSED = r"(?:涉案|涉嫌|洗钱|犯[了法罪]|有案底?|案件|通缉|逮捕|逮我|抓我|坐牢|冻结|被盗用|违法|影响征信|非法)"
#: Words that say that somebody called or wrote. What a window or a pharmacy told the citizen is no call.
_MESSAGE = (
    r"(?:(?:有个?|有人|接到?了?一?个?|来了?一?个?|一个|陌生|刚才)[^，。]{0,6}电话|打(?:来|了|过来)*(?:个|一个)?电话的?"
    r"|来(?:了一?个)?电话|电话里|电话通知|短信|收到[^，。]{0,4}信息|加(?:了)?我的?微信|微信里)"
)
#: What is said to be wrong with a card or an account, so that its holder acts.
_THREAT = (
    r"(?:异常|停用|停掉|要停|失效|冻结|注销|封(?:掉|了|号|停)?$|被封|盗刷|被[^，。]{0,6}刷了|盗用|违规|风险|欠费|透支|失信"
    r"|骗保|涉案|有问题)"
)
_ACCOUNT = r"(?:社保|医保|电子)?[^，。]{0,4}(?:卡|账户|帐户|社保|医保)"
_CALLER = r"(?:电话|手机|视频|那[头边]|对方|对面|线上|陌生人|网友|打电话的)"
_OPERATE = r"(?:点|按|选|确认|同意|说(?:是|对|同意)|挂失|提取|提出|取出|转|汇|操作|下载|填|办|报|念|查)"
_ADVISER = (
    r"(?:老师|导师|专家|大师|群主?里?|网友|网上(?:认识)?的?|理财|投资"
    r"|炒[股币]|虚拟币|刷单|直播间|项目|经理|朋友圈|内部消息)"
)
_PROFIT = (
    r"(?:翻[一二两几三]?[倍番]|稳赚|稳赢|包赚|保本|只赚不|不会亏|高回报|高收益|高利息|回报率|赚大钱|赚[一几]?倍|日赚)"
)

_STORIES = re.compile(
    rf"{_OFFICIAL}[^。]{{0,6}}{_CALLED}[^。]{{0,6}}(?:{_TELLS}{_ME}|{_DEMANDS})"
    rf"|{_CALLED}[^。]{{0,8}}{_OFFICIAL}[^。]{{0,6}}(?:{_TELLS}{_ME}|{_DEMANDS}|{_ACCUSED})"
    rf"|{_TELLS}(?:是)?{_ME}[^，。]{{0,8}}{_ACCUSED}"
    rf"|{_MESSAGE}[^，。]{{0,6}}，?(?:说|讲|告诉|提示|通知)我?[^，。]{{0,3}}{_ACCOUNT}[^，。]{{0,8}}{_THREAT}"
    rf"|{_NEVER_SENDS}[^，。]{{0,6}}(?:叫|让|要|喊|催|逼|要求){_ME}"
    rf"|法官[^，。]{{0,6}}(?:叫|让|要|喊|催|逼){_ME}来?(?:挂失|停|冻|注销|提|取|转|汇)"
    rf"|{_CALLER}[^。]{{0,12}}{_DEMANDS}[^，。]{{0,6}}{_OPERATE}"
    rf"|(?:别|不要|不让|不许|不准|不能)(?:我|让我|你)?(?:挂断?电话|告诉(?:家里?|任何|别|其他)?的?人)"
    rf"|(?:电话|那[头边]|对方|那个?人|[他她])[^。]{{0,4}}(?:还没有?|没|不让我?)挂[^。]{{0,8}}(?:叫|让|要|催|教)我"
    rf"|{_ADVISER}[^。]{{0,16}}{_PROFIT}"
)
#: Said before the story: it did not happen.
_NOT_SO = re.compile(
    r"(?:没有?|不是|并没有?|如果|要是|万一|假如)(?:什么|任何|有?人|个)?$|(?:没有?|如果|要是|万一|假如有?)(?:有|个)*人[^，]{0,6}$"
)
_BREAK = re.compile(r"[，,。.！!；;、？?\s]+")


@text_cached
def tells_fraud(text: str) -> bool:
    """Whether `text` tells of a call or a promise that only fraudsters make."""
    whole = "，".join(part for clause in _BREAK.split(text) if (part := clean(clause)))
    return any(not _NOT_SO.search(whole[: hit.start()]) for hit in _STORIES.finditer(whole))
