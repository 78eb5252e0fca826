"""The key of simulated devices: `kiosk talk` signs with the one that the running hall has made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kiosk.commands.devices import simulated, simulated_key
from kiosk.config import Settings


def test_another_process_reads_the_key_of_the_hall(tmp_path: Path) -> None:
    settings = replace(Settings(), data_dir=tmp_path / "data")
    assert simulated_key(settings) == ""
    hall = simulated(settings)
    assert simulated_key(settings) == hall.identity.reader_key != ""
    (file,) = (tmp_path / "data").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert simulated(settings).identity.reader_key != hall.identity.reader_key, "new each time"


def test_a_key_that_is_set_is_the_key(tmp_path: Path) -> None:
    identity = replace(Settings().identity, reader_key="k" * 32)
    settings = replace(Settings(), data_dir=tmp_path, identity=identity)
    assert simulated_key(simulated(settings)) == "k" * 32
    assert list(tmp_path.iterdir()) == []
