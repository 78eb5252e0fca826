"""Recorded conversations of the last days, played again against a proposed version of the scripts.

Sans network: the citizen's inputs and the back end's answers are those recorded, each personal value replaced by an
invented one of its kind (`substitutes`). The same inputs go through the version that the conversation had and through
the proposed one, and the two courses are compared.
"""
