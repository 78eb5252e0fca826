"""Conversation tests that a change of the script has broken, changed to fit it.

for repair in repairs(script, text, library): ...
mended = repaired(script, text, library, repair, answer="有")
"""

from dialogue.mending.find import repairs
from dialogue.mending.mend import repaired
from dialogue.mending.model import ChangedStep, MendedTests, Repair, RepairKind

__all__ = ["ChangedStep", "MendedTests", "Repair", "RepairKind", "repaired", "repairs"]
