"""Writes the weights of the dialogue act model that the product ships."""

from __future__ import annotations

import numpy as np

from dialogue.understand.act_model import WEIGHTS
from train.acts.fit import fit
from train.acts.generate import lines

_SEED = 20


def main() -> None:
    pairs = list(lines(_SEED))
    model = fit(pairs, _SEED)
    np.savez_compressed(WEIGHTS, acts=np.array(model.acts), weights=model.weights, scale=model.scale, bias=model.bias)
    print(f"{len(pairs)} lines, {len(model.acts)} acts, {WEIGHTS.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
