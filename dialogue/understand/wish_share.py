"""How likely words wish a service: what is done by them (`act_model`) and how near the service's samples are.

A logistic model of both. Neither tells alone: 居住证我办了三年了 is near to samples and wishes nothing, and
毕业证弄丢了补一个 wishes what no service here does. Fitted on 3,888 first lines of four strangers; the act model and
the samples that read a line had no lines of its hand. On the lines of a hand that it was not fitted on:

    share from   wishes: the right service     no wish
        0.2              78 %                    17 %
        0.3              74 %                    12 %
        0.4              69 %                     8 %
        0.5              64 %                     6 %
        0.8              44 %                     1.6 %
        0.9              32 %                     0.7 %
"""

from __future__ import annotations

import math

from dialogue.understand.act_model import act_model
from dialogue.understand.asking import asks
from mandarin.text_cache import text_cached

#: The least and the most that an act counts as likely, and the least score.
_LEAST_ACT, _LEAST_SCORE = 0.01, 0.03
_BIAS, _ACT, _SCORE, _BOTH, _ASKS, _LOG_SCORE = 3.81, 0.31, -1.83, 1.51, -1.2, 2.85


def wish_share(text: str, score: float, wanted: float) -> float:
    """How likely `text` wishes a service, 0 to 1. `score`: its nearness to the service (`WishRanker`). `wanted`: how
    likely it wishes anything (`wanted_share`).
    """
    act = math.log((wanted + _LEAST_ACT) / (1 - wanted + _LEAST_ACT))
    sum_ = _BIAS + _ACT * act + _SCORE * score + _BOTH * act * score + _ASKS * asks(text)
    return 1 / (1 + math.exp(-sum_ - _LOG_SCORE * math.log(max(score, _LEAST_SCORE))))


@text_cached
def wanted_share(text: str, *, reports: bool = False) -> float:
    """How likely `text` wishes something done. `reports`: what is wrong in the city counts too, for a service that
    takes reports.
    """
    shares = act_model().shares(text)
    return shares["wish"] + (shares["report"] if reports else 0.0)
