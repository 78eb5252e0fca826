"""Do the lips close when the sound says so?

For every b, p and m inside a clause: the centre of the lips' closure, from the face rows alone, against the energy
minimum of the sound around it (the stop's silence, the middle of the murmur). Run: `python bench/lips.py`.

The minimum is looked for in a 15 ms RMS and taken as the middle of the stretch within 3 dB of it. The phones' own times
play no part in it but to say where to look.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from asr import cores
from avatar import FaceTrack, aperture, face
from tts import KokoroVoice, Speech, clauses

VOICES = ("zf_xiaoxiao", "zm_yunyang")
LABIALS = {"p": "b", "pʰ": "p", "m": "m"}

SENTENCES = [
    "请把身份证放在读卡区。",
    "您可以办理社保卡补办业务。",
    "我帮您挂失社保卡。",
    "办理居住证需要哪些材料？",
    "请报一下您的手机号码。",
    "您的补办申请已经提交。",
    "请到八号窗口办理。",
    "请您保管好不动产权证。",
    "没有带户口本也可以办。",
    "办公时间是早上八点半到下午五点半。",
    "请把表格填写完毕后交到窗口。",
    "这个业务不需要本人办理。",
    "请先取号，再排队等候。",
    "请问您是本地户口吗？",
    "医保报销比例是百分之八十。",
    "您可以拨打服务热线咨询。",
    "请面对屏幕，不要移动。",
    "您的密码不正确，请重新输入。",
    "办理结果会发短信通知您。",
    "没关系，我们慢慢来。",
    "麻烦您把名字再说一遍。",
    "请配合工作人员拍摄照片。",
    "父母双方都必须到场。",
    "您的材料不完备，还缺一份证明。",
    "部分业务可以在手机上办理。",
    "我明白了，马上为您办理。",
    "请不要忘记拿走您的证件。",
    "您目前的积分排名比较靠前。",
    "办事大厅每周一至周五办公。",
    "普通发票请到税务局办理。",
    "暂时没有符合条件的补贴。",
    "您的包裹已经派送。",
    "请在平板上签名。",
    "把门牌号码写在表格背面。",
    "妈妈帮宝宝办理医保。",
    "您买的保险包括门诊部分吗？",
    "办完以后请您评价我们的服务。",
    "老百姓不明白的，都可以来问。",
    "毕业生可以免费办理报到。",
    "表面破损的证件必须更换。",
    "目标人口规模比去年明显增加。",
    "您的妹妹也可以代办。",
]


@dataclass(frozen=True, slots=True)
class Closure:
    """One labial: when the lips were closed and when the sound was least, both in seconds."""

    symbol: str
    lips: float
    sound: float

    @property
    def offset_ms(self) -> float:
        return (self.lips - self.sound) * 1000


def lips_closed_at(track_: FaceTrack, rate: int, begin: int, end: int) -> float | None:
    """The centre (seconds) of the closure that overlaps samples [begin, end), edges between rows; None if none does."""
    gap = aperture(track_.weights.astype(np.float32) / np.float32(255))
    times = track_.samples / rate
    fine = np.arange(times[0], times[-1], 0.001)
    closed = np.interp(fine, times, gap) < 0.02
    inside = np.flatnonzero(closed & (fine >= begin / rate - 0.02) & (fine < end / rate + 0.02))
    if not len(inside):
        return None
    left = right = int(inside[len(inside) // 2])
    while left > 0 and closed[left - 1]:
        left -= 1
    while right + 1 < len(closed) and closed[right + 1]:
        right += 1
    return float(fine[left] + fine[right]) / 2


def envelope(speech: Speech) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centres (seconds) and levels (dB) of 15 ms windows, every millisecond."""
    rate, half = speech.rate, int(0.0075 * speech.rate)
    energy = np.concatenate([[0.0], np.cumsum(np.square(speech.pcm.astype(np.float64)))])
    centres = np.arange(half, len(speech.pcm) - half, rate // 1000)
    level = (energy[centres + half] - energy[centres - half]) / (2 * half)
    return centres / rate, 10 * np.log10(level + 1.0)


def least_sound_at(times: NDArray[np.float64], level: NDArray[np.float64], begin: float, end: float) -> float | None:
    """The centre of the dip in `level` around [begin, end) seconds; None without a dip of 3 dB on both sides."""
    look = np.flatnonzero((times >= begin - 0.06) & (times < end + 0.06))
    middle = np.flatnonzero((times >= begin - 0.03) & (times < end + 0.03))
    if len(middle) < 20:
        return None
    lowest = int(middle[np.argmin(level[middle])])
    floor = level[lowest] + 3.0
    if level[look[0] : lowest + 1].max() < floor or level[lowest : look[-1] + 1].max() < floor:
        return None
    left = right = lowest
    while level[left - 1] < floor:
        left -= 1
    while level[right + 1] < floor:
        right += 1
    return float(times[left] + times[right]) / 2


def closures(speech: Speech) -> tuple[list[Closure], int]:
    """Every b p m of a clause that has a dip in the sound, and how many had none or were against a pause."""
    track_ = face(speech)
    times, level = envelope(speech)
    found, left_out = [], 0
    for place, phone in enumerate(speech.phones):
        if phone.symbol not in LABIALS:
            continue
        if place == 0 or speech.phones[place - 1].symbol == "sil":
            left_out += 1
            continue
        end = phone.start + (phone.end - phone.start) // (2 if phone.symbol == "pʰ" else 1)
        lips = lips_closed_at(track_, speech.rate, phone.start, phone.end)
        sound = least_sound_at(times, level, phone.start / speech.rate, end / speech.rate)
        if lips is None:
            raise SystemExit(f"the lips never close for {phone} in {speech.text}")
        if sound is None:
            left_out += 1
        else:
            found.append(Closure(LABIALS[phone.symbol], lips, sound))
    return found, left_out


async def measure(models: Path, name: str, console: Console) -> tuple[list[Closure], int]:
    voice = KokoroVoice(models / "kokoro" / "model.onnx", models / "kokoro" / f"{name}.bin", threads=2)
    found: list[Closure] = []
    left_out = 0
    for sentence in track(SENTENCES, description=name, console=console):
        for clause in clauses(sentence):
            some, none = closures(await voice.speak(clause))
            found += some
            left_out += none
    await voice.close()
    return found, left_out


def row(name: str, which: str, found: list[Closure]) -> list[str]:
    offsets = np.array([one.offset_ms for one in found])
    low, median, high = np.percentile(offsets, [10, 50, 90])
    return [name, which, str(len(found)), f"{median:+.1f}", f"{abs(median):.1f}", f"{low:+.1f}", f"{high:+.1f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("KIOSK_MODELS", str(Path.home() / ".cache/hall-clerk/models"))
    parser.add_argument("--models", type=Path, default=Path(default))
    models = parser.parse_args().models
    console = Console(stderr=True)
    table = Table(title="Lip closure against the sound's energy minimum (ms; + = lips late)")
    for column in ("voice", "phone", "n", "median", "|median|", "p10", "p90"):
        table.add_column(column, justify="left" if column in ("voice", "phone") else "right")
    unused = 0
    for name in VOICES:
        found, left_out = asyncio.run(measure(models, name, console))
        unused += left_out
        table.add_row(*row(name, "all", found))
        for symbol in LABIALS.values():
            table.add_row(*row("", symbol, [one for one in found if one.symbol == symbol]))
    Console().print(table)
    print(f"{len(SENTENCES)} sentences; {unused} labials after a pause or without a dip of 3 dB left out.")
    print(f"{platform.processor() or platform.machine()}, {cores()} cores, onnxruntime {onnxruntime.__version__}")


if __name__ == "__main__":
    main()
