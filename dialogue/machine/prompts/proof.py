"""Asking who the citizen is: how it is proven, the code that was sent, the face, whether another acts for a person."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import CaptureCard, Card, ChoicesCard, ConfirmCard, InputCard, Option, Row
from dialogue.codes import CODE_LENGTH, MOBILE_LENGTH
from dialogue.filters import counted
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.cards import NO, YES
from dialogue.machine.state import Question

#: Values of the buttons. The second is a command.
BY_CODE, HUMAN = "短信验证码", "转人工"
RESEND, WRONG_NUMBER, BY_CARD, THIS_CARD, AGENT = "重发验证码", "号码错了", "用身份证", "用这张卡", "替别人办"
BY_STAFF, OTHER_WAY, NO_FACE = "请工作人员核对", "换个办法", "不用人脸"
_STAFF = Option("找工作人员", HUMAN)
_ID_LENGTH = 18


def say_proof(ctx: StepContext, question: Question, attempt: int) -> None:
    if question.partial:
        ctx.say(phrases.SLOT_MORE, {"位数": counted(_ID_LENGTH - len(question.partial))})
    elif not ctx.on_screen:
        ctx.say(phrases.PROOF_NUMBER_PHONE)
    elif not _held_out(question):
        ctx.say(phrases.PROOF_NUMBER)
    else:
        _say_ways(ctx, question, attempt)


def _held_out(question: Question) -> bool:
    """Whether something is held out to the kiosk: a card, or a code. Else a number is asked for."""
    return "card" in question.options or "qr" in question.options


def _say_ways(ctx: StepContext, question: Question, attempt: int) -> None:
    ways = question.options
    shown = phrases.PROOF_CARD_OR_QR if "card" in ways else phrases.PROOF_QR
    if "qr" in ways:
        ctx.say(shown)
        if "sms" in ways:
            ctx.say(phrases.PROOF_OR_EITHER if "staff" in ways else phrases.PROOF_OR_CODE)
        elif "staff" in ways:
            ctx.say(phrases.PROOF_OR_STAFF)
    elif "sms" in ways:
        ctx.say(phrases.PROOF_AGAIN if attempt else phrases.PROOF)
    else:
        ctx.say(phrases.PROOF_CARD)
        if "staff" in ways:
            ctx.say(phrases.PROOF_OR_STAFF)


def say_code(ctx: StepContext, question: Question) -> None:
    ctx.say(phrases.CODE_TO_GIVEN if len(question.value) == MOBILE_LENGTH else phrases.CODE_TO)
    ctx.say(phrases.CODE_ASK if ctx.on_screen else phrases.CODE_ASK_PHONE)


def say_agent(ctx: StepContext) -> None:
    ctx.say(phrases.AGENT_ASK)


def proof_card(ctx: StepContext, question: Question) -> Card:
    wrong, ways = _wrong_number(ctx, question), question.options
    if not _held_out(question):
        actions = (*wrong, *_staff(ways))
        return InputCard("proof", "您的身份证号", "id", masked=True, value=question.partial, actions=actions)
    by_code = [Option(BY_CODE, BY_CODE, "发到登记的手机号")] if "sms" in ways else []
    titles = {(True, True): "请放身份证，或者扫码", (False, True): "请把手机上的码对准扫码口"}
    title = titles.get(("card" in ways, "qr" in ways), "请把身份证放在读卡区")
    return ChoicesCard("proof", title, (*by_code, *wrong, *_staff(ways)))


def _staff(ways: tuple[str, ...]) -> tuple[Option, ...]:
    """A member of staff who vouches, where the hall has that; else one who takes over."""
    return (Option(BY_STAFF, BY_STAFF, "带着证件原件") if "staff" in ways else _STAFF,)


def code_card(ctx: StepContext, question: Question) -> InputCard:
    by_card = [Option(BY_CARD, BY_CARD)] if "card" in ctx.means and ctx.state.face == "" else []
    actions = (Option("没收到，重发", RESEND), *_wrong_number(ctx, question), *by_card, _STAFF)
    hint = "六位数字，五分钟内有效"
    return InputCard("code", "短信验证码", "digits", hint, masked=True, error=ctx.error, actions=actions)


def _wrong_number(ctx: StepContext, question: Question) -> tuple[Option, ...]:
    """Of the number that is to be proven; none where it was given elsewhere, and it is not known yet who goes on."""
    if not question.value or ctx.state.reprove is not None:
        return ()
    label = "手机号错了" if len(question.value) == MOBILE_LENGTH else "身份证号错了"
    return (Option(label, WRONG_NUMBER),)


def other_card(question: Question) -> ChoicesCard:
    """Of the card that was read, the last four characters."""
    note = f"尾号{question.partial[-4:]}"
    return ChoicesCard(
        "other_card", "这件事给谁办？", (Option("给证件上这位办", THIS_CARD, note), Option(AGENT, AGENT), _STAFF)
    )


def code_length(question: Question) -> int:
    """Characters that are asked for now; 0: none of this file's questions, or they are not counted."""
    if question.kind == "proof" and not _held_out(question):
        return _ID_LENGTH
    return CODE_LENGTH if question.kind == "code" else 0


# ---- the face, and a member of staff --------------------------------------------------------------------------------


def say_face_consent(ctx: StepContext, attempt: int) -> None:
    if not attempt:
        ctx.say(phrases.FACE_CONSENT, _face_words(ctx))
    ctx.say(_or_else(ctx))
    ctx.say(phrases.CONSENT_ASK)


def face_consent_card(ctx: StepContext) -> ConfirmCard:
    """What becomes of the picture, by whom it is compared, and that there is another way."""
    words = _face_words(ctx)
    rows = (
        Row("做什么", "拍一张照片，核对是不是本人"),
        Row("发给谁", words["比对方"]), Row("存多久", "不存：比对完就删"),
        Row("不同意", _or_else(ctx).rstrip("。")),
    )  # fmt: skip
    text = "人脸信息是敏感个人信息，要您单独同意。"
    return ConfirmCard("face_consent", "人脸比对，您同意吗？", rows, Option("同意", YES), Option("不同意", NO), text)


def _face_words(ctx: StepContext) -> dict[str, str]:
    return {"比对方": ctx.policy.face_operator or "大厅接入的人脸比对服务"}


def _or_else(ctx: StepContext) -> str:
    by_code = ctx.policy.instead_of_face == "sms" and "sms" in ctx.means
    return phrases.FACE_OR_CODE if by_code else phrases.FACE_OR_STAFF


def face_card(ctx: StepContext) -> CaptureCard:
    hint = "请正对摄像头，把脸放进框里"
    return CaptureCard("face", "人脸比对", "face", ("camera",), hint, ctx.error, actions=(Option("不用人脸", NO_FACE),))


def vouch_card(question: Question) -> ChoicesCard:
    """`question.options`: the ways in which it could be proven besides."""
    by_code = [Option(BY_CODE, BY_CODE, "发到登记的手机号")] if "sms" in question.options else []
    other = [Option(OTHER_WAY, OTHER_WAY)] if question.options else []
    return ChoicesCard("vouch", "已经请工作人员过来，请备好证件", (*by_code, *other))
