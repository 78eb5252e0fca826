"""The model of dialogue acts: generated lines, features as the product reads them, weights.

python -m train.acts        # writes dialogue/understand/dialogue_acts.npz; a minute, the same file every time
"""
