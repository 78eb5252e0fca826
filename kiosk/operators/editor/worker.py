"""A process of its own in which drafts are read: it takes a core for seconds, and the hall's conversations go first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from os import nice
from typing import Any, TypeVar

from kiosk.operators.routes import RequestRefusedError

T = TypeVar("T")
#: Added to the niceness of the process.
_NICE = 4
#: Seconds that one piece of work may take, and after which an idle process is ended.
LONGEST_S, IDLE_S = 180.0, 600.0
_BROKEN = "处理草稿的程序中断了，请再试一次。 The process broke down; try again."


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A `RequestRefusedError`, as it passes between processes."""

    status: int
    code: str
    message: str


class DraftWorker:
    """Does one piece of work at a time; the process begins with the first. It keeps what it has read for the next.

    A piece of work is a function of a module with arguments and an answer that can be pickled.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._process: SpawnProcess | None = None
        self._link: Connection | None = None
        self._ending: asyncio.TimerHandle | None = None
        self._stopped = False

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Raises `RequestRefusedError` where it takes too long or breaks down; a refusal of the work itself, too."""
        async with self._turn:
            if self._stopped:
                raise RequestRefusedError(503, "broken", _BROKEN)
            if self._ending is not None:
                self._ending.cancel()
            link = self._started()
            try:
                async with asyncio.timeout(LONGEST_S):
                    answer = await asyncio.to_thread(_asked, link, (work, arguments))
            except TimeoutError:
                self._end()
                text = "三分钟还没有做完，停下了。是不是有一处绕回自己的跳到？ It took longer than three minutes."
                raise RequestRefusedError(422, "too_slow", text) from None
            except asyncio.CancelledError:
                self._end()  # its answer would be taken for the next one's
                raise
            except (EOFError, OSError):
                self._end()
                raise RequestRefusedError(503, "broken", _BROKEN) from None
            self._ending = asyncio.get_running_loop().call_later(IDLE_S, self._end)
            if isinstance(answer, _Refusal):
                raise RequestRefusedError(answer.status, answer.code, answer.message)
            done: T = answer
            return done

    def _started(self) -> Connection:
        if self._link is None or self._process is None or not self._process.is_alive():
            context = get_context("spawn")
            self._link, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            theirs.close()
        return self._link

    def stop(self) -> None:
        """For good: what waits for its turn is refused."""
        self._stopped = True
        self._end()

    def _end(self) -> None:
        """End the process, if there is one. A thread that waits for its answer ends too."""
        if self._process is not None:
            self._process.kill()
        self._process = self._link = None


def _asked(link: Connection, task: tuple[Callable[..., Any], tuple[Any, ...]]) -> Any:
    link.send(task)
    return link.recv()


def _serve(link: Connection) -> None:
    nice(_NICE)
    while True:
        try:
            work, arguments = link.recv()
        except EOFError:
            return
        try:
            answer = work(*arguments)
        except RequestRefusedError as error:
            answer = _Refusal(error.status, error.code, error.message)
        link.send(answer)
