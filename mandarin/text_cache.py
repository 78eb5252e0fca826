"""Readings of one conversation's texts, kept as long as the conversation and reachable from nowhere else.

    texts = TextCache()              # one a conversation
    with texts.active():
        exact("社保卡丢了")           # computed
        exact("社保卡丢了")           # found

A function decorated with `text_cached` must be pure. It keeps its results in the cache that is active where it is
called, and is simply called where none is. So no module holds what a citizen said.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_active: ContextVar[TextCache | None] = ContextVar("text_cache", default=None)


class TextCache:
    """At most `size` results, of all functions together. A full cache starts empty again.

    May be used by several threads at once.
    """

    def __init__(self, size: int = 8192) -> None:
        self._size = size
        self._results: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self._results)

    @contextmanager
    def active(self) -> Iterator[None]:
        """Within, every `text_cached` function keeps its results here, instead of in a cache that was active before."""
        token = _active.set(self)
        try:
            yield
        finally:
            _active.reset(token)

    def clear(self) -> None:
        self._results = {}

    def result(self, key: Hashable, compute: Callable[[], R]) -> R:
        """What is kept under `key`, or else what `compute` gives, which is kept."""
        try:
            return self._results[key]  # type: ignore[no-any-return]
        except KeyError:
            pass
        result = compute()
        if len(self._results) >= self._size:
            self._results = {}
        self._results[key] = result
        return result


def text_cached(function: Callable[P, R]) -> Callable[P, R]:
    """Arguments must be hashable; a keyword argument and the same positional one are two results."""

    @wraps(function)
    def cached(*args: P.args, **kwargs: P.kwargs) -> R:
        cache = _active.get()
        if cache is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(kwargs.items())) if kwargs else (function, args)
        return cache.result(key, lambda: function(*args, **kwargs))

    return cached
