"""What the hall does in one conversation to prove who its citizen is, as the dialogue asks for it."""

from __future__ import annotations

from typing import Protocol

from dialogue import acts
from kiosk.hall import Hall
from kiosk.hall.codes import ConversationCodes, PhoneBook
from kiosk.hall.data_check import ConversationData
from kiosk.hall.face import ConversationFace
from kiosk.hall.qr_codes import ConversationQr
from kiosk.upstream.origin import calls_from


class Proofs(Protocol):
    async def answer(self, act: acts.ProofAct) -> acts.ProofAnswer:
        """Takes some seconds at most."""
        ...


class NoProofs:
    """Nothing can be proven."""

    async def answer(self, act: acts.ProofAct) -> acts.ProofAnswer:
        match act:
            case acts.SendCode():
                return acts.CodeSent(act.call, False)
            case acts.CheckCode():
                return acts.CodeChecked(act.call, "expired")
            case acts.CheckData():
                return acts.DataChecked(act.call, "unavailable")
            case acts.CheckQr():
                return acts.QrChecked(act.call, "unavailable")
            case acts.CompareFace():
                return acts.FaceCompared(act.call, "unavailable")


class ConversationProofs:
    """`backend`: of this conversation. The codes of apps and the faces go to the hall's verifier, where it has one."""

    def __init__(self, hall: Hall, conversation: str, kiosk: str, backend: PhoneBook) -> None:
        self._conversation, self._kiosk = conversation, kiosk
        verifier = hall.verifier or backend
        self._codes = ConversationCodes(conversation, hall.codes, backend, hall.outbox)
        self._data = ConversationData(hall.data_limits, backend)
        self.qr = ConversationQr(hall.qr_codes, verifier)
        self.face = ConversationFace(verifier)

    async def answer(self, act: acts.ProofAct) -> acts.ProofAnswer:
        with calls_from(self._conversation, self._kiosk):
            return await self._answer(act)

    async def _answer(self, act: acts.ProofAct) -> acts.ProofAnswer:
        match act:
            case acts.SendCode():
                return acts.CodeSent(act.call, await self._codes.send(act))
            case acts.CheckCode():
                return acts.CodeChecked(act.call, self._codes.check(act.code))
            case acts.CheckData():
                return acts.DataChecked(act.call, await self._data.compare(act))
            case acts.CheckQr():
                return await self.qr.check(act)
            case acts.CompareFace():
                return acts.FaceCompared(act.call, await self.face.compare(act))
