"""The ESC/POS driver against a stand-in of the printer: what comes out, and what is told if nothing does."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from kiosk.config.devices import PrinterSettings
from kiosk.devices.driver import Became, DeviceError
from kiosk.devices.drivers import escpos_printer as driver
from kiosk.devices.drivers.escpos_printer import EscposPrinter
from support.driven import driven
from support.escpos_stand_in import EscposStandIn, escpos_printer


def picture() -> bytes:
    drawn = Image.linear_gradient("L").resize((576, 300)).convert("1")
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def printer_at(connection: str) -> EscposPrinter:
    return EscposPrinter(PrinterSettings(driver="escpos", connection=connection))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_LOOK_S", 0.05)
    monkeypatch.setattr(driver, "_ANSWER_S", 0.3)
    monkeypatch.setattr(driver, "PRINT_S", 0.9)


async def test_a_slip_comes_out_as_it_was_drawn() -> None:
    async with escpos_printer() as (stand_in, connection):
        assert await printer_at(connection).print(picture()) == "printed"
        (slip,) = stand_in.slips
        wanted = Image.open(io.BytesIO(picture()))
        assert slip.size == wanted.size
        assert ImageChops.difference(slip.convert("L"), wanted.convert("L")).getbbox() is None


@pytest.mark.parametrize(
    ("change", "became"),
    [({}, "ready"), ({"paper": "low"}, "paper_low"), ({"paper": "out"}, "paper_out"), ({"cover": True}, "wrong")],
)
async def test_its_sensors_are_told(change: dict[str, object], became: str) -> None:
    async with escpos_printer() as (stand_in, connection):
        for name, value in change.items():
            setattr(stand_in, name, value)
        async with driven(printer_at(connection)) as told:
            first = await told.first()
            assert isinstance(first, Became)
            assert first.condition == became


async def test_paper_that_is_out_or_ends_in_the_middle_prints_nothing() -> None:
    async with escpos_printer() as (stand_in, connection):
        stand_in.paper = "out"
        with pytest.raises(DeviceError) as told:
            await printer_at(connection).print(picture())
        assert told.value.condition == "paper_out"
        stand_in.paper, stand_in.ends_after = "ok", 100
        with pytest.raises(DeviceError) as told:
            await printer_at(connection).print(picture())
        assert told.value.condition == "paper_out"
        assert stand_in.slips == []
        stand_in.paper, stand_in.ends_after = "ok", None
        assert await printer_at(connection).print(picture()) == "printed"


async def test_a_printer_that_is_not_there_or_does_not_answer_is_unplugged() -> None:
    async with escpos_printer() as (stand_in, connection):
        stand_in.silent = True
        with pytest.raises(DeviceError, match="does not answer") as told:
            await printer_at(connection).print(picture())
        assert told.value.condition == "unplugged"
    with pytest.raises(DeviceError) as told:
        await printer_at("network:127.0.0.1:1").print(picture())
    assert told.value.condition == "unplugged"
    with pytest.raises(DeviceError):
        await printer_at("file:/nowhere/lp0").print(picture())


async def test_a_device_file_takes_the_slip_and_cannot_say_more(tmp_path: Path) -> None:
    file = tmp_path / "lp0"
    file.touch()
    assert await printer_at(f"file:{file}").print(picture()) == "sent"
    stand_in = EscposStandIn()
    stand_in.take(bytearray(file.read_bytes()))
    assert len(stand_in.slips) == 1
