"""What is read digit by digit: identity and telephone numbers, hotlines, documents, rooms, letters with digits."""

from __future__ import annotations

import re
from re import Match

from tts.numerals import cardinal, digits, grouped
from tts.written.rule import AFTER, BEFORE, UNITS, Rule, apart, rule

#: After these a number is a code, not an amount.
_CODE_WORDS = (
    "号码|编号|证号|卡号|单号|工号|尾号|账号|帐号|学号|案号|文号|批号|后四位|末四位|前六位|验证码|取件码|取票码|提取码|密码|受理号|流水号|"
    "房号|邮编|代码|条码|牌号|拨打|致电|电话|热线|专线|手机|座机|传真|分机|转|短号"
)
_SERVICE_LINES = r"110|119|120|122|114|95\d{3}|96\d{3,4}|12[13]\d{2,3}|10000|10010|10086"
#: 验证码12345 is a code, 号码12345 the hotline.
_NO_CODE = "".join(
    f"(?<!{word}{link})" for word in ("[证件票密条]码", "[单工账帐尾编学案]号") for link in ("", "[是为：:]")
)
_DOCUMENT = r"[〔\[［【(（]\s*((?:19|20)\d{2})\s*年?[〕\]］】)）]\s*(第?)(\d+)(?=号)"
#: Dates, telephone numbers and houses are written with strokes too.
_NO_CHAIN = (
    r"(?:[12]\d{3}-[01]?\d-[0-3]?\d|0\d{2,3}-\d{7,8}-\d{1,5}|1\d{2}-\d{4}-\d{4}|[48]00-\d{3,4}-\d{3,4}"
    r"|\d{1,3}-\d{1,3}-\d{2,5})(?![\d-])"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
#: Codes that are written in groups with strokes between them.
_JOINED_WORDS = (
    "编号|证号|卡号|单号|工号|账号|帐号|学号|案号|批号|取件码|取票码|提取码|受理号|流水号|代码|条码|验证码|密码|"
    "序列号|货号|箱号"
)
#: Universities and plans that are called by their digits.
_CALLED = "985|211|996"


def _id_number(match: Match[str]) -> str:
    """18 places: region, year of birth, month and day, serial and check character."""
    number = match[0].upper()
    check = "X" if number[17] == "X" else digits(number[17])
    return apart(digits(number[:6]), digits(number[6:10]), digits(number[10:14]), digits(number[14:17]) + check)


def _telephone(match: Match[str]) -> str:
    return apart(*(digits(part) for part in match.groups() if part))


def _groups(match: Match[str]) -> str:
    """`138，0013，8000`: a code that the writer has cut already."""
    return re.sub(r"\d+", lambda group: digits(group[0]), match[0].replace(" ", "，"))


def _service_line(match: Match[str]) -> str:
    """Hotlines are names: 12345 is 一二三四五 to everyone, the others take 幺."""
    return digits(match[0], yao=match[0] != "12345")


def _lettered(match: Match[str]) -> str:
    """`C1`, `B12` count, `A012` and `GA123` are codes."""
    letters, number, decimals = match.groups()
    if decimals:
        return f"{letters}{cardinal(number + decimals)}"
    return letters + (cardinal(number) if len(number) < 3 and number[0] != "0" else grouped(number))


def _chain(match: Match[str]) -> str:
    """`3301-06-000-12345`"""
    return "杠".join(digits(part) for part in match[0].split("-"))


def _joined(match: Match[str]) -> str:
    """`取件码3-1-2076`, `编号A-21-03`: letters and digits one by one, the strokes between them too."""
    return match[1] + re.sub(r"\d", lambda one: digits(one[0]), match[2]).replace("-", "杠")


def _plate(match: Match[str]) -> str:
    """`京A·12345`: a car's plate, digit by digit."""
    return match[1] + re.sub(r"\d", lambda one: digits(one[0]), match[2].upper())


def _standard(match: Match[str]) -> str:
    """`GB/T 19001-2016`: a number, and the year of its edition."""
    letters = match[1].replace("/", "")
    number = "点".join(digits(part) for part in match[2].split("."))
    return f"{letters}{number}杠{digits(match[3], yao=False)}"


RULES: tuple[Rule, ...] = (
    rule(rf"([{_PROVINCES}][A-HJ-NP-Z])\s?[·•.-]?\s?((?=[A-Z0-9]*\d)[A-Z0-9]{{4,6}})(?![A-Za-z0-9-])", _plate),
    rule(rf"{BEFORE}\d{{17}}[\dXx]{AFTER}", _id_number),
    rule(_DOCUMENT, lambda match: f"{digits(match[1], yao=False)}{match[2]}{cardinal(match[3])}"),
    rule(r"[〔\[［【(（]\s*((?:19|20)\d{2})\s*[〕\]］】)）]", lambda match: digits(match[1], yao=False)),
    rule(rf"(?<![\d.-])(?!{_NO_CHAIN})(?:\d+-\d+-\d{{3,}}(?:-\d+)*(?![\d-])|\d+(?:-\d+){{3,}})", _chain),
    rule(
        rf"((?:{_JOINED_WORDS})[是为：:，]?\s*)(?!(?:19|20)\d{{2}}-[01]?\d-[0-3]?\d(?![\d-]))"
        r"([A-Za-z]?\d*(?:-[A-Za-z]?\d+)+)(?![A-Za-z0-9-])",
        _joined,
    ),
    rule(r"(?<![A-Za-z])N[Oo]\.?[:：]?\s*(?=\d)", "编号"),
    rule(r"\+86-(?=[1-9]\d{1,2}-\d{7,8})", "0"),
    rule(r"([A-Za-z][A-Za-z/]*)\s*(\d+(?:\.\d+)?)-((?:19|20)\d{2})(?!\d)", _standard),
    rule(r"([A-Za-z]+)(\d+)-(\d+)(?!\d)", lambda match: f"{match[1]}{digits(match[2])}杠{digits(match[3])}"),
    rule(r"(?:\+|00)86[ -]?(?=1[3-9]\d)", ""),
    rule(rf"{BEFORE}(1[3-9]\d)[ -]?(\d{{4}})[ -]?(\d{{4}}){AFTER}", _telephone),
    rule(rf"{BEFORE}[(（]?(0\d{{2,3}})[)）-][ -]?(\d{{3,4}})[ -]?(\d{{4}})(?:-(\d{{1,5}}))?{AFTER}", _telephone),
    rule(r"(?<!\d)(0\d{2,3})-(1\d{4}|9\d{4,5})(?!\d)", _telephone),
    rule(rf"{BEFORE}([48]00)[- ]?(\d{{3}})[- ]?(\d{{4}}){AFTER}(?!{UNITS})", _telephone),
    rule(rf"{BEFORE}([48]00)-(\d{{4}})-(\d{{3}}){AFTER}", _telephone),
)

#: After the dates and times have been read.
LATER: tuple[Rule, ...] = (
    rule(r"(?<=[末后前]\d位)([是为：:，]?)(\d{3,})(?!\.?\d)", lambda match: match[1] + digits(match[2])),
    rule(rf"{BEFORE}(?>\d{{2,}}(?:[，、 ]+\d{{2,}})+)(?!\.?\d|{UNITS})", _groups),
    rule(rf"(?<![\d.A-Za-z]){_NO_CODE}(?:{_SERVICE_LINES}){AFTER}(?!{UNITS})", _service_line),
    rule(r"(?<=第)(0\d+|\d{5,})(?=号)|(?<![\d.第])(\d{5,}|0\d+)(?=号)", lambda match: grouped(match[0])),
    rule(r"(?<!\d)(\d{3})(?=路(?:公交|车|，|、|。|$|和|或))", lambda match: digits(match[1])),
    rule(r"(?<!\d)(\d{4})(?=弄)", lambda match: digits(match[0])),
    rule(rf"{BEFORE}(?:{_CALLED})(?=高校|大学|院校|工程|工作制|、|，|和)", lambda match: digits(match[0])),
    rule(r"([A-Za-z]+)[- ]?(\d+)(\.\d+)?", _lettered),
    rule(
        rf"((?:{_CODE_WORDS})[是为：:，]?)\s*(\d{{3,}}){AFTER}(?!{UNITS})", lambda match: match[1] + grouped(match[2])
    ),
    rule(rf"((?:{_CODE_WORDS})[是为：:]?\s*)(0\d+)", lambda match: match[1] + grouped(match[2])),
    rule(rf"{BEFORE}(\d{{3,4}})(?=室|房|信箱|次(?:列车|高铁)|航班)", lambda match: digits(match[1])),
    rule(
        rf"(?<=[座栋幢楼区馆层])(\d{{3,4}}){AFTER}(?!{UNITS})|(?<=单元)(\d{{3,4}}){AFTER}(?!元|[万亿])",
        lambda match: digits(match[0]),
    ),
)
