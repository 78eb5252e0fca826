"""The files of one version of a services folder, with a hash of all of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: What one version may hold at most: files, bytes of one file, bytes of all files. Those of `dialogue.knowledge` are
#: narrower; these keep a wrong folder (a whole disk) out of the record.
MOST_FILES, LARGEST_FILE, LARGEST = 2_000, 20 << 20, 64 << 20
#: A file's path: of the folder itself, or one folder deeper.
_PATH = re.compile(r"[^/\\\x00-\x1f\x7f]{1,120}(/[^/\\\x00-\x1f\x7f]{1,120})?")
#: Characters of a hash that operators are shown and may type.
SHOWN = 12


class BundleError(ValueError):
    """Files that are no version. The text says what was expected and what came, Chinese and English."""


@dataclass(frozen=True)
class Bundle:
    """`files`: content by path (`card.yaml`, `knowledge/card.yaml`). Equal files have an equal `hash`."""

    files: Mapping[str, bytes]

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each file, in hex, by path in order."""
        return {path: digest(self.files[path]) for path in sorted(self.files)}

    @property
    def hash(self) -> str:
        return hash_of(self.digests)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def hash_of(digests: Mapping[str, str]) -> str:
    """SHA-256 in hex of the paths and the digests of all files, whatever their order."""
    told = "".join(f"{path}\0{digests[path]}\n" for path in sorted(digests))
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()


def checked(files: Mapping[str, bytes]) -> Bundle:
    """Raises `BundleError` where there are none, too many or too large ones, or a path that leads elsewhere."""
    if not files:
        raise BundleError("一个文件也没有。 Expected at least one script; there are no files.")
    if len(files) > MOST_FILES:
        raise BundleError(
            f"最多 {MOST_FILES} 个文件，这里有 {len(files)} 个。 At most {MOST_FILES}; {len(files)} came."
        )
    for path, data in files.items():
        if not _PATH.fullmatch(path) or any(part in (".", "..") for part in path.split("/")):
            raise BundleError(f"文件名不能用：{path[:120]!a}。 Expected a name in the folder or in knowledge/.")
        if len(data) > LARGEST_FILE:
            most = LARGEST_FILE >> 20
            raise BundleError(f"{path} 超过 {most} MB。 At most {most} MB a file; {len(data) >> 20} MB came.")
    if (size := sum(map(len, files.values()))) > LARGEST:
        raise BundleError(f"一共最多 {LARGEST >> 20} MB。 At most {LARGEST >> 20} MB in all; {size >> 20} MB came.")
    return Bundle(dict(files))
