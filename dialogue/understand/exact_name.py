"""An utterance that is the name or a wording of exactly one service, but for words that carry no topic.

Such a one is certain: no similar wording of another service competes with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mandarin import clean, exact, fixed_exact
from mandarin.text_cache import text_cached

#: What is said before the name of what is wanted, without and with a verb: 我要办…
_POLITE = re.compile(
    r"^(?:你好|您好|请问|那个|那|就是|是|我们|我的|我|俺|想要|想|要|来|得|需要|过来|先|请|给|帮我|帮忙|麻烦您|麻烦你|麻烦|一下)*"
)
_DO = re.compile(r"^(?:办理|办|申请|做|搞|弄)(?:一下|一个|个)?")
#: And behind it: …这个业务, …怎么办.
_BEHIND = re.compile(
    r"(?:的)?(?:这个|这项)?(?:业务|手续|服务)?(?:(?:怎么|咋|如何)(?:办理|办|弄|申请))?(?:吧|呗|啊|呀|呢|吗|啦|谢谢|一下)*$"
)


class Wordings:
    """The names and wordings of services by their sound. Equal to one of the same services."""

    def __init__(self, entries: Mapping[str, Sequence[str]]) -> None:
        self._entries = tuple((name, tuple(group)) for name, group in entries.items())
        self._hash = hash(self._entries)
        self._named: dict[tuple[str, ...], dict[str, None]] = {}
        for name, group in self._entries:
            for wording in (name, *group):
                for said in {clean(wording), _POLITE.sub("", clean(wording))} - {""}:
                    self._named.setdefault(fixed_exact(said), {})[name] = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Wordings) and self._entries == other._entries

    def __hash__(self) -> int:
        return self._hash

    def of(self, said: str) -> tuple[str, ...]:
        """The services that are called just so."""
        return tuple(self._named.get(exact(said), ()))


@text_cached
def exactly_named(wordings: Wordings, text: str) -> str:
    """The one service that `text` names; "" where it names none, or several. Sounds count as characters do."""
    said = clean(text)
    polite = _POLITE.sub("", said)
    bare = _BEHIND.sub("", polite)
    for one in dict.fromkeys((said, polite, bare, _DO.sub("", bare))):
        found = wordings.of(one) if one else ()
        if found:
            return found[0] if len(found) == 1 else ""
    return ""
