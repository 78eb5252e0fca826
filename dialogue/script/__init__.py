"""The service script language: YAML that a clerk can read -> a typed, checked program."""

from dialogue.script.load import compile_script, load_script
from dialogue.script.model import Script, Slot, Step

__all__ = ["Script", "Slot", "Step", "compile_script", "load_script"]
