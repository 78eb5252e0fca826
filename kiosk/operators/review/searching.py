"""Looks for words in conversations, which are sealed: they are opened one after the other, the newest first, until
enough were found, enough were looked at, or the time is over. Where it stopped, the next search goes on. Blocking.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from dialogue.redaction import redacted
from kiosk.operators.review.tags import Tag, tags_of
from kiosk.store.crypto import Keyring
from kiosk.store.review import ListedConversation, ReviewedConversation, ReviewFilter, listed, reviewed

#: Conversations that one search opens, and returns.
LOOKED_AT, FOUND = 300, 25
#: Characters of a turn that are looked at, masked.
_LONGEST = 2000
#: Conversations that are opened for an export.
LOOKED_AT_FOR_EXPORT = 3000


@dataclass(frozen=True, slots=True)
class ConversationSearch:
    """`cursor`: where the next search goes on; empty: all were looked at. `looked_at`: conversations opened."""

    found: tuple[tuple[ListedConversation, tuple[Tag, ...]], ...]
    cursor: str
    looked_at: int


def search(
    connection: Connection, keys: Keyring, wanted: ReviewFilter, words: str, tag: Tag | None, cursor: str,
    *, whole: bool, labels: Container[str],
) -> ConversationSearch:  # fmt: skip
    """`words`: all of them, apart by blanks, in the turns of one conversation; corrections count too. `whole`: also in
    what is masked. `labels`: values that are nobody's own (`Library.labels`).
    """
    parts = [_plain(part) for part in words.split()]
    found, looked_at = list[tuple[ListedConversation, tuple[Tag, ...]]](), 0
    while looked_at < LOOKED_AT:
        page = listed(connection, wanted, cursor)
        for one in page:
            looked_at, cursor = looked_at + 1, one.cursor
            talk = reviewed(connection, keys, one.id)
            if talk is None:
                continue
            talk, tags = personal(talk, labels), tags_of(talk)
            if (tag is None or tag in tags) and _has(talk, parts, whole):
                found.append((one, tags))
            if len(found) == FOUND or looked_at == LOOKED_AT:
                return ConversationSearch(tuple(found), cursor, looked_at)
        if not page:
            return ConversationSearch(tuple(found), "", looked_at)
    return ConversationSearch(tuple(found), cursor, looked_at)


def search_all(
    connection: Connection, keys: Keyring, wanted: ReviewFilter, words: str, tag: Tag | None, most: int,
    *, whole: bool, labels: Container[str],
) -> list[tuple[ListedConversation, tuple[Tag, ...]]]:  # fmt: skip
    """As `search`. At most `most`, of the newest `LOOKED_AT_FOR_EXPORT`."""
    found, looked_at, cursor = list[tuple[ListedConversation, tuple[Tag, ...]]](), 0, ""
    while len(found) < most and looked_at < LOOKED_AT_FOR_EXPORT:
        told = search(connection, keys, wanted, words, tag, cursor, whole=whole, labels=labels)
        found, looked_at, cursor = [*found, *told.found], looked_at + told.looked_at, told.cursor
        if not cursor:
            break
    return found[:most]


def with_tags(
    connection: Connection, keys: Keyring, page: list[ListedConversation]
) -> list[tuple[ListedConversation, tuple[Tag, ...] | None]]:
    """Each with its tags; None where it was deleted meanwhile."""
    talks = ((one, reviewed(connection, keys, one.id)) for one in page)
    return [(one, None if talk is None else tags_of(talk)) for one, talk in talks]


def personal(talk: ReviewedConversation, labels: Container[str]) -> ReviewedConversation:
    """`given` without the options that were chosen: 就业 is masked nowhere, though it is an answer."""
    return replace(talk, given=tuple((name, value) for name, value in talk.given if value not in labels))


def _has(talk: ReviewedConversation, parts: list[str], whole: bool) -> bool:
    if not parts:
        return True
    texts = [text for turn in talk.turns for text in (turn.text, turn.corrected or "")]
    said = _plain("\n".join(texts if whole else (redacted(text, talk.given, longest=_LONGEST) for text in texts)))
    return all(part in said for part in parts)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
