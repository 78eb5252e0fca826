"""What `kiosk hear --expect` is told to expect, and the value that the hall would read in what was heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from asr import Expectation
from dialogue.understand.code_shape import code_shapes, spoken_shapes
from dialogue.understand.credit_code import read_credit_code
from dialogue.understand.id_number import read_id_number
from dialogue.understand.landline import read_landline
from dialogue.understand.number import read_number
from dialogue.understand.option import read_option
from dialogue.understand.phone import read_phone
from dialogue.understand.plate import PLATES, read_plate
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.satisfaction import RATINGS, read_rating
from dialogue.understand.spoken_code import CodeGrammar, read_code
from dialogue.understand.yesno import read_yes_no

#: As the help text shows it.
FORMS = "id, phone, landline, credit_code, number:8, code:字母1数字8, plate, yesno, option:甲,乙, rating, text"
#: How many digits a number may have.
_LENGTHS = frozenset(map(str, range(3, 41)))
_YES_NO = {True: "是", False: "不是"}


class ExpectationOptionError(Exception):
    """An --expect that cannot be read. One line: what was expected, and what was given."""


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """`read`: the value in a text, as the dialogue would read it."""

    expectation: Expectation
    read: Callable[[str], Reading]


def expected_answer(option: str, today: date) -> ExpectedAnswer:
    """Of an option such as `number:8`. Raises ExpectationOptionError."""
    kind, _, rest = option.partition(":")
    words = tuple(word.strip() for word in rest.replace("，", ",").split(",") if word.strip())
    match kind:
        case "id" if not rest:
            return ExpectedAnswer(Expectation("id"), lambda text: read_id_number(text, today=today))
        case "phone" if not rest:
            return ExpectedAnswer(Expectation("phone"), read_phone)
        case "landline" if not rest:
            return ExpectedAnswer(Expectation("landline"), read_landline)
        case "credit_code" if not rest:
            return ExpectedAnswer(Expectation("credit_code"), read_credit_code)
        case "number" if rest in _LENGTHS:
            length = int(rest)
            return ExpectedAnswer(Expectation("number", length=length), lambda text: read_number(text, length))
        case "plate" if not rest:
            return ExpectedAnswer(Expectation("code", length=6, shapes=spoken_shapes(PLATES)), read_plate)
        case "code" if rest:
            return _code(rest)
        case "yesno" if not rest:
            return ExpectedAnswer(Expectation("yesno"), _yes_no)
        case "option" if len(words) > 1:
            options: dict[str, tuple[str, ...]] = dict.fromkeys(words, ())
            return ExpectedAnswer(Expectation("option", words), lambda text: Reading(read_option(text, options) or ""))
        case "rating" if not rest:
            return ExpectedAnswer(Expectation("rating", RATINGS), _rating)
        case "text" if not rest:
            return ExpectedAnswer(Expectation("text"), Reading)
        case _:
            raise ExpectationOptionError(f"--expect {_shown(option)}: expected one of {FORMS}")


def _code(pattern: str) -> ExpectedAnswer:
    try:
        shapes = code_shapes(pattern)
    except ValueError as error:
        raise ExpectationOptionError(f"--expect code:{_shown(pattern)}: {error}") from error
    grammar = CodeGrammar(shapes)
    expectation = Expectation("code", length=len(shapes[0]), shapes=spoken_shapes(shapes))
    return ExpectedAnswer(expectation, lambda text: read_code(text, grammar))


def _yes_no(text: str) -> Reading:
    answer = read_yes_no(text, by_sound=True)
    return NOTHING if answer is None else Reading(_YES_NO[answer])


def _rating(text: str) -> Reading:
    heard = read_rating(text, by_sound=True)
    return Reading(heard.ratings[0]) if len(heard.ratings) == 1 else NOTHING


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text[:60])
