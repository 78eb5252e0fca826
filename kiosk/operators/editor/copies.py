"""A service of a draft copied, in a worker's process."""

from __future__ import annotations

from dialogue.copying import copied
from kiosk.operators.editor.bench_answers import CopiedService
from kiosk.operators.editor.draft_reading import read_draft
from kiosk.operators.routes import RequestRefusedError, not_found


def copy(files: dict[str, bytes], path: str, name: str, play: bool) -> CopiedService:
    """Raises `RequestRefusedError` where the script does not load."""
    draft = read_draft(files)
    file = next((one for one in draft.folder.scripts if draft.shown(one.file) == path), None)
    if file is None:
        raise not_found("业务脚本")
    if file.script is None or file.errors:
        told = f"第 {file.errors[0].line} 行 {file.errors[0].message}" if file.errors else "读不出来"
        raise RequestRefusedError(422, "not_loadable", f"脚本还有错，改好才能复制：{told}。 It does not load.")
    made = copied(draft.folder, file, name, play=play)
    return CopiedService(
        script=made.script, tests=made.tests, samples=made.samples, collisions=list(made.collisions),
        failing=made.failing,
    )  # fmt: skip
