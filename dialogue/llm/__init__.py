"""The language model, where a hall has one: it may choose and reword, and nothing it says is taken on trust.

asked = consultation(consult)                 # pure: what to put to it
text = await LanguageModel(url, model).ask(asked.request)
verdict = asked.conclude(text)                # pure: what of it may be used
"""

from dialogue.llm.breaker import Breaker
from dialogue.llm.client import LanguageModel
from dialogue.llm.consultation import Consultation, Verdict, consultation
from dialogue.llm.errors import ModelError

__all__ = ["Breaker", "Consultation", "LanguageModel", "ModelError", "Verdict", "consultation"]
