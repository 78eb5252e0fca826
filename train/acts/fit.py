"""Fits the linear model: softmax regression by Adam, the features of a line scaled to length 1."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from dialogue.understand.act_features import BUCKETS, features
from dialogue.understand.act_model import ActModel

_EPOCHS, _BATCH, _RATE, _DECAY = 14, 128, 0.02, 2e-6
_SMOOTHING = 0.03  # of the labels: the generated lines are more alike than citizens' are


def fit(pairs: Sequence[tuple[str, str]], seed: int) -> ActModel:
    acts = tuple(dict.fromkeys(act for _, act in pairs))
    rows = [np.array(features(text)) for text, _ in pairs]
    labels = np.array([acts.index(act) for _, act in pairs])
    counts = np.bincount(labels, minlength=len(acts))
    heaviness = (len(pairs) / len(acts) / counts) ** 0.5
    weights = np.zeros((BUCKETS + 1, len(acts)), np.float32)  # the last row is the bias
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    order, dice = list(range(len(pairs))), random.Random(seed)
    step, steps = 0, _EPOCHS * -(-len(pairs) // _BATCH)
    for _ in range(_EPOCHS):
        dice.shuffle(order)
        for at in range(0, len(order), _BATCH):
            chosen = order[at : at + _BATCH]
            lines = np.zeros((len(chosen), BUCKETS + 1), np.float32)
            for line, index in zip(lines, chosen, strict=True):
                line[rows[index]] = len(rows[index]) ** -0.5
            lines[:, BUCKETS] = 1
            scores = lines @ weights
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            truth = np.full_like(shares, _SMOOTHING / len(acts))
            truth[np.arange(len(chosen)), labels[chosen]] += 1 - _SMOOTHING
            slope = lines.T @ ((shares - truth) * heaviness[labels[chosen], None].astype(np.float32) / len(chosen))
            slope += _DECAY * weights
            step += 1
            mean += 0.1 * (slope - mean)
            spread += 0.001 * (slope * slope - spread)
            rate = _RATE * (1 - step / (steps + 1)) / (1 - 0.9**step) * (1 - 0.999**step) ** 0.5
            weights -= rate * mean / (np.sqrt(spread) + 1e-8)
    scale = np.abs(weights[:-1]).max(axis=0) / 127
    stored = np.rint(weights[:-1] / scale).astype(np.int8)
    return ActModel(acts, stored, scale.astype(np.float32), weights[-1])
