"""Training of the syllable head: texts, synthetic speech, encoder states, CTC, weights.

    texts -> clips (Kokoro) -> copies in many conditions -> states of the recogniser's own encoder -> fit -> npz

Every stage is seeded, writes files as it goes, and continues where an earlier run ended. `kiosk models train-head`
runs them all.
"""
