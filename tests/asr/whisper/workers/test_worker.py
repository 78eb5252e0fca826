"""What a worker process settles before it loads its model."""

from __future__ import annotations

import os
import sys

import pytest

from asr.whisper.workers import worker


def test_its_engine_keeps_what_it_prepared_for_few_lengths_of_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "1024")  # put back after the test
    monkeypatch.setattr(sys, "argv", ["worker", "folder"])
    monkeypatch.setattr(worker, "serve", lambda load: 0)
    with pytest.raises(SystemExit):
        worker.main()
    assert int(os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"]) <= 64
