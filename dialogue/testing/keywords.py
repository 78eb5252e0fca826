"""Keywords of the test format, and the value that each stands for."""

from __future__ import annotations

from dialogue.acts import (
    AnswerCard,
    CaptureCard,
    Captured,
    CaptureFailed,
    CaptureTroubleKind,
    Card,
    CardRead,
    ChoicesCard,
    ConfirmCard,
    InputCard,
    Keyed,
    MaterialsCard,
    NoInput,
    NoMatch,
    RatingCard,
    ReceiptCard,
    Said,
    Touched,
)
from dialogue.data_check import DataOutcome
from dialogue.face_check import FaceOutcome
from dialogue.machine.state import State
from dialogue.qr_check import QrOutcome
from dialogue.script.model import Channel
from dialogue.testing.model import CitizenAction, FaceAction, ScanAction, VouchAction
from dialogue.vouching import VouchOutcome

FILE = ("服务", "对话")
CONVERSATION = ("名称", "渠道", "今天", "现在", "适老", "设备", "窗口", "地点", "接口", "短信", "资料", "步骤")
ACTIONS = (
    "人", "打字", "按键", "触屏", "读卡", "验证码", "扫码", "人脸", "工作人员", "拍照", "上传", "签名",
    "没拍成", "静音", "没听清",
)  # fmt: skip
#: The picture of every test. One that a phone has uploaded has not been accepted on the kiosk yet.
PICTURE = "sha256:" + "5a" * 32
#: What a test writes in its place, as a slot's value and as a parameter.
A_PICTURE = "有图"
TAKEN: dict[str, Captured] = {
    "拍照": Captured(PICTURE, True), "上传": Captured(PICTURE, False), "签名": Captured(PICTURE, True),
}  # fmt: skip
#: Why no picture came.
NO_PICTURE: dict[str, CaptureTroubleKind] = {
    "没有权限": "refused", "没有摄像头": "missing", "摄像头被占用": "busy", "网址不安全": "insecure",
    "摄像头坏了": "broken", "没传完": "cut_off", "太大": "too_large", "太小": "too_small",
    "不是照片": "wrong_type", "没写字": "empty",
}  # fmt: skip
#: The code that is sent in every test, and one that is not it.
CODE, WRONG_CODE = "246810", "135790"
#: What 验证码 may have behind it.
CODES = {"对": CODE, "错": WRONG_CODE}
#: What becomes of a 扫码, a 人脸, a 工作人员.
CODE_TROUBLES: dict[str, QrOutcome] = {"用过了": "used", "过期": "expired", "不认": "refused", "查不了": "unavailable"}
FACES: dict[str, FaceOutcome] = {"比对上": "same", "没比对上": "differs", "不清楚": "poor", "比对不了": "unavailable"}
VOUCHES: dict[str, VouchOutcome] = {"核对上": "yes", "没核对上": "no", "没人来": "nobody"}
#: Whether codes can be sent: 短信.
SENDS = {"发得出": True, "发不出": False}
#: What the back end says to the data that it compares: 资料.
COMPARES: dict[str, DataOutcome] = {"对得上": "same", "对不上": "differs", "查不了": "unavailable"}
BARE_ACTIONS: dict[str, CitizenAction] = {"静音": NoInput(), "没听清": NoMatch(), "验证码": Keyed(CODE), **TAKEN}
EXPECTATION = (
    "服务", "槽位", "说", "不说", "卡片", "引用", "调用", "不调用", "然后问", "结束", "日志不含",
)  # fmt: skip
CHANNELS: dict[str, Channel] = {"大屏": "screen", "电话": "phone"}
FAILURES = {"失败": "refused", "拒绝": "refused", "不通": "unreachable", "超时": "timeout", "不明": "unknown"}
EMPTY = "无"
#: Recognition confidence of a spoken line, 0..1; a typed line has 1.
SPOKEN = 0.9

#: By `machine.state.QuestionKind`, without `slot`, which the format calls by the slot's name.
QUESTIONS = {
    "service": "业务", "which": "哪个业务", "consent": "同意", "readback": "核对", "confirm": "确认", "change": "修改",
    "rating": "评价", "rating_why": "哪里不好", "more": "还要办吗",
    "cancel": "取消吗", "human": "转人工吗", "restart": "从头吗",
    "which_value": "澄清", "guess": "猜业务", "switch": "先办别的吗", "replace": "改办别的吗", "topic": "猜问题",
    "claim": "办理号", "proof": "核实身份", "code": "验证码", "agent": "代办吗", "other_card": "谁的卡",
    "face_consent": "同意人脸", "face": "人脸", "vouch": "等工作人员核对",
}  # fmt: skip
ENDINGS = {"completed": "完成", "cancelled": "取消", "handoff": "转人工", "idle": "空闲"}
NOT_OVER = "否"
#: Why a conversation was handed to a human, by `acts.Handoff.reason`.
HANDOFFS = {
    "asked": "群众要求", "not_understood": "没听懂", "silent": "没说话", "fault": "故障", "refused_consent": "不同意",
    "script": "脚本", "danger": "危险", "abuse": "辱骂", "correction": "更正",
    "identity": "核实身份",
}  # fmt: skip
#: Reasons that are seldom what a test is about.
MISHAPS = frozenset({"not_understood", "silent", "fault"})

_CARDS: dict[type, str] = {
    ChoicesCard: "选择", MaterialsCard: "材料", InputCard: "输入", ConfirmCard: "确认", AnswerCard: "答案",
    ReceiptCard: "回执", RatingCard: "评价", CaptureCard: "拍照",
}  # fmt: skip


def asked(state: State) -> str:
    """The open question: a slot's name, `核对 手机号`, `澄清 金额`, or a word of `QUESTIONS`; empty after the end."""
    question = state.interjection or state.question
    if question.kind == "slot":
        return question.slot
    word = QUESTIONS.get(question.kind, "")
    return f"{word} {question.slot}" if question.kind in ("readback", "which_value") else word


def card_names(card: Card) -> tuple[str, ...]:
    """The names by which a test may refer to a card: its kind, its title, its id."""
    return (_CARDS[type(card)], card.title, card.id, card.id.rpartition(":")[2])


def action_text(action: CitizenAction) -> str:
    match action:
        case Said(text, confidence):
            return text if confidence < 1 else f"（打字）{text}"
        case Touched(value):
            return f"（触屏）{value}"
        case Keyed(keys):
            return f"（按键）{keys}"
        case CardRead(name, number):
            return f"（读卡）{name} {number}"
        case Captured(_, accepted):
            return "（交了一张图）" if accepted else "（手机上传了一张图）"
        case CaptureFailed(why):
            return "（没拍成）" + next(word for word, kind in NO_PICTURE.items() if kind == why)
        case ScanAction(answer):
            words = [word for word, outcome in CODE_TROUBLES.items() if outcome == answer.outcome]
            return f"（扫码）{words[0] if words else f'{answer.name} {answer.number}'}"
        case FaceAction(outcome):
            return "（人脸）" + next(word for word, one in FACES.items() if one == outcome)
        case VouchAction(outcome):
            return "（工作人员）" + next(word for word, one in VOUCHES.items() if one == outcome)
        case NoInput():
            return "（没有说话）"
        case NoMatch():
            return "（声音没听清）"
