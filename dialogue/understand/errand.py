"""An errand whose act and object are both said outright: 给我申请一张优待证, 公积金提现三万, 把个体户的执照销了.

The objects and the acts of a service are those of its own name and wordings, in canonical words (`synonyms`). A service
that is known by 办 alone (办居住证) is begun by any word for doing; others need an act of their own: 办社保卡 is not
挂失.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dialogue.understand.match import Matcher, strip_fillers
from dialogue.understand.question import is_question
from dialogue.understand.requested import fetches, reverses
from dialogue.understand.synonyms import canonical
from dialogue.understand.told_wish import CLAUSES, ToldWish, told_wishes
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

_DO = "do"
#: Acts by their words, in canonical text.
_ACTS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "lose": r"丢|挂\S{0,2}失|报\S{0,2}失|掉(?=了|哪|没)|找不",
        "renew": r"补(?!贴|助|缴|课|充)|换(?!地方|个地方|个?时间|成)|坏|过期|到期|重办",
        "query": r"查询?|看(?:看|一?下|一?眼)|打印|打(?=一?[张份个])|开具?(?=一?[张份]|\S{0,3}证明)|调取",
        "withdraw": r"提取|取(?!消|号|得|证|卡)|提(?!前|醒|供|到|示|高|交|意见|建议|升)|支取",
        "file": r"备案|备\S{0,2}案|登记|登\S{0,2}记|注册|报备",
        "settle": r"处理|交(?!通|警|代)|缴(?!存|费)|消(?!磁|息|防|费)|清(?!楚|明|洁|单)|弄掉|搞掉|罚款",
        "change": r"变更|改(?!天|日)|换(?:个)?地方|迁",
        "book": r"预约|约(?=个|一|到|在)",
        "close": r"注销|销(?=了|掉|户|一?下)|取消",
        _DO: r"办理?|申请|申领|领(?!导|取|养)|[弄搞](?!掉|丢|坏|错)|整(?!天|个(?!体|一))|做(?=一?[个张份])",
    }.items()
}
#: Acts that no service of the kinds above does: with one of them the errand is another.
_OTHER = re.compile(
    r"积分|(?<!公积金)(?<!公积)里的?钱|激活|密码|解挂|解除|解锁|年审|签注|年报|贷|过户|抵押|余额|多少|认证|真伪|额度|转移|转入|转出|转让|借|退(?!休|伍|役)|复印|照片"
    r"|申诉|补贴|补助|缴费|缴存|基数|保险|查分|报考|开户|继承|赠与"
)
#: What may follow the thing itself. Another noun behind it names another thing: 居住证积分, 社保卡密码.
_ITSELF = re.compile(
    r"^(?:的|这|那|个|张|本|儿)*(?:$|[给帮替也都就一我俺咱你您恁让要能可想得去来了吧呗嘛啊呀全先再赶快麻有被让在还是该上到洗摔撕泡烧啃压磨])"
)
_HELD = re.compile(r"(?:的|上|上面|上头)*(?:地址|名字|店名|名称|经营者|经营范围|老板|法人|字号)")
_DONE = re.compile(r"[了过](?![吧呗嘛]|它|一)|没|吗|么$|不|好了|怎|什么|啥|哪|几|谁")
_STATE = re.compile(r"丢|坏|过期|到期")
_NO_STATE = re.compile(r"没|不(?!见|了)|别人|捡|已经|怎|吗|么$|如果|要是|万一|怕|银行|手机|钱包")
_REST = re.compile(
    r"怎么|什么|哪里|多少|一下|一[张个份件本]|想|要|给|帮|替|我|您|你|的|了|把|去|来|到|在|首次|第一次|需要|咋|如何"
    r"|能|可以|吗|呢|网上|线上|新的"
)
_MATERIALS = re.compile(r"(?:带|凭|持|准备|出示|拿)[^，,。；]*")
#: Characters. A wish without 我要 or 帮我 is no longer: 公积金提现三万, 优待证申领.
_BARE = 12
#: Clauses before 给我办一个 in which its object is looked for.
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Errand:
    """What one service does. `objects`: to what, canonical. `acts`: names of `_ACTS`."""

    service: str
    objects: frozenset[str]
    acts: frozenset[str]


@text_cached
def clear_errand(matcher: Matcher, text: str, *, sure: bool = False) -> str:
    """The one service whose object and act a wish in `text` says outright; empty if none, or more than one.

    `sure`: the text is a wish for sure, so that 优待证申领 and 身份证洗烂了 wish too.
    """
    if not clean(text):
        return ""
    found = {name for clause, before in _wishing(text, sure) for name in _of_clause(matcher, clause, before)}
    found = {name for name in found if not _undone(matcher, name, text)}
    return found.pop() if len(found) == 1 else ""


@text_cached
def spoken_of(matcher: Matcher, text: str) -> str:
    """The service whose object stands first in `text`, words of the clerk; empty if none does. Not what is to be
    brought along.
    """
    said = canonical(_MATERIALS.sub("", text))
    found = [
        (said.find(thing), one.service)
        for one in errands(matcher)
        for thing in one.objects
        if len(thing) > 2 and thing in said
    ]
    return min(found)[1] if found else ""


def of_another_errand(matcher: Matcher, name: str, text: str) -> bool:
    """Whether `text` holds an act or a thing that the service `name` has nothing to do with: 帮我激活社保卡."""
    said = canonical(text)
    own = "，".join((name, *matcher.wordings.get(name, ())))
    return any(hit[0] not in own and hit[0] not in canonical(own) for hit in _OTHER.finditer(said))


@text_cached
def errand_of(matcher: Matcher, told: ToldWish) -> str:
    """The one service whose errand a clause of a story wishes; empty if none, or more than one."""
    found = {name for name in _of_clause(matcher, told.wish, told.before) if not _undone(matcher, name, told.wish)}
    return found.pop() if len(found) == 1 else ""


def _wishing(text: str, sure: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The clauses that wish, and what was told before each of them; a bare errand wishes too."""
    told = told_wishes(text)
    yield from ((one.wish, one.before) for one in told)
    clauses = [clause for clause in CLAUSES.split(text) if clean(clause)]
    if not told:
        yield from (
            (clause, tuple(clauses[:at]))
            for at, clause in enumerate(clauses)
            if sure
            and (
                (len(clean(clause)) <= _BARE and not _DONE.search(clause) and not is_question(clause))
                or (_STATE.search(canonical(clause)) and not _NO_STATE.search(clause))
            )
        )


def _of_clause(matcher: Matcher, clause: str, before: tuple[str, ...]) -> Iterator[str]:
    """The services whose act is in the clause, and whose object is there or in the nearest clause that names one."""
    said = canonical(clause)
    if _OTHER.search(said):
        return
    acts = acts_in(said)
    near = before[-_NEAR:] if acts == {_DO} else before
    for part in (said, *map(canonical, reversed(near))):
        named = _named(matcher, part, acts)
        if named:
            own = acts | (acts_in(part) & {"lose", "renew"} if part != said else frozenset())
            yield from (one.service for one in named if own & one.acts and own - {_DO} <= one.acts)
            return


def _named(matcher: Matcher, said: str, acts: frozenset[str]) -> list[Errand]:
    """The services with the longest objects in `said`. A change is of what the object holds: 执照地址要改."""
    found: dict[str, tuple[str, Errand]] = {}
    for errand in errands(matcher):
        objects = [one for one in errand.objects if one in said and _is_itself(said.split(one, 1)[1], acts)]
        if objects:
            found[errand.service] = (max(objects, key=len), errand)
    return [
        errand
        for thing, errand in found.values()
        if not any(thing != other and thing in other for other, _ in found.values())
    ]


def _is_itself(behind: str, acts: frozenset[str]) -> bool:
    if "change" in acts and _HELD.match(behind):
        return True
    return bool(_ITSELF.match(behind)) or any(pattern.match(behind.lstrip("的")) for pattern in _ACTS.values())


def acts_in(said: str) -> frozenset[str]:
    """The acts in canonical words."""
    return frozenset(name for name, pattern in _ACTS.items() if pattern.search(said))


@lru_cache(maxsize=16)  # of the versions that conversations are in
def errands(matcher: Matcher) -> tuple[Errand, ...]:
    """What each service does, by its name and wordings; objects that several services share are left out."""
    own = {name: _profile((name, *group)) for name, group in matcher.wordings.items()}
    shared = {thing for name, (things, _) in own.items() for thing in things if _shared(thing, name, own)}
    return tuple(Errand(name, things - shared, acts) for name, (things, acts) in own.items())


def _shared(thing: str, name: str, own: dict[str, tuple[frozenset[str], frozenset[str]]]) -> bool:
    return any(thing in things for other, (things, _) in own.items() if other != name)


def _profile(wordings: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The objects and the acts of a service's wordings. 办 counts only before or behind the object alone."""
    things: set[str] = set()
    acts: set[str] = set()
    for wording in wordings:
        said = canonical(strip_fillers(wording))
        here = acts_in(said)
        acts |= here - {_DO} if len(here) > 1 else here
        pieces = _pieces(strip_fillers(wording))
        if len(pieces) == 1:
            things |= {thing for thing in _pieces(canonical(pieces[0])) if len(thing) > 1}
    return frozenset(things), frozenset(acts)


def _pieces(said: str) -> list[str]:
    """What is left of `said` between acts and small words."""
    for pattern in _ACTS.values():
        said = pattern.sub("|", said)
    return [piece for piece in _REST.sub("|", said).split("|") if piece]


def _undone(matcher: Matcher, name: str, text: str) -> bool:
    wordings = (name, *matcher.wordings[name])
    return reverses(text, wordings) or fetches(text, wordings)
