"""Channel profiles: the timeouts of a channel, from the settings: turn-taking, segmentation, end silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from asr import EndpointSettings, EndSilenceSettings, SegmenterSettings
from asr.segmentation.echo_suppressor import EchoSuppressorSettings
from asr.segmentation.near_field import NearFieldSettings
from dialogue import Channel
from kiosk.config import AsrSettings, Settings, TurnSettings
from kiosk.turn import BargeInPolicy, Profile, PromptKind

#: The sections of the settings that hold each channel's timeouts. The phone has none of its own yet.
SECTIONS: Mapping[Channel, Callable[[Settings], tuple[TurnSettings, AsrSettings]]] = {
    "screen": lambda settings: (settings.turns, settings.asr),
    "phone": lambda settings: (settings.turns, settings.asr),
}
#: Of a telephone, the network's canceller leaves -20 dB at the most while it settles. Without an assumption nothing of
#: a caller would be heard in the clerk's first two seconds: the first 喂 would be lost.
_ECHO: Mapping[Channel, EchoSuppressorSettings] = {
    "screen": EchoSuppressorSettings(),
    "phone": EchoSuppressorSettings(assumed_db=-20.0),
}
#: A telephone's line has no distance, and its gain moves: any voice may break in.
_NEAR_FIELD: Mapping[Channel, NearFieldSettings | None] = {"screen": NearFieldSettings(), "phone": None}
#: At 8 kHz a nod is misheard for a moment more often (明白 as ying ba): of 20 nods by a voice that the syllable head
#: was not trained on, one look lets 7 stop the clerk, two let 4.
_BARGE_IN_LOOKS: Mapping[Channel, int] = {"screen": 1, "phone": 2}


@dataclass(frozen=True, slots=True)
class ChannelProfile:
    """How conversations on one channel take turns, start an utterance, and end it."""

    turn: Profile
    segmenter: SegmenterSettings
    end_silence: EndSilenceSettings


def channel_profile(settings: Settings, channel: Channel) -> ChannelProfile:
    turns, asr = SECTIONS[channel](settings)
    return ChannelProfile(
        turn=Profile(
            no_input_timeout_s=turns.no_input_timeout_s,
            idle_s=turns.idle_s,
            idle_amid_sound=channel != "phone",
            barge_in_looks=_BARGE_IN_LOOKS[channel],
            barge_in={kind: BargeInPolicy(getattr(turns.barge_in, kind.value)) for kind in PromptKind},
        ),
        segmenter=replace(segmenter_settings(asr), echo=_ECHO[channel], near_field=_NEAR_FIELD[channel]),
        end_silence=EndSilenceSettings(open_ms=asr.end_silence_ms, told_ms=asr.end_silence_ms),
    )


def segmenter_settings(asr: AsrSettings) -> SegmenterSettings:
    return SegmenterSettings(
        endpoint=EndpointSettings(min_speech_ms=asr.min_speech_ms, end_silence_ms=asr.end_silence_ms)
    )
