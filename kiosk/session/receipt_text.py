"""A text message that was promised, and what the citizen is told of it."""

from __future__ import annotations

from dialogue.acts import TextMessage
from kiosk.hall import phrases
from kiosk.hall.outbox import Outbox
from kiosk.session.recorder import Recorder

#: Seconds that the citizen waits for it to be accepted; it goes on being sent after that.
_WAITS_S = 3.0


async def send_text(message: TextMessage, recorder: Recorder, outbox: Outbox) -> str:
    """The sentence that says what became of it."""
    held = await recorder.secure()
    state = await outbox.deliver(recorder.delivery(message), _WAITS_S)
    recorder.note("text message", state)
    failed = phrases.NUMBER_TEXT_FAILED if message.template == "unresolved" else phrases.TEXT_FAILED
    waits = phrases.TEXT_LATER if held else failed
    return {"accepted": phrases.TEXT_SENT, "waiting": waits}.get(state, failed)
