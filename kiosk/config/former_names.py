"""Settings of earlier releases: what became of them."""

from __future__ import annotations

#: Settings that have another name now, by their old one: an old name is a mistake that says the new one.
RENAMED = {
    "public.upload_url": "hall.public_url",
    "turns.barge_in_ms": "asr.min_speech_ms",
    "turns.silence_s": "turns.no_input_timeout_s",
}

#: Settings that are kept elsewhere now, and where.
GONE = {
    "staff.places": "staff.places is gone: the hall keeps each kiosk's place with its other settings; set it by: "
    "kiosk fleet set NAME --place 一楼东侧 (a new kiosk: kiosk fleet invite --name NAME --place 一楼东侧)"
}
