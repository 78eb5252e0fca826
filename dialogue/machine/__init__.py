"""The step machine."""

from dialogue.machine.state import Filled, Question, State
from dialogue.machine.step import Machine

__all__ = ["Filled", "Machine", "Question", "State"]
