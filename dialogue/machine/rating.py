"""When a service is done: how it was (好差评), and whether there is anything else."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine import cards
from dialogue.machine.ask import ask
from dialogue.machine.choose import answer_service
from dialogue.machine.commands import to_menu
from dialogue.machine.heard import read_yes_no
from dialogue.machine.move import Move
from dialogue.machine.run import run
from dialogue.understand.option import read_option

_WORDS = {
    "非常满意": ("很满意", "特别满意", "太满意了", "好评", "五星", "五分", "非常好", "很好"),
    "满意": ("挺满意", "四星", "四分", "挺好", "不错", "还不错", "可以", "好"),
    "基本满意": ("还行", "一般", "三星", "三分", "凑合", "差不多", "比较满意"),
    "不满意": ("不太满意", "二星", "两星", "两分", "不好", "不怎么样"),
    "非常不满意": ("很不满意", "特别不满意", "一星", "一分", "太差了", "很差", "差评"),
}


def answer_rating(m: Move, text: str) -> bool:
    rating = read_option(text, _WORDS)
    if rating is None and read_yes_no(text) is False:  # 不用了: a rating is a favour, not a duty
        decline(m)
        return True
    return rate(m, rating or "")


def decline(m: Move) -> None:
    m.set(step=m.state.step + 1)
    m.note("rating declined")
    run(m)


def rate(m: Move, rating: str) -> bool:
    if rating not in cards.RATINGS:
        return False
    if m.early:
        ask(m)
        return True
    m.set(rating=rating, step=m.state.step + 1)
    m.note("rating", rating)
    poor = rating in cards.RATINGS[3:]
    m.gesture("sorry" if poor else "smile")
    m.say(phrases.RATING_SORRY if poor else phrases.RATING_THANKS)
    run(m)
    return True


def answer_more(m: Move, text: str, via: str) -> bool:
    vote = read_yes_no(text)
    if vote is False:
        m.end("completed", phrases.GOODBYE)
        return True
    if answer_service(m, text, via):
        return True
    if vote:
        to_menu(m)
    return bool(vote)
