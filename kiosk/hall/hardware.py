"""What this machine has, and whether it could carry a larger model."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

import ctranslate2

from asr import cores
from kiosk.models.catalogue import HubModel

#: Seconds after which a driver that does not answer counts as absent.
_DRIVER_S = 10.0
#: Memory (MB) that the rest of the hall takes: voice, Whisper base, the server.
_HALL_MB = 2_500


@dataclass(frozen=True, slots=True)
class Hardware:
    """`gpus`: devices that CTranslate2 can use. `gpu_mb`: memory of the smallest, 0 where the driver does not say."""

    cores: int
    memory_mb: int
    gpus: int
    gpu_mb: int

    def __str__(self) -> str:
        gpu = f"a GPU with {self.gpu_mb / 1000:.0f} GB" if self.gpu_mb else "a GPU" if self.gpus else "no GPU"
        return f"{self.cores} cores, {self.memory_mb / 1000:.0f} GB, {gpu}"


def read_hardware() -> Hardware:
    """Asks the system and NVIDIA's driver: a tenth of a second where there is a GPU."""
    gpus = ctranslate2.get_cuda_device_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Hardware(cores(), memory // 1_000_000, gpus, _gpu_mb() if gpus else 0)


def obstacle(model: HubModel, hardware: Hardware, device: str) -> str:
    """Why a machine could not carry `model` on `device` (cpu, cuda); empty where it could.

    A GPU whose memory is not known counts as large enough: a worker that finds it too small goes on with the processor.
    """
    if model.gpu_mb:
        if device != "cuda" or not hardware.gpus:
            return f"it wants a GPU with {model.gpu_mb / 1000:.0f} GB, for on a processor it answers late"
        if hardware.gpu_mb and hardware.gpu_mb < model.gpu_mb:
            return f"it wants a GPU with {model.gpu_mb / 1000:.0f} GB, and this one has {hardware.gpu_mb / 1000:.1f} GB"
        return ""
    if hardware.memory_mb < model.memory_mb + _HALL_MB:
        return f"it needs {(model.memory_mb + _HALL_MB) / 1000:.1f} GB of memory with the rest of the hall"
    return ""


def _gpu_mb() -> int:
    """Memory (MB) of the smallest GPU, by NVIDIA's own tool; 0 where it is absent or says something else."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return 0
    command = [tool, "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=_DRIVER_S, check=True)
        return min(int(int(line) * 1.048576) for line in answer.stdout.split("\n") if line.strip())
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0
