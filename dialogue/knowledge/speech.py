"""Shortens an approved text for speech by leaving out whole sentences. Nothing is reworded."""

from __future__ import annotations

import re

ON_SCREEN = "全文在屏幕上。"
#: Longer answers are shortened to about this many characters: some twelve seconds of speech.
LONGEST = 60
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]*")
_FIGURE = re.compile(
    r"\d|[零一二两三四五六七八九十百千万半]+(?:元|天|日|个|年|月|周|小时|分|点|楼|号|岁|次|份|张|寸|倍)|免费|不收"
)


#: Where the rest is, on a screen: 全文在屏幕上, 清单在屏幕上.
_REST_ON_SCREEN = re.compile(r"[，。]?(?:全文|清单)在屏幕上。$")


def on_phone(spoken: str) -> str:
    """The text that is spoken on a channel without a screen, where the rest of the passage cannot be shown."""
    return _REST_ON_SCREEN.sub("。", spoken)


def shortened(answer: str) -> str:
    """The first sentences, and those with figures in them while there is room; then where the rest is.

    A text that fits is left alone. At least one sentence is kept, however long.
    """
    if len(answer) <= LONGEST:
        return answer
    sentences = [sentence for sentence in _SENTENCE.findall(answer) if sentence.strip()]
    kept, room = {0}, LONGEST - len(sentences[0])
    figures = [at for at, sentence in enumerate(sentences) if at and _FIGURE.search(sentence)]
    for at in [*figures, *range(1, len(sentences))]:
        if at not in kept and len(sentences[at]) <= room:
            kept.add(at)
            room -= len(sentences[at])
    if len(kept) == len(sentences):
        return answer
    said = "".join(sentences[at].replace("\n", "") for at in sorted(kept))
    return f"{said.rstrip('；;，,')}{'' if said.endswith(('。', '！', '？')) else '。'}{ON_SCREEN}"
