"""The settings of ratings (好差评): the platform that they are sent to (docs/feedback.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.config.messages import secret_mistake
from kiosk.config.rules import OPTIONAL_FILE, text, web_address, whole

_URL = (r"|https?://[^\s/@]+(/\S*)?", '"" or an http:// or https:// address without user and password')
#: What a rating tells the platform, by our names of its fields.
RATING_FIELDS = (
    "id", "number", "service", "version", "channel", "kiosk", "window", "score", "level", "comment", "time", "hall",
)  # fmt: skip
_PAIR = r"[a-z]+\s*=\s*([A-Za-z_][\w.-]{0,39}|-)"
_FIELDS = (rf"(\s*{_PAIR}(\s*,\s*{_PAIR})*\s*)?", "pairs such as number=projectNo, score=satisfaction, window=-")


@dataclass(frozen=True, slots=True)
class FeedbackSettings:
    """`url` empty: ratings are kept in the record alone. `token`, `secret`, `ca_file`: as those of `messages`.

    `fields`: what the platform calls each of `RATING_FIELDS`; `-`: it is not sent. `keep_h`: hours after which a rating
    that was not accepted is given up.
    """

    url: str = web_address("", *_URL)
    token: str = text("", secret=True)
    secret: str = text("", secret=True)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    fields: str = text("", *_FIELDS)
    keep_h: int = whole(168, 1, 720)


def renamed(told: str) -> dict[str, str]:
    """`FeedbackSettings.fields` by our name; "-": it is not sent."""
    pairs = (pair.partition("=") for pair in re.split(r"\s*,\s*", told.strip()) if pair)
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def mistakes(feedback: FeedbackSettings) -> Iterator[tuple[str, str]]:
    """What is wrong with these values together: the setting, and what to do. Nothing secret is told."""
    names = renamed(feedback.fields)
    for name in names:
        if name not in RATING_FIELDS:
            yield "fields", f"feedback.fields: {name} is no field of a rating; these are: {', '.join(RATING_FIELDS)}"
    theirs = [names.get(name, name) for name in RATING_FIELDS]
    for twice in sorted({name for name in theirs if name != "-" and theirs.count(name) > 1}):
        yield "fields", f"feedback.fields: two fields would be called {twice}; give each a name of its own"
    if wrong := secret_mistake("feedback.secret", feedback.secret):
        yield "secret", wrong
