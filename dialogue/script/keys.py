"""The words of the format: Chinese keys, and the English aliases that name the same fields."""

from __future__ import annotations

from dialogue.script.model import Channel, Means, Readback, SlotKind, When

ALIASES: dict[str, str] = {
    "service": "服务", "version": "版本", "basis": "依据", "says": "说法", "channels": "渠道", "consent": "同意",
    "slots": "槽位", "steps": "步骤", "cards": "卡片", "elderly": "适老",
    "title": "标题", "clause": "条款", "ref": "出处",
    "notice": "告知", "items": "项目", "refused": "拒绝",
    "type": "类型", "means": "取值", "ask": "问", "readback": "核对", "options": "选项", "personal": "个人信息",
    "when": "范围",
    "first": "首次", "again": "再问", "phone": "电话", "screen": "大屏",
    "say": "说", "card": "卡片", "collect": "收集", "query": "查询", "if": "如果", "then": "那么", "else": "否则",
    "confirm": "确认", "submit": "提交", "receipt": "回执", "rate": "评价", "transfer": "转人工", "end": "结束",
    "api": "接口", "params": "传", "results": "得到", "timeout": "超时", "failed": "失败", "key": "幂等键",
    "name": "名", "copies": "份数", "condition": "条件", "note": "备注",
    "speed": "语速", "size": "字号", "sentence": "每句最多",
    "questions": "问法", "answer": "答案", "valid_from": "生效", "valid_until": "失效", "entries": "问答",
    "source": "来源", "about": "业务",
}  # fmt: skip

SCRIPT = ("服务", "版本", "依据", "说法", "渠道", "同意", "槽位", "步骤", "卡片", "适老")
STEPS = ("说", "收集", "查询", "如果", "确认", "提交", "评价", "转人工", "结束")
STEP_EXTRAS: dict[str, tuple[str, ...]] = {"说": ("卡片", "回执"), "如果": ("那么", "否则")}
ALL = frozenset(ALIASES.values())

KINDS: dict[str, SlotKind] = {
    "身份证": "id", "手机号": "phone", "是否": "yesno", "选项": "option", "日期": "date", "自由文本": "text",
}  # fmt: skip
MEANS: dict[str, Means] = {"语音": "voice", "按键": "keys", "读卡": "card", "触屏": "touch"}
READBACKS: dict[str, Readback] = {"不核对": "none", "尾号": "brief", "分段复述": "segments"}
WHENS: dict[str, When] = {"过去": "past", "将来": "future", "不限": "any"}
CHANNELS: dict[str, Channel] = {"大屏": "screen", "电话": "phone"}

#: How a slot may be filled when the script does not say.
DEFAULT_MEANS: dict[SlotKind, frozenset[Means]] = {
    "id": frozenset({"voice", "keys", "card"}),
    "phone": frozenset({"voice", "keys"}),
    "yesno": frozenset({"voice", "touch", "keys"}),
    "option": frozenset({"voice", "touch", "keys"}),
    "date": frozenset({"voice", "keys", "touch"}),
    "text": frozenset({"voice", "keys"}),
}
#: A mobile number has no check digit, so it is read back unless the script says otherwise.
DEFAULT_READBACK: dict[SlotKind, Readback] = {
    "id": "brief", "phone": "segments", "yesno": "none", "option": "none", "date": "brief", "text": "brief",
}  # fmt: skip
DEFAULT_PERSONAL: frozenset[SlotKind] = frozenset({"id", "phone", "text"})
