"""The events of a conversation as a reviewer reads them: one table of what the dialogue and the hall note.

An event that is not in it, of another release, is told as it was noted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.hall.staff_call import DANGERS, REASONS

Words = Mapping[str, str]

VIAS: Words = {
    "voice": "说的", "text": "打字", "touch": "点屏幕", "key": "按键", "keys": "按键", "card": "刷卡", "skip": "跳过",
    "given": "前面的业务带来的", "api": "接口查到的", "set": "脚本里定的", "item": "逐条办的", "phone": "电话里不用",
}  # fmt: skip
CALL_OUTCOMES: Words = {
    "ok": "成功", "refused": "被拒绝", "unreachable": "连不上", "timeout": "超时", "unknown": "结果不明",
    "bad_answer": "回答看不懂",
}  # fmt: skip
ALERTS: Words = {**DANGERS, "anger": "情绪激动", "abuse": "骂人", "drained": "需要安慰"}
#: Of the question that an answer was not understood at.
QUESTIONS: Words = {
    "service": "问办什么业务", "which": "问是哪一个业务", "guess": "问是不是这个业务",
    "consent": "问同不同意使用个人信息", "slot": "问要填的内容", "readback": "核对内容", "confirm": "最后确认",
    "change": "问改哪一项", "call": "等接口回答", "advice": "等模型回答", "rating": "请评价",
    "more": "问还办不办别的", "which_value": "问改哪个值", "cancel": "问是不是取消", "human": "问要不要人工",
    "restart": "问是不是重来", "switch": "问要不要换业务", "replace": "问要不要改办别的", "topic": "问想了解什么",
    "claim": "问取件码", "proof": "请证明身份", "code": "问验证码", "agent": "问替谁办", "other_card": "问是谁的证件",
    "face_consent": "问同不同意刷脸", "face": "刷脸", "vouch": "等工作人员核对", "proving": "等身份核实的结果",
    "rating_why": "问为什么不满意", "none": "没有在问",
}  # fmt: skip
MEANS: Words = {
    "data": "核对资料", "sms": "短信验证码", "card": "身份证读卡", "qr": "扫码", "face": "人脸比对",
    "staff": "工作人员核对",
}  # fmt: skip
#: Why a picture was not taken.
PICTURE_TROUBLES: Words = {
    "refused": "浏览器没有让用摄像头", "missing": "没有摄像头", "busy": "摄像头被占用", "insecure": "网址不安全",
    "broken": "摄像头坏了", "cut_off": "上传断了", "too_large": "图片太大", "too_small": "图片太小",
    "wrong_type": "不是图片", "empty": "没有签上字",
}  # fmt: skip
SMALL_TALK: Words = {
    "hello": "打招呼", "who": "问是谁", "real": "问是不是真人", "abilities": "问会什么", "thanks": "道谢",
    "bye": "道别", "praise": "夸奖", "sorry": "道歉", "age": "问年龄", "home": "问家在哪", "feelings": "问心情",
    "joke": "要听笑话", "song": "要听歌", "weather": "问天气", "clock": "问时间", "hungry": "问吃饭",
    "hearing": "问听不听得见", "love": "说喜欢", "chat": "聊天", "tired": "问累不累", "politics": "时政",
    "medical": "问病", "legal": "问法律", "money": "问投资",
}  # fmt: skip
COMMANDS: Words = {
    "repeat": "再说一遍", "what": "问刚才说了什么", "cancel": "取消", "back": "返回", "help": "求助",
    "human": "要人工", "slower": "说慢点", "faster": "说快点", "louder": "大声点", "softer": "小声点",
    "restart": "重新开始", "elderly": "打开长辈模式", "normal": "关上长辈模式", "park": "先存着",
    "claim": "接着办存着的",
}  # fmt: skip
IDENTITY: Words = {
    "another person's card": "是别人的身份证", "no card": "没有带身份证", "acts for another": "替别人办",
    "not proven": "没有核实成", "card lost": "读卡器不能用了", "card back": "读卡器又能用了",
    "qr lost": "扫码器不能用了", "qr back": "扫码器又能用了", "data differ": "资料对不上",
    "code of an app shown": "出示了电子证件码", "face compared": "做了人脸比对", "no code sent": "验证码没有发出去",
    "wrong code": "验证码不对", "code expired": "验证码过期", "data compared": "核对了资料",
    "given up": "几次没有成，不再核实", "no means": "没有可用的核实办法", "code asked for": "发验证码",
    "staff asked to vouch": "请工作人员核对证件", "face differs": "人脸对不上", "face poor": "照片看不清",
    "face unavailable": "人脸比对用不了", "face same": "人脸对上了",
}  # fmt: skip
FOLLOW_UPS: Words = {"progress": "问进度", "cancel": "要取消", "change": "要改期", "correct": "要更正"}
REPORTS: Words = {"complain": "投诉", "report": "举报", "suggest": "建议"}
CONSENTS: Words = {"given": "同意", "refused": "不同意", "withdrawn": "收回同意"}
PRINTED: Words = {
    "printed": "打好了", "sent": "交给打印机了", "failed": "没有打成", "unknown": "不知道打没打",
    "none": "没有打印机", "ready": "没有打成", "busy": "打印机忙", "paper_low": "纸快没了", "paper_out": "没有纸",
    "unplugged": "打印机没接上", "wrong": "打印机坏了",
}  # fmt: skip
TEXTED: Words = {
    "waiting": "还在发", "accepted": "已经交给短信平台", "delivered": "收到了", "undelivered": "没有收到",
    "refused": "短信平台不收", "expired": "过了时间没有发出去",
}  # fmt: skip
ENDED: Words = {"completed": "办完", "cancelled": "取消", "idle": "人走了"}
GIVEN_BACK: Words = {"handed_back": "交还了", "lost": "工作人员断线", "idle": "工作人员一直没有说话"}
RECORD_TROUBLES: Words = {
    "another release": "是别的版本的程序写的", "corrupt": "内容坏了", "key": "密钥不在这里",
}  # fmt: skip
UNRESOLVED: Words = {
    "other scripts": "脚本已经改了", "a picture is gone": "照片已经没有了", **CALL_OUTCOMES,
}  # fmt: skip
NO_CONTENT: Words = {"empty": "什么内容也没有", "help": "求助", "business": "问业务"}
OBJECTIONS: Words = {"undo": "要撤回", "unclear": "没说清哪里不对", "case": "整件都不对"}


@dataclass(frozen=True, slots=True)
class EventWords:
    """`bad`: something that a reviewer should look at."""

    title: str
    detail: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class EventKind:
    """How events of one kind are told. `details`: code -> words; what is not in it (names, counts) stays as it is.
    `mixed`: `detail` is a name and then a code. `holes`: code -> words of what stands in the title's `{}`.
    """

    title: str
    details: Words = field(default_factory=dict)
    bad: bool = False
    mixed: bool = False
    holes: Words = field(default_factory=dict)


#: By what is noted. `{}` of a key: what stands in the title's `{}`, such as a slot's name.
EVENTS: Mapping[str, EventKind] = {
    # what was understood
    "service": EventKind("用的脚本"),
    "service guessed": EventKind("猜是这个业务"),
    "service queued": EventKind("排在后面办"),
    "service replaced": EventKind("换了业务"),
    "service finished": EventKind("业务结束", ENDED, mixed=True),
    "service not here": EventKind("这里不办", REPORTS),
    "service not today": EventKind("今天不办"),
    "service not on this channel": EventKind("这个渠道不办"),
    "services wished": EventKind("说了几件事"),
    "switch offered": EventKind("问要不要换成"),
    "not wanted": EventKind("不办了"),
    "not understood": EventKind("没听懂", QUESTIONS),
    "silence": EventKind("没出声，第几次"),
    "another language": EventKind("说的不是普通话"),
    "small talk": EventKind("闲聊", SMALL_TALK),
    "no content": EventKind("没有说出内容", NO_CONTENT),
    "time wanted": EventKind("要等一等"),
    "command": EventKind("口令", COMMANDS),
    "elderly": EventKind("长辈模式", {"on": "开", "off": "关"}),
    "alert": EventKind("提醒", ALERTS, bad=True),
    # questions
    "question answered": EventKind("按知识回答", {"calendar": "按上班时间表"}),
    "question guessed": EventKind("猜问的是"),
    "question unanswered": EventKind("没有答上来", bad=True),
    "question dropped": EventKind("放下了这个问题"),
    # slots
    "slot {} filled": EventKind("填好“{}”", VIAS),
    "slot {} left empty": EventKind("“{}”空着", VIAS),
    "slot {} corrected": EventKind("改了“{}”", VIAS),
    "slot {} added to": EventKind("“{}”后面加了内容", VIAS),
    "slot {} passed over": EventKind("跳过“{}”", VIAS),
    "answer proposed": EventKind("问是不是这个答案"),
    "proposal dropped": EventKind("不是问的那个答案"),
    "proposal told again": EventKind("又说了一遍答案"),
    "of another": EventKind("是替别人办"),
    "no picture": EventKind("没有拍成", PICTURE_TROUBLES),
    "confirmed": EventKind("确认无误"),
    "consent": EventKind("使用个人信息", CONSENTS),
    "consent face": EventKind("使用人脸", CONSENTS),
    # identity
    "identity": EventKind("核实身份", IDENTITY),
    "identity proven": EventKind("身份核实了", MEANS),
    # the back end
    "back end": EventKind("调用接口", CALL_OUTCOMES),
    "query done": EventKind("查到了"),
    "query failed": EventKind("没有查到", CALL_OUTCOMES, bad=True, mixed=True),
    "submit done": EventKind("提交了"),
    "submit failed": EventKind("没有提交成", CALL_OUTCOMES, bad=True, mixed=True),
    "take done": EventKind("取了号", {"queue.take": ""}),
    "take failed": EventKind("没有取到号", CALL_OUTCOMES, bad=True, mixed=True),
    "outcome unknown": EventKind("提交结果不明，编号", bad=True),
    "number of an unknown outcome": EventKind("结果不明的编号", {"text message": "用短信发了"}),
    "computing failed": EventKind("没有算出来", bad=True),
    "set failed": EventKind("没有定下来", bad=True),
    "visit done": EventKind("先办的业务办完了"),
    "visit failed": EventKind("先办的业务没有办成", bad=True),
    # what was filed
    "receipt": EventKind("给了回执", {"before the hand-off": "转人工以前", "text message": "用短信发"}),
    "submitted case objected to": EventKind("对已提交的有异议", OBJECTIONS, mixed=True),
    "follow-up": EventKind("办过的事", FOLLOW_UPS),
    "printing": EventKind("打印", PRINTED),
    "text message": EventKind("短信", TEXTED),
    "rating": EventKind("评价"),
    "rating again": EventKind("又评价"),
    "rating declined": EventKind("不评价"),
    "rating reason": EventKind("评价的原因", {"told": "说了", "none": "没有说"}),
    # coming, going, staff
    "parked": EventKind("先存着"),
    "claim": EventKind("取存着的办理", {"wrong": "号码不对", "given up": "几次不对，不再取"}),
    "claimed": EventKind("接着办存着的"),
    "taken up": EventKind("接上刚才的办理"),
    "stalled": EventKind("一直没有进展", bad=True),
    "handoff": EventKind("转人工", REASONS),
    "staff step in": EventKind("工作人员接手"),
    "staff step out": EventKind("工作人员交还", GIVEN_BACK),
    "end": EventKind("对话结束", ENDED),
    # after a breakdown
    "submission looked up": EventKind("断线以后查了提交的结果"),
    "submission nothing under way": EventKind("断线的时候没有在提交"),
    "submission unresolved: {}": EventKind("断线以后没有查清提交的结果：{}", bad=True, holes=UNRESOLVED),
    "state unreadable": EventKind("接不上：存下的办理读不出来", RECORD_TROUBLES, bad=True),
}  # fmt: skip
_PATTERNS: tuple[tuple[re.Pattern[str], EventKind], ...] = tuple(
    (re.compile(re.escape(key).replace(r"\{\}", "(.+)")), kind) for key, kind in EVENTS.items() if "{}" in key
)
_CALLED = re.compile(r"(\S+) (\S+) (\d+) ms")
_LACKING = re.compile(r"(\S+) no (.+)")


def event_words(kind: str, detail: str) -> EventWords:
    """Total: any two texts."""
    known = EVENTS.get(kind)
    if known is None or "{}" in kind:
        for pattern, found in _PATTERNS:
            if (match := pattern.fullmatch(kind)) is not None:
                title = found.title.replace("{}", found.holes.get(match[1], match[1]))
                return EventWords(title, found.details.get(detail, detail), found.bad)
        return EventWords(kind, detail)
    if kind == "back end" and (called := _CALLED.fullmatch(detail)) is not None:
        api, outcome, took = called.groups()
        told = f"{api}：{CALL_OUTCOMES.get(outcome, outcome)}，{_duration(int(took))}"
        return EventWords(known.title, told, outcome != "ok")
    if known.mixed:
        return EventWords(known.title, _mixed(detail, known.details), known.bad)
    return EventWords(known.title, known.details.get(detail, detail), known.bad)


def _mixed(detail: str, words: Words) -> str:
    """The last word of `detail` is a code; `queue.take` is no interface of the office's."""
    if (lacking := _LACKING.fullmatch(detail)) is not None:
        return f"{lacking[1]}：答复里没有{lacking[2]}"
    name, _, code = detail.rpartition(" ")
    told = words.get(code, code)
    return f"{name}，{told}" if name and name != "queue.take" else told


def _duration(ms: int) -> str:
    return f"{ms} 毫秒" if ms < 1000 else f"{ms / 1000:.1f} 秒"
