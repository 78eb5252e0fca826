"""What a conversation's acts count in the metrics, by service and device."""

from __future__ import annotations

from dialogue import State, acts
from kiosk.hall import Hall
from kiosk.session.client_profile import ClientProfile


class ConversationCounts:
    """Of one conversation. A case whose receipt is shown again, by the same number, is one case."""

    def __init__(self, hall: Hall, profile: ClientProfile) -> None:
        self._hall, self._profile = hall, profile
        self._receipts: set[str] = set()

    def add(self, state: State, coming: tuple[acts.Act, ...]) -> None:
        """Before the acts are carried out. An alert and a submission without an outcome are told in the log too."""
        hall, profile = self._hall, self._profile
        metrics, service = hall.metrics, service_of(state)
        for act in coming:
            match act:
                case acts.Filed(filed, receipt=number) if number not in self._receipts:
                    self._receipts.add(number)
                    metrics.by_service.filed(filed, profile.channel)
                case acts.Handoff(reason):
                    metrics.by_service.handed_off(service, profile.device, profile.channel, reason)
                case acts.Note("identity proven", means):
                    metrics.by_service.proven(means, profile.channel)
                case acts.Alert(kind):
                    metrics.alert(kind)
                    hall.log.warning("alert", conversation=state.conversation, kind=kind)
                case acts.Unresolved():
                    metrics.unresolved(act.api)
                    text = "a submission may or may not have been filed; see: kiosk backend unresolved"
                    hall.log.warning(text, conversation=state.conversation, api=act.api)
                case _:
                    pass


def count_end(hall: Hall, profile: ClientProfile, state: State, reason: str, seconds: float) -> None:
    """The conversation is over, `seconds` after it began."""
    hall.metrics.ended(reason, service_of(state), profile.device, profile.channel, seconds)


def service_of(state: State) -> str:
    """The service in hand, else the one that was completed last; empty: none was."""
    return state.service or (state.before[-1].service if state.before else "")
