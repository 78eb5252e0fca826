"""Where a text names a person whose surname is read in its own way: 曾先生, 姓名：单丽华, 为解晓东预约.

A surname that is also a common word (单, 查, 解) is one only where the text says so: before a title, after a word that
asks for a name, after 姓, in a list of names. A common word that begins with it (单位, 查询, 任何) is never a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import jieba
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from tts import readings

_TITLES = (
    "先生|女士|小姐|同志|老师|师傅|大爷|大妈|大娘|大叔|大哥|大姐|阿姨|叔叔|伯伯|奶奶|爷爷|医生|大夫|护士|律师|法官|警官|教授|博士|"
    "主任|书记|经理|主管|工程师|会计|老板|太太|夫人|女儿|同学|科员|干事|专员|公证员|调解员|审判员|检察官|民警|老人|某某|某|氏|总|老(?![人师板])|"
    "(?:副?(?:处|科|局|所|院|部|队|组|站|校|班|村|镇|乡|区|县|市|厅|司|行|店|厂|社|会))长(?!期|途|时|久|度)"
)
#: What may stand between a word that asks for a name and the name.
_LINK = "(?:姓名|名字)?(?:分?别?是|为|叫做?|名叫|写的是|[：，])?"
_ASKED = (
    "姓名|名字|全名|称呼|户主|房主|业主|车主|店主|机主|业户|配偶|妻子|丈夫|儿子|女儿|父亲|母亲|爱人|老伴|孩子|子女|法人|法定代表|"
    "(?:申请|联系|经办|代理|代办|负责|委托|受托|监护|继承|权利|义务|利害关系|当事|参保|持卡|缴费|缴存|收件|寄件|收款|付款|开户|经营|举报|投诉|"
    "诉求|证明|担保|借款|共有|抵押|出租|承租|买受|出卖|代表|本|报案|登记|经手|签收|领取|被保险|投保|受益|户籍|查询|预约|受理|申报|纳税|"
    "购房|租房|产权|使用|投资|死亡|报名|发起|推荐|介绍|见证)人|患者|经营者|逝者|考生|学生|员工|职工|居民|市民|客户|柜员|"
    "军人|战士|党员|乘客|旅客|病人|家长|老师|教师|师傅|校长|院长|处长|科长|局长|经办|代办|下一位|办理人员|受理人员|"
    "办事员|导办员|受理员|民警|协警|辅警|社工|律师|医生|法官|干部|书记|主任|代表|队长|站长|所长|经理|负责同志|专员|窗口人员|工作人员|网格员|志愿者|驾驶员|司机"
)
_CALLED = (
    "(?:说|听到|写|念)的是|(?:我|他|她|您|你|本人|这位|那位|名字|名|就|也|都|对方|来的)(?:是|叫|名叫)|"
    "(?<![了呼])叫|名叫|名为|署名"
)
_ASKED_FOR = "请问|请|通知|找|由|让|给|与|和|跟|同|向|替|帮|欢迎|感谢|麻烦|联系|呼叫|有请|包括"
#: What follows a name in a sentence about what is done for or by that person.
_THEN = (
    "办|预约|备案|提取|申请|申领|预审|尾号|登记|查询|开|代|领|补|缴|挂|打印|的|到|来|去|在|于|出示|签|取|携|前往|稍|本人|提交|名下|"
    "已|还|将|应|要|可|是|先|一起|共|和|与|及|、|两|三|四|五|等|同|您|你|请|吗|吧|说|报|确认|核对|反映|咨询|投诉|转|作|担任|为|负责|"
    "值班|主持|陪同|推荐|介绍|代为|名下|之|系|自愿|代表|担任|说|收|即|在|今|前|参加|押金|受理|接|协助|完成|满|未|不|也|都|刚|正|重新|名"
)
#: A given name does not begin with these: 曾任处长, 查在线医生.
_NOT_GIVEN = (
    "[任当为是有在被获经因由于向做担的了不也都就还才又再很和与及或等到从对把将让请您你我他她它这那每各某哪"
    "另其此先后前上下第一两几多着过完掉]"
)


def names(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Where such a name begins, and how it is read; in order, none over another."""
    found: dict[int, tuple[str, ...]] = {}
    if _PRESENT.search(text):
        for pattern, sure in _PATTERNS:
            for match in _all(pattern, text):
                start, end = match.span("name")
                if not _is_doubtful(text, match, cued=sure) and not _overlaps(found, start, end):
                    found[start] = _read(match["surname"], match["given"])
        for start in range(len(text)):
            given = "" if _overlaps(found, start, start + 1) else _likely_given(text, start)
            if given and not _overlaps(found, start, start + 1 + len(given)):
                found[start] = _read(text[start], given)
        _spread(text, found)
        for roll in _ROLL.finditer(text):
            places = range(roll.start(), roll.end(), 2)
            found |= {at: readings.surnames()[text[at]] for at in places if text[at] in readings.surnames()}
    return sorted(found.items())


def _is_doubtful(text: str, match: re.Match[str], *, cued: bool) -> bool:
    """Whether what a pattern found is likelier to be a word than a name. A whole name before a title is sure."""
    start, end = match.span("name")
    surname, given = match["surname"], match["given"]
    titled = bool(_TITLED.match(text, end))
    if titled and len(given) > 1 and set(given) <= readings.given_characters():
        return _ends_word(text, start, cued=cued)
    if _is_word(text, start, surname, end, cued=cued, titled=titled):
        return True
    return not cued and _is_common(given) and given not in readings.given_words()


def _all(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Also those that begin inside another: 人员单某某 holds 员 and 单."""
    at = 0
    while match := pattern.search(text, at):
        yield match
        at = match.start("name") + 1 if match.start("name") >= at else match.start() + 1


def _likely_given(text: str, start: int) -> str:
    """The given name after a surname at `start` that no cue announces; empty where it is likelier to be a word."""
    surname, before, rest = text[start], text[:start], text[start + 1 : start + 4]
    if surname not in readings.surnames() or _is_word(text, start, surname, start + 3):
        return ""
    if surname in _AFTER_PLACES and not _ALONE.search(before):
        return ""
    for length in (2, 1):
        given, after = rest[:length], text[start + 1 + length :]
        if len(given) < length or not set(given) <= readings.given_characters():
            continue
        if _PLACE.match(after):
            continue
        if surname in _AMBIGUOUS and not _stands_apart(before, after, length):
            continue
        if length == 2 and _is_common(given) and given not in readings.given_words():
            continue
        if not _is_common(given[-1] + after[:1]) or re.match(_STOP, after):
            return given
    return ""


def _stands_apart(before: str, after: str, length: int) -> bool:
    if length == 1:
        return bool(_APART.search(before) and _SET_OFF.match(after))
    return bool(_ALONE.search(before) and re.match(_STOP, after))


def _is_common(word: str) -> bool:
    jieba.initialize()  # once; FREQ is empty before
    return len(word) > 1 and jieba.dt.FREQ.get(word, 0) >= _OFTEN


def _spread(text: str, found: dict[int, tuple[str, ...]]) -> None:
    """What stands in a list beside a name is a name."""
    for match in _BESIDE.finditer(text):
        start, given = match.start("name"), match["given"]
        if not set(given) <= readings.given_characters() or _overlaps(found, start, match.end("name")):
            continue
        if match["name"] not in _common_words():
            found[start] = _read(match["surname"], given)
    grown = True
    while grown:
        grown = False
        for match in _LISTED.finditer(text):
            start, end = match.span("name")
            after = match.end("joint")
            beside = any(start == at + len(name) + 1 or at == after for at, name in found.items())
            if start not in found and beside and not _is_word(text, start, match["surname"], end):
                found[start] = _read(match["surname"], match["given"])
                grown = True


def _read(surname: str, given: str) -> tuple[str, ...]:
    """The surname by its table; the given name by the table of given names, and pypinyin for the rest."""
    table = readings.given_names()
    plain = lazy_pinyin(given, style=Style.TONE3, neutral_tone_with_five=True)
    first = [table.get(character, syllable) for character, syllable in zip(given, plain, strict=True)]
    return (*readings.surnames()[surname], *first)


def _is_word(text: str, start: int, surname: str, end: int, *, cued: bool = False, titled: bool = False) -> bool:
    """Whether a common word holds the surname: 单位, 了解, 曾经.

    `cued`: the character before it ends another word. `titled`: a title follows, so only a very common word counts
    (查处 of 查处长, not 种师 of 种师傅).
    """
    if len(surname) > 1:
        return False
    words = _common_words()
    longest = text[start : start + 4]
    ahead = any(
        longest[:length] in words and (not titled or _is_common(longest[:length]))
        for length in range(2, len(longest) + 1)
        if start + length <= end + 1
    )
    return ahead or _ends_word(text, start, cued=cued)


def _ends_word(text: str, start: int, *, cued: bool) -> bool:
    """Whether the character at `start` is the end of a word: 人员, 了解. 员 ends one after any character but a link."""
    if start == 0:
        return False
    if text[start] == "员":
        return re.match(_HAN, text[start - 1]) is not None and text[start - 1] not in _LINKS
    return not cued and text[start - 1 : start + 1] in _common_words()


def _overlaps(found: dict[int, tuple[str, ...]], start: int, end: int) -> bool:
    return any(start < at + len(name) and at < end for at, name in found.items())


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    """Words with one of the surnames in them, of the dictionaries and our own, that are not people's names."""
    single = {name for name in readings.surnames() if len(name) == 1}
    common = set()
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, *kind = line.decode("utf-8").split()
            is_name = bool(kind) and kind[0].startswith("nr")
            if (
                2 <= len(word) <= 4
                and not is_name
                and int(count) >= _COMMON
                and (word[0] in single or word[1] in single)
            ):
                common.add(word)
    known = (
        word
        for word in (*PHRASES_DICT, *readings.words())
        if 2 <= len(word) <= 4 and (word[0] in single or word[1] in single)
    )
    return frozenset(common.union(known))


#: What may stand between a word for a person and 员 as a surname: 申请人是员建平, not 申请人员.
_LINKS = "姓是为叫请找由让给与和跟同向替帮对员"
#: A word that jieba counts as often is no given name by chance.
_OFTEN = 100
#: Words that jieba counts less often than this are no reason to doubt a name.
_COMMON = 3

#: Surnames that are verbs too take an object as they take a given name: 查工单.
_VERBS = "(?:[查解盖折种召应任占]|员工|区[政医人级县法公教民卫财税工委内外域属长划里中残社党妇直所办检])"
#: Surnames that are verbs or adverbs more often.
_AMBIGUOUS = frozenset("查解盖折种召应任黑员句勾")
#: Surnames that end the names of places: 朝阳区春秀路.
_AFTER_PLACES = frozenset("区")
_ALONE = re.compile(
    "(?:^|[，。！？：；、请由向给与和跟同及为是叫找让把被替帮对人者的转挂]|委托|[原被]告|[甲乙丙]方|领导|退还|谢谢|感谢|邀请|联系|通知)$"
)
#: What makes the name of a place or an office of it.
_PLACE = re.compile("办(?![理事完好了证妥结])|[路街村镇乡县市局院馆所厅站委庄屯]")
#: Between such marks even an ambiguous surname with one character after it is a name.
_APART = re.compile("(?:^|[，。！？：；、是])$")
_SET_OFF = re.compile("[，、：]|您好|系|名下|之[子女妻夫父母]|自愿|先生|对吗")
#: What follows the name of someone who is called out; the shorter list also after such a verb.
_CALLED_OUT = (
    "[，！](?:请|您|你|麻烦)|[到来去](?:[一二三四五六七八九十两A-Z前窗柜服大]|$)|"
    "出示|签字|签名|取走|携带|前往|稍等|[两三四五]位"
)
_NEXT = "[，！、]|到|来|去|在|两|三|等|于|出示|签|取|携|前往|稍|和|与|核|您|你|办|请|本人"
_SURNAME = "(?P<surname>" + "|".join(sorted(readings.surnames(), key=len, reverse=True)) + ")"
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
_GIVEN = f"(?P<given>(?!{_NOT_GIVEN})(?:{_HAN}{{1,2}}?))"
_NAME = f"(?P<name>{_SURNAME}{_GIVEN})"
_WHOLE = f"(?P<name>{_SURNAME}(?P<given>{_HAN}{{1,2}}))"
_TITLED = re.compile(_TITLES)
_STOP = f"(?=[，。、！？：；的和与及吗吧呢是等或]|$|{_THEN})"

_PRESENT = re.compile("|".join(readings.surnames()))
#: Each with whether the word before the name is sure to end there: 本人|种建国, not 人种.
_PATTERNS = tuple(
    (re.compile(pattern), sure)
    for pattern, sure in (
        (f"(?P<name>{_SURNAME}(?P<given>(?:(?!{_NOT_GIVEN}){_HAN}{{1,2}}?)?))(?={_TITLES})", False),
        (f"(?:免贵|复?姓|老|小)(?:是)?(?P<name>{_SURNAME}(?P<given>))(?=[，。！？、吗吧呢的还和不叫是名]|$)", False),
        (f"(?<!同)姓(?P<name>{_SURNAME}(?P<given>))(?![名氏])", False),
        (f"(?:{_ASKED}){_LINK}{_NAME}{_STOP}", True),
        (f"(?:(?:{_ASKED})(?:是|为|叫|：)|(?:姓名|名字)(?:是|为|叫|：)?){_WHOLE}(?=[，。！？；、]|$)", True),
        (f"(?:{_CALLED}){_NAME}{_STOP}", False),
        (f"为{_NAME}{_STOP}", False),
        (f"(?:^|[，。！？：；])(?:{_ASKED_FOR})?(?!{_VERBS}){_NAME}(?={_NEXT})", False),
        (f"(?:{_ASKED_FOR})(?!{_VERBS}){_NAME}{_STOP}", False),
        (f"(?:^|[，。！？：；]|{_ASKED_FOR}){_NAME}(?={_CALLED_OUT})", False),
        (f"(?:请问|有请|通知|呼叫){_NAME}{_STOP}", False),
    )
)
#: 翟、单、仇四位
_ROLL = re.compile(f"{_HAN}(?:、{_HAN})+(?=[两三四五六七八九几]位)")
#: 尹志平和殷红梅: after a name whose surname is read as it always is
_BESIDE = re.compile(
    f"(?:^|(?<=[，。！？：；、请由为给让把是叫找])|(?<=通知))[{readings.common_surnames()}]{_HAN}{{1,2}}[、和与及]{_WHOLE}{_STOP}"
)
_LISTED = re.compile(f"(?:(?<=[、和与及，])|^){_NAME}(?P<joint>[、和与及，]|(?=[两三四五六等。]|$|{_THEN}))")
