"""The font of printed slips: the one that is set, or a Chinese one of the system."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from kiosk.devices.driver import DeviceError

_FIX = "install a Chinese font (fonts-noto-cjk), or set devices.printer.font to a font file"


class SlipFont:
    """Sizes of one font. Raises `DeviceError` where there is none that can be used."""

    def __init__(self, file: Path | None = None) -> None:
        self._path, self._index = (str(file), 0) if file else _of_system()
        self.sized = lru_cache(16)(self._sized)
        self.sized(24)

    def _sized(self, pixels: int) -> ImageFont.FreeTypeFont:
        try:
            return ImageFont.truetype(self._path, pixels, index=self._index)
        except OSError as error:
            raise DeviceError("wrong", f"expected a font in {self._path}; got none ({error}): {_FIX}") from None


def _of_system() -> tuple[str, int]:
    """The file and the index in it of the system's sans-serif font for Simplified Chinese."""
    program = shutil.which("fc-match")
    if program is None:
        raise DeviceError("wrong", f"expected fontconfig (fc-match) to find a font; it is not here: {_FIX}")
    command = [program, "-f", "%{file}\n%{index}\n%{lang}", "sans-serif:lang=zh-cn"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.split("\n")
    except (OSError, subprocess.SubprocessError) as error:
        raise DeviceError("wrong", f"fc-match failed ({type(error).__name__}): {_FIX}") from None
    if len(told) < 3 or "zh-cn" not in told[2].split("|"):
        raise DeviceError("wrong", f"expected a font for Chinese among the system's; got none: {_FIX}")
    return told[0], int(told[1]) if told[1].isdigit() else 0
