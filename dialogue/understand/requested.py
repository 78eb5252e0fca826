"""The part of an utterance that requests a service: 我不办社保卡挂失，我要补身份证 requests the second, not the first.

社保卡没丢 and 卡找到了 request nothing; 要解除挂失 requests the opposite of 挂失, which is another service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialogue.understand.question import is_question
from dialogue.understand.repair import MARK

_ACT = (
    r"(?:办|挂失|补|换|领|查|提(?![供前醒到示高])|取|预约|约|登记|申请|投诉|举报|反映|注销|过户|备案|打印|开"
    r"|交|缴|做|弄|要|搞|续|报)"
)
_SERVED = r"(?:办|挂失|补|换|领|查|提(?![供前醒到示高])|预约|登记|申请|投诉|举报|反映|过户|备案|打印)"
_ASKING = r"(?<![要是能可会想用得])"
#: 不想挂失, 别办, 没说要补. 不能办, 不会办, 不给办 are complaints, not refusals.
_REFUSES = re.compile(
    rf"{_ASKING}(?:(?:不(?:想|要|用|需要|必|打算|准备|是想?|再|愿意?|肯|该)(?:再|来|去|为了|说|给我|帮我|跟你)*(?:要|想)?"
    rf"|别(?:给我|帮我|再)*|甭|没(?:有)?(?:想|说|打算|要|准备)(?:要|过)?|用不着|无需|没必要)[^，,。；;\s了想要]{{0,8}}?{_ACT}"
    rf"|不(?:{_SERVED}|取|提(?!醒)))"
)
#: 预约不用了, 公积金我不提了, 居住证就算了, 改天再办: the object comes first, or the request is put off.
_NO_MORE = re.compile(
    rf"{_ASKING}不(?:提取?|取|预?约|弄|搞|去|申请|麻烦|折腾|报|领|交|递|写|投|追究|{_SERVED})(?:它|这个)?(?:了|啦)(?:吧|啊)?$"
    r"|(?:不用|不要|不必|不需要|用不着|没必要)(?:再)?(?:了|啦|的)(?:吧|啊)?$|(?:就算|就?免|作罢|拉倒)了?(?:吧|啊)?$|先不(?:急|忙)|先(?:放|搁|缓|留)(?:放|一放|一?下|缓|着|一边)"
    r"|(?P<verb>.)不(?P=verb)都(?:行|可以|成|无所谓)"
    r"|(?:以后|下次|下回|改天|改日|回头|晚点|过[几两]天|来了|回来|等[^，]{1,8})再(?:说|办|来|弄|补|提|取|约)"
)
#: A clause that begins with a denial: 不是社保卡.
_DENIES = re.compile(
    r"^(?:我|咱|俺|其实|可|并|都|也|真的?)*(?:不是|不要|不办|不想|不用|不需要|别(?![人的处墅])|甭|没有?(?:说|想|要|打算|准备)|先不|暂时不"
    r"|没有?[^，]{0,6}(?:意思|打算|想法)$)"
)
#: In a question, only what is denied outright: 我不是来投诉的.
_DENIES_COMING = re.compile(
    rf"{_ASKING}不(?:是(?:来|要|想|为)|想|要|打算|再)[^，,。；;]{{0,10}}{_ACT}|^我?没有?(?:要|想|打算)[^，]*(?:意思|打算|想法)"
)
#: The reason for a service has not happened, or no longer holds: 没丢, 没离职, 找到了, 忘在家里了.
_NOT_HAPPENED = re.compile(
    r"(?:(?<!有)(?:没有?|并没有?|还没有?|又没有?|从来没有?|未|不是)(?:真的?|被人?)?(?:给?弄)?"
    r"(?:丢|掉|遗失|坏|损坏|过期|到期|失效|偷|不见|被盗|退休|离职|辞职|失业)"
    r"|(?<!没)(?<!没有)(?:找到|找着|找回来|捡回来|寻回)(?:了|啦)|(?:卡|证|照)(?:还|都|就)?在(?:我)?(?:家|手|身|包|兜|这)"
    r"|(?:忘|落|放|搁|留)在(?:我)?(?:家|单位|公司|办公室|包|抽屉|柜子)|(?:没有?|不)(?:再)?(?:去|在|到|住)(?:外地|外省|异地)"
    r"|没人(?:偷|拿|捡|动)|(?:捡|拾)[到着]了?(?!.*(?:丢|我的|补)))(?!.*(?:要|想|怎么|能|可以|帮|换|补))"
)
#: Left at home, not lost: 没带身份证, 身份证落家里了.
_FORGOTTEN = re.compile(
    r"(?:没有?|未|忘(?:记|了)?|忘记了?)(?:随身)?(?:带|拿|揣)(?!走)"
    r"|(?:忘|落|拉|放|搁|留|丢|扔)(?:在|到|了)?(?:我|自己|老)?(?:家|单位|公司|办公室|包|抽屉|柜子|宿舍|学校|车里?了)"
)
#: 办事, 我来办业务: no service in particular.
_UNSPECIFIC = re.compile(
    r"^(?:您好|你好|我|我们|来|想|要|过来|今天|是|就|到这儿?|这里|到|大厅|窗口)*办(?:理)?(?:点|个|一个|些|一下|一点|件)*(?:儿)?"
    r"(?:事情?|业务|手续|东西)(?:儿|的|呢|啊|呀|了)*$"
)
#: Asks what another window does: 隔壁窗口能挂失吗.
_ANOTHER_DESK = re.compile(
    r"(?:(?:隔壁|旁边|对面|别的|其他|其它|另一个|另外的?|那边|那个|楼[上下]|[一二两三四五六七八九十\d]+号|[一二两三四五六七八九十\d]+楼)的?"
    r"(?:窗口|柜台|大厅|地方|中心|台子|机器|房间)|隔壁|对面|楼[上下])[^，]{0,4}?(?:能|可以|会|给|可不可以|行|办|有没有|管)"
)
_DOES = r"(?:办理?|补办?|换|领|取|拿|开|提取?|预?约|登记|备案|挂失|投诉|举报|反映|申请|查|打印?|注册|报|交|寄|批)"
_SOME_TIME = (
    r"(?:已经|早就?|早已|刚刚?|才|上[个周次回月]\S{0,2}|昨[天晚]|前[天些]|前几天|去年|前年|今早|上午|早上|之前|以前)"
)
_STILL = r"(?![^，]*(?:[要想没又错丢坏]|怎么|能|可以|帮|给我|来办|过期|找不|不见))"
#: Already done: 早就约好了, 无房证明上礼拜开过了, 证已经拿到手了.
_DONE = re.compile(
    rf"^[^没未不]*?(?:{_DOES}(?:好|完|成功|成|妥|到手?|下来|出来|回来|齐)(?:了|啦|的){_STILL}"
    rf"|{_DOES}(?:完|好|到)?过(?:[一两]?[次回张遍])?(?:了|的){_STILL}"
    rf"|{_SOME_TIME}[^，要想]{{0,16}}?(?:在[^，]{{1,6}}[^，要想]{{0,8}}?)?{_DOES}(?:好|完|到|成){{0,3}}(?:了|过)(?:了|吧|的)?$"
    rf"|{_SOME_TIME}(?:就|都|才|刚|已经)*{_DOES}过[^，]{{1,8}}了$"
    rf"|{_SOME_TIME}(?:就|都|才|刚|已经|来|去|在[^，]{{1,6}}){{0,3}}{_DOES}(?:好|完|成)?了[^，要想没又错丢坏怎能吗]{{1,8}}$"
    rf"|{_SOME_TIME}[^，要想]{{0,12}}?{_DOES}(?:好|完|到)?的(?:那个|那张|我的?)?[^，要想怎吗的没]{{2,8}}$"
    rf"|备过案了|(?:问题|事情?|事儿)(?:已经|都|早就|早)*(?:解决|处理|办妥|了结|搞定)好?了{_STILL}|(?:到账|搞定|有)了$"
    rf"|(?:到手|批下来|办下来)了{_STILL})"
)
#: What was done did not help, or its result is asked for: 投诉过了，没人管.
_BUT_STILL = re.compile(
    r"没人|一直|还[没不]|没有?(?:结果|消息|回|动静|下文|解决|处理)|又(?!不)|什么时候|进度|催|怎么|结果|丢|坏|过期|不见|找不|错"
)
#: Accompanies another person, who makes the request: 我陪邻居来的.
_OTHERS = r"(?:邻居|朋友|同事|同学|别人|人家|老乡|工友|室友|亲戚)"
_ACCOMPANIES = re.compile(
    rf"陪(?:着)?(?:我的?|一个|我们)?{_OTHERS}[^，]{{0,4}}(?:来|过来|办事|办点事|排队)(?:的|看看|了)?$|[帮替]{_OTHERS}(?:问问?|打听)"
)
#: Another person's request, without an errand for the speaker: 我朋友要挂失社保卡.
_ANOTHERS_REQUEST = re.compile(
    rf"^(?:是|我的?|有一?个|一个|那个)*{_OTHERS}(?:他|她|也|就|说|又)*(?:想|要|打算|准备|需要|得)(?!.*(?:我(?:来|帮|替|代|给)|帮[他她忙]|替[他她]|代办|委托))"
)
_ANOTHER = re.compile(rf"[他她]|{_OTHERS}")
#: Tells of another, who does it without the speaker, or of what was only feared: 我邻居的社保卡丢了, 以为身份证丢了.
_TOLD_OF_ANOTHER = re.compile(
    r"^(?:我|俺|有个|那个|昨天|今天|上次)*(?:隔壁|邻居|对门|楼[上下]|朋友|同事|同学|老乡|工友|室友|熟人)(?:家|的|老?[\u4e00-\u9fff]{0,2})?"
    r"[^，]{0,12}(?:丢|没|办|坏|掉|过期|补|领|查|取|挂失)[^，]{0,6}(?:了|过|的|[证卡])(?!.*(?:我来|我帮|我替|帮我|替我|我也))"
    r"|(?:还)?以为[^，]{0,10}(?:丢|掉|不见|坏|过期|没)了?"
)
#: Has never done it: 没有违过章.
_NEVER = re.compile(
    r"^(?:我|俺|咱)?(?:们)?(?:家)?(?:从来|一直|都|也)*没有?[^，要想]{1,6}过[^，要想]{0,4}$|^我?没有?[^，]{1,6}要(?:办|查|补|取|处理)$"
)
#: Wished once, and not any more: 本来想提公积金的.
_WISHED_ONCE = re.compile(r"^(?:我|俺|咱)?(?:本来|原本|原来|原先)(?:我|也|是)*(?:想|要|打算|准备)")
#: Undoing what a service does, in either order: 撤销投诉, 投诉我想撤回来.
_UNDO = r"(?:解除|解|取消|撤销|撤回|撤|恢复|终止|作废|不再)"
_UNDONE = r"(?:挂失|预约|约的号|登记|备案|投诉|举报|提取|申请|工单)"
_REVERSES = re.compile(
    rf"(?P<undo>{_UNDO})(?:掉|了)?[^，,。；;不]{{0,8}}?{_UNDONE}"
    rf"|{_UNDONE}(?:的|我们?|那个|这个|申请|业务|号|想|要|给|帮我?|先|请|也|麻烦你?|今天|昨天|把|它|能|办理|登记|怎么|如何|可以)*"
    r"(?P<undone>解除|取消|撤销|撤回|撤|终止|作废)"
)
#: Marks a clause as a request or its reason, beside a refused one; other clauses explain the refusal.
_REQUESTS = re.compile(
    rf"要|想(?!起)|改|换|帮|给我|来|得|(?<![只就])是|丢|坏|过期|到期|找不|不见|看不清|磨|失效|没了|{_ACT}|{_UNDO}"
)
#: The thing is named in the denial: 身份证不是坏了，是过期了.
_NAMED_BEFORE = re.compile(r"^(?:我的?|其实|那个?)*(?P<thing>[^，不没我]{2,8}?)(?:并|又)?(?:不是|没有?)")
_ONLY_A_STATE = re.compile(
    r"^(?:其实|而|就|应该)*是?(?:已经|快|刚|都)*"
    r"(?:过期|到期|坏|丢|磨|找不|看不|损|断|裂|消磁|没了|不见|被偷|被盗)"
)
#: 在家呢 is a statement, not a question.
_TELLING = re.compile(r"(?<=[家里身手上着])呢[。.]?$|(?<=还)(没[^，]*|能用|在)呢[。.]?$")
_PLAINLY = re.compile(r"要|想|改|换|帮我|给我|来办")
_NOT_BUT = re.compile(
    rf"{_ASKING}不(?:是|要|办)[^，,。；;]{{1,16}}?(?:而是|(?<!不)是(?!不是)|我要|我想|我是|我来|要办|想办|要的是)(?=.{{2}})"
)
_BREAK = re.compile(
    r"[，,。.；;！!、\s]+|(?<=[^，,。；;\s不没别我]{2})(?=(?:我要|我想|我是来|我来|我是要|而是|是要|帮我))"
)


#: Says that the lost thing was found: its loss is then not reported.
_OVER = re.compile(r"(?<![没不])(?:找到|找着|找回来|捡回来|寻回|寻着|翻到|送回来)(?:了|啦)")
_LOST = re.compile("丢|掉|不见|找不|没了|遗失|被偷|失窃|拿走|带走|挂[^，]{0,2}失|弄坏")

_NOT_REQUESTED = (
    _REFUSES, _NO_MORE, _DENIES, _NOT_HAPPENED, _FORGOTTEN, _UNSPECIFIC, _ACCOMPANIES, _ANOTHERS_REQUEST,
    _WISHED_ONCE, _TOLD_OF_ANOTHER, _NEVER,
)  # fmt: skip
_NOT_REQUESTED_IN_QUESTION = (_DENIES_COMING, _FORGOTTEN, _ANOTHER_DESK, _ANOTHERS_REQUEST, _TOLD_OF_ANOTHER)
#: Collects something that is ready: 取社保卡. 领居住证 also means applying for one.
_FETCHES = re.compile(
    r"(?<![申补换认办提])(?P<verb>[取拿领])(?:一下|我的?|办好的?|新的?|个|那张|补的?|回)*(?P<thing>\S{0,3}(?:卡|份证|住证|执照))"
)


@dataclass(frozen=True, slots=True)
class Requested:
    """`text`: the words of the request, empty if there is none. `refused`: the clauses that refuse something."""

    text: str
    refused: tuple[str, ...] = ()


def read_requested(text: str) -> Requested:
    """Reads clause by clause; of a repair (居住证，不对，社保卡) only the last part.

    Beside a refusal only clauses that request count: in 备案不办了，我妈不去外地了 the second is the reason.
    """
    last = re.split(rf"{MARK}[，,]?(?:应该)?是?", text)[-1]
    text = last if len(last) > 2 else text
    asks = is_question(_TELLING.sub("", text))
    with_another = any(_ACCOMPANIES.search(clause) for clause in _BREAK.split(text))
    done = not _BUT_STILL.search(text)
    kept: list[str] = []
    refused: list[str] = []
    for clause in _BREAK.split(text):
        if not clause:
            continue
        while hit := _NOT_BUT.search(clause):  # 不是挂失是补办
            refused.append(clause[: hit.end()])
            clause = clause[hit.end() :]
        not_requested = _not_requested(clause, asks=asks) or (done and not asks and bool(_DONE.search(clause)))
        not_requested = not_requested or (with_another and bool(_ANOTHER.search(clause)))
        (refused if not_requested else kept).append(clause)
    if any(_OVER.search(clause) for clause in refused):  # 身份证丢了，现在找到了，不用补了
        refused += [clause for clause in kept if _LOST.search(clause) and not _PLAINLY.search(clause)]
        kept = [clause for clause in kept if clause not in refused]
    requests = [clause for clause in kept if _REQUESTS.search(clause)]
    undone = [clause for clause in requests if _REVERSES.search(clause)]
    if undone and any(
        _PLAINLY.search(clause) for clause in requests if clause not in undone
    ):  # 预约取消吧，我要办居住证
        refused += undone
        requests = [clause for clause in requests if clause not in undone]
    return Requested("，".join(_with_thing(requests, refused)) if refused else text, tuple(refused))


def _with_thing(requests: list[str], refused: list[str]) -> list[str]:
    """The requests; before one that names only a state, the thing named in the refusal."""
    if requests and _ONLY_A_STATE.search(requests[0]):
        for clause in refused:
            if "不是" in clause and (hit := _NAMED_BEFORE.search(clause)):
                return [hit["thing"] + requests[0], *requests[1:]]
    return requests


def _not_requested(clause: str, *, asks: bool) -> bool:
    if asks:
        return any(pattern.search(clause) for pattern in _NOT_REQUESTED_IN_QUESTION)
    return any(pattern.search(clause) for pattern in _NOT_REQUESTED)


def without_denial(clause: str) -> str:
    """A refused clause without its denial: 我不想挂失社保卡了 -> 我想挂失社保卡了."""
    return re.sub(r"不是|没有?|不|别|甭", "", clause)


def fetches(text: str, wordings: Iterable[str]) -> bool:
    """Whether `text` wants to collect something ready (取社保卡) that none of `wordings` mentions."""
    hit = None if _LOST.search(text) else _FETCHES.search(text)
    return hit is not None and not any(re.search(rf"{hit['verb']}.{{0,2}}{hit['thing'][-2:]}", one) for one in wordings)


def reverses(text: str, wordings: Iterable[str]) -> bool:
    """Whether `text` wants to undo what `wordings` do (解除挂失), and none of them mentions undoing."""
    hit = _REVERSES.search(text)
    return hit is not None and not any((hit["undo"] or hit["undone"]) in wording for wording in wordings)
