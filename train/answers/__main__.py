"""Writes the weights of the model of yes/no answers that the product ships."""

from __future__ import annotations

import numpy as np

from dialogue.understand.yes_no_model import WEIGHTS
from train.acts.fit import fit
from train.answers.generate import lines

_SEED = 7


def main() -> None:
    pairs = list(lines(_SEED))
    model = fit(pairs, _SEED)
    np.savez_compressed(WEIGHTS, acts=np.array(model.acts), weights=model.weights, scale=model.scale, bias=model.bias)
    print(f"{len(pairs)} lines, {WEIGHTS.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
