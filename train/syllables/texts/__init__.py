"""What the synthetic citizens say: numbers, answers, names, places, services, words that cover every syllable."""
