"""After a service: its rating (好差评), and whether the citizen needs anything else."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.commands import to_menu
from dialogue.machine.answers.rating_why import ask_why, case_rated
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.service import answer_service
from dialogue.machine.context import StepContext
from dialogue.machine.program.rated import rated
from dialogue.machine.program.run import run
from dialogue.machine.prompts.ask import ask, wait
from dialogue.understand.satisfaction import RATINGS, read_rating, speaks_of_rating
from dialogue.understand.small_talk import read_small_talk
from dialogue.understand.yesno import read_yes_no
from mandarin.pinyin import clean

_SHORT = 12  # characters
#: Declines to rate: 不用了, 算了.
_DECLINED = re.compile(
    r"(?:(?:我|就|那|还是|这次|先)*(?:不(?:用|要|想|必|需要|打|评|评价|了|打分)*|算|免|跳过|没空|没时间|没有|懒得)(?:打分|打|评价?|给|说|再)*"
    r"(?:分|了|吧|啊|谢谢|的|这个|啦)*){1,3}"
)
#: Ends the conversation: 好了, 再见.
_OVER = re.compile(
    r"(?:嗯|那|那就|我|先|就|这)*(?:(?:好了|行了|可以了|够了|就这样|这样|就这些|到这|再见|拜拜|再会|回见|bye|byebye|走了?|没事了?|没别的|谢谢你?您?|(?:好的?|行|哦)吧?(?:谢谢(?:你|您)?)?(?:再见|拜拜))"
    r"(?:了|吧|啊|呀|谢谢|你|您|再见|拜拜|就行|就好|的)*){1,3}"
)
_NO_MORE = re.compile(
    r"(?:都|也|就)?(?:没有?|不用|不要|不办|没得|没啥|没什么)(?:别的|其他的?|要办的?|事)?(?:了|啦|啊|呀|谢谢|你|您)*"
)


def answer_rating(ctx: StepContext, text: str) -> bool:
    bare = clean(text)
    over = _OVER.fullmatch(bare) and read_small_talk(text) != "thanks"
    if len(bare) <= _SHORT and (over or _DECLINED.fullmatch(bare)):
        decline(ctx)
        return True
    heard = read_rating(text, by_sound=not ctx.wording.typed)
    if heard.rating:
        return rate(ctx, heard.rating)
    if len(heard.ratings) > 1:
        ctx.set(no_inputs=0)
        ctx.say(phrases.RATING_WHICH, {"选项": phrases.either(heard.ratings)})
        wait(ctx)
        return True
    if heard.told:
        no_match(ctx, message=phrases.RATING_TOLD)
    return heard.told


def decline(ctx: StepContext) -> None:
    ctx.set(step=ctx.state.step + 1)
    ctx.note("rating declined")
    run(ctx)


def rate(ctx: StepContext, rating: str) -> bool:
    if rating not in RATINGS:
        return False
    if ctx.early:
        ask(ctx)
        return True
    ctx.set(rating=rating)
    ctx.note("rating", rating)
    if rating in RATINGS[3:]:
        ctx.gesture("sorry")
        ctx.say(phrases.RATING_SORRY)
        ask_why(ctx)
    else:
        ctx.gesture("smile")
        ctx.say(phrases.RATING_THANKS)
        ctx.acts.append(rated(ctx.state, *case_rated(ctx)))
        ctx.set(step=ctx.state.step + 1)
        run(ctx)
    return True


def rate_again(ctx: StepContext, text: str) -> bool:
    """Thank for a rating that no question asked for; the open question is put again. False if `text` is none.

    The rating of the service that is done stays as it was given.
    """
    heard = read_rating(text, by_sound=not ctx.wording.typed)
    told = heard.told and ctx.state.question.kind == "more"  # 太慢了 behind a rating
    if not (told or (heard.rating and speaks_of_rating(text))):
        return False
    ctx.set(no_matches=0, no_inputs=0)
    ctx.note("rating again", heard.rating)
    poor = heard.rating in RATINGS[3:]
    ctx.say(phrases.RATING_TOLD if told else phrases.RATING_SORRY if poor else phrases.RATING_THANKS)
    ask(ctx)
    return True


def _done(text: str) -> bool:
    """好了，没有了: words that end the conversation, and a no."""
    clauses = [bare for part in re.split(r"[，,。.！!\s]+", text) if (bare := clean(part))]
    return any(map(_OVER.fullmatch, clauses)) and all(
        _OVER.fullmatch(one) or _NO_MORE.fullmatch(one) for one in clauses
    )


def answer_more(ctx: StepContext, text: str, via: str) -> bool:
    over = len(clean(text)) <= _SHORT and (bool(_OVER.fullmatch(clean(text))) or _done(text))
    if not over and rate_again(ctx, text):
        return True
    vote = read_yes_no(text)
    if vote is False or over:
        ctx.end("completed", phrases.GOODBYE)
        return True
    if answer_service(ctx, text, via):
        return True
    if vote:
        to_menu(ctx)
    return bool(vote)
