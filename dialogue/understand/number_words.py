"""Words with a numeral in them that say no number: 另一个, 一起, 统一, 第一, 千万别, 老两口.

Readers of numbers get the text with these words blanked out, at the same length, so that places stay.
"""

from __future__ import annotations

import re

_N = "一二两三四五六七八九十百千万零\\d"
#: Before 一: words that end with it. After 一: words that begin with it. 一个, 一份, 一块 are numbers.
_ENDS = rf"另|唯|统|(?<!合)同|(?<![名表清账订货])单|划|归|专|逐|之|择|(?<![{_N}几])万"
_BEGINS = (
    "下子?|起|样|直|定|般|些|会儿?|切|边|旦|律|致|路|共|向|贯|概|时半会儿?|时|连|旁|体|辈子|口气|方面|回事|家人|家子|家伙"
    "|把年纪|再|味|系列|带|举|并|同|道|股脑|模一样|五一十|心一意|天到晚|年到头|清二楚|个劲|大早|大家子|大堆|大把|阵子?"
    "|肚子|块儿|点儿?(?![钟半过零一二三四五六七八九\\d])|晃|倍"
)
_WORDS = re.compile(
    rf"八九不离十|七七八八|三三两两|五五开|十全十美|(?:{_ENDS})一(?:个|位|份|张|套|间|台|家|笔|种|项|边|方面|部分)?(?!千|百|十)(?![{_N}])"
    rf"|(?<![{_N}第])一(?:{_BEGINS})"
    rf"|第[{_N}]+(?:[个次位回项条份张天名栋号批期]|(?![{_N}]))"
    r"|(?:星期|礼拜|周|初|大年)[一二三四五六七八九十日天]"
    r"|[老小][两俩]口子?|三番五次|三三两两|三心二意|三言两语|七上八下|七嘴八舌|七手八脚|七零八落|五颜六色|乱七八糟"
    r"|四面八方|四周|四处|四川|六安|九江|三亚|三明|八里|五常|六合|四合院|千万(?=[别不要得记当小注])"
    r"|百(?:分(?!之)|[货姓度科])|老百姓|千方百计|千辛万苦|千家万户|十[分足](?=[的地满感着谢重困难方])|十全十美|十字|万[岁事物家能达科]"
    r"|二(?:维码|手|婚|胎|孩|房东|十四小时)|三[轮角](?!钱)|五官|五金|六亲|八卦|两[边岸性者]"
    rf"|百分之[{_N}点]+|\d+(?:\.\d+)?%"
    r"|五一(?=节|假|劳动|放)|十一(?=假|黄金周|长假)|双十一|三八(?=节|妇女)|六一(?=节|儿童)|八一(?=节|建军)"
)
#: Beside digits these are digits that recognition wrote as a word: 幺三九一起 for 幺三九幺七.
_DIGITS = "0-9零〇一二两三四五六七八九幺腰洞拐"
_BESIDE = re.compile(rf"(?<![{_DIGITS}])(?:[另唯]一个?|(?:{_WORDS.pattern})(?![{_DIGITS}]))")
_AFTER = re.compile(rf"一(?:{_BEGINS})")


def without_number_words(text: str) -> str:
    """`text` with a blank for every character of such a word."""
    return _WORDS.sub(_blank, text)


def without_words_beside_digits(text: str) -> str:
    """For a number said digit by digit: the words as pauses, but for those that touch a digit."""
    return _BESIDE.sub("，", text)


def without_words_after_digits(text: str) -> str:
    """Those that touch a digit as well (26110042一起查): only where the number is too long with them."""
    return _AFTER.sub("，", text)


def _blank(hit: re.Match[str]) -> str:
    return "□" * len(hit[0])
