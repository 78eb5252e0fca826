"""What a slot kind is: everything that differs between a date and a telephone number, in one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from dialogue.acts import ExpectedKind
from dialogue.understand.code_shape import Shape
from dialogue.understand.reading import Reading
from mandarin.masking import masked, mentioned

if TYPE_CHECKING:
    from dialogue.script.model import Slot

Means = Literal["voice", "keys", "card", "touch"]
Readback = Literal["none", "brief", "segments"]
#: What of a value may be seen on a screen: all of it, its end, its first character, nothing.
Masking = Literal["none", "tail", "first", "all"]
#: What an utterance must be split by before it is read: nothing, one value, a list of values, digits.
Contrast = Literal["none", "one", "list", "digits"]
Pad = Literal["text", "digits", "id", "date"]


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """`partial`: what is known of the value so far. `area`: the hall's telephone area code, or empty.
    `excluded`: what the same words rule out (周三不行).
    """

    today: date
    partial: str = ""
    area: str = ""
    excluded: str = ""


Reader = Callable[["Slot", str, ReadingContext], Reading]
#: A value of a slot as spoken or shown.
Formatter = Callable[["Slot", str], str]


def as_is(slot: Slot, value: str) -> str:
    return value


def spoken_text(slot: Slot, value: str) -> str:
    """Free text as spoken: of a long number in it only the end."""
    return mentioned(value)


def shown_text(slot: Slot, value: str) -> str:
    """Free text as shown: of a long number in it only the end."""
    return masked(value)


@dataclass(frozen=True, slots=True, eq=False)
class SlotKind:
    """`name`: as code names it. `word`: as a script names it (类型). `read`: the value in an utterance.

    `expectation`: what recognition and end-of-turn timeouts are told to expect. The other fields are grouped below.
    """

    name: str
    word: str
    read: Reader
    expectation: ExpectedKind

    # Defaults of a script's fields: 取值, 核对, 个人信息, 脱敏. `identifying`: never collected without 同意.
    means: frozenset[Means] = frozenset({"voice", "keys"})
    readback: Readback = "brief"
    personal: bool = False
    identifying: bool = False
    masking: Masking = "none"

    # Which fields a script may write: 选项 (how many may be chosen), 最少 and 最多 (of the value, or `has_length`: of
    # its characters), 单位, 范围, 时段 and 最早, 格式; 位数 must be written.
    choices: Literal["none", "one", "several", "yes_no"] = "none"
    bounded: bool = False
    has_unit: bool = False
    has_range: bool = False
    has_periods: bool = False
    has_digits: bool = False
    has_pattern: Literal["no", "may", "must"] = "no"
    has_length: bool = False

    # The value. `free_text`: any words are an answer, kept in the citizen's own characters. `identifier`: spoken digit
    # by digit, and briefly by its tail. `length`: characters, 0 if not fixed; then `fewest`: letters and digits of the
    # shortest, and `shapes`: what a code may look like. `pieces`: may come in several utterances; `accumulates`: each
    # adds to what was told, until the citizen says that it is all. `measured`: a day, an hour or an amount, which can
    # be said in many ways, also as a range. `exactly`: how the clerk asks for one value of a range.
    free_text: bool = False
    identifier: bool = False
    length: int = 0
    fewest: int = 0
    shapes: tuple[Shape, ...] = ()
    pieces: bool = False
    accumulates: bool = False
    measured: bool = False
    exactly: str = "请说得具体一点。"
    #: The value that the text says relative to one in question (再晚两天), canonical, or empty.
    shifted: Callable[[str, str], str] | None = None

    # Words. `called`: names for it beside the slot's own. `aloud`, `shown`: the value as spoken in full, and as shown
    # where nothing is masked. `too_short`: said of a keypad entry that is too short. `phrases`: bias recognition, in
    # place of the choices' words.
    called: tuple[str, ...] = ()
    aloud: Formatter = as_is
    shown: Formatter = as_is
    too_short: str = ""
    phrases: tuple[str, ...] = ()

    # The card of the question.
    pad: Pad = "text"
    hint: str = "可以直接说，或在这里输入"

    # Reading. `contrast`: see there. `either_or`: 或者 between two of them leaves the question open. `own_characters`:
    # the reader gets the text as typed or recognised, not folded. Typed text: `typed_own` reads it as typed, `typed`
    # folded, before `read` does (None: it does not apply); `typed_rest` where `read` finds nothing.
    contrast: Contrast = "one"
    either_or: bool = False
    own_characters: bool = False
    typed_own: Callable[[Slot, str], Reading | None] | None = None
    typed: Callable[[str], Reading | None] | None = None
    typed_rest: Callable[[str], Reading] | None = None
    #: An account of what happened, in which a cry for help counts and any words may stand.
    account: bool = False
    #: May be typed where it is not understood after all reprompts.
    typed_at_last: bool = False
    #: What of an identity card fills it.
    from_card: Literal["", "number", "name"] = ""

    # Values told without having been asked for. `found_by_length`: a run of so many digits is one, 0: never.
    # `found_called`: names before such a run. `after_name`: what follows the slot's own name. `told_with`: the kind of
    # question whose answer may hold one. While one is asked for: `takes_digits`: other numbers are not looked for;
    # `takes_all`: nothing is; `takes_words`: no options are.
    found_by_length: int = 0
    found_called: tuple[str, ...] = ()
    after_name: bool = False
    told_with: str = ""
    takes_digits: bool = False
    takes_all: bool = False
    takes_words: bool = False

    #: A picture, taken by 拍照, 上传 or 签名, which no script names as a 类型. The value is its digest.
    captured: bool = False
    #: Chosen from a list of the back end by 挑选, which no script names as a 类型. The value is JSON (`script.lists`).
    from_list: bool = False

    # Lint. `keyed`: answered with digits, so a single key cannot be a choice. `confidential`: never whole on a screen.
    keyed: bool = False
    confidential: bool = False
