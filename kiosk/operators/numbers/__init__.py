"""智能问数: what the record says in numbers, asked in Chinese. Questions are read by rules (`reading`), not by a model:
what was not understood is told, and nothing is guessed.
"""
