"""Words that mean the same everywhere: repeat, cancel, back, help, a human, slower, louder.

A command is the whole utterance, give or take politeness; inside a longer sentence only the unmistakable ones count, so
that an address on 帮助街 or a question about cancelling is not swallowed. Where free text is asked for none counts
inside: 人工客服打不通 is what the citizen has to tell.
"""

from __future__ import annotations

import re
from typing import Literal

from dialogue.understand.orders import read_order
from dialogue.understand.question import is_question
from mandarin.pinyin import clean, exact
from mandarin.sound import nearest
from mandarin.text_cache import text_cached

Command = Literal[
    "repeat", "what", "cancel", "back", "help", "human", "slower", "faster", "louder", "softer", "restart", "elderly",
    "normal", "park", "claim",
]  # fmt: skip

_WORDS: dict[Command, tuple[str, ...]] = {
    "repeat": ("重复", "重复一遍", "再说一遍", "再说一次", "再讲一遍", "再来一遍", "重说一遍", "没听清", "没听清楚",
               "我没听清", "没听见", "听不清", "你说什么",
               "什么", "你说啥", "啥", "再念一遍", "没听懂你说什么"),
    "what": ("刚才说什么", "你刚才说什么", "刚刚说什么", "刚才说的什么", "刚才说的是什么", "说的什么", "刚才说啥",
    "刚才讲什么",
             "刚才问什么", "你刚才问我什么", "问的什么", "前面说什么", "前面说的什么", "刚才那句是什么",
             "上一句是什么",
             "刚才说到哪了", "说到哪了", "说到哪里了"),
    "cancel": ("取消", "取消办理", "取消业务", "不办了", "不办", "我不办了", "不想办了", "退出", "算了不办了",
               "结束办理", "不弄了", "别办了", "先不办了", "停止办理", "放弃"),
    "back": ("上一步", "返回", "返回上一步", "回到上一步", "退回", "退回上一步", "回去", "后退", "上一个",
             "回上一步", "退一步"),
    "help": ("帮助", "怎么用", "我不会", "我不会用", "不会用", "怎么操作", "怎么弄", "教教我", "帮帮我",
             "我该说什么", "我该怎么说", "能说什么", "说明"),
    "human": ("转人工", "人工", "人工服务", "人工客服", "找人工", "转人工服务", "叫人", "找工作人员", "工作人员",
              "叫工作人员", "我要人工", "真人", "找个人", "找人", "叫个人来",
              "人工窗口", "转接人工", "请转人工", "服务员", "找客服", "要人工"),
    "slower": ("慢一点", "慢点", "说慢点", "说慢一点", "太快了", "讲慢点", "慢点说", "慢一些", "语速慢一点",
               "再慢一点", "能慢点", "能不能慢点", "慢点讲"),
    "faster": ("快一点", "快点", "说快点", "说快一点", "太慢了", "快点说", "快一些", "语速快一点", "再快一点"),
    "louder": ("大声点", "大声一点", "声音大一点", "声音大点", "大点声", "听不见", "声音太小", "声音太小了",
               "再大点声", "大一点声", "响一点", "声音再大点"),
    "softer": ("小声点", "小声一点", "声音小一点", "声音小点", "小点声", "声音太大", "声音太大了", "太吵了",
               "轻一点", "声音轻点"),
    "elderly": ("老年模式", "长辈模式", "适老模式", "老人模式", "大字模式", "关怀模式", "老年版", "大字版",
    "字大一点", "字大点",
                "字放大", "字体大一点", "把字放大", "字太小", "字太小了", "字小了", "看不清", "看不清楚",
                "看不见字", "字看不清",
                "我眼睛不好", "眼睛不好", "我眼睛花", "眼睛花了", "我老花眼", "老花眼", "我是老人", "我年纪大了",
                "年纪大了"),
    "normal": ("正常模式", "普通模式", "标准模式", "退出老年模式", "关闭老年模式", "退出长辈模式", "关闭长辈模式",
    "不要老年模式",
               "退出大字模式", "字小一点", "字小点", "字太大了", "字太大", "正常语速", "恢复正常", "恢复正常模式"),
    "restart": ("重新开始", "从头开始", "重新来", "从头来", "重来", "重新办理", "重办", "返回首页", "回到首页",
                "主菜单", "返回主菜单"),
}  # fmt: skip
_INSIDE: tuple[tuple[re.Pattern[str], Command], ...] = (
    (
        re.compile(
            r"转(?:接)?(?:到)?人工|人工客服|人工服务|(?:找|叫|要|喊)(?:个|一个|你们)?(?:人工|工作人员|真人|客服|人来)"
        ),
        "human",
    ),
    (re.compile(r"(?:退出|关闭|关掉|取消|不要|不用)(?:老年|长辈|适老|老人|大字|关怀)(?:模式|版)?"), "normal"),
    (
        re.compile(
            r"(?:老年|长辈|适老|大字|关怀)(?:模式|版)|字(?:体|号)?(?:能不能)?(?:再|调|放|弄)*大(?:一?点|些)|"
            r"眼睛(?:不好|花)"
        ),
        "elderly",
    ),
    # 备案不办了，改成办居住证 requests something else
    (re.compile(r"不想?(?:办理?|弄|搞)了(?!.*(?:改|换成|要(?!走|回)|想|帮我|给我|办))"), "cancel"),
    (re.compile(r"再(?:说|讲|念|来)一?(?:遍|次|下)"), "repeat"),
    (
        re.compile(
            r"(?:说|讲|语速)(?:得|的|话)?(?:再)?慢(?:一?点|些)|慢(?:一?点|些)(?:儿)?(?:说|讲)|(?:说|讲)(?:得|的)太快"
        ),
        "slower",
    ),
    (re.compile(r"声音?(?:再)?大(?:一?点|些)|大(?:一?点|些)声|听不见"), "louder"),
    (
        re.compile(
            r"(?:换到?|改到|去|到|回)(?:大厅|窗口|一体机|电话)(?:上|里)?(?:去|来)?(?:接着|继续)办|"
            r"换个?(?:地方|电话)(?:接着|继续)办|(?:要|给)我?一?个?办理号"
        ),
        "park",
    ),
    (re.compile(r"(?:有|凭|用|报)一?个?办理号|接着办?(?:上次|上回|刚才|电话里)没办完的"), "claim"),
)
_NEAR = 0.85
_LONGEST = 14
_POLITE = re.compile(
    r"^(?:请问|请您|请你|请|麻烦您|麻烦你|麻烦|你好|您好|我想要|我想|我要|我需要|能不能|可不可以|可以|能|给我|帮我|"
    r"我|那|嗯|呃|哎|你|您|再)+|(?:谢谢|可以吗|好吗|行吗|一下|吧|啊|呀|吗|呢|了|好不好)+$"
)
_TABLE: dict[str, Command] = {word: command for command, words in _WORDS.items() for word in words}
_SOUNDS: dict[tuple[str, ...], Command] = {exact(word): command for word, command in _TABLE.items() if len(word) >= 3}
_SOUNDS[exact("人工")] = "human"
_SOUNDS[exact("取消")] = "cancel"
#: Words that tell of the world as well as of the clerk. Where free text is asked for, they are what is told.
_TOLD = frozenset({"太吵了", "声音太大", "声音太大了", "太慢了"})
_ORDERS = re.compile(
    "|".join(
        [*sorted((word for word in _TABLE if word not in _TOLD), key=len, reverse=True)]
        + [f"(?:{pattern.pattern})" for pattern, _ in _INSIDE]
    )
)
_AROUND = re.compile(
    r"请问|请|麻烦|你好|您好|我想要|我想|我要|我需要|能不能|可不可以|能|可以|给我|帮我|谢谢|好吗|行吗|好不好|一下|算了"
    r"|[我那嗯呃哎你您再吧啊呀吗呢了的把还是先就好]"
)


#: Asks about the staff and does not call for them: 人工服务几点上班, 周六有人工服务吗.
_ABOUT_STAFF = re.compile(
    r"(?:人工|工作人员|真人|客服|服务员)[^，,。]{0,6}(?:几点|什么时[候间]|时间|周末|[周星]期?[一二三四五六日天]|节假日|中午|晚上|收费|要钱|多少|在哪|几楼|哪[里儿层]"
    r"|排队|要?多久|电话|上班|下班|开门|休息|在不在)|(?:[周星]期?[一二三四五六日天末]|节假日|中午|晚上|[今明后]天|现在)[^，,。]{0,4}有[^，,。]{0,2}(?:人工|工作人员|真人|客服)"
)
_CALLS = re.compile(r"(?:转|找|要|叫|喊|换|接)(?:接|到|个|一个|下|你们)*(?:人工|工作人员|真人|客服)")


def asks_about_staff(text: str) -> bool:
    """Whether `text` only asks when or where the staff are: a question for the knowledge."""
    bare = clean(text)
    return bool(_ABOUT_STAFF.search(bare)) and not _CALLS.search(bare)


#: 不要转人工, 别给我转人工, 人工就不用了: no staff are wanted.
_STAFF = r"(?:人工(?:客服|服务|台)?|工作人员|真人|客服|人(?!家|脸|民))"
_NO_STAFF = re.compile(
    rf"(?:不要|不用|别|甭|莫|不想|不需要|不必|用不着|无需|没必要|不愿意?|先不|先别|不)(?:再|给|帮|替|我|老|总|要|想|去|用)*(?:转(?:接|到|给)?|找|叫|要|喊|换|接|派|等)(?:到|个|一个|你们的?)*{_STAFF}(?:来|过来|了|的|吧|啊|行不行)*"
    rf"|不(?:要|用|需要|想要)(?:你们的?)?(?:人工(?:客服|服务|台)?|工作人员|真人)|(?:转(?:接|到)?)?(?:人工(?:客服|服务)?|工作人员|真人|客服)(?:就|我|可|先|暂时|都)*(?:不(?:要|用|必|需要|转)|免|算)了?"
)


@text_cached
def without_refused_staff(text: str) -> str:
    """`text` without the words that refuse staff: 不要转人工，你给我办 is ，你给我办."""
    return _NO_STAFF.sub("，", text)


@text_cached
def read_command(text: str) -> Command | None:
    if (rest := without_refused_staff(text)) != text:
        return read_command(rest) if clean(rest) else None
    bare = clean(text)
    if asks_about_staff(text):
        return None
    for form in (bare, _POLITE.sub("", bare)):
        if form in _TABLE:
            return _TABLE[form]
        if form and exact(form) in _SOUNDS:
            return _SOUNDS[exact(form)]
    if order := read_order(text):
        return order
    if len(bare) <= _LONGEST:
        for pattern, command in _INSIDE:
            if pattern.search(bare) and not (command == "cancel" and is_question(text)):
                return command
    return None


@text_cached
def read_only_command(text: str, *, by_sound: bool = True) -> Command | None:
    """A command that is the whole utterance, for where any words may be the answer.

    `by_sound`: what sounds like a command of three syllables or more is one; not for typed text.
    """
    if without_refused_staff(text) != text:
        return None
    bare = clean(text)
    for form in (bare, _POLITE.sub("", bare)):
        if form in _TABLE and form not in _TOLD:
            return _TABLE[form]
        if by_sound and form not in _TOLD and len(form) >= 3 and exact(form) in _SOUNDS:
            return _SOUNDS[exact(form)]
    if bare not in _TOLD and (order := read_order(text)):
        return order
    if bare in _TOLD or len(bare) > _LONGEST or _AROUND.sub("", _ORDERS.sub("", bare)):
        return None
    return read_command(text) or next((_TABLE[hit[0]] for hit in _ORDERS.finditer(bare) if hit[0] in _TABLE), None)


#: Behind a name or a place: 和平路八号转人工.
_AT_THE_END = re.compile(
    r"(?:[，,。；;\s]+|(?<=\S{2}))(?:请|麻烦你?|帮我|给我)*(?P<order>转(?:接)?人工(?:服务|客服)?|不办了|取消办理)(?:吧|谢谢|啊)*[。.\s]*$"
)

_NEVER_MIND = re.compile(r"[，,。；;\s]+(?:还是)?(?:算了|不[填写说]了)(?:吧|啊)?[。.\s]*$")


def read_command_behind(text: str) -> Command | None:
    """A command at the end of words that are to be kept: 转人工 with or without a pause before it, others after one."""
    if (hit := _AT_THE_END.search(text)) and without_refused_staff(text) == text:
        return _TABLE.get(hit["order"], "human")
    if _NEVER_MIND.search(text):
        return "cancel"
    *before, last = re.split(r"[，,。；;\s]+", text.rstrip(" ，,。."))
    return read_only_command(last, by_sound=False) if before else None


@text_cached
def guess_command(text: str) -> Command | None:
    """A misrecognised command (抓人弓 for 转人工). Call only where no other reader understood the words."""
    if len(clean(text)) > 7 or asks_about_staff(text) or without_refused_staff(text) != text:
        return None
    near = nearest(text, {str(command): words for command, words in _WORDS.items()}, near=_NEAR, least=3)
    return next((command for command in _WORDS if command == near), None)
