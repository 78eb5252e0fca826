"""Chooses the service: by words or touch. Asks back if two are close, and offers a human if none is offered here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogue import phrases
from dialogue.knowledge.aspects import Aspect, aspects
from dialogue.machine import advice
from dialogue.machine.answers.begin import enter, guess
from dialogue.machine.answers.digression import answer_question, answer_unknown_question, passage_threshold
from dialogue.machine.answers.follow_up import declared
from dialogue.machine.answers.likely_wish import PLAIN, likely_wishes, may_begin, share_of, sure_wish
from dialogue.machine.answers.not_a_wish import answer_act
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, open_interjection, open_question, wait
from dialogue.machine.state import Question
from dialogue.understand.act_cues import ActKind, cue
from dialogue.understand.asking import asks as asks_something
from dialogue.understand.booking import books, books_only
from dialogue.understand.courtesy import wishes_nothing
from dialogue.understand.dialogue_act import NEVER_WISHES, QUESTIONS, TALK, DialogueAct, read_dialogue_act
from dialogue.understand.errand import clear_errand, of_another_errand, spoken_of
from dialogue.understand.exact_name import exactly_named
from dialogue.understand.intent import (
    CLAUSES,
    Intent,
    is_wording,
    read_intent,
    read_wish,
)
from dialogue.understand.leaving import read_leaving
from dialogue.understand.life_event import of_one_event
from dialogue.understand.question import is_question
from dialogue.understand.requested import Requested, read_requested, without_denial
from dialogue.understand.small_talk import SMALL_TALK
from dialogue.understand.synonyms import named_loosely
from dialogue.understand.told_wish import told_wishes, wishes
from mandarin.pinyin import clean

#: Two services are named only to be compared.
_COMPARES = re.compile(r"一回事|一样|区别|不同|差别")
#: Intent score from which a service is named so plainly that an uncertain wish begins it.
_PLAINLY = 0.6
#: Aspects that a wish hardly ever has.
_ASKED: frozenset[Aspect] = frozenset({"fee", "time", "hours", "place", "materials", "amount", "how", "condition"})
_WANTED = re.compile(r"我(?:们)?(?:就|只)?[想要来]|帮我|给我|替我")
#: Asks whether, or how, a thing is done here, and may mean to have it done: 能补身份证吗, 挂失怎么弄.
_DONE_HERE = re.compile(
    r"(?:能|可以|可不可以|给|行|让|怎么|咋|如何|哪[里儿]?)[^，,。]{0,6}(?:办|补|换|领|挂失|查|开|交|取|提|约|登记|备案|申请|弄|搞|注册|注销)"
    r"|(?:办|补|换|领|挂失|查|开|交|取|提|约|登记|备案|申请|弄|搞|注册|注销)[^，,。]{0,8}(?:吗|不|么|行|成|中|怎么|咋)"
)
_NOT_KNOWN = re.compile(r"不(?:知道|晓得|记得|清楚)")
_WISH = DialogueAct("wish", sure=True)
#: 没有了, 没别的了, where a service is asked for.
_NOTHING_MORE = re.compile(
    r"(?:我|嗯|哦|好的?|那|就|暂时|其他|别的|事情?|都|也)*没(?:有|啥|什么)?(?:别的|其他|其它|事情?)?(?:了|啦|咯)"
    r"(?:谢谢|啊|呀|哦|哈)*"
)
#: Acts that a wish told in a stranger's words is uncertainly read as.
_UNSETTLED: frozenset[ActKind] = frozenset({"answer", "correct", "chat", "unknown", "report", "trouble"})
#: A wish for what was just spoken of: 那给我办一个.
_BARE_ACT = re.compile(
    r"(?:好的?|行|嗯|那|就|也|我|要|想|给我|帮我|麻烦你?|请)*(?:办理?|弄|搞|整|补|开|申请|领|来)(?:一?[个张下份])?(?:吧|呗|嘛|好了)?"
)
_DENIAL = re.compile("[不没别甭未]|用不着|算了")
JUST_ASKS = re.compile(r"^(?:不|就|只是?|我|是|想|来|先|嗯|哦|过来|随便)*(?:问|打听|咨询|了解)")


def answer_service(ctx: StepContext, text: str, via: str = "") -> bool:
    """Read what `text` does; a wish begins the service that it names. False: nothing is certain of it."""
    leaves = read_leaving(text) is not None or bool(_NOTHING_MORE.fullmatch(clean(text)))
    if leaves or wishes_nothing(text):
        act = DialogueAct("leave", sure=True) if leaves else read_dialogue_act(text)
        return act.kind == "leave" and answer_act(ctx, text, act, via)
    read = read_requested(text)
    requested = read.text
    if read.refused and requested and wishes_nothing(requested):  # 昨天挂失的卡，来说声谢谢
        _only_talks(ctx)
        return True
    intent = read_wish(ctx.library.matcher, requested)
    loosely = named_loosely(requested) and not (intent.sure and intent.sure in text)
    if loosely and intent.sure:  # 看病的卡丢了
        intent = Intent(close=(intent.sure,), score=intent.score)
    ctx.denied = _denied(ctx, read, intent)
    if intent.sure in ctx.denied:
        intent = Intent()
    act = _act(ctx, text, requested, intent)
    if ctx.denied and not intent and _only_denies(text, read, act):
        _not_wanted(ctx, text)
        return True
    if answer_act(ctx, text, act, via):
        return True
    if act.kind in TALK and act.sure:
        return False
    if act.kind == "progress" and (found := declared(ctx, text, "progress")) and found.service in ctx.offered:
        guess(ctx, found.service)
        return True
    if (clear := _clear(ctx, requested, intent, act)) in ctx.offered and loosely and _ask_about(ctx, (clear,)):
        return True
    if clear in ctx.offered:
        enter(ctx, clear, utterance=requested, via=via)
        return True
    asking = is_question(text) or (asks_something(text) and act.kind != "wish")
    if act.kind in QUESTIONS or (asking and not act.sure):
        return _answer_asked(ctx, text, act, intent)
    if _COMPARES.search(text) and answer_unknown_question(ctx, text):
        return True
    if _BARE_ACT.fullmatch(clean(text)):
        just_said = ctx.state.answered or _just_said(ctx)
        return _ask_about(ctx, (spoken_of(ctx.library.matcher, just_said),))
    event = of_one_event(ctx.library.matcher, requested) if intent.score < _PLAINLY and _may_wish(act) else ""
    if event and _ask_about(ctx, likely_wishes(ctx, requested, act, named=(event,))):
        return True
    if intent.sure and _wished(ctx, intent, requested, act, via):
        return True
    if read.refused and not clean(requested) and not is_question(text):  # 居住证我早有了，不用办
        ctx.set(no_matches=0, no_inputs=0)
        ctx.say(phrases.HUMAN_NOT)
        ask(ctx)
        return True
    if ctx.denied and act.kind == "wish" and not intent:  # 不是挂失，我要激活社保卡
        _not_here(ctx)
        return True
    return _choose(ctx, requested, intent, act) or _guess_faint(ctx, requested, act)


def _only_talks(ctx: StepContext) -> None:
    ctx.note("small talk", "thanks")
    ctx.set(no_matches=0, no_inputs=0)
    ctx.say_text(SMALL_TALK["thanks"], fixed=True)
    ask(ctx)


def _act(ctx: StepContext, text: str, requested: str, intent: Intent) -> DialogueAct:
    """The act of `text`. What a script declares as a wording wishes its service, even if it is put as a question."""
    act = read_dialogue_act(text)
    declared = intent.sure and is_wording(ctx.library.matcher, intent.sure, requested)
    asks = act.kind in QUESTIONS and (is_question(text) or not _WANTED.search(text))
    if declared and (requested == text or not asks):
        return _WISH
    if act.kind in NEVER_WISHES and act.sure:
        return act
    told = () if act.sure or act.kind in QUESTIONS or asks_something(text) else told_wishes(requested)
    if any(read_dialogue_act(one.wish) == _WISH for one in told):
        return _WISH  # the clause that wishes decides, not the story
    if act.kind in TALK and any(read_dialogue_act(one.wish).kind == "wish" for one in told):
        return DialogueAct("wish", sure=False)  # 谢谢，再帮我补个身份证
    said = read_dialogue_act(requested)
    if requested != text and said.kind == "wish" and not asks:
        return DialogueAct("wish", sure=said.sure or act == _WISH)
    if act.kind == "whether" and not asks:  # 手机上办不了居住证，我想在这办
        return DialogueAct("wish", sure=False)
    return act


def _just_said(ctx: StepContext) -> str:
    return "".join(said.text for said in ctx.state.last)


def _may_wish(act: DialogueAct) -> bool:
    return act.kind == "wish" or (not act.sure and act.kind in _UNSETTLED)


def _clear(ctx: StepContext, text: str, intent: Intent, act: DialogueAct) -> str:
    """The service whose act and object a wish says outright, if nothing in the words names another one; empty if none.

    Words that were not read as another act for sure, and hold such a wish, wish it.
    """
    if not _may_wish(act) or (not act.sure and asks_something(text)):
        return ""
    named = {intent.sure, *intent.close} - {""}
    if exact := exactly_named(ctx.library.matcher.exactly, text):
        return exact if exact not in ctx.denied else ""
    if books(text.replace(intent.sure, "")):
        booking = _booking(ctx)
        clear = act.kind == "wish" and books_only(text, alone=named <= {booking})
        return booking if clear else ""
    matcher = ctx.library.matcher
    name = clear_errand(matcher, text, sure=act == _WISH)
    if name and share_of(ctx, text, name, act) < PLAIN:
        name = ""
    if name:
        return name if named <= {name} and name not in ctx.denied else ""
    near = sure_wish(ctx, text, act) if act == _WISH and not intent.elsewhere else ""
    other = near in ctx.denied or of_another_errand(matcher, near, text)
    return near if not other and (not named or near in named) else ""


def _answer_asked(ctx: StepContext, text: str, act: DialogueAct, intent: Intent) -> bool:
    """Answer a question from the knowledge; where it may be a wish, ask. Of a service by its very name that the
    knowledge does not treat, no neighbour's answer: it is asked about.
    """
    named = exactly_named(ctx.library.matcher.exactly, text)
    if named in ctx.offered and not any(passage.service == named for passage in ctx.library.passages):
        guess(ctx, named, asked=ctx.wording.kept)
        return True
    if act.sure:
        return answer_question(ctx, text) or answer_unknown_question(ctx, text, asked=True)
    only_asks = asks_something(text) and not (_WANTED.search(text) or _DONE_HERE.search(text))
    if answer_question(ctx, text, better_than=0.0 if only_asks else passage_threshold(intent, text)):
        return True
    likely = likely_wishes(ctx, text, act)
    if len(likely) == 1:
        guess(ctx, likely[0], asked=ctx.wording.kept)
        return True
    return _ask_about(ctx, likely) or (only_asks and answer_unknown_question(ctx, text, asked=True))


def _wished(ctx: StepContext, intent: Intent, text: str, act: DialogueAct, via: str) -> bool:
    """Begin the service that is named, if a wish names it; else ask. False: it is not likely wished."""
    name = intent.sure
    script = ctx.library.script(name)
    accepted = script is not None and act.kind in script.accepts
    asks = act is not _WISH and cue(text) != "wish" and _asks(text)
    booking = _booking(ctx) if act.kind == "wish" and books(text.replace(name, "")) else ""
    if booking and booking != name:  # 预约办居住证那个窗口
        return _ask_about(ctx, (booking, name))
    if (
        (accepted or (act.kind == "wish" and (act.sure or intent.score >= _PLAINLY) and not asks))
        and may_begin(ctx, text, intent, name, act)
        and not of_another_errand(ctx.library.matcher, name, text)
    ):
        enter(ctx, name, utterance=text, via=via)
        return True
    likely = likely_wishes(ctx, text, act, named=(name,))
    if likely == (name,) and not (act.kind == "wish" and not asks):
        guess(ctx, name, asked=ctx.wording.kept)
        return True
    return _ask_about(ctx, likely)


def _asks(text: str) -> bool:
    """Whether `text` asks for a price, a place or a time, and is no plain wish, however plainly it names a service."""
    if _NOT_KNOWN.search(text):  # 不知道丢哪了
        return False
    return is_question(text) or (bool(aspects(clean(text)) & _ASKED) and not _WANTED.search(text))


def _guess_faint(ctx: StepContext, text: str, act: DialogueAct) -> bool:
    """Ask about the service that words without a known wording likely wish. A sure wish for nothing near is not served
    here.
    """
    booking = (_booking(ctx),) if act.kind == "wish" and books(text) else ()
    if _ask_about(ctx, booking or likely_wishes(ctx, text, act)):
        return True
    if act == _WISH:
        _not_here(ctx)
    return act == _WISH


def _booking(ctx: StepContext) -> str:
    """The service that books a time at a window; empty if none does."""
    return next((name for name in ctx.offered if "预约" in name), "")


def _ask_about(ctx: StepContext, names: Iterable[str]) -> bool:
    """您是想办…？ False if none of `names` is offered."""
    offered = tuple(name for name in names if name in ctx.offered)
    if len(offered) == 1:
        guess(ctx, offered[0])
    elif offered:
        open_question(ctx, Question("which", options=offered, partial=ctx.wording.folded))
    return bool(offered)


def _choose(ctx: StepContext, text: str, intent: Intent, act: DialogueAct) -> bool:
    """Several services are near, or an errand that is not offered here."""
    close = tuple(name for name in intent.close if name in ctx.offered)
    if len(close) > 1 and (wanted := _wanted_of(ctx, text, close)):
        close = (wanted,)
    likely = likely_wishes(ctx, text, act, named=close)
    if len(likely) > 1 and (chosen := advice.choice(ctx, text, likely)):
        guess(ctx, chosen)
        return True
    if _ask_about(ctx, likely):
        return True
    if act.kind == "wish":
        booking = (_booking(ctx),) if books(text) else ()
        if _ask_about(ctx, booking):
            return True
    if act.kind != "wish" and not intent.elsewhere:
        return False
    if intent.elsewhere or intent.close:
        _not_here(ctx, phrases.SERVICE_NOT_NOW if intent.close and not ctx.denied else phrases.SERVICE_NOT_HERE)
        return True
    return False


def _wanted_of(ctx: StepContext, text: str, close: tuple[str, ...]) -> str:
    """The one of `close` that a clause which wishes or asks names: 我买了套房 beside it is the reason. "" if none."""
    clauses = [one for one in CLAUSES.split(text) if wishes(one) or asks_something(one) or is_question(one)]
    named = [read_intent(ctx.library.matcher, clause) for clause in clauses]
    wanted = {name for one in named for name in ((one.sure,) if one.sure else one.close) if name in close}
    return wanted.pop() if len(wanted) == 1 else ""


def _only_denies(text: str, read: Requested, act: DialogueAct) -> bool:
    """公积金我不想取, 我社保卡没丢，就是来问问: what is named is not wanted, and nothing else is."""
    if (act.sure and act.kind in NEVER_WISHES) or is_question(text):
        return False
    told = not read.text or bool(JUST_ASKS.search(read.text))
    return told and any(_DENIAL.search(clause) for clause in read.refused)


def _not_wanted(ctx: StepContext, text: str) -> None:
    ctx.note("not wanted")
    ctx.question(Question("service"))
    if any(JUST_ASKS.search(clause) for clause in CLAUSES.split(text)):
        ctx.say(phrases.ASK_AWAY)
        wait(ctx)
        return
    ctx.say(phrases.NOT_WANTED)
    ask(ctx)


def _not_here(ctx: StepContext, phrase: str = phrases.SERVICE_NOT_HERE) -> None:
    ctx.note("service not here")
    open_interjection(ctx, Question("human"), phrase)


def _denied(ctx: StepContext, read: Requested, intent: Intent) -> frozenset[str]:
    """The services that the refused clauses name, but for one that the request names plainly (不是坏了，是过期了)."""
    refused = [read_intent(ctx.library.matcher, without_denial(clause)) for clause in read.refused]
    named = {name for one in refused for name in (one.sure, *one.close)}
    return frozenset(named - {""} - ({intent.sure} if intent.score >= _PLAINLY else set()))


def guess_service(ctx: StepContext, text: str) -> bool:
    """Ask about the service that the adviser takes `text` to mean. False if none."""
    nothing = wishes_nothing(text) or read_dialogue_act(text).kind in NEVER_WISHES | TALK
    chosen = "" if nothing else advice.service(ctx, text)
    if chosen:
        guess(ctx, chosen)
    return bool(chosen)
