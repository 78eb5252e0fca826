"""Dialogue: turns in, acts out, by service scripts and knowledge. Deterministic, offline and pure.

library = load_library("services")            # raises ScriptErrors with every mistake
machine = Machine(library)
state = machine.new("c-1", date(2026, 11, 22))
state, acts = machine.step(state, Begin())
state, acts = machine.step(state, Said("社保卡丢了"))
"""

from dialogue.errors import DialogueError, MachineError, ScriptError, ScriptErrors
from dialogue.library import Library
from dialogue.machine import Filled, Machine, State
from dialogue.machine.answers.late import is_staff_key, stands_alone
from dialogue.script.model import Channel
from dialogue.services import ServicesFolder, load_library, read_services
from dialogue.understand.addressed import addressed
from dialogue.understand.backchannel import BACKCHANNEL_BEGINNINGS, backchannel, like_backchannel, nodded

__all__ = [
    "BACKCHANNEL_BEGINNINGS",
    "Channel",
    "DialogueError",
    "Filled",
    "Library",
    "Machine",
    "MachineError",
    "ScriptError",
    "ScriptErrors",
    "ServicesFolder",
    "State",
    "addressed",
    "backchannel",
    "is_staff_key",
    "like_backchannel",
    "load_library",
    "nodded",
    "read_services",
    "stands_alone",
]
