"""Syllables heard on Whisper's own encoder, without its decoder: a small CTC head, and what is read from it."""
