"""What a machine could carry."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.hall import hardware
from kiosk.hall.hardware import Hardware, obstacle, read_hardware
from kiosk.models.catalogue import MEDIUM, PARAFORMER, SENSEVOICE, TURBO

KIOSK = Hardware(cores=2, memory_mb=8_000, gpus=0, gpu_mb=0)
SMALL_GPU = Hardware(cores=8, memory_mb=32_000, gpus=1, gpu_mb=3_200)
GPU = Hardware(cores=8, memory_mb=32_000, gpus=1, gpu_mb=16_000)


def test_large_whisper_models_want_a_gpu_that_is_large_enough() -> None:
    assert "on a processor it answers late" in obstacle(TURBO, KIOSK, "cpu")
    assert "this one has 3.2 GB" in obstacle(TURBO, SMALL_GPU, "cuda")
    assert obstacle(MEDIUM, SMALL_GPU, "cuda") == ""
    assert obstacle(TURBO, GPU, "cuda") == ""
    assert obstacle(TURBO, GPU, "cpu"), "device: cpu leaves the GPU alone"
    unknown = Hardware(cores=8, memory_mb=32_000, gpus=1, gpu_mb=0)
    assert obstacle(TURBO, unknown, "cuda") == "", "the driver does not say: tried, with the processor behind it"


def test_models_for_the_processor_want_memory() -> None:
    for model in (SENSEVOICE, PARAFORMER):
        assert obstacle(model, KIOSK, "cpu") == ""
        assert "GB of memory" in obstacle(model, Hardware(cores=2, memory_mb=2_000, gpus=0, gpu_mb=0), "cpu")


def test_this_machine() -> None:
    found = read_hardware()
    assert found.cores >= 1
    assert found.memory_mb > 100
    assert str(found).startswith(f"{found.cores} cores, ")


@pytest.mark.parametrize(
    ("script", "memory"),
    [
        ("echo 16384; echo 8192", 8_589),
        ("echo '[N/A]'", 0),
        ("echo", 0),
        ("exit 9", 0),
    ],
)
def test_what_the_driver_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, memory: int) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(hardware.ctranslate2, "get_cuda_device_count", lambda: 2)
    assert read_hardware().gpu_mb == memory


def test_without_the_drivers_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(hardware.ctranslate2, "get_cuda_device_count", lambda: 1)
    assert (read_hardware().gpus, read_hardware().gpu_mb) == (1, 0)
