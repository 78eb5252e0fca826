"""The recipes: the shipped one draws what made the head that is shipped, and each says what it is."""

from __future__ import annotations

import hashlib
import itertools
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.commands.train_head import HeadRecipe
from train.syllables.cast import speakers
from train.syllables.clips import SpokenClip
from train.syllables.recipe import NOISY, RECIPES, SHIPPED, Recipe
from train.syllables.states import copies, read_examples
from train.syllables.texts.mixture import utterances


def digest(found: object) -> str:
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()


class LengthsOf:
    """In place of the encoder: notes how long each sound is and what is kept of the silence behind it."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []
        self.silences: set[float] = set()

    def of(self, pcm: NDArray[np.int16], after: int, silence_s: float) -> NDArray[np.float32]:
        self.found.append((len(pcm), after))
        self.silences.add(silence_s)
        return np.zeros((1, 1), np.float32)


def toy(place: int) -> SpokenClip:
    count = 2 + place % 7
    sound = np.random.default_rng(place).integers(-9000, 9000, (count + 2) * 1600)
    return SpokenClip(
        "",
        ("digits", "answers", "coverage")[place % 3],
        f"toy-{place % 2}",
        np.arange(1, count + 1, dtype=np.int16) + place,
        np.arange(count, dtype=np.int16) // 2,
        np.arange(1, count + 2, dtype=np.int32) * 1600,
        sound.astype(np.int16),
    )


def copied(recipe: Recipe, folder: Path) -> tuple[LengthsOf, list[Any]]:
    encoder = LengthsOf()
    clips = [toy(place) for place in range(40)]
    classes: list[Any] = []
    for number in recipe.copies:
        paths = copies(clips, number, recipe, encoder, folder)  # type: ignore[arg-type]
        classes += [example.classes.tolist() for example in read_examples(paths)]
    return encoder, classes


# The hashes are of the code that had no other recipe.
def test_the_shipped_speakers_are_those_of_the_shipped_head() -> None:
    cast = speakers(SHIPPED.seed, SHIPPED.cast)
    assert digest([[one.name, one.parts] for one in cast]) == (
        "b881711211c5b1a12202d7672f0ec0b80c9295dbec4a4e618e998bc40cb01be7"
    )
    assert not any(one.melody for one in cast)


def test_the_shipped_copies_are_those_of_the_shipped_head(tmp_path: Path) -> None:
    encoder, classes = copied(SHIPPED, tmp_path)
    assert digest([encoder.found, classes]) == "72b6825a7054098cde7b5e7c8f4b024aec977c9450e068932ed395e2738d3f90"
    assert len(encoder.silences) == 1


def test_the_shipped_numbers_are_those_in_the_shipped_head() -> None:
    from asr.syllables.weights import WEIGHTS, read_head

    noted = read_head(WEIGHTS)[0].recipe
    ours = json.loads(json.dumps(asdict(SHIPPED)))
    same = {"seed", "minutes", "held_out_minutes", "copies", "noises"}
    assert {name: ours[name] for name in same} == {name: noted[name] for name in same}
    assert ours["fit"].items() >= noted["fit"].items()


def test_the_noisy_recipe_breaks_off_and_hears_less_silence(tmp_path: Path) -> None:
    encoder, classes = copied(NOISY, tmp_path)
    assert len(encoder.silences) == 2
    plain = [toy(place).classes.tolist() for place in range(40)]
    begun = [
        one for one, whole in zip(classes[40:], plain * 3, strict=True) if one and one == whole[: len(one)] != whole
    ]
    assert begun, "expected some copies that end within a clip"


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_the_shares_of_the_texts_are_of_a_hundred(recipe: Recipe) -> None:
    assert sum(share for _, share in recipe.texts) == 100
    assert {utterance.kind for utterance in itertools.islice(utterances(3, recipe.texts), 40)} <= dict(
        recipe.texts
    ).keys()


def test_each_copy_has_its_condition_and_the_last_one_goes_on() -> None:
    def names(recipe: Recipe) -> list[str]:
        return [recipe.condition(number).name for number in range(5)]

    assert names(SHIPPED) == ["near", "near", "training", "training", "training"]
    assert names(NOISY) == ["near", "training", "noisy hall", "call", "call"]


def test_a_recipe_that_continues_names_the_head_and_takes_fewer_and_shorter_steps() -> None:
    more = NOISY.continuing("ab")
    assert (NOISY.begun_from, more.begun_from) == ("", "ab")
    assert more.fit.epochs < NOISY.fit.epochs
    assert more.fit.rate < NOISY.fit.rate
    assert more.fit.size == NOISY.fit.size


def test_the_command_offers_the_recipes_that_there_are() -> None:
    assert {one.value for one in HeadRecipe} == set(RECIPES)
    assert {name: recipe.name for name, recipe in RECIPES.items()} == {name: name for name in RECIPES}
