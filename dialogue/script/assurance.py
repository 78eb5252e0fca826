"""身份: how surely it must be known who the citizen is, before a call of the back end.

Each level includes the ones before it: who has put an identity card on the reader needs no code by text message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Nothing; data of the person that the back end compares, on the phone; a code that was sent to the person's mobile
#: number; the person's identity card was read; and the face before the camera is the one on the card.
Assurance = Literal["none", "data", "sms", "card", "face"]
#: A way to prove it that a hall may have: a sender of text messages, a card reader, a back end that compares data.
ProofMeans = Literal["data", "sms", "card"]

LEVELS: tuple[Assurance, ...] = ("none", "data", "sms", "card", "face")
#: What each way proves. Nothing proves `face` yet: such a service goes to a human.
PROVES: dict[ProofMeans, Assurance] = {"card": "card", "sms": "sms", "data": "data"}
#: The means that a channel can have at all. Data are told aloud: not where others stand by.
MEANS_OF: dict[str, frozenset[ProofMeans]] = {
    "screen": frozenset({"sms", "card"}),
    "phone": frozenset({"sms", "data"}),
}


def reaches(level: Assurance, needed: Assurance) -> bool:
    return LEVELS.index(level) >= LEVELS.index(needed)


def means_for(needed: Assurance, channel: str, available: frozenset[ProofMeans]) -> tuple[ProofMeans, ...]:
    """The ways in which `needed` can be proven on this channel, the strongest first."""
    usable = available & MEANS_OF[channel]
    return tuple(way for way in PROVES if way in usable and reaches(PROVES[way], needed))


@dataclass(frozen=True, slots=True)
class Assurances:
    """The level by channel."""

    screen: Assurance
    phone: Assurance

    def on(self, channel: Literal["screen", "phone"]) -> Assurance:
        return self.phone if channel == "phone" else self.screen


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """Of a service: what its calls need, unless they say otherwise.

    `levels` None: the script does not say, which the lint reports; then nothing is asked for. `agents`: somebody else
    may act for the person (代办). `agent_slot`: the slot that holds the agent's identity number, where the script asks
    for it. `one_of`: slots of identity numbers of which one is enough to prove. `code_to`: the slot whose mobile number
    gets the code; empty: the number that the back end knows. `data`: slots whose values the back end compares for the
    level `data`, beside the identity number.
    """

    levels: Assurances | None = None
    agents: bool = False
    agent_slot: str = ""
    one_of: tuple[str, ...] = ()
    code_to: str = ""
    line: int = 0
    data: tuple[str, ...] = ()


#: Of a script that does not say.
NOT_SAID = IdentityRule()
