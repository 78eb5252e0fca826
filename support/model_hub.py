"""A Hugging Face Hub on loopback sockets, over real HTTP, that can do wrong.

It speaks what the hub speaks to its client: the listing of a commit with sizes and hashes, `resolve` with `ETag` and
`X-Repo-Commit`, large files by a redirect to another origin with signed addresses, ranges, and error codes in headers.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from aiohttp import web

#: Files of this length and more are stored as large files, as the hub does.
_LARGE = 100_000


@dataclass
class Repository:
    """Its commits, each a name → content, and `main`, the newest."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    main: str = ""

    def commit(self, files: dict[str, bytes]) -> str:
        """Make `files` the newest commit; returns its 40 digits."""
        digest = hashlib.sha1(usedforsecurity=False)
        for name, content in sorted(files.items()):
            digest.update(name.encode() + hashlib.sha256(content).digest())
        self.main = digest.hexdigest()
        self.commits[self.main] = files
        return self.main


class ModelHub:
    """`url` is the hub's; `requests` are `METHOD path` as they came, `ranges` the ranges asked of the large files."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.requests: list[str] = []
        self.ranges: list[str] = []
        self.authorised: list[str] = []
        self.url = self.storage = ""
        #: Bytes that the storage sends of a large file before it breaks the connection off, one for each answer.
        self.break_off: list[int] = []
        #: Every large file comes with this changed.
        self.spoil: Callable[[bytes], bytes] = bytes
        #: Answer each request with this status, or with a page of another service.
        self.status = 0
        self.log_in_page = False
        self.ignores_ranges = False
        #: Files that are listed and are not served.
        self.withheld: set[str] = set()

    def add(self, name: str, files: dict[str, bytes]) -> str:
        """A further commit of the repository `name`."""
        return self.repositories.setdefault(name, Repository()).commit(files)

    # ---- what it answers ---------------------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        if "Authorization" in request.headers:
            self.authorised.append(request.path)
        if self.status:
            return web.Response(status=self.status, text="out of order")
        if self.log_in_page:
            return web.Response(text="<html>please log in to this network</html>", content_type="text/html")
        parts = request.path.strip("/").split("/")
        if parts[:2] == ["api", "models"] and len(parts) in (4, 6):
            return self._listing("/".join(parts[2:4]), parts[5] if len(parts) == 6 else "main")
        if len(parts) == 5 and parts[2] == "resolve":
            return self._resolve(request, "/".join(parts[:2]), parts[3], parts[4])
        return _error(404, "RepoNotFound")

    def _files(self, repository: str, revision: str) -> tuple[str, dict[str, bytes]] | web.Response:
        found = self.repositories.get(repository)
        if found is None:
            return _error(404, "RepoNotFound")
        commit = found.main if revision == "main" else revision
        if commit not in found.commits:
            return _error(404, "RevisionNotFound")
        return commit, found.commits[commit]

    def _listing(self, repository: str, revision: str) -> web.Response:
        found = self._files(repository, revision)
        if isinstance(found, web.Response):
            return found
        commit, files = found
        siblings = [{"rfilename": name, **_declared(content)} for name, content in files.items()]
        return web.json_response({"id": repository, "modelId": repository, "sha": commit, "siblings": siblings})

    def _resolve(self, request: web.Request, repository: str, revision: str, name: str) -> web.Response:
        found = self._files(repository, revision)
        if isinstance(found, web.Response):
            return found
        commit, files = found
        if name not in files or name in self.withheld:
            return _error(404, "EntryNotFound")
        content, headers = files[name], {"X-Repo-Commit": commit}
        sha256 = hashlib.sha256(content).hexdigest()
        if len(content) < _LARGE:
            return _part_of(content, request, headers | {"ETag": f'"{_git_sha1(content)}"'})
        headers |= {"X-Linked-Etag": f'"{sha256}"', "X-Linked-Size": str(len(content))}
        return web.Response(
            status=302, headers=headers | {"Location": f"{self.storage}/{repository}/{sha256}?X-Signed=1"}
        )

    async def store(self, request: web.Request) -> web.StreamResponse:
        """The origin that holds the large files, by their hash."""
        self.ranges.append(request.headers.get("Range", ""))
        if request.query.get("X-Signed") != "1":
            return web.Response(status=403)
        wanted = request.path.rsplit("/", 1)[1]
        repositories = self.repositories.values()
        contents = (c for one in repositories for files in one.commits.values() for c in files.values())
        content = self.spoil(next(c for c in contents if hashlib.sha256(c).hexdigest() == wanted))
        if self.break_off:
            return await _broken_off(content, request, self.break_off.pop(0))
        if self.ignores_ranges:
            return web.Response(body=content)
        return _part_of(content, request, {"ETag": f'"{wanted}"', "Accept-Ranges": "bytes"})


def _declared(content: bytes) -> dict[str, object]:
    if len(content) < _LARGE:
        return {"size": len(content), "blobId": _git_sha1(content)}
    sha256 = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {len(content)}\n".encode()
    lfs = {"sha256": sha256, "size": len(content), "pointerSize": len(pointer)}
    return {"size": len(content), "blobId": _git_sha1(pointer), "lfs": lfs}


def _git_sha1(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _error(status: int, code: str) -> web.Response:
    return web.Response(status=status, headers={"X-Error-Code": code}, text=code)


def _begin(content: bytes, request: web.Request) -> int:
    """Where the range begins that is asked for, 0 without one."""
    asked = request.headers.get("Range", "")
    return min(int(asked.removeprefix("bytes=").split("-")[0]), len(content)) if asked else 0


def _part_of(content: bytes, request: web.Request, headers: dict[str, str]) -> web.Response:
    begin = _begin(content, request)
    if not request.headers.get("Range"):
        return web.Response(body=content, headers=headers)
    if begin >= len(content):
        return web.Response(status=416, headers=headers | {"Content-Range": f"bytes */{len(content)}"})
    span = f"bytes {begin}-{len(content) - 1}/{len(content)}"
    return web.Response(status=206, body=content[begin:], headers=headers | {"Content-Range": span})


async def _broken_off(content: bytes, request: web.Request, after: int) -> web.StreamResponse:
    """Promises the rest of the file, sends `after` bytes of it, and breaks the connection off."""
    begin = _begin(content, request)
    response = web.StreamResponse(status=206 if begin else 200)
    response.content_length = len(content) - begin
    if begin:
        response.headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
    await response.prepare(request)
    await response.write(content[begin : begin + after])
    assert request.transport is not None
    request.transport.close()
    return response


# ---- running it ------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _serving(hub: ModelHub) -> AsyncIterator[None]:
    runners = []
    try:
        for handler in (hub.handle, hub.store):
            app = web.Application()
            app.router.add_route("*", "/{rest:.*}", handler)
            runner = web.AppRunner(app, shutdown_timeout=0.01)
            await runner.setup()
            runners.append(runner)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
        hub.url, hub.storage = (f"http://127.0.0.1:{runner.addresses[0][1]}" for runner in runners)
        yield
    finally:
        for runner in runners:
            await runner.cleanup()


@contextmanager
def model_hub() -> Iterator[ModelHub]:
    """A hub in a thread of its own: what asks it blocks."""
    hub, ready, loop = ModelHub(), threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with _serving(hub):
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield hub
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(30)
        loop.close()
