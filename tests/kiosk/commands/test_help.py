"""Operators read Chinese, developers English: both stand in every `--help`, and nothing in it is eaten as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from rich.text import Text
from typer.testing import CliRunner

from kiosk.__main__ import app


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Of click's classes or of typer's own copy of them, whichever this typer uses."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{path} {name}")


COMMANDS = dict(_commands(typer.main.get_command(app), "kiosk"))


def _texts(path: str) -> list[str]:
    command = COMMANDS[path]
    return [command.help or "", *(text for option in command.params if (text := getattr(option, "help", None)))]


def test_every_command_is_looked_at() -> None:
    assert {"kiosk serve", "kiosk models train-head", "kiosk services lint", "kiosk phone check"} <= set(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS)
def test_what_stands_in_brackets_is_shown(path: str) -> None:
    """An extra, such as `.[train]`, is written `.\\[train]`: else rich takes it for markup and shows nothing of it."""
    for text in _texts(path):
        assert Text.from_markup(text).plain == text.replace("\\[", "["), text


def test_the_extra_of_train_head_is_shown() -> None:
    shown = CliRunner().invoke(app, ["models", "train-head", "--help"]).output
    assert "pip install -e .[train]" in shown
    assert "\\" not in shown


@pytest.mark.parametrize("path", COMMANDS)
def test_both_languages(path: str) -> None:
    for text in _texts(path):
        if "Install completion" in text or "Show completion" in text or text == "Show this message and exit.":
            continue
        assert re.search(r"[\u4e00-\u9fff]", text), text
        assert re.search(r"[A-Za-z]{3}", text), text
