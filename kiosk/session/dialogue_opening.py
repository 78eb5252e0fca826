"""The dialogue stage of a conversation that begins, or goes on from its snapshot, with the scripts that it has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from dialogue import acts
from dialogue.script.assurance import ProofMeans
from kiosk.hall import Hall
from kiosk.session.client_profile import ClientProfile
from kiosk.session.dialogue import Backend, DialogueListener, DialogueStage
from kiosk.session.proving import Proofs
from kiosk.session.recorder import Recorder
from kiosk.session.resumption import Snapshot


def open_dialogue(
    listener: DialogueListener,
    hall: Hall,
    profile: ClientProfile,
    recorder: Recorder,
    kept: Snapshot | None,
    body: Callable[[acts.Call], dict[str, Any]],
    desk: Callable[[], str],
    lost: Callable[[], frozenset[ProofMeans]],
    backend: Backend,
    proofs: Proofs,
) -> DialogueStage:
    """`kept`: goes on with the scripts that it has, where the hall still serves them. The others as `DialogueStage`."""
    served = hall.scripts_holding(kept.state, kept.scripts, kept.version) if kept else None
    served = served or hall.scripts_for(profile.device, recorder.id, profile.channel)
    recorder.scripts = served.version
    state = kept.state if kept else served.machine.new(recorder.id, today())
    return DialogueStage(
        listener, served.machine, state, backend, hall.adviser, hall.long_texts, body, desk, profile.device,
        proofs, lost,
    )  # fmt: skip


def today() -> date:
    return datetime.now().astimezone().date()
