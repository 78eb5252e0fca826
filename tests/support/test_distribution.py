"""The units in which pytest-xdist's workers are given the tests."""

from __future__ import annotations

import ast
from pathlib import Path

from support.distribution import HALL, OF_ONE_HALL, unit_of

ROOT = Path(__file__).parents[2]


def _asks_for_the_hall(file: Path) -> bool:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(argument.arg == "hall" for function in functions for argument in function.args.args)


def test_every_file_whose_tests_share_the_hall_is_in_its_unit() -> None:
    asking = {file for file in (ROOT / "tests/scenarios").glob("test_*.py") if _asks_for_the_hall(file)}
    assert {file.relative_to(ROOT).as_posix() for file in asking} == OF_ONE_HALL


def test_a_unit_is_a_file_or_the_hall() -> None:
    assert unit_of("tests/scenarios/test_voice.py::test_by_voice[jzz]") == HALL
    assert unit_of("tests/asr/test_rate.py::TestRate::test_up[a::b]") == "tests/asr/test_rate.py"
