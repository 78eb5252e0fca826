"""Paper: a sentence may not say that something was printed. The hall says so itself, once the printer has done so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.sentences import sentences
from dialogue.lint.source import LintContext

_PAPER = r"回执|凭条|小票|预约单|受理单|登记单|通知单|单子|纸条"
_TAKE = re.compile(
    rf"(?:取走|拿好|取好|收好|取出|拿走|取一下|拿一下)[^，。！？；]{{0,6}}(?:{_PAPER})"
    rf"|(?:{_PAPER})[^，。！？；]{{0,4}}(?:取走|拿好|收好|拿走|打出来了|打好了|打印好了|打印出来了)"
)


def promises_paper(text: str) -> bool:
    """Whether a sentence of `text` tells the citizen to take what was printed."""
    return _TAKE.search(text) is not None


def paper(context: LintContext) -> Iterator[Finding]:
    for source in context.sources:
        for sentence in sentences(source.script):
            if "screen" in sentence.channels and promises_paper(sentence.words):
                message = "话里说回执已经打好，打印机没纸、没接上时这是空话"
                fix = "去掉这半句，留“回执: [打印]”：打出来以后，系统会自己说“请取走您的回执”，打不出来会另想办法"
                yield source.error(sentence.line, "promised-paper", message, fix)
