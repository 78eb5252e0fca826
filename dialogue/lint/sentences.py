"""Every sentence of a script that a citizen hears, with its line and the channels it is heard on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogue.script import Script, Slot
from dialogue.script.model import Channel, Confirm, Spoken
from dialogue.script.template import Template
from dialogue.script.uses import spoken_by


@dataclass(frozen=True, slots=True)
class Sentence:
    """`slot`: the one that is asked for with it, if any. `confirms`: it is a 确认."""

    template: Template
    channels: frozenset[Channel]
    slot: Slot | None = None
    confirms: bool = False

    @property
    def line(self) -> int:
        return self.template.line

    @property
    def words(self) -> str:
        """The text without its holes."""
        return "".join(part for part in self.template.parts if isinstance(part, str))


def sentences(script: Script) -> Iterator[Sentence]:
    """Each once, only with channels the script is offered on."""
    if script.consent:
        yield Sentence(script.consent.text, script.channels)
    for slot in script.slots:
        prompt = slot.prompt
        said: list[tuple[Template, Channel]] = [
            (prompt.first, "screen"),
            (prompt.again, "screen"),
            (prompt.phone, "phone"),
            (prompt.phone_again, "phone"),
        ]
        yield from _merged(script, said, slot)
    for one in script.follow_ups:
        if one.spoken:
            yield from _merged(script, _both(one.spoken), None)
    for step in script.steps:
        spoken = spoken_by(step)
        if spoken:
            yield from _merged(script, _both(spoken), None, isinstance(step, Confirm))


def _both(spoken: Spoken) -> list[tuple[Template, Channel]]:
    return [(spoken.screen, "screen"), (spoken.phone, "phone")]


def _merged(
    script: Script, said: list[tuple[Template, Channel]], slot: Slot | None, confirms: bool = False
) -> Iterator[Sentence]:
    """The same template for several channels is one sentence."""
    channels: dict[tuple[str, int], set[Channel]] = {}
    templates = {(template.raw, template.line): template for template, _ in said}
    for template, channel in said:
        if channel in script.channels:
            channels.setdefault((template.raw, template.line), set()).add(channel)
    for key, heard_on in channels.items():
        yield Sentence(templates[key], frozenset(heard_on), slot, confirms)
