"""Traditional characters to Simplified, as the recogniser writes them and Hong Kong types them."""

from __future__ import annotations

import re
from functools import lru_cache

from opencc import OpenCC

#: OpenCC leaves 著 alone, for it is right in 著名. As a particle (看著) it is 着. Its table of Taiwan's forms (tw2s)
#: would mend that but spoils Simplified text: 什么 becomes 什幺, 抬 becomes 擡.
_PARTICLE_ZHE = re.compile(r"(?<![显编名原论土专巨译合卓昭拙遗])著(?![名作称者有书述录])")


def simplify(text: str) -> str:
    """Phrase by phrase; words are not exchanged, and Simplified text stays as it is."""
    return _PARTICLE_ZHE.sub("着", str(_converter().convert(text)))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")
