"""Reading the folder file by file. What the loader refuses becomes findings with a code of their own."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from dialogue.errors import Problems, ScriptError
from dialogue.knowledge import Passage, load_folder
from dialogue.library import check_visits
from dialogue.lint.finding import Finding
from dialogue.lint.source import Gaps, Hall, Source, field, words
from dialogue.script import load_script
from dialogue.sources import TEST, conversation_tests, knowledge_files, read_utf8, scripts
from dialogue.testing import ConversationTest, ConversationTests
from dialogue.testing.load import read_conversation_tests
from dialogue.yaml_lines import Map, parse

#: What the loader's messages are about, the first that fits. A mistake of another kind is a `script-error`.
_CODES: tuple[tuple[str, str], ...] = (
    (r"全角冒号", "full-width-colon"),
    (r"^行首有|^第 \d+ 行比.*缩进", "indent"),
    (r"不认识的格式", "unknown-filter"),
    (r"不认识的步骤|不认识“", "unknown-key"),
    (r"^说法“.*写了两次", "duplicate-says"),
    (r"写了两次|在 .* 里已经有了|已经有了，不能再算", "duplicate-key"),
    (r"一个步骤里同时写了", "two-steps-in-one"),
    (r"到这一步时，“.*可能还没有值", "unset-variable"),
    (r"^没有叫“|^没有编号是|没有槽位“|没有变量“|用到的“.*还没有", "undefined-name"),
    (r"永远走不到", "unreachable"),
    (r"走到最后没有结束", "dead-end"),
    (r"一直绕圈|互相调用", "loop"),
    (r"没有写选了“", "not-exhaustive"),
    (r"没有“.*”这个选项", "no-such-option"),
    (r"“提交”之前没有“确认”", "no-confirm"),
    (r"幂等键", "no-idempotency"),
    (r"少了“失败”", "no-failure"),
    (r"少了“", "missing-key"),
    (r"没有任何步骤收集", "unused-slot"),
    (r"是个人信息，但脚本没有“同意”", "no-consent"),
    (r"没有出处", "no-source"),
    (r"电话里的话提到了", "screen-on-phone"),
    (r"超过了每句最多", "long-sentence"),
    (r"没有成对|没有变量名", "broken-hole"),
    (r"^条件“", "broken-condition"),
    (r"写法不完整|少了冒号|两个冒号加空格|不能放在开头|以 \* 开头|YAML|UTF-8|文件是空的|文件读不出来", "not-yaml"),
    (r"不能是“|看不懂|不对$|是空的|不是|应该|至少要有|比|只能|不能有", "bad-value"),
)


@dataclass(frozen=True, slots=True)
class Folder:
    """`texts`: file -> its lines, for what is shown and for 不查. `knowledge_files`: how many of them were read."""

    hall: Hall
    findings: tuple[Finding, ...]
    texts: dict[str, tuple[str, ...]]
    knowledge_files: int


def read_folder(root: Path, today: date) -> Folder:
    """The scripts that load, the knowledge, and a finding for everything that keeps the others from loading."""
    texts: dict[str, tuple[str, ...]] = {}
    sources: list[Source] = []
    found_tests: list[ConversationTest] = []
    errors: list[ScriptError] = []
    test_errors: list[ScriptError] = []
    unread: list[str] = []
    listing = Problems(root)
    for path in sorted((*scripts(root, listing), *conversation_tests(root, listing))):
        problems = Problems(path)
        text = read_utf8(path, problems)
        texts[str(path)] = tuple(text.splitlines())
        if path.name.endswith(TEST):
            read, wrong = _conversation_tests(text, str(path))
            found_tests += read
            test_errors += [*problems.errors, *wrong]
            continue
        errors += problems.errors
        if problems.errors:
            unread.append(str(path))
            continue
        source, wrong = _script(text, str(path))
        errors += wrong
        if source is None:
            unread.append(str(path))
            continue
        if other := next((known for known in sources if known.script.name == source.script.name), None):
            message = f"服务“{source.script.name}”在 {other.file} 里已经有了"
            errors.append(ScriptError(source.file, source.line("服务"), message, "改一个名字"))
        sources.append(source)
    errors += check_visits([source.script for source in sources]) if not errors else []
    stamp = _stamp(root / "knowledge")
    passages, wrong = _knowledge(root / "knowledge", stamp)
    errors += (*wrong, *listing.errors)
    unread += [error.file for error in listing.errors]
    if not texts:
        errors.append(ScriptError(str(root), 1, "一个服务脚本也没有", "检查文件夹的路径，放入至少一个 .yaml 文件"))
    found = tuple(_finding(error, texts) for error in errors)
    gaps = Gaps(tuple(dict.fromkeys(unread)), tuple(dict.fromkeys(error.file for error in wrong)))
    hall = Hall(
        str(root), tuple(sources), passages, ConversationTests(tuple(found_tests)), tuple(test_errors), today, gaps
    )
    return Folder(hall, found, texts, sum(1 for name, *_ in stamp if name))


@lru_cache(maxsize=64)
def _script(text: str, file: str) -> tuple[Source | None, tuple[ScriptError, ...]]:
    """Remembered: when a folder is looked over again, mostly one file of it has changed."""
    problems = Problems(file)
    script = load_script(text, file, problems)
    if script is None or problems.errors:
        return None, tuple(problems.errors)
    root = parse(text, Problems(file))
    return (Source(file, root, script) if isinstance(root, Map) else None), ()


@lru_cache(maxsize=64)
def _conversation_tests(text: str, file: str) -> tuple[tuple[ConversationTest, ...], tuple[ScriptError, ...]]:
    problems = Problems(file)
    return read_conversation_tests(text, file, problems), tuple(problems.errors)


def _stamp(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Changes whenever a file of knowledge does. A fresh one where a file cannot be looked at."""
    files = knowledge_files(folder)
    stamps = ((file.path.name, *file.looked) for file in files)
    return (*stamps, *(() if all(file.seen for file in files) else (("", time.monotonic_ns(), 0, 0),)))


@lru_cache(maxsize=4)
def _knowledge(
    folder: Path, stamp: tuple[tuple[str, int, int, int], ...]
) -> tuple[tuple[Passage, ...], tuple[ScriptError, ...]]:
    """`stamp`: of the files as they are now, so that what is remembered is never old."""
    return load_folder(folder)


def _finding(error: ScriptError, texts: dict[str, tuple[str, ...]]) -> Finding:
    code = next((code for pattern, code in _CODES if re.search(pattern, error.message)), "script-error")
    line = _second(error, texts) if code == "duplicate-says" else error.line
    return Finding(error.file, line, code, "error", error.message, error.fix)


def _second(error: ScriptError, texts: dict[str, tuple[str, ...]]) -> int:
    """Where a 说法 is written for the second time."""
    root = parse("\n".join(texts.get(error.file, ())), Problems(error.file))
    wording = re.search(r"“(.*)”", error.message)
    places = [word.line for word in words(field(root, "说法")) if wording and word.value.strip() == wording[1]]
    return places[-1] if places else error.line
