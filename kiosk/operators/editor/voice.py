"""A draft tried by voice, as the console hands it to the channel that hears and speaks (`kiosk.channels.trial`)."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from kiosk.operators.editor.bench_answers import DraftTrialBody
from kiosk.operators.editor.trying import PlayedTrial


class VoiceTrial(Protocol):
    """One editor's trial of one draft. `csrf`: what her page must show first."""

    csrf: str

    async def play(self, body: DraftTrialBody) -> PlayedTrial:
        """From its beginning, as a typed trial is. Raises `RequestRefusedError`, `StoreError`."""
        ...

    async def still(self) -> bool:
        """Whether her session still may edit scripts."""
        ...

    async def used(self) -> None:
        """She has just done something: the idle sign-off begins anew."""
        ...


class VoiceTrials(Protocol):
    async def __call__(self, request: web.Request, trial: VoiceTrial) -> web.StreamResponse:
        """Serve a request that asks for a WebSocket, until either side hangs up."""
        ...
