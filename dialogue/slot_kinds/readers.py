"""The reader of each slot kind, in the form that the table takes: a wrapper of a reader in `dialogue/understand`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from dialogue.slot_kinds.record import ReadingContext
from dialogue.understand import validation_messages
from dialogue.understand.address import read_address, read_typed_address
from dialogue.understand.code_shape import code_shapes, described, fits
from dialogue.understand.count import counts_others, read_count
from dialogue.understand.credit_code import read_credit_code
from dialogue.understand.dates import EARLIEST, kept_of_month, read_date, says_earliest
from dialogue.understand.free_text import is_place, is_short, put_right, read_text, read_typed_text
from dialogue.understand.how_long import lasts_since
from dialogue.understand.id_number import read_id_number
from dialogue.understand.landline import read_landline
from dialogue.understand.likely_option import likely_option
from dialogue.understand.long_text import read_long_text
from dialogue.understand.money import read_money
from dialogue.understand.name import read_name
from dialogue.understand.no_value import read_no_value
from dialogue.understand.number import read_number
from dialogue.understand.option import read_option
from dialogue.understand.option_doubt import option_in_doubt
from dialogue.understand.other_kind import is_no_name, is_no_place
from dialogue.understand.passport import read_passport
from dialogue.understand.permit import read_permit
from dialogue.understand.persons import persons_told_of
from dialogue.understand.phone import read_phone
from dialogue.understand.plate import read_plate
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import corrects_itself
from dialogue.understand.several import read_several
from dialogue.understand.short_text import (
    has_number,
    in_two_parts,
    is_rough_place,
    no_name,
    no_place_told,
    told_name,
    without_at,
)
from dialogue.understand.spoken_code import CodeGrammar, read_code
from dialogue.understand.time import read_time
from dialogue.understand.typed_name import one_name, read_typed_name
from dialogue.understand.yes_no_doubt import depends, is_aside, is_long, is_unsure, muses, tells_of_others
from dialogue.understand.yes_no_slot import offers, read_yes_no_slot

if TYPE_CHECKING:
    from dialogue.script.model import Slot

_OF_A_COUPLE = re.compile(r"您?和?(?:爱人|配偶|夫妻|两口子|家人|家里)")
_SPOUSE = r"(?:爱人|老公|老婆|媳妇|对象|丈夫|妻子|配偶|老伴|他|她|孩子[爸妈爹娘])"
_SPOUSE_HAS = re.compile(
    rf"(?:没有?|不)[^，,]*[，,][^，,]*{_SPOUSE}[^，,没不]*(?:有|是)|是[^，,]{{0,3}}{_SPOUSE}(?:的|名下)"
)
#: So much a month, and for how long.
_A_RATE = re.compile(
    r"(?:每个?月|一个月|每月|月月|每年|一年)[^，]{0,8}[，,、\s]*[^，]{0,6}(?:[一两二三四五六七八九十半\d]+个?(?:月|年))"
)
#: A telephone that somebody else answers: 这是我姑娘的, 打我儿子的.
_OTHERS_PHONE = re.compile(
    r"(?:老伴儿?|老[公婆头]|爱人|媳妇|对象|丈夫|妻子|儿子|女儿|闺女|姑娘|孩子|娃|孙子|孙女|[爸妈爹娘]|父亲|母亲|[哥姐弟妹]+|邻居|朋友|同事|亲戚|女婿|儿媳|单位|公司)"
    r"(?:他们)?(?:的|家|那|接|用|手机|电话|号)"
)
#: 长江路还是长征路: neither place may be taken.
_ONE_OR_OTHER = re.compile(r"(?<=\S{2})(?:还是|或者是?|要么|要不就)(?=\S{2})")
_WHERE_EXACTLY = re.compile(r"居住|落户|经营|邮寄|寄送|家庭|通讯|户籍|现住|联系地址|住址")
#: Days that may be many years ago; of one told without its year the year is asked back.
_LONG_SINCE = re.compile(r"入住|搬[来入]|迁入|出生|结婚|退休|参加工作|开业|成立|毕业")
_NO_YEAR = re.compile(r"[\d一二三四五六七八九十]月|[\d一二三四五六七八九十][日号]|节")
_YEAR_IN_FULL = re.compile(r"(?:\d|[零〇一二三四五六七八九]){2,4}年")
_YEAR = re.compile(r"年|[上这本]个?月|\d{4}|[昨前今]天")
#: 三八 or 投个五, for thousands or for ten thousands: an amount below a hundred without a word of money.
_FEW = re.compile(r"[1-9]\d?(?:\.\d+)?")
_OF_MONEY = re.compile(r"[元块钱毛角分圆]|人民币")
#: Another's name where the citizen's own is asked for: 他叫宋保国, 病人叫魏长生.
_OTHERS_NAME = re.compile(
    r"^(?:他|她|人家|病人|老人|孩子|娃|(?:我|俺|咱)(?:家)?(?:爸|妈|爹|娘|儿子|女儿|闺女|老公|老婆|媳妇|爱人|老伴|[哥姐弟妹]{1,2}|爷爷|奶奶|公公|婆婆|父亲|母亲|孩子|娃))(?:的?(?:姓名|名字))?(?:是|叫)"
)
#: More than one name, or one that is not on the paper: 改过名, 小名糖糖, 写哪个.
_ANOTHER_NAME = re.compile(
    r"改[名姓过叫]|曾用名|(?:以前|原来|从前|原先|本来)叫|原名|小名|网名|外号|随便|写哪个|(?:帮|替|给)(?:我|俺)(?:们)?家?[^，,。]{1,4}办|[，,]\s*(?:或者|还是|要不)"
)
#: What tells one place from others; without any of it another could not find it: 那个大转盘.
_NAMED_PLACE = re.compile(
    r"[路街巷弄道村镇乡屯桥河湖山寺]|[市区县州](?!场)|小区|花园|苑|里$|庭|府|城|广场|大厦|大楼|中心|地铁|站|公园|学[校院]|大学|小学|中学|医院|[号栋幢座组排]"
)
_OF_ANOTHER = re.compile(r"孩子|子女|母亲|父亲|配偶|参保人|家人|军人|病人|被|老人|患者|业主|成员|对方|联系人")
#: Of places that sound the same; with more of them the citizen is asked to say more.
_MOST_OFFERED = 4


def id_number(slot: Slot, text: str, context: ReadingContext) -> Reading:
    reading = read_id_number(text, partial=context.partial, today=context.today)
    others = persons_told_of(text) and not _OF_ANOTHER.search(slot.name)
    return replace(reading, doubtful=True) if reading.value and others else reading


def credit_code(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_credit_code(text, partial=context.partial)


def phone(slot: Slot, text: str, context: ReadingContext) -> Reading:
    reading = read_phone(text, partial=context.partial)
    return replace(reading, doubtful=True) if reading.value and _OTHERS_PHONE.search(text) else reading


def landline(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_landline(text, partial=context.partial, area=context.area)


def number(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_number(text, slot.digits, partial=context.partial)


def name(slot: Slot, text: str, context: ReadingContext) -> Reading:
    if is_no_name(text):
        return Reading(message=validation_messages.WHOLE_NAME)
    reading = read_name(text, partial=context.partial)
    others = _OTHERS_NAME.match(text) and not _OF_ANOTHER.search(slot.name)
    return replace(reading, doubtful=True) if reading.value and (others or _ANOTHER_NAME.search(text)) else reading


def day(slot: Slot, text: str, context: ReadingContext) -> Reading:
    if slot.earliest and says_earliest(text):
        return Reading(value=EARLIEST)
    if context.partial:  # 去年三月份, and then 十五号
        both = read_date(f"{kept_of_month(context.partial, text)}{text}", context.today, when=slot.when)
        if both.value:
            return both
    reading = read_date(text, context.today, when=slot.when, excluded=context.excluded)
    if reading.value and _LONG_SINCE.search(slot.name) and _NO_YEAR.search(text) and not _YEAR.search(text):
        return replace(reading, doubtful=True)
    kept = kept_of_month(text) if reading.message == validation_messages.WHICH_DAY else ""
    return replace(reading, partial=kept or context.partial) if kept or reading.nothing else reading


def hour(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_time(text, when=slot.when, part=context.partial)


def money(slot: Slot, text: str, context: ReadingContext) -> Reading:
    if _A_RATE.search(text):  # 每个月两千，取一年的: the sum is the citizen's to say
        return Reading(message=validation_messages.ONE_NUMBER)
    reading = read_money(text, least=slot.least, most=slot.most)
    small = _FEW.fullmatch(reading.value) and not _OF_MONEY.search(text)
    return replace(reading, doubtful=True) if reading.value and (small or persons_told_of(text)) else reading


def count(slot: Slot, text: str, context: ReadingContext) -> Reading:
    reading = read_count(text, least=slot.least, most=slot.most, unit=slot.unit)
    return replace(reading, doubtful=True) if reading.value and counts_others(text) else reading


def address(slot: Slot, text: str, context: ReadingContext) -> Reading:
    if is_no_place(text):
        return Reading(message=validation_messages.PLACE_NAMED)
    if no_place_told(text):
        return NOTHING
    if _ONE_OR_OTHER.search(text):
        return Reading(message=validation_messages.ONE_OF_THEM)
    reading = read_address(without_at(text))
    if reading.value and (
        is_rough_place(reading.value) or _lacks_number(slot, reading.value) or not _NAMED_PLACE.search(reading.value)
    ):
        reading = replace(reading, doubtful=True)
    return _as_listed(slot, reading)


def _lacks_number(slot: Slot, place: str) -> bool:
    """Whether the place of a home or a shop has no number, by which a letter would not arrive."""
    return bool(_WHERE_EXACTLY.search(slot.name)) and not has_number(place)


def _as_listed(slot: Slot, reading: Reading) -> Reading:
    """In the spelling of the hall's own place names; several where it may be one of them."""
    if not reading.value or not slot.gazetteer:
        return reading
    first, *others = slot.gazetteer.spellings(reading.value)
    if len(others) >= _MOST_OFFERED:
        return Reading(message=validation_messages.PLACE_WITH_PARENT)
    return Reading(candidates=(first, *others)) if others else replace(reading, value=first)


def option(slot: Slot, text: str, context: ReadingContext) -> Reading:
    """One of the labels; no value if none is certainly meant."""
    options = {choice.label: choice.says for choice in slot.choices}
    label = read_option(text, options) or ""
    if not label or not option_in_doubt(text, label, options):
        return Reading(value=label)
    return Reading(value=likely_option(slot, text, read=label), doubtful=True)


def several(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_several(text, {choice.label: choice.says for choice in slot.choices})


def of_a_list(slot: Slot, text: str, context: ReadingContext) -> Reading:
    """Nothing: the items are not known here (`machine.answers.pick` reads them)."""
    return NOTHING


def picture(slot: Slot, text: str, context: ReadingContext) -> Reading:
    """Nothing: a picture is not said."""
    return NOTHING


def yes_no(slot: Slot, text: str, context: ReadingContext) -> Reading:
    """Asked of a couple, the yes of one is a yes, to be read back: 我没有，我爱人有."""
    if _OF_A_COUPLE.search(slot.prompt.first.raw) and _SPOUSE_HAS.search(text):
        return Reading(value="是", doubtful=True)
    if depends(text) or muses(text) or (is_aside(text) and not _own_words_in(slot, text)):
        return NOTHING
    if read_no_value(text) and not offers(slot) and not _own_words_in(slot, text):
        return NOTHING  # 不想说 refuses the question; it does not answer 否
    said = read_yes_no_slot(slot, text)
    since = lasts_since(f"{slot.name}，{slot.prompt.first.raw}", text, context.today) if said is None else None
    value = {True: "是", False: "否", None: ""}[since if said is None else said]
    return Reading(
        value=value,
        doubtful=bool(value)
        and (
            (since is not None and not _YEAR_IN_FULL.search(text))
            or tells_of_others(text)
            or is_long(text)
            or is_unsure(text)
        ),
    )


def _own_words_in(slot: Slot, text: str) -> bool:
    return any(len(word) > 1 and word in text for choice in slot.choices for word in choice.says)


def plate(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_plate(text, partial=context.partial)


def passport(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_passport(text, partial=context.partial)


def permit(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_permit(text, partial=context.partial)


def code(slot: Slot, text: str, context: ReadingContext) -> Reading:
    """A number of the shape that the script gives it (格式)."""
    grammar = CodeGrammar(code_shapes(slot.pattern), wrong=_wanted(slot), same_start=True)
    return read_code(text, grammar, partial=context.partial)


def free_text(slot: Slot, text: str, context: ReadingContext) -> Reading:
    """A place (居住地址) is spelled as the hall's own place names are."""
    if wrong := _of_place(slot, text):
        return wrong
    if not is_short(slot.name):
        return _checked(slot, read_text(text))
    if is_place(slot.name):
        return _as_listed(slot, _place(slot, text))
    if no_name(text):
        return NOTHING
    name, more = told_name(put_right(text))
    reading = _checked(slot, read_text(name))
    return replace(reading, doubtful=True) if reading.value and more else reading


def _place(slot: Slot, text: str) -> Reading:
    if no_place_told(text):
        return NOTHING
    if _ONE_OR_OTHER.search(text):
        return Reading(message=validation_messages.ONE_OF_THEM)
    reading = _checked(slot, read_text(put_right(without_at(text))))
    rough = is_rough_place(reading.value) or in_two_parts(reading.value) or _lacks_number(slot, reading.value)
    return replace(reading, doubtful=True) if reading.value and rough else reading


def typed_text(slot: Slot, own: str) -> Reading:
    return _of_place(slot, own) or _checked(slot, read_typed_text(put_right(own) if is_short(slot.name) else own))


def _of_place(slot: Slot, text: str) -> Reading | None:
    """Asks for a place where a free text that must be one (居住地址) is none; None where nothing is wrong."""
    wrong = is_place(slot.name) and is_no_place(text)
    return Reading(message=validation_messages.PLACE_NAMED) if wrong else None


def long_text(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_long_text(text, partial=context.partial, least=int(slot.least or 0), most=int(slot.most or 0))


def _checked(slot: Slot, value: str) -> Reading:
    """Free text of the length and the shape that the script asks for (最少, 最多, 格式), or why it is not."""
    if value and slot.least is not None and len(value) < slot.least:
        return Reading(message=validation_messages.at_least(str(slot.least), "个字"))
    if slot.most is not None and len(value) > slot.most:
        return Reading(message=validation_messages.at_most(str(slot.most), "个字"))
    if value and slot.pattern:
        written = re.sub(r"\s", "", unicodedata.normalize("NFKC", value)).upper()
        return Reading(value=written) if fits(written, code_shapes(slot.pattern)) else Reading(message=_wanted(slot))
    return Reading(value=value)


def _wanted(slot: Slot) -> str:
    return f"{slot.name}应该是{described(slot.pattern)}。"


def typed_name(slot: Slot, own: str) -> Reading | None:
    """None where the text is more than a name."""
    if is_no_name(own):
        return Reading(message=validation_messages.WHOLE_NAME)
    return read_typed_name(own) if one_name(own) else None


def typed_address(text: str) -> Reading | None:
    """None where the text corrects itself."""
    if is_no_place(text):
        return Reading(message=validation_messages.PLACE_NAMED)
    return None if corrects_itself(text) or put_right(text) != text else read_typed_address(text)
