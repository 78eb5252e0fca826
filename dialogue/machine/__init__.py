"""The step machine: one conversation, one pure step for each turn."""

from dialogue.machine.state import Filled, Question, State
from dialogue.machine.step import Machine

__all__ = ["Filled", "Machine", "Question", "State"]
