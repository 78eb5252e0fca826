"""The page's messages in the session's vocabulary."""

from __future__ import annotations

from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m


def profile_of(hello: m.Hello, kiosk: m.KioskInfo | None = None) -> ClientProfile:
    """`kiosk`: what the hall knows of it; None: only what the page says."""
    return ClientProfile(
        "screen",
        hello.device if kiosk is None else kiosk.name,
        place="" if kiosk is None else kiosk.place,
        window="" if kiosk is None else kiosk.window,
        screen=hello.abilities.screen,
        voice=hello.abilities.voice,
        elderly=bool(hello.elderly),
        timing=bool(hello.timing),
    )


def deliver(message: m.Up, session: Session) -> None:
    """Call the session's method for `message`. `hello` and `ping` are the connection's, and do nothing here."""
    match message:
        case m.Start():
            session.start()
        case m.Text(text, ask):
            session.inputs.text(text, ask)
        case m.Touch(value, card, ask):
            session.inputs.touch(value, card=card, ask=ask)
        case m.Key(keys, ask):
            session.inputs.keys(keys, ask)
        case m.CardReadMessage(_, fields):
            session.inputs.id_card(fields.name, fields.number)
        case m.DevicesMessage(devices):
            session.devices.told(devices)
        case m.PrintedMessage():
            session.devices.printed(message)
        case m.NoPicture(why, ask):
            session.pictures.none_taken(why, ask)
        case m.SettingsMessage(elderly):
            session.set_elderly(elderly)
        case m.Played():
            session.playback(message.utterance, message.heard_sample, done=message.done, underruns=message.underruns)
        case m.Bye(reason) if session.begun:  # it may have crossed the goodbye on the way
            session.end("cancelled" if reason == "leave" else "idle")
