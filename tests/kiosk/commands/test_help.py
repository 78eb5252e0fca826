"""Operators read Chinese, developers English: both stand in every `--help`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
import typer

from kiosk.__main__ import app


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _commands(inner, f"{path} {name}")


COMMANDS = dict(_commands(typer.main.get_command(app), "kiosk"))


@pytest.mark.parametrize("path", COMMANDS)
def test_both_languages(path: str) -> None:
    command = COMMANDS[path]
    helps = [command.help or ""]
    helps += [text for option in command.params if (text := getattr(option, "help", None))]
    for text in helps:
        if "Install completion" in text or "Show completion" in text or text == "Show this message and exit.":
            continue
        assert re.search(r"[\u4e00-\u9fff]", text), text
        assert re.search(r"[A-Za-z]{3}", text), text
