"""Phrases likely in the next utterance. They bias recognition and exclude nothing."""

from __future__ import annotations

from dialogue.library import Library
from dialogue.machine.prompts import cards
from dialogue.machine.state import State
from dialogue.slot_kinds import kind_of
from dialogue.understand.satisfaction import RATINGS

_YES_NO = ("是", "是的", "对", "好的", "可以", "确认", "同意", "没问题", "不是", "不对", "不用", "不同意")
_COMMANDS = ("再说一遍", "上一步", "取消", "帮助", "转人工", "慢一点", "大声点")
_GROUPS = ("第一段", "第二段", "第三段", "第四段", "中间那段", "最后一段", "都不对")
_NONE = ("没有", "不用", "不填")


def answer_phrases(library: Library, state: State) -> tuple[str, ...]:
    """Answers to the open question."""
    question = state.interjection or state.question
    script = library.script(state.service)
    match question.kind:
        case "service":
            offered = library.on(state.channel, state.today)
            return tuple(
                word for known in library.scripts if known.name in offered for word in (known.name, *known.says)
            )
        case "which":
            return question.options
        case "topic" if len(question.options) > 1:
            passages = library.knowledge.passages
            asked = tuple(passages[name].questions[0] for name in question.options if name in passages)
            return (*asked, "第一个", "第二个", "第三个", cards.OTHER)
        case "which_value" if question.value:  # a group of a number is wrong
            return (
                () if question.partial else ("第一段", "第二段", "第三段", "第四段", "中间那段", "最后一段", "都不对")
            )
        case "which_value":
            return ("第一个", "第二个", "前面那个", "后面那个", cards.OTHER)
        case "slot":
            slot = script.slot(question.slot) if script else None
            if slot is None:
                return ()
            kind = kind_of(slot)
            if kind.phrases:
                return kind.phrases
            words = tuple(word for choice in slot.choices for word in (choice.label, *choice.says))
            words += _YES_NO if kind.choices == "yes_no" else ()
            return words if slot.required else (*words, *_NONE, cards.SKIP)
        case "confirm":
            return (*_YES_NO, "确认提交")
        case "change":
            return tuple(slot.name for slot in script.slots) if script else ()
        case "rating":
            return RATINGS
        case "rating_why":
            return (*cards.RATING_WHYS, cards.SKIP)
        case "proof":
            return ("短信验证码", "没带身份证", "身份证", "幺", "零", "叉")
        case "face":
            return ("不用人脸", "不同意", "换个办法", "找工作人员")
        case "vouch":
            return ("短信验证码", "换个办法", "不等了")
        case "call" | "advice" | "proving" | "code" | "none":
            return ()
        case _:
            return _YES_NO


def biasing_phrases(library: Library, state: State) -> tuple[str, ...]:
    """Answers to the open question, the commands, and the names of the service's materials."""
    script = library.script(state.service)
    bring = tuple(item.name for card in script.cards for item in card.items) if script else ()
    return tuple(dict.fromkeys((*answer_phrases(library, state), *_COMMANDS, *bring)))
