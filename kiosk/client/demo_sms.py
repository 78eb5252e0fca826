"""The text messages of the demo back end, as a simulated citizen reads them on a phone."""

from __future__ import annotations

import re

from aiohttp import ClientError as HttpError
from aiohttp import ClientSession, ClientTimeout

from kiosk.client.client import ClientError
from kiosk.config import Settings

_CODE = re.compile(r"验证码(\d{4,8})")


def demo_sender(settings: Settings) -> str:
    """The address of the demo back end's text messages; that of the hall's sender, where it is set."""
    return settings.messages.url or f"{settings.backend.url}/sms"


async def code_sent_to(sender: str, phone: str = "") -> str:
    """The code in the newest text message to `phone` (to any number, if empty). `sender`: see `demo_sender`.

    Raises ClientError where there is none.
    """
    try:
        session = ClientSession(timeout=ClientTimeout(total=5))
        async with session, session.get(f"{sender}/latest", params={"phone": phone}) as response:
            text = str((await response.json()).get("text", "")) if response.status == 200 else ""
    except (HttpError, TimeoutError, ValueError) as error:
        raise ClientError(f"the demo back end's text messages cannot be read: {type(error).__name__}") from None
    if not (found := _CODE.search(text)):
        raise ClientError("expected a text message with a code at the demo back end; there is none")
    return found[1]
