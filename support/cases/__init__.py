"""Utterances, answers and sentences with what is right for each."""
