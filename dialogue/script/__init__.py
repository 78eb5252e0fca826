"""The service script language: YAML that a clerk can read -> a typed, checked program."""

from dialogue.script.load import load_script
from dialogue.script.model import Script, Slot, Step

__all__ = ["Script", "Slot", "Step", "load_script"]
