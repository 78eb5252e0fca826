"""The step machine."""

from dialogue.machine.machine import Machine
from dialogue.machine.state import Filled, Question, State

__all__ = ["Filled", "Machine", "Question", "State"]
