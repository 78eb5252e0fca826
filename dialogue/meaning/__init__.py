"""Sentence embeddings: which of several wordings is nearest in meaning. An optional extra: it proposes, never acts."""

from dialogue.meaning.encoder import SentenceEncoder, installed, load_encoder
from dialogue.meaning.nearest import MeaningIndex

__all__ = ["MeaningIndex", "SentenceEncoder", "installed", "load_encoder"]
