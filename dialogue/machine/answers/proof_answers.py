"""What became of a proof that the hall was asked for."""

from __future__ import annotations

from dialogue.acts import CodeChecked, CodeSent, DataChecked, FaceCompared, ProofAnswer, QrChecked
from dialogue.machine.answers.data_check import data_turn
from dialogue.machine.answers.proof_code import code_turn
from dialogue.machine.answers.proof_face import face_turn
from dialogue.machine.answers.proof_qr import qr_turn
from dialogue.machine.context import StepContext


def proof_answered(ctx: StepContext, turn: ProofAnswer) -> None:
    """`turn`: of the call that was made last."""
    match turn:
        case CodeSent() | CodeChecked():
            code_turn(ctx, turn)
        case DataChecked():
            data_turn(ctx, turn)
        case QrChecked():
            qr_turn(ctx, turn)
        case FaceCompared():
            face_turn(ctx, turn)
