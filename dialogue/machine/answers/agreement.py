"""A yes, and more about the service that was asked about: 对，我租房住的; 是滴，卡没得了; 对，办身份证."""

from __future__ import annotations

from dialogue.machine.context import StepContext
from dialogue.understand.clauses import read_parts
from dialogue.understand.intent import read_intent
from dialogue.understand.requested import read_requested

#: What may stand beside the words that tell more: a 没 in a statement denies nothing.
_TELLING = frozenset({"yes", "no", "harmless", "unread", "hedge"})


def agrees_and_tells(ctx: StepContext, said: str, service: str) -> bool:
    """Whether `said`, from which the words of the question were removed, agrees to `service` and tells more of it.

    False where it names another service, or refuses one.
    """
    parts = [{clause.kind for clause in part} for part in read_parts(said)]
    if len(parts) < 2 or not parts[0] <= {"yes", "harmless"} or "yes" not in parts[0]:
        return False
    tells = all(kinds <= _TELLING and (kinds <= {"yes", "harmless"} or "unread" in kinds) for kinds in parts[1:])
    if not tells or read_requested(said).refused:
        return False
    named = read_intent(ctx.library.matcher, said)
    return not named.sure or named.sure == service
