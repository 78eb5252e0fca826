"""What is not written in words: the rules that turn figures, codes, dates, units and marks into Chinese words.

Each module holds the `RULES` of one idea. `tts.normalise` runs them in order, each on what the ones before it left.
"""
