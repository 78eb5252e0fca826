"""Where it is written: every service stands on sources that are there and in force, and says no figure they lack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from dialogue.knowledge import Passage
from dialogue.knowledge.claims import claims_in, unsupported
from dialogue.lint.finding import Finding
from dialogue.lint.sentences import Sentence, sentences
from dialogue.lint.source import Hall, Source

_KB = "kb/"
_KEY = re.compile(r"按下?[0-9一二三四五六七八九零]号?键?")
_FIGURE = re.compile(r"[0-9０-９零〇一二两三四五六七八九十百千万半]")  # without one of these it says no figure
#: Figures that state policy. Other numbers in a question (十八位, 二号楼) only say how to answer it.
_POLICY = frozenset({"money", "percent", "duration"})


def knowledge(hall: Hall) -> Iterator[Finding]:
    yield from _late(hall)
    passages = {passage.name: passage for passage in hall.passages if passage.name}
    for source in hall.sources:
        yield from _sources(source, passages, hall)
        cited = [passages[name] for name in _refs(source) if name in passages]
        for sentence in sentences(source.script):
            yield from _figures(source, sentence, cited)


def _late(hall: Hall) -> Iterator[Finding]:
    """Answers that are no longer given."""
    for passage in hall.passages:
        if passage.until is not None and passage.until < hall.today:
            file, _, line = passage.id.rpartition(":")
            path = str(Path(hall.root) / "knowledge" / Path(file).name)
            message = f"这一条 {passage.until} 已经失效，不再回答"
            fix = "换成现行有效的内容，或者删掉"
            yield Finding(path, int(line), "expired-source", "warning", message, fix)


def _refs(source: Source) -> list[str]:
    return [basis.ref.removeprefix(_KB) for basis in source.script.basis if basis.ref.startswith(_KB)]


def _sources(source: Source, passages: dict[str, Passage], hall: Hall) -> Iterator[Finding]:
    script = source.script
    if not any(basis.ref.startswith(_KB) for basis in script.basis):
        line = source.line("依据") if script.basis else source.line("服务")
        message = f"“{script.name}”没有指明知识库里的依据"
        yield source.warning(line, "no-source", message, "加上“依据: [{标题: …, 条款: …, 出处: kb/编号}]”")
    if script.until and script.until < hall.today:
        message = f"“{script.name}”{script.until} 以后就不提供了"
        yield source.warning(source.line("失效"), "expired-source", message, "改有效期，或者把文件移走")
    for basis in script.basis:
        if not basis.ref.startswith(_KB):
            continue
        passage = passages.get(basis.ref.removeprefix(_KB))
        if passage is None:
            fix = "检查编号，或者在 knowledge 文件夹里补上这一条"
            yield source.error(basis.line, "no-source", f"知识库里没有编号是“{basis.ref.removeprefix(_KB)}”的内容", fix)
        elif not passage.valid(hall.today):
            late = passage.until is not None and passage.until < hall.today
            message = f"“{basis.ref}”{f'{passage.until} 已经失效' if late else f'{passage.since} 才生效'}"
            yield source.warning(basis.line, "expired-source", message, "换成现行有效的依据")


def _figures(source: Source, sentence: Sentence, cited: list[Passage]) -> Iterator[Finding]:
    """A figure in the script's own words stands in what it cites."""
    said = _KEY.sub("", "，".join(part for part in sentence.template.parts if isinstance(part, str)))
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
    """The words of each figure that the cited text lacks, and its kind. Remembered: most sentences stay as they are."""
    kinds = {claim.text: claim.kind for claim in claims_in(said)}
    return tuple((words, kinds.get(words, "")) for words in unsupported(said, cited, figures_only=True))
