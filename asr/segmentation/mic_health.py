"""The health of a microphone, for a hint on the screen. Sans-I/O; time is counted in chunks.

    chunk(level, ...) -> MicState, for every chunk of 512 samples; missing(seconds) while none come

    state   when                                                             until
    DEAD    no sound has come for 2 s                                        it comes again
    MUTED   zeros for 3 s and never any sound; zeros for 10 s after sound;   0.1 s of sound
            30 s where this microphone sends zeros between words
    LOUD    15 clipped chunks (half a second), leaking 1 in 10               about 5 s without clipping
    FAR     4 s of voice, all of it under the near gate, leaking 1 in 8      0.3 s of voice within the gate, or the
                                                                             voice is gone for half a minute

Where more than one holds, the one higher in the table is shown. A state is shown for at least 1.5 s.
Distant talk in a full hall is FAR as well: show it only while an answer is expected.
"""

from __future__ import annotations

from enum import Enum

from asr.segmentation.vad import CHUNK
from asr.transcript import RATE


class MicState(Enum):
    """What is wrong with the microphone."""

    OK = "ok"
    MUTED = "muted"  # switched off: digital silence
    FAR = "far"  # a voice, but too far away or too soft
    LOUD = "loud"  # too close, or the gain is too high: it clips
    DEAD = "dead"  # no sound arrives at all


def _chunks(seconds: float) -> int:
    return round(seconds * RATE / CHUNK)


_DEAD_S = 2.0
_DWELL = _chunks(1.5)
#: Zeros that last so long mean a muted microphone; by what it has sent before.
_MUTED_FROM_START, _MUTED_AFTER_SOUND, _MUTED_IF_GATED = _chunks(3.0), _chunks(10.0), _chunks(30.0)
#: A noise gate (browsers, drivers, headsets) shuts for longer than _GATE_SHUT between words; _GATE_HABIT times in a
#: session mean that there is one.
_GATE_SHUT, _GATE_HABIT = _chunks(0.2), 3
_SOUND_AGAIN = _chunks(0.1)
#: Share of a chunk's samples; a single clipped sample is inaudible.
_CLIPPED_SHARE = 0.005
_LOUD_ON, _LOUD_OFF, _LOUD_LEAK, _LOUD_MOST = 15.0, 2.0, 0.1, 30.0
_VOICED = 0.5
_FAR_ON, _FAR_LEAK, _FAR_MOST = float(_chunks(4.0)), 1 / 8, float(_chunks(5.0))
_NEAR_VOICE = _chunks(0.3)


class MicHealthMonitor:
    """Monitors one microphone. Make a new one for another microphone or another citizen."""

    def __init__(self) -> None:
        self.state = MicState.OK
        self._since = _DWELL  # chunks the state has been shown
        self._zeros = 0  # in a row
        self._sounds = 0  # chunks in a row that are not zeros
        self._had_sound = False
        self._gaps = 0  # stretches of zeros that ended in sound again
        self._muted = False
        self._clipped = 0.0
        self._loud = False
        self._far = 0.0  # chunks of voice below the gate
        self._near = 0
        self._is_far = False

    def chunk(self, level_db: float, *, zero: bool, clipped: float, voice: float, near: bool) -> MicState:
        """Add one chunk of 512 samples. Returns the state, which may have changed.

        `level_db`: dBFS; `zero`: every sample is 0; `clipped`: share of its samples at full scale (0..1); `voice`:
        probability that it is voiced; `near`: it is louder than the near-field gate. Raises ValueError for shares or
        probabilities outside 0..1.
        """
        if not (0.0 <= clipped <= 1.0 and 0.0 <= voice <= 1.0):
            raise ValueError(f"clipped {clipped} and voice {voice} must be within 0..1")
        self._since += 1
        self._watch_zeros(zero or level_db <= -99.0)
        self._watch_clipping(clipped)
        self._watch_distance(voice, near)
        if self._muted:
            return self._show(MicState.MUTED)
        if self._loud:
            return self._show(MicState.LOUD)
        return self._show(MicState.FAR if self._is_far else MicState.OK)

    def missing(self, seconds: float) -> MicState:
        """No chunk has come for `seconds`. Call it about once a second while none come."""
        if seconds >= _DEAD_S and self.state is not MicState.DEAD:
            self.state, self._since = MicState.DEAD, 0
        return self.state

    def _show(self, wanted: MicState) -> MicState:
        if wanted is not self.state and self._since >= _DWELL:
            self.state, self._since = wanted, 0
        return self.state

    def _watch_zeros(self, zero: bool) -> None:
        if zero:
            self._zeros += 1
            self._sounds = 0
            limit = (
                _MUTED_FROM_START
                if not self._had_sound
                else _MUTED_AFTER_SOUND
                if self._gaps < _GATE_HABIT
                else _MUTED_IF_GATED
            )
            self._muted = self._muted or self._zeros >= limit
            return
        self._sounds += 1
        if self._zeros >= _GATE_SHUT and self._had_sound and not self._muted:
            self._gaps += 1
        self._zeros = 0
        self._had_sound = True
        if self._sounds >= _SOUND_AGAIN:
            self._muted = False

    def _watch_clipping(self, clipped: float) -> None:
        hit = 1.0 if clipped > _CLIPPED_SHARE else -_LOUD_LEAK
        self._clipped = min(_LOUD_MOST, max(0.0, self._clipped + hit))
        self._loud = self._clipped >= (_LOUD_OFF if self._loud else _LOUD_ON)

    def _watch_distance(self, voice: float, near: bool) -> None:
        if voice >= _VOICED and near:
            self._near += 1
            if self._near >= _NEAR_VOICE:
                self._far, self._is_far = 0.0, False
        elif voice >= _VOICED:
            self._near = 0
            self._far = min(_FAR_MOST, self._far + 1.0)
        else:
            self._far = max(0.0, self._far - _FAR_LEAK)
        self._is_far = self._far >= _FAR_ON or (self._is_far and self._far > 0.0)
