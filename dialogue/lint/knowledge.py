"""Sources: every service cites knowledge that exists and is in force, and says no figure that the knowledge lacks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from dialogue.knowledge import Passage
from dialogue.knowledge.aspects import NAMES, Aspect, aspects
from dialogue.knowledge.claims import claims_in, unsupported
from dialogue.lint.finding import Finding
from dialogue.lint.sentences import Sentence, sentences
from dialogue.lint.source import LintContext, Source, place, unchecked
from dialogue.script.fields import nearest
from mandarin.pinyin import clean

_KB = "kb/"
_KEY = re.compile(r"按下?[0-9一二三四五六七八九零]号?键?")
#: Numbers of ordinary speech that state nothing: 这两张, 你们两个人.
_PLAIN_COUNT = re.compile(
    r"[这那您你]们?[一两二三四五六七八九几][个张项份次人位条种样]|(?<![满少多每限第])[一两二三]个?人(?![次])|[一两]位"
)
_FIGURE = re.compile(r"[0-9０-９零〇一二两三四五六七八九十百千万半]")  # without one of these it says no figure
#: Only where the citizen stands before the kiosk. A passage may tell of the hall's other machines (取号机上刷身份证).
_KIOSK = re.compile(
    r"[这本]台(?:机器|设备|终端)|屏幕|大屏|画面|触摸|触屏|点击|点一下|点选|按钮|如图|下图|图中|上面显示"
)
#: Figures that state policy. Other numbers in a question (十八位, 二号楼) only say how to answer it.
_POLICY = frozenset({"money", "percent", "duration"})


def knowledge(context: LintContext) -> Iterator[Finding]:
    yield from (Finding.of(warning, "warning") for warning in context.folder.knowledge_warnings)
    yield from _late(context)
    yield from _contradictions(context)
    yield from _of_no_service(context)
    yield from _another_aspect(context)
    yield from _of_the_kiosk(context)
    passages = {passage.name: passage for passage in context.passages if passage.name}
    if context.gaps.knowledge and any(name not in passages for source in context.sources for name in _refs(source)):
        yield unchecked(context, context.gaps.knowledge, "依据里的编号")
    for source in context.sources:
        yield from _sources(source, passages, context)
        cited = [passages[name] for name in _refs(source) if name in passages]
        for sentence in sentences(source.script):
            yield from _figures(source, sentence, cited)


def _late(context: LintContext) -> Iterator[Finding]:
    """Passages whose validity has ended."""
    for passage in context.passages:
        if passage.until is not None and passage.until < context.today:
            path, line = place(passage, context)
            message = f"这一条 {passage.until} 已经失效，不再回答"
            fix = "换成现行有效的内容，或者删掉"
            yield Finding(path, line, "expired-source", "warning", message, fix)


def _of_no_service(context: LintContext) -> Iterator[Finding]:
    """A passage tied to a service that the hall does not have is never found by a follow-up question."""
    names = [source.script.name for source in context.sources]
    for passage in context.passages if not context.gaps.scripts else ():
        if passage.service and passage.service not in names:
            path, line = place(passage, context)
            message = f"“业务”写的“{passage.service}”不是这里的服务"
            fix = nearest(passage.service, names)
            yield Finding(path, line, "unknown-service", "warning", message, fix, passage.questions[0])


def _of_the_kiosk(context: LintContext) -> Iterator[Finding]:
    """A passage answers questions on the telephone too."""
    for passage in context.passages:
        if hit := _KIOSK.search(passage.spoken_on("phone")):
            path, line = place(passage, context)
            message = f"电话里念的答案提到了“{hit[0]}”"
            fix = "换成大屏和电话都说得通的话，例如“跟我说就能查”；屏幕上的全文长，用“口播”另写一句念的"
            yield Finding(path, line, "screen-on-phone", "error", message, fix, passage.questions[0])


#: What an answer to a question about an aspect cannot do without.
_ASPECT_SIGNS: dict[Aspect, re.Pattern[str]] = {
    "fee": re.compile(r"费|钱|元|块|免|收取|标准"),
    "time": re.compile(r"[天日月年时分周秒]|当场|马上|立即|即时|随时|期"),
    "place": re.compile(r"[楼层侧路街口号旁边到去在]|窗口|大厅|中心|网上|机器"),
    "materials": re.compile(r"证|表|书|件|材料|照|带|填|不用|提供|留下|说清"),
}
_ASPECT_WORDS = {aspect: word for word, aspect in NAMES.items()}


def _another_aspect(context: LintContext) -> Iterator[Finding]:
    """The wordings ask for something that the answer does not hold: a citizen who asks the fee hears the time."""
    for passage in context.passages:
        wordings = Counter(aspect for question in passage.questions for aspect in aspects(question))
        mostly = {aspect for aspect, count in wordings.items() if 2 * count >= len(passage.questions)}
        asked = mostly | passage.answers  # a single wording may ask two things
        for aspect in sorted(asked & _ASPECT_SIGNS.keys()):
            if not _ASPECT_SIGNS[aspect].search(passage.answer):
                path, line = place(passage, context)
                message = f"问法或“答什么”问的是{_ASPECT_WORDS[aspect]}，答案里没有"
                fix = "把答案写全，或者把这种问法移到别的条目"
                yield Finding(path, line, "other-aspect", "warning", message, fix, passage.questions[0])


def _contradictions(context: LintContext) -> Iterator[Finding]:
    """One question with two answers: which of them the citizen hears is chance.

    The same words under another service (业务) or heading are another question, and so is one of another time.
    """
    asked: dict[tuple[str, tuple[str, ...], str], list[Passage]] = {}
    for passage in context.passages:
        for wording in dict.fromkeys(clean(question) for question in passage.questions):
            before = asked.setdefault((passage.service, passage.topics, wording), [])
            other = next((known for known in before if _overlap(known, passage) and _differ(known, passage)), None)
            if other is not None and wording:
                path, line = place(passage, context)
                there, its_line = place(other, context)
                question = next(question for question in passage.questions if clean(question) == wording)
                message = f"“{question}”在 {Path(there).name}:{its_line} 里已经有了，答案不一样"
                yield Finding(path, line, "two-answers", "error", message, "留下对的一条；不是同一个问题就把问法写清楚")
            before.append(passage)


def _differ(one: Passage, other: Passage) -> bool:
    return clean(one.answer) != clean(other.answer)


def _overlap(one: Passage, other: Passage) -> bool:
    """Whether there is a day on which both are in force."""
    since, until = (
        max(one.since or date.min, other.since or date.min),
        min(one.until or date.max, other.until or date.max),
    )
    return since <= until


def _refs(source: Source) -> list[str]:
    return [basis.ref.removeprefix(_KB) for basis in source.script.basis if basis.ref.startswith(_KB)]


def _sources(source: Source, passages: dict[str, Passage], context: LintContext) -> Iterator[Finding]:
    script = source.script
    if not any(basis.ref.startswith(_KB) for basis in script.basis):
        line = source.line("依据") if script.basis else source.line("服务")
        message = f"“{script.name}”没有指明知识库里的依据"
        yield source.warning(line, "no-source", message, "加上“依据: [{标题: …, 条款: …, 出处: kb/编号}]”")
    if script.until and script.until < context.today:
        message = f"“{script.name}”{script.until} 以后就不提供了"
        yield source.warning(source.line("失效"), "expired-source", message, "改有效期，或者把文件移走")
    for basis in script.basis:
        if not basis.ref.startswith(_KB):
            continue
        passage = passages.get(basis.ref.removeprefix(_KB))
        if passage is None and context.gaps.knowledge:
            continue  # it may stand in a file that did not load
        if passage is None:
            fix = "检查编号，或者在 knowledge 文件夹里补上这一条"
            yield source.error(basis.line, "no-source", f"知识库里没有编号是“{basis.ref.removeprefix(_KB)}”的内容", fix)
        elif not passage.valid(context.today):
            late = passage.until is not None and passage.until < context.today
            message = f"“{basis.ref}”{f'{passage.until} 已经失效' if late else f'{passage.since} 才生效'}"
            yield source.warning(basis.line, "expired-source", message, "换成现行有效的依据")


def _figures(source: Source, sentence: Sentence, cited: list[Passage]) -> Iterator[Finding]:
    """Every figure in the script's own words must stand in a passage that it cites."""
    said = _KEY.sub("", "，".join(part for part in sentence.template.parts if isinstance(part, str)))
    said = _PLAIN_COUNT.sub("", said)
    if not _FIGURE.search(said):
        return
    texts = [text for passage in cited for text in (passage.answer, passage.speech, passage.citation)]
    texts += [basis.citation for basis in source.script.basis]
    for words, kind in _missing(said, "\n".join(texts)):
        if sentence.slot is None or kind in _POLICY:
            message = f"“{words}”在引用的依据里找不到"
            yield source.warning(sentence.line, "unsupported-number", message, "照依据改，或者在“依据”里补上出处")


@lru_cache(maxsize=1024)
def _missing(said: str, cited: str) -> tuple[tuple[str, str], ...]:
    """The words of each figure that the cited text lacks, and its kind. Cached: most sentences do not change."""
    kinds = {claim.text: claim.kind for claim in claims_in(said)}
    return tuple((words, kinds.get(words, "")) for words in unsupported(said, cited, figures_only=True))
