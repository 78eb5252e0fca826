"""The pictures of one conversation: who may send one now, which are kept, and what of them the screen shows.

The dialogue knows a picture by its digest alone. The bytes are here while the conversation needs them, and sealed in
the record: those of a case until the purge, any other until the citizen replaces it, takes it back or leaves.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Literal, Protocol, cast

from dialogue import State
from dialogue.acts import (
    Call,
    Captured,
    CaptureFailed,
    CaptureMode,
    CaptureOpened,
    CaptureTroubleKind,
    CaptureTurn,
    Filed,
    Unresolved,
)
from dialogue.cards import CaptureCard, Card, ConfirmCard, ReceiptCard, Row
from kiosk.hall import Hall
from kiosk.pictures.attaching import body_with_pictures
from kiosk.pictures.grants import Grant, Source
from kiosk.pictures.picture import Picture, PictureError
from kiosk.pictures.reencode import restored
from kiosk.store import StoreError
from kiosk.upstream.answer import BackendError

#: Pictures that one conversation may send, those that were replaced included.
MOST = 16
#: The page of the phone, under `hall.public_url`. What follows # is never sent to a server.
_PHONE_PAGE = "upload.html#"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_TOLD: dict[CaptureMode, str] = {"photo": "拍好了", "file": "上传好了", "signature": "签好了", "face": "拍了脸部照片"}


class PictureHost(Protocol):
    """The session."""

    def pictured(self, what: CaptureTurn, text: str, *, ask: str | None = None, card: str | None = None) -> bool:
        """News of the picture that the card of this id, or of this showing (`ask`), asks for.

        `text`: for the record. False: the card is not open now.
        """


class FaceHolder(Protocol):
    """Has a picture of a face until it is compared."""

    def hold(self, picture: Picture) -> None: ...
    def drop(self) -> None: ...


class SessionPictures:
    """It is the `PictureReceiver` of its grants. `clock`: seconds, as the grants count them."""

    def __init__(
        self, host: PictureHost, hall: Hall, conversation: str, clock: Callable[[], float], face: FaceHolder
    ) -> None:
        """`face`: gets the picture of a face, which is neither kept here nor recorded."""
        self._face = face
        self._host, self._hall, self._conversation, self._clock = host, hall, conversation, clock
        self._held: dict[str, Picture] = {}  # by digest
        self._filed: set[str] = set()
        self._fresh: set[str] = set()  # came, and not decided on yet
        self._came = 0
        self._grants: dict[Source, Grant] = {}

    # ---- what the screen shows --------------------------------------------------------------------------------------

    def finished(self, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        """The cards with images in place of digests, and with who may send a picture while they are shown."""
        asking = next((card for card in cards if isinstance(card, CaptureCard) and not card.picture), None)
        if asking is None:
            self._close_grants()
        return tuple(self._finished(card) for card in cards)

    def _finished(self, card: Card) -> Card:
        match card:
            case CaptureCard(picture=""):
                return self._with_grants(card)
            case CaptureCard():
                return replace(card, picture=self._image(card.picture, "preview"))
            case ConfirmCard() if any(row.picture for row in card.rows):
                return replace(card, rows=tuple(map(self._row, card.rows)))
            case ReceiptCard():  # a paper that others may find: the words alone
                return replace(card, rows=tuple(replace(row, picture="") for row in card.rows))
            case _:
                return card

    def _row(self, row: Row) -> Row:
        return replace(row, picture=self._image(row.picture, "thumbnail")) if row.picture else row

    def _image(self, digest: str, size: Literal["preview", "thumbnail"]) -> str:
        picture = self._held.get(digest)
        return base64.b64encode(getattr(picture, size)).decode() if picture else ""

    def _with_grants(self, card: CaptureCard) -> CaptureCard:
        """The page may send what its camera took or the citizen drew; a phone, where there is an address for it."""
        wanted: set[Source] = {"page"} if card.mode == "signature" or "camera" in card.devices else set()
        address = self._hall.settings.hall.public_url.rstrip("/")
        if "phone" in card.devices and address:
            wanted.add("phone")
        for source in self._grants.keys() - wanted:
            self._hall.uploads.close(self._grants.pop(source))
        tokens = {source: self._grant(source, card).token for source in wanted}
        qr = f"{address}/{_PHONE_PAGE}{tokens['phone']}" if "phone" in tokens else ""
        return replace(card, upload=tokens.get("page", ""), qr=qr)

    def _grant(self, source: Source, card: CaptureCard) -> Grant:
        """The same while the same question is shown, so that a code that was scanned stays good."""
        before = self._grants.get(source)
        if before is not None and before.card == card.id and self._hall.uploads.usable(before, self._clock()):
            return before
        if before is not None:
            self._hall.uploads.close(before)
        grant = self._hall.uploads.open(source, card.mode, card.title, card.id, self, self._clock())
        self._grants[source] = grant
        return grant

    def _close_grants(self) -> None:
        for grant in self._grants.values():
            self._hall.uploads.close(grant)
        self._grants.clear()

    # ---- as PictureReceiver -----------------------------------------------------------------------------------------

    def picture_opened(self, grant: Grant) -> None:
        self._host.pictured(CaptureOpened(), "手机打开了上传页", card=grant.card)

    def picture_came(self, grant: Grant, picture: Picture) -> bool:
        if self._came >= MOST:
            return False
        if grant.mode == "face":
            return self._face_came(grant, picture)
        digest, known = picture.digest, picture.digest in self._held
        self._held[digest] = picture
        self._fresh.add(digest)
        if not self._host.pictured(Captured(digest, grant.source == "page"), _TOLD[grant.mode], card=grant.card):
            self._fresh.discard(digest)
            if not known:
                del self._held[digest]
            return False
        self._came += 1
        store, at_ms = self._hall.store, self._hall.store.now_ms()
        write = partial(store.add_picture, self._conversation, digest, picture.mode, picture.data, at_ms=at_ms)
        self._hall.record_writer.put(self._conversation, write)
        return True

    def _face_came(self, grant: Grant, picture: Picture) -> bool:
        self._face.hold(picture)
        if not self._host.pictured(Captured("", True), _TOLD["face"], card=grant.card):
            self._face.drop()
            return False
        self._came += 1
        return True

    def picture_failed(self, grant: Grant, why: CaptureTroubleKind) -> None:
        """Told on the kiosk where the picture was taken there; a phone tells it by itself."""
        if grant.source == "page":
            self._host.pictured(CaptureFailed(why), "没有拍成", card=grant.card)

    def none_taken(self, why: CaptureTroubleKind, ask: str | None) -> None:
        """The page took none: its camera may not be used, or is not there. `ask`: the showing that it was asked in."""
        self._host.pictured(CaptureFailed(why), "摄像头用不了", ask=ask)

    # ---- what is kept -----------------------------------------------------------------------------------------------

    def filed(self, acts: Iterable[object]) -> None:
        """The pictures of cases that are filed now, or may have been, stay in the record with them."""
        values = (value for act in acts if isinstance(act, Filed | Unresolved) for _, value in act.values)
        self._filed |= {value for value in values if _DIGEST.fullmatch(value)}

    def settle(self, state: State) -> None:
        """Forget every picture that neither the conversation nor a case needs. `state`: of a turn that stands."""
        if self._held.keys() - self._filed:
            needed = set(_DIGEST.findall(state.to_json()))
            self._fresh -= needed
            self._keep(needed | self._fresh)

    def close(self, *, submitting: bool) -> None:
        """The conversation is over. `submitting`: whether its case was filed is looked up later (`jobs.recovery`)."""
        self._close_grants()
        self._face.drop()
        if not submitting and self._held:
            self._keep(set())

    def _keep(self, needed: set[str]) -> None:
        gone = self._held.keys() - needed - self._filed
        if gone:
            self._held = {digest: picture for digest, picture in self._held.items() if digest not in gone}
            write = partial(self._hall.store.drop_pictures, self._conversation, frozenset(self._held) | self._filed)
            self._hall.record_writer.put(self._conversation, write)

    async def recall(self) -> None:
        """Read the pictures of a conversation that an earlier process began. One that cannot be read is missing: its
        submission then fails, and the script says what follows.
        """
        try:
            stored = await self._hall.store.pictures(self._conversation)
        except StoreError as error:
            self._hall.metrics.store_fault(error.kind)
            return
        for one in stored:
            try:
                self._held[one.digest] = await asyncio.to_thread(restored, one.data, cast(CaptureMode, one.mode))
            except PictureError:
                self._hall.metrics.store_fault("corrupt")
        self._came = len(self._held)

    def body(self, call: Call) -> dict[str, Any]:
        """What is sent to the back end. Raises `BackendError` where a picture is missing: then nothing is sent."""
        try:
            return body_with_pictures(call, self._held)
        except KeyError:
            raise BackendError("unreachable", "a picture of this case is no longer there; nothing was sent") from None
