"""One consultation from both ends, without the wire between: what to ask, and what the answer amounts to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dialogue.acts import Advised, Consult
from dialogue.llm.guard import checked, chosen
from dialogue.llm.prompts import NONE, Request, choosing, read, rephrasing
from dialogue.placeholders import Covering

#: Longer than anybody speaks in one breath, or than a passage that is to be spoken: not worth a model's time.
LONGEST_TEXT = 200
LONGEST_PASSAGE = 600
MOST_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` for the numbers: `ok`, `none` (the model says: none of them), or why the answer is not used."""

    advised: Advised
    outcome: str


@dataclass(frozen=True, slots=True)
class Consultation:
    """`request` goes to the model; `conclude` reads what it answered."""

    request: Request
    conclude: Callable[[str], Verdict]


def consultation(consult: Consult) -> Consultation | None:
    """None when there is nothing that a model should be asked."""
    return _choice(consult) if consult.job == "choose" else _rewording(consult)


def _choice(consult: Consult) -> Consultation | None:
    options = consult.options[:MOST_OPTIONS]
    if not options or len(set(options)) < len(options) or NONE in options:
        return None
    covering = Covering(consult.personal)
    text = covering.cover_up(consult.text[:LONGEST_TEXT])
    covered = tuple(covering.cover_up(option, found=False) for option in options)
    if len(set(covered)) < len(covered) or not text.strip():
        return None
    request = choosing(text, covered)

    def conclude(answer: str) -> Verdict:
        try:
            said = read(request, answer)
        except ValueError:
            return _nothing(consult, "bad_answer")
        if said == NONE:
            return _nothing(consult, "none")
        choice = chosen(said, covered)
        if choice is None:
            return _nothing(consult, "no_option")
        return Verdict(Advised(consult.call, choice=options[covered.index(choice)]), "ok")

    return Consultation(request, conclude)


def _rewording(consult: Consult) -> Consultation | None:
    if not consult.text.strip() or not consult.passage.strip() or len(consult.passage) > LONGEST_PASSAGE:
        return None
    covering = Covering(consult.personal)
    passage = covering.cover_up(consult.passage, found=False)
    request = rephrasing(covering.cover_up(consult.text[:LONGEST_TEXT]), passage)
    cover = covering.cover

    def conclude(answer: str) -> Verdict:
        try:
            said = read(request, answer)
        except ValueError:
            return _nothing(consult, "bad_answer")
        if not said:
            return _nothing(consult, "none")
        refusal = checked(said, passage)
        if refusal is not None:
            return _nothing(consult, refusal)
        return Verdict(Advised(consult.call, text=cover.uncover(said)), "ok")

    return Consultation(request, conclude)


def _nothing(consult: Consult, outcome: str) -> Verdict:
    return Verdict(Advised(consult.call), outcome)
