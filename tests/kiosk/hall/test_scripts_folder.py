"""What the services folder looks like, and when what was saved there is loaded."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.hall.scripts_folder import Signature, Watch, signature

OLD: Signature = (("a.yaml", 1, 1, 1),)


def at(version: int) -> Signature:
    return (("a.yaml", 1, version, 1),)


# ---- when to load ---------------------------------------------------------------------------------------------------


def test_loads_once_when_a_change_has_settled() -> None:
    watch = Watch(OLD)
    looks = [OLD, OLD, at(2), at(3), at(3)]
    assert [watch.look(seen) for seen in looks] == [False, False, False, False, True]
    watch.loaded(at(3))
    assert not watch.look(at(3))


def test_what_was_refused_is_not_tried_again_until_it_changes() -> None:
    watch = Watch(OLD)
    watch.look(at(2))
    assert watch.look(at(2))
    watch.loaded(at(2))
    assert [watch.look(seen) for seen in (at(2), at(2), OLD, OLD)] == [False, False, False, True]


@given(st.lists(st.integers(0, 3).map(at)))
def test_every_settled_change_is_loaded_in_two_looks(saves: list[Signature]) -> None:
    watch, live = Watch(OLD), OLD
    for seen in saves:
        if watch.look(seen):
            watch.loaded(seen)
            live = seen
    last = saves[-1] if saves else OLD
    for _ in range(2):
        if watch.look(last):
            watch.loaded(last)
            live = last
    assert live == last


def test_signature_sees_what_matters(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    before = signature(tmp_path)
    (tmp_path / "a.test.yaml").write_text("x")
    (tmp_path / ".a.yaml.swp").write_text("x")
    assert signature(tmp_path) == before
    seen = {before}
    for path in (tmp_path / "a.yaml", tmp_path / "knowledge" / "b.yaml"):
        path.write_text("x")
        seen.add(signature(tmp_path))
    (tmp_path / "a.yaml").write_text("xy")
    seen.add(signature(tmp_path))
    (tmp_path / "a.yaml").unlink()
    seen.add(signature(tmp_path))
    assert len(seen) == 5
    assert signature(tmp_path / "away") not in seen
