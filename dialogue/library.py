"""The scripts and the knowledge that a machine runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dialogue import phrases
from dialogue.knowledge import Knowledge, Passage
from dialogue.samples import NO_SAMPLES, Samples
from dialogue.script import Script
from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from dialogue.script.model import Channel
from dialogue.script.uses import follow_up_templates, prompts, templates
from dialogue.slot_kinds import kind_of
from dialogue.understand import validation_messages
from dialogue.understand.likely_option import option_wordings
from dialogue.understand.match import Matcher
from dialogue.understand.sampled import is_near
from dialogue.understand.small_talk import SMALL_TALK
from dialogue.understand.wish_ranker import WishRanker
from dialogue.understand.yes_no_model import likely_answer
from mandarin.text_cache import TextCache

#: What is asked about where only the fit matters, and the texts that are kept while samples are learnt.
_ANY, _TEXTS = "好的吧", 1 << 16


@dataclass(frozen=True)
class Library:
    """The loaded scripts and passages. Immutable: an edited script makes a new library."""

    scripts: tuple[Script, ...]
    passages: tuple[Passage, ...]
    calendar: HallCalendar = NO_CALENDAR
    samples: Samples = NO_SAMPLES

    @cached_property
    def every(self) -> tuple[Script, ...]:
        """The scripts, and those that a correction runs (`Script.correction`), which are not offered."""
        return (*self.scripts, *(one.correction.script for one in self.scripts if one.correction))

    @cached_property
    def _by_name(self) -> dict[str, Script]:
        return {script.name: script for script in reversed(self.every)}

    @cached_property
    def labels(self) -> frozenset[str]:
        """The options of all questions: a value that is one of them tells nothing of a person."""
        slots = (slot for script in self.every for slot in script.slots)
        return frozenset(("是", "否", *(choice.label for slot in slots for choice in slot.choices)))

    def script(self, name: str) -> Script | None:
        return self._by_name.get(name)

    def on(self, channel: Channel, today: date | None = None) -> tuple[str, ...]:
        """The names of the services offered on a channel; with `today`, only those that are valid then.

        One with a place (排序) stands there, the others by their files' names.
        """
        return tuple(
            script.name
            for script in self._in_order
            if channel in script.channels and (today is None or script.valid(today))
        )

    @cached_property
    def _in_order(self) -> tuple[Script, ...]:
        found = [script for script in self.scripts if not script.place]
        for script in sorted((one for one in self.scripts if one.place), key=lambda one: one.place):
            found.insert(script.place - 1, script)
        return tuple(found)

    @cached_property
    def knowledge(self) -> Knowledge:
        return Knowledge(self.passages)

    @cached_property
    def matcher(self) -> Matcher:
        """Matches an utterance to the name of a service."""
        return Matcher({script.name: (script.name, *script.says) for script in self.scripts})

    @cached_property
    def wishes(self) -> WishRanker:
        """Ranks the services by what citizens said who wanted them."""
        return WishRanker(self.matcher.wordings, self.samples)

    def learn(self) -> None:
        """Fit what is learnt from sample utterances, of services and of each slot, so that no citizen waits for it.
        Takes seconds, where no library with the same samples has learnt before.
        """
        with TextCache(_TEXTS).active():
            self.wishes.rank(_ANY)
            for slot in (slot for script in self.every for slot in script.slots if slot.samples):
                is_near(slot, _ANY, option_wordings(slot))
                if kind_of(slot).choices == "yes_no":
                    likely_answer(slot, _ANY)

    def wordings(self) -> list[str]:
        """What citizens may say by meaning: services, options and questions in all wordings, no duplicates."""
        found = [text for script in self.scripts for text in (script.name, *script.says)]
        choices = [choice for script in self.every for slot in script.slots for choice in slot.choices]
        found += [text for choice in choices for text in (choice.label, *choice.says)]
        found += [text for passage in self.passages for text in (*passage.questions, passage.answer)]
        return list(dict.fromkeys(found))

    def prompts(self) -> list[str]:
        """Every sentence the machine may say, holes 【…】 unfilled, no duplicates: for rendering ahead."""
        found = [*phrases.all_phrases(), *validation_messages.all_messages()]
        for script in self.every:
            found += _script_prompts(script)
        found += SMALL_TALK.values()
        for passage in self.passages:
            found += dict.fromkeys((passage.spoken, passage.spoken_on("phone")))
        return list(dict.fromkeys(found))


def _script_prompts(script: Script) -> list[str]:
    found = list(phrases.for_service(script.name))
    found += [script.consent.text.raw] if script.consent else []
    for slot in script.slots:
        found += (
            [phrases.options_line([choice.label for choice in slot.choices])] if kind_of(slot).choices == "one" else []
        )
        found += [template.raw for template in prompts(slot)] + [phrases.for_slot(slot.name)]
    found += [template.raw for step in script.steps for template in templates(step)]
    found += [template.raw for template in follow_up_templates(script)]
    return found
