"""Turn-taking for one conversation, sans-I/O: events and a clock go in, actions come out.

What is known is kept in `TurnFacts`, the state is derived of it, and what an event does is looked up in
`kiosk.turn.table`. The policy that the table holds:

- Speech over a prompt is not yet a barge-in. Words are, and speech that lasts (`BargeInPolicy`); a cough and a
  backchannel (嗯) are not. Over a yes/no question the backchannel is held, and is the answer once the question has
  been played.
- A barge-in that turns out to have no words resumes the prompt from the clause that was cut.
- A citizen who pauses and goes on before the answer was heard has made one utterance: the answer is rolled back, and
  all the words are decided together. What cannot be rolled back, such as a call of the back end, is `Committed`.
- The answer is decided preemptively in a pause that may be the end, and cancelled if it was not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kiosk.turn.actions import TurnAction
from kiosk.turn.events import TurnEvent
from kiosk.turn.facts import TurnFacts
from kiosk.turn.profile import Profile
from kiosk.turn.state import State
from kiosk.turn.table import STATES, TABLE, Transition

Row = tuple[State, type[TurnEvent]]


def _rows() -> Mapping[Row, list[Transition]]:
    rows: defaultdict[Row, list[Transition]] = defaultdict(list)
    for transition in TABLE:
        for state in transition.states:
            for event in transition.events:
                rows[state, event].append(transition)
    return dict(rows)


_ROWS = _rows()


class TurnMachine:
    """Feed it every event, and carry out the actions. `state` and `deadline` may be read at any time.

    Times are seconds on the caller's monotonic clock.
    """

    def __init__(self, profile: Profile) -> None:
        self._facts = TurnFacts(profile)

    @property
    def state(self) -> State:
        return next(state for state, _, holds in STATES if holds(self._facts))

    @property
    def citizen_speaks(self) -> bool:
        """Or has just spoken, and it is being recognised."""
        return self._facts.voice_since is not None or self._facts.recognising > 0

    @property
    def deadline(self) -> float | None:
        """When the next `TimePassed` is due, or None while no timer runs."""
        facts, state = self._facts, self.state
        if facts.away:
            return None
        if state is State.SPEAKING:
            return facts.barge_in_at
        if state is State.LISTENING and facts.no_input_at is not None:
            return min(facts.no_input_at, facts.idle_at)
        return None

    def transition(self, event: TurnEvent, now: float) -> Transition | None:
        """The row of the table that applies to `event` at `now`; None: the event is ignored."""
        rows = _ROWS.get((self.state, type(event)), [])
        return next((row for row in rows if all(holds(self._facts, event, now) for holds in row.when)), None)

    def feed(self, event: TurnEvent, now: float) -> list[TurnAction]:
        """Take in one event; gives the actions to carry out, in order."""
        transition = self.transition(event, now)
        steps = () if transition is None else transition.do
        actions = [step(self._facts, event, now) for step in steps]
        self._run_no_input_timer(now)
        return [action for action in actions if action is not None]

    def _run_no_input_timer(self, now: float) -> None:
        """The no-input timer runs exactly while the state is LISTENING."""
        facts = self._facts
        if self.state is not State.LISTENING:
            facts.silent_since = None
        elif facts.silent_since is None:
            facts.silent_since = now
            facts.no_input_latest = now + facts.profile.no_input_timeout_s * facts.profile.no_input_max_factor
