"""The Hugging Face Hub through its own client: what a commit of a repository holds, and one file of it.

`HF_ENDPOINT` names a mirror, as with every program that uses this client. No token is sent: the models are public, and
a mirror need not learn one. Files come over plain HTTPS, which every mirror speaks, and not over Xet, which needs other
hosts too. The client's `hf_hub_download` deletes what has come when it fails (2.4.0); its `http_get` resumes, and is
used here.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

# Before the client is imported: it reads these once, and would report its use.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import httpx2
from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.file_download import http_get
from huggingface_hub.utils.logging import set_verbosity

from kiosk.models.download import ModelDownloadError
from kiosk.models.hub_errors import ANOTHER, explain
from kiosk.models.lock_file import is_plain_name

_HUB = "https://huggingface.co"
_LISTING_TIMEOUT_S = 30.0
#: A model has a handful of files; a listing beyond this is not one of ours.
_MOST_FILES = 10_000


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file as the hub declares it. Large files have a `sha256`, small ones Git's own hash of their content."""

    name: str
    size: int
    sha256: str = ""
    git_sha1: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one commit (`revision`: 40 hexadecimal digits)."""

    repository: str
    revision: str
    files: tuple[HubFile, ...]


class OnLength(Protocol):
    """Told the length (bytes) that the file has reached. It may become shorter, where a server begins again."""

    def __call__(self, length: int) -> None: ...


def endpoint() -> str:
    """The hub or the mirror that is asked, without a slash at its end. Raises `ModelDownloadError`."""
    found = (os.environ.get("HF_ENDPOINT") or _HUB).strip().rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", found):
        raise ModelDownloadError(f"HF_ENDPOINT is {found!r}; expected an address such as {_HUB}.")
    return found


def list_files(repository: str, revision: str, again: str) -> Listing:
    """What `revision` (a commit or a branch) holds. `again`: the command to repeat. Raises `ModelDownloadError`."""
    where, what = endpoint(), f"{repository} at {revision}"
    try:
        found = HfApi(endpoint=where, token=False).model_info(
            repository, revision=revision, files_metadata=True, timeout=_LISTING_TIMEOUT_S
        )
        siblings = list(found.siblings or [])[:_MOST_FILES]
        files = tuple(HubFile(s.rfilename, *_declared(s)) for s in siblings if is_plain_name(s.rfilename))
        commit = found.sha or ""
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise ModelDownloadError(explain(error, what, where, again)) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:  # JSON of another service, or none
        raise ModelDownloadError(_no_hub(where, what, again)) from error
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise ModelDownloadError(_no_hub(where, what, again))
    return Listing(repository, commit, files)


def _declared(sibling: Any) -> tuple[int, str, str]:
    """Size, SHA-256, Git's SHA-1. Raises ValueError for what is no hash."""
    sha256 = str(sibling.lfs.sha256) if sibling.lfs else ""
    git_sha1 = "" if sibling.lfs else str(sibling.blob_id or "")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) and not re.fullmatch(r"[0-9a-f]{40}", git_sha1):
        raise ValueError(f"{sibling.rfilename} has no hash")
    return int(sibling.size), sha256, git_sha1


def _no_hub(where: str, what: str, again: str) -> str:
    return (
        f"{where} gave no listing of {what} as the hub does (commit, sizes and hashes), so nothing is taken from it; "
        f"check HF_ENDPOINT, and whether the network asks for a log-in, then run `{again}`."
    )


def download_file(repository: str, revision: str, file: HubFile, part: Path, on_length: OnLength, again: str) -> None:
    """Bring `part` to the file's full length, going on behind what it holds. Its content is not checked here.

    On a failure `part` keeps what has come. Raises `ModelDownloadError`.
    """
    where = endpoint()
    set_verbosity(logging.ERROR)  # its retries are seen as a pause of the progress bar
    try:
        with part.open("r+b" if part.exists() else "w+b") as stream:
            have = stream.seek(0, os.SEEK_END)
            if have > file.size:
                stream.truncate(0)
                have = stream.seek(0)
            http_get(
                hf_hub_url(repository, file.name, revision=revision, endpoint=where),
                stream,
                resume_size=have,
                headers={"user-agent": "hall-clerk", "accept-encoding": "identity"},
                expected_size=file.size,
                displayed_filename=file.name,
                tqdm_class=_bar(stream, file, where, on_length, again),
            )
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise ModelDownloadError(explain(error, f"{file.name} of {repository}", where, again)) from error


def _bar(stream: BinaryIO, file: HubFile, where: str, on_length: OnLength, again: str) -> Any:
    """The part of a tqdm bar that the client uses. It stops a server that sends without end."""

    class _Bar:
        def __init__(self, *_: object, **__: object) -> None: ...

        def update(self, count: int = 1) -> None:
            """Called before `count` bytes are written, and with a negative count after some were thrown away."""
            length = stream.tell() + max(0, count)
            if length > file.size:
                raise ModelDownloadError(
                    f"{where} sends more of {file.name} than its {file.size:,} bytes; {ANOTHER}, then run `{again}`."
                )
            on_length(length)

        def __enter__(self) -> _Bar:
            return self

        def __exit__(self, *_: object) -> None: ...

    return _Bar
