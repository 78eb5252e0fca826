"""What the service itself says, not its scripts. Fixed texts, prerendered like prompts."""

from dataclasses import astuple, dataclass

APOLOGY = "非常抱歉，系统出了点问题，请您稍后再打来，或者到大厅窗口办理。"
#: Staff are called, and nobody has come yet.
STAFF_CALLED = "正在为您请工作人员，请稍候。"
STAFF_NOT_YET = "工作人员还没有过来，我再帮您叫一下，请稍候。"
IDLE = "这边先为您结束了，需要时请随时叫我。"
DRAIN = "抱歉，系统马上要维护，请到窗口办理，给您添麻烦了。"
BUSY = "现在使用的人较多，请稍候再试。"
QUEUED = "现在办理的人较多，请稍候，马上轮到您。"
AWAY = "系统正在维护，请稍候。"

#: What became of a text message: accepted by its sender; in the outbox; neither.
TEXT_SENT = "短信已发送，请您查收。"
TEXT_LATER = "短信稍后发出，请您留意手机。"
TEXT_FAILED = "短信现在发不出去，请您记下受理号。"
#: Of a message with the number of a submission whose outcome is unknown.
NUMBER_TEXT_FAILED = "短信现在发不出去，请您记下这个号。"

#: What became of a receipt. It is said only once the printer has said so.
PRINTING = "正在打印回执，请稍等。"
PRINTED = "请取走您的回执。"
PRINT_SENT = "回执已经送去打印，请看一下出纸口。"
PRINT_NO_PAPER = "打印机没纸了，回执没有打出来。"
PRINT_FAILED = "打印机现在用不了，回执没有打出来。"
PRINT_UNKNOWN = "回执可能没有打出来，请看一下出纸口。"
#: Of a receipt that has still not come out, when the citizen says nothing.
NOT_PRINTED = "刚才的回执没有打出来。"
#: What else the citizen can do.
RECEIPT_SHOWN = "回执在屏幕上，您可以拍照留存。"
RECEIPT_KEPT = "屏幕上有一样的回执，您可以拍照留存，要纸的请找工作人员。"


@dataclass(frozen=True, slots=True)
class SlipWords:
    """What is said of one kind of slip, as above."""

    printing: str
    printed: str
    sent: str
    no_paper: str
    failed: str
    unknown: str
    not_printed: str
    shown: str
    kept: str


RECEIPT = SlipWords(
    PRINTING, PRINTED, PRINT_SENT, PRINT_NO_PAPER, PRINT_FAILED, PRINT_UNKNOWN, NOT_PRINTED, RECEIPT_SHOWN,
    RECEIPT_KEPT,
)  # fmt: skip
#: Of the number of a submission whose outcome is unknown: it is no receipt.
NUMBER_SLIP = SlipWords(
    printing="正在打印这个号，请稍等。",
    printed="请取走写着这个号的凭条。",
    sent="这个号已经送去打印，请看一下出纸口。",
    no_paper="打印机没纸了，这个号没有打出来。",
    failed="打印机现在用不了，这个号没有打出来。",
    unknown="这个号可能没有打出来，请看一下出纸口。",
    not_printed="刚才那个号没有打出来。",
    shown="这个号在屏幕上，您可以拍照留存。",
    kept="这个号在屏幕上，您可以拍照留存，要纸的请找工作人员。",
)
#: For the screen: while nothing is asked but what is to be done, and at any other question.
CODE_OF_NO_USE = "这个码在这里用不上，请直接说要办什么"
CODE_OF_NO_USE_HERE = "这个码在这里用不上，请接着回答屏幕上的问题"

#: For the screen, by what is wrong with the microphone.
MICROPHONE = {
    "ok": "",
    "muted": "麦克风没有打开，请直接触摸屏幕办理。",
    "dead": "麦克风没有声音，请直接触摸屏幕办理。",
    "far": "听不太清，请靠近一些说话。",
    "loud": "声音太大了，请离麦克风远一点。",
}


def parked(number: str) -> str:
    """`number`: as it is spoken, six digits."""
    how = "在一体机上或者打电话时说，我有办理号，再报身份证后四位，就能接着办。"
    return f"请记下办理号，{number[:3]}，{number[3:]}。{how}"


def staff_coming(who: str) -> str:
    return f"{who}马上过来。"


def staff_looks(who: str) -> str:
    return f"{who}来核对您的证件，请出示证件原件。"


def nobody_came(desk: str) -> str:
    return f"很抱歉，现在没有工作人员过来。请您到{desk}，那里有人帮您。"


def at_desk(desk: str) -> str:
    """For the screen, where nobody can be called."""
    return f"请您到{desk}，那里有人帮您。"


def staff_steps_in(name: str) -> str:
    """Said when a member of staff answers in the clerk's place; `name` empty: it is not told."""
    return f"您好，现在由工作人员{name}来回答您。"


def staff_answers(name: str) -> str:
    """For the screen, meanwhile."""
    return f"现在由工作人员{name}回答您，声音由AI合成。"


#: Said when the machine goes on, by why the member of staff does not.
MACHINE_AGAIN = {
    "handed_back": "好的，现在由我接着为您办。",
    "lost": "工作人员那边断线了，现在由我接着为您办。",
    "idle": "工作人员暂时走开了，现在由我接着为您办。",
}

SPOKEN = (
    staff_steps_in(""), *MACHINE_AGAIN.values(), STAFF_NOT_YET, IDLE, DRAIN, QUEUED, TEXT_SENT, TEXT_LATER, TEXT_FAILED,
    NUMBER_TEXT_FAILED, *astuple(RECEIPT), *astuple(NUMBER_SLIP),
)  # fmt: skip


def queue_text(position: int) -> str:
    """The screen text of a waiting citizen; `position` 1 = the next."""
    return "请稍候，下一位就是您" if position == 1 else f"请稍候，前面还有 {position - 1} 位"
