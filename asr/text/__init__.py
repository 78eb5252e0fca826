"""Recognised text: clean-up and refusal, phonetic correction, stable captions."""
