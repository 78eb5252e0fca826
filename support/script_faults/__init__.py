"""Mistakes that operators make, made on purpose in the scripts we ship: `KINDS` of them, each a list of places."""

from support.script_faults import channel, evidence, safety, structure, understanding  # each adds its kinds
from support.script_faults.shipped import KINDS, Fault, Shipped

__all__ = ["KINDS", "Fault", "Shipped", "channel", "evidence", "safety", "structure", "understanding"]
