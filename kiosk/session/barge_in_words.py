"""Whether the syllables of speech over the clerk want the floor: no cough, no backchannel, no echo. Pure."""

from __future__ import annotations

from asr import HeardSyllables
from dialogue import BACKCHANNEL_BEGINNINGS, nodded
from kiosk.session.text_echo import repeats

#: Certain syllables that are words: a cough may sound like one.
_WORDS = 2
#: So many certain ones are words in one look, whatever `Profile.barge_in_looks` says.
SURELY_WORDS = 3
#: Probability that a backchannel, and nothing else, was said so far, from which it counts as one. It keeps the floor
#: from none of 146 utterances that were no backchannels (`bench/blind/turns_*.jsonl`, looked at from 0.3 to 0.9 s on).
_NOD = 1e-3


def wants_floor(heard: HeardSyllables, prompt: str, *, choosing: bool) -> bool:
    """`prompt`: what the clerk is saying. `choosing`: the open question is one to which 好 is an answer."""
    if len(heard.certain) < _WORDS or repeats(heard.certain, prompt):
        return False
    return choosing or not nods(heard)


def nods(heard: HeardSyllables) -> bool:
    """Whether it may be a backchannel, as far as it was heard: by its syllables, or beside a likelier reading."""
    return nodded(heard.certain) or heard.share(BACKCHANNEL_BEGINNINGS) >= _NOD
