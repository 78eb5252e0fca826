"""The lines of a hall: how many calls there are, whether one more may begin, and how the last ones ended."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Literal, Protocol, TypeVar

from kiosk.channels.phone.announcements import LINE_BUSY, TOO_MANY, Announcements
from kiosk.channels.phone.call_facts import CallFacts
from kiosk.channels.phone.call_handoff import KEEP_S
from kiosk.channels.phone.callbacks import Callbacks
from kiosk.channels.phone.caller_limit import CallerLimit
from kiosk.channels.phone.cut_off import CutOffCalls
from kiosk.channels.phone.refusals import RefusalLog
from kiosk.channels.phone.shares import AddressShares
from kiosk.channels.phone.silent_connections import SilentConnections, TooManySilentError
from kiosk.config.phone import ANNOUNCED, is_trunk, share
from kiosk.hall import Hall, phrases
from kiosk.upstream.handoff_hook import HANDOFF, HandoffHook
from kiosk.upstream.webhook import Webhook

T = TypeVar("T")
#: Calls whose outcome is remembered.
_REMEMBERED = 1024

#: Seconds for which the whisper of a call can be fetched.
WHISPER_S = 600.0
#: Calls of which all facts are remembered.
_DETAILED = 100

Surface = Literal["audiosocket", "chan_websocket", "media_streams", "sip"]


class WatchedCall(Protocol):
    """A call whose facts can be read while it is up."""

    @property
    def facts(self) -> CallFacts: ...

    @property
    def turn(self) -> Literal["caller", "clerk"]:
        """Whose turn it is."""
        ...

    def give_way(self) -> None:
        """It has not said which call it is, and its place is wanted: end it."""
        ...


class PhoneLines:
    """Shared by all surfaces. A call takes a line with `answer`, and gives it back with `release`."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.announcements = Announcements(hall.voice)
        phone = hall.settings.phone
        hook = Webhook(phone.handoff_url, token=phone.handoff_token, secret=phone.handoff_secret)
        self.handoff = HandoffHook(hook if phone.handoff_url else None, on_fault=hall.metrics.fault)
        hall.outbox.carry(HANDOFF, self.handoff, keep_s=KEEP_S)
        self.callbacks = Callbacks(hall)
        self.cut_off = CutOffCalls(phone.resume_s)
        self._unanswered: OrderedDict[str, None] = OrderedDict()  # calls whose hand-off nobody answered
        self._whispers: OrderedDict[str, tuple[str, float]] = OrderedDict()  # and until when, by the call's name
        self._open: dict[str, WatchedCall] = {}  # by line; announced ones too
        self._talking: set[str] = set()  # calls with a conversation
        self._callers = CallerLimit(phone.calls_per_caller)
        self.refusals = RefusalLog(hall)
        self.shares = AddressShares(share(phone), partial(is_trunk, allow=phone.allow))
        self._silent = SilentConnections[WatchedCall]()
        self._sharing: dict[str, str] = {}  # addresses of calls that count in `shares`, by line
        self._claimed: dict[str, str] = {}  # the names of calls that are up, and their lines
        self._outcomes: OrderedDict[str, str] = OrderedDict()
        self._over: OrderedDict[str, CallFacts] = OrderedDict()  # of the last calls, by the call's name

    def __len__(self) -> int:
        return len(self._open)

    @property
    def full(self) -> bool:
        """Not even an announcement can be played to one more caller."""
        return len(self._open) - len(self._silent) >= self._hall.settings.phone.calls + ANNOUNCED

    @property
    def refuses(self) -> Literal["", "starting", "busy"]:
        """Why a connection is refused before it is a call: the models are not warm yet, or `full`; else empty."""
        if not self._hall.ready and not self._hall.sessions.draining:
            return "starting"
        return "busy" if self.full else ""

    def make_room(self, address: str, now: float) -> bool:
        """For one more connection from `address`, which has not said yet which call it is. False: it is refused."""
        try:
            found = self._silent.gives_way(address, now)
        except TooManySilentError:
            return False
        if found is not None:
            line, call = found
            self.release(line)
            call.give_way()
        return True

    def open(self, line: str, call: WatchedCall, address: str, now: float) -> None:
        """A connection was accepted. Its name is not known yet: see `claim`."""
        self._open[line] = call
        self._silent.add(line, address, call, now)

    def claim(self, line: str, name: str, sharing: str = "") -> Literal["", "busy", "share", "call_id_taken"]:
        """The call of this line has this name; else why it is refused. `sharing`: the address whose share it takes, if
        that is not taken yet.
        """
        if self.full:
            return "busy"
        if name in self._claimed:
            return "call_id_taken"
        if sharing and not self.shares.take(sharing):
            return "share"
        if sharing:
            self._sharing[line] = sharing
        self._silent.remove(line)
        self._claimed[name] = line
        return ""

    def unclaim(self, line: str, name: str) -> None:
        """The line is closed: the dialplan may call again under the same name."""
        if self._claimed.get(name) == line:
            del self._claimed[name]

    def answer(self, line: str, caller: str, now: float) -> str | None:
        """Take a place for a conversation; else the text of the announcement that says why there is none.

        `caller`: their number, empty where it is not known. `now`: seconds on a monotonic clock.
        """
        sessions = self._hall.sessions
        if sessions.draining:
            return phrases.AWAY
        if caller and not self._callers.may_call(caller, now):
            self._hall.metrics.turned_away("caller")
            return TOO_MANY
        busy = len(self._talking) >= self._hall.settings.phone.calls
        if busy or sessions.full or not sessions.admits_other_clients():
            self._hall.metrics.turned_away("busy")
            return LINE_BUSY
        self._talking.add(line)
        return None

    def release(self, line: str) -> None:
        self._open.pop(line, None)
        self._silent.remove(line)
        if address := self._sharing.pop(line, ""):
            self.shares.give_back(address)
        self._talking.discard(line)
        self.callbacks.release(line)

    def unanswered(self, call_id: str) -> bool:
        """The exchange says that nobody answered a call that was handed over; False: no such call.

        When it calls again under the same name, the caller is offered a call back.
        """
        if self._outcomes.get(call_id) != "handoff":
            return False
        _remember(self._unanswered, call_id, None)
        return True

    def was_unanswered(self, call_id: str) -> bool:
        """Once for each word of the exchange."""
        return self._unanswered.pop(call_id, "") is None

    def whisper(self, call_id: str, text: str, now: float) -> None:
        """What the human may hear before the bridge, for as long as a call may wait for one."""
        _remember(self._whispers, call_id, (text, now + WHISPER_S))

    def whispered(self, call_id: str, now: float) -> str | None:
        text, until = self._whispers.get(call_id, ("", now))
        if now >= until:
            self._whispers.pop(call_id, None)
            return None
        return text

    def ended(self, call_id: str, outcome: str) -> None:
        """`outcome`: the reason of the goodbye (`completed`, `handoff`, …), `busy`, `callback`, or `cancelled`."""
        _remember(self._outcomes, call_id, outcome)

    def outcome(self, call_id: str) -> str | None:
        """How a call ended; None: it is unknown, or goes on for the first time."""
        return self._outcomes.get(call_id)

    def word(self, call_id: str) -> str:
        """For a dialplan: `up`, or the `outcome`; empty: there was no such call lately."""
        return "up" if call_id in self._claimed else self._outcomes.get(call_id, "")

    def keep(self, facts: CallFacts) -> None:
        """The facts of a call that is over, for `facts`."""
        self._over[facts.call] = facts
        self._over.move_to_end(facts.call)
        if len(self._over) > _DETAILED:
            self._over.popitem(last=False)

    def going_on(self) -> list[CallFacts]:
        """Of the calls that are up."""
        return [facts for call in self._open.values() if (facts := call.facts).call]

    def turn(self, call_id: str) -> Literal["", "caller", "clerk"]:
        """Whose turn it is in a call that is up; empty: there is none of this name."""
        call = self._open.get(self._claimed.get(call_id, ""))
        return "" if call is None else call.turn

    def facts(self, call_id: str) -> CallFacts | None:
        """Of a call that is up, or was one of the last; by its name, or its conversation's."""
        calls = (*self.going_on(), *reversed(self._over.values()))
        return next((facts for facts in calls if call_id in (facts.call, facts.conversation)), None)

    async def close(self) -> None:
        """After the last call."""
        self.refusals.close()
        await self.handoff.close()


def _remember(table: OrderedDict[str, T], call_id: str, what: T) -> None:
    """The newest `_REMEMBERED` calls."""
    table[call_id] = what
    table.move_to_end(call_id)
    if len(table) > _REMEMBERED:
        table.popitem(last=False)
