"""A scenario: what a simulated citizen says, presses or omits, and how the conversation should end. Read from YAML.

名称: 社保卡挂失，全程用嘴说
声音: zm_yunyang
人:
  - {说: 你好，我的社保卡丢了}
  - {等: 身份证, 说: 一一零一零五……}      # said when the clerk's question has this in it
  - {若问: 您说的是, 说: 对}                # skipped where the clerk asks something else
  - {等: 核实您的身份, 读卡: 李桂英 11010519491231002X}   # a card of the demonstration on the reader
  - {若问: 验证码, 验证码: 13800138000}      # the code that came to this number at the demo back end
  - {等: 对吗, 说: 对, 再说: 确认提交}       # other words when the clerk repeats the question
  - {等: [满意, 评价], 触屏: 非常满意}
结束: completed
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogue.errors import Problems
from dialogue.sources import read_utf8
from dialogue.yaml_lines import Map, Node, Scalar, Seq, parse

_DEEDS = {
    "说": "voice", "打字": "text", "触屏": "touch", "按键": "key", "静音": "silence", "录音": "wav", "读卡": "card",
    "验证码": "code",
}  # fmt: skip


class ScenarioError(Exception):
    """A scenario file that cannot be used; the message names file, line of the citizen, and what was expected."""


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """One thing the citizen does (voice, text, touch, key, silence, wav, card or code), when the question has one of
    `cues`.
    """

    deed: str
    what: str
    cues: tuple[str, ...] = ()
    optional: bool = False
    again: str = ""  # said instead when the clerk asks the same once more

    def fits(self, question: str) -> bool:
        return not self.cues or any(cue in question for cue in self.cues)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`ending`: how it must end (`goodbye.reason`); empty: when the last line has been answered."""

    name: str
    lines: tuple[ScenarioLine, ...]
    voice: str = "zm_yunyang"
    ending: str = "completed"
    elderly: bool = False


def load_scenario(path: Path) -> Scenario:
    """Raises ScenarioError."""
    problems = Problems(path)
    text = read_utf8(path, problems)
    root = None if problems.errors else parse(text, problems)
    if problems.errors:
        raise ScenarioError(f"{problems.errors[0]}; expected a readable YAML file")
    data = _plain(root)
    if not isinstance(data, dict) or not isinstance(data.get("人"), list):
        raise ScenarioError(f"{path}: expected a mapping with a list 人")
    if unknown := set(data) - {"名称", "声音", "人", "结束", "适老"}:
        raise ScenarioError(f"{path}: unknown key {sorted(unknown)[0]}; expected 名称, 声音, 人, 结束, 适老")
    if odd := [key for key, value in data.items() if key != "人" and not isinstance(value, str)]:
        raise ScenarioError(f"{path}: expected words behind {odd[0]}; got a list or a mapping")
    lines = tuple(_line(item, f"{path}: 人 {number}") for number, item in enumerate(data["人"], 1))
    return Scenario(
        name=str(data.get("名称", path.stem)),
        lines=lines,
        voice=str(data.get("声音", "zm_yunyang")),
        ending=str(data.get("结束", "completed")),
        elderly=data.get("适老") in ("是", "true"),
    )


def _plain(node: Node | None) -> Any:
    """Texts, lists and dicts; `parse` bounds how deep they are."""
    match node:
        case Map(entries=entries):
            return {key.value: _plain(value) for key, value in entries}
        case Seq(items=items):
            return [_plain(item) for item in items]
        case Scalar(value=value):
            return value
        case None:
            return None


def _line(item: Any, where: str) -> ScenarioLine:
    if isinstance(item, str):
        return ScenarioLine("voice", item)
    if not isinstance(item, dict):
        raise ScenarioError(f"{where}: expected words or a mapping; got a list")
    deeds = [key for key in item if key in _DEEDS]
    known = {*_DEEDS, "等", "若问", *(["再说"] if deeds == ["说"] else [])}
    if len(deeds) != 1 or set(item) - known or {"等", "若问"} <= set(item):
        raise ScenarioError(
            f"{where}: expected one of {'、'.join(_DEEDS)}, and 等 or 若问 if you like (and 再说 with 说); "
            f"got {'、'.join(item)}"
        )
    cues: Any = item["等"] if "等" in item else item.get("若问", [])
    cues = [cues] if isinstance(cues, str) else cues
    words = [item[deeds[0]], item.get("再说", ""), *(cues if isinstance(cues, list) else [cues])]
    if not all(isinstance(word, str) for word in words):
        raise ScenarioError(f"{where}: expected words behind {'、'.join(item)}; got a list or a mapping")
    return ScenarioLine(_DEEDS[deeds[0]], item[deeds[0]], tuple(cues), "若问" in item, item.get("再说", ""))
