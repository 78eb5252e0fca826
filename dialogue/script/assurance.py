"""身份: how surely it must be known who the citizen is, before a call of the back end.

Each level includes the ones before it: who has put an identity card on the reader needs no code by text message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Nothing; data of the person that the back end compares, on the phone; a code that was sent to the person's mobile
#: number; the person's identity card was read; and the face before the camera is the one on the card.
Assurance = Literal["none", "data", "sms", "card", "face"]
#: A way to prove it that a hall may have: a card reader; the QR code of an app that a verifying service knows; a sender
#: of text messages; a back end that compares data; a service that compares faces; staff who look at a document.
ProofMeans = Literal["data", "sms", "card", "qr", "face", "staff"]

LEVELS: tuple[Assurance, ...] = ("none", "data", "sms", "card", "face")
#: What each way proves at most, in the order in which the ways are offered.
PROVES: dict[ProofMeans, Assurance] = {
    "card": "card", "qr": "card", "sms": "sms", "data": "data", "face": "face", "staff": "face",
}  # fmt: skip
#: What a machine has that is not told otherwise.
USUAL_MEANS: frozenset[ProofMeans] = frozenset({"data", "sms", "card"})
#: The means that a channel can have at all. Data are told aloud: not where others stand by.
MEANS_OF: dict[str, frozenset[ProofMeans]] = {
    "screen": frozenset({"sms", "card", "qr", "face", "staff"}),
    "phone": frozenset({"sms", "data"}),
}


def reaches(level: Assurance, needed: Assurance) -> bool:
    return LEVELS.index(level) >= LEVELS.index(needed)


def weaker(one: Assurance, other: Assurance) -> Assurance:
    return other if reaches(one, other) else one


@dataclass(frozen=True, slots=True)
class ProofPolicy:
    """What a hall lets its ways prove, where that is its own to decide.

    `qr`: the level of a QR code, whatever the verifying service says more. `staff`: the level of a person for whom a
    member of staff vouches, which holds for `staff_minutes`. `instead_of_face`: how a citizen goes on whose face is not
    compared: staff, or by a code by text message beside the card. `face_operator`: who compares the faces, as the
    citizen is told.
    """

    qr: Assurance = "card"
    staff: Assurance = "face"
    staff_minutes: int = 15
    instead_of_face: Literal["staff", "sms"] = "staff"
    face_operator: str = ""

    def level(self, way: ProofMeans) -> Assurance:
        own: dict[ProofMeans, Assurance] = {"qr": self.qr, "staff": self.staff}
        return weaker(PROVES[way], own.get(way, PROVES[way]))


#: As much as any hall may allow.
EVERYTHING = ProofPolicy()


def means_for(
    needed: Assurance, channel: str, available: frozenset[ProofMeans], policy: ProofPolicy = EVERYTHING
) -> tuple[ProofMeans, ...]:
    """The ways in which `needed` can be proven on this channel, in the order in which they are offered. A face is
    compared only where nothing less is enough, since it needs a card or a code before it.
    """
    usable = available & MEANS_OF[channel]
    ways = (way for way in PROVES if way in usable and reaches(policy.level(way), needed))
    return tuple(way for way in ways if way != "face" or needed == "face")


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
