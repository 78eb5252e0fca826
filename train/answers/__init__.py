"""The model of answers to yes/no questions: generated lines, features as the product reads them, weights.

python -m train.answers     # writes dialogue/understand/yes_no.npz; a minute, the same file every time
"""
