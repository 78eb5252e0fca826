"""The words of the format: Chinese keys, and the English aliases that name the same fields."""

from __future__ import annotations

from dialogue.script.assurance import Assurance
from dialogue.script.model import Channel, FollowUpKind, ReportKind, When
from dialogue.script.slot_sources import CaptureDevice
from dialogue.slot_kinds import Masking, Means, Readback

ALIASES: dict[str, str] = {
    "service": "服务", "version": "版本", "intro": "简介", "basis": "依据", "says": "说法", "channels": "渠道",
    "consent": "同意", "slots": "槽位", "computed": "计算", "steps": "步骤", "cards": "卡片", "elderly": "适老",
    "title": "标题", "clause": "条款", "ref": "出处",
    "notice": "告知", "items": "项目", "refused": "拒绝",
    "type": "类型", "means": "取值", "ask": "问", "readback": "核对", "options": "选项", "personal": "个人信息",
    "when": "范围", "masking": "脱敏", "least": "最少", "most": "最多", "unit": "单位", "required": "必填",
    "digits": "位数", "periods": "时段", "earliest": "最早", "pattern": "格式",
    "first": "首次", "again": "再问", "phone": "电话", "screen": "大屏",
    "say": "说", "card": "卡片", "collect": "收集", "query": "查询", "if": "如果", "then": "那么", "else": "否则",
    "choose": "选择", "arms": "分支", "goto": "跳到", "label": "编号", "call_service": "调用服务", "take": "取号",
    "queue": "队列", "pick": "挑选", "from": "从", "wording": "念", "choice": "可选", "into": "记为", "empty": "没有",
    "photo": "拍照", "upload": "上传", "sign": "签名", "by": "来自",
    "each": "逐条", "in": "在", "item": "作为", "do": "做", "filed": "办成",
    "confirm": "确认", "submit": "提交", "receipt": "回执", "rate": "评价", "transfer": "转人工", "end": "结束",
    "set": "设", "groups": "组", "slot_groups": "槽位组", "differs": "不同于",
    "hours": "办公时间", "closed": "休息日", "opened": "调休上班",
    "api": "接口", "params": "传", "results": "得到", "timeout": "超时", "failed": "失败", "key": "幂等键",
    "unreachable": "不通", "unknown": "不明", "other": "其他",
    "name": "名", "copies": "份数", "condition": "条件", "note": "备注",
    "speed": "语速", "size": "字号", "sentence": "每句最多",
    "questions": "问法", "answer": "答案", "valid_from": "生效", "valid_until": "失效", "entries": "问答",
    "source": "来源", "about": "业务", "spoken": "口播",
    "progress": "进度", "cancel": "取消", "change": "改期", "accepts": "受理", "correct": "更正",
    "answers": "答什么", "place": "排序",
    "identity": "身份", "level": "级别", "agents": "代办", "one_of": "本人", "code_to": "发到",
}  # fmt: skip

SCRIPT = (
    "服务", "版本", "简介", "依据", "说法", "渠道", "生效", "失效", "同意", "组", "槽位组", "槽位",
    "计算", "步骤", "卡片", "适老", "进度", "取消", "改期", "更正", "受理", "身份", "排序",
)  # fmt: skip
SLOT = (
    "类型", "取值", "问", "核对", "选项", "个人信息", "范围", "脱敏", "最少", "最多", "单位", "必填", "位数", "格式",
    "时段", "最早", "不同于",
)  # fmt: skip
STEPS = (
    "说", "收集", "查询", "挑选", "拍照", "上传", "签名", "逐条", "如果", "选择", "设", "确认", "提交", "取号",
    "调用服务", "跳到", "卡片", "回执", "评价", "转人工", "结束",
)  # fmt: skip
#: What may stand beside a step's own key; 编号 may stand beside every one.
STEP_EXTRAS: dict[str, tuple[str, ...]] = {"说": ("卡片", "回执"), "如果": ("那么", "否则"), "选择": ("分支",)}
#: Instead of steps, or of a step with a sentence of its own.
HUMAN = ("转人工", "transfer")
CALENDAR = ("办公时间", "休息日", "调休上班")
LABEL = "编号"
CALL = ("接口", "传", "得到", "超时", "失败", "身份")
SUBMIT = (*CALL, "幂等键")
TAKE = ("队列", "得到", "超时", "失败")
#: How a call fails, under 失败; and what is done for those that are not named.
OUTCOMES = ("拒绝", "不通", "超时", "不明")
OTHER_OUTCOME = "其他"
CALL_SERVICE = ("服务", "传", "得到", "失败")
PICK = ("从", "念", "问", "可选", "记为", "没有")
#: Of 更正 that calls an interface.
CORRECTION = ("接口", "项目", "得到", "超时", "身份")
EACH = ("在", "作为", "做", "办成")
#: Of a 拍照; an 上传 and a 签名 have no 来自.
PHOTO = ("记为", "问", "来自", "必填", "电话")
CAPTURE = ("记为", "问", "必填", "电话")
ALL = frozenset(ALIASES.values())

MEANS: dict[str, Means] = {"语音": "voice", "按键": "keys", "读卡": "card", "触屏": "touch"}
READBACKS: dict[str, Readback] = {"不核对": "none", "尾号": "brief", "分段复述": "segments"}
WHENS: dict[str, When] = {"过去": "past", "将来": "future", "不限": "any"}
CHANNELS: dict[str, Channel] = {"大屏": "screen", "电话": "phone"}
MASKINGS: dict[str, Masking] = {"不脱敏": "none", "尾号": "tail", "首字": "first", "全部": "all"}
CAPTURE_DEVICES: dict[str, CaptureDevice] = {"摄像头": "camera", "手机": "phone"}
#: How many items of a list may be chosen: whether several.
PICKED = {"一条": False, "多条": True}
RECEIPTS = {"打印": "print", "短信": "sms"}
#: What a citizen may do about something that a service made earlier.
FOLLOW_UPS: dict[str, FollowUpKind] = {"进度": "progress", "取消": "cancel", "改期": "change", "更正": "correct"}
REPORTS: dict[str, ReportKind] = {"投诉": "complain", "反映": "report", "建议": "suggest"}
ENDINGS = {"完成": "completed", "取消": "cancelled"}
IDENTITY = "身份"
#: Of a 身份 that says more than its level.
IDENTITY_FIELDS = ("级别", "代办", "本人", "发到", "核对")
ASSURANCES: dict[str, Assurance] = {
    "无": "none",
    "资料核对": "data",
    "短信验证": "sms",
    "持卡": "card",
    "持卡+人脸": "face",
}
#: Whether somebody else may act for the person; any other word names the slot of the agent's identity number.
NO_AGENT, AGENTS = "不可以", ("不可以", "可以")
#: How many digits a 单号 may have.
DIGITS = (4, 20)
