"""A channel's timeouts, from the settings: what is set is what the turn machine does."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import get_args

import pytest

from dialogue import Channel
from dialogue.acts import Begin
from kiosk.config import AsrSettings, Settings, TurnSettings
from kiosk.config.settings import BargeInSettings
from kiosk.hall.channel_profiles import SECTIONS, channel_profile
from kiosk.turn import (
    ConversationStarted,
    Decided,
    InterimTranscript,
    PlaybackStarted,
    PromptKind,
    Speaking,
    State,
    StopSpeaking,
    TimePassed,
    TurnMachine,
    UtteranceStarted,
)


def speech_over(prompt: PromptKind, turns: TurnSettings) -> TurnMachine:
    """The citizen starts to speak over a prompt, at 5.0 s."""
    machine = TurnMachine(channel_profile(Settings(turns=turns), "screen").turn)
    for event in (ConversationStarted(Begin()), Speaking(prompt), PlaybackStarted(), Decided()):
        machine.feed(event, 1.0)
    machine.feed(UtteranceStarted(), 5.0)
    return machine


def test_each_kind_of_prompt_has_its_barge_in_setting() -> None:
    assert {field.name for field in fields(BargeInSettings)} == {kind.value for kind in PromptKind}
    policies = channel_profile(Settings(), "screen").turn.barge_in
    assert {kind.value: policy.min_speech_s for kind, policy in policies.items()} == asdict(BargeInSettings())


@pytest.mark.parametrize("prompt", PromptKind)
def test_speech_stops_each_kind_of_prompt_when_the_setting_says(prompt: PromptKind) -> None:
    machine = speech_over(prompt, TurnSettings(barge_in=BargeInSettings(**{prompt.value: 0.6})))
    assert machine.deadline == pytest.approx(5.6)
    assert machine.feed(TimePassed(), 5.5) == []
    assert machine.feed(TimePassed(), 5.6) == [StopSpeaking()]
    assert machine.state is State.HEARING


def test_a_telephone_has_no_near_field() -> None:
    assert channel_profile(Settings(), "phone").segmenter.near_field is None
    assert channel_profile(Settings(), "screen").segmenter.near_field is not None


@pytest.mark.parametrize("prompt", PromptKind)
def test_where_only_words_stop_the_clerk_speech_never_does(prompt: PromptKind) -> None:
    machine = speech_over(prompt, TurnSettings(barge_in=BargeInSettings(**{prompt.value: None})))
    assert machine.deadline is None
    assert machine.feed(TimePassed(), 60.0) == []
    assert machine.feed(InterimTranscript(), 60.0) == [StopSpeaking()]


def test_zero_stops_the_clerk_with_the_first_speech() -> None:
    assert speech_over(PromptKind.NOTICE, TurnSettings(barge_in=BargeInSettings(notice=0.0))).feed(
        TimePassed(), 5.0
    ) == [StopSpeaking()]


def test_the_timeouts_are_set() -> None:
    profile = channel_profile(Settings(turns=TurnSettings(no_input_timeout_s=5.0, idle_s=90.0)), "screen").turn
    assert (profile.no_input_timeout_s, profile.idle_s) == (5.0, 90.0)


def test_every_channel_of_the_scripts_has_a_profile() -> None:
    assert set(SECTIONS) == set(get_args(Channel))


def test_segmentation_and_end_silence_are_set() -> None:
    profile = channel_profile(Settings(asr=AsrSettings(min_speech_ms=300, end_silence_ms=700)), "phone")
    assert profile.segmenter.endpoint.min_speech_ms == 300
    assert (profile.segmenter.endpoint.end_silence_ms, profile.end_silence.open_ms) == (700, 700)


def test_the_phone_hears_callers_before_an_echo_is_learnt_and_never_ends_amid_sound() -> None:
    phone, screen = channel_profile(Settings(), "phone"), channel_profile(Settings(), "screen")
    assert (phone.segmenter.echo.assumed_db, screen.segmenter.echo.assumed_db) == (-20.0, None)
    assert (phone.turn.idle_amid_sound, screen.turn.idle_amid_sound) == (False, True)
