"""Clean-up of recognised text (punctuation, spaces, width), and the refusal of hallucinated text.

Whisper makes up text when there is no speech. `refusal` is the last guard behind voice activity and the near-field
gate; its reason ends up in `Transcript.refused`.
"""

from __future__ import annotations

import re
import unicodedata

#: Ideographs (with extension A and compatibility forms) and the ideographic zero.
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_CJK = _HAN + r"，。？！：；、（）《》“”…"

_FULL_WIDTH = {",": "，", "?": "？", "!": "！", ":": "：", ";": "；", ".": "。", "(": "（", ")": "）"}
_SPOKEN = re.compile(rf"[{_HAN}]|[A-Za-z]+|\d")

#: Text of subtitles and broadcasts that Whisper was trained on and writes over noise. Simplified, without punctuation.
#: Any of them inside a text refuses it.
_PHANTOM_PARTS = (
    "字幕由", "字幕制作", "字幕志愿者", "字幕组", "字幕提供", "中文字幕", "字幕by", "amaraorg", "社群提供",
    "请不吝点赞", "订阅转发", "打赏支持", "明镜与点点", "点点栏目", "感谢观看", "谢谢观看", "谢谢收看", "感谢收看",
    "谢谢您的观看", "感谢您的观看", "多谢观看", "谢谢大家观看", "谢谢大家收看", "感谢您收看",
    "下期再见", "下集再见", "我们下次再见",
    "优优独播剧场", "yoyotelevision", "点赞订阅", "订阅我的频道", "请订阅", "小铃铛", "作词", "作曲", "编曲", "mingpao",
)  # fmt: skip
#: Refused only when they are the whole text: within a sentence a citizen may say them.
_PHANTOM_WHOLE = frozenset(
    {
        "谢谢大家",
        "字幕",
        "感谢大家",
        "谢谢大家的支持",
        "多谢大家",
        "拜拜",
        "音乐",
        "掌声",
        "笑声",
        "未完待续",
        "完",
        "the end",
        "you",
    }
)

#: Characters a second of the fastest speech that can be meant (news readers: 5), and a few for a short exclamation.
_MOST_PER_SECOND = 7.0
_RATE_SLACK = 2
#: Mean log-probabilities, measured with whisper-base as `asr.whisper.decoder` runs it (in brackets: no_speech): steady
#: noises and tones under -2.6 (0.7 to 0.9); many talkers under -1.6, three talkers -0.9 to -2.4 (0.8 to 0.9); clean
#: speech above -0.6 (under 0.6); single words in pink noise at 5 dB -0.3 to -1.5 (0.5 to 0.8), half of them right
#: where it is below -1.
_UNSURE_LOGPROB = -1.5
_DOUBTFUL_LOGPROB = -0.65
_NO_SPEECH = 0.8


def tidy(text: str) -> str:
    """One line as a Chinese page would print it.

    Full-width letters and digits become half-width, punctuation beside an ideograph full-width; spaces stay only
    between Latin words and numbers; leading punctuation, repeated marks and musical notes go.
    """
    text = "".join(c if c in _CJK_MARKS else unicodedata.normalize("NFKC", c) for c in text if c not in "♪♫♬♩\ufffd")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(rf"(?<=[{_HAN}])\s*([,?!:;().])|\s*([,?!:;()])\s*(?=[{_HAN}])", _widen, text)
    text = re.sub(rf"(?<=[{_CJK}]) | (?=[{_CJK}])", "", text)
    text = re.sub(r"([，。？！：；、])\1+", r"\1", text)
    return text.lstrip("，。？！：；、,.?!:; ")


def refusal(text: str, *, seconds: float, logprob: float, no_speech: float) -> str | None:
    """Why this (simplified, tidy) text is refused, or None.

    `empty`: nothing speakable in it. `no_speech`: the model doubts both the speech and the words. `unsure`: low
    log-probability. `too_fast`: more than 7 characters a second. `loop`: the same piece over and over. `phantom`:
    known subtitle boilerplate.
    """
    spoken = _SPOKEN.findall(text)
    if not spoken:
        return "empty"
    if len(spoken) > _MOST_PER_SECOND * seconds + _RATE_SLACK:
        return "too_fast"
    if _loops(spoken):
        return "loop"
    if is_phantom(text):
        return "phantom"
    if logprob < _UNSURE_LOGPROB:
        return "unsure"
    if no_speech > _NO_SPEECH and logprob < _DOUBTFUL_LOGPROB:
        return "no_speech"
    return None


def is_phantom(text: str) -> bool:
    """Whether this is subtitle boilerplate, as Whisper writes it over noise."""
    bare = re.sub(r"[\W_]+", "", text.lower())
    return bare in _PHANTOM_WHOLE or any(part in bare for part in _PHANTOM_PARTS)


def _loops(spoken: list[str]) -> bool:
    """Whether a piece repeats for most of the text. Digits are exempt: 13800000000 is a phone number."""
    joined = "".join(s if not s.isdigit() else chr(0xE000 + i) for i, s in enumerate(spoken))
    for match in re.finditer(r"(.{1,12}?)\1{2,}", joined):
        piece, run = match.group(1), match.group(0)
        times = len(run) // len(piece)
        enough = 8 if len(piece) == 1 else 5 if len(piece) == 2 else 3
        if times >= enough and 2 * len(run) >= len(joined):
            return True
    return False


def _widen(match: re.Match[str]) -> str:
    return _FULL_WIDTH[match.group(1) or match.group(2)]


_CJK_MARKS = frozenset("，。？！：；、（）《》“”…")
