"""Sentences that do not fit their channel: a screen on the phone, too much at once, unspeakable characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.sentences import Sentence, sentences
from dialogue.lint.source import LintContext, Source
from dialogue.script import Slot
from dialogue.script.model import Confirm
from dialogue.slot_kinds import kind_of

#: Only a kiosk has these. (屏幕, 读卡, 点击 and 按钮 the loader refuses already in scripts.)
_SCREEN = re.compile(
    r"[这本]台(?:机器|设备|终端)|大屏|屏幕|页面|画面|触摸|触屏|读卡|刷(?:一下)?(?:您的)?(?:身份证|社保卡|卡)|放(?:在|到)?(?:读卡|感应)区|放身份证"
    r"|点击|点一下|点选|按钮|扫码|扫一扫|二维码|如图|下图|图中|右边|左边|上面显示|(?:取走|拿好|取出)(?:您的)?(?:回执|凭条|小票)"
)
_SCREEN_ONLY = re.compile(r"按键输入|井号键|星号键|挂机|挂断电话")
#: What a confirmation points at instead of saying it.
_ON_SCREEN = re.compile(r"屏幕|大屏|画面|页面|卡片上|上面显示|如图|下面(?:显示|列出)")
#: A breath: longer than this without a pause and the listener has lost the beginning.
BREATH = 30
_HOLE_CHARS = 4
_PAUSE = re.compile(r"[，。？！；：、…\s]+")
#: A single letter is said by its name: A座, C1.
_SAYABLE = re.compile(r"[\u4e00-\u9fff〇0-9，。？！；：、“”‘’…—.\s]|(?<![A-Za-z])[A-Za-z](?![A-Za-z])")
_KEY = re.compile(r"按(?:下)?([0-9一二三四五六七八九零])(?:号?键)?(?![位个次])")
_KEYPAD = re.compile(r"按键|键盘|按号码键|用键")
_ARABIC = str.maketrans("零一二三四五六七八九", "0123456789")
_MANY = 3


def channel(context: LintContext) -> Iterator[Finding]:
    for source in context.sources:
        for sentence in sentences(source.script):
            yield from _place(source, sentence)
            yield from _length(source, sentence)
            yield from _said_aloud(source, sentence)
            yield from _voice(source, sentence)
            yield from _keys(source, sentence)
            yield from _options(source, sentence)
        yield from _unfillable(source)
        yield from _says_less(source)


def _place(source: Source, sentence: Sentence) -> Iterator[Finding]:
    if "phone" in sentence.channels and (hit := _SCREEN.search(sentence.words)):
        fix = "写成 {大屏: …, 电话: …}，电话那句换个说法"
        yield source.error(sentence.line, "screen-on-phone", f"电话里的话提到了“{hit[0]}”", fix)
    if "phone" not in sentence.channels and (hit := _SCREEN_ONLY.search(sentence.words)):
        yield source.warning(sentence.line, "phone-on-screen", f"大屏上的话提到了“{hit[0]}”", "电话才这样说，换个说法")


def _said_aloud(source: Source, sentence: Sentence) -> Iterator[Finding]:
    """Who cannot see or read confirms by ear what a screen shows."""
    if sentence.confirms and (hit := _ON_SCREEN.search(sentence.words)):
        message = f"确认的话让人去看“{hit[0]}”，看不清、不识字的人不知道在确认什么"
        fix = "把要确认的内容念出来，例如 为【姓名】办理…，地址是【…】，对吗？"
        yield source.error(sentence.line, "confirm-unsaid", message, fix)


def _says_less(source: Source) -> Iterator[Finding]:
    """A 确认 that says less at the kiosk than on the phone."""
    if len(source.script.channels) < 2:
        return
    for step in source.script.steps:
        if isinstance(step, Confirm) and len(set(step.spoken.screen.names)) < len(set(step.spoken.phone.names)):
            left = "、".join(
                dict.fromkeys(name for name in step.spoken.phone.names if name not in step.spoken.screen.names)
            )
            message = f"大屏的确认没有念“{left}”，电话里念了"
            fix = "大屏和电话用同一句话，看不清屏幕的人也听得全"
            yield source.warning(step.spoken.screen.line, "confirm-unsaid", message, fix)


def _length(source: Source, sentence: Sentence) -> Iterator[Finding]:
    limit = source.script.elderly.max_chars or BREATH
    text = "".join(part if isinstance(part, str) else "值" * _HOLE_CHARS for part in sentence.template.parts)
    longest = max(_PAUSE.split(text), key=len)
    if len(longest) > limit:
        message = f"“{longest[:10]}…”有 {len(longest)} 个字没有停顿，最多 {limit} 个字"
        yield source.warning(sentence.line, "long-sentence", message, "用逗号断开，或者改短")


def _voice(source: Source, sentence: Sentence) -> Iterator[Finding]:
    left = _SAYABLE.sub("", sentence.words)
    if left:
        message = f"这句话里的“{left[:6]}”念不出来"
        yield source.warning(sentence.line, "unspeakable", message, "换成汉字，字母和符号写成念法，书名号去掉")


def _keys(source: Source, sentence: Sentence) -> Iterator[Finding]:
    pressed = [(hit, int(hit[1].translate(_ARABIC))) for hit in _KEY.finditer(sentence.words)]
    slot = sentence.slot
    if slot is None:
        if pressed:
            message = f"这里没有在问选项，按“{pressed[0][0][1]}”不起作用"
            yield source.error(sentence.line, "key-ambiguity", message, "用选项槽位来问，或者去掉按键的话")
        return
    if kind_of(slot).keyed and pressed:
        message = f"问“{slot.name}”要按数字，“{pressed[0][0][0]}”会当成号码的一位"
        yield source.error(sentence.line, "key-ambiguity", message, "不要在这句话里让人按单个数字")
    if (pressed or _KEYPAD.search(sentence.words)) and "keys" not in slot.means:
        message = f"让人按键，但“{slot.name}”的“取值”里没有按键"
        yield source.error(sentence.line, "key-ambiguity", message, "在“取值”里加上“按键”，或者换个说法")
    yield from _key_order(source, sentence, slot, pressed)


def _key_order(
    source: Source, sentence: Sentence, slot: Slot, pressed: list[tuple[re.Match[str], int]]
) -> Iterator[Finding]:
    """Key n always selects the nth option, so 按1 must be said of the first."""
    labels = [choice.label for choice in slot.choices]
    for hit, number in pressed if labels else ():
        near = _label_near(sentence.words, hit, labels)
        if number == 0 or number > len(labels):
            message = f"“{slot.name}”没有第 {number} 个选项"
            yield source.error(sentence.line, "key-order", message, f"一共 {len(labels)} 个选项，按顺序从 1 开始")
        elif near and labels.index(near) + 1 != number:
            message = f"说的是按 {number} 选“{near}”，其实按 {labels.index(near) + 1} 才是"
            yield source.error(sentence.line, "key-order", message, "按“选项”里的顺序写")


def _label_near(text: str, hit: re.Match[str], labels: list[str]) -> str:
    """The option in the same clause as the key: 临时挂失请按1, or 按1临时挂失."""
    start = max((pause.end() for pause in _PAUSE.finditer(text, 0, hit.start())), default=0)
    end = next((pause.start() for pause in _PAUSE.finditer(text, hit.end())), len(text))
    return next((label for label in sorted(labels, key=len, reverse=True) if label in text[start:end]), "")


def _options(source: Source, sentence: Sentence) -> Iterator[Finding]:
    slot = sentence.slot
    if slot is None or "phone" not in sentence.channels or kind_of(slot).choices not in ("one", "several"):
        return
    named = [choice.label for choice in slot.choices if choice.label in sentence.words]
    if len(named) > _MANY:
        message = f"电话里一口气说了 {len(named)} 个选项，记不住"
        yield source.warning(sentence.line, "many-options", message, f"最多说 {_MANY} 个，其余的并到一起，或者分两步问")


def _unfillable(source: Source) -> Iterator[Finding]:
    if "phone" not in source.script.channels:
        return
    for slot in source.script.slots:
        if not slot.means & {"voice", "keys"} and not slot.capture:  # a picture has its own way on the phone
            line = source.line("槽位", slot.name, "取值")
            message = f"电话里没有办法填“{slot.name}”"
            yield source.error(line, "screen-on-phone", message, "在“取值”里加上“语音”或“按键”，或者“渠道”只写大屏")
