"""The adviser by embeddings: it chooses, learns beside consultations, and rewords nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from dialogue.acts import Advised, Consult
from kiosk.upstream.meaning import EmbeddingAdviser

CONSULT = Consult(
    3, "choose", "坏掉了", ("丢失", "损坏"), about="option", wordings=(("丢失", "丢了"), ("损坏", "坏了"))
)


class _Letters:
    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 512), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % 512] += 1
            row /= max(float(np.linalg.norm(row)), 1e-6)
        return rows


@pytest.fixture
def outcomes() -> list[tuple[str, str]]:
    return []


@pytest.fixture
async def adviser(outcomes) -> AsyncIterator[EmbeddingAdviser]:
    made = EmbeddingAdviser(_Letters, on_advice=lambda job, outcome: outcomes.append((job, outcome)))
    yield made
    await made.close()


async def test_it_chooses(adviser, outcomes) -> None:
    assert await adviser.advise(CONSULT) == Advised(3, choice="损坏")
    assert outcomes == [("choose", "ok")]


async def test_none_is_no_choice(adviser, outcomes) -> None:
    other = Consult(4, "choose", "abc", CONSULT.options, about="option", wordings=CONSULT.wordings)
    assert await adviser.advise(other) == Advised(4)
    assert outcomes == [("choose", "none")]


async def test_it_rewords_nothing(adviser, outcomes) -> None:
    assert await adviser.advise(Consult(5, "rephrase", "多少钱", passage="不收费。")) == Advised(5)
    assert outcomes == [("rephrase", "skipped")]


async def test_while_the_hall_is_learning_there_is_no_advice(adviser, outcomes) -> None:
    many = tuple((f"选项{at}",) for at in range(40))
    consult = Consult(6, "choose", "选项七", tuple(name for (name,) in many), wordings=many, about="question")
    assert await adviser.advise(consult) == Advised(6)
    await adviser.learn(name for (name,) in many)
    await adviser.advise(consult)
    (_, while_learning), (_, after) = outcomes
    assert while_learning == "skipped"
    assert after != "skipped"
