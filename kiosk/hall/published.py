"""What a hall runs whose scripts come from the record (`services.source: published`)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from dialogue import Library, load_library
from kiosk.config import Settings
from kiosk.hall.version_files import loaded_folder
from kiosk.store import Store


async def version_folder(store: Store, data_dir: Path, version: int) -> Path:
    """A folder with the files of a version. Raises `StoreError`, OSError."""
    bundle = await store.versions.bundle(version)
    return await asyncio.to_thread(loaded_folder, bundle, data_dir)


async def published_library(settings: Settings, store: Store, folders: Library, log: Any) -> tuple[Library, str]:
    """The live version and its hash; until something is published the folder's library (`folders`) and "".

    Raises `ScriptErrors` where this release cannot load the version, `StoreError`, OSError.
    """
    now = await store.versions.standing()
    if now.live is None:
        log.warning("nothing has been published: the services folder is used; see: kiosk services publish --help")
        return folders, ""
    folder = await version_folder(store, settings.data_dir, now.live)
    library = await asyncio.to_thread(load_library, folder)
    log.info("published services", version=now.live, hash=now.versions[now.live].hash)
    return library, now.versions[now.live].hash
