"""The words of questions about numbers, apart from names and times. The longest match at a place counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

WordKind = Literal[
    "measure", "group", "noun", "order", "weak", "which", "share", "limit", "compare", "channel", "version", "percent",
    "unable", "fill",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """`value`: a measure, a dimension, high, low, best or worst, difference, previous or year; else empty.

    A `weak` order (哪个…多) orders only where there is something to choose from.
    """

    kind: WordKind
    value: str
    pattern: re.Pattern[str]


_COUNT = r"(?:的?(?:次数|件数|数量|总数|数|量))?"
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
#: How many of what: 几单, 多少人. Not 几个业务, which counts the services, and not the 人 of 人工.
_HOW_MANY = r"(?:多少|几)"
_COUNTED = (
    r"(?:个人|人次|[件个次笔条单回份例宗位台]|人(?!工))"
    r"(?!业务|事项|服务|机器|一体机|终端|设备|步|环节|渠道|原因|问题)"
)
_AGENTS = r"(?:群众|市民|老百姓)"
_LONG = r"(?:多久|多长时间|多少时间|多少分钟|多少秒)"
_EACH = r"(?:各个?|每一?个?|每[一]?[台项种]|按|分|逐|哪[一几]?[个些台项种]?|什么|哪些个?)"
_MACHINE = r"(?:机器|一体机|终端机?|设备|大屏机)"
_SERVICE = r"(?:业务|事项|服务)"
_STEP = r"(?:一?步骤?|环节)"
_TABLE: tuple[tuple[WordKind, str, str], ...] = (
    # what is counted
    (
        "measure", "unfinished",
        rf"(?:没有?|没能|未)(?:能)?(?:办完|办成|办结|办好|办下来|完成)(?:的业务)?{_COUNT}|办不完|办不成",
    ),
    ("measure", "completed", rf"(?:办结|办完|办成|办好|完成)了?{_COUNT}|办了|办理了|办得(?=最[多少])|多办了?|少办了?"),
    ("measure", "completed_rate", r"(?:办结|完成|办成)(?:率|比例)"),
    ("measure", "handoff", rf"(?:转给?了?|转到|找了?|叫了?)(?:{_HOW_MANY}[次个件回]?)?人工(?:服务|坐席)?{_COUNT}"),
    ("measure", "handoff_rate", r"转人工(?:的)?(?:率|比例)"),
    ("measure", "left", rf"(?:中途|半途|半路)(?:离开|走了?|走掉了?|退出|放弃)了?{_COUNT}|走掉了?{_COUNT}|流失{_COUNT}"),
    ("measure", "left_rate", r"(?:中途)?(?:离开|放弃|流失)(?:的)?(?:率|比例)"),
    ("measure", "cancelled", rf"取消了?{_COUNT}"),
    ("measure", "cancelled_rate", r"取消(?:的)?(?:率|比例)"),
    ("measure", "broken", rf"(?:故障)?中断了?{_COUNT}"),
    ("measure", "begun", rf"(?:业务)?开始(?:办理?)?了?{_COUNT}|来办理?了?|业务量|办理量"),
    (
        "measure", "duration",
        r"(?:平均)?(?:的)?(?:办理?|办结)?(?:的)?(?:平均)?(?:时长|用时|耗时)|平均(?:办理?)?(?:的)?时间|办理时间|"
        rf"平均要?(?:办)?多久|(?:平均)?(?:办理?|办完|办好|办成|办下来)(?:一[件个笔单次])?(?:业务)?(?:下来)?(?:平均)?"
        rf"(?:要|得|需要|花|用)?了?{_LONG}|"
        rf"平均(?:要|得|需要|花|用)了?办?{_LONG}|办(?:得|的|理)?(?=最[慢快久])",
    ),
    ("measure", "asks", rf"提问{_COUNT}"),
    ("measure", "reasks", rf"(?:重问|重复提?问|再问|反复问)了?(?:一遍)?{_COUNT}"),
    ("measure", "reask_rate", r"重问(?:的)?(?:率|比例)"),
    ("measure", "no_match", rf"(?:没有?|未)?听(?:不|没)?懂{_COUNT}|没听明白{_COUNT}"),
    ("measure", "no_input", rf"没(?:有)?(?:出声|说话|声音|回答){_COUNT}|沉默{_COUNT}"),
    (
        "measure", "talks",
        rf"接待了?(?:的)?(?:{_HOW_MANY}个?)?(?:会话|人次|人数|人(?!工)|{_AGENTS})?{_COUNT}|(?:来的?)?会话{_COUNT}|"
        rf"来访{_COUNT}|对话数|来了{_HOW_MANY}个?(?:人次|人(?!工)|{_AGENTS})|(?:来的?)?人(?=最?[多少](?!少))",
    ),
    ("measure", "ratings", r"评价(?:的)?(?:次数|数量|总数|数|量)|(?:多少|几)个?评价"),
    ("measure", "good_ratings", rf"好评{_COUNT}"),
    ("measure", "poor_ratings", rf"差评{_COUNT}"),
    ("measure", "good_rate", r"满意[率度]|好评率"),
    ("measure", "poor_rate", r"差评率|不满意率"),
    (
        "measure", "score",
        rf"平均(?:的)?(?:评价)?(?:评分|得分|分数?|打分)|(?:评分|打分)(?:的?平均分?)?(?:{_HOW_MANY}分)?|平均打?了?{_HOW_MANY}分",
    ),
    (
        "measure", "gaps",
        rf"(?:没有?|未能?)?答不?[上出]来?(?:的)?(?:问题)?{_COUNT}|知识缺口{_COUNT}|没有?答案的问题{_COUNT}|问题没有?答案",
    ),
    ("measure", "answer", r"(?:首答|首次|回答|应答|响应)(?:的)?(?:响应)?(?:时延|延迟|时间)|响应速度|反应时间|时延"),
    ("percent", "50", r"[pP]50|中位数(?:\([pP]50\))?|五十分位|50分位"),
    ("percent", "95", r"[pP]95|九十五分位|95分位"),
    # by what
    ("group", "device", rf"{_EACH}(?:台)?{_MACHINE}|哪[一几]?台|各台|每台"),
    ("group", "service", rf"{_EACH}(?:项|种)?{_SERVICE}|哪[一几]项|各项|每项"),
    ("group", "step", rf"(?:卡|停|断|走|倒)在(?:了)?(?:{_EACH}{_STEP}|哪[里儿]?)|{_EACH}{_STEP}|哪(?:一|几)?步"),
    ("group", "channel", rf"{_EACH}渠道|(?:电话|大屏)还是(?:电话|大屏)"),
    ("group", "reason", rf"为什么|为啥|因为(?:什么|啥)|{_EACH}原因|原因(?:有哪些|是什么|分布|构成)?"),
    ("group", "score", rf"{_EACH}(?:星级|分数|评价等级|等级|档)"),
    ("group", "version", rf"{_EACH}版本"),
    ("group", "hour", rf"几点钟?|{_EACH}(?:小时|钟头|时段|时间段)|什么时候|什么时段"),
    ("group", "day", r"每一?[天日]|按[天日]|逐[天日]|哪一?天|各天|天天"),
    (
        "group", "week",
        r"每一?个?(?:周|星期|礼拜)(?![一二三四五六日天末])|[按逐各]周|"
        r"哪一?个?(?:周|星期|礼拜)(?![一二三四五六日天末])|哪一?周(?![一二三四五六日天末])",
    ),
    ("group", "month", r"每一?个?月|[按逐各]月|哪一?个?月"),
    ("noun", "device", _MACHINE),
    ("noun", "service", _SERVICE),
    ("noun", "step", r"步骤|环节"),
    ("noun", "channel", "渠道"),
    # order
    ("order", "high", r"最(?:多|高|长|大|慢|久)"),
    ("order", "low", r"最(?:少|低|短|小|快)"),
    ("order", "best", r"最(?:好|佳)"),
    ("order", "worst", r"最(?:差|糟|不好)"),
    ("order", "high", r"最(?:容易|爱|常)(?=[卡停断走倒]在|没听)"),
    ("weak", "high", r"(?:更|比较)?[多高](?=$|[，。？！?!呢啊\s])"),
    ("weak", "low", r"(?:更|比较)?[少低](?=$|[，。？！?!呢啊\s])"),
    ("which", "", r"哪一?个(?!业务|事项|服务|机器|一体机|终端|设备|步|环节|渠道|月|周|星期|礼拜|时段|小时|钟头|时间)"),
    # of all of them
    ("share", "", rf"占了?(?:比(?:是)?)?(?:{_HOW_MANY}|百分之{_HOW_MANY}|几成)|占比|有?(?:百分之{_HOW_MANY}|几成)"),
    ("limit", "", rf"[前头](?P<n>{_N})[名个位项台种]?|(?P<m>{_N})[个项台种](?={_SERVICE}|{_MACHINE}|步骤|环节|原因)"),
    # two periods
    (
        "compare", "difference",
        r"相比|对比|比较|比|(?:相)?差(?:了)?(?=多少|几)|[多少高低升降涨](?:了|出)?(?=多少|几)|增加了?|减少了?|"
        r"增长了?|下降了?|变化了?|[多高](?:了)?还是[少低]了?|[少低](?:了)?还是[多高]了?|"
        r"[多少](?=(?:转|找|叫|取消|办结|办成|办完|完成|接待|来)了?(?:多少|几))",
    ),
    ("compare", "previous", r"环比(?:增长|变化)?"),
    ("compare", "year", r"同比(?:增长|变化)?"),
    # where
    ("channel", "phone", r"(?:电话|热线)(?:渠道|里|上|端)?"),
    ("channel", "screen", r"大屏(?:渠道|上|端)?"),
    ("version", "", rf"第(?P<n>{_N})版(?:本|脚本|话术)?|版本(?P<m>{_N})|(?P<k>{_N})号版本"),
    # what no query here can say
    (
        "unable", "",
        r"除了?|除去|不含|不包括|不算|以外|之外|不是|超过|大于|小于|多于|少于|以上|以下|不到|占比?|比例|分布|"
        r"平均每[天日周月]|预计|预测|为何",
    ),
    # nothing of its own
    (
        "fill", "",
        r"请问|帮我|给我|我想(?:看|知道|问)|看一?下|看看|查一?[下查]|告诉我|统计一?下?|一共|总共|合计|共|总的|"
        rf"(?:是|有)?{_HOW_MANY}{_COUNTED}|是多少|有多少|多少|几(?=[件个次笔])|{_AGENTS}|办(?=\0)|怎么样|怎样|如何|"
        r"问题(?=(?:没有?|未能?)答)|[件次个笔条单台](?!业务|机器)|分别|各自?(?=办|转|取|中|有|是|$)|的|了|有|是|在|里|内|被|把|给|从|吗|呢|啊|呀|吧|"
        r"[，。？！、：,.?!:\s“”\"]|分(?=$|[，。？！?!])|和|跟|与|以及|都|都是|情况|结果|到现在|到目前为?止|至今|人(?=转|走|取|中)|这一?步|那一?步|上(?=$)|会(?=办|转|有|来|取)",
    ),
)  # fmt: skip
WORDS: tuple[Word, ...] = tuple(Word(kind, value, re.compile(pattern)) for kind, value, pattern in _TABLE)
