"""The settings of scripts and knowledge: where the hall takes them from, and who must agree to a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.config.rules import one_of


@dataclass(frozen=True, slots=True)
class ServicesSettings:
    """`source`: `folder`: what is saved in `services_dir` goes live; `published`: what was published in the record, and
    the folder is only where versions are made. `approval`: whether another person than the author must approve.
    """

    source: Literal["folder", "published"] = one_of("folder", "folder", "published")
    approval: Literal["two_persons", "one"] = one_of("two_persons", "two_persons", "one")
