"""Words that address the clerk, whatever follows: 请问, 有人吗, 我想办……"""

from __future__ import annotations

import re

_TURNS_TO = re.compile(
    r"请问|[你您]好|有人[吗在]|我[想要得]|帮[我忙]|麻烦|问[一]?下|怎么[办弄走]|在哪|[能可]不[能可]|人工"
)


def addressed(text: str) -> bool:
    """Does it sound as if said to a clerk? Generous: what is left out is not answered."""
    return bool(_TURNS_TO.search(text))
