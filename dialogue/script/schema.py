"""The format as a JSON Schema (draft 2020-12), for editors that complete and underline while a clerk types.

Built from `keys`, the very tables the loader reads with, so that it cannot say otherwise. It knows shapes only: what
names mean and which ways lead through a script is the linter's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dialogue.script import keys
from dialogue.slot_kinds import KINDS, by_word

Schema = dict[str, Any]

_NAMES = {key: (key, *(english for english, same in keys.ALIASES.items() if same == key)) for key in keys.ALL}
#: An editor's YAML reads 0.8 as a number and 2026-11-22 as text or a day; the loader reads what was typed.
_WORD: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
_SENTENCE: Schema = {"type": "string", "minLength": 1}
_WORDS: Schema = {"anyOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1}]}
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_SECONDS: Schema = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(秒|s)?$"}]}
_NAMED: Schema = {"anyOf": [_WORDS, {"type": "object", "additionalProperties": _WORD, "minProperties": 1}]}
_OPTIONS: Schema = {
    "anyOf": [
        {"type": "object", "additionalProperties": {"anyOf": [_WORDS, {"type": "array", "maxItems": 0}]}},
        {"type": "array", "items": _WORD, "minItems": 2},
    ]
}


def schema() -> Schema:
    """The whole schema, ready for `json.dump`."""
    body = _object(_SCRIPT, required=("服务", "版本", "说法", "步骤"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "服务脚本",
        "description": "政务大厅数字人的服务脚本。每个键都可以写中文或英文。",
        **body,
        "$defs": {"slot": _slot(), "step": _step(), "steps": {"anyOf": [_ref("step"), _list(_ref("step"))]}},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def _one_of(words: Iterable[str], description: str = "") -> Schema:
    found: Schema = {"enum": list(words)}
    return {**found, "description": description} if description else found


def _some_of(words: Iterable[str]) -> Schema:
    word = _one_of(words)
    return {"anyOf": [word, _list(word)]}


def _object(shapes: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """Every key in Chinese and in English; nothing else; the required ones in either language."""
    properties = {name: shape for key, shape in shapes.items() for name in _NAMES.get(key, (key,))}
    needed = [_needs(key) for key in required]
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "allOf": needed} if needed else found


def _needs(key: str) -> Schema:
    return {"anyOf": [{"required": [name]} for name in _NAMES.get(key, (key,))]}


def _pick(known: Iterable[str], shapes: Mapping[str, Schema]) -> dict[str, Schema]:
    """The shape of each key of one of the loader's tables. Raises KeyError for a key that has none here yet."""
    return {key: shapes[key] for key in known}


def _described(shape: Schema, text: str) -> Schema:
    return {**shape, "description": text}


#: Names, and lists as {违章: [编号, 时间]}.
_RESULTS: Schema = {
    "anyOf": [_WORD, _list({"anyOf": [_WORD, {"type": "object", "additionalProperties": _list(_WORD)}]})]
}
_SPOKEN: Schema = {"anyOf": [_SENTENCE, _object({"大屏": _SENTENCE, "电话": _SENTENCE}, required=("大屏", "电话"))]}
_FIRST_AGAIN = _object({"首次": _SENTENCE, "再问": _SENTENCE}, required=("首次",))
_ASK: Schema = {
    "anyOf": [
        _SENTENCE,
        _object(
            {"首次": _SENTENCE, "再问": _SENTENCE, "电话": {"anyOf": [_SENTENCE, _FIRST_AGAIN]}}, required=("首次",)
        ),
    ]
}
_LEFT: Schema = {"anyOf": [_one_of(("转人工", "transfer"), "由工作人员接手"), _ref("steps")]}
_FAILED: Schema = {
    "anyOf": [
        *_LEFT["anyOf"],
        {**_object(dict.fromkeys((*keys.OUTCOMES, keys.OTHER_OUTCOME), _LEFT)), "minProperties": 1},
    ]
}

_LEVEL = _one_of(keys.ASSURANCES)
#: One level for both channels, or one for each.
_LEVELS: Schema = {"anyOf": [_LEVEL, _object({"大屏": _LEVEL, "电话": _LEVEL}, required=("大屏", "电话"))]}
_IDENTITY: Schema = {
    "anyOf": [
        *_LEVELS["anyOf"],
        _object(
            _pick(
                keys.IDENTITY_FIELDS,
                {
                    "级别": _described(_LEVELS, "要核实到哪一级，才能查、才能交"),
                    "代办": _described(_WORD, "可以、不可以，或者代办人身份证号的那个槽位；不写就是不可以"),
                    "本人": _described(_WORDS, "几个身份证号里，核实一个就行的，例如父母"),
                    "核对": _described(_WORDS, "资料核对：身份证号之外，和业务系统比对的槽位，至少两项"),
                    "发到": _described(_WORD, "验证码发到群众填的这个手机号；不写就发到系统里登记的手机号"),
                },
            ),
            required=("级别",),
        ),
    ]
}

_FOLLOW_UP: Schema = {
    "oneOf": [_object({"服务": _WORD}, required=("服务",)), _object({"说": _SPOKEN}, required=("说",))]
}
_CORRECTION: Schema = {
    "oneOf": [
        *_FOLLOW_UP["oneOf"],
        _object(
            _pick(
                keys.CORRECTION,
                {
                    "接口": _described(_WORD, "更正的接口；收到受理号、更正项目和新的内容"),
                    "项目": _described(_WORDS, "能更正哪几项"),
                    "得到": _WORDS,
                    "超时": _SECONDS,
                    "身份": _described(_LEVELS, "不写就和服务的一样"),
                },
            ),
            required=("接口", "项目"),
        ),
    ]
}

_SCRIPT = _pick(
    keys.SCRIPT,
    {
        "服务": _described(_WORD, "服务的名称"),
        "版本": _described(_WORD, "一般写日期，例如 2026-11-22"),
        "简介": _described(_SENTENCE, "一句话说明这项服务"),
        "依据": _described(
            _list(_object({"标题": _WORD, "条款": _WORD, "出处": _WORD}, required=("标题",))),
            "政策依据；出处写 kb/编号 就指向知识库里的那一条",
        ),
        "进度": _described(_FOLLOW_UP, "群众问这项服务办到哪一步：转到哪项服务，或者怎么回答"),
        "取消": _described(_FOLLOW_UP, "群众要取消以前办的：转到哪项服务，或者怎么回答"),
        "改期": _described(_FOLLOW_UP, "群众要改以前办的：转到哪项服务，或者怎么回答"),
        "更正": _described(
            _CORRECTION, "群众说刚才提交的有错：调哪个接口更正，转到哪项服务，或者怎么回答；不写就请工作人员改"
        ),
        "身份": _described(_IDENTITY, "查询、提交之前，要核实群众是谁；什么也不用核实就写 无"),
        "受理": _described(_some_of(keys.REPORTS), "群众一开口就投诉、反映、建议，由这项服务登记"),
        "排序": _described(_WORD, "列出业务时站第几个，1 是最前；不写就按文件名排"),
        "说法": _described(_WORDS, "群众会怎么说，至少五种"),
        "渠道": _described(_some_of(keys.CHANNELS), "不写就是都可以"),
        "生效": _described(_DAY, "这一天以前不提供"),
        "失效": _described(_DAY, "这一天以后不再提供"),
        "同意": _described(
            _object(
                {"告知": _SENTENCE, "项目": _WORDS, "拒绝": _one_of(("转人工", "结束"))}, required=("告知", "项目")
            ),
            "收集个人信息之前的告知",
        ),
        "槽位": _described({"type": "object", "additionalProperties": _ref("slot")}, "要收集的内容"),
        "组": _described(
            {
                "type": "object",
                "additionalProperties": {
                    "anyOf": [_WORD, _object({"槽位组": _WORD, "说法": _WORDS}, required=("槽位组",))]
                },
            },
            "几个人，每人问同样的几项，例如 {父亲: 家长, 母亲: 家长}",
        ),
        "槽位组": _described(
            {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _ref("slot")}},
            "每个人都要问的内容；问法里的【组】是这个人的称呼",
        ),
        "计算": _described({"type": "object", "additionalProperties": _WORD}, "由别的值算出来的值"),
        "步骤": _described(_list(_ref("step")), "从上到下，一步一步怎么办"),
        "卡片": _described(
            {
                "type": "object",
                "additionalProperties": _list(
                    _object({"名": _WORD, "份数": _WORD, "备注": _WORD, "条件": _WORD}, required=("名",))
                ),
            },
            "屏幕上的材料清单",
        ),
        "适老": _described(
            _object(
                {
                    "语速": _WORD,
                    "字号": _WORD,
                    "每句最多": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{1,3}\s*字?$"}]},
                }
            ),
            "大字模式",
        ),
    },
)


def _slot() -> Schema:
    shapes = _pick(
        keys.SLOT,
        {
            "类型": _described(_one_of(by_word()), "这一项是什么"),
            "取值": _described(_some_of(keys.MEANS), "可以怎么填；不写就是这一类型全部能用的"),
            "问": _described(_ASK, "怎么问；可以分首次、再问、电话"),
            "核对": _described(_one_of(keys.READBACKS), "说出来的内容怎么复述"),
            "选项": _described(_OPTIONS, "选项名和别的说法"),
            "个人信息": _described(_one_of(("是", "否")), "不写时按类型"),
            "范围": _described(_one_of(keys.WHENS), "日期、时间用"),
            "脱敏": _described(_one_of(keys.MASKINGS), "屏幕上遮住哪一部分"),
            "最少": _described(_WORD, "数量、金额用；自由文本和长文本是字数"),
            "最多": _described(_WORD, "数量、金额用；自由文本和长文本是字数"),
            "单位": _described(_WORD, "数量用，例如 人、份"),
            "位数": _described(_WORD, "单号用，必须写，例如 8"),
            "不同于": _described(_WORDS, "和这一项不能一样，例如 父亲身份证号"),
            "时段": _described(_one_of(("是", "否")), "日期用；写“是”就可以说“好几天了”，按原话记"),
            "最早": _described(_one_of(("是", "否")), "日期用；写“是”就可以说“越早越好”，值是“最早”"),
            "格式": _described(_SENTENCE, "编号用，必须写，例如 字母1数字9；自由文本也可以写"),
            "必填": _described(_one_of(("是", "否")), "写“否”就可以说“没有”跳过"),
        },
    )
    found = _object(shapes, required=("类型", "问"))
    needs = {
        "选项": [kind.word for kind in KINDS.values() if kind.choices in ("one", "several")],
        "位数": [kind.word for kind in KINDS.values() if kind.has_digits],
        "格式": [kind.word for kind in KINDS.values() if kind.has_pattern == "must"],
    }
    needed = [_when(key, words, what) for what, words in needs.items() for key in ("类型", "type")]
    return {**found, "allOf": [*found["allOf"], *needed]}


def _when(key: str, words: list[str], needed: str) -> Schema:
    return {"if": {"properties": {key: {"enum": words}}, "required": [key]}, "then": _needs(needed)}


def _step() -> Schema:
    """The schema of one step: each kind requires its own key and allows no other kind's, so exactly one matches."""
    call: dict[str, Schema] = {
        "接口": _WORD,
        "传": _WORDS,
        "得到": _RESULTS,
        "超时": _SECONDS,
        "失败": _FAILED,
        "身份": _described(_LEVELS, "这个接口要核实到哪一级；不写就和服务的一样"),
        "幂等键": _one_of(("会话号",)),
        "队列": _WORD,
        "服务": _WORD,
    }
    call_service = {**_pick(keys.CALL_SERVICE, call), "传": _NAMED, "得到": _NAMED, "失败": _LEFT}
    picture: dict[str, Schema] = {
        "记为": _described(_WORD, "这张图叫什么"),
        "问": {"anyOf": [_SENTENCE, _FIRST_AGAIN]},
        "来自": _described(_some_of(keys.CAPTURE_DEVICES), "不写就是都可以"),
        "必填": _described(_one_of(("是", "否")), "写“否”就可以说“没有”跳过"),
        "电话": _described(_SENTENCE, "电话里怎么办：转人工，或者说一句话再往下走"),
    }
    shapes: dict[str, tuple[Schema, str]] = {
        "说": (_SPOKEN, "说一句话"),
        "收集": (_WORDS, "问清楚这些槽位"),
        "查询": (_object(_pick(keys.CALL, call), required=("接口", "失败")), "问后台"),
        "挑选": (
            _object(
                _pick(
                    keys.PICK,
                    {
                        "从": _described(_WORD, "前面“得到”里写的列表"),
                        "念": _described(_SENTENCE, "每一条怎么念，用【字段】"),
                        "问": _ASK,
                        "可选": _one_of(keys.PICKED, "不写就是多条"),
                        "记为": _described(_WORD, "选出来的叫什么"),
                        "没有": _described(_ref("steps"), "一条也没有的时候怎么办"),
                    },
                ),
                required=("从", "念", "问", "记为", "没有"),
            ),
            "从业务系统给的几条里挑",
        ),
        "拍照": (_object(_pick(keys.PHOTO, picture), required=("记为", "问")), "用摄像头或手机拍一张"),
        "上传": (_object(_pick(keys.CAPTURE, picture), required=("记为", "问")), "用手机扫码，上传一张图片"),
        "签名": (_object(_pick(keys.CAPTURE, picture), required=("记为", "问")), "在屏幕上手写签名"),
        "逐条": (
            _object(
                _pick(
                    keys.EACH,
                    {
                        "在": _described(_WORD, "哪个列表"),
                        "作为": _described(_WORD, "手上这一条叫什么"),
                        "做": _ref("steps"),
                        "办成": _described(_WORD, "办成的那些记在哪里；做里有提交就要写"),
                    },
                ),
                required=("在", "作为", "做"),
            ),
            "每一条做一遍",
        ),
        "如果": (_SENTENCE, "条件，例如 卡状态 == 已挂失"),
        "选择": (_WORD, "按选项槽位分路"),
        "设": ({"type": "object", "additionalProperties": _WORD, "minProperties": 1}, "算出或写上几个值"),
        "确认": (_SPOKEN, "提交之前的确认"),
        "提交": (_object(_pick(keys.SUBMIT, call), required=("接口", "幂等键", "失败")), "交给后台办理"),
        "取号": ({"anyOf": [_WORD, _object(_pick(keys.TAKE, call), required=("队列",))]}, "取一个排队号"),
        "调用服务": ({"anyOf": [_WORD, _object(call_service, required=("服务",))]}, "先办另一项服务，再回来"),
        "跳到": (_WORD, "跳到写着这个编号的步骤"),
        "卡片": (_WORD, "显示一张卡片"),
        "回执": (_some_of(keys.RECEIPTS), "出回执"),
        "评价": (_WORD, "请群众评价"),
        "转人工": (_SPOKEN, "请工作人员"),
        "结束": (_one_of(keys.ENDINGS), "办完或取消"),
    }
    extras: dict[str, Schema] = {
        "卡片": _WORD,
        "回执": _some_of(keys.RECEIPTS),
        "那么": _ref("steps"),
        "否则": _ref("steps"),
        "分支": {"type": "object", "additionalProperties": _ref("steps"), "minProperties": 1},
    }
    needs = {"如果": ("那么",), "选择": ("分支",)}
    found: list[Schema] = [_one_of(("转人工", "transfer"), "请工作人员")]
    for key, (shape, description) in _pick_steps(shapes).items():
        beside = _pick(keys.STEP_EXTRAS.get(key, ()), extras)
        own = {key: _described(shape, description), **beside, keys.LABEL: _WORD}
        found.append(_object(own, required=(key, *needs.get(key, ()))))
    return {"oneOf": found}


def _pick_steps(shapes: Mapping[str, tuple[Schema, str]]) -> dict[str, tuple[Schema, str]]:
    return {key: shapes[key] for key in keys.STEPS}
