"""Playing a conversation test against the machine."""

from __future__ import annotations

from dialogue.acts import Begin, Turn
from dialogue.errors import DialogueError
from dialogue.library import Library
from dialogue.machine import Machine
from dialogue.testing import keywords
from dialogue.testing.drive import Desk, work_off
from dialogue.testing.expectations import leaks, misses
from dialogue.testing.model import Beat, Trial
from dialogue.testing.outcome import Exchange, Miss, Outcome

#: The conversation's name: a part of every idempotency key.
CONVERSATION = "对话测试"


def run_trial(library: Library, trial: Trial) -> Outcome:
    """Play it to its end. After a miss it goes on: one reading shows everything that is wrong."""
    return _Play(library, trial).play()


class _Play:
    def __init__(self, library: Library, trial: Trial) -> None:
        self.library, self.trial = library, trial
        self.way: list[tuple[str, int]] = []
        self.machine = Machine(library, watch=lambda service, at: self.way.append((service, at)))
        self.desk = Desk(trial.stand_ins)
        self.state = self.machine.new(CONVERSATION, trial.today)
        self.exchanges: list[Exchange] = []
        self.misses: list[Miss] = []

    def play(self) -> Outcome:
        broken = self._do(None, Begin(self.trial.channel, self.trial.elderly))
        for beat in self.trial.beats:
            if broken:
                break
            if self.state.ended:
                ending = keywords.ENDINGS[self.state.ended]
                self._miss(beat.line, "多出来的步骤", keywords.deed_words(beat.deed), f"对话已经结束（{ending}）")
                break
            broken = self._do(beat, beat.deed)
        return Outcome(self.trial, tuple(self.exchanges), tuple(self.misses), tuple(self.way))

    def _do(self, beat: Beat | None, turn: Turn) -> bool:
        """True when the machine itself gave up: nothing can follow."""
        before, line = self.state, beat.line if beat else self.trial.line
        try:
            self.state, acts = work_off(self.machine, before, turn, self.desk.answer)
        except DialogueError as error:
            self.exchanges.append(Exchange(beat, before, before, ()))
            self._miss(line, "出错", "照常进行", str(error))
            return True
        self.exchanges.append(Exchange(beat, before, self.state, acts))
        for api in self.desk.unknown:
            self._miss(line, "接口", f"在“接口”里写好 {api} 的答复", "没有写，按失败处理")
        self.desk.unknown.clear()
        if beat and beat.wanted:
            self.misses += misses(self.library, beat.wanted, self.exchanges)
        self.misses += leaks(self.exchanges)
        return False

    def _miss(self, line: int, what: str, wanted: str, got: str) -> None:
        self.misses.append(Miss(len(self.exchanges) - 1, line, what, wanted, got))
