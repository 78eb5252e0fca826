"""`GET` and `POST /upload`: what a one-time token asks for, and the picture that is sent for it.

The token travels in `Authorization: Bearer`, never in an address, so that no log and no proxy has it. Whoever has none
learns nothing: unknown, used and expired ones get the same answer, before anything of the body is read.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from dialogue.acts import CaptureTroubleKind
from kiosk.channels.upload import words
from kiosk.hall import Hall
from kiosk.net.request_checks import BUDGETS
from kiosk.pictures.grants import Grant
from kiosk.pictures.picture import UPLOAD_BYTES, Picture, PictureError
from kiosk.pictures.reencode import reencoded

#: Uploads read or decoded at once; beyond them: try again. Each holds `UPLOAD_BYTES` at most.
_AT_ONCE = 16
_STATUS: dict[CaptureTroubleKind, int] = {"too_large": 413, "wrong_type": 415, "cut_off": 400}


class UploadEndpoint:
    """One per hall."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._under_way = 0
        self._decoding = asyncio.Semaphore(1)  # a large photo takes 100 MB while it is decoded

    async def asked(self, request: web.Request) -> web.StreamResponse:
        """What the token asks for: `{"title": …, "mode": …, "bytes": …}`. A phone's first one is told to the kiosk."""
        grant = self._grant(request)
        if grant is None:
            return _refused(410, "gone", words.GONE)
        if grant.source == "phone" and not grant.seen:
            grant.seen = True
            grant.receiver.picture_opened(grant)
        return web.json_response({"title": grant.title, "mode": grant.mode, "bytes": UPLOAD_BYTES}, headers=_UNSTORED)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """The body is the image file. 204: the kiosk has it."""
        if not request.app[BUDGETS].control(request.remote or "", asyncio.get_running_loop().time()):
            return _refused(429, "too_often", words.TOO_OFTEN)
        grant = self._grant(request)
        if grant is None:
            return _refused(410, "gone", words.GONE)
        if self._under_way >= _AT_ONCE or not self._hall.uploads.begin(grant):
            return _refused(503, "busy", words.BUSY)
        self._under_way += 1
        taken = False
        try:
            picture = await self._picture(request, grant)
            taken = self._hall.uploads.usable(grant, _now()) and grant.receiver.picture_came(grant, picture)
        except PictureError as error:
            self._hall.metrics.client_error(f"upload_{error.kind}")
            grant.receiver.picture_failed(grant, error.kind)
            return _refused(_STATUS.get(error.kind, 422), error.kind, words.TROUBLES[error.kind])
        finally:
            self._under_way -= 1
            self._hall.uploads.done(grant, taken=taken)
        return web.Response(status=204, headers=_UNSTORED) if taken else _refused(409, "not_now", words.NOT_NOW)

    def _grant(self, request: web.Request) -> Grant | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self._hall.uploads.find(token.strip(), _now()) if scheme.lower() == "bearer" else None

    async def _picture(self, request: web.Request, grant: Grant) -> Picture:
        if (request.content_length or 0) > UPLOAD_BYTES:
            raise PictureError("too_large")
        upload = await _body(request)
        async with self._decoding:
            return await asyncio.to_thread(reencoded, upload, grant.mode)


async def _body(request: web.Request) -> bytes:
    """The whole body. Raises PictureError where it is too large or ends too soon."""
    data = bytearray()
    try:
        async for piece in request.content.iter_any():
            data += piece
            if len(data) > UPLOAD_BYTES:
                raise PictureError("too_large")
    except (web.HTTPException, OSError, EOFError, asyncio.IncompleteReadError):
        raise PictureError("cut_off") from None
    if not data or (request.content_length is not None and len(data) < request.content_length):
        raise PictureError("cut_off")
    return bytes(data)


_UNSTORED = {"Cache-Control": "no-store"}


def _refused(status: int, code: str, text: str) -> web.Response:
    """`text` is Chinese, for the citizen: what is wrong and what helps."""
    body = {"error": {"code": code, "message": text}}
    return web.json_response(body, status=status, headers=_UNSTORED)


def _now() -> float:
    return asyncio.get_running_loop().time()
