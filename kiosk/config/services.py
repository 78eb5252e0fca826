"""The settings of scripts and knowledge: where the hall takes them from, and who must agree to a version."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.config.rules import NO_FILE, one_of


@dataclass(frozen=True, slots=True)
class ServicesSettings:
    """`source`: `folder`: what is saved in `services_dir` goes live; `published`: what was published in the record, and
    the folder is only where versions are made. `approval`: whether another person than the author must approve.
    `ticket_rules`: the hall's own rules for tickets (docs/tickets.md); none: the shipped ones.
    """

    source: Literal["folder", "published"] = one_of("folder", "folder", "published")
    approval: Literal["two_persons", "one"] = one_of("two_persons", "two_persons", "one")
    ticket_rules: Path | None = field(default=None, metadata=NO_FILE)
