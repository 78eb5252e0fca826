"""The driver of readers with a SAM module, against a stand-in on a pseudo-terminal."""

from __future__ import annotations

import pytest

from kiosk.config.devices import ReaderSettings
from kiosk.devices.driver import Became, CardLaid, DeviceError
from kiosk.devices.drivers import serial_reader as driver
from kiosk.devices.drivers.serial_reader import SerialReader
from kiosk.wire.messages import IdCard
from support.driven import driven
from support.sam_stand_in import sam_reader

CARD, OTHER = IdCard("李桂英", "11010519491231002X"), IdCard("欧阳建国", "110105198805234517")


def reader_at(port: str) -> SerialReader:
    return SerialReader(ReaderSettings(driver="serial", port=port, poll_ms=100))


async def test_a_card_is_told_when_it_is_laid_and_another_after_it() -> None:
    async with sam_reader() as (stand_in, port), driven(reader_at(port)) as told:
        await told.until(Became("ready"))
        stand_in.card = CARD
        await told.until(CardLaid(CARD))
        stand_in.card = OTHER
        await told.until(CardLaid(OTHER))
        assert told.events.count(CardLaid(CARD)) == 1


async def test_a_reader_that_is_not_there_or_says_nothing_is_unplugged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "ANSWER_S", 0.5)
    async with driven(reader_at("/dev/nowhere")) as told:
        with pytest.raises(DeviceError) as raised:
            await told.first()
        assert raised.value.condition == "unplugged"
    async with sam_reader() as (stand_in, port):
        stand_in.silent = True
        async with driven(reader_at(port)) as told:
            with pytest.raises(DeviceError, match="SAM"):
                await told.first()
