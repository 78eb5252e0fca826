"""A small hall of its own."""

from __future__ import annotations

import pytest

from dialogue import Library, load_library
from support.library_card import LIBRARY_CARD


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("services")
    (folder / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    return load_library(folder)
