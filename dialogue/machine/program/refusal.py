"""The reason why a call failed, in words that may be spoken to a citizen: 【失败原因】."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from dialogue import phrases
from dialogue.acts import Answered, Unresolved
from dialogue.machine.context import StepContext
from dialogue.machine.program.unresolved import tell_unresolved
from dialogue.machine.state import Filled
from dialogue.script.uses import FAILURE_KIND, FAILURE_REASON, used

#: Characters. A longer text is a report, not a reason.
_LONGEST = 60
#: The characters of a sentence for a citizen: no markup, braces, control, bidirectional or private characters.
_SENTENCE = re.compile(
    r"[\u3400-\u9fff\U00020000-\U000323af\dA-Za-z ，。、；：？！“”‘’（）《》〔〕·—…～,.;:?!()%％+/\-]+"
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z]")
#: A telephone or identity number, which must not be spoken in a hall.
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){10,}")
_OF_A_PROGRAM = re.compile(
    r"exception|error|traceback|null|undefined|https?:|sql|\.(java|py|go|cs|php)\b", re.IGNORECASE
)


def speakable(message: str) -> str:
    """The back end's text for a refusal, without a full stop; empty unless it is a short Chinese sentence."""
    text = " ".join(message.split()).rstrip("。.！!；;，, ")
    fit = (
        2 <= len(text) <= _LONGEST
        and _SENTENCE.fullmatch(text)
        and len(_HAN.findall(text)) > len(_LATIN.findall(text))
        and not _LONG_NUMBER.search(text)
        and not _OF_A_PROGRAM.search(text)
    )
    return text if fit else ""


#: By the reason of `acts.Answered`; anything else is unknown.
_OUTCOMES = {"refused": "拒绝", "unreachable": "不通", "timeout": "超时"}
#: Outcomes of a submission after which it may have been filed.
_OPEN = frozenset({"超时", "不明"})


def tell_failure(ctx: StepContext, turn: Answered, key: str, api: str, sent: Mapping[str, str]) -> None:
    """Set 【失败原因】 and 失败类别, and tell the citizen what is known. `key`: of a submission, else empty.

    `sent`: what the interface `api` was sent.
    """
    outcome = "不明" if turn.ok else _OUTCOMES.get(turn.reason, "不明")
    _tell_refusal(ctx, turn.message)
    ctx.put(Filled(FAILURE_KIND, outcome, False, "api"))
    if key and outcome in _OPEN:
        number = reference(key)
        ctx.note("outcome unknown", number)
        ctx.acts.append(Unresolved(number, ctx.state.service, ctx.state.version, api, key, tuple(sent.items())))
        tell_unresolved(ctx, number)


def reference(key: str) -> str:
    """Eight digits under which staff find a submission whose outcome is unknown: a digest of its idempotency key."""
    return f"{int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10**8:08d}"


def _tell_refusal(ctx: StepContext, message: str) -> None:
    """Set 【失败原因】, and speak it unless the script does."""
    reason = speakable(message)
    ctx.put(Filled(FAILURE_REASON, reason or phrases.NO_REASON, True, "api"))
    if reason and not any(FAILURE_REASON in used(step) for step in ctx.script.steps):
        ctx.say(phrases.REFUSED, {"原因": reason})


def refused(ctx: StepContext) -> bool:
    """Whether the last failed call was refused with a reason that was spoken."""
    return ctx.state.value(FAILURE_REASON) not in ("", phrases.NO_REASON)
